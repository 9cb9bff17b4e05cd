"""What are the few sentences that sum a subject up, each from another passage?

« Que fait la ville pour l'eau ? » wants neither one sentence nor a whole chapter. Every line is a statement of the report,
whole or cut at a comma, with its own citation; which ones is told by their place, their figures and the words of the subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.extractive.compose import Draft
from assistant.extractive.features import PRONOUN
from assistant.extractive.headings import Path, numbered, titled
from assistant.figures import Statement, statements
from assistant.french.breadth import Breadth
from assistant.french.query import Query
from assistant.french.questions import CATEGORY_NOUNS
from assistant.french.terms import Term
from assistant.french.text import STOP_WORDS, fold, squeeze, stem, words
from assistant.types import Audience, Passage, RetrievedPassage

LIMITS: dict[Audience, int] = {"citizen": 700, "agent": 1500}
MOST_LINES: dict[Audience, int] = {"citizen": 6, "agent": 10}
LONGEST: dict[Audience, int] = {"citizen": 200, "agent": 280}
FEWEST_PASSAGES = 2
# A subject of more words than this is one thing rather than a field.
MOST_TERMS = 3
# idf below which a word says nothing of a subject (« Métropole » alone: 0.3).
SUBJECT_MASS = 0.5
# How well a passage must treat every word of the subject; a word that the report lacks only by a word of the same meaning.
TREATED, TREATED_BY_ANOTHER_WORD = 0.5, 0.79
# A further line of a chapter, or of a passage, that has one already is worth less than the first of another one.
# « pour les quartiers prioritaires », « pour les personnes âgées »
PAIR = re.compile(r"\b(?:pour|contre|sur|avec) (?:l[ea]s? |l'|nos |ses )(\w{4,}) (\w{4,})(?= ?\??$)")
SAME_CHAPTER, SAME_PASSAGE = 0.85, 0.5
# Characters of a line: fewest with a figure, fewest without one, and from where each more counts against it.
TERSE, SHORTEST, COMFORTABLE = 40, 65, 130
# Where a long line may be cut: late enough, and after more than a circumstance.
CUT_AFTER, CUT_SHARE, SHORT_CIRCUMSTANCE = 60, 0.5, 40
MARKER_ROOM = 9

# What takes up the sentence before it, or argues from it: on its own it hangs in the air.
TAKES_UP = re.compile(
    r"^(?:par ailleurs|en complement|parallelement|en parallele|de plus|en outre|ainsi|a ce titre|a ce stade|egalement|plus largement|dans le meme temps|en meme temps"
    r"|par exemple|a terme|il s'agit|enfin|de meme|au-dela|toutefois|cependant|mais|or|donc|pour cela|pour ce faire|c'est|on|ses|son|sa|leurs?|pour (?:sa|son|ses|leurs?|y)|comme|notamment)\b"
)
REFERS_BACK = re.compile(
    r"\b(?:leurs?|celui-ci|celle-ci|ceux-ci|celles-ci|derniere?s? citee?s?|y|en question|cet|cette|ces|ce (?!que|qui|jour)|sur le sujet|a ainsi|ont ainsi|egalement)\b"
)
# A circumstance that the main clause follows: nothing may be cut right after it.
CIRCUMSTANCE = re.compile(
    r"^(?:face|pour|dans|en|au|aux|a|grace|afin|avec|depuis|apres|avant|lors|sur|sous|par|fin|debut|convaincue?)\b"
)
NEGATION = re.compile(r"\b(?:ne|n'|sans|non|sauf)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement that may stand in the summary. ``score``: higher is better; ``chapter``: what it must not repeat."""

    passage: Passage
    statement: Statement
    text: str
    score: float
    chapter: Path


