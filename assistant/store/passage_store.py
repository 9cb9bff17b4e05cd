"""Which passages are nearest to a vector? One opened generation, a ``langchain_chroma.Chroma`` inside."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexProblem
from assistant.store.manifest import Manifest
from assistant.types import Passage

if TYPE_CHECKING:
    from langchain_chroma import Chroma

Vectors = NDArray[np.float32]

PAGE = 2000
"""Rows read from Chroma at once."""
EXACT_UP_TO = 10_000
"""Passages up to which every vector is compared, when they are at hand as an array."""


class PassageStore:
    """A generation, open for reading. It stays the same whatever is written to the store meanwhile.

    Args:
        manifest: of the generation.
        passages: in reading order, report by report.
        open_chroma: gives the LangChain vector store; called once, when it is first needed. The identifiers of its
            documents are those of the passages.
        matrix: the vectors in the order of the passages, shape (n, d), or None when Chroma alone has them.
        release: called once, on ``close``, or when nobody uses this any more.
        explain: what an error of Chroma means to the user.
    """

    def __init__(
        self,
        manifest: Manifest,
        passages: Sequence[Passage],
        open_chroma: Callable[[], Chroma],
        *,
        matrix: Vectors | None = None,
        release: Callable[[], None],
        explain: Callable[[BaseException], IndexProblem],
    ) -> None:
        self.manifest = manifest
        self.passages = tuple(passages)
        self._open_chroma = open_chroma
        self._chroma: Chroma | None = None
        self._opening = threading.Lock()
        self._explain = explain
        self._matrix = matrix
        self._units: Vectors | None = None
        if matrix is not None and len(self.passages) <= EXACT_UP_TO:
            lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
            self._units = (matrix / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        # Threads may still be asking the former generation when a new one takes over: it is released when the
        # last of them lets go, or at the end of the process.
        self._release = weakref.finalize(self, release)

    @property
    def chroma(self) -> Chroma:
        """The LangChain vector store of this generation. Raises: IndexProblem if it cannot be opened."""
        with self._opening:
            if self._chroma is None:
                self._chroma = self._open_chroma()
            return self._chroma

    def search(self, vector: Sequence[float] | Vectors, k: int) -> list[tuple[str, float]]:
        """The ``k`` passages nearest to ``vector``, nearest first: identifier, cosine similarity; ties by identifier.

        Fewer when the index holds fewer; none for an empty index.
        Raises: IndexProblem if Chroma fails.
        """
        k = min(k, len(self.passages))
        if k < 1:
            return []
        if self._units is not None:
            return self._exact(np.asarray(vector, dtype=np.float32), k)
        query: Any = np.asarray([vector], dtype=np.float32)
        try:
            # LangChain's own search brings back texts and metadata that are at hand already: 2 ms more for 40 passages.
            found = self.chroma._collection.query(query_embeddings=query, n_results=k, include=["distances"])
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # Chroma's Rust part panics outside of `Exception`
            raise self._explain(error) from error
        hits = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        # Chroma gives cosine distances; those to a vector of zeros are no number.
        scored = [(name, 0.0 if math.isnan(distance) else 1.0 - float(distance)) for name, distance in hits]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def _exact(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        assert self._units is not None
        similarities = self._units @ (vector / (np.linalg.norm(vector) or 1))
        # All that tie with the last one are sorted before the cut.
        last = np.partition(similarities, -k)[-k]
        near = np.flatnonzero(similarities >= last)
        scored = [(self.passages[i].passage_id, float(similarities[i])) for i in near]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]

    def vectors(self) -> dict[str, Vectors]:
        """The vector of each passage by its identifier, so that unchanged passages need no new one."""
        if self._matrix is not None:
            return dict(zip((p.passage_id for p in self.passages), self._matrix, strict=True))
        found: dict[str, Vectors] = {}
        for offset in range(0, len(self.passages), PAGE):
            rows = self.chroma.get(include=["embeddings"], limit=PAGE, offset=offset)
            found |= zip(rows["ids"], np.asarray(rows["embeddings"], dtype=np.float32), strict=True)
        return found

    def close(self) -> None:
        """Release files and memory. Closing twice does no harm."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
