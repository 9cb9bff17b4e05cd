"""What does a passage state: which quantity, and of what?

Every figure of a passage comes with the words around it, nearest first: what it counts, its clause, the clauses beside it,
its sentence, and what that sentence takes up (the line that opens its list, the sentence before, the headings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.figures import Statement, figures, statements
from assistant.french.equivalents import Reach, reach, stands_for
from assistant.french.abbreviations import explanations
from assistant.french.numbers import Quantity
from assistant.french.text import STOP_WORDS, fold, stem, stems, words
from assistant.types import Passage

# How much a word of an answer is worth that stands so near to the figure.
COUNTED, OWN, BESIDE, SENTENCE, CONTEXT = 1.0, 0.8, 0.6, 0.5, 0.3
SAME_THING = 0.9
IN_CONTEXT, BY_ANOTHER_WORD = 0.5, 0.6
N_COUNTED = 3
HEADING = -1
# « Allauch (+ 15 %) affiche »: what comes after it is not what it counts.
IN_PARENTHESES = re.compile(r"[^\w(]{0,3}\)")
# « 17 lignes modifiées et 2 créées »: the noun is that of the number before.
PARTICIPLE = re.compile(r"\s+\w+(?:é|i|u)e?s?\b(?!\s+\w+(?:s|x)\b)")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a passage, or a heading, with what it goes on from.

    ``position`` is that of the statement, `HEADING` for a heading or the document's title.
    """

    passage: Passage
    position: int
    text: str
    own: Reach
    context: Reach
    taken_up: tuple[int, ...] = ()
    """Positions of the sentences that it goes on from."""

    def goes_on_from(self, other: Place) -> bool:
        """Whether it takes up the other sentence: the line that opens its list, or the one before."""
        return other.passage.passage_id == self.passage.passage_id and other.position in self.taken_up

    def worth(self, word: str, *, english: bool = False) -> float:
        """1 when the sentence has the folded word, less for another word that may be said for it, and when only its
        context has it; 0 when neither has."""
        return graded(word, self.own, english=english) or IN_CONTEXT * graded(word, self.context, english=english)


def graded(word: str, text: Reach, *, english: bool) -> float:
    """What it is worth that a text has the folded word: 1 for itself; in English every word is another one."""
    if stem(word) in text.stems:
        return 1.0
    if not stands_for(word, text, english=english):
        return 0.0
    return 1.0 if english else BY_ANOTHER_WORD


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One quantity of a passage with the words around it.

    Attributes:
        zones: words that stand so near, nearest first, with what meeting one is worth.
        partial: the figure is a part of the one before (« dont 49 »).
        start, end: offsets into the text of its place.
    """

    quantity: Quantity
    zones: tuple[tuple[float, Reach], ...]
    partial: bool
    place: Place
    start: int
    end: int

    def counts(self, noun: str, *, english: bool = False) -> float:
        """How surely the figure counts what a folded noun of an answer says: by a word of the same meaning right after it,
        or by the noun itself in its sentence; 0: it does not."""
        counted, *others = self.zones[:4]
        if stands_for(noun, counted[1], english=english, strictly=True):
            # The noun itself counts more than another word for it: « 8 enjeux et 26 objectifs ».
            return counted[0] if english or stem(noun) in counted[1].stems else SAME_THING
        own = stem(noun)
        return next((value for value, zone in others if own in zone.stems), 0.0)

    def worth(self, word: str, *, english: bool = False) -> float:
        """How near to the figure the passage has the folded word, or one that it may be said for; 0: nowhere."""
        for value, zone in self.zones:
            if stands_for(word, zone, english=english):
                return value
        return 0.0


@lru_cache(maxsize=4096)
def places(passage: Passage) -> tuple[Place, ...]:
    """The sentences of a passage in order, then its headings and its document's title."""
    found = [
        Place(passage, s.position, s.text, reach(_plain(s.stems)), reach(_context(passage, up)), tuple(u.position for u in up))
        for s in statements(passage)
        for up in (taken_up(passage, s),)
    ]
    whole = reach(_plain(all_stems(passage)))
    for heading in (*passage.section, passage.document):
        found.append(Place(passage, HEADING, heading, reach(_plain(stem(w.folded) for w in words(heading))), whole))
    return tuple(found)


