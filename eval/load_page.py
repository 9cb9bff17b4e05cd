"""Does the page keep answering when fifty people ask at once?

``python -m eval.load_page`` starts the real server and speaks to it as fifty browsers do: it sends the event of the
question box, and reads what comes back until the answer is there; of a queued event, the stream of its session. The
questions are those that the page proposes, which come again; with ``--new``, development questions, none twice.
Prints failures, p50 and p95 of the time from question to answer. Exit status 1 when a question failed or p95 is over
a second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from assistant.settings import PROJECT
from eval.intervals import percentile
from eval.questions import FOLDER, load_questions

P95_S = 1.0
READY_S = 60.0
ANSWER_S = 30.0
LONGEST = 500


@dataclass
class Measured:
    """Seconds of each answered question, and what happened to the others."""

    times_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """What a browser knows once it has the page: the event that asks, and questions to ask."""

    address: str
    event: int
    trigger: int
    queued: bool
    questions: tuple[str, ...]


def read_page(address: str) -> Target:
    """The event of the question box and the questions that the page itself offers as examples."""
    with urllib.request.urlopen(f"{address}/config", timeout=10) as answer:
        config = json.load(answer)
    asking = next(d for d in config["dependencies"] if any(event == "submit" for _, event in d["targets"]))
    buttons = [part["props"] for part in config["components"] if part["type"] == "button"]
    questions = [props["value"] for props in buttons if props["value"] and props["value"].rstrip().endswith("?")]
    return Target(address, asking["id"], asking["targets"][0][0], asking["queue"] is not False, tuple(questions))


async def ask(client: httpx.AsyncClient, target: Target, session: str, question: str) -> str:
    """Why the question failed, or nothing."""
    sent = await client.post(
        "/gradio_api/queue/join" if target.queued else "/gradio_api/run/predict",
        json={
            "data": [question, None], "fn_index": target.event, "trigger_id": target.trigger,
            "session_hash": session, "event_data": None,
        },
    )  # fmt: skip
    if sent.status_code != 200:
        return f"status {sent.status_code}"
    if not target.queued:
        return "" if _is_answered(sent.text) else "no answer"
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        shown = ""
        async for line in stream.aiter_lines():
            shown += line
            if '"msg":"process_completed"' not in line.replace(" ", ""):
                continue
            success = json.loads(line.removeprefix("data:"))["success"]
            return "" if success and _is_answered(shown) else "no answer"
    return "the stream ended before the answer"


def _is_answered(shown: str) -> bool:
    """Both answers and refusals say who wrote them; errors do not."""
    return "ia-non" in shown or "ia-oui" in shown


async def visit(
    target: Target, visitor: int, n: int, pause_s: float, measured: Measured, new: Iterator[str] | None
) -> None:
    """One person: ``n`` questions, one after the other, each after the answer before it and a pause."""
    chance = random.Random(visitor)
    # Behind its proxy the server knows visitors by this header; without it all would share the limit of one.
    headers = {"X-Forwarded-For": f"10.0.{visitor // 250}.{visitor % 250 + 1}"}
    async with httpx.AsyncClient(base_url=target.address, headers=headers, timeout=ANSWER_S) as client:
        await asyncio.sleep(chance.uniform(0, pause_s))
        for turn in range(n):
            question = next(new) if new else chance.choice(target.questions)
            started = time.perf_counter()
            try:
                failure = await ask(client, target, f"visiteur{visitor}", question)
            except httpx.HTTPError as error:
                failure = type(error).__name__
            if failure:
                measured.failures.append(failure)
            else:
                measured.times_s.append(time.perf_counter() - started)
            if turn + 1 < n:
                await asyncio.sleep(chance.uniform(0, 2 * pause_s))


async def load(target: Target, visitors: int, n: int, pause_s: float, new: Iterator[str] | None = None) -> Measured:
    """All visitors at once. ``new``: questions that are asked once each, in place of those of the page."""
    measured = Measured()
    await asyncio.gather(*(visit(target, visitor, n, pause_s, measured, new) for visitor in range(visitors)))
    return measured


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Address of a server of one's own, ready, on a store of its own."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {
            "ASSISTANT_PORT": str(port),
            "ASSISTANT_STORE": folder,
            "ASSISTANT_HOST": "127.0.0.1",
        }
        process = subprocess.Popen(
            [sys.executable, PROJECT / "app.py"], cwd=PROJECT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api/ready", timeout=2):
            return
        time.sleep(0.1)
    raise SystemExit("The server did not become ready: try `python app.py` to see why.")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. See the head of the file."""
    parser = argparse.ArgumentParser(prog="python -m eval.load_page", description=__doc__)
    parser.add_argument("--url", help="a server that runs already; otherwise one is started")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("-n", type=int, default=10, help="questions of each visitor")
    parser.add_argument("--pause", type=float, default=0.0, help="mean seconds between an answer and the next question")
    parser.add_argument("--new", action="store_true", help="ask development questions, none twice")
    chosen = parser.parse_args(arguments)
    new: list[str] | None = None
    if chosen.new:
        new = sorted({q.question for q in load_questions([FOLDER / "dev"]) if len(q.question) <= LONGEST})
        random.Random(1).shuffle(new)
        if chosen.visitors * chosen.n > len(new):
            parser.error(f"--new has {len(new)} questions: lower --visitors or -n")
    with contextlib.nullcontext(chosen.url) if chosen.url else server() as address:
        target = read_page(address.rstrip("/"))
        started = time.perf_counter()
        measured = asyncio.run(load(target, chosen.visitors, chosen.n, chosen.pause, iter(new) if new else None))
        seconds = time.perf_counter() - started
    return report(measured, seconds, chosen.visitors, chosen.pause)


def report(measured: Measured, seconds: float, visitors: int, pause_s: float) -> int:
    """Print the measures; 1 when a bound is missed."""
    p50, p95 = percentile(measured.times_s, 0.5), percentile(measured.times_s, 0.95)
    reasons = ", ".join(sorted(set(measured.failures)))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {visitors} visitors, mean pause {pause_s:g} s")
    print(f"answers {len(measured.times_s)} in {seconds:.1f} s, failures {len(measured.failures)} {reasons}".rstrip())
    print(f"p50 {p50:.2f} s, p95 {p95:.2f} s (at most {P95_S:g} s)")
    return 1 if measured.failures or not measured.times_s or p95 > P95_S else 0


if __name__ == "__main__":
    sys.exit(main())
