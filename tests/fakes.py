"""What stands in for models in the tests, and a reading desk on a few invented passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from invented import PROJECT, REPORT
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.embeddings import TextEmbeddings, Vectors, load_embeddings
from assistant.extractive import ExtractiveAnswerer, Outcome
from assistant.extractive.answerer import Finding
from assistant.french.query import understand
from assistant.generative import GenerativeAnswerer
from assistant.indexing import IndexReport, build_index
from assistant.lexical import LexicalIndex
from assistant.pipeline import Assistant
from assistant.prompts import load_prompts
from assistant.retriever import HybridRetriever
from assistant.settings import Settings, load_settings
from assistant.store import open_store
from assistant.types import Passage

PROMPTS = load_prompts(PROJECT / "prompts")
REFUSAL = PROMPTS.say("not_in_report")


class CountingEmbeddings(TextEmbeddings):
    """The shipped model, under a fingerprint of choice. Keeps every text that it embeds for the index."""

    def __init__(self, fingerprint: str = "0123456789abcdef") -> None:
        self.name = "essai"
        self.encoded: list[str] = []
        self._fingerprint, self._inner = fingerprint, load_embeddings()

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return self._inner.encode(texts)

    def encode_query(self, text: str) -> Vectors:
        return self._inner.encode_query(text)


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


class World:
    """A corpus folder with the small report, a store, and an embedding model that counts."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.store = folder / "corpus", folder / "index"
        self.corpus.mkdir()
        self.embeddings = CountingEmbeddings()
        self.write(REPORT)

    def write(self, text: str, name: str = "valserine-2024.md") -> None:
        """Write or replace a report."""
        (self.corpus / name).write_text(text, encoding="utf-8")

    def settings(self, **other: Any) -> Settings:
        """Settings of this world."""
        return load_settings(
            **{"corpus": self.corpus, "store": str(self.store), "prompts": PROJECT / "prompts"} | other
        )

    def build(self, *, rebuild: bool = False, **other: Any) -> IndexReport:
        """Build or refresh the index, as another process would."""
        return build_index(self.settings(**other), embeddings=self.embeddings, rebuild=rebuild)

    def open(self, *, build: bool = True, chat: Any = None, **other: Any) -> Assistant:
        """Open an assistant on the index."""
        return Assistant.open(self.settings(**other), build=build, embeddings=self.embeddings, chat=chat)

    def damage(self) -> None:
        """Spoil the generation that answers."""
        generation = open_store(str(self.store)).current_generation() or ""
        (self.store / "generations" / generation / "passages.jsonl").write_text("{", encoding="utf-8")


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

    def find(self, question: str) -> Finding:
        """What the passages say on a question, before it is decided whether that is said."""
        query = understand(question, self._lexical)
        return self._answerer.find(query, self._retriever.rank(query))
