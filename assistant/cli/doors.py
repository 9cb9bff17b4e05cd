"""What do the commands open? Each door is imported when it is used: a question must not pay for the web."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.pipeline import Assistant, IndexReport
    from eval.evaluate import Evaluation
    from eval.promise import Promise

Progress = Callable[[str, int, int], None]


class EvaluationMissing(AssistantError):
    """The evaluation is not installed, or not wholly."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"L’évaluation ne peut pas être lancée : {reason}.")


@dataclass(frozen=True)
class Doors:
    """What the commands open. Tests hand over others."""

    assistant: Callable[[Settings, Progress | None], Assistant]
    index: Callable[[Settings, Progress | None, bool], IndexReport]
    web: Callable[[Settings], None]
    evaluate: Callable[..., Evaluation]
    promise: Callable[..., Promise]


def _open_assistant(settings: Settings, progress: Progress | None) -> Assistant:
    from assistant.pipeline import Assistant

    return Assistant.open(settings, progress=progress)


def _build_index(settings: Settings, progress: Progress | None, rebuild: bool) -> IndexReport:
    from assistant.pipeline import build_index

    return build_index(settings, progress=progress, rebuild=rebuild)


def _open_web(settings: Settings) -> None:
    from assistant.web import serve

    serve(settings)


@contextmanager
def _evaluation() -> Iterator[None]:
    """The evaluation is a folder of the project, beside the package. Raises: EvaluationMissing."""
    project = Path(__file__).resolve().parents[2]
    if not (project / "eval" / "evaluate.py").is_file():
        raise EvaluationMissing("le dossier eval/ du projet n’est pas là : lancez la commande depuis un clone du dépôt")
    if str(project) not in sys.path:
        sys.path.insert(0, str(project))
    try:
        yield
    except ModuleNotFoundError as error:
        command = "pip install 'assistant-durable[eval]'"
        raise EvaluationMissing(f"il manque {error.name} ; installez-le avec : {command}") from error


def _up_to_date(settings: Settings, progress: Progress | None) -> Assistant:
    """Opening would fall back on an outdated index with a warning; a measurement must not."""
    _build_index(settings, progress, False)
    return _open_assistant(settings, progress)


def _evaluate(settings: Settings, **wanted: Any) -> Evaluation:
    with _evaluation():
        from eval.evaluate import evaluate
    return evaluate(lambda: _up_to_date(settings, wanted.get("progress")), settings, **wanted)


def _promise(settings: Settings, **wanted: Any) -> Promise:
    with _evaluation():
        from eval.promise import hold_to_promise
    without_model = settings.model_copy(update={"llm": None})
    return hold_to_promise(lambda: _up_to_date(without_model, wanted.get("progress")), **wanted)


DOORS = Doors(_open_assistant, _build_index, _open_web, _evaluate, _promise)
