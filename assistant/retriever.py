"""Which passages are worth reading for a query?

Dense and lexical searches are made side by side and fused into one score; each part's share is in
`WEIGHTS`. As a LangChain `BaseRetriever` it gives `Document`s; the rooms of this house use `rank`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from assistant.french.query import Query, understand
from assistant.lexical import LexicalIndex
from assistant.types import Passage, RetrievedPassage

# Shares of the four searches, set by hand; docs/retrieval.md has what each brings.
WEIGHTS: Mapping[str, float] = {"lexical": 1.0, "sentence": 0.6, "grams": 0.2, "dense": 0.3}
DENSE_CANDIDATES = 40

DenseSearch = Callable[[str, int], Sequence[tuple[str, float]]]
"""A query text and k to ``(passage_id, cosine similarity)`` pairs, best first."""


class HybridRetriever(BaseRetriever):
    """Passages by fused dense and lexical scores, best first; ties go by place in the corpus.

    Args:
        passages: the corpus, in the order of ``lexical``.
        lexical: their lexical index.
        dense: search by embedding; None leaves it out.
        k: how many passages `invoke` gives.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    k: int = 8
    _passages: tuple[Passage, ...] = PrivateAttr()
    _lexical: LexicalIndex = PrivateAttr()
    _dense: DenseSearch | None = PrivateAttr()
    _place: dict[str, int] = PrivateAttr()
    _weights: Mapping[str, float] = PrivateAttr()

    def __init__(
        self,
        passages: Sequence[Passage],
        lexical: LexicalIndex,
        dense: DenseSearch | None = None,
        *,
        k: int = 8,
        weights: Mapping[str, float] = WEIGHTS,
        **kwargs: Any,
    ) -> None:
        super().__init__(**{"k": k, **kwargs})
        self._passages = tuple(passages)
        self._lexical = lexical
        self._dense = dense
        self._weights = weights
        self._place = {p.passage_id: i for i, p in enumerate(self._passages)}

    def rank(self, query: Query, k: int | None = None) -> list[RetrievedPassage]:
        """The ``k`` best passages. Fewer when the corpus is smaller; none for a query without content."""
        k = self.k if k is None else k
        if not query.terms or not self._passages:
            return []
        # Read once: pydantic looks a private attribute up in Python.
        passages, weights = self._passages, self._weights
        scores = self._lexical.score(query)
        signals = {
            "lexical": scores.passages,
            "sentence": scores.sentences,
            "grams": scores.grams,
            "dense": self._dense_scores(query),
        }
        fused = sum(
            (np.float32(weights[name]) * values for name, values in signals.items()),
            np.zeros(len(passages)),
        )
        order = np.lexsort((np.arange(len(fused)), -fused))[:k]
        return [
            RetrievedPassage(passages[i], float(fused[i]), rank, {name: float(v[i]) for name, v in signals.items()})
            for rank, i in enumerate(order, start=1)
        ]

    def _dense_scores(self, query: Query) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Cosine similarity of each passage that the dense search found, 0 for the others."""
        scores = np.zeros(len(self._passages), dtype=np.float32)
        if self._dense is None or not self._weights["dense"]:
            return scores
        place_of = self._place
        for passage_id, similarity in self._dense(query.text, min(DENSE_CANDIDATES, len(scores))):
            place = place_of.get(passage_id)
            if place is not None:
                scores[place] = max(similarity, 0.0)
        return scores

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.rank(understand(query, self._lexical))
        return [to_document(r) for r in found]


def to_document(retrieved: RetrievedPassage) -> Document:
    """A retrieved passage as a LangChain document."""
    passage = retrieved.passage
    return Document(
        id=passage.passage_id,
        page_content=passage.text,
        metadata={
            "passage_id": passage.passage_id,
            "document": passage.document,
            "source": passage.source,
            "section": list(passage.section),
            "pages": passage.pages,
            "score": retrieved.score,
            "rank": retrieved.rank,
        },
    )
