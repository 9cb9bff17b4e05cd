"""Where does a passage stand: in the reader, and on which pages of its report?"""

from __future__ import annotations

from urllib.parse import quote

from assistant.types import Passage


def passage_address(passage: Passage) -> str:
    """Relative link to a passage in the reader of its report.

    ``"./rapport?source=rapport-2025.md#rapport-2025%23i-1-scot"``: the element has the identifier of the passage
    as its ``id``, and the ``#`` in it must be escaped in an address.
    """
    return f"./rapport?source={quote(passage.source, safe='')}#{quote(passage.passage_id, safe='')}"


def page_numbers(pages: str) -> str:
    """``"7"`` gives ``"page 7"``, ``"7-8"`` gives ``"pages 7 à 8"``, with spaces that do not break; empty for none."""
    first, dash, last = pages.partition("-")
    if not first:
        return ""
    return f"pages\u00a0{first}\u00a0à\u00a0{last}" if dash else f"page\u00a0{first}"
