"""What may pass between Gradio and the public?

Gradio serves many routes that this application does not use (uploads, proxies, files), no security
header, and a page in English that names other hosts. :class:`Public` stands before all of it.
"""

from __future__ import annotations

import gzip
import logging
import re
import secrets
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api import is_api
from assistant.limits import RateLimit, client_of
from assistant.problems import DETAILS, Problem
from assistant.web import frame

log = logging.getLogger(__name__)

# What the page of Gradio 6.31 asks for, seen in a browser; everything else is 404.
OPEN_PATHS = re.compile(
    r"""/ | (/agents)?/theme\.css | /config | /favicon\.ico | /robots\.txt
    | /(assets|static|apparence)/.* | /widget\.js | /demonstration
    | /api(/.*)? | /v1/.*
    | /(agents(/seance)?|rapport|chiffres|simple|accessibilite|mentions-legales|donnees-personnelles|ecoconception)
    | (/agents)?/gradio_api/(queue/(join|data) | run/predict | heartbeat/[^/]+ | startup-events | app_id | cancel
        | reset)""",
    re.VERBOSE,
)
AGENTS = "/agents"
GRADIO_PAGES = ("/", AGENTS)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# Gradio places its elements with style attributes, hence 'unsafe-inline' for styles, and for them only.
PAGE = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Pages of ours: no script at all, but for those below.
DOCUMENT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
# Those whose script, a file of ours, asks the API: the demonstration of the widget, and the agents' session.
SCRIPTED = f"{DOCUMENT}; script-src 'self'; connect-src 'self'"
SCRIPTED_PAGES = ("/demonstration", "/agents/seance")
# Gradio builds addresses from what a proxy says of itself, and fails over what is no host, scheme or address.
FORWARDED = re.compile(rb"[A-Za-z0-9.:,\[\]_ -]*")
# Of the allowance of a client, next to a question at another door: « Nouvelle conversation » is an event too.
EVENT_COST = 0.5
# Where the page sends them: one that is answered in steps waits in a queue.
EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/predict")
# A year, for files whose address changes with their content; an hour for the others.
FOREVER, AN_HOUR = "public, max-age=31536000, immutable", "public, max-age=3600"

Rewrite = Callable[[str, str, str], str]
"""``(html, nonce, path)`` to the HTML to send."""


class Public:
    """Middleware: closed routes, security headers on every answer, the page rewritten.

    Only ``text/html`` is held back until it is whole; streams pass as they come.
    """

    def __init__(self, app: ASGIApp, rewrite: Rewrite, rate: RateLimit) -> None:
        self.app, self.rewrite, self.rate = app, rewrite, rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and watch over the answer."""
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer = Outgoing(scope, send, self.rewrite)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if not OPEN_PATHS.fullmatch(path):
            return await not_found(scope, path)(scope, receive, answer)
        if path.removeprefix(AGENTS) in EVENTS:
            client = scope.get("client")
            if wait_s := self.rate.wait_s(client_of(client[0] if client else None), EVENT_COST):
                return await Problem(429, "Trop de demandes. Attendez un peu.", retry_after_s=wait_s)(
                    scope, receive, answer
                )
        kept = [h for h in scope["headers"] if not h[0].startswith(b"x-forwarded-") or FORWARDED.fullmatch(h[1])]
        try:
            await self.app({**scope, "headers": kept}, receive, answer)
        except Exception:
            if answer.started:
                raise
            # Caught here, because Starlette's own answer to an exception would miss the headers.
            log.exception("%s failed", path)
            await Problem(500, DETAILS[500])(scope, receive, answer)


def not_found(scope: Scope, path: str) -> ASGIApp:
    """A page for a reader, an object for a program. Below another address the links of a page would lead nowhere."""
    problem = Problem(404, DETAILS[404])
    reads = "text/html" in Headers(scope=scope).get("accept", "") and path.count("/") == 1
    return frame.error_page(problem, here="") if reads else problem


class Outgoing:
    """One response on its way out."""

    def __init__(self, scope: Scope, send: Send, rewrite: Rewrite) -> None:
        self.path = scope["path"].removeprefix(scope.get("root_path", ""))
        self.https, self.send, self.rewrite = scope["scheme"] == "https", send, rewrite
        self.gzip = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        self.head = scope["method"] == "HEAD"
        self.started = False
        self.start: Message | None = None
        self.page = b""

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message of the response."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            self._protect(headers)
            if message["status"] == 304:
                # A browser gives the page that it has kept the headers of this answer.
                headers["Content-Security-Policy"] = DOCUMENT
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
            self.started = True
        elif self.start is not None:
            self.page += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_page(self.start, self.page)
            return
        await self.send(message)

    def _protect(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        if self.https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        headers["Content-Security-Policy"] = CLOSED
        if self.path == "/widget.js":
            # The one file that is made for pages of other sites.
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if self.path.startswith("/assets/"):
            headers["Cache-Control"] = FOREVER
        elif self.path.endswith("/theme.css") or self.path.startswith(("/static/", "/apparence/")):
            headers["Cache-Control"] = FOREVER if self.path.startswith("/apparence/") else AN_HOUR
        for name in {name.lower() for name in headers}:
            # Cross-origin headers are Gradio's, unless the API gave them to an origin that the settings name.
            foreign = name.startswith("access-control-") and not is_api(self.path)
            if foreign or name in ("server", "set-cookie", "access-control-allow-credentials"):
                del headers[name]

    async def _send_page(self, start: Message, page: bytes) -> None:
        headers, nonce = MutableHeaders(raw=start["headers"]), secrets.token_urlsafe(16)
        if not self.head and headers.get("content-encoding") is None:
            page = self.rewrite(page.decode(), nonce, self.path).encode()
            if self.gzip:
                page = gzip.compress(page, 6)
                headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(page))
        if self.path in GRADIO_PAGES:
            headers["Content-Security-Policy"] = PAGE.format(nonce=nonce)
            headers["Cache-Control"] = "no-store"
        else:
            headers["Content-Security-Policy"] = SCRIPTED if self.path in SCRIPTED_PAGES else DOCUMENT
            headers.setdefault("Cache-Control", "no-store")
        headers["Vary"] = "Accept-Encoding"
        await self.send(start)
        await self.send({"type": "http.response.body", "body": page})
