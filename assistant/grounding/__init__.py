"""Does every figure, name and quotation of an answer stand in the passages it cites, and say the same there?

One gate for extractive and generated answers, pure functions over text. Sentence by sentence: a
sentence is held against the passages whose markers stand in it (or, without any, against all the
passages of the answer).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from assistant.figures import CLAUSE_END, Figure, figures
from assistant.french.numbers import Quantity, states
from assistant.french.query import is_english
from assistant.french.text import Word, fold, sentences, squeeze, stem, words
from assistant.grounding.bearing import all_bear_it
from assistant.grounding.borne_out import is_ordinary, sources_of, with_unit
from assistant.grounding.computed import computations, counts_what_follows, without_computations
from assistant.grounding.doubtful import BorneOut, doubtful_pieces
from assistant.grounding.light import content_words
from assistant.grounding.misfits import speaks_of_another
from assistant.grounding.names import proper_names, unsupported_names
from assistant.grounding.numbered import unsupported_numbers
from assistant.grounding.pairs import out_of_step
from assistant.grounding.repeated import said_again
from assistant.grounding.reservation import reservation
from assistant.grounding.stated import (
    OF_THESE,
    StatedFigure,
    before_brackets,
    directly_counted,
    stated_figures,
)
from assistant.grounding.unsupported import Kind, Unsupported
from assistant.grounding.wording import another_rate, unsupported_wording
from assistant.types import Citation, Passage

MARKER = re.compile(r"\s*\[(\d{1,4})\]")
MARKERS_AFTER_STOP = re.compile(r"([.!?…])((?:\s*\[\d{1,4}\])+)")
QUOTATION = re.compile(r"«\s*([^«»]+?)\s*»|“([^“”]+)”|\"([^\"]{4,})\"")
BULLET = re.compile(r"^\s*[-–•*]\s")
DASHES = str.maketrans("–—−", "---")
# What the assistant itself says before it quotes.
OPENING = re.compile(
    r"^(?:oui|non|yes|no|le rapport (?:donne un autre chiffre|indique ailleurs)|dans le rapport) : ",
    re.IGNORECASE,
)
LIST_MARKS = re.compile(r"[;.]? [-–•*] |[;:](?= )")
# « ces deux communes », « l'une des trois »: counts what was named before.
TAKEN_TOGETHER = re.compile(r"\b(?:ces|toutes les|tous les|both|these|those|all|the other|les autres) $")
MOST_TAKEN_TOGETHER = 4
RESERVED = re.compile(r"\b(?:plus|moins) (?:de |d')$|\b(?:more|less) than $|\+ de $")


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence of an answer.

    Attributes:
        sentence: without markers; ``written`` has them, after the full stop; ``markers`` are their numbers.
        line: its line in the answer, from 0.
        problems: what it says and its passages do not; empty when it holds.
        doubts: figures and names of a sentence that holds which might be another one's (`doubtful`).
    """

    sentence: str
    written: str
    markers: tuple[int, ...]
    line: int
    problems: tuple[Unsupported, ...]
    doubts: tuple[str, ...] = ()


def check(answer: str, citations: Sequence[Citation]) -> list[Unsupported]:
    """What stands in the answer and not in the passages it cites; empty when the answer is grounded.

    Args:
        answer: text with ``[n]`` markers after the statements.
        citations: what the markers mean. A marker without citation is reported.
    """
    return [problem for part in judge(answer, citations, doubting=False) for problem in part.problems]


def judge(answer: str, citations: Sequence[Citation], *, doubting: bool = True) -> list[Judged]:
    """Every sentence of an answer, in order, with what is wrong with it. Arguments: see `check`.

    Args:
        doubting: whether `doubtful` pieces are looked for in what holds, too.
    """
    passages = {c.marker: c.passage for c in citations}
    english = is_english(MARKER.sub("", answer))
    found: list[Judged] = []
    parts = _parts(answer)
    opening: tuple[Unsupported, ...] = ()
    for place, (line, sentence, markers) in enumerate(parts):
        problems = [Unsupported("citation", f"[{m}]", sentence) for m in markers if m not in passages]
        cited = [passages[m] for m in markers if m in passages] or list(passages.values())
        n_items = len(list(takewhile(lambda part: BULLET.match(part[1]), parts[place + 1 :])))
        more, doubts = check_sentence(sentence, cited, english=english, n_items=n_items, doubting=doubting)
        only_announces = n_items and sentence.endswith(":") and not figures(sentence) and not proper_names(sentence)
        if only_announces:
            doubts, opening = (), ()
        elif not BULLET.match(sentence):
            opening = (*problems, *more)
        elif doubting and opening:
            doubts = (*doubts, sentence)  # an item of what does not hold
        if doubting and not all_bear_it(sentence, cited, english):
            doubts = (*doubts, sentence)  # one of its passages says nothing of it
        alone = not place or set(parts[place - 1][2]) != set(markers)
        if doubting and alone and speaks_of_another(sentence) and not _is_verbatim(sentence, cited):
            doubts = (*doubts, sentence)  # what « elle » is, no passage tells
        written = " ".join((sentence, *(f"[{m}]" for m in markers)))
        found.append(Judged(sentence, written, markers, line, (*problems, *more), doubts))
    if not doubting:
        return found
    again = said_again([(p.sentence, [passages[m] for m in p.markers if m in passages]) for p in found])
    return [replace(p, doubts=(*p.doubts, p.sentence)) if i in again else p for i, p in enumerate(found)]


