"""What is there to talk about: which sentences of the reports call for an opinion?"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.figures import Statement, statements
from assistant.french.text import fold, squeeze
from assistant.programme.records import Discussion
from assistant.programme.standing import names_subject, stands_alone
from assistant.programme.themes import Chapter, bare_title
from assistant.programme.typeset import typeset
from assistant.types import Passage

SHORTEST, LONGEST, LONGEST_HEADING = 60, 220, 110
VERB = re.compile(
    r"\b(?:a|ont|est|sont|sera|seront|permet|permettent|vise|visent|prévoit)\b|\w{3,}(?:e|ent|it)\s(?:l[aes]\b|un|des)"
)
AIM = re.compile(r"\b(?:objectifs? (?:d|«|est)|vise|visent|ambitionne\w*|prevoit|d['’]ici (?:a )?20|a l['’]horizon 20)")
MEANS = re.compile(
    r"\b(?:investi|budget|subvention|financ|consacr|dot[eé]e?s?\b|fonds d)\w*.*(?:€|euros)"
    r"|(?:€|euros).*\b(?:subvention|aide)s?\b"
)
INHABITANTS = re.compile(
    r"\b(?:habitant|eleve|jeune|usager|beneficiaire|visiteur|citoyen|menage|foyer|scolaire|public)s?\b"
)
STAFF = re.compile(
    r"\b(?:agents|nos services|interne|entre directions|commande publique|achats? publics?|marches publics)\b"
)
PARTNERS = re.compile(r"\b(?:communes?|associations?|entreprises?|partenaires?|partenariat|acteurs)\b")
# Nobody else is left to go further with, where all of them are already there.
OTHERS, EVERY = re.compile(r"Avec qui d’autre"), re.compile(r"\b(?:chacune?s? des|tous|toutes|des \d+) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sentence with what is asked of it; ``says`` matches the folded sentence."""

    says: re.Pattern[str]
    asked: tuple[str, ...]


KINDS = (
    Kind(AIM, (
        "Le rapport annonce : « {said} » Qu’est-ce que cela suppose de changer, dans nos services et chez les "
        "habitants ?",
        "Le rapport annonce : « {said} » Qu’est-ce qui vous paraît le plus difficile à réussir, et pourquoi ?",
    )),
    Kind(MEANS, (
        "Le rapport dit : « {said} » Qu’est-ce que cela change, et pour qui ?",
    )),
    Kind(STAFF, (
        "Le rapport dit : « {said} » Que pourrait-on faire de plus dans notre service ?",
        "Le rapport dit : « {said} » Qu’en voyez-vous dans votre travail de tous les jours ?",
    )),
    Kind(INHABITANTS, (
        "Le rapport dit : « {said} » Comment mieux faire connaître cette action autour de nous ?",
        "Le rapport dit : « {said} » Qu’est-ce que cela change pour les habitants que vous connaissez ?",
    )),
    Kind(PARTNERS, (
        "Le rapport dit : « {said} » Avec qui d’autre pourrait-on aller plus loin, et sur quoi ?",
        "Le rapport dit : « {said} » Quels exemples proches de chez vous pourraient inspirer les autres ?",
    )),
)  # fmt: skip
OF_HEADING = (
    "Un chapitre du rapport s’intitule « {heading} ». Qu’en connaissez-vous déjà, et que voudriez-vous en "
    "savoir de plus ?",
    "Un chapitre du rapport s’intitule « {heading} ». Sur ce sujet, quelle première action proposeriez-vous dans notre "
    "service ?",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to discuss: its theme, the ways to ask (one is chosen), the passage, the sentence or the heading."""

    theme: str
    kind: int
    ways: tuple[str, ...]
    passage: Passage
    said: str


def subjects(chapters: Sequence[Chapter]) -> tuple[Subject, ...]:
    """What can be discussed, in reading order: at most one subject a passage, and one on the chapter's heading."""
    found = []
    for chapter in chapters:
        for passage in chapter.passages:
            if (subject := _of_passage(chapter.key, passage)) is not None:
                found.append(subject)
        heading = bare_title(chapter.title)
        if chapter.part and heading and len(heading) <= LONGEST_HEADING:
            ways = tuple(typeset(way.format(heading=_inside(heading))) for way in OF_HEADING)
            found.append(Subject(chapter.key, len(KINDS), ways, chapter.passages[0], heading))
    return tuple(found)


def discuss(subject: Subject, rng: random.Random) -> Discussion:
    """The subject asked in one of its ways."""
    return Discussion(rng.choice(subject.ways), (subject.passage,))


def _of_passage(theme: str, passage: Passage) -> Subject | None:
    for kind, form in enumerate(KINDS):
        for statement in statements(passage):
            said = squeeze(statement.text)
            if form.says.search(fold(said)) and _is_quotable(statement, said):
                asked = [way for way in form.asked if not (OTHERS.search(way) and EVERY.search(said))]
                return Subject(
                    theme, kind, tuple(typeset(way.format(said=_inside(said))) for way in asked), passage, said
                )
    return None


def _is_quotable(statement: Statement, said: str) -> bool:
    is_whole = said.endswith(".") and said[0].isupper() and not statement.is_item
    return (
        is_whole
        and SHORTEST <= len(said) <= LONGEST
        and bool(VERB.search(said))
        and stands_alone(said)
        and names_subject(said)
    )


def _inside(said: str) -> str:
    """A quotation inside a quotation has the inner marks."""
    return re.sub(r"«\s?", "“", re.sub(r"\s?»", "”", said))
