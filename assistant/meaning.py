"""How near are a question and a statement in meaning, whatever words they share?

A small transformer with four-bit weights (``models/meaning-fr``, its README says what it was trained on), run by
onnxruntime, without torch. Questions and statements are embedded apart, so that the statements of a report are read
once and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EmbedderUnavailable

Vectors = NDArray[np.float32]

SHIPPED = Path(__file__).resolve().parent / "models" / "meaning-fr"
# What stands before a text says what it is; both are tokens of the vocabulary that stand nowhere else.
QUESTION, STATEMENT = 0, 2
PADDING = 1
LONGEST = 96
# A report has some thousand statements, each read alone and with what stands around it.
KEPT = 20_000
BLOCK = 32


class Meaning(Protocol):
    """Vectors of texts: the nearer two texts are in meaning, the nearer to 1 is the product of their vectors."""

    def question(self, text: str) -> Vectors:
        """The vector of a question, shape (dimension,), of length 1."""
        ...

    def statements(self, texts: Sequence[str]) -> Vectors:
        """The vectors of statements, shape (n, dimension), each of length 1."""
        ...


class MeaningModel:
    """The transformer of a folder. Safe to share between threads.

    Args:
        folder: ``tokenizer.json``; ``tokens.npz``, the vectors of tokens and of positions; ``layers.onnx``, the rest.
    Raises: EmbedderUnavailable if a file is missing or of another kind.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # Questions are answered side by side: each keeps to its core.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "tokens.npz") as table:
                self._tokens, self._scales = table["tokens"], table["scales"]
                self._positions: Vectors = table["positions"].astype(np.float32)
            self._layers = onnxruntime.InferenceSession(
                str(folder / "layers.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # tokenizers raises bare Exception, onnxruntime classes of its own
            raise EmbedderUnavailable(str(folder), f"fichier illisible : {error}") from error
        self._known: dict[str, Vectors] = {}
        self._lock = Lock()

    def question(self, text: str) -> Vectors:
        """As `Meaning.question`."""
        vector: Vectors = self._read([text], QUESTION)[0]
        return vector

    def statements(self, texts: Sequence[str]) -> Vectors:
        """As `Meaning.statements`; what was read before is remembered."""
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        # Texts of one length side by side: what is added to the shorter ones is read in vain.
        new.sort(key=len)
        fresh: dict[str, Vectors] = {}
        for start in range(0, len(new), BLOCK):
            block = new[start : start + BLOCK]
            fresh.update(zip(block, self._read(block, STATEMENT), strict=True))
        rows = np.stack([known[text] if text in known else fresh[text] for text in texts])
        with self._lock:
            if len(self._known) + len(fresh) > KEPT:
                self._known = {}  # a new one: whoever reads the old one now goes on reading it
            self._known.update(fresh)
        return rows

    def _read(self, texts: Sequence[str], kind: int) -> Vectors:
        tokens = [
            [kind, *encoded.ids[:LONGEST]] for encoded in self._tokenizer.encode_batch(texts, add_special_tokens=False)
        ]
        longest = max(map(len, tokens))
        ids = np.full((len(tokens), longest), PADDING)
        for row, ours in zip(ids, tokens, strict=True):
            row[: len(ours)] = ours
        there = (ids != PADDING).astype(np.float32)
        inputs = {"vectors": self._embed(ids) + self._positions[:longest], "there": there}
        vectors: Vectors = self._layers.run(None, inputs)[0]
        return vectors

    def _embed(self, ids: NDArray[np.int64]) -> Vectors:
        """Vectors of tokens, shape (*ids.shape, dimension), from two numbers of four bits a byte."""
        packed = self._tokens[ids]
        numbers = np.stack([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        scaled = numbers.reshape(*ids.shape, -1, BLOCK) * self._scales[ids].astype(np.float32)[..., None]
        vectors: Vectors = scaled.reshape(*ids.shape, -1)
        return vectors


@lru_cache(maxsize=2)
def load_meaning(folder: Path = SHIPPED) -> MeaningModel:
    """The shipped model, read once. Raises: EmbedderUnavailable."""
    return MeaningModel(folder)
