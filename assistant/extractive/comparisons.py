"""Which of two named things has more, when the question compares them and the statement gives a figure to each?"""

from __future__ import annotations

import re

from assistant.extractive.features import Candidate
from assistant.figures import Figure
from assistant.french.query import Query
from assistant.french.terms import Term
from assistant.french.text import fold, stem, words

MORE = re.compile(r"\b(?:plus|davantage|mieux|superieure?s?|more|higher|larger|faster|bigger)\b")
LESS = re.compile(r"\b(?:moins|inferieure?s?|less|fewer|lower|smaller)\b")
# « plus … que … », not « plus que 30 » nor « plus d'une ».
COMPARED = re.compile(
    r"\b(?:plus|davantage|mieux|moins|superieure?s?|inferieure?s?|more|less|fewer|\w+er)\b.*?\b(?:qu'|que |than |a celles? |a ceux |a celui )(?!\d)"
)


def compares(query: Query) -> bool:
    """Whether the question sets two named things against each other."""
    return query.kind.asked == "yes_no" and all(_sides(query))


def outcome(query: Query, candidate: Candidate) -> tuple[bool, Figure] | None:
    """Whether it is as the question says, and the figure of the thing asked about; None when a figure is lacking."""
    first, second = _sides(query)
    one, other = _figure_of(first, candidate), _figure_of(second, candidate)
    if (
        one is None
        or other is None
        or (one.quantity.kind, one.quantity.unit) != (other.quantity.kind, other.quantity.unit)
    ):
        return None
    asked = fold(query.text)
    more = one.quantity.value > other.quantity.value
    return (more if MORE.search(asked) and not LESS.search(asked) else not more), one


def _sides(query: Query) -> tuple[list[Term], list[Term]]:
    """The named terms before and after the word that compares; both empty without a comparison."""
    asked = fold(query.text)
    compared = COMPARED.search(asked)
    if compared is None:
        return [], []
    places = [(asked.find(t.word), t) for t in query.terms if t.named]
    return [t for p, t in places if p < compared.end()], [t for p, t in places if p >= compared.end()]


def _figure_of(named: list[Term], candidate: Candidate) -> Figure | None:
    """The first figure after the name, before any other clause."""
    start = candidate.statement.start
    stems = {s for t in named for s in t.alternatives[0].stems}
    places = [start + w.end for w in words(candidate.statement.text) if stem(w.folded) in stems]
    if not places:
        return None
    after = [f for f in candidate.statement.figures if f.start >= places[-1] and f.quantity.kind != "date"]
    return after[0] if after else None
