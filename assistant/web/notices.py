"""What must a public service say of itself? Accessibility, who publishes it, personal data, ecodesign.

Every statement comes from where it is decided: the settings, the grid of the RGAA, the measured weights.
What the operator has not filled in is said to be missing, in plain sight.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from fastapi import FastAPI, Response
from markupsafe import Markup, escape

from assistant.settings import PROJECT, Settings
from assistant.web import frame, rgaa, weights
from assistant.web.plain import unbroken

__all__ = ["add_routes", "in_french", "reachable"]

SEARCH_MODEL = PROJECT / "assistant" / "models" / "embedding-fr"
# The day on which the grid was last gone through.
AUDITED = date(2026, 11, 26)
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
MISSING = Markup('<strong class="manque">[à compléter par l’exploitant]</strong>')
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# Notices change with the settings, that is when the service is started again.
CACHED = {"Cache-Control": "public, max-age=3600"}


def add_routes(app: FastAPI, settings: Settings) -> None:
    """The four notices, each at the address that the foot of every page names."""
    notices: dict[str, tuple[str, Callable[[Settings], dict[str, Any]]]] = {
        "accessibilite": ("Déclaration d’accessibilité", _accessibility),
        "mentions-legales": ("Mentions légales", _legal),
        "donnees-personnelles": ("Données personnelles", _personal_data),
        "ecoconception": ("Déclaration d’écoconception", _ecodesign),
    }
    for name, (heading, facts) in notices.items():
        answer = partial(_notice, name, heading, {**_operator(settings), **facts(settings)})
        app.add_api_route(f"/{name}", answer, methods=["GET", "HEAD"], include_in_schema=False)


async def _notice(name: str, heading: str, facts: dict[str, Any]) -> Response:
    title = f"{heading} – Interroger le rapport"
    written = frame.render(f"{name}.html", here=f"./{name}", title=title, heading=heading, **facts)
    return Response(unbroken(written), headers=CACHED, media_type="text/html")


def _operator(settings: Settings) -> dict[str, Any]:
    return {
        "publisher": reachable(settings.publisher),
        "director": reachable(settings.publication_director),
        "contact": reachable(settings.contact),
        "hosting": reachable(settings.hosting),
        "privacy_contact": reachable(settings.privacy_contact or settings.contact),
        "llm": settings.llm,
    }


def _accessibility(settings: Settings) -> dict[str, Any]:
    whole, simple, full = rgaa.whole_site(), rgaa.simple_pages(), rgaa.full_page()
    return {
        "state": rgaa.state(whole),
        "whole": whole,
        "simple": simple,
        "simple_state": rgaa.state(simple),
        "full": full,
        "full_state": rgaa.state(full),
        "broken": [criterion for criterion in rgaa.grid() if "NC" in (criterion.simple, criterion.full)],
        "topics": [(topic, list(found)) for topic, found in groupby(rgaa.grid(), lambda c: c.topic)],
        "day": in_french(AUDITED),
    }


def _legal(settings: Settings) -> dict[str, Any]:
    return {}


def _personal_data(settings: Settings) -> dict[str, Any]:
    # The package has switched these off by now, unless the operator asked for them.
    names = ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2")
    traced = any(os.environ.get(name, "").lower() in ("1", "true") for name in names)
    kept_days = settings.journal_days if settings.journal else None
    asked = settings.reasons and (settings.metrics or kept_days is not None)
    return {"llm_address": settings.llm_base_url, "traced": traced, "kept_days": kept_days, "reasons": asked}


def _ecodesign(settings: Settings) -> dict[str, Any]:
    day, screens = weights.measured()
    n_bytes = sum(file.stat().st_size for file in SEARCH_MODEL.iterdir() if file.is_file())
    return {"day": in_french(day), "screens": screens, "model_mb": round(n_bytes / 1e6)}


def reachable(text: str | None) -> Markup:
    """What the operator filled in, its e-mail addresses and web addresses as links; without any, that it is missing."""
    if not text:
        return MISSING
    parts, end = [], 0
    for found in re.finditer(f"{WEB_ADDRESS.pattern}|{E_MAIL.pattern}", text):
        address = found[0].rstrip(".,;:!?)")
        target = address if address.startswith("http") else f"mailto:{address}"
        parts += [escape(text[end : found.start()]), Markup('<a href="{}">{}</a>').format(target, address)]
        end = found.start() + len(address)
    return Markup("").join([*parts, escape(text[end:])])


def in_french(day: date) -> str:
    """``"1er mars 2026"``."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