def overview(
    wanted: Breadth,
    query: Query,
    passages: Sequence[Passage],
    retrieved: Sequence[RetrievedPassage],
    audience: Audience = "citizen",
) -> Draft | None:
    """The summary that a broad question wants; None where the section is not there, or fewer than two passages treat the subject.

    Args:
        wanted: what the question wants summed up.
        passages: the whole corpus, in reading order.
        retrieved: more of the best passages than an answer reads: all those that treat the subject should be there.
    """
    subject, targets = _subject(wanted, query), _named_sections(wanted, query, passages)
    if targets is not None:
        draft = _by_sections(_of_one_report(passages, targets), targets, audience)
        return draft if draft.citations else None
    if not _treats_a_subject(wanted, query, subject):
        return None
    draft = _by_subject(query, subject, retrieved, audience)
    return draft if len(draft.citations) >= FEWEST_PASSAGES else None


def central(
    wanted: Breadth, query: Query, passages: Sequence[Passage], retrieved: Sequence[RetrievedPassage]
) -> list[Passage]:
    """All passages that a broad question is answered over, in reading order; none for another one. Arguments: see `overview`."""
    subject, targets = _subject(wanted, query), _named_sections(wanted, query, passages)
    if targets is not None:
        return _of_one_report(passages, targets)
    if not _treats_a_subject(wanted, query, subject):
        return []
    found = [r.passage for r in retrieved if _treats(query, subject, r.passage)]
    return sorted(found, key=lambda p: (p.source, p.rank)) if len(found) >= FEWEST_PASSAGES else []


def _subject(wanted: Breadth, query: Query) -> list[Term]:
    return [t for t in query.terms if t.word not in wanted.form | CATEGORY_NOUNS and t.mass >= SUBJECT_MASS]


def _named_sections(wanted: Breadth, query: Query, passages: Sequence[Passage]) -> list[Path] | None:
    return _targets(wanted, _subject(wanted, query), passages)


def _treats_a_subject(wanted: Breadth, query: Query, subject: Sequence[Term]) -> bool:
    """Whether a subject is named, and no section, and nothing precise is asked of it."""
    named = wanted.places or wanted.titled or wanted.whole
    return not named and 0 < len(subject) <= MOST_TERMS and not _is_precise(query)


def _is_precise(query: Query) -> bool:
    """A question with a figure of its own asks about that figure; a year is allowed."""
    return any(not (q.kind == "date" and q.unit == "année") for q in query.numbers)


def _targets(wanted: Breadth, subject: Sequence[Term], passages: Sequence[Passage]) -> list[Path] | None:
    """The sections to sum up; None when the question names none, or one that is not there."""
    if wanted.whole:
        return [()]
    if wanted.places:
        return numbered(wanted.places, passages) or None
    path = titled(subject, passages) if wanted.titled else None
    return None if path is None else [path]


def _of_one_report(passages: Sequence[Passage], targets: Sequence[Path]) -> list[Passage]:
    """The passages of the sections, of the last report that has them: names of files rise with the years."""
    inside = [p for p in passages if any(p.section[: len(path)] == path for path in targets)]
    latest = max(p.source for p in inside)
    return [p for p in inside if p.source == latest]


# By sections, in the order of the report


