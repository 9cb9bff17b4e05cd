"""Which statements and figures does a passage make, and what does each figure count?

A `Statement` is a sentence or a list item. Its figures know the words that say what they count,
and the stretch of text that can be shown alone: « plus de 290 000 compteurs intelligents ».
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.french.numbers import Quantity, of_one_unit, quantities
from assistant.french.text import STOP_WORDS, Word, fold, fold_in_place, sentences, stem, words
from assistant.french.verbs import is_infinitive, may_be_verb
from assistant.types import Passage

LONGEST_COMPLEMENT = 8
# Words that end the noun group after a number, besides punctuation.
GROUP_ENDS = frozenset(
    """qui que qu dont ou et ont a est sont sera seront etait etaient fut furent pour afin avec dans sur par lors ainsi grace depuis
    lieu entre jusqu vers chez sous contre puis mais selon soit comme dites pendant alors aupres permettent permet ete parmi""".split()
)
NOT_VERBS = frozenset(
    "agent client talent patient adherent resident continent president recent different permanent urgent opera camera".split()
)
PUNCTUATION = re.compile(r"[,;:.()!?«»\"\n–—]|\s-\s")
ALSO = re.compile(r",? ?\(?\s?soit\s")
PART_BEFORE = re.compile(r"\b(?:dont|y compris|parmi lesquel\w+|autres?)\s+$")
ADDITION = frozenset(
    stem(w)
    for w in ("supplementaires", "supplementaire", "additionnels", "nouvelles", "nouveaux", "nouvelle", "autres")
)
LONGEST_LEAD = 80
DATE_LEAD = re.compile(
    r"(?:\b(?:d['’]ici(?: à)?|à (?:l['’]|)horizon|(?:à )?(?:la )?fin|(?:au )?début|depuis|dès|en|le|la|avant|après|jusqu['’]en|jusqu['’]au|à partir du|"
    r"à compter du|à partir de|entre|de|du|printemps|été|automne|hiver)\s)+(?:(?:année|rentrée|saison|exercice|courant)\s)?$",
    re.IGNORECASE,
)

CLAUSE_END = re.compile(
    r"[,;:()](?!\d)|\s(?:et|dont|puis|contre|mais|and|while|whereas|including|of which)\s|\s(?:tandis|alors) qu(?:e\s|['’])"
)
# A number whose noun is left unsaid.
ELLIPSIS = re.compile(r"\s*(?:se |s'|en |sont |ont |est |a |y |[,.;)]|$)")


# « est passé de 74 en 2023 à 47 en 2025 », « ramené les fuites de 14,8 % à 11,2 % »
FROM_TO = re.compile(
    r"\b(?:pass|ramen|recul|progress|descend|mont|tomb|grimp|chut|evolu|redui|baiss|augment)[a-z]*\b[^.;,:]{0,40}?\bd[e'] ?(?P<to>\d[\d ,]*[^.;:]{0,30}?\ba \d)"
)
NUMBER_OF = re.compile(
    r"\b(?:l[ea]|leur|son) (?:nombre|effectif)(?: total| moyen| annuel)? (?:de |d'|des )(?P<what>[\w'-]+(?: (?:de |d'|des |du )?[\w'-]+){0,2}?) (?:est|a|ont|sont|etait|par|pour|s'|atteint|passe|s'etabli)"
)
AGAINST = re.compile(r"\bcontre (?:seulement |pres de |environ |plus de )?(?=\d)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity of a statement.

    Attributes:
        quantity: value, unit and place (offsets into the passage's text).
        start, end: the stretch to show: reservation, number, unit and the noun group after it.
        counted: stems of the words after the number, nearest first: what it counts.
        near: stems from the figure before to the figure after it, and the figure's own group.
        own, beside: stems of the clause that the figure stands in, and of those beside it that no other figure of its kind
            stands nearer to. A part (« 40 parcelles, dont 12 pour les écoles ») has what stands beside the whole.
        shown: stems between the number and ``end``.
        partial: the figure is a part or an addition: « dont 7… », « 53 000 hectares supplémentaires ».
    """

    quantity: Quantity
    start: int
    end: int
    counted: tuple[str, ...]
    near: frozenset[str]
    shown: tuple[str, ...]
    partial: bool = False
    own: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or list item of a passage. ``position`` counts from 0; offsets are into the passage's text.

    ``introduces`` is true for a sentence that ends with a colon before a list, ``is_item`` for what follows it.
    """

    start: int
    end: int
    text: str
    position: int
    stems: frozenset[str]
    ordered: tuple[str, ...]
    figures: tuple[Figure, ...]
    introduces: bool
    is_item: bool


@lru_cache(maxsize=20_000)
def statements(passage: Passage) -> tuple[Statement, ...]:
    """The statements of a passage in order. Nothing but white space is left out."""
    found = []
    for position, (start, end) in enumerate(sentences(passage.text)):
        text = passage.text[start:end]
        tokens = words(text)
        ordered = tuple(stem(w.folded) for w in tokens if w.folded not in STOP_WORDS or w.text.isupper())
        found.append(
            Statement(
                start,
                end,
                text,
                position,
                frozenset(ordered),
                ordered,
                figures(text, start, tokens),
                introduces=text.endswith(":"),
                is_item=bool(re.match(r"[-*•–]\s", text)),
            )
        )
    return tuple(found)


def goes_on_from(passage: Passage, statement: Statement) -> Statement | None:
    """What a statement may go on from: the line that opens its list, else the sentence before it; None for the first one."""
    parts = statements(passage)
    before = parts[statement.position - 1] if statement.position else None
    if statement.is_item:
        while before is not None and before.is_item and not before.introduces:
            before = parts[before.position - 1] if before.position else None
    return before


def run_of(text: str, found: Sequence[Figure] | None = None, start: int = 0) -> str:
    """« 84 000 visiteurs en 2024, contre 79 000 en 2023 », « passé de 74 à 47 » say a rise or a fall without the word:
    `` hausse``, `` baisse`` or nothing.

    Args:
        found: the figures of the text, whose places count from ``start``; None: they are read where something is compared.
    """
    folded = fold_in_place(text)
    against, moved = AGAINST.search(folded), FROM_TO.search(folded)
    if against is None and moved is None:
        return ""
    measured = [f for f in (figures(text, start) if found is None else found) if f.quantity.kind != "date"]
    if moved is not None:
        pair = [f.quantity for f in measured if f.end > start + moved.start("to")][:2]
        if len(pair) == 2 and pair[0].value != pair[1].value and (not pair[0].unit or pair[0].unit == pair[1].unit):
            return f" {'hausse' if pair[1].value > pair[0].value else 'baisse'}"
    if against is None:
        return ""
    place = start + against.start()
    now = [f.quantity.value for f in measured if f.start < place]
    then = [f.quantity.value for f in measured if f.start > place]
    if not now or not then or now[-1] == then[0]:
        return ""
    return f" {'hausse' if now[-1] > then[0] else 'baisse'}"


def figures(text: str, offset: int = 0, tokens: list[Word] | None = None) -> tuple[Figure, ...]:
    """The figures of one statement. ``offset`` is added to all places."""
    if not offset and tokens is None:
        return _figures_alone(text)
    return _figures(text, offset, words(text) if tokens is None else tokens)


@lru_cache(maxsize=4096)
def _figures_alone(text: str) -> tuple[Figure, ...]:
    """Those of a text that is asked for by several who check one sentence."""
    return _figures(text, 0, words(text))


def _figures(text: str, offset: int, tokens: list[Word]) -> tuple[Figure, ...]:
    found = quantities(text)
    if not found:
        return ()
    starts = [w.start for w in tokens]
    out: list[Figure] = []
    for i, quantity in enumerate(found):
        left = found[i - 1].end if i else 0
        right = found[i + 1].start if i + 1 < len(found) else len(text)
        after = tokens[bisect_left(starts, quantity.end) :]
        end, counted = _noun_group(text, quantity.end, right, after)
        near = {
            stem(w.folded)
            for w in tokens[bisect_left(starts, left) : bisect_left(starts, right)]
            if w.folded not in STOP_WORDS
        }
        start = quantity.start
        if quantity.kind == "date":
            lead = DATE_LEAD.search(text, max(0, start - LONGEST_LEAD), start)
            start = lead.start() if lead and _is_date_lead(lead.group()) else start
            end = quantity.end
        group = after[: bisect_right(after, end, key=lambda w: w.end)]
        shown = tuple(stem(w.folded) for w in group if w.folded not in STOP_WORDS)
        partial = bool(PART_BEFORE.search(fold(text[max(0, start - 12) : start]))) or bool(ADDITION & set(counted))
        near_here = frozenset(near | set(counted))
        own, beside = _clauses(text, found, i, tokens)
        if partial and out and out[-1].quantity.kind == quantity.kind:
            beside |= out[-1].own | out[-1].beside
        if _is_followed_by_a_verb(text, quantity, after):
            counted = _counted_before(out, quantity) or counted
        elif ELLIPSIS.match(fold(text[quantity.end : quantity.end + 12])) and not quantity.unit:
            counted = (*(_counted_before(out, quantity) or _counted_by_name(text, quantity)), *counted)
        out.append(
            Figure(
                _moved(quantity, offset), start + offset, end + offset, counted, near_here, shown, partial,
                own | frozenset(counted[:2]), beside,
            )
        )  # fmt: skip
    return tuple(_with_equivalents(text, offset, out))


def _is_followed_by_a_verb(text: str, quantity: Quantity, after: Sequence[Word]) -> bool:
    """« et 39 % comportent une clause »: what comes after the verb is not what is counted."""
    if quantity.unit not in ("", "%") or not after or text[quantity.end : after[0].start].strip():
        return False
    return _looks_like_verb(after[0])


def _counted_before(before: Sequence[Figure], quantity: Quantity) -> tuple[str, ...]:
    """What the last number of the same kind and unit counts: « 31 villes ont choisi…, 27 se sont orientées… »."""
    same = (f.counted[:1] for f in reversed(before) if of_one_unit(f.quantity, quantity))
    return next(same, ())


def _counted_by_name(text: str, quantity: Quantity) -> tuple[str, ...]:
    """« Le nombre de jours de coupure est passé de 74 en 2023 à 47 en 2025 »: what the subject says to be counted."""
    named = NUMBER_OF.search(fold_in_place(text), 0, quantity.start)
    return tuple(stem(w.folded) for w in words(named["what"]) if w.folded not in STOP_WORDS) if named else ()


def _clauses(
    text: str, found: Sequence[Quantity], i: int, tokens: Sequence[Word]
) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the clause of the i-th quantity, and of the clauses around it as far as the next quantity of its kind."""
    quantity = found[i]
    before, after_it = (found[j] for j in range(i - 1, -1, -1)), (found[j] for j in range(i + 1, len(found)))
    left = next((q.end for q in before if q.kind == quantity.kind), 0)
    right = next((q.start for q in after_it if q.kind == quantity.kind), len(text))
    opened, closed = text.rfind("(", left, quantity.start), text.find(")", quantity.end, right)
    if opened >= 0 and closed >= 0 and ")" not in text[opened : quantity.start]:
        # « le salon d'hiver (40 stands) »: what comes after the parenthesis is told of something else.
        right = closed
    bounds = [m.end() for m in CLAUSE_END.finditer(text, left, quantity.start)]
    start = max((b for b in bounds if b <= quantity.start), default=left)
    after = CLAUSE_END.search(text, quantity.end, right)
    end = after.start() if after else right
    own = frozenset(stem(w.folded) for w in tokens if start <= w.start < end and w.folded not in STOP_WORDS)
    wide = frozenset(stem(w.folded) for w in tokens if left <= w.start < right and w.folded not in STOP_WORDS)
    return own, wide - own


