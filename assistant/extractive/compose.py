"""How is an answer worded? The thing asked for first, then the report's sentence, nothing that it does not say.

Every piece is a verbatim stretch of a passage; only the joints (« Oui. », « Non : ») are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from assistant.extractive.another import counts_another_thing
from assistant.extractive.demands import BY_HOW_MUCH, OTHER_YEAR, VARIATION
from assistant.extractive.features import INDEX, PRONOUN, Candidate, explained
from assistant.extractive.places import is_aside
from assistant.extractive.verdicts import Verdict
from assistant.figures import Figure, Statement, statements
from assistant.french.contrasts import NOT_YET
from assistant.french.query import Query
from assistant.french.spelling import is_ordinary
from assistant.french.text import fold, squeeze
from assistant.types import Citation, Passage

CITIZEN_LIMIT = 700
CONTEXT_LIMIT = 500
SECOND_SENTENCE_MARGIN = 1.0
# How much better a figure must fit than any other of its sentence to be said alone, before the sentence.
SURE_LEAD = 0.5
# « un budget prévisionnel de 174,7 M€ »: without its adjective it would be a budget that was spent.
RESERVED_NOUN = re.compile(
    r"\b[^\W\d_][\w-]*\s+(?:prévisionnel|prévu|estimé|estimatif|estimative|programmé|projeté|envisagé|potentiel|maximal|minimal|annuel)(?:le)?e?s?"
    r"\s+(?:de\s|d['’]|:\s|à\s)\s*$"
)

# How much more of a question one item of a list must meet than the other lines to be the answer alone.
STANDS_OUT = 0.25
# Share of the question below which a sentence owes its sense to its heading.
SAYS_ITSELF = 0.15


@dataclass
class Draft:
    """An answer being worded: its pieces in order and the citations they need."""

    pieces: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def cite(self, passage: Passage, quote: str) -> int:
        """The marker of a passage; a passage has one marker however often it is cited."""
        for citation in self.citations:
            if citation.passage.passage_id == passage.passage_id:
                return citation.marker
        self.citations.append(Citation(len(self.citations) + 1, passage, quote))
        return len(self.citations)

    def add(self, text: str, passage: Passage, quote: str, *, separator: str = " ") -> None:
        """Append a sentence with its marker."""
        sentence = _as_sentence(text)
        self.pieces.append(f"{separator if self.pieces else ''}{sentence} [{self.cite(passage, quote)}]")

    @property
    def text(self) -> str:
        """The answer as it stands."""
        return "".join(self.pieces)


def compose(
    query: Query, ranked: Sequence[tuple[float, Candidate]], limit: int = CITIZEN_LIMIT, verdict: Verdict | None = None
) -> Draft:
    """Word the answer from the statements, best first (scores are the ranker's).

    Args:
        ranked: at least one candidate.
        limit: longest answer, in characters.
        verdict: of what the question supposes, when it supposes something.
    """
    best = ranked[0][1]
    draft = Draft()
    asked = query.kind.asked
    if verdict is not None and asked == "yes_no":
        _yes_no(draft, verdict)
    elif verdict is not None and verdict.says == "no" and verdict.figure is not None:
        _correction(draft, verdict)
        if not query.premise and best.figure is not None and best.statement != verdict.by.statement:
            _sentence(draft, best, limit, separator="\n")
    elif best.figure is not None and query.kind.quantities and not query.premise:
        _figure(draft, query, ranked)
    elif long_form := explained(query, best.statement.text, *best.passage.section):
        draft.add(long_form, best.passage, _quote(best.statement))
        _sentence(draft, best, limit, separator="\n")
    elif asked in ("list", "summary") or best.statement.introduces:
        _listing(draft, ranked, limit)
    if not draft.pieces:
        _sentence(draft, best, limit)
        if asked != "yes_no":
            added = _continuation(draft, best, limit, explains=asked in ("how", "why"))
            if not added:
                _second_sentence(draft, ranked, limit)
    return draft


def _as_sentence(text: str) -> str:
    """A stretch of the report as a sentence: bullet off, capital, full stop."""
    text = squeeze(re.sub(r"(?:^|\n)\s*[-*•–]\s+(?=\S)", " ", text)).strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", "»")) and not text.endswith(" :") else text.rstrip(" ;:,") + "."


def _quote(statement: Statement) -> str:
    return squeeze(statement.text)


def _figure(draft: Draft, query: Query, ranked: Sequence[tuple[float, Candidate]]) -> None:
    """The figure alone, then the sentence it stands in; a second figure for the same thing is said too."""
    best = ranked[0][1]
    figure = best.figure
    assert figure is not None
    start = _reserved_start(best, figure)
    short, short_is_reserved = best.passage.text[start : figure.end], start < figure.start
    statement = best.statement.text
    longer = len(squeeze(statement)) > 1.5 * len(squeeze(short)) or PRONOUN.match(statement)
    # « 60 % » of what is to be reached by 2050 is not said alone, unless that is what was asked for.
    planned = NOT_YET.search(fold(statement)) and not NOT_YET.search(fold(query.text))
    if (
        longer
        and best.lead >= SURE_LEAD
        and (not planned or short_is_reserved)
        and _may_stand_alone(query, best, figure)
    ):
        draft.add(short, best.passage, _quote(best.statement))
    _sentence(draft, best, CITIZEN_LIMIT, separator="\n")
    for _, other in ranked[1:6]:
        if (
            other.figure is not None
            and other.passage.passage_id != best.passage.passage_id
            and _same_thing(figure, other.figure)
        ):
            text = other.passage.text[other.figure.start : other.figure.end]
            if len(draft.text) + len(text) + 60 < CITIZEN_LIMIT:
                draft.add(
                    f"Ailleurs, le rapport indique : {squeeze(text)}",
                    other.passage,
                    _quote(other.statement),
                    separator="\n",
                )
            return


def _may_stand_alone(query: Query, best: Candidate, figure: Figure) -> bool:
    """Whether the figure alone is of what is asked: the place, the year, the thing counted, the change."""
    asked = fold(query.text)
    if is_aside(query, best, figure) or OTHER_YEAR.search(asked) or counts_another_thing(query, figure):
        return False
    return not BY_HOW_MUCH.search(asked) or _tells_a_change(best, figure)


def _tells_a_change(best: Candidate, figure: Figure) -> bool:
    """Whether what changed stands in the figure's own clause."""
    start = best.statement.start
    before, after = best.statement.text[: figure.start - start], best.statement.text[figure.start - start :]
    clause = max(before.rfind(mark) for mark in (", ", "; ", ": ", ") "))
    return bool(VARIATION.search(fold(before[max(clause, 0) :] + re.split(r"[,;:.]\s", after)[0])))


def _reserved_start(best: Candidate, figure: Figure) -> int:
    """Where the figure begins with the noun that says it is no more than planned, or counted for a year."""
    before = best.passage.text[best.statement.start : figure.start]
    noun = RESERVED_NOUN.search(before)
    return best.statement.start + noun.start() if noun else figure.start


def _same_thing(one: Figure, other: Figure) -> bool:
    """Two roundings of one figure: same kind, same thing counted, values within 1 % but not equal in writing."""
    a, b = one.quantity, other.quantity
    if a.kind != b.kind or a.kind == "date" or a.unit != b.unit or not a.value:
        return False
    close = abs(a.value - b.value) <= 0.01 * max(abs(a.value), abs(b.value))
    different = a.value != b.value or a.qualifier != b.qualifier
    return close and different and one.counted[:1] == other.counted[:1] and bool(one.counted)


def _yes_no(draft: Draft, verdict: Verdict) -> None:
    by = verdict.by
    quote = _quote(by.statement)
    # « Non : moins de 11 ans. » says too little.
    if verdict.says == "no" and verdict.figure is not None and verdict.figure.quantity.kind != "age":
        draft.add(f"Non : {_shown(verdict)}", by.passage, quote)
        _sentence(draft, by, CITIZEN_LIMIT, separator="\n")
        return
    said = "Oui" if verdict.says == "yes" else "Non"
    title = by.passage.section[-1] if by.passage.section else ""
    if said == "Oui" and title and float(by.row[INDEX["covered_by_text"]]) < SAYS_ITSELF:
        # What the sentence is about stands in its heading alone.
        said = f"{said}, sous le titre « {squeeze(title)} »" if "«" not in title else said
    sentence = _lower_first(_as_sentence(by.statement.text))
    if re.match(r"\s*[-*•–]\s+[a-zà-ÿ]", by.statement.text):
        sentence = sentence[:1].lower() + sentence[1:]  # as its list has it
    draft.add(f"{said} : {sentence}", by.passage, quote)


def _shown(verdict: Verdict) -> str:
    assert verdict.figure is not None
    return _lower_first(squeeze(verdict.by.passage.text[verdict.figure.start : verdict.figure.end]))


def _correction(draft: Draft, verdict: Verdict) -> None:
    """The question takes another figure for granted: say the report's own first."""
    by = verdict.by
    draft.add(f"Le rapport donne un autre chiffre : {_shown(verdict)}", by.passage, _quote(by.statement))
    _sentence(draft, by, CITIZEN_LIMIT, separator="\n")


def _lower_first(sentence: str) -> str:
    """Small letter after a colon, unless the first word is a name or an abbreviation."""
    first, _, rest = sentence.partition(" ")
    second = fold(re.split(r"[\s'’-]", rest, maxsplit=1)[0])
    if first in ("La", "Le", "Les") and rest[:1].isupper() and not AUTHORITY.match(rest) and not is_ordinary(second):
        return sentence  # « La Ciotat »
    word = first.rstrip(",")
    opens = fold(word) in OPENERS or PARTICIPLE.fullmatch(word) or (word.endswith("ment") and is_ordinary(fold(word)))
    ordinary = (word[1:].islower() and opens) or first in ("À", "A") or first[:2] in ELIDED
    return sentence[:1].lower() + sentence[1:] if ordinary else sentence


ELIDED = frozenset(f"{letter}{mark}" for letter in "LDSNC" for mark in "'’")
# Words that open a sentence and are no names.
OPENERS = frozenset(
    """le la les un une des du de au aux ce cet cette ces son sa ses leur leurs notre nos il elle ils elles on en dans sur sous pour par avec sans depuis
    apres avant afin grace selon malgre lors plus moins pres environ chaque tous toutes plusieurs quelques deux trois quatre cinq six sept huit neuf dix
    premier premiere cote enfin ainsi egalement ailleurs parallele lancement adoption mise creation poursuite renouvellement heritier dispositif projet
    programme jusqu'a aucun aucune quant si reste restent vide seul seule seuls seules certains certaines tout toute cela celui celle ceux celles comme ni
    outre puis quelque onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante cent mille""".split()
)
# « Créé en 2024… », « Organisées en juin… »
PARTICIPLE = re.compile(r"\w{2,}ée?s?")


AUTHORITY = re.compile(r"(?:Métropole|Ville|Région|Département|Commune|Communauté|État)\b")


def _listing(draft: Draft, ranked: Sequence[tuple[float, Candidate]], limit: int) -> None:
    """The whole list that the statement opens or belongs to; nothing when there is none, or one item alone is asked about."""
    best = ranked[0][1]
    if best.statement.is_item and _stands_out(best, [c for _, c in ranked[1:]]):
        return
    parts = statements(best.passage)
    place = best.statement.position
    while place > 0 and parts[place].is_item and not parts[place].introduces:
        place -= 1
    items = list(takewhile(lambda part: part.is_item, parts[place + 1 :]))
    if not items or not parts[place].introduces:
        return
    head = squeeze(parts[place].text)
    rows = [_item(p.text) for p in items]
    for shorten in (False, True):
        listed = " ; ".join(re.split(r"\s:\s|\s\(|,\s", row)[0] if shorten else row for row in rows)
        text = f"{head} {listed}".strip()
        if len(text) + 6 <= limit:
            draft.add(text, best.passage, head)
            return


def _stands_out(item: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether an item speaks much more of what is asked than any other line of its list."""
    covered = INDEX["covered_by_text"]
    beside = [c.row[covered] for c in others if c.passage.passage_id == item.passage.passage_id]
    return float(item.row[covered]) > max(beside, default=0.0) + STANDS_OUT


def _item(text: str) -> str:
    return squeeze(re.sub(r"^[-*•–]\s+", "", text)).rstrip(" ;.")


def _sentence(draft: Draft, best: Candidate, limit: int, *, separator: str = " ") -> None:
    """The statement, after the one before it when it opens with a pronoun."""
    statement, parts = best.statement, statements(best.passage)
    quote = _quote(statement)
    start = statement.start
    if PRONOUN.match(statement.text) and statement.position and not draft.pieces:
        before = parts[statement.position - 1]
        if statement.end - before.start <= CONTEXT_LIMIT and not before.is_item:
            start = before.start
    text = best.passage.text[start : statement.end]
    if statement.introduces or len(squeeze(text)) + len(draft.text) + 10 > limit:
        text = _cut(statement.text, limit - len(draft.text) - 12)
    draft.add(text, best.passage, quote, separator=separator)


def _cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words before a comma when there is one late enough."""
    text = squeeze(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 2]
    comma = max(cut.rfind(", "), cut.rfind(" ; "))
    cut = cut[:comma] if comma > limit // 2 else cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:(") + " …"


def _continuation(draft: Draft, best: Candidate, limit: int, *, explains: bool) -> bool:
    """The next sentence, when it takes the statement up (« Cette action… », « Elle… »), or for what is to be explained; whether it was added."""
    parts = statements(best.passage)
    place = best.statement.position + 1
    if place >= len(parts) or parts[place].is_item or parts[place].introduces:
        return False
    if not explains and not PRONOUN.match(parts[place].text):
        return False
    room = min(limit, CONTEXT_LIMIT) - len(draft.text) - 8
    if len(squeeze(parts[place].text)) > room:
        return False
    draft.add(parts[place].text, best.passage, _quote(best.statement))
    return True


def _second_sentence(draft: Draft, ranked: Sequence[tuple[float, Candidate]], limit: int) -> None:
    """A second statement of the same passage, when it is nearly as good and there is room."""
    score, best = ranked[0]
    room = min(limit, CONTEXT_LIMIT) - len(draft.text) - 8
    for other_score, other in ranked[1:4]:
        same = other.passage.passage_id == best.passage.passage_id
        if not same or other.statement.introduces or other_score < score - SECOND_SENTENCE_MARGIN:
            continue
        text = squeeze(other.statement.text)
        if text[:30] in draft.text or len(text) > room or other.row[INDEX["fragment"]]:
            continue
        if PRONOUN.match(other.statement.text) and other.statement.position != best.statement.position + 1:
            continue
        draft.add(other.statement.text, other.passage, _quote(best.statement))
        return
