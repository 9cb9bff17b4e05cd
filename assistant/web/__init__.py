"""Which pages and routes does the public get, and how is the server started?

The server listens at once. The index is opened, or built, and Gradio imported, in the background;
until then the page says so and ``/api/ready`` answers 503.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from fastapi import FastAPI, Request, Response

from assistant.api import NOT_READY, Readiness, Reception, create_api
from assistant.errors import AssistantError
from assistant.journal import Journal
from assistant.limits import Limits
from assistant.problems import DETAILS, Problem
from assistant.settings import Settings
from assistant.web import api_page, figures_page, notices, reader, seance, simple, widget
from assistant.web.gradio_import import import_gradio
from assistant.web.guard import Public
from assistant.web.pages import Pages, in_daemon_thread
from assistant.web.static_files import static_files

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

__all__ = ["create_app", "serve"]

log = logging.getLogger(__name__)

RETRY_S = 10.0
FAILED = "L’assistant n’a pas pu s’ouvrir. L’administrateur du service en trouve la raison dans le journal."


def create_app(
    assistant: Assistant | Callable[[], Assistant],
    settings: Settings,
    *,
    limits: Limits | None = None,
) -> FastAPI:
    """The whole application: pages at ``/``, API at ``/api``.

    Args:
        assistant: open already (and closed by the caller), or a function that opens it. The function
            is called in the background at start-up, and again every ten seconds while it fails.
        limits: what is accepted from one client; None: what the settings say.
    """
    limits = limits or _limits(settings)
    reception = Reception(Readiness(), limits, journal=Journal.at(settings.journal, settings.journal_days))
    readiness, pages = reception.readiness, Pages(settings, reception)
    # An assistant is a LangChain Runnable: it is invoked, not called.
    ours = not hasattr(assistant, "invoke")
    opener = cast("Callable[[], Assistant]", assistant if ours else lambda: assistant)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            reception.journal.open()
            opening = asyncio.create_task(_open(opener, readiness, pages, stack))
            try:
                yield
            finally:
                opening.cancel()
                await asyncio.gather(opening, return_exceptions=True)
                opened, readiness.assistant = readiness.assistant, None
                if ours and opened is not None:
                    opened.close()
                await asyncio.to_thread(reception.journal.close)

    app = create_api(
        reception, show_metrics=settings.metrics, allowed_origins=settings.allowed_origins, lifespan=lifespan
    )

    @app.get("/api", include_in_schema=False)
    async def api_description() -> Response:
        return api_page.page(app.openapi())

    @app.get("/apparence/{name}", include_in_schema=False)
    async def static(name: str, request: Request) -> Response:
        file = static_files().get(name)
        if file is None:
            raise Problem(404, DETAILS[404])
        return file.sent(request)

    figures_page.add_routes(app, reception)
    reader.add_routes(app, reception)
    if settings.agents_page:
        seance.add_routes(app, reception, name=settings.session_name)
    simple.add_routes(app, reception)
    notices.add_routes(app, settings)
    widget.add_routes(app, shown=settings.widget, kept_days=settings.journal_days if settings.journal else None)
    # Not a mount, which would take a wrong method of a route above for an address of its own.
    app.router.default = pages
    app.add_middleware(Public, rewrite=pages.rewrite, rate=reception.rate)
    return app


def _limits(settings: Settings) -> Limits:
    """Limits as the settings say. Working out an extract keeps a core busy: more at once only makes everybody wait.

    Measured with 16 clients on 2 cores: half of the answers within 21 ms at 2 at once, within 130 ms at 8.
    """
    usual = Limits(requests_per_s=settings.requests_per_s, burst=settings.burst)
    at_once = usual.at_once if settings.llm else 2
    return replace(usual, at_once=at_once, waiting=usual.at_once + usual.waiting - at_once)


def serve(settings: Settings) -> None:
    """Serve until interrupted. Prints the address on stderr."""
    import uvicorn

    def opened() -> Assistant:
        from assistant.pipeline import Assistant

        return Assistant.open(settings)

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"L’assistant s’ouvre sur http://{host}:{settings.port} (Ctrl+C pour l’arrêter).", file=sys.stderr)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    uvicorn.run(
        create_app(opened, settings),
        host=settings.host,
        port=settings.port,
        # A page keeps a connection open as long as it is shown: without a limit, stopping would wait for it.
        timeout_graceful_shutdown=5,
        access_log=False,  # it would hold addresses of visitors
        server_header=False,
        log_level=settings.log_level,
    )


async def _open(opener: Callable[[], Assistant], readiness: Readiness, pages: Pages, stack: AsyncExitStack) -> None:
    """Open the assistant and the pages, trying again while that fails."""
    # Importing takes as long as opening: the two go on together.
    importing = asyncio.ensure_future(in_daemon_thread(import_gradio))
    assistant: Assistant | None = None
    while True:
        try:
            if assistant is None:
                assistant = await in_daemon_thread(opener)
            await importing
            await pages.open(assistant, stack)
            readiness.assistant = assistant
            break
        except AssistantError as error:
            log.error("%s", error)
        except Exception:
            log.exception("the assistant could not be opened")
        readiness.reason = FAILED
        await asyncio.sleep(RETRY_S)
        readiness.reason = NOT_READY
    try:
        await pages.open_agents(assistant, stack)
    except Exception:
        log.exception("the page of the staff could not be opened")
    # Visitors are served already; those who come first find the follow-up questions a little later than the others.
    with suppress(AssistantError):
        await in_daemon_thread(assistant.prepare_follow_ups)
