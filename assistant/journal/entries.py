"""What does the journal hold of a question?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.french.intents import intent
from assistant.french.text import words
from assistant.masking import mask_for_keeping
from assistant.types import REASONS, Answer, Audience, Reason

Outcome = Literal["unanswered"] | Reason
OUTCOMES: dict[str, str] = {"unanswered": "Sans réponse", **{str(reason): said for reason, said in REASONS.items()}}
COLUMNS = ("jour", "motif", "nombre", "question", "public", "rubrique")
LONGEST_QUESTION, LONGEST_SECTION = 500, 300
AUDIENCES = {"citizen": "habitants", "agent": "agents"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of one day, as often as it came.

    Attributes:
        day: ``"2026-03-01"``; the time of day is not kept.
        outcome: ``"unanswered"``, or why its answer did not help.
        question: masked, at most ``LONGEST_QUESTION`` characters.
        section: headings of the passage that the answer cited, or of the nearest one that an abstention named,
            joined by « › »; empty when there was none.
        n: how many times.
    """

    day: str
    outcome: Outcome
    question: str
    audience: Audience
    section: str = ""
    n: int = 1

    def row(self) -> tuple[str, str, int, str, str, str]:
        """The entry as its reader sees it, in the order of ``COLUMNS``."""
        outcome = OUTCOMES.get(self.outcome, self.outcome)
        audience = AUDIENCES.get(self.audience, self.audience)
        return self.day, outcome, self.n, self.question, audience, self.section


@dataclass(frozen=True, slots=True)
class Subject:
    """One question over all its days and outcomes: its commonest wording and how often it was asked."""

    question: str
    n: int
    last_day: str
    outcomes: tuple[str, ...]


def entry_of(answer: Answer, outcome: Outcome, audience: Audience, day: date) -> Entry | None:
    """What is kept of a question that its answer left open.

    Returns: None for a greeting, a request for personal advice or another message that is no question on the report:
        of no use to whoever completes the report, and what people tell most about themselves in.
    """
    if intent(answer.question) is not None:
        return None
    question = mask_for_keeping(answer.question)[:LONGEST_QUESTION]
    section = " › ".join(answer.citations[0].passage.section) if answer.citations else ""
    return Entry(day.isoformat(), outcome, question, audience, section[:LONGEST_SECTION])


def by_subject(entries: Iterable[Entry]) -> list[Subject]:
    """The entries by question, the most frequent first; case, accents and punctuation make no other question."""
    together: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        together[tuple(word.folded for word in words(entry.question)) or (entry.question,)].append(entry)
    subjects = []
    for same in together.values():
        wordings: Counter[str] = Counter()
        for entry in same:
            wordings[entry.question] += entry.n
        outcomes = tuple(dict.fromkeys(OUTCOMES.get(entry.outcome, entry.outcome) for entry in same))
        last_day = max(entry.day for entry in same)
        subjects.append(Subject(wordings.most_common(1)[0][0], wordings.total(), last_day, outcomes))
    return sorted(subjects, key=lambda subject: (-subject.n, subject.question))
