"""What does an agent read beside the answer? The same figure elsewhere, what follows, and the place in the report.

Only for the audience ``agent``, below an answer that says already what was asked. Every line is verbatim and cited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.extractive.compose import CITIZEN_LIMIT, Draft
from assistant.extractive.features import Candidate
from assistant.figures import Figure, Statement, statements
from assistant.french.text import squeeze
from assistant.passages import NUMBERING
from assistant.types import Passage

LIMIT = CITIZEN_LIMIT
MARKER_ROOM = 8
FOLLOWING = 2
# Words in common, from which two statements with the same figure speak of the same thing.
SHARED_STEMS = 3

Say = Callable[..., str]


def complete(draft: Draft, ranked: Sequence[tuple[float, Candidate]], say: Say) -> None:
    """Add to the answer what has room: other passages with its figure, the place, the statements that follow.

    Args:
        draft: a worded answer with at least one citation; it is changed.
        ranked: the candidates that it was made of, best first.
        say: gives the words around the place and the figure (``prompts/abstention.md``).
    """
    cited = draft.citations[0]
    place = say("place", place=place_of(cited.passage))
    room = LIMIT - len(place) - MARKER_ROOM
    for figure, other in _same_figure(ranked):
        shown = squeeze(other.passage.text[figure.start : figure.end])
        _append(draft, say("same_figure", figure=shown), other.passage, squeeze(other.statement.text), room)
    for statement in _following(cited.passage, draft.text):
        if not _append(draft, squeeze(statement.text), cited.passage, cited.quote, room):
            break
    _append(draft, place, cited.passage, cited.quote, LIMIT)


def _append(draft: Draft, text: str, passage: Passage, quote: str, limit: int) -> bool:
    """Add a line of its own where it fits; whether it did."""
    fits = len(draft.text) + len(text) + MARKER_ROOM <= limit
    if fits:
        draft.add(text, passage, quote, separator="\n")
    return fits


def _same_figure(ranked: Sequence[tuple[float, Candidate]]) -> list[tuple[Figure, Candidate]]:
    """The same value of the same thing in other passages than that of the best candidate, one a passage."""
    best = ranked[0][1]
    if best.figure is None:
        return []
    found: dict[str, tuple[Figure, Candidate]] = {}
    for _, other in ranked[1:]:
        if other.passage.passage_id == best.passage.passage_id:
            continue
        figure = next((f for f in other.statement.figures if _same(best, best.figure, other, f)), None)
        if figure is not None:
            found.setdefault(other.passage.passage_id, (figure, other))
    return list(found.values())


def _same(one: Candidate, a: Figure, other: Candidate, b: Figure) -> bool:
    """One value in one unit, no date, counted of the same thing or said in the same words."""
    p, q = a.quantity, b.quantity
    if p.kind == "date" or (p.kind, p.value, p.unit) != (q.kind, q.value, q.unit):
        return False
    if p.kind == "count" and not p.unit and a.counted[:1] != b.counted[:1]:
        return False  # « 16 logements » are no « 16 zones »
    shared = one.statement.stems & other.statement.stems
    return bool(set(a.counted[:2]) & b.own) or len(shared) >= SHARED_STEMS


def _following(passage: Passage, said: str) -> list[Statement]:
    """The statements after the last one that the answer says, as far as they are whole sentences."""
    parts = statements(passage)
    last = max((s.position for s in parts if squeeze(s.text).rstrip(" .;") in said), default=None)
    if last is None:
        return []
    after = parts[last + 1 : last + 1 + FOLLOWING]
    return [s for s in after if not s.introduces and not s.is_item] if after and not after[0].introduces else []


def place_of(passage: Passage) -> str:
    """Where a passage stands, in words: « Partie I › 1. Le plan des rivages › Les dunes »; the title of a report without headings."""
    if not passage.section:
        return passage.document
    widest, *narrower = passage.section
    match = NUMBERING.match(widest)
    short = match.group().rstrip(" .):–—-") if match and narrower else widest
    return " › ".join((short, *narrower))
