"""Which route lists the figures of the reports?

``GET /api/figures``, as JSON or, with ``?format=csv`` or ``Accept: text/csv``, as a table for a spreadsheet. It is the
same for everybody until the index changes, so a client may keep it and ask whether it still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from fastapi import FastAPI, Request, Response

from assistant.api.reception import Reception
from assistant.problems import Problem
from assistant.spreadsheet import MEDIA_TYPE, figures_as_csv
from assistant.types import KeyFigure

FORMATS = ("json", "csv")
CACHE = "public, max-age=600"


class WrittenFigures:
    """The list in both formats, each written once for a state of the index."""

    def __init__(self) -> None:
        self._kept: tuple[Sequence[KeyFigure], dict[str, tuple[bytes, str]]] | None = None

    def body(self, figures: Sequence[KeyFigure], wanted: str) -> tuple[bytes, str]:
        """The bytes to send, and their entity tag."""
        kept = self._kept
        if kept is None or kept[0] is not figures:
            kept = self._kept = figures, {}
        if wanted not in kept[1]:
            listed = {"figures": [figure.to_dict() for figure in figures]}
            text = figures_as_csv(figures) if wanted == "csv" else json.dumps(listed, ensure_ascii=False)
            body = text.encode()
            kept[1][wanted] = body, f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        return kept[1][wanted]


def add_routes(app: FastAPI, reception: Reception) -> None:
    """Add the route to ``app``."""
    written = WrittenFigures()

    @app.get("/api/figures")
    async def figures(request: Request) -> Response:
        wanted = _format(request)
        assistant = reception.readiness.get()
        # Reading all sentences takes a moment the first time.
        found = await reception.in_thread(assistant.figures)
        body, etag = written.body(found, wanted)
        headers = {"ETag": etag, "Cache-Control": CACHE, "Vary": "Accept"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if wanted == "csv":
            headers["Content-Disposition"] = 'attachment; filename="chiffres.csv"'
        return Response(body, headers=headers, media_type=MEDIA_TYPE if wanted == "csv" else "application/json")


def _format(request: Request) -> str:
    asked = request.query_params.getlist("format")
    if not asked:
        return "csv" if "text/csv" in request.headers.get("accept", "") else "json"
    if len(asked) > 1 or asked[0] not in FORMATS:
        raise Problem(422, "« format » doit être « json » ou « csv ».", field="format")
    return asked[0]
