"""What does a passage state: which quantity, and of what?

Every figure of a passage comes with the words around it, nearest first: what it counts, its clause, the clauses beside it,
its sentence, and what that sentence takes up (the line that opens its list, the sentence before, the headings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.figures import ADDITION, CLAUSE_END, Figure, Statement, figures, goes_on_from, statements
from assistant.french.abbreviations import explanations
from assistant.french.equivalents import Reach, reach, stands_for
from assistant.french.numbers import Quantity
from assistant.french.text import STOP_WORDS, fold, stem, stems, words
from assistant.grounding.light import ADJECTIVE_ENDINGS, BEFORE_NOUN
from assistant.types import Passage

# How much a word of an answer is worth that stands so near to the figure.
COUNTED, OWN, BESIDE, SENTENCE, CONTEXT = 1.0, 0.8, 0.6, 0.5, 0.3
SAME_THING = 0.9
IN_CONTEXT, BY_ANOTHER_WORD = 0.5, 0.6
N_COUNTED = 3
HEADING = -1
ADJECTIVES = frozenset(stem(w) for w in BEFORE_NOUN)
ON_TOP = frozenset(stem(w) for w in ("supplementaires", "supplementaire", "additionnels", "additionnel"))
NOTHING = Reach(frozenset(), frozenset(), frozenset())
# « 94 % des marchés…, et 39 % comportent… »: without a complement of its own, a share has that of the one before.
COMPLEMENT = re.compile(r"\s*(?:de\b|du\b|des\b|d['’]|of\b|\()", re.IGNORECASE)
# « Allauch (+ 15 %) affiche »: what comes after it is not what it counts.
IN_PARENTHESES = re.compile(r"[^\w(]{0,3}\)")
# « 17 lignes modifiées et 2 créées »: the noun is that of the number before; not so « 1 350 emplois ».
PARTICIPLE = re.compile(r"\s+(?:\w+(?:é|(?<![aeo])[iu])e?s?\b(?!\s+\w+(?:s|x)\b)|autres?\b)")
# An adjective or a participle: which of them, not what.
TELLS_WHICH = re.compile(rf"\w{{3}}(?:{ADJECTIVE_ENDINGS}|[iu]e?s|aux|ales?)$")
# « 2. Acheter autrement », « 3.3 Volets clos »: the number of a heading counts nothing.
NUMBERING = re.compile(r"\d{1,2}(?:[.)]|(?:\.\d{1,2})+)\s")
# « 28 500 des 46 000 points lumineux »: the noun is that of the next number.
OF_THESE = re.compile(
    r"\s*(?:des|de ses|de leurs|de ces|sur les|sur ses|sur|parmi les|of the|of its|out of)\s*", re.IGNORECASE
)

# « 31 % et celle des gymnases de 12 % »: what comes after is counted by the next figure.
OF_ANOTHER = re.compile(r"\s*(?:et|puis|mais|contre)\s(?:celles?|celui|ceux)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a passage, or a heading, with what it goes on from.

    ``position`` is that of the statement, `HEADING` for a heading or the document's title.
    """

    passage: Passage
    position: int
    text: str
    own: Reach
    context: Reach
    taken_up: tuple[int, ...] = ()
    """Positions of the sentences that it goes on from."""
    is_item: bool = False

    def goes_on_from(self, other: Place) -> bool:
        """Whether it takes up the other sentence: the line that opens its list, or the one before."""
        return other.passage.passage_id == self.passage.passage_id and other.position in self.taken_up

    def worth(self, word: str, *, english: bool = False) -> float:
        """1 when the sentence has the folded word, less for another word that may be said for it, and when only its
        context has it; 0 when neither has."""
        return graded(word, self.own, english=english) or IN_CONTEXT * graded(word, self.context, english=english)


