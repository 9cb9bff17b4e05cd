"""How is an index kept on a ``chroma run`` server that several machines share?

One collection for each generation, ``assistant-<generation>``. Its metadata say ``complete`` once all
is written and counted; the newest complete one answers.
"""

from __future__ import annotations

import json
import re
import secrets
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

from assistant.errors import AssistantError, IndexDamaged, IndexMissing, IndexNotWritten, IndexProblem, StoreUnreachable
from assistant.store import collection
from assistant.store.manifest import (
    Manifest,
    current_versions,
    digest,
    now,
    passage_from_dict,
    passages_to_jsonl,
    version_problem,
)
from assistant.store.passage_store import PAGE, PassageStore, Vectors
from assistant.types import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

PREFIX = "assistant-"
NAME = re.compile(rf"{PREFIX}(g(\d{{6}})-[0-9a-f]{{4}})")
CONNECT_S = 5.0
ANSWER_S = 60.0
POINTER_AGE_S = 2.0
"""How long the name of the current generation is taken as known: asking the server takes milliseconds."""

T = TypeVar("T")


class ServerStore:
    """The index on a Chroma server. See ``Store`` for the promises of each method.

    What a reader has open lasts until two more generations are written: ask ``current_generation`` now and then.

    Args:
        url: ``http://host:8000`` or ``https://user:password@host``, the latter for a proxy that asks for them.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._ssl = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._ssl else 8000)
        self._headers: dict[str, str] = {}
        if parts.username:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
        self.address = f"{parts.scheme}://{self._host}:{self._port}"
        self._known: tuple[float, str | None] = (-POINTER_AGE_S, None)
        self._client: ClientAPI | None = None

    def current_generation(self) -> str | None:
        """See ``Store``."""
        asked_at, name = self._known
        if time.monotonic() - asked_at > POINTER_AGE_S:
            name = next(iter(self._complete()), None)
            self._known = time.monotonic(), name
        return name

    def open(self) -> PassageStore:
        """See ``Store``."""
        complete = self._complete()
        if not complete:
            raise IndexMissing(self.address)
        return self._open(complete[0])

    def open_previous(self) -> PassageStore | None:
        """See ``Store``."""
        for name in self._complete()[1:]:
            try:
                return self._open(name)
            except IndexDamaged:
                continue
        return None

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
        """See ``Store``."""
        numbers = [int(match.group(2)) for name in self._collections() if (match := NAME.fullmatch(name))]
        name = f"g{max(numbers, default=0) + 1:06d}-{secrets.token_hex(2)}"
        manifest = Manifest(
            fingerprint=fingerprint,
            generation=name,
            created_at=now(),
            embedder=embedder,
            n_reports=len(reports),
            n_passages=len(passages),
            reports=dict(reports),
            settings=dict(settings),
            versions=current_versions(),
            files={"passages.jsonl": digest(passages_to_jsonl(passages))},
        )
        try:
            self._call(lambda client: self._fill(client, manifest, passages, vectors))
        except IndexDamaged as error:
            raise IndexNotWritten(self.address, error.reason) from error
        try:
            store = self._open(name, complete=False)
        except IndexDamaged as error:
            raise IndexNotWritten(self.address, error.reason) from error
        metadata = {"manifest": manifest.to_json(), "complete": True}
        self._call(lambda client: client.get_collection(PREFIX + name).modify(metadata=metadata))
        self._known = (-POINTER_AGE_S, None)
        self._prune()
        return store

    def _fill(self, client: ClientAPI, manifest: Manifest, passages: Sequence[Passage], vectors: Vectors) -> None:
        # Chroma gives rows back in no promised order.
        fields = [{"place": place, "passage": _fields(passage)} for place, passage in enumerate(passages)]
        metadata = {"manifest": manifest.to_json(), "complete": False}
        name = PREFIX + manifest.generation
        collection.create_collection(client, passages, vectors, name=name, metadata=metadata, fields=fields)

    def _open(self, name: str, *, complete: bool = True) -> PassageStore:
        def read(client: ClientAPI) -> PassageStore:
            chroma = collection.open_collection(client, PREFIX + name)
            metadata = chroma._collection.metadata or {}
            try:
                manifest = Manifest.from_json(str(metadata.get("manifest")))
                if complete and (problem := version_problem(manifest)):
                    raise IndexDamaged(self.address, problem)
                passages = _read_passages(chroma._collection, manifest.n_passages)
            except (ValueError, TypeError, KeyError) as error:
                raise IndexDamaged(self.address, "contenu illisible") from error
            if digest(passages_to_jsonl(passages)) != manifest.files.get("passages.jsonl"):
                raise IndexDamaged(self.address, "passages manquants ou altérés")
            return PassageStore(manifest, passages, lambda: chroma, release=lambda: None, explain=self._explain)

        return self._call(read)

    def _collections(self) -> dict[str, Mapping[str, Any]]:
        """Metadata of all our collections by name."""
        listed = self._call(lambda client: list(client.list_collections()))
        return {item.name: item.metadata or {} for item in listed if NAME.fullmatch(item.name)}

    def _complete(self) -> list[str]:
        """Complete generations, newest first."""
        named = self._collections().items()
        return sorted((name.removeprefix(PREFIX) for name, meta in named if meta.get("complete")), reverse=True)

    def _prune(self) -> None:
        """Delete what is older than the previous generation, and what was left unfinished before the current one."""
        collections = self._collections()
        kept = [PREFIX + name for name in self._complete()[:2]]
        outdated = [name for name in collections if kept and name not in kept and name < kept[0]]

        def delete(client: ClientAPI) -> None:
            for name in outdated:
                client.delete_collection(name)

        self._call(delete)

    def _call(self, action: Callable[[ClientAPI], T]) -> T:
        """Run an action on the server. Raises: StoreUnreachable if it does not answer, IndexDamaged if it refuses."""
        try:
            return action(self._connect())
        except AssistantError:
            raise
        except Exception as error:  # httpx, Chroma and JSON errors, each of its own class
            self._client = None
            raise self._explain(error) from error

    def _explain(self, error: BaseException) -> IndexProblem:
        if type(error).__module__.startswith("httpx") or isinstance(error, OSError):
            return StoreUnreachable(self.address, _reason(error))
        return IndexDamaged(self.address, collection.why(error))

    def _connect(self) -> ClientAPI:
        if self._client is not None:
            return self._client
        # Chroma's client waits for ever for a server that accepts and does not answer: knock first.
        request = urllib.request.Request(f"{self.address}/api/v2/heartbeat", headers=self._headers)
        try:
            with urllib.request.urlopen(request, timeout=CONNECT_S) as answer:
                heartbeat = json.loads(answer.read(1000))
            if "nanosecond heartbeat" not in heartbeat:
                raise ValueError
        except urllib.error.HTTPError as error:
            raise StoreUnreachable(self.address, f"réponse {error.code}") from error
        except (urllib.error.URLError, OSError) as error:
            raise StoreUnreachable(self.address, _reason(error)) from error
        except (ValueError, TypeError) as error:
            raise StoreUnreachable(self.address, "ce n’est pas un serveur Chroma") from error
        import chromadb
        from chromadb.config import Settings

        client = chromadb.HttpClient(
            self._host,
            self._port,
            ssl=self._ssl,
            headers=dict(self._headers),
            settings=Settings(anonymized_telemetry=False),
        )
        if session := getattr(getattr(client, "_server", None), "_session", None):
            session.timeout = ANSWER_S
        self._client = client
        return client


def _read_passages(chroma_collection: Any, n_passages: int) -> tuple[Passage, ...]:
    passages = []
    for offset in range(0, n_passages, PAGE):
        rows = chroma_collection.get(include=["documents", "metadatas"], limit=PAGE, offset=offset)
        for text, fields in zip(rows["documents"], rows["metadatas"], strict=True):
            passages.append((int(fields["place"]), passage_from_dict({**json.loads(fields["passage"]), "text": text})))
    return tuple(passage for _, passage in sorted(passages, key=lambda pair: pair[0]))


def _fields(passage: Passage) -> str:
    return json.dumps(asdict(replace(passage, text="")), ensure_ascii=False)


def _reason(error: BaseException) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError) or "Timeout" in type(reason).__name__:
        return "pas de réponse à temps"
    if isinstance(reason, ConnectionRefusedError) or "refused" in str(reason):
        return "connexion refusée"
    return str(reason) or type(error).__name__
