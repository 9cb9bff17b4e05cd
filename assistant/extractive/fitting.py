"""Which figure of a statement answers a question, and does it clearly?

A figure fits by its kind, by what it counts, and by the words of the question that stand in its clause or beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import mul

from assistant.figures import Figure, Statement, figures
from assistant.french.numbers import UNITS
from assistant.french.query import Query, years_of
from assistant.french.terms import Term
from assistant.french.text import fold, stem, words

BESIDE = 0.6  # what a word of the clauses beside a figure is worth against one of its own
OWN_YEAR = 0.5  # what the right year beside a figure is worth against the other figures of its sentence

LEAST_NAMED = 0.6
NOW = 0.3  # what it counts that something has become so, where no year is asked about
BECAME = re.compile(r"\b(?:port|pass|ramen|relev|abaiss|redui|mont|tomb|descend|augment|diminu)[a-z]* d[e'] ?$")

ASKED_FOR_MORE = frozenset(
    stem(w) for w in "supplementaires nouveaux nouvelles nouvelle nouveau autres dont new additional extra".split()
)


# « combien de places de vélo »; what a figure loses that is not of that.
COMPLEMENT = re.compile(r"\bcombien (?:de |d')(?!la |l'|ce)\w+ (?:(?:de |d'|du |des |pour )(?:l[ea]s? |l')?)?(\w{4,})")
OF_ANOTHER_THING = 1.0
HOW_MANY_PEOPLE = re.compile(r"\bcombien (?:d'autres |de )(?:personnes?|gens|monde)\b|\bhow many (?:people|persons)\b")
PEOPLE = frozenset(
    stem(word)
    for word in """personne gens habitant agent eleve etudiant salarie employe client adulte enfant femme homme membre volontaire benevole jeune senior usager
    visiteur voyageur abonne adherent collegue participant beneficiaire citoyen famille menage foyer collegien lyceen ecolier apprenti stagiaire demandeur
    chomeur retraite resident spectateur touriste locataire proprietaire elu votant passager cycliste pieton malade patient saisonnier fonctionnaire
    allocataire inscrit auditeur lecteur convive bebe aine mineur fille garcon couple parent place emploi poste""".split()
)
PEOPLE_BY_FORM = re.compile(r"(?:eur|ier|ist|ien|ant)$")


def counts_people(counted: str) -> bool:
    """Whether what a figure counts, a stem, are persons, or what stands for them (« 14 200 emplois », « 60 places »)."""
    return counted in PEOPLE or bool(PEOPLE_BY_FORM.search(counted))


# What is used in a year is no power: « 2,7 MWc ».
CONSUMED = re.compile(r"\bconsomm\w+|\bconsum\w+|\b[kmgt]wh\b|\bdepense\w* (?:en )?(?:energ|electri)\w*")
OF_POWER = re.compile(r"\bpuissance|\bpower\b|\b[km]wc?\b")
# « contre 4 900 tonnes l'année précédente »: of a year that no question names.
THE_YEAR_BEFORE = re.compile(
    r"[ ,(]*(?:l'an(?:nee)? (?:precedente|derniere?|passee?|d'avant)|un an (?:plus tot|avant|auparavant)|auparavant|precedemment|the (?:previous|year before))"
)
NO_YEAR = 0
RIGHT_AFTER = re.compile(
    r"[^,;:()]{0,60}?\b(?:en|fin|des|d'ici(?: a)?(?: fin)?|a l'horizon|au \d+ \w+|in|by)(?: l'annee)? ?"
)


AT_THE_MOST = re.compile(
    r"\bmaxim\w+|\bau max\b|\bau plus\b|\bl[ea]s? plus (?:eleve|cher|haut|grand|long|fort)\w*|\bplafon\w+|\b(?:highest|most|maximum)\b"
)
AT_THE_LEAST = re.compile(
    r"\bminim\w+|\bau moins\b|\bau mini\b|\bl[ea]s? (?:plus (?:bas|petit|faible|court)|moins (?:cher|eleve))\w*|\b(?:lowest|cheapest|least|minimum)\b"
)


class Asked:
    """What the statements are held against, gathered once a question."""

    def __init__(self, query: Query) -> None:
        self.query, self.terms = query, query.terms
        self.masses = [term.mass for term in query.terms]
        self.mass = query.mass or 1.0
        self.heaviest = max(self.masses, default=0.0) or 1.0
        # A name that a long message only mentions, and that no report knows, need not be met.
        self.named = [
            i for i, term in enumerate(query.terms) if term.named and (term.known or term.mass >= LEAST_NAMED)
        ]
        self.head = query.terms[query.head] if query.head is not None else None
        self.keys = [{s for a in term.alternatives if a.weight >= 0.5 for s in a.stems} for term in query.terms]
        self.stems = frozenset(s for term in query.terms for a in term.alternatives for s in a.stems)
        self.counted = (
            frozenset(s for f in figures(query.text) for s in f.counted[:2]) if query.numbers else frozenset()
        )
        self.values = [(q.kind, q.value) for q in query.numbers if q.kind != "date"]

    @cached_property
    def of_people(self) -> bool:
        """Whether persons are counted: « combien de gens »."""
        return bool(HOW_MANY_PEOPLE.search(fold(self.query.own)))

    @cached_property
    def complement(self) -> Term | None:
        """« vélo » of « combien de places de vélo »."""
        of = COMPLEMENT.search(fold(self.query.own))
        return next((t for t in self.terms if of and t.word == of[1] and t is not self.head), None)

    @cached_property
    def wants_more(self) -> bool:
        """Whether a part beside a whole is asked for: « en plus », « supplémentaires »."""
        more = re.search(r"\ben plus\b|\bde plus\b(?! de| d')|\bmore\b(?! than)", fold(self.query.text))
        return bool(more) or any(stem(w.folded) in ASKED_FOR_MORE for w in words(self.query.text))

    @cached_property
    def extreme(self) -> int:
        """1: the highest of a range is asked for, -1: the lowest, 0: neither."""
        text = fold(self.query.own)
        return bool(AT_THE_MOST.search(text)) - bool(AT_THE_LEAST.search(text))

    def weighted(self, values: Iterable[float]) -> float:
        """Share of the question's mass that the values (one a term, 0 to 1) stand for."""
        return float(sum(map(mul, self.masses, values)) / self.mass)


