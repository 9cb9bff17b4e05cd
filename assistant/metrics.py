"""What does the service count about itself, for whoever watches over it?

Prometheus counters, kept in memory. By construction they hold nothing of a person: a label is one of a few words that
the service chose, never a question, an answer or an address.

=================================  ==================================================
``assistant_answers_total``        answers, by engine, abstained, fallback and door
``assistant_answer_seconds``       histogram of the time an answer took, by door
``assistant_refusals_total``       requests refused, by HTTP status
``assistant_opinions_total``       answers that a visitor judged, by whether they helped
``assistant_reasons_total``        answers that did not help, by the reason that a visitor chose
``assistant_ready``                1 when the index is open, else 0
=================================  ==================================================
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from assistant.types import Answer, Reason

Door = Literal["json", "stream", "chat", "page", "simple"]
"""Where a question came in: ``/api/ask`` in its two ways, ``/v1/chat/completions``, a page with or without script."""

MEDIA_TYPE = CONTENT_TYPE_LATEST
# Else the library tells when each kind of answer was first given.
disable_created_metrics()  # type: ignore[no-untyped-call]
# From a remembered answer to a language model that takes its time.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counts answers and refusals of one application. Safe to share between threads.

    The registry is its own: two applications in one process count apart, and nothing of the process is told.
    """

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._answers = Counter(
            "assistant_answers",
            "Answers given, abstentions included.",
            ("engine", "abstained", "fallback", "door"),
            registry=registry,
        )
        self._seconds = Histogram(
            "assistant_answer_seconds",
            "Time that an answer took, in seconds.",
            ("door",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._refusals = Counter("assistant_refusals", "Requests refused.", ("status",), registry=registry)
        self._opinions = Counter(
            "assistant_opinions", "Answers judged by visitors of the page.", ("helpful",), registry=registry
        )
        self._reasons = Counter(
            "assistant_reasons", "Answers that did not help, by the reason chosen.", ("reason",), registry=registry
        )
        self._ready = Gauge("assistant_ready", "1 when questions are answered, else 0.", registry=registry)

    def answered(self, answer: Answer, door: Door) -> None:
        """Count one complete answer, and the time that it says it took."""
        fallback = _word(answer.fallback is not None)
        self._answers.labels(answer.engine, _word(answer.abstained), fallback, door).inc()
        self._seconds.labels(door).observe(answer.elapsed_ms / 1000)

    def judged(self, helpful: bool) -> None:
        """Count that a visitor found an answer helpful, or not."""
        self._opinions.labels(_word(helpful)).inc()

    def explained(self, reason: Reason) -> None:
        """Count why a visitor found an answer not helpful."""
        self._reasons.labels(reason).inc()

    def refused(self, status: int) -> None:
        """Count one request that got an error in place of an answer."""
        self._refusals.labels(str(status)).inc()

    def watch(self, ready: Callable[[], bool]) -> None:
        """Ask ``ready`` at every reading whether questions are answered."""
        self._ready.set_function(lambda: float(ready()))

    def text(self) -> bytes:
        """All counts in the text format of Prometheus, of media type ``MEDIA_TYPE``."""
        return generate_latest(self._registry)


def _word(value: bool) -> str:
    return "true" if value else "false"
