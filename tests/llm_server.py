"""A chat model server on loopback that speaks OpenAI's protocol and misbehaves on demand.

with ScriptedServer() as server:
    server.behaviour = DRIPPING
    ... ask with base_url=server.url ...
    assert len(server.requests) == 1
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

GOOD_ANSWER = "Le SCoT protège 234 000 hectares, soit 74 % du territoire. [1]"


@dataclass(frozen=True)
class Behaviour:
    """What the server does with a request for a chat completion."""

    answer: str = GOOD_ANSWER
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    silence_s: float = 0.0  # before the first byte
    drip_s: float = 0.0  # between two words
    repeat: bool = False  # the answer again and again
    page: str | None = None  # an HTML page in place of an answer
    stop: str | None = "stop"  # finish_reason; None: the stream is broken off without one
    quotes_key: bool = False  # the error message holds the key that was sent


GOOD = Behaviour()
SLOW = Behaviour(silence_s=30.0)
DRIPPING = Behaviour(drip_s=0.1, repeat=True)
ENDLESS = Behaviour(repeat=True)
OVERLOADED = Behaviour(status=429, headers={"Retry-After": "20"})
BROKEN = Behaviour(status=500)
BAD_KEY = Behaviour(status=401, quotes_key=True)
UNKNOWN_MODEL = Behaviour(status=404)
PAGE = Behaviour(page="<!doctype html><html><body><h1>Connexion requise</h1></body></html>")
PAGE_AS_ANSWER = Behaviour(answer="<!doctype html><html><body>Connexion requise. [1]</body></html>")
EMPTY = Behaviour(answer="")
BLANK = Behaviour(answer=" \n ")
TRUNCATED = Behaviour(answer="Le SCoT protège 234 000 hectares. [1] Il vise aussi à", stop=None)
CUT_SHORT = Behaviour(answer="Le SCoT protège 234 000 hectares. [1] Il vise aussi à", stop="length")
INVALID_CITATION = Behaviour(answer="Le SCoT protège 234 000 hectares. [7]")
ALTERED_FIGURE = Behaviour(answer="Le SCoT protège 999 000 hectares. [1]")


class ScriptedServer:
    """Serves until the ``with`` block ends; keeps every request it got."""

    def __init__(self) -> None:
        self.behaviour = GOOD
        self.requests: list[dict[str, Any]] = []
        self.broken_connections = 0
        self.closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def pause(self, seconds: float) -> None:
        """Sleep, but not beyond the end of the test."""
        self.closing.wait(seconds)


def _handler(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.requests.append({"path": self.path, "headers": headers, "body": body})
            does = server.behaviour
            server.pause(does.silence_s)
            try:
                if does.status != 200:
                    self._refuse(does)
                elif does.page is not None:
                    self._send("text/html", does.page.encode())
                elif body.get("stream"):
                    self._stream(does)
                else:
                    choice = {
                        "index": 0,
                        "message": {"role": "assistant", "content": does.answer},
                        "finish_reason": does.stop,
                    }
                    self._send("application/json", json.dumps(_envelope("chat.completion", choice)).encode())
            except (BrokenPipeError, ConnectionResetError):
                server.broken_connections += 1
                self.close_connection = True

        def _refuse(self, does: Behaviour) -> None:
            message = f"error {does.status}"
            if does.quotes_key:
                message += f": incorrect API key provided: {self.headers['Authorization']}"
            self._send("application/json", json.dumps({"error": {"message": message}}).encode(), does)

        def _send(self, kind: str, content: bytes, does: Behaviour = GOOD) -> None:
            self.send_response(does.status)
            for name, value in does.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _stream(self, does: Behaviour) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            while not server.closing.is_set():
                for word in does.answer.split(" "):
                    self._event(
                        {"index": 0, "delta": {"role": "assistant", "content": word + " "}, "finish_reason": None}
                    )
                    server.pause(does.drip_s)
                if not does.repeat:
                    break
            if does.stop is not None:
                self._event({"index": 0, "delta": {}, "finish_reason": does.stop})
                self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, choice: dict[str, Any]) -> None:
            self.wfile.write(b"data: " + json.dumps(_envelope("chat.completion.chunk", choice)).encode() + b"\n\n")
            self.wfile.flush()

    return Handler


def _envelope(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "1", "object": kind, "created": 0, "model": "scripted", "choices": [choice]}


def took(call: Callable[[], object]) -> float:
    """Seconds that ``call`` takes, errors of the assistant included."""
    from assistant.errors import AssistantError

    began = time.monotonic()
    try:
        call()
    except AssistantError:
        pass
    return time.monotonic() - began
