"""What changes on the page when a visitor asks, judges an answer or begins again?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.api import BUSY, N_EARLIER_QUESTIONS, Reception, check_length
from assistant.errors import AssistantError, BadQuestion
from assistant.problems import Problem
from assistant.requests import read_request
from assistant.types import REASONS, Answer, Audience, Question
from assistant.web import markup
from assistant.web.sources import Neighbours

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

log = logging.getLogger(__name__)

N_FOLLOW_UPS = 3

FAILED = (
    "L’assistant n’a pas pu répondre. Votre question est toujours dans le champ : "
    "réessayez dans quelques instants."
)  # fmt: skip
EMPTY = "Écrivez une question, puis choisissez « Envoyer »."
COUNTED, NOTHING_KEPT = "Merci, votre avis est compté.", " Rien d’autre n’est conservé."
REASON_COUNTED, QUESTION_KEPT = "Merci, votre raison est comptée.", " Votre question est conservée avec elle."


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and its answer, as it was shown: later changes of the index do not reach it."""

    question: str
    answer: Answer
    shown: str


Conversation = tuple[Turn, ...]
Message = dict[str, Any]


class Desk:
    """Receives the questions of the page, and says what changes on it, by part.

    The parts: ``chat``, ``box``, ``panel``, ``error``, ``conversation``, ``follow_ups``, ``thanks``, ``judged``,
    ``explained``. A part that is not named stays as it is: above all the box, when no answer could be given.

    Args:
        reception: its limits hold; it counts answers, and once for each that is judged whether it helped; its
            journal keeps the questions left unanswered, and those with a reason why the answer did not help.
    """

    audience: Audience = "citizen"

    def __init__(self, assistant: Assistant, reception: Reception, *, streams: bool) -> None:
        self.assistant, self.reception, self.streams = assistant, reception, streams
        self.limits, self.metrics, self.journal = reception.limits, reception.metrics, reception.journal

    def ask(self, question: object, conversation: Conversation) -> Iterator[dict[str, Any]]:
        """The steps from a question, of any type as it comes in, to its answer."""
        text = question.strip() if isinstance(question, str) else ""
        try:
            self._check(text, conversation)
            if self.streams:
                # A model takes a while: the visitor sees at once that the question has arrived.
                pending = [*_messages(conversation), _user(text), _assistant(markup.pending_html())]
                yield {"chat": pending, "error": ""}
            for answer, below in self._answers(self._read(text, conversation)):
                around = self._around(answer)
                turns = (*conversation, Turn(text, answer, self._shown(answer, len(conversation) + 1, around) + below))
                if self.streams:
                    yield {"chat": _messages(turns), "error": ""}
            self.reception.answered(answer, "page", self.audience)
            yield {
                "chat": _messages(turns),
                "box": "",
                "panel": markup.panel_html(answer, around),
                "error": "",
                "conversation": turns,
                "follow_ups": self._follow_ups(turns),
                "thanks": "",
            }
        except BadQuestion as refusal:
            yield self._refuse(text, conversation, str(refusal), of_question=True)
        except Problem as refusal:
            of_question = refusal.members.get("field") == "question"
            yield self._refuse(text, conversation, refusal.detail, of_question=of_question)
        except AssistantError as error:
            log.warning("a question could not be answered: %s", type(error).__name__)
            yield self._refuse(text, conversation, FAILED)
        except Exception:
            log.exception("a question could not be answered")
            yield self._refuse(text, conversation, FAILED)

    def turn_away(self, question: str, conversation: Conversation) -> dict[str, Any]:
        """The parts of the page when too many are asking."""
        self.metrics.refused(503)
        return self._refuse(question, conversation, BUSY)

    def judge(self, helpful: bool, conversation: Conversation, judged: int) -> dict[str, Any]:
        """Count whether the latest answer helped, the first time it is said.

        Args:
            judged: how many questions the conversation had when an answer was last judged.
        """
        if conversation and judged != len(conversation):
            self.metrics.judged(helpful)
        # With a journal the question may be kept: the line before the field says so, and this one must not deny it.
        said = COUNTED + (NOTHING_KEPT if self.journal.days is None else "")
        return {"thanks": markup.thanks_html(said), "judged": len(conversation)}

    def explain(self, label: str, conversation: Conversation, explained: int) -> dict[str, Any]:
        """Count why the latest answer did not help, and keep its question in the journal, if there is one.

        Args:
            label: one of the French reasons; another one counts for nothing.
            explained: how many questions the conversation had when a reason was last given.
        """
        reason = next((reason for reason, shown in REASONS.items() if shown == label), None)
        if reason is not None and conversation and explained != len(conversation):
            self.metrics.explained(reason)
            self.journal.explained(conversation[-1].answer, reason)
        said = REASON_COUNTED + (NOTHING_KEPT if self.journal.days is None else QUESTION_KEPT)
        return {"thanks": markup.thanks_html(said), "explained": len(conversation)}

    def start_again(self) -> dict[str, Any]:
        """The parts of the page for a new conversation."""
        empty = {"chat": [], "box": "", "error": "", "conversation": (), "follow_ups": [], "thanks": "", "judged": 0}
        empty["explained"] = 0
        return {**empty, "panel": markup.panel_html(None)}

    def _check(self, text: str, conversation: Conversation) -> None:
        if not text:
            raise BadQuestion(EMPTY)
        check_length(text, self.limits)
        if len(conversation) >= self.limits.turns:
            n = len(conversation)
            raise Problem(409, f"Cette conversation compte {n} questions. Choisissez « Nouvelle conversation ».")

    def _read(self, text: str, conversation: Conversation) -> Question:
        earlier = tuple(turn.question for turn in conversation[-N_EARLIER_QUESTIONS:])
        return read_request({"question": text, "history": earlier, "audience": self.audience})

    def _answers(self, question: Question) -> Iterator[tuple[Answer, str]]:
        """Answers as they grow, each with what stands below it."""
        for answer in self.assistant.stream(question) if self.streams else (self.assistant.invoke(question),):
            yield answer, ""

    def _shown(self, answer: Answer, turn: int, around: Neighbours) -> str:
        return markup.answer_html(answer, turn, around)

    def _around(self, answer: Answer) -> Neighbours:
        """The neighbours of what an answer cites, asked for once: the same in the conversation and beside it."""
        cited = {citation.passage.passage_id for citation in answer.citations}
        return {passage_id: self.assistant.neighbours(passage_id) for passage_id in cited}.__getitem__

    def _follow_ups(self, turns: Conversation) -> list[str]:
        try:
            return self.assistant.follow_ups(turns[-1].answer, N_FOLLOW_UPS, [turn.question for turn in turns])
        except Exception:
            # The answer is there: it must not be lost for what could come after it.
            log.exception("no follow-up questions could be found")
            return []

    def _refuse(
        self, text: str, conversation: Conversation, message: str, *, of_question: bool = False
    ) -> dict[str, Any]:
        error = markup.error_html(message, of_question=of_question)
        return {"chat": _messages(conversation), "box": text, "error": error}


def _messages(conversation: Conversation) -> list[Message]:
    messages = []
    for turn in conversation:
        messages += [_user(turn.question), _assistant(turn.shown)]
    return messages


def _user(question: str) -> Message:
    return message("user", markup.question_html(question))


def _assistant(content: str) -> Message:
    return message("assistant", content)


def message(role: str, html: str) -> Message:
    """A message as Gradio's chatbot in the browser wants it.

    Gradio would make it from less, but at every event for the whole conversation, part by part in threads: a third of
    the processor time of an answer.
    """
    return {"role": role, "metadata": None, "content": [{"text": html, "type": "text"}], "options": None}
