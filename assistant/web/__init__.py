"""Which pages and routes does the public get, and how is the server started?

The server listens at once. The index is opened, or built, and Gradio imported, in the background;
until then the page says so and ``/api/ready`` answers 503.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from fastapi import FastAPI, Request, Response
from markupsafe import Markup
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api import NOT_READY, Readiness, Reception, create_api, is_api
from assistant.errors import AssistantError
from assistant.journal import Journal
from assistant.limits import Limits
from assistant.problems import DETAILS, Problem
from assistant.settings import Settings
from assistant.web import api_page, figures_page, frame, notices, reader, seance, simple, widget
from assistant.web.gradio_import import import_gradio
from assistant.web.guard import AGENTS, Public, not_found
from assistant.web.static_files import address, inline, static_files

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

__all__ = ["create_app", "serve"]

log = logging.getLogger(__name__)
T = TypeVar("T")

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
    seance.add_routes(app, reception)
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


@dataclass(frozen=True, slots=True)
class Frame:
    """What :func:`page.rewrite` puts around a page of Gradio: its title, and HTML for the head, before it and after."""

    title: str
    head: str
    before: str
    after: str


class Pages:
    """The page that says « L’index se prépare », then the applications of Gradio: for everyone, and for the staff."""

    def __init__(self, settings: Settings, reception: Reception) -> None:
        self.settings, self.reception, self.readiness = settings, reception, reception.readiness
        self.apps: dict[str, ASGIApp] = {}
        self.frames: dict[str, Frame] = {}
        self.head = (
            f'<link rel="stylesheet" href="{address("page.css")}">'
            f'<link rel="icon" type="image/svg+xml" href="{inline("icon.svg")}">'
            f'<script defer src="{address("page.js")}"></script>'
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if is_api(path):
            return await Problem(404, DETAILS[404])(scope, receive, send)
        at = AGENTS if path == AGENTS or path.startswith(f"{AGENTS}/") else "/"
        if at == AGENTS and not self.settings.agents_page:
            return await not_found(scope, path)(scope, receive, send)
        if at in self.apps:
            inner = scope
            if path == at:
                # The page must come as plain text, to be rewritten.
                headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
                # Gradio has its page behind a slash, from where the relative links of all pages would lead nowhere.
                inner = {**scope, "headers": headers, "path": scope["path"].rstrip("/") + "/"}
            return await self.apps[at](inner, receive, send)
        if path != at:
            return await Problem(503, self.readiness.reason, retry_after_s=2)(scope, receive, send)
        page = frame.render("wait.html", reason=self.readiness.reason, head=Markup(self.head))
        await Response(page, 503, {"Retry-After": "2"}, media_type="text/html")(scope, receive, send)

    async def open(self, assistant: Assistant, stack: AsyncExitStack) -> None:
        """Import Gradio, build its page for everyone and start its queue; ``stack`` stops it."""
        from assistant.web import page

        streams, journal = self.settings.llm is not None, self.reception.journal
        build = partial(
            page.build_pages, assistant, self.reception, streams=streams,
            asks_opinion=self.settings.metrics or (self.settings.reasons and journal.days is not None),
            asks_reasons=self.settings.reasons,
        )  # fmt: skip
        app = await _in_daemon_thread(build)
        await stack.enter_async_context(app.router.lifespan_context(app))
        titles = page.documents(assistant)
        heading = "Interroger le rapport" if len(titles) == 1 else "Interroger les rapports"
        sent = f"Vos questions sont transmises au modèle de langage {self.settings.llm}." if streams else ""
        privacy = f"{sent} {journal.notice}".strip() or "Vos questions ne sont pas enregistrées."
        before = frame.render(
            "before.html", here="./", heading=heading, document=" · ".join(titles[:3]), kept=journal.notice
        )
        after = frame.render("after.html", here="./", privacy=privacy)
        self.frames["/"] = Frame(page.page_title(assistant), self.head, before, after)
        self.apps["/"] = app

    async def open_agents(self, assistant: Assistant, stack: AsyncExitStack) -> None:
        """The page of the staff. Two thirds of a second of processor time, which everyone else need not wait for."""
        from assistant.web import agents, page

        if not self.settings.agents_page:
            return
        build = partial(
            agents.build_page, assistant, self.reception, streams=self.settings.llm is not None,
            caution=self.settings.caution,
        )  # fmt: skip
        app = await _in_daemon_thread(build)
        await stack.enter_async_context(app.router.lifespan_context(app))
        document = " · ".join(page.documents(assistant)[:3])
        before = frame.render(
            "agents/before.html", heading=agents.HEADING, document=document, kept=self.reception.journal.notice
        )
        self.frames[AGENTS] = Frame(agents.TITLE, self.head + agents.head(), before, self.frames["/"].after)
        self.apps[AGENTS] = app

    def rewrite(self, text: str, nonce: str, path: str) -> str:
        """Gradio's page as it is sent; the waiting page is ours already."""
        if "<gradio-app" not in text:
            return text
        from assistant.web import page

        around = self.frames[path]
        return page.rewrite(text, nonce, title=around.title, head=around.head, before=around.before, after=around.after)


async def _open(opener: Callable[[], Assistant], readiness: Readiness, pages: Pages, stack: AsyncExitStack) -> None:
    """Open the assistant and the pages, trying again while that fails."""
    # Importing takes as long as opening: the two go on together.
    importing = asyncio.ensure_future(_in_daemon_thread(import_gradio))
    assistant: Assistant | None = None
    while True:
        try:
            if assistant is None:
                assistant = await _in_daemon_thread(opener)
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
        await _in_daemon_thread(assistant.prepare_follow_ups)


async def _in_daemon_thread(work: Callable[[], T]) -> T:
    """``work()``, in a thread that does not keep a stopped server alive while an index is being built."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(method: str, value: object) -> None:
        if not future.done():
            getattr(future, method)(value)

    def run() -> None:
        try:
            method, value = "set_result", cast("object", work())
        except BaseException as error:
            method, value = "set_exception", error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, method, value)

    threading.Thread(target=run, name="open", daemon=True).start()
    return await future
