"""What can a session on the reports be made of: which figures, which quiz, which questions to discuss?"""

from __future__ import annotations

from assistant.programme.records import Discussion, Programme, QuizForm, QuizQuestion, Theme

__all__ = ["Discussion", "Programme", "QuizForm", "QuizQuestion", "Theme"]
