"""Who wrote an answer, and what should its reader know about how it came about?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.types import Answer


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Who wrote an answer, as every answer must say (AI Act, article 50).

    ``mode`` is the sentence for people; ``model`` is None unless a language model wrote the text.
    """

    generated_by_ai: bool
    model: str | None
    mode: str


def disclose(answer: Answer) -> Disclosure:
    """``"llm:openai:gpt-x"`` to ``Disclosure(True, "gpt-x", "Réponse rédigée par une IA …, modèle gpt-x")``."""
    if answer.engine.startswith("llm:"):
        model = answer.engine.split(":", 2)[-1]
        return Disclosure(True, model, f"Réponse rédigée par une IA à partir du rapport, modèle {model}")
    return Disclosure(False, None, "Message automatique" if answer.abstained else "Extrait du rapport")


def answer_object(answer: Answer) -> dict[str, Any]:
    """The public answer object with who wrote it, in words and in data: what HTTP gives.

    Its citations name the file of their report, so that a page of another site can lead to their place in the reader.
    """
    shown = disclose(answer)
    citations = [{**citation.to_dict(), "source": citation.passage.source} for citation in answer.citations]
    whole = {**answer.to_dict(), "citations": citations}
    return {**whole, "generated_by_ai": shown.generated_by_ai, "model": shown.model, "mode": shown.mode}
