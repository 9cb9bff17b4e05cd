"""How good is a table of token vectors?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from sklearn.preprocessing import normalize
from tokenizers import Tokenizer

from assistant.training.data import Article, ScoredPair
from assistant.training.graph import Matrix, unit_rows


def bags(tokenizer: Tokenizer, texts: Sequence[str]) -> sparse.csr_matrix:
    """(n_texts, n_tokens): the mean over the tokens of each text, as a matrix to multiply a table with."""
    rows, columns, values = [], [], []
    for row, encoding in enumerate(tokenizer.encode_batch(list(texts), add_special_tokens=False)):
        rows.extend([row] * len(encoding.ids))
        columns.extend(encoding.ids)
        values.extend([1 / max(len(encoding.ids), 1)] * len(encoding.ids))
    shape = len(texts), tokenizer.get_vocab_size()
    return sparse.csr_matrix((values, (rows, columns)), shape=shape, dtype=np.float32)


class Retrieval:
    """Questions of the held-out articles against the paragraphs of all articles.

    Args:
        pool: articles whose paragraphs are searched.
        asked: those of them whose questions are asked.
    """

    def __init__(self, tokenizer: Tokenizer, pool: Sequence[Article], asked: Sequence[Article]) -> None:
        paragraphs = [paragraph.text for article in pool for paragraph in article.paragraphs]
        position = {text: i for i, text in enumerate(paragraphs)}
        pairs = [
            (question, position[paragraph.text])
            for article in asked
            for paragraph in article.paragraphs
            for question in paragraph.questions
        ]
        self.gold = np.array([gold for _, gold in pairs])
        self._questions = bags(tokenizer, [question for question, _ in pairs])
        self._paragraphs = bags(tokenizer, paragraphs)

    def scores(self, table: Matrix) -> Matrix:
        """(n_questions, n_paragraphs): cosines of the vectors."""
        return unit_rows(self._questions @ table) @ unit_rows(self._paragraphs @ table).T

    def exact_scores(self, weights: Matrix) -> Matrix:
        """(n_questions, n_paragraphs): cosines of weighted words, for comparison; no word is like another."""
        scale = sparse.diags(weights)
        questions, paragraphs = normalize(self._questions @ scale), normalize(self._paragraphs @ scale)
        scores: Matrix = (questions @ paragraphs.T).toarray()
        return scores

    def recall(self, scores: Matrix, k: int) -> float:
        """Share of the questions whose own paragraph is among the first k; ties count against it."""
        gold = scores[np.arange(len(self.gold)), self.gold]
        better: NDArray[np.int64] = (scores >= gold[:, None]).sum(axis=1) - 1
        return float((better < k).mean())


class Similarity:
    """Sentence pairs whose cosines should follow the scores that people gave."""

    def __init__(self, tokenizer: Tokenizer, pairs: Sequence[ScoredPair]) -> None:
        self._left = bags(tokenizer, [pair.left for pair in pairs])
        self._right = bags(tokenizer, [pair.right for pair in pairs])
        self._similarity = np.array([pair.similarity for pair in pairs])

    def spearman(self, table: Matrix) -> float:
        cosines = (unit_rows(self._left @ table) * unit_rows(self._right @ table)).sum(axis=1)
        return float(stats.spearmanr(cosines, self._similarity).statistic)
