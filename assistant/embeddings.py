"""How does a text become a vector?

Two readers, one interface (LangChain's ``Embeddings``): the static model that is shipped, read
with numpy alone, and any sentence-transformers model. ``load_embeddings`` chooses.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.errors import EmbedderUnavailable

Vectors = NDArray[np.float32]

SHIPPED_MODEL = Path(__file__).resolve().parent / "models" / "embedding-fr"

# Models whose own files do not name the prompts they were trained with.
KNOWN_PROMPTS: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (re.compile(r"(^|/)multilingual-e5-(small|base|large)/?$"), {"query": "query: ", "document": "passage: "}),
)

_SAMPLES = 16
_SAMPLE_BYTES = 1 << 16


class TextEmbeddings(Embeddings):
    """What the other rooms need of an embedding model. Vectors have length 1, or 0 for a text without words."""

    name: str
    """As the user named it, for messages."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """16 hexadecimal digits that change when the vectors may change: an index keeps them."""

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed n passages. Returns: (n, dimension), each row of length 1; (0, dimension) for no text."""

    def encode_query(self, text: str) -> Vectors:
        """Embed one question. Returns: (dimension,)."""
        row: Vectors = self.encode([text])[0]
        return row

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for ``encode``, as lists."""
        rows: list[list[float]] = self.encode(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for ``encode_query``, as a list."""
        row: list[float] = self.encode_query(text).tolist()
        return row


