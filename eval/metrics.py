"""What is a right answer? Pure functions on one question and its answer; no model judges.

Verdicts after CRAG (Yang et al., 2024): right +1, abstained 0, wrong -1. Citation precision and recall after ALCE
(Gao et al., 2023), at the level of the passage.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.figures import Figure, figures
from assistant.french.text import STOP_WORDS, stem, words
from assistant.types import Answer, Citation
from eval.questions import GoldQuestion

Verdict = Literal["right", "abstained", "wrong"]
POINTS: dict[Verdict, int] = {"right": 1, "abstained": 0, "wrong": -1}
LONGEST = 700
"""Characters; a longer answer is wrong whatever it holds (contract)."""

POLARITY = {"oui": "oui", "yes": "oui", "si": "oui", "non": "non", "no": "non"}
MARKER = re.compile(r"\[\d+\]")
NUMBER = re.compile(r"\d+(?:,\d+)?")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FRAME = frozenset(stem(w) for w in "oui non rapport donne autre chiffre dit ailleurs indique".split())
"""Stems with which an answer speaks of the report."""
SHORTEST_QUOTATION = 3
"""Words; « Parc+ » is a name, not a quotation."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one answer is worth. A mark is None where it does not apply.

    Attributes:
        verdict: right, abstained or wrong.
        holds: whether an answerable question's expected spellings all stand in the text, however long it is.
        missing: the expected groups that are not there, each by its first spelling.
        confusing: the ``must_not`` spellings that are there.
        value, unit, year: whether the figure asked for is right in each of them; None unless a figure was answered.
        citation_recall: 1 when a cited passage holds the evidence; None unless something was answered.
        citation_precision: share of the cited passages that hold evidence.
        n_quotes, false_quotes: quotations shown, and those that do not stand in the passage cited or in the corpus.
        n_figures, unsupported: figures shown, and those that no cited passage holds.
        n_words, foreign_words: content words of an answer, and those that neither a cited passage nor the question has.
        length: characters.
    """

    verdict: Verdict
    holds: bool | None
    missing: tuple[str, ...]
    confusing: tuple[str, ...]
    value: bool | None
    unit: bool | None
    year: bool | None
    citation_recall: float | None
    citation_precision: float | None
    n_quotes: int
    false_quotes: tuple[str, ...]
    n_figures: int
    unsupported: tuple[str, ...]
    n_words: int
    foreign_words: tuple[str, ...]
    length: int


def mark(
    question: GoldQuestion, answer: Answer, context: str = "", in_corpus: Callable[[str], bool] = lambda _: True
) -> Marks:
    """All marks of one answer.

    Args:
        context: the sentences of the report that hold the evidence.
        in_corpus: whether a text stands verbatim in the corpus, spaces aside.
    """
    missing, confusing = shortcomings(question, answer.text)
    answered = question.answerable and not answer.abstained
    value = unit = year = None
    if answered and (gold := gold_figures(question, context)):
        # What stands after the first marker is context; the figure asked for stands before, if it can stand alone.
        lead = MARKER.split(answer.text, maxsplit=1)[0]
        value, unit = _figures_right(gold, lead)
        if not value:
            value, unit = _figures_right(gold, MARKER.sub(" ", answer.text))
        year = years(lead) <= years(" ".join((question.question, *question.history, context, *question.evidence)))
    shown = list(quotations(answer))
    return Marks(
        _verdict(question, answer, flawed=bool(missing or confusing)),
        not missing if question.answerable else None,
        missing if answered else (),
        confusing if answered else (),
        value,
        unit,
        year,
        float(well_cited(question, answer)) if answered and question.evidence else None,
        _precision(question, answer.citations) if answered and question.evidence and answer.citations else None,
        len(shown),
        tuple(text for text, passages in shown if not any(text in p and in_corpus(text) for p in passages)),
        len(numbers(MARKER.sub(" ", answer.text))),
        unsupported_figures(answer),
        *foreign_words(question, answer),
        len(answer.text),
    )


@lru_cache(maxsize=4096)
def even(text: str) -> str:
    """Case, accents, apostrophes and spaces inside numbers and before « % » evened out, for comparing spellings."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = collapsed("".join(c for c in decomposed if not unicodedata.combining(c)))
    return re.sub(r"(?<=\d) (?=[\d%])", "", plain)


