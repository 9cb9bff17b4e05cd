"""An application on a port of its own, in a thread of this process, so that a test can reach into both ends."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def served(app: Any) -> Iterator[str]:
    """``app`` on a port of its own, in a thread."""
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not server.started or not ready(address_of(server)):
        assert time.monotonic() < end, "the service does not start"
        time.sleep(0.05)
    try:
        yield address_of(server)
    finally:
        server.should_exit = True
        thread.join(10)


def address_of(server: uvicorn.Server) -> str:
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/api/ready"):
            return True
    except OSError:
        return False
