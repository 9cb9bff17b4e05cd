"""How heavy is each page, and how heavy may it become?

``python -m eval.weigh`` measures in a real browser and writes ``templates/weights.json``; the notice on
ecodesign shows what stands there, and a test holds it against the limits below.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

MEASURED = Path(__file__).parent / "templates" / "weights.json"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen as it is opened with an empty cache.

    Attributes:
        name: as in the menu, in French.
        kilobytes: received, headers included, in thousands of bytes.
        n_requests: answered requests.
        most_kilobytes, most_requests: the limits that we declare.
    """

    name: str
    kilobytes: float
    n_requests: int
    most_kilobytes: int
    most_requests: int


# name -> (kilobytes, requests) at most
LIMITS: dict[str, tuple[int, int]] = {
    "Poser une question": (300, 52),
    "Poser une question, avec une réponse": (310, 55),
    "Version simple": (30, 5),
    "Version simple, avec une réponse": (30, 5),
    "Lire le rapport": (60, 5),
    "Les chiffres": (60, 5),
    "Espace des agents": (310, 55),
    "Séance, un programme de 45 minutes": (60, 5),
    "Accessibilité": (30, 5),
    "Mentions légales": (30, 5),
    "Données personnelles": (30, 5),
    "Écoconception": (30, 5),
    "API": (30, 5),
}


@cache
def measured() -> tuple[date, tuple[Screen, ...]]:
    """The day of the measurement, and the screens that were measured."""
    record = json.loads(MEASURED.read_text(encoding="utf-8"))
    screens = (
        Screen(name, found["kilobytes"], found["requests"], *LIMITS[name]) for name, found in record["screens"].items()
    )
    return date.fromisoformat(record["date"]), tuple(screens)


def write(day: date, screens: dict[str, tuple[float, int]]) -> None:
    """Record a measurement: kilobytes and requests by name of the screen."""
    found = {name: {"kilobytes": round(weight, 1), "requests": n} for name, (weight, n) in screens.items()}
    text = json.dumps({"date": day.isoformat(), "screens": found}, ensure_ascii=False, indent=2)
    MEASURED.write_text(text + "\n", encoding="utf-8")
