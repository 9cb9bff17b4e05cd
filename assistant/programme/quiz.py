"""Which quiz questions can be asked on the reports' own figures?

A question is asked only where it can be worded so that it is understood alone, where three wrong answers are plausible
and surely wrong, and where the sentence of the figure, which is the explanation, does not hold the answer twice.
"""

from __future__ import annotations

import hashlib
import math
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.figures import statements
from assistant.french.numbers import quantities
from assistant.french.text import squeeze, stems
from assistant.programme.distractors import wrong_dates, wrong_numbers
from assistant.programme.records import QuizForm, QuizQuestion
from assistant.programme.spelling import DateSpelling, Spelling, read_date, read_spelling
from assistant.programme.typeset import typeset
from assistant.programme.wording import GAP, Wording, word
from assistant.types import KeyFigure, Passage

LEAST_COUNT, LEAST_DURATION, MOST_PERCENT = 6, 12, 96
LEAST_ESTIMATED = 20
"""« 6 ports » is no number to estimate on a scale."""
ON_A_DAY = re.compile(r"(?:depuis |dès )?le ", re.IGNORECASE)
OUT_OF = re.compile(r"\bdont\b|\b[Ss]ur les\b")
SAME = 0.02
STEPS = 100
WIDEST = (1.4, 1.7, 2.0, 2.5, 3.0)


@dataclass(frozen=True, slots=True)
class Askable:
    """A figure that can be asked for, in one form or two."""

    key: str
    theme: str
    figure: KeyFigure
    wording: Wording
    spelling: Spelling | DateSpelling
    taken: frozenset[float]
    first_year: int
    worth: float

    @property
    def forms(self) -> tuple[QuizForm, ...]:
        """A date and a small number are only chosen from four."""
        spelling = self.spelling
        is_scale = isinstance(spelling, Spelling) and (spelling.number >= LEAST_ESTIMATED or "%" in spelling.after)
        return ("choice", "estimate") if is_scale and not spelling.before.startswith("+ ") else ("choice",)

    def ask(self, form: QuizForm, seed: int, place: int = 1) -> QuizQuestion:
        """The question. The same seed gives the same one.

        Args:
            place: where the right choice should stand, from 0, if there are enough wrong ones on both sides.
        """
        rng = random.Random(f"{seed}:{self.key}:{form}")
        return self._estimate(rng) if form == "estimate" else self._choice(rng, place)

    def others(self, rng: random.Random, place: int) -> tuple[float, ...]:
        """Three wrong values, smallest first, as the spelling writes them; none when there are not three."""
        if isinstance(self.spelling, DateSpelling):
            return wrong_dates(self.spelling, {int(v) for v in self.taken}, rng, self.first_year)
        return wrong_numbers(self.spelling, self.taken, rng, place, self._whole / self.spelling.scale)

    @property
    def _whole(self) -> float:
        """What the figure is a part of: the largest of its unit that is said before it; infinite for no part."""
        before = self.wording.gapped.partition(GAP)[0]
        said = [q.value for q in quantities(before) if q.kind != "date" and q.unit == self.figure.unit]
        larger = [value for value in said if value > self.figure.value]
        is_part = self.figure.partial or OUT_OF.search(before)
        return max(larger) if is_part and larger and self.figure.unit != "%" else math.inf

    def _choice(self, rng: random.Random, place: int) -> QuizQuestion:
        spelling, others = self.spelling, self.others(rng, place)
        if isinstance(spelling, DateSpelling):
            values = sorted([*map(int, others), int(self.figure.value)])
            right, choices = values.index(int(self.figure.value)), [spelling.write(value) for value in values]
        else:
            numbers = sorted([*others, spelling.number])
            right, choices = numbers.index(spelling.number), [spelling.write(number) for number in numbers]
        text = self.wording.text(estimate=False, reserved=self._is_reserved)
        return QuizQuestion(
            f"{self.key}-choix", "choice", typeset(text), tuple(typeset(c) for c in choices), right, 0, 0, 0, "", 1,
            self.figure,
        )  # fmt: skip

    def _estimate(self, rng: random.Random) -> QuizQuestion:
        spelling = self.spelling
        assert isinstance(spelling, Spelling)
        high = 100.0 if "%" in spelling.after else _nice(spelling.number * rng.choice(WIDEST))
        step = 1.0 if "%" in spelling.after and not spelling.decimals else _step(high, spelling.decimals)
        text = self.wording.text(estimate=True, reserved=self._is_reserved)
        return QuizQuestion(
            f"{self.key}-estimation", "estimate", typeset(text), (), 0, 0.0, high, step, typeset(spelling.unit),
            spelling.scale, self.figure,
        )  # fmt: skip

    @property
    def _is_reserved(self) -> bool:
        return isinstance(self.spelling, Spelling) and bool(self.spelling.before.strip())


