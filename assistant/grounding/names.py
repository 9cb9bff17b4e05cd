"""Do the proper names of a sentence stand in the passages that it cites, and beside what it says of them?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.french.equivalents import reach, stands_for
from assistant.french.numbers import ENGLISH_MONTHS, MONTHS, UNITS
from assistant.french.query import ENGLISH
from assistant.french.spelling import is_ordinary
from assistant.french.text import STOP_WORDS, Word, fold, stem, words
from assistant.grounding.light import content_words
from assistant.grounding.stated import HEADING, Place, all_stems, graded, places
from assistant.grounding.unsupported import Unsupported
from assistant.types import Passage

NAME = re.compile(
    r"\b[A-ZÀ-Þ][\w’'+-]*(?:[ -](?:(?:de|du|des|la|le|les|d['’]|l['’])[ -]?|(?:sur|en|à)-)*[A-ZÀ-Þ][\w’'+-]*)*"
)
BULLET = re.compile(r"^\s*[-–•*]\s+")
CAPITAL = re.compile(r"(?<![^\s'’-])[A-ZÀ-Þ].*")
POSSESSIVE = re.compile(r"['’]s$")
CALLED = re.compile(r"\b([a-zà-ÿ]{4,}) (?:« ?)?$")
OPENS = re.compile(r"(?:À|A|Au|Aux|En|Sur|Dans|In|At) ")
# What is written with a capital and names nothing that could be confused.
NO_NAME = frozenset(
    "metropole state council government mayor union france europe english french european monday tuesday wednesday thursday friday saturday sunday".split()
) | frozenset((*MONTHS, *ENGLISH_MONTHS))
# « Agence de l'eau »: a name whose second half is written small.
WITH_COMPLEMENT = re.compile(r"\b([A-ZÀ-Þ][\wà-ÿ-]{3,}) (?:de la |de l['’]|des |du |de |d['’])([a-zà-ÿ][\w-]{2,})")
# A name stands where it does not belong when so much more of the sentence stands elsewhere.
MORE_ELSEWHERE, SHARE_HERE = 1.4, 0.6
# Only so long a word is taken for a name's in another form.
LONG = 6


def unsupported_names(
    sentence: str, cited: Sequence[Passage], sources: Sequence[Place], *, english: bool
) -> list[Unsupported]:
    """The names that no cited passage has, or has in another place than what the sentence says of them.

    Args:
        sources: where the figures of the sentence stand.
    """
    found = []
    content = content_words(sentence, english=english)
    said = frozenset(stem(w.folded) for w in words(sentence))
    for name, start in _names(sentence):
        if not (wanted := _tokens(name) - NO_NAME):
            continue
        if (
            not any(_is_named(wanted, p) for p in cited)
            or (sources and not any(_stands_beside(wanted, place, said) for place in sources))
            or (sources and not _is_drawn_on(wanted, sources, content, cited, english))
            or _is_another_ones(sentence[:start], wanted, cited)
            or _belongs_elsewhere(sentence, name, start, content, cited, english)
        ):
            found.append(Unsupported("name", name, sentence))
    for name in _half_renamed(sentence, cited):
        found.append(Unsupported("name", name, sentence))
    return found


def _half_renamed(sentence: str, cited: Sequence[Passage]) -> list[str]:
    """« Agence de l'eau » where the passages have only « Agence des bassins »."""
    found = []
    for match in WITH_COMPLEMENT.finditer(sentence):
        called = {c for p in cited for first, c in _with_complement(p) if first == stem(fold(match[1]))}
        if called and stem(fold(match[2])) not in called:
            found.append(match[0])
    return found


@lru_cache(maxsize=4096)
def _with_complement(passage: Passage) -> list[tuple[str, str]]:
    """Stems of the halves of such names; a word that opens a sentence has its capital anyway."""
    return [
        (stem(fold(m[1])), stem(fold(m[2])))
        for m in WITH_COMPLEMENT.finditer(passage.text)
        if passage.text[: m.start()].rstrip(" '’«").endswith(tuple("abcdefghijklmnopqrstuvwxyzéèàç,l"))
    ]


def _stands_beside(wanted: frozenset[str], place: Place, said: frozenset[str]) -> bool:
    """Whether a sentence that states a figure has the name, or its passage has it and the sentence no name that was left out.

    Args:
        said: stems of the answer's sentence.
    """
    if is_here(wanted, place):
        return True
    names = proper_names(place.text)
    if all(_has(place, w) for w in wanted) and not names:
        return True
    # What merges two sentences of a passage says a name of each.
    return any({stem(w) for w in name} <= said for name in names)


def _is_drawn_on(
    wanted: frozenset[str], sources: Sequence[Place], content: Sequence[Word], cited: Sequence[Passage], english: bool
) -> bool:
    """Whether the sentence takes something besides the name from where the name stands, or states a figure that stands there."""
    if any(is_here(wanted, place) for place in sources):
        return True
    others = [w.folded for w in content if w.folded not in wanted]
    return any(
        graded(w, place.own, english=english) and not any(graded(w, s.own, english=english) for s in sources)
        for passage in cited
        for place in places(passage)
        if is_here(wanted, place)
        for w in others
    )


def is_here(wanted: frozenset[str], place: Place) -> bool:
    """Whether a sentence has the name, or a heading above it."""
    return place.position == HEADING or all(
        _names_it(w, place.own.stems) or _in_headings(w, place.passage, len(wanted)) for w in wanted
    )


