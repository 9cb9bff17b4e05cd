"""Does the chat model answer, how fast, and does it keep to the rules of citation?

It is given an invented passage and asked twice: what the passage says, and what it does not say. No report is sent.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.errors import GenerationFailed
from assistant.generative import GenerativeAnswerer
from assistant.grounding.keeping import keep
from assistant.prompts import Prompts
from assistant.types import Passage, RetrievedPassage


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """How a chat model did.

    Attributes:
        first_s, whole_s: seconds to its first words and to the end of its answer; None when it gave none.
        failure: why it gave no answer that could be used, in French; empty when it did.
        cites: it puts a reference to a passage behind its sentences.
        faithful: every figure and name of its answer stands in the passage.
        declines: it says so when the passage does not answer; None when that could not be tried.
    """

    first_s: float | None
    whole_s: float | None
    failure: str
    cites: bool
    faithful: bool
    declines: bool | None

    @property
    def usable(self) -> bool:
        """Whether its answers would be shown."""
        return not self.failure and self.cites and self.faithful


def probe(answerer: GenerativeAnswerer, prompts: Prompts) -> ProbeReport:
    """Ask the model both questions. Never raises for what the model does."""
    text = prompts.probe["passage"]
    passage = Passage("essai#1", "Essai", "essai", ("Le théâtre",), "1", text, 0, len(text), len(text.split()), 0)
    found = [RetrievedPassage(passage, 1.0, 1)]
    started = time.perf_counter()
    first_s: float | None = None
    raw = ""
    try:
        for piece in answerer.generate(prompts.probe["question"], found):
            first_s = time.perf_counter() - started if first_s is None else first_s
            raw += piece
    except GenerationFailed as error:
        return ProbeReport(first_s, None, error.reason, False, False, None)
    whole_s = time.perf_counter() - started
    try:
        read = answerer.read(raw, found)
    except GenerationFailed as error:
        return ProbeReport(first_s, whole_s, error.reason, False, False, None)
    kept = keep(read.text, read.citations)
    try:
        declines = answerer.answer(prompts.probe["unanswerable"], found).refused
    except GenerationFailed:
        declines = False
    return ProbeReport(first_s, whole_s, "", bool(read.citations), all(kept.standing) and not read.refused, declines)
