"""Do the words right before and after a figure fit it, as they fit the one of the passage?

« 61 chômeur », « 200 d'habitants », « d'ici 2024 » of a plan voted in 2024, the same noun for the whole and for what is left over:
what a number was put into, or taken out of, reads a little wrong. None of it is refuted, so the reader is shown the report's sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from assistant.figures import Figure
from assistant.french.equivalents import reach, stands_for
from assistant.french.text import STOP_WORDS, fold, stem, words
from assistant.grounding.light import BEFORE_NOUN
from assistant.grounding.names import proper_names
from assistant.grounding.stated import StatedFigure, all_stems, directly_counted, places
from assistant.types import Passage

# « 3 de ces lignes », « deux d'entre elles » count what is told elsewhere.
OF_SOMETHING = re.compile(r"\s+(?:d['’]|des?\s|du\s)", re.IGNORECASE)
# « deux millions d'arbres », « une douzaine de sites »
COLLECTIVE = re.compile(r"(?:million|milliard|aine|milliers?)s?$", re.IGNORECASE)
PLURAL = ("s", "x", "z")
SEVERAL = 2

Role = Literal["in", "until", "since"]
ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "until",
        re.compile(
            r"\b(?:d'ici(?: a| fin| la fin d[eu'])?|a l'horizon|horizon|avant|jusqu'(?:en|a|au)|by|before|until)(?: the end of)?\s*$"
        ),
    ),
    ("since", re.compile(r"\b(?:depuis|des|a partir d[eu']|a compter d[eu']|since|from)\s*$")),
)
# A pronoun that stands for something said before, unlike « il s'agit de », « il existe ».
STANDS_FOR_ANOTHER = re.compile(
    r"^(?:[-–•*]\s+)?(?:oui|non|yes|no)?[,:.\s]*(?:(?:ils?|elles?|celui-ci|celle-ci|ceux-ci|celles-ci|ce(?:tte)? dernier\w*)\b"
    r"(?! (?:s'agi|y a|y en a|faut|exist|est (?:possible|prevu|question|interdit|permis|demande|necessaire|conseille)|convient|reste))"
    r"|(?:it|they)\b(?! is (?:possible|planned|forbidden|allowed|required)))"
)
N_NEAR = 3
# How many other words may stand within a name: « Chambre régionale de commerce ».
N_BETWEEN = 1
# « 31 nouvelles communes », « 12 more sites »: not all that there are. How far from a figure a passage may say so.
MORE = re.compile(
    r"(?:\W+\w+)?\W+(?:nouve\w+|autres?|supplementaires?|additionnel\w*|new|other|more|further|extra|additional)\b"
)
N_AROUND = 60
ARTICLE, WITHOUT_ARTICLE = re.compile(r"(?:le|la|les|du|des|au|aux|l['’]) ?$"), re.compile(r"(?:a|de|d['’]|en) ?$")


def misfits(
    sentence: str, figure: Figure, sources: Sequence[StatedFigure], others: Sequence[Figure], *, english: bool
) -> bool:
    """Whether the words around a figure that the passages bear out fit it less than those around its sources.

    Args:
        sources: the figures of the passages that bear it out.
        others: all figures of the sentence.
    """
    return (
        _is_ill_counted(sentence, figure, sources, english=english)
        or _counts_only_the_new(sentence, figure, sources)
        or _leaves_out_which(sentence, figure, sources, english=english)
        or _counts_the_same_again(figure, sources, others)
        or _is_another_kind_of_date(sentence, figure, sources)
    )


def written_otherwise(sentence: str, cited: Sequence[Passage], *, english: bool) -> list[str]:
    """Proper names that no passage has in that form: « Nations » of « nationale », « à Sémaphore » of « du Sémaphore »."""
    present = frozenset[str]().union(*(all_stems(p) for p in cited))
    found = []
    for name in proper_names(sentence):
        if any(len(w) > 2 and stem(w) not in present for w in name) or not _is_one_name(name, cited):
            found.append(" ".join(sorted(name)))
        elif not english and len(name) == 1 and any(_has_lost_its_article(w, sentence, cited) for w in name):
            found += name
    return found


def _is_one_name(name: frozenset[str], cited: Sequence[Passage]) -> bool:
    """Whether what is said as one name stands together somewhere: « Banque des Orlhy » takes its halves from two."""
    wanted = frozenset(map(stem, name))
    return any(_stand_together(wanted, p.text) for c in cited for p in places(c))


@lru_cache(maxsize=32_768)
def _stand_together(wanted: frozenset[str], text: str) -> bool:
    found = [stem(w.folded) for w in words(text) if w.folded not in STOP_WORDS]
    reach_ = len(wanted) + N_BETWEEN
    return any(wanted <= set(found[i : i + reach_]) for i, one in enumerate(found) if one in wanted)


def _has_lost_its_article(name: str, sentence: str, cited: Sequence[Passage]) -> bool:
    theirs = [before for p in cited for before in _before(name, p.text)]
    return bool(theirs) and all(map(ARTICLE.match, theirs)) and any(map(WITHOUT_ARTICLE.match, _before(name, sentence)))


def _before(name: str, text: str) -> list[str]:
    """The word right before a folded name, wherever it stands in a text."""
    found: list[str] = re.findall(rf"(\b\w+['’]? ?){re.escape(name)}\b", fold(text))
    return found


def speaks_of_another(sentence: str) -> bool:
    """Whether its subject is a pronoun for something that another sentence names."""
    return bool(STANDS_FOR_ANOTHER.match(fold(sentence)))


def _is_ill_counted(sentence: str, figure: Figure, sources: Sequence[StatedFigure], *, english: bool) -> bool:
    """Whether a number of things is followed by what no such number is: a singular, « d' »."""
    said = figure.quantity
    if said.kind != "count" or said.unit:
        return False
    after = sentence[said.end :]
    theirs = [s.place.text[s.end :] for s in sources]
    if OF_SOMETHING.match(after) and not COLLECTIVE.search(sentence[said.number_start : said.end]):
        return not any(OF_SOMETHING.match(t) for t in theirs)
    if english or said.value < SEVERAL:
        return False
    noun = next((w.folded for w in words(after) if w.folded not in BEFORE_NOUN), "")
    if figure.shown and all(w.folded in BEFORE_NOUN for w in words(sentence[said.end : figure.end])):
        return True  # « 540 petites et restaurants »
    if not noun or noun.endswith(PLURAL) or stem(noun) not in directly_counted(sentence, figure)[:1]:
        return False
    return not any(re.match(rf"\W+(?:\w+\W+)?{re.escape(noun)}\b", fold(t)) for t in theirs)


