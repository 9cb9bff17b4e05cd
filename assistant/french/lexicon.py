"""Which words of the administration stand behind everyday words, French or English?

The entries are plain files, ``lexicon/*.tsv``, one a theme, that an agent can read and correct:
``term``, its ``equivalents`` (separated by `` | ``), a ``grade`` and the ``language`` of the term.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from assistant.french.text import STOP_WORDS, english_stem, fold, stem, stems

FOLDER = Path(__file__).parent / "lexicon"
GRADES = ("same", "near", "broader")
LANGUAGES = ("fr", "en")
FIELDS = ["term", "equivalents", "grade", "language"]

Grade = Literal["same", "near", "broader"]
Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon; ``where`` is file and line, for messages."""

    term: str
    equivalents: tuple[str, ...]
    grade: Grade
    language: str
    where: str


Table = dict[Stems, list[tuple[Stems, Grade]]]
"""Stems of what is typed to the stems of its equivalents, each with its grade."""


def read_entries(folder: Path = FOLDER) -> Iterator[Entry]:
    """The entries of all files in order. Raises ValueError with file and line for one that is malformed."""
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or lines[0].split("\t") != FIELDS:
            raise ValueError(f"{path.name}:1: the header must be {' '.join(FIELDS)}")
        for number, line in enumerate(lines[1:], start=2):
            if not line:
                continue
            row = line.split("\t")
            if len(row) != 4 or not all(row):
                raise ValueError(f"{path.name}:{number}: four filled columns expected, found {row!r}")
            term, equivalents, grade, language = row
            if grade not in GRADES or language not in LANGUAGES:
                raise ValueError(f"{path.name}:{number}: grade {grade!r} or language {language!r} is unknown")
            yield Entry(term, tuple(equivalents.split(" | ")), grade, language, f"{path.name}:{number}")  # type: ignore[arg-type]


ENGLISH_SMALL_WORDS = frozenset("the a an of to in on for and at by with from".split())


def english_key(text: str) -> Stems:
    """English stems of a phrase, small words left out: « shore power », « free of charge » → free, charg."""
    return tuple(english_stem(w) for w in re.findall(r"[a-z0-9]+", fold(text)) if w not in ENGLISH_SMALL_WORDS)


@cache
def _key(text: str) -> Stems:
    """Stems of a French phrase. Most are one plain word, for which cutting into words would take longer."""
    folded = fold(text)
    return (stem(folded),) if folded.isalpha() and folded not in STOP_WORDS else tuple(stems(text))


@lru_cache(maxsize=1)
def french_tables() -> tuple[Table, Table]:
    """Equivalents of French terms as typed, and the way back for those of grade ``same``."""
    forward: Table = defaultdict(list)
    back: Table = defaultdict(list)
    for key, target, grade in _pairs("fr", _key):
        forward[key].append((target, grade))
        if grade == "same":
            back[target].append((key, grade))
    return dict(forward), dict(back)


@lru_cache(maxsize=1)
def english_table() -> Table:
    """French equivalents of English terms. Read when the first English question comes."""
    table: Table = defaultdict(list)
    for key, target, grade in _pairs("en", english_key):
        table[key].append((target, grade))
    return dict(table)


def _pairs(language: str, key_of: Callable[[str], Stems]) -> Iterator[tuple[Stems, Stems, Grade]]:
    for entry in read_entries():
        if entry.language == language and (key := key_of(entry.term)):
            for equivalent in entry.equivalents:
                target = _key(equivalent)
                if target and target != key:
                    yield key, target, entry.grade
