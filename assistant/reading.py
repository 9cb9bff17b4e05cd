"""Is what a chat model wrote an answer, a refusal, or nothing that can be used?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.citations import leads_away, markers, renumber, resolve_citations, statements, tidy
from assistant.errors import GenerationFailed
from assistant.french.text import fold
from assistant.types import Audience, Citation, Passage

NO_CITATION = "la réponse rédigée ne cite aucun passage"
ECHO = "le modèle de langage a répété ses consignes"
LEADS_AWAY = "la réponse rédigée contient un lien ou une image qui n’est pas du rapport"
PAGE = "le serveur a répondu par une page web"
EMPTY = "la réponse rédigée est vide"
TOO_LONG = "la réponse rédigée est trop longue"

MAX_CHARACTERS: Mapping[Audience, int] = MappingProxyType({"citizen": 700, "agent": 4000})
MARKED_END = re.compile(r"[.!?…][\s»”\")]*(?:\[\d{1,4}\]\s*)+$")
# Eight words in a row: ordinary French hardly repeats as many by chance.
ECHO_WORDS = 8


@dataclass(frozen=True, slots=True)
class GeneratedAnswer:
    """An answer written by a model, its references resolved; not yet held against the passages.

    Attributes:
        text: plain text, ``[n]`` after each statement, numbered from 1 in order of appearance. When
            ``refused``, the refusal sentence of the prompts and nothing else.
        citations: one per marker, in order; empty when ``refused``.
        refused: the model says that the passages do not answer.
        complete: False for the growing answers of a stream, True for the last one.
    """

    text: str
    citations: tuple[Citation, ...]
    refused: bool
    complete: bool


class Reading:
    """Reads what a model wrote over one set of passages, while it comes and at its end."""

    def __init__(self, passages: Sequence[Passage], refusal: str, instructions: str, audience: Audience) -> None:
        self._passages, self._refusal = passages, refusal
        self._instructions = instructions.replace(refusal, "\n")
        self._max_characters = MAX_CHARACTERS[audience]

    def so_far(self, raw: str) -> GeneratedAnswer | None:
        """The statements that are finished, or None when there is none to give yet."""
        if "<think>" in raw and "</think>" not in raw:
            return None
        text = self._tidy(raw)
        # The last one may still grow, or get its markers; with a marker behind its full stop it is finished.
        n_finished = len(statements(text)) - (not MARKED_END.search(text))
        finished = _first_statements(text, n_finished)
        if not finished or self._refuses(finished):
            return None
        return self._resolved(self._cut(finished), complete=False) if markers(finished) else None

    def whole(self, raw: str) -> GeneratedAnswer:
        """The complete answer. Raises: GenerationFailed, UnknownCitation."""
        if re.match(r"\s*<(?:!doctype|html|head|body)\b", raw, re.IGNORECASE):
            raise GenerationFailed(PAGE)
        text = self._tidy(raw)
        if not re.search(r"\w", text):
            raise GenerationFailed(EMPTY)
        if self._refuses(text):
            return GeneratedAnswer(self._refusal, (), refused=True, complete=True)
        if not markers(text):
            raise GenerationFailed(NO_CITATION)
        return self._resolved(self._cut(text), complete=True)

    def _tidy(self, raw: str) -> str:
        raw = without_thoughts(raw)
        if echoes(raw, self._instructions) or re.search("</?passage", raw):
            raise GenerationFailed(ECHO)
        if leads_away(raw, (passage.text for passage in self._passages)):
            raise GenerationFailed(LEADS_AWAY)
        return tidy(raw, known=(passage.text for passage in self._passages))

    def _refuses(self, text: str) -> bool:
        """It opens with the refusal sentence, or holds it and cites nothing."""
        said, refusal = " ".join(_words(text)), " ".join(_words(self._refusal))
        return said.startswith(refusal) or (refusal in said and not markers(text))

    def _cut(self, text: str) -> str:
        """As many whole statements as the audience's limit allows; a reader must not get half of one."""
        n = len(statements(text))
        while n and len(_first_statements(text, n)) > self._max_characters:
            n -= 1
        if not n or not markers(cut := _first_statements(text, n)):
            raise GenerationFailed(TOO_LONG)
        return cut

    def _resolved(self, text: str, *, complete: bool) -> GeneratedAnswer:
        text, citations = renumber(text, resolve_citations(text, self._passages))
        return GeneratedAnswer(text, citations, refused=False, complete=complete)


def _first_statements(text: str, n: int) -> str:
    """The first ``n`` statements of ``text``, the white space between them as it was."""
    end = 0
    for statement in statements(text)[: max(n, 0)]:
        end = text.index(statement, end) + len(statement)
    return text[:end]


def without_thoughts(raw: str) -> str:
    """Some models think aloud before they answer; some servers drop the tag that opens the thought."""
    return raw.rpartition("</think>")[2]


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"\w+", text)]


def echoes(text: str, instructions: str) -> bool:
    """Whether eight words in a row come from the instructions."""

    def runs(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[i : i + ECHO_WORDS]) for i in range(len(words) - ECHO_WORDS + 1)}

    return not runs(_words(text)).isdisjoint(runs(_words(instructions)))
