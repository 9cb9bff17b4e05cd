"""Which quantities and dates a French text states: one line a spelling."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.numbers import quantities, read_number, states

THIN, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        # money
        ("3,24 M€", "money", 3_240_000, "€"),
        (f"3,24{WIDE}M€", "money", 3_240_000, "€"),
        ("10M€", "money", 10_000_000, "€"),
        ("6,5 M d’euros", "money", 6_500_000, "€"),
        ("4 Md€", "money", 4e9, "€"),
        ("4 Mds€", "money", 4e9, "€"),
        ("12 k€", "money", 12_000, "€"),
        ("450€", "money", 450, "€"),
        ("1 200 euros", "money", 1200, "€"),
        ("1,5 million d'euros", "money", 1_500_000, "€"),
        ("1,5 million d’euros", "money", 1_500_000, "€"),
        ("1 million et demi d'euros", "money", 1_500_000, "€"),
        ("2 milliards d'euros", "money", 2e9, "€"),
        ("12.500 €", "money", 12_500, "€"),
        # shares
        ("60 %", "percent", 60, "%"),
        ("60%", "percent", 60, "%"),
        (f"60{THIN}%", "percent", 60, "%"),
        ("74 pour cent", "percent", 74, "%"),
        ("74 pourcent", "percent", 74, "%"),
        ("cent pour cent", "percent", 100, "%"),
        ("la moitié", "percent", 50, "%"),
        ("un tiers", "percent", 33.333333, "%"),
        ("les deux tiers", "percent", 66.666667, "%"),
        ("trois quarts", "percent", 75, "%"),
        ("une sur deux", "percent", 50, "%"),
        # measures
        ("234 000 ha", "area", 234_000, "ha"),
        (f"234{THIN}000{WIDE}hectares", "area", 234_000, "ha"),
        ("7 km²", "area", 700, "ha"),
        ("850 m²", "area", 0.085, "ha"),
        ("850 mètres carrés", "area", 0.085, "ha"),
        ("12,5 kilomètres", "length", 12_500, "m"),
        ("45 cm", "length", 0.45, "m"),
        ("un mètre", "length", 1, "m"),
        ("3 tonnes", "mass", 3, "t"),
        ("250 kg", "mass", 0.25, "t"),
        ("80 kWh/m²/an", "energy", 80, "kWh/m²/an"),
        ("35 GWh", "energy", 35_000_000, "kWh"),
        ("6 MW", "energy", 6000, "kW"),
        ("1 500 m³", "volume", 1500, "m³"),
        ("12 mois", "duration", 12, "mois"),
        ("deux ans et demi", "duration", 2.5, "an"),
        ("une heure et demie", "duration", 1.5, "heure"),
        # ranks and dates
        ("12e", "rank", 12, "e"),
        ("12ème", "rank", 12, "e"),
        ("1er", "rank", 1, "e"),
        ("5 mars 2024", "date", 20240305, "jour"),
        ("1er janvier 2023", "date", 20230101, "jour"),
        ("14 juillet", "date", 714, "jour"),
        ("Septembre 2024", "date", 20240900, "mois"),
        ("2024", "date", 20240000, "année"),
        ("2019-2024", "date", 20192024, "période"),
        ("2019 à 2024", "date", 20192024, "période"),
        ("2023/2024", "date", 20232024, "période"),
        # bare numbers
        ("2.500", "count", 2500, ""),
        ("1.234.567", "count", 1_234_567, ""),
        ("2.5", "count", 2.5, ""),
        ("1 457,5", "count", 1457.5, ""),
        (f"12{WIDE}000{THIN}000", "count", 12_000_000, ""),
        ("6 millions", "count", 6_000_000, ""),
        ("3 milliers", "count", 3000, ""),
        # in words
        ("deux cent trente mille", "count", 230_000, ""),
        ("mille neuf cent quatre-vingt", "count", 1980, ""),
        ("quatre-vingt-dix-sept", "count", 97, ""),
        ("soixante et onze", "count", 71, ""),
        ("trente-et-un", "count", 31, ""),
        ("trois mille cinq cents", "count", 3500, ""),
        ("un million et demi", "count", 1_500_000, ""),
        ("une centaine", "count", 100, ""),
        ("200,000", "count", 200_000, ""),
        ("1,5 fois", "count", 1.5, "fois"),
        ("deux douzaines", "count", 24, ""),
    ],
)
def test_a_spelling_is_read_whole_with_its_value_and_unit(text: str, kind: str, value: float, unit: str) -> None:
    [found] = quantities(text)
    assert (found.kind, found.value, found.unit) == (kind, value, unit)
    assert (found.start, found.number_start, found.end) == (0, 0, len(text))


@pytest.mark.parametrize(
    ("text", "qualifier", "number"),
    [
        ("+ de 60 %", "+ de", "60 %"),
        ("près d'une centaine", "pres d'", "une centaine"),
        ("près d’une centaine", "pres d'", "une centaine"),
        ("plus d'un million d'euros", "plus d'", "un million d'euros"),
        ("Moins de 5 tonnes", "moins de", "5 tonnes"),
        ("jusqu’à 80 %", "jusqu'a", "80 %"),
        ("au moins 3", "au moins", "3"),
        ("quelque 300", "quelque", "300"),
        ("de l'ordre de 15 %", "de l'ordre de", "15 %"),
    ],
)
def test_a_reservation_belongs_to_its_number(text: str, qualifier: str, number: str) -> None:
    [found] = quantities(text)
    assert (found.qualifier, text[found.number_start : found.end]) == (qualifier, number)
    assert text[found.start : found.end] == text


@pytest.mark.parametrize("text", ["une enquête auprès de 3 200 usagers", "un surplus de 20 tonnes"])
def test_the_end_of_another_word_is_no_reservation(text: str) -> None:
    [found] = quantities(text)
    assert (found.qualifier, found.start) == ("", found.number_start)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("réservé aux moins de 18 ans", "age"),
        ("les enfants âgés de 12 ans", "age"),
        ("depuis 10 ans", "duration"),
        ("d'ici 10 ans", "duration"),
    ],
)
def test_years_are_an_age_or_a_duration(text: str, kind: str) -> None:
    assert [q.kind for q in quantities(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("le site Natura 2000", id="name-with-a-year"),
        pytest.param("la norme ISO 9001", id="name-with-a-number"),
        pytest.param("la ligne T4", id="letter-and-digit"),
        pytest.param("le CO2", id="formula"),
        pytest.param("un arbre et une école", id="articles"),
        pytest.param("un quart de siècle", id="set-phrase"),
        pytest.param("pour cent", id="unit-alone"),
        pytest.param("1" * 40, id="identifier"),
    ],
)
def test_what_only_looks_like_a_quantity_is_none(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize("word", ["Fin", "Depuis", "Horizon", "Mars"])
def test_a_capital_before_a_year_is_no_name_when_it_speaks_of_time(word: str) -> None:
    assert [q.kind for q in quantities(f"{word} 2030")] == ["date"]


@pytest.mark.parametrize(
    ("stated", "said", "borne_out"),
    [
        ("3,24 M€", "3 240 000 euros", True),
        ("plus de 300 arbres", "300", True),
        ("300 arbres", "301", False),
        ("12 %", "12", False),
        ("5 mars 2024", "mars 2024", True),
        ("5 mars 2024", "2024", True),
        ("2024", "mars 2024", False),
        ("mars 2024", "mars 2023", False),
        ("2019-2024", "2024", True),
        ("2019-2024", "2021", False),
        ("moins de 18 ans", "18 ans", True),
    ],
)
def test_a_quantity_bears_out_the_same_value_and_a_date_a_vaguer_one(stated: str, said: str, borne_out: bool) -> None:
    [[first], [second]] = quantities(stated), quantities(said)
    assert states(first, second) is borne_out


def test_quantities_come_in_order_and_none_inside_another() -> None:
    text = "En 2024, 14 bus ont roulé 3 000 km, soit + de 60 % du parc, du 5 mars 2023 à fin 2025."
    assert [text[q.start : q.end] for q in quantities(text)] == [
        "2024", "14", "3 000 km", "+ de 60 %", "5 mars 2023", "2025",
    ]  # fmt: skip


def test_a_number_in_words_says_so() -> None:
    assert [q.spelled for q in quantities("sept gymnases et 9 écoles, la moitié, une dizaine")] == [
        True, False, True, True,
    ]  # fmt: skip


@given(st.text(alphabet="0123456789 ,.%€mhak²dune'’é+-\u202f\u00a0\nœAſß½", max_size=60))
def test_places_are_those_of_the_text_as_given(text: str) -> None:
    found = quantities(text)
    assert all(0 <= q.start <= q.number_start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_may_be_parted_by_any_space(value: int) -> None:
    for space in (" ", THIN, WIDE):
        assert read_number(f"{value:,}".replace(",", space)) == value


PIECES = [
    "1 ",
    "111 ",
    "1.111",
    "1",
    "deux ",
    "cent-",
    "cent mille ",
    "et ",
    "plus de ",
    "1 000 ",
    "12, ",
    "2024-",
    "un million et demi ",
]
PIECES += ["mars ", "1er ", "de l'ordre de ", "+ ", "quatre-vingt-", "€", "  ", "Abc ", "Œ"]


@pytest.mark.parametrize("piece", PIECES)
def test_odd_texts_are_read_in_no_time(piece: str) -> None:
    text = (piece * 2000)[:2000]
    started = time.perf_counter()
    quantities(text)
    assert time.perf_counter() - started < 0.5
