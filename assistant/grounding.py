"""Does every figure, name and quotation of an answer stand in the passages it cites?

One gate for extractive and generated answers, pure functions over text. Sentence by sentence: a
sentence is held against the passages whose markers stand in it (or, without any, against all the
passages of the answer).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.figures import figures
from assistant.french.numbers import Quantity, quantities, states
from assistant.french.text import STOP_WORDS, fold, sentences, squeeze, stem, words
from assistant.types import Citation, Passage

MARKER = re.compile(r"\s*\[(\d{1,4})\]")
QUOTATION = re.compile(r"«\s*([^«»]+?)\s*»|“([^“”]+)”|\"([^\"]{4,})\"")
NAME = re.compile(
    r"\b[A-ZÀ-Þ][\w’'+-]*(?:[ -](?:(?:de|du|des|la|le|les|d['’]|l['’]|sur|en|à)[ -]?)*[A-ZÀ-Þ][\w’'+-]*)*"
)
MORE, LESS = re.compile(r"\bplus d|^\+|\bau moins"), re.compile(r"\bmoins d|\bau plus|\bjusqu'a")
# Kinds of number words such as « un », « deux » that are as often articles or pronouns in an answer.
ORDINARY_SMALL = 2.0

Kind = Literal["figure", "reservation", "counted", "quotation", "name", "citation"]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that an answer says and its passages do not. ``text`` is the piece of the answer."""

    kind: Kind
    text: str
    sentence: str


def check(answer: str, citations: Sequence[Citation]) -> list[Unsupported]:
    """What stands in the answer and not in the passages it cites; empty when the answer is grounded.

    Args:
        answer: text with ``[n]`` markers after the statements.
        citations: what the markers mean. A marker without citation is reported.
    """
    passages = {c.marker: c.passage for c in citations}
    problems: list[Unsupported] = []
    for sentence, markers in split_by_markers(answer):
        unknown = [m for m in markers if m not in passages]
        problems += [Unsupported("citation", f"[{m}]", sentence) for m in unknown]
        cited = [passages[m] for m in markers if m in passages] or list(passages.values())
        problems += check_sentence(sentence, cited)
    return problems


def split_by_markers(answer: str) -> list[tuple[str, tuple[int, ...]]]:
    """Sentences without markers, each with the markers that follow it. « Une phrase. [1] » is one sentence."""
    joined = re.sub(r"([.!?…])((?:\s*\[\d{1,4}\])+)", lambda m: f"{m[2]}{m[1]}", answer)
    out = []
    for line in joined.split("\n"):
        for start, end in sentences(line):
            piece = line[start:end]
            out.append((squeeze(MARKER.sub("", piece)), tuple(int(n) for n in MARKER.findall(piece))))
    return [(text, markers) for text, markers in out if text]


def check_sentence(sentence: str, cited: Sequence[Passage]) -> list[Unsupported]:
    """What one sentence says and none of the ``cited`` passages does."""
    problems = [Unsupported("quotation", q, sentence) for q in _quotations(sentence) if not _is_quoted(q, cited)]
    problems += _unsupported_figures(sentence, cited)
    problems += [Unsupported("name", name, sentence) for name in _names(sentence) if not _is_named(name, cited)]
    return problems


def _quotations(sentence: str) -> list[str]:
    return [next(g for g in m.groups() if g) for m in QUOTATION.finditer(sentence)]


def _is_quoted(quotation: str, cited: Sequence[Passage]) -> bool:
    wanted = _even(quotation).rstrip(" .,;:…")
    return any(wanted in _even(" ".join((*p.section, p.text))) for p in cited)


def _even(text: str) -> str:
    """Spaces, apostrophes and letter case evened out."""
    return fold(squeeze(text)).replace("« ", "«").replace(" »", "»")


@lru_cache(maxsize=2048)
def _stated(passage: Passage) -> tuple[tuple[Quantity, frozenset[str]], ...]:
    """Quantities of a passage and of its headings, with the stems around each."""
    text = passage.text
    found = [(f.quantity, f.near) for s, e in sentences(text) for f in figures(text[s:e], s)]
    headings = " . ".join(passage.section)
    found += [(q, frozenset()) for q in quantities(headings)]
    found += [(q, frozenset()) for q in quantities(passage.document)]
    return tuple(found)


def _unsupported_figures(sentence: str, cited: Sequence[Passage]) -> list[Unsupported]:
    problems = []
    stated = [pair for p in cited for pair in _stated(p)]
    for figure in figures(sentence):
        said = figure.quantity
        text = sentence[said.start : said.end]
        if said.spelled and said.value <= ORDINARY_SMALL and said.kind == "count":
            continue
        same = [(q, near) for q, near in stated if states(q, said)]
        if not same:
            problems.append(Unsupported("figure", text, sentence))
        elif not any(_as_reserved(said, q) for q, _ in same):
            problems.append(Unsupported("reservation", text, sentence))
        elif said.kind != "date" and not any(_counts_the_same(figure.counted, near) for _, near in same):
            problems.append(Unsupported("counted", text, sentence))
    return problems


def _as_reserved(said: Quantity, stated: Quantity) -> bool:
    """Whether no reservation was dropped, none turned round and none made up; « environ » is always allowed."""
    return _reservation(said) in ("about", _reservation(stated))


def _reservation(quantity: Quantity) -> Literal["none", "more", "less", "about"]:
    if quantity.qualifier in ("", "-"):
        return "none"
    return "more" if MORE.search(quantity.qualifier) else "less" if LESS.search(quantity.qualifier) else "about"


def _counts_the_same(counted: Sequence[str], near: frozenset[str]) -> bool:
    """Whether what the figure counts in the answer also stands near it in the passage; unknown counts as yes."""
    return not counted or not near or bool(set(counted[:3]) & near)


def _names(sentence: str) -> list[str]:
    """Proper names inside a sentence: capitalised words that do not open it."""
    found = []
    for match in NAME.finditer(sentence):
        before = sentence[: match.start()].rstrip(' «(“"')
        name = match.group().rstrip("'’-")
        if not before or before[-1:] in ".!?…:;" or len(name) < 2:
            # The first word of a sentence is capitalised anyway; what follows it in the match may be a name.
            _, _, rest = name.partition(" ")
            inside = re.search(r"(?<![^\s'’-])[A-ZÀ-Þ].*", rest)
            if inside is None:
                continue
            name = inside.group()
        found.append(name)
    return found


def _is_named(name: str, cited: Sequence[Passage]) -> bool:
    wanted = {stem(w.folded) for w in words(name) if w.folded not in STOP_WORDS and not w.folded.isdigit()}
    return any(wanted <= _all_stems(p) for p in cited)


@lru_cache(maxsize=2048)
def _all_stems(passage: Passage) -> frozenset[str]:
    return frozenset(stem(w.folded) for text in (passage.document, *passage.section, passage.text) for w in words(text))
