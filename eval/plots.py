"""How does a table become a drawing? Small SVG plots that scale, follow dark mode, and bring their own numbers.

Widths are in units of a 320-unit wide drawing, so that text stays legible on the narrowest phone; labels stand above
their mark, on their own line. Nothing is said by colour alone: every mark has its value written beside it, and the
three verdicts differ by pattern. Colours are classes of ``report.css``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

WIDTH, LEFT, RIGHT = 320, 6, 314
LINE, MARK, GAP = 17, 20, 10
FRAME, FRAME_LEFT = 110, 52
"""Height of a panel of curves, and where it begins beside its scale."""
LONGEST_LINE = 38
"""Characters of a label that fit on one line."""
VERDICTS = ("right", "abstained", "wrong")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a plot and of its table.

    Attributes:
        label: what it is about; in the drawing with ``note`` behind it.
        cells: the formatted cells of the table, after the label.
        value, low, high: where the mark and its interval stand; None draws none.
        shares: right, abstained and wrong, adding up to 1, for `stacked_bars`.
        said: the figures written in the drawing.
    """

    label: str
    cells: tuple[str, ...]
    said: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    shares: tuple[float, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, what it shows in words, and its numbers as a table: ``head`` names the columns, the labels' too."""

    name: str
    title: str
    description: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def dot_plot(
    name: str,
    title: str,
    description: str,
    head: tuple[str, ...],
    rows: Sequence[Row],
    reference: float | None = None,
    ends: tuple[str, str] = ("0", "1"),
) -> Plot:
    """A point with its interval for every row, on a scale from 0 to 1.

    Args:
        name: what ids of this plot begin with; unique in the page.
        reference: where a dashed vertical line stands.
        ends: the words under the two ends of the scale.
    """
    parts, y = [], 2.0
    for row in rows:
        label, y = _label(row, y)
        middle = y + MARK / 2
        parts += [label, _line(LEFT, middle, RIGHT, middle, "rail")]
        if row.low is not None and row.high is not None:
            parts.append(_line(_x(row.low), middle, _x(row.high), middle, "interval"))
        if row.value is not None:
            parts.append(Markup('<circle class="point" cx="{}" cy="{}" r="6"/>').format(_x(row.value), _tidy(middle)))
        y += MARK + GAP
    if reference is not None:
        parts.insert(0, _line(_x(reference), 0, _x(reference), y - GAP / 2, "reference"))
    parts += [_text(LEFT, y + 8, ends[0], "scale"), _text(RIGHT, y + 8, ends[1], "scale end")]
    return Plot(name, title, description, _svg(name, title, description, y + 14, parts), head, tuple(rows))


def stacked_bars(name: str, title: str, description: str, head: tuple[str, ...], rows: Sequence[Row]) -> Plot:
    """Shares of right, abstained and wrong for every row, each with its own pattern and its figures below."""
    parts, y = [_patterns(name)], 2.0
    for row in rows:
        label, y = _label(row, y)
        parts.append(label)
        x = float(LEFT)
        for verdict, share in zip(VERDICTS, row.shares, strict=True):
            width = share * (RIGHT - LEFT)
            if width > 0:
                parts.append(_bar(x, y, width, verdict, f"{name}-{verdict}"))
            x += width
        parts.append(_text(LEFT, y + MARK + LINE - 4, row.said, "said"))
        y += MARK + LINE + GAP
    return Plot(name, title, description, _svg(name, title, description, y, parts), head, tuple(rows))


def bars(name: str, title: str, description: str, head: tuple[str, ...], rows: Sequence[Row]) -> Plot:
    """A bar for every row, as long as its value compared with the longest, its figure behind it."""
    longest = max((row.value or 0 for row in rows), default=0) or 1
    parts, y = [], 2.0
    for row in rows:
        label, y = _label(row, y)
        width = (row.value or 0) / longest * (RIGHT - LEFT - 40)
        parts += [label, _bar(LEFT, y, width, "plain"), _text(LEFT + width + 8, y + MARK - 5, row.said, "said")]
        y += MARK + GAP
    return Plot(name, title, description, _svg(name, title, description, y, parts), head, tuple(rows))


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame of `curves`. Points go from 0 to 1 in both directions, ``top`` is written where 1 is."""

    label: str
    top: str
    points: Sequence[tuple[float, float]]
    marks: Sequence[tuple[float, float]]


def curves(
    name: str,
    title: str,
    description: str,
    head: tuple[str, ...],
    rows: Sequence[Row],
    panels: Sequence[Panel],
    ends: tuple[str, str],
) -> Plot:
    """Curves above one another over the same scale, whose two ends ``ends`` names.

    The marks of a panel belong, in order, to the rows that have something ``said``; their shapes tell them apart, three
    at most.
    """
    parts, y = [], 2.0
    for shape, row in enumerate(row for row in rows if row.said):
        parts += [_mark(LEFT + 6, y + LINE / 2, shape), _text(LEFT + 20, y + LINE - 4, row.said, "said")]
        y += LINE + 2
    for panel in panels:
        above = y + 2 * GAP + LINE
        parts.append(_text(LEFT, above - 13, panel.label, "scale"))
        for share in (0.0, 0.5, 1.0):
            parts.append(_line(FRAME_LEFT, above + share * FRAME, RIGHT, above + share * FRAME, "rail"))
        parts += [_text(LEFT, above + 4, panel.top, "scale"), _text(LEFT, above + FRAME + 4, ends[0], "scale")]

        def place(x: float, value: float, above: float = above) -> tuple[float, float]:
            inside = min(1.0, max(0.0, value))
            return FRAME_LEFT + x * (RIGHT - FRAME_LEFT), above + (1 - inside) * FRAME

        drawn = " ".join(f"{_tidy(x)},{_tidy(height)}" for x, height in (place(*point) for point in panel.points))
        parts.append(Markup('<polyline class="curve" points="{}"/>').format(drawn))
        parts += [_mark(*place(*point), shape) for shape, point in enumerate(panel.marks)]
        y = above + FRAME
    parts += [_text(FRAME_LEFT, y + 18, ends[0], "scale"), _text(RIGHT, y + 18, ends[1], "scale end")]
    return Plot(name, title, description, _svg(name, title, description, y + 24, parts), head, tuple(rows))


def strip(value: float, low: float, high: float) -> Markup:
    """A value and its interval as a thin line, to put under figures that say the same: hidden from screen readers."""
    return Markup('<svg class="strip" viewBox="0 0 320 16" width="100%" aria-hidden="true">{}{}{}</svg>').format(
        _line(LEFT, 8, RIGHT, 8, "rail"),
        _line(_x(low), 8, _x(high), 8, "interval"),
        Markup('<circle class="point" cx="{}" cy="8" r="6"/>').format(_x(value)),
    )


def _svg(name: str, title: str, description: str, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {} {}" width="100%" role="img" aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{}</title><desc id="{name}-desc">{}</desc>{}</svg>'
    ).format(WIDTH, _tidy(height), title, description, Markup("").join(parts), name=name)


def _label(row: Row, y: float) -> tuple[Markup, float]:
    """The label on as many lines as it needs, and where the mark under it begins."""
    lines = wrap(f"{row.label} ({row.note})" if row.note else row.label, LONGEST_LINE) or [""]
    texts = [_text(LEFT, y + LINE * (i + 1) - 4, line, "label") for i, line in enumerate(lines)]
    return Markup("").join(texts), y + LINE * len(lines) + 2


def _patterns(name: str) -> Markup:
    """Dots for an abstention, stripes for a wrong answer; a right one is solid."""
    return Markup(
        '<defs><pattern id="{0}-abstained" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<circle class="grain" cx="3" cy="3" r="1.3"/></pattern>'
        '<pattern id="{0}-wrong" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="stripe" width="2.5" height="5"/></pattern></defs>'
    ).format(name)


def _bar(x: float, y: float, width: float, kind: str, pattern: str = "") -> Markup:
    place = Markup('x="{}" y="{}" width="{}" height="{}"').format(_tidy(x), _tidy(y), _tidy(width), MARK)
    bar = Markup('<rect class="bar {}" {}/>').format(kind, place)
    if kind not in ("abstained", "wrong"):
        return bar
    return bar + Markup('<rect {} fill="url(#{})"/>').format(place, pattern)


def _mark(x: float, y: float, shape: int) -> Markup:
    """A disc, a square or a diamond, told apart without colour."""
    if shape == 0:
        return Markup('<circle class="point" cx="{}" cy="{}" r="6"/>').format(_tidy(x), _tidy(y))
    turned = Markup(' transform="rotate(45 {} {})"').format(_tidy(x), _tidy(y)) if shape == 2 else ""
    return Markup('<rect class="point" x="{}" y="{}" width="11" height="11"{}/>').format(
        _tidy(x - 5.5), _tidy(y - 5.5), turned
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(kind, *map(_tidy, (x1, y1, x2, y2)))


def _text(x: float, y: float, text: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, _tidy(x), _tidy(y), text)


def _x(share: float) -> float:
    return round(LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT), 1)


def _tidy(length: float) -> str:
    """Tenths at most: same bytes on every machine, and a smaller page."""
    return f"{length:.1f}".removesuffix(".0")
