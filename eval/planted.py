"""Which false answers would a language model pass off as true? Made from true ones, one fault each, from a seed.

A true answer is a sentence of the report with its citation, or one that a person has reworded (`eval.answers`). What is
planted in it is known, so no judge is needed: whatever the gate lets through of these is a wrong figure shown.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.citations import MARKER, without_markers
from assistant.figures import Figure, figures
from assistant.french.equivalents import reach, stands_for
from assistant.french.numbers import MONTHS, Quantity, quantities, states
from assistant.french.text import STOP_WORDS, fold, stems, words
from assistant.grounding.computed import EQUATION, IN_BRACKETS
from assistant.types import Citation, Passage
from eval.stock import CAPITALISED, Said, Stock, figures_of, group_after, names_in, opens, stated_in

# A digit, a word for a number.
SMALL_WORDS = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
# Units as they are written: what each may be mistaken for.
OTHER_UNITS = {
    "hectares": "km²", "ha": "km²", "km": "mètres", "kilomètres": "mètres", "mètres": "kilomètres", "m²": "hectares",
    "m³": "litres", "tonnes": "kilos", "kg": "tonnes", "M€": "milliards d'euros", "k€": "M€",
    "euros": "millions d'euros", "€": "M€", "%": "hectares", "GWh": "MWh", "MWh": "GWh", "kWh": "MWh", "MW": "GW",
    "ans": "mois", "mois": "ans", "jours": "mois", "heures": "jours", "km2": "hectares", "millions": "milliards",
    "milliards": "millions", "million": "milliard",
}  # fmt: skip
RESERVED = re.compile(
    r"\b(?:plus|moins) (?:de |d['’])|\+ de |\bprès (?:de |d['’])|\benviron |\bjusqu['’](?:à|au) |\bau moins "
    r"|\bmore than |\bover |\bnearly |\babout |\bsome ",
    re.IGNORECASE,
)
EXCEEDS = re.compile(r"(?:\bdepass\w*|\bexceed\w*|superieure?s? a|\bau-dela d[eu']|\bau-dessus d[eu'])(?: les?)? $")


@dataclass(frozen=True, slots=True)
class Planted:
    """A false answer.

    Attributes:
        kind: what was done to the true one.
        near: what was put in stands in a cited passage, where it belongs to something else.
        piece: what was put in.
        original: the true answer.
    """

    said: Said
    kind: str
    near: bool
    piece: str
    original: Said


def plant(said: Said, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """Every fault that can be planted in one answer, in a fixed order for a seed; some places allow none."""
    blank = without_markers(said.text)
    shown = [m.span() for pattern in (EQUATION, IN_BRACKETS) for m in pattern.finditer(blank)]
    for figure in figures(blank):
        if any(a <= figure.quantity.start < b for a, b in shown):
            continue
        for make in (_altered, _swapped, _moved, _other_unit, _other_date, _reservation):
            yield from make(said, figure, stock, rng)
    yield from _renamed(said, blank, stock, rng)
    yield from _recited(said, stock, rng)


def _put(said: Said, start: int, end: int, piece: str, kind: str) -> Planted:
    """``piece`` in the place of ``said.text[start:end]``."""
    text = said.text[:start] + piece + said.text[end:]
    near = any(fold(piece.strip()) in fold(c.passage.text) for c in said.citations)
    return Planted(Said(text, said.citations), kind, near, piece, said)


def _altered(said: Said, figure: Figure, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """One digit or number word changed, to a value that the cited passages do not state."""
    quantity = figure.quantity
    number = said.text[quantity.number_start : quantity.end]
    if quantity.spelled:
        word = next((w for w in words(number) if w.folded in SMALL_WORDS), None)
        if word is not None:
            start = quantity.number_start + word.start
            others = [w for w in SMALL_WORDS if w != word.folded]
            yield from _unstated(said, start, start + word.end - word.start, rng.sample(others, 3))
        return
    places = [i for i, c in enumerate(number) if c.isdigit()]
    for place in rng.sample(places, min(2, len(places))):
        digits = [d for d in "123456789" if d != number[place]]
        start = quantity.number_start + place
        yield from _unstated(said, start, start + 1, rng.sample(digits, 4))


def _unstated(said: Said, start: int, end: int, pieces: Sequence[str]) -> Iterator[Planted]:
    for piece in pieces:
        planted = _put(said, start, end, piece, "altered")
        now = next((q for q in quantities(without_markers(planted.said.text)) if q.number_start <= start < q.end), None)
        if now is not None and not any(states(s, now) for c in said.citations for s in stated_in(c.passage)):
            yield planted
            return


def _swapped(said: Said, figure: Figure, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """Another figure of the same unit: one of the cited passages if there is one, and one of the report."""
    quantity = figure.quantity
    if quantity.kind == "date":
        return
    here = [
        c.passage.text[q.number_start : q.end]
        for c in said.citations
        for q in stated_in(c.passage)
        if (q.kind, q.unit) == (quantity.kind, quantity.unit)
    ]
    for pool in (here, stock.of_unit[quantity.kind, quantity.unit]):
        others = sorted({p for p in pool if not _same_value(p, quantity) and len(p) < 40 and re.search(r"\d", p)})
        if others:
            yield _put(said, quantity.number_start, quantity.end, rng.choice(others), "swapped")


def _moved(said: Said, figure: Figure, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """The figure said of another thing: the noun group after it is replaced."""
    quantity = figure.quantity
    blank = without_markers(said.text)
    group = group_after(blank, figure)
    if quantity.kind == "date" or not group:
        return
    if quantity.kind == "count" and not quantity.unit:
        here = [
            g
            for c in said.citations
            for f in figures_of(c.passage)
            if f.quantity.kind == "count" and not f.quantity.unit and (g := group_after(c.passage.text, f))
        ]
        for pool in (here, stock.counted):
            others = sorted(
                {
                    g for g in pool
                    if not set(stems(g)) & set(stems(group)) and not _is_counted(said, quantity, g)
                    and (pool is here or not _is_same_thing(g, group))
                }
            )  # fmt: skip
            if others:
                yield _put(said, quantity.end, figure.end, f" {rng.choice(others)}", "moved")


def _is_same_thing(one: str, other: str) -> bool:
    """Whether the nouns are synonyms: « 24 places » for « 24 sites » is no fault."""
    noun = next((w.folded for w in words(one) if w.folded not in STOP_WORDS), "")
    return bool(noun) and stands_for(noun, reach(frozenset(stems(other)[:1])), strictly=True)


def _is_counted(said: Said, quantity: Quantity, group: str) -> bool:
    """Whether a cited passage states so many of that, too."""
    noun = stems(group)[:1]
    return any(
        states(f.quantity, quantity) and list(f.counted[:1]) == noun
        for c in said.citations
        for f in figures_of(c.passage)
    )


def _other_unit(said: Said, figure: Figure, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """The number with another unit."""
    quantity = figure.quantity
    match = re.search(r"[^\W\d_]*[€%²³]|[^\W\d_]+[23]?$", said.text[quantity.number_start : quantity.end])
    if match and (other := OTHER_UNITS.get(match.group())):
        start = quantity.number_start + match.start()
        yield _put(said, start, start + len(match.group()), other, "unit")


def _other_date(said: Said, figure: Figure, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """Another year or month, and another date of the cited passages."""
    quantity = figure.quantity
    if quantity.kind != "date":
        return
    written = said.text[quantity.number_start : quantity.end]
    if year := re.search(r"(?:19|20)\d\d", written):
        start = quantity.number_start + year.start()
        other = str(int(year.group()) + rng.choice((-3, -2, -1, 1, 2, 3)))
        planted = _put(said, start, start + 4, other, "dated")
        now = [q for q in quantities(planted.piece) if q.kind == "date"]
        if now and not any(_speaks_of(s, int(other)) for c in said.citations for s in stated_in(c.passage)):
            yield planted
    if month := re.search("|".join(MONTHS), fold(written)):
        start = quantity.number_start + month.start()
        others = [m for m in MONTHS if m != month.group()]
        yield _put(said, start, start + len(month.group()), rng.choice(others), "dated")
    here = sorted(
        {
            c.passage.text[q.number_start : q.end]
            for c in said.citations
            for q in stated_in(c.passage)
            if q.kind == "date" and q.unit == quantity.unit and not states(q, quantity) and not states(quantity, q)
        }
    )
    if here:
        yield _put(said, quantity.number_start, quantity.end, rng.choice(here), "dated")


def _speaks_of(stated: Quantity, year: int) -> bool:
    value = int(stated.value)
    if stated.kind != "date":
        return False
    return year in (value // 10000, value % 10000) if stated.unit == "période" else year == value // 10000


def _reservation(said: Said, figure: Figure, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """« plus de » left out, turned round, or made up."""
    quantity = figure.quantity
    if quantity.kind in ("date", "rank", "age") or quantity.spelled:
        return
    before = said.text[quantity.start : quantity.number_start]
    match = RESERVED.search(before)
    if match is None:
        # « dépasser plus de 50 % » says what « dépasser 50 % » says.
        if quantity.value > 2 and not quantity.qualifier and not EXCEEDS.search(fold(said.text[: quantity.start])):
            yield _put(said, quantity.start, quantity.start, "plus de ", "reserved")
        return
    start, end = quantity.start + match.start(), quantity.start + match.end()
    # « some 100,000 » of exactly 100 000: without it nothing is false.
    exact = any(s.value == quantity.value and not s.qualifier for c in said.citations for s in stated_in(c.passage))
    if not exact:
        yield _put(said, start, end, "", "reserved")
    if re.match(r"plus|\+|more|over", match.group(), re.IGNORECASE):
        yield _put(said, start, end, "moins de ", "reserved")


def _renamed(said: Said, blank: str, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """A proper name replaced: by one of the cited passages, and by one of the report that they do not hold."""
    known = set(stock.names)
    for match in CAPITALISED.finditer(blank):
        name = match.group()
        if name not in known or opens(blank, match.start()):
            continue
        here = {n for c in said.citations for n in names_in(c.passage.text)} & known
        held = fold(
            " ".join(" ".join((c.passage.document, *c.passage.section, c.passage.text)) for c in said.citations)
        )
        far = {n for n in stock.names if fold(n) not in held}
        for pool in (here, far):
            # Not one that the sentence holds already, nor a longer or shorter form of the same name.
            others = sorted(
                n for n in pool
                if fold(n) not in fold(blank) and not set(stems(n)) & set(stems(name))
                and not any(_named_together(n, name, c.passage.text) for c in said.citations)
            )  # fmt: skip
            if others:
                yield _put(said, match.start(), match.end(), rng.choice(others), "renamed")


def _recited(said: Said, stock: Stock, rng: random.Random) -> Iterator[Planted]:
    """A citation moved to another passage, of the same chapter and of elsewhere."""
    for citation in said.citations:
        cited = {c.passage.passage_id for c in said.citations}
        others = [p for p in stock.passages if p.passage_id not in cited and len(p.text) > 80]
        chapter = [p for p in others if p.section[:2] == citation.passage.section[:2]]
        for pool in (chapter, others):
            if not pool:
                continue
            wrong = rng.choice(pool)
            if _says_it_too(said, citation, wrong):
                continue
            citations = tuple(Citation(c.marker, wrong, "") if c is citation else c for c in said.citations)
            yield Planted(Said(said.text, citations), "recited", pool is chapter, wrong.passage_id, said)


def _says_it_too(said: Said, citation: Citation, other: Passage) -> bool:
    """Whether the other passage tells a sentence that is cited so, too: no fault then."""
    cited = (piece for piece, markers in cited_sentences(said.text) if citation.marker in markers)
    return any(_tells(other, piece) for piece in cited)


def _tells(other: Passage, piece: str) -> bool:
    """Whether a passage has all figures of a sentence and half of its words; most of them where it has no figure.

    Two numbers will do without the words, which are others in English.
    """
    numbers = {(q.kind, q.unit, q.value) for q in quantities(piece) if q.kind != "date" and not q.spelled}
    wanted = set(stems(piece))
    whole = " ".join((other.document, *other.section, other.text))
    least = 0.5 if quantities(piece) else 0.8
    if len(wanted & set(stems(whole))) < least * len(wanted) and len(numbers) < 2:
        return False
    # What is reckoned out (« 16 000 / 100 = 160 km² ») is not stated anywhere.
    stated = [*stated_in(other), *quantities(" · ".join((other.document, *other.section)))]
    told = IN_BRACKETS.sub("", EQUATION.sub("", piece))
    return all(any(states(s, q) for s in stated) for q in quantities(told))


def cited_sentences(text: str) -> list[tuple[str, set[int]]]:
    """Pieces of an answer with the markers that close them."""
    found, start = [], 0
    for match in re.finditer(r"(?:\s*\[\d+\])+[.!?]?", text):
        found.append((text[start : match.start()], {int(n) for n in MARKER.findall(match.group())}))
        start = match.end()
    return found


def _same_value(written: str, quantity: Quantity) -> bool:
    return any(states(q, quantity) or states(quantity, q) for q in quantities(written))


def _named_together(one: str, other: str, text: str) -> bool:
    """Whether both stand in one enumeration, so that either may be said: « Alleins, Simiane et Meyreuil »."""
    start, end = sorted((text.find(one), text.find(other)))
    return start >= 0 and not re.search(r"\b[a-zà-ÿ]{4,}", text[start:end])
