"""How is a question asked and answered without any script?

A question travels in the body of a POST, not in an address: browsers, proxies and logs keep addresses.
``GET /simple?q=...`` writes a question in the box, so that one can link to it, and answers nothing.

Nothing is kept between two requests. The earlier questions of a conversation travel in hidden fields, the
latest six of them; their answers are not written again, each can be asked for by a button. Without a session
or a cookie there is nothing that a form of another site could do in the name of a visitor: no token.
"""

from __future__ import annotations

import logging
import math
import unicodedata
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote_plus

from fastapi import FastAPI, Request, Response

from assistant.api import N_EARLIER_QUESTIONS, Reception, check_length
from assistant.disclosure import disclose
from assistant.errors import AssistantError, BadQuestion
from assistant.limits import Limits
from assistant.problems import Problem
from assistant.requests import read_request
from assistant.types import Answer
from assistant.web import frame, sheet
from assistant.web.desk import FAILED
from assistant.web.page import N_SUGGESTIONS, documents
from assistant.web.plain import unbroken

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

__all__ = ["BOX_CHARS", "EARLIER_BYTES", "Form", "add_routes", "read_form"]

log = logging.getLogger(__name__)

PATH, HERE = "/simple", "./simple"
# More than a question may have: who pastes too much is told, and not cut off in silence. Nine bytes a character at
# worst, so that with the earlier questions a form always fits into the longest body that is accepted.
BOX_CHARS = 1400
EARLIER_BYTES = 2500
MOST_FIELDS = 16
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor sent: a question, and the earlier ones of the conversation, oldest first."""

    question: str = ""
    earlier: tuple[str, ...] = ()


def read_form(body: bytes, limits: Limits) -> Form:
    """A form from the body of a request, whatever its bytes are.

    ``question`` is the question, each ``avant`` an earlier one; ``reprendre`` is the place of an earlier one that
    is asked again, with those before it. Bytes that are no UTF-8 become « � ». Raises: Problem 400.
    """
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS, errors="replace")
    except ValueError:
        raise Problem(400, "Le formulaire reçu compte trop de champs.") from None
    earlier = _carried((_visible(text) for text in fields.get("avant", ())), limits)
    again = fields.get("reprendre", [""])[-1]
    if len(again) <= 2 and again.isdecimal() and int(again) < len(earlier):
        return Form(earlier[int(again)], earlier[: int(again)])
    return Form(_visible(fields.get("question", [""])[-1]), earlier)


def _carried(earlier: Any, limits: Limits) -> tuple[str, ...]:
    """The latest of the earlier questions that a form has room for."""
    kept: list[str] = []
    room = EARLIER_BYTES
    for text in reversed([" ".join(text.split()) for text in earlier]):
        room -= len(quote_plus(text)) + len("&avant=")
        if room < 0 or len(kept) == N_EARLIER_QUESTIONS:
            break
        if text and len(text) <= limits.question_chars:
            kept.append(text)
    return tuple(reversed(kept))


def _visible(text: str) -> str:
    """``text`` without what no reader sees: an HTML page may not hold control characters."""
    shown = (c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(shown).strip()


def add_routes(app: FastAPI, reception: Reception) -> None:
    """``/simple``: the form, and the answer to a question that was sent with it."""
    page = SimplePage(reception)
    app.add_api_route(PATH, page.show_form, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route(PATH, page.answer, methods=["POST"], include_in_schema=False)


class SimplePage:
    """The page; questions come in through the reception, like those of the API."""

    def __init__(self, reception: Reception) -> None:
        self.reception, self.limits = reception, reception.limits
        self.suggestions: list[str] | None = None

    async def show_form(self, request: Request) -> Response:
        """The form; the question of ``?q=`` stands in it."""
        form = Form(_visible(request.query_params.get("q", ""))[:BOX_CHARS])
        try:
            assistant = self.reception.readiness.get()
        except Problem as problem:
            return self._refuse(form, problem.status, problem.detail, problem.retry_after_s)
        if self.suggestions is None:
            try:
                # They are found by asking: once is enough.
                self.suggestions = await self.reception.in_thread(partial(assistant.suggestions, N_SUGGESTIONS))
            except Exception:
                log.exception("no suggestions were found")
        return self._page(form, title="Version simple", heading="Interroger le rapport, version simple")

    async def answer(self, request: Request) -> Response:
        """The answer; or the form again, with what was sent in it and the reason why."""
        form = Form()
        try:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/x-www-form-urlencoded":
                raise Problem(415, "Ce formulaire n’a pas été envoyé comme un navigateur l’envoie.")
            form = read_form(await request.body(), self.limits)
            answer = await self._ask(form, request)
        except BadQuestion as error:
            return self._refuse(form, 422, str(error), field=True)
        except Problem as problem:
            field = problem.members.get("field") == "question"
            return self._refuse(form, problem.status, problem.detail, problem.retry_after_s, field=field)
        except AssistantError as error:
            log.warning("a question could not be answered: %s", type(error).__name__)
            return self._refuse(form, 500, FAILED)
        except Exception:
            log.exception("a question could not be answered")
            return self._refuse(form, 500, FAILED)
        return self._show(form, answer)

    async def _ask(self, form: Form, request: Request) -> Answer:
        if not form.question:
            raise BadQuestion("Le champ est vide. Écrivez votre question, puis choisissez « Envoyer ».")
        check_length(form.question, self.limits)
        question = read_request({"question": form.question, "history": form.earlier})
        with ExitStack() as stack:
            answer = await self.reception.answer(self.reception.admit(request, stack), question)
        self.reception.answered(answer, "simple")
        return answer

    def _show(self, form: Form, answer: Answer) -> Response:
        shown = disclose(answer)
        next_form = Form(earlier=_carried((*form.earlier, " ".join(form.question.split())), self.limits))
        response = self._page(
            next_form,
            # Not the question: browsers keep the titles of pages.
            title="Réponse – Version simple",
            heading="Réponse à votre question",
            answer=answer,
            asked=form.question,
            blocks=sheet.answer_blocks(answer),
            sources=sheet.sources(answer),
            mode=shown.mode,
            by_ai=str(shown.generated_by_ai).lower(),
        )
        response.headers["X-Generated-By-AI"] = str(shown.generated_by_ai).lower()
        return response

    def _refuse(
        self, form: Form, status: int, reason: str, retry_after_s: float | None = None, *, field: bool = False
    ) -> Response:
        """The form as it was sent, with ``reason``: beside the box if ``field``, else above the form."""
        response = self._page(
            form,
            title="Erreur – Version simple",
            heading="Votre question est à corriger" if field else "Votre question n’a pas de réponse pour le moment",
            status=status,
            reason=reason,
            at_box=field,
        )
        if retry_after_s is not None:
            response.headers["Retry-After"] = str(max(1, math.ceil(retry_after_s)))
        return response

    def _page(self, form: Form, *, title: str, heading: str, status: int = 200, **values: Any) -> Response:
        assistant: Assistant | None = self.reception.readiness.assistant
        titles = documents(assistant) if assistant else []
        absent = {"answer": None, "reason": "", "at_box": False}
        response = frame.page(
            "simple.html",
            here=HERE,
            title=f"{title} – Interroger le rapport",
            heading=heading,
            status=status,
            **{**absent, **values},
            form=form,
            document=" · ".join(titles[:3]),
            suggestions=[(text, unbroken(text)) for text in self.suggestions or ()],
            question_chars=self.limits.question_chars,
            box_chars=BOX_CHARS,
            kept=self.reception.journal.notice,
        )
        response.headers.update(NO_STORE)
        return response
