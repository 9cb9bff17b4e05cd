"""Who may come in, and with which question? What every route that answers does first."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.disclosure import disclose
from assistant.journal import Journal
from assistant.limits import Limits, RateLimit, Turnstile, client_of
from assistant.metrics import Door, Metrics
from assistant.problems import Problem
from assistant.requests import read_request
from assistant.types import Answer, Audience, Question

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

T = TypeVar("T")

# Follow-ups refer to what was just said; older questions only lead astray.
N_EARLIER_QUESTIONS = 6
BUSY = "Trop de demandes en cours. Réessayez dans un instant."
NOT_READY = "L’index se prépare. Réessayez dans quelques secondes."


@dataclass
class Readiness:
    """The assistant, once it is open; until then, what to tell those who ask."""

    assistant: Assistant | None = None
    reason: str = NOT_READY

    def get(self) -> Assistant:
        """Raises: Problem 503 while the index is being prepared."""
        if self.assistant is None:
            raise Problem(503, self.reason, retry_after_s=2)
        return self.assistant


class Reception:
    """Lets requests in as far as the limits allow, and reads what they ask.

    One for a whole application: a client has one allowance, through whichever door it comes.

    Args:
        metrics: where answers and refusals are counted; None: counts of its own.
        journal: keeps the questions left unanswered; None: nothing is kept.
    """

    def __init__(
        self, readiness: Readiness, limits: Limits, metrics: Metrics | None = None, journal: Journal | None = None
    ) -> None:
        self.readiness, self.limits, self.metrics = readiness, limits, metrics or Metrics()
        self.journal = journal or Journal()
        self.rate = RateLimit(limits.requests_per_s, limits.burst)
        self._turnstile = Turnstile(limits.at_once + limits.waiting)
        self._threads = anyio.CapacityLimiter(limits.at_once)

    def admit(self, request: Request, stack: ExitStack) -> Assistant:
        """The assistant, with a place that ``stack`` gives back. Raises: Problem 429 or 503."""
        if wait_s := self.rate.wait_s(client_of(request.client.host if request.client else None)):
            raise Problem(429, "Trop de demandes depuis cette adresse. Attendez un peu.", retry_after_s=wait_s)
        if not stack.enter_context(self.place()):
            raise Problem(503, BUSY, retry_after_s=2)
        return self.readiness.get()

    def place(self) -> AbstractContextManager[bool]:
        """A place among those who are answered or wait for it; False where there is none, and nothing may be done."""
        return self._turnstile.pass_through()

    async def answer(self, assistant: Assistant, question: Question) -> Answer:
        """The answer: one that is remembered at once, another beside the event loop."""
        if (remembered := assistant.recall(question)) is not None:
            return remembered
        return await self.in_thread(lambda: assistant.invoke(question))

    def answered(self, answer: Answer, door: Door, audience: Audience = "citizen") -> None:
        """What every door does with a complete answer: count it, and hand its question to the journal."""
        self.metrics.answered(answer, door)
        self.journal.answered(answer, audience)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """``work()``, beside the event loop."""
        return await anyio.to_thread.run_sync(work, limiter=self._threads)

    async def body(self, request: Request) -> dict[str, Any]:
        """The JSON object of a request. Raises: Problem 400, 415 or 422."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Problem(415, "Envoyez du JSON, avec l’en-tête « Content-Type: application/json ».")
        try:
            data = json.loads(await request.body(), parse_constant=_refuse)
            json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
        except (ValueError, RecursionError):
            raise Problem(400, "Le corps de la requête n’est pas du JSON valide en UTF-8.", field="body") from None
        if not isinstance(data, dict):
            raise Problem(422, "Le corps de la requête doit être un objet JSON.", field="body")
        return data

    def read(self, data: dict[str, Any]) -> Question:
        """The question of a body. Raises: BadQuestion; Problem 413 for one that is longer than the web accepts."""
        if isinstance(text := data.get("question"), str):
            check_length(text, self.limits)
        question = read_request(data)
        for place, earlier in enumerate(question.history):
            check_length(earlier, self.limits, field=f"history[{place}]")
        return question


class AnswerStream(StreamingResponse):
    """Server-sent events that give their place back even when the client leaves before the first one."""

    def __init__(self, events: AsyncIterator[str], stack: ExitStack) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self.stack = stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; the places are given back however it ends."""
        with self.stack:
            await super().__call__(scope, receive, send)


def check_length(text: str, limits: Limits, *, field: str = "question") -> None:
    """Raises: Problem 413 for a question that is longer than the web accepts."""
    if len(text) > limits.question_chars:
        detail = f"La question compte {len(text)} caractères : {limits.question_chars} au plus. Raccourcissez-la."
        raise Problem(413, detail, field=field, limit=limits.question_chars)


def answer_headers(answer: Answer) -> dict[str, str]:
    """Headers of a whole answer: kept by nobody, and saying whether a model wrote it."""
    return {"Cache-Control": "no-store", "X-Generated-By-AI": str(disclose(answer).generated_by_ai).lower()}


def _refuse(constant: str) -> None:
    """``NaN`` and ``Infinity`` are Python's own addition to JSON."""
    raise ValueError(constant)
