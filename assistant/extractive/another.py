"""Is a figure of the thing, the year and the rank that a question asks about, or of another one?

« Combien a coûté la piscine du collège ? » is not answered by what the college cost, « en 2022 » not by what stands without a
year in the report on 2024.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extractive.coverage import MET, SAME, asking_sentence, in_reach
from assistant.extractive.features import Candidate
from assistant.extractive.fitting import HOW_MANY_PEOPLE, PEOPLE, counts_people, years_beside
from assistant.figures import Figure, statements
from assistant.french.contrasts import is_of_a_sibling
from assistant.french.numbers import MONTHS, UNITS, Quantity, quantities
from assistant.french.ordinals import of_another_rank
from assistant.french.query import Query, years_in
from assistant.french.questions import ATTRIBUTE_OF, CATEGORY_NOUNS
from assistant.french.spelling import is_ordinary
from assistant.french.terms import Term
from assistant.french.text import fold, fold_in_place, stem, stems
from assistant.types import Passage

OF_WHAT_KIND = re.compile(
    r"\bcombien (?:de |d')[\w-]+ (?:a |a l'|(?:[\w ]{0,25})\b(?:roulent|fonctionnent|marchent|tournent) (?:deja )?(?:a |a l'|a la |au |avec ))(?!titre\b|domicile\b|charge\b|temps\b|moitie\b|cheval\b|present\b|partir\b|terme\b|distance\b|avance\b)(?P<kind>[a-z]{5,})"
)
# « combien de véhicules électriques ? »
OF_A_KIND = re.compile(
    r"\b(?:combien|nombre(?: total)?) (?:de |d')[\w-]+s (?P<kind>electriques|hybrides|neufs|neuves|doccasion|solaires|sociaux|vacants|handicapes|salaries|benevoles|certifies|labellises|renoves)\b"
)
BEFORE_A_YEAR = frozenset(
    (
        *MONTHS,
        "annee",
        "ete",
        "hiver",
        "automne",
        "printemps",
        "fin",
        "debut",
        "des",
        "depuis",
        "avant",
        "apres",
        "pour",
    )
)
SINCE = re.compile(
    r"\b(?:depuis|par rapport a|compare a|contre|since|compared (?:to|with)) (?:l'annee |le \d+ \w+ |\w+ )?$"
)
HELD_AGAINST = re.compile(r"\bcontre (?:[^,;.]|\d,\d){2,40}?(?:\b(?:en|fin|au|a la fin de) ?)?$")
# Of what the price, the number, the surface… is asked for.
A_THING = re.compile(
    r"\b(?:effectifs?|nombres?|budgets?|couts?|prix|tarifs?|montants?|surfaces?|superficies?|longueurs?|capacites?|puissances?|parts?|proportions?|ages?|durees?"
    r"|pourcentages?|taux|poids|tonnages?|hauteurs?) (?:total\w* |moyen\w* |annuel\w* )?(?:de la |de l'|des |du |de |d')(?:l[ea']s? ?)?(?P<of>\w+)"
    r"|\bcombien (?:ca |il |elle |a |ont |va |vont |y |l[ea']s? )*(?:coute\w*|couter) (?:l[ea]s? |l'|une? |ce(?:t|tte)? )(?P<costs>\w+)"
)
QUALIFIER = re.compile(
    r"(?:jeune|petit|grand|nouve(?:au|l|lle)|ancien(?:ne)?|vieu|vieille|premi(?:er|ere)|derni(?:er|ere)|different|autre|futur)[esx]*$"
)
# Nouns that stand for others.
_NAME = r"(?:(?:[àÀ]|aux?|[dD]e|[dD]u|[dD]es|[LlDd]['’]|[Ll]es?|[Ll]a) ?)*[A-ZÀ-Ý][\w’'-]+(?: (?:de la |de l['’]|du |de |d['’])?[A-ZÀ-Ý][\w’'-]+)*"
NAMES_TOGETHER = re.compile(rf"{_NAME}(?:, {_NAME})+,? (?:et|ou) {_NAME}")
EACH = re.compile(r"\bchacune?\b|\bchaque\b|\bpar \w+\b(?= ?[.,;])", re.IGNORECASE)
# Who is counted by homes, and how near a word for persons must be to what counts none.
HOUSED, THEMSELVES = frozenset(map(stem, "foyer menage famille".split())), 0.8
HOMES = HOUSED | frozenset(map(stem, "logement appartement maison pavillon habitation".split()))
ANYBODY = frozenset(map(stem, CATEGORY_NOUNS))
# « au total »: no part and no addition tells it.
IN_ALL = re.compile(
    r"\b(?:au total|en tout|in total|altogether|in all|in the whole|sur (?:tout|l'ensemble de) l[ea] (?:territoire|metropole|ville|region|departement))\b"
)
# « la longueur du tramway »
SIZE_OF = re.compile(
    r"\b(?:longueur|largeur|hauteur|superficie|surface|profondeur) (?:totale? )?(?:d[ue]s? |de la |de l'|d')(?P<of>\w+)"
)
# « combien d'hectares brûlés ? »
SO_MANY_IN_THAT_STATE = re.compile(
    r"^combien d[e'] ?[\w-]+ (?:(?:ont|sont|ont ete) )?(?P<state>(?!prev|concern|engag|inscri|compt|en\b)\w+(?:e|u|i)(?:es?|s)?)(?: (?:cet(?:te)? \w+|en (?:19|20)\d\d))? ?\?$"
)
# « combien de visiteurs à la cathédrale seule ? »
APART = re.compile(
    r"\b(?!non |pas |une |un |la |le |les |des )\w{4,} (?:toute? )?seule?s?(?= ?(?:\?|$|en (?:19|20)\d\d))|\ba (?:elles?|lui|eux) seule?s?\b|\bpris(?:es?)? a part\b"
)
TOLD_APART = re.compile(r"\bseule?s?\b|\buniquement\b|\bexclusive|\bdont\b|\bcompris|\bhors\b")
# « …traitait-il avant ? », « à ses débuts »
AT_FIRST = re.compile(
    r"\b(?:avant|auparavant|jadis|autrefois|a l'origine|au depart|a (?:ses|leurs) debuts?|au (?:tout )?debut|initialement)(?= ?(?:\?|$))"
)
TOLD_OF_BEFORE = re.compile(
    r"\b(?:avant|auparavant|jadis|autrefois|origine|depart|debut\w*|initial\w*|contre|precede\w*|jusqu'alors|jusque-la|ancien\w*|au lieu|passe[er]?s?|passant|ramene\w*|porte\w*|tombe\w*|divis\w+|doubl\w+|tripl\w+|hausse|baisse|recul\w*|progress\w+|augment\w+|reduit\w*|remplac\w+|quittant|depuis|fonde|cree\w*|lance\w*|premiere?s?)\b"
)
CLASSIFIERS = frozenset(map(stem, "cas unites pieces exemplaires dossiers".split()))


def is_of_another_thing(query: Query, asked: str, candidate: Candidate, figure: Figure) -> bool:
    """Whether a figure counts, measures or prices another thing than the one asked about.

    Args:
        asked: the part of the question that asks, folded.
    """
    if _leaves_the_thing_out(query, asked, candidate) or _leaves_the_kind_out(query, asked, candidate):
        return True
    if _is_of_another_kind(query, figure) or _is_not_apart(asked, candidate) or _is_of_today(asked, candidate):
        return True
    if _measures_another_thing(query, asked, figure) or _tells_another_state(query, asked, candidate):
        return True
    if _is_of_all_of_them(query, asked, candidate) or is_of_a_sibling(query.own, _told_with_its_heading(candidate)):
        return True
    of_people = HOW_MANY_PEOPLE.search(asked) or _asks_for_people_not_met(query, figure)
    if of_people and figure.shown and not any(map(counts_people, figure.shown[:2])):
        return True
    if _is_told_of_several(query, candidate, figure) or (figure.partial and IN_ALL.search(asked)):
        return True
    return counts_another_thing(query, figure) and (
        not (figure.quantity.unit or query.kind.head in UNITS) or _is_counted_elsewhere(query, figure)
    )


def _is_of_another_kind(query: Query, figure: Figure) -> bool:
    """« Combien de clubs ont été punis ? » is not told by what each pays."""
    if query.kind.asked != "how_many" or query.head is None or query.kind.head in UNITS:
        return False
    return figure.quantity.kind == "money" and query.terms[query.head].worth(frozenset(figure.shown)) < MET


def _is_not_apart(asked: str, candidate: Candidate) -> bool:
    """« à la cathédrale seule » is not told by what all have together."""
    return bool(APART.search(asked)) and not TOLD_APART.search(fold(candidate.statement.text))


def _is_of_today(asked: str, candidate: Candidate) -> bool:
    """« Combien d'adhérents comptait-elle à ses débuts ? » is not told by how many there are."""
    if not AT_FIRST.search(asked):
        return False
    told = fold(_told_with_its_heading(candidate))
    return not TOLD_OF_BEFORE.search(told) and len(years_in(f.quantity for f in candidate.statement.figures)) < 2


