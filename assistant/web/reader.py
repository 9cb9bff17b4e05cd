"""How is a report read as a page, and searched without script?

``GET /rapport`` is the report, or the list of the reports; ``?source=`` names one of several, by its file; ``?q=``
searches. What is asked for is kept nowhere: neither in a log nor, since such a page may not be stored, in a cache.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import anyio
from fastapi import FastAPI, Request, Response
from starlette.responses import HTMLResponse

from assistant.api import Reception, check_length
from assistant.errors import BadQuestion
from assistant.problems import DETAILS, Problem
from assistant.requests import clean_question
from assistant.web import frame
from assistant.web.finder import Shelf, find
from assistant.web.static_files import address

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

log = logging.getLogger(__name__)

HERE = "./rapport"
# Short: a link of a new answer must find its passage. Behind it, a page that did not change is not sent again.
CACHE = "public, max-age=600"
EMPTY = "Écrivez un mot ou une question, puis choisissez « Chercher »."


@dataclass(frozen=True, slots=True)
class Written:
    """A page that is the same for everyone: as it is, and as it travels (gzip)."""

    plain: bytes
    packed: bytes
    etag: str


class Reader:
    """Writes the pages, each once for a state of the index."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception
        # Of its own: a report must not wait behind the answers of a slow model.
        self.writing = anyio.CapacityLimiter(1)
        # Both are of one state of the index, and are replaced together.
        self._kept: tuple[Shelf, dict[str, Written]] | None = None

    async def answer(self, request: Request) -> Response:
        """The page that a request asks for, or one that says in French why not."""
        source, asked = request.query_params.get("source", ""), request.query_params.get("q")
        try:
            assistant = self.reception.readiness.get()
            shelf, pages = self._current(assistant)
            if source not in ("", *shelf.reports):
                raise Problem(404, "Aucun rapport ne porte ce nom.")
            if asked is not None:
                return await self._search(request, shelf, source, asked)
            if source not in pages:
                pages[source] = await anyio.to_thread.run_sync(
                    partial(self._write, shelf, source), limiter=self.writing
                )
        except Problem as problem:
            again = f"{HERE}?{request.url.query}" if request.url.query else HERE
            return frame.error_page(problem, here=HERE, again=again)
        written = pages[source]
        headers = {"ETag": written.etag, "Cache-Control": CACHE}
        if written.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
        if "gzip" in request.headers.get("accept-encoding", ""):
            return HTMLResponse(written.packed, headers=headers | {"Content-Encoding": "gzip"})
        return HTMLResponse(written.plain, headers=headers)

    def _current(self, assistant: Assistant) -> tuple[Shelf, dict[str, Written]]:
        passages = assistant.passages
        if self._kept is None or self._kept[0].passages is not passages:
            self._kept = Shelf(passages), {}
        return self._kept

    def _write(self, shelf: Shelf, source: str) -> Written:
        several = len(shelf.reports) > 1
        if several and not source:
            reports = [
                {"address": f"{HERE}?source={quote(name, safe='')}", "title": outline.title, "source": name}
                for name, outline in shelf.reports.items()
            ]
            page = self._page("reports.html", "Lire les rapports", across=True, reports=reports)
        else:
            name = source or next(iter(shelf.reports))
            outline = shelf.reports[name]
            paged = any(place.page for place in outline.places)
            page = self._page(
                "reader.html", outline.title, source=name if several else "", outline=outline, paged=paged
            )
        # Weak: the same page may travel compressed or not.
        plain = bytes(page.body)
        packed = gzip.compress(plain, 9, mtime=0)
        return Written(plain, packed, f'W/"{hashlib.sha256(plain).hexdigest()[:16]}"')

    async def _search(self, request: Request, shelf: Shelf, source: str, asked: str) -> HTMLResponse:
        several = len(shelf.reports) > 1
        source = source if several else ""
        values: dict[str, Any] = {"across": several and not source, "source": source}
        values["report_address"] = f"{HERE}?source={quote(source, safe='')}" if source else HERE
        heading = "Chercher dans les rapports" if values["across"] else "Chercher dans le rapport"
        try:
            question = self._checked(asked)
            with ExitStack() as stack:
                assistant = self.reception.admit(request, stack)
                found = await self.reception.in_thread(partial(find, assistant, shelf, question, source))
        except (BadQuestion, Problem) as refusal:
            if isinstance(refusal, Problem) and refusal.retry_after_s is not None:
                raise
            status = refusal.status if isinstance(refusal, Problem) else 422
            values |= {"question": asked, "error": str(refusal), "found": None}
            return self._page("found.html", heading, status=status, **values)
        except Exception:
            log.exception("the report could not be searched")
            raise Problem(500, DETAILS[500]) from None
        return self._page("found.html", heading, question=question, found=found, **values)

    def _checked(self, asked: str) -> str:
        if not asked.strip():
            raise BadQuestion(EMPTY)
        check_length(asked.strip(), self.reception.limits)
        return clean_question(asked)

    def _page(self, template: str, heading: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        blank = {"question": "", "error": "", "source": "", "across": False}
        stylesheet = address("reader.css")
        title = f"{heading} – Interroger le rapport"
        return frame.page(
            template, here=HERE, title=title, heading=heading, status=status, reader_stylesheet=stylesheet,
            **blank | values,
        )  # fmt: skip


def add_routes(app: FastAPI, reception: Reception) -> None:
    """Have ``app`` answer ``GET /rapport``; searches count as questions at the reception."""
    reader = Reader(reception)
    app.add_api_route("/rapport", reader.answer, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
