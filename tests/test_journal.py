"""The journal of unanswered questions: what it keeps, how it forgets, and that an answer never suffers from it."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from fake_assistant import EAU
from invented import PROJECT

from assistant.errors import JournalUnusable
from assistant.journal import Book, Entry, Journal, by_subject
from assistant.types import Answer, Citation

START = date(2026, 3, 1)
SECRET = "Où recycler une girouette ?"


class Clock:
    """A day that a test moves."""

    def __init__(self) -> None:
        self.day = START

    def __call__(self) -> date:
        return self.day

    def pass_days(self, n: int) -> None:
        self.day += timedelta(n)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "questions.sqlite"


@pytest.fixture
def book(path: Path, clock: Clock) -> Book:
    return Book(path, 30, today=clock)


def declined(question: str = SECRET, near: bool = False) -> Answer:
    return Answer(question, "Le rapport ne le dit pas.", True, (Citation(1, EAU, EAU.text),) if near else ())


def kept(book: Book, *answers: Answer) -> list[Entry]:
    journal = Journal(book)
    for answer in answers:
        journal.answered(answer)
    journal.close()
    return book.entries() if book.exists else []


def entry(question: str, day: date = START) -> Entry:
    return Entry(day.isoformat(), "unanswered", question, "citizen")


# What is kept


def test_of_an_abstention_the_day_the_question_the_public_and_the_nearest_section_are_kept(book: Book) -> None:
    assert kept(book, declined(near=True)) == [
        Entry("2026-03-01", "unanswered", SECRET, "citizen", "Partie I – Sanctuariser › 5. Chaque goutte compte", 1)
    ]


def test_the_file_has_no_column_for_anything_else(book: Book, path: Path) -> None:
    kept(book, declined())
    columns = [row[1] for row in sqlite3.connect(path).execute("PRAGMA table_info(entries)")]
    assert columns == ["day", "outcome", "question", "audience", "section", "n"]


def test_an_answer_is_not_kept_and_no_file_is_made_for_it(book: Book) -> None:
    assert kept(book, Answer("Combien de bus ?", "20 bus. [1]", False)) == []
    assert not book.path.parent.exists()


@pytest.mark.parametrize(
    "message", ["Bonjour", "Merci !", "Dois-je porter plainte contre mon employeur ?", "Qui es-tu ?"]
)
def test_what_is_no_question_on_the_report_is_not_kept(book: Book, message: str) -> None:
    assert kept(book, declined(message)) == []


def test_personal_data_never_reach_the_file(book: Book, path: Path) -> None:
    kept(book, declined("Je m’appelle Zoé Martin, 06 12 34 56 78 : où recycler une girouette ?"))
    written = path.read_bytes().decode("utf-8", "replace")
    assert "Je m’appelle (nom masqué), (numéro de téléphone masqué) : où recycler une girouette ?" in written
    assert "Zoé" not in written


def test_a_question_that_comes_again_is_counted_and_the_order_of_arrival_is_lost(book: Book) -> None:
    found = kept(book, declined("Zinc ?"), declined("Argile ?"), declined("Zinc  ?"))
    assert [(e.question, e.n) for e in found] == [("Argile ?", 1), ("Zinc ?", 2)]


def test_a_question_that_did_not_help_is_kept_with_its_reason(book: Book) -> None:
    journal = Journal(book)
    journal.explained(Answer("Combien de bus ?", "20 bus. [1]", False), "incomplete", "agent")
    journal.close()
    assert [e.row() for e in book.entries()] == [
        ("2026-03-01", "Réponse incomplète", 1, "Combien de bus ?", "agents", "")
    ]


def test_questions_are_gathered_whatever_their_case_accents_and_punctuation() -> None:
    entries = [
        entry("Où est l'été ?"),
        entry("ou est l'ete"),
        entry("Ou est l'ete", START + timedelta(1)),
        entry("Zinc"),
    ]
    first, second = by_subject(entries)
    assert (first.n, first.last_day, second.question) == (3, "2026-03-02", "Zinc")


@pytest.mark.parametrize(
    ("days", "notice"),
    [
        (
            30,
            "Les questions restées sans réponse sont conservées 30\u00a0jours au plus, sans indiquer qui les a posées.",
        ),
        (1, "Les questions restées sans réponse sont conservées 1\u00a0jour au plus, sans indiquer qui les a posées."),
    ],
)
def test_the_journal_says_what_it_keeps(path: Path, days: int, notice: str) -> None:
    assert Journal.at(path, days).notice == notice
    assert Journal.at(None, days).notice == ""


# How it forgets


@pytest.mark.parametrize(("later", "n_left"), [(0, 1), (29, 1), (30, 0), (400, 0)])
def test_a_question_is_gone_after_thirty_days(book: Book, clock: Clock, later: int, n_left: int) -> None:
    book.add([entry(SECRET)])
    clock.pass_days(later)
    assert book.purge() == 1 - n_left
    assert len(book.entries()) == n_left


def test_a_new_question_purges_the_old_ones(book: Book, clock: Clock, path: Path) -> None:
    book.add([entry(SECRET)])
    clock.pass_days(30)
    book.add([entry("Zinc ?", clock.day)])
    assert [e.question for e in book.entries()] == ["Zinc ?"]
    assert b"girouette" not in path.read_bytes()


def test_reading_shows_nothing_that_is_too_old(book: Book, clock: Clock, path: Path) -> None:
    book.add([entry(SECRET)])
    clock.pass_days(31)
    assert book.entries() == []
    assert b"girouette" not in path.read_bytes()


def test_an_entry_of_a_clock_that_was_wrong_does_not_stay(book: Book, clock: Clock) -> None:
    book.add([entry(SECRET, START + timedelta(1)), entry("Zinc ?", START + timedelta(900))])
    assert book.purge() == 1
    assert [e.question for e in book.entries()] == [SECRET]


def test_opening_purges_and_so_does_a_journal_that_hears_nothing(book: Book, clock: Clock, path: Path) -> None:
    book.add([entry("Zinc ?"), entry(SECRET, START + timedelta(10))])
    clock.pass_days(35)
    journal = Journal(book, purge_s=0.02)
    journal.open()
    wait_until(lambda: b"Zinc" not in path.read_bytes())
    assert b"girouette" in path.read_bytes()
    clock.pass_days(10)
    wait_until(lambda: b"girouette" not in path.read_bytes())
    journal.close()


def test_erasing_leaves_no_file(book: Book, path: Path) -> None:
    book.add([entry(SECRET), entry("Zinc ?")])
    assert book.erase() == 2
    assert list(path.parent.iterdir()) == []


# Its size and its owner


def test_beyond_its_size_the_oldest_go(path: Path, clock: Clock) -> None:
    book = Book(path, today=clock, most_rows=3)
    for n in range(5):
        book.add([entry(f"Question {n} ?", START - timedelta(9 - n))])
    assert [e.question for e in book.entries()] == ["Question 2 ?", "Question 3 ?", "Question 4 ?"]


def test_a_question_of_any_length_takes_a_bounded_place(book: Book) -> None:
    (found,) = kept(book, declined("mot " * 1000))
    assert len(found.question) <= 500


def test_only_the_owner_may_read_it(book: Book, path: Path) -> None:
    before = os.umask(0)
    try:
        book.add([entry(SECRET)])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# What may go wrong


def no_database(path: Path) -> None:
    path.write_bytes(b"Liste des courses : du pain.\n" * 200)


def truncated(path: Path) -> None:
    Book(path).add([entry(f"Question {n} ?", date.today()) for n in range(200)])
    path.write_bytes(path.read_bytes()[:6000])


def of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE entries (a)")


def a_folder(path: Path) -> None:
    path.mkdir()


def below_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("pas un dossier", encoding="utf-8")


@pytest.mark.parametrize("harm", [no_database, truncated, of_another_program, a_folder, below_a_file])
def test_with_a_file_that_is_unusable_one_line_is_logged_and_the_file_is_left_alone(
    path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    harm(path)
    before = path.read_bytes() if path.is_file() else None
    journal = Journal(Book(path))
    for n in range(3):
        journal.answered(declined(f"{SECRET} {n}"))
    journal.close()
    assert len(caplog.records) == 1
    assert str(path) in caplog.text
    assert "girouette" not in caplog.text
    assert (path.read_bytes() if path.is_file() else None) == before
    for work in (Book(path).entries, Book(path).erase):
        with pytest.raises(JournalUnusable):
            work()


def test_a_folder_that_cannot_be_written_is_said_to_be_so() -> None:
    """Asked of another process: whoever may write anywhere gives up that right there."""
    script = """
