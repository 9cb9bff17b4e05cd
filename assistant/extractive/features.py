"""How well does a statement fit a question? The features of the ranker and of the answerability model.

Every feature is a number of about 0 to 1, named in `FEATURES`, so that a person can read what each
one weighs (``python -m assistant.training.train_ranker --print``).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

import numpy as np
from numpy.typing import NDArray

from assistant.figures import Figure, Statement, figures, statements
from assistant.french.abbreviations import explanations
from assistant.french.query import Query, years_of
from assistant.french.terms import Term
from assistant.french.text import STOP_WORDS, fold, stem, words
from assistant.types import Passage, RetrievedPassage

NEIGHBOUR_SHARE = 0.5
BESIDE = 0.6  # what a word of the clauses beside a figure is worth against one of its own
OWN_YEAR = 0.5  # what the right year beside a figure is worth against the other figures of its sentence

FEATURES = (
    "passage_lexical", "passage_lexical_relative", "passage_sentence", "passage_sentence_relative", "passage_grams_relative",
    "passage_dense_relative", "passage_fused_relative", "passage_first",
    "covered", "covered_relative", "covered_by_text", "covered_by_headings", "covered_by_passage", "covered_exactly", "all_covered",
    "heaviest_missing", "names_missing", "names_missing_here", "names_elsewhere", "years_met", "year_other", "year_missing", "numbers_met", "number_other",
    "head_met", "head_counted", "head_counted_next", "other_counted", "kind_met", "kind_missing", "figure_near", "figure_near_relative", "figure_partial",
    "date_for_when", "place_for_where", "name_for_who", "reason_for_why", "means_for_how", "definition", "enumeration_for_list",
    "length", "fragment", "opening", "pronoun", "item", "close_together",
)  # fmt: skip
INDEX = {name: i for i, name in enumerate(FEATURES)}

Row = NDArray[np.float32]

PRONOUN = re.compile(r"^(?:- )?(?:il|elle|ils|elles|ce|cet|cette|ces|celui-ci|celle-ci|cela)\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:pour|afin|vise\w*|objectif|permet\w*|car|visant|contribu\w+|lutter|favoris\w+|garanti\w+|face a|but|en raison)\b"
)
MEANS = re.compile(
    r"\b(?:grace|via|par|a travers|avec|en \w+ant|notamment|au moyen|dans le cadre|comprenant|repos\w+|s'appu\w+)\b"
)
DEFINITION = re.compile(
    r"\b(?:est|sont|designe\w*|distingue|constitu\w+|offre|vise|dispositif|\([A-Z]\w+\)|societe|signifi\w+|c'est|permet)\b"
)
PLACE = re.compile(r"\b(?:a|au|aux|en|dans|sur|entre|rue|place|commune|a cheval sur|autour d)\b")
CAPITAL = re.compile(r"(?<=[^.!?:\n] )(?:[«(]\s?)?[A-ZÀ-Ý][\w’'-]+")


ASKED_FOR_MORE = frozenset(
    stem(w) for w in "supplementaires nouveaux nouvelles nouvelle nouveau autres dont new additional extra".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement of a retrieved passage with its features for one query."""

    retrieved: RetrievedPassage
    statement: Statement
    row: Row
    figure: Figure | None
    """The figure that fits the question best, of the kind asked for; None when there is none."""
    lead: float = math.inf
    """By how much it fits better than the next one of its statement that could be meant."""

    @property
    def passage(self) -> Passage:
        """The passage of the statement."""
        return self.retrieved.passage


class _Asked:
    """What the statements are held against, gathered once a question."""

    def __init__(self, query: Query) -> None:
        self.query, self.terms = query, query.terms
        self.masses = [term.mass for term in query.terms]
        self.mass = query.mass or 1.0
        self.heaviest = max(self.masses, default=0.0) or 1.0
        self.named = [i for i, term in enumerate(query.terms) if term.named]
        self.head = query.terms[query.head] if query.head is not None else None
        self.keys = [{s for a in term.alternatives if a.weight >= 0.5 for s in a.stems} for term in query.terms]
        self.stems = frozenset(s for term in query.terms for a in term.alternatives for s in a.stems)
        more = re.search(r"\ben plus\b|\bde plus\b(?! de| d')|\bmore\b(?! than)", fold(query.text))
        self.wants_more = bool(more) or any(stem(w.folded) in ASKED_FOR_MORE for w in words(query.text))
        self.counted = (
            frozenset(s for f in figures(query.text) for s in f.counted[:2]) if query.numbers else frozenset()
        )
        self.values = [(q.kind, q.value) for q in query.numbers if q.kind != "date"]

    def weighted(self, values: Iterable[float]) -> float:
        """Share of the question's mass that the values (one a term, 0 to 1) stand for."""
        return float(sum(map(mul, self.masses, values)) / self.mass)


