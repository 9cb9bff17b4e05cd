"""How does a query become an answer in the report's own words, or an abstention?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.extractive.beside import put_right
from assistant.extractive.by_words import COVERED_FOR_NO
from assistant.extractive.choice import better_suited, can_answer
from assistant.extractive.compose import CITIZEN_LIMIT, compose
from assistant.extractive.demands import lacks_what_is_demanded, presupposes_an_event
from assistant.extractive.features import INDEX, Candidate, candidates, explained, meets
from assistant.extractive.fuller import complete
from assistant.extractive.model import Floats, RankerModel, answer_row, load_model
from assistant.extractive.overview import overview
from assistant.extractive.places import is_elsewhere
from assistant.extractive.scope import is_told_of_all
from assistant.extractive.verdicts import Verdict, decide
from assistant.french.breadth import Breadth
from assistant.french.query import Query
from assistant.french.questions import ATTRIBUTE_OF, CATEGORY_NOUNS, Asked
from assistant.french.spelling import is_ordinary
from assistant.french.text import squeeze
from assistant.types import Audience, Caution, Citation, Lack, Passage, RetrievedPassage

# Abstain below this probability. Balanced is even odds, as the model was trained on balanced classes. Careful gives half
# as many wrong answers; generous gives half of the right ones that balanced withholds (on dev: docs/caution.md).
MIN_ANSWERABILITY: dict[Caution, float] = {"prudent": 0.8, "equilibre": 0.5, "genereux": 0.3}
# How much of the question the nearest passage must treat to be worth naming in a refusal.
NEAREST_MIN_COVERED = 0.4
# A passage that speaks of less of the question than this answers nothing of it, whatever one word of it may resemble.
LEAST_COVERED = 0.1
# « chacune des 92 communes » to « combien de communes ? »
TOLD_OF_ALL = 0.6
EXPLAINED = 0.9
# What the words of a question must weigh, its attribute left out, to be about something (idf; « Métropole » alone: 0.3).
SUBJECT_MASS = 0.5
# A thing asked for by name and met nowhere in the passage: what is left of the probability.
OTHER_THING, HEAD_MET = 0.55, 0.3
# A question that words answer is mostly put in other words than the report's: what the model, trained on figures above all, gives
# it too little. In log odds; with it, even odds are those measured on development questions that the model had not seen.
IN_WORDS: dict[Asked, float] = {"open": 1.25, "why": 1.25, "how": 1.25, "who": 1.25, "definition": 1.25, "list": 0.5}
# « Quel prestataire a réalisé le bilan ? » is told by whom a text names, not by the word.
DOERS = frozenset(
    "prestataire prestataires operateur exploitant constructeur cabinet entreprise societe financeur financeurs company contractor specialiste expert".split()
)
# The highest probability given where a question is left open.
OPEN = 0.49
# A figure of another thing gives way to the next one of its passage, if that scores no lower than this and answers as likely.
NEXT_MARGIN, NEXT_LIKELY = 4.0, 0.6
# How much more of a question another sentence must meet for a figure to be another thing's.
MUCH_MORE = 0.3
# « ce cadre », « son capital »: the figure is told of what the sentence before names.
TAKES_UP = re.compile(
    r"\b(?:ce|cet|cette|ces|son|sa|ses|leurs?|ils?|elles?|y (?:est|sont|a|ont|etait))\b", re.IGNORECASE
)
ITS = re.compile(
    r"(?:Le chantier|Les travaux|Le projet|L['’]opération|L['’]équipement|L['’]ensemble|Le bâtiment|L['’]ouvrage|L['’]investissement|Le coût|Le budget|Son|Sa|Ses|Doté|Dotée|D['’]un|Il|Elle) ?\b(?!\w* y\b)"
)
# A verdict whose statement meets this share of the question makes the answer likely, unless the model all but excludes it.
SETTLED_SHARE, SETTLED = 0.6, 0.6
SETTLED_BY_NUMBER = 0.5
# What the model all but excludes; a bare « oui » needs more than a « non » or a figure, which rarely meet by chance.
DOUBTFUL, DOUBTFUL_YES = 0.1, 0.2
# A sentence that meets so much of a question that it leaves open is quoted, if it is no longer than this.
SPEAKS_OF_IT, LONGEST_QUOTE = 0.75, 350
# … and so much of it itself, and not by its headings.
SPEAKS_ITSELF = 0.3
# An agent wants a long list whole.
LIST_LIMITS: dict[Audience, int] = {"citizen": CITIZEN_LIMIT, "agent": 1200}

Say = Callable[..., str]
"""``say(name, **values)``: a sentence of ``prompts/abstention.md``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the passages give: an answer with its citations, or an abstention.

    ``answerability`` is the estimated probability, from 0 to 1, that the passages answer.
    """

    text: str
    abstained: bool
    citations: tuple[Citation, ...]
    answerability: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the passages say on a query, before it is decided whether that is said.

    Attributes:
        ranked: candidates with the ranker's scores, the one to answer with first; empty when there is none.
        answerability: the estimated probability, from 0 to 1, that they answer.
        lack: why nothing could be said, however low a probability is accepted; None when something could.
        verdict: of what the query supposes, when it supposes something.
    """

    query: Query
    ranked: Sequence[tuple[float, Candidate]]
    answerability: float = 0.0
    lack: Lack | None = "nothing_found"
    verdict: Verdict | None = None


