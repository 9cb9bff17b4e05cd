"""What is a session on the reports made of?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types import KeyFigure, Passage

QuizForm = Literal["choice", "estimate"]


@dataclass(frozen=True, slots=True)
class Theme:
    """A chapter of a report, or a part that has no chapters: what a session can be about.

    Attributes:
        key: short, ASCII, the same as long as the headings are, so that an address may hold it.
        title, part: headings, as the report writes them; ``part`` is empty for what stands outside of the parts.
        document: title of the report.
        n_figures, n_questions: key figures in it, and quiz questions that can be asked on it.
    """

    key: str
    title: str
    part: str
    document: str
    n_figures: int
    n_questions: int


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question on one figure of a report, answered by the passage of that figure.

    Attributes:
        key: the same for the same question, so that none is asked twice.
        form: ``"choice"``: one of four; ``"estimate"``: a number on a scale, the nearest wins.
        text: what is asked, in French.
        choices: of a choice, four spellings in the report's way, smallest first; empty for an estimate.
        right: place of the right one in ``choices``, from 0; 0 for an estimate.
        low, high, step: of an estimate, its scale in ``unit``; 0 for a choice.
        unit: as it is read after a number: ``"%"``, ``"hectares"``, ``"km"``; may be empty.
        scale: what one ``unit`` is in units of ``figure.value`` (1000 for km, of metres).
        figure: the figure with its sentence and passage, which are the explanation.
    """

    key: str
    form: QuizForm
    text: str
    choices: tuple[str, ...]
    right: int
    low: float
    high: float
    step: float
    unit: str
    scale: float
    figure: KeyFigure


@dataclass(frozen=True, slots=True)
class Discussion:
    """A question to the room that has no right answer, and what the reports say on its subject."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """What is shown, asked and discussed in one session. The same themes, minutes, seed and index give the same.

    Attributes:
        minutes: length of the whole session.
        figures, quiz, discussions: in the order in which they are shown.
        shares: minutes of the three, the questions of the room, and the close; their sum is ``minutes``.
    """

    themes: tuple[Theme, ...]
    minutes: int
    seed: int
    figures: tuple[KeyFigure, ...]
    quiz: tuple[QuizQuestion, ...]
    discussions: tuple[Discussion, ...]
    shares: tuple[int, int, int, int, int]
