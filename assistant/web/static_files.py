"""Which files does every page share, and under which address may a browser keep them for a year?

The address holds a digest of the content, so that a changed file is another address.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["StaticFile", "address", "inline", "packed", "static_files"]

FOLDER = Path(__file__).parent / "static"
# Both style sheets open with the same colours; joined here, parts cost no request of their own.
PARTS = {
    "page.css": ("colours.css", "page.css"),
    "document.css": ("colours.css", "document.css"),
    "reader.css": ("reader.css",),
    "figures.css": ("figures.css",),
    "demonstration.css": ("demonstration.css",),
    "seance.css": ("seance.css", "seance-stage.css"),
    "page.js": ("markdown.js", "page.js", "takeaway.js"),
    "seance.js": ("markdown.js", "seance.js", "seance-quiz.js", "seance-room.js", "seance-sheet.js"),
    "agents.css": ("agents.css",),
    "agents.js": ("agents.js",),
    "icon.svg": ("icon.svg",),
}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: ``plain`` and ``packed`` (gzip) bytes, media type, digest of the content."""

    plain: bytes
    packed: bytes
    media_type: str
    digest: str

    def sent(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """The file as an answer with these headers, compressed for a browser that takes it so."""
        sent = {**(headers or {}), "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.packed, headers=sent | {"Content-Encoding": "gzip"}, media_type=self.media_type)
        return Response(self.plain, headers=sent, media_type=self.media_type)


@cache
def static_files() -> dict[str, StaticFile]:
    """The files by name, as in ``./apparence/page.css``."""
    files = {}
    for name, parts in PARTS.items():
        files[name] = packed(b"\n".join((FOLDER / part).read_bytes() for part in parts), Path(name).suffix)
    return files


def packed(plain: bytes, suffix: str) -> StaticFile:
    """A file of that content; ``suffix`` says of what kind: ``".js"``."""
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return StaticFile(plain, gzip.compress(plain, 9, mtime=0), TYPES[suffix], digest)


def address(name: str) -> str:
    """``"./apparence/page.css?v=0123456789ab"``: relative, since the application may live below a path."""
    return f"./apparence/{name}?v={static_files()[name].digest}"


def inline(name: str) -> str:
    """The file as an address that holds it, ``"data:image/svg+xml;base64,…"``: no request at all, for a small one."""
    file = static_files()[name]
    return f"data:{file.media_type};base64,{base64.b64encode(file.plain).decode()}"
