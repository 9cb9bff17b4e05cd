"""How are the ranker and the answerability model made?

Run: ``python -m assistant.training.train_ranker --piaf piaf-half.json --parts FOLDER --questions eval/questions/dev
--towns eval/towns/dev --corpus corpus --out assistant/models/ranker-fr.json`` (``--print`` shows what each feature weighs
and trains nothing). FOLDER holds what `train_meaning` has recorded.

Ranker: a linear softmax over the statements of a question, after Cao et al., *Learning to Rank: From Pairwise to
Listwise Approach* (2007); first by words, then by words and meaning. Answerability: logistic regression. Negatives are
questions whose own passage was taken away, the questions of the development set that the report does not answer, and
made ones. Everything measured here is on the development half, on the towns of development and on PIAF, in
cross-validation by question, report or article; the test half is never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.extractive.choice import can_answer
from assistant.extractive.demands import lacks_what_is_demanded
from assistant.extractive.features import FEATURES
from assistant.extractive.model import (
    ANSWERABLE_FEATURES,
    NEAR,
    NEAR_FEATURES,
    SHIPPED,
    Answerability,
    RankerModel,
    Scored,
    answer_row,
    load_model,
    read_row,
    save_model,
)
from assistant.extractive.nearness import nearness
from assistant.meaning import Meaning, load_meaning
from assistant.training.examples import (
    MADE_WEIGHT,
    REPORT_WEIGHT,
    Bench,
    Example,
    Floats,
    made_negatives,
    passages_of,
    piaf,
    questions_of,
    town_examples,
)
from assistant.training.recorded import PARTS, RecordedMeaning

RANK_DECAY = 0.003
NEAR_DECAY = 0.0001
ANSWER_DECAY = 0.0003
N_WRONG_ATTRIBUTES = 300
# What is in doubt for the training of the models that read.
TAUGHT = (0.02, 0.9)

# Features whose weight may only have one sign, so that no chance of the sample turns a virtue into a vice.
ONLY_POSITIVE = frozenset(
    """passage_lexical passage_lexical_relative passage_sentence passage_sentence_relative passage_grams_relative passage_dense_relative
    passage_fused_relative passage_first covered covered_relative covered_by_text covered_by_headings covered_by_passage covered_exactly all_covered
    years_met numbers_met head_met head_counted head_counted_next kind_met figure_near figure_near_relative date_for_when place_for_where name_for_who
    reason_for_why means_for_how definition enumeration_for_list close_together score margin passage_share best_covered head_beside_figure n_met
    near near_in_place nearest_alone nearest_in_place near_above_others near_in_place_above_others by_words""".split()
)
ONLY_NEGATIVE = frozenset(
    """heaviest_missing names_missing names_missing_here names_elsewhere year_other year_missing number_other kind_missing figure_partial other_counted
    fragment unknown_share unmatched_share head_missing name_missing_weighted""".split()
)


def bounds(names: Sequence[str]) -> list[tuple[float | None, float | None]]:
    """Allowed range of each weight."""
    return [(0.0 if n in ONLY_POSITIVE else None, 0.0 if n in ONLY_NEGATIVE else None) for n in names]


def fit_ranker(examples: Sequence[Example]) -> Floats:
    """Weights that give the answering statements the largest softmax share, shape (len(FEATURES),)."""
    usable = [(e.rows, e.gold, e.weight) for e in examples if e.gold.any()]
    return _fit_softmax(usable, np.zeros(len(FEATURES)), RANK_DECAY, bounds(FEATURES))


def _fit_softmax(
    usable: Sequence[tuple[Floats, NDArray[np.bool_], float]],
    start: Floats,
    decay: float,
    limits: Sequence[tuple[float | None, float | None]] | None = None,
) -> Floats:
    """Weights, from features of shape (n, len(start)), which of the n answer, and what the example weighs."""
    n = sum(weight for *_, weight in usable)

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(weights)
        for rows, gold, weight in usable:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares[gold].sum()
            total -= weight * np.log(right + 1e-12)
            gradient -= weight * ((shares * gold / (right + 1e-12) - shares) @ rows)
        return float(total / n + decay * (weights @ weights)), gradient / n + 2 * decay * weights

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits).x)


def fit_answerability(rows: Floats, labels: NDArray[np.bool_], weights: Floats) -> Answerability:
    """Logistic regression. The classes are balanced."""
    y = labels.astype(float)
    balanced = weights * np.where(labels, 0.5 / weights[labels].sum(), 0.5 / weights[~labels].sum())

    def loss(parameters: Floats) -> tuple[float, Floats]:
        w, bias = parameters[:-1], parameters[-1]
        z = rows @ w + bias
        p = 1 / (1 + np.exp(-z))
        total = float((balanced * (np.logaddexp(0, z) - y * z)).sum() + ANSWER_DECAY * w @ w)
        error = balanced * (p - y)
        return total, np.append(error @ rows + 2 * ANSWER_DECAY * w, error.sum())

    names = (*ANSWERABLE_FEATURES, *NEAR_FEATURES)[: rows.shape[1]]
    limits = [*bounds(names), (None, None)]
    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=limits).x
    return Answerability(found[:-1], float(found[-1]))


@dataclass(frozen=True, slots=True)
class Seen:
    """An example with what is known of its statements.

    Attributes:
        by_words: scores of the statements, shape (n,).
        near: how near each is to the question, shape (n, len(NEAR)), to a model that had not seen the question; None:
            nothing was read.
    """

    example: Example
    by_words: Floats
    near: Floats | None = None


def best_able(example: Example, scores: Floats) -> int | None:
    """Index of the best statement that can answer at all, as at question time."""
    able = [i for i, c in enumerate(example.found) if can_answer(example.query, c)]
    return max(able, key=lambda i: scores[i], default=None)


def row_of(seen: Seen, model: RankerModel) -> tuple[int, Floats] | None:
    """The best statement and the features of its answering; None where none can answer."""
    example, scored = seen.example, Scored(seen.by_words, seen.by_words)
    if seen.near is not None:
        scored = model.read(scored, seen.near)
    best = best_able(example, scored.scores)
    if best is None:
        return None
    row = answer_row(example.query, example.found, scored.by_words, best)
    if scored.near is not None:
        row = read_row(example.query, example.found, scored, best, model.answers.of(row))
    return best, row


def answer_rows(examples: Sequence[Seen], model: RankerModel) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Rows, labels and sample weights for an answerability model: label is « the best statement answers »."""
    rows, labels, sample = [], [], []
    for seen in examples:
        found = row_of(seen, model)
        if found is None or lacks_what_is_demanded(seen.example.query, seen.example.found[found[0]]):
            continue  # refused whatever the probability
        rows.append(found[1])
        labels.append(bool(seen.example.gold[found[0]]))
        sample.append(seen.example.weight)
    return np.stack(rows), np.array(labels), np.array(sample)


