"""Does the report bear out what a question supposes: yes, no, or does it not settle it?

Figures and dates are computed, words that exclude each other looked up, and what is left has to be covered. Nothing is
decided by what is not there: a statement that leaves a word of weight open settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.extractive.claims import PERSON, Claim, bears_out, claims, comparable, same_side
from assistant.extractive.features import CAPITAL, PRONOUN, Candidate
from assistant.figures import Figure, statements
from assistant.french.contrasts import DONE, NEGATION, NOT_YET, PART, UNIVERSAL, UPHEAVAL, agreeing, contrast
from assistant.french.numbers import SCALES, TENS_WORDS, UNITS_WORDS
from assistant.french.query import Query, Term
from assistant.french.text import english_stem, fold, stem
from assistant.types import Passage

Says = Literal["yes", "no", "only", "unsettled"]

# How far below the best statement another one may score and still settle the question, and how many are looked at.
MARGIN, LOOKED_AT = 2.5, 8
# What a point of the ranker's score weighs against the share of the question that a statement meets.
SCORE_WEIGHT = 0.08
# What a statement of another passage than the best one loses.
OTHER_PASSAGE = 0.1
# A term is met by an equivalent of this weight; one that is near rather than the same counts in part.
MET, SURE, WEAK = 0.3, 0.45, 0.6
# « 53 000 hectares supplémentaires » is not the whole that a claim is about.
PARTIAL = 0.2
# Share of the question's weight that must be met: for a « oui »; for one whose figure was computed; for a « non » by a
# word or a name; and by the statement itself rather than by its passage.
COVERED, COVERED_WITH_FIGURE, COVERED_FOR_NO, COVERED_HERE = 0.58, 0.3, 0.45, 0.35
# A noun of this share may not be left open. What a verb left open counts: verbs are what paraphrases change.
HEAVY, VERB = 0.28, 0.5
# Words that carry no fact of their own: « faire l'objet de », « avoir lieu », « courir jusqu'en ».
LIGHT = frozenset(
    stem(w)
    for w in """fait faire font objet lieu partie parti cas mise mettre oeuvre place organise organiser dispose disposer beneficie beneficier agit appelle
    nomme possible droit aussi ainsi chose aujourd'hui annee realise realiser effectue effectuer moment til fois toujours non nan oui jamais seul seule seuls
    seules court courir dure durer etale etaler va vont compte atteint atteindre depasse depasser depassent moitie tiers ok quoi meme hein bon ca aurait
    existe figure figurent prevu prevue million millions milliard milliards want really currently still right only yet
    part parts under over than fewer less more least most half been""".split()
)
BEFORE_NOUNS = frozenset(stem(w) for w in "nouveaux nouvelles nouveau nouvelle grands grandes grand petits petites autres premiers premieres vrais belles".split())
NUMBER_WORDS = frozenset((*UNITS_WORDS, *TENS_WORDS, *SCALES))
CLAUSE = re.compile(r"[,;:()]| (?:tandis que|alors que|mais|afin|pour|et) ")
ASKING = re.compile(r"\best[- ]ce (?:que |qu')|\bverifier (?:que|si) |\bsavoir si ", re.IGNORECASE)
VERBAL = re.compile(
    r"(?:\b(?:a|ont|est|sont|ete|etait|etaient|peut|peuvent|doit|doivent|va|vont|ils?|elles?|on|se|s'|y|en|pour|de|d'|qui|to|can|be|been|has|have)|[- ](?:ils?|elles?|on)) $"
)
INFINITIVE = re.compile(r"(?:er|ir|re)$")
PLACED = re.compile(r"\b(?:a|au|aux|dans|sur|en|in|at) (?:l[ea]s? |l'|the )?$")
LOCATED = re.compile(r"\b(?:c'est|est|sont|se trouv\w+|situe\w*|a lieu|ont lieu|implante\w*|installe\w*)(?:[- ](?:ils?|elles?|bien))* (?:a|au|aux|dans|sur|en|in|at) (?:l[ea]s? |l'|the )?$")
PLACE_SAID = re.compile(r"\b(?:à|au|aux|dans|sur|en|entre) (?:l[ea]s? |l['’])?(?:\w+ ){0,2}[A-ZÀ-Ý][\w’'-]{2,}|^Sur l")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the report says of a question's supposition.

    Attributes:
        share: how much of the question the statement meets, from 0 to 1.
        says: ``"only"``: the report speaks of it, as an aim or as a part; it neither confirms nor denies.
        by: the candidate whose statement says it.
        figure: the report's own figure or date, where one was compared.
    """

    says: Says
    by: Candidate
    share: float
    figure: Figure | None = None


