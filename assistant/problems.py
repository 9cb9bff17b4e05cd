"""How does the HTTP API say what went wrong? As RFC 9457 problem details, in French.

::

    {"type": "about:blank", "title": "Question trop longue", "status": 413,
     "detail": "La question compte 612 caractères : 500 au plus.", "field": "question", "limit": 500}
"""

from __future__ import annotations

import json
import logging
import math
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from assistant.errors import BadQuestion

log = logging.getLogger(__name__)

TITLES = {
    400: "Requête illisible",
    404: "Introuvable",
    405: "Méthode non permise",
    408: "Requête trop lente",
    413: "Contenu trop volumineux",
    415: "Type de contenu non pris en charge",
    422: "Demande inutilisable",
    429: "Trop de demandes",
    500: "Erreur interne",
    503: "Service indisponible",
}

DETAILS = {
    404: "Cette adresse n’existe pas.",
    405: "Cette adresse n’accepte pas cette méthode HTTP.",
    500: "Une erreur interne s’est produite. Réessayez ; si elle se répète, prévenez l’administrateur du service.",
}


class Problem(Exception):
    """A refusal that the client should read: ``Problem(413, "…", field="question", limit=500)``.

    Args:
        status: HTTP status.
        detail: French, what was found and what to do next.
        retry_after_s: seconds until asking again makes sense; rounded up in the header.
        members: further members of the object.
    """

    def __init__(self, status: int, detail: str, *, retry_after_s: float | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.retry_after_s, self.members = status, detail, retry_after_s, members

    def to_dict(self) -> dict[str, Any]:
        """The problem details object."""
        title = TITLES.get(self.status) or HTTPStatus(self.status).phrase
        return {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, **self.members}

    def response(self) -> Response:
        """The object as an HTTP response, with ``Retry-After`` where asking again makes sense."""
        headers = {"Cache-Control": "no-store"}
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(max(1, math.ceil(self.retry_after_s)))
        body = json.dumps(self.to_dict(), ensure_ascii=False).encode()
        return Response(body, self.status, headers, media_type="application/problem+json")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A problem is an ASGI answer too, for the middlewares."""
        await self.response()(scope, receive, send)


def install(app: FastAPI) -> None:
    """Have ``app`` answer every error as a problem, and never show a stack trace."""

    @app.exception_handler(Problem)
    async def _(request: Request, error: Problem) -> Response:
        return error.response()

    @app.exception_handler(BadQuestion)
    async def _(request: Request, error: BadQuestion) -> Response:
        return Problem(422, str(error), field=error.field).response()

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        response = Problem(error.status_code, DETAILS.get(error.status_code, str(error.detail))).response()
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> Response:
        # Starlette raises the error again afterwards, and the server logs it.
        return Problem(500, DETAILS[500]).response()
