"""How does a program that speaks OpenAI's protocol ask the report? ``/v1/chat/completions`` and ``/v1/models``.

The last message of the user is the question, those before it are the history. Instructions (``system``), what the
assistant said before, and parameters of generation are left aside: this assistant answers with the report, and nothing
that is sent can make it do otherwise. Checked with the public ``openai`` client, whole and streaming.

A chat program shows the text and nothing else, so the text carries what a reader must have: the markers ``[n]``,
the notice if there is one, the list of sources, and who wrote it. Programs find the same as data beside it:
``answer``, ``citations``, ``abstained``, ``engine``, ``generated_by_ai``, ``mode``.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.responses import JSONResponse

from assistant import problems
from assistant.api.reception import N_EARLIER_QUESTIONS, AnswerStream, Reception, answer_headers, check_length
from assistant.disclosure import answer_object, disclose
from assistant.errors import BadQuestion
from assistant.problems import Problem
from assistant.requests import read_request
from assistant.tokens import count_tokens
from assistant.types import Answer, Audience, Citation, Question

log = logging.getLogger(__name__)

MODELS: dict[str, Audience] = {"assistant-rapport": "citizen", "assistant-rapport-agent": "agent"}
"""Names a client may ask for, with the public that the answer is worded for."""
DEFAULT_MODEL = "assistant-rapport"
CREATED = 1_767_225_600  # 1 January 2026: the protocol wants a date, and a name has none
BESIDE = (
    "answer",
    "citations",
    "abstained",
    "engine",
    "generated_by_ai",
    "mode",
    "fallback",
    "removed",
    "restored",
    "notice",
)
REPLACED = "\n\nCe qui précède est remplacé par cette réponse :\n"


def add_routes(app: FastAPI, reception: Reception) -> None:
    """Add the routes to ``app``."""

    @app.get("/v1/models")
    async def models() -> Response:
        return JSONResponse({"object": "list", "data": [_model(name) for name in MODELS]})

    @app.get("/v1/models/{model}")
    async def model(model: str) -> Response:
        return JSONResponse(_model(_known(model)))

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        data = await reception.body(request)
        name = _known(data.get("model", DEFAULT_MODEL))
        question = _question(data.get("messages"), MODELS[name], reception)
        streams = _flag(data, "stream")
        with ExitStack() as stack:
            assistant = reception.admit(request, stack)
            if not streams:
                answer = await reception.answer(assistant, question)
                reception.answered(answer, "chat", question.audience)
                return JSONResponse(_completion(name, question, answer), headers=answer_headers(answer))
            options = data.get("stream_options")
            counted = isinstance(options, dict) and _flag(options, "include_usage")
            growing = iter(assistant.stream(question))
            # The first step is taken before the response starts, so that a bad question still gets its status.
            first = await reception.in_thread(partial(next, growing, None))
            chunks = _chunks(first, growing, reception, name, question if counted else None)
            return AnswerStream(chunks, stack.pop_all())


def with_sources(answer: Answer) -> str:
    """The text of an answer for a reader who sees nothing but this text."""
    return answer.text + _sources(answer)


def _sources(answer: Answer) -> str:
    """What follows the text of an answer: its notice, its sources, who wrote it."""
    blocks = [answer.notice] if answer.notice else []
    if answer.citations:
        blocks.append("\n".join(["Sources :", *map(_source, answer.citations)]))
    return "".join(f"\n\n{block}" for block in [*blocks, f"{disclose(answer).mode}."])


def _source(citation: Citation) -> str:
    """``"[1] Rapport annuel 2025, page 7, Partie I › 1. Le SCoT : « … »"``."""
    passage = citation.passage
    first, dash, last = passage.pages.partition("-")
    pages = f"pages {first} à {last}" if dash else f"page {first}" if first else ""
    place = ", ".join(part for part in (passage.document, pages, " › ".join(passage.section)) if part)
    return f"[{citation.marker}] {place} : « {citation.quote} »"


def _known(model: object) -> str:
    if not isinstance(model, str) or model not in MODELS:
        names = " ou ".join(f"« {name} »" for name in MODELS)
        raise Problem(404, f"Ce modèle n’existe pas ici. Demandez {names}.", field="model", code="model_not_found")
    return model


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "assistant-durable"}


def _flag(data: dict[str, Any], name: str) -> bool:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise Problem(422, f"« {name} » vaut « true » ou « false ».", field=name)
    return bool(value)


def _question(messages: object, audience: Audience, reception: Reception) -> Question:
    """The last message of the user, with those before it. Raises: BadQuestion; Problem 413 or 422."""
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise Problem(422, "« messages » doit être une liste de messages.", field="messages")
    asked = [_text(message.get("content")) for message in messages if message.get("role") == "user"]
    if not asked:
        raise Problem(422, "« messages » doit compter un message dont « role » vaut « user ».", field="messages")
    check_length(asked[-1], reception.limits, field="messages")
    # What was refused as too long when it was asked stays in a client's conversation: it is passed over.
    fitting = [text for text in asked[:-1] if len(text) <= reception.limits.question_chars]
    try:
        return read_request(
            {"question": asked[-1], "history": fitting[-N_EARLIER_QUESTIONS:], "audience": audience},
        )
    except BadQuestion as error:
        raise BadQuestion(str(error), field="messages") from None


def _text(content: object) -> str:
    """A message is text, or a list of parts of which those of type ``text`` are read."""
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        content = "\n".join(part["text"] for part in parts if isinstance(part.get("text"), str))
    if not isinstance(content, str):
        raise Problem(422, "« content » d’un message doit être un texte.", field="messages")
    return content


def _completion(model: str, question: Question, answer: Answer) -> dict[str, Any]:
    text = with_sources(answer)
    return {
        **_head("chat.completion", model),
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None, **_beside(answer)},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": _usage(question, text),
    }


def _beside(answer: Answer) -> dict[str, Any]:
    shown = answer_object(answer)
    return {name: shown[name] for name in BESIDE if name in shown}


def _head(kind: str, model: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": model}


def _usage(question: Question, text: str) -> dict[str, int]:
    """Tokens of what was asked and of what is shown, in our own encoding: see `assistant.tokens`."""
    asked = sum(map(count_tokens, (*question.history, question.text)))
    said = count_tokens(text)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


async def _chunks(
    answer: Answer | None, growing: Iterator[Answer], reception: Reception, model: str, counted: Question | None
) -> AsyncIterator[str]:
    """Chunks of verified text, one with the sources and the data, the end; with ``counted``, the usage."""
    head = _head("chat.completion.chunk", model)

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
        return _data({**head, "choices": choices})

    sent = ""
    try:
        yield chunk({"role": "assistant", "content": ""})
        while answer is not None:
            # What was sent cannot be taken back: text that does not go on from it waits for the end.
            if answer.text.startswith(sent) and (text := answer.text[len(sent) :]).strip():
                yield chunk({"content": text})
                sent = answer.text
            last, answer = answer, await reception.in_thread(partial(next, growing, None))
        rest = _sources(last) if last.text == sent else REPLACED + with_sources(last)
        yield chunk({"content": rest, **_beside(last)})
        yield chunk({}, "stop")
        if counted is not None:
            yield _data({**head, "choices": [], "usage": _usage(counted, sent + rest)})
        reception.answered(last, "chat", MODELS[model])
        yield "data: [DONE]\n\n"
    except Exception:
        log.exception("the stream of an answer broke off")
        reception.metrics.refused(500)
        yield _data(error_object(Problem(500, problems.DETAILS[500]).to_dict()))
    finally:
        # Also reached when the client has gone: what generates the answer must stop too.
        if close := getattr(growing, "close", None):
            close()


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def error_object(problem: dict[str, Any]) -> dict[str, Any]:
    """A problem in the shape that clients of OpenAI's protocol read."""
    status = problem["status"]
    kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
    return {
        "error": {
            "message": problem["detail"],
            "type": kind,
            "param": problem.get("field"),
            "code": problem.get("code"),
        }
    }