@lru_cache(maxsize=131_072)
def graded(word: str, text: Reach, *, english: bool) -> float:
    """What it is worth that a text has the folded word: 1 for itself; in English every word is another one."""
    if stem(word) in text.stems:
        return 1.0
    if not stands_for(word, text, english=english):
        return 0.0
    return 1.0 if english else BY_ANOTHER_WORD


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """One quantity of a passage with the words around it.

    Attributes:
        zones: words that stand so near, nearest first, with what meeting one is worth.
        partial: the figure is a part of the one before (« dont 49 »).
        nouns: what it counts: the noun after it, or the one that it leaves unsaid.
        lead: words before the first figure of its sentence, which are said of all of them.
        apart: words of a part that its whole does not have; empty for a figure that is none.
        added: it comes on top of another (« 53 000 hectares supplémentaires »).
        before: words of its clause that stand before it.
        start, end: offsets into the text of its place.
    """

    quantity: Quantity
    zones: tuple[tuple[float, Reach], ...]
    partial: bool
    place: Place
    nouns: Reach
    lead: Reach
    apart: Reach
    added: bool
    before: Reach
    start: int
    end: int

    def counts(self, noun: str, *, english: bool = False) -> float:
        """How surely the figure counts what a folded noun of an answer says: by a word of the same meaning right after it,
        or by the noun itself before it in its clause; 0: it does not."""
        # In English the noun comes last, so that any word of the group may be it.
        nouns = self.zones[0][1] if english else self.nouns
        if stands_for(noun, nouns, english=english, strictly=True):
            # The noun itself counts more than another word for it: « 8 enjeux et 26 objectifs ».
            return COUNTED if english or stem(noun) in nouns.stems else SAME_THING
        return SENTENCE if stem(noun) in self.before.stems else 0.0

    def is_told(self, word: str, *, english: bool = False) -> bool:
        """Whether the clause of the figure has the folded word."""
        return any(stands_for(word, zone, english=english, strictly=True) for _, zone in self.zones[:2])

    def worth(self, word: str, *, english: bool = False) -> float:
        """How near to the figure the passage has the folded word, or one that it may be said for; 0: nowhere."""
        for value, zone in self.zones:
            if stands_for(word, zone, english=english):
                return value
        return 0.0

    @property
    def is_numbering(self) -> bool:
        """Whether it only numbers a heading."""
        numbering = NUMBERING.match(self.place.text) if self.place.position == HEADING else None
        return numbering is not None and self.start < numbering.end()


@lru_cache(maxsize=4096)
def places(passage: Passage) -> tuple[Place, ...]:
    """The sentences of a passage in order, then its headings and its document's title."""
    found = [
        Place(
            passage,
            s.position,
            s.text,
            reach(_plain(s.stems)),
            reach(_context(passage, up)),
            tuple(u.position for u in up),
            s.is_item,
        )
        for s in statements(passage)
        for up in (taken_up(passage, s),)
    ]
    whole = reach(_plain(all_stems(passage)))
    for heading in (*passage.section, passage.document):
        found.append(Place(passage, HEADING, heading, reach(_content(heading)), whole))
    return tuple(found)


@lru_cache(maxsize=4096)
def stated_figures(passage: Passage) -> tuple[StatedFigure, ...]:
    """The figures of a passage, of its headings and of its document's title."""
    found: list[StatedFigure] = []
    for statement, place in zip(statements(passage), places(passage), strict=False):
        short_forms = {stem(fold(short)): stems(long)[:1] for short, long in explanations(statement.text)}
        own_before: frozenset[str] = frozenset()
        local = figures(statement.text)
        for i, figure in enumerate(statement.figures):
            lead = _lead(statement, figure.quantity.start)
            counted = directly_counted(statement.text, local[i])
            inherited: tuple[str, ...] = ()
            nouns = [s for s in counted if s not in ADJECTIVES][:1]
            part_of_one = (
                figure.partial and not ADDITION & set(figure.counted) and not has_a_noun(statement.text, local[i])
            )
            after = figure.quantity.end - statement.start
            if i and (part_of_one or PARTICIPLE.match(statement.text, after)):
                inherited = next(
                    (f.counted[:1] for f in reversed(statement.figures[:i]) if f.quantity.kind == "count"), ()
                )
            if i + 1 < len(local) and OF_THESE.fullmatch(statement.text, after, local[i + 1].quantity.start):
                inherited += tuple(directly_counted(statement.text, local[i + 1])[:1])
            if i and figure.quantity.kind == "percent" and not COMPLEMENT.match(statement.text, after):
                counted += next(
                    (f.counted[:2] for f in reversed(statement.figures[:i]) if f.quantity.kind == "percent"), ()
                )
            counted += inherited
            nouns += inherited
            shorter = [short for short, long in short_forms.items() if long and long[0] in counted[:1]]
            counted += shorter
            nouns += shorter
            bracketed = before_brackets(statement.text, local[i], local[i - 1].quantity.end if i else 0)
            apart = bool(bracketed)
            nouns = [] if apart else nouns
            counted = [] if apart or figure.quantity.kind == "date" else counted
            own = _content(bracketed) if apart else _plain({*figure.own, *counted})
            if figure.quantity.kind == "date":
                own = _around_date(statement, i)
            elif len(own) < 2:
                # « le prix, obtenu en 2022 » is told of the prize, « les plus de 65 ans » of what was said before.
                own = own | _since_last(statement, i) or own_before
            if OF_ANOTHER.match(statement.text, after):
                own &= _content(statement.text[:after])
            zones = (
                (COUNTED, reach(_plain(counted))), (OWN, reach(own)), (BESIDE, reach(_plain(figure.beside) | lead)),
                (SENTENCE, place.own), (CONTEXT, place.context),
            )  # fmt: skip
            start, end = figure.quantity.start - statement.start, figure.quantity.end - statement.start
            before = _content(statement.text[:start]) & (own | lead)
            part = figure.partial and figure.quantity.kind != "date"
            added = figure.quantity.kind != "date" and bool(ON_TOP & set(figure.counted))
            part_of = _plain(statement.figures[i - 1].own) if i else frozenset()
            apart_ = reach(_plain(figure.own) - part_of) if part and not added else NOTHING
            found.append(
                StatedFigure(
                    figure.quantity,
                    zones,
                    figure.partial,
                    place,
                    reach(_plain(nouns)),
                    reach(lead),
                    apart_,
                    added,
                    reach(before),
                    start,
                    end,
                )
            )
            own_before = own
    for place in places(passage):
        if place.position == HEADING:
            around = ((OWN, place.own), (CONTEXT, place.context))
            found += [
                StatedFigure(
                    f.quantity,
                    around,
                    False,
                    place,
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    False,
                    place.own,
                    f.quantity.start,
                    f.quantity.end,
                )
                for f in figures(place.text)
            ]
    return tuple(found)


