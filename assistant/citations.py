"""What does a generated answer cite, and which sentence of the passage supports it?

Models write references in many ways; they are first brought to one, ``La phrase. [1]``, with the
markers after the full stop. Everything else that is not plain text is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.errors import UnknownCitation
from assistant.french.numbers import quantities
from assistant.french.text import sentences, stems
from assistant.types import Citation, Passage

MARKER = re.compile(r"\[(\d{1,4})\]")

# ``[1, 2]``, ``[1-3]``, ``[passage 2]``, ``[n° 2]``, ``[^2]``, ``[[2]]``, ``【2†source】``.
LOOSE_MARKER = re.compile(
    r"[\[【]+\s*(?:\^|(?:passages?|sources?|n[°o]|réf\.?)\s*)?"
    r"(\d{1,4}(?:\s*(?:,|;|-|–|et|and|&)\s*(?:passage\s*)?\d{1,4})*)\s*(?:†[^】\]]*)?[\]】]+",
    re.IGNORECASE,
)
RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
LONGEST_RANGE = 20
BEFORE_THE_STOP = re.compile(r"\s*((?:\[\d{1,4}\]\s*)+)((?:\s?[.!?…])+)(?=\s|$|\[)")
SPACE_BEFORE = re.compile(r"(?<=\S)[^\S\n]*(?=\[\d{1,4}\])")

IMAGE = re.compile(r"!\[(?!\d+\])[^\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])?")
LINK = re.compile(r"\[([^\[\]]*|\[\d+\])\]\((?:[^()]|\([^()]*\))*\)")
LINK_DEFINITION = re.compile(
    r"^[ \t]*\[[^\]]+\]:[ \t]*<?(?:[a-z][a-z0-9+.-]*:|//|/|www\.)\S*.*$", re.MULTILINE | re.IGNORECASE
)
ADDRESS = re.compile(
    r"(?:https?|ftp|file)://[^\s<>()\[\]«»]+|www\.[^\s<>()\[\]«»]+|(?:javascript|vbscript|mailto|data):[^\s\[\]«»]+",
    re.IGNORECASE,
)
TAG = re.compile(r"<[a-zA-Z/!?|][^<>]*>|<(?=[a-zA-Z/!?|])")
MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^[ \t]{0,3}(?:#{1,6}|>)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"\*\*(.+?)\*\*|(?<!\w)__(.+?)__(?!\w)"), r"\1\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"^([ \t]*)[*•][ \t]+", re.MULTILINE), r"\1- "),
    (re.compile(r"`+"), ""),
)


def tidy(text: str, known: Iterable[str] = ()) -> str:
    """Plain text with references of one form: no image, link, address, tag or emphasis.

    Args:
        text: as the model wrote it.
        known: texts whose addresses may be repeated (the passages); all others are dropped.
    """
    known = tuple(known)
    text = LINK_DEFINITION.sub("", text)
    text = LINK.sub(_link_text, IMAGE.sub("", text))
    text = ADDRESS.sub(lambda m: m[0] if any(m[0].rstrip(".,;:!?") in k for k in known) else "", text)
    text = TAG.sub("", text)
    for pattern, replacement in MARKUP:
        text = pattern.sub(replacement, text)
    text = LOOSE_MARKER.sub(_one_form, text)
    text = BEFORE_THE_STOP.sub(_after_the_stop, text)
    text = SPACE_BEFORE.sub(" ", text)
    lines = (re.sub(r"[ \t]{2,}", " ", line).rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def leads_away(text: str, known: Iterable[str]) -> bool:
    """Whether a text holds an image, a link or an address of its own.

    Args:
        known: texts whose addresses may be repeated (the passages).

    A reference made a link, « [1](#1) », leads nowhere.
    """
    known = tuple(known)
    return bool(
        IMAGE.search(text)
        or LINK_DEFINITION.search(text)
        or any(not m[1].strip("[]").isdigit() for m in LINK.finditer(text))
        or any(not any(m[0].rstrip(".,;:!?") in k for k in known) for m in ADDRESS.finditer(LINK.sub("", text)))
    )


def _one_form(match: re.Match[str]) -> str:
    def spelled_out(bounds: re.Match[str]) -> str:
        first, last = int(bounds[1]), int(bounds[2])
        return " ".join(map(str, range(first, last + 1))) if 0 < last - first <= LONGEST_RANGE else bounds[0]

    return "".join(f"[{int(digits)}]" for digits in re.findall(r"\d+", RANGE.sub(spelled_out, match[1])))


def _link_text(match: re.Match[str]) -> str:
    return f"[{match[1]}]" if match[1].isdigit() else match[1]


def _after_the_stop(match: re.Match[str]) -> str:
    found, stop = match[1], match[2].strip()
    # French sets a space before « ! » and « ? », and the model may have put it behind the marker.
    space = found[-1] if found[-1].isspace() and stop[0] in "!?" else ""
    return f"{space}{stop} {found.strip()}"


def statements(text: str) -> list[str]:
    """The sentences of a tidy answer, each with the markers that follow it.

    >>> statements("Le SCoT protège 234 000 hectares. [1] Il date de 2025. [2]")
    ['Le SCoT protège 234 000 hectares. [1]', 'Il date de 2025. [2]']
    """
    # Blanks of the same length keep the offsets; a marker never looks like the start of a sentence.
    starts = [start for start, _ in sentences(without_markers(text))]
    if not starts:
        return []
    starts[0] = 0
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def without_markers(text: str) -> str:
    """``text`` with every marker blanked out; offsets stay."""
    return MARKER.sub(lambda match: " " * len(match[0]), text)


def markers(text: str) -> list[int]:
    """The distinct markers of ``text``, in order of first appearance."""
    # A dict, not a set: readers meet the references in the order of the answer.
    return list(dict.fromkeys(int(digits) for digits in MARKER.findall(text)))


def resolve_citations(text: str, passages: Sequence[Passage]) -> list[Citation]:
    """Link the ``[n]`` markers of a tidy answer to the passages they name.

    Args:
        text: e.g. ``"Les dépenses augmentent de 4 %. [2]"``.
        passages: the passages of the prompt, in prompt order; markers count from 1.

    Returns: one citation per distinct marker, in order of first appearance, each with the sentence of
        its passage that supports best what the answer says there.
    Raises: UnknownCitation if a marker names no passage of the prompt.
    """
    found = markers(text)
    if unknown := [marker for marker in found if not 1 <= marker <= len(passages)]:
        raise UnknownCitation(unknown[0], n_passages=len(passages))
    said = statements(text)
    resolved = []
    for marker in found:
        supported = " ".join(statement for statement in said if marker in markers(statement))
        passage = passages[marker - 1]
        resolved.append(Citation(marker, passage, supporting_sentence(supported, passage.text)))
    return resolved


def renumber(text: str, citations: Sequence[Citation]) -> tuple[str, tuple[Citation, ...]]:
    """Number the references 1, 2, 3... in the order of ``citations``, in the text and in the records."""
    new = {citation.marker: rank for rank, citation in enumerate(citations, start=1)}
    text = MARKER.sub(lambda match: f"[{new[int(match[1])]}]", text)
    return text, tuple(Citation(new[c.marker], c.passage, c.quote) for c in citations)


# A figure says more about what a sentence supports than a word does.
FIGURE_WEIGHT = 3


def supporting_sentence(statement: str, passage: str) -> str:
    """The sentence of ``passage``, verbatim, that shares most words and figures with ``statement``.

    Of two that share as much the shorter one is taken, then the first. Empty for a blank passage.
    """
    wanted = without_markers(statement)
    wanted_stems, wanted_figures = set(stems(wanted)), _figures(wanted)
    best, best_key = "", (-1, 0)
    for start, end in sentences(passage):
        sentence = passage[start:end]
        shared = len(wanted_stems & set(stems(sentence)))
        shared += FIGURE_WEIGHT * len(wanted_figures & _figures(sentence))
        if (key := (shared, -len(sentence))) > best_key:
            best, best_key = sentence, key
    return best


def _figures(text: str) -> set[float]:
    # « 234,000 » of an English answer is « 234 000 ».
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text) if re.search(r"\bthe\b", text, re.IGNORECASE) else text
    return {round(quantity.value, 6) for quantity in quantities(text)}
