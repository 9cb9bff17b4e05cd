"""What can a session on the reports be made of: which figures, which quiz, which questions to discuss?"""

from __future__ import annotations

from assistant.programme.plan import MINUTES, Stock, plan, stock
from assistant.programme.records import Discussion, Programme, QuizForm, QuizQuestion, Theme

__all__ = ["MINUTES", "Discussion", "Programme", "QuizForm", "QuizQuestion", "Stock", "Theme", "plan", "stock"]
