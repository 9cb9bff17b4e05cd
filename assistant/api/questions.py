"""Which routes answer a question in this project's own objects: ``/api/ask``, ``/api/search``, ``/api/passages``?"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from assistant import problems
from assistant.api.reception import AnswerStream, Reception, answer_headers
from assistant.disclosure import answer_object
from assistant.problems import Problem
from assistant.types import Answer, Audience, Passage

log = logging.getLogger(__name__)

MOST_PASSAGES = 50


def add_routes(app: FastAPI, reception: Reception) -> None:
    """Add the routes to ``app``."""

    @app.post("/api/ask")
    async def ask(request: Request) -> Response:
        question = reception.read(await reception.body(request))
        with ExitStack() as stack:
            assistant = reception.admit(request, stack)
            if "text/event-stream" not in request.headers.get("accept", ""):
                answer = await reception.answer(assistant, question)
                reception.answered(answer, "json", question.audience)
                return JSONResponse(answer_object(answer), headers=answer_headers(answer))
            growing = iter(assistant.stream(question))
            # The first step is taken before the response starts, so that a bad question still gets its status.
            first = await reception.in_thread(partial(next, growing, None))
            return AnswerStream(_events(first, growing, reception, question.audience), stack.pop_all())

    @app.post("/api/search")
    async def search(request: Request) -> Response:
        data = await reception.body(request)
        question = reception.read(data)
        k = _whole(data.get("k", 10))
        if k is None or not 1 <= k <= MOST_PASSAGES:
            raise Problem(422, f"« k » doit être un nombre entier de 1 à {MOST_PASSAGES}.", field="k")
        with ExitStack() as stack:
            assistant = reception.admit(request, stack)
            found = await reception.in_thread(partial(assistant.search, question.text, k, question.history))
        passages = [{**passage_object(hit.passage), "score": hit.score} for hit in found]
        headers = {"Cache-Control": "no-store"}
        return JSONResponse({"id": question.id, "question": question.text, "passages": passages}, headers=headers)

    # The `:path` lets through the slash of a report kept in a sub-folder.
    @app.get("/api/passages/{passage_id:path}")
    async def passage(passage_id: str) -> Response:
        assistant = reception.readiness.get()
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


def _whole(value: object) -> int | None:
    """The whole number that JSON writes ``10`` or ``10.0``; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == value // 1 else None


async def _events(
    answer: Answer | None, growing: Iterator[Answer], reception: Reception, audience: Audience
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
            last, answer = answer, await reception.in_thread(partial(next, growing, None))
        reception.answered(last, "stream", audience)
        yield _event("answer", answer_object(last))
    except Exception:
        log.exception("the stream of an answer broke off")
        reception.metrics.refused(500)
        yield _event("error", Problem(500, problems.DETAILS[500]).to_dict())
    finally:
        # Also reached when the client has gone: what generates the answer must stop too.
        if close := getattr(growing, "close", None):
            close()


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