def _is_named(wanted: frozenset[str], passage: Passage) -> bool:
    """Whether a passage has a name; of its document's title not one word alone (`_in_headings`)."""
    present = (
        all_stems(passage) if len(wanted) > 1 else frozenset[str]().union(*(p.own.stems for p in _titled(passage)))
    )
    return all(_names_it(w, present) for w in wanted)


def _titled(passage: Passage) -> list[Place]:
    """The sentences and headings of a passage without its document's title."""
    return [p for p in places(passage) if p.position != HEADING or p.text != passage.document]


def _in_headings(word: str, passage: Passage, n_words: int) -> bool:
    """Whether a heading has a word of a name of so many; a town in the name of its metropolis is not named by that alone."""
    found = places(passage) if n_words > 1 else _titled(passage)
    return any(_names_it(word, place.own.stems) for place in found if place.position == HEADING)


@lru_cache(maxsize=8192)
def proper_names(text: str) -> list[frozenset[str]]:
    """The proper names of a text as sets of folded words, in order."""
    return [tokens for name, _ in _names(text) if (tokens := _tokens(name) - NO_NAME)]


def opening_names(place: Place) -> list[frozenset[str]]:
    """The name that a sentence of a passage begins with: one that heads a list item (« - Lodève : 12 km »), that is no word
    of the language, or that stands as a name elsewhere in the passage."""
    bare = BULLET.sub("", place.text)
    match = NAME.match(bare)
    tokens = _tokens(match.group()) - NO_NAME if match else frozenset()
    if match is None or not tokens:
        return []
    heads_an_item = place.is_item and bare[match.end() :].lstrip()[:1] in (":", "(")
    known = heads_an_item or not all(is_ordinary(t) for t in tokens)
    return [tokens] if known or any(tokens in proper_names(p.text) for p in places(place.passage)) else []


def _names(sentence: str) -> list[tuple[str, int]]:
    """Proper names inside a sentence, with their places: capitalised words that do not open it."""
    found = []
    opening = bullet.end() if (bullet := BULLET.match(sentence)) else 0
    for match in NAME.finditer(sentence):
        before = sentence[opening : match.start()].rstrip(' «(“"')
        name, start = match.group().rstrip("'’-"), match.start()
        if not before or before[-1:] in ".!?…:;" or len(name) < 2 or fold(name.split()[0]) in ENGLISH:
            # The first word of a sentence is capitalised anyway; what follows it in the match may be a name.
            inside = CAPITAL.search(name.partition(" ")[2])
            if inside is None:
                continue
            start += len(name) - len(inside.group())
            name = inside.group()
        found.append((POSSESSIVE.sub("", name), start))
    return found


def _tokens(name: str) -> frozenset[str]:
    return frozenset(
        w.folded for w in words(name) if w.folded not in STOP_WORDS and w.folded not in UNITS and not w.folded.isdigit()
    )


def _names_it(word: str, present: frozenset[str]) -> bool:
    """The word itself; of a long one also another form, « Métropole » for « métropolitaines »."""
    return stem(word) in present or (len(word) > LONG and stands_for(word, reach(present), strictly=True))


def _belongs_elsewhere(
    sentence: str, name: str, start: int, content: Sequence[Word], cited: Sequence[Passage], english: bool
) -> bool:
    """Whether what the sentence says stands in a sentence of the passage that does not have the name."""
    if _tokens(name) & NO_NAME:
        return False  # « Métropole Aix-Marseille-Provence »: what every passage speaks of
    wanted = _tokens(name)
    others = [w.folded for w in content if not start <= w.start < start + len(name)]
    here, elsewhere = 0.0, 0.0
    best: Place | None = None
    for place in (p for passage in cited for p in places(passage)):
        worth = sum(graded(w, place.own, english=english) for w in others)
        if _stands_beside(wanted, place, frozenset()):
            here = max(here, worth)
        elif worth > elsewhere:
            elsewhere, best = worth, place
    if best is None or elsewhere - here <= MORE_ELSEWHERE or here >= SHARE_HERE * elsewhere:
        return False
    # « À Brisemont, le phare Saint-Elme… »: what the passage opens with may open what is said of another sentence.
    opens = OPENS.fullmatch(sentence[:start]) and all(stem(w) in places(best.passage)[0].own.stems for w in wanted)
    return not opens


def _is_another_ones(before: str, wanted: frozenset[str], cited: Sequence[Passage]) -> bool:
    """« La société Hellebrouck » where the passage says « la société Mobival »: what the name is called belongs to another one."""
    kind = CALLED.search(before)
    if kind is None:
        return False
    called = [names for passage in cited for noun, names in _called(passage) if noun == stem(fold(kind[1]))]
    return bool(called) and all(wanted.isdisjoint(names) for names in called)


@lru_cache(maxsize=4096)
def _called(passage: Passage) -> list[tuple[str, frozenset[str]]]:
    """Nouns right before proper names, as stems, each with the words of the name."""
    found = []
    for name, start in _names(passage.text):
        noun = CALLED.search(passage.text[:start])
        if noun and (tokens := _tokens(name) - NO_NAME):
            found.append((stem(fold(noun[1])), tokens))
    return found


def _has(place: Place, word: str) -> bool:
    own = stem(word)
    return own in place.own.stems or own in place.context.stems
