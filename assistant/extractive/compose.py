"""How is an answer worded? The thing asked for first, then the report's sentence, nothing that it does not say.

Every piece is a verbatim stretch of a passage; only the joints (« Oui. », « Non : ») are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from assistant.extractive.features import CAPITAL, INDEX, PRONOUN, Candidate, explained
from assistant.figures import Figure, Statement, statements
from assistant.french.numbers import Quantity, states
from assistant.french.query import Query, years_of
from assistant.french.text import fold, squeeze
from assistant.types import Citation, Passage

CITIZEN_LIMIT = 700
CONTEXT_LIMIT = 500
SECOND_SENTENCE_MARGIN = 1.0
RESERVED = re.compile(
    r"\b(?:objectifs?|horizon|ambition\w*|previs\w*|prevoi\w*|prevue?s?|attendue?s?|en cours|etudes?|poursui\w*|progressi\w*|d'ici|"
    r"a terme|permettrait|prefigur\w*|elabor\w*|experiment\w*|vise\w*|visant|projet|sera|seront|\w{3,}(?:era|eront|ira|iront|uira|uiront))\b"
)
UNIVERSAL = re.compile(
    r"\b(?:tous|toutes|tout le monde|partout|entierement|totale\w*|completement|chacune?|ensemble|uniquement|seulement|seule?s?|deja|"
    r"everyone|every|all|only|already|fully|100 ?%)(?!\w)"
)
# Share of the question that a statement must cover to be a « oui », and to contradict a name with a « non ».
MOSTLY_COVERED, ENOUGH_COVERED = 0.4, 0.45
NEGATION = re.compile(r"\b(?:ne|n')\s?\w+ (?:pas|plus|jamais|aucun\w*)\b|\baucun\w*\b")
COMPARATORS: tuple[tuple[bool, re.Pattern[str]], ...] = (
    (
        True,
        re.compile(r"\bplus d|\+ d|\bau moins\b|\bmore than|\bover\b|\bat least|\bdepass\w+|\bexce\w+|\bsuperieur\w*"),
    ),
    (False, re.compile(r"\bmoins d|\bau plus\b|\bless than|\bfewer than|\bunder\b|\bat most|\binferieur\w*")),
)


@dataclass
class Draft:
    """An answer being worded: its pieces in order and the citations they need."""

    pieces: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def cite(self, passage: Passage, quote: str) -> int:
        """The marker of a passage; a passage has one marker however often it is cited."""
        for citation in self.citations:
            if citation.passage.passage_id == passage.passage_id:
                return citation.marker
        self.citations.append(Citation(len(self.citations) + 1, passage, quote))
        return len(self.citations)

    def add(self, text: str, passage: Passage, quote: str, *, separator: str = " ") -> None:
        """Append a sentence with its marker."""
        sentence = _as_sentence(text)
        self.pieces.append(f"{separator if self.pieces else ''}{sentence} [{self.cite(passage, quote)}]")

    @property
    def text(self) -> str:
        """The answer as it stands."""
        return "".join(self.pieces)


def compose(query: Query, ranked: Sequence[tuple[float, Candidate]], limit: int = CITIZEN_LIMIT) -> Draft:
    """Word the answer from the statements, best first (scores are the ranker's).

    Args:
        ranked: at least one candidate.
        limit: longest answer, in characters.
    """
    best = ranked[0][1]
    draft = Draft()
    asked = query.kind.asked
    verdict = judge(query, best) if asked == "yes_no" or query.premise else None
    if verdict is not None and asked == "yes_no":
        _yes_no(draft, best, verdict)
    elif verdict is False and best.figure is not None:
        _correction(draft, best)
    elif best.figure is not None and query.kind.quantities and not query.premise:
        _figure(draft, ranked)
    elif long_form := explained(query, best.statement.text):
        draft.add(long_form, best.passage, _quote(best.statement))
        _sentence(draft, best, limit, separator="\n")
    elif asked in ("list", "summary") or best.statement.introduces:
        _listing(draft, best, limit)
    if not draft.pieces:
        _sentence(draft, best, limit)
        if asked != "yes_no":
            added = _continuation(draft, best, limit)
            if not added:
                _second_sentence(draft, ranked, limit)
    return draft


def _as_sentence(text: str) -> str:
    """A stretch of the report as a sentence: bullet off, capital, full stop."""
    text = squeeze(re.sub(r"(?:^|\n)\s*[-*•–]\s+(?=\S)", " ", text)).strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", "»")) and not text.endswith(" :") else text.rstrip(" ;:,") + "."


def _quote(statement: Statement) -> str:
    return squeeze(statement.text)


def _figure(draft: Draft, ranked: Sequence[tuple[float, Candidate]]) -> None:
    """The figure alone, then the sentence it stands in; a second figure for the same thing is said too."""
    best = ranked[0][1]
    figure = best.figure
    assert figure is not None
    short = best.passage.text[figure.start : figure.end]
    statement = best.statement.text
    if len(squeeze(statement)) > 1.5 * len(squeeze(short)) or PRONOUN.match(statement):
        draft.add(short, best.passage, _quote(best.statement))
    _sentence(draft, best, CITIZEN_LIMIT, separator="\n")
    for _, other in ranked[1:6]:
        if (
            other.figure is not None
            and other.passage.passage_id != best.passage.passage_id
            and _same_thing(figure, other.figure)
        ):
            text = other.passage.text[other.figure.start : other.figure.end]
            if len(draft.text) + len(text) + 60 < CITIZEN_LIMIT:
                draft.add(
                    f"Ailleurs, le rapport indique : {squeeze(text)}",
                    other.passage,
                    _quote(other.statement),
                    separator="\n",
                )
            return


def _same_thing(one: Figure, other: Figure) -> bool:
    """Two roundings of one figure: same kind, same thing counted, values within 1 % but not equal in writing."""
    a, b = one.quantity, other.quantity
    if a.kind != b.kind or a.kind == "date" or a.unit != b.unit or not a.value:
        return False
    close = abs(a.value - b.value) <= 0.01 * max(abs(a.value), abs(b.value))
    different = a.value != b.value or a.qualifier != b.qualifier
    return close and different and one.counted[:1] == other.counted[:1] and bool(one.counted)


def judge(query: Query, best: Candidate) -> bool | None:
    """Whether the statement bears out what the question supposes; None when it does not tell.

    Yes needs enough of the question in the statement, and no reservation in it; no needs a figure, a date or a name of
    its own in the place of the one supposed.
    """
    years = [q for q in query.numbers if q.kind == "date" and q.unit == "année"]
    asked = [q for q in query.numbers if q not in years]
    stated = [f.quantity for f in best.statement.figures]
    if best.figure is not None and any(_comparable(q, best.figure.quantity) for q in asked):
        stated = [best.figure.quantity, *(s for s in stated if s.kind == "date")]
    if asked and not all(any(_agrees(q, s, query.text) for s in stated) for q in asked):
        # Another figure of the same kind contradicts; none at all leaves the question open.
        return False if best.figure is not None and any(_comparable(q, best.figure.quantity) for q in asked) else None
    if query.kind.asked != "yes_no":
        return None
    dates = {year for f in best.statement.figures if f.quantity.kind == "date" for year in years_of(f.quantity)}
    if years and dates and not dates & {year for q in years for year in years_of(q)}:
        return False
    if best.row[INDEX["names_missing"]] > 0:
        return False if best.row[INDEX["covered"]] >= ENOUGH_COVERED and CAPITAL.search(best.statement.text) else None
    statement, question = fold(best.statement.text), fold(query.text)
    if NEGATION.search(statement):
        return False
    # « Oui » would say more than the report: it speaks of an aim, of a part, or of something near.
    if RESERVED.search(statement) and not RESERVED.search(question):
        return None
    if UNIVERSAL.search(question) and not UNIVERSAL.search(statement):
        return None
    return True if best.row[INDEX["covered"]] >= MOSTLY_COVERED or asked else None


def _comparable(asked: Quantity, stated: Quantity) -> bool:
    return asked.kind == stated.kind and (asked.unit == stated.unit or asked.kind == "date")


def _agrees(asked: Quantity, stated: Quantity, question: str) -> bool:
    """Whether the stated quantity is what was asked: equal, or on the right side of « plus de »."""
    if not _comparable(asked, stated):
        # « under 11 » for « moins de 11 ans »: the same number without its unit.
        return asked.kind == "count" and not asked.unit and asked.value == stated.value
    if asked.kind == "date":
        return states(stated, asked)
    if asked.kind != "age":
        before = fold(question)[max(0, asked.start - 14) : asked.start] + f"{asked.qualifier} "
        for more, pattern in COMPARATORS:
            if pattern.search(before):
                return stated.value >= asked.value if more else stated.value <= asked.value
    return states(stated, asked)


def _yes_no(draft: Draft, best: Candidate, verdict: bool) -> None:
    quote = _quote(best.statement)
    if not verdict and best.figure is not None:
        figure = best.figure
        draft.add(f"Non : {squeeze(best.passage.text[figure.start : figure.end])}", best.passage, quote)
        _sentence(draft, best, CITIZEN_LIMIT, separator="\n")
        return
    draft.add(f"{'Oui' if verdict else 'Non'} : {_lower_first(_as_sentence(best.statement.text))}", best.passage, quote)


def _correction(draft: Draft, best: Candidate) -> None:
    """The question takes another figure for granted: say the report's own first."""
    assert best.figure is not None
    short = squeeze(best.passage.text[best.figure.start : best.figure.end])
    draft.add(f"Le rapport donne un autre chiffre : {short}", best.passage, _quote(best.statement))
    _sentence(draft, best, CITIZEN_LIMIT, separator="\n")


def _lower_first(sentence: str) -> str:
    """Small letter after a colon, unless the first word is a name or an abbreviation."""
    first = sentence.split(" ", 1)[0]
    ordinary = (first[1:].islower() and fold(first.split("'")[0]) in ARTICLES) or first[:2] in ("L'", "D'")
    return sentence[:1].lower() + sentence[1:] if ordinary else sentence


ARTICLES = frozenset(
    "le la les un une des ce cet cette ces en dans sur au aux du il elle ils elles pour plus deux trois".split()
)


def _listing(draft: Draft, best: Candidate, limit: int) -> None:
    """The whole list that the statement opens or belongs to; nothing when there is none."""
    parts = statements(best.passage)
    place = best.statement.position
    while place > 0 and parts[place].is_item and not parts[place].introduces:
        place -= 1
    items = list(takewhile(lambda part: part.is_item, parts[place + 1 :]))
    if not items or not parts[place].introduces:
        return
    head = squeeze(parts[place].text)
    rows = [_item(p.text) for p in items]
    for shorten in (False, True):
        listed = " ; ".join(re.split(r"\s:\s|\s\(|,\s", row)[0] if shorten else row for row in rows)
        text = f"{head} {listed}".strip()
        if len(text) + 6 <= limit:
            draft.add(text, best.passage, head)
            return


def _item(text: str) -> str:
    return squeeze(re.sub(r"^[-*•–]\s+", "", text)).rstrip(" ;.")


def _sentence(draft: Draft, best: Candidate, limit: int, *, separator: str = " ") -> None:
    """The statement, after the one before it when it opens with a pronoun."""
    statement, parts = best.statement, statements(best.passage)
    quote = _quote(statement)
    start = statement.start
    if PRONOUN.match(statement.text) and statement.position and not draft.pieces:
        before = parts[statement.position - 1]
        if statement.end - before.start <= CONTEXT_LIMIT and not before.is_item:
            start = before.start
    text = best.passage.text[start : statement.end]
    if statement.introduces or len(squeeze(text)) + len(draft.text) + 10 > limit:
        text = _cut(statement.text, limit - len(draft.text) - 12)
    draft.add(text, best.passage, quote, separator=separator)


def _cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words before a comma when there is one late enough."""
    text = squeeze(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 2]
    comma = max(cut.rfind(", "), cut.rfind(" ; "))
    cut = cut[:comma] if comma > limit // 2 else cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:(") + " …"


def _continuation(draft: Draft, best: Candidate, limit: int) -> bool:
    """The next sentence, when it takes the statement up (« Cette action… », « Elle… »); whether it was added."""
    parts = statements(best.passage)
    place = best.statement.position + 1
    if place >= len(parts) or parts[place].is_item or parts[place].introduces or not PRONOUN.match(parts[place].text):
        return False
    room = min(limit, CONTEXT_LIMIT) - len(draft.text) - 8
    if len(squeeze(parts[place].text)) > room:
        return False
    draft.add(parts[place].text, best.passage, _quote(best.statement))
    return True


def _second_sentence(draft: Draft, ranked: Sequence[tuple[float, Candidate]], limit: int) -> None:
    """A second statement of the same passage, when it is nearly as good and there is room."""
    score, best = ranked[0]
    room = min(limit, CONTEXT_LIMIT) - len(draft.text) - 8
    for other_score, other in ranked[1:4]:
        same = other.passage.passage_id == best.passage.passage_id
        if not same or other.statement.introduces or other_score < score - SECOND_SENTENCE_MARGIN:
            continue
        text = squeeze(other.statement.text)
        if text[:30] in draft.text or len(text) > room or other.row[INDEX["fragment"]]:
            continue
        if PRONOUN.match(other.statement.text) and other.statement.position != best.statement.position + 1:
            continue
        draft.add(other.statement.text, other.passage, _quote(best.statement))
        return
