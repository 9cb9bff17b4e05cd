"""What does an agent get with an answer: its sources to quote, and why it was given?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.api import Reception
from assistant.types import Answer, Audience, Caution, Consulted, Question
from assistant.web import markup
from assistant.web.agents.quoting import source_tools
from assistant.web.agents.reasons import N_SHOWN, why_html
from assistant.web.desk import Desk
from assistant.web.sources import Neighbours

if TYPE_CHECKING:
    from assistant.pipeline import Assistant


class AgentDesk(Desk):
    """A `Desk` whose answers are those for agents, with tools at each source and the reason below.

    Args:
        caution: as the operator set it.
    """

    audience: Audience = "agent"

    def __init__(self, assistant: Assistant, reception: Reception, *, streams: bool, caution: Caution) -> None:
        super().__init__(assistant, reception, streams=streams)
        self.caution = caution

    def _answers(self, question: Question) -> Iterator[tuple[Answer, str]]:
        if not self.streams:
            consulted = self.assistant.consult(question, N_SHOWN)
            yield consulted.answer, self._why(consulted)
            return
        answer = None
        for answer in self.assistant.stream(question):
            yield answer, ""
        if answer is not None:
            found = tuple(self.assistant.search(question.text, N_SHOWN, question.history))
            yield answer, self._why(Consulted(answer, found))

    def _shown(self, answer: Answer, turn: int, around: Neighbours) -> str:
        return markup.answer_html(answer, turn, around, source_tools)

    def _why(self, consulted: Consulted) -> str:
        # A blank line: markdown takes it for a block of its own.
        return "\n\n" + why_html(consulted, self.caution)
