"""What did a model that had not seen a question make of it?

`train_meaning` records, for each part that a question can belong to, the vectors of a model trained on the other parts;
the ranker is trained on these, since the shipped model knows its own questions by heart.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.french.text import squeeze
from assistant.meaning import Meaning, Vectors

PARTS = 4


def part_of(key: str) -> int:
    """The part, from 0 to 3, of a question by its identifier, or by the name of what it is held out with."""
    return zlib.crc32(key.encode()) % PARTS


def key_of(text: str, *, question: bool) -> int:
    """What a text is recorded under: a number of 32 bits."""
    return zlib.crc32(f"{'?' if question else '.'} {squeeze(text)}".encode())


class RecordedMeaning:
    """Vectors of a file: ``keys`` of shape (n,), ``vectors`` of shape (n, dimension) as whole numbers of a byte.

    Args:
        otherwise: reads what was not recorded.
    """

    def __init__(self, file: Path, otherwise: Meaning) -> None:
        with np.load(file) as recorded:
            vectors = recorded["vectors"].astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            self._known = dict(zip(recorded["keys"].tolist(), vectors, strict=True))
        self._otherwise = otherwise

    def question(self, text: str) -> Vectors:
        known = self._known.get(key_of(text, question=True))
        return self._otherwise.question(text) if known is None else known

    def statements(self, texts: Sequence[str]) -> Vectors:
        """As `Meaning.statements`."""
        rows = [self._known.get(key_of(text, question=False)) for text in texts]
        return np.stack(
            [self._otherwise.statements([text])[0] if r is None else r for r, text in zip(rows, texts, strict=True)]
        )
