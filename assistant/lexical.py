"""Which passages hold the words of a query, and how rare are these words?

BM25 over passages (with their headings), over sentences, and over character 4-grams, all scaled
so that 1 means « every notion of the question, as strongly as can be ». The index is also the
`Vocabulary` that questions are understood with.

BM25: Robertson & Zaragoza, *The Probabilistic Relevance Framework* (2009), with k1 = 1 and b = 0.4.
"""

from __future__ import annotations

import bisect
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.french.abbreviations import abbreviation_table
from assistant.french.lexicon import Stems
from assistant.french.query import Query
from assistant.french.terms import Alternative
from assistant.french.text import STOP_WORDS, sentences, stem, words
from assistant.types import Passage

K1, B = 1.0, 0.4
PARENT_HEADING_WEIGHT = 0.4
SENTENCE_HEADING_WEIGHT = 0.5
FAMILY_LETTERS, FAMILY_SHARE = 5, 0.6
GRAM = 4
# Memory for the scores of terms already looked for.
SCORED_BYTES = 8_000_000

Floats = NDArray[np.float32]
Posting = tuple[NDArray[np.int32], Floats]
"""Where a term stands, ascending, and how strongly there."""
Postings = dict[str, Posting]


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Scores of every passage for one query, arrays of shape (n_passages,), each value from 0 to about 1."""

    passages: Floats
    sentences: Floats
    grams: Floats


class LexicalIndex:
    """BM25 index of passages, in memory. Building takes some 0.2 ms a passage; searching well under 1 ms.

    Args:
        passages: in corpus order; scores come in the same order. May be empty.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.n_passages = len(passages)
        form_counts: Counter[str] = Counter()
        capital_counts: Counter[str] = Counter()
        sentence_bags: list[dict[str, float]] = []
        starts = [0]
        passage_bags: list[dict[str, float]] = []
        self.forms: dict[str, str] = {}
        for passage in passages:
            bag: dict[str, float] = defaultdict(float)
            own_heading = self._bag(passage.section[-1:], form_counts, capital_counts)
            for parent in passage.section[:-1]:
                for key, value in self._bag([parent], form_counts, capital_counts).items():
                    bag[key] = max(bag[key], value * PARENT_HEADING_WEIGHT)
            for key, value in own_heading.items():
                bag[key] += value
            for start, end in sentences(passage.text):
                sentence = self._bag([passage.text[start:end]], form_counts, capital_counts)
                for key, value in sentence.items():
                    bag[key] += value
                for key in own_heading:
                    sentence[key] = sentence.get(key, 0.0) + SENTENCE_HEADING_WEIGHT
                sentence_bags.append(sentence)
            starts.append(len(sentence_bags))
            passage_bags.append(bag)
        df = Counter(key for bag in passage_bags for key in bag)
        self.rarest = math.log(1 + (self.n_passages + 0.5) / 0.5)
        self._idf = {k: math.log(1 + (self.n_passages - n + 0.5) / (n + 0.5)) for k, n in df.items()}
        self._passages = Field(passage_bags)
        self._sentences = Field(sentence_bags)
        self._scored: dict[tuple[Alternative, ...], tuple[Floats, Floats]] = {}
        self._sentence_starts = np.array(starts[:-1], dtype=np.int64)
        self._grams = _postings([_grams((*p.section[-1:], p.text)) for p in passages])
        # Always written with a capital where a sentence does not force one: a name.
        self.names = frozenset(
            w for w, n in capital_counts.items() if n >= 0.8 * form_counts[w] and w not in STOP_WORDS
        )
        self.abbreviations = abbreviation_table(text for p in passages for text in (*p.section, p.text))
        self._by_prefix = sorted(self._idf)

    def _bag(self, texts: Iterable[str], forms: Counter[str], capitals: Counter[str]) -> dict[str, float]:
        bag: dict[str, float] = defaultdict(float)
        for text in texts:
            for position, word in enumerate(words(text)):
                if word.folded in STOP_WORDS and not word.text.isupper():
                    continue
                key = stem(word.folded)
                bag[key] += 1.0
                self.forms.setdefault(word.folded, key)
                if position:
                    forms[word.folded] += 1
                    capitals[word.folded] += word.text[0].isupper()
        return bag

    def holds(self, stems: Stems) -> bool:
        """Whether one passage, with its headings, holds all these stems."""
        return stems[0] in self._idf if len(stems) == 1 else self._passages.together(stems) is not None

    def idf(self, stem: str) -> float:
        """Inverse document frequency over passages; `rarest` for a stem that the corpus does not hold."""
        return self._idf.get(stem, self.rarest)

    def family(self, stem: str) -> tuple[str, ...]:
        """Corpus stems that share at least five letters and 60 % of the longer word with ``stem``."""
        prefix = stem[:FAMILY_LETTERS]
        if len(prefix) < FAMILY_LETTERS:
            return ()
        found = []
        for candidate in self._by_prefix[bisect.bisect_left(self._by_prefix, prefix) :]:
            if not candidate.startswith(prefix):
                break
            common = next(
                (i for i, (a, b) in enumerate(zip(candidate, stem, strict=False)) if a != b),
                min(len(candidate), len(stem)),
            )
            if common >= FAMILY_SHARE * max(len(candidate), len(stem)):
                found.append(candidate)
        return tuple(found)

    def repair_vocabulary(self) -> tuple[str, ...]:
        """Word forms of at least four letters, sorted."""
        return self._repairable

    @cached_property
    def _repairable(self) -> tuple[str, ...]:
        return tuple(sorted(form for form in self.forms if len(form) >= 4 and form.isalpha()))

    def score(self, query: Query) -> LexicalScores:
        """BM25 of every passage, of its best sentence, and of its 4-grams, divided by the query's mass."""
        by_passage = np.zeros(self.n_passages, dtype=np.float32)
        by_sentence = np.zeros(self._sentences.size, dtype=np.float32)
        if not query.terms or not self.n_passages:
            return LexicalScores(by_passage, by_passage.copy(), by_passage.copy())
        for term in query.terms:
            factor = min(1.0, term.mass / self.rarest) if term.known else 1.0
            in_passages, in_sentences = self._best(term.alternatives)
            by_passage += in_passages * factor
            by_sentence += in_sentences * factor
        mass = query.mass or 1.0
        best_sentence = np.maximum.reduceat(by_sentence, self._sentence_starts) if self._sentences.size else by_passage
        scale = np.float32(1 / mass)
        return LexicalScores(by_passage * scale, best_sentence * scale, self._gram_scores(query))

    def _best(self, alternatives: tuple[Alternative, ...]) -> tuple[Floats, Floats]:
        """What a term scores in every passage and sentence; kept, since questions share most of their words."""
        found = self._scored.get(alternatives)
        if found is None:
            if len(self._scored) * 4 * (self.n_passages + self._sentences.size) >= SCORED_BYTES:
                self._scored.clear()
            found = self._passages.best(alternatives, self.idf), self._sentences.best(alternatives, self.idf)
            self._scored[alternatives] = found
        return found

    def _gram_scores(self, query: Query) -> Floats:
        grams = {gram for term in query.terms for gram in _grams_of(term.word)}
        found = [posting for gram in grams if (posting := self._grams.get(gram))]
        counts = np.array([len(where) for where, _ in found])
        idf = np.log(1 + (self.n_passages - counts + 0.5) / (counts + 0.5))
        total = float(idf.sum()) + (len(grams) - len(found)) * self.rarest
        if not found:
            return np.zeros(self.n_passages, dtype=np.float32)
        strengths = np.concatenate([saturation for _, saturation in found]) * np.repeat(idf, counts)
        scores = np.bincount(np.concatenate([where for where, _ in found]), strengths, self.n_passages)
        return (scores / total).astype(np.float32)


