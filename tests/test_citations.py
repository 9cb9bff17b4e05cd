"""References of one form, in plain text, each with the sentence of its passage that supports the answer."""

from __future__ import annotations

import pytest

from assistant.citations import renumber, resolve_citations, statements, supporting_sentence, tidy
from assistant.types import Passage

SCOT = (
    "Le Schéma de cohérence territoriale (SCoT) est adopté en juin. Il protège 234 000 hectares, soit 74 % du territoire. "
    "Il vise plus de 1 000 logements par an d’ici 2040."
)
SEA = "La mer est suivie de près. + de 250 actions sont pilotées.\n\n- 6 ports collectent 2,7 tonnes de matériel.\n- Voir https://exemple.fr/mer."
WATER = "L’eau est gérée de façon intégrée."
PASSAGES = [
    Passage(f"r#{rank}", "Rapport", "r.md", (), "7", text, 0, len(text), len(text.split()), rank)
    for rank, text in enumerate((SCOT, SEA, WATER))
]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Oui [1].", "Oui. [1]"),
        ("Oui[1][2].", "Oui. [1] [2]"),
        ("Oui [1, 2].", "Oui. [1] [2]"),
        ("Oui [1-3]\u202f!", "Oui\u202f! [1] [2] [3]"),
        ("Oui 【2†source】.", "Oui. [2]"),
        ("Oui [^2].", "Oui. [2]"),
        ("Oui [passage 2].", "Oui. [2]"),
        ("Oui [[2]](https://exemple.fr).", "Oui. [2]"),
        ("Oui [2](https://exemple.fr/a_(b)).", "Oui. [2]"),
        ("Un [SCoT](https://exemple.fr) [1].", "Un SCoT. [1]"),
        ("A ![x](https://exemple.fr/?q=1) b. [1]", "A b. [1]"),
        ("A ![x][ref] b. [1]\n\n[ref]: https://exemple.fr/x.png", "A b. [1]"),
        ("A <img src=x onerror=alert(1)> b. [1]", "A b. [1]"),
        ("A <img src=x onerror=alert(1)", "A img src=x onerror=alert(1)"),
        ("Voir https://exemple.fr/vol?d=1. [1]", "Voir [1]"),
        ("Voir www.exemple.fr et javascript:alert(1) [1]", "Voir et [1]"),
        ("## Titre\n**Gras** et *italique* [1].", "Titre\nGras et italique. [1]"),
        ("* un [1]\n* deux [2]", "- un [1]\n- deux [2]"),
        ("Il vise 5 * 3 * 2. [1]", "Il vise 5 * 3 * 2. [1]"),
        ("234\u202f000\u00a0€ [1].", "234\u202f000\u00a0€. [1]"),
    ],
)
def test_references_get_one_form_and_markup_goes(written: str, plain: str) -> None:
    assert tidy(written) == plain


def test_an_address_of_the_report_itself_stays() -> None:
    assert tidy("Voir https://exemple.fr/mer. [1]", known=[SEA]) == "Voir https://exemple.fr/mer. [1]"


def test_tidying_twice_changes_nothing_more() -> None:
    once = tidy("**Oui** [1, 2]. Voir [ici](http://x.fr) ![i](http://x.fr/i.png) ! [3]\n\n\n\n* fin [1]")
    assert tidy(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("A dort. [1] B mange. [2] [3]", ["A dort. [1]", "B mange. [2] [3]"]),
        ("- A dort. [1]\n- B mange. [2]", ["- A dort. [1]", "- B mange. [2]"]),
        ("A dort [1] et B mange. [2]", ["A dort [1] et B mange. [2]"]),
        ("[1] A dort.", ["[1] A dort."]),
    ],
)
def test_statements_keep_the_markers_that_follow_them(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        pytest.param("Hausse. [2] Puis baisse. [1]", ["r#1", "r#0"], id="order-of-appearance"),
        pytest.param("Hausse. [2] Confirmée. [2]", ["r#1"], id="repeated-marker-counts-once"),
        pytest.param("Le rapport ne le dit pas.", [], id="no-marker"),
    ],
)
def test_markers_resolve_to_the_passages_they_name(text: str, cited: list[str]) -> None:
    assert [c.passage.passage_id for c in resolve_citations(text, PASSAGES)] == cited


def test_renumbering_changes_text_and_citations_alike() -> None:
    text, citations = renumber("A. [3] B. [1]", resolve_citations("A. [3] B. [1]", PASSAGES))
    assert text == "A. [1] B. [2]"
    assert [(c.marker, c.passage.passage_id) for c in citations] == [(1, "r#2"), (2, "r#0")]


@pytest.mark.parametrize(
    ("statement", "start"),
    [
        ("Plus de 1 000 logements sont prévus chaque année. [1]", "Il vise plus de 1 000"),
        ("234000 ha sont protégés. [1]", "Il protège 234 000"),
        ("Le SCoT a été adopté. [1]", "Le Schéma de cohérence"),
    ],
)
def test_the_quote_is_the_sentence_that_shares_most(statement: str, start: str) -> None:
    assert supporting_sentence(statement, SCOT).startswith(start)
