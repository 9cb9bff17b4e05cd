"""How do we speak to Chroma? Collections with our own vectors, cosine space, nearest neighbours that are exact."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.store.passage_store import Vectors
from assistant.types import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from langchain_chroma import Chroma

NAME = "passages"
BATCH = 1000
"""Rows written at once; Chroma refuses more than 5 461."""
EXACT_UP_TO = 5000
"""Passages up to which the graph is made so dense that nearest neighbours are exact (recall 1 is tested)."""


@contextmanager
def embedded_client(folder: Path) -> Iterator[Client]:
    """Chroma on the files of ``folder``; closed at the end, so that all is written."""
    client = open_embedded(folder)
    try:
        yield client
    finally:
        client.close()


def open_embedded(folder: Path) -> Client:
    """Chroma on the files of ``folder``; whoever calls this closes it."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)


def open_collection(client: ClientAPI, name: str = NAME) -> Chroma:
    """The LangChain store over an existing collection. Vectors are ours: Chroma embeds nothing."""
    from langchain_chroma import Chroma

    return Chroma(name, client=client, embedding_function=None, create_collection_if_not_exists=False)


def create_collection(
    client: ClientAPI,
    passages: Sequence[Passage],
    vectors: Vectors,
    *,
    name: str = NAME,
    metadata: dict[str, Any] | None = None,
    fields: Sequence[dict[str, Any]] | None = None,
) -> Any:
    """Create and fill a collection.

    Args:
        metadata: of the collection.
        fields: metadata of each passage; None: source and pages, for whoever looks with Chroma's own tools.
    """
    n = len(passages)
    dense = n <= EXACT_UP_TO
    collection = client.create_collection(
        name,
        embedding_function=None,
        metadata=metadata,
        configuration={
            "hnsw": {
                "space": "cosine",
                "ef_construction": 400 if dense else 200,
                "max_neighbors": 64 if dense else 32,
                "ef_search": min(max(100, n), 2000) if dense else 500,
                "num_threads": 1,
                # The graph is saved when so many rows have come: before the end, so that no reader rebuilds it.
                "batch_size": max(2, min(100, n)),
                "sync_threshold": max(2, min(1000, n)),
            }
        },
    )
    fields = fields or [{"source": passage.source, "pages": passage.pages} for passage in passages]
    for start in range(0, n, BATCH):
        rows = slice(start, start + BATCH)
        collection.add(
            ids=[passage.passage_id for passage in passages[rows]],
            embeddings=vectors[rows],
            documents=[passage.text for passage in passages[rows]],
            metadatas=list(fields[rows]),
        )
    if n:
        # The first query brings the graph up to date; should that fail, it must fail now.
        collection.query(query_embeddings=vectors[:1], n_results=1, include=["distances"])
    if collection.count() != n:
        raise OSError(errno.EIO, f"{collection.count()} passages sur {n} ont été écrits")
    return collection


def why(error: BaseException) -> str:
    """What went wrong, as a short French phrase.

    Chroma reports SQLite's codes in words; its Rust part panics with a class of its own, which is no ``Exception``.
    """
    message = " ".join(str(error).split())
    match error:
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return "disque plein"
        case OSError(errno=errno.EACCES | errno.EPERM | errno.EROFS):
            return "écriture refusée, dossier en lecture seule"
        case OSError(errno=errno.EFBIG):
            return "taille de fichier limitée sur cette machine"
        case OSError(errno=errno.ENOTDIR | errno.EEXIST):
            return "un fichier porte déjà ce nom"
        case OSError():
            return error.strerror or message
    if "disk is full" in message or "code: 13" in message:
        return "disque plein"
    if "readonly" in message or "code: 8)" in message:
        return "écriture refusée, dossier en lecture seule"
    if "disk I/O error" in message:
        return "erreur d’écriture sur le disque"
    return f"Chroma : {message[:160] or type(error).__name__}"
