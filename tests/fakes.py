"""What stands in for models in the tests, and a reading desk on a few invented passages."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence

import numpy as np
from conftest import PROJECT
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.embeddings import TextEmbeddings, Vectors
from assistant.extractive import ExtractiveAnswerer, Outcome
from assistant.french.query import understand
from assistant.generative import GenerativeAnswerer
from assistant.lexical import LexicalIndex
from assistant.prompts import load_prompts
from assistant.retriever import HybridRetriever
from assistant.types import Passage

PROMPTS = load_prompts(PROJECT / "prompts")
REFUSAL = PROMPTS.say("not_in_report")


class CountingEmbeddings(TextEmbeddings):
    """Words hashed into 32 numbers. Keeps every text that it was asked to embed for the index."""

    def __init__(self, fingerprint: str = "0123456789abcdef") -> None:
        self.name = "essai"
        self.encoded: list[str] = []
        self._fingerprint, self._lock = fingerprint, threading.Lock()

    @property
    def dimension(self) -> int:
        return 32

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            self.encoded += texts
        return np.stack([_hashed(text) for text in texts])

    def encode_query(self, text: str) -> Vectors:
        return _hashed(text)


def _hashed(text: str) -> Vectors:
    row = np.full(32, 1e-3, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()):
        row[hashlib.sha256(word.encode()).digest()[0] % 32] += 1
    return row / np.linalg.norm(row)


def scripted_chat(*replies: str) -> GenerativeAnswerer:
    """A generative answerer whose chat model gives these replies, one a call."""
    return GenerativeAnswerer(
        GenericFakeChatModel(messages=iter(AIMessage(reply) for reply in replies)),
        PROMPTS,
        deadline_s=5.0,
        token_budget=3000,
        count_tokens=lambda text: len(text.split()),
        local=True,
    )


def passage(text: str, section: tuple[str, ...] = ("Partie I", "1. Un sujet"), *, rank: int = 0) -> Passage:
    """A passage of an invented report."""
    return Passage(f"essai#{rank}", "Rapport d’essai", "essai.md", section, "1", text, 0, len(text), 10, rank)


class Desk:
    """Passages on a desk: question in, extractive answer out. No store, no embedding.

    Args:
        sections: text by heading.
    """

    def __init__(self, sections: Mapping[str, str]) -> None:
        numbered = enumerate(sections.items())
        self.passages = [passage(text, ("Partie I – La ville", title), rank=i) for i, (title, text) in numbered]
        self._lexical = LexicalIndex(self.passages)
        self._retriever = HybridRetriever(self.passages, self._lexical)
        self._answerer = ExtractiveAnswerer(PROMPTS.say)

    def answer(self, question: str, *, answerer: ExtractiveAnswerer | None = None) -> Outcome:
        """The answer of the shipped answerer, or of another one."""
        query = understand(question, self._lexical)
        return (answerer or self._answerer).answer(query, self._retriever.rank(query))