def has_a_noun(text: str, figure: Figure) -> bool:
    """Whether a number is followed by what it counts: « dont 8 aires ouvertes », not « dont 107 sensibilisées »."""
    after = [w for w in words(text) if figure.quantity.end <= w.start < figure.end and w.folded not in BEFORE_NOUN]
    return bool(after) and after[0].folded not in STOP_WORDS and not TELLS_WHICH.search(after[0].text)


def directly_counted(text: str, figure: Figure) -> list[str]:
    """Stems of the noun group right after a number; none where punctuation or another word comes first."""
    gap = text[figure.quantity.end : figure.quantity.end + 3].lstrip(" \u00a0\u202f")
    if gap[:1] in ",;:.)!?" or figure.quantity.kind == "date" or OF_ANOTHER.match(text, figure.quantity.end):
        return []
    return [s for s in figure.counted[:N_COUNTED] if s in figure.shown] or list(figure.counted[:1])


def before_brackets(text: str, figure: Figure, start: int) -> str:
    """The clause before the brackets that a figure closes: « La Ciotat (+ 50 %) »; empty for a figure that does not.

    Args:
        start: end of the figure before.
    """
    if not IN_PARENTHESES.match(text, figure.quantity.end):
        return ""
    opened = text.rfind("(", 0, figure.quantity.start)
    # « entre 2024 (700 tonnes) et… »: nothing but a date stands between.
    before = text[start : max(start, opened)].strip() or text[: max(0, opened)]
    return str(CLAUSE_END.split(before)[-1]) or before


def _around_date(statement: Statement, i: int) -> frozenset[str]:
    """Stems between the dates before and after the i-th figure, a date, within a semicolon."""
    date = statement.figures[i].quantity
    text, first = statement.text, statement.start
    dates = [f.quantity for f in statement.figures if f.quantity.kind == "date"]
    start = max([q.end - first for q in dates if q.end <= date.start], default=0)
    end = min([q.start - first for q in dates if q.start >= date.end], default=len(text))
    start = max(start, text.rfind(";", 0, date.start - first) + 1)
    closed = text.find(";", date.end - first)
    end = min(end, closed) if closed >= 0 else end
    return _content(text[start:end])


def _since_last(statement: Statement, i: int) -> frozenset[str]:
    """Stems between the i-th figure of a sentence and the one of its kind before it."""
    figure = statement.figures[i]
    alike = [f for f in statement.figures[:i] if f.quantity.kind == figure.quantity.kind]
    start = alike[-1].end if alike else figure.quantity.start
    before = statement.text[start - statement.start : figure.quantity.start - statement.start]
    return _content(before)


def _lead(statement: Statement, place: int) -> frozenset[str]:
    """Stems of what stands before the first figure of a sentence; a semicolon begins another one."""
    text = statement.text[: place - statement.start]
    start = text.rfind(";") + 1
    first = min(
        f.quantity.start - statement.start for f in statement.figures if f.quantity.start - statement.start >= start
    )
    return _content(text[start:first])


@lru_cache(maxsize=4096)
def all_stems(passage: Passage) -> frozenset[str]:
    """Stems of the passage, its headings and its document's title."""
    texts = (passage.document, *passage.section, passage.text)
    return frozenset(stem(w.folded) for text in texts for w in words(text))


def taken_up(passage: Passage, statement: Statement) -> list[Statement]:
    """What a sentence goes on from, if there is anything."""
    before = goes_on_from(passage, statement)
    return [] if before is None else [before]


def _context(passage: Passage, up: Sequence[Statement]) -> frozenset[str]:
    found = frozenset[str]().union(*(_content(title) for title in (*passage.section, passage.document)))
    return _plain(found.union(*(s.stems for s in up)))


def _content(text: str) -> frozenset[str]:
    return _plain(stem(w.folded) for w in words(text) if w.folded not in STOP_WORDS)


def _plain(stems_: Iterable[str]) -> frozenset[str]:
    """Stems without numbers; « voyages/jour » is two words. Stop words are left out before: « ENS » has the stem of one."""
    found = {s for s in stems_ if not s.isdigit()}
    return frozenset(found | {stem(part) for s in found if "/" in s for part in s.split("/")})
