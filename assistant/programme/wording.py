"""How is a figure asked for, so that the question is French and can be understood alone?

A question where the sentence opens with its figure (« En 2025, combien de zones… ? »); else the report's own sentence
with a gap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.french.numbers import quantities
from assistant.french.text import stems
from assistant.programme.asking import has_verb, question
from assistant.programme.spelling import find_figure
from assistant.programme.standing import leans_on, stands_alone, with_sentence_before
from assistant.programme.themes import bare_title
from assistant.programme.typeset import after_colon, opening
from assistant.types import KeyFigure

GAP, CUT = "…", "[…]"
WHOLE, LONGEST, SHORTEST = 200, 220, 40
"""Characters of a sentence that is asked whole, of any that is asked, and of one that says something."""
LONGEST_HEADING = 110
LAST_STOP = re.compile(rf"(?<={GAP})\s?\.$")


@dataclass(frozen=True, slots=True)
class Wording:
    """What is asked of a figure.

    Attributes:
        question: a question with its mark, or ``""`` where there is only a sentence with a gap.
        gapped: the stretch of the report with « … » in the place of the figure.
        about: the heading that it stands under, where the stretch does not say as much; else ``""``.
        n_sentences: of the stretch, 1 or 2.
    """

    question: str
    gapped: str
    about: str
    n_sentences: int = 1

    def text(self, *, estimate: bool, reserved: bool) -> str:
        """The whole of what is read out."""
        about = f"À propos de « {self.about} »" if self.about else ""
        if self.question:
            tail = " Quel chiffre le rapport donne-t-il ?" if reserved and "le rapport" not in self.question else ""
            asked = f"à votre avis, {after_colon(self.question)}" if estimate else self.question
            return (f"{about} : {after_colon(asked)}" if about else opening(asked)) + tail
        asked = "à votre avis, quel chiffre manque dans" if estimate else "complétez"
        what = "cette phrase" if self.n_sentences == 1 else "ce passage"
        return opening(f"{about + ', ' if about else ''}{asked} {what} du rapport : « {self.gapped} »")


def word(figure: KeyFigure) -> Wording | None:
    """How to ask for a figure; None where nobody could tell what is meant."""
    heading = _heading(figure)
    stretch = _stretch(figure, heading)
    place = find_figure(figure.text, stretch) if stretch else None
    if place is None:
        return None
    start, end = place
    if _gives_away(figure, stretch[:start] + stretch[end:]) or _gives_away(figure, heading):
        return None
    gapped = _marked(figure, stretch, stretch[:start] + GAP + stretch[end:])
    said = set(stems(stretch))
    unsaid = [s for s in stems(heading) if s not in said]
    about = heading if len(unsaid) > len(stems(heading)) / 3 else ""
    n_sentences = 1 if len(stretch) <= len(figure.sentence) else 2
    # « une économie de … »: a full stop right after the gap would be read with it.
    gapped = LAST_STOP.sub("", gapped.rstrip(" ;"))
    return Wording(question(figure), gapped, about, n_sentences)


def _heading(figure: KeyFigure) -> str:
    """The nearest heading, where it is one of a chapter or below."""
    heading = bare_title(figure.passage.section[-1]) if len(figure.passage.section) > 1 else ""
    return heading if len(heading) <= LONGEST_HEADING else ""


def _stretch(figure: KeyFigure, heading: str) -> str:
    """The stretch to ask: the sentence, its clause, or the sentence with the one before it; ``""`` for none."""
    clause = figure.label if find_figure(figure.text, figure.label) else ""
    sentence = figure.sentence
    wanted = [sentence] if len(sentence) <= WHOLE else [clause, sentence, _shortened(figure)]
    for stretch in wanted:
        if not SHORTEST <= len(stretch) <= LONGEST or (figure.planned and figure.label not in stretch):
            continue
        if stretch != sentence and not _is_good_cut(stretch, figure):
            continue
        if stands_alone(stretch) or (heading and leans_on(stretch, heading)):
            return stretch
    return with_sentence_before(figure)


def _is_good_cut(stretch: str, figure: KeyFigure) -> bool:
    """Whether a part of a sentence has a verb, and is not cut right before its gap: « […] … de subventions »."""
    return has_verb(stretch) and (figure.sentence.startswith(stretch) or not stretch.startswith(figure.text))


def _shortened(figure: KeyFigure) -> str:
    """The sentence up to the last comma after the figure and its clause that is near enough."""
    if (place := find_figure(figure.text, figure.sentence)) is None:
        return ""
    ends = [m.start() for m in re.finditer(r"[,;](?=\s)", figure.sentence) if place[1] < m.start() <= LONGEST]
    ends = [e for e in ends if figure.sentence.count("(", 0, e) == figure.sentence.count(")", 0, e)]
    return figure.sentence[: ends[-1]] if ends else ""


def _marked(figure: KeyFigure, stretch: str, gapped: str) -> str:
    """The stretch with ``[…]`` where the sentence goes on."""
    if figure.sentence in stretch:
        return gapped
    start = figure.sentence.find(stretch)
    before = f"{CUT} " if start > 0 else ""
    rest = figure.sentence[start + len(stretch) :]
    return f"{before}{gapped}{rest}" if re.fullmatch(r"[.!?]?", rest) else f"{before}{gapped} {CUT}"


def _gives_away(figure: KeyFigure, rest: str) -> bool:
    """Whether the rest of the sentence says the figure again, or another one that it follows from."""
    others = [q.value for q in quantities(rest) if q.kind != "date" and q.unit == figure.unit]
    if len(others) > 1 and figure.value in (sum(others), 2 * max(others) - sum(others)):
        return True  # a whole and all of its parts
    for quantity in quantities(rest):
        if (
            quantity.kind == "percent"
            and figure.unit == "%"
            and quantity.value + figure.value in (100, figure.value * 2)
        ):
            return True
        if quantity.value == figure.value:
            return True
        if (
            figure.kind == "date"
            and quantity.kind == "date"
            and int(quantity.value) // 10_000 == int(figure.value) // 10_000
            and int(figure.value) % 10_000 == 0
        ):
            return True
    return False
