"""What may a word of a question stand for, in the words of this corpus?

Each word becomes a term with alternatives: its own stem, repaired spellings, corpus words of the same family, long forms
of abbreviations, and the lexicon's equivalents. Alternatives of one term count by their maximum, never by their sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from weakref import WeakKeyDictionary

from assistant.french.cognates import cognates
from assistant.french.lexicon import ENGLISH_SMALL_WORDS, Stems, Table, english_table, french_tables
from assistant.french.spelling import is_ordinary, ordinary_meant, repairs
from assistant.french.text import Word, english_stem, stem

# Set by hand and kept where the development questions did not ask for better.
GRADE_WEIGHTS = {"same": 0.8, "near": 0.55, "broader": 0.35}
REVERSE_WEIGHT = 0.6
FAMILY_WEIGHT = 0.4
ABBREVIATION_WEIGHT = 0.9
# A word that English and French share but for its ending.
COGNATE_WEIGHT = 0.8
# What a word of general French counts that another one was meant to be.
MEANT_WEIGHT = 0.85
AGAIN_WEIGHT, AGAIN_LETTERS = 0.7, 5
# The equivalents of an equivalent, for a word that the corpus lacks.
SECOND_WEIGHT = 0.45
KNOWN_WORD_DISCOUNT = 0.7
NAME_IDF = 1.2
# What is near a name that the corpus lacks is not what it names.
NEAR_NAME = 0.6
# A word that the corpus lacks counts less than a rare one that it has, unless it is a name.
UNKNOWN_SHARE = 0.75
# What is left of the weight of verbs that any subject has, of one that begins something, and of nouns as empty as « rôle ».
LIGHT_SHARE = 0.4
LIGHT_VERBS = frozenset(
    map(
        stem,
        "disposer compter exister trouver representer permettre atteindre mettre faire prendre donner aller venir servir concerner prevoir".split(),
    )
)
LIGHT_NOUNS = frozenset("prise prises mise mises compte comptes".split())
LONGEST_PHRASE = 7
# Shorter words that open a question are mostly slips of « qui » or « quel ».
LONGEST_OPENING = 4
MOST_ALTERNATIVES = 32


class Vocabulary(Protocol):
    """What the corpus says about its own words."""

    @property
    def rarest(self) -> float:
        """idf of a stem that the corpus does not hold."""

    @property
    def forms(self) -> Mapping[str, str]:
        """Folded word form to stem."""

    @property
    def names(self) -> frozenset[str]:
        """Folded forms written with a capital inside sentences (places, people, organisations)."""

    @property
    def abbreviations(self) -> Mapping[Stems, tuple[Stems, ...]]:
        """Stems of an abbreviation to the stems of its long forms, and back."""

    def holds(self, stems: Stems) -> bool:
        """Whether one passage, with its headings, holds all these stems."""

    def idf(self, stem: str) -> float:
        """Inverse document frequency over passages; the highest value for an unknown stem."""

    def family(self, stem: str) -> tuple[str, ...]:
        """Corpus stems that share a long prefix with ``stem``."""

    def repair_vocabulary(self) -> tuple[str, ...]:
        """Word forms that a misspelt word may have meant."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Stems that must all be there for the term to be met, and how much that is worth (0 to 1)."""

    stems: Stems
    weight: float


@dataclass(frozen=True, slots=True)
class Term:
    """One notion of the question.

    ``mass`` is its weight in coverage (idf of its own, or of its best alternative). ``known``: one of its own or
    repaired spellings stands in the corpus. ``named``: a proper name, or written with a capital in the corpus.
    """

    word: str
    alternatives: tuple[Alternative, ...]
    mass: float
    known: bool
    named: bool
    _of_stem: dict[str, float] = field(init=False, repr=False, compare=False)
    _singles: frozenset[str] = field(init=False, repr=False, compare=False)
    _of_several: tuple[Alternative, ...] = field(init=False, repr=False, compare=False)
    _firsts: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        single = {a.stems[0]: a.weight for a in self.alternatives if len(a.stems) == 1}
        object.__setattr__(self, "_of_stem", single)
        several = tuple(a for a in self.alternatives if len(a.stems) > 1)
        object.__setattr__(self, "_singles", frozenset(single))
        object.__setattr__(self, "_of_several", several)
        object.__setattr__(self, "_firsts", frozenset(a.stems[0] for a in several))

    def __hash__(self) -> int:
        return hash((self.word, self.mass))

    def worth(self, present: frozenset[str]) -> float:
        """Weight of the best alternative all of whose stems are ``present``; 0 when none is."""
        best = 0.0
        if not self._singles.isdisjoint(present):
            best = max([self._of_stem[s] for s in self._singles & present])
        if self._firsts.isdisjoint(present):
            return best
        for alternative in self._of_several:  # heaviest first
            if alternative.weight <= best:
                break
            if present.issuperset(alternative.stems):
                return alternative.weight
        return best

    def names(self, group: Sequence[str]) -> float:
        """Weight of the best alternative that a group of stems opens with, nearest first: « demandeurs d'emploi » for « chômeurs »."""
        if not group:
            return 0.0
        opening = (
            a for a in self._of_several if group[0] in a.stems and set(a.stems) <= set(group[: len(a.stems) + 1])
        )
        return max(self._of_stem.get(group[0], 0.0), max((a.weight for a in opening), default=0.0))


