"""How are the ranker and the answerability model made?

Run: ``python -m assistant.training.train_ranker --piaf piaf-half.json --questions eval/questions/dev --corpus corpus
--out assistant/models/ranker-fr.json`` (``--print`` shows what each feature weighs and trains nothing).

Ranker: a linear softmax over the statements of a question, after Cao et al., *Learning to Rank: From Pairwise to
Listwise Approach* (2007). Answerability: logistic regression. Negatives are questions whose own passage was taken away
and the questions of the development set that the report does not answer. Everything measured here is on the
development half and on PIAF, in cross-validation by section or article; the test half is never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.corpus import load_corpus
from assistant.embeddings import load_embeddings
from assistant.extractive.choice import can_answer
from assistant.extractive.demands import lacks_what_is_demanded
from assistant.extractive.features import FEATURES, Candidate, candidates
from assistant.extractive.model import ANSWERABLE_FEATURES, SHIPPED, RankerModel, answer_row, load_model, save_model
from assistant.french.query import Query, understand
from assistant.french.text import squeeze, stem, words
from assistant.indexing import embedded_text
from assistant.lexical import LexicalIndex
from assistant.passages import chunk
from assistant.retriever import HybridRetriever
from assistant.training.negatives import other_names, other_things, other_years, wrong_attributes
from assistant.types import Passage

Floats = NDArray[np.float64]
K = 8
REPORT_WEIGHT = 3.0
MADE_WEIGHT = 1.0
RANK_DECAY = 0.003
ANSWER_DECAY = 0.0003
N_WRONG_ATTRIBUTES = 300
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


# Features whose weight may only have one sign, so that no chance of the sample turns a virtue into a vice.
ONLY_POSITIVE = frozenset(
    """passage_lexical passage_lexical_relative passage_sentence passage_sentence_relative passage_grams_relative passage_dense_relative
    passage_fused_relative passage_first covered covered_relative covered_by_text covered_by_headings covered_by_passage covered_exactly all_covered
    years_met numbers_met head_met head_counted head_counted_next kind_met figure_near figure_near_relative date_for_when place_for_where name_for_who
    reason_for_why means_for_how definition enumeration_for_list close_together score margin passage_share best_covered head_beside_figure n_met""".split()
)
ONLY_NEGATIVE = frozenset(
    """heaviest_missing names_missing names_missing_here names_elsewhere year_other year_missing number_other kind_missing figure_partial other_counted
    fragment unknown_share unmatched_share head_missing name_missing_weighted""".split()
)


def bounds(names: Sequence[str]) -> list[tuple[float | None, float | None]]:
    """Allowed range of each weight."""
    return [(0.0 if n in ONLY_POSITIVE else None, 0.0 if n in ONLY_NEGATIVE else None) for n in names]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with what answers it: spans of the corpus; none for one that it does not answer."""

    text: str
    spans: tuple[str, ...]
    group: str
    weight: float


@dataclass(frozen=True, slots=True)
class Example:
    """One question with the statements found for it. ``gold`` marks those that answer."""

    query: Query
    found: list[Candidate]
    gold: NDArray[np.bool_]
    group: str
    weight: float

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
                questions.append(Labelled(qa["question"], (f"piaf#{n}@{start}",), title, 1.0))
    return passages, questions


def report_questions(folder: Path) -> list[Labelled]:
    """The development questions; follow-ups are left out, they need their history."""
    out = []
    for path in sorted(folder.glob("*.yaml")):
        for q in yaml.safe_load(path.read_text(encoding="utf-8")):
            if q["kind"] != "followup":
                out.append(
                    Labelled(q["question"], tuple(q.get("evidence") or ()), f"{q.get('section')}", REPORT_WEIGHT)
                )
    return out


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
            query = understand(question.text, self.lexical)
            found = self.retriever.rank(query, K + 4 if without_gold else K)
            if without_gold:
                kept = [r for r in found if not holds(r.passage, question.spans)][:K]
                # Numbered anew: a missing first rank would give away that something was taken out.
                found = [replace(r, rank=rank) for rank, r in enumerate(kept, start=1)]
            statements = candidates(query, found)
            if statements:
                gold = np.array([answers(c, question.spans) for c in statements])
                yield Example(query, statements, gold, question.group, question.weight)


