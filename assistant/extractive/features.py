"""How well does a statement fit a question? The features of the ranker and of the answerability model.

Every feature is a number of about 0 to 1, named in `FEATURES`, so that a person can read what each
one weighs (``python -m assistant.training.train_ranker --print``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.french.abbreviations import explanations
from assistant.figures import Figure, Statement, statements
from assistant.french.query import Query, Term
from assistant.french.text import STOP_WORDS, fold, stem, words
from assistant.types import Passage, RetrievedPassage

NEIGHBOUR_SHARE = 0.5

FEATURES = (
    "passage_lexical", "passage_lexical_relative", "passage_sentence", "passage_sentence_relative", "passage_grams_relative",
    "passage_dense_relative", "passage_fused_relative", "passage_first",
    "covered", "covered_relative", "covered_by_text", "covered_by_headings", "covered_by_passage", "covered_exactly", "all_covered",
    "heaviest_missing", "names_missing", "names_missing_here", "years_met", "year_other", "year_missing", "numbers_met", "number_other",
    "head_met", "head_counted", "head_counted_next", "kind_met", "kind_missing", "figure_near", "figure_near_relative",
    "date_for_when", "place_for_where", "name_for_who", "reason_for_why", "means_for_how", "definition", "enumeration_for_list",
    "length", "fragment", "opening", "pronoun", "item", "close_together",
)  # fmt: skip
INDEX = {name: i for i, name in enumerate(FEATURES)}

Row = NDArray[np.float32]

PRONOUN = re.compile(r"^(?:- )?(?:il|elle|ils|elles|ce|cet|cette|ces|celui-ci|celle-ci|cela)\b", re.IGNORECASE)
REASON = re.compile(r"\b(?:pour|afin|vise\w*|objectif|permet\w*|car|visant|contribu\w+|lutter|favoris\w+|garanti\w+|face a|but|en raison)\b")
MEANS = re.compile(r"\b(?:grace|via|par|a travers|avec|en \w+ant|notamment|au moyen|dans le cadre|comprenant|repos\w+|s'appu\w+)\b")
DEFINITION = re.compile(r"\b(?:est|sont|designe\w*|distingue|constitu\w+|offre|vise|dispositif|\([A-Z]\w+\)|societe|signifi\w+|c'est|permet)\b")
PLACE = re.compile(r"\b(?:a|au|aux|en|dans|sur|entre|rue|place|commune|a cheval sur|autour d)\b")
CAPITAL = re.compile(r"(?<=[^.!?:\n] )(?:[«(]\s?)?[A-ZÀ-Ý][\w’'-]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement of a retrieved passage with its features for one query."""

    retrieved: RetrievedPassage
    statement: Statement
    row: Row
    figure: Figure | None
    """The figure that fits the question best, of the kind asked for; None when there is none."""

    @property
    def passage(self) -> Passage:
        """The passage of the statement."""
        return self.retrieved.passage


@dataclass(frozen=True, slots=True)
class _Place:
    """Stems around a statement, gathered once a passage."""

    headings: frozenset[str]
    passage: frozenset[str]


def _met(term: Term, present: frozenset[str]) -> float:
    """Weight of the best alternative of ``term`` all of whose stems are present; 0 when none is."""
    for alternative in term.alternatives:  # heaviest first
        stems_ = alternative.stems
        if (stems_[0] in present) if len(stems_) == 1 else all(s in present for s in stems_):
            return alternative.weight
    return 0.0


def candidates(query: Query, retrieved: Sequence[RetrievedPassage]) -> list[Candidate]:
    """Every statement of the retrieved passages with its features, in passage order.

    Returns: candidates whose ``row`` has shape (len(FEATURES),). Empty without passages.
    """
    if not retrieved:
        return []
    best = {name: max((r.signals.get(name, 0.0) for r in retrieved), default=0.0) or 1.0 for name in ("lexical", "sentence", "grams", "dense")}
    top = max(r.score for r in retrieved) or 1.0
    drafts = [draft for r in retrieved for draft in _of_passage(query, r, best, top)]
    rows = np.stack([row for _, _, row, _ in drafts])
    for name in ("covered", "figure_near"):
        column = rows[:, INDEX[name]]
        rows[:, INDEX[f"{name}_relative"]] = column / (column.max() or 1.0)
    return [Candidate(r, s, rows[i], figure) for i, (r, s, _, figure) in enumerate(drafts)]