class ExtractiveAnswerer:
    """Answers from retrieved passages.

    Args:
        say: gives the sentences of an abstention.
        model: ranker and answerability weights; None reads the shipped ones.
        min_answerability: abstain below this probability; higher is more careful.
    """

    def __init__(
        self,
        say: Say,
        model: RankerModel | None = None,
        *,
        min_answerability: float = MIN_ANSWERABILITY["equilibre"],
    ) -> None:
        self._say = say
        self._model = model or load_model()
        self._min_answerability = min_answerability

    def answer(self, query: Query, retrieved: Sequence[RetrievedPassage], audience: Audience = "citizen") -> Outcome:
        """The answer that the passages give, or an abstention that names the nearest subject."""
        return self.word(self.find(query, retrieved), audience)

    def word(self, finding: Finding, audience: Audience = "citizen", min_answerability: float | None = None) -> Outcome:
        """A finding in words. ``min_answerability``: in place of the answerer's own; 0 says all that can be said."""
        if not finding.ranked:
            return Outcome(self._say("not_in_report" if finding.query.text else "not_understood"), True, (), 0.0)
        least = self._min_answerability if min_answerability is None else min_answerability
        if finding.lack == "unsettled" and finding.verdict and _speaks_of_it(finding.verdict):
            return self._leave_open(finding.verdict, finding.answerability)
        if finding.lack or finding.answerability < least:
            # Nearest is what speaks of the subject, not what holds a figure of the kind asked for.
            return self._abstain(max(finding.ranked, key=lambda scored: scored[0])[1], finding.answerability)
        limit = LIST_LIMITS[audience] if finding.query.kind.asked == "list" else CITIZEN_LIMIT
        draft = compose(finding.query, finding.ranked, limit, finding.verdict)
        if audience == "agent":
            complete(draft, finding.ranked, self._say)
        return Outcome(draft.text, False, tuple(draft.citations), finding.answerability)

    def find(self, query: Query, retrieved: Sequence[RetrievedPassage]) -> Finding:
        """The passages' statements in order, and how likely it is that they answer."""
        found = candidates(query, retrieved)
        if not found:
            return Finding(query, (), lack="nothing_found" if query.text else "not_understood")
        scores = self._model.scores(found)
        order = sorted(range(len(found)), key=lambda i: (-scores[i], i))
        best = next((i for i in order if can_answer(query, found[i])), None)
        nearest = [(float(scores[order[0]]), found[order[0]])]
        if best is None:
            return Finding(query, nearest, lack="no_quantity")
        if _has_no_subject(query):
            return Finding(query, nearest, lack="no_subject")
        if found[best].row[INDEX["covered_by_passage"]] < LEAST_COVERED:
            return Finding(query, nearest, lack="nothing_near")
        answerability = self._answerability(query, found, scores, best)
        best = better_suited(query, found, scores, best)
        told_beside = query.kind.asked in ("where", "who", "why")
        if (
            (told_beside or query.kind.quantities)
            and not query.premise
            and not query.numbers
            and _what_it_lacks(query, found, best)
        ):
            best, answerability = self._in_its_place(query, found, scores, best, answerability)
        order.remove(best)
        order.insert(0, best)
        ranked = [(float(scores[i]), found[i]) for i in order]
        verdict: Verdict | None = None
        if query.kind.asked == "yes_no" or query.premise:
            verdict = decide(query, ranked)
        elif query.kind.quantities and query.numbers:
            verdict = put_right(query, ranked)
        lack = _what_it_lacks(query, found, best)
        if lack:
            answerability = min(answerability, OPEN)
        elif is_told_of_all(query, found[best], found):
            answerability = max(answerability, TOLD_OF_ALL)
        if (
            verdict
            and _is_settled(query, verdict)
            and answerability >= (DOUBTFUL_YES if verdict.says == "yes" and not verdict.figure else DOUBTFUL)
        ):
            answerability, lack = max(answerability, SETTLED), None
        if verdict and _is_of_another_thing(query, verdict):
            answerability, lack = min(answerability, OPEN), "demand"
        if verdict and _leaves_open(query, verdict):
            answerability, lack = min(answerability, OPEN), "unsettled"
        return Finding(query, ranked, answerability, lack, verdict)

    def sum_up(
        self,
        wanted: Breadth,
        query: Query,
        passages: Sequence[Passage],
        retrieved: Sequence[RetrievedPassage],
        audience: Audience,
    ) -> Outcome | None:
        """The summary that a broad question wants, where the passages give it. Arguments: see `overview`."""
        draft = overview(wanted, query, passages, retrieved, audience)
        return None if draft is None else Outcome(draft.text, False, tuple(draft.citations), 1.0)

    def _in_its_place(
        self, query: Query, found: Sequence[Candidate], scores: Floats, best: int, answerability: float
    ) -> tuple[int, float]:
        """The next statement of the passage that lacks nothing, with its probability; the best one where there is none."""
        chosen, told = found[best], INDEX["covered_by_text"]
        beside = (
            i
            for i in sorted(range(len(found)), key=lambda i: -scores[i])
            if i != best
            and scores[i] > scores[best] - NEXT_MARGIN
            and found[i].passage.passage_id == chosen.passage.passage_id
            and can_answer(query, found[i])
            and (query.kind.asked != "why" or found[i].row[told] >= chosen.row[told])
        )
        for i in beside:
            if not _what_it_lacks(query, found, i):
                estimated = self._answerability(query, found, scores, i)
                return (i, estimated) if estimated >= NEXT_LIKELY else (best, answerability)
        return best, answerability

    def _answerability(self, query: Query, found: Sequence[Candidate], scores: Floats, best: int) -> float:
        estimated = self._model.answerability(answer_row(query, found, scores, best))
        if query.kind.asked in IN_WORDS:
            favour = IN_WORDS[query.kind.asked]
            estimated = 1 / (1 + (1 / estimated - 1) * math.exp(-favour)) if estimated else 0.0
        if _asks_for_another_thing(query, found[best]):
            estimated *= OTHER_THING
        if query.kind.asked == "summary":
            # « Que dit le rapport sur … ? » is answered by any passage on the subject.
            row = found[best].row
            estimated = max(estimated, float(row[INDEX["covered_by_passage"]] * (1 - row[INDEX["names_missing"]])))
        # The long form of an abbreviation is the answer by construction.
        told = explained(query, found[best].statement.text, *found[best].passage.section)
        return max(estimated, EXPLAINED) if told else estimated

    def _leave_open(self, verdict: Verdict, answerability: float) -> Outcome:
        """Say that the report settles neither yes nor no, and what it does say of it, word for word."""
        passage, quote = verdict.by.passage, squeeze(verdict.by.statement.text).lstrip("-–• ").rstrip(" ;:,.")
        says = self._say("says_only", quote=f"“{quote}”." if "«" in quote else f"« {quote} ».")
        return Outcome(f"{self._say('not_settled')} {says} [1]", True, (Citation(1, passage, quote),), answerability)

    def _abstain(self, nearest: Candidate, answerability: float) -> Outcome:
        """Say that the report does not say; name the nearest subject when there is one."""
        sentence = self._say("not_in_report")
        subject = subject_of(nearest.passage.section)
        if not subject or nearest.row[INDEX["covered_by_passage"]] < NEAREST_MIN_COVERED:
            return Outcome(sentence, True, (), answerability)
        citation = Citation(1, nearest.passage, squeeze(nearest.statement.text))
        near = self._say("nearest_subject", subject=f"« {subject} »")
        return Outcome(f"{sentence} {near} [1]", True, (citation,), answerability)


