"""May one word be said for another?

« bénéficiaires » for « soutenus », « municipalities » for « communes »: the same word in another form, or one that the
lexicon gives for it. Unlike the terms of a question (`terms`), no corpus is needed: two texts are held against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.french.lexicon import english_table, french_tables
from assistant.french.spelling import is_ordinary
from assistant.french.text import english_stem, stem

# Words of one family share so much of their beginning: « réduction » and « réduire », not « commune » and « communication ».
FAMILY_LETTERS, FAMILY_SHARE = 5, 0.6
CLOSE = ("same", "near")


# Compared by identity, since `reach` gives the same one for the same stems: words are held against it by the thousand.
@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What the words of a text, as stems, may be said as."""

    stems: frozenset[str]
    beginnings: frozenset[str]
    equivalents: frozenset[str]
    """Words that the lexicon gives for one of them."""


@lru_cache(maxsize=16_384)
def reach(present: frozenset[str]) -> Reach:
    """The stems of a text, ready to be held against words."""
    forward, back = french_tables()
    beginnings = frozenset(s[:FAMILY_LETTERS] for s in present if len(s) >= FAMILY_LETTERS and s.isalpha())
    equivalents = frozenset(
        target[0]
        for s in present
        for table in (forward, back)
        for target, grade in table.written((s,))
        if len(target) == 1 and grade in CLOSE
    )
    return Reach(present, beginnings, equivalents)


def stands_for(word: str, present: Reach, *, english: bool = False, strictly: bool = False) -> bool:
    """Whether the folded ``word`` may be said for a word of the text.

    Args:
        word: in English also a phrase, « project owners ».
        english: it may be an English one.
        strictly: French words only for one of the same meaning, not for a near one.
    """
    own = stem(word)
    if own in present.stems or (not strictly and own in present.equivalents):
        return True
    singles, several = _alternatives(word, english, strictly)
    if not singles.isdisjoint(present.stems) or any(present.stems.issuperset(s) for s in several):
        return True
    return any(own[:FAMILY_LETTERS] == s[:FAMILY_LETTERS] and _related(own, s) for s in _candidates(own, present))


def _candidates(own: str, present: Reach) -> Iterable[str]:
    if len(own) < FAMILY_LETTERS or own[:FAMILY_LETTERS] not in present.beginnings:
        return ()
    return present.stems


def _related(one: str, other: str) -> bool:
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= FAMILY_LETTERS and shared >= FAMILY_SHARE * max(len(one), len(other))


@lru_cache(maxsize=65_536)
def _alternatives(word: str, english: bool, strictly: bool) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """What the lexicon gives for a word: single stems, and sets of stems that must all be there."""
    grades = ("same",) if strictly else CLOSE
    found = [target for table in french_tables() for target, grade in table.written((stem(word),)) if grade in grades]
    if english:
        key = tuple(map(english_stem, word.split()))
        found += [t for t, g in english_table().written(key) if g == "same" or not strictly]
    singles = frozenset(t[0] for t in found if len(t) == 1)
    return singles, tuple(frozenset(t) for t in found if len(t) > 1)


def is_known(word: str) -> bool:
    """Whether a folded word is one of general French, or an English one that the lexicon has."""
    return is_english_word(word) or is_ordinary(word)


def is_english_word(word: str) -> bool:
    """Whether the lexicon has a folded word as an English one."""
    return bool(english_table().written((english_stem(word),)))
