"""How is a session on the reports prepared and led?

``GET /agents/seance`` shows a form; ``?theme=``, ``?minutes=`` and ``?tirage=`` give a programme: key figures, a quiz,
questions to discuss. The same address gives the same programme. The page says all of it without script; its script
shows it on a screen, step by step, and keeps points and questions of the room as long as the page is open.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import anyio
from fastapi import FastAPI, Request, Response
from starlette.responses import HTMLResponse

from assistant.api import Reception
from assistant.errors import BadQuestion
from assistant.problems import DETAILS, Problem
from assistant.web import frame
from assistant.web.places import page_numbers, passage_address
from assistant.web.plain import unbroken
from assistant.web.static_files import address

if TYPE_CHECKING:
    from assistant.pipeline import Discussion, Programme, QuizQuestion, Theme
    from assistant.types import KeyFigure, Passage

log = logging.getLogger(__name__)

HERE = "./agents/seance"
LEAST, MOST, USUAL = 15, 120, 45
MOST_SEED = 999_999
DIGITS = re.compile(r"[0-9]{1,6}")
LETTERS = "ABCD"
NO_PART = "Hors partie"
# Of a question: longer ones are written smaller on the screen, so that their answer fits below.
LONG, VERY_LONG = 140, 230
TIGHT_PERCENT = re.compile(r"(?<=\d)(?=%)")
STEPS = ("Chiffres clés", "Quiz", "Échanges", "Questions de la salle", "Pour finir")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for, as far as it can be used.

    Attributes:
        themes: keys of themes; none means all of them.
        seed: of the draw; the same one gives the same programme.
        errors: what cannot be used, in French, by name of the field.
        asked: False for the bare address, which asks for the form only.
    """

    themes: tuple[str, ...] = ()
    minutes: int = USUAL
    seed: int = 1
    errors: Mapping[str, str] = field(default_factory=dict)
    asked: bool = False

    def address(self, seed: int) -> str:
        """Relative address of the same programme with another draw."""
        values = [("theme", key) for key in self.themes]
        return f"{HERE}?{urlencode([*values, ('minutes', self.minutes), ('tirage', seed)])}"


def read(request: Request, themes: Sequence[Theme]) -> Wanted:
    """What a request asks for; what cannot be used is said in ``errors``."""
    asked = request.query_params
    known = {theme.key for theme in themes}
    errors: dict[str, str] = {}
    chosen = tuple(dict.fromkeys(asked.getlist("theme")))
    if not known.issuperset(chosen):
        errors["theme"] = "Un thème demandé n’est plus dans les rapports. Choisissez parmi les thèmes de la liste."
    minutes, seed = asked.get("minutes", "").strip(), asked.get("tirage", "").strip()
    if minutes and not (DIGITS.fullmatch(minutes) and LEAST <= int(minutes) <= MOST):
        errors["minutes"] = f"La durée doit être un nombre entier de minutes, de {LEAST} à {MOST}."
    if seed and not DIGITS.fullmatch(seed):
        errors["tirage"] = f"Le numéro du tirage doit être un nombre entier, de 0 à {MOST_SEED}."
    return Wanted(
        themes=tuple(key for key in chosen if key in known),
        minutes=int(minutes) if minutes and "minutes" not in errors else USUAL,
        seed=int(seed) if seed and "tirage" not in errors else 1,
        errors=errors,
        asked=bool(chosen or minutes or seed),
    )


class SessionPage:
    """The page; programmes are made through the reception, like answers. ``name``: of the session, its heading."""

    def __init__(self, reception: Reception, name: str, draw: Callable[[int], int] = secrets.randbelow) -> None:
        self.reception, self.name, self.draw = reception, name, draw

    async def answer(self, request: Request) -> Response:
        """The form, with the programme that a request asks for; or a page that says in French why not."""
        try:
            assistant = self.reception.readiness.get()
            themes = await anyio.to_thread.run_sync(assistant.themes)
            wanted = read(request, themes)
            if not wanted.asked or wanted.errors:
                return self._page(themes, wanted)
            with ExitStack() as stack:
                self.reception.admit(request, stack)
                made = await self.reception.in_thread(
                    lambda: assistant.programme(wanted.themes, wanted.minutes, wanted.seed)
                )
            return self._page(themes, wanted, made)
        except BadQuestion as error:
            return frame.error_page(Problem(422, str(error)), here=HERE)
        except Problem as problem:
            again = f"{HERE}?{request.url.query}" if request.url.query else HERE
            return frame.error_page(problem, here=HERE, again=again)
        except Exception:
            log.exception("the session could not be shown")
            return frame.error_page(Problem(500, DETAILS[500]), here=HERE)

    def _page(self, themes: Sequence[Theme], wanted: Wanted, made: Programme | None = None) -> Response:
        title = f"Programme de {made.minutes} minutes" if made else "Erreur – Séance" if wanted.errors else "Séance"
        written = frame.render(
            "seance.html",
            here=HERE,
            title=f"{title} – Interroger le rapport",
            heading=self.name,
            session_stylesheet=address("seance.css"),
            script=address("seance.js"),
            parts=list(by_part(themes)),
            wanted=wanted,
            least=LEAST,
            most=MOST,
            another=self.draw(MOST_SEED + 1),
            # The next draw shares least with this one.
            another_address=wanted.address((wanted.seed + 1) % (MOST_SEED + 1)),
            made=made,
            chosen=[theme.title for theme in themes if theme.key in wanted.themes],
            steps=steps(made) if made else [],
            pace=pace,
            figures=[figure_entry(figure) for figure in made.figures] if made else [],
            quiz=[quiz_entry(question) for question in made.quiz] if made else [],
            discussions=[discussion_entry(discussion) for discussion in made.discussions] if made else [],
            question_chars=self.reception.limits.question_chars,
            kept=self.reception.journal.notice,
        )
        return HTMLResponse(unbroken(written), 422 if wanted.errors else 200)


