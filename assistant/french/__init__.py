"""All our French: words, stems, numbers, kinds of question, everyday words, spelling."""

from __future__ import annotations

from assistant.french.numbers import Quantity, quantities
from assistant.french.query import Query, understand
from assistant.french.terms import Term, Vocabulary
from assistant.french.text import fold, sentences, squeeze, stem, stems, words

__all__ = [
    "Quantity",
    "Query",
    "Term",
    "Vocabulary",
    "fold",
    "quantities",
    "sentences",
    "squeeze",
    "stem",
    "stems",
    "understand",
    "words",
]
