"""Which answer do the passages give, without any language model, and when do they give none?"""

from __future__ import annotations

from assistant.extractive.answerer import MIN_ANSWERABILITY, ExtractiveAnswerer, Finding, Outcome

__all__ = ["MIN_ANSWERABILITY", "ExtractiveAnswerer", "Finding", "Outcome"]
