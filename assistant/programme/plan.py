"""How is a session put together: how many of each, which ones, in which order, for how long?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.errors import BadQuestion
from assistant.key_figures import key_figures
from assistant.programme.asking import says_what
from assistant.programme.discussions import KINDS, Subject, discuss, subjects
from assistant.programme.drawing import draw, in_turn, tells
from assistant.programme.quiz import LEAST_COUNT, Askable, askables, same_fact, worth
from assistant.programme.records import Discussion, Programme, QuizQuestion, Theme
from assistant.programme.shown import is_understood, shown
from assistant.programme.themes import Chapter, chapter_of, chapters
from assistant.types import KeyFigure, Passage

MINUTES = (15, 120)
SHARES = (0.15, 0.35, 0.30, 0.12, 0.08)
"""Figures, quiz, discussions, questions of the room, close."""
EACH = (1.0, 1.9, 6.0)
"""Minutes that a figure, a question and a discussion take."""
LEAST_DISCUSSED = 4
"""Minutes of a discussion, at least, where every theme has one."""
FEWEST, MOST = (3, 4, 1), (8, 15, 5)
LONGEST_LABEL, LEAST_SHOWN, ALL_OF_IT = 130, 50, 100
KEPT_FOR_SHOW = 4
"""One figure is kept for so many sentences that can be asked for, where the quiz would leave too few to show."""
ONE_IN = 3
"""One question in so many is an estimate, where its figure can be estimated."""

Shares = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Stock:
    """All that sessions can be made of; made once for an index.

    ``figures`` are with the keys of their themes; ``fair`` are those that can be shown, ``telling`` the best of these.
    """

    themes: tuple[Theme, ...]
    figures: tuple[tuple[str, KeyFigure], ...]
    telling: tuple[tuple[str, KeyFigure], ...]
    fair: tuple[tuple[str, KeyFigure], ...]
    askables: tuple[Askable, ...]
    subjects: tuple[Subject, ...]


def stock(passages: Sequence[Passage], figures: Sequence[KeyFigure] | None = None) -> Stock:
    """Themes, figures, questions and subjects of the reports.

    Args:
        figures: their key figures, if they are at hand.
    """
    known = key_figures(passages) if figures is None else figures
    found = chapters(passages)
    theme_of = chapter_of(found)
    placed = tuple((theme_of[f.passage.passage_id], f) for f in known if f.passage.passage_id in theme_of)
    asked, discussed = askables(known, passages, theme_of), subjects(found)
    themes = (_theme(chapter, placed, asked) for chapter in found)
    with_subject = {subject.theme for subject in discussed}
    return Stock(
        tuple(theme for theme in themes if theme.n_figures or theme.key in with_subject),
        placed,
        tuple((theme, figure) for theme, figure in placed if is_telling(figure)),
        tuple((theme, figure) for theme, figure in placed if is_fair(figure)),
        asked,
        discussed,
    )


def _theme(chapter: Chapter, placed: Iterable[tuple[str, KeyFigure]], asked: Iterable[Askable]) -> Theme:
    n_figures = sum(theme == chapter.key for theme, _ in placed)
    n_questions = sum(askable.theme == chapter.key for askable in asked)
    return Theme(chapter.key, chapter.title, chapter.part, chapter.document, n_figures, n_questions)


def plan(of: Stock, keys: Iterable[str], minutes: int, seed: int) -> Programme:
    """A session. The same stock, keys, minutes and seed give the same one.

    Args:
        keys: of themes; unknown ones are left out, and none left means all.
        minutes: of the whole session, 15 to 120.

    Raises: BadQuestion.
    """
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise BadQuestion(
            f"Une séance dure de {MINUTES[0]} à {MINUTES[1]} minutes : {minutes} n’est pas possible.", field="minutes"
        )
    wanted = set(keys)
    themes = tuple(theme for theme in of.themes if theme.key in wanted) or of.themes
    rng = random.Random(f"{seed}:{minutes}:{','.join(theme.key for theme in themes)}")
    order = [theme.key for theme in themes]
    rng.shuffle(order)
    shares = _shares(minutes)
    counts = [
        min(most, max(fewest, round(share / each)))
        for share, each, fewest, most in zip(shares, EACH, FEWEST, MOST, strict=False)
    ]
    asked = draw(of.askables, order, counts[1], [], seed)
    chosen = _figures(of.telling, order, counts[0], asked, rng)
    if len(chosen) < FEWEST[0]:
        # Where few questions can be asked, some figures are kept for the beginning all the same.
        n_sentences = len({a.figure.sentence for a in of.askables if a.theme in order})
        n_kept = min(counts[0], max(n_sentences > 1, n_sentences // KEPT_FOR_SHOW))
        kept = _figures(of.telling, order, n_kept, [], rng)
        asked = draw(of.askables, order, counts[1], kept, seed)
        chosen = _figures(of.telling, order, counts[0], asked, rng, kept)
    if len(chosen) < FEWEST[0]:
        chosen = _figures(of.fair, order, FEWEST[0], asked, rng, chosen)
    quiz = _questions(asked, rng, seed)
    # Few themes that were chosen are all discussed, if there is time.
    n_discussions = max(counts[2], min(len(order), MOST[2], shares[2] // LEAST_DISCUSSED) if wanted else 0)
    discussions = _discussions(of, order, n_discussions, chosen, asked, rng)
    shares = _without_empty(shares, (bool(chosen), bool(quiz), bool(discussions)))
    figures = tuple(alone for figure in chosen if (alone := shown(figure)))
    return Programme(themes, minutes, seed, figures, quiz, discussions, shares)


def _shares(minutes: int) -> Shares:
    """Minutes of the five stages; what rounding leaves goes to the discussions."""
    figures, quiz, talk, room, close = (max(1, round(minutes * share)) for share in SHARES)
    return figures, quiz, talk + minutes - (figures + quiz + talk + room + close), room, close


def _without_empty(shares: Shares, filled: tuple[bool, bool, bool]) -> Shares:
    """The shares where an empty stage takes no time: the discussions have it, or else the room's questions."""
    figures, quiz, talk = (share if has else 0 for share, has in zip(shares, filled, strict=False))
    left = sum(shares[:3]) - figures - quiz - talk
    return (figures, quiz, talk + left, *shares[3:]) if filled[2] else (figures, quiz, 0, shares[3] + left, shares[4])