def fit_near(examples: Sequence[Seen]) -> Floats:
    """What nearness weighs beside a score by words, shape (len(NEAR),)."""
    usable = [
        (np.column_stack([s.by_words, s.near]), s.example.gold, s.example.weight)
        for s in examples
        if s.near is not None and s.example.gold.any()
    ]
    weights = _fit_softmax(usable, np.ones(1 + len(NEAR)), NEAR_DECAY)
    return np.asarray(weights[1:] / weights[0])


def in_doubt(seen: Seen, model: RankerModel) -> bool:
    """Whether words leave it open that the best statement answers; wider than at question time, where rules come after."""
    found = row_of(seen, model)
    return found is not None and TAUGHT[0] <= model.answers.of(found[1]) < TAUGHT[1]


def read(seen: Sequence[Seen], parts: Sequence[Meaning]) -> list[Seen]:
    """The same, read by the models that had not seen the questions."""
    return [
        replace(s, near=nearness(s.example.query, s.example.found, s.by_words, parts[s.example.part])) for s in seen
    ]


def cross_validate(measured: Sequence[Seen], base: Sequence[Seen], model: RankerModel) -> dict[str, Any]:
    """Share of best statements that answer, and AUC of answerability, each on questions held out.

    Args:
        measured, base: what is measured, and what is only trained on beside it.
        model: judges by words.
    """
    right, outputs, labels, by_hand = [], [], [], []
    for part in range(PARTS):
        train = [s for s in (*measured, *base) if s.example.part != part]
        near_weights = fit_near(train) if train[0].near is not None else np.zeros(len(NEAR))
        fold = replace(model, near_weights=near_weights)
        answers = fit_answerability(*answer_rows(train, fold))
        for seen in (s for s in measured if s.example.part == part):
            found = row_of(seen, fold)
            outputs.append(-10.0 if found is None else float(found[1] @ answers.weights + answers.bias))
            labels.append(found is not None and bool(seen.example.gold[found[0]]))
            by_hand.append(seen.example.weight != MADE_WEIGHT)
            if seen.example.gold.any():
                right.append(labels[-1])
    z, y, hand = np.array(outputs), np.array(labels), np.array(by_hand)
    return {
        "best statement answers": round(float(np.mean(right)), 3),
        "answerable AUC": round(float((z[y][:, None] > z[~y][None, :]).mean()), 3),
        "answered of answerable at 0.5": round(float((z[y] > 0).mean()), 3),
        "refused of unanswerable at 0.5": round(float((z[~y & hand] <= 0).mean()), 3),
        "refused of made negatives at 0.5": round(float((z[~y & ~hand] <= 0).mean()), 3),
        "n": len(right),
    }


