"""How are the figures of the reports looked through, without script?

``GET /chiffres`` shows them all by part and chapter; ``?q=``, ``?nature=`` and ``?partie=`` keep some. What is looked
for is kept nowhere.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import anyio
from fastapi import FastAPI, Request, Response
from markupsafe import Markup

from assistant.api import Reception, check_length
from assistant.problems import DETAILS, Problem
from assistant.types import FIGURE_KINDS, KeyFigure
from assistant.web import frame
from assistant.web.charts import Chart, charts, drawn
from assistant.web.matches import words
from assistant.web.places import passage_address
from assistant.web.plain import unbroken
from assistant.web.static_files import address

log = logging.getLogger(__name__)

HERE = "./chiffres"
CACHE = "public, max-age=600"
HEADING = "Les chiffres du rapport"
NO_PART = "Hors partie"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for: words, a kind, a part; each empty when it does not matter."""

    q: str = ""
    kind: str = ""
    part: str = ""

    def __bool__(self) -> bool:
        return bool(self.q or self.kind or self.part)

    def keeps(self, figure: KeyFigure) -> bool:
        """Whether a figure is one of those looked for: all words, in its sentence or its headings."""
        if (self.kind and figure.kind != self.kind) or (self.part and part_of(figure) != self.part):
            return False
        if not self.q:
            return True
        said = " ".join((figure.sentence, *figure.passage.section))
        return {w.root for w in words(unbroken(self.q))} <= {w.root for w in words(unbroken(said))}


@dataclass(frozen=True, slots=True)
class Chapter:
    """The figures of one chapter, and the comparisons among them with their drawings."""

    title: str
    entries: list[dict[str, Any]]
    charts: list[tuple[Chart, Markup]]


class FiguresPage:
    """Writes the page; the one without a filter once for a state of the index."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception
        self._kept: tuple[Sequence[KeyFigure], bytes, str] | None = None

    async def answer(self, request: Request) -> Response:
        """The page that a request asks for, or one that says in French why not."""
        try:
            assistant = self.reception.readiness.get()
            figures = await anyio.to_thread.run_sync(assistant.figures)
            wanted = _wanted(request, figures)
            if wanted or request.query_params.get("q"):
                return await self._filtered(request, figures, wanted)
            return await self._whole(request, figures)
        except Problem as problem:
            again = f"{HERE}?{request.url.query}" if request.url.query else HERE
            return frame.error_page(problem, here=HERE, again=again)
        except Exception:
            log.exception("the figures could not be shown")
            return frame.error_page(Problem(500, DETAILS[500]), here=HERE)

    async def _whole(self, request: Request, figures: Sequence[KeyFigure]) -> Response:
        kept = self._kept
        if kept is None or kept[0] is not figures:
            response = await anyio.to_thread.run_sync(partial(page, figures, figures, Wanted()))
            body = bytes(response.body)
            kept = self._kept = figures, body, f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": kept[2], "Cache-Control": CACHE}
        if kept[2] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
        return Response(kept[1], headers=headers, media_type="text/html")

    async def _filtered(self, request: Request, figures: Sequence[KeyFigure], wanted: Wanted) -> Response:
        try:
            check_length(wanted.q, self.reception.limits)
        except Problem as refusal:
            return page(figures, figures, wanted, error=refusal.detail, status=refusal.status)
        with ExitStack() as stack:
            self.reception.admit(request, stack)
            return await self.reception.in_thread(lambda: page(list(filter(wanted.keeps, figures)), figures, wanted))


def page(
    found: Sequence[KeyFigure], figures: Sequence[KeyFigure], wanted: Wanted, *, error: str = "", status: int = 200
) -> Response:
    """The page with the figures ``found`` of all ``figures``."""
    kinds = [(kind, name) for kind, name in FIGURE_KINDS.items() if any(f.kind == kind for f in figures)]
    return frame.page(
        "figures.html",
        here=HERE,
        title=f"{counted(len(found))} – Interroger le rapport" if wanted else f"{HEADING} – Interroger le rapport",
        heading=HEADING,
        status=status,
        figures_stylesheet=address("figures.css"),
        wanted=wanted,
        error=error,
        kinds=kinds,
        parts=list(dict.fromkeys(map(part_of, figures))),
        n_all=len(figures),
        said=counted(len(found)),
        n_found=len(found),
        groups=[] if error else list(grouped(found)),
    )


def grouped(figures: Sequence[KeyFigure]) -> Iterator[tuple[str, list[Chapter]]]:
    """Parts with their chapters, in reading order."""
    n = 0
    for part, in_part in groupby(figures, key=part_of):
        chapters = []
        for title, group in groupby(in_part, key=_chapter_of):
            here = list(group)
            compared = []
            for chart in charts(here):
                n += 1
                compared.append((chart, drawn(chart, f"graphique-{n}")))
            chapters.append(Chapter(title, [_entry(figure) for figure in here], compared))
        yield part, chapters


def counted(n: int) -> str:
    """« aucun chiffre », « 1 chiffre », « 228 chiffres »."""
    return "Aucun chiffre" if n == 0 else f"{n} chiffre{'s' if n > 1 else ''}"


def part_of(figure: KeyFigure) -> str:
    """Title of the widest section that a figure stands in."""
    return figure.passage.section[0] if figure.passage.section else NO_PART


def _chapter_of(figure: KeyFigure) -> str:
    return figure.passage.section[1] if len(figure.passage.section) > 1 else ""


def _entry(figure: KeyFigure) -> dict[str, Any]:
    pages = figure.passage.pages
    place = f"{'pages' if '-' in pages else 'page'}\u00a0{pages.replace('-', ' à ')}" if pages else ""
    return {
        "text": unbroken(figure.text),
        "label": unbroken(figure.label),
        "planned": figure.planned,
        "partial": figure.partial,
        "address": passage_address(figure.passage),
        "place": place,
    }


def _wanted(request: Request, figures: Sequence[KeyFigure]) -> Wanted:
    """What the address asks for; a kind or a part that there is not does not matter."""
    asked = request.query_params
    kind, part = asked.get("nature", ""), asked.get("partie", "")
    return Wanted(
        " ".join(asked.get("q", "").replace("\0", " ").split()),
        kind if kind in FIGURE_KINDS else "",
        part if any(part_of(figure) == part for figure in figures) else "",
    )


def add_routes(app: FastAPI, reception: Reception) -> None:
    """Have ``app`` answer ``GET /chiffres``."""
    answer = FiguresPage(reception).answer
    app.add_api_route("/chiffres", answer, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
