"""What does a system answer to every question, and what is each answer worth?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from assistant.french.text import sentences
from assistant.pipeline import Assistant
from assistant.types import Answer, Consulted, Passage, Question, RetrievedPassage
from eval.metrics import Marks, Verdict, collapsed, mark, verdict
from eval.questions import GoldQuestion
from eval.ranking import K, first_rank, rank_marks

Progress = Callable[[int, int], None]


class System(Protocol):
    """What can be evaluated: `assistant.pipeline.Assistant`, and every baseline."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages that can be cited."""
        ...

    def invoke(self, input: Question, /) -> Answer:
        """Answer one question."""
        ...

    def search(self, question: str, k: int, history: tuple[str, ...], /) -> Sequence[RetrievedPassage]:
        """The ``k`` best passages, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely the passages were thought to answer, from 0 to 1, and what the answer is worth if it is given anyway.

    ``verdict`` is that of an abstention where nothing would be said at any threshold.
    """

    answerability: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """One question as one system answered it.

    Attributes:
        retrieved: identifiers of the passages found, best first.
        ranks: measures of the retriever; empty where no passage holds the evidence.
        first_rank: rank of the first passage that does; None when it is not among the first ten, or there is none.
        cluster: what this question's luck is shared with: the passage of its evidence, else its subject, else itself.
        weighed: None for a system that estimates no probability.
    """

    question: GoldQuestion
    answer: Answer
    marks: Marks
    retrieved: tuple[str, ...] = ()
    ranks: dict[str, float] = field(default_factory=dict)
    first_rank: int | None = None
    cluster: str = ""
    weighed: Weighed | None = None


def ask_all(
    system: System,
    questions: Sequence[GoldQuestion],
    progress: Progress | None = None,
    in_corpus: Callable[[str], bool] = lambda _: True,
) -> list[Trial]:
    """Ask every question, in order, and mark every answer.

    Args:
        progress: called with the number of questions done and in all.
        in_corpus: whether a text stands verbatim in the corpus, spaces aside.
    """
    passages = list(system.passages)
    texts = {p.passage_id: p.text for p in passages}
    relevant = relevant_passages(questions, passages)
    consulted: list[Consulted] = []
    retrieved: dict[str, tuple[str, ...]] = {}
    for n_done, gold in enumerate(questions, start=1):
        consulted.append(_consult(system, Question(gold.question, gold.history, gold.audience, gold.id)))
        retrieved[gold.id] = tuple(r.passage.passage_id for r in consulted[-1].retrieved)
        if progress is not None:
            progress(n_done, len(questions))
    ranks = rank_marks(relevant, retrieved)
    return [
        Trial(
            gold,
            found.answer,
            mark(gold, found.answer, _context(gold, [texts[p] for p in relevant[gold.id]]), in_corpus),
            retrieved[gold.id],
            ranks.get(gold.id, {}),
            first_rank(relevant[gold.id], retrieved[gold.id]),
            (relevant[gold.id] or [f"{gold.section} {gold.kind}" if gold.section else gold.id])[0],
            _weighed(gold, found),
        )
        for gold, found in zip(questions, consulted, strict=True)
    ]


def _consult(system: System, question: Question) -> Consulted:
    """An answer and the passages found; in one search, with a probability, where the system can."""
    if isinstance(system, Assistant):
        return system.consult(question, K)
    return Consulted(system.invoke(question), tuple(system.search(question.text, K, question.history)))


def _weighed(gold: GoldQuestion, found: Consulted) -> Weighed | None:
    if found.answerability is None or found.unguarded is None:
        return None
    return Weighed(found.answerability, verdict(gold, found.unguarded))


def relevant_passages(questions: Sequence[GoldQuestion], passages: Sequence[Passage]) -> dict[str, list[str]]:
    """Identifiers of the passages that hold one of a question's evidence spans, in reading order, by question."""
    names, texts = [p.passage_id for p in passages], tuple(collapsed(p.text) for p in passages)
    return {q.id: [names[i] for i in _homes(tuple(map(collapsed, q.evidence)), texts)] for q in questions}


@lru_cache(maxsize=16_384)
def _homes(spans: tuple[str, ...], texts: tuple[str, ...]) -> tuple[int, ...]:
    """Places of the texts that hold one of the spans; kept, since several systems are asked about the same texts."""
    return tuple(i for i, text in enumerate(texts) if any(span in text for span in spans))


def _context(question: GoldQuestion, texts: Sequence[str]) -> str:
    """The sentences of the passages that hold evidence, with what a span covers beyond one sentence."""
    spans = [collapsed(span) for span in question.evidence]
    parts = (part for text in texts for part in _sentences(text))
    return " ".join(part for part in parts if any(span in part or part in span for span in spans))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(collapsed(text[start:end]) for start, end in sentences(text))