def steps(made: Programme) -> list[tuple[str, int]]:
    """The steps with their minutes; those of a step with nothing in it go to the questions of the room."""
    held = (made.figures, made.quiz, made.discussions)
    free = sum(n for n, entries in zip(made.shares, held, strict=False) if not entries)
    kept = [n if entries else 0 for n, entries in zip(made.shares, held, strict=False)]
    room, close = made.shares[3:]
    return list(zip(STEPS, (*kept, room + free, close), strict=True))


def pace(minutes: int, n: int) -> str:
    """How long each of ``n`` takes, to a quarter of a minute: ``"1 min 15"``; ``"moins d’une minute"``."""
    quarters = round(4 * minutes / n)
    whole, rest = divmod(quarters, 4)
    if not whole:
        return "moins d’une minute"
    return f"environ {whole}\u00a0min\u00a0{rest * 15}" if rest else f"environ {whole}\u00a0min"


def by_part(themes: Sequence[Theme]) -> Iterator[tuple[str, list[Theme]]]:
    """Themes under the title of their part; of several reports each part says of which one it is."""
    several = len({theme.document for theme in themes}) > 1
    for (document, part), group in groupby(themes, key=lambda theme: (theme.document, theme.part)):
        title = part or NO_PART
        yield f"{title} ({document})" if several else title, list(group)


def figure_entry(figure: KeyFigure) -> dict[str, Any]:
    """A key figure as the template shows it."""
    return {
        "text": spaced(figure.text),
        "label": spaced(figure.label),
        "planned": figure.planned,
        "partial": figure.partial,
        "place": place(figure.passage),
    }


def quiz_entry(question: QuizQuestion) -> dict[str, Any]:
    """A question of the quiz, its answer, and the sentence of the report that is its explanation.

    ``value`` is the right number in the unit in which an estimate is asked.
    """
    figure = question.figure
    shown = {
        "form": question.form,
        "text": question.text,
        "long": len(question.text) > LONG,
        "very_long": len(question.text) > VERY_LONG,
        "sentence": spaced(figure.sentence),
        "place": place(figure.passage),
        "unit": question.unit,
    }
    if question.form == "choice":
        choices = list(zip(LETTERS, question.choices, strict=False))
        return {**shown, "choices": choices, "right": question.right, "answer": question.choices[question.right]}
    scale = {"low": spelled(question.low), "high": spelled(question.high), "step": question.step}
    scale |= {"least": f"{question.low:.10g}", "most": f"{question.high:.10g}"}
    return {**shown, **scale, "value": figure.value / question.scale, "answer": spaced(figure.text)}


def spaced(text: str) -> str:
    """« 18% » of a report with the space of French print: « 18 % »."""
    return TIGHT_PERCENT.sub("\u202f", text)


def spelled(number: float) -> str:
    """``"12 500,5"``, with spaces that do not break."""
    return f"{number:,.10g}".replace(",", "\u00a0").replace(".", ",")


def discussion_entry(discussion: Discussion) -> dict[str, Any]:
    """A question to discuss, with where the reports speak of its subject."""
    long = len(discussion.text) > LONG
    return {"text": discussion.text, "long": long, "places": [place(passage) for passage in discussion.passages]}


def place(passage: Passage) -> dict[str, str]:
    """Where a passage stands: its address in the reader, the narrowest heading, the pages."""
    return {
        "address": passage_address(passage),
        "title": passage.section[-1] if passage.section else passage.document,
        "pages": page_numbers(passage.pages),
    }


def add_routes(app: FastAPI, reception: Reception, *, name: str) -> None:
    """Have ``app`` answer ``GET /agents/seance``, the page of a session of that name."""
    answer = SessionPage(reception, name).answer
    app.add_api_route(HERE[1:], answer, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