@dataclass(frozen=True, slots=True)
class Fitting:
    """The figure that fits best, how well, and by how much better than the next one that could be meant."""

    figure: Figure
    fit: float
    lead: float


def best_figure(statement: Statement, asked: Asked) -> Fitting | None:
    """The figure of the kind asked for that fits best; None when there is none."""
    best: tuple[float, float, Figure] | None = None
    all_suited: list[tuple[float, float]] = []
    beside = years_beside(statement) if asked.query.years else {}
    for figure in statement.figures:
        fit = _fit(figure, asked)
        if fit is None:
            continue
        if _is_beside_the_complement(figure, statement, asked):
            fit -= OF_ANOTHER_THING
        suited = fit + OWN_YEAR * _is_of_year(asked.query.years, beside.get(figure.start))
        if not asked.query.years and (run := runs_to(statement)):
            suited += NOW * run.get(figure.start, 0)
        if asked.extreme and figure.start in (ends := ends_of_ranges(statement)):
            suited += OWN_YEAR * asked.extreme * ends[figure.start]
        all_suited.append((suited, figure.quantity.value))
        if best is None or suited > best[0] + 1e-9:
            best = suited, fit, figure
    if best is None:
        return None
    suited, fit, figure = best
    others = (s for s, value in all_suited if value != figure.quantity.value)
    return Fitting(figure, fit, suited - max(others, default=-math.inf))


@lru_cache(maxsize=20_000)
def ends_of_ranges(statement: Statement) -> dict[int, int]:
    """By start of a figure, 1 where it is the upper end of a range (« de 0,90 € à 5,20 € »), -1 where it is the lower one."""
    found: dict[int, int] = {}
    for low, high in pairwise(statement.figures):
        lead = fold(statement.text[max(0, low.start - statement.start - 6) : low.start - statement.start])
        between = fold(statement.text[low.quantity.end - statement.start : high.start - statement.start]).strip()
        if (low.quantity.unit != high.quantity.unit and low.quantity.unit) or low.quantity.kind == "date":
            continue
        if (lead.endswith("entre ") and between == "et") or (lead.endswith(("de ", "d'")) and between == "a"):
            found[low.start], found[high.start] = -1, 1
    return found


@lru_cache(maxsize=20_000)
def runs_to(statement: Statement) -> dict[int, int]:
    """By start of a figure, 1 for what something has become (« porté de 462 € à 474 € »), -1 for what it was."""
    found: dict[int, int] = {}
    for was, now in pairwise(statement.figures):
        lead = fold(statement.text[: was.start - statement.start])
        between = fold(statement.text[was.quantity.end - statement.start : now.start - statement.start]).strip()
        if was.quantity.kind != "date" and between == "a" and BECAME.search(lead):
            found[was.start], found[now.start] = -1, 1
    return found


def years_beside(statement: Statement) -> dict[int, set[int]]:
    """By start of a figure, the years said of it: « 5 400 voyageurs en 2024, contre 4 900 en 2022 » or « en 2022, 4 900… »."""
    dates_lead = bool(statement.figures) and statement.figures[0].quantity.kind == "date"
    found: dict[int, set[int]] = {}
    latest: set[int] = set()
    for figure in statement.figures if dates_lead else reversed(statement.figures):
        if figure.quantity.kind == "date":
            latest = set(years_of(figure.quantity))
        else:
            found[figure.start] = _year_right_after(statement, figure) or latest
            latest = latest if dates_lead else set()
    return found


