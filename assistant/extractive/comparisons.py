"""Which of two named things has more, when the question compares them and the statement gives a figure to each?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.extractive.coverage import SURE, asking_part
from assistant.extractive.features import Candidate
from assistant.figures import Figure
from assistant.french.numbers import of_one_unit
from assistant.french.query import Query
from assistant.french.terms import Term
from assistant.french.text import stem, words

LESS = re.compile(
    r"\b(?:moins|inferieure?s?|plus (?:court|petit|faible|bas|leger|etroit|modeste)\w*|less|fewer|lower|smaller|shorter)\b"
)
# « La B5 est-elle arrivée avant la B4 ? »: which date comes first.
ORDER = re.compile(r"\b(?P<when>avant|apres|before|after) (?=(?:l[ea]s? |l'|cel(?:ui|le)s? |the )?[a-z])")
# « plus … que … », not « plus que 30 » nor « plus d'une ».
COMPARED = re.compile(
    r"\b(?:plus|davantage|mieux|moins|superieure?s?|inferieure?s?|more|less|fewer|\w+er)\b.*?\b(?:qu'|que |than |a celles? |a ceux |a celui )(?!\d)"
)
# « davantage d'étudiants que d'enseignants »
COUNTED = re.compile(
    r"\b(?:plus|davantage|moins|more|fewer|less) (?:d(?:e |'))?(?P<first>[\w-]+)(?: [\w'-]+){0,3}? (?:que d(?:e |')|than )(?P<second>(?!\d)[\w-]+)"
)


def compares(query: Query) -> bool:
    """Whether the question sets two named things, or the numbers of two things, against each other."""
    return query.kind.asked == "yes_no" and (all(_sides(query)) or all(_counted(query)))


def orders(query: Query) -> bool:
    """Whether the question asks which of two named things came first."""
    return query.kind.asked == "yes_no" and all(_sides(query, ORDER))


def outcome(query: Query, candidates: Sequence[Candidate]) -> tuple[bool, Candidate, Figure] | None:
    """Whether it is as the question says, with the figure of the thing asked about; None when a figure is lacking.

    Args:
        candidates: statements that may tell, best first.
    """
    asked = asking_part(query.text)
    first, second = _sides(query)
    fewer, dated = bool(LESS.search(asked)), False
    if not (first and second) and not all(_counted(query)):
        first, second = _sides(query, ORDER)
        order = ORDER.search(asked)
        fewer, dated = order is not None and order["when"] in ("avant", "before"), True
    if not (first and second):
        return _outcome_of_counts(query, candidates, fewer=fewer)
    for one_by, one in _figures_of(first, candidates, dated=dated):
        for other_by, other in _figures_of(second, candidates, dated=dated):
            if one_by.passage.passage_id != other_by.passage.passage_id:
                continue  # of two things
            if of_one_unit(one.quantity, other.quantity) and one != other:
                return _is_so(one, other, fewer=fewer), one_by, one
    return None


def _sides(query: Query, form: re.Pattern[str] = COMPARED) -> tuple[list[Term], list[Term]]:
    """The named terms before and after the word that compares; both empty without a comparison."""
    asked = asking_part(query.text)
    compared = form.search(asked)
    if compared is None:
        return [], []
    places = [(asked.find(t.word), t) for t in query.terms if t.named]
    return [t for p, t in places if p < compared.end()], [t for p, t in places if p >= compared.end()]


def _figures_of(
    named: list[Term], candidates: Sequence[Candidate], *, dated: bool
) -> Iterator[tuple[Candidate, Figure]]:
    """The figures, or the dates, nearest to the name, in the statements that say it in full."""
    stems = {s for t in named for s in t.alternatives[0].stems}
    for candidate in candidates:
        statement = candidate.statement
        if not stems <= statement.stems:
            continue
        places = [statement.start + w.start for w in words(statement.text) if stem(w.folded) in stems]
        measured = [f for f in statement.figures if (f.quantity.kind == "date") == dated]
        yield from ((candidate, f) for f in sorted(measured, key=lambda f: min(abs(f.start - p) for p in places))[:1])


def _counted(query: Query) -> tuple[list[Term], list[Term]]:
    """The terms whose numbers are compared; both empty without such a comparison."""
    compared = COUNTED.search(asking_part(query.text))
    if compared is None:
        return [], []
    first, second = (compared[side].split("-")[0] for side in ("first", "second"))
    return [t for t in query.terms if t.word == first], [t for t in query.terms if t.word == second]


def _outcome_of_counts(
    query: Query, candidates: Sequence[Candidate], *, fewer: bool
) -> tuple[bool, Candidate, Figure] | None:
    first, second = _counted(query)
    for candidate in candidates:
        measured = [f for f in candidate.statement.figures if f.quantity.kind != "date"]
        one, other = (
            next((f for f in measured if any(t.worth(frozenset(f.counted[:2])) >= SURE for t in side)), None)
            for side in (first, second)
        )
        if one is not None and other is not None and one != other and one.quantity.unit == other.quantity.unit:
            return _is_so(one, other, fewer=fewer), candidate, one
    return None


def _is_so(one: Figure, other: Figure, *, fewer: bool) -> bool:
    return one.quantity.value < other.quantity.value if fewer else one.quantity.value > other.quantity.value