def _questions(asked: Sequence[Askable], rng: random.Random, seed: int) -> tuple[QuizQuestion, ...]:
    """The questions in their forms. The right choice wanders, so that its place gives nothing away."""
    made: dict[int, QuizQuestion] = {}
    ways: dict[int, dict[int, QuizQuestion]] = {}
    for i, askable in enumerate(asked):
        if i % ONE_IN == ONE_IN - 1 and "estimate" in askable.forms:
            made[i] = askable.ask("estimate", seed)
        else:
            ways[i] = {choice.right: choice for choice in (askable.ask("choice", seed, place) for place in range(4))}
    # Those whose right choice can stand at few places are placed first, each at the place that is used least.
    used: Counter[int] = Counter()
    luck = rng.sample(range(4), 4)
    for i in sorted(ways, key=lambda i: len(ways[i])):
        place = min(ways[i], key=lambda place: (used[place], luck[place]))
        used[place] += 1
        made[i] = ways[i][place]
    return tuple(made[i] for i in range(len(asked)))


def _figures(
    known: Sequence[tuple[str, KeyFigure]],
    order: Sequence[str],
    n: int,
    asked: Sequence[Askable],
    rng: random.Random,
    kept: Sequence[KeyFigure] = (),
) -> tuple[KeyFigure, ...]:
    """What is shown before the quiz and must not answer any of it: those ``kept``, and others up to ``n``."""

    def best(theme: str) -> list[KeyFigure]:
        own = [f for t, f in known if t == theme]
        return sorted(own, key=lambda f: -(worth(f) + is_understood(f.label) + rng.random()))

    def fits(figure: KeyFigure, chosen: list[KeyFigure]) -> bool:
        if any(same_fact(figure, k) or figure.sentence == k.sentence for k in (*kept, *chosen)):
            return False
        return not any(same_fact(figure, a.figure) or tells(figure.sentence, a.figure) for a in asked)

    return (*kept, *in_turn(_least_shown_first(known, order, kept), best, fits, n - len(kept)))


def _least_shown_first(
    known: Sequence[tuple[str, KeyFigure]], order: Sequence[str], kept: Sequence[KeyFigure]
) -> list[str]:
    shown = [theme for theme, figure in known if any(figure is k for k in kept)]
    return sorted(order, key=shown.count)


def is_telling(figure: KeyFigure) -> bool:
    """Whether a figure says much by itself: fair, large or measured, and its short label says what was done."""
    if not (figure.unit or figure.value >= LEAST_SHOWN) or (figure.unit == "%" and figure.value >= ALL_OF_IT):
        return False
    is_clause = len(figure.label) <= LONGEST_LABEL and not figure.label.startswith("Après")
    return is_fair(figure) and is_clause and says_what(figure.label)


def is_fair(figure: KeyFigure) -> bool:
    """Whether a figure can be shown at all: done, whole, no trifle, and understood alone."""
    if figure.kind in ("date", "age") or figure.planned or figure.partial:
        return False
    return bool(figure.unit or figure.value >= LEAST_COUNT) and shown(figure) is not None


def _discussions(
    of: Stock, order: Sequence[str], n: int, shown: Sequence[KeyFigure], asked: Sequence[Askable], rng: random.Random
) -> tuple[Discussion, ...]:
    """One of each theme in turn; of no sentence that was shown, and rather of none that the quiz asks for."""
    was_shown, was_asked = {f.sentence for f in shown}, {a.figure.sentence for a in asked}

    def mixed(theme: str) -> list[Subject]:
        own = [s for s in of.subjects if s.theme == theme and s.said not in was_shown]
        # What is only a heading comes last.
        return sorted(own, key=lambda s: (s.kind >= len(KINDS), s.said in was_asked, rng.random()))

    def fits(subject: Subject, kept: list[Subject]) -> bool:
        return all(subject.passage is not k.passage for k in kept)

    return tuple(discuss(subject, rng) for subject in in_turn(order, mixed, fits, n))