def decide(query: Query, ranked: Sequence[tuple[float, Candidate]]) -> Verdict:
    """The verdict of the statement that speaks most of what is asked; ``ranked`` is best first, not empty."""
    supposed = claims(query.text, query.numbers)
    asked = _asked_terms(query)
    best_score, best = ranked[0]
    near = [(s, c) for s, c in ranked[: 3 * LOOKED_AT] if s >= best_score - MARGIN or c.passage == best.passage]
    read = [(score, _Reading(query, asked, c)) for score, c in near[:LOOKED_AT]]
    judged = [(verdict := _judge(r, supposed), _weight(verdict, r, score, best)) for score, r in read]
    # A statement that holds a figure of the very thing goes before one that only covers more words.
    return max(judged, key=lambda j: (_settles(j[0], supposed), j[1]))[0]


def _weight(verdict: Verdict, reading: _Reading, score: float, best: Candidate) -> float:
    partial = verdict.figure is not None and verdict.figure.partial
    elsewhere = reading.candidate.passage.passage_id != best.passage.passage_id
    return reading.share + SCORE_WEIGHT * score - PARTIAL * partial - OTHER_PASSAGE * elsewhere


def _settles(verdict: Verdict, supposed: Sequence[Claim]) -> bool:
    return verdict.says != "unsettled" and (verdict.figure is not None or not any(_needs_figure(c) for c in supposed))


def judge(query: Query, candidate: Candidate) -> Verdict:
    """The verdict of one statement."""
    return _judge(_Reading(query, _asked_terms(query), candidate), claims(query.text, query.numbers))


def _needs_figure(claim: Claim) -> bool:
    """Whether nothing but a figure settles the claim; « en 2025 » may be understood."""
    return not claim.is_date or claim.relation != "equal"


def _judge(reading: _Reading, supposed: Sequence[Claim]) -> Verdict:
    candidate = reading.candidate
    compared = [(claim, *_counterpart(claim, reading)) for claim in supposed]
    figure = next((f for _, f, fits in compared if f is not None and not fits), None)
    if figure is not None:
        says: Says = "no" if reading.share >= COVERED_WITH_FIGURE else "unsettled"
        return Verdict(says, candidate, reading.share, figure)
    if any(f is None and (_needs_figure(claim) or not _understood(claim, candidate)) for claim, f, _ in compared):
        return Verdict("unsettled", candidate, reading.share)
    borne_out = next((f for claim, f, _ in compared if f is not None and _needs_figure(claim)), None)
    return Verdict(_in_words(reading, by_figure=borne_out is not None), candidate, reading.share, borne_out)


