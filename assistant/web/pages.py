"""Which application of Gradio answers, and what is shown until it can?"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from fastapi import Response
from markupsafe import Markup
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api import Reception, is_api
from assistant.problems import DETAILS, Problem
from assistant.settings import Settings
from assistant.web import frame
from assistant.web.guard import AGENTS, not_found
from assistant.web.static_files import address, inline

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

T = TypeVar("T")


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
        """Pass a request on to the application it is for, or say that it is being prepared."""
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
        app = await in_daemon_thread(build)
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
        app = await in_daemon_thread(build)
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


async def in_daemon_thread(work: Callable[[], T]) -> T:
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
