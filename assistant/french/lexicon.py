"""Which words of the administration stand behind everyday words, French or English?

The entries are plain files, ``lexicon/*.tsv``, one a theme, that an agent can read and correct:
``term``, its ``equivalents`` (separated by `` | ``), a ``grade`` and the ``language`` of the term.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from assistant.french.text import english_stem, fold, stems

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


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Equivalents by the stems of the term: ``french`` and ``english`` as typed, ``reverse`` for grade `same`."""

    french: dict[Stems, list[tuple[Stems, Grade]]]
    english: dict[Stems, list[tuple[Stems, Grade]]]
    reverse: dict[Stems, list[tuple[Stems, Grade]]]

def read_entries(folder: Path = FOLDER) -> Iterator[Entry]:
    """The entries of all files in order. Raises ValueError with file and line for one that is malformed."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if next(rows, None) != FIELDS:
                raise ValueError(f"{path.name}:1: the header must be {' '.join(FIELDS)}")
            for number, row in enumerate(rows, start=2):
                if not row:
                    continue
                where = f"{path.name}:{number}"
                if len(row) != 4 or not all(cell.strip() for cell in row):
                    raise ValueError(f"{where}: four filled columns expected, found {row!r}")
                term, equivalents, grade, language = (cell.strip() for cell in row)
                if grade not in GRADES or language not in LANGUAGES:
                    raise ValueError(f"{where}: grade {grade!r} or language {language!r} is unknown")
                yield Entry(term, tuple(e.strip() for e in equivalents.split("|")), grade, language, where)  # type: ignore[arg-type]


ENGLISH_SMALL_WORDS = frozenset("the a an of to in on for and at by with from".split())


def english_key(text: str) -> Stems:
    """English stems of a phrase, small words left out: « shore power », « free of charge » → free, charg."""
    return tuple(english_stem(w) for w in re.findall(r"[a-z0-9]+", fold(text)) if w not in ENGLISH_SMALL_WORDS)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The shipped lexicon, keyed for look-up."""
    tables: dict[str, dict[Stems, list[tuple[Stems, Grade]]]] = {name: defaultdict(list) for name in ("fr", "en", "rev")}
    for entry in read_entries():
        key = tuple(stems(entry.term)) if entry.language == "fr" else english_key(entry.term)
        if not key:
            continue
        for equivalent in entry.equivalents:
            target = tuple(stems(equivalent))
            if not target or target == key:
                continue
            tables[entry.language][key].append((target, entry.grade))
            if entry.language == "fr" and entry.grade == "same":
                tables["rev"][target].append((key, entry.grade))
    return Lexicon(dict(tables["fr"]), dict(tables["en"]), dict(tables["rev"]))