def _is_date_lead(lead: str) -> bool:
    return fold(lead).strip() not in ("de", "du", "la")


def _moved(q: Quantity, offset: int) -> Quantity:
    return replace(q, start=q.start + offset, end=q.end + offset, number_start=q.number_start + offset)


def _noun_group(text: str, start: int, limit: int, after: list[Word]) -> tuple[int, tuple[str, ...]]:
    """End of the noun group that starts at ``start``, and the stems of what is counted (up to ``limit``)."""
    end, open_group = start, True
    counted: list[str] = []
    previous = start
    for n, word in enumerate(after):
        if word.start >= limit:
            break
        between = text[previous : word.start]
        if PUNCTUATION.search(between):
            if counted or "(" in between or "\n" in between:
                break
            open_group = False
        if n >= LONGEST_COMPLEMENT or word.folded in GROUP_ENDS or _looks_like_verb(word):
            open_group = False
        if n and open_group and (_is_the_verb_of(after[n - 1], word) or _is_to_do(after[n - 1], word)):
            open_group = False
        if word.folded not in STOP_WORDS:
            counted.append(stem(word.folded))
        if open_group:
            end = word.end if word.folded not in STOP_WORDS else end
        previous = word.end
        if len(counted) >= 6:
            break
    return end, tuple(counted)


