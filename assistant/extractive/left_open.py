"""What of a question does a statement leave open: its point, its subject, a title, a word of weight?

A « oui » needs that nothing of these is left open; see `verdicts`.
"""

from __future__ import annotations

import re

from assistant.extractive.claims import SEASONS
from assistant.extractive.coverage import ITSELF, SAME, Reading, asking_part
from assistant.extractive.demands import VARIATION
from assistant.extractive.named import TITLE
from assistant.french.contrasts import contrast, names_an_upheaval, tells_the_event
from assistant.french.spelling import is_ordinary
from assistant.french.terms import Term
from assistant.french.text import fold, stem, stems
from assistant.french.verbs import may_be_verb

# What may not be left open for a « oui »: a noun or an adjective of this share, a verb, a word that may be misspelt.
HEAVY, HEAVY_VERB, HEAVY_UNSURE = 0.15, 0.35, 0.25
NOUN_LEAD = re.compile(
    r"\b(?:les?|la|l'|une?|des|du|d[e']|ce[st]?|cette|mon|ma|mes|nos|notre|vos|votre|aux?|sous|via|the|an?) ?$"
)
PLACED = re.compile(r"\b(?:a|au|aux|dans|sur|en|in|at) (?:l[ea]s? |l'|the )?$")
# What one may do has to be said itself.
ALLOWED = re.compile(
    r"\b(?:faut-il|doit-on|doit-il|doit-elle|doivent-ils|doi(?:t|vent)|il faut|peut-on|puis-je|peut-il|peut-elle|on peut|peu(?:t|vent)|je peux|possible d'?e? ?|le droit d'?e? ?|autorise a)(?: (?:y|en|se|encore|aussi|maintenant|toujours))* ?(?:s'|d')?(\w+(?:er|ir|re))\b"
)
MAY = re.compile(
    r"\b(?:peu(?:t|vent)|pourr\w+|possib\w+|perm(?:et|is)\w*|autoris\w+|access\w+|ouvert\w*|gratuit\w*|offr\w+|propos\w+|benefici\w+|aid\w+|accompagn\w+|financ\w+|soutien\w*|disposent|service|deploi\w+|install\w+|inclu\w+|equipee?s?|dote\w*|accueill\w+|partag\w+|en ligne|\w{4,}(?:able|ible)s?)\b"
)
PERMITS = re.compile(r"\b(?:perm(?:et|is|ett)\w*|possib\w+|autoris\w+)\b")
# « Y aura-t-il un métro à Aubagne ? »: of a bus there, nothing follows.
THERE_IS = re.compile(
    r"\b(?:y (?:a|aura|avait)[- ]t[- ]il|(?:il )?y ?(?:a|aura|avait)|existe[- ]t[- ]il) (?:bien |deja |encore )?(?:une? |des |d[eu] |d'|de la |de l')?([\w-]+)(?: ([\w-]+))?"
)
# « Est-il prévu d'agrandir… ? »: what is planned has to be said.
PLANNED = re.compile(
    r"\b(?:prevue?s?|question|projet|envisagee?s?) d[e'] ?(?:l[ea]s? |l'|y |en )?([a-z]+(?:er|ir|re))\b"
)
MAY_BE_LEFT = frozenset(
    map(
        stem,
        "prendre avoir faire aller venir monter acceder aider beneficier profiter utiliser laisser mettre deposer ranger garer".split(),
    )
)
PREDICATE = re.compile(
    r"\b(?:(?:est|sont|etait|etaient|sera|seront)[- ](?:t-)?(?:ils?|elles?|ce)|, (?:ils?|elles?) (?:est|sont|etait|etaient|seront)) (?:tres |bien |deja |encore |aussi )?([\w'-]+)"
)
# « moins cher », « plus vite »: a comparison that the statement has to make itself.
COMPARED = re.compile(
    r"\b(?:mieux|pire|autant|davantage|better|worse) (?:[\w'-]+ ){0,3}?(?:qu[e']|than\b)"
    r"|\b(?:plus|moins|more|less|fewer)\b.*\b(?:qu'(?:en|avant|auparavant|il y a)|que (?:l'an|l'annee|les annees|d'habitude|prevu)|than (?:in|last|before))\b"
)
COMPARATIVE = re.compile(r"\b(?:plus|moins|aussi) ([a-z]{4,})\b(?! de\b| d'| que \d)")
PARALLEL = re.compile(
    r", et |; |, (?=(?:la|le|les|une?|des) [a-zà-ÿ]+ [^,;]{3,60}?\b(?:à|au|aux|dans|sur) (?:la |le |l['’])?[A-ZÀ-Ý])|, tandis que |, alors que |, contre "
)
# « 2 nouvelles zones (Les Verdières et Écopolis) »: what is said of a group, and its members.
GROUP = re.compile(r"(\d[^(),;]+)\(([^()]+)\)")
COMPOUND = re.compile(r"(?:[\w']+-)+$")
MET_HERE = 0.3
NAMED_PLACE = re.compile(r"\b(?:à|au|en|dans|sur) (?:la |le |l['’])?([A-ZÀ-Ý][\w-]{2,})")
# Share of the question that a statement must have in its own words: with less, all that it meets is put in other words.
LEAST_OWN = 0.12
# idf from which a word tells one passage from another.
TELLS_APART = 0.5


