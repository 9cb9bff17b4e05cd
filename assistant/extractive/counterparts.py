"""Which figure of a statement is of the same thing as one that the question states?"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from assistant.extractive.claims import SPANS, Claim, bears_out, comparable, same_side
from assistant.extractive.coverage import MET, Reading, speaks_of
from assistant.extractive.fitting import ASKED_FOR_MORE, counts_people
from assistant.figures import Figure
from assistant.french.contrasts import NOT_YET
from assistant.french.numbers import Quantity, read_number
from assistant.french.text import STOP_WORDS, english_stem, fold, stem, stems, words

# What the very figure of the claim is worth against another one of the same kind.
FITS = 0.5
# « 12 parcelles supplémentaires » are not the whole that a claim is about.
PARTIAL = 0.2
# « La baisse doit-elle être atteinte dès 2030 ? » is on the aim itself.
MUST = re.compile(
    r"\bdevr(?:a|ont)\b|\bdoi(?:t|vent)[- ](?:t-)?(?:ils?|elles?|on)\b|\b(?:doi(?:t|vent)|must) (?:etre|be)\b"
)
GOING_TO = re.compile(r"\b(?:va|vont|allez|allons) (?:\w+ )?[a-z]+(?:er|ir|re)\b")
BETWEEN = re.compile(r"\bentre (?:19|20)\d\d\b.*\bet (?:19|20)\d\d\b")
# What is measured in units; a number from this on that is the same in another unit is no chance.
MEASURES = frozenset(("area", "length", "mass", "energy", "volume", "duration", "money"))
LEAST_TELLING = 12
ANY_PERSON = frozenset(map(stem, ("personne", "personnes", "gens", "people", "person")))
# « sera publié en 2026 »
WILL_BE = re.compile(r"\bser(?:a|ont) \w+(?: (?:en|le|debut|fin|courant|au|a la))* ?$")
NOT_THIS = re.compile(r"\bau lieu d[e'u] ?$|\b(?:et |,)? ?non (?:plus |pas )?(?:en |au |a |le |de |d'|les )?$")
# « toute entreprise qui sollicite plus de 50 000 € »: whom it is about, and not how much it is.
ON_CONDITION = re.compile(r"\b(?:toute?s? [\w' -]{3,40} qui|ceux qui|celles qui|si|lorsque|des lors que) [^,;.]*$")
BOUND = re.compile(
    r"\b(?:(?P<below>inferieure?s? a|au-dessous d[eu']s?|en dessous d[eu']s?|en-dessous d[eu']s?|en deca d[eu']s?)|superieure?s? a|au-dela d[eu']s?|au-dessus d[eu']s?|des(?= $)|a partir de(?= $)|(?:des|a partir de|a compter de) l'age de(?= $)) ?(?:l[ea]s? |l'|un |une )?$"
)
NUMERAL = re.compile(r"\d[\d\u00a0\u202f ]*(?:[.,]\d+)?")
# A word of the question itself, or one that says the same, right after the figure.
DONE_TO_IT, OWN_WORD = 0.8, 0.95
BEFORE_NOUNS = frozenset(
    stem(w)
    for w in "nouveaux nouvelles nouveau nouvelle grands grandes grand petits petites autres premiers premieres vrais belles".split()
)


def counterpart(claim: Claim, reading: Reading) -> tuple[Figure | None, bool]:
    """The figure of the statement that is of the same thing as the claim, and whether it bears it out."""
    found: tuple[float, Figure, bool] | None = None
    # « dix nouvelles communes »: a part is what is meant.
    part = PARTIAL if claim.more else -PARTIAL
    if (instead := _in_the_place_of(claim, reading)) is not None:
        return instead, False
    dated = (_dates_of_what_is_asked(reading) or _dates_of_the_counted(reading)) if claim.is_date else []
    for figure in dated or reading.candidate.statement.figures:
        if not comparable(claim, figure) or not _counts(claim, figure, reading) or _was_so_before(figure, reading):
            continue
        stated = _bounded(figure, reading)
        if (youngest := _youngest(figure, reading)) is not None and claim.relation in ("equal", "about"):
            return figure, youngest <= claim.quantity.value <= figure.quantity.value
        fits = bears_out(claim, stated or figure.quantity) if stated is None else _lies_within(claim, stated)
        if claim.is_date and not fits and claim.relation != "until" and _is_aim(figure, reading):
            continue
        below = claim.relation in ("less", "at_most")
        if figure.partial and part < 0 and not claim.is_date and fits == below:
            continue  # a part that is smaller says nothing of the whole
        asked = reading.asked.items()
        if figure.quantity.kind == "percent":
            # « 94 % des marchés… une clause verte, et 39 %… une clause sociale »: both count the same thing.
            # What it is a share of tells, not the verb: « intègrent », « comportent ».
            near = counted = sum(mass * t.worth(figure.own) for t, mass in asked if mass >= t.mass) / reading.mass
        else:
            near = sum(mass * t.worth(figure.near) for t, mass in asked) / reading.mass
            counted = sum(mass * t.worth(frozenset(figure.counted[:3])) for t, mass in asked) / reading.mass
        if claim.is_date and BETWEEN.search(fold(reading.text)):
            near = counted = 0.0  # both years are of the whole sentence
        # The very figure stands first; a comparison that holds only breaks a tie, but one of several age limits is meant.
        of_age = figure.quantity.kind == "age"
        limit = of_age and same_side(claim, figure.quantity)
        # One of several limits lets a person of that age in.
        within = of_age and fits and claim.relation in ("equal", "about")
        # « jusqu'en 2040 » is held against the end of « 2025-2030 », not against the day of its adoption.
        lasts = claim.relation == "until" and figure.quantity.unit == "période"
        fit = (
            near
            + counted
            + (FITS if claim.relation == "equal" else 0.01) * fits
            + 0.5 * limit
            + 1.0 * within
            + 1.0 * (limit and fits)
            + 1.0 * lasts
            + FITS * (stated is not None and stated.value == claim.quantity.value)
            + part * figure.partial
        )
        if found is None or fit > found[0] + 1e-9:
            found = fit, figure, fits
    if found is None:
        return _part_of_a_whole(claim, reading) or _in_another_unit(claim, reading) or (None, False)
    return found[1], found[2]


def _in_the_place_of(claim: Claim, reading: Reading) -> Figure | None:
    """« en 2030, et non plus en 2028 » of 2028: the figure of the same kind before it."""
    told = [f for f in reading.candidate.statement.figures if comparable(claim, f)]
    for stated, taken_back in pairwise(told):
        if _was_so_before(taken_back, reading) and bears_out(claim, taken_back.quantity):
            return stated
    return None


def _was_so_before(figure: Figure, reading: Reading) -> bool:
    """« 240 emplacements au lieu de 310 », « en 2030, et non plus en 2028 »"""
    before = fold(reading.text[: figure.quantity.start - reading.candidate.statement.start])
    return bool(NOT_THIS.search(before))


def _youngest(figure: Figure, reading: Reading) -> float | None:
    """The lower end of « 16-25 ans », told by its upper one; None where the figure ends no range of ages."""
    before = fold(reading.text[: figure.start - reading.candidate.statement.start])
    lower = re.search(r"\b(\d{1,2}) ?(?:-|–|a|et) ?$", before)
    return float(lower[1]) if lower and figure.quantity.kind == "age" else None


def _bounded(figure: Figure, reading: Reading) -> Quantity | None:
    """« supérieur à quatre mois », « inférieur à 650 € »: the figure as a bound; None where it is none."""
    before = fold(reading.text[: figure.start - reading.candidate.statement.start])
    if figure.quantity.kind == "date":
        return None
    if figure.quantity.qualifier in ("plus de", "moins de") and ON_CONDITION.search(before):
        return figure.quantity
    if not (bound := BOUND.search(before)):
        return None
    return replace(figure.quantity, qualifier="moins de" if bound["below"] else "plus de")


def _lies_within(claim: Claim, bound: Quantity) -> bool:
    """Whether what the claim supposes lies on the side of the bound that the statement tells."""
    asked, below = claim.quantity.value, bound.qualifier == "moins de"
    if claim.relation in ("equal", "about"):
        return asked < bound.value if below else asked >= bound.value
    if claim.relation in ("less", "at_most"):
        return below and bound.value <= asked
    return not below and bound.value >= asked


def _part_of_a_whole(claim: Claim, reading: Reading) -> tuple[Figure, bool] | None:
    """« 1 350 emplois dont 400 chercheurs »: what share they are is computed."""
    if claim.quantity.kind != "percent":
        return None
    told = [f for f in reading.candidate.statement.figures if f.quantity.kind != "date"]
    for whole, part in pairwise(told):
        if (
            part.partial
            and part.quantity.unit == whole.quantity.unit
            and 0 < part.quantity.value < whole.quantity.value
        ):
            around = frozenset((*part.counted, *part.own))
            if any(
                t.worth(around) >= MET and t.worth(around) > t.worth(frozenset(whole.counted)) for t in reading.asked
            ):
                share = 100 * part.quantity.value / whole.quantity.value
                return part, bears_out(claim, replace(part.quantity, value=share, kind="percent", unit="%"))
    return None


def _in_another_unit(claim: Claim, reading: Reading) -> tuple[Figure, bool] | None:
    """« 320 000 journées » of what the statement counts as 320 000 hours."""
    measured = claim.quantity.kind in MEASURES or (claim.counted and claim.counted[0] in SPANS)
    if claim.relation != "equal" or not measured:
        return None
    asked = NUMERAL.match(reading.query.text, claim.quantity.number_start)
    if asked is None or read_number(asked[0].strip()) < LEAST_TELLING:
        return None
    for figure in reading.candidate.statement.figures:
        start = figure.quantity.number_start - reading.candidate.statement.start
        told = NUMERAL.match(reading.text, start)
        if figure.quantity.kind in MEASURES and told and read_number(told[0].strip()) == read_number(asked[0].strip()):
            return figure, False
    return None


def _dates_of_what_is_asked(reading: Reading) -> list[Figure]:
    """« créé en 2024 à la suite d'un prix obtenu en 2022 »: when it was created is the first."""
    return [f for f in reading.candidate.statement.figures if f.quantity.kind == "date" and _dates_it(f, reading)]


