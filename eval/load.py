"""How many answers a second does the service give over HTTP, how late, and what does it do with too many?

``python -m eval.load`` starts the real server in a process of its own, afresh for each measurement, and asks from this
one over kept connections. Every client waits for its answer before it asks again. Exit status 1 when a bound is missed.

===============  =================================================================================================
mixed, new       questions that come again as words do in a language (Zipf's law, exponent 1, over the development
                 questions), to a server that has just started: it remembers nothing yet
mixed            the same, after five thousand such questions: a server in service for a while
mixed, paced     the same again, at the rate that is promised: what one waits when the service is busy, not full
distinct         every question once, to a new server: nothing can be remembered
overload         three times as many distinct questions as it can answer: refusals must be 503 (or 429), none lost
===============  =================================================================================================

``repeated`` is the share of questions that this server had been asked before. How large it is in service depends on
its public: the law is an assumption, and ``distinct`` is what holds without any.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assistant.limits import Limits
from assistant.settings import PROJECT
from eval.intervals import percentile
from eval.questions import FOLDER, load_questions

CLIENTS = 16
SECONDS = 8.0
EARLIER = 5000  # questions asked before "mixed" is measured
PROMISED_PER_S, PROMISED_P95_MS = 300.0, 50.0
MANY = 200  # clients of the overload
COMMAND = [sys.executable, "-m", "assistant.cli"]
HEADERS = {"Content-Type": "application/json"}
LOST = 0  # in place of a status, when no answer came


@dataclass
class Measured:
    """What came back: statuses, seconds of every answer, how long it all took, which share was asked again, and the
    processor time of the server, which tells a busy machine from slow work."""

    statuses: Counter[int] = field(default_factory=Counter)
    times_s: list[float] = field(default_factory=list)
    elapsed_s: float = 0.0
    repeated: float = 0.0
    cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        """Answers a second; refusals do not count."""
        return self.statuses[200] / self.elapsed_s

    def ms(self, share: float) -> float:
        """A percentile of the time to an answer."""
        return percentile(self.times_s, share) * 1000 if self.times_s else 0.0

    def row(self, name: str) -> str:
        """One line of the table."""
        said = ", ".join(f"{n} × {status or 'lost'}" for status, n in sorted(self.statuses.items()))
        cpu_ms, cores = self.cpu_s / max(1, self.statuses[200]) * 1000, self.cpu_s / self.elapsed_s
        return (
            f"{name:14} {self.per_s:9.0f} {self.ms(0.5):8.1f} {self.ms(0.95):8.1f} {self.repeated:9.0%} {cpu_ms:7.2f} "
            f"{cores:6.2f}  {said}"
        )


@dataclass(frozen=True)
class Served:
    """A server: its port, its process, and how often it has been asked what."""

    port: int
    pid: int
    asked: Counter[str] = field(default_factory=Counter)

    def cpu_s(self) -> float:
        """Processor time since it started, from /proc."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(store: str, **settings: str) -> Iterator[Served]:
    """A server that has just started, and is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # One machine asks for all visitors: the limit of one address would measure itself.
    raised = {"ASSISTANT_REQUESTS_PER_S": "100000", "ASSISTANT_BURST": "100000", **settings}
    process = subprocess.Popen(
        [*COMMAND, "serve", "--store", store, "--port", str(port)],
        cwd=PROJECT, env=os.environ | raised, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while not _ready(port):
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("the server does not become ready")
            time.sleep(0.05)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ask(served: Served, questions: Iterator[str], *, clients: int, seconds: float, per_s: float = 0.0) -> Measured:
    """Ask ``questions`` until they or the seconds end; with ``per_s``, at that rate in all."""
    measured, lock = Measured(), threading.Lock()
    before, known = sum(served.asked.values()), len(served.asked)
    cpu_s, started = served.cpu_s(), time.perf_counter()
    ends = started + seconds

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        for turn in itertools.count():
            if per_s:
                due = started + (turn * clients + number) / per_s
                time.sleep(max(0.0, min(due, ends) - time.perf_counter()))
            with lock:
                question = next(questions, None)
                if question is None or time.perf_counter() >= ends:
                    break
                served.asked[question] += 1
            body = json.dumps({"question": question})
            sent = time.perf_counter()
            try:
                connection.request("POST", "/api/ask", body, HEADERS)
                response = connection.getresponse()
                response.read()
                status = response.status
            except (OSError, http.client.HTTPException):
                status = LOST
                connection.close()
            with lock:
                measured.statuses[status] += 1
                if status == 200:
                    measured.times_s.append(time.perf_counter() - sent)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    measured.elapsed_s, measured.cpu_s = time.perf_counter() - started, served.cpu_s() - cpu_s
    n_asked, n_new = sum(served.asked.values()) - before, len(served.asked) - known
    measured.repeated = 1 - n_new / max(1, n_asked)
    return measured


def zipf(questions: Sequence[str], seed: int = 1) -> Iterator[str]:
    """Questions without end, the one of rank r in proportion to 1/r; which one has which rank is drawn."""
    draw = random.Random(seed)
    ranked = draw.sample(questions, len(questions))
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(ranked) + 1)))
    while True:
        yield from draw.choices(ranked, cum_weights=weights, k=1000)


def main() -> int:
    """Measure, print the table, hold it against the promise."""
    longest = Limits().question_chars
    questions = sorted({q.question for q in load_questions([FOLDER / "dev"]) if len(q.question) <= longest})
    distinct = random.Random(1).sample(questions, len(questions))
    folder = Path(tempfile.mkdtemp())
    try:
        store = str(folder / "index")
        subprocess.run([*COMMAND, "index", "--store", store], capture_output=True, check=True, cwd=PROJECT)
        with server(store) as served:
            drawn = zipf(questions)
            new = ask(served, drawn, clients=CLIENTS, seconds=SECONDS)
            left = max(0, EARLIER - sum(served.asked.values()))
            ask(served, itertools.islice(drawn, left), clients=CLIENTS, seconds=120)
            full = ask(served, drawn, clients=CLIENTS, seconds=SECONDS)
            paced = ask(served, drawn, clients=CLIENTS, seconds=SECONDS, per_s=PROMISED_PER_S)
        with server(store) as served:
            once = ask(served, iter(distinct), clients=CLIENTS, seconds=60)
        with server(store, ASSISTANT_REMEMBERED_ANSWERS="0") as served:
            over = ask(served, itertools.cycle(distinct), clients=MANY, seconds=SECONDS, per_s=3 * once.per_s)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {CLIENTS} clients")
    print(f"{'':14} answers/s   p50 ms   p95 ms  repeated  cpu ms  cores  statuses")
    rows = {"mixed, new": new, "mixed": full, "mixed, paced": paced, "distinct": once, f"overload ({MANY})": over}
    for name, measured in rows.items():
        print(measured.row(name))
    answered = {status for measured in (new, full, paced, once) for status in measured.statuses}
    missed = [
        sentence
        for missed, sentence in (
            (full.per_s < PROMISED_PER_S, f"mixed: fewer than {PROMISED_PER_S:g} answers a second"),
            (paced.ms(0.95) >= PROMISED_P95_MS, f"mixed, paced: p95 not below {PROMISED_P95_MS:g} ms"),
            (answered != {200}, "not every question answered"),
            (not set(over.statuses) <= {200, 429, 503}, "overload: other than 429 or 503, or requests lost"),
            (not over.statuses[503], "overload: nothing was refused, so it was none"),
        )
        if missed
    ]
    for sentence in missed:
        print(f"MISSED  {sentence}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