def terms_of(
    content: Sequence[Word], vocabulary: Vocabulary, *, english: bool, scale: float = 1.0, around: Sequence[Word] = ()
) -> Iterator[Term]:
    """The terms of a question's content words, in order, each stem once.

    Args:
        scale: what their mass is multiplied by.
        around: the words that English phrases are read in (« car park »); the content words where empty.
    """
    tables = (english_table(), Table({})) if english else french_tables()
    own = [stem(w.folded) for w in content]
    if english:
        said = [w for w in around or content if w.folded not in ENGLISH_SMALL_WORDS]
        credited = _phrase_equivalents([english_stem(w.folded) for w in said], tables, vocabulary)
        place = {w.start: i for i, w in enumerate(content)}
        phrases = {place[said[i].start]: found for i, found in credited.items() if said[i].start in place}
    else:
        phrases = _phrase_equivalents(own, tables, vocabulary)
    seen: set[str] = set()
    # « un feu d'artifice à la fête »: that the feast is spoken of does not stand for the fireworks.
    stems_said = frozenset((s,) for s in own)
    for position, word in enumerate(content):
        if own[position] not in seen:
            seen.add(own[position])
            found, known = _equivalents(word, own[position], phrases.get(position, {}), vocabulary, tables, english)
            weights = {
                target: w
                for target, w in found.items()
                if target == (own[position],) or target not in stems_said or (english and w >= GRADE_WEIGHTS["same"])
            }
            opens = not english and _is_a_name(word)
            yield _term(word, weights, known, vocabulary, scale, opens=opens)


def _phrase_equivalents(
    own: Sequence[str], tables: tuple[Table, Table], vocabulary: Vocabulary
) -> dict[int, dict[Stems, float]]:
    """Equivalents of lexicon phrases and long forms of two words or more, credited to each word of the phrase."""
    found: dict[int, dict[Stems, float]] = {}
    for start in range(len(own)):
        for size in range(2, min(LONGEST_PHRASE, len(own) - start) + 1):
            key = tuple(own[start : start + size])
            targets = [(target, GRADE_WEIGHTS[grade]) for table in tables for target, grade in table[key]]
            targets += [(target, ABBREVIATION_WEIGHT) for target in vocabulary.abbreviations.get(key, ())]
            for target, weight in targets:
                for position in range(start, start + size):
                    weights = found.setdefault(position, {})
                    weights[target] = max(weights.get(target, 0.0), weight)
    return found


def _equivalents(
    word: Word, own: str, phrases: dict[Stems, float], vocabulary: Vocabulary, tables: tuple[Table, Table], english: bool
) -> tuple[dict[Stems, float], bool]:  # fmt: skip
    """What the word may stand for in this corpus, itself first, each with its weight; whether it, or what it was meant to be,
    is a word of the corpus."""
    weights: dict[Stems, float] = {(own,): 1.0}
    own_key = (english_stem(word.folded),) if english else (own,)
    rarest = vocabulary.rarest
    known = vocabulary.idf(own) < rarest

    def add(target: Stems, weight: float) -> None:
        if vocabulary.holds(target):
            weights[target] = max(weights.get(target, 0.0), weight)

    # The stem of a slip may be that of another word: « flote » is no « flot ».
    listed = own_key in tables[0] and (english or is_ordinary(word.folded))
    if not known and not listed:
        for repaired, weight in repairs(word.folded, vocabulary.repair_vocabulary(), vocabulary.forms):
            add((vocabulary.forms.get(repaired, stem(repaired)),), weight)
            for target, grade in tables[0][(stem(repaired),)]:
                add(target, weight * GRADE_WEIGHTS[grade])
        if len(weights) == 1 and own_key not in tables[0] and not english and word.text[:1].islower():
            for meant in ordinary_meant(word.folded):
                told, _ = _equivalents(word._replace(folded=meant), stem(meant), {}, vocabulary, tables, english)
                for target, weight in told.items():
                    add(target, weight * MEANT_WEIGHT)
    repaired_known = len(weights) > 1
    if not known and not repaired_known:
        for relative in vocabulary.family(own):
            add((relative,), FAMILY_WEIGHT)
        for relative, weight in _done_again(word.folded, vocabulary):
            add((relative,), weight)
    for long_form in vocabulary.abbreviations.get((own,), ()):
        add(long_form, ABBREVIATION_WEIGHT)
    if english:
        for cognate in cognates(word.folded):
            if cognate in vocabulary.forms:
                add((vocabulary.forms[cognate],), COGNATE_WEIGHT)
    # What an English word has in common with one of the corpus may be chance: « land » and « landes ».
    discount = KNOWN_WORD_DISCOUNT if known and not english else 1.0
    listed_here, second = _held_equivalents(own_key, vocabulary, tables, english=english, known=known)
    for target, weight in listed_here.items():
        weights[target] = max(weights.get(target, 0.0), weight * discount)
    for target, weight in second.items():
        weights[target] = max(weights.get(target, 0.0), weight)
    for target, weight in phrases.items():
        add(target, weight * discount)
    return weights, known or repaired_known


