"""What changes beside the conversation when an agent searches, browses, reads or compares?"""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from assistant.api import BUSY, check_length
from assistant.errors import BadQuestion
from assistant.limits import Limits
from assistant.problems import Problem
from assistant.requests import clean_question
from assistant.types import KeyFigure, Passage
from assistant.web.agents.chapters import Chapter, Part, parts, themes
from assistant.web.agents.quoting import reference, where
from assistant.web.agents.written import BLANKS, standing_out, written
from assistant.web.blocks import blocks_html, legible
from assistant.web.finder import Found, Shelf, find
from assistant.web.matches import COMMON, telling_roots, words
from assistant.web.places import passage_address

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

log = logging.getLogger(__name__)

MAX_COMPARED = 4
EXCERPT_CHARS = 160
EMPTY = "Écrivez un mot ou une question, puis choisissez « Chercher »."
GONE = "Ce passage n’est plus dans le rapport : l’index a changé. Rechargez la page."
FAILED = "La demande n’a pas abouti. Réessayez dans quelques instants."

Compared = tuple[str, ...]
"""Identifiers of the passages compared, in the order in which they were chosen."""


class Workbench:
    """Answers what is asked beside the conversation, and says what changes there, by part.

    The parts: ``results``, ``passage``, ``way`` (to the comparison), ``comparison``, ``compared``, ``sought``,
    ``notice``. A part that is not named stays as it is. ``notice`` is what is read out.
    """

    def __init__(self, assistant: Assistant, limits: Limits) -> None:
        self.assistant, self.limits = assistant, limits
        # Replaced together: of one state of the index.
        self._kept: tuple[Shelf, list[Part]] | None = None

    def contents(self) -> str:
        """The parts, chapters and themes of the reports, to be browsed."""
        found = self._current()[1]
        return written("contents.html", parts=found, themes=themes(found), several=len({p.document for p in found}) > 1)

    def turn_away(self) -> dict[str, Any]:
        """What is said when too many are asking."""
        return {"notice": notice(BUSY)}

    def search(self, text: object) -> dict[str, Any]:
        """The passages for these words, of any type as they come in; they are marked from now on in every passage."""
        asked = text.strip() if isinstance(text, str) else ""
        try:
            if not asked:
                raise BadQuestion(EMPTY)
            check_length(asked, self.limits)
            shelf = self._current()[0]
            found = find(self.assistant, shelf, clean_question(asked))
        except (BadQuestion, Problem) as refusal:
            return {"results": written("refused.html", reason=str(refusal)), "notice": notice(str(refusal))}
        except Exception:
            return self._failed()
        results = written("results.html", asked=asked, found=found)
        return {"results": results, "sought": asked, "notice": notice(_told(found))}

    def act(self, command: object, compared: Compared, sought: str) -> dict[str, Any]:
        """What a button of the page asks for.

        Args:
            command: ``"lire:rapport-2025#i-1"``, what to do with what: ``chapitre``, ``lire``, ``comparer``,
                ``retirer``, ``vider``, ``fermer``. ``"12 lire:…"`` is the same: the number only tells two apart.
        """
        name, _, what = (command if isinstance(command, str) else "").partition(" ")[2].partition(":")
        actions: dict[str, Callable[[], dict[str, Any]]] = {
            "chapitre": lambda: self._chapter(what),
            "lire": lambda: self._open(what, sought),
            "comparer": lambda: self._compare(what, compared, sought),
            "retirer": lambda: self._compared(tuple(c for c in compared if c != what), sought, "Passage retiré"),
            "vider": lambda: self._compared((), sought, "Comparaison vidée"),
            "fermer": lambda: {"passage": "", "notice": notice("Passage fermé.")},
        }
        if name not in actions:
            return {}
        try:
            return actions[name]()
        except Exception:
            return self._failed()

    def _chapter(self, key: str) -> dict[str, Any]:
        found = self._current()[1]
        chapters: tuple[Chapter, ...] = ()
        title = ""
        for chapter in (chapter for part in found for chapter in part.chapters):
            if chapter.key == key:
                title, chapters = chapter.title, (chapter,)
        for theme in themes(found):
            if theme.key == key:
                title, chapters = theme.title, theme.chapters
        if not chapters:
            return {"notice": notice(GONE)}
        figures = self.assistant.figures()
        shown = [_shown_chapter(chapter, figures) for chapter in chapters]
        results = written("chapter.html", title=title, chapters=shown)
        return {"results": results, "notice": notice(f"{_counted(sum(len(c.passages) for c in chapters))}.")}

    def _open(self, passage_id: str, sought: str) -> dict[str, Any]:
        passage = self.assistant.passage(passage_id)
        if passage is None:
            return {"notice": notice(GONE)}
        before, after = self.assistant.neighbours(passage_id)
        # Passages are marked with what was searched for, where they have it.
        text = standing_out(blocks_html(passage.text), self._roots(sought))
        values = {"address": passage_address(passage), "text": text, "reference": reference(passage)}
        shown = written("passage.html", passage=passage, title=_title(passage), before=before, after=after, **values)
        return {"passage": shown, "notice": notice(f"Passage ouvert : {where(passage)}.")}

    def _compare(self, passage_id: str, compared: Compared, sought: str) -> dict[str, Any]:
        """Add a passage to those compared, or take it away when it is one of them."""
        if passage_id in compared:
            return self._compared(tuple(c for c in compared if c != passage_id), sought, "Passage retiré")
        if len(compared) >= MAX_COMPARED:
            return {"notice": notice(f"{MAX_COMPARED} passages au plus : retirez-en un de la comparaison.")}
        if self.assistant.passage(passage_id) is None:
            return {"notice": notice(GONE)}
        return self._compared((*compared, passage_id), sought, "Passage ajouté")

    def _compared(self, compared: Compared, sought: str, done: str) -> dict[str, Any]:
        passages = [p for p in map(self.assistant.passage, compared) if p is not None]
        left = tuple(p.passage_id for p in passages)
        n = _counted(len(passages))
        shown = self._side_by_side(passages, sought)
        way = written("way.html", n=n) if passages else ""
        return {
            "comparison": shown,
            "way": way,
            "compared": left,
            "notice": notice(f"{done}. Comparaison : {n.lower()}."),
        }

    def _side_by_side(self, passages: Sequence[Passage], sought: str) -> str:
        texts = [legible(passage.text) for passage in passages]
        roots = self._roots(sought)
        # Words that none of them has would mark nothing.
        asked = any(word.root in roots for text in texts for word in words(text))
        if not asked:
            roots = self._in_common(texts)
        figures = self.assistant.figures()
        columns = [
            {
                "passage": passage, "title": _title(passage), "reference": reference(passage),
                "address": passage_address(passage),
                "text": standing_out(blocks_html(passage.text), roots, [f.text for f in _of(passage, figures)]),
            }
            for passage in passages
        ]  # fmt: skip
        marked = sought if asked else ""
        return written("comparison.html", columns=columns, sought=marked, shared=bool(roots) and not asked)

    def _roots(self, sought: str) -> frozenset[str]:
        return telling_roots(sought, list(self._current()[0].texts.values())) if sought else frozenset()

    def _in_common(self, texts: Sequence[str]) -> frozenset[str]:
        """Roots of the words that all these texts have and few passages of the reports."""
        if len(texts) < 2:
            return frozenset()
        shared = set.intersection(*({w.root for w in words(text) if w.end - w.start > 3} for text in texts))
        everywhere = list(self._current()[0].texts.values())
        n_with = Counter(root for text in everywhere for root in {w.root for w in words(text)} & shared)
        return frozenset(root for root in shared if n_with[root] <= COMMON * len(everywhere))

    def _current(self) -> tuple[Shelf, list[Part]]:
        passages = self.assistant.passages
        if self._kept is None or self._kept[0].passages is not passages:
            self._kept = Shelf(passages), parts(passages)
        return self._kept

    def _failed(self) -> dict[str, Any]:
        log.exception("a passage could not be shown")
        return {"notice": notice(FAILED)}


