"""An assistant with the public methods of `Assistant` and three passages known by heart."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.errors import BadQuestion
from assistant.programme import Discussion, Programme, QuizQuestion, Theme
from assistant.types import Answer, Citation, Consulted, KeyFigure, Passage, Question, RetrievedPassage

REPORT = "Rapport annuel 2025"


def _passage(rank: int, slug: str, section: tuple[str, ...], pages: str, text: str) -> Passage:
    return Passage(f"rapport-2025#{slug}", REPORT, "rapport-2025.md", section, pages, text, 0, len(text), 40, rank)


SCOT = _passage(
    0, "i-1-scot", ("Partie I – Sanctuariser", "1. Le SCoT, un pacte de sobriété pour 2040"), "7",
    "Le SCoT a été approuvé en 2025.\nIl protège 234 000 hectares,  soit 74 % du territoire.\n\n"
    "- Les « terres » agricoles <b>et</b> naturelles ![x](https://ailleurs.example/p.png) ;\n- les forêts.",
)  # fmt: skip
EAU = _passage(
    1, "i-5-eau", ("Partie I – Sanctuariser", "5. Chaque goutte compte"), "12-13", "L’eau coûte 3 M€ en 2025."
)
BUS = _passage(
    2, "ii-3-bus", ("Partie II – Penser", "3. Les mobilités"), "", "La Métropole a acheté 20 bus électriques."
)
PASSAGES = (SCOT, EAU, BUS)
FIGURES = (
    KeyFigure(
        234_000.0, "ha", "area", "234 000 hectares", "Il protège 234 000 hectares",
        "Il protège 234 000 hectares, soit 74 % du territoire.", False, False, False, SCOT,
    ),
    KeyFigure(3e6, "€", "money", "3 M€", "L’eau coûte 3 M€ en 2025", EAU.text, False, False, False, EAU),
    KeyFigure(20.0, "", "count", "20", "bus électriques", BUS.text, False, False, False, BUS),
)  # fmt: skip
THEMES = (
    Theme("i-1", SCOT.section[1], SCOT.section[0], REPORT, 1, 1),
    Theme("i-5", EAU.section[1], EAU.section[0], REPORT, 1, 1),
    Theme("ii-3", BUS.section[1], BUS.section[0], REPORT, 1, 0),
    Theme("annexes", "Annexes", "", REPORT, 0, 0),
)
QUIZ = (
    QuizQuestion(
        "scot-74", "choice", "Quelle part du territoire le SCoT protège-t-il ?", ("54 %", "64 %", "74 %", "84 %"), 2,
        0, 0, 0, "", 1, replace(FIGURES[0], value=74.0, unit="%", kind="share", text="74 %"),
    ),
    QuizQuestion(
        "eau-3", "estimate", "Combien l’eau a-t-elle coûté en 2025 ?", (), 0, 1, 10, 0.5, "millions d’euros", 1e6,
        FIGURES[1],
    ),
)  # fmt: skip
DISCUSSIONS = (Discussion("Que faire de plus « pour l’eau » dans notre service ?", (EAU, BUS)),)
SUGGESTIONS = ["Combien d’hectares le SCoT protège-t-il ?", "Combien coûte l’eau ?"]
FOLLOW_UPS = ["Combien coûte l’eau ?", "Combien de bus la Métropole a-t-elle achetés ?"]
REFUSAL = "Le rapport ne répond pas à cette question."


class FakeAssistant:
    """Knows about hectares, water and buses; declines the rest. ``failure`` is raised when set."""

    def __init__(self, *, engine: str = "extractive") -> None:
        self.engine = engine
        self.failure: Exception | None = None
        self.follow_up_failure: Exception | None = None
        self.prepared = threading.Event()
        self.asked: list[Question] = []
        self.closed = False
        self.gate: threading.Event | None = None
        self.entered = threading.Event()
        self.passages: tuple[Passage, ...] = PASSAGES

    def invoke(self, question: Question) -> Answer:
        self.entered.set()
        if self.gate is not None:
            self.gate.wait(10)
        if self.failure is not None:
            raise self.failure
        if not any(character.isalnum() for character in question.text):
            raise BadQuestion("La question ne contient aucun mot.")
        self.asked.append(question)
        return self._answer(question)

    def consult(self, question: Question, k: int = 10) -> Consulted:
        answer = self.invoke(question)
        found = tuple(self.search(question.text, k))
        return Consulted(
            answer, found, 0.3 if answer.abstained else 0.75, answer, 0.5, "unlikely" if answer.abstained else None
        )

    def recall(self, question: Question) -> None:
        """Remembers nothing."""

    def stream(self, question: Question) -> Iterator[Answer]:
        answer = self.invoke(question)
        first, marker, rest = answer.text.partition(" [1] ")
        if rest:
            text = first + marker.rstrip()
            yield Answer(question.text, text, False, answer.citations[:1], self.engine, 1.0, question.id)
        yield answer

    def search(self, question: str, k: int = 10, history: tuple[str, ...] = ()) -> list[RetrievedPassage]:
        signals = {"lexical": 0.5, "dense": 0.25}
        return [
            RetrievedPassage(passage, 1 / rank, rank, signals) for rank, passage in enumerate(PASSAGES[:k], start=1)
        ]

    def passage(self, passage_id: str) -> Passage | None:
        return next((passage for passage in PASSAGES if passage.passage_id == passage_id), None)

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        ranks = {passage.rank: passage for passage in PASSAGES}
        rank = next(passage.rank for passage in PASSAGES if passage.passage_id == passage_id)
        return ranks.get(rank - 1), ranks.get(rank + 1)

    def figures(self) -> tuple[KeyFigure, ...]:
        return FIGURES

    def themes(self) -> tuple[Theme, ...]:
        return THEMES

    def programme(self, keys: Sequence[str], minutes: int, seed: int) -> Programme:
        if self.failure is not None:
            raise self.failure
        chosen = tuple(theme for theme in THEMES if theme.key in keys) or THEMES
        quiz = QUIZ if seed % 2 else QUIZ[::-1]
        fifth = minutes // 5
        shares = (fifth, fifth, fifth, fifth, minutes - 4 * fifth)
        return Programme(chosen, minutes, seed, FIGURES[1:], quiz, DISCUSSIONS, shares)

    def suggestions(self, n: int = 4) -> list[str]:
        return SUGGESTIONS[:n]

    def follow_ups(self, answer: Answer, n: int = 3, asked: Collection[str] = ()) -> list[str]:
        if self.follow_up_failure is not None:
            raise self.follow_up_failure
        return [question for question in FOLLOW_UPS if question not in asked][:n] if answer.citations else []

    def prepare_follow_ups(self) -> None:
        self.prepared.set()

    def close(self) -> None:
        self.closed = True

    def _answer(self, question: Question) -> Answer:
        text = question.text.lower()
        cited: tuple[Citation, ...]
        if "hectares" in text:
            said = "234 000 hectares, soit 74 % du territoire. [1] L’eau coûte 3 M€. [2]"
            cited = (
                Citation(1, SCOT, "Il protège 234 000 hectares, soit 74 % du territoire."),
                Citation(2, EAU, EAU.text),
            )
        elif "eau" in text:
            said, cited = "3 M€ en 2025. [1]", (Citation(1, EAU, EAU.text),)
        elif "bus" in text:
            said, cited = "20 bus électriques. [1]", (Citation(1, BUS, BUS.text),)
        else:
            return Answer(question.text, REFUSAL, True, (), self.engine, 1.0, question.id)
        return Answer(question.text, said, False, cited, self.engine, 1.0, question.id)