def made_negatives(bench: Bench, questions: Sequence[Labelled], n: int, weight: float) -> list[Labelled]:
    """Near-topic questions that the corpus does not answer; see `assistant.training.negatives`."""
    group_of = {p.section[-1]: p.section[-1] for p in bench.passages if p.section}
    made = [Labelled(q, (), group_of[g], weight) for q, g in wrong_attributes(bench.passages, n)]
    known = [(q.text, q.group) for q in questions if q.spans]
    text = " ".join(p.text for p in bench.passages)
    made += [Labelled(q, (), g, weight) for q, g in other_years(known[::3])]
    said = frozenset(stem(w.folded) for w in words(text))
    made += [Labelled(q, (), g, weight) for q, g in other_things(known, said)]
    places = [place for place in OTHER_PLACES if place not in text]
    made += [Labelled(q, (), g, weight) for q, g in other_names(known[1::3], places)]
    return made


def fit_ranker(examples: Sequence[Example]) -> Floats:
    """Weights that give the answering statements the largest softmax share, shape (len(FEATURES),)."""
    usable = [(e.rows, e.gold, e.weight) for e in examples if e.gold.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(weights)
        for rows, gold, weight in usable:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares[gold].sum()
            total -= weight * np.log(right + 1e-12)
            gradient -= weight * ((shares * gold / (right + 1e-12) - shares) @ rows)
        n = sum(weight for _, _, weight in usable)
        return float(total / n + RANK_DECAY * (weights @ weights)), gradient / n + 2 * RANK_DECAY * weights

    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds(FEATURES)).x)


def fit_answerability(rows: Floats, labels: NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """Logistic regression; gives the weights and the bias. The classes are balanced."""
    y = labels.astype(float)
    balanced = weights * np.where(labels, 0.5 / weights[labels].sum(), 0.5 / weights[~labels].sum())

    def loss(parameters: Floats) -> tuple[float, Floats]:
        w, bias = parameters[:-1], parameters[-1]
        z = rows @ w + bias
        p = 1 / (1 + np.exp(-z))
        total = float((balanced * (np.logaddexp(0, z) - y * z)).sum() + ANSWER_DECAY * w @ w)
        error = balanced * (p - y)
        return total, np.append(error @ rows + 2 * ANSWER_DECAY * w, error.sum())

    limits = [*bounds(ANSWERABLE_FEATURES), (None, None)]
    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=limits).x
    return found[:-1], float(found[-1])


def best_able(example: Example, scores: Floats) -> int | None:
    """Index of the best statement that can answer at all, as at question time."""
    able = [i for i, c in enumerate(example.found) if can_answer(example.query, c)]
    return max(able, key=lambda i: scores[i], default=None)