class Field:
    """Where the terms of some texts stand, and how strongly: BM25 without the idf.

    Args:
        bags: the weighted terms of each text.
    """

    def __init__(self, bags: Sequence[Mapping[str, float]]) -> None:
        self.size = len(bags)
        self._postings = _postings(bags)
        self._together: dict[Stems, Posting | None] = {}

    def together(self, stems: Stems) -> Posting | None:
        """Where all these stems stand, each text as strongly as for the weakest of them; None for nowhere."""
        if len(stems) == 1:
            return self._postings.get(stems[0])
        if stems not in self._together:
            dense = np.zeros((len(stems), self.size), dtype=np.float32)
            for row, one in zip(dense, stems, strict=True):
                if one in self._postings:
                    where, strength = self._postings[one]
                    row[where] = strength
            weakest = dense.min(axis=0)
            where = weakest.nonzero()[0].astype(np.int32)
            self._together[stems] = (where, weakest[where]) if len(where) else None
        return self._together[stems]

    def best(self, alternatives: Sequence[Alternative], idf: Callable[[str], float]) -> Floats:
        """Per text, the maximum over the alternatives of a term, each times its weight and its rarest stem's idf."""
        best = np.zeros(self.size, dtype=np.float32)
        found = [(posting, a) for a in alternatives if (posting := self.together(a.stems)) is not None]
        if found:
            weights = np.array([a.weight * max(map(idf, a.stems)) for _, a in found], dtype=np.float32)
            strengths = np.concatenate([strength for (_, strength), _ in found])
            strengths *= np.repeat(weights, [len(where) for (where, _), _ in found])
            np.maximum.at(best, np.concatenate([where for (where, _), _ in found]), strengths)
        return best


def _postings(bags: Sequence[Mapping[str, float]]) -> Postings:
    """Saturated term frequencies by term: BM25 without the idf, divided by its limit, so below 1."""
    if not bags:
        return {}
    lengths = np.array([sum(bag.values()) for bag in bags], dtype=np.float32)
    average = float(lengths.mean()) or 1.0
    norms = K1 * (1 - B + B * lengths / average)
    gathered: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for i, bag in enumerate(bags):
        for key, tf in bag.items():
            where, frequencies = gathered[key]
            where.append(i)
            frequencies.append(tf)
    out: Postings = {}
    for key, (where, frequencies) in gathered.items():
        index = np.array(where, dtype=np.int32)
        tf_array = np.array(frequencies, dtype=np.float32)
        out[key] = (index, (tf_array / (tf_array + norms[index])).astype(np.float32))
    return out


def _grams(texts: Iterable[str]) -> dict[str, float]:
    """Character 4-grams of the content words, with how often they occur."""
    bag: dict[str, float] = defaultdict(float)
    for text in texts:
        for word in words(text):
            for gram in _grams_of(word.folded):
                bag[gram] += 1.0
    return bag


def _grams_of(folded: str) -> list[str]:
    if folded in STOP_WORDS or len(folded) < GRAM:
        return []
    padded = f"_{folded}_"
    return [padded[i : i + GRAM] for i in range(len(padded) - GRAM + 1)]
