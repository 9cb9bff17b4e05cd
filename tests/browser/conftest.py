"""A real server over a small report, and a real browser before it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
REPORT = """---
title: "Rapport annuel 2025"
year: 2025
language: fr
---

# Rapport annuel 2025

<!-- page: 7 -->

## Partie I – Sanctuariser

### 1. Le SCoT, un pacte de sobriété pour 2040

Le schéma de cohérence territoriale (SCoT) a été approuvé en 2025. Le SCoT protège 234 000 hectares d’espaces naturels,
agricoles et forestiers, soit 74 % du territoire.

<!-- page: 12 -->

### 2. Eau potable et réseaux

La Métropole a consacré 3 millions d’euros à l’eau potable en 2025. Les réseaux d’eau perdent 12 % de ce qu’ils
transportent.

<!-- page: 20 -->

## Partie II – Penser la métropole de demain

### 1. Bus et pistes cyclables

La Métropole a acheté 20 bus électriques en 2025. Le réseau compte 48 kilomètres de pistes cyclables.

### 2. Le plan des mobilités douces

Le plan des mobilités douces comprend six mesures :

- des pistes cyclables séparées de la circulation sur les grands boulevards des communes du littoral ;
- des abris à vélos fermés dans toutes les gares, gratuits pour les abonnés des transports en commun ;
- une prime à l’achat d’un vélo à assistance électrique, pour les ménages aux revenus modestes ;
- des rues aux écoles, fermées aux voitures à l’entrée et à la sortie des classes ;
- des cours de remise en selle pour les adultes, le samedi, dans chaque arrondissement ;
- un comptage des cyclistes, publié tous les mois sur le site de la Métropole.
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `python app.py` over a corpus of one report, index built at start-up."""
    with served(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[str]]:
    """``serve(folder, ASSISTANT_LLM=...)``: a further server with settings of its own, while its ``with`` block lasts."""
    return served


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[str]:
    """Address of a server of one's own over the same report, with further settings."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "rapport-2025.md").write_text(REPORT, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")} | {
        "ASSISTANT_CORPUS": str(folder / "corpus"),
        "ASSISTANT_STORE": str(folder / "index"),
        "ASSISTANT_PORT": str(port),
        **settings,
    }
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, PROJECT / "app.py"], env=environment, cwd=folder, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, server, folder / "log")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api/ready"):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server is not ready:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("The browser tests need Chromium, and none is on the PATH: apt-get install chromium")
    arguments = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=arguments)
        yield browser
        browser.close()


class Visit:
    """One visitor: an own context, the requests it made, and what went wrong in the console."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.troubles.append(line.text)

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        self.page.get_by_label("Votre question", exact=True).and_(self.page.locator("textarea")).wait_for()
        # The page is finished when its script has given the conversation its French name.
        self.page.get_by_role("log", name="Conversation").wait_for(state="attached")
        return self.page

    def ask(self, question: str) -> None:
        """Type the question, press Enter, wait for its answer."""
        answers = self.page.locator("#fil [data-testid=bot]")
        n = answers.count()
        box = self.page.locator("#votre-question textarea")
        box.fill(question)
        box.press("Enter")
        answers.nth(n).locator(".mode").wait_for()

    def stops(self, n: int = 40) -> list[str]:
        """What the Tab key reaches, in order, until it leaves the page; each has a visible outline."""
        seen: list[str] = []
        for _ in range(n):
            self.page.keyboard.press("Tab")
            if self.focus.startswith("body"):
                break
            seen.append(self.focus)
            outline = self.page.evaluate(
                "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
            )
            assert outline == ["solid", "3px"], self.focus
        return seen

    @property
    def focus(self) -> str:
        """``"textarea"``, ``"button Envoyer"``...: what the keyboard acts on."""
        where: str = self.page.evaluate(
            "document.activeElement.tagName.toLowerCase() + ' ' + document.activeElement.textContent.trim()"
        )
        return where.strip()


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Callable[..., Visit]]:
    """``visit(color_scheme="dark", locale="de-DE", viewport=...)`` opens a browser context of its own.

    ``address``: of another site.
    """
    contexts: list[BrowserContext] = []

    def start(address: str = site, **options: Any) -> Visit:
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options}))
        contexts[-1].set_default_timeout(15_000)
        return Visit(contexts[-1], address)

    yield start
    for context in contexts:
        context.close()
