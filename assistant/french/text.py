"""How do we cut French text into sentences, words and stems?

Matching is done on *folded* words: lower case, without accents, ligatures opened,
elisions dropped (« l'eau » is « eau »). Offsets always point into the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

FORMS = Path(__file__).parent / "forms.txt"

APOSTROPHES = "'’ʼ‘`´"
# « km/h », « R&D » are one word, « halle/magasin » is two.
WORD = re.compile(r"[^\W_]+(?:(?:[.&+]|/(?:(?<![^\W\d_]{4}/)|(?![^\W\d_]{4})))[^\W_]+)*|[^\W_]+\+?")
# « l'eau », « qu'il », « aujourd'hui »: what stands before the apostrophe of an elision is dropped.
ELISION = re.compile(rf"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[{APOSTROPHES}]", re.IGNORECASE)

ABBREVIATIONS = frozenset(
    "m mm mme mmes mlle dr st ste art cf ex p pp n no vol av bd env etc hab tel tél fig ch".split()
)
TERMINATOR = re.compile(r"[.!?…]+(?:\s?[»”\")\]])*(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s)")
LAST_WORD = re.compile(r"[^\W\d_]+$")


class Word(NamedTuple):
    """A word of a text: where it stands, as it is written, and folded."""

    start: int
    end: int
    text: str
    folded: str


def _folding_table() -> dict[int, str | None]:
    """Latin letters without their accents, in one look-up; combining marks vanish."""
    table: dict[int, str | None] = dict.fromkeys(range(768, 880))
    for code in range(0xA0, FOLDED_BY_TABLE):
        plain = "".join(c for c in unicodedata.normalize("NFKD", chr(code).lower()) if not unicodedata.combining(c))
        if plain != chr(code):
            table[code] = plain
    return table | {ord("œ"): "oe", ord("æ"): "ae"} | {ord(c): "'" for c in APOSTROPHES}


FOLDED_BY_TABLE = 0x250
_TABLE = _folding_table()
BEYOND_TABLE = re.compile(r"[^\x00-\u024f\u0300-\u036f‘’“”«»–—…•€]")
COMBINING = re.compile("[\u0300-\u036f]")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened: ``"Œuvre d’Été"`` gives ``"oeuvre d'ete"``."""
    if BEYOND_TABLE.search(text):
        decomposed = unicodedata.normalize("NFKD", text.lower())
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return text.lower().translate(_TABLE)


def fold_in_place(text: str) -> str:
    """``fold`` that keeps offsets: every character gives exactly one; a ligature stays closed."""
    # Without marks that vanish, every character gives one or more, so equal lengths mean one each: the common case.
    if not (BEYOND_TABLE.search(text) or COMBINING.search(text)) and len(folded := fold(text)) == len(text):
        return folded
    return "".join(f[0] if len(f := fold(c)) == 1 else (c.lower() if len(c.lower()) == 1 else c) for c in text)


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """What the forms of a folded word have in common: its Snowball stem, or that of its lemma where forms have several
    (« pris » and « prendre », « sportive » and « sportif »)."""
    return _lemmas().get(folded) or snowball(folded)


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    """Form to the stem of its lemma, for the forms that Snowball keeps apart (see ``forms.README.md``)."""
    families = (line.split() for line in FORMS.read_text(encoding="utf-8").splitlines())
    return {form: stemmed for lemma, *forms in families for stemmed in (snowball(lemma),) for form in forms}


def snowball(folded: str) -> str:
    """Snowball stem of a folded word. Plural acronyms and words with digits stay as they are."""
    if not folded.isalpha() or folded in _NO_INFINITIVES:
        return folded
    stemmed = str(_stemmer().stemWord(folded)).translate(_NO_ACCENTS) or folded
    # Snowball keeps the plural of « emplois », « vélos », « élus » and « enjeux ».
    if len(stemmed) > 3 and stemmed.endswith(_PLURALS):
        return stemmed[:-1]
    # Without its accent « protégées » would keep the « e » that « protège » loses.
    return stemmed[:-1] if len(stemmed) > 4 and stemmed.endswith("e") else stemmed


