"""Which questions are asked, and what would be a right answer? Reads the YAML of the question set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "questions"
KINDS = ("figure", "fact", "list", "yesno", "unanswerable", "false_premise", "offtopic", "injection", "followup")
STYLES = ("plain", "paraphrase", "typo", "noaccent", "colloquial", "keyword", "english", "long")
AUDIENCES = ("citizen", "agent")


class MalformedQuestion(ValueError):
    """A question file cannot be used: names the file, the question, the field and what is expected."""

    def __init__(self, path: Path, question: object, field: str, expected: str) -> None:
        super().__init__(f"{path.name}, question {question}, champ « {field} » : il faut {expected}.")


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question of the set. ``must`` is an AND of ORs of spellings; ``evidence`` spans are verbatim."""

    id: str
    kind: str
    audience: str
    style: str
    question: str
    history: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    section: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the report answers; where it does not, abstaining is right."""
        return self.kind not in ("unanswerable", "offtopic", "injection") and bool(self.must)


def load_questions(paths: Sequence[Path]) -> list[GoldQuestion]:
    """All questions of files and folders, in order. Raises: MalformedQuestion, before anything runs."""
    files = [f for path in paths for f in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    found: list[GoldQuestion] = []
    seen: dict[str, Path] = {}
    for path in files:
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise MalformedQuestion(path, "?", "fichier", f"un fichier YAML lisible ({error})") from None
        if not isinstance(entries, list):
            raise MalformedQuestion(path, "?", "fichier", "une liste de questions")
        for number, entry in enumerate(entries, start=1):
            question = _read(path, number, entry)
            if question.id in seen:
                raise MalformedQuestion(
                    path, question.id, "id", f"un identifiant unique (déjà dans {seen[question.id].name})"
                )
            seen[question.id] = path
            found.append(question)
    return found


def _read(path: Path, number: int, entry: Any) -> GoldQuestion:
    if not isinstance(entry, dict):
        raise MalformedQuestion(path, f"n° {number}", "question", "un objet")
    name = entry.get("id", f"n° {number}")
    if unknown := sorted(entry.keys() - {f.name for f in fields(GoldQuestion)}):
        raise MalformedQuestion(path, name, unknown[0], "un champ connu du format")
    for field, allowed in (("kind", KINDS), ("audience", AUDIENCES), ("style", STYLES)):
        if entry.get(field) not in allowed:
            raise MalformedQuestion(path, name, field, "une valeur parmi : " + ", ".join(allowed))
    for field in ("id", "question"):
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            raise MalformedQuestion(path, name, field, "un texte")
    for field in ("history", "must_not", "evidence"):
        if not _is_texts(entry.get(field) or []):
            raise MalformedQuestion(path, name, field, "une liste de textes")
    must = entry.get("must") or []
    if not isinstance(must, list) or not all(_is_texts(group) and group for group in must):
        raise MalformedQuestion(path, name, "must", "une liste de listes de textes")
    return GoldQuestion(
        entry["id"],
        entry["kind"],
        entry["audience"],
        entry["style"],
        entry["question"],
        tuple(entry.get("history") or ()),
        tuple(tuple(group) for group in must),
        tuple(entry.get("must_not") or ()),
        tuple(entry.get("evidence") or ()),
        str(entry.get("section") or ""),
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