def _understood(claim: Claim, candidate: Candidate) -> bool:
    """A year that the report's title, a heading or another sentence of the passage says."""
    passage = candidate.passage
    return str(int(claim.quantity.value) // 10000) in f"{passage.document} {' '.join(passage.section)} {passage.text}"


def _asked_terms(query: Query) -> dict[Term, float]:
    """The terms of the part that asks, each with its weight; verbs weigh less."""
    text = fold(query.text)
    opening = ASKING.search(text)
    asking = text[opening.end() :] if opening else text
    terms = [t for t in query.terms if t.alternatives[0].stems[0] not in LIGHT and stem(t.word) not in LIGHT]
    if query.numbers:
        terms = [t for t in terms if t.word not in NUMBER_WORDS and not PERSON.fullmatch(t.word)]
    inside = [t for t in terms if t.word in asking]
    weights = {}
    for term in inside if len(inside) > 1 else terms:
        place = text.find(term.word)
        verb = place > 0 and not term.named and VERBAL.search(text[max(0, place - 12) : place])
        weights[term] = term.mass * (VERB if verb else 1.0)
    return weights


class _Reading:
    """One statement as read for one question: which of its terms are met where."""

    def __init__(self, query: Query, asked: dict[Term, float], candidate: Candidate) -> None:
        self.query, self.candidate, self.asked = query, candidate, asked
        self.text = candidate.statement.text
        self.read = _in_reach(candidate)
        passage = _stems_of(candidate.passage)
        self.mass = sum(asked.values()) or 1.0
        met = {t: 1.0 if agreeing(t.word, self.text) else worth(t, self.read) for t in asked}
        self.met = [t for t in asked if met[t] >= MET]
        self.contrast = contrast(query.text, self.text)
        self.elsewhere = [t for t in asked if t not in self.met and worth(t, passage) >= MET]
        self.missing = [t for t in asked if t not in self.met and t not in self.elsewhere]
        opposed = [t for t in self.missing if contrast(t.word, self.text)]
        weak = sum(asked[t] for t in self.met if met[t] < SURE)
        self.here = (sum(asked[t] for t in (*self.met, *opposed)) - (1 - WEAK) * weak) / self.mass
        # Half for what only the rest of the passage speaks of: the subject, mostly.
        self.share = self.here + 0.5 * sum(asked[t] for t in self.elsewhere) / self.mass

    @property
    def clause(self) -> str:
        """The part of the statement, between commas, that meets most of the question."""
        clauses = [c for c in CLAUSE.split(self.text) if c.strip()] or [self.text]
        read = [frozenset(stem(w) for w in _plain_words(c)) for c in clauses]
        weights = [sum(mass * worth(t, r) for t, mass in self.asked.items()) for r in read]
        return clauses[max(range(len(clauses)), key=lambda i: (weights[i], -i))]


def _in_reach(candidate: Candidate) -> frozenset[str]:
    """Stems of the statement, of the sentence that it takes up, of what introduces its list and of its headings."""
    parts, statement = statements(candidate.passage), candidate.statement
    read = statement.stems
    before = parts[statement.position - 1] if statement.position else None
    if statement.is_item:
        while before is not None and before.is_item and not before.introduces:
            before = parts[before.position - 1] if before.position else None
    if before is not None and (statement.is_item or PRONOUN.match(statement.text)):
        read = read | before.stems
    return read.union(*(_stems(title) for title in candidate.passage.section[-2:]))


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in _plain_words(text))


@lru_cache(maxsize=20_000)
def _stems_of(passage: Passage) -> frozenset[str]:
    return frozenset[str]().union(*(_stems(t) for t in passage.section), *(s.stems for s in statements(passage)))


def presupposes_an_event(query: Query, candidate: Candidate) -> bool:
    """Whether the question takes for granted that something happened of which the passage knows nothing.

    « Pourquoi la piscine a-t-elle fermé ? » has no answer in a passage that tells of its opening hours alone. A word that
    the statement contradicts (« fermé », « rouvert ») is answered by it.
    """
    text, passage = candidate.passage.text, _stems_of(candidate.passage)
    unmet = [t for t in query.terms if UPHEAVAL.match(t.word) and worth(t, passage) < MET and not agreeing(t.word, text)]
    return bool(unmet) and not contrast(query.text, text)


def _plain_words(text: str) -> Iterator[str]:
    yield from re.findall(r"[^\W_]+", fold(text))


def worth(term: Term, present: frozenset[str]) -> float:
    """Weight of the best alternative of a term whose stems are all there; 0 when none is."""
    return next((a.weight for a in term.alternatives if all(s in present for s in a.stems)), 0.0)