def _counts_only_the_new(sentence: str, figure: Figure, sources: Sequence[StatedFigure]) -> bool:
    """« 31 nouvelles communes » of 31 communes."""
    if not MORE.match(fold(sentence[figure.quantity.end : figure.end])):
        return False
    return not any(MORE.search(fold(s.place.text[max(0, s.start - N_AROUND) : s.end + N_AROUND])) for s in sources)


def _leaves_out_which(sentence: str, figure: Figure, sources: Sequence[StatedFigure], *, english: bool) -> bool:
    """« 340 chantiers » of « 12 chantiers, forts de 340 salariés »: the noun is that of the number before, and the word after is left out."""
    noun = figure.counted[:1]
    if english or figure.quantity.unit or figure.quantity.kind != "count" or not noun:
        return False
    said = reach(frozenset(stem(w.folded) for w in words(sentence)))
    return bool(sources) and all(
        bool(after) and noun[0] not in map(stem, after) and not stands_for(after[0], said, strictly=True)
        for after in map(_right_after, sources)
    )


def _counts_the_same_again(figure: Figure, sources: Sequence[StatedFigure], others: Sequence[Figure]) -> bool:
    """« 17 lignes ont été modifiées et 2 lignes »: a noun said of a second figure where the passage leaves it unsaid."""
    said, noun = figure.quantity, figure.counted[:1]
    if said.kind != "count" or said.unit or not noun:
        return False
    again = any(o.quantity.end <= said.start and o.counted[:1] == noun for o in others)
    return again and not any(noun[0] in map(stem, _right_after(s)) for s in sources)


def _right_after(source: StatedFigure) -> list[str]:
    return [w.folded for w in words(source.place.text[source.end :])[:N_NEAR]]


def _is_another_kind_of_date(sentence: str, figure: Figure, sources: Sequence[StatedFigure]) -> bool:
    """« D'ici 2024 », « depuis 2024 » for « en 2024 », and the other way round."""
    if figure.quantity.kind != "date" or not sources:
        return False
    return _role(sentence[: figure.quantity.start]) not in {_role(s.place.text[: s.start]) for s in sources}


def _role(before: str) -> Role:
    text = fold(before)
    return next((role for role, pattern in ROLES if pattern.search(text)), "in")
