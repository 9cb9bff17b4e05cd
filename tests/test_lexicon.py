"""Is the lexicon checked, compiled and looked up as it stands in its files?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.french import lexicon
from assistant.french.lexicon import COMPILED, Table, compile_tables, digest, french_tables, read_entries
from assistant.french.lexicon_check import check_lexicon

HEADER = "term\tequivalents\tgrade\tlanguage\n"


def folder_with(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "ville.tsv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return tmp_path


def test_the_shipped_lexicon_is_in_order() -> None:
    report = check_lexicon()
    assert report.problems == ()
    assert report.n_entries > 30_000
    assert report.n_files == len(list(lexicon.FOLDER.glob("*.tsv")))
    assert sum(report.by_grade.values()) == sum(report.by_language.values()) == report.n_entries


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["de la\tvoie\tsame\tfr"], "ville.tsv:2 : « de la » n’a que des mots vides"),
        (["rue\tau\tsame\tfr"], "ville.tsv:2 : « au » n’a que des mots vides"),
        (["rue\tvoie |  chemin\tsame\tfr"], "ville.tsv:2 : espace de trop autour de « chemin »"),
        (["rue\tvoie\tsame\tfr", "rues\tvoies\tnear\tfr"], "« rues » mène déjà à « voies » (ville.tsv:2, same)"),
    ],
)
def test_a_line_that_is_of_no_use_is_named(lines: list[str], problem: str, tmp_path: Path) -> None:
    report = check_lexicon(folder_with(tmp_path, *lines))
    assert len(report.problems) == 1
    assert problem.replace("« chemin »", "«  chemin »") in report.problems[0]


def test_a_better_grade_further_down_is_no_problem(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "rue\tvoie\tnear\tfr", "rue\tvoie\tsame\tfr", "road\tvoie\tsame\ten")
    assert check_lexicon(folder).problems == ()


def test_the_compiled_tables_are_those_of_the_files() -> None:
    assert json.loads(COMPILED.read_bytes()) == compile_tables()


def test_files_that_were_changed_since_are_read_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "FOLDER", folder_with(tmp_path, "guinguette\tbuvette\tsame\tfr"))
    lexicon._tables.cache_clear()
    try:
        forward, back = french_tables()
        assert forward[("guinguet",)] == ((("buvet",), "same"),)
        assert back[("buvet",)] == ((("guinguet",), "same"),)
        assert forward[("velo",)] == ()
    finally:
        lexicon._tables.cache_clear()


def test_the_digest_tells_states_of_the_files_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "FOLDER", folder_with(tmp_path, "rue\tvoie\tsame\tfr"))
    before = digest()
    assert digest() == before
    folder_with(tmp_path, "rue\tvoie\tnear\tfr")
    assert digest() != before


def test_a_table_gives_stems_and_grades_and_nothing_for_what_it_lacks() -> None:
    table = Table({"eau us": "s assain|n reseau eau us"})
    assert table[("eau", "us")] == ((("assain",), "same"), (("reseau", "eau", "us"), "near"))
    assert ("eau", "us") in table
    assert ("eau",) not in table
    assert table[("eau",)] == ()


def test_every_language_and_grade_is_in_use() -> None:
    entries = list(read_entries())
    assert {e.language for e in entries} == {"fr", "en"}
    assert {e.grade for e in entries} == {"same", "near", "broader"}


def test_what_is_only_heard_in_questions_finds_and_stands_for_nothing() -> None:
    table = Table({"gamin": "S enfant|n elev", "taudis": "N logement"})
    assert table[("gamin",)] == ((("enfant",), "same"), (("elev",), "near"))
    assert table.written(("gamin",)) == ((("elev",), "near"),)
    assert table.written(("taudis",)) == table.written(("rien",)) == ()


def test_lines_of_questions_have_a_capital_and_no_others() -> None:
    forward = compile_tables()["forward"]
    heard = sum(cell[0].isupper() for line in forward.values() for cell in line.split("|"))
    written = sum(cell[0].islower() for line in forward.values() for cell in line.split("|"))
    pairs = {True: 0, False: 0}
    for entry in read_entries():
        pairs[entry.where.startswith("questions-")] += entry.language == "fr"
    assert heard > pairs[True] > 5_000
    assert written > pairs[False]
