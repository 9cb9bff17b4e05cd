"""Which HTTP routes give an answer to programs?

==========================  ==========================================================
POST /api/ask               the answer object; with ``Accept: text/event-stream``, as it grows
POST /api/search            passages, best first
GET /api/passages/{id}      one passage and its neighbours
GET /api/figures            the figures of the reports, as JSON or CSV
POST /v1/chat/completions   the answer in OpenAI's protocol; GET /v1/models names what may be asked
GET /api/health, /ready     alive; ready to answer (503 before)
GET /api/metrics            counts, for Prometheus
GET /api/openapi.json       the description of all of this
==========================  ==========================================================

Questions are written to no log.
"""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI, Response
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from assistant import __version__, problems
from assistant.api import completions, figures, questions
from assistant.api.body import BodyLimit
from assistant.api.description import describe
from assistant.api.openai_errors import OpenAIErrors
from assistant.api.origins import Origins, is_api
from assistant.api.questions import passage_object
from assistant.api.reception import BUSY, N_EARLIER_QUESTIONS, NOT_READY, Readiness, Reception, check_length
from assistant.metrics import MEDIA_TYPE, Metrics

__all__ = [
    "BUSY",
    "NOT_READY",
    "N_EARLIER_QUESTIONS",
    "Readiness",
    "Reception",
    "check_length",
    "create_api",
    "describe",
    "is_api",
    "passage_object",
]

NO_STORE = {"Cache-Control": "no-store"}


def create_api(
    reception: Reception,
    *,
    show_metrics: bool = True,
    allowed_origins: Collection[str] = (),
    lifespan: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """The API alone.

    Args:
        reception: of the whole application; its readiness is filled in by the caller when the assistant is open.
        show_metrics: whether ``/api/metrics`` tells them.
        allowed_origins: sites whose pages may call the API, as ``https://host``.
    """
    # The interactive documentation pages of FastAPI load scripts from another host.
    app = FastAPI(
        title="Assistant du rapport", version=__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", lifespan=lifespan, redirect_slashes=False,
    )  # fmt: skip
    readiness, limits, metrics = reception.readiness, reception.limits, reception.metrics
    metrics.watch(lambda: readiness.assistant is not None)
    description = describe(limits, with_metrics=show_metrics, kept=reception.journal.notice)
    # Written by hand: the bodies are read by hand too, and FastAPI would know nothing of them.
    app.openapi = lambda: description  # type: ignore[method-assign]
    problems.install(app)
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, limits=limits)
    app.add_middleware(OpenAIErrors)
    app.add_middleware(CountRefusals, metrics=metrics)
    app.add_middleware(Origins, allowed=allowed_origins)
    questions.add_routes(app, reception)
    figures.add_routes(app, reception)
    completions.add_routes(app, reception)

    @app.get("/api/health")
    async def health() -> Response:
        return JSONResponse({"status": "ok", "version": __version__}, headers=NO_STORE)

    @app.get("/api/ready")
    async def ready() -> Response:
        readiness.get()
        return JSONResponse({"status": "ready"}, headers=NO_STORE)

    if show_metrics:

        @app.get("/api/metrics")
        async def counts() -> Response:
            return Response(metrics.text(), headers={**NO_STORE, "Content-Type": MEDIA_TYPE})

    return app


class CountRefusals:
    """Middleware: counts the requests to the API that got an error, ``/api/ready`` aside, which is asked to know."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count its answer."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not is_api(path) or path == "/api/ready":
            return await self.app(scope, receive, send)

        started = False

        async def counting(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if message["status"] >= 400:
                    self.metrics.refused(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, counting)
        except Exception:
            if not started:  # the answer to it is written outside of here
                self.metrics.refused(500)
            raise
