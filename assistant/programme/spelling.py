"""How is a figure of a report spelled, and how would another one be spelled in its place?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import KeyFigure

FIGURE = re.compile(
    r"(?P<before>(?:[^\W\d]|[\s'’+(-])*?)"
    r"(?P<number>\d{1,3}(?: \d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?)(?P<after>(?:\s?\D.*)?)"
)
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
MONTH_NAMES = "|".join(MONTHS)
DATE = re.compile(
    rf"(?P<before>\D*?)(?:(?P<day>\d{{1,2}})(?:er)? )?(?:(?P<month>{MONTH_NAMES}) )?(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
# What takes an « s » from two on: « 1,9 million », « 2,1 millions ».
COUNTED = re.compile(r"^(\s?)(million|milliard|hectare|tonne|kilomètre|mètre|heure|jour|litre|kilo)s?\b")
FEWEST_PLURAL = 2
BEFORE_IT, AFTER_IT = re.compile(r"[\w,.]$"), re.compile(r"[\d%]|[ ,.]\d")
OPEN_DATE = re.compile(r"(?:\bd['’]|\bde )$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A figure in the report's way: « plus de » + « 290 000 » + « habitants ».

    Attributes:
        before, after: what stands around the number: its reservation, its scale and unit.
        number: the number as it is written, in units of ``after``: 3.24 in « 3,24 M€ ».
        decimals: digits after the comma.
        step: the place of its last digit that is not zero: 10 000 in 290 000, 0.01 in 3,24.
        scale: what one is in the unit of the figure: 1 000 000 in « 3,24 M€ ».
    """

    before: str
    number: float
    after: str
    decimals: int
    step: float
    scale: float

    def write(self, number: float) -> str:
        """Another number in the same way."""
        written = f"{number:,.{self.decimals}f}".replace(",", " ").replace(".", ",")
        plural = "s" if number >= FEWEST_PLURAL else ""
        return self.before + written + COUNTED.sub(rf"\1\2{plural}", self.after)

    @property
    def unit(self) -> str:
        """What is read after a number of several."""
        return COUNTED.sub(r"\1\2s", self.after).strip()

    @property
    def digits(self) -> int:
        """Significant digits: 2 in 290 000, 3 in 3,24."""
        return len(str(round(self.number / self.step)))


def read_spelling(figure: KeyFigure) -> Spelling | None:
    """How a figure is spelled; None for one in words, a date, or a way that is not known."""
    match = None if figure.kind == "date" else FIGURE.fullmatch(figure.text)
    if match is None:
        return None
    digits = match["number"].replace(" ", "")
    decimals = len(digits.partition(",")[2])
    number = float(digits.replace(",", "."))
    spelling = Spelling(
        match["before"],
        number,
        match["after"],
        decimals,
        _step(digits, decimals),
        figure.value / number if number else 0,
    )
    # What is not written back as it was read would make the right choice look unlike the others.
    return spelling if number and spelling.write(number) == figure.text else None


def _step(digits: str, decimals: int) -> float:
    whole = digits.replace(",", "")
    return float(10.0 ** (len(whole) - len(whole.rstrip("0")) - decimals))


@dataclass(frozen=True, slots=True)
class DateSpelling:
    """A date in the report's way; ``month`` and ``day`` are 0 where none is said."""

    before: str
    year: int
    month: int
    day: int

    def write(self, value: int) -> str:
        """Another date in the same way; ``value`` is as `KeyFigure.value`."""
        year, month, day = value // 10_000, value // 100 % 100, value % 100
        said = ([f"{day}er" if day == 1 else str(day)] if day else []) + ([MONTHS[month - 1]] if month else [])
        return self.before + " ".join([*said, str(year)])


def read_date(figure: KeyFigure) -> DateSpelling | None:
    """How a date is spelled; None for a period and for what is no date."""
    match = DATE.fullmatch(figure.text) if figure.kind == "date" else None
    if match is None or OPEN_DATE.search(match["before"]):
        return None
    month = (match["month"] or "").lower()
    spelling = DateSpelling(
        match["before"], int(match["year"]), MONTHS.index(month) + 1 if month else 0, int(match["day"] or 0)
    )
    return spelling if spelling.write(int(figure.value)) == figure.text else None


def find_figure(written: str, stretch: str) -> tuple[int, int] | None:
    """Where a figure stands in a stretch, when it stands there once and is no part of another number or word."""
    found, start = [], stretch.find(written)
    while start >= 0:
        end = start + len(written)
        if not BEFORE_IT.search(stretch, max(0, start - 1), start) and not AFTER_IT.match(stretch, end):
            found.append((start, end))
        start = stretch.find(written, end)
    return found[0] if len(found) == 1 else None
