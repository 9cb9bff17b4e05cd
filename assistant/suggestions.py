"""Which questions can one begin with? Made from the reports' own headings, and only ones that are answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from assistant.extractive.answerer import subject_of
from assistant.types import Answer, Passage

LONGEST_SUBJECT, SHORTEST_SUBJECT = 48, 8


class Answers(Protocol):
    """What is needed of the assistant."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages, in reading order."""

    def invoke(self, input: str, /) -> Answer:
        """The answer to one question."""


def suggest(assistant: Answers, n: int) -> list[str]:
    """At most ``n`` questions spread over the parts of the corpus, each answered with a citation."""
    by_part: dict[tuple[str, ...], list[Passage]] = {}
    for passage in assistant.passages:
        if len(passage.section) > 1 and re.search(r"\d", passage.text):
            by_part.setdefault((passage.source, passage.section[0]), []).append(passage)
    found: list[str] = []
    for candidates in by_part.values():
        for passage in sorted(candidates, key=lambda p: (abs(len(p.section[-1]) - 24), p.rank)):
            subject = subject_of(passage.section[-1:])
            if not SHORTEST_SUBJECT <= len(subject) <= LONGEST_SUBJECT:
                continue
            question = f"Que dit le rapport sur « {subject} » ?"
            answer = assistant.invoke(question)
            if not answer.abstained and passage.passage_id in {c.passage.passage_id for c in answer.citations}:
                found.append(question)
                break
    return found[:n]
