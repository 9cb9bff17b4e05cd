"""Which questions are asked, and what would be a right answer? Reads the YAML of the question set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import BadQuestion
from assistant.requests import read_request
from assistant.types import AUDIENCES, Audience

FOLDER = Path(__file__).parent / "questions"
KINDS = ("figure", "fact", "list", "yesno", "unanswerable", "false_premise", "offtopic", "injection", "followup")
UNANSWERED = ("unanswerable", "offtopic", "injection")
STYLES = ("plain", "paraphrase", "typo", "noaccent", "colloquial", "keyword", "english", "long")


# The loader in C reads a thousand questions in a tenth of the time; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MalformedQuestion(BadQuestion):
    """A question file cannot be used: names the file, the question, the field and what is expected."""

    def __init__(self, path: Path, question: object, field: str, expected: str) -> None:
        super().__init__(f"{path.name}, question {question}, champ « {field} » : il faut {expected}.", field=field)


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question of the set. ``must`` is an AND of ORs of spellings; ``evidence`` spans are verbatim.

    ``file`` is where it stands, for messages.
    """

    id: str
    kind: str
    audience: Audience
    style: str
    question: str
    history: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    section: str = ""
    file: Path = field(default=Path(), compare=False)

    @property
    def answerable(self) -> bool:
        """Whether the report answers; where it does not, abstaining is right."""
        return self.kind not in UNANSWERED and bool(self.must)


FIELDS = tuple(f.name for f in fields(GoldQuestion) if f.name != "file")


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The YAML files among files and folders, sorted within each folder."""
    return [f for path in paths for f in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]


def load_questions(paths: Sequence[Path]) -> list[GoldQuestion]:
    """All questions of files and folders, in order. Raises: MalformedQuestion, before anything runs."""
    found: list[GoldQuestion] = []
    seen: dict[str, Path] = {}
    for path in find_files(paths):
        entries = _load(path)
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
    if not found:
        raise MalformedQuestion(paths[0] if paths else FOLDER, "?", "fichier", "au moins une question")
    return found


def _load(path: Path) -> Any:
    """What a YAML file holds. Raises: MalformedQuestion with the reason in French."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), _LOADER)
    except FileNotFoundError:
        reason = "un fichier qui existe : celui-ci n’est pas là"
    except OSError as error:
        reason = f"un fichier lisible ({error.strerror})"
    except UnicodeDecodeError:
        reason = "un fichier en UTF-8"
    except yaml.MarkedYAMLError as error:
        line = f" (ligne {error.problem_mark.line + 1})" if error.problem_mark else ""
        reason = f"un fichier YAML bien formé{line}"
    except (yaml.YAMLError, RecursionError, ValueError):
        reason = "un fichier YAML bien formé"
    raise MalformedQuestion(path, "?", "fichier", reason)


def _read(path: Path, number: int, entry: Any) -> GoldQuestion:
    if not isinstance(entry, dict):
        raise MalformedQuestion(path, f"n° {number}", "question", "un objet")
    name = entry.get("id", f"n° {number}")
    if unknown := sorted(str(key) for key in entry.keys() - FIELDS):
        raise MalformedQuestion(path, name, unknown[0], "l’un des champs du format : " + ", ".join(FIELDS))
    for key, allowed in (("kind", KINDS), ("audience", AUDIENCES), ("style", STYLES)):
        if entry.get(key) not in allowed:
            raise MalformedQuestion(path, name, key, "une valeur parmi : " + ", ".join(allowed))
    for key in ("id", "question"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise MalformedQuestion(path, name, key, "un texte")
    for key in ("history", "must_not", "evidence"):
        if not _is_texts(entry.get(key) or []):
            raise MalformedQuestion(path, name, key, f"une liste de textes entre guillemets, et non {entry[key]!r}")
    must = entry.get("must") or []
    if not isinstance(must, list) or not all(_is_texts(group) and group for group in must):
        raise MalformedQuestion(
            path,
            name,
            "must",
            f'une liste de listes de textes entre guillemets, comme [["12", "douze"]], et non {must!r}',
        )
    found = GoldQuestion(
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
        path,
    )
    _check_whole(found)
    return found


def _check_whole(question: GoldQuestion) -> None:
    """Fields that are well formed one by one and contradict each other, or that the assistant would refuse to read."""

    def refuse(key: str, expected: str) -> MalformedQuestion:
        return MalformedQuestion(question.file, question.id, key, expected)

    if question.kind in UNANSWERED and question.must:
        raise refuse("must", f"une liste vide : le rapport ne répond pas à une question « {question.kind} »")
    if question.kind not in (*UNANSWERED, "false_premise") and not question.must:
        raise refuse("must", "au moins un groupe : sans lui, aucune réponse ne serait juste")
    if question.kind == "followup" and not question.history:
        raise refuse("history", "au moins une question précédente")
    try:
        read_request({"question": question.question, "history": list(question.history), "audience": question.audience})
    except BadQuestion as error:
        raise refuse(error.field or "question", f"ce que l’assistant peut lire ({error})") from None


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and any(map(str.isalnum, item)) for item in value)