def leaves_a_title_out(reading: Reading) -> bool:
    """Whether the question names something between quotation marks of which the statement does not speak."""
    return any(fold(title) not in fold(reading.text) for title in TITLE.findall(reading.query.text))


def has_words_of_its_own(reading: Reading) -> bool:
    """Whether the statement has a word of the question itself, and not another for each of them."""
    own = sum(mass for term, mass in reading.asked.items() if term.worth(reading.read) >= ITSELF)
    return reading.query.english or own >= LEAST_OWN * reading.mass


def asks_of_an_upheaval(reading: Reading) -> bool:
    """« a-t-on supprimé des lignes ? »: new ones do not say that none was given up."""
    told = reading.candidate.statement
    return any(
        names_an_upheaval(t.word, reading.query.text)
        and not told.stems.intersection(t.alternatives[0].stems)
        and not tells_the_event(t.word, told.text)
        for t in reading.asked
    )


def misses_the_subject(reading: Reading) -> bool:
    """Whether a name, or a word of weight that the statement does not oppose, is met nowhere in the passage."""
    text = fold(reading.query.text)
    return any(
        (t.named or reading.asked[t] > HEAVY_UNSURE * reading.mass)
        and not (t.word in reading.opposed or contrast(t.word, reading.text) or _is_told_by(t, reading.opposed, text))
        and not PLACED.search(before(text, t))
        for t in reading.missing
    )


def _is_told_by(term: Term, opposed: frozenset[str], text: str) -> bool:
    """« une société privée »: what is opposed is said of it."""
    return any(f"{term.word} {word}" in text for word in opposed)


def before(text: str, term: Term) -> str:
    """What stands before the word, « Sainte-Victoire » being one, in a folded text; nothing where the text lacks it."""
    return COMPOUND.sub("", text[: max(text.find(term.word), 0)])


# « la rentrée 2025 » of « septembre 2025 »: what is near in time is told by its date.
A_SEASON = re.compile(rf"(?:{'|'.join(SEASONS)}|paques|toussaint)$")