def answer_rows(examples: Sequence[Example], weights: Floats) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Rows, labels and sample weights for the answerability model: label is « the best statement answers »."""
    rows, labels, sample = [], [], []
    for example in examples:
        scores = example.rows @ weights
        best = best_able(example, scores)
        if best is None or lacks_what_is_demanded(example.query, example.found[best]):
            continue  # refused whatever the probability
        rows.append(answer_row(example.query, example.found, scores, best))
        labels.append(bool(example.gold[best]))
        sample.append(example.weight)
    return np.stack(rows), np.array(labels), np.array(sample)


def folds(examples: Sequence[Example], n: int = 5) -> list[set[str]]:
    """Groups (sections, articles) dealt into ``n`` folds, the same at every run."""
    groups = sorted({e.group for e in examples})
    return [set(groups[i::n]) for i in range(n)]


def cross_validate(
    answerable: Sequence[Example], removed: Sequence[Example], base: Sequence[Example]
) -> dict[str, Any]:
    """Share of best statements that answer, and AUC of answerability, each on held-out groups of the report."""
    right, total = 0, 0
    outputs: list[float] = []
    labels: list[bool] = []
    asked: list[bool] = []
    for held in folds(answerable):
        train = [e for e in answerable if e.group not in held]
        weights = fit_ranker([*train, *(e for e in base if e.gold.any())])
        rows, y, sample = answer_rows([*train, *base, *(e for e in removed if e.group not in held)], weights)
        answer_weights, bias = fit_answerability(rows, y, sample)
        for example in (*answerable, *removed):
            if example.group in held:
                scores = example.rows @ weights
                best = best_able(example, scores)
                row = None if best is None else answer_row(example.query, example.found, scores, best)
                outputs.append(-10.0 if row is None else float(row @ answer_weights + bias))
                labels.append(best is not None and bool(example.gold[best]))
                asked.append(example.weight == REPORT_WEIGHT)
                if example.gold.any():
                    total += 1
                    right += labels[-1]
    z, y, by_hand = np.array(outputs), np.array(labels), np.array(asked)
    pairs = (z[y][:, None] > z[~y][None, :]).mean()
    return {
        "best statement answers": round(right / total, 3),
        "answerable AUC": round(float(pairs), 3),
        "answered of answerable at 0.5": round(float((z[y] > 0).mean()), 3),
        "refused of unanswerable at 0.5": round(float((z[~y & by_hand] <= 0).mean()), 3),
        "refused of made negatives at 0.5": round(float((z[~y & ~by_hand] <= 0).mean()), 3),
        "n": total,
    }


def print_weights(model: RankerModel) -> None:
    """What each feature weighs, heaviest first."""
    for title, names, weights in (
        ("ranker", FEATURES, model.rank_weights),
        ("answerability", ANSWERABLE_FEATURES, model.answer_weights),
    ):
        print(f"\n{title}")
        for name, weight in sorted(zip(names, weights, strict=True), key=lambda item: -abs(item[1])):
            print(f"  {weight:+8.3f}  {name}")


def main() -> None:
    """Train, measure, save, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--piaf", type=Path)
    parser.add_argument("--questions", type=Path, default=Path("eval/questions/dev"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--print", action="store_true", dest="only_print")
    arguments = parser.parse_args()
    if arguments.only_print:
        print_weights(load_model(arguments.out))
        return
    reports, _ = load_corpus(arguments.corpus)
    report = Bench([p for r in reports for p in chunk(r, max_tokens=320)])
    dev = report_questions(arguments.questions)
    answerable = list(report.examples([q for q in dev if q.spans]))
    removed = list(report.examples([q for q in dev if q.spans], without_gold=True))
    removed += list(report.examples([q for q in dev if not q.spans]))
    removed += list(report.examples(made_negatives(report, dev, N_WRONG_ATTRIBUTES, MADE_WEIGHT)))
    base: list[Example] = []
    if arguments.piaf:
        passages, questions = piaf(arguments.piaf)
        wikipedia = Bench(passages)
        base = list(wikipedia.examples(questions)) + list(wikipedia.examples(questions, without_gold=True))
        base += list(wikipedia.examples(made_negatives(wikipedia, questions, 2 * N_WRONG_ATTRIBUTES, MADE_WEIGHT)))
    measured = cross_validate(answerable, removed, base)
    weights = fit_ranker([*answerable, *(e for e in base if e.gold.any())])
    rows, labels, sample = answer_rows([*answerable, *removed, *base], weights)
    model = RankerModel(weights, *fit_answerability(rows, labels, sample))
    card: dict[str, object] = {
        "trained_on": "questions of eval/questions/dev over corpus/; PIAF 1.0, half of the articles (Etalab; questions "
        "under Licence Ouverte 2.0, Wikipedia text under CC BY-SA)",
        "command": "python -m assistant.training.train_ranker --piaf piaf-half.json",
        "cross_validated_on_dev": measured,
    }
    save_model(model, arguments.out, card)
    print_weights(model)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