def split_by_markers(answer: str) -> list[tuple[str, tuple[int, ...]]]:
    """Sentences without markers, each with the markers that follow it. « Une phrase. [1] » is one sentence."""
    return [(sentence, markers) for _, sentence, markers in _parts(answer)]


def _parts(answer: str) -> list[tuple[int, str, tuple[int, ...]]]:
    """The same with the line that each stands in."""
    joined = MARKERS_AFTER_STOP.sub(lambda m: f"{m[2]}{m[1]}", answer)
    out = []
    for number, line in enumerate(joined.split("\n")):
        for start, end in sentences(line):
            piece = line[start:end]
            out.append((number, squeeze(MARKER.sub("", piece)), tuple(int(n) for n in MARKER.findall(piece))))
    return [part for part in out if part[1]]


def check_sentence(
    sentence: str, cited: Sequence[Passage], *, english: bool = False, n_items: int = 0, doubting: bool = True
) -> tuple[list[Unsupported], tuple[str, ...]]:
    """What one sentence says and none of the ``cited`` passages does, and what in it might be said of something else.

    Args:
        english: the answer is in English.
        n_items: list items right after it.
        doubting: see `judge`.
    """
    if cited and _is_verbatim(sentence, cited):
        # Cut out of its place, a number may have lost its « plus de »; the rest is as the passage has it.
        return _altered_figures(sentence, cited), ()
    problems = [Unsupported("quotation", q, sentence) for q in _quotations(sentence) if not _is_quoted(q, cited)]
    found, borne_out = _unsupported_figures(sentence, cited, english, n_items)
    sources = [s.place for one in borne_out for s in one.sources]
    problems += found
    problems += unsupported_names(sentence, cited, sources, english=english)
    if another_rate(sentence, sources):
        problems.append(Unsupported("counted", sentence, sentence))
    if problems or not cited:
        return problems, ()
    content = content_words(sentence, english=english)
    if wrong := unsupported_wording(sentence, content, cited, english=english, figures=bool(figures(sentence))):
        return wrong, ()
    return [], tuple(doubtful_pieces(sentence, content, borne_out, cited, english=english)) if doubting else ()


def _quotations(sentence: str) -> list[str]:
    return [next(g for g in m.groups() if g) for m in QUOTATION.finditer(sentence)]


def _is_quoted(quotation: str, cited: Sequence[Passage]) -> bool:
    wanted = _even(quotation).rstrip(" .,;:…")
    return any(wanted in _even(text) for p in cited for text in (*p.section, p.text))


def _is_verbatim(sentence: str, cited: Sequence[Passage]) -> bool:
    """Whether a cited passage has the sentence as it stands: after « Non : » and the like, a list in one line, headings."""
    said = OPENING.sub("", BULLET.sub("", sentence))
    wanted = _plainly(said)
    if wanted and any(_holds(text, wanted) for p in cited for text in (_whole(p), _headings(p))):
        return True
    titles = [_plainly(title) for title in said.split(" › ")]
    return len(titles) > 1 and any(all(t in _headings(p) for t in titles) for p in cited)


COMPLEMENT = re.compile(r" (?:de |des |du |d')")


def _holds(text: str, wanted: str) -> bool:
    """Whether whole words of a text are the wanted ones."""
    place = text.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        whole = not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum()
        # « 53 000 hectares » cut out of « 53 000 hectares d'espaces supplémentaires » is not what the text says.
        if whole and not (wanted[-1:].isalpha() and COMPLEMENT.match(text, end) and any(c.isdigit() for c in wanted)):
            return True
        place = text.find(wanted, place + 1)
    return False


@lru_cache(maxsize=4096)
def _whole(passage: Passage) -> str:
    return _plainly(passage.text)


@lru_cache(maxsize=4096)
def _headings(passage: Passage) -> str:
    return " | ".join(_plainly(title) for title in passage.section)


def _plainly(text: str) -> str:
    """Evened out, without what marks the items of a list and ends a sentence."""
    return squeeze(LIST_MARKS.sub(" ", _even(text))).rstrip(" .")


def _even(text: str) -> str:
    """Spaces, apostrophes, dashes and letter case evened out."""
    return fold(squeeze(text)).replace("« ", "«").replace(" »", "»").translate(DASHES)


