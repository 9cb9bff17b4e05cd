"""Which reports are in the folder, and what do they say?

``READERS`` is the table of formats: a new format is one more row. A file that cannot be read never
stops the others; it is returned with the reason, in French, ready to be shown.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from assistant.corpus.html import read_html
from assistant.corpus.markdown import read_markdown
from assistant.corpus.pdf import read_pdf
from assistant.corpus.plain import read_plain
from assistant.corpus.word import read_word
from assistant.corpus.writer import ReportWriter, Unreadable
from assistant.errors import CorpusEmpty, CorpusMissing, UnreadableReport
from assistant.types import Report

READERS: dict[str, Callable[[bytes, ReportWriter], None]] = {
    ".md": read_markdown,
    ".txt": read_plain,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".html": read_html,
}

MAX_BYTES = 50_000_000


def find_reports(folder: Path) -> list[Path]:
    """Files of ``folder`` and its sub-folders that are reports, sorted by path.

    Names that begin with ``.`` or ``_``, and every ``README.md``, are not reports.
    Raises: CorpusMissing if there is no such folder.
    """
    if not folder.is_dir():
        raise CorpusMissing(folder)
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        paths = (Path(parent, name) for name in names if not name.startswith((".", "_")) and name != "README.md")
        found += [path for path in paths if path.suffix.lower() in READERS and path.is_file()]
    return sorted(found)


def load_report(path: Path, *, folder: Path | None = None) -> Report:
    """Read one report.

    Args:
        path: the file; its suffix decides which reader is used.
        folder: corpus folder that ``Report.source`` is relative to; None: the folder of the file.
    Raises: UnreadableReport with the reason, and the line where that is known.
    """
    source = path.relative_to(folder).as_posix() if folder else path.name
    try:
        reader = READERS[path.suffix.lower()]
        content = _read_bytes(path)
        writer = ReportWriter(fallback_title=path.stem)
        reader(content, writer)
        return writer.report(source=source, sha256=hashlib.sha256(content).hexdigest())
    except KeyError:
        raise UnreadableReport(path, f"format « {path.suffix} » inconnu ; attendu : {', '.join(READERS)}.") from None
    except Unreadable as error:
        raise UnreadableReport(path, error.reason, line=error.line) from error
    except RecursionError as error:
        raise UnreadableReport(path, "la structure du fichier est trop imbriquée ; simplifiez-la.") from error


def load_corpus(folder: Path) -> tuple[list[Report], list[UnreadableReport]]:
    """Read every report of ``folder``: those that can be read, and why the others cannot, both by path.

    Raises: CorpusMissing; CorpusEmpty when no report can be read, with the unreadable ones in ``unreadable``.
    """
    reports, unreadable = [], []
    for path in find_reports(folder):
        try:
            reports.append(load_report(path, folder=folder))
        except UnreadableReport as error:
            unreadable.append(error)
    if not reports:
        raise CorpusEmpty(folder, unreadable=unreadable)
    return reports, unreadable


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            mega = 1_000_000
            reason = f"le fichier fait {size // mega} Mo, la limite est de {MAX_BYTES // mega} Mo ; découpez-le."
            raise Unreadable(reason)
        return path.read_bytes()
    except PermissionError as error:
        raise Unreadable("la lecture est refusée ; donnez le droit de lire ce fichier.") from error
    except OSError as error:
        raise Unreadable(f"la lecture a échoué ({error.strerror or error}).") from error
