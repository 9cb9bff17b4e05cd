"""How does a question become an answer? The one place that wires the rooms.

question -> standing alone -> query -> passages -> extractive or generated answer -> grounding -> Answer
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.conversation import resolve
from assistant.embeddings import TextEmbeddings, load_embeddings
from assistant.errors import CorpusError, GenerationFailed, IndexDamaged, IndexMissing, IndexProblem, ModelError
from assistant.extractive import ExtractiveAnswerer
from assistant.french.intents import intent
from assistant.french.query import Query, understand
from assistant.grounding import check
from assistant.indexing import (
    IndexReport,
    Progress,
    build_index,
    corpus_fingerprint,
    report_hashes,
    settings_fingerprint,
)
from assistant.lexical import LexicalIndex
from assistant.prompts import Prompts, load_prompts
from assistant.requests import read_request
from assistant.retriever import HybridRetriever
from assistant.settings import Settings
from assistant.store import Manifest, PassageStore, Store, open_store
from assistant.types import Answer, Passage, Question, RetrievedPassage

__all__ = ["Assistant", "IndexReport", "build_index", "read_request"]

N_SUGGESTIONS = 4
GENERATION_TOKENS = 3000


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One opened generation of the index and what is made of it. Replaced whole, never changed."""

    store: PassageStore
    lexical: LexicalIndex
    retriever: HybridRetriever
    by_id: Mapping[str, int]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.store.passages