def _measures_another_thing(query: Query, asked: str, figure: Figure) -> bool:
    """« Quelle est la longueur du tramway ? » is not told by « 6,8 km de pistes cyclables »."""
    measured = SIZE_OF.search(asked)
    if measured is None or not figure.shown:
        return False
    thing = next((t for t in query.terms if t.word == measured["of"]), None)
    shown = frozenset(figure.shown)
    return thing is not None and thing.worth(figure.own) < MET and all(t.worth(shown) < MET for t in query.terms)


def _tells_another_state(query: Query, asked: str, candidate: Candidate) -> bool:
    """« Combien d'hectares brûlés ? » is not told by those cleared « contre les incendies »."""
    state = SO_MANY_IN_THAT_STATE.search(asked)
    read = in_reach(candidate)
    return state is not None and any(t.word == state["state"] and t.worth(read) < SAME for t in query.terms)


def _told_with_its_heading(candidate: Candidate) -> str:
    return " ".join((*candidate.passage.section[-1:], candidate.statement.text))


def _is_of_all_of_them(query: Query, asked: str, candidate: Candidate) -> bool:
    """« Combien d'élèves le collège Delbosc accueille-t-il ? » is not told by how many « les 17 collèges » have."""
    read, said = in_reach(candidate), fold_in_place(candidate.statement.text)
    named = (t for t in query.terms[: query.n_own] if t.named and t.worth(read) < MET)
    for term in named:
        before = re.search(
            r"\b(?:l[ea]|du|de la|au|a la|l'|ce|cette) ?([a-z]{4,}) (?:d[eu]s? (?:la )?|d'|l[ea] |l')?$",
            asked[: max(asked.find(term.word), 0)],
        )
        if before and re.search(rf"\b(?:les|des|aux|ces|nos|ses)(?: \w+)? {before[1]}(?:s|x)\b", said):
            return True
    return False