def _of_passage(
    query: Query, retrieved: RetrievedPassage, best: Mapping[str, float], top: float
) -> Iterator[tuple[RetrievedPassage, Statement, Row, Figure | None]]:  # fmt: skip
    passage = retrieved.passage
    headings, own_heading = heading_stems(passage.section)
    parts = statements(passage)
    everything = headings.union(*(s.stems for s in parts))
    mass = query.mass or 1.0
    signals = retrieved.signals
    base = np.zeros(len(FEATURES), dtype=np.float32)
    in_headings = [_met(t, headings) for t in query.terms]
    in_passage = [_met(t, everything) for t in query.terms]
    base[: INDEX["covered"]] = (
        signals.get("lexical", 0.0), signals.get("lexical", 0.0) / best["lexical"],
        signals.get("sentence", 0.0), signals.get("sentence", 0.0) / best["sentence"],
        signals.get("grams", 0.0) / best["grams"], signals.get("dense", 0.0) / best["dense"],
        retrieved.score / top, retrieved.rank == 1,
    )  # fmt: skip
    base[INDEX["covered_by_headings"]] = sum(t.mass * m for t, m in zip(query.terms, in_headings, strict=True)) / mass
    base[INDEX["covered_by_passage"]] = sum(t.mass * m for t, m in zip(query.terms, in_passage, strict=True)) / mass
    named = [i for i, t in enumerate(query.terms) if t.named]
    base[INDEX["names_missing"]] = sum(in_passage[i] < 0.5 for i in named) / len(named) if named else 0.0
    if query.years:
        read = f"{passage.document} {' '.join(passage.section)} {passage.text}"
        base[INDEX["year_missing"]] = sum(str(year) not in read for year in query.years) / len(query.years)
    introduction: frozenset[str] = frozenset()
    for statement in parts:
        if statement.introduces:
            introduction = statement.stems
        elif not statement.is_item:
            introduction = frozenset()
        row = base.copy()
        around = own_heading | introduction if statement.is_item else own_heading
        in_text = [_met(t, statement.stems) for t in query.terms]
        in_reach = [max(a, NEIGHBOUR_SHARE * b if a < b else a, _met(t, around) * 0.8) for t, a, b in zip(query.terms, in_text, in_headings, strict=True)]
        _coverage(row, query, in_text, in_reach, in_passage, named, mass)
        figure = _figures(row, query, statement, in_reach, around)
        _form(row, query, statement, passage)
        yield retrieved, statement, row, figure


