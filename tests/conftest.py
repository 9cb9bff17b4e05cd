"""Fixtures over the invented report: its folder, an assistant, a command line, a Chroma server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from invented import PROJECT, REPORT, Ended, free_port, write

from assistant.cli import DOORS, Doors, run
from assistant.settings import Settings, load_settings
from assistant.store import open_store

if TYPE_CHECKING:
    from assistant.pipeline import Assistant


# No setting of this machine reaches a test.
for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
    del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in this thread until its session ends."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def corpus_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder with the small report in it. Read only: copy it to change it."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "valserine-2024.md").write_text(REPORT, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def report_path(corpus_dir: Path) -> Path:
    return corpus_dir / "valserine-2024.md"


@pytest.fixture(scope="session")
def settings(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose corpus is the small report and whose index is in a folder of its own."""
    return load_settings(corpus=corpus_dir, store=str(tmp_path_factory.mktemp("store")), prompts=PROJECT / "prompts")


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    """The real assistant on the small report."""
    from assistant.pipeline import Assistant

    opened = Assistant.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def cli(
    capfd: pytest.CaptureFixture[str], corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run a command in this process. The corpus is the small report, the index is under ``tmp_path``."""
    monkeypatch.setenv("ASSISTANT_CORPUS", str(corpus_dir))
    monkeypatch.setenv("ASSISTANT_STORE", str(tmp_path / "index"))
    monkeypatch.setenv("ASSISTANT_PROMPTS", str(PROJECT / "prompts"))

    def run_command(*arguments: str, doors: Doors = DOORS) -> Ended:
        capfd.readouterr()
        status = run(arguments, doors=doors)
        out, err = capfd.readouterr()
        return Ended(status, out, err.splitlines())

    return run_command


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    """A folder with an index of twenty passages, written twice: there is a former generation."""
    folder = tmp_path / "index"
    write(open_store(str(folder)), 20, fingerprint="former", seed=1)
    write(open_store(str(folder)), 20, fingerprint="current", seed=2)
    return folder


@pytest.fixture(scope="session")
def chroma_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real `chroma run` server."""
    port = free_port()
    folder = tmp_path_factory.mktemp("chroma-server")
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder)]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, (folder / "log").read_text()
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture
def chroma_server(chroma_process: str) -> str:
    """Address of a real `chroma run` server that holds nothing."""
    import chromadb

    client = chromadb.HttpClient(port=int(chroma_process.rpartition(":")[2]))
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    return chroma_process
