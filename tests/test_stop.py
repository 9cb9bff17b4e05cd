"""Stopping: a server that is told to stop ends in time, also while an answer streams."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from invented import PROJECT, REPORT, free_port
from llm_server import Behaviour, ScriptedServer

pytestmark = pytest.mark.slow
RIVAGES = b'{"question": "Combien d\'hectares le Plan des rivages prot\\u00e8ge-t-il ?"}'
GRACE_S = 5
# Goes on for ever, a word at a time, and is true.
TALKING = Behaviour(answer="Le Plan des rivages protège 1 860 hectares. [1]", drip_s=0.2, repeat=True)


def test_a_server_told_to_stop_ends_although_an_answer_streams(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "valserine-2024.md").write_text(REPORT, encoding="utf-8")
    port = free_port()
    with ScriptedServer() as model:
        model.behaviour = TALKING
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")} | {
            "ASSISTANT_CORPUS": str(tmp_path / "corpus"),
            "ASSISTANT_STORE": str(tmp_path / "index"),
            "ASSISTANT_PORT": str(port),
            "ASSISTANT_LLM": "openai:essai",
            "ASSISTANT_LLM_BASE_URL": model.url,
            "ASSISTANT_LLM_DEADLINE_S": "120",
            "OPENAI_API_KEY": "aucune",
        }
        server = subprocess.Popen(
            [sys.executable, PROJECT / "app.py"], env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            wait_until_ready(port, server)
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            client.request(
                "POST", "/api/ask", RIVAGES, {"Content-Type": "application/json", "Accept": "text/event-stream"}
            )
            stream = client.getresponse()
            assert stream.status == 200
            assert stream.readline() == b"event: sentence\n"
            told = time.monotonic()
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=30)
            assert time.monotonic() - told < GRACE_S + 5
            assert "Traceback" not in said
            # The stream was not passed off as whole.
            try:
                rest = stream.read()
            except http.client.IncompleteRead as cut:
                rest = cut.partial
            assert b"event: answer" not in rest
        finally:
            server.kill()
            server.wait(10)


def wait_until_ready(port: int, server: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/ready", timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < end
            assert server.poll() is None
            time.sleep(0.1)
