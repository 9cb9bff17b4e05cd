"""Which of the statements found is the one to answer with?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extractive.another import counts_another_thing, is_of_another_rank_or_year
from assistant.extractive.coverage import MET, asking_part
from assistant.extractive.features import INDEX, PRONOUN, Candidate
from assistant.extractive.model import Floats
from assistant.extractive.named import lacks_a_name
from assistant.extractive.price import FOR_FREE, PRICED, TOLD_FREE
from assistant.french.query import Query
from assistant.french.text import fold

# How much lower another statement of the passage may score and still be taken for its name or its whole figure.
SUITED_MARGIN = 3.0
# « L'exploitation en est confiée à… »
OF_IT = re.compile(r"\b(?:en|y) (?:est|sont|a|ont)\b")
# « Qu'y avait-il avant à la place des panneaux ? »
WHAT_BEFORE = re.compile(
    r"\b(?:y (?:a|avait)|avait|etait|a|c'etait)(?:[- ]il)? (?:donc )?quoi\b.*\bavant\b|\bqu'y avait-il (?:avant|autrefois|jadis)|\by avait quoi\b.*\bautrefois\b|\bwhat (?:was|used to be) there before\b"
)
FORMER = re.compile(r"\banciens?\b|\bancienne\w*\b|\bautrefois\b|\bjadis\b|\bfriches?\b|\bformer\b")
# « quoi comme animations », « par quoi remplacer… ? »: several things are asked for.
SEVERAL = re.compile(
    r"\bquoi comme\b|\bpar quoi\b|\bavec quoi\b.*\b(?:a la place|au lieu)\b|\bqu'y avait-il a (?:voir|faire)\b"
)
LISTING_MARGIN = 8.0
# « Présidée par Karim Ambre, elle… », « Son architecte, … »
GOES_ON = re.compile(r"(?:[A-ZÀ-Ý][a-zà-ÿ]+(?:é|i|u|is|it|t)e?s? (?:par|à|en|de|avec)|Son|Sa|Ses|Leurs?)\b")
# Who made a thing is no brand.
A_BRAND = re.compile(r"\b(?:marques?|brands?)\b")
# The share of what the best statement meets of a question that one with a name has to meet.
AS_MUCH = 0.8
# « combinant électrification, gaz et hydrogène »
ENUMERATES = re.compile(r"(?:[^,;:]{2,50}, ){2,}[^,;:]{2,50} (?:et|ou) ")
LISTED = re.compile(
    r"\bquel(?:le)?s (?:sont l[ea]s )?(?:grande?s |principa\w+ )?(\w+)|\bquoi comme (\w+)|\bwhich (\w+)"
)
PRONOUN_OR_THIS = re.compile(r"\b(?:cette|ce|cet|ces|il|elle|ils|elles)\b", re.IGNORECASE)


def better_suited(query: Query, found: Sequence[Candidate], scores: Floats, best: int) -> int:
    """Another statement when the best one has the wrong name or only a part of the figure; else ``best``.

    « À Allauch ? » is not answered by the sentence on Marseille beside it, nor « combien d'hectares ? » by the
    additional ones when the total stands nearby.
    """
    chosen = found[best]

    def suits(i: int) -> bool:
        other = found[i]
        near = scores[i] > scores[best] - SUITED_MARGIN and (chosen.figure is None) == (other.figure is None)
        return i != best and near and other.passage.passage_id == chosen.passage.passage_id

    asked = asking_part(query.own)
    wants_a_name = query.kind.asked != "yes_no" and not query.kind.quantities and not A_BRAND.search(asked)
    if wants_a_name and lacks_a_name(query, asked, chosen):
        # « Quelle société… ? » is answered by the sentence that names one.
        naming = [
            i
            for i in range(len(found))
            if suits(i) and _tells_as_much(found[i], chosen) and not lacks_a_name(query, asked, found[i])
        ]
        if naming:
            return max(naming, key=lambda i: scores[i])
    if FOR_FREE.search(asked) and not query.kind.quantities and not PRICED.search(fold(chosen.statement.text)):
        # « Qui voyage sans payer ? » is told by the sentence that says what is free.
        free = [i for i in range(len(found)) if suits(i) and TOLD_FREE.search(fold(found[i].statement.text))]
        if free:
            return max(free, key=lambda i: scores[i])
    if query.years and chosen.figure is not None and is_of_another_rank_or_year(query, chosen):
        # « … veut-elle produire en 2035 ? » is told by the aim for 2035, not by today's share.
        of_the_year = [
            i
            for i in range(len(found))
            if suits(i) and found[i].row[INDEX["years_met"]] and not is_of_another_rank_or_year(query, found[i])
        ]
        if of_the_year:
            return max(of_the_year, key=lambda i: scores[i])
    missing = float(chosen.row[INDEX["names_missing_here"]])
    named = [i for i in range(len(found)) if suits(i) and found[i].row[INDEX["names_missing_here"]] < missing]
    if named:
        return max(named, key=lambda i: (-found[i].row[INDEX["names_missing_here"]], scores[i]))
    if query.kind.asked == "list" and not chosen.statement.introduces and not ENUMERATES.search(chosen.statement.text):
        following = next((i for i in range(len(found)) if _follows(found[i], chosen)), best)
        told = found[following].statement.text
        if ENUMERATES.search(told) and PRONOUN_OR_THIS.search(told):
            return following
    if query.kind.asked == "list" and (noun := LISTED.search(asked)):
        # « Quoi comme animations ? »: of what the passage is on, the sentence that lists them.
        wanted = [t for t in query.terms if t.word in noun.groups()]
        if wanted and not any(t.worth(chosen.statement.stems) >= MET for t in wanted):
            listed = [
                i
                for i in range(len(found))
                if _beside(found[i], chosen)
                and scores[i] > scores[best] - LISTING_MARGIN
                and ENUMERATES.search(found[i].statement.text)
                and any(t.worth(found[i].statement.stems) >= MET for t in wanted)
            ]
            if listed:
                return max(listed, key=lambda i: scores[i])
    if WHAT_BEFORE.search(asked) and not FORMER.search(fold(chosen.statement.text)):
        former = [
            i
            for i in range(len(found))
            if i != best and _beside(found[i], chosen) and FORMER.search(fold(found[i].statement.text))
        ]
        if former:
            return max(former, key=lambda i: scores[i])
    if (
        SEVERAL.search(asked)
        and not chosen.statement.introduces
        and not chosen.statement.is_item
        and not ENUMERATES.search(chosen.statement.text)
    ):
        listing = [
            i for i in range(len(found))
            if _beside(found[i], chosen) and scores[i] > scores[best] - LISTING_MARGIN and ENUMERATES.search(found[i].statement.text)
        ]  # fmt: skip
        if listing:
            return max(listing, key=lambda i: scores[i])
    if chosen.row[INDEX["figure_partial"]] and chosen.figure is not None:
        unit = chosen.figure.quantity.unit
        whole = [
            i for i in range(len(found))
            if suits(i) and not found[i].row[INDEX["figure_partial"]] and (f := found[i].figure) and f.quantity.unit == unit
            and not (query.years and is_of_another_rank_or_year(query, found[i]))
            and not counts_another_thing(query, f)
        ]  # fmt: skip
        if whole:
            return max(whole, key=lambda i: scores[i])
    return best


def _tells_as_much(one: Candidate, other: Candidate) -> bool:
    """Whether a statement of the same passage speaks of what is asked as the other one does, or takes it up."""
    covered = INDEX["covered_by_text"]
    return bool(one.row[covered] >= AS_MUCH * other.row[covered]) or (
        bool(GOES_ON.match(one.statement.text) or PRONOUN.match(one.statement.text) or OF_IT.search(one.statement.text))
        and _follows(one, other)
    )


def _beside(one: Candidate, other: Candidate) -> bool:
    return one.passage.passage_id == other.passage.passage_id and one.statement.position != other.statement.position


def _follows(one: Candidate, other: Candidate) -> bool:
    beside = one.passage.passage_id == other.passage.passage_id
    return beside and one.statement.position == other.statement.position + 1


def can_answer(query: Query, candidate: Candidate) -> bool:
    """A price needs an amount, « quand » a date: without a quantity of the kind asked for there is no answer."""
    return not query.kind.quantities or query.premise or candidate.figure is not None
