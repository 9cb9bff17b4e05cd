"""What does a generation say about itself, and how are passages written down?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.types import Passage

FORMAT = "1"
"""Of the files of a generation; another one is not read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """How a generation was made, and what its files must hold.

    Attributes:
        fingerprint: of all that shaped the index: reports, passage length, embedding model.
        generation: name, e.g. ``"g000012-5f0c"``; names sort by age.
        created_at: UTC, e.g. ``"2025-11-22T19:30:00+00:00"``.
        reports: SHA-256 of each report's file by source.
        versions: of the format, of the assistant and of Chroma.
        files: SHA-256 of each file by path in the generation.
    """

    fingerprint: str
    generation: str
    created_at: str
    embedder: str
    n_reports: int
    n_passages: int
    reports: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """What ``from_json`` reads."""
        return json.dumps({name.name: getattr(self, name.name) for name in fields(self)}, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Raises: ValueError for anything but a manifest of this format."""
        stored = json.loads(text)
        if not isinstance(stored, dict) or set(stored) != {name.name for name in fields(cls)}:
            raise ValueError("no manifest")
        manifest = cls(**stored)
        counts = isinstance(manifest.n_passages, int) and isinstance(manifest.n_reports, int)
        maps = all(isinstance(m, dict) for m in (manifest.reports, manifest.versions, manifest.files))
        if not (counts and maps and isinstance(manifest.generation, str)):
            raise ValueError("no manifest")
        return manifest


def current_versions() -> dict[str, str]:
    """Versions of what writes an index now."""
    from importlib.metadata import version

    from assistant import __version__

    return {"format": FORMAT, "assistant": __version__, "chromadb": version("chromadb")}


def version_problem(manifest: Manifest) -> str | None:
    """Why this process must not read the generation, in French; None when it may.

    Chroma upgrades a database on opening and cannot go back, so another minor version is not opened at all.
    """
    stored, current = manifest.versions, current_versions()
    if stored.get("format") != current["format"]:
        return "écrit par une autre version de l’assistant"
    if _minor(stored.get("chromadb", "")) != _minor(current["chromadb"]):
        return f"écrit par une autre version de Chroma, {stored.get('chromadb', '?')} au lieu de {current['chromadb']}"
    return None


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def passages_to_jsonl(passages: Iterable[Passage]) -> str:
    """One JSON object a line, all fields of the passage."""
    return "".join(json.dumps(asdict(passage), ensure_ascii=False) + "\n" for passage in passages)


def passages_from_jsonl(text: str) -> tuple[Passage, ...]:
    """Raises: ValueError, TypeError or KeyError for anything else than what ``passages_to_jsonl`` wrote."""
    return tuple(passage_from_dict(json.loads(line)) for line in text.split("\n") if line)


def passage_from_dict(stored: dict[str, Any]) -> Passage:
    """The passage whose fields are ``stored``. Raises: KeyError or TypeError for others."""
    return Passage(**{**stored, "section": tuple(stored["section"])})


def digest(content: bytes | str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _minor(version: str) -> tuple[str, ...]:
    return tuple(version.split(".")[:2])
