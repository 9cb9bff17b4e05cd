"""How does a question become an answer? The one place that wires the rooms.

question -> standing alone -> query -> passages -> extractive or generated answer -> grounding -> Answer
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.conversation import needed, resolve
from assistant.drafts import READ_FOR_SUMMARY, Drafts, check_chat_model, open_chat
from assistant.embeddings import TextEmbeddings, load_embeddings
from assistant.extractive import MIN_ANSWERABILITY, ExtractiveAnswerer, Finding, Outcome
from assistant.french.breadth import breadth
from assistant.french.intents import intent
from assistant.french.lexicon_check import LexiconReport, check_and_compile
from assistant.french.query import Query, understand
from assistant.grounding import check
from assistant.indexing import (
    IndexReport,
    Progress,
    build_index,
)
from assistant.library import Library, Shelf
from assistant.offered import Offered
from assistant.probe import ProbeReport
from assistant.programme import Discussion, Programme, QuizQuestion, Theme, plan
from assistant.prompts import Prompts, load_prompts
from assistant.remembered import RememberedAnswers
from assistant.requests import read_request
from assistant.settings import Settings
from assistant.store import Manifest, Store, open_store
from assistant.types import AbstentionReason, Answer, Consulted, KeyFigure, Passage, Question, RetrievedPassage

__all__ = [
    "Assistant",
    "Discussion",
    "IndexReport",
    "LexiconReport",
    "ProbeReport",
    "Programme",
    "QuizQuestion",
    "Theme",
    "build_index",
    "check_and_compile",
    "check_chat_model",
    "read_request",
]

N_SUGGESTIONS, N_FOLLOW_UPS = 4, 3


class Assistant(Runnable[Any, Answer]):
    """Answers questions on the reports of one index. Safe to share between threads.

    A LangChain `Runnable`: ``invoke``, ``stream``, ``batch`` and their async twins take a question as text,
    as a `Question`, or as a mapping in the batch format.
    """

    def __init__(
        self, settings: Settings, store: Store, embeddings: TextEmbeddings, prompts: Prompts, *, chat: Any = None
    ) -> None:
        self._settings = settings
        self._library = Library(settings, store, embeddings)
        self._prompts = prompts
        self._extractive = ExtractiveAnswerer(prompts.say, min_answerability=MIN_ANSWERABILITY[settings.caution])
        self._drafts = Drafts(chat, prompts, engine=f"llm:{settings.llm}", deadline_s=settings.llm_deadline_s)
        # What a model writes differs from time to time, and may be a fallback: only extracts are kept.
        self._remembered = RememberedAnswers(settings.remembered_answers if chat is None else 0)
        self._offered: tuple[Shelf, Offered] | None = None

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
        chat = chat or open_chat(settings, prompts)
        assistant = cls(settings, open_store(settings.store), embeddings, prompts, chat=chat)
        assistant._library.open(build=build, progress=progress)
        return assistant

    # Passages

    @property
    def warnings(self) -> tuple[str, ...]:
        """Problems that did not prevent the index from opening, in French."""
        return self._library.warnings

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, report by report in reading order."""
        return self._library.current().passages

    @property
    def manifest(self) -> Manifest:
        """What the index was made from."""
        return self._library.current().store.manifest

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of that identifier, or None."""
        shelf = self._library.current()
        place = shelf.by_id.get(passage_id)
        return None if place is None else shelf.passages[place]

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """The passages before and after, in the same report; None at its ends and for an unknown identifier."""
        shelf = self._library.current()
        place = shelf.by_id.get(passage_id)
        if place is None:
            return None, None
        source = shelf.passages[place].source

        def at(i: int) -> Passage | None:
            inside = 0 <= i < len(shelf.passages) and shelf.passages[i].source == source
            return shelf.passages[i] if inside else None

        return at(place - 1), at(place + 1)

    def figures(self) -> tuple[KeyFigure, ...]:
        """The figures of all reports worth showing, in reading order; the same tuple until the index changes."""
        return self._offers().figures

    def themes(self) -> tuple[Theme, ...]:
        """What a session can be about, in reading order."""
        return self._offers().stock.themes

    def programme(self, keys: Iterable[str], minutes: int, seed: int) -> Programme:
        """A session of ``minutes`` (15 to 120) on the themes of these keys; on all where none is known.

        The same arguments give the same session until the index changes. Raises: BadQuestion.
        """
        return plan(self._offers().stock, keys, minutes, seed)

    def suggestions(self, n: int = N_SUGGESTIONS) -> list[str]:
        """Questions that the assistant answers itself, made from the reports' own headings and figures."""
        from assistant.suggestions import suggest

        return suggest(self, n)

    def follow_ups(self, answer: Answer, n: int = N_FOLLOW_UPS, asked: Collection[str] = ()) -> list[str]:
        """At most ``n`` questions to go on with, made from what stands beside the cited passages in the report.

        Each one stands alone and is answered from the passages without a chat model; none repeats ``answer``.

        Args:
            asked: the earlier questions of the conversation, which are not proposed again.
        """
        return self._offers().follow_ups.after(answer, n, asked)

    def prepare_follow_ups(self) -> None:
        """Try all follow-up questions now: a second or two, which nobody then waits for."""
        self._offers().follow_ups.prepare()

    def _offers(self) -> Offered:
        shelf, known = self._library.current(), self._offered
        if known is None or known[0] is not shelf:
            known = self._offered = shelf, Offered(shelf.passages, lambda q: self._extracted(_question(q), shelf))
        return known[1]

    def close(self) -> None:
        """Release the index. The assistant cannot answer afterwards."""
        self._remembered.forget()
        self._library.close()

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
        if self._drafts.chat is None:
            yield self.invoke(question, config)
            return
        yield from self._stream_generated(question)

    def recall(self, question: Question) -> Answer | None:
        """The answer to a question that was answered before, if it is at hand; never waits, so an event loop may ask.

        Args:
            question: as `read_request` gives it.
        """
        started = time.perf_counter()
        shelf = self._library.at_hand()
        answer = None if shelf is None else self._remembered.recall(_without_idle_history(question), shelf)
        return None if answer is None else replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def search(self, question: str, k: int = 10, history: tuple[str, ...] = ()) -> list[RetrievedPassage]:
        """The ``k`` best passages for a question, best first. Raises: BadQuestion."""
        asked = read_request({"question": question, "history": list(history)})
        shelf = self._library.current()
        return shelf.retriever.rank(self._understand(asked, shelf), k)

    def consult(self, input: Any, k: int = 10) -> Consulted:
        """One answer with the ``k`` best passages for its question, `invoke` and `search` in one search, and what
        would be answered if none were thought too unlikely, with its probability; of a refusal, the reason.

        Raises: BadQuestion.
        """
        question = _question(input)
        if self._drafts.chat is not None:
            return Consulted(self.invoke(question), tuple(self.search(question.text, k, question.history)))
        started = time.perf_counter()
        shelf = self._library.current()
        query = self._understand(question, shelf)
        found = shelf.retriever.rank(query, max(k, shelf.retriever.k))
        finding, summary = None, None
        reason: AbstentionReason | None = intent(question.text)
        bar = MIN_ANSWERABILITY[self._settings.caution]
        if (answer := self._by_intent(question)) is None:
            finding = self._extractive.find(query, found[: shelf.retriever.k])
            if (summary := self._summed_up(query, shelf, question)) is not None:
                finding = replace(finding, answerability=summary.answerability)
            answer = self._grounded(question, summary or self._extractive.word(finding, question.audience))
        answer = unguarded = replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)
        if finding is not None and answer.abstained:
            # After the clock has stopped: nobody who asks waits for it.
            unguarded = self._grounded(question, self._extractive.word(finding, question.audience, 0.0))
            reason = _reason(finding, bar) if summary is None else "unsupported"
        answerability = finding.answerability if finding else 0.0
        return Consulted(answer, tuple(found[:k]), answerability, unguarded, bar, reason)

    def _understand(self, question: Question, shelf: Shelf) -> Query:
        standing = resolve(question.text, question.history)
        return understand(standing.text, shelf.lexical, standing.subject)

    def _answer(self, question: Question) -> Answer:
        started = time.perf_counter()
        shelf = self._library.current()
        alike = _without_idle_history(question)
        answer = self._remembered.recall(alike, shelf)
        if answer is None:
            answer = self._by_intent(question)
            if answer is None:
                *_, answer = (
                    self._generated(question) if self._drafts.chat is not None else (self._extracted(question, shelf),)
                )
            self._remembered.keep(alike, shelf, answer)
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

    def _extracted(self, question: Question, shelf: Shelf, fallback: str | None = None) -> Answer:
        query = self._understand(question, shelf)
        outcome = self._summed_up(query, shelf, question) or self._extractive.answer(
            query, shelf.retriever.rank(query), question.audience
        )
        return self._grounded(question, outcome, fallback)

    def _summed_up(self, query: Query, shelf: Shelf, question: Question) -> Outcome | None:
        """The summary that a broad question wants; None for another one, or where no two passages treat its subject."""
        wanted = breadth(resolve(question.text, question.history).joined)
        if wanted is None:
            return None
        found = shelf.retriever.rank(query, READ_FOR_SUMMARY)
        return self._extractive.sum_up(wanted, query, shelf.passages, found, question.audience)

    def _grounded(self, question: Question, outcome: Outcome, fallback: str | None = None) -> Answer:
        """What was extracted as an answer, or an abstention where it does not hold."""
        notice = self._prompts.say("extractive_instead", reason=fallback) if fallback is not None else ""
        answer = Answer(
            question.text,
            outcome.text,
            outcome.abstained,
            outcome.citations,
            "extractive",
            id=question.id,
            fallback=fallback,
            notice=notice,
        )
        if answer.abstained or not check(answer.text, answer.citations):
            return answer
        # « trente places » of « dans la limite de trente places » does not hold alone, its sentence does.
        _, _, sentence = answer.text.partition("\n")
        if sentence and not check(sentence, answer.citations):
            return replace(answer, text=sentence)
        # The gate is one for both engines: what does not hold is not shown.
        return replace(answer, text=self._prompts.say("not_in_report"), abstained=True, citations=())

    def _generated(self, question: Question) -> Iterator[Answer]:
        """Answers of the chat model as far as they are grounded; the extractive one when it fails."""
        shelf = self._library.current()
        return self._drafts.answers(question, shelf, lambda why: self._extracted(question, shelf, fallback=why))


def _without_idle_history(question: Question) -> Question:
    """The question as it is remembered: where it stands alone, its extract is the same in every conversation."""
    return replace(question, history=needed(question.text, question.history))


def _reason(finding: Finding, bar: float) -> AbstentionReason:
    """Why a finding was not answered with."""
    return finding.lack or ("unlikely" if finding.answerability < bar else "unsupported")


def _question(value: Any) -> Question:
    """A question in any of its forms, checked. Raises: BadQuestion."""
    if isinstance(value, Question):
        checked = read_request({"question": value.text, "history": list(value.history), "audience": value.audience})
        return replace(checked, id=value.id)
    return read_request({"question": value} if isinstance(value, str) else value)
