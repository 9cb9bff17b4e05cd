"""Which questions, with which statements found for them, are the ranker and the answerability model trained on?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.conversation import resolve
from assistant.corpus import load_corpus, load_report
from assistant.embeddings import load_embeddings
from assistant.extractive.features import Candidate, candidates
from assistant.french.query import Query, understand
from assistant.french.text import fold, squeeze, stem, words
from assistant.indexing import embedded_text
from assistant.lexical import LexicalIndex
from assistant.passages import chunk
from assistant.retriever import HybridRetriever
from assistant.training.negatives import other_names, other_things, other_years, wrong_attributes
from assistant.training.recorded import part_of
from assistant.types import Passage

Floats = NDArray[np.float64]
Source = Literal["asked", "without", "made", "wikipedia"]
"""A question that someone asked; one whose answer was taken away; a made one; one of PIAF."""
K = 8
REPORT_WEIGHT, TOWN_WEIGHT, MADE_WEIGHT = 3.0, 3.0, 1.0
# Places that no report of the corpus is about, to stand for « another town ».
OTHER_PLACES = (
    "Toulouse",
    "Strasbourg",
    "Lille",
    "Nantes",
    "Dijon",
    "Limoges",
    "Brest",
    "Grenoble",
    "Besançon",
    "Rouen",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with what answers it: spans of the corpus; none for one that it does not answer."""

    text: str
    spans: tuple[str, ...]
    part: int
    """The part of the questions that it is held out with; see `assistant.training.recorded`."""
    weight: float
    title: str = ""
    history: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    """What a right answer may say: a statement that says it answers too, perhaps."""
    source: Source = "asked"


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the statements found for it. ``gold`` marks those that answer."""

    query: Query
    found: list[Candidate]
    gold: NDArray[np.bool_]
    part: int
    weight: float
    maybe: NDArray[np.bool_]
    """Those that may answer although no span says so."""
    source: Source

    @property
    def rows(self) -> Floats:
        """Features of the statements, shape (n, len(FEATURES))."""
        return np.stack([c.row for c in self.found]).astype(np.float64)


def piaf(path: Path) -> tuple[list[Passage], list[Labelled]]:
    """PIAF paragraphs as passages under their article's title, and its questions."""
    passages: list[Passage] = []
    questions: list[Labelled] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            n, text, title = len(passages), paragraph["context"], article["title"].replace("_", " ")
            passages.append(Passage(f"piaf#{n}", "PIAF", "piaf", (title,), "", text, 0, len(text), 0, n))
            for qa in paragraph["qas"]:
                start = qa["answers"][0]["answer_start"]
                # The span is marked by its place: short answers occur in several sentences.
                questions.append(
                    Labelled(
                        qa["question"], (f"piaf#{n}@{start}",), part_of(f"piaf:{title}"), 1.0, title, source="wikipedia"
                    )
                )
    return passages, questions


def questions_of(file: Path, weight: float, held_out_with: str = "") -> list[Labelled]:
    """The questions of one file.

    Args:
        held_out_with: what all of them are held out with; empty: each by itself.
    """
    return [
        Labelled(
            q["question"],
            tuple(q.get("evidence") or ()),
            part_of(held_out_with or f"x{q['id']}"),
            weight,
            history=tuple(q.get("history") or ()),
            must=tuple(fold(m) for either in q.get("must") or () for m in either if len(m) > 2),
        )
        for q in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def answers(candidate: Candidate, spans: Sequence[str]) -> bool:
    """Whether a statement holds, or lies in, one of the spans."""
    statement, passage = candidate.statement, candidate.passage
    for span in spans:
        if span.startswith("piaf#"):
            passage_id, _, start = span.partition("@")
            if passage.passage_id == passage_id and statement.start <= int(start) < statement.end:
                return True
        else:
            text, wanted = squeeze(statement.text), squeeze(span)
            if wanted in text or (len(text) > 25 and text.strip(" -") in wanted):
                return True
    return False


def holds(passage: Passage, spans: Sequence[str]) -> bool:
    """Whether a passage holds one of the spans."""
    text = squeeze(passage.text)
    return any(
        passage.passage_id == s.partition("@")[0] if s.startswith("piaf#") else squeeze(s) in text for s in spans
    )


class Bench:
    """A corpus with its retriever."""

    def __init__(self, passages: list[Passage]) -> None:
        self.passages = passages
        self.lexical = LexicalIndex(passages)
        embeddings = load_embeddings(None)
        vectors = embeddings.encode([embedded_text(p) for p in passages])

        def dense(text: str, k: int) -> list[tuple[str, float]]:
            similarity = vectors @ embeddings.encode([text])[0]
            return [(passages[i].passage_id, float(similarity[i])) for i in np.argsort(-similarity)[:k]]

        self.retriever = HybridRetriever(passages, self.lexical, dense, k=K)

    def examples(self, questions: Sequence[Labelled], *, without_gold: bool = False) -> Iterator[Example]:
        """Questions with their candidates; ``without_gold`` takes the answering passages away first."""
        for question in questions:
            standing = resolve(question.text, question.history)
            query = understand(standing.text, self.lexical, standing.subject)
            found = self.retriever.rank(query, K + 4 if without_gold else K)
            if without_gold:
                kept = [r for r in found if not holds(r.passage, question.spans)][:K]
                # Numbered anew: a missing first rank would give away that something was taken out.
                found = [replace(r, rank=rank) for rank, r in enumerate(kept, start=1)]
            statements = candidates(query, found)
            if statements:
                gold = np.array([answers(c, question.spans) for c in statements])
                said = [any(m in fold(c.statement.text) for m in question.must) for c in statements]
                maybe = np.array(said) & ~gold & bool(question.spans)
                source: Source = "without" if without_gold else question.source
                yield Example(query, statements, gold, question.part, question.weight, maybe, source)


def passages_of(corpus: Path) -> list[Passage]:
    """The passages of a report, or of a folder of reports, as they are indexed by default."""
    reports = [load_report(corpus)] if corpus.is_file() else load_corpus(corpus)[0]
    return [p for report in reports for p in chunk(report, max_tokens=320)]


def town_examples(folder: Path) -> Iterator[Example]:
    """The questions of reports of other authorities, each asked of its own report: ``town.md`` and ``town.yaml``."""
    for report in sorted(folder.glob("*.md")):
        bench = Bench(passages_of(report))
        asked = questions_of(report.with_suffix(".yaml"), TOWN_WEIGHT, f"town:{report.stem}")
        yield from bench.examples(asked)
        yield from bench.examples([replace(q, weight=MADE_WEIGHT) for q in asked if q.spans], without_gold=True)


def made_negatives(
    bench: Bench, questions: Sequence[Labelled], n: int, weight: float, *, by_title: bool = False
) -> list[Labelled]:
    """Near-topic questions that the corpus does not answer; see `assistant.training.negatives`.

    Args:
        by_title: whether they are held out with the title that they are made under, as PIAF's questions are.
    """
    made = list(wrong_attributes(bench.passages, n))
    known = [(q.text, q.title) for q in questions if q.spans]
    text = " ".join(p.text for p in bench.passages)
    made += other_years(known[::3])
    made += other_things(known, frozenset(stem(w.folded) for w in words(text)))
    made += other_names(known[1::3], [place for place in OTHER_PLACES if place not in text])
    return [
        Labelled(q, (), part_of(f"piaf:{title}" if by_title else f"xmade{i}"), weight, title, source="made")
        for i, (q, title) in enumerate(made)
    ]