def print_weights(model: RankerModel) -> None:
    """What each feature weighs, heaviest first."""
    for title, names, weights in (
        ("ranker", FEATURES, model.rank_weights),
        ("nearness beside it", NEAR, model.near_weights),
        ("answerability, by words", ANSWERABLE_FEATURES, model.answers.weights),
        ("answerability, read", (*ANSWERABLE_FEATURES, *NEAR_FEATURES), model.answers_read.weights),
    ):
        print(f"\n{title}")
        for name, weight in sorted(zip(names, weights, strict=True), key=lambda item: -abs(item[1])):
            print(f"  {weight:+8.3f}  {name}")


def main() -> None:
    """Train, measure, save, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--piaf", type=Path)
    parser.add_argument("--parts", type=Path)
    parser.add_argument("--questions", type=Path, default=Path("eval/questions/dev"))
    parser.add_argument("--towns", type=Path, default=Path("eval/towns/dev"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--keep-words", action="store_true", help="keep the weights of the ranker by words")
    parser.add_argument("--print", action="store_true", dest="only_print")
    arguments = parser.parse_args()
    if arguments.only_print:
        print_weights(load_model(arguments.out))
        return
    shipped = load_meaning()
    files = [arguments.parts / f"part-{i}.npz" for i in range(PARTS)] if arguments.parts else []
    parts: list[Meaning] = [RecordedMeaning(f, shipped) for f in files] or [shipped] * PARTS
    report = Bench(passages_of(arguments.corpus))
    dev = [q for f in sorted(arguments.questions.glob("*.yaml")) for q in questions_of(f, REPORT_WEIGHT)]
    asked = list(report.examples(dev)) + list(report.examples([q for q in dev if q.spans], without_gold=True))
    asked += list(report.examples(made_negatives(report, dev, N_WRONG_ATTRIBUTES, MADE_WEIGHT)))
    towns = list(town_examples(arguments.towns))
    base: list[Example] = []
    if arguments.piaf:
        passages, questions = piaf(arguments.piaf)
        wikipedia = Bench(passages)
        base = list(wikipedia.examples(questions)) + list(wikipedia.examples(questions, without_gold=True))
        made = made_negatives(wikipedia, questions, 2 * N_WRONG_ATTRIBUTES, MADE_WEIGHT, by_title=True)
        base += list(wikipedia.examples(made))
    old = load_model(arguments.out) if arguments.keep_words else None
    weights = old.rank_weights if old else fit_ranker([*asked, *towns, *base])
    known = {
        name: [Seen(e, e.rows @ weights) for e in found]
        for name, found in (("report", asked), ("towns", towns), ("base", base))
    }
    by_words = [s for found in known.values() for s in found]
    nothing = Answerability(np.zeros(len(ANSWERABLE_FEATURES) + len(NEAR_FEATURES)), 0.0)
    model = RankerModel(weights, old.answers if old else nothing, np.zeros(len(NEAR)), nothing)
    if not old:
        model = replace(model, answers=fit_answerability(*answer_rows(by_words, model)))
    doubted = {name: read([s for s in found if in_doubt(s, model)], parts) for name, found in known.items()}
    everything = [s for found in doubted.values() for s in found]
    model = replace(model, near_weights=fit_near(everything))
    model = replace(model, answers_read=fit_answerability(*answer_rows(everything, model)))
    measured = {
        f"{name}, {how}": cross_validate(
            found[name], [s for other in found if other != name for s in found[other]], model
        )
        for name in ("report", "towns")
        for how, found in (("in doubt, by words", _unread(doubted)), ("in doubt, read", doubted))
    }
    card: dict[str, object] = {
        "trained_on": "questions of eval/questions/dev over corpus/ and of eval/towns/dev; PIAF 1.0, half of the articles (Etalab; "
        "questions under Licence Ouverte 2.0, Wikipedia text under CC BY-SA)",
        "command": "python -m assistant.training.train_ranker --piaf piaf-half.json --parts parts"
        + (" --keep-words" if old else ""),
        "cross_validated": measured,
    }
    save_model(model, arguments.out, card)
    print_weights(model)
    print(json.dumps(measured))


def _unread(doubted: Mapping[str, Sequence[Seen]]) -> dict[str, list[Seen]]:
    return {name: [replace(s, near=None) for s in found] for name, found in doubted.items()}


if __name__ == "__main__":
    main()