def candidates(query: Query, retrieved: Sequence[RetrievedPassage]) -> list[Candidate]:
    """Every statement of the retrieved passages with its features, in passage order.

    Returns: candidates whose ``row`` has shape (len(FEATURES),). Empty without passages.
    """
    if not retrieved:
        return []
    best = {
        name: max((r.signals.get(name, 0.0) for r in retrieved), default=0.0) or 1.0
        for name in ("lexical", "sentence", "grams", "dense")
    }
    top = max(r.score for r in retrieved) or 1.0
    asked = _Asked(query)
    drafts = [draft for r in retrieved for draft in _of_passage(asked, r, best, top)]
    rows = np.stack([row for _, _, row, _ in drafts])
    for name in ("covered", "figure_near"):
        column = rows[:, INDEX[name]]
        rows[:, INDEX[f"{name}_relative"]] = column / (column.max() or 1.0)
    here = rows[:, INDEX["names_missing_here"]]
    rows[:, INDEX["names_elsewhere"]] = here - here.min()
    return [Candidate(r, s, rows[i], figure, lead) for i, (r, s, _, (figure, lead)) in enumerate(drafts)]


def _of_passage(
    asked: _Asked, retrieved: RetrievedPassage, best: Mapping[str, float], top: float
) -> Iterator[tuple[RetrievedPassage, Statement, Row, tuple[Figure | None, float]]]:  # fmt: skip
    passage, query, terms = retrieved.passage, asked.query, asked.terms
    headings, own_heading, everything = _surroundings(passage)
    signals = retrieved.signals
    base = np.zeros(len(FEATURES), dtype=np.float32)
    in_headings = [t.worth(headings) for t in terms]
    in_own_heading = [0.8 * t.worth(own_heading) for t in terms]
    in_passage = [t.worth(everything) for t in terms]
    base[: INDEX["covered"]] = (
        signals.get("lexical", 0.0), signals.get("lexical", 0.0) / best["lexical"],
        signals.get("sentence", 0.0), signals.get("sentence", 0.0) / best["sentence"],
        signals.get("grams", 0.0) / best["grams"], signals.get("dense", 0.0) / best["dense"],
        retrieved.score / top, retrieved.rank == 1,
    )  # fmt: skip
    base[INDEX["covered_by_headings"]] = asked.weighted(in_headings)
    base[INDEX["covered_by_passage"]] = asked.weighted(in_passage)
    missing = [m for m, v in zip(asked.masses, in_passage, strict=True) if v < 0.3]
    base[INDEX["heaviest_missing"]] = max(missing, default=0.0) / asked.heaviest
    named = asked.named
    base[INDEX["names_missing"]] = sum(in_passage[i] < 0.5 for i in named) / len(named) if named else 0.0
    if query.years:
        read = f"{passage.document} {' '.join(passage.section)} {passage.text}"
        base[INDEX["year_missing"]] = sum(str(year) not in read for year in query.years) / len(query.years)
    in_introduction = [0.0] * len(terms)
    for statement in statements(passage):
        if statement.introduces:
            in_introduction = [0.8 * t.worth(statement.stems) for t in terms]
        elif not statement.is_item:
            in_introduction = [0.0] * len(terms)
        row = base.copy()
        in_text = [t.worth(statement.stems) for t in terms]
        in_reach = [
            max(here, NEIGHBOUR_SHARE * above, near, listed)
            for here, above, near, listed in zip(in_text, in_headings, in_own_heading, in_introduction, strict=True)
        ]
        row[INDEX["covered"]] = asked.weighted(in_reach)
        row[INDEX["covered_by_text"]] = asked.weighted(in_text)
        row[INDEX["covered_exactly"]] = asked.weighted(v >= 0.79 for v in in_reach)
        row[INDEX["all_covered"]] = float(bool(terms) and all(v >= 0.3 for v in in_reach))
        if named:
            row[INDEX["names_missing_here"]] = sum(in_reach[i] < 0.4 for i in named) / len(named)
        if query.head is not None:
            row[INDEX["head_met"]] = in_reach[query.head]
        if query.kind.asked == "yes_no" and any(f.quantity.kind == "date" for f in statement.figures):
            row[INDEX["year_missing"]] = 0.0  # another year is an answer: no
        figure = _figures(row, asked, statement)
        _form(row, query, statement)
        row[INDEX["close_together"]] = _closeness(asked, statement)
        yield retrieved, statement, row, figure


