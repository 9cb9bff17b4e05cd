"""Which passages are nearest to a vector? One opened generation, a ``langchain_chroma.Chroma`` inside."""

from __future__ import annotations

import math
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


class PassageStore:
    """A generation, open for reading. It stays the same whatever is written to the store meanwhile.

    Args:
        manifest: of the generation.
        passages: in reading order, report by report.
        chroma: the LangChain vector store; the identifiers of its documents are those of the passages.
        release: called once, on ``close``, or when nobody uses this any more.
        explain: what an error of Chroma means to the user.
    """

    def __init__(
        self,
        manifest: Manifest,
        passages: Sequence[Passage],
        chroma: Chroma,
        *,
        release: Callable[[], None],
        explain: Callable[[BaseException], IndexProblem],
    ) -> None:
        self.manifest = manifest
        self.passages = tuple(passages)
        self.chroma = chroma
        self._explain = explain
        # Threads may still be asking the former generation when a new one takes over: it is released when the
        # last of them lets go, or at the end of the process.
        self._release = weakref.finalize(self, release)

    def search(self, vector: Sequence[float] | Vectors, k: int) -> list[tuple[str, float]]:
        """The ``k`` passages nearest to ``vector``, nearest first: identifier, cosine similarity; ties by identifier.

        Fewer when the index holds fewer; none for an empty index.
        Raises: IndexProblem if Chroma fails.
        """
        k = min(k, len(self.passages))
        if k < 1:
            return []
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

    def vectors(self) -> dict[str, Vectors]:
        """The vector of each passage by its identifier, so that unchanged passages need no new one."""
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