def _unsupported_figures(
    sentence: str, cited: Sequence[Passage], english: bool, n_items: int
) -> tuple[list[Unsupported], list[BorneOut]]:
    """What is wrong with the figures of a sentence, and those that its passages bear out."""
    problems: list[Unsupported] = []
    quoted = _even(sentence)  # « 4. Trier » is a heading as it stands
    stated = [
        s for p in cited for s in stated_figures(p) if not s.is_numbering or f"«{s.place.text[: s.end]}" in quoted
    ]
    shown = computations(sentence, [s.quantity for s in stated])
    for computation in shown:
        if not computation.right or RESERVED.search(fold(sentence[: computation.start])):
            problems.append(Unsupported("figure", sentence[computation.start : computation.end], sentence))
    sentence = without_computations(sentence, shown)
    problems += [Unsupported("figure", number, sentence) for number in unsupported_numbers(sentence, cited)]
    content = content_words(sentence, english=english)
    borne_out: list[BorneOut] = []
    end = 0
    found = figures(sentence)
    for place in range(len(found)):
        figure = with_unit(sentence, found, place, stated, english=english)
        said, start, end = figure.quantity, end, figure.quantity.end
        if is_ordinary(said) or _taken_together(said, sentence) or any(c.bears_out(said) for c in shown):
            continue
        outside = [w for w in content if w.end <= said.start or w.start >= said.end]
        around = _around(figure, sentence, start, outside, several=len(found) > 1)
        sources, fault = sources_of(figure, found, sentence, around, outside, stated, english=english)
        if fault is None:
            borne_out.append(BorneOut(figure, tuple(sources), tuple(around)))
        elif not counts_what_follows(said, sentence, n_items):
            problems.append(Unsupported(fault, sentence[said.start : said.end], sentence))
    for figure in _said_too_often([one.figure for one in borne_out], stated):
        problems.append(Unsupported("counted", sentence[figure.quantity.start : figure.quantity.end], sentence))
    for figure in out_of_step(sentence, [(one.figure, one.sources) for one in borne_out]):
        problems.append(Unsupported("counted", sentence[figure.quantity.start : figure.quantity.end], sentence))
    return problems, borne_out


def _said_too_often(borne_out: Sequence[Figure], stated: Sequence[StatedFigure]) -> Iterator[Figure]:
    """Figures that one sentence says more often than its passages do: « 100 000 visiteurs des 100 000 halles »."""
    said: Counter[tuple[str, float]] = Counter()
    for figure in borne_out:
        key = (figure.quantity.kind, figure.quantity.value)
        said[key] += 1
        told = sum((s.quantity.kind, s.quantity.value) == key for s in stated)
        if figure.quantity.kind == "count" and said[key] > max(told, 1):
            yield figure


def _altered_figures(sentence: str, cited: Sequence[Passage]) -> list[Unsupported]:
    """The figures of a sentence that no cited passage states, or only with another reservation."""
    stated = [s for p in cited for s in stated_figures(p)]
    problems = []
    for figure in figures(sentence):
        said = figure.quantity
        same = [s for s in stated if states(s.quantity, said)]
        allowed = {"about", *(reservation(s.quantity, s.place.text, s.start) for s in same)}
        # A heading states « 2040 » of its document as well.
        if not is_ordinary(said) and (not same or reservation(said, sentence) not in allowed):
            kind: Kind = "reservation" if same else "figure"
            problems.append(Unsupported(kind, sentence[said.start : said.end], sentence))
    return problems


def _taken_together(quantity: Quantity, sentence: str) -> bool:
    small = quantity.kind == "count" and not quantity.unit and quantity.value <= MOST_TAKEN_TOGETHER
    return small and bool(TAKEN_TOGETHER.search(fold(sentence[: quantity.start])))


def _around(figure: Figure, sentence: str, start: int, outside: Sequence[Word], *, several: bool) -> Sequence[Word]:
    """The words of the figure's clause, or those before it where the clause has none but the number.

    Args:
        start: end of the figure before.
        several: the sentence has other figures.
    """
    if clause := before_brackets(sentence, figure, start):
        place = sentence.find(clause, start)
        return [w for w in outside if place <= w.start < place + len(clause)] or outside
    counted = frozenset(directly_counted(sentence, figure)[:2])
    if start and OF_THESE.fullmatch(sentence, start, figure.quantity.start):
        # « 31 des 83 circuits passent par… »: what follows is told of the 31.
        return [w for w in outside if w.start > start and stem(w.folded) in counted] or outside
    told = frozenset(figure.own - frozenset(figure.counted[:2])) | counted | _clause_before(sentence, start, figure)
    near = [w for w in outside if stem(w.folded) in told]
    if near:
        return near
    before = [w for w in outside if start <= w.start < figure.quantity.start]
    return before or ([] if several else outside)


def _clause_before(sentence: str, start: int, figure: Figure) -> frozenset[str]:
    """Stems of the clause up to the figure; ``start`` is the end of the figure before."""
    before = CLAUSE_END.split(sentence[start : figure.quantity.start])[-1] or ""
    return frozenset(stem(w.folded) for w in words(before))