_NO_ACCENTS = {ord("è"): "e", ord("é"): "e", ord("ç"): "c"}
# Not « heureux » and its like, whose feminine ends in « euse ».
_PLURALS = ("is", "os", "us", "jeux", "lieux", "feux", "voeux", "cheveux", "neveux")
# Read as verbs they would become « loi » and « foi ».
_NO_INFINITIVES = frozenset(("loyer", "foyer"))


@lru_cache(maxsize=2)
def _stemmer(language: str = "french") -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)


@lru_cache(maxsize=16384)
def english_stem(folded: str) -> str:
    """Snowball stem of an English word: « charities » and « charity » are one."""
    return str(_stemmer("english").stemWord(folded))


def words(text: str) -> list[Word]:
    """The words of ``text`` in order, elisions and punctuation left out.

    Numbers count as words (« 234 000 » gives two: use `figures` for quantities).
    """
    skipped = {m.start() for m in ELISION.finditer(text)}
    found = []
    for match in WORD.finditer(text):
        if match.start() in skipped:
            continue
        raw = match.group()
        found.append(Word(match.start(), match.end(), raw, fold(raw)))
    return found


def stems(text: str) -> list[str]:
    """Stems of the content words of ``text``, in order, with repetitions."""
    return [stem(word.folded) for word in words(text) if word.folded not in STOP_WORDS]


def squeeze(text: str) -> str:
    """All white space, of any kind and length, as one plain space; ends trimmed."""
    return " ".join(text.split())


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of ``text``, list items counting as sentences of their own.

    Every non-blank character belongs to exactly one pair, in order. A bullet belongs to its item.
    """
    spans, start = [], 0
    for match in TERMINATOR.finditer(text):
        if not match.group().isspace() and _goes_on(text, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = ((a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in spans)
    return [(a, b) for a, b in trimmed if a < b]


def _goes_on(text: str, terminator: re.Match[str]) -> bool:
    """Whether the sentence goes on after this full stop: an abbreviation, an initial, a small letter."""
    following = text[terminator.end() : terminator.end() + 3].lstrip(" «\"'(“\u00a0\u202f")
    if following[:1].islower():
        return True
    if terminator.group()[0] != ".":
        return False
    last = LAST_WORD.search(text, max(0, terminator.start() - 12), terminator.start())
    if last is None:
        # « 1. Titre » at the start of a line numbers an item, it does not end a sentence.
        return bool(re.search(r"(?:^|\n)\s*\d{1,2}$", text[max(0, terminator.start() - 5) : terminator.start()]))
    word = last.group()
    if text[last.start() - 1 : last.start()] == "°":
        return False  # « 22 °C. Le raccordement… »
    return word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper())


STOP_WORDS = frozenset(
    """
    a afin ai ainsi apres as au aucun aucune aujourd auquel aura auront aussi autre autres aux avaient avait avant avec avez
    avoir avons ayant bien c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans
    de debut deja depuis des desormais deux donc dont du durant elle elles en encore entre es est et etaient etait etant ete etes etre eu
    eux fait fois font furent fut grace hors hui ici il ils j je jusque l la le lequel les lesquelles lesquels leur leurs lors lorsque
    lui m ma mais me meme memes mes moi moins mon n ne ni nos notre notamment nous on ont or ou par parmi pas pendant permet permis
    permettant peu peut peuvent plus plusieurs plutot pour pourquoi pres presque puis puisque qu quand que quel quelle quelles
    quels qui quoi s sa sans sauf se selon sera seront ses si sinon soit son sont sous suis sur t ta tandis tant te tel telle telles tels
    tes toi ton tous tout toute toutes tres trop tu un une unes uns va vers via voici voila vos votre vous vu y
    """.split()
)
