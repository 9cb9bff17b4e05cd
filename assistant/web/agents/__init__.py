"""The working page of the staff, ``/agents``: ask, look for passages, compare them, quote them with their reference.

A page of Gradio of its own, so that the one for everyone is not a byte heavier for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.api import Reception
from assistant.types import Caution
from assistant.web.static_files import address

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

__all__ = ["HEADING", "TITLE", "build_page", "head"]

HEADING = "Travailler avec le rapport"
TITLE = "Espace des agents – Interroger le rapport"


def build_page(assistant: Assistant, reception: Reception, *, streams: bool, caution: Caution) -> FastAPI:
    """The Gradio application. The caller runs its lifespan, which starts the queue.

    Args:
        streams: whether answers grow under the eyes of the reader, as those of a model do.
        caution: as the operator set it; it is named where the bar of an answer is told.
    """
    from assistant.web.agents.desk import AgentDesk
    from assistant.web.agents.passages import panel
    from assistant.web.agents.workbench import Workbench
    from assistant.web.guard import AGENTS
    from assistant.web.page import blocks, mounted

    desk = AgentDesk(assistant, reception, streams=streams, caution=caution)
    workbench = Workbench(assistant, reception.limits)
    demo = blocks(
        assistant, reception, desk, TITLE, asks_opinion=False, asks_reasons=False,
        beside=lambda: panel(workbench, reception),
    )  # fmt: skip
    return mounted(demo, AGENTS)


def head() -> str:
    """What the page needs in its head, besides what the page for everyone has; no search engine is to lead there."""
    return (
        '<meta name="robots" content="noindex">'
        f'<link rel="stylesheet" href="{address("agents.css")}"><script defer src="{address("agents.js")}"></script>'
    )
