"""Which statement answers best, and does it answer at all? Two small linear models, readable as JSON.

The ranker scores statements of one question against each other; the answerability model gives the
probability that the best one answers. Both are trained by `assistant.training.train_ranker`.
"""

from __future__ import annotations

import json
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

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RankerModel:
    """Weights of the two models: arrays of shape (len(FEATURES),) and (len(ANSWERABLE_FEATURES),), and a bias."""

    rank_weights: Floats
    answer_weights: Floats
    answer_bias: float

    def scores(self, candidates: Sequence[Candidate]) -> Floats:
        """Ranking score of each candidate, shape (n,); higher is better."""
        return np.stack([c.row for c in candidates]).astype(np.float64) @ self.rank_weights

    def answerability(self, row: Floats) -> float:
        """Probability from 0 to 1 that the statement described by ``row`` (see `answer_row`) answers."""
        return float(1.0 / (1.0 + np.exp(-(row @ self.answer_weights + self.answer_bias))))


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
        "rank_weights": dict(zip(FEATURES, (round(float(w), 4) for w in model.rank_weights), strict=True)),
        "answer_weights": dict(
            zip(ANSWERABLE_FEATURES, (round(float(w), 4) for w in model.answer_weights), strict=True)
        ),
        "answer_bias": round(model.answer_bias, 4),
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@lru_cache(maxsize=4)
def load_model(path: Path = SHIPPED) -> RankerModel:
    """Read the weights. A feature that the file does not name weighs nothing."""
    document = json.loads(path.read_text(encoding="utf-8"))
    rank, answer = document["rank_weights"], document["answer_weights"]
    return RankerModel(
        np.array([rank.get(name, 0.0) for name in FEATURES]),
        np.array([answer.get(name, 0.0) for name in ANSWERABLE_FEATURES]),
        float(document["answer_bias"]),
    )