def _dates_of_the_counted(reading: Reading) -> list[Figure]:
    """« après l'équipement de 73 sites, entre 2018 et 2024, 115 points ont été déployés en 2025 »: of the 115 asked about, the last."""
    told = reading.candidate.statement.figures
    dates = [f for f in told if f.quantity.kind == "date"]
    asked = {(q.kind, q.value) for q in reading.query.numbers if q.kind != "date"}
    counted = next((f for f in told if (f.quantity.kind, f.quantity.value) in asked), None)
    if counted is None or len(dates) < 2:
        return []
    start = reading.candidate.statement.start

    def together(date: Figure) -> bool:
        first, last = sorted((counted, date), key=lambda f: f.start)
        return "," not in reading.text[first.end - start : last.start - start]

    return [f for f in dates if together(f)]


def _dates_it(figure: Figure, reading: Reading) -> bool:
    """Whether the word right before the date is one of the question: « créé en 2024 »."""
    text = reading.text[: figure.start - reading.candidate.statement.start]
    told = [w for w in words(text)[-3:] if w.folded not in STOP_WORDS and "," not in text[w.end :]]
    return bool(told) and speaks_of(reading.asked, told[-1].folded, OWN_WORD)


def _is_aim(figure: Figure, reading: Reading) -> bool:
    """« d’ici 2040 » does not deny what was done in 2024."""
    offset = reading.candidate.statement.start
    lead = fold(reading.text[max(0, figure.start - offset - 12) : figure.end - offset])
    asked = fold(reading.query.text)
    before = fold(reading.text[: figure.start - offset])
    if WILL_BE.search(before) and _dates_it(figure, reading):
        return False  # « est-il publié en 2025 ? » of what « sera publié en 2026 »
    return bool(NOT_YET.search(lead)) and not any(form.search(asked) for form in (NOT_YET, MUST, GOING_TO))


