"""Where could a true figure, date or name of a sentence be another one's?

Nothing in such a sentence is refuted, but its words do not tell which of several things of the passage is meant: the next figure of
the same unit stands as near, the sentence of the date has another date, a name is said and its neighbour is not. A person would look it
up; so does the reader, who is shown the report's own sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.figures import CLAUSE_END, Figure
from assistant.french.equivalents import is_english_word
from assistant.french.numbers import of_one_unit, states
from assistant.french.text import STOP_WORDS, Word, stem, words
from assistant.grounding.borne_out import PEOPLE, group_of, heads_of
from assistant.grounding.claimed import claims_beyond
from assistant.grounding.misfits import misfits, written_otherwise
from assistant.grounding.names import is_here, opening_names, proper_names
from assistant.grounding.stated import HEADING, SAME_THING, Place, StatedFigure, graded, places, stated_figures
from assistant.types import Passage

# Of what a sentence says, so little stands in any one sentence of its passages that it may be of another passage; where no number
# ties it to one, so little of it in that sentence itself.
FAR, FAR_WITHOUT_NUMBERS = 0.5, 0.7
# Words before and after a name that tell what it is.
N_BESIDE = 2


@dataclass(frozen=True, slots=True)
class BorneOut:
    """A figure of an answer with the figures of the passages that bear it out, and the content words of its clause."""

    figure: Figure
    sources: tuple[StatedFigure, ...]
    around: tuple[Word, ...]

    @property
    def is_date(self) -> bool:
        """Whether it is a date rather than a number."""
        return self.figure.quantity.kind == "date"


def doubtful_pieces(
    sentence: str,
    content: Sequence[Word],
    borne_out: Sequence[BorneOut],
    cited: Sequence[Passage],
    *,
    english: bool,
) -> Iterator[str]:
    """The figures and names of a sentence that might be another one's; all of it where it is far from its passages.

    Args:
        content: its words that state something.
        borne_out: its figures, none of them refuted.
    """
    nearest = _nearest(content, cited, english)
    if content and sum(nearest.worth(w.folded, english=english) for w in content) <= FAR * len(content):
        yield sentence
        return
    numbers = [b for b in borne_out if not b.is_date]
    if content and not numbers and _own_share(content, cited, english) <= FAR_WITHOUT_NUMBERS:
        yield sentence
        return
    stated_at = [s.place for b in numbers for s in b.sources]
    yield from claims_beyond(sentence, [*stated_at, nearest], figures=bool(numbers), english=english)
    yield from written_otherwise(sentence, cited, english=english)
    named = [name for name in proper_names(sentence) if any(is_here(name, p) for c in cited for p in places(c))]
    if not borne_out and not named:
        return
    stated = [s for passage in cited for s in stated_figures(passage)]
    homes = [s.place for b in borne_out for s in b.sources] or [nearest]
    for one in borne_out:
        beside = not one.is_date and _another_is_as_near(sentence, one, numbers, stated, english)
        ill = misfits(sentence, one.figure, one.sources, [b.figure for b in borne_out], english=english)
        if ill or beside or _nearest_says_another(one, nearest, borne_out, stated):
            yield sentence[one.figure.quantity.start : one.figure.quantity.end]
    if borne_out and not (_have_one_home(borne_out) and _dates_are_told(numbers, borne_out, nearest, stated)):
        yield sentence[borne_out[-1].figure.quantity.start : borne_out[-1].figure.quantity.end]
    for name in named:
        if not any(is_here(name, p) or p.goes_on_from(h) for p in homes for h in _with(name, cited)):
            yield " ".join(sorted(name))
    said = {w.folded for w in words(sentence)}
    home = homes[0].text
    unsaid = (name for name in (*opening_names(homes[0]), *proper_names(home)) if not name <= said)
    names_there = [(name, _beside(name, home)) for name in unsaid]
    for name in named:
        # « Miramas » is said of « BHNS de Miramas », too.
        of_others = [beside for other, beside in names_there if not name <= other]
        around = _beside(name, sentence)
        shared = len(around & _beside(name, home))
        told_again = _n_times(name, sentence) > max(1, _n_times(name, home))
        if of_others and (told_again or not shared or any(len(around & other) >= shared for other in of_others)):
            yield " ".join(sorted(name))


def _nearest(content: Sequence[Word], cited: Sequence[Passage], english: bool) -> Place:
    """The sentence of the passages that has most of the words; the first of equals."""
    return max(
        (p for passage in cited for p in places(passage)),
        key=lambda place: _own_worth(content, place, english),
    )


def _own_worth(content: Sequence[Word], place: Place, english: bool) -> float:
    """How many of the words one sentence of the passages has itself, another word for one counting less."""
    return sum(graded(w.folded, place.own, english=english) for w in content)


def _own_share(content: Sequence[Word], cited: Sequence[Passage], english: bool) -> float:
    """How much of the words the sentence of the passages that has most of them has itself; headings are none."""
    found = [p for passage in cited for p in places(passage) if p.position != HEADING]
    return max(_own_worth(content, p, english) for p in found) / len(content)


def _beside(name: frozenset[str], text: str) -> frozenset[str]:
    """Stems of the words right before and after a name, wherever it stands in a text; a semicolon parts them."""
    beside: set[str] = set()
    for part in text.split(";"):
        found = [w for w in words(part) if w.folded not in STOP_WORDS]
        at = [i for i, w in enumerate(found) if w.folded in name]
        if not name <= {found[i].folded for i in at}:
            continue
        around = {j for i in at for j in range(i - N_BESIDE, i + N_BESIDE + 1) if 0 <= j < len(found)}
        beside |= {stem(found[j].folded) for j in around if found[j].folded not in name}
    return frozenset(beside)


def _n_times(name: frozenset[str], text: str) -> int:
    """How often a text has all of a name."""
    found = Counter(w.folded for w in words(text))
    return min(found[w] for w in name)


def _with(name: frozenset[str], cited: Sequence[Passage]) -> list[Place]:
    return [p for passage in cited for p in places(passage) if is_here(name, p)]


def _another_is_as_near(
    sentence: str, one: BorneOut, numbers: Sequence[BorneOut], stated: Sequence[StatedFigure], english: bool
) -> bool:
    """Whether the clause says as much of another figure of the unit, one that the sentence leaves out or says out of order."""
    said = one.figure.quantity
    rivals = [s for s in stated if _is_of_its_kind(s, one) and not states(s.quantity, said)]

    def near(s: StatedFigure) -> float:
        return sum(s.worth(w.folded, english=english) for w in one.around)

    best = max(one.sources, key=near)
    counts = said.kind == "count" and not said.unit
    if counts and english and _counts_the_unknown(one, best, sentence):
        return True
    if counts and (heads := heads_of(one.figure, sentence, one.around, english=english)):
        if max(best.counts(w, english=english) for w in heads) < SAME_THING:
            return True  # the noun only stands before it in the passage: it counts something else
        if len(heads) > 1 and heads[-1] in PEOPLE and best.nouns.stems.isdisjoint(map(stem, PEOPLE)):
            return True  # « 2 480 personnes » of 2 480 volunteers: which people is not said
        if best.partial and _says_only_of_the_whole(best, heads[0]):
            return True  # « 273 entreprises, dont 107 sensibilisées » told as « 107 entreprises »
        rivals = [r for r in rivals if max(r.counts(w, english=english) for w in heads) >= SAME_THING]
    return any(near(r) >= near(best) and not _is_said_in_order(r, best, one, numbers) for r in rivals)


def _counts_the_unknown(one: BorneOut, source: StatedFigure, sentence: str) -> bool:
    """Whether the words right after a number of an English sentence are none of the lexicon's, nor the source's."""
    after = group_of(one.figure, sentence, one.around, english=True)
    other = [w for w in after if not graded(w.folded, source.place.own, english=True)]
    foreign = any(not w.text.isascii() for w in other) or (bool(after) and not is_english_word(after[0].folded))
    return foreign or (bool(after) and len(other) == len(after) and not any(is_english_word(w.folded) for w in after))


def _says_only_of_the_whole(part: StatedFigure, noun: str) -> bool:
    """Whether the noun stands in the sentence of a part, and not with the part itself."""
    after = part.place.text[part.end :]
    near = frozenset(stem(w.folded) for w in words(CLAUSE_END.split(after)[0] or ""))
    return stem(noun) in part.place.own.stems and stem(noun) not in near


def _is_of_its_kind(stated: StatedFigure, one: BorneOut) -> bool:
    return of_one_unit(stated.quantity, one.figure.quantity)


def _is_said_in_order(rival: StatedFigure, source: StatedFigure, one: BorneOut, numbers: Sequence[BorneOut]) -> bool:
    """Whether the sentence says both figures of one sentence, the first one first."""
    also = next((b for b in numbers if rival in b.sources), None)
    if also is None or rival.place is not source.place:
        return False
    return (also.figure.quantity.start < one.figure.quantity.start) == (rival.start < source.start)


def _nearest_says_another(
    one: BorneOut, nearest: Place, borne_out: Sequence[BorneOut], stated: Sequence[StatedFigure]
) -> bool:
    """Whether the sentence with most of the words has another figure of the kind instead, or for a date besides."""
    if nearest.position == HEADING:
        return False
    there = [s for s in stated if s.place is nearest and _is_of_its_kind(s, one)]
    said = [any(states(s.quantity, b.figure.quantity) for b in borne_out) for s in there]
    # Of dates alone nothing else tells which event is meant.
    return not all(said) if all(b.is_date for b in borne_out) else bool(said) and not any(said)


def _have_one_home(borne_out: Sequence[BorneOut]) -> bool:
    """Whether one sentence of the passages, with what it goes on from and the headings, has all the figures."""
    homes = {(p.passage.passage_id, p.position): p for b in borne_out for s in b.sources for p in (s.place,)}
    return any(
        all(
            any(s.place is home or s.place.position == HEADING or home.goes_on_from(s.place) for s in b.sources)
            for b in borne_out
        )
        for home in homes.values()
    )


def _dates_are_told(
    numbers: Sequence[BorneOut], borne_out: Sequence[BorneOut], nearest: Place, stated: Sequence[StatedFigure]
) -> bool:
    """Whether the dates of a sentence are those of its numbers or, without any, of what it says.

    A number has the dates of its own sentence, of what that goes on from and of the headings, not of the sentence after it.
    """
    dates = [b for b in borne_out if b.is_date]
    homes = [s.place for b in numbers for s in b.sources] or [nearest]
    for date in dates:
        if any(s.place is h for s in date.sources for h in homes):
            said = sum(states(d.figure.quantity, date.figure.quantity) for d in dates)
            if said > max(sum(s.place is h for s in date.sources) for h in homes):
                return False  # « mise en service en 2029, sera remplacée en 2029 »
        elif any(h.goes_on_from(s.place) for s in date.sources for h in homes):
            own = [s for s in stated if any(s.place is h for h in homes) and _is_of_its_kind(s, date)]
            if any(not any(states(s.quantity, d.figure.quantity) for d in dates) for s in own):
                return False  # that of the sentence before, where its own is not said
        else:
            if not any(s.place.position == HEADING for s in date.sources):
                return False
            # A year of the headings is that of all they are above, unless the text has another one.
            if not numbers and any(_is_of_its_kind(s, date) and s.place.position != HEADING for s in stated):
                return False
    return True
