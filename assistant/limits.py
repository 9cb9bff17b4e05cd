"""How much may one visitor, or all of them together, ask of the machine?"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What the web application and the HTTP API accept.

    Attributes:
        question_chars: longest question, and longest earlier question of a history.
        body_bytes: longest request body, on every route.
        body_deadline_s: time in which a body must have arrived whole.
        requests_per_s, burst: token bucket of one client. Generous on purpose: the agents of a
            town hall, or the customers of one mobile operator, often share an address.
        at_once: answers computed at the same time.
        waiting: requests that may wait for their turn; one more is refused with 503.
        turns: questions of one conversation on the page.
    """

    question_chars: int = 500
    body_bytes: int = 16 * 1024
    body_deadline_s: float = 10.0
    requests_per_s: float = 5.0
    burst: int = 40
    at_once: int = 8
    waiting: int = 56
    turns: int = 40


class RateLimit:
    """One token bucket per client.

    The table holds at most ``n_clients`` buckets, the least recently used is forgotten first;
    a forgotten client starts again with a full bucket.
    """

    def __init__(
        self, per_s: float, burst: int, *, n_clients: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_s, self._burst, self._n_clients, self._clock = per_s, burst, n_clients, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, client: str, cost: float = 1.0) -> float:
        """Take ``cost`` tokens. 0 when they were there, else the seconds until they will be."""
        with self._lock:
            now = self._clock()
            tokens, since = self._buckets.pop(client, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - since) * self._per_s)
            allowed = tokens >= cost
            self._buckets[client] = (tokens - cost if allowed else tokens, now)
            if len(self._buckets) > self._n_clients:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (cost - tokens) / self._per_s


class Turnstile:
    """Lets ``n`` requests in, those that wait included; one more is refused at once."""

    def __init__(self, n: int) -> None:
        self._free, self._lock = n, threading.Lock()

    @contextmanager
    def pass_through(self) -> Iterator[bool]:
        """True inside the block when there was room. A refused caller must not do the work."""
        with self._lock:
            entered = self._free > 0
            self._free -= entered
        try:
            yield entered
        finally:
            with self._lock:
                self._free += entered


def client_of(host: str | None) -> str:
    """The client that an address stands for: one IPv4 address, or one IPv6 /64 network.

    A single household is given a whole /64: counting its addresses one by one would count nothing.
    """
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "?"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
