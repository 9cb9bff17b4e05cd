"""Which words go together, before any training?

Words meet in contexts: a synonym set, a concept with its parents, a sentence, a paragraph. The meetings make
a graph; two steps along it, positive mutual information and a singular value decomposition give vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd
from tokenizers import Tokenizer

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Source:
    """Contexts of one kind, each a list of texts that belong together, and what a meeting there is worth."""

    name: str
    contexts: Sequence[Sequence[str]]
    weight: float


def incidence(tokenizer: Tokenizer, contexts: Sequence[Sequence[str]], idf: Matrix) -> sparse.csr_matrix:
    """(n_tokens, n_contexts): how much each token counts in a context; a context sums to 1.

    A text shares its part among its tokens by ``idf``, so that ``de`` in ``gestion de l'eau`` counts little.
    """
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for column, texts in enumerate(contexts):
        for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
            weights = idf[encoding.ids]
            total = float(weights.sum())
            if total > 0:
                rows.extend(encoding.ids)
                values.extend((weights / total).tolist())
                columns.extend([column] * len(encoding.ids))
    shape = tokenizer.get_vocab_size(), len(contexts)
    matrix = sparse.coo_matrix((values, (rows, columns)), shape=shape, dtype=np.float32).tocsr()
    sums = np.asarray(matrix.sum(axis=0)).ravel()
    return (matrix @ sparse.diags(1 / np.maximum(sums, 1e-9))).tocsr()


def meetings(tokenizer: Tokenizer, sources: Iterable[Source], idf: Matrix) -> sparse.csr_matrix:
    """(n_tokens, n_tokens), symmetric: how often two tokens meet, over all sources."""
    n_tokens = tokenizer.get_vocab_size()
    total = sparse.csr_matrix((n_tokens, n_tokens), dtype=np.float32)
    for source in sources:
        matrix = incidence(tokenizer, source.contexts, idf)
        total = total + source.weight * (matrix @ matrix.T)
    return total.tocsr()


def walk(graph: sparse.csr_matrix, second_step: float, n_kept: int) -> sparse.csr_matrix:
    """Add the neighbours of neighbours, worth ``second_step``; each token keeps its ``n_kept`` best."""
    chances = sparse.diags(1 / np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-9)) @ graph
    chances = _keep_largest(chances.tocsr(), n_kept)
    both = chances + second_step * _keep_largest((chances @ chances).tocsr(), n_kept)
    mass = np.sqrt(np.asarray(graph.sum(axis=1)).ravel())
    both = sparse.diags(mass) @ both  # frequent tokens keep some of their say
    return (both + both.T).tocsr()


def positive_information(graph: sparse.csr_matrix, smoothing: float, shift: float) -> sparse.csr_matrix:
    """Positive pointwise mutual information (Levy, Goldberg and Dagan 2015), smoothed and shifted."""
    entries = graph.tocoo()
    row_sums = np.asarray(graph.sum(axis=1)).ravel()
    column_sums = np.asarray(graph.sum(axis=0)).ravel() ** smoothing
    column_sums *= row_sums.sum() / max(float(column_sums.sum()), 1e-9)
    ratio = entries.data * row_sums.sum() / (row_sums[entries.row] * column_sums[entries.col])
    values = np.maximum(np.log(np.maximum(ratio, 1e-9)) - shift, 0)
    matrix = sparse.coo_matrix((values, (entries.row, entries.col)), shape=graph.shape, dtype=np.float32).tocsr()
    matrix.eliminate_zeros()
    return matrix


def decompose(matrix: sparse.csr_matrix, dimension: int, power: float, seed: int) -> Matrix:
    """(n_tokens, dimension): left singular vectors times singular values to ``power``, rows of length 1 or 0."""
    left, values, _ = randomized_svd(matrix, dimension, n_iter=4, random_state=seed)
    return unit_rows((left * values**power).astype(np.float32))


def even_out(table: Matrix, texts: sparse.csr_matrix, strength: float) -> Matrix:
    """Shrink the directions that all texts share, so that the others decide.

    Args:
        table: (n_tokens, dimension), weights included.
        texts: (n_texts, n_tokens), each row the mean over the tokens of a text.
        strength: 0 changes nothing, 1 makes all directions equally long over ``texts`` (whitening).
    """
    vectors = unit_rows(texts @ table)
    lengths, directions = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    shrink = (lengths + 1e-4 * lengths.max()) ** (-strength / 2)
    evened: Matrix = ((table @ (directions * shrink)) @ directions.T).astype(np.float32)
    return evened


def unit_rows(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return scaled


def _keep_largest(matrix: sparse.csr_matrix, n_kept: int) -> sparse.csr_matrix:
    """The ``n_kept`` largest entries of each row."""
    kept = matrix.copy()
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        if end - start > n_kept:
            row = kept.data[start:end]
            row[row < np.partition(row, -n_kept)[-n_kept]] = 0
    kept.eliminate_zeros()
    return kept
