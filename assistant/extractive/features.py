"""How well does a statement fit a question? The features of the ranker and of the answerability model.

Every feature is a number of about 0 to 1, named in `FEATURES`, so that a person can read what each
one weighs (``python -m assistant.training.train_ranker --print``).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.extractive.fitting import Asked, best_figure
from assistant.figures import Figure, Statement, statements
from assistant.french.abbreviations import explanations
from assistant.french.query import Query, years_in
from assistant.french.terms import Term
from assistant.french.text import STOP_WORDS, fold, stem, words
from assistant.types import Passage, RetrievedPassage

NEIGHBOUR_SHARE = 0.5

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
    asked = Asked(query)
    drafts = [draft for r in retrieved for draft in _of_passage(asked, r, best, top)]
    rows = np.stack([row for _, _, row, _ in drafts])
    for name in ("covered", "figure_near"):
        column = rows[:, INDEX[name]]
        rows[:, INDEX[f"{name}_relative"]] = column / (column.max() or 1.0)
    here = rows[:, INDEX["names_missing_here"]]
    rows[:, INDEX["names_elsewhere"]] = here - here.min()
    return [Candidate(r, s, rows[i], figure, lead) for i, (r, s, _, (figure, lead)) in enumerate(drafts)]


def _of_passage(
    asked: Asked, retrieved: RetrievedPassage, best: Mapping[str, float], top: float
) -> Iterator[tuple[RetrievedPassage, Statement, Row, tuple[Figure | None, float]]]:  # fmt: skip
    passage, query, terms = retrieved.passage, asked.query, asked.terms
    headings, own_heading, everything = _surroundings(passage)
    signals = retrieved.signals
    base = np.zeros(len(FEATURES), dtype=np.float32)
    in_passage = [t.worth(everything) for t in terms]
    # Most terms stand nowhere in a passage, and then in none of its sentences.
    met = [t if there else None for t, there in zip(terms, in_passage, strict=True)]
    in_headings = [t.worth(headings) if t else 0.0 for t in met]
    in_own_heading = [0.8 * t.worth(own_heading) if t else 0.0 for t in met]
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
    # The authority of the report is what every passage is about.
    named = [i for i in asked.named if not is_of_the_title(terms[i], passage)]
    base[INDEX["names_missing"]] = sum(in_passage[i] < 0.5 for i in named) / len(named) if named else 0.0
    if query.years:
        read = f"{passage.document} {' '.join(passage.section)} {passage.text}"
        base[INDEX["year_missing"]] = sum(str(year) not in read for year in query.years) / len(query.years)
    beside = [max(NEIGHBOUR_SHARE * above, near) for above, near in zip(in_headings, in_own_heading, strict=True)]
    around = beside
    for statement in statements(passage):
        if statement.introduces:
            here = [0.8 * t.worth(statement.stems) if t else 0.0 for t in met]
            around = [max(near, said) for near, said in zip(beside, here, strict=True)]
        elif not statement.is_item:
            around = beside
        row = base.copy()
        in_text = [t.worth(statement.stems) if t else 0.0 for t in met]
        in_reach = [here if here > near else near for here, near in zip(in_text, around, strict=True)]
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
        if sum(map(bool, in_text)) > 1:
            row[INDEX["close_together"]] = _closeness(asked, statement)
        yield retrieved, statement, row, figure


def meets(term: Term, passage: Passage, least: float = 0.3) -> bool:
    """Whether the passage or its headings speak of ``term`` at all, or by an equivalent of this weight."""
    return term.worth(_surroundings(passage)[2]) >= least


def is_of_the_title(term: Term, passage: Passage) -> bool:
    """Whether a name is in the title of the report, that of the authority mostly: it tells no passage from another."""
    return term.named and _stems_of_title(passage.document).issuperset(term.alternatives[0].stems)


@lru_cache(maxsize=1_000)
def _stems_of_title(title: str) -> frozenset[str]:
    return frozenset(stem(w.folded) for w in words(title) if w.folded not in STOP_WORDS)


@lru_cache(maxsize=20_000)
def _surroundings(passage: Passage) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Stems of all headings above a passage, of the nearest one alone, and of headings and text together."""
    per_heading = [frozenset(stem(w.folded) for w in words(t) if w.folded not in STOP_WORDS) for t in passage.section]
    headings = frozenset[str]().union(*per_heading)
    own = per_heading[-1] if per_heading else frozenset()
    return headings, own, headings.union(*(s.stems for s in statements(passage)))


def _figures(row: Row, asked: Asked, statement: Statement) -> tuple[Figure | None, float]:
    """Fill the features about quantities; gives the figure of the wanted kind that fits best, and its lead."""
    query = asked.query
    if query.years:
        years = years_in(f.quantity for f in statement.figures)
        row[INDEX["years_met"]] = sum(y in years for y in query.years) / len(query.years)
        row[INDEX["year_other"]] = float(bool(years) and not years & set(query.years))
    if asked.values:
        stated = {(f.quantity.kind, f.quantity.value) for f in statement.figures}
        row[INDEX["numbers_met"]] = sum(v in stated for v in asked.values) / len(asked.values)
        other = any(k == kind for k, _ in stated for kind, _ in asked.values)
        row[INDEX["number_other"]] = float(not row[INDEX["numbers_met"]] and other)
    if not query.kind.quantities:
        return None, math.inf
    best = best_figure(statement, asked)
    row[INDEX["kind_missing"]] = float(best is None)
    if best is None:
        return None, math.inf
    figure = best.figure
    row[INDEX["kind_met"]] = 1.0
    row[INDEX["figure_near"]] = max(min(best.fit, 2.0), 0.0) / 2.0
    row[INDEX["figure_partial"]] = float(figure.partial and not asked.wants_more)
    row[INDEX["date_for_when"]] = float(query.kind.asked == "when")
    if asked.head is not None:
        row[INDEX["head_counted_next"]] = asked.head.worth(frozenset(figure.counted[:1]))
        row[INDEX["head_counted"]] = asked.head.worth(frozenset(figure.counted))
        row[INDEX["other_counted"]] = float(query.kind.asked == "how_many" and row[INDEX["head_counted_next"]] < 0.3)
    return figure, best.lead


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


def explained(query: Query, *texts: str) -> str:
    """The long form that a text gives for an abbreviation of the question, the first that does; or an empty text."""
    if query.kind.asked != "definition":
        return ""
    asked = {term.word for term in query.terms}
    found = (long.strip(" «»") for text in texts for short, long in explanations(text) if fold(short) in asked)
    return next(found, "")


def _closeness(asked: Asked, statement: Statement) -> float:
    """Share of neighbouring question terms that stand within three words of each other in the statement."""
    first: dict[str, int] = {}
    for i, one in enumerate(statement.ordered):
        first.setdefault(one, i)
    places = [min((first[k] for k in keys & statement.stems), default=None) for keys in asked.keys]
    pairs = list(itertools.pairwise(places))
    return sum(a is not None and b is not None and abs(a - b) <= 3 for a, b in pairs) / len(pairs) if pairs else 0.0