@lru_cache(maxsize=4096)
def stated_figures(passage: Passage) -> tuple[StatedFigure, ...]:
    """The figures of a passage, of its headings and of its document's title."""
    found: list[StatedFigure] = []
    for statement, place in zip(statements(passage), places(passage), strict=False):
        short_forms = {stem(fold(short)): stems(long)[:1] for short, long in explanations(statement.text)}
        own_before: frozenset[str] = frozenset()
        lead = _lead(statement)
        for i, figure in enumerate(statement.figures):
            counted = list(figure.counted[:N_COUNTED])
            if i and (figure.partial or PARTICIPLE.match(statement.text, figure.quantity.end - statement.start)):
                counted += next((f.counted[:1] for f in reversed(statement.figures[:i]) if f.quantity.kind == "count"), ())
            counted += [short for short, long in short_forms.items() if long and long[0] in counted[:1]]
            apart = frozenset(figure.counted) if IN_PARENTHESES.match(statement.text, figure.quantity.end - statement.start) else frozenset()
            counted = [] if apart or figure.quantity.kind == "date" else counted
            own = _plain({*figure.own, *counted} - apart)
            if len(own) < 2:
                # « le prix, obtenu en 2022 » is told of the prize, « les plus de 65 ans » of what was said before.
                own = own | _since_last(statement, i) or own_before
            zones = (
                (COUNTED, reach(_plain(counted))), (OWN, reach(own)), (BESIDE, reach(_plain(figure.beside) | lead)),
                (SENTENCE, place.own), (CONTEXT, place.context),
            )  # fmt: skip
            start, end = figure.quantity.start - statement.start, figure.quantity.end - statement.start
            found.append(StatedFigure(figure.quantity, zones, figure.partial, place, start, end))
            own_before = own
    for place in places(passage):
        if place.position == HEADING:
            zones = ((OWN, place.own), (CONTEXT, place.context))
            found += [
                StatedFigure(f.quantity, zones, False, place, f.quantity.start, f.quantity.end) for f in figures(place.text)
            ]
    return tuple(found)


def _since_last(statement: Statement, i: int) -> frozenset[str]:
    """Stems between the i-th figure of a sentence and the one of its kind before it."""
    figure = statement.figures[i]
    alike = [f for f in statement.figures[:i] if f.quantity.kind == figure.quantity.kind]
    start = alike[-1].end if alike else figure.quantity.start
    before = statement.text[start - statement.start : figure.quantity.start - statement.start]
    return _plain(stem(w.folded) for w in words(before))


def _lead(statement: Statement) -> frozenset[str]:
    """Stems of what stands before the first figure of a sentence: it is said of all of them."""
    if not statement.figures:
        return frozenset()
    before = statement.text[: statement.figures[0].quantity.start - statement.start]
    return _plain(stem(w.folded) for w in words(before))


@lru_cache(maxsize=4096)
def all_stems(passage: Passage) -> frozenset[str]:
    """Stems of the passage, its headings and its document's title."""
    texts = (passage.document, *passage.section, passage.text)
    return frozenset(stem(w.folded) for text in texts for w in words(text))


def taken_up(passage: Passage, statement: Statement) -> list[Statement]:
    """What a sentence goes on from: the line that opens its list, else the sentence before it; none for the first one."""
    parts = statements(passage)
    before = parts[statement.position - 1] if statement.position else None
    if statement.is_item:
        while before is not None and before.is_item and not before.introduces:
            before = parts[before.position - 1] if before.position else None
    return [] if before is None else [before]


def _context(passage: Passage, up: Sequence[Statement]) -> frozenset[str]:
    found = {stem(w.folded) for title in (*passage.section, passage.document) for w in words(title)}
    return _plain(found.union(*(s.stems for s in up)))


def _plain(stems_: Iterable[str]) -> frozenset[str]:
    found = {s for s in stems_ if not s.isdigit() and s not in STOP_WORDS}
    # « voyages/jour » is two words.
    return frozenset(found | {stem(part) for s in found if "/" in s for part in s.split("/")})
