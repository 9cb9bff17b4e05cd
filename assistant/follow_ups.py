"""What can one ask next? Made from what stands beside the passages that an answer cites, and only what is answered.

``« Que dit le rapport sur « Zones humides » ? »`` is made from a heading of the same chapter, and
``« Les marchés de demi gros » : combien de producteurs locaux ?`` from a figure of a cited passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from assistant.conversation import Standalone, resolve
from assistant.extractive.answerer import subject_of
from assistant.figures import Figure, statements
from assistant.french.text import fold, squeeze
from assistant.types import Answer, Passage

SHORTEST_SUBJECT, LONGEST_SUBJECT = 8, 70
# « compteurs intelligents », « offices de tourisme », « campagnes de mesures acoustiques ». A question must be good
# French whatever its words come from: a singular word after the noun may be a verb (« 36 actions assure… »).
NOUN, ADJECTIVE = r"[^\W\d_][\w-]*[sx]", r"(?!autres)[^\W\d_][\w-]{2,}(?:[sx]|ique)"
COUNTED = re.compile(rf"{NOUN}(?: {ADJECTIVE}| d(?:e |['’])[^\W\d_][\w-]{{3,}}(?<!er)(?<!ir)(?: {ADJECTIVE})?)")
VOWEL = re.compile(r"[aeiouyh]")
AROUND = 10
# Characters of « un peu plus de » and the like, which may stand before a figure.
OPENING = 20
# Any earlier question: what stands alone after it stands alone after every one.
EARLIER = ("Quand la centrale de Mallemort a-t-elle ouvert ?",)


class FollowUps:
    """Questions to go on with after an answer. Each is tried once, then known; safe to share between threads.

    Args:
        passages: of the index, report by report in reading order.
        ask: answers one question from those passages.
    """

    def __init__(self, passages: Sequence[Passage], ask: Callable[[str], Answer]) -> None:
        self._passages, self._ask = passages, ask
        self._place = {passage.passage_id: place for place, passage in enumerate(passages)}
        self._said: dict[tuple[str, str], str | None] = {}

    def after(self, answer: Answer, n: int, asked: Collection[str] = ()) -> list[str]:
        """At most ``n`` questions, nearest to the cited passages first; none for an answer that cites nothing.

        Each is answered with the passage it was made from, in other words than ``answer``. At most one is on a
        figure, so that they lead on.

        Args:
            asked: questions of the conversation so far, which are not proposed again.
        """
        cited = [self._place[c.passage.passage_id] for c in answer.citations if c.passage.passage_id in self._place]
        if not cited or n < 1:
            return []
        known = {_bare(question) for question in (answer.question, *asked)}

        def fresh(proposed: Iterator[tuple[str, str]]) -> Iterator[str]:
            for question, said in proposed:
                if said != answer.text and _bare(question) not in known:
                    known.add(_bare(question))
                    yield question

        found = list(islice(fresh(self._on_figures(cited, squeeze(answer.text))), 1))
        return found + list(islice(fresh(self._on_headings(cited[0])), n - len(found)))

    def prepare(self) -> None:
        """Try the questions of all passages now, so that none is tried while somebody waits."""
        for place in range(len(self._passages)):
            for proposed in (self._on_figures([place], ""), self._on_headings(place, around=0)):
                for _ in proposed:
                    pass

    def _on_headings(self, cited: int, around: int = AROUND) -> Iterator[tuple[str, str]]:
        """Questions on the chapter, nearest first, then on what stands around it, each with its answer."""
        first = self._passages[cited]
        order = sorted(range(len(self._passages)), key=lambda place: (abs(place - cited), place))
        same = [self._passages[place] for place in order if self._passages[place].source == first.source]
        chapter = [passage for passage in same if passage.section[:2] == first.section[:2]]
        others = [passage for passage in same if passage.section[:2] != first.section[:2]]
        for passage in (*chapter, *others[:around]):
            subject = _subject(passage)
            if SHORTEST_SUBJECT <= len(subject) <= LONGEST_SUBJECT:
                question = f"Que dit le rapport sur « {subject} » ?"
                if said := self._answered(question, passage):
                    yield question, said

    def _on_figures(self, cited: Sequence[int], shown: str) -> Iterator[tuple[str, str]]:
        """Questions on what the passages count, except what is shown already, each with its answer."""
        for passage in (self._passages[place] for place in cited):
            for figure in (figure for statement in statements(passage) for figure in statement.figures):
                question = _figure_question(passage, figure)
                number = squeeze(passage.text[figure.quantity.number_start : figure.quantity.end])
                if question is None or re.search(rf"(?<!\d)(?<!\d\s){re.escape(number)}(?!\d)", shown):
                    continue
                said = self._answered(question, passage)
                # The answer opens with the figure asked for, and says no other one first.
                if said and number in squeeze(said)[: OPENING + len(number)]:
                    yield question, said

    def _answered(self, question: str, passage: Passage) -> str | None:
        """What is answered, if the question stands alone and is answered from that passage."""
        key = question, passage.passage_id
        if key not in self._said:
            self._said[key] = None
            if resolve(question, EARLIER) == Standalone(question):
                answer = self._ask(question)
                cited = {citation.passage.passage_id for citation in answer.citations}
                holds = not answer.abstained and passage.passage_id in cited
                self._said[key] = answer.text if holds else None
        return self._said[key]


def _figure_question(passage: Passage, figure: Figure) -> str | None:
    """``"« Les marchés de demi gros » : combien de producteurs locaux ?"``; None where it would not read well."""
    counted, subject = squeeze(passage.text[figure.quantity.end : figure.end]), _subject(passage)
    plain = figure.quantity.kind == "count" and not figure.quantity.unit and not figure.partial
    if not plain or not SHORTEST_SUBJECT <= len(subject) <= LONGEST_SUBJECT or not COUNTED.fullmatch(counted):
        return None
    of = "d’" if VOWEL.match(fold(counted)) else "de "
    return f"« {subject} » : combien {of}{counted.replace(chr(39), '’')} ?"


def _subject(passage: Passage) -> str:
    """The heading nearest to a passage. Quotation marks inside quotation marks are others, in French."""
    return re.sub(r"«\s*(.*?)\s*»", r"“\1”", subject_of(passage.section[-1:]))


def _bare(question: str) -> str:
    """``"Que dit-il ?"`` and ``"que dit il"`` are one question."""
    return " ".join(re.findall(r"\w+", fold(question)))