def collapsed(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def verdict(question: GoldQuestion, answer: Answer) -> Verdict:
    """Whether the answer is right, an abstention, or wrong."""
    return _verdict(question, answer, flawed=any(shortcomings(question, answer.text)))


def _verdict(question: GoldQuestion, answer: Answer, *, flawed: bool) -> Verdict:
    if not question.answerable:
        return "right" if answer.abstained else "wrong"
    if answer.abstained:
        return "abstained"
    return "wrong" if flawed or len(answer.text) > LONGEST else "right"


def shortcomings(question: GoldQuestion, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Expected groups that are not in the text, by their first spelling, and confusing spellings that are."""
    said = even(MARKER.sub(" ", text))
    missing = tuple(group[0] for group in question.must if not any(stands_in(spelling, said) for spelling in group))
    confusing = tuple(spelling for spelling in question.must_not if stands_in(spelling, said))
    return missing, confusing + contradicted(question, said)


def contradicted(question: GoldQuestion, said: str) -> tuple[str, ...]:
    """The « oui » or « non » that an answer opens with against what is expected.

    « Oui et non » answers no yes/no question, and a false premise is not confirmed.
    """
    opening = {POLARITY[word] for word in re.findall(r"[a-z]+", said)[:3] if word in POLARITY}
    expected = {POLARITY[word] for group in question.must for spelling in group if (word := even(spelling)) in POLARITY}
    if question.kind == "yesno" and len(expected) == 1:
        return tuple(sorted(opening - expected))
    if question.kind == "false_premise" and question.must and "oui" not in expected:
        return tuple(sorted(opening & {"oui"}))
    return ()


def stands_in(spelling: str, said: str) -> bool:
    """Whether a spelling stands in an evened text, from the start of a word, and as a whole number.

    « 24 » does not stand in « 2024 » or « 24,5 », nor « oui » in « épanouissement »; « arbre » stands in « arbres ».
    """
    return _standing(spelling).search(said) is not None


@lru_cache(maxsize=16_384)
def _standing(spelling: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!\d[,.]){re.escape(even(spelling))}(?!(?<=\d)[,.]?\d)")


def truth_score(verdicts: Sequence[Verdict]) -> float:
    """Mean of the points, from -1 to 1; 0 without any verdict."""
    return sum(POINTS[v] for v in verdicts) / len(verdicts) if verdicts else 0.0


# Figures


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[str, ...]:
    """The numbers written in digits, in order and in one spelling: ``"3 240,5"`` and ``"3240.5"`` give ``"3240,5"``."""
    return tuple(NUMBER.findall(re.sub(r"(?<=\d)\.(?=\d)", ",", even(text))))


def years(text: str) -> set[str]:
    """The years named in a text."""
    return set(YEAR.findall(even(text)))


@lru_cache(maxsize=16_384)
def gold_figures(question: GoldQuestion, context: str = "") -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """The numbers that the answer must hold, each as the evidence and its sentences state it (nothing: nowhere)."""
    stated = [
        (numbers(text[f.quantity.start : f.quantity.end]), f)
        for text in (*question.evidence, context)
        for f in _figures(text)
    ]
    found = []
    for group in question.must:
        if wanted := next((n for spelling in group if (n := numbers(spelling))), None):
            value = float(wanted[0].replace(",", "."))
            # « six » in the report is the « 6 » of the question set.
            same = (
                f for written, f in stated if wanted[0] in written or (f.quantity.spelled and f.quantity.value == value)
            )
            found.append((wanted[0], tuple(same)))
    return tuple(found)


def _figures_right(gold: Sequence[tuple[str, tuple[Figure, ...]]], text: str) -> tuple[bool, bool | None]:
    """Whether all values stand in the text as whole numbers, and whether with what the report says that they count.

    « 3 millions d'euros » is the value of « 3 M€ ». What a number counts is its unit, or the first noun after it. None
    where the report gives neither (a date, « le B4 »), or where the text gives a number alone.
    """
    written, said = set(numbers(text)), _figures(text)
    values, units = True, list[bool | None]()
    for number, stated in gold:
        meant = {(f.quantity.kind, f.quantity.value) for f in stated}
        same = [f for f in said if (f.quantity.kind, f.quantity.value) in meant]
        beside = [f for f in said if number in numbers(text[f.quantity.start : f.quantity.end])]
        values &= number in written or bool(same)
        units.append(_counts_the_same(stated, same or beside))
    known = [unit for unit in units if unit is not None]
    return values, None if not known else values and all(known)


def _counts_the_same(stated: Sequence[Figure], said: Sequence[Figure]) -> bool | None:
    """Whether one of the figures said has the unit of one that is stated, or else counts the same; None: not known."""
    units = {f.quantity.unit for f in stated if f.quantity.unit and f.quantity.kind != "date"}
    if units:
        return any(f.quantity.unit in units for f in said)
    counted = {noun for f in stated if f.quantity.kind != "date" for noun in f.counted[:3]}
    named = [f for f in said if f.counted or f.quantity.unit]
    return any(set(f.counted[:3]) & counted for f in named) if counted and named else None


@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[Figure, ...]:
    """Read once: the baselines give the same pieces again and again."""
    return figures(text)


def unsupported_figures(answer: Answer) -> tuple[str, ...]:
    """Numbers of the answer, in digits or in words, that stand neither in a cited passage nor in its heading and title.

    Counted apart from the gate that the assistant itself has: what measures does not share its mistakes.
    """
    texts = [text for c in answer.citations for text in (c.passage.text, *c.passage.section, c.passage.document)]
    known = {n for text in texts for n in numbers(text)}
    values = {f.quantity.value for text in texts for f in _figures(text)} | {1.0}
    said = MARKER.sub(" ", answer.text)
    in_words = (f.quantity for f in _figures(said) if f.quantity.spelled)
    return (
        *(n for n in numbers(said) if n not in known),
        *(said[q.start : q.end] for q in in_words if q.value not in values),
    )


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w.folded) for w in words(text))


def foreign_words(question: GoldQuestion, answer: Answer) -> tuple[int, tuple[str, ...]]:
    """How many content words the answer has, and which of them stand in no cited passage nor in the question.

    An abstention has none to speak of: what it says is the assistant's own sentence.
    """
    if answer.abstained:
        return 0, ()
    known = _stems(question.question).union(
        FRAME, *(_stems(t) for c in answer.citations for t in (c.passage.text, *c.passage.section, c.passage.document))
    )
    said = _content(answer.text)
    return len(said), tuple(word for word, own in said if own not in known)


@lru_cache(maxsize=4096)
def _content(text: str) -> tuple[tuple[str, str], ...]:
    """The content words of a text with their stems."""
    found = (w for w in words(MARKER.sub(" ", text)) if w.folded not in STOP_WORDS and not w.folded[0].isdigit())
    return tuple((w.text, stem(w.folded)) for w in found)


# Citations and quotations


def well_cited(question: GoldQuestion, answer: Answer) -> bool:
    """Whether a cited passage holds one of the evidence spans."""
    return any(holds_evidence(question, citation.passage.text) for citation in answer.citations)


def holds_evidence(question: GoldQuestion, text: str) -> bool:
    """Whether one of the evidence spans stands in a text, spaces aside."""
    whole = collapsed(text)
    return any(collapsed(span) in whole for span in question.evidence)


def _precision(question: GoldQuestion, citations: Sequence[Citation]) -> float:
    return sum(holds_evidence(question, c.passage.text) for c in citations) / len(citations)


def quotations(answer: Answer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every quotation shown, collapsed, with the texts that it must stand in (collapsed).

    That is each citation's supporting sentence, in its own passage, and what the answer puts between « and »
    (three words or more), in any passage that it cites, headings included.
    """
    for citation in answer.citations:
        if citation.quote.strip():
            yield collapsed(citation.quote), (collapsed(citation.passage.text),)
    cited = tuple(collapsed(f"{' '.join(c.passage.section)} {c.passage.text}") for c in answer.citations)
    for found in outermost_quotations(answer.text):
        if len(found.split()) >= SHORTEST_QUOTATION:
            yield collapsed(found), cited


def outermost_quotations(text: str) -> Iterator[str]:
    """What stands between « and »; a quotation inside another belongs to it."""
    depth = start = 0
    for match in re.finditer("[«»]", text):
        depth += 1 if match[0] == "«" else -1
        if depth == 1 and match[0] == "«":
            start = match.end()
        elif depth == 0:
            yield text[start : match.start()].strip()
        depth = max(0, depth)