def _asks_for_people_not_met(query: Query, figure: Figure) -> bool:
    """« Combien d'élèves… ? » of what a figure counts and no pupils are."""
    head = stem(query.kind.head)
    if query.kind.asked != "how_many" or query.head is None or head not in PEOPLE:
        return False
    if head in HOUSED and not HOMES.isdisjoint(figure.shown[:1]):
        return False
    return query.terms[query.head].worth(frozenset(figure.shown)) < THEMSELVES


def _is_told_of_several(query: Query, candidate: Candidate, figure: Figure) -> bool:
    """« onze médecins, dans quatre centres : Montbrézac, Tournefaye et Sainte-Orsanne » does not say how many are at Tournefaye."""
    said, start = candidate.statement.text, candidate.statement.start
    if figure.quantity.kind != "count" or EACH.search(said):
        return False
    named = [t for t in query.terms[: query.n_own] if t.named]
    for several in NAMES_TOGETHER.finditer(said):
        if several.start() <= figure.start - start < several.end():
            continue
        names = [frozenset(stems(name)) for name in re.split(r", (?:et )?| et | ou ", several[0])]
        if sum(any(t.worth(name) >= SAME for t in named) for name in names) == 1:
            return True
    return False


def counts_another_thing(query: Query, figure: Figure) -> bool:
    """« Combien de bennes ? » where the figure counts the bacs; « 160 personnes » may well be the agents asked for."""
    if query.kind.asked != "how_many" or query.head is None or not figure.shown:
        return False
    if figure.shown[0] in ANYBODY and _may_be_people(query.terms[query.head]):
        return False
    if (unit := UNITS.get(query.kind.head, ("", "", 1))[1]) and figure.quantity.unit != unit:
        return True  # « combien de décibels ? » of 16 campaigns
    if figure.shown[0] in CLASSIFIERS and any(t.worth(frozenset(figure.shown[1:])) >= SAME for t in query.terms):
        return False  # « 640 cas de dengue » are the ill
    return query.terms[query.head].worth(frozenset(figure.shown)) < MET


def _may_be_people(term: Term) -> bool:
    """Whether what is counted may be persons; of a word that nobody knows it may."""
    return not is_ordinary(term.word) or any(counts_people(a.stems[0]) for a in term.alternatives)


def _is_counted_elsewhere(query: Query, figure: Figure) -> bool:
    """Whether what is asked for does not even stand in the clause of the figure."""
    assert query.head is not None
    return query.terms[query.head].worth(figure.own) < MET