def _is_a_name(word: Word) -> bool:
    """« Trets fait-elle… »: what opens a question with a capital is a name where the language has no such word."""
    capital = word.text[:1].isupper() and word.text[1:].islower()
    return capital and len(word.text) > LONGEST_OPENING and not is_ordinary(word.folded)


def _term(
    word: Word, weights: dict[Stems, float], known: bool, vocabulary: Vocabulary, scale: float, *, opens: bool
) -> Term:
    """Args: opens: it is a name although it opens the question."""
    rarest = vocabulary.rarest
    [own] = next(iter(weights))
    capital = opens or (word.text[:1].isupper() and word.start > 0)
    if capital and not known and not word.text.isupper():
        # « Linux » is not said where a text speaks of computing.
        weights = {target: weight for target, weight in weights.items() if weight > NEAR_NAME}
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    alternatives = tuple(Alternative(s, w) for s, w in ordered[:MOST_ALTERNATIVES])
    strong = [vocabulary.idf(s) for a in alternatives if a.weight >= 0.5 for s in a.stems]
    unmet = rarest if capital else UNKNOWN_SHARE * rarest
    mass = (
        vocabulary.idf(own) if vocabulary.idf(own) < rarest else max((i for i in strong if i < rarest), default=unmet)
    )
    # A name that stands nearly everywhere (that of the authority itself) tells nothing apart.
    # « une société privée » is no « Société publique locale ».
    known_name = word.folded in vocabulary.names and not (word.text.islower() and is_ordinary(word.folded))
    named = vocabulary.idf(own) >= NAME_IDF and (known_name or capital)
    if own in LIGHT_VERBS and not named and word.folded not in LIGHT_NOUNS:
        scale *= LIGHT_SHARE
    return Term(word.folded, alternatives, mass * scale, known, named)


def _done_again(folded: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    """« relabellisé » is « labellisé » once more."""
    base = stem(folded[2:])
    if folded.startswith("re") and len(base) >= AGAIN_LETTERS:
        yield base, AGAIN_WEIGHT
        yield from ((relative, FAMILY_WEIGHT) for relative in vocabulary.family(base))


Weights = dict[Stems, float]
# Questions share most of their words: what one may stand for in a corpus is looked up once.
_looked_up: WeakKeyDictionary[Vocabulary, dict[tuple[Stems, bool], tuple[Weights, Weights]]] = WeakKeyDictionary()
MOST_LOOKED_UP = 20_000


def _held_equivalents(
    key: Stems, vocabulary: Vocabulary, tables: tuple[Table, Table], *, english: bool, known: bool
) -> tuple[Weights, Weights]:
    """What the lexicon lists for a word, as far as the corpus holds it, and, for a French word that the corpus lacks
    (``known`` follows from ``key`` there), what says the same as that."""
    looked_up = _looked_up.setdefault(vocabulary, {})
    found = looked_up.get((key, english))
    if found is None:
        if len(looked_up) >= MOST_LOOKED_UP:
            looked_up.clear()
        factors = (1.0, REVERSE_WEIGHT / GRADE_WEIGHTS["same"])
        listed = (
            (target, GRADE_WEIGHTS[grade] * factor)
            for table, factor in zip(tables, factors, strict=True)
            for target, grade in table[key]
        )
        second = () if english or known else _second(key, tables)
        found = looked_up[key, english] = _heaviest(listed, vocabulary), _heaviest(second, vocabulary)
    return found


def _heaviest(targets: Iterable[tuple[Stems, float]], vocabulary: Vocabulary) -> Weights:
    weights: Weights = {}
    for target, weight in targets:
        if weight > weights.get(target, 0.0) and vocabulary.holds(target):
            weights[target] = weight
    return weights


def _second(key: Stems, tables: tuple[Table, Table]) -> Iterator[tuple[Stems, float]]:
    """What says the same as the one-word equivalents of ``key``."""
    forward, back = tables
    for target, grade in (*forward[key], *back[key]):
        if len(target) == 1 and grade != "broader":
            for other, kin in (*forward[target], *back[target]):
                if kin == "same":
                    yield other, SECOND_WEIGHT * GRADE_WEIGHTS[grade] * GRADE_WEIGHTS[kin]
