"""Where does the index live, and is the one that is there sound?

``open_store`` gives a ``Store``: a folder with Chroma embedded, or a ``chroma run`` server. Both keep
generations that are never changed once written; a pointer says which one answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from assistant.store.folder import FolderStore
from assistant.store.manifest import Manifest
from assistant.store.passage_store import PassageStore, Vectors
from assistant.store.server import ServerStore
from assistant.types import Passage

__all__ = ["FolderStore", "Manifest", "PassageStore", "ServerStore", "Store", "open_store"]


class Store(Protocol):
    """A place that keeps the index, generation by generation."""

    def current_generation(self) -> str | None:
        """Name of the generation that answers, None when there is none. Cheap enough to ask at every question.

        Raises: StoreUnreachable, for a server.
        """

    def open(self) -> PassageStore:
        """Open the generation that answers. Raises: IndexMissing, IndexDamaged, StoreUnreachable."""

    def open_previous(self) -> PassageStore | None:
        """Open the generation before it; None when there is none, or when it is not sound either."""

    def write(
        self,
        passages: Sequence[Passage],
        vectors: Vectors,
        *,
        fingerprint: str,
        embedder: str,
        reports: Mapping[str, str],
        settings: Mapping[str, Any],
    ) -> PassageStore:
        """Write a generation, verify it, then let it answer. The former one is kept, older ones go.

        Args:
            passages: with identifiers that occur once.
            vectors: (n, d), one row for each passage.
            fingerprint: of all that shaped the index; a reader compares it with its own.
            embedder: name of the embedding model.
            reports: SHA-256 by source.
            settings: what else is worth knowing about how the index was made; JSON-ready.
        Raises: IndexBusy while another process writes; IndexNotWritten, the former generation being untouched;
            StoreUnreachable.
        """


def open_store(location: str) -> Store:
    """The store at ``location``: a folder, which need not exist, or the address of a Chroma server."""
    if location.startswith(("http://", "https://")):
        return ServerStore(location)
    return FolderStore(Path(location))
