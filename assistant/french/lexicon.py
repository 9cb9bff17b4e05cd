"""Which words of the administration stand behind everyday words, French or English?

The entries are plain files, ``lexicon/*.tsv``, one a theme, that an agent can read and correct:
``term``, its ``equivalents`` (separated by `` | ``), a ``grade`` and the ``language`` of the term.
``assistant lexicon`` checks them and writes them down as stems, ready to be looked up (`COMPILED`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from assistant.french.text import ELISION, STOP_WORDS, english_stem, fold, stem, stems

FOLDER = Path(__file__).parent / "lexicon"
COMPILED = Path(__file__).parents[1] / "models" / "lexicon.json"
GRADES = ("same", "near", "broader")
LANGUAGES = ("fr", "en")
SEPARATOR = " | "
FIELDS = ["term", "equivalents", "grade", "language"]

Grade = Literal["same", "near", "broader"]
GRADE_OF: dict[str, Grade] = {"s": "same", "n": "near", "b": "broader"}
# Files of what people are heard to say, and which written sentence they mean by it: good for finding, too loose to hold one text
# against another. Their cells have a capital.
HEARD = "questions-"
Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon; ``where`` is file and line, for messages."""

    term: str
    equivalents: tuple[str, ...]
    grade: Grade
    language: str
    where: str


Pairs = tuple[tuple[Stems, Grade], ...]


class Table:
    """Stems of what is typed to the stems of its equivalents, each with its grade.

    Args:
        lines: stems joined by blanks, to equivalents as ``"s eau use|N eau"``: first letter of the grade, a capital for what is only heard, then stems.
    """

    def __init__(self, lines: Mapping[str, str]) -> None:
        self.lines = lines
        self._read: dict[Stems, Pairs] = {}
        self._written: dict[Stems, Pairs] = {}

    def __contains__(self, key: Stems) -> bool:
        return " ".join(key) in self.lines

    def __getitem__(self, key: Stems) -> Pairs:
        """The equivalents of ``key``; none for a key that is not there."""
        found = self._read.get(key)
        if found is None:
            line = self.lines.get(" ".join(key))
            if line is None:
                return ()
            cells = (cell.split(" ") for cell in line.split("|"))
            found = self._read[key] = tuple((tuple(stems_), GRADE_OF[letter.lower()]) for letter, *stems_ in cells)
        return found

    def written(self, key: Stems) -> Pairs:
        """The equivalents of ``key`` but for those that are only heard in questions."""
        found = self._written.get(key)
        if found is None:
            cells = self.lines.get(" ".join(key), "").split("|")
            found = self._written[key] = tuple(
                pair for pair, cell in zip(self[key], cells, strict=False) if cell[0].islower()
            )
        return found


def read_entries(folder: Path = FOLDER) -> Iterator[Entry]:
    """The entries of all files in order. Raises ValueError with file and line for one that is malformed."""
    for where, (term, equivalents, grade, language) in _rows(folder):
        yield Entry(term, tuple(equivalents.split(SEPARATOR)), grade, language, where)  # type: ignore[arg-type]


def _rows(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """File and line of every entry, with its four columns. Raises ValueError for one that is malformed."""
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or lines[0].split("\t") != FIELDS:
            raise ValueError(f"{path.name}:1: the header must be {' '.join(FIELDS)}")
        for number, line in enumerate(lines[1:], start=2):
            if not line:
                continue
            row, where = line.split("\t"), f"{path.name}:{number}"
            if len(row) != 4 or not all(row):
                raise ValueError(f"{where}: four filled columns expected, found {row!r}")
            if row[2] not in GRADES or row[3] not in LANGUAGES:
                raise ValueError(f"{where}: grade {row[2]!r} or language {row[3]!r} is unknown")
            yield where, row


ENGLISH_SMALL_WORDS = frozenset("the a an of to in on for and at by with from".split())


def english_key(text: str) -> Stems:
    """English stems of a phrase, small words left out: « shore power », « free of charge » → free, charg."""
    return tuple(english_stem(w) for w in re.findall(r"[a-z0-9]+", fold(text)) if w not in ENGLISH_SMALL_WORDS)


@cache
def french_key(text: str) -> Stems:
    """Stems of a French phrase, as `stems` gives them. Most hold plain words alone, which need no cutting by rules."""
    folded = fold(text)
    if folded.isalpha():
        return (stem(folded),) if folded not in STOP_WORDS else ()
    plain = ELISION.sub("", folded).replace("-", " ").replace("'", " ")
    if not plain.replace(" ", "").isalpha():
        return tuple(stems(text))
    return tuple(stem(word) for word in plain.split() if word not in STOP_WORDS)


def french_tables() -> tuple[Table, Table]:
    """Equivalents of French terms as typed, and the way back for those of grade ``same``."""
    tables = _tables()
    return tables["forward"], tables["back"]


def english_table() -> Table:
    """French equivalents of English terms."""
    return _tables()["english"]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Table]:
    """The compiled tables, where they are those of the files; else made from the files, which takes a second."""
    compiled = {}
    if COMPILED.is_file():
        compiled = json.loads(COMPILED.read_bytes())
    if compiled.get("digest") != digest():
        compiled = compile_tables()
    return {name: Table(compiled[name]) for name in ("forward", "back", "english")}


def digest() -> str:
    """What tells one state of the files from another."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.tsv")))).hexdigest()


def compile_tables() -> dict[str, Any]:
    """The tables in the form of `Table`, with the digest of the files. Raises ValueError as `read_entries`."""
    forward: dict[str, dict[str, None]] = defaultdict(dict)
    back: dict[str, dict[str, None]] = defaultdict(dict)
    english: dict[str, dict[str, None]] = defaultdict(dict)
    for key, target, letter in _pairs("fr", french_key):
        forward[" ".join(key)][f"{letter} {' '.join(target)}"] = None
        if letter in "sS":
            back[" ".join(target)][f"{letter} {' '.join(key)}"] = None
    for key, target, letter in _pairs("en", english_key):
        english[" ".join(key)][f"{letter} {' '.join(target)}"] = None
    named = {"forward": forward, "back": back, "english": english}
    return {"digest": digest()} | {name: {k: "|".join(v) for k, v in table.items()} for name, table in named.items()}


def save_tables() -> None:
    """Write `COMPILED` from the files."""
    COMPILED.write_text(json.dumps(compile_tables(), separators=(",", ":")) + "\n", encoding="utf-8")


def _pairs(language: str, key_of: Callable[[str], Stems]) -> Iterator[tuple[Stems, Stems, str]]:
    """Stems of a term and of an equivalent, with the letter of its grade."""
    for where, (term, equivalents, grade, of) in _rows(FOLDER):
        letter = grade[0].upper() if where.startswith(HEARD) else grade[0]
        if of == language and (key := key_of(term)):
            for equivalent in equivalents.split(SEPARATOR):
                target = french_key(equivalent)
                if target and target != key:
                    yield key, target, letter