def _year_right_after(statement: Statement, figure: Figure) -> set[int]:
    """« labellisé en 2021, il vise 15 % en 2035 »: the date that follows a figure at once is its own."""
    if THE_YEAR_BEFORE.match(fold(statement.text[figure.quantity.end - statement.start :])):
        return {NO_YEAR}
    following = next((f for f in statement.figures if f.start > figure.start), None)
    if following is None or following.quantity.kind != "date":
        return set()
    between = statement.text[figure.quantity.end - statement.start : following.quantity.start - statement.start]
    return set(years_of(following.quantity)) if RIGHT_AFTER.fullmatch(fold(between)) else set()


def _is_of_year(asked: Sequence[int], beside: set[int] | None) -> int:
    """1: the figure is of a year asked about; -1: of another one; 0: none is said."""
    return 0 if not beside else 1 if beside & set(asked) else -1


def _is_beside_the_complement(figure: Figure, statement: Statement, asked: Asked) -> bool:
    """« Combien de places de vélo ? » of « 600 places…, incluant un abri pour 80 vélos »: the 600 are of something else."""
    complement = asked.complement
    if complement is None or figure.quantity.kind != "count" or complement.worth(figure.own) >= LEAST_NAMED:
        return False
    return any(complement.names(f.counted) >= LEAST_NAMED for f in statement.figures if f is not figure)


def _fit(figure: Figure, asked: Asked) -> float | None:
    """How well one figure answers; None when it is of another kind."""
    quantity, query, head = figure.quantity, asked.query, asked.head
    if quantity.unit == "kW" and CONSUMED.search(fold(query.text)) and not OF_POWER.search(fold(query.text)):
        return None
    counted_next = head.names(figure.counted) if head is not None else 0.0
    counted = head.worth(frozenset(figure.counted)) if head is not None else 0.0
    if quantity.kind not in query.kind.quantities:
        # « Combien d'hectares ? » asks for the unit by its name; « 12 000 tonnes de CO₂ » count the CO₂.
        by_unit = bool(query.kind.head) and _unit_is(quantity.unit, query.kind.head)
        if quantity.kind == "date" and not by_unit:
            return None
        if _counts_the_unit(figure, asked):
            return 0.7 + asked.weighted(max(t.worth(figure.own), BESIDE * t.worth(figure.beside)) for t in asked.terms)
        if "count" not in query.kind.quantities or query.premise or not (by_unit or counted_next):
            return None
        counted_next = counted = max(counted_next, float(by_unit))
    if query.kind.asked == "when" and quantity.unit == "année" and set(years_of(quantity)) & set(query.years):
        return None
    if (quantity.kind, quantity.value) in asked.values:
        # The figure that the question itself states bears out its premise; it answers no other question.
        return 2.0 if query.premise else None
    if query.premise and quantity.kind == "count" and not _counts_what_is_asked(figure, asked):
        return None
    if asked.of_people and quantity.kind == "count":
        counted_next = counted = float(bool(figure.shown) and counts_people(figure.shown[0]))
    near = asked.weighted(max(t.worth(figure.own), BESIDE * t.worth(figure.beside)) for t in asked.terms)
    unasked = sum(one not in asked.stems for one in figure.shown)
    part = 0.3 * (figure.partial and not asked.wants_more)
    if part and _names_the_part(figure, asked):
        part = -part
    return near + 0.7 * counted_next + 0.3 * counted + 0.02 * (not quantity.spelled) - 0.03 * min(unasked, 5) - part


def _counts_the_unit(figure: Figure, asked: Asked) -> bool:
    """« Combien de jours… ? » of « le nombre de jours est passé de 74 à 47 »."""
    head = asked.query.kind.head
    return (
        figure.quantity.kind == "count"
        and not figure.quantity.unit
        and head in UNITS
        and stem(head) in figure.counted[:1]
    )


def _names_the_part(figure: Figure, asked: Asked) -> bool:
    """« Combien de parcelles pour les écoles ? »: the question says what tells the part from the whole."""
    told = frozenset(figure.counted[:3])
    return any(t.worth(told) >= 0.8 and t.worth(figure.beside) < 0.5 for t in asked.terms if t is not asked.head)


def _counts_what_is_asked(figure: Figure, asked: Asked) -> bool:
    if figure.quantity.unit:
        return any(q.unit == figure.quantity.unit for q in asked.query.numbers)
    return bool(asked.counted & set(figure.counted[:3]))


UNIT_NAMES = {
    "ha": "hectare ha", "m": "kilometre km metre m", "t": "tonne kilo", "€": "euro million", "%": "pourcent", "kWh": "gwh mwh kwh",
    "kW": "mwc mw kw", "jour": "jour", "an": "an annee", "mois": "mois", "heure": "heure", "m³": "litre m3", "semaine": "semaine", "fois": "fois times",
}  # fmt: skip


def _unit_is(unit: str, head: str) -> bool:
    return any(head in (name, name + "s") for name in UNIT_NAMES.get(unit, "").split())