def heading_stems(section: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of all headings above a passage, and of the nearest one alone."""
    per_heading = [frozenset(stem(w.folded) for w in words(title) if w.folded not in STOP_WORDS) for title in section]
    return frozenset().union(*per_heading), per_heading[-1] if per_heading else frozenset()


def _coverage(
    row: Row, query: Query, in_text: list[float], in_reach: list[float], in_passage: list[float], named: list[int], mass: float
) -> None:  # fmt: skip
    masses = [t.mass for t in query.terms]
    row[INDEX["covered"]] = sum(m * v for m, v in zip(masses, in_reach, strict=True)) / mass
    row[INDEX["covered_by_text"]] = sum(m * v for m, v in zip(masses, in_text, strict=True)) / mass
    row[INDEX["covered_exactly"]] = sum(m for m, v in zip(masses, in_reach, strict=True) if v >= 0.79) / mass
    row[INDEX["all_covered"]] = float(all(v >= 0.3 for v in in_reach)) if masses else 0.0
    missing = [m for m, v in zip(masses, in_passage, strict=True) if v < 0.3]
    row[INDEX["heaviest_missing"]] = max(missing, default=0.0) / (max(masses, default=0.0) or 1.0)
    if named:
        row[INDEX["names_missing_here"]] = sum(in_reach[i] < 0.4 for i in named) / len(named)
    if query.head is not None:
        row[INDEX["head_met"]] = in_reach[query.head]


def _figures(row: Row, query: Query, statement: Statement, in_reach: list[float], around: frozenset[str]) -> Figure | None:
    """Fill the features about quantities; gives the figure of the wanted kind that fits best."""
    years = {y for f in statement.figures if f.quantity.kind == "date" for y in (int(f.quantity.value) // 10000, int(f.quantity.value) % 10000) if 1900 < y < 2101}
    if query.years:
        row[INDEX["years_met"]] = sum(y in years for y in query.years) / len(query.years)
        row[INDEX["year_other"]] = float(bool(years) and not years & set(query.years))
    asked_values = [(q.kind, q.value) for q in query.numbers if q.kind != "date"]
    if asked_values:
        stated = {(f.quantity.kind, f.quantity.value) for f in statement.figures}
        row[INDEX["numbers_met"]] = sum(v in stated for v in asked_values) / len(asked_values)
        row[INDEX["number_other"]] = float(not row[INDEX["numbers_met"]] and any(k == kind for k, _ in stated for kind, _ in asked_values))
    wanted = query.kind.quantities
    if not wanted:
        return None
    best: tuple[float, Figure] | None = None
    for figure in statement.figures:
        fit = _fit(figure, query, wanted, in_reach)
        if fit is not None and (best is None or fit > best[0] + 1e-9):
            best = fit, figure
    row[INDEX["kind_missing"]] = float(best is None)
    if best is None:
        return None
    fit, figure = best
    row[INDEX["kind_met"]] = 1.0
    row[INDEX["figure_near"]] = min(fit, 2.0) / 2.0
    row[INDEX["date_for_when"]] = float(query.kind.asked == "when")
    head = query.terms[query.head] if query.head is not None else None
    if head is not None:
        counted = figure.counted
        row[INDEX["head_counted_next"]] = _met(head, frozenset(counted[:1]))
        row[INDEX["head_counted"]] = _met(head, frozenset(counted))
    return figure


def _fit(figure: Figure, query: Query, wanted: frozenset[str], in_reach: list[float]) -> float | None:
    """How well one figure answers; None when it is of another kind."""
    quantity = figure.quantity
    head = query.terms[query.head] if query.head is not None else None
    counted_next = _met(head, frozenset(figure.counted[:1])) if head is not None else 0.0
    counted = _met(head, frozenset(figure.counted)) if head is not None else 0.0
    if quantity.kind not in wanted:
        # « Combien d'hectares ? » asks for the unit by its name; « 12 000 tonnes de CO₂ » count the CO₂.
        by_unit = bool(query.kind.head) and _unit_is(quantity.unit, query.kind.head)
        if "count" not in wanted or not (by_unit or counted_next):
            return None
        counted_next = counted = max(counted_next, float(by_unit))
    if "date" in wanted and quantity.unit == "année" and any(int(quantity.value) // 10000 == y for y in query.years):
        return None
    if any(q.kind == quantity.kind and q.value == quantity.value for q in query.numbers):
        if query.kind.asked != "yes_no":
            return None
        return 2.0
    mass = query.mass or 1.0
    near = sum(t.mass * _met(t, figure.near) for t in query.terms) / mass
    unasked = sum(_unasked(s, query) for s in figure.shown)
    return near + 0.7 * counted_next + 0.3 * counted + 0.02 * (not quantity.spelled) - 0.03 * min(unasked, 5)


def _unasked(one: str, query: Query) -> bool:
    """A word beside the number that the question does not speak of: « 53 000 hectares supplémentaires »."""
    return not any(one in alternative.stems for term in query.terms for alternative in term.alternatives)


UNIT_NAMES = {
    "ha": "hectare ha", "m": "kilometre km metre m", "t": "tonne kilo", "€": "euro million", "%": "pourcent", "kWh": "gwh mwh kwh",
    "kW": "mwc mw kw", "jour": "jour", "an": "an annee", "mois": "mois", "heure": "heure", "m³": "litre m3", "semaine": "semaine",
}  # fmt: skip


def _unit_is(unit: str, head: str) -> bool:
    return any(head in (name, name + "s") for name in UNIT_NAMES.get(unit, "").split())


def _form(row: Row, query: Query, statement: Statement, passage: Passage) -> None:
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
    row[INDEX["close_together"]] = _closeness(query, statement)


def _explains(query: Query, text: str) -> bool:
    """Whether the statement gives the long form of an abbreviation asked about: « Société publique locale (SPL) »."""
    return bool(explained(query, text))


def explained(query: Query, text: str) -> str:
    """The long form that ``text`` gives for an abbreviation of the question, or an empty text."""
    if query.kind.asked != "definition":
        return ""
    asked = {term.word for term in query.terms}
    return next((long for short, long in explanations(text) if fold(short) in asked), "")


def _closeness(query: Query, statement: Statement) -> float:
    """Share of neighbouring question terms that stand within three words of each other in the statement."""
    places: list[int | None] = []
    for term in query.terms:
        keys = {s for a in term.alternatives if a.weight >= 0.5 for s in a.stems}
        places.append(next((i for i, s in enumerate(statement.ordered) if s in keys), None))
    pairs = list(zip(places, places[1:], strict=False))
    return sum(a is not None and b is not None and abs(a - b) <= 3 for a, b in pairs) / len(pairs) if pairs else 0.0
