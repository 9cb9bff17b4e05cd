"""Into which pieces is a French word cut?

Into a stem that its inflections share and an ending: ``métropoles`` gives ``metropole ##s``. The stem
carries the meaning, the ending next to nothing. Words that no list knows fall into shorter pieces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

import Stemmer
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_TWO_DIGITS = [f"{number:02d}" for number in range(100)]


@dataclass(frozen=True)
class Sizes:
    """How many rows of the table each kind of piece may take, besides letters and numbers."""

    stems: int = 19_000
    words: int = 1_500
    endings: int = 250
    starts: int = 700
    middles: int = 1_500


def empty_tokenizer() -> Tokenizer:
    """Normalisation and word splitting, with no vocabulary yet.

    Lower case, no accents, no ligatures; everything that is neither letter nor digit separates words and
    goes away: ``"L’œuvre d’Aix-en-Provence"`` gives ``l oeuvre d aix en provence``.
    """
    tokenizer = Tokenizer(models.WordPiece({UNKNOWN: 0}, unk_token=UNKNOWN, max_input_chars_per_word=64))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("œ", "oe"),
            normalizers.Replace("æ", "ae"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), behavior="removed")
    return tokenizer


class Words:
    """Counts of normalised words, each with the stem that stands for its inflections.

    Args:
        texts: everything counted, each with the number of times that it counts.
    """

    def __init__(self, texts: Mapping[str, int]) -> None:
        self._splitter = empty_tokenizer()
        self._stemmer = Stemmer.Stemmer("french")
        self.counts: Counter[str] = Counter()
        stems_of: dict[str, Counter[str]] = {}
        for text, times in texts.items():
            # Stems need accents ("porté", "porte"), tokens have none: cut first, then normalise.
            for accented, _ in self._splitter.pre_tokenizer.pre_tokenize_str(text.lower()):
                word = self._splitter.normalizer.normalize_str(accented)
                self.counts[word] += times
                stems_of.setdefault(word, Counter())[self._stem(accented, word)] += times
        self.stem_of = {word: stems.most_common(1)[0][0] for word, stems in stems_of.items()}

    def _stem(self, accented: str, word: str) -> str:
        """The longest beginning of ``word`` that its Snowball stem begins with too, from 3 letters."""
        stem = self._splitter.normalizer.normalize_str(self._stemmer.stemWord(accented))
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(stem, word, strict=False)))
        return word[:shared] if shared >= 3 else word


def build_tokenizer(words: Words, sizes: Sizes) -> Tokenizer:
    """A WordPiece tokenizer over stems, endings and pieces, most frequent first."""
    stem_counts: Counter[str] = Counter()
    for word, count in words.counts.items():
        stem_counts[words.stem_of[word]] += count
    endings = frequent_endings(words, sizes.endings)
    stems = _first(stem_counts, sizes.stems)
    starts: Counter[str] = Counter()
    middles: Counter[str] = Counter()
    for word in words.counts:
        if words.stem_of[word] not in stems:
            for length in (3, 4):
                starts[word[:length]] += 1
            for i in range(1, len(word) - 1):
                middles.update(word[i : i + length] for length in (2, 3, 4) if i + length <= len(word))
    whole = Counter({word: count for word, count in words.counts.items() if _ambiguous(word, words, stem_counts)})
    vocabulary = dict.fromkeys([UNKNOWN, *_LETTERS, *_TWO_DIGITS])
    vocabulary.update(dict.fromkeys(stems))
    vocabulary.update(dict.fromkeys(_first(whole, sizes.words)))
    vocabulary.update(dict.fromkeys(_first(starts, sizes.starts)))
    inner = [*_LETTERS, *_TWO_DIGITS, *endings, *_first(middles, sizes.middles)]
    vocabulary.update(dict.fromkeys("##" + piece for piece in inner))
    tokenizer = empty_tokenizer()
    ids = {piece: number for number, piece in enumerate(vocabulary)}
    tokenizer.model = models.WordPiece(ids, unk_token=UNKNOWN, max_input_chars_per_word=64)
    return tokenizer


def frequent_endings(words: Words, size: int) -> list[str]:
    """What most often follows a stem: ``s``, ``es``, ``ation``."""
    endings: Counter[str] = Counter()
    for word, count in words.counts.items():
        endings[word[len(words.stem_of[word]) :]] += count
    return _first(endings, size)


def _ambiguous(word: str, words: Words, stem_counts: Counter[str]) -> bool:
    """Whether a word wants a row of its own: its stem is short and mostly stands for other words (``port``, ``porte``).

    Not a plural, which is the singular and an ending.
    """
    stem = words.stem_of[word]
    singular = word[:-1] if word[-1] in "sx" else ""
    if word == stem or len(stem) > 5 or words.counts[singular] > 0.2 * words.counts[word]:
        return False
    return 5 <= words.counts[word] < 0.7 * stem_counts[stem]


def _first(counts: Counter[str], size: int) -> list[str]:
    """The ``size`` most frequent ASCII pieces; ties in alphabetical order, so that a run repeats the last."""
    usable = [(-count, piece) for piece, count in counts.items() if piece and piece.isascii() and piece.isalnum()]
    return [piece for _, piece in sorted(usable)[:size]]
