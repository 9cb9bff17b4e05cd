"""Which HTTP routes give an answer as JSON, or as a stream?

=======================  ==========================================================
POST /api/ask            the answer object; with ``Accept: text/event-stream``, as it grows
POST /api/search         passages, best first
GET /api/passages/{id}   one passage and its neighbours
GET /api/health, /ready  alive; ready to answer (503 before)
=======================  ==========================================================

Questions are written to no log.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from assistant import __version__, problems
from assistant.disclosure import answer_object, disclose
from assistant.limits import Limits, RateLimit, Turnstile, client_of
from assistant.problems import Problem
from assistant.requests import read_request
from assistant.types import Answer, Passage, Question

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

log = logging.getLogger(__name__)
T = TypeVar("T")

NOT_READY = "L’index se prépare. Réessayez dans quelques secondes."
QUESTION_SCHEMA = {
    "type": "object",
    "required": ["question"],
    "properties": {
        "id": {"type": ["string", "null"]},
        "question": {"type": "string", "minLength": 1},
        "history": {"type": "array", "items": {"type": "string"}},
        "audience": {"enum": ["citizen", "agent"]},
    },
}


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


class BodyLimit:
    """Receives request bodies whole, and refuses those that are too long or too slow."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 or 408, or pass the request on with its body in hand."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.limits.body_deadline_s):
                messages = await self._receive_all(receive)
        except TimeoutError:
            return await Problem(408, "La requête n’est pas arrivée entière à temps.")(scope, receive, send)
        if messages is None:
            limit = self.limits.body_bytes
            problem = Problem(413, f"La requête dépasse {limit} octets.", field="body", limit=limit)
            return await problem(scope, receive, send)

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        return await self.app(scope, replay, send)

    async def _receive_all(self, receive: Receive) -> list[Message] | None:
        messages: list[Message] = []
        size, more = 0, True
        while more:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
            if size > self.limits.body_bytes:
                return None
        return messages


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


