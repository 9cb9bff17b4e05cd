"""Which statements and figures a passage makes, and what each figure counts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.figures import figures, statements
from assistant.types import Passage

MEASURES = "Trois mesures :\n\n- 14 kilomètres de pistes ;\n- 420 vélos.\n\nLe port dort. Il reçoit 300 navires."


def passage(text: str) -> Passage:
    return Passage("p", "Rapport", "r.md", (), "", text, 0, len(text), 1, 0)


def test_statements_are_sentences_and_list_items_in_order() -> None:
    found = statements(passage(MEASURES))
    assert [s.text for s in found] == [
        "Trois mesures :",
        "- 14 kilomètres de pistes ;",
        "- 420 vélos.",
        "Le port dort.",
        "Il reçoit 300 navires.",
    ]
    assert [s.position for s in found] == [0, 1, 2, 3, 4]
    assert [s.introduces for s in found] == [True, False, False, False, False]
    assert [s.is_item for s in found] == [False, True, True, False, False]
    assert [MEASURES[s.start : s.end] for s in found] == [s.text for s in found]


def test_figures_of_a_statement_stand_in_the_passage_where_they_say() -> None:
    found = [f for s in statements(passage(MEASURES)) for f in s.figures]
    assert [MEASURES[f.start : f.end] for f in found] == [
        "Trois mesures",
        "14 kilomètres de pistes",
        "420 vélos",
        "300 navires",
    ]
    numbers = [MEASURES[f.quantity.number_start : f.quantity.end] for f in found]
    assert numbers == [
        "Trois",
        "14 kilomètres",
        "420",
        "300",
    ]


def test_a_passage_without_text_makes_no_statement() -> None:
    assert statements(passage(" \n ")) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("La ville a posé + de 290 compteurs dans les écoles.", ["+ de 290 compteurs"], id="reservation"),
        pytest.param("64 espèces d'oiseaux nichent ici.", ["64 espèces d'oiseaux"], id="verb-ends-the-group"),
        pytest.param("9 écoles sur 22 ont un jardin.", ["9 écoles", "22"], id="small-words-end-the-group"),
        pytest.param("Il a 20 ferries, et une gare.", ["20 ferries"], id="comma-ends-the-group"),
        pytest.param("420 vélos : en libre-service", ["420 vélos"], id="colon-ends-the-group"),
        pytest.param("Sept gymnases, isolés pour 2,4 M€.", ["Sept gymnases", "2,4 M€"], id="words-and-money"),
        pytest.param(
            "Il coûte 5 M€ (soit 12 % du budget).",
            ["5 M€ (soit 12 % du budget)", "12 % du budget"],
            id="soit-in-brackets",
        ),
        pytest.param(
            "1 860 hectares de landes, soit 41 % de la commune.",
            ["1 860 hectares de landes, soit 41 % de la commune", "41 % de la commune"],
            id="soit",
        ),
        pytest.param("Il ouvre d'ici 2030 au campus.", ["d'ici 2030"], id="date-with-its-lead"),
        pytest.param("À partir de septembre 2024, il roule.", ["À partir de septembre 2024"], id="long-lead"),
        pytest.param("Fermé jusqu’en 2035.", ["jusqu’en 2035"], id="elided-lead"),
        pytest.param("Le projet de 2024 avance.", ["2024"], id="of-is-no-lead"),
        pytest.param("La feuille de route 2025-2028 avance.", ["2025-2028"], id="no-lead-inside-a-word"),
        pytest.param("Ouvert depuis la rentrée 2024.", ["depuis la rentrée 2024"], id="moment-of-a-year"),
        pytest.param("Aucun chiffre ici.", [], id="no-figure"),
    ],
)
def test_the_stretch_shown_is_the_number_with_its_group(text: str, shown: list[str]) -> None:
    assert [text[f.start : f.end] for f in figures(text)] == shown


def test_a_figure_knows_what_it_counts_nearest_first() -> None:
    [figure] = figures("La ville a posé 290 compteurs intelligents dans les écoles.")
    assert figure.counted == ("compteur", "intelligent", "ecol")
    assert figure.shown == ("compteur", "intelligent")


def test_a_figure_counts_nothing_that_stands_after_the_next_one() -> None:
    first, second = figures("Le port reçoit 300 navires et 20 ferries.")
    assert (first.counted, second.counted) == (("navir",), ("ferry",))


def test_a_number_before_a_verb_counts_what_the_one_before_it_counts() -> None:
    text = "94 % des navires ont un filtre, et 39 % comportent une voile ; 31 équipages le veulent, 27 hésitent."
    sheltered, sailing, willing, unsure = figures(text)
    assert sheltered.counted[0] == sailing.counted[0] == "navir"
    assert "voil" not in sailing.counted
    assert unsure.counted[:1] == willing.counted[:1]


def test_near_reaches_from_the_figure_before_to_the_figure_after() -> None:
    first, second, third = figures("Le port reçoit 300 navires, le lac 20 ferries, la gare 7 trains.")
    assert {"port", "navir", "lac"} <= first.near
    assert {"navir", "lac", "ferry", "gar"} <= second.near
    assert not {"port", "train"} & second.near
    assert "lac" not in third.near


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        pytest.param("40 agents dont 12 apprentis", [False, True], id="dont"),
        pytest.param("40 agents, y compris 12 apprentis", [False, True], id="y-compris"),
        pytest.param("53 bornes supplémentaires", [True], id="addition"),
        pytest.param("53 nouvelles bornes", [True], id="new-ones"),
        pytest.param("53 bornes et 12 bancs", [False, False], id="two-wholes"),
    ],
)
def test_a_part_or_an_addition_is_told_from_the_whole(text: str, partial: list[bool]) -> None:
    assert [f.partial for f in figures(text)] == partial


def test_the_offset_moves_every_place() -> None:
    text = "Il a 20 ferries en 2024."
    for here, moved in zip(figures(text), figures(text, offset=100), strict=True):
        assert (moved.start, moved.end) == (here.start + 100, here.end + 100)
        assert moved.quantity.number_start == here.quantity.number_start + 100
        assert moved.counted == here.counted


@given(st.text(alphabet="0123456789 ,.%€ha dont soit(é)\n-", max_size=60))
def test_every_stretch_holds_its_number(text: str) -> None:
    for figure in figures(text):
        assert 0 <= figure.start <= figure.quantity.start < figure.quantity.end <= figure.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["1 ", "12, ", "2024-", "1er ", "en 2024 ", "soit 5 % ", "dont 3 bornes ", "un million et demi "]
)
def test_a_statement_full_of_figures_is_read_in_no_time(piece: str) -> None:
    text = (piece * 1000)[:2000]
    started = time.process_time()  # what others do meanwhile does not count
    assert figures(text)
    assert time.process_time() - started < 0.5


def test_what_stands_after_a_parenthesis_is_told_of_something_else() -> None:
    first, second = figures("Le salon d'hiver (40 stands) et le salon des Fleurs, à Brenne, qui a réuni 70 stands.")
    assert "hiv" in first.own | first.beside
    assert "fleur" not in first.own | first.beside
    assert "fleur" in second.beside
    assert "hiv" not in second.own | second.beside


def test_a_part_has_what_stands_beside_the_whole() -> None:
    whole, part = figures("Le plan des étangs protège 900 hectares, dont 120 ha prioritaires.")
    assert part.partial
    assert "etang" in part.beside
    assert "prioritair" in part.own
    assert "prioritair" not in whole.own


def test_a_number_whose_noun_is_left_unsaid_counts_what_the_one_before_counts() -> None:
    first, second = figures("31 villes ont choisi le compost, 27 se sont tournées vers le tri.")
    assert first.counted[0] == second.counted[0] == "vill"


def test_a_clause_ends_at_a_comma_and_a_date_has_its_own() -> None:
    made, won = figures("Créé en 2024 à la suite du prix Icare, obtenu en 2022, le labo forme des agents.")
    assert "cre" in made.own
    assert "cre" not in won.own | won.beside
