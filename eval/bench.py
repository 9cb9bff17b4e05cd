"""How fast are the answers, and how much memory do they take?

``python -m eval.bench`` measures on the machine at hand: answers in process, a cold command, the index from
nothing, a batch over standard input, and the memory of the serving process. Exit status 1 when a bound is missed.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from assistant.pipeline import Assistant
from assistant.settings import PROJECT, load_settings
from eval.intervals import percentile
from eval.questions import FOLDER, load_questions

# name -> (largest value allowed, unit); figures of the project's own promises.
BOUNDS: dict[str, tuple[float, str]] = {
    "answer, warm, p50": (5.0, "ms"),
    "answer, warm, p95": (15.0, "ms"),
    "batch, time per answer": (5.0, "ms"),
    "assistant ask, cold process": (2.0, "s"),
    "index from nothing": (5.0, "s"),
    "memory of the serving process": (350.0, "MB"),
    "serving process ready": (6.0, "s"),
}
COMMAND = [sys.executable, "-m", "assistant.cli"]
QUESTION = "Combien d'hectares d'espaces naturels sont protégés ?"


def in_process(store: str) -> dict[str, float]:
    """Latency of warm answers over the development questions, in ms."""
    questions = [q.question for q in load_questions([FOLDER / "dev"])]
    # Every answer is worked out: a remembered one would measure the memory.
    with_index = Assistant.open(load_settings(store=store, remembered_answers=0))
    for question in questions:
        with_index.invoke(question)
    times = []
    for question in questions * 2:
        started = time.perf_counter()
        with_index.invoke(question)
        times.append((time.perf_counter() - started) * 1000)
    with_index.close()
    return {"answer, warm, p50": percentile(times, 0.5), "answer, warm, p95": percentile(times, 0.95)}


def batch(store: str, n: int = 2000) -> float:
    """Milliseconds per answer of ``ask --batch``, start of the process left out."""
    questions = [q.question for q in load_questions([FOLDER / "dev"])]
    lines = [json.dumps({"id": str(i), "question": questions[i % len(questions)]}) for i in range(n)]

    def run(count: int) -> float:
        started = time.perf_counter()
        done = subprocess.run(
            [*COMMAND, "ask", "--batch", "-", "--store", store],
            input="\n".join(lines[:count]) + "\n", capture_output=True, text=True, check=True, cwd=PROJECT,
            env=os.environ | {"ASSISTANT_REMEMBERED_ANSWERS": "0"},
        )  # fmt: skip
        if done.stdout.count("\n") != count:
            raise RuntimeError(f"{done.stdout.count(chr(10))} answers for {count} questions")
        return time.perf_counter() - started

    # Both runs pay for the start and for the first look at every passage.
    return (run(n) - run(n // 4)) / (n - n // 4) * 1000


def command(*arguments: str) -> float:
    """Wall seconds of one command from a cold process; the best of three, so that the machine's noise counts less."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([*COMMAND, *arguments], capture_output=True, check=True, cwd=PROJECT)
        times.append(time.perf_counter() - started)
    return min(times)


def index_from_nothing(folder: Path) -> float:
    """Seconds of ``assistant index`` without any former index, the best of three."""
    times = []
    for n in range(3):
        started = time.perf_counter()
        subprocess.run(
            [*COMMAND, "index", "--store", str(folder / f"fresh-{n}")], capture_output=True, check=True, cwd=PROJECT
        )
        times.append(time.perf_counter() - started)
    return min(times)


def serving(store: str) -> dict[str, float]:
    """Seconds until ready, and resident memory in MB after 200 answers over HTTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--store", store, "--port", str(port)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/ready", timeout=1).close()
                break
            except OSError:
                if time.perf_counter() - started > 60:
                    raise
                time.sleep(0.05)
        ready = time.perf_counter() - started
        for question in [q.question for q in load_questions([FOLDER / "dev"])][:200]:
            body = json.dumps({"question": question[:500]}).encode()
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/ask", body, {"Content-Type": "application/json"}
            )
            try:
                urllib.request.urlopen(request, timeout=10).close()
            except urllib.error.HTTPError as error:
                if error.code != 429:
                    raise
                time.sleep(1)
        return {"memory of the serving process": resident_mb(server.pid), "serving process ready": ready}
    finally:
        server.terminate()
        server.wait(timeout=20)


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB (10^6 bytes), from /proc."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("VmRSS is not in /proc")


def main() -> int:
    """Measure, print a table, hold it against the bounds."""
    folder = Path(tempfile.mkdtemp())
    try:
        store = str(folder / "index")
        measured: dict[str, float] = {"index from nothing": index_from_nothing(folder)}
        command("index", "--store", store)
        measured |= in_process(store)
        measured["batch, time per answer"] = batch(store)
        measured["assistant ask, cold process"] = command("ask", QUESTION, "--store", store)
        measured |= serving(store)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    missed = 0
    for name, (bound, unit) in BOUNDS.items():
        late = measured[name] > bound
        missed += late
        print(f"{name:32} {measured[name]:8.2f} {unit:3} (at most {bound:g}){'  MISSED' if late else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
