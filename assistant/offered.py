"""What do the reports themselves offer to look at, to play with and to ask? Worked out once for each index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from assistant.follow_ups import FollowUps
from assistant.key_figures import key_figures
from assistant.programme import Stock, stock
from assistant.types import Answer, KeyFigure, Passage


class Offered:
    """What one state of the index offers, each when it is first asked for. Safe to share between threads.

    Args:
        passages: report by report in reading order.
        ask: answers one question from those passages.
    """

    def __init__(self, passages: Sequence[Passage], ask: Callable[[str], Answer]) -> None:
        self._passages, self._ask = passages, ask

    @cached_property
    def figures(self) -> tuple[KeyFigure, ...]:
        """The figures worth showing, in reading order; always the same tuple."""
        return key_figures(self._passages)

    @cached_property
    def stock(self) -> Stock:
        """What sessions are made of."""
        return stock(self._passages, self.figures)

    @cached_property
    def follow_ups(self) -> FollowUps:
        """Questions to go on with after an answer."""
        return FollowUps(self._passages, self._ask)