def _leaves_the_thing_out(query: Query, asked: str, candidate: Candidate) -> bool:
    """« Combien a coûté la piscine du collège ? » is not answered by what the college cost."""
    named = A_THING.search(asked)
    word = named and (named["of"] or named["costs"])
    thing = next((t for t in query.terms[: query.n_own] if t.word == word), None)
    read = in_reach(candidate)
    if named and thing and named[0].startswith("taux") and thing.worth(read) < MET:
        return True  # « le taux d'absentéisme » is no other rate
    if thing is None or thing.word in ATTRIBUTE_OF or thing.word in CATEGORY_NOUNS or QUALIFIER.match(thing.word):
        return False
    after = asked[asked.find(thing.word) + len(thing.word) :]
    whose = re.match(r" (?:de la |de l'|des |du |de |d')?(\w{4,})", after)
    # … where what it is part of, or what tells it apart, is spoken of.
    told = whose is not None and any(t.word == whose[1] and t.worth(read) >= MET for t in query.terms)
    return told and thing.worth(read) < MET


def _leaves_the_kind_out(query: Query, asked: str, candidate: Candidate) -> bool:
    """« Combien de véhicules roulent à l'hydrogène ? » is not answered by how many vehicles there are."""
    told_by = (m for form in (OF_WHAT_KIND, OF_A_KIND) for m in form.finditer(asked))
    kinds = [t for m in told_by for t in query.terms if t.word == m["kind"]]
    read = in_reach(candidate)
    return query.kind.asked == "how_many" and any(t.worth(read) < SAME for t in kinds)


def is_of_another_rank_or_year(query: Query, candidate: Candidate) -> bool:
    """« La 2e édition » is not the third, nor « pour 2026 » what was in 2024 and 2025."""
    if not query.kind.quantities:
        return query.kind.asked not in ("when", "yes_no") and _is_before_the_year(query, candidate.passage)
    asking, statement = asking_sentence(query.own), candidate.statement
    asked, told = quantities(asking), [f.quantity for f in statement.figures]
    if of_another_rank(asking, asked, statement.text, told):
        return True
    return query.kind.asked != "when" and _is_of_another_year(asking, asked, told, query.years, candidate)


def _is_before_the_year(query: Query, passage: Passage) -> bool:
    """« Quels objectifs pour 2040 ? » is answered by no passage without that year, which is still to come."""
    to_come = [year for year in query.years if passage.year is not None and year > passage.year]
    said = f"{' '.join(passage.section)} {passage.text}"
    return bool(to_come) and not any(str(year) in said for year in to_come)


def _is_in_a_name(year: int, asking: str, passage: Passage) -> bool:
    """« le plan Montagne 2040 » where the report writes it so."""
    said = fold(f"{' '.join(passage.section)} {passage.text}")
    return any(
        f"{m[1]} {year}" in said for m in re.finditer(rf"([\w'-]{{3,}}) {year}\b", asking) if m[1] not in BEFORE_A_YEAR
    )


def _is_of_another_year(
    asking: str, asked: Sequence[Quantity], told: Sequence[Quantity], named: Sequence[int], candidate: Candidate
) -> bool:
    """« en 2022 » is not told by what stands without a year in the report on 2024, nor « entre 2010 et 2015 » by another period.

    Args:
        named: the years of the question; « le plan Montagne 2040 » has none.
    """
    statement, passage = candidate.statement, candidate.passage
    years = {y for y in years_in(asked) if y in named or not _is_in_a_name(y, asking, passage)}
    if not years:
        return False
    periods, stated = ({q.value for q in found if q.unit == "période"} for found in (asked, told))
    if periods and stated:
        return not periods & stated
    # « depuis 2021 », « par rapport à 2019 » say since when or against what, not of when.
    said = fold_in_place(passage.text)
    dates = [q for q in told if q.kind == "date" and not SINCE.search(said[: q.start])]
    beside = years_beside(statement).get(candidate.figure.start, set()) if candidate.figure else set()
    beside &= years_in(dates)
    if beside:
        return not beside & years
    if years & years_in(told):
        return False
    if passage.year is None:
        return bool(years_in(told))
    # What bears no year is that of the sentence before, or the report's own.
    before = statements(passage)[max(0, statement.position - 1) : statement.position]
    read = " ".join(
        (*passage.section, *(part.text for part in before if years_in(f.quantity for f in part.figures) <= years))
    )
    return passage.year not in years and not any(str(year) in read for year in years)


def is_compared_with(candidate: Candidate, figure: Figure) -> bool:
    """« …, contre 26 800 en 2021 »: the year that something is held against is not when it happened."""
    before = fold_in_place(candidate.passage.text)[candidate.statement.start : figure.start]
    return bool(HELD_AGAINST.search(before))
