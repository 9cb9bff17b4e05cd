"""What can a session be about: which chapters do the reports have?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.french.text import STOP_WORDS, fold, squeeze, words
from assistant.passages import NUMBERING
from assistant.types import Passage

KEY_WORDS, KEY_DIGITS = 3, 5
RUBRIC = re.compile(r"(?:[A-ZÀ-Ý]{3,}|Zoom|Focus|Encadré)\s+[–—:-]\s+")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A theme before its figures and questions are counted, with its passages."""

    key: str
    title: str
    part: str
    document: str
    passages: tuple[Passage, ...]


def chapters(passages: Sequence[Passage]) -> tuple[Chapter, ...]:
    """Chapters under parts, and parts without chapters, in reading order.

    What a part says before its first chapter belongs to none. A heading that all of a report stands under is its title,
    not a part.
    """
    sources: dict[str, list[Passage]] = {}
    for passage in passages:
        sources.setdefault(passage.source, []).append(passage)
    found: dict[tuple[str, str, str], list[Passage]] = {}
    for source, own in sources.items():
        trails = _without_title(own)
        with_chapters = {trail[0] for trail in trails if len(trail) > 1}
        for passage, trail in zip(own, trails, strict=True):
            if trail and (len(trail) > 1 or trail[0] not in with_chapters):
                part, title = (trail[0], trail[1]) if len(trail) > 1 else ("", trail[0])
                found.setdefault((source, part, title), []).append(passage)
    return tuple(
        Chapter(_key(source, part, title), title, part, own[0].document, tuple(own))
        for (source, part, title), own in found.items()
    )


def chapter_of(found: Iterable[Chapter]) -> Mapping[str, str]:
    """The key of the chapter of each passage, by the passage's identifier."""
    return {passage.passage_id: chapter.key for chapter in found for passage in chapter.passages}


def bare_title(title: str) -> str:
    """A heading without its number and its rubric: ``"ZOOM – Label Parc+"`` gives ``"Label Parc+"``."""
    number = NUMBERING.match(title)
    bare = title[number.end() :] if number else title
    rubric = RUBRIC.match(bare)
    bare = bare[rubric.end() :] if rubric else bare
    return squeeze(bare if bare.strip() else title).rstrip(" .:")


def _without_title(passages: Sequence[Passage]) -> list[tuple[str, ...]]:
    trails = [passage.section for passage in passages]
    headed = {trail[0] for trail in trails if trail}
    deep = any(len(trail) > 2 for trail in trails)
    is_title = len(headed) == 1 and deep and not any(NUMBERING.match(heading) for heading in headed)
    return [trail[1:] for trail in trails] if is_title else trails


def _key(source: str, part: str, title: str) -> str:
    said = [w.folded for w in words(bare_title(title)) if w.folded not in STOP_WORDS]
    slug = "-".join(re.sub(r"[^a-z0-9]", "", word) for word in said[:KEY_WORDS])
    digest = hashlib.sha256("\n".join((source, part, title)).encode()).hexdigest()[:KEY_DIGITS]
    return f"{fold(slug)}-{digest}".strip("-")