def misses_the_point(reading: Reading) -> bool:
    """Whether what the question ends in, mostly what is new in it, is a noun or an adjective that nothing meets."""
    text = asking_part(reading.query.text)
    if asks_of_an_upheaval(reading):
        return True  # « abandonné », « fermé »: a report would say so
    allowed = ALLOWED.search(text)
    wanted = [t for t in reading.query.terms if allowed and t.word == allowed[1] and stem(t.word) not in MAY_BE_LEFT]
    # « permettant une détection des fuites » tells what one can do; elsewhere its very verb has to be there.
    enough = SAME if PERMITS.search(fold(reading.text)) else ITSELF
    if any(t.worth(reading.read) < enough for t in wanted):
        return True
    if allowed and not wanted and not MAY.search(fold(reading.text)):
        return True
    planned = PLANNED.search(text)
    if planned and any(t.word == planned[1] and t.worth(reading.read) < SAME for t in reading.query.terms):
        return True
    if _is_told_of_another(reading):
        return True
    there_is = THERE_IS.search(text)
    # « un espace naturel »: the adjective may tell more than the noun.
    least = {t.word: t.worth(reading.read) for t in reading.asked}
    if there_is and least.get(there_is[1], 1.0) < SAME and least.get(there_is[2], 0.0) < SAME:
        return True
    if COMPARED.search(text) and not VARIATION.search(fold(reading.text)):
        return True
    for compared in COMPARATIVE.findall(text):
        if any(t.word == compared and t.worth(reading.read) < ITSELF for t in reading.asked):
            return True
    # The authority itself, which every passage is about, is no point.
    telling = [t for t in reading.asked if t.mass >= TELLS_APART]
    last = max(telling, key=lambda t: text.rfind(t.word), default=None)
    if last is None or reading.query.english:
        return last in reading.missing and not last.word.endswith("ed")
    said_of_it = PREDICATE.search(text)
    if said_of_it and any(t.word == said_of_it[1] for t in reading.missing):
        # « chauffée grâce au soleil »: a verb may be another one where what it is done with is said.
        after = [t for t in telling if text.rfind(t.word) > said_of_it.end()]
        if not may_be_verb(said_of_it[1]) or not any(t.worth(reading.read) >= SAME for t in after):
            return True
    noun = NOUN_LEAD.search(text[: max(text.rfind(last.word), 0)])
    if last in reading.missing and not last.known and not is_ordinary(last.word):
        return True  # « sous Linux »
    near = MET_HERE if A_SEASON.match(last.word) else SAME
    unmet = last in reading.missing or (noun is not None and last.worth(reading.read) < near)
    return unmet and bool(noun or not may_be_verb(last.word))


def _is_told_of_another(reading: Reading) -> bool:
    """« 27 ha à Marignane pour la compensation, et 13 ha à Marseille pour le parc » says of Marignane nothing of the park."""
    if _is_told_of_another_group(reading):
        return True
    parts = [
        (frozenset(stems(p)), set(NAMED_PLACE.findall(p))) for p in PARALLEL.split(reading.candidate.statement.text)
    ]
    if len(parts) < 2:
        return False
    asked = asking_part(reading.query.text)
    named = [t for t in reading.met if t.named and any(t.worth(p) >= ITSELF for p, _ in parts)]
    named = [t for t in named if PLACED.search(before(asked, t))] or named
    own = [any(t.worth(p) for t in named) for p, _ in parts]
    if not any(mine and places for mine, (_, places) in zip(own, parts, strict=True)):
        return False
    elsewhere = [
        not mine and any(fold(p) not in asked for p in places) for mine, (_, places) in zip(own, parts, strict=True)
    ]
    telling = [t for t in reading.met if not t.named and t.mass >= TELLS_APART]
    told = [[i for i, (p, _) in enumerate(parts) if t.worth(p) >= SAME] for t in telling]
    return any(len(where) == 1 and elsewhere[where[0]] for where in told)


def _is_told_of_another_group(reading: Reading) -> bool:
    """« Écopolis, est-ce un renouvellement ? » of « 7 renouvellements (Les Aubiers…) et 2 nouvelles zones (Écopolis…) »."""
    groups = GROUP.findall(reading.candidate.statement.text)
    named = [t for t in reading.met if t.named]
    for label, inside in groups:
        own = frozenset(stems(f"{label} {inside}"))
        if not any(t.worth(frozenset(stems(inside))) >= ITSELF for t in named):
            continue
        others = [frozenset(stems(other)) for other, members in groups if members != inside]
        return any(
            t.worth(own) < MET_HERE and any(t.worth(other) >= SAME for other in others)
            for t in reading.met
            if not t.named and t.mass >= TELLS_APART
        )
    return False


def misses_what_follows(reading: Reading) -> bool:
    """« Les 27 hectares achetés, c'est pour bâtir des logements ? »: whether what is asked of a figure, after it, is not met."""
    text = asking_part(reading.query.text)
    digits = [digit.end() for digit in re.finditer(r"\d", text)]
    if not digits:
        return False
    after = text[max(digits) :]
    return any(t.word in after for t in reading.asked) and misses_the_point(reading)


def may_be_open(reading: Reading, term: Term) -> float:
    """The share that a term left open may have. Verbs are what paraphrases change; a slip or an English word may be met
    without our seeing it."""
    text = fold(reading.query.text)
    if reading.query.english or not (term.known or is_ordinary(term.word)):
        return HEAVY_UNSURE
    noun = NOUN_LEAD.search(before(text, term)) or not may_be_verb(term.word)
    return HEAVY if noun else HEAVY_VERB
