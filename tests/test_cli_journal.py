"""`assistant journal`: what it shows, writes and erases, and what it says when it cannot."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from invented import Ended

from assistant.cli.journal import as_table
from assistant.journal import Book, Entry
from assistant.spreadsheet import BOM

Cli = Callable[..., Ended]
TODAY = date.today()


def entry(question: str, *, days_ago: int = 0, n: int = 1) -> Entry:
    day = (TODAY - timedelta(days_ago)).isoformat()
    return Entry(day, "unanswered", question, "citizen", "Partie I › L’eau", n)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal that the settings name, with three questions, one of them older than it may be."""
    path = tmp_path / "questions.sqlite"
    monkeypatch.setenv("ASSISTANT_JOURNAL", str(path))
    Book(path, 365).add(
        [entry("=1+1 ?", n=2), entry("Où est,\xa0« le zinc » ?"), entry("Vieille question ?", days_ago=40)]
    )
    return path


def rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.removeprefix(BOM))))


def test_the_questions_come_as_csv_without_a_formula_and_without_what_is_too_old(cli: Cli, path: Path) -> None:
    ended = cli("journal")
    assert (ended.status, ended.err) == (0, [])
    assert ended.out.startswith(BOM + "jour,motif,nombre,question,public,rubrique\r\n")
    assert rows(ended.out)[1:] == [
        [TODAY.isoformat(), "Sans réponse", "2", "'=1+1 ?", "habitants", "Partie I › L’eau"],
        [TODAY.isoformat(), "Sans réponse", "1", "Où est,\xa0« le zinc » ?", "habitants", "Partie I › L’eau"],
    ]
    assert b"Vieille" not in path.read_bytes()


def test_a_file_of_the_export_is_for_its_owner_alone(cli: Cli, path: Path, tmp_path: Path) -> None:
    out = tmp_path / "export.csv"
    ended = cli("journal", "--out", str(out))
    assert (ended.status, ended.out) == (0, "")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfjour,motif")
    assert out.read_bytes().endswith(b"\r\n")
    assert b"\r\r" not in out.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) & 0o077 == 0


def test_a_terminal_shows_the_most_frequent_first_and_obeys_no_question() -> None:
    shown = as_table(
        [entry("Zinc ?"), entry("[red]Cuivre\x1b[31m ?", n=5), *(entry(f"Autre {n} ?") for n in range(30))], 100
    )
    assert shown.index("[red]Cuivre�[31m ?") < shown.index("Autre 0 ?")
    assert "… et 12 autres : assistant journal --csv" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_purging_says_how_much_it_erased(cli: Cli, path: Path) -> None:
    ended = cli("journal", "--purge")
    assert (ended.status, ended.out, ended.err) == (0, "", [f"1 ligne effacée du journal {path}."])


def test_the_days_are_those_of_the_settings(cli: Cli, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_JOURNAL_DAYS", "60")
    assert "Vieille question" in cli("journal", "--csv").out


def test_one_question_is_forgotten_by_its_words(cli: Cli, path: Path) -> None:
    ended = cli("journal", "--forget", " OU  EST, « le zinc")
    assert (ended.status, ended.out, ended.err) == (0, "", [f"1 ligne effacée du journal {path}."])
    assert "zinc" not in cli("journal").out
    assert b"zinc" not in path.read_bytes()
    assert cli("journal", "--forget", " ").status == 2


def test_erasing_removes_the_file(cli: Cli, path: Path) -> None:
    ended = cli("journal", "--erase")
    assert (ended.status, ended.err) == (0, [f"3 lignes effacées du journal {path}."])
    assert not path.exists()


def test_a_journal_that_the_settings_no_longer_name_can_still_be_erased(
    cli: Cli, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_JOURNAL")
    assert cli("journal", "--erase", "--journal", str(path)).status == 0
    assert not path.exists()


@pytest.mark.parametrize("action", [[], ["--purge"], ["--erase"], ["--csv"]])
def test_without_a_journal_one_line_says_how_to_keep_one(cli: Cli, action: list[str]) -> None:
    ended = cli("journal", *action)
    assert (ended.status, ended.out) == (1, "")
    (line,) = ended.err
    assert line.startswith(
        "Aucun journal n’est tenu : rien n’est conservé. Pour en tenir un, donnez un fichier dans ASSISTANT_JOURNAL"
    )


def test_a_journal_that_is_not_there_yet_is_said_to_be_empty(cli: Cli, tmp_path: Path) -> None:
    ended = cli("journal", "--journal", str(tmp_path / "absent.sqlite"))
    assert (ended.status, ended.out) == (1, "")
    assert "il n’existe pas. Aucune question n’y a encore été conservée." in ended.err[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("action", [[], ["--purge"], ["--erase"]])
def test_a_file_that_is_no_journal_is_named_and_left_alone(cli: Cli, tmp_path: Path, action: list[str]) -> None:
    other = tmp_path / "courses.txt"
    other.write_text("du pain\n" * 300, encoding="utf-8")
    ended = cli("journal", "--journal", str(other), *action)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == [
        f"Le journal {other} est inutilisable : ce n’est pas un journal de l’assistant, ou il est abîmé. "
        "Déplacez ce fichier, ou supprimez-le : l’assistant en crée un autre."
    ]
    assert other.read_text(encoding="utf-8") == "du pain\n" * 300


def test_an_export_that_cannot_be_written_is_one_line(cli: Cli, path: Path, tmp_path: Path) -> None:
    ended = cli("journal", "--out", str(tmp_path / "absent" / "export.csv"))
    assert (ended.status, len(ended.err)) == (1, 1)
    assert "Indiquez-en un autre avec --out." in ended.err[0]


@pytest.mark.parametrize(
    "both", [["--csv", "--purge"], ["--purge", "--erase"], ["--out", "x", "--erase"], ["--forget", "x", "--csv"]]
)
def test_one_thing_at_a_time(cli: Cli, path: Path, both: list[str]) -> None:
    assert cli("journal", *both).status == 2
    assert path.exists()


def test_asking_on_the_command_line_is_never_written_down(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_JOURNAL", str(tmp_path / "questions.sqlite"))
    ended = cli("ask", "Où recycler une girouette ?", "--json")
    assert '"abstained": true' in ended.out
    assert "questions.sqlite" not in os.listdir(tmp_path)