def notice(text: str) -> str:
    """What is read out. Its identifier differs each time: the script of the page hears the same words twice."""
    return written("notice.html", text=text, id=f"annonce-{secrets.token_hex(4)}")


def _told(found: Found) -> str:
    """« 2 passages contiennent ces mots. 8 passages proches. »"""
    exact = f"{_counted(found.n_exact)} contien{'nent' if found.n_exact > 1 else 't'} ces mots." if found.exact else ""
    near = f"{_counted(len(found.near))} proche{'s' if len(found.near) > 1 else ''}." if found.near else ""
    return " ".join(filter(None, (exact, near))) or "Aucun passage trouvé."


def _shown_chapter(chapter: Chapter, figures: Sequence[KeyFigure]) -> dict[str, Any]:
    inside = {passage.passage_id for passage in chapter.passages}
    return {
        "chapter": chapter,
        "n_passages": _counted(len(chapter.passages)),
        "passages": [{"passage": p, "title": _title(p), "excerpt": _excerpt(p)} for p in chapter.passages],
        "figures": [figure for figure in figures if figure.passage.passage_id in inside],
    }


def _of(passage: Passage, figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    return [figure for figure in figures if figure.passage.passage_id == passage.passage_id]


def _excerpt(passage: Passage) -> str:
    """The beginning of a passage, cut between two words; a figure is one word."""
    text = BLANKS.sub(" ", legible(passage.text))
    return text if len(text) <= EXCERPT_CHARS else f"{text[:EXCERPT_CHARS].rpartition(' ')[0]} …"


def _title(passage: Passage) -> str:
    return legible(passage.section[-1] if passage.section else passage.document)


def _counted(n: int) -> str:
    return "Aucun passage" if n == 0 else f"{n} passage{'s' if n > 1 else ''}"
