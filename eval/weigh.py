"""How many kilobytes and requests does each screen cost a visitor who comes for the first time?

``python -m eval.weigh`` starts the application on the corpus at hand, opens every screen in Chromium with an
empty cache, prints what came over the wire and records it for the notice on ecodesign.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from assistant.settings import PROJECT
from assistant.web import weights

QUESTION = "Combien d’hectares le SCoT protège-t-il ?"
QUIET_MS = 1500


def _conversation(page: Page) -> None:
    page.get_by_role("log", name="Conversation").wait_for(state="attached")


def _asked(page: Page) -> None:
    _conversation(page)
    box = page.locator("#votre-question textarea")
    box.fill(QUESTION)
    box.press("Enter")
    page.locator("#fil .mode").wait_for()


def _asked_simply(page: Page) -> None:
    page.get_by_label("Votre question").fill(QUESTION)
    page.get_by_role("button", name="Envoyer").click()
    page.locator("article").wait_for()


def _nothing(page: Page) -> None:
    """The screen is whole when it is loaded."""


# name of the screen -> (path, what a visitor does there)
SCREENS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "Poser une question": ("/", _conversation),
    "Poser une question, avec une réponse": ("/", _asked),
    "Version simple": ("/simple", _nothing),
    "Version simple, avec une réponse": ("/simple", _asked_simply),
    "Lire le rapport": ("/rapport", _nothing),
    "Les chiffres": ("/chiffres", _nothing),
    "Espace des agents": ("/agents", _conversation),
    "Séance, un programme de 45 minutes": ("/agents/seance?minutes=45&tirage=1", _nothing),
    "Accessibilité": ("/accessibilite", _nothing),
    "Mentions légales": ("/mentions-legales", _nothing),
    "Données personnelles": ("/donnees-personnelles", _nothing),
    "Écoconception": ("/ecoconception", _nothing),
    "API": ("/api", _nothing),
}


def weigh(browser: Browser, address: str, act: Callable[[Page], None]) -> tuple[float, int]:
    """Kilobytes received and requests answered, from an empty cache until nothing moves any more.

    Raises: OSError when the page is not there.
    """
    context = browser.new_context()
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        received: list[float] = []

        def count(event: dict[str, Any]) -> None:
            # What the browser had already, or what stands in the page itself, came over no wire.
            if event["encodedDataLength"]:
                received.append(event["encodedDataLength"])

        session.on("Network.loadingFinished", count)
        response = page.goto(address)
        if response is None or not response.ok:
            raise OSError(f"{address} is not there")
        act(page)
        page.wait_for_timeout(QUIET_MS)
        return sum(received) / 1000, len(received)
    finally:
        context.close()


@contextmanager
def served() -> Iterator[str]:
    """Address of the application, started for the while and stopped afterwards."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {"ASSISTANT_PORT": str(port), "ASSISTANT_STORE": folder, "ASSISTANT_LLM": ""}
        server = subprocess.Popen([sys.executable, PROJECT / "app.py"], env=environment, cwd=PROJECT)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(10)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], deadline_s: float = 60) -> None:
    end = time.monotonic() + deadline_s
    while time.monotonic() < end and server.poll() is None:
        try:
            # The last page to open.
            urllib.request.urlopen(f"{address}/agents", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The application does not start: run `python app.py` to see why.")


def main() -> None:
    """Measure, print, record."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("This measurement needs Chromium, and none is on the PATH: apt-get install chromium")
    found: dict[str, tuple[float, int]] = {}
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, act) in SCREENS.items():
            try:
                found[name] = weigh(browser, address + path, act)
            except OSError as error:
                print(f"left out: {error}", file=sys.stderr)
                continue
            print(f"{name}: {found[name][0]:.1f} KB, {found[name][1]} requests")
        browser.close()
    weights.write(datetime.now(UTC).date(), found)


if __name__ == "__main__":
    main()
