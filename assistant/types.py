"""Which records travel between the rooms?

    Report -> Passage -> RetrievedPassage -> Citation -> Answer

All are frozen: a record is made once, by one room, and read by the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Audience = Literal["citizen", "agent"]
AUDIENCES: tuple[Audience, ...] = ("citizen", "agent")
Caution = Literal["prudent", "equilibre", "genereux"]
"""How soon an assistant declines rather than risk a wrong answer: careful, balanced, generous."""
Lack = Literal[
    "not_understood",
    "nothing_found",
    "nothing_near",
    "no_quantity",
    "no_subject",
    "demand",
    "event",
    "elsewhere",
    "unsettled",
]
"""What the passages lack, whatever the probability: any word of the question; any statement; one on its subject; a
figure or date of the kind asked for; a subject that tells one passage from another, in the question itself; the very
thing demanded; the event supposed; a figure of the place asked about; a statement that settles yes or no."""
AbstentionReason = (
    Lack
    | Literal["greeting", "thanks", "who_are_you", "injection", "opinion", "personal_advice", "off_topic", "source"]
    | Literal["reaction", "unlikely", "unsupported"]
)
"""Why nothing was answered: a `Lack`; the message was no question on the report; the probability was under the bar;
the words found did not hold against their passages."""

Reason = Literal["off_target", "incomplete", "complicated", "in_report", "other"]
REASONS: dict[Reason, str] = {
    "off_target": "Le chiffre ne répond pas à ma question",
    "incomplete": "Réponse incomplète",
    "complicated": "Trop compliqué",
    "in_report": "Le rapport le dit pourtant",
    "other": "Autre",
}
"""Why an answer did not help, as a visitor may say it."""


FIGURE_KINDS: dict[str, str] = {
    "money": "Montants",
    "share": "Parts et pourcentages",
    "area": "Surfaces",
    "length": "Longueurs",
    "mass": "Masses",
    "energy": "Énergie et puissance",
    "volume": "Volumes",
    "duration": "Durées",
    "age": "Âges",
    "date": "Dates et périodes",
    "count": "Nombres",
}
"""Kinds of figures with their French names."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a report and the text below it, up to the next heading of any level.

    ``level`` is 1 for a part, 2 for a chapter, and so on. ``start`` and ``end`` are offsets
    into ``Report.text``: ``text[start:end]`` is the body, without the heading itself.
    """

    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """One document of the corpus, as plain text with its sections.

    Attributes:
        source: file name in the corpus folder, e.g. ``"rapport-2025.md"``.
        title: e.g. ``"Rapport annuel de développement durable 2025"``.
        text: the body; headings, comments and markup are not in it.
        sections: in reading order; text before the first heading has a section of its own.
        page_starts: ``(offset, page)`` pairs in rising order; empty when pages are not known.
        metadata: the other fields of the header (year, publisher, language, source, licence).
        sha256: of the file's bytes.
    """

    source: str
    title: str
    text: str
    sections: tuple[Section, ...]
    page_starts: tuple[tuple[int, str], ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a report that can be cited: one section, or part of a long one.

    Attributes:
        passage_id: stable as long as the headings are, e.g. ``"rapport-2025#i-1-scot"``.
        document: title of the report.
        source: file name of the report.
        section: breadcrumb, widest heading first; empty for text before any heading.
        pages: ``"7"``, ``"7-8"`` or ``""`` when not known.
        text: verbatim ``Report.text[start:end]``.
        start, end: offsets into ``Report.text``.
        n_tokens: tokens of ``text``.
        rank: place in the report, from 0.
        year: the year that the report is about; None when its header does not tell.
    """

    passage_id: str
    document: str
    source: str
    section: tuple[str, ...]
    pages: str
    text: str
    start: int
    end: int
    n_tokens: int
    rank: int
    year: int | None = None

    def __hash__(self) -> int:
        return hash((self.source, self.passage_id))  # looked up often: not its whole text


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage with its relevance to one query.

    ``score`` is the fused score, higher is better; ``rank`` is from 1. ``signals`` are the scores it was fused from
    (``lexical``, ``sentence``, ``grams``, ``dense``), each at most 1.
    """

    passage: Passage
    score: float
    rank: int
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """What an answer's marker ``[n]`` stands for: a passage and the sentence in it that supports the answer."""

    marker: int
    passage: Passage
    quote: str

    def to_dict(self) -> dict[str, Any]:
        """The citation as in the public answer object."""
        return {
            "marker": self.marker,
            "passage_id": self.passage.passage_id,
            "document": self.passage.document,
            "section": list(self.passage.section),
            "pages": self.passage.pages,
            "quote": self.quote,
            "text": self.passage.text,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A question as asked.

    ``history`` holds the earlier questions of the same conversation, oldest first.
    """

    text: str
    history: tuple[str, ...] = ()
    audience: Audience = "citizen"
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention, with the passages that support it.

    ``engine`` is ``"extractive"`` or ``"llm:<provider>:<model>"``. ``fallback`` says why a generated
    answer was replaced by the extractive one; None when it was not. ``n_removed`` counts the sentences of a generated
    answer that did not hold and were taken out, ``n_restored`` those that gave way to a sentence of the report.
    ``notice`` tells the reader of any of these, in French.
    """

    question: str
    text: str
    abstained: bool
    citations: tuple[Citation, ...] = ()
    engine: str = "extractive"
    elapsed_ms: float = 0.0
    id: str | None = None
    fallback: str | None = None
    n_removed: int = 0
    n_restored: int = 0
    notice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The public answer object (JSON-ready)."""
        out: dict[str, Any] = {
            "id": self.id,
            "question": self.question,
            "answer": self.text,
            "abstained": self.abstained,
            "citations": [citation.to_dict() for citation in self.citations],
            "engine": self.engine,
            "elapsed_ms": round(self.elapsed_ms, 2),
        }
        if self.fallback is not None:
            out["fallback"] = self.fallback
        if self.n_removed:
            out["removed"] = self.n_removed
        if self.n_restored:
            out["restored"] = self.n_restored
        if self.notice:
            out["notice"] = self.notice
        return out


@dataclass(frozen=True, slots=True)
class Consulted:
    """One answer with what it came from.

    Attributes:
        retrieved: the passages found, best first.
        answerability: the estimated probability, from 0 to 1, that the passages answer; 0 for a message that is no
            question on the report; None where nothing estimates it.
        unguarded: the answer if no probability were too low; an abstention where nothing would be said even then;
            None where nothing estimates one.
        bar: the probability under which nothing is answered; None where nothing estimates one.
        reason: why the answer is an abstention; None for an answer, and where nothing tells, as with a chat model.
    """

    answer: Answer
    retrieved: tuple[RetrievedPassage, ...]
    answerability: float | None = None
    unguarded: Answer | None = None
    bar: float | None = None
    reason: AbstentionReason | None = None


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of a report worth showing, with what it counts.

    Attributes:
        value, unit: in the unit named: euros, %, ha, m, t, kWh, kW, m³; a count has no unit. A date is
            ``20250630`` (``20250600`` for a month, ``20250000`` for a year), a period ``20252030``.
        kind: a key of `FIGURE_KINDS`.
        text: as the report writes it, with its reservation: ``"plus de 290 000"``.
        label: what it counts, a stretch of the sentence: ``"compteurs intelligents déployés"``.
        sentence: the whole sentence, verbatim but for white space.
        planned: the label speaks of what is aimed at or foreseen, not of what is done.
        partial: a part or an addition (« dont… », « supplémentaires »).
        listed: the sentence is an item of a list.
        passage: where it stands.
    """

    value: float
    unit: str
    kind: str
    text: str
    label: str
    sentence: str
    planned: bool
    partial: bool
    listed: bool
    passage: Passage

    def to_dict(self) -> dict[str, Any]:
        """The public figure object (JSON-ready)."""
        return {
            "value": int(self.value) if self.value == int(self.value) else self.value,
            "unit": self.unit,
            "kind": self.kind,
            "text": self.text,
            "label": self.label,
            "planned": self.planned,
            "partial": self.partial,
            "sentence": self.sentence,
            "passage_id": self.passage.passage_id,
            "document": self.passage.document,
            "section": list(self.passage.section),
            "pages": self.passage.pages,
        }
