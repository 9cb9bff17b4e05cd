"""What do the passages give, before and after it is decided whether that is said?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.extractive.features import Candidate
from assistant.extractive.verdicts import Verdict
from assistant.french.query import Query
from assistant.types import Citation, Lack


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the passages give: an answer with its citations, or an abstention.

    ``answerability`` is the estimated probability, from 0 to 1, that the passages answer.
    """

    text: str
    abstained: bool
    citations: tuple[Citation, ...]
    answerability: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the passages say on a query, before it is decided whether that is said.

    Attributes:
        ranked: candidates with the ranker's scores, the one to answer with first; empty when there is none.
        answerability: the estimated probability, from 0 to 1, that they answer.
        lack: why nothing could be said, however low a probability is accepted; None when something could.
        verdict: of what the query supposes, when it supposes something.
    """

    query: Query
    ranked: Sequence[tuple[float, Candidate]]
    answerability: float = 0.0
    lack: Lack | None = "nothing_found"
    verdict: Verdict | None = None
