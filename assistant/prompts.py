"""What do the models read, and what does the assistant say when it does not answer?

All of it is text in ``prompts/*.md``, with ``$names`` for what changes from question to question.
Every file is checked when it is loaded: a slip in a text is found before any model is called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from types import MappingProxyType

from assistant.errors import BadPrompt

# File name without ``.md`` -> the placeholders that its text must hold, no more and no fewer.
TEXTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "answer-citizen": frozenset({"refusal"}),
        "answer-agent": frozenset({"refusal"}),
        "passage": frozenset({"marker", "section", "pages", "text"}),
        "history": frozenset({"questions"}),
        "question": frozenset({"passages", "history", "question"}),
        "condense": frozenset(),
        "follow-up": frozenset({"history", "question"}),
    }
)
# Heading in ``abstention.md`` -> the placeholders of the sentences below it.
SENTENCES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "not_in_report": frozenset(),
        "not_in_report_about": frozenset({"subject"}),
        "nearest_subject": frozenset({"subject"}),
        "not_settled": frozenset(),
        "says_only": frozenset({"quote"}),
        "not_understood": frozenset(),
        "source": frozenset(),
        "reaction": frozenset(),
        "false_premise": frozenset(),
        "off_topic": frozenset(),
        "injection": frozenset(),
        "greeting": frozenset(),
        "thanks": frozenset(),
        "who_are_you": frozenset(),
        "opinion": frozenset(),
        "personal_advice": frozenset(),
        "place": frozenset({"place"}),
        "same_figure": frozenset({"figure"}),
        "sentence_removed": frozenset(),
        "sentences_removed": frozenset(),
        "sentence_restored": frozenset(),
        "sentences_restored": frozenset(),
        "extractive_instead": frozenset({"reason"}),
    }
)
# Heading in ``check.md``: what a chat model is tried on.
PROBE: Mapping[str, frozenset[str]] = MappingProxyType(
    {"passage": frozenset(), "question": frozenset(), "unanswerable": frozenset()}
)
ABSTENTION, CHECK = "abstention", "check"

COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
HEADING = re.compile(r"^##[ \t]+(\S+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompts:
    """All texts of one folder, checked.

    Attributes:
        texts: what models read, by file name without ``.md``.
        sentences: what the assistant says itself, by heading of ``abstention.md``,
            e.g. ``sentences["not_in_report"]``; some hold a placeholder, see `say`.
        probe: what a chat model is tried on, by heading of ``check.md``.
    """

    texts: Mapping[str, str]
    sentences: Mapping[str, str]
    probe: Mapping[str, str]

    def fill(self, name: str, **values: str) -> str:
        """The text ``name`` with its placeholders replaced. ``$`` inside a value stays as it is.

        Raises: KeyError for an unknown name or a missing value: a mistake of the caller.
        """
        return Template(self.texts[name]).substitute(values)

    def say(self, name: str, **values: str) -> str:
        """The sentence ``name``, filled: ``say("nearest_subject", subject="le SCoT")``."""
        return Template(self.sentences[name]).substitute(values)


def load_prompts(folder: Path | str) -> Prompts:
    """Read and check every text of ``folder``; other files in it are left alone.

    Comments ``<!-- ... -->`` are for people and are not part of a text.

    Raises: BadPrompt, naming the file or sentence, when one is missing, empty or not UTF-8, lacks a
        placeholder or has one that nothing fills.
    """
    folder = Path(folder)
    texts = {}
    for name, wanted in TEXTS.items():
        texts[name] = _read(folder, name)
        _check(f"{name}.md", texts[name], wanted)
    return Prompts(MappingProxyType(texts), _headed(folder, ABSTENTION, SENTENCES), _headed(folder, CHECK, PROBE))


def _headed(folder: Path, name: str, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, str]:
    """The texts below the headings of a file: those that are wanted, no more and no fewer."""
    found = _sentences(name, _read(folder, name))
    if unknown := sorted(found.keys() - wanted.keys()):
        raise BadPrompt(f"{name}.md", f"le titre « {unknown[0]} » est inconnu ; attendus : {', '.join(wanted)}")
    for heading, placeholders in wanted.items():
        if heading not in found:
            raise BadPrompt(f"{name}.md", f"il manque le titre « ## {heading} »")
        _check(f"{name}.md, {heading}", found[heading], placeholders)
    return MappingProxyType(found)


def _read(folder: Path, name: str) -> str:
    path = folder / f"{name}.md"
    try:
        return COMMENT.sub("", path.read_text(encoding="utf-8-sig")).strip()
    except FileNotFoundError:
        raise BadPrompt(path.name, f"le fichier n’est pas dans le dossier {folder}") from None
    except UnicodeDecodeError:
        raise BadPrompt(path.name, "le fichier n’est pas en UTF-8") from None
    except OSError as error:
        raise BadPrompt(path.name, f"le fichier ne peut pas être lu ({error.strerror})") from None


def _sentences(name: str, text: str) -> dict[str, str]:
    """``## name`` headings with the text below each, its lines joined."""
    parts = HEADING.split(text)
    if parts[0].strip():
        raise BadPrompt(f"{name}.md", "du texte précède le premier titre « ## »")
    found: dict[str, str] = {}
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        if heading in found:
            raise BadPrompt(f"{name}.md", f"le titre « {heading} » y est deux fois")
        # Only line breaks become plain spaces: the narrow spaces of French typography stay.
        found[heading] = " ".join(line.strip() for line in body.strip().splitlines() if line.strip())
    return found


def _check(name: str, text: str, wanted: frozenset[str]) -> None:
    if not text:
        raise BadPrompt(name, "le texte est vide")
    template = Template(text)
    if not template.is_valid():
        raise BadPrompt(name, "un « $ » n’y introduit aucun nom ; pour un simple dollar, écrivez « $$ »")
    found = set(template.get_identifiers())
    if missing := sorted(wanted - found):
        raise BadPrompt(name, f"il y manque « ${missing[0]} »")
    if unknown := sorted(found - wanted):
        allowed = ", ".join(f"${key}" for key in sorted(wanted)) or "aucun"
        raise BadPrompt(name, f"« ${unknown[0]} » n’est remplacé par rien ; noms admis : {allowed}")