def _noun_is_understood(claim: Claim, figure: Figure, reading: Reading) -> bool:
    """« 17 lignes modifiées et 2 créées » for « les 2 lignes créées »."""
    told = frozenset(stems(reading.text[: figure.start - reading.candidate.statement.start]))
    said = frozenset(figure.counted[:1])
    return not told.isdisjoint(claim.counted[:1]) and any(t.worth(said) >= DONE_TO_IT for t in reading.asked)


def _counts(claim: Claim, figure: Figure, reading: Reading) -> bool:
    """Whether a bare number counts what the claim counts: « 64 bancs » for « au moins 60 bancs »."""
    quantity = figure.quantity
    if quantity.kind == "percent" and claim.counted and not reading.query.english:
        # « 100 % LED » is not settled by « 100 % verte ».
        around = figure.near | figure.own | frozenset(figure.counted)
        return not around.isdisjoint(claim.counted[:2]) or any(
            t.worth(around) >= MET for t in reading.asked if t.alternatives[0].stems[0] in claim.counted[:2]
        )
    if quantity.kind not in ("count", "rank") or quantity.unit not in ("", "e"):
        return True
    if (figure.partial or quantity.kind == "rank") and bears_out(claim, quantity):
        return True  # « 45 parcelles, dont 12 pour les écoles »
    counted = frozenset(
        [s for s in figure.counted if s not in BEFORE_NOUNS][:1] if figure.shown else figure.counted[:2]
    )
    if quantity.value == claim.quantity.value and _noun_is_understood(claim, figure, reading):
        return True
    if not claim.counted and claim.relation == "equal" and not claim.quantity.spelled and bears_out(claim, quantity):
        return True  # « la ligne 83 »: a number that names
    # « une seule personne » of « 3 agents »
    if set(claim.counted[:1]) & ANY_PERSON and any(map(counts_people, counted)):
        return True
    if not claim.counted:
        return any(t.worth(counted) >= MET for t in reading.asked)
    # An adjective may stand before the noun, in English as a rule.
    first = 3 if reading.query.english else 1 + (claim.counted[0] in BEFORE_NOUNS)
    nouns = frozenset(claim.counted[:first]) - BEFORE_NOUNS
    if claim.more and not ASKED_FOR_MORE & {*figure.counted[:3]} and not figure.partial:
        return False  # « quinze nouvelles communes » are none of 59
    if nouns & counted:
        return True
    asked = [t for t in reading.query.terms if t.alternatives[0].stems[0] in nouns or english_stem(t.word) in nouns]
    # « six Plans locaux pour l'insertion (PLIE) »: of a long form all is said.
    long_forms = (set(a.stems) for t in asked for a in t.alternatives if len(a.stems) > 1)
    return any(t.worth(counted) >= MET for t in asked) or any(
        counted & form and form <= {*figure.counted, *figure.own} for form in long_forms
    )