def askables(
    figures: Sequence[KeyFigure], passages: Sequence[Passage], themes: Mapping[str, str]
) -> tuple[Askable, ...]:
    """What can be asked of the figures, in reading order.

    Args:
        figures: the key figures of all reports.
        passages: all passages: what they state is no wrong answer.
        themes: the key of its theme by passage identifier; figures of no theme are not asked for.
    """
    stated = _stated(passages)
    first_years = _first_years(figures)
    found = []
    for figure in figures:
        theme = themes.get(figure.passage.passage_id)
        spelling = read_date(figure) or read_spelling(figure)
        if theme is None or spelling is None or not _is_worth_asking(figure):
            continue
        wording = word(figure)
        if wording is None:
            continue
        scale = spelling.scale if isinstance(spelling, Spelling) else 1.0
        taken = frozenset(round(value / scale, 6) for value in stated[figure.kind, figure.unit])
        askable = Askable(
            _key(figure),
            theme,
            figure,
            wording,
            spelling,
            taken,
            first_years.get(figure.passage.source, 0),
            worth(figure),
        )
        if askable.others(random.Random(0), 1):
            found.append(askable)
    return tuple(found)


def _is_worth_asking(figure: KeyFigure) -> bool:
    """Not the small numbers that nobody would know or care for: « 3 communes », « sur 5 ans »; nor all of something."""
    if figure.kind == "age" or figure.unit == "fois" or figure.sentence.endswith(":"):
        return False
    if figure.kind == "date":
        # A year to come, or a day: nobody is asked in which month something was done.
        # « Au 31 décembre 2024 » is when something was counted.
        return figure.value % 10_000 == 0 or (figure.value % 100 != 0 and bool(ON_A_DAY.match(figure.text)))
    if figure.kind == "count" and not figure.unit:
        return figure.value >= LEAST_COUNT
    if figure.kind == "duration":
        return figure.value >= LEAST_DURATION and figure.unit != "an"
    return not (figure.unit == "%" and figure.value > MOST_PERCENT)


def worth(figure: KeyFigure) -> float:
    """How much a figure tells: measures and large numbers most, small counts and what is only planned less."""
    measured = (
        2.0 if figure.kind != "count" and figure.kind != "date" else min(2.0, math.log10(max(figure.value, 1)) / 2)
    )
    if figure.kind == "date":
        measured = 0.3
    brief = 1.0 if len(figure.label) <= 120 else 0.0
    return measured + brief - 0.5 * figure.planned - 0.5 * figure.partial


def same_fact(one: KeyFigure, other: KeyFigure) -> bool:
    """Whether two figures seem to say the same: « 27 337 élèves », « plus de 27 300 élèves »."""
    if one.kind != other.kind or one.unit != other.unit or abs(one.value - other.value) > SAME * abs(one.value):
        return False
    return bool(_said(one.sentence) & _said(other.sentence))


@lru_cache(maxsize=4096)
def _said(sentence: str) -> frozenset[str]:
    return frozenset(stems(sentence))


def _stated(passages: Sequence[Passage]) -> dict[tuple[str, str], set[float]]:
    """Every value that the passages state, by kind and unit as key figures name them; dates without a unit."""
    found: dict[tuple[str, str], set[float]] = defaultdict(set)
    for passage in passages:
        for statement in statements(passage):
            for figure in statement.figures:
                quantity = figure.quantity
                kind = {"percent": "share"}.get(quantity.kind, quantity.kind)
                found[kind, "" if kind == "date" else quantity.unit].add(quantity.value)
    return found


def _first_years(figures: Sequence[KeyFigure]) -> dict[str, int]:
    """The first year to come that each report names."""
    found: dict[str, int] = {}
    for figure in figures:
        if figure.kind == "date" and figure.value % 10_000 == 0:
            year = int(figure.value) // 10_000
            found[figure.passage.source] = min(year, found.get(figure.passage.source, year))
    return found


def _key(figure: KeyFigure) -> str:
    said = "\n".join((figure.passage.source, figure.text, squeeze(figure.sentence)))
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def _nice(number: float) -> float:
    """The next number with one or two digits: 8 and 12 thousand, not 8 341."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(m * power for m in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if m * power >= number)


def _step(high: float, decimals: int) -> float:
    step = 10.0 ** math.floor(math.log10(high / STEPS))
    step = next(m * step for m in (1, 2, 5, 10) if high / (m * step) <= STEPS * 1.01)
    return max(step, 10.0**-decimals)