def create_api(readiness: Readiness, limits: Limits, *, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The API alone. ``readiness`` is filled in by the caller when the assistant is open."""
    # The interactive documentation pages of FastAPI load scripts from another host.
    app = FastAPI(
        title="Assistant du rapport", version=__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", lifespan=lifespan, redirect_slashes=False,
    )  # fmt: skip
    problems.install(app)
    app.add_middleware(BodyLimit, limits=limits)
    rate = RateLimit(limits.requests_per_s, limits.burst)
    turnstile = Turnstile(limits.at_once + limits.waiting)
    threads = anyio.CapacityLimiter(limits.at_once)

    async def in_thread(work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=threads)

    def admit(request: Request, stack: ExitStack) -> Assistant:
        if wait_s := rate.wait_s(client_of(request.client.host if request.client else None)):
            raise Problem(429, "Trop de demandes depuis cette adresse. Attendez un peu.", retry_after_s=wait_s)
        if not stack.enter_context(turnstile.pass_through()):
            raise Problem(503, "Trop de demandes en cours. Réessayez dans un instant.", retry_after_s=2)
        return readiness.get()

    schema = {"requestBody": {"required": True, "content": {"application/json": {"schema": QUESTION_SCHEMA}}}}

    @app.post("/api/ask", openapi_extra=schema)
    async def ask(request: Request) -> Response:
        question = _read(await _json(request), limits)
        with ExitStack() as stack:
            assistant = admit(request, stack)
            if "text/event-stream" not in request.headers.get("accept", ""):
                answer = await in_thread(partial(assistant.invoke, question))
                return JSONResponse(answer_object(answer), headers=_answer_headers(answer))
            growing = iter(assistant.stream(question))
            # The first step is taken before the response starts, so that a bad question still gets its status.
            first = await in_thread(partial(next, growing, None))
            return AnswerStream(_events(first, growing, in_thread), stack.pop_all())

    @app.post("/api/search", openapi_extra=schema)
    async def search(request: Request) -> Response:
        data = await _json(request)
        question = _read(data, limits)
        k = data.get("k", 10)
        if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= 50:
            raise Problem(422, "« k » doit être un nombre entier de 1 à 50.", field="k")
        with ExitStack() as stack:
            assistant = admit(request, stack)
            found = await in_thread(partial(assistant.search, question.text, k, question.history))
        passages = [{**passage_object(hit.passage), "score": hit.score} for hit in found]
        return JSONResponse({"id": question.id, "question": question.text, "passages": passages})

    # The `:path` lets through the slash of a report kept in a sub-folder.
    @app.get("/api/passages/{passage_id:path}")
    async def passage(passage_id: str) -> Response:
        assistant = readiness.get()
        found = assistant.passage(passage_id)
        if found is None:
            raise Problem(404, "Aucun passage ne porte cet identifiant.", field="passage_id")
        before, after = assistant.neighbours(passage_id)
        return JSONResponse(
            {
                **passage_object(found),
                "previous": passage_object(before) if before else None,
                "next": passage_object(after) if after else None,
            }
        )

    @app.get("/api/health")
    async def health() -> Response:
        return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})

    @app.get("/api/ready")
    async def ready() -> Response:
        readiness.get()
        return JSONResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})

    return app


def passage_object(passage: Passage) -> dict[str, Any]:
    """A passage as in the public search object, without its score."""
    return {
        "passage_id": passage.passage_id,
        "document": passage.document,
        "source": passage.source,
        "section": list(passage.section),
        "pages": passage.pages,
        "text": passage.text,
    }


def check_length(text: str, limits: Limits, *, field: str = "question") -> None:
    """Raises: Problem 413 for a question that is longer than the web accepts."""
    if len(text) > limits.question_chars:
        detail = f"La question compte {len(text)} caractères : {limits.question_chars} au plus. Raccourcissez-la."
        raise Problem(413, detail, field=field, limit=limits.question_chars)


async def _json(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "Envoyez du JSON, avec l’en-tête « Content-Type: application/json ».")
    try:
        data = json.loads(await request.body(), parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError):
        raise Problem(400, "Le corps de la requête n’est pas du JSON valide en UTF-8.", field="body") from None
    if not isinstance(data, dict):
        raise Problem(422, "Le corps de la requête doit être un objet JSON avec « question ».", field="body")
    return data


def _refuse(constant: str) -> None:
    """``NaN`` and ``Infinity`` are Python's own addition to JSON."""
    raise ValueError(constant)


def _read(data: dict[str, Any], limits: Limits) -> Question:
    if isinstance(text := data.get("question"), str):
        check_length(text, limits)
    question = read_request(data)
    for place, earlier in enumerate(question.history):
        check_length(earlier, limits, field=f"history[{place}]")
    return question


def _answer_headers(answer: Answer) -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Generated-By-AI": str(disclose(answer).generated_by_ai).lower()}


async def _events(
    answer: Answer | None, growing: Iterator[Answer], in_thread: Callable[..., Any]
) -> AsyncIterator[str]:
    """Server-sent events: the sentences as they are verified, then the whole answer.

    The last event is the one that counts: when a generated answer is refused half-way, its text is
    not a continuation of the sentences before it.
    """
    sent = ""
    try:
        while answer is not None:
            if answer.text.startswith(sent) and (text := answer.text[len(sent) :].strip()):
                yield _event("sentence", {"text": text})
                sent = answer.text
            last, answer = answer, await in_thread(partial(next, growing, None))
        yield _event("answer", answer_object(last))
    except Exception:
        log.exception("the stream of an answer broke off")
        yield _event("error", Problem(500, problems.DETAILS[500]).to_dict())
    finally:
        # Also reached when the client has gone: what generates the answer must stop too.
        if close := getattr(growing, "close", None):
            close()


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
