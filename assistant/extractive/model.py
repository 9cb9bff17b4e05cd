"""Which statement answers best, and does it answer at all? Small linear models, readable as JSON.

The ranker scores statements of one question against each other; the answerability model gives the
probability that the best one answers. Both judge by words, and once more by words and meaning where that leaves doubt
(`nearness`). All are trained by `assistant.training.train_ranker`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.extractive.features import FEATURES, INDEX, Candidate, meets
from assistant.french.query import Query

# A term is surely met by an equivalent of this weight.
SURELY = 0.5
SHIPPED = Path(__file__).resolve().parent.parent / "models" / "ranker-fr.json"
KINDS = (
    "how_many",
    "how_much",
    "share",
    "measure",
    "when",
    "where",
    "who",
    "yes_no",
    "definition",
    "list",
    "why",
    "how",
    "summary",
    "open",
)
QUESTION_FEATURES = (
    "score", "margin", "passage_share", "n_terms", "n_met", "unknown_share", "unmatched_share", "best_covered", "english", "head_missing",
    "head_beside_figure", "name_missing_weighted", *(f"asked_{kind}" for kind in KINDS),
)  # fmt: skip
ANSWERABLE_FEATURES = (*FEATURES, *QUESTION_FEATURES)
# How near in meaning: a statement alone, and in its place; then beside the nearest one, and beside all of them.
NEAR = ("near", "near_in_place")
NEAR_FEATURES = (
    *NEAR, "nearest_alone", "nearest_in_place", "near_above_others", "near_in_place_above_others", "by_words",
)  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """Ranking scores of the candidates of a query; higher is better.

    Attributes:
        scores: shape (n,).
        by_words: those by words alone, shape (n,).
        near: how near each is in meaning, shape (n, len(NEAR)); None where they were not read for it.
    """

    scores: Floats
    by_words: Floats
    near: Floats | None = None


@dataclass(frozen=True, slots=True)
class Answerability:
    """Logistic regression over a row of features."""

    weights: Floats
    bias: float

    def of(self, row: Floats) -> float:
        """Probability from 0 to 1 that the statement described by ``row`` (see `answer_row`, `read_row`) answers."""
        return float(1.0 / (1.0 + np.exp(-(row @ self.weights + self.bias))))


@dataclass(frozen=True, slots=True)
class RankerModel:
    """Weights.

    Attributes:
        rank_weights: of what the words of a statement tell, shape (len(FEATURES),).
        answers: over `ANSWERABLE_FEATURES`.
        near_weights: of how near it is in meaning, beside them, shape (len(NEAR),).
        answers_read: over `ANSWERABLE_FEATURES` and `NEAR_FEATURES`.
    """

    rank_weights: Floats
    answers: Answerability
    near_weights: Floats
    answers_read: Answerability

    def scored(self, candidates: Sequence[Candidate]) -> Scored:
        """Ranking scores by words."""
        by_words = np.stack([c.row for c in candidates]).astype(np.float64) @ self.rank_weights
        return Scored(by_words, by_words)

    def read(self, scored: Scored, near: Floats) -> Scored:
        """The same by words and meaning. Args: near: of each candidate, shape (n, len(NEAR)), as `nearness` gives it."""
        return Scored(scored.by_words + near @ self.near_weights, scored.by_words, near)

    def answerability(
        self, query: Query, candidates: Sequence[Candidate], scored: Scored, best: int, *, words_only: bool = False
    ) -> float:
        """Probability from 0 to 1 that the candidate ``best`` answers the query."""
        by_words = self.answers.of(answer_row(query, candidates, scored.by_words, best))
        if scored.near is None or words_only:
            return by_words
        return self.answers_read.of(read_row(query, candidates, scored, best, by_words))


def read_row(query: Query, candidates: Sequence[Candidate], scored: Scored, best: int, by_words: float) -> Floats:
    """`ANSWERABLE_FEATURES` and `NEAR_FEATURES` of « the candidate ``best`` answers the query ».

    Args:
        by_words: the probability of it by words alone.
    """
    assert scored.near is not None
    near = scored.near
    odds = math.log((by_words + 1e-6) / (1 - by_words + 1e-6)) / 5.0
    read = [*near[best], *(near[best] - near.max(axis=0)), *(near[best] - near.mean(axis=0)), odds]
    return np.concatenate([answer_row(query, candidates, scored.scores, best), read])


def answer_row(query: Query, candidates: Sequence[Candidate], scores: Floats, best: int) -> Floats:
    """Features of « the candidate ``best`` answers the query », shape (len(ANSWERABLE_FEATURES),)."""
    chosen = candidates[best]
    exp = np.exp(scores - scores.max())
    others = [s for s, c in zip(scores, candidates, strict=True) if c.passage.passage_id != chosen.passage.passage_id]
    mass = query.mass or 1.0
    unknown = sum(t.mass for t in query.terms if not t.known and all(a.weight < 0.5 for a in t.alternatives[1:]))
    row = chosen.row
    head_asked = query.head is not None
    values = [
        scores[best] / 10.0,
        (scores[best] - max(others, default=scores[best] - 5.0)) / 5.0,
        float(sum(e for e, c in zip(exp, candidates, strict=True) if c.passage is chosen.passage) / exp.sum()),
        min(len(query.terms), 8) / 8.0,
        min(sum(meets(term, chosen.passage, SURELY) for term in query.terms), 6) / 6.0,
        unknown / mass,
        1.0 - float(row[INDEX["covered_by_passage"]]),
        float(max(c.row[INDEX["covered"]] for c in candidates)),
        float(query.english),
        float(head_asked and row[INDEX["head_met"]] < 0.3),
        float(head_asked and row[INDEX["head_counted"]] >= 0.3),
        float(row[INDEX["names_missing"]]) * float(row[INDEX["heaviest_missing"]]),
        *(float(query.kind.asked == kind) for kind in KINDS),
    ]
    return np.concatenate([row.astype(np.float64), np.array(values, dtype=np.float64)])


def save_model(model: RankerModel, path: Path, card: dict[str, object]) -> None:
    """Write the weights by feature name, with ``card`` (what it was trained on, what was measured)."""
    document = {
        "card": card,
        "rank_weights": _named(FEATURES, model.rank_weights),
        "answer_weights": _named(ANSWERABLE_FEATURES, model.answers.weights),
        "answer_bias": round(model.answers.bias, 4),
        "near_weights": _named(NEAR, model.near_weights),
        "answer_weights_read": _named((*ANSWERABLE_FEATURES, *NEAR_FEATURES), model.answers_read.weights),
        "answer_bias_read": round(model.answers_read.bias, 4),
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


@lru_cache(maxsize=4)
def load_model(path: Path = SHIPPED) -> RankerModel:
    """Read the weights. A feature that the file does not name weighs nothing."""
    document = json.loads(path.read_text(encoding="utf-8"))

    def weights(kind: str, names: Sequence[str]) -> Floats:
        return np.array([document[kind].get(name, 0.0) for name in names])

    return RankerModel(
        weights("rank_weights", FEATURES),
        Answerability(weights("answer_weights", ANSWERABLE_FEATURES), float(document["answer_bias"])),
        weights("near_weights", NEAR),
        Answerability(
            weights("answer_weights_read", (*ANSWERABLE_FEATURES, *NEAR_FEATURES)), float(document["answer_bias_read"])
        ),
    )
