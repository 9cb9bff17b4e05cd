"""What do all pages share: head, menu, links to the notices? Templates of Jinja, which escapes every value.

Addresses are relative, so that they hold under any path. They are written for a page one level below the root of the
application; the few pages that are further down say so.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from assistant.problems import Problem
from assistant.web import rgaa
from assistant.web.blocks import blocks_html
from assistant.web.static_files import address

MENU = (
    ("./", "Poser une question"),
    ("./rapport", "Lire le rapport"),
    ("./chiffres", "Les chiffres"),
    ("./simple", "Version simple"),
)
# What the menu of the agents' own pages has beside the others.
AGENTS_MENU = (*MENU, ("./agents", "Travailler avec le rapport"), ("./agents/seance", "Préparer une séance"))
NOTICES = (
    ("./accessibilite", f"Accessibilité\u00a0: {rgaa.state(rgaa.whole_site())}"),
    ("./mentions-legales", "Mentions légales"),
    ("./donnees-personnelles", "Données personnelles"),
    ("./ecoconception", "Écoconception"),
    ("./api", "API"),
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["blocks"] = blocks_html
    return environment


def render(template: str, *, here: str = "", **values: Any) -> str:
    """A template filled in; every value is escaped unless it is ``Markup``.

    Args:
        here: path of the page, as in the menu, which says to a screen reader where one is. A page below ``./agents/``
            has the agents' menu, and its addresses climb one level more.
    """
    below = here.startswith("./agents/")
    shared = {"menu": AGENTS_MENU if below else MENU, "notices": NOTICES, "here": here}
    shared |= {"stylesheet": address("document.css"), "icon": address("icon.svg")}
    written = _environment().get_template(template).render(**shared, **values)
    # No text can hold this: a quotation mark is escaped everywhere but around attributes.
    return written.replace('="./', '="../') if below else written


def page(template: str, *, here: str, title: str, heading: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page without script, from a template that extends ``frame.html``.

    Args:
        title: of the window, what is particular first: ``"Version simple – Interroger le rapport"``.
        heading: the one ``h1``.
    """
    written = render(template, here=here, title=title, heading=heading, **values)
    return HTMLResponse(written, status)


def error_page(problem: Problem, *, here: str, again: str = "") -> HTMLResponse:
    """What went wrong, for a reader instead of a program: the title and the detail of ``problem`` as a page.

    Args:
        again: relative address of the page that was asked for; it is offered where asking again makes sense.
    """
    title = problem.to_dict()["title"]
    retry = again if problem.retry_after_s is not None else ""
    response = page(
        "error.html", here=here, title=f"{title} – Interroger le rapport", heading=title, status=problem.status,
        detail=problem.detail, again=retry,
    )  # fmt: skip
    for name, value in problem.response().headers.items():
        if name in ("cache-control", "retry-after"):
            response.headers[name] = value
    return response