def _what_it_lacks(query: Query, found: Sequence[Candidate], best: int) -> Lack | None:
    """What the question demands and a statement does not give; None where it lacks nothing."""
    chosen, whether = found[best], query.kind.asked == "yes_no"
    if not whether and presupposes_an_event(query, chosen):
        return "event"
    apart = not query.premise and not query.subject
    if lacks_what_is_demanded(query, chosen) or (apart and _is_told_without_figure(found, best)):
        return "demand"
    return "elsewhere" if not whether and _is_of_another_place(query, chosen) else None


def _is_of_another_place(query: Query, candidate: Candidate) -> bool:
    # « Et à Istres ? » of what the passage says of Mallemort; « côté » is no name although « Côte d'Azur » is.
    named = [t for t in query.terms[: query.n_own] if t.named and not is_ordinary(t.word)]
    if query.subject and not all(meets(t, candidate.passage) for t in named):
        return True
    return candidate.figure is not None and not query.premise and is_elsewhere(query, candidate)


def _is_settled(query: Query, verdict: Verdict) -> bool:
    """A computed figure contradicts what any question supposes; to confirm it answers only yes or no."""
    if query.kind.asked != "yes_no" and not query.premise:
        return False  # what was asked for stands beside it
    by_number = verdict.figure is not None and verdict.figure.quantity.kind != "date"
    if verdict.share < (SETTLED_BY_NUMBER if by_number else SETTLED_SHARE):
        return False
    if query.kind.asked == "yes_no":
        return verdict.says in ("yes", "no")
    return verdict.says == "no" and verdict.figure is not None


