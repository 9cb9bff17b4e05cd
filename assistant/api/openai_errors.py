"""How does ``/v1/`` say what went wrong? In OpenAI's shape, wherever the refusal was written."""

from __future__ import annotations

import json
import logging

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.completions import error_object
from assistant.problems import DETAILS, Problem

log = logging.getLogger(__name__)


class OpenAIErrors:
    """Middleware: every problem below ``/v1/`` leaves as ``{"error": {"message", "type", "param", "code"}}``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and reword the answer when it is a problem."""
        if scope["type"] != "http" or not scope["path"].removeprefix(scope.get("root_path", "")).startswith("/v1/"):
            return await self.app(scope, receive, send)
        answer = _Reworded(send)
        try:
            await self.app(scope, receive, answer)
        except Exception:
            if answer.started:
                raise
            # Caught here, because what Starlette answers to an exception would not pass through here.
            log.exception("%s failed", scope["path"])
            await Problem(500, DETAILS[500])(scope, receive, answer)


class _Reworded:
    """One response on its way out."""

    def __init__(self, send: Send) -> None:
        self.send, self.started = send, False
        self.held: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message of the response, or hold it until the problem is whole."""
        if message["type"] == "http.response.start":
            self.started = True
            if MutableHeaders(raw=message["headers"]).get("content-type") == "application/problem+json":
                self.held = message
                return
        elif self.held is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            start, body = self.held, json.dumps(error_object(json.loads(self.body)), ensure_ascii=False).encode()
            headers = MutableHeaders(raw=start["headers"])
            headers["content-type"], headers["content-length"] = "application/json", str(len(body))
            await self.send(start)
            return await self.send({"type": "http.response.body", "body": body})
        await self.send(message)