class Assistant(Runnable[Any, Answer]):
    """Answers questions on the reports of one index. Safe to share between threads.

    A LangChain `Runnable`: ``invoke``, ``stream``, ``batch`` and their async twins take a question as text,
    as a `Question`, or as a mapping in the batch format.
    """

    def __init__(
        self, settings: Settings, store: Store, embeddings: TextEmbeddings, prompts: Prompts, *, chat: Any = None
    ) -> None:
        self._settings = settings
        self._store = store
        self._embeddings = embeddings
        self._prompts = prompts
        self._extractive = ExtractiveAnswerer(prompts.say)
        self._generative = chat
        self._engine = f"llm:{settings.llm}" if chat is not None else "extractive"
        self._swap = threading.Lock()
        self._shelf: _Shelf | None = None
        self._generation: str | None = None
        self.warnings: tuple[str, ...] = ()

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        build: bool = True,
        progress: Progress | None = None,
        embeddings: TextEmbeddings | None = None,
        chat: Any = None,
    ) -> Assistant:
        """Open the index; build or refresh it first when it is missing or out of date.

        Args:
            build: False: never build; an index that is missing or was shaped by other settings is an error.
            progress: told how far the building is.
            embeddings, chat: a model in place of the one that the settings name.

        Raises: IndexProblem, CorpusError, EmbedderUnavailable, ChatModelUnavailable, BadPrompt.
        """
        embeddings = embeddings or load_embeddings(settings.embedder, allow_download=settings.allow_download)
        prompts = load_prompts(settings.prompts)
        chat = chat or _open_chat(settings, prompts)
        assistant = cls(settings, open_store(settings.store), embeddings, prompts, chat=chat)
        assistant._open_or_build(build, progress)
        return assistant

    # Index

    def _open_or_build(self, build: bool, progress: Progress | None) -> None:
        shaped_by = settings_fingerprint(self._settings, self._embeddings)
        try:
            opened: PassageStore | None = self._store.open()
        except (IndexMissing, IndexDamaged):
            if not build:
                raise
            opened = None
        if opened is not None and opened.manifest.settings.get("shaped_by") != shaped_by:
            opened.close()
            if not build:
                raise IndexDamaged(self._settings.store, "il a été construit avec d’autres réglages")
            opened = None
        if opened is not None and (not build or self._is_current(opened.manifest, shaped_by)):
            return self._install(opened)
        try:
            report = build_index(self._settings, embeddings=self._embeddings, progress=progress)
            self.warnings += tuple(str(error) for error in report.unreadable)
        except (IndexProblem, CorpusError) as error:
            if opened is None and (opened := self._previous(shaped_by)) is None:
                raise
            self.warnings += (str(error),)
            return self._install(opened)
        if opened is not None:
            opened.close()
        return self._install(self._store.open())

    def _is_current(self, manifest: Manifest, shaped_by: str) -> bool:
        """Whether the index was made from the reports as they are now; a corpus that is gone cannot outdate it."""
        try:
            sources = report_hashes(self._settings)
        except (CorpusError, OSError):
            return True
        # Reports that could not be read are not in the index: only those that are count, and new ones.
        if manifest.fingerprint == corpus_fingerprint(shaped_by, sources):
            return True
        known = manifest.reports
        return (
            bool(known)
            and all(sources.get(s) == h for s, h in known.items())
            and not self._has_readable(sources.keys() - known.keys())
        )

    def _has_readable(self, new: set[str]) -> bool:
        from assistant.corpus import load_report
        from assistant.errors import UnreadableReport

        for name in sorted(new):
            try:
                load_report(self._settings.corpus / name)
            except UnreadableReport as error:
                self.warnings += (str(error),)
                continue
            return True
        return False

    def _previous(self, shaped_by: str) -> PassageStore | None:
        """The generation before a damaged one, if it was made by the same choices."""
        previous = self._store.open_previous()
        if previous is not None and previous.manifest.settings.get("shaped_by") != shaped_by:
            previous.close()
            return None
        return previous

    def _install(self, opened: PassageStore) -> None:
        lexical = LexicalIndex(opened.passages)
        embeddings = self._embeddings

        def dense(text: str, k: int) -> list[tuple[str, float]]:
            return opened.search(embeddings.encode_query(text), k)

        retriever = HybridRetriever(opened.passages, lexical, dense, k=self._settings.k)
        by_id = {p.passage_id: i for i, p in enumerate(opened.passages)}
        self._generation = opened.manifest.generation
        self._shelf = _Shelf(opened, lexical, retriever, by_id)

    def _current_shelf(self) -> _Shelf:
        """The index to answer from; a new generation written by another process is taken over between two questions."""
        shelf = self._shelf
        if shelf is None:
            raise IndexMissing(self._settings.store)
        generation = self._store.current_generation()
        if generation is not None and generation != self._generation and self._swap.acquire(blocking=False):
            try:
                opened = self._store.open()
                if opened.manifest.settings.get("shaped_by") == shelf.store.manifest.settings.get("shaped_by"):
                    self._install(opened)
                else:
                    opened.close()
                self._generation = generation
            except IndexProblem:
                self._generation = generation  # what serves now goes on serving; the next generation is tried again
            finally:
                self._swap.release()
        return self._shelf or shelf

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, report by report in reading order."""
        return self._current_shelf().passages

    @property
    def manifest(self) -> Manifest:
        """What the index was made from."""
        return self._current_shelf().store.manifest

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that identifier, or None."""
        shelf = self._current_shelf()
        place = shelf.by_id.get(passage_id)
        return None if place is None else shelf.passages[place]

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """The passages before and after, in the same report; None at its ends and for an unknown identifier."""
        shelf = self._current_shelf()
        place = shelf.by_id.get(passage_id)
        if place is None:
            return None, None
        source = shelf.passages[place].source

        def at(i: int) -> Passage | None:
            inside = 0 <= i < len(shelf.passages) and shelf.passages[i].source == source
            return shelf.passages[i] if inside else None

        return at(place - 1), at(place + 1)

    def suggestions(self, n: int = N_SUGGESTIONS) -> list[str]:
        """Questions that the assistant answers itself, made from the reports' own headings and figures."""
        from assistant.suggestions import suggest

        return suggest(self, n)

    def close(self) -> None:
        """Release the index. The assistant cannot answer afterwards."""
        shelf, self._shelf = self._shelf, None
        if shelf is not None:
            shelf.store.close()

    # Questions

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer one question.

        Args:
            input: text, `Question`, or a mapping in the batch format.

        Raises: BadQuestion.
        """
        question = _question(input)
        if not config:
            return self._answer(question)
        return self._call_with_config(self._answer, question, config, run_type="chain")

    def stream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Answer]:
        """Growing answers, every one grounded; the last one is complete. Raises: BadQuestion."""
        question = _question(input)
        if self._generative is None:
            yield self.invoke(question, config)
            return
        yield from self._stream_generated(question)

    def search(self, question: str, k: int = 10, history: tuple[str, ...] = ()) -> list[RetrievedPassage]:
        """The ``k`` best passages for a question, best first. Raises: BadQuestion."""
        asked = read_request({"question": question, "history": list(history)})
        shelf = self._current_shelf()
        return shelf.retriever.rank(self._understand(asked, shelf), k)

    def _understand(self, question: Question, shelf: _Shelf) -> Query:
        standing = resolve(question.text, question.history)
        return understand(standing.text, shelf.lexical, standing.subject)

    def _answer(self, question: Question) -> Answer:
        started = time.perf_counter()
        answer = self._by_intent(question)
        if answer is None:
            *_, answer = self._generated(question) if self._generative is not None else (self._extracted(question),)
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def _stream_generated(self, question: Question) -> Iterator[Answer]:
        started = time.perf_counter()
        answer = self._by_intent(question)
        for growing in (answer,) if answer is not None else self._generated(question):
            yield replace(growing, elapsed_ms=(time.perf_counter() - started) * 1000)

    def _by_intent(self, question: Question) -> Answer | None:
        """Messages that are no question on the report: greetings, orders to the machine, requests for advice."""
        name = intent(question.text)
        return None if name is None else Answer(question.text, self._prompts.say(name), True, id=question.id)

    def _extracted(self, question: Question, fallback: str | None = None) -> Answer:
        shelf = self._current_shelf()
        query = self._understand(question, shelf)
        outcome = self._extractive.answer(query, shelf.retriever.rank(query), question.audience)
        answer = Answer(
            question.text,
            outcome.text,
            outcome.abstained,
            outcome.citations,
            "extractive",
            id=question.id,
            fallback=fallback,
        )
        if answer.abstained or not check(answer.text, answer.citations):
            return answer
        # The gate is one for both engines: what does not hold is not shown.
        return replace(answer, text=self._prompts.say("not_in_report"), abstained=True, citations=())

    def _generated(self, question: Question) -> Iterator[Answer]:
        """Answers of the chat model as far as they are grounded; the extractive one when it fails."""
        shelf = self._current_shelf()
        started = time.perf_counter()
        deadline_s = self._settings.llm_deadline_s

        def left() -> float:
            return max(0.05, deadline_s - (time.perf_counter() - started))

        standing = question.text
        if question.history:
            standing = (
                self._generative.condense(question.text, question.history)
                or resolve(question.text, question.history).joined
            )
        found = shelf.retriever.rank(understand(standing, shelf.lexical))
        try:
            for part in self._generative.stream(
                standing, found, question.audience, question.history, deadline_s=left()
            ):
                if part.refused:
                    yield Answer(question.text, part.text, True, (), self._engine, id=question.id)
                    return
                if check(part.text, part.citations):
                    # What was wrong is not repeated: the user would read the wrong figure here.
                    raise GenerationFailed("la réponse rédigée disait autre chose que les passages cités")
                yield Answer(question.text, part.text, False, part.citations, self._engine, id=question.id)
        except ModelError as error:
            yield self._extracted(question, fallback=str(error))


def _question(value: Any) -> Question:
    """A question in any of its forms, checked. Raises: BadQuestion."""
    if isinstance(value, Question):
        checked = read_request({"question": value.text, "history": list(value.history), "audience": value.audience})
        return replace(checked, id=value.id)
    return read_request({"question": value} if isinstance(value, str) else value)


def _open_chat(settings: Settings, prompts: Prompts) -> Any:
    """The generative answerer that the settings name, or None."""
    if not settings.llm:
        return None
    from assistant.generative import GenerativeAnswerer
    from assistant.llm import is_local, open_chat_model, split_name
    from assistant.tokens import count_tokens

    provider, model = split_name(settings.llm)
    chat = open_chat_model(settings.llm, base_url=settings.llm_base_url, timeout_s=settings.llm_deadline_s)
    counted: Callable[[str], int] = count_tokens
    return GenerativeAnswerer(
        chat,
        prompts,
        deadline_s=settings.llm_deadline_s,
        token_budget=GENERATION_TOKENS,
        count_tokens=counted,
        local=is_local(settings.llm_base_url, provider, model),
    )