import logging, os, sys
from pathlib import Path
from assistant.journal import Book, Journal
from assistant.types import Answer
logging.basicConfig(stream=sys.stdout)
journal = Journal(Book(Path(sys.argv[1]) / "questions.sqlite"))
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
journal.answered(Answer("Où recycler une girouette ?", "Le rapport ne le dit pas.", True))
journal.close()
"""
    folder = Path(tempfile.mkdtemp(prefix="assistant-tests-"))
    folder.chmod(0o555)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", script, folder], cwd=PROJECT, capture_output=True, text=True, timeout=60
        )
        assert (ended.returncode, list(folder.iterdir())) == (0, []), ended.stderr
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert "Donnez au service le droit" in ended.stdout
    assert "girouette" not in ended.stdout + ended.stderr


def test_a_full_disk_loses_the_question_and_keeps_the_file_whole(
    path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    book = Book(path, today=clock, most_pages=8)
    book.add([entry("Zinc ?")])
    with pytest.raises(JournalUnusable, match="le disque est plein"):
        book.add([entry(f"{n} {'mot ' * 100}") for n in range(200)])
    assert [e.question for e in book.entries()] == ["Zinc ?"]
    kept(book, *(declined(f"{n} {'mot ' * 100}") for n in range(200)))
    assert "le disque est plein" in caplog.text


def test_a_locked_file_makes_nobody_wait(path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.journal.book.WAIT_S", 0.05)
    book = Book(path, today=clock)
    book.add([entry("Zinc ?")])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    journal = Journal(book)
    started = threading.active_count()
    journal.answered(declined())
    assert threading.active_count() == started + 1
    with pytest.raises(JournalUnusable, match="un autre programme l’occupe"):
        book.purge()
    other.execute("COMMIT")
    journal.close()
    other.close()


def test_after_a_trouble_writing_goes_on_and_the_next_trouble_is_told_again(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    journal = Journal(Book(path))
    for _ in range(2):
        path.write_bytes(b"x" * 5000)
        journal.answered(declined())
        wait_until(lambda: journal._waiting.empty())
        journal.close()
        path.unlink()
        journal.answered(declined())
        journal.close()
        assert [e.question for e in Book(path).entries()] == [SECRET]
    assert len(caplog.records) == 2


def test_an_unforeseen_error_is_logged_without_what_it_quotes(
    book: Book, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(entries: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(book, "add", fail)
    kept(book, declined())
    assert "ValueError" in caplog.text
    assert "girouette" not in caplog.text


def test_many_threads_over_several_journals_lose_nothing(path: Path, clock: Clock) -> None:
    journals = [Journal(Book(path, today=clock)) for _ in range(4)]

    def ask(journal: Journal) -> None:
        for n in range(25):
            journal.answered(declined(f"Question {n % 5} ?"))

    threads = [threading.Thread(target=ask, args=(journal,)) for journal in journals * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for journal in journals:
        journal.close()
    assert [e.n for e in Book(path, today=clock).entries()] == [40] * 5


def test_without_a_book_nothing_is_written_logged_or_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    n_threads = threading.active_count()
    journal = Journal.at(None)
    journal.open()
    journal.answered(declined())
    journal.explained(declined(), "other")
    assert threading.active_count() == n_threads
    journal.close()
    assert list(tmp_path.iterdir()) == []
    assert caplog.records == []


def wait_until(true: Callable[[], bool]) -> None:
    ticker = threading.Event()
    for _ in range(500):
        if true():
            return
        ticker.wait(0.01)
    pytest.fail("it did not happen in five seconds")
