"""How long and how slow may the body of a request be?"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.limits import Limits
from assistant.problems import Problem


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
