"""How does an answer reach the journal without waiting for it?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from queue import Empty, Full, Queue

from assistant.errors import JournalUnusable
from assistant.journal.book import Book
from assistant.journal.entries import Entry, Outcome, entry_of
from assistant.types import Answer, Audience, Reason

log = logging.getLogger(__name__)

# Waiting to be written; beyond, an entry is lost rather than an answer late.
MOST_WAITING = 1000
MOST_AT_ONCE = 100
PURGE_S = 3600.0

_Asked = tuple[Answer, Outcome, Audience, date]


class Journal:
    """Hears of every answer and keeps the questions that were left open. Without a book it keeps nothing.

    Masking and writing are the work of a thread of its own: whoever hands over an answer never waits, and never learns
    that the disk is full. Of a trouble one line is logged, which holds no question, until writing succeeds again.

    Args:
        book: where it is written; None: nowhere.
        purge_s: how often an idle journal looks whether a day has passed.
    """

    def __init__(self, book: Book | None = None, *, purge_s: float = PURGE_S) -> None:
        self.book, self._purge_s = book, purge_s
        self._waiting: Queue[_Asked | None] = Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._in_trouble = False

    @classmethod
    def at(cls, path: Path | None, days: int = 30, *, today: Callable[[], date] = date.today) -> Journal:
        """A journal in this file; None: one that keeps nothing."""
        return cls(None if path is None else Book(path, days, today=today))

    @property
    def days(self) -> int | None:
        """How many days a question is kept; None: none is."""
        return None if self.book is None else self.book.days

    @property
    def how_long(self) -> str:
        """``"30 jours au plus"``; empty where nothing is kept."""
        return "" if self.days is None else f"{self.days}\u00a0jour{'s' if self.days > 1 else ''} au plus"

    @property
    def notice(self) -> str:
        """What whoever asks must be told beforehand, in French; empty where nothing is kept."""
        kept = self.how_long
        return kept and f"Les questions restées sans réponse sont conservées {kept}, sans indiquer qui les a posées."

    def open(self) -> None:
        """Forget what grew too old while the service was off, and go on forgetting while it is idle."""
        if self.book is not None and self.book.exists:
            self._start()

    def answered(self, answer: Answer, audience: Audience = "citizen") -> None:
        """Keep the question of an abstention; of an answer, nothing."""
        if answer.abstained:
            self._hand_over(answer, "unanswered", audience)

    def explained(self, answer: Answer, reason: Reason, audience: Audience = "citizen") -> None:
        """Keep the question of an answer that did not help, and why."""
        self._hand_over(answer, reason, audience)

    def close(self, wait_s: float = 5.0) -> None:
        """Write what waits, for so long at most."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            try:
                self._waiting.put(None, timeout=wait_s)
            except Full:
                return
            thread.join(wait_s)

    def _hand_over(self, answer: Answer, outcome: Outcome, audience: Audience) -> None:
        if self.book is None:
            return
        try:
            self._waiting.put_nowait((answer, outcome, audience, self.book.today()))
            self._start()
        except Full:
            self._report("too many entries wait to be written")
        except RuntimeError:  # the machine has no thread left
            self._report("no thread is left to write it")

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                thread = threading.Thread(target=self._write, name="journal", daemon=True)
                thread.start()
                self._thread = thread

    def _write(self) -> None:
        """Runs in the thread, until it is handed None."""
        assert self.book is not None
        self._try(self._purge)
        while True:
            batch: list[_Asked | None] = []
            try:
                batch.append(self._waiting.get(timeout=self._purge_s))
                while len(batch) < MOST_AT_ONCE:
                    batch.append(self._waiting.get_nowait())
            except Empty:
                pass
            asked = [one for one in batch if one is not None]
            self._try(lambda asked=asked: self._keep(asked) if asked else self._purge())  # type: ignore[misc]
            if None in batch:
                return

    def _keep(self, asked: list[_Asked]) -> None:
        assert self.book is not None
        found = (entry_of(*one) for one in asked)
        entries: list[Entry] = [entry for entry in found if entry is not None]
        if entries:
            self.book.add(entries)

    def _purge(self) -> None:
        if self.book is not None and self.book.exists:
            self.book.purge()

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except JournalUnusable as error:
            self._report(str(error))
        except Exception as error:
            # Its message may quote a question.
            self._report(type(error).__name__)
        else:
            self._in_trouble = False

    def _report(self, reason: str) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            log.warning("a question could not be kept in the journal: %s", reason)
