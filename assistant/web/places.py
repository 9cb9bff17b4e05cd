"""Where in the reader does a passage stand?"""

from __future__ import annotations

from urllib.parse import quote

from assistant.types import Passage


def passage_address(passage: Passage) -> str:
    """Relative link to a passage in the reader of its report.

    ``"./rapport?source=rapport-2025.md#rapport-2025%23i-1-scot"``: the element has the identifier of the passage
    as its ``id``, and the ``#`` in it must be escaped in an address.
    """
    return f"./rapport?source={quote(passage.source, safe='')}#{quote(passage.passage_id, safe='')}"