def meets(term: Term, passage: Passage, least: float = 0.3) -> bool:
    """Whether the passage or its headings speak of ``term`` at all, or by an equivalent of this weight."""
    return term.worth(_surroundings(passage)[2]) >= least


@lru_cache(maxsize=20_000)
def _surroundings(passage: Passage) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Stems of all headings above a passage, of the nearest one alone, and of headings and text together."""
    per_heading = [frozenset(stem(w.folded) for w in words(t) if w.folded not in STOP_WORDS) for t in passage.section]
    headings = frozenset[str]().union(*per_heading)
    own = per_heading[-1] if per_heading else frozenset()
    return headings, own, headings.union(*(s.stems for s in statements(passage)))


def _figures(row: Row, asked: _Asked, statement: Statement) -> tuple[Figure | None, float]:
    """Fill the features about quantities; gives the figure of the wanted kind that fits best, and its lead."""
    query = asked.query
    if query.years:
        years = {year for f in statement.figures if f.quantity.kind == "date" for year in years_of(f.quantity)}
        row[INDEX["years_met"]] = sum(y in years for y in query.years) / len(query.years)
        row[INDEX["year_other"]] = float(bool(years) and not years & set(query.years))
    if asked.values:
        stated = {(f.quantity.kind, f.quantity.value) for f in statement.figures}
        row[INDEX["numbers_met"]] = sum(v in stated for v in asked.values) / len(asked.values)
        other = any(k == kind for k, _ in stated for kind, _ in asked.values)
        row[INDEX["number_other"]] = float(not row[INDEX["numbers_met"]] and other)
    if not query.kind.quantities:
        return None, math.inf
    best: tuple[float, float, Figure] | None = None
    all_suited: list[tuple[float, float]] = []
    years_beside = _years_beside(statement) if query.years else {}
    for figure in statement.figures:
        fit = _fit(figure, asked)
        if fit is None:
            continue
        suited = fit + OWN_YEAR * _is_of_year(query.years, years_beside.get(figure.start))
        all_suited.append((suited, figure.quantity.value))
        if best is None or suited > best[0] + 1e-9:
            best = suited, fit, figure
    row[INDEX["kind_missing"]] = float(best is None)
    if best is None:
        return None, math.inf
    _, fit, figure = best
    row[INDEX["kind_met"]] = 1.0
    row[INDEX["figure_near"]] = max(min(fit, 2.0), 0.0) / 2.0
    row[INDEX["figure_partial"]] = float(figure.partial and not asked.wants_more)
    row[INDEX["date_for_when"]] = float(query.kind.asked == "when")
    if asked.head is not None:
        row[INDEX["head_counted_next"]] = asked.head.worth(frozenset(figure.counted[:1]))
        row[INDEX["head_counted"]] = asked.head.worth(frozenset(figure.counted))
        row[INDEX["other_counted"]] = float(query.kind.asked == "how_many" and row[INDEX["head_counted_next"]] < 0.3)
    lead = best[0] - max((s for s, value in all_suited if value != figure.quantity.value), default=-math.inf)
    return figure, lead


def _years_beside(statement: Statement) -> dict[int, set[int]]:
    """By start of a figure, the years said of it: « 5 400 voyageurs en 2024, contre 4 900 en 2022 » or « en 2022, 4 900… »."""
    dates_lead = bool(statement.figures) and statement.figures[0].quantity.kind == "date"
    found: dict[int, set[int]] = {}
    latest: set[int] = set()
    for figure in statement.figures if dates_lead else reversed(statement.figures):
        if figure.quantity.kind == "date":
            latest = set(years_of(figure.quantity))
        else:
            found[figure.start] = latest
            latest = latest if dates_lead else set()
    return found


def _is_of_year(asked: Sequence[int], beside: set[int] | None) -> int:
    """1: the figure is of a year asked about; -1: of another one; 0: none is said."""
    return 0 if not beside else 1 if beside & set(asked) else -1


def _fit(figure: Figure, asked: _Asked) -> float | None:
    """How well one figure answers; None when it is of another kind."""
    quantity, query, head = figure.quantity, asked.query, asked.head
    counted_next = head.worth(frozenset(figure.counted[:1])) if head is not None else 0.0
    counted = head.worth(frozenset(figure.counted)) if head is not None else 0.0
    if quantity.kind not in query.kind.quantities:
        # « Combien d'hectares ? » asks for the unit by its name; « 12 000 tonnes de CO₂ » count the CO₂.
        by_unit = bool(query.kind.head) and _unit_is(quantity.unit, query.kind.head)
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
    near = asked.weighted(max(t.worth(figure.own), BESIDE * t.worth(figure.beside)) for t in asked.terms)
    unasked = sum(one not in asked.stems for one in figure.shown)
    part = 0.3 * (figure.partial and not asked.wants_more)
    if part and _names_the_part(figure, asked):
        part = -part
    return near + 0.7 * counted_next + 0.3 * counted + 0.02 * (not quantity.spelled) - 0.03 * min(unasked, 5) - part


def _names_the_part(figure: Figure, asked: _Asked) -> bool:
    """« Combien de parcelles pour les écoles ? »: the question says what tells the part from the whole."""
    told = frozenset(figure.counted[:3])
    return any(t.worth(told) >= 0.8 and t.worth(figure.beside) < 0.5 for t in asked.terms if t is not asked.head)


def _counts_what_is_asked(figure: Figure, asked: _Asked) -> bool:
    if figure.quantity.unit:
        return any(q.unit == figure.quantity.unit for q in asked.query.numbers)
    return bool(asked.counted & set(figure.counted[:3]))


UNIT_NAMES = {
    "ha": "hectare ha", "m": "kilometre km metre m", "t": "tonne kilo", "€": "euro million", "%": "pourcent", "kWh": "gwh mwh kwh",
    "kW": "mwc mw kw", "jour": "jour", "an": "an annee", "mois": "mois", "heure": "heure", "m³": "litre m3", "semaine": "semaine", "fois": "fois times",
}  # fmt: skip


def _unit_is(unit: str, head: str) -> bool:
    return any(head in (name, name + "s") for name in UNIT_NAMES.get(unit, "").split())


def _form(row: Row, query: Query, statement: Statement) -> None:
    """Features of the statement's own form."""
    text = statement.text
    asked = query.kind.asked
    if asked in ("where", "who", "why", "how", "definition"):
        folded = fold(text)
        match asked:
            case "where":
                row[INDEX["place_for_where"]] = float(bool(PLACE.search(folded) and CAPITAL.search(text)))
            case "who":
                row[INDEX["name_for_who"]] = float(bool(CAPITAL.search(text)))
            case "why":
                row[INDEX["reason_for_why"]] = float(bool(REASON.search(folded)))
            case "how":
                row[INDEX["means_for_how"]] = float(bool(MEANS.search(folded)))
            case _:
                row[INDEX["definition"]] = 0.5 * bool(DEFINITION.search(folded)) + 0.5 * _explains(query, text)
    if asked == "list":
        row[INDEX["enumeration_for_list"]] = min(text.count(",") + 2 * statement.introduces, 3) / 3
    row[INDEX["length"]] = min(math.log1p(len(text)) / 6.0, 1.2)
    row[INDEX["fragment"]] = float(len(text) < 40 and not statement.figures)
    row[INDEX["opening"]] = float(statement.position == 0)
    row[INDEX["pronoun"]] = float(bool(PRONOUN.match(text)))
    row[INDEX["item"]] = float(statement.is_item)


def _explains(query: Query, text: str) -> bool:
    """Whether the statement gives the long form of an abbreviation asked about: « Société publique locale (SPL) »."""
    return bool(explained(query, text))


def explained(query: Query, text: str) -> str:
    """The long form that ``text`` gives for an abbreviation of the question, or an empty text."""
    if query.kind.asked != "definition":
        return ""
    asked = {term.word for term in query.terms}
    return next((long for short, long in explanations(text) if fold(short) in asked), "")


def _closeness(asked: _Asked, statement: Statement) -> float:
    """Share of neighbouring question terms that stand within three words of each other in the statement."""
    first: dict[str, int] = {}
    for i, one in enumerate(statement.ordered):
        first.setdefault(one, i)
    places = [min((first[k] for k in keys & statement.stems), default=None) for keys in asked.keys]
    pairs = list(itertools.pairwise(places))
    return sum(a is not None and b is not None and abs(a - b) <= 3 for a, b in pairs) / len(pairs) if pairs else 0.0
