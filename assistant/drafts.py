"""What becomes of a chat model's draft before anybody sees it?

question -> passages to read -> draft -> grounding -> what holds of it, or the extractive answer in its place
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from assistant.citations import markers, renumber
from assistant.conversation import resolve
from assistant.errors import ChatModelUnavailable, GenerationFailed, ModelError
from assistant.extractive.overview import central
from assistant.french.breadth import breadth
from assistant.french.query import understand
from assistant.gather import READ, gather
from assistant.grounding.keeping import Kept, keep
from assistant.library import Shelf
from assistant.probe import ProbeReport, probe
from assistant.prompts import Prompts, load_prompts
from assistant.reading import GeneratedAnswer
from assistant.settings import Settings
from assistant.types import Answer, Citation, Question, RetrievedPassage

# Tokens of the prompt that passages may take: for one thing, and for a broad question.
GENERATION_TOKENS, SUMMARY_TOKENS = 3000, 5000
NOT_BORNE_OUT = "la réponse rédigée ne se retrouve pas assez dans les passages cités"
# Passages that a summary chooses from: all that treat a subject, an answer to one thing needs far fewer.
READ_FOR_SUMMARY = 60

Extracted = Callable[[str], Answer]
"""The extractive answer to the question; the argument says why it is given in place of the model's."""


class Drafts:
    """Lets a chat model answer, and shows what its passages bear out.

    Args:
        chat: a `GenerativeAnswerer` or a fake; None: there is no model, and `answers` must not be asked.
        engine: what answers say that they come from, ``"llm:<provider>:<model>"``.
        deadline_s: seconds that one answer may take in all.
    """

    def __init__(self, chat: Any, prompts: Prompts, *, engine: str, deadline_s: float) -> None:
        self.chat, self._prompts, self._engine, self._deadline_s = chat, prompts, engine, deadline_s

    def answers(self, question: Question, shelf: Shelf, extracted: Extracted) -> Iterator[Answer]:
        """Growing answers of the model as far as they are grounded, the last one whole; else the extractive one."""
        started = time.perf_counter()

        def left() -> float:
            return max(0.05, self._deadline_s - (time.perf_counter() - started))

        standing = question.text
        if question.history:
            standing = (
                self.chat.condense(question.text, question.history) or resolve(question.text, question.history).joined
            )
        found, budget = self._to_read(standing, shelf)
        try:
            for part in self.chat.stream(
                standing, found, question.audience, question.history, deadline_s=left(), token_budget=budget
            ):
                if part.refused:
                    yield Answer(question.text, part.text, True, (), self._engine, id=question.id)
                    return
                kept = keep(part.text, part.citations)
                if not kept.text:
                    raise GenerationFailed(NOT_BORNE_OUT)
                if kept.worth_showing:
                    yield self._held(question, part, kept)
                elif part.complete:
                    yield self._quoted_instead(part, kept, extracted)
        except ModelError as error:
            yield extracted(str(error))

    def _to_read(self, standing: str, shelf: Shelf) -> tuple[list[RetrievedPassage], int]:
        """What a model reads to answer a question that stands alone, and how many tokens of it."""
        query, wanted = understand(standing, shelf.lexical), breadth(standing)
        found = shelf.retriever.rank(query, READ if wanted is None else READ_FOR_SUMMARY)
        matter = central(wanted, query, shelf.passages, found) if wanted is not None else []
        budget = SUMMARY_TOKENS if matter else GENERATION_TOKENS
        return gather(found if not matter else [], shelf.passages, shelf.by_id, matter), budget

    def _held(self, question: Question, part: GeneratedAnswer, kept: Kept) -> Answer:
        """What holds of a generated answer; what was wrong is not repeated, it would be read here."""
        text, citations = self._cited(kept.text, part)
        return Answer(
            question.text,
            text,
            False,
            citations,
            self._engine,
            id=question.id,
            n_removed=kept.n_removed,
            n_restored=len(kept.quotations),
            notice=self._told(kept) if part.complete else "",
        )

    def _quoted_instead(self, part: GeneratedAnswer, kept: Kept, extracted: Extracted) -> Answer:
        """The extractive answer where too little of a generated one holds; where there is none, the report's sentences
        that the model came near to."""
        answer = extracted(NOT_BORNE_OUT)
        if not answer.abstained or not kept.quotations:
            return answer
        text, citations = self._cited("\n".join(kept.quotations), part)
        return replace(answer, text=text, abstained=False, citations=citations)

    def _cited(self, text: str, part: GeneratedAnswer) -> tuple[str, tuple[Citation, ...]]:
        """A text with its markers counted from 1, and what they mean. Raises: GenerationFailed where there is none."""
        written, citations = renumber(text, [c for c in part.citations if c.marker in markers(text)])
        if not citations:
            raise GenerationFailed(NOT_BORNE_OUT)
        return written, citations

    def _told(self, kept: Kept) -> str:
        """What the reader is told of sentences that were taken out or gave way to the report's."""
        counted = ((kept.n_removed, "removed"), (len(kept.quotations), "restored"))
        names = [f"sentence{'s' if n > 1 else ''}_{what}" for n, what in counted if n]
        return " ".join(self._prompts.say(name) for name in names)


def check_chat_model(settings: Settings) -> tuple[str, bool, ProbeReport]:
    """Try the chat model that the settings name: its address, whether that is on one's own network, and how it did.

    Raises: ChatModelUnavailable, also when no model is named; BadPrompt.
    """
    from assistant.llm import endpoint, is_local, split_name

    if not settings.llm:
        raise ChatModelUnavailable("", "aucun modèle n’est choisi : définissez ASSISTANT_LLM")
    prompts = load_prompts(settings.prompts)
    provider, model = split_name(settings.llm)
    report = probe(open_chat(settings, prompts), prompts)
    return endpoint(provider, settings.llm_base_url), is_local(settings.llm_base_url, provider, model), report


def open_chat(settings: Settings, prompts: Prompts) -> Any:
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
