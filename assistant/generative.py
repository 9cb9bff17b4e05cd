"""How does a chat model answer from the passages, and nothing else?

    passages -> numbered, fenced off as data, cut to the token budget -> model -> GeneratedAnswer

What leaves this room is well formed and cites passages that exist. Whether those passages *say* it is
for `assistant.grounding` to decide; until then the text must not be shown.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.chat import BoundedChat
from assistant.citations import MARKER, tidy
from assistant.errors import GenerationFailed
from assistant.french.text import sentences
from assistant.masking import mask_personal_data
from assistant.prompts import Prompts
from assistant.reading import GeneratedAnswer, Reading, echoes, without_thoughts
from assistant.types import Audience, Passage, RetrievedPassage

NO_PASSAGE = "aucun passage à donner au modèle de langage"
MAX_QUESTION_CHARACTERS = 500
HISTORY_TURNS = 6
# The marker behind the full stop ends a sentence as well.
SENTENCE_MAY_END = re.compile(r"[.!?…\n\]]")


class GenerativeAnswerer:
    """Answers with a chat model, in French unless the question is in another language.

    Args:
        model: from `assistant.llm.open_chat_model`, or a fake.
        prompts: from `assistant.prompts.load_prompts`.
        deadline_s: seconds for one answer in all, the stream included.
        token_budget: tokens that the passages may take in the prompt, their fences included.
        count_tokens: how tokens are counted.
        local: the model runs on this machine or its private network (`assistant.llm.is_local`);
            otherwise personal data in the question and its history are masked before they leave.
        clock: seconds, for the pause after repeated failures.
    """

    def __init__(
        self,
        model: BaseChatModel,
        prompts: Prompts,
        *,
        deadline_s: float,
        token_budget: int,
        count_tokens: Callable[[str], int],
        local: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chat = BoundedChat(model, clock=clock)
        self._prompts, self._deadline_s, self._local = prompts, deadline_s, local
        self._token_budget, self._count_tokens = token_budget, count_tokens

    @property
    def resting(self) -> bool:
        """Whether the model failed so often that it is left alone for the moment."""
        return self._chat.resting

    def generate(
        self,
        question: str,
        passages: Sequence[RetrievedPassage],
        audience: Audience = "citizen",
        history: Sequence[str] = (),
        *,
        deadline_s: float | None = None,
        token_budget: int | None = None,
    ) -> Iterator[str]:
        """The answer as the model writes it, piece by piece: raw, and not to be shown as it is.

        Args:
            question: standing alone.
            passages: best first; they are numbered in this order.
            history: earlier questions, oldest first.
            deadline_s: what is left of the time, when part of it is spent; None for all of it.
            token_budget: another one than the answerer's.

        Raises: GenerationFailed when there is no passage, or the model fails or is late.
        """
        messages, _ = self._messages(question, passages, audience, history, token_budget)
        yield from self._chat.stream(messages, deadline_s=self._deadline_s if deadline_s is None else deadline_s)

    def answer(
        self,
        question: str,
        passages: Sequence[RetrievedPassage],
        audience: Audience = "citizen",
        history: Sequence[str] = (),
        *,
        deadline_s: float | None = None,
        token_budget: int | None = None,
    ) -> GeneratedAnswer:
        """The whole answer. Arguments and errors are those of `stream`."""
        *_, whole = self.stream(question, passages, audience, history, deadline_s=deadline_s, token_budget=token_budget)
        return whole

    def stream(
        self,
        question: str,
        passages: Sequence[RetrievedPassage],
        audience: Audience = "citizen",
        history: Sequence[str] = (),
        *,
        deadline_s: float | None = None,
        token_budget: int | None = None,
    ) -> Iterator[GeneratedAnswer]:
        """Growing answers, one more whole statement each; the last one is complete. Arguments: see `generate`.

        Raises: GenerationFailed when the model fails, is late, or writes nothing usable, even after
            some answers were given; UnknownCitation as soon as a marker names no passage.
        """
        messages, shown = self._messages(question, passages, audience, history, token_budget)
        reading = Reading(shown, self._prompts.sentences["not_in_report"], str(messages[0].content), audience)
        raw, n_given, may_have_grown = "", 0, False
        within_s = self._deadline_s if deadline_s is None else deadline_s
        # Closed at once when what is read cannot be used: the model would go on writing for nobody.
        with closing(self._chat.stream(messages, deadline_s=within_s)) as pieces:
            for piece in pieces:
                raw += piece
                # Reading costs more than a piece is worth: only from the end of a sentence to the start of the next.
                may_have_grown = may_have_grown or bool(SENTENCE_MAY_END.search(piece))
                if may_have_grown and (partial := reading.so_far(raw)) and len(partial.text) > n_given:
                    n_given, may_have_grown = len(partial.text), False
                    yield partial
        yield reading.whole(raw)

    def read(self, raw: str, passages: Sequence[RetrievedPassage], audience: Audience = "citizen") -> GeneratedAnswer:
        """What a model wrote over these passages as an answer. Raises: GenerationFailed, UnknownCitation."""
        messages, shown = self._messages("", passages, audience, (), None)
        return Reading(shown, self._prompts.sentences["not_in_report"], str(messages[0].content), audience).whole(raw)

    def condense(self, question: str, history: Sequence[str], *, deadline_s: float | None = None) -> str | None:
        """``question`` rewritten so that it stands alone; None without history or when the model fails.

        Args:
            history: earlier questions, oldest first.
            deadline_s: None for a third of the time of an answer, at most 5 s.
        """
        if not history:
            return None
        earlier, asked = self._history(history), self._as_asked(question)
        instructions = self._prompts.fill("condense")
        messages = [
            SystemMessage(instructions),
            HumanMessage(self._prompts.fill("follow-up", history=earlier, question=asked)),
        ]
        within_s = min(5.0, self._deadline_s / 3) if deadline_s is None else deadline_s
        try:
            written = tidy(without_thoughts("".join(self._chat.stream(messages, deadline_s=within_s))))
        except GenerationFailed:
            return None
        written = written.strip(" \t\n\"'«»“”\u00a0\u202f")
        if not written or "\n" in written or len(written) > MAX_QUESTION_CHARACTERS or MARKER.search(written):
            return None
        # A number that nobody has asked about is an answer, or an invention.
        known = set(re.findall(r"\d+", f"{earlier} {asked}"))
        if not set(re.findall(r"\d+", written)) <= known or echoes(written, instructions):
            return None
        return written

    def _messages(
        self,
        question: str,
        passages: Sequence[RetrievedPassage],
        audience: Audience,
        history: Sequence[str],
        token_budget: int | None,
    ) -> tuple[list[BaseMessage], list[Passage]]:
        """The messages to send and the passages that are in them, in the order of their numbers."""
        blocks = self._fit(passages, self._token_budget if token_budget is None else token_budget)
        if not blocks:
            raise GenerationFailed(NO_PASSAGE)
        refusal = self._prompts.sentences["not_in_report"]
        request = self._prompts.fill(
            "question",
            passages="\n".join(block for _, block in blocks),
            history=self._prompts.fill("history", questions=self._history(history)) if history else "",
            question=self._as_asked(question),
        )
        system = SystemMessage(self._prompts.fill(f"answer-{audience}", refusal=refusal))
        return [system, HumanMessage(request)], [passage for passage, _ in blocks]

    def _fit(self, passages: Sequence[RetrievedPassage], left: int) -> list[tuple[Passage, str]]:
        """The best passages as they stand in the prompt, until the budget is spent.

        The one that no longer fits whole is cut after a sentence, or left out when not one sentence fits.
        """
        blocks: list[tuple[Passage, str]] = []
        for passage in (retrieved.passage for retrieved in sorted(passages, key=lambda r: r.rank)):
            ends = [end for _, end in sentences(passage.text)]
            while ends:
                block = self._block(len(blocks) + 1, passage, passage.text[: ends[-1]])
                if (n_tokens := self._count_tokens(block)) <= left:
                    blocks.append((passage, block))
                    left -= n_tokens
                    break
                ends.pop()
            if not ends or ends[-1] < len(passage.text.rstrip()):
                break
        return blocks

    def _block(self, marker: int, passage: Passage, text: str) -> str:
        section = as_data(" > ".join(passage.section)).replace('"', "'")
        return self._prompts.fill(
            "passage", marker=str(marker), section=section, pages=as_data(passage.pages), text=as_data(text)
        )

    def _as_asked(self, question: str) -> str:
        # Masked last: a zero-width character inside a number must not hide it.
        question = as_data(question)
        return question if self._local else mask_personal_data(question)

    def _history(self, history: Sequence[str]) -> str:
        return "\n".join("- " + " ".join(self._as_asked(earlier).split()) for earlier in history[-HISTORY_TURNS:])


FENCE = re.compile(r"[<＜﹤](?=\s*[/|!?<a-zA-ZÀ-ÿ])")
LOOKS_LIKE_MARKER = re.compile(r"\[(/?[A-Z_]{3,}|\d{1,4})\]")


def as_data(text: str) -> str:
    """``text`` without anything that could end its fence, open another one, or pass for a marker.

    Invisible characters go too: instructions are smuggled in them.
    """
    visible = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cn"))
    return LOOKS_LIKE_MARKER.sub(r"(\1)", FENCE.sub("‹", visible))
