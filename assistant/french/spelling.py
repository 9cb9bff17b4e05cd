"""What did the user mean to type?

Only words that are neither in the corpus nor in ordinary French are repaired, and only towards
words of the corpus: an unusual but correct word must not be bent into another subject.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Shorter rests are too often the end of a name.
SHORTEST_REST = 3
SHORTEST_MEANT = 5
WORDS = Path(__file__).parent / "words.txt"

# Phone spellings that stand for ordinary words (folded). Content words are left to the repair.
SHORTHANDS = {
    "cb": "combien", "cmb": "combien", "cbn": "combien", "cbien": "combien", "kombien": "combien", "combi1": "combien", "bcp": "beaucoup", "pk": "pourquoi",
    "pq": "pourquoi", "pkoi": "pourquoi", "pcq": "parce que", "pr": "pour", "ki": "qui", "ke": "que", "kel": "quel",
    "kels": "quels", "kelle": "quelle", "kelles": "quelles", "koi": "quoi", "kan": "quand", "qd": "quand", "kand": "quand",
    "ou": "ou", "ds": "dans", "ac": "avec", "avc": "avec", "tt": "tout", "ts": "tous", "tte": "toute", "jms": "jamais",
    "slt": "salut", "bjr": "bonjour", "bsr": "bonsoir", "stp": "", "svp": "", "mrc": "merci", "mci": "merci", "nb": "nombre",
    "nbr": "nombre", "num": "numéro", "nbre": "nombre", "koman": "comment", "kmt": "comment", "cmt": "comment", "cmbn": "combien",
    "kb": "combien", "qq": "quelques", "qqn": "quelqu'un", "qqch": "quelque chose", "tjs": "toujours", "tjrs": "toujours",
    "depui": "depuis", "dpuis": "depuis", "jsuis": "je suis", "chui": "je suis", "chuis": "je suis", "jpeux": "je peux", "jveux": "je veux", "jsais": "je sais", "jvoudrais": "je voudrais",
    "dc": "donc", "vs": "vous", "ns": "nous", "g": "j'ai", "c": "c'est", "cé": "c'est", "ya": "il y a", "ya-t-il": "y a-t-il",
    "env": "environ", "ms": "mais", "mnt": "maintenant", "ajd": "aujourd'hui", "auj": "aujourd'hui", "pb": "problème",
    "pbs": "problèmes", "rdv": "rendez-vous", "hab": "habitants", "mkt": "marché", "gvt": "gouvernement", "pdt": "pendant",
    "lgtps": "longtemps", "tps": "temps", "apt": "appartement", "min": "minutes", "px": "prix", "qt": "quantité",
    "qte": "quantité", "milion": "million", "milions": "millions", "miliard": "milliard", "miliards": "milliards", "esce": "est-ce", "esque": "est-ce que", "eske": "est-ce que", "esk": "est-ce que", "esceque": "est-ce que", "nvx": "nouveaux", "nvelle": "nouvelle", "til": "il", "pourc": "pourcentage", "kms": "kilomètres", "metropol": "métropole", "abo": "abonnement", "abos": "abonnements", "agglo": "agglomération", "asso": "association", "assos": "associations", "appart": "appartement",
    "apparts": "appartements", "resto": "restaurant", "restos": "restaurants", "interco": "intercommunalité", "heurs": "heures", "gratos": "gratuit",
}  # fmt: skip


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Folded words of general French, from open dictionaries (see ``words.README.md``)."""
    return frozenset(WORDS.read_text(encoding="utf-8").split())


def is_ordinary(word: str) -> bool:
    """Whether the list holds the word or its singular."""
    listed = ordinary_words()
    return word in listed or (word[-1] in "sx" and word[:-1] in listed) or (word[-2:] == "es" and word[:-2] in listed)


RUN_TOGETHER = re.compile(r"(?:[dljnsmtc]|qu)(?=[aeiouyh])")
SHORT_WORDS = frozenset("ai as est es en un une il on eau ete air".split())


def run_together(folded: str) -> int:
    """Length of the elided word at the start of one written without its apostrophe (« jai », « dhectares », « leau »);
    0 for another word."""
    match = RUN_TOGETHER.match(folded)
    if match is None or is_ordinary(folded):
        return 0
    rest = folded[match.end() :]
    return match.end() if rest in SHORT_WORDS or (len(rest) > SHORTEST_REST and is_ordinary(rest)) else 0


@lru_cache(maxsize=4096)
def _repair(word: str, vocabulary: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    farthest = 1 if len(word) < 8 else 2
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=farthest, limit=6)
    if not found:
        return ()
    best = min(distance for _, distance, _ in found)
    return tuple((known, 0.85 - 0.1 * (distance - 1)) for known, distance, _ in found if distance == best)


@lru_cache(maxsize=1)
def _by_letter() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(ordinary_words()):
        if len(word) >= SHORTEST_MEANT:
            found.setdefault(word[0], []).append(word)
    return found


@lru_cache(maxsize=4096)
def ordinary_meant(word: str) -> tuple[str, ...]:
    """Words of general French of five letters or more, with the same first letter, that the folded ``word`` is one slip
    away from; none where it is a word itself."""
    if len(word) < SHORTEST_MEANT or not word.isalpha() or is_ordinary(word):
        return ()
    found = process.extract(word, _by_letter().get(word[0], []), scorer=OSA.distance, score_cutoff=1, limit=4)
    return tuple(meant for meant, _, _ in found)


def repairs(word: str, vocabulary: Sequence[str], known: Collection[str]) -> tuple[tuple[str, float], ...]:
    """Words of ``vocabulary`` that the folded ``word`` was probably meant to be, with a weight.

    Empty when the word is in ``known``, in ordinary French, has fewer than four letters or holds a digit.
    Nearest first: one slip, or two from eight letters on (a swap of neighbours counts once).
    """
    if len(word) < 4 or not word.isalpha() or word in known or is_ordinary(word):
        return ()
    return _repair(word, tuple(vocabulary))