def _counterpart(claim: Claim, reading: _Reading) -> tuple[Figure | None, bool]:
    """The figure of the statement that is of the same thing as the claim, and whether it bears it out."""
    found: tuple[float, Figure, bool] | None = None
    for figure in reading.candidate.statement.figures:
        if not comparable(claim, figure) or not _counts(claim, figure, reading):
            continue
        fits = bears_out(claim, figure.quantity)
        if claim.is_date and not fits and _is_aim(figure, reading):
            continue
        near = sum(mass * worth(t, figure.near) for t, mass in reading.asked.items()) / reading.mass
        counted = sum(mass * worth(t, frozenset(figure.counted[:3])) for t, mass in reading.asked.items()) / reading.mass
        # The very figure stands first; a comparison that holds only breaks a tie, but one of several age limits is meant.
        limit = figure.quantity.kind == "age" and same_side(claim, figure.quantity)
        fit = near + counted + (0.5 if claim.relation == "equal" else 0.01) * fits + 0.5 * limit - PARTIAL * figure.partial
        if found is None or fit > found[0] + 1e-9:
            found = fit, figure, fits
    return (found[1], found[2]) if found else (None, False)


def _is_aim(figure: Figure, reading: _Reading) -> bool:
    """« d'ici 2035 » does not deny what was done in 2025."""
    offset = reading.candidate.statement.start
    lead = fold(reading.text[max(0, figure.start - offset - 12) : figure.end - offset])
    return bool(NOT_YET.search(lead)) and not NOT_YET.search(fold(reading.query.text))


def _counts(claim: Claim, figure: Figure, reading: _Reading) -> bool:
    """Whether a bare number counts what the claim counts: « 64 communes » for « au moins 60 communes »."""
    quantity = figure.quantity
    if quantity.kind not in ("count", "rank") or quantity.unit not in ("", "e"):
        return True
    counted = frozenset(figure.counted[:4])
    if not claim.counted:
        return any(worth(t, counted) >= MET for t in reading.asked)
    # An adjective may stand before the noun, in English as a rule.
    first = 3 if reading.query.english else 1 + (claim.counted[0] in BEFORE_NOUNS)
    nouns = frozenset(claim.counted[:first]) - BEFORE_NOUNS
    if nouns & counted:
        return True
    asked = [t for t in reading.query.terms if t.alternatives[0].stems[0] in nouns or english_stem(t.word) in nouns]
    return any(worth(t, counted) >= MET for t in asked)


def _in_words(reading: _Reading, *, by_figure: bool) -> Says:
    """The verdict of the words, once the figures agree."""
    asked, said = fold(reading.query.text), fold(reading.text)
    contradicted = reading.contrast or _denies(reading) or (not by_figure and _names_another(reading))
    if contradicted and reading.share >= COVERED_FOR_NO:
        return "no"
    if by_figure:
        return "yes" if reading.share >= COVERED_WITH_FIGURE else "unsettled"
    named = any(t.named for t in reading.missing)
    open_noun = any(reading.asked[t] > HEAVY * reading.mass and not INFINITIVE.search(t.word) for t in reading.missing)
    if named or open_noun or reading.here < COVERED_HERE or reading.share < COVERED:
        return "unsettled"
    if UNIVERSAL.search(asked) and not UNIVERSAL.search(said):
        return "no" if PART.search(said) else "only"
    if NOT_YET.search(fold(reading.clause)) and not NOT_YET.search(asked):
        return "no" if DONE.search(asked) else "only"
    return "yes"


def _denies(reading: _Reading) -> bool:
    return bool(NEGATION.search(fold(reading.clause))) and not NEGATION.search(fold(reading.query.text))


def _names_another(reading: _Reading) -> bool:
    """Whether the statement names another place or body than the one asked about."""
    text = fold(reading.query.text)
    if any(t.named for t in reading.missing):
        return bool(CAPITAL.search(reading.text))
    if not PLACE_SAID.search(reading.text):
        return False
    before = {t: text[: max(text.find(t.word), 0)] for t in (*reading.elsewhere, *reading.missing)}
    return any(LOCATED.search(lead) or (t.named and PLACED.search(lead)) for t, lead in before.items())
