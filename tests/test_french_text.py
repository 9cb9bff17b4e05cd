"""How French text is cut into sentences, words and stems."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.text import (
    FORMS,
    STOP_WORDS,
    english_stem,
    fold,
    sentences,
    snowball,
    squeeze,
    stem,
    stems,
    words,
)
from assistant.training.make_forms import families

FRENCH = st.text(alphabet="aàeéA Zz12.,;:!?…«»()\"'’-–•*\n\t\u00a0\u202f", max_size=80)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("ÉCOLE", "ecole", id="capitals-and-accents"),
        pytest.param("Œuvre d’Été", "oeuvre d'ete", id="ligature-and-typographic-apostrophe"),
        pytest.param("l`eau lʼeau l‘eau", "l'eau l'eau l'eau", id="every-apostrophe-is-one"),
        pytest.param("e\u0301te\u0301", "ete", id="accents-written-apart"),
        pytest.param("m² et CO₂", "m2 et co2", id="raised-and-lowered-figures"),
        pytest.param("", "", id="empty"),
    ],
)
def test_folding_keeps_letters_and_drops_how_they_are_dressed(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(FRENCH)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("L'eau d’été", ["eau", "ete"], id="elisions-dropped"),
        pytest.param("jusqu’au lac, lorsqu'il dort", ["au", "lac", "il", "dort"], id="long-elisions"),
        pytest.param("aujourd'hui", ["aujourd", "hui"], id="no-elision-inside-a-word"),
        pytest.param("« l’arbre »", ["arbre"], id="quotes"),
        pytest.param("L'Île-aux-Saules", ["ile", "aux", "saules"], id="hyphens-part-words"),
        pytest.param("R&D, 12/13 et kWh/m²", ["r&d", "12/13", "et", "kwh/m2"], id="compounds-kept-together"),
        pytest.param("… !? --", [], id="punctuation-only"),
    ],
)
def test_words_are_folded_without_elision_or_punctuation(text: str, found: list[str]) -> None:
    assert [word.folded for word in words(text)] == found


@given(FRENCH)
def test_words_stand_where_they_say(text: str) -> None:
    found = words(text)
    assert [text[w.start : w.end] for w in found] == [w.text for w in found]
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "forms",
    [
        "école écoles",
        "emploi emplois",
        "vélo vélos",
        "élu élus élue élues",
        "enjeu enjeux",
        "lieu lieux",
        "réseau réseaux",
        "canal canaux",
        "local locaux locale locales",
        "protégé protégées protège protéger",
        "planter planté plantés plante",
        "vendu vendus vendue",
        "nombreux nombreuse nombreuses",
        "gris grise",
        "loyer loyers",
        "foyer foyers",
        "prendre pris prennent",
        "sportif sportive sportives",
        "concerner concernent concerne",
        "public publique publiques",
        "nouveau nouvelle nouveaux",
        "agriculteur agricultrice",
    ],
)
def test_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair",
    ["loyer loi", "foyer foi", "port porte-à-porte", "mer maire", "marché mars", "prise prendre", "permis permettre"],
)
def test_other_words_keep_another_stem(pair: str) -> None:
    first, second = pair.split()
    assert stem(fold(first)) != stem(fold(second))


@pytest.mark.parametrize("word", ["co2", "12/13", "5g", "rt2012", ""])
def test_words_that_hold_digits_are_not_stemmed(word: str) -> None:
    assert stem(word) == word


def test_stems_leave_out_stop_words_and_keep_order_and_repetitions() -> None:
    assert stems("Les arbres de la ville, et un arbre du port.") == ["arbr", "vill", "arbr", "port"]


def test_english_words_have_english_stems() -> None:
    assert english_stem("charities") == english_stem("charity") != english_stem("chart")


def test_stop_words_are_written_folded() -> None:
    assert {word for word in STOP_WORDS if word != fold(word)} == set()


def test_squeezing_leaves_single_plain_spaces() -> None:
    assert squeeze(" 12\u202f000\u00a0€ \n\n en\t2024 ") == "12 000 € en 2024"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n\t ", [], id="blank"),
        pytest.param("le port dort", ["le port dort"], id="no-full-stop"),
        pytest.param("Le port dort. La ville veille !", ["Le port dort.", "La ville veille !"], id="two"),
        pytest.param("Vraiment ?! Oui… Non.", ["Vraiment ?!", "Oui…", "Non."], id="every-terminator"),
        pytest.param("M. Aubin lit. Mme Roy rit.", ["M. Aubin lit.", "Mme Roy rit."], id="titles"),
        pytest.param("Voir art. 12 et p. 4. Bien.", ["Voir art. 12 et p. 4.", "Bien."], id="abbreviations"),
        pytest.param("B. Aubin arrive. Il part.", ["B. Aubin arrive.", "Il part."], id="initials"),
        pytest.param("Il vise 3.5 km. Puis 2,5 km.", ["Il vise 3.5 km.", "Puis 2,5 km."], id="decimal-numbers"),
        pytest.param("Ouvert en 2024. 12 arbres.", ["Ouvert en 2024.", "12 arbres."], id="year-at-the-end"),
        pytest.param("1. Titre\nLe texte.", ["1. Titre\nLe texte."], id="item-number-is-no-sentence"),
        pytest.param("Elle dit « Oui. » Puis part.", ["Elle dit « Oui. »", "Puis part."], id="closing-quote"),
        pytest.param("Elle dit « Oui. » et part.", ["Elle dit « Oui. » et part."], id="goes-on-after-a-quote"),
        pytest.param("Il part (vite !). Elle reste.", ["Il part (vite !).", "Elle reste."], id="parenthesis"),
        pytest.param("Deux mesures :\n- a ;\n- b.", ["Deux mesures :", "- a ;", "- b."], id="dashes"),
        pytest.param("Deux mesures :\n1. un\n2) deux", ["Deux mesures :", "1. un", "2) deux"], id="numbers"),
        pytest.param("• un\n• deux", ["• un", "• deux"], id="bullets"),
        pytest.param("Titre\n\nTexte", ["Titre", "Texte"], id="blank-line"),
        pytest.param("une ligne\nqui suit.", ["une ligne\nqui suit."], id="a-line-break-is-no-end"),
        pytest.param("au port. et la gare", ["au port. et la gare"], id="small-letter-goes-on"),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(FRENCH)
def test_sentences_are_ordered_disjoint_and_cover_all_that_is_not_blank(text: str) -> None:
    spans = sentences(text)
    covered = {place for start, end in spans for place in range(start, end)}
    assert covered >= {place for place, character in enumerate(text) if not character.isspace()}
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@pytest.mark.parametrize("piece", ["M. ", "?!", "- \n", "l'", "« ", "A.B.", "\n", "é", "(", "… "])
def test_odd_texts_are_cut_in_no_time(piece: str) -> None:
    text = (piece * 2000)[:2000]
    started = time.perf_counter()
    sentences(text)
    words(text)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("une halle/magasin", ["une", "halle", "magasin"], id="two-words"),
        pytest.param("9 500 voyages/jour", ["9", "500", "voyages", "jour"], id="a-rate-in-full"),
        pytest.param("à 30 km/h", ["a", "30", "km/h"], id="a-unit"),
        pytest.param("la R&D, 24/7", ["la", "r&d", "24/7"], id="short-ones"),
    ],
)
def test_what_a_slash_joins_is_two_words_where_both_are_long(text: str, expected: list[str]) -> None:
    assert [w.folded for w in words(text)] == expected


def test_the_list_of_forms_is_made_of_what_the_stemmer_keeps_apart() -> None:
    shares = {
        "pris": 1e-4,
        "prendre": 2e-4,
        "prise": 9e-5,
        "sportive": 1e-5,
        "livres": 1e-4,
        "rarissime": 1e-12,
        "les": 1e-2,
    }
    lemmas = {"pris": "prendre", "prise": "prise", "sportive": "sportif", "livres": "livre", "les": "le"}
    found = dict(families(shares, lambda form: lemmas.get(form, form)))
    assert found == {"prendre": ["pris"], "sportif": ["sportive"]}


def test_every_form_of_the_list_has_a_stem_of_its_own_and_one_lemma() -> None:
    families_ = [line.split() for line in FORMS.read_text(encoding="utf-8").splitlines()]
    forms = [form for _, *forms in families_ for form in forms]
    assert len(forms) == len(set(forms)) > 5_000
    assert [lemma for lemma, *own in families_ if snowball(lemma) in map(snowball, own)] == []