def _by_sections(passages: Sequence[Passage], targets: Sequence[Path], audience: Audience) -> Draft:
    """One line from each section below the one that is named, in order; more of them where there is room."""
    depth = 1 + min(len(path) for path in targets) if len(targets) == 1 else len(targets[0])
    groups: dict[Path, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.section[:depth], []).append(passage)
    if len(groups) < FEWEST_PASSAGES:
        groups = {(*p.section, p.passage_id): [p] for p in passages}
    # The chapters that say most, when there is not room for all.
    largest = sorted(groups, key=lambda path: -sum(p.n_tokens for p in groups[path]))[: MOST_LINES[audience]]
    groups = {path: group for path, group in groups.items() if path in largest}
    chosen: list[Line] = []
    room = LIMITS[audience]
    spare: list[Line] = []
    for n_left, (path, group) in zip(range(len(groups), 0, -1), groups.items(), strict=True):
        lines = [line for p in group for line in _lines(p, path, _central(p, path), audience)]
        line = _fitting(lines, room // n_left - MARKER_ROOM)
        if line is not None:
            chosen.append(line)
            room -= len(line.text) + MARKER_ROOM
        spare += lines
    _fill(chosen, spare, audience)
    return _drafted(sorted(chosen, key=_place))


def _central(passage: Passage, path: Path) -> dict[int, float]:
    """How much of the words of the headings above it each statement repeats, the opening of the section first."""
    titles = _stems(*path[-1:], *passage.section[-1:])
    opening = 0.4 * (passage.section == path)
    return {
        s.position: 0.6 * len(titles & s.stems) / (len(titles) or 1) + opening * (s.position == 0)
        for s in statements(passage)
    }


def _fitting(lines: Sequence[Line], room: int) -> Line | None:
    """The best line that has room; else the best one that a comma lets cut short enough."""
    ordered = sorted(lines, key=lambda line: -line.score)
    whole = next((line for line in ordered if len(line.text) <= room), None)
    return whole or next((cut for line in ordered if (cut := _cut(line, room)) is not None), None)


def _cut(line: Line, room: int) -> Line | None:
    """The line up to a comma, outside of brackets and quotation marks; None when none comes late enough.

    Not after a mere circumstance (« Face à la chaleur … »), nor where a negation would lose its other half.
    """
    text = line.text
    commas = [m.start() for m in re.finditer(r"(?:,| ;) ", text)]
    if CIRCUMSTANCE.match(fold(text)):
        commas = commas[1:] if commas and commas[0] <= SHORT_CIRCUMSTANCE else []
    for place in sorted((c for c in commas if max(CUT_AFTER, CUT_SHARE * len(text)) <= c <= room - 2), reverse=True):
        kept = text[:place]
        if (
            kept.count("(") == kept.count(")")
            and kept.count("«") == kept.count("»")
            and not NEGATION.search(fold(kept))
        ):
            return replace(line, text=f"{kept} …", score=line.score - 0.3)
    return None


# By subject, the best first


def _by_subject(
    query: Query, subject: Sequence[Term], retrieved: Sequence[RetrievedPassage], audience: Audience
) -> Draft:
    """Lines from the passages that treat the subject: one from each, those of different chapters first."""
    treated = [r for r in retrieved if _treats(query, subject, r.passage)]
    top = max((r.score for r in treated), default=0.0) or 1.0
    lines: list[Line] = []
    for r in treated:
        own, above = _met(subject, _stems(*r.passage.section[-1:])), _met(subject, _stems(*r.passage.section[1:-1]))
        met = {s.position: _met(subject, s.stems) for s in statements(r.passage)}
        worth_here = {i: max(here, 0.5 * own) + 0.5 * own + 0.3 * above + r.score / top for i, here in met.items()}
        lines += [
            line
            for line in _lines(r.passage, r.passage.section[:2], worth_here, audience)
            if max(_met(subject, _stems(line.text)), own, above) >= TREATED
        ]
    chosen: list[Line] = []
    _fill(chosen, lines, audience)
    # The chapter that says most comes first; apart from that, the order of the report.
    chapters = {line.chapter: sum(other.score for other in chosen if other.chapter == line.chapter) for line in chosen}
    main = max(chapters, key=lambda path: chapters[path], default=())
    return _drafted(sorted(chosen, key=lambda line: (line.chapter != main, *_place(line))))


def _treats(query: Query, subject: Sequence[Term], passage: Passage) -> bool:
    """Whether the passage speaks of every word of the subject, itself or by a heading below that of the part."""
    present = _stems(*(passage.section[1:] or passage.section)).union(*(s.stems for s in statements(passage)))
    if _is_of_another_noun(query, passage):
        return False
    read = f"{passage.document} {' '.join(passage.section)} {passage.text}"
    return all(t.worth(present) >= (TREATED if t.known else TREATED_BY_ANOTHER_WORD) for t in subject) and all(
        str(year) in read for year in query.years
    )


def _is_of_another_noun(query: Query, passage: Passage) -> bool:
    """« les quartiers prioritaires » of « 3 200 ha prioritaires »: noun and adjective have to stand together."""
    pair = PAIR.search(fold(query.own))
    if pair is None:
        return False
    noun, adjective = (next((t for t in query.terms if t.word == w), None) for w in pair.groups())
    if noun is None or adjective is None:
        return False
    read = [_stems(*passage.section[1:]), *(s.stems for s in statements(passage))]
    return not any(noun.worth(stems) >= TREATED and adjective.worth(stems) >= TREATED for stems in read)


def _met(subject: Sequence[Term], stems: frozenset[str]) -> float:
    """Share of the subject that these words speak of."""
    return sum(t.mass * t.worth(stems) for t in subject) / (sum(t.mass for t in subject) or 1.0)


def _stems(*titles: str) -> frozenset[str]:
    return frozenset(stem(w.folded) for title in titles for w in words(title) if w.folded not in STOP_WORDS)


# Lines


def _lines(passage: Passage, chapter: Path, relevance: dict[int, float], audience: Audience) -> Iterator[Line]:
    """The statements of a passage that can stand alone, with what each is worth."""
    parts = statements(passage)
    for statement in parts:
        text = squeeze(re.sub(r"^[-*•–]\s+", "", statement.text))
        folded = fold(text)
        if (
            len(text) < (TERSE if statement.figures else SHORTEST)
            or statement.introduces
            or PRONOUN.match(text)
            or TAKES_UP.match(folded)
        ):
            continue
        # An item without its introduction is half a sentence; a list that nothing introduces is made of whole ones.
        if statement.is_item and not parts[0].is_item:
            continue
        if not text.endswith((".", "!", "?", "»", "…")):
            text = f"{text}."
        score = (
            relevance[statement.position]
            + 0.3 * any(f.quantity.kind != "date" for f in statement.figures)
            + 0.2 * (statement.position == 0)
            - 0.4 * bool(REFERS_BACK.search(folded))
            - max(0, len(text) - COMFORTABLE) / 250
        )
        line = Line(passage, statement, text, score, chapter)
        shown = line if len(text) <= LONGEST[audience] else _cut(line, LONGEST[audience])
        if shown is not None:
            yield shown


def _fill(chosen: list[Line], lines: Sequence[Line], audience: Audience) -> None:
    """Add the best lines while there is room; a chapter or passage that has lines already waits its turn."""
    left = list(lines)
    while len(chosen) < MOST_LINES[audience]:
        room = LIMITS[audience] - sum(len(line.text) + MARKER_ROOM for line in chosen) - MARKER_ROOM
        said = {line.text for line in chosen} | {squeeze(line.statement.text) for line in chosen}
        chapters = Counter(line.chapter for line in chosen)
        passages = Counter(line.passage.passage_id for line in chosen)
        left = [
            line for line in left if len(line.text) <= room and not {line.text, squeeze(line.statement.text)} & said
        ]
        if not left:
            return

        def waits(line: Line, chapters: Counter[Path] = chapters, passages: Counter[str] = passages) -> float:
            return (
                line.score * SAME_CHAPTER ** chapters[line.chapter] * SAME_PASSAGE ** passages[line.passage.passage_id]
            )

        chosen.append(max(left, key=waits))


def _place(line: Line) -> tuple[str, int, int]:
    return line.passage.source, line.passage.rank, line.statement.position


def _drafted(lines: Sequence[Line]) -> Draft:
    draft = Draft()
    for line in lines:
        marker = draft.cite(line.passage, squeeze(line.statement.text))
        opening = "\n– " if draft.pieces else "– "
        draft.pieces.append(f"{opening}{line.text[:1].upper()}{line.text[1:]} [{marker}]")
    return draft