def _is_of_another_thing(query: Query, verdict: Verdict) -> bool:
    """« Pourquoi faut-il attendre 70 ans pour… ? » is not corrected by the five years of a plan."""
    return query.kind.asked != "yes_no" and verdict.figure is not None and verdict.share < COVERED_FOR_NO


def _leaves_open(query: Query, verdict: Verdict) -> bool:
    return query.kind.asked == "yes_no" and verdict.says in ("unsettled", "only")


def _speaks_of_it(verdict: Verdict) -> bool:
    """Whether its sentence says enough of what is asked, in few enough words, to be quoted where neither yes nor no is settled."""
    near = verdict.says == "only" or verdict.share >= SPEAKS_OF_IT
    near &= float(verdict.by.row[INDEX["covered_by_text"]]) >= SPEAKS_ITSELF
    return near and len(verdict.by.statement.text) <= LONGEST_QUOTE and not verdict.by.statement.introduces


def _has_no_subject(query: Query) -> bool:
    """« Quel est le budget de la Métropole ? »: an attribute of nothing that tells one passage from another."""
    if not query.kind.quantities or query.premise:
        return False
    return sum(t.mass for t in query.terms if t.word not in ATTRIBUTE_OF) < SUBJECT_MASS


def _is_told_without_figure(found: Sequence[Candidate], best: int) -> bool:
    """Whether another sentence of the passage, without such a figure, speaks much more of what is asked: « 200 agents » of one
    action are not those of the training told after it."""
    chosen = found[best]
    covered = INDEX["covered_by_text"]
    if chosen.figure is None or chosen.row[INDEX["years_met"]]:
        return False  # what was in the very year that is asked about
    # A share says itself what it is of.
    goes_on = TAKES_UP.search(chosen.statement.text) and chosen.figure.quantity.kind != "percent"
    # « Son coût est estimé à… »: of what the passage is about, although another sentence stands between.
    of_the_topic = ITS.match(chosen.statement.text)
    return any(
        c.figure is None
        and c.passage.passage_id == chosen.passage.passage_id
        and c.row[covered] > chosen.row[covered] + MUCH_MORE
        and not (goes_on and c.statement.position == chosen.statement.position - 1)
        and not (of_the_topic and c.statement.position < chosen.statement.position)
        for c in found
    )


def _asks_for_another_thing(query: Query, candidate: Candidate) -> bool:
    """« Quel architecte… », « Combien de loups… » where no passage found speaks of architects or wolves."""
    if query.head is None or query.kind.head in CATEGORY_NOUNS or query.kind.head in DOERS:
        return False
    return candidate.row[INDEX["head_met"]] < HEAD_MET and not meets(query.terms[query.head], candidate.passage)


def subject_of(section: Sequence[str]) -> str:
    """The nearest heading as a subject, without its numbering; no figure, so that none looks like an answer."""
    for title in reversed(section):
        bare = re.sub(r"^(?:partie [ivxlc\d]+|\d+|[a-z]|zoom)\s*[.)–:-]\s*", "", title, flags=re.IGNORECASE)
        bare = next(
            (piece for piece in (bare, bare.split(",")[0], bare.split(":")[0]) if not re.search(r"\d", piece)), ""
        )
        if bare.strip():
            return squeeze(bare).rstrip(" .")
    return ""