class StaticEmbeddings(TextEmbeddings):
    """A sentence-transformers ``StaticEmbedding`` model, read without sentence-transformers nor torch.

    The vector of a text is the mean of the rows of its tokens, scaled to length 1. Loading takes
    milliseconds where importing torch takes seconds, and the vectors are the same.

    Args:
        folder: a folder saved by sentence-transformers with the modules StaticEmbedding, Normalize.
    Raises: EmbedderUnavailable if the folder is missing, incomplete or of another kind.
    """

    def __init__(self, folder: Path | str) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.name = str(folder)
        self._files = _static_files(Path(folder))
        tokenizer_file, table_file = self._files
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
            tensors = load_file(table_file)
            # Either one table, or bytes with a scale for each row, which sentence-transformers multiplies too.
            self._rows = tensors["embedding.weight" if "embedding.weight" in tensors else "embeddings"]
            self._scales: Vectors = tensors.get("weights", np.ones(len(self._rows))).astype(np.float32)
        except Exception as error:  # tokenizers raises bare Exception, safetensors its own class
            raise EmbedderUnavailable(self.name, f"fichier illisible : {error}") from error
        if len(self._rows) != len(self._scales) or len(self._rows) < self._tokenizer.get_vocab_size():
            raise EmbedderUnavailable(self.name, "le vocabulaire et la table de vecteurs n’ont pas la même taille")
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    @property
    def dimension(self) -> int:
        return int(self._rows.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        return _digest_files(self._files)

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for row, encoding in zip(rows, encodings, strict=True):
            self._embed_tokens(encoding.ids, row)
        return rows

    def encode_query(self, text: str) -> Vectors:
        row = np.zeros(self.dimension, dtype=np.float32)
        self._embed_tokens(self._tokenizer.encode(text, add_special_tokens=False).ids, row)
        return row

    def _embed_tokens(self, ids: list[int], row: Vectors) -> None:
        """Write the vector of a text's tokens into ``row``, which stays zero when they carry no weight."""
        if ids:
            # A sum: the mean has the same direction, and length is 1 in the end.
            total: Vectors = self._scales[ids] @ self._rows[ids].astype(np.float32)
            length = float(np.sqrt(total @ total))
            if length > 0:
                np.divide(total, length, out=row)


class SentenceTransformerEmbeddings(TextEmbeddings):
    """Any sentence-transformers model: a folder, or a name of the Hugging Face hub.

    Args:
        name: folder, or name such as ``"intfloat/multilingual-e5-small"``.
        allow_download: whether a name that is not on this machine may be fetched.
    Raises: EmbedderUnavailable if the model, or sentence-transformers itself, cannot be loaded.
    """

    def __init__(self, name: Path | str, *, allow_download: bool = False) -> None:
        self.name = str(name)
        self._folder = Path(name) if Path(name).is_dir() else None
        if self._folder is None and _looks_like_path(self.name):
            raise EmbedderUnavailable(self.name, "ce dossier n’existe pas")
        if allow_download:
            # The package switches the hub off on import; whoever passes this argument wants it on.
            os.environ["HF_HUB_OFFLINE"] = "0"
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            reason = f"{error} ; installez-le avec : pip install sentence-transformers"
            raise EmbedderUnavailable(self.name, reason) from error
        prompts = next((known for pattern, known in KNOWN_PROMPTS if pattern.search(self.name)), None)
        try:
            self._model = SentenceTransformer(self.name, local_files_only=not allow_download, prompts=prompts)
        except Exception as error:  # OSError, ValueError, KeyError... by the library that met the problem
            raise EmbedderUnavailable(self.name, self._why(error, allow_download)) from error

    def _why(self, error: Exception, allow_download: bool) -> str:
        if self._folder is None and not allow_download:
            return "absent de cette machine ; ASSISTANT_ALLOW_DOWNLOAD=true autorise son téléchargement"
        first_line, *_ = str(error).splitlines() or [type(error).__name__]
        return first_line

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def fingerprint(self) -> str:
        prompts = json.dumps(self._model.prompts, sort_keys=True)
        if self._folder is not None:
            files = sorted(path for path in self._folder.rglob("*") if path.suffix in {".json", ".safetensors", ".bin"})
            return _digest(_digest_files(files), prompts)
        config = getattr(getattr(self._model[0], "auto_model", None), "config", None)
        return _digest(self.name, str(getattr(config, "_commit_hash", None)), str(self.dimension), prompts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._as_vectors(self._model.encode_document(list(texts), **_QUIET))

    def encode_query(self, text: str) -> Vectors:
        return self._as_vectors(self._model.encode_query(text, **_QUIET))

    def _as_vectors(self, rows: Any) -> Vectors:
        return np.asarray(rows, dtype=np.float32)


_QUIET: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False, "convert_to_numpy": True}


def load_embeddings(name: Path | str | None = None, *, allow_download: bool = False) -> TextEmbeddings:
    """Open the embedding model that the settings name.

    Args:
        name: None or ``"default"`` for the model that is shipped; otherwise a folder, or a name of
            the Hugging Face hub. A folder that holds a static model is read without torch.
        allow_download: whether a name that is not on this machine may be fetched.
    Raises: EmbedderUnavailable, with the reason and what to do next.
    """
    if name is None or str(name) in ("", "default"):
        return StaticEmbeddings(SHIPPED_MODEL)
    if _is_static(Path(name)):
        return StaticEmbeddings(name)
    return SentenceTransformerEmbeddings(name, allow_download=allow_download)


def _modules(folder: Path) -> list[tuple[str, Path]]:
    """(class name, folder) of each module of a saved model, in order; empty when it is not one."""
    try:
        listed = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return [(str(module["type"]).rpartition(".")[2], folder / module["path"]) for module in listed]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _is_static(folder: Path) -> bool:
    return [kind for kind, _ in _modules(folder)] == ["StaticEmbedding", "Normalize"]


def _static_files(folder: Path) -> tuple[Path, Path]:
    """The tokenizer and the table of a static model."""
    if not folder.is_dir():
        raise EmbedderUnavailable(str(folder), "ce dossier n’existe pas")
    if not _is_static(folder):
        raise EmbedderUnavailable(str(folder), "ce dossier ne contient pas un modèle statique normalisé")
    _, module_folder = _modules(folder)[0]
    files = module_folder / "tokenizer.json", module_folder / "model.safetensors"
    if missing := [path.name for path in files if not path.is_file()]:
        raise EmbedderUnavailable(str(folder), f"il y manque {' et '.join(missing)}")
    return files


def _looks_like_path(name: str) -> bool:
    """Whether ``name`` can only be a folder: hub names are ``model`` or ``owner/model``."""
    return name.startswith((".", "/", "~")) or name.count("/") > 1 or "\\" in name


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _digest_files(paths: Sequence[Path]) -> str:
    """Digest of names, sizes and contents; big files by samples, since training changes weights everywhere."""
    digest = hashlib.sha256()
    for path in paths:
        size = path.stat().st_size
        digest.update(f"{path.name}:{size}\n".encode())
        with path.open("rb") as file:
            if size <= 2 * _SAMPLES * _SAMPLE_BYTES:
                digest.update(file.read())
                continue
            for sample in range(_SAMPLES):
                file.seek((size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:16]
