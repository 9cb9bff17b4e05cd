"""How far does the assistant follow people who say a thing in words that no report uses?

``python -m eval.sayings [LETTER...]`` makes a report of each file of ``sayings/`` (an invented sentence, two beside
it that do not answer), asks its questions, and prints how many are answered from that sentence, from another one, or
declined. Nothing but the sentence cited is compared: a « non » in place of « oui » passes. The lexicon's
``questions-*.tsv`` were written on what these questions asked in vain, so the figures flatter the present state.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.french.text import squeeze
from assistant.pipeline import Assistant
from assistant.types import Answer
from eval.alone import indexed_alone

FOLDER = Path(__file__).parent / "sayings"


@dataclass(frozen=True, slots=True)
class Saying:
    """An invented sentence with what people ask of it.

    Attributes:
        beside: two sentences of its paragraph that answer none of the questions.
        asked: questions that ``said`` answers: two in other words, one in few, one plain, one long or in keywords or in
            English, one of yes or no.
        unanswered: questions on the subject that neither ``said`` nor ``beside`` answers.
    """

    heading: str
    said: str
    beside: tuple[str, ...]
    asked: tuple[str, ...]
    unanswered: tuple[str, ...]


@dataclass
class Tally:
    """What became of the questions of a file."""

    right: int = 0
    elsewhere: int = 0
    declined: int = 0
    refused: int = 0
    answered: int = 0

    def row(self) -> tuple[str, ...]:
        """Shares of the answerable questions, then of the others, with their numbers."""
        asked, others = self.right + self.elsewhere + self.declined, self.refused + self.answered
        shares = (n / max(asked, 1) for n in (self.right, self.elsewhere, self.declined))
        return (str(asked), *(f"{share:.1%}" for share in shares), str(others), f"{self.refused / max(others, 1):.1%}")

    def __iadd__(self, other: Tally) -> Tally:
        for name in ("right", "elsewhere", "declined", "refused", "answered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def read_sayings(file: Path) -> list[Saying]:
    """The sayings of a file, one a line. Raises: KeyError for a line that lacks a part."""
    read = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line)
    return [
        Saying(
            found.get("heading", f"Fiche {chr(65 + n // 26)}{chr(65 + n % 26)}"),
            found["said"],
            tuple(found["beside"]),
            tuple(found["asked"]),
            tuple(found["unanswered"]),
        )
        for n, found in enumerate(read)
    ]


def report_of(sayings: Sequence[Saying], seed: str) -> str:
    """A report in Markdown: a paragraph for each, its sentences in an order that ``seed`` decides."""
    chance = random.Random(seed)
    paragraphs = ["# Rapport annuel de développement durable 2023"]
    for saying in sayings:
        sentences = [saying.said, *saying.beside]
        chance.shuffle(sentences)
        paragraphs.append(f"## {saying.heading}\n\n{' '.join(sentences)}")
    return "\n\n".join(paragraphs) + "\n"


def ask(sayings: Sequence[Saying], seed: str) -> Tally:
    """Ask an assistant that knows a report made of them, and it alone, everything."""
    tally = Tally()
    with indexed_alone("rapport.md", report_of(sayings, seed)) as assistant:
        for answer, saying in _answers(assistant, sayings):
            if answer.abstained:
                tally.declined += 1
            elif _is_from(answer, saying.said):
                tally.right += 1
            else:
                tally.elsewhere += 1
        for question in (question for saying in sayings for question in saying.unanswered):
            if assistant.invoke(question).abstained:
                tally.refused += 1
            else:
                tally.answered += 1
    return tally


def _answers(assistant: Assistant, sayings: Sequence[Saying]) -> Iterator[tuple[Answer, Saying]]:
    for saying in sayings:
        for question in saying.asked:
            yield assistant.invoke(question), saying


def _is_from(answer: Answer, said: str) -> bool:
    """Whether the first citation is the sentence, or lies in it, or begins as it does."""
    quote, sentence = squeeze(answer.citations[0].quote), squeeze(said)
    return quote in sentence or sentence in quote or quote[:40] in sentence


def main(names: Sequence[str]) -> int:
    """Ask the files of these names, all by default, and print a table."""
    table = Table(title="Dit en d’autres mots")
    columns = ("fichier", "questions", "justes", "d’ailleurs", "refus", "sans réponse", "refusées")
    for column in columns:
        table.add_column(column, justify="left" if column == "fichier" else "right")
    every = Tally()
    for file in sorted(FOLDER.glob("*.jsonl")):
        if names and file.stem not in names:
            continue
        found = ask(read_sayings(file), file.stem)
        every += found
        table.add_row(file.stem, *found.row())
    table.add_row("ensemble", *every.row(), style="bold")
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
