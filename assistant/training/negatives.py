"""Which near-topic questions does a text surely not answer? Made from its own subjects, with seeded chance.

The hardest refusals name the right thing and ask for what the text does not say of it: another attribute,
another year, another place. Such questions are made here; each is checked against the words of the passages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from assistant.french.text import fold, stem, words
from assistant.types import Passage

# (question about a subject, words of which none may stand in the passages about it)
ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ("Quelle est la hauteur de {s} ?", "hauteur haut"),
    ("Quels sont les horaires d'ouverture de {s} ?", "horaire ouvert ouverture"),
    ("A quelle heure ferme {s} ?", "horaire fermer fermeture heure"),
    ("Quel est le prix d'entrée pour {s} ?", "prix tarif"),
    ("Combien coûte un billet pour {s} ?", "prix tarif billet"),
    ("Qui est le directeur de {s} ?", "directeur directrice"),
    ("Comment s'appelle la responsable de {s} ?", "responsable"),
    ("Quel est le numéro de téléphone de {s} ?", "téléphone numéro"),
    ("Quel architecte a conçu {s} ?", "architecte"),
    ("Quelle entreprise a réalisé les travaux de {s} ?", "entreprise"),
    ("Combien de personnes ont été blessées à cause de {s} ?", "blessé accident"),
    ("Combien de salariés travaillent pour {s} ?", "salarié employé emploi"),
    ("Combien de plaintes ont été déposées contre {s} ?", "plainte"),
    ("Quelle est la température moyenne de {s} ?", "température degré"),
    ("Quelle est la population de {s} ?", "population habitant"),
    ("Quelle est la vitesse maximale de {s} ?", "vitesse"),
    ("Quel âge ont en moyenne les personnes concernées par {s} ?", "âge"),
    ("Combien de loups vivent près de {s} ?", "loup"),
    ("Combien de places de cinéma y a-t-il à {s} ?", "cinéma"),
    ("Quelle note les usagers donnent-ils à {s} ?", "note satisfaction"),
    ("Quel maire s'est opposé à {s} ?", "maire opposer"),
    ("Comment s'inscrire à {s} ?", "inscrire inscription"),
    ("Quelle amende risque-t-on pour {s} ?", "amende sanction"),
    ("Quel est le taux de satisfaction de {s} ?", "satisfaction"),
    ("Combien de grèves ont touché {s} ?", "grève"),
    ("Quelle marque fournit le matériel de {s} ?", "marque"),
    ("Quel pourcentage de femmes compte {s} ?", "femme"),
    ("{s} est-il classé à l'Unesco ?", "unesco"),
    ("Quel est le site internet de {s} ?", "internet site"),
    ("Pourquoi {s} a-t-il été abandonné ?", "abandonné abandon"),
    ("Qui a critiqué {s} ?", "critique"),
    ("Quelle est la dette de {s} ?", "dette"),
)
COUNTABLE = (
    "loups piscines hôtels caméras policiers ponts éoliennes avions morts touristes amendes crèches hôpitaux médecins lits tracteurs "
    "lampadaires feux rouges trottinettes taxis ambulances cimetières statues musées bibliothécaires fontaines tunnels péages camions sangliers"
).split()
YEARS = tuple(range(2012, 2023))


def subjects(passages: Sequence[Passage]) -> list[tuple[str, Passage]]:
    """What the passages are about: their nearest heading, without numbering, cut at its first comma or colon."""
    found = []
    for passage in passages:
        if passage.section:
            title = re.sub(r"^(?:\d+|[a-z]|partie \w+|zoom)\s*[.–-]\s*", "", passage.section[-1], flags=re.IGNORECASE)
            title = re.split(r"[,:]", title)[0].strip()
            if 1 <= len(title.split()) <= 7:
                found.append(
                    (
                        title[:1].lower() + title[1:]
                        if title.split()[0][1:].islower() and len(title.split()) > 1
                        else title,
                        passage,
                    )
                )
    return found


def wrong_attributes(passages: Sequence[Passage], n: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """``n`` questions that name a subject of the corpus and ask what no passage about it says; with its last heading."""
    chance = random.Random(seed)
    named = subjects(passages)
    made = 0
    while named and made < n:
        subject, passage = chance.choice(named)
        template, forbidden = chance.choice(ATTRIBUTES)
        about = {stem(w.folded) for w in words(subject)}
        unwanted = {stem(fold(w)) for w in forbidden.split()}
        said = {
            stem(w.folded)
            for p in passages
            if p.section and p.section[-1] == passage.section[-1]
            for w in words(p.text)
        }
        if unwanted & (said | about):
            made += 1  # counted, so that a corpus that says everything cannot loop for ever
            continue
        made += 1
        yield template.format(s=subject), passage.section[-1]


def other_years(questions: Sequence[tuple[str, str]], seed: int = 7) -> Iterator[tuple[str, str]]:
    """Questions with the year moved to one that the corpus does not treat, ``(question, group)`` each."""
    chance = random.Random(seed)
    for text, group in questions:
        year = chance.choice(YEARS)
        if re.search(r"\b20\d\d\b", text):
            yield re.sub(r"\b20\d\d\b", str(year), text), group
        else:
            bare = text.rstrip(" ?!.")
            yield f"{bare} en {year} ?", group


def other_things(
    questions: Sequence[tuple[str, str]], said: frozenset[str], seed: int = 7
) -> Iterator[tuple[str, str]]:
    """« Combien de X … » with X replaced by a thing that is not among the stems ``said`` by the corpus."""
    chance = random.Random(seed)
    things = [thing for thing in COUNTABLE if stem(fold(thing)) not in said]
    for text, group in questions:
        match = re.search(r"[Cc]ombien d(?:e |['’])(\w+)", text)
        if match is not None and things:
            start = match.start(1) - (1 if text[match.start(1) - 1] in "'’" else 0)
            lead = text[:start] + ("e " if start < match.start(1) else "")
            yield lead + chance.choice(things) + text[match.end(1) :], group


def other_names(questions: Sequence[tuple[str, str]], names: Sequence[str], seed: int = 7) -> Iterator[tuple[str, str]]:
    """Questions with a proper name replaced by one of ``names``, ``(question, group)`` each."""
    chance = random.Random(seed)
    pattern = re.compile(r"(?<=\s)[A-ZÀ-Ý][a-zà-ÿ]{3,}(?:-[A-Za-zà-ÿ]+)*")
    for text, group in questions:
        found = pattern.search(text)
        if found is None or not names:
            continue
        other = chance.choice([name for name in names if name.lower() != found.group().lower()] or list(names))
        yield text[: found.start()] + other + text[found.end() :], group
