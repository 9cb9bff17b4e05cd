"""Is the lexicon in order? What a person who edits it wants to be told, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.french.lexicon import FOLDER, GRADES, Entry, Stems, english_key, french_key, read_entries, save_tables


@dataclass(frozen=True, slots=True)
class LexiconReport:
    """Numbers of files and lines, lines by grade and language, and what is wrong, in French, with file and line."""

    n_files: int
    n_entries: int
    by_grade: Counter[str]
    by_language: Counter[str]
    problems: tuple[str, ...]


def check_lexicon(folder: Path = FOLDER) -> LexiconReport:
    """Read every line and look for what would never be found, or is said twice.

    Raises: ValueError with file and line for a line that is malformed.
    """
    entries = list(read_entries(folder))
    seen: dict[tuple[str, Stems, Stems], Entry] = {}
    problems: list[str] = []
    for entry in entries:
        problems += _problems(entry, seen)
    return LexiconReport(
        len({e.where.partition(":")[0] for e in entries}),
        len(entries),
        Counter(e.grade for e in entries),
        Counter(e.language for e in entries),
        tuple(problems),
    )


def check_and_compile() -> LexiconReport:
    """Check the shipped lexicon and write what is looked up. Raises: ValueError as `check_lexicon`."""
    report = check_lexicon()
    save_tables()
    return report


def _problems(entry: Entry, seen: dict[tuple[str, Stems, Stems], Entry]) -> list[str]:
    key_of: Callable[[str], Stems] = english_key if entry.language == "en" else french_key
    key = key_of(entry.term)
    if not key:
        return [f"{entry.where} : « {entry.term} » n’a que des mots vides, il ne sera jamais trouvé."]
    found = []
    for equivalent in entry.equivalents:
        target = french_key(equivalent)
        if equivalent != equivalent.strip():
            found.append(f"{entry.where} : espace de trop autour de « {equivalent} ».")
        if not target:
            found.append(f"{entry.where} : « {equivalent} » n’a que des mots vides, il ne sera jamais trouvé.")
            continue
        earlier = seen.setdefault((entry.language, key, target), entry)
        if earlier is not entry and GRADES.index(earlier.grade) <= GRADES.index(entry.grade):
            found.append(
                f"{entry.where} : « {entry.term} » mène déjà à « {equivalent} » ({earlier.where}, {earlier.grade})."
            )
    return found
