"""How does a page of another site put questions to the report?

It loads ``/widget.js``, which defines the element ``<assistant-rapport>``: docs/widget.md. The address of the file
does not change with its content, so a browser keeps it for ten minutes and then asks whether it is still the same.
``/demonstration`` shows the widget on a page of an invented town.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from starlette.responses import HTMLResponse

from assistant.web import frame
from assistant.web.static_files import FOLDER, StaticFile, address, packed

__all__ = ["add_routes"]

NONE_KEPT = b"KEPT_DAYS = 0;"
CACHE = "public, max-age=600"
# What an element holds is shown until it is defined: with this script, the link that the page keeps there.
PAUSED = (
    'console.info("assistant-rapport : l’exploitant du service a mis le widget en pause (ASSISTANT_WIDGET=false).");\n'
)


def add_routes(app: FastAPI, *, shown: bool, kept_days: int | None = None) -> None:
    """``/widget.js`` and ``/demonstration``.

    Args:
        shown: False: the script shows nothing, and says why in the console of the browser.
        kept_days: how long questions left unanswered are kept, which the script then says; None: none is kept.
    """
    written = (FOLDER / "widget.js").read_bytes().replace(NONE_KEPT, b"KEPT_DAYS = %d;" % (kept_days or 0), 1)
    script = packed(written if shown else PAUSED.encode(), ".js")

    async def send_script(request: Request) -> Response:
        return _answer(script, request)

    app.add_api_route("/widget.js", send_script, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route("/demonstration", _demonstration, methods=["GET", "HEAD"], include_in_schema=False)


def _answer(file: StaticFile, request: Request) -> Response:
    # Weak: the same file may travel compressed or not.
    etag = f'W/"{file.digest}"'
    headers = {"ETag": etag, "Cache-Control": CACHE}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    return file.sent(request, headers)


async def _demonstration() -> Response:
    page = frame.render("demonstration.html", here="./demonstration", town_stylesheet=address("demonstration.css"))
    return HTMLResponse(page, headers={"Cache-Control": CACHE})
