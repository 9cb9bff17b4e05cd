"""How is the journal kept in a file, and how does it forget?

One SQLite file that only its owner may read. What is purged is overwritten (``secure_delete``), and the file has no
write-ahead log, in which purged rows would live on. Every call opens and closes the file, so that the service and the
commands may use it at the same time, and either may erase it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

from assistant.errors import JournalUnusable
from assistant.french.text import fold, squeeze
from assistant.journal.entries import Entry

__all__ = ["Book"]

# « AdJ » and a version: a file that lacks it is somebody else's, and is left alone.
OURS = 0x41644A01
WAIT_S = 3.0
SCHEMA = """
    CREATE TABLE entries (
        day TEXT, outcome TEXT, question TEXT, audience TEXT, section TEXT, n INTEGER NOT NULL,
        PRIMARY KEY (day, outcome, question, audience, section)
    ) WITHOUT ROWID
"""
ADD = """
    INSERT INTO entries (day, outcome, question, audience, section, n) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET n = n + excluded.n
"""
# Also what bears a date to come, from a clock that was wrong: it would stay for years.
OUTDATED = "day <= ? OR day > ?"
# The oldest give way. Compared as a whole: two rows of one day differ in their text only.
BEYOND = """
    DELETE FROM entries WHERE (day, outcome, question, audience, section) IN (
        SELECT day, outcome, question, audience, section FROM entries ORDER BY day LIMIT ?
    )
"""
WRITABLE = "Donnez au service le droit de lire et d’écrire ce fichier et son dossier."
FOREIGN = "ce n’est pas un journal de l’assistant, ou il est abîmé"
# What SQLite calls its troubles, as the beginning of a name; the rest is damage.
TROUBLES = (
    ("SQLITE_BUSY", "un autre programme l’occupe", "Réessayez dans un instant."),
    ("SQLITE_LOCKED", "un autre programme l’occupe", "Réessayez dans un instant."),
    (
        "SQLITE_FULL",
        "le disque est plein",
        "Libérez de la place.",
    ),
    ("SQLITE_READONLY", "il ne peut pas être écrit", WRITABLE),
    ("SQLITE_CANTOPEN", "il ne peut pas être ouvert", WRITABLE),
    ("SQLITE_PERM", "il ne peut pas être ouvert", WRITABLE),
    ("SQLITE_IOERR", "le disque ne répond pas", "Vérifiez le disque."),
)
START_AGAIN = "Déplacez ce fichier, ou supprimez-le : l’assistant en crée un autre."


class Book:
    """The file of the journal. Safe to share between threads and processes.

    Args:
        path: created, with its folder, at the first entry.
        days: how many days an entry is kept, its own included.
        today: the day; tests move it.
        most_rows: beyond, the oldest entries go.
        most_pages: longest file, in pages of 4 KiB; 32 MiB.
    """

    def __init__(
        self,
        path: Path,
        days: int = 30,
        *,
        today: Callable[[], date] = date.today,
        most_rows: int = 10_000,
        most_pages: int = 8192,
    ) -> None:
        self.path, self.days, self.today = path, days, today
        self._most_rows, self._most_pages = most_rows, most_pages

    @property
    def exists(self) -> bool:
        """Whether something was kept."""
        return self.path.is_file()

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep these entries, and purge. Raises: JournalUnusable."""
        rows = [(e.day, e.outcome, e.question, e.audience, e.section, e.n) for e in entries]
        with self._changed(create=True) as db:
            self._forget(db)
            db.executemany(ADD, rows)
            (n_rows,) = db.execute("SELECT count(*) FROM entries").fetchone()
            if n_rows > self._most_rows:
                db.execute(BEYOND, (n_rows - self._most_rows,))

    def purge(self) -> int:
        """Forget what is older than the book keeps. Returns: how many rows. Raises: JournalUnusable."""
        with self._changed() as db:
            return self._forget(db)

    def entries(self) -> list[Entry]:
        """What is kept, the oldest day first; nothing that should be forgotten. Raises: JournalUnusable."""
        # Who may only read the file still gets what it may show.
        with suppress(JournalUnusable):
            self.purge()
        with self._opened() as db:
            kept = f"SELECT day, outcome, question, audience, section, n FROM entries WHERE NOT ({OUTDATED})"
            return [Entry(*row) for row in db.execute(f"{kept} ORDER BY day, outcome, question", self._limits())]

    def forget(self, words: str) -> int:
        """Forget the questions that hold these words, whatever their case and accents; for who asks for it.

        Returns: how many rows. Raises: JournalUnusable.
        """
        wanted = fold(squeeze(words))
        with self._changed() as db:
            db.create_function("holds", 1, lambda question: wanted in fold(question), deterministic=True)
            return db.execute("DELETE FROM entries WHERE holds(question)").rowcount

    def erase(self) -> int:
        """Forget everything and remove the file. Returns: how many rows. Raises: JournalUnusable."""
        with self._changed() as db:
            n_rows = db.execute("DELETE FROM entries").rowcount
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from None
        return n_rows

    def _limits(self) -> tuple[str, str]:
        today = self.today()
        return (today - timedelta(self.days)).isoformat(), (today + timedelta(1)).isoformat()

    def _forget(self, db: sqlite3.Connection) -> int:
        return db.execute(f"DELETE FROM entries WHERE {OUTDATED}", self._limits()).rowcount

    @contextmanager
    def _changed(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """The file, in one change that is made whole or not at all."""
        with self._opened(create=create) as db:
            db.execute("BEGIN IMMEDIATE")
            if create and db.execute("PRAGMA schema_version").fetchone() == (0,):
                db.execute(SCHEMA)
                db.execute(f"PRAGMA application_id = {OURS}")
            yield db
            db.execute("COMMIT")

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            if create:
                self._make()
            elif not self.exists:
                raise JournalUnusable(self.path, "il n’existe pas", "Aucune question n’y a encore été conservée.")
            address = f"{self.path.absolute().as_uri()}?mode=rw"
            with closing(sqlite3.connect(address, timeout=WAIT_S, isolation_level=None, uri=True)) as db:
                db.execute("PRAGMA secure_delete = ON")
                db.execute(f"PRAGMA max_page_count = {self._most_pages}")
                fresh = create and db.execute("PRAGMA schema_version").fetchone() == (0,)
                if not fresh and db.execute("PRAGMA application_id").fetchone() != (OURS,):
                    raise JournalUnusable(self.path, FOREIGN, START_AGAIN)
                yield db
        except (sqlite3.Error, OSError) as error:
            # Not the chain either: an error of SQLite may quote what was to be written.
            raise self._unusable(error) from None

    def _make(self) -> None:
        """An empty file, and its folder, that only the owner may read."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))

    def _unusable(self, error: Exception) -> JournalUnusable:
        if isinstance(error, OSError):
            return JournalUnusable(
                self.path, f"le système le refuse ({error.strerror or type(error).__name__})", WRITABLE
            )
        name = getattr(error, "sqlite_errorname", "")
        for start, reason, advice in TROUBLES:
            if name.startswith(start):
                return JournalUnusable(self.path, reason, advice)
        return JournalUnusable(self.path, FOREIGN, START_AGAIN)
