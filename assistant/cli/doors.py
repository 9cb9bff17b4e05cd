"""What do the commands open? Each door is imported when it is used: a question must not pay for the web."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.pipeline import Assistant, IndexReport

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Doors:
    """What the commands open. Tests hand over others."""

    assistant: Callable[[Settings, Progress | None], Assistant]
    index: Callable[[Settings, Progress | None, bool], IndexReport]
    web: Callable[[Settings], None]


def _open_assistant(settings: Settings, progress: Progress | None) -> Assistant:
    from assistant.pipeline import Assistant

    return Assistant.open(settings, progress=progress)


def _build_index(settings: Settings, progress: Progress | None, rebuild: bool) -> IndexReport:
    from assistant.pipeline import build_index

    return build_index(settings, progress=progress, rebuild=rebuild)


def _open_web(settings: Settings) -> None:
    from assistant.web import serve

    serve(settings)


DOORS = Doors(_open_assistant, _build_index, _open_web)
