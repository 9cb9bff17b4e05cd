"""How near in meaning are the likeliest statements to a question? What the answerer weighs beside the words they share.

A statement is read alone, and once more with its heading and the sentence before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.extractive.features import Candidate
from assistant.figures import statements
from assistant.french.query import Query
from assistant.french.text import squeeze
from assistant.meaning import Meaning

Floats = NDArray[np.float64]

# Statements read for a question, those with the best scores: what stands further down answers one question in a hundred.
READ = 12


def nearness(query: Query, found: Sequence[Candidate], scores: Floats, meaning: Meaning) -> Floats:
    """Products of the question's vector with those of each statement alone and in its place.

    Args:
        scores: of the candidates, shape (n,); the best `READ` are read.
    Returns: shape (n, 2), from -1 to 1; what is not read is as far as the farthest that is.
    """
    read = np.argsort(-scores, kind="stable")[:READ]
    question = meaning.question(query.text)
    near = np.empty((len(found), 2))
    for column, texts in enumerate(([alone(found[i]) for i in read], [in_place(found[i]) for i in read])):
        products = meaning.statements(texts) @ question
        near[:, column] = products.min()
        near[read, column] = products
    return near


def alone(candidate: Candidate) -> str:
    """A statement as it is read by itself."""
    return squeeze(candidate.statement.text)


def in_place(candidate: Candidate) -> str:
    """A statement with the nearest heading above it and the sentence before it."""
    passage, place = candidate.passage, candidate.statement.position
    before = squeeze(statements(passage)[place - 1].text) if place else ""
    heading = f"{passage.section[-1]} : " if passage.section else ""
    return squeeze(f"{heading}{before} {candidate.statement.text}")
