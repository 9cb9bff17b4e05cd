"""What would a language model write over the report, truly and falsely? Reads answers that people wrote as one would.

``answers/*.yaml``: faithful answers in other words than the report's, and answers that are false in one place
(``fault``), with the verbatim span of the passage that each marker stands for. ``elsewhere`` is about three invented
reports, in ``answers/elsewhere/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.citations import tidy
from assistant.corpus import load_corpus
from assistant.errors import BadInput
from assistant.passages import chunk_corpus
from assistant.types import Citation, Passage
from eval.metrics import collapsed
from eval.stock import Said

FOLDER = Path(__file__).parent / "answers"
PASSAGE_TOKENS = 320
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MalformedAnswer(BadInput):
    """A file of answers cannot be used."""

    def __init__(self, name: str, answer: object, expected: str) -> None:
        super().__init__(f"{name}, réponse {answer} : il faut {expected}.")


@dataclass(frozen=True, slots=True)
class Written:
    """One answer that a person wrote.

    ``fault`` is the piece that is false, ``kind`` how it is; both are empty for a faithful one.
    """

    id: str
    question: str
    audience: str
    said: Said
    kind: str = ""
    fault: str = ""


def load_answers(name: str, passages: Sequence[Passage]) -> list[Written]:
    """The answers of ``answers/<name>.yaml``, their markers resolved to passages.

    Raises: MalformedAnswer for a span that no passage holds, or a field that is missing.
    """
    texts = [(collapsed(" ".join((*p.section, p.text))), p) for p in passages]
    rows = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
    found = []
    for row in rows:
        missing = {"id", "question", "audience", "answer", "evidence"} - row.keys()
        if missing:
            raise MalformedAnswer(name, row.get("id"), f"le champ « {min(missing)} »")
        citations = []
        for marker, span in enumerate(row["evidence"], start=1):
            home = next((p for text, p in texts if collapsed(span) in text), None)
            if home is None:
                raise MalformedAnswer(name, row["id"], f"un extrait mot pour mot du rapport, et non « {span} »")
            citations.append(Citation(marker, home, span))
        said = Said(tidy(row["answer"]), tuple(citations))
        found.append(
            Written(row["id"], row["question"], row["audience"], said, row.get("kind", ""), tidy(row.get("fault", "")))
        )
    return found


def elsewhere() -> list[Passage]:
    """The passages of the invented reports, report by report."""
    reports, _ = load_corpus(FOLDER / "elsewhere")
    return chunk_corpus(reports, max_tokens=PASSAGE_TOKENS)
