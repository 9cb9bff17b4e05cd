"""What does each part of the search bring? ``python -m eval.ablation [--piaf FILE]`` leaves one out at a time.

On the development half, so that choosing by it stays honest; with ``--piaf`` also on Wikipedia articles that no part
was made from, which shows whether it is French that was learnt and not this report.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from assistant.conversation import resolve
from assistant.embeddings import TextEmbeddings, load_embeddings
from assistant.french import lexicon
from assistant.french.lexicon import FOLDER as LEXICON
from assistant.french.lexicon import Table, compile_tables
from assistant.french.query import understand
from assistant.indexing import build_index, embedded_text
from assistant.lexical import LexicalIndex
from assistant.retriever import WEIGHTS, HybridRetriever
from assistant.settings import load_settings
from assistant.store import open_store
from assistant.training import data
from assistant.training.train_embeddings import N_HELD_OUT, SEED
from assistant.types import Passage, Question
from eval.questions import FOLDER, load_questions
from eval.ranking import MEASURES, K, rank_marks
from eval.run import relevant_passages

GENERAL = ("mots-", "dire-", "questions-", "anglais")
"""Beginnings of the lexicon's files on the language at large; the others are on one theme each."""

Dense = Callable[[str, int], list[tuple[str, float]]]


@dataclass(frozen=True)
class Bench:
    """Passages with their searches, and questions whose answering passages are known."""

    name: str
    passages: Sequence[Passage]
    dense: Dense
    questions: Sequence[Question]
    relevant: Mapping[str, Sequence[str]]

    def means(self, weights: Mapping[str, float] = WEIGHTS) -> list[float]:
        """The mean of every ranking measure, with these weights of the searches."""
        lexical = LexicalIndex(self.passages)
        retriever = HybridRetriever(self.passages, lexical, self.dense, weights=dict(weights))
        found = {}
        for question in self.questions:
            standing = resolve(question.text, question.history)
            ranked = retriever.rank(understand(standing.text, lexical, standing.subject), K)
            found[str(question.id)] = [r.passage.passage_id for r in ranked]
        marks = list(rank_marks(self.relevant, found).values())
        return [sum(m[measure] for m in marks) / len(marks) for measure in MEASURES]


def report_bench(folder: Path, embeddings: TextEmbeddings) -> Bench:
    """The report with the development questions that a passage answers."""
    settings = load_settings(store=f"{folder}/index")
    build_index(settings)
    store = open_store(settings.store).open()
    gold = [q for q in load_questions([FOLDER / "dev"]) if q.answerable and q.evidence]

    def dense(text: str, k: int) -> list[tuple[str, float]]:
        return store.search(embeddings.encode_query(text), k)

    asked = [Question(q.question, q.history, id=q.id) for q in gold]
    return Bench(
        "the report, development questions", store.passages, dense, asked, relevant_passages(gold, store.passages)
    )


def piaf_bench(folder: Path, embeddings: TextEmbeddings) -> Bench:
    """The paragraphs of all articles, with the questions on those that were held out of every training."""
    articles, held_out = data.hold_out(data.load_articles(folder), N_HELD_OUT, SEED)
    passages: list[Passage] = []
    questions: list[Question] = []
    relevant: dict[str, list[str]] = {}
    for article in (*articles, *held_out):
        for paragraph in article.paragraphs:
            n, text = len(passages), paragraph.text
            passages.append(Passage(f"piaf#{n}", "PIAF", "piaf", (article.title,), "", text, 0, len(text), 0, n))
            for question in paragraph.questions if article in held_out else ():
                relevant[f"q{len(questions)}"] = [f"piaf#{n}"]
                questions.append(Question(question, id=f"q{len(questions)}"))
    vectors = embeddings.encode([embedded_text(p) for p in passages])

    def dense(text: str, k: int) -> list[tuple[str, float]]:
        similarity = vectors @ embeddings.encode_query(text)
        return [(passages[i].passage_id, float(similarity[i])) for i in np.argsort(-similarity)[:k]]

    return Bench("PIAF, held-out articles", passages, dense, questions, relevant)


@contextmanager
def lexicon_of(wanted: Callable[[str], bool]) -> Iterator[None]:
    """The lexicon made of the files whose name is wanted, in place of the whole one."""
    with tempfile.TemporaryDirectory() as folder:
        for path in LEXICON.glob("*.tsv"):
            if wanted(path.name):
                shutil.copy(path, folder)
        with patch.object(lexicon, "FOLDER", Path(folder)):
            tables = {name: Table(lines) for name, lines in compile_tables().items() if name != "digest"}
    french = (tables["forward"], tables["back"])
    with (
        patch("assistant.french.terms.french_tables", lambda: french),
        patch("assistant.french.terms.english_table", lambda: tables["english"]),
    ):
        yield


def print_table(bench: Bench) -> None:
    """Every ranking measure of the whole, and of each part left out or alone."""

    def line(name: str, means: Sequence[float]) -> None:
        cells = (f"{m:.3f}".center(len(n)) for n, m in zip(MEASURES, means, strict=True))
        print(f"{name:26} {'  '.join(cells)}", flush=True)

    print(f"\n{bench.name}: {len(bench.questions)} questions, {len(bench.passages)} passages")
    print(f"{'':26} {'  '.join(MEASURES)}")
    line("all", bench.means())
    for part in WEIGHTS:
        line(f"without {part}", bench.means({**WEIGHTS, part: 0.0}))
    with lexicon_of(lambda _: False):
        line("without the lexicon", bench.means())
    with lexicon_of(lambda name: not name.startswith(GENERAL)):
        line("lexicon: themes alone", bench.means())
    with lexicon_of(lambda name: name.startswith(GENERAL)):
        line("lexicon: language alone", bench.means())
    for part in WEIGHTS:
        line(f"{part} alone", bench.means({name: float(name == part) for name in WEIGHTS}))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--piaf", type=Path, help="folder of the open data, for the second table")
    arguments = parser.parse_args()
    if arguments.piaf and not arguments.piaf.is_dir():
        parser.error(f"{arguments.piaf} is no folder; --piaf takes the one that holds piaf-half.json")
    embeddings = load_embeddings(None)
    with tempfile.TemporaryDirectory() as folder:
        print_table(report_bench(Path(folder), embeddings))
    if arguments.piaf:
        print_table(piaf_bench(arguments.piaf, embeddings))


if __name__ == "__main__":
    main()
