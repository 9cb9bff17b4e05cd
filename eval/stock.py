"""What does a report hold that answers are made of: sentences, figures by unit, dates, things counted, names?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.figures import Figure, statements
from assistant.french.lexicon import french_tables
from assistant.french.numbers import MONTHS, Quantity
from assistant.french.spelling import is_ordinary
from assistant.french.text import STOP_WORDS, fold, stem, words
from assistant.types import Citation, Passage

CAPITALISED = re.compile(r"(?<![-\w’'])[A-ZÀ-Þ][\w’-]*[a-zà-ÿ]\w*(?:[- ][A-ZÀ-Þ][\w’-]+)*")
# « divisé par deux sa consommation »: no noun that is counted.
NO_NOUN = STOP_WORDS | {"autres", "apres", "fin", "reste"}
# Names of months and of the languages' own, and the authority that every passage speaks of.
NO_NAME = frozenset("metropole etat union france europe rapport la le les il elle they the it this these".split())


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with ``[n]`` markers, and what they stand for."""

    text: str
    citations: tuple[Citation, ...]


def sentences_of(passages: Sequence[Passage]) -> list[Said]:
    """Every sentence of the report as an answer: true by construction."""
    found = []
    for passage in passages:
        for statement in statements(passage):
            text = " ".join(statement.text.split())
            if len(text) > 30 and not statement.introduces:
                found.append(Said(f"{text} [1]", (Citation(1, passage, text),)))
    return found


class Stock:
    """What the report holds that could be put in the place of something else."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self.of_unit: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.counted: list[str] = []
        self.dates: list[str] = []
        found: list[str] = []
        # « Schéma », « Action »: written without a capital elsewhere, hence no name that could be confused.
        small = {w.folded for p in passages for w in words(p.text) if w.text[:1].islower()}
        for passage in passages:
            for figure in figures_of(passage):
                quantity = figure.quantity
                written = passage.text[quantity.number_start : quantity.end]
                if quantity.kind == "date":
                    self.dates.append(written)
                else:
                    self.of_unit[quantity.kind, quantity.unit].append(written)
                group = group_after(passage.text, figure)
                if quantity.kind == "count" and not quantity.unit and group:
                    self.counted.append(group)
            found += names_in(passage.text)
        # The authority that the report is of may be named beside anything.
        authority = {w.folded for p in passages for w in words(p.document)}
        self.names = [n for n in found if not {w.folded for w in words(n)} <= small | authority and not _is_common(n)]


@lru_cache(maxsize=4096)
def figures_of(passage: Passage) -> tuple[Figure, ...]:
    """The figures of a passage, in order."""
    return tuple(f for s in statements(passage) for f in s.figures)


def stated_in(passage: Passage) -> list[Quantity]:
    """The quantities of a passage, in order."""
    return [f.quantity for f in figures_of(passage)]


def group_after(text: str, figure: Figure) -> str:
    """What the figure counts, as written after it: up to three words, ending with a word of its own."""
    group = " ".join(text[figure.quantity.end : figure.end].split()[:4])
    if figure.quantity.spelled or not group or fold(group.split()[0]) in NO_NOUN:
        return ""
    while group and fold(group.split()[-1]) in STOP_WORDS:
        group = " ".join(group.split()[:-1])
    return group if re.fullmatch(r"[\w’' -]+", group) and not re.search(r"\d", group) else ""


def _is_common(name: str) -> bool:
    """« Réutilisation », « Schéma »: a noun that the lexicon knows, with the capital of a title."""
    forward, _ = french_tables()
    tokens = [w.folded for w in words(name) if w.folded not in STOP_WORDS]
    return all((stem(t),) in forward and is_ordinary(t) for t in tokens)


def names_in(text: str) -> list[str]:
    """The proper names of a text, those that open a sentence left out."""
    found = (m for m in CAPITALISED.finditer(text) if not opens(text, m.start()))
    return [m.group() for m in found if _is_name(m.group())]


def opens(text: str, place: int) -> bool:
    """Whether what stands there is capitalised because a sentence, a line or a quotation begins."""
    before = text[:place].rstrip(" \u00a0\u202f")
    return not before or before[-1] in '.!?…:;«"“\n-–•('


def _is_name(text: str) -> bool:
    """Not the authority that every passage speaks of, and no month."""
    tokens = {w.folded for w in words(text)} - NO_NAME
    return len(text) > 3 and any(t not in MONTHS and not t.isdigit() for t in tokens)
