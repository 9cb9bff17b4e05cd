"""How far does the application conform to the RGAA? One grid of 106 criteria, from which all that is said is computed.

The grid, ``templates/rgaa.tsv``, is filled in by hand. A rate is that of the RGAA: criteria kept, out of the
criteria that apply; a criterion is kept by a set of pages when none of them breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Verdict = Literal["C", "NC", "NA"]
"""Kept, broken, does not apply."""

GRID = Path(__file__).parent / "templates" / "rgaa.tsv"
TOPICS = (
    "Images", "Cadres", "Couleurs", "Multimédia", "Tableaux", "Liens", "Scripts", "Éléments obligatoires",
    "Structuration", "Présentation", "Formulaires", "Navigation", "Consultation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion, and what was found: on the pages without script (``simple``), on the conversation (``full``).

    ``simple_how`` and ``full_how`` say how it is known: the test that proves it, a reading, or what is absent.
    """

    number: str
    title: str
    simple: Verdict
    simple_how: str
    full: Verdict
    full_how: str

    @property
    def topic(self) -> str:
        """``"Images"`` for 1.1."""
        return TOPICS[int(self.number.partition(".")[0]) - 1]


@dataclass(frozen=True, slots=True)
class Count:
    """Criteria kept and broken; the others do not apply."""

    kept: int
    broken: int

    @property
    def percent(self) -> int:
        """Whole percents, never rounded up: 100 only when nothing is broken."""
        return 100 * self.kept // (self.kept + self.broken)


@cache
def grid() -> tuple[Criterion, ...]:
    """The criteria in the order of the RGAA."""
    lines = GRID.read_text(encoding="utf-8").splitlines()
    return tuple(_criterion(line) for line in lines if line and not line.startswith("#"))


def _criterion(line: str) -> Criterion:
    number, title, simple, simple_how, full, full_how = line.split("\t")
    return Criterion(number, title, _verdict(simple), simple_how, _verdict(full), full_how)


def _verdict(text: str) -> Verdict:
    match text:
        case "C" | "NC" | "NA":
            return text
        case _:
            raise ValueError(f"{GRID.name}: {text!r} is neither C, NC nor NA")


def count(verdicts: Sequence[Verdict]) -> Count:
    """How many are kept and broken."""
    return Count(verdicts.count("C"), verdicts.count("NC"))


def simple_pages() -> Count:
    """The pages without script."""
    return count([criterion.simple for criterion in grid()])


def full_page() -> Count:
    """The page of the conversation."""
    return count([criterion.full for criterion in grid()])


def whole_site() -> Count:
    """All pages: what one of them breaks is broken."""
    return count([_worst(criterion.simple, criterion.full) for criterion in grid()])


def _worst(*verdicts: Verdict) -> Verdict:
    ranks: tuple[Verdict, ...] = ("NC", "C", "NA")
    return min(verdicts, key=ranks.index)


def state(found: Count) -> str:
    """The words of the law: ``"totalement conforme"``, ``"partiellement conforme"`` from 50 %, ``"non conforme"``."""
    if not found.broken:
        return "totalement conforme"
    return "partiellement conforme" if found.percent >= 50 else "non conforme"
