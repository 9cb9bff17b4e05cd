"""Answers in French to questions on a sustainability report, with cited passages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

# Nothing leaves the machine by default. These switches only work when they are set before
# the libraries are imported, hence here and not in `settings`.
os.environ.update(
    ANONYMIZED_TELEMETRY="False",  # Chroma
    GRADIO_ANALYTICS_ENABLED="False",
    GRADIO_RUN_HISTORY="False",
    HF_HUB_DISABLE_TELEMETRY="1",
    DO_NOT_TRACK="1",
)
if os.environ.get("ASSISTANT_ALLOW_DOWNLOAD", "").lower() not in ("1", "true", "yes"):
    os.environ["HF_HUB_OFFLINE"] = "1"
if os.environ.get("ASSISTANT_TRACING", "").lower() not in ("1", "true", "yes"):
    os.environ.update(LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")

__version__ = "0.1.0"
__all__ = ["Answer", "Assistant", "AssistantError", "Citation", "Passage", "Question", "Settings", "load_settings"]

if TYPE_CHECKING:
    from assistant.errors import AssistantError
    from assistant.pipeline import Assistant
    from assistant.settings import Settings, load_settings
    from assistant.types import Answer, Citation, Passage, Question

_HOMES = {
    "Assistant": "pipeline",
    "AssistantError": "errors",
    "Settings": "settings",
    "load_settings": "settings",
    "Answer": "types",
    "Citation": "types",
    "Passage": "types",
    "Question": "types",
}


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that `import assistant` stays cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"assistant.{_HOMES[name]}"), name)
