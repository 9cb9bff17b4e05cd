"""The figures of the reports: each as it is written, with a label that only says what the report says."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache

import pytest
from invented import PROJECT

from assistant.corpus import load_corpus
from assistant.figures import statements
from assistant.french.text import squeeze
from assistant.key_figures import key_figures
from assistant.passages import chunk_corpus
from assistant.spreadsheet import COLUMNS, cell, figures_as_csv
from assistant.types import FIGURE_KINDS, KeyFigure, Passage

FOLDERS = {"report": PROJECT / "corpus", "elsewhere": PROJECT / "eval" / "answers" / "elsewhere"}
LONGEST_LABEL = 340


@cache
def passages(name: str) -> tuple[Passage, ...]:
    return tuple(chunk_corpus(load_corpus(FOLDERS[name])[0], max_tokens=320))


@cache
def listed(name: str) -> tuple[KeyFigure, ...]:
    return key_figures(passages(name))


def of(sentence: str, *sentences: str) -> list[KeyFigure]:
    """The figures of a text of a few sentences."""
    text = " ".join((sentence, *sentences))
    return list(key_figures([Passage("r#1", "Rapport", "r.md", ("Partie",), "1", text, 0, len(text), 9, 0)]))


# --- Properties over whole reports

every_report = pytest.mark.parametrize("name", FOLDERS)


@every_report
def test_a_figure_its_label_and_its_sentence_are_verbatim(name: str) -> None:
    for figure in listed(name):
        text = squeeze(figure.passage.text)
        assert figure.text in text
        assert figure.sentence in text
        assert figure.label in figure.sentence
        assert figure.text in figure.sentence


@every_report
def test_a_label_says_something_of_bearable_length(name: str) -> None:
    for figure in listed(name):
        assert 10 <= len(figure.label) <= LONGEST_LABEL, figure.label
        assert figure.label.count("(") == figure.label.count(")"), figure.label
        assert figure.label.count("«") == figure.label.count("»"), figure.label


@every_report
def test_a_label_is_cut_behind_no_little_word(name: str) -> None:
    little = {"de", "du", "des", "la", "le", "les", "et", "à", "au", "aux", "par", "pour", "dans", "sur", "dont", "un"}
    assert [f.label for f in listed(name) if f.label.rpartition(" ")[2].lower() in little] == []


@every_report
def test_no_figure_is_listed_twice(name: str) -> None:
    places = Counter((f.passage.passage_id, f.sentence, f.text, f.label, f.value) for f in listed(name))
    starts: Counter[tuple[str, float]] = Counter()
    for passage in passages(name):
        for statement in statements(passage):
            for figure in statement.figures:
                text = squeeze(passage.text[figure.quantity.start : figure.quantity.end])
                starts[passage.passage_id, figure.quantity.value] += 1 if text else 0
    for (passage_id, _, _, _, value), n in places.items():
        assert n <= starts[passage_id, value]


@every_report
def test_figures_come_in_reading_order(name: str) -> None:
    order = {passage.passage_id: place for place, passage in enumerate(passages(name))}
    places = [order[figure.passage.passage_id] for figure in listed(name)]
    assert places == sorted(places)


@every_report
def test_every_reservation_is_kept(name: str) -> None:
    kept = Counter(squeeze(f.text) for f in listed(name) if f.kind != "date")
    reserved = {
        squeeze(p.text[f.quantity.start : f.quantity.end])
        for p in passages(name) for s in statements(p) for f in s.figures
        if f.quantity.qualifier and f.quantity.kind not in ("date", "rank") and not f.quantity.spelled
    }  # fmt: skip
    assert reserved
    assert {text for text in reserved if not kept[text]} == set()


@every_report
def test_measures_are_all_listed(name: str) -> None:
    """Money, shares, areas, lengths, masses, energy and volumes: none is left out."""
    kinds = {"money": "money", "percent": "share", "area": "area", "length": "length", "mass": "mass",
             "energy": "energy", "volume": "volume"}  # fmt: skip
    stated = Counter(
        kinds[f.quantity.kind] for p in passages(name) for s in statements(p) for f in s.figures
        if f.quantity.kind in kinds and f.quantity.value
    )  # fmt: skip
    shown = Counter(figure.kind for figure in listed(name) if figure.kind in kinds.values())
    assert shown == stated


@every_report
def test_kinds_are_those_that_have_a_name(name: str) -> None:
    assert {figure.kind for figure in listed(name)} <= set(FIGURE_KINDS)


def test_most_figures_of_the_report_are_listed() -> None:
    """The others: its own year, small numbers in letters, ordinals, numbers of bus lines."""
    stated = sum(len(s.figures) for p in passages("report") for s in statements(p))
    assert len(listed("report")) / stated > 0.7


# --- Labels


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        pytest.param("La ville a posé plus de 900 compteurs intelligents connectés.", "compteurs intelligents connectés", id="noun-group"),
        pytest.param("Depuis 2019, 64 rues ont été plantées.", "Depuis 2019, 64 rues ont été plantées", id="year-is-kept"),
        pytest.param("Sur 23 quais, 40 lampes anciennes rénovées brillent.", "Sur 23 quais, 40 lampes anciennes rénovées brillent", id="verb-narrows"),
        pytest.param("Pour nager mieux, la ville a ouvert 12 bassins.", "la ville a ouvert 12 bassins", id="purpose-is-left"),
        pytest.param("Le plan protège 40 hectares de landes, de marais et de dunes.", "Le plan protège 40 hectares de landes, de marais et de dunes", id="enumeration-is-whole"),
    ],
)  # fmt: skip
def test_a_label_is_the_noun_group_or_the_clause(sentence: str, label: str) -> None:
    assert of(sentence)[-1].label == label


def test_a_part_stands_with_its_whole() -> None:
    whole, part = of("La ville compte 40 parcelles cultivées, dont 12 pour les écoles.")
    assert (whole.partial, part.partial) == (False, True)
    assert part.label == "La ville compte 40 parcelles cultivées, dont 12 pour les écoles"


@pytest.mark.parametrize(
    "sentence",
    [
        "L'objectif est de planter 500 arbres fruitiers locaux.",
        "La ville prévoit 3 M€ de travaux.",
        "La station produira 12 GWh de chaleur.",
        "Le plan a un budget prévisionnel de 7 M€.",
        "La ville baissera ses rejets de 20 % d'ici 2040.",
        "Le parc permettrait d'éviter 900 tonnes de gaz.",
    ],
)
def test_what_is_planned_is_said_to_be_and_keeps_the_word_that_makes_it_so(sentence: str) -> None:
    figure = of(sentence)[0]
    assert figure.planned
    assert figure.label == sentence.rstrip(".")


@pytest.mark.parametrize(
    "sentence",
    [
        "La ville a planté 500 arbres.",
        "Un premier soutien de 3 M€ a déjà été versé pour le projet.",
        "Le programme a aidé 240 familles.",
        "59 % des travaux programmés sont déjà réalisés.",
    ],
)
def test_what_is_done_is_not_said_to_be_planned(sentence: str) -> None:
    assert [figure.planned for figure in of(sentence)] == [False]


@pytest.mark.parametrize(
    "sentence",
    [
        "En 2025, la ville agit.", "Elle suit trois axes.", "La 3e édition a plu.",
        "De nouvelles lignes (535, 83, 84) roulent.", "La piscine ouvre de 8 h à 19 h.",
    ],
)  # fmt: skip
def test_years_ordinals_small_words_and_bare_numbers_are_no_figures(sentence: str) -> None:
    assert of(sentence, "En 2025, la ville agit.") == []


def test_a_year_to_come_is_a_figure() -> None:
    assert [f.text for f in of("En 2025, la ville agit.", "Elle vise la neutralité d'ici 2050.")] == ["d'ici 2050"]


# --- CSV


@every_report
def test_a_spreadsheet_reads_back_every_figure_and_no_formula(name: str) -> None:
    text = figures_as_csv(listed(name))
    assert text.startswith("\ufeffvalue,unit,")
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert header == list(COLUMNS)
    assert len(rows) == len(listed(name))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert [c for row in rows for c in row[1:] if c.startswith(("=", "+", "-", "@"))] == []


@pytest.mark.parametrize("text", ["=1+1", "+ de 250", "-3", "@nom", "\tx"])
def test_what_a_spreadsheet_would_work_out_is_defused(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "written"), [(-3, "-3"), (True, "true"), ("74 %", "74 %"), ("", "")])
def test_other_cells_stay_as_they_are(value: object, written: str) -> None:
    assert cell(value) == written


def test_the_assistant_gives_the_same_list_until_its_index_changes(assistant: object) -> None:
    first = assistant.figures()  # type: ignore[attr-defined]
    assert first is assistant.figures()  # type: ignore[attr-defined]
    assert {"1 860 hectares", "2,4 M€"} <= {figure.text for figure in first}
