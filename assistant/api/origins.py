"""Which other sites may call the API from a visitor's browser? None, but for those that the settings name.

Cross-origin headers are given for ``/api/`` and ``/v1/`` alone, to a named origin alone, and never with
credentials. Any other request passes as if this were not here: the browser then keeps the answer from the site.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.problems import DETAILS, Problem

log = logging.getLogger(__name__)

# What a page of a named origin may read beside the body.
SHOWN = ("Retry-After", "X-Generated-By-AI")


def is_api(path: str) -> bool:
    """Whether a path belongs to the API: ``/api/…`` or ``/v1/…``, not the page ``/api``."""
    return path.startswith(("/api/", "/v1/"))


class Origins:
    """Middleware: cross-origin headers for the API and the origins that are named."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self.app, self.allowed = app, frozenset(allowed)
        self._open = CORSMiddleware(
            self._answered,
            allow_origins=list(allowed),
            allow_methods=["GET", "POST"],
            # A client of OpenAI's protocol sends headers of its own, a key among them that nobody reads here.
            allow_headers=["*"],
            expose_headers=SHOWN,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with or without cross-origin headers."""
        if scope["type"] != "http" or not is_api(scope["path"].removeprefix(scope.get("root_path", ""))):
            return await self.app(scope, receive, send)
        if Headers(scope=scope).get("origin") in self.allowed:
            return await self._open(scope, receive, send)

        async def varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A cache must not hand this answer to an origin that is named.
                MutableHeaders(raw=message["headers"]).add_vary_header("Origin")
            await send(message)

        await self.app(scope, receive, varying if self.allowed else send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """``app``, with its failures answered in here: further out, the answer would miss the cross-origin headers."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if started:
                raise
            log.exception("%s failed", scope["path"])
            await Problem(500, DETAILS[500])(scope, receive, send)
