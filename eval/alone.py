"""How is one report asked about by itself? Indexed in a folder that is thrown away, as a town would have it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.indexing import build_index
from assistant.pipeline import Assistant
from assistant.settings import Settings


@contextmanager
def indexed_alone(name: str, text: str) -> Iterator[Assistant]:
    """An assistant that knows one report, closed at the end.

    Args:
        name: of the report's file.
        text: its Markdown.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        (corpus / name).write_text(text, encoding="utf-8")
        settings = Settings(corpus=corpus, store=f"{folder}/index")
        build_index(settings)
        assistant = Assistant.open(settings)
        try:
            yield assistant
        finally:
            assistant.close()