def _looks_like_verb(word: Word) -> bool:
    """« intègrent », « desservant », « couvraient »: a conjugated form or participle ends the noun group."""
    folded = word.folded
    if folded in NOT_VERBS or len(folded) < 5:
        return False
    return (folded.endswith("ent") and not folded.endswith("ment")) or (
        folded.endswith(("ant", "eront", "aient", "era", "dra"))
        and not folded.endswith(("itant", "etant", "enant", "rtant"))
    )


def _is_the_verb_of(noun: Word, word: Word) -> bool:
    """« un plan de 36 actions **assure** »: an adjective would stand in the plural as its noun does."""
    plural = noun.folded.endswith(("s", "x")) and noun.folded not in STOP_WORDS
    return plural and word.text.islower() and not word.folded.endswith(("s", "x", "z")) and may_be_verb(word.folded)


def _is_to_do(before: Word, word: Word) -> bool:
    """« permis à 300 élèves de **participer** »."""
    return before.folded in ("de", "d", "a") and is_infinitive(word.folded)


def _with_equivalents(text: str, offset: int, found: list[Figure]) -> list[Figure]:
    """« 234 000 hectares, soit 74 % du territoire » is shown whole for its first figure."""
    out: list[Figure] = []
    for i, figure in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else None
        if following is not None:
            between = text[figure.end - offset : following.start - offset]
            if ALSO.fullmatch(between):
                closing = (
                    1 if "(" in between and text[following.end - offset : following.end - offset + 1] == ")" else 0
                )
                figure = replace(figure, end=following.end + closing)
        out.append(figure)
    return out
