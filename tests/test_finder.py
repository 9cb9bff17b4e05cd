"""Which words of a search stand where, and what is shown of a passage."""

from __future__ import annotations

import re

import pytest

from assistant.web.blocks import legible
from assistant.web.matches import as_asked, marked, snippet, standing, telling_roots


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("PLUi", "Les PLUi et le plui, pas le PLU.", ["PLUi", "plui"]),
        ("energie", "L’Énergie d’abord", ["Énergie"]),
        ("l'eau", "De l’eau potable", ["l’eau"]),
        ("réserve de biodiversité", "La Réserve de\nbiodiversité est là", ["Réserve de\nbiodiversité"]),
        ("53000", "Il protège 53 000 hectares", ["53 000"]),
        ("5", "2,5 fois 5 000, et 5 communes", ["5"]),
        ("eau", "Des bateaux", []),
        ("?!", "Quoi ?!", []),
    ],
)
def test_the_very_words_are_found_whatever_their_case_accents_and_spaces(
    question: str, text: str, found: list[str]
) -> None:
    shown = legible(text)
    assert [shown[a:b].replace("\u00a0", " ") for a, b in as_asked(shown, question)] == found


def test_plurals_and_feminines_are_marked_too_and_neighbours_together() -> None:
    text = "Des zones protégées, une piste cyclable et des pistes cyclables"
    spans = standing(text, telling_roots("protège piste cyclable", [text, "", "", ""]))
    assert [text[a:b] for a, b in spans] == ["protégées", "piste cyclable", "pistes cyclables"]


def test_words_that_stand_nearly_everywhere_are_not_marked_unless_there_are_no_others() -> None:
    texts = ["la Métropole et le bus", "la Métropole", "la Métropole agit", "le vélo"]
    assert telling_roots("Le bus de la Métropole, T3", texts) == {"bus", "t3"}
    assert telling_roots("la Métropole", texts) == {"metropol"}


def test_a_snippet_shows_the_piece_with_most_of_the_words_and_no_markup_of_the_report() -> None:
    text = (
        "le bus. "
        + "Autre chose, <b>sans rapport</b>. " * 20
        + "Le bus électrique et le vélo électrique. "
        + "Suite. " * 60
    )
    shown = str(snippet(text, standing(text, frozenset({"bus", "velo", "electriqu"}))))
    assert "<mark>bus électrique</mark> et le <mark>vélo électrique</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<b>" not in shown
    assert len(re.sub("<[^>]+>", "", shown)) < 340


def test_without_a_word_to_mark_a_snippet_is_the_beginning() -> None:
    assert snippet("Court.", []) == "Court."
    assert str(snippet("mot " * 200, [])).startswith("mot mot")


def test_a_snippet_is_never_cut_inside_a_figure_nor_between_a_figure_and_what_it_counts() -> None:
    whole = "La ville compte 1,9 million d’habitants, 53 000 hectares, 258,95 M€ et 12 gares. "
    for lead in range(0, 90):
        text = legible("x" * lead + " " + whole * 12)
        for a, b in as_asked(text, "habitants"):
            shown = re.sub("<[^>]+>|…", "", str(snippet(text, [(a, b)]))).strip()
            assert not re.search(r"\d$", shown), shown
            assert not re.match(r"(?:million|hectares|000|M€|gares)", shown), shown


def test_marks_keep_the_text() -> None:
    assert marked("a & b c", [(0, 1), (4, 7)]) == "<mark>a</mark> &amp; <mark>b c</mark>"
