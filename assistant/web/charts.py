"""Which figures of a report can honestly be set side by side, and how is that drawn without a script?

Few can: same unit, same kind of thing, told by the report in one breath. Never a part beside its whole, nor what is
planned beside what is done. Shares, dates and plain counts are left out: they rarely count the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from assistant.types import FIGURE_KINDS, KeyFigure
from assistant.web.plain import unbroken

FEWEST, MOST = 3, 12
LONGEST_NAME = 26
"""On a narrow screen a name stands on one line with its number."""
# In one sentence only sums of money are of one kind; in a list, what is named by the same word.
IN_A_SENTENCE = ("money",)
IN_A_LIST = ("money", "area", "length", "mass", "energy", "volume")
NO_COMPARISON = re.compile(r"\b(?:dont|soit|total\w*|y compris|contre|au lieu|parmi)\b", re.IGNORECASE)
OF = re.compile(r"(?:de |d['’]|des |du )")
# In pixels: one bar with its words above it.
ROW, BAR, TEXT = 48, 14, 16


@dataclass(frozen=True, slots=True)
class Chart:
    """A comparison: the figures with the name of each, in reading order."""

    names: tuple[str, ...]
    figures: tuple[KeyFigure, ...]

    @property
    def kind(self) -> str:
        """Kind of all the figures: « longueurs »."""
        return FIGURE_KINDS[self.figures[0].kind].lower()

    @property
    def rows(self) -> list[tuple[str, KeyFigure]]:
        """What the drawing and its table show."""
        return list(zip(self.names, self.figures, strict=True))

    @property
    def said(self) -> str:
        """The data in words, for those who do not see the drawing."""
        return " ; ".join(f"{name} : {figure.text}" for name, figure in self.rows) + "."


def charts(figures: Sequence[KeyFigure]) -> Iterator[Chart]:
    """The comparisons among figures in reading order."""
    for _, group in groupby(figures, key=lambda f: f.passage.passage_id):
        here = list(group)
        yield from _of_sentences(here)
        yield from _of_lists(here)


def _of_sentences(figures: Sequence[KeyFigure]) -> Iterator[Chart]:
    for sentence, group in groupby(figures, key=lambda f: f.sentence):
        same = [figure for figure in group if figure.kind in IN_A_SENTENCE]
        if not NO_COMPARISON.search(sentence):
            yield from _chart(same, [_after(figure) for figure in same])


def _of_lists(figures: Sequence[KeyFigure]) -> Iterator[Chart]:
    listed = [figure for figure in figures if figure.listed and figure.kind in IN_A_LIST]
    for unit in dict.fromkeys(figure.unit for figure in listed):
        same = [figure for figure in listed if figure.unit == unit]
        names = [_before(figure) for figure in same]
        alone = len({figure.sentence for figure in same}) == len(same)
        if alone and len({name.partition(" ")[0] for name in names}) == 1:
            yield from _chart(same, names)


def _chart(figures: Sequence[KeyFigure], names: Sequence[str]) -> Iterator[Chart]:
    named = all(0 < len(name) <= LONGEST_NAME for name in names) and len(set(names)) == len(names)
    plain = not any(figure.planned or figure.partial for figure in figures)
    if FEWEST <= len(figures) <= MOST and named and plain:
        yield Chart(tuple(names), tuple(figures))


def _before(figure: KeyFigure) -> str:
    """« BHNS de Miramas : 6 km… » is named by what stands before the colon."""
    head, colon, rest = figure.label.partition(" : ")
    return head if colon and figure.text in rest else ""


def _after(figure: KeyFigure) -> str:
    """« … généré 46,9 M€ de levées de fonds » is named by what stands after the number."""
    *_, after = figure.label.rpartition(figure.text)
    of = OF.match(after.strip())
    return after.strip()[of.end() :] if of else ""


def drawn(chart: Chart, name: str) -> Markup:
    """The chart as SVG: one bar a figure, its length told by its number; ``name`` makes its identifiers unique.

    Bars grow with the width of the page, letters do not: hence widths in percent, and no ``viewBox``.
    """
    largest = max(figure.value for figure in chart.figures)
    bars = []
    for i, (label, figure) in enumerate(chart.rows):
        top = i * ROW
        share = max(1.0, round(figure.value / largest * 100, 1)) if largest else 1.0
        bars.append(
            f'<text x="0" y="{top + TEXT}">{escape(unbroken(f"{label} : {figure.text}"))}</text>'
            f'<rect x="0" y="{top + TEXT + 8}" width="{share:g}%" height="{BAR}" rx="2"/>'
        )
    return Markup(
        f'<svg class="barres" role="img" aria-labelledby="{name}-titre {name}-desc" width="100%" '
        f'height="{len(bars) * ROW}"><title id="{name}-titre">Barres comparant {len(bars)} chiffres</title>'
        f'<desc id="{name}-desc">{escape(unbroken(chart.said))}</desc>{"".join(bars)}</svg>'
    )
