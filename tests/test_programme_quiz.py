"""A quiz on the reports' own figures: every question is answered by one passage, and by one choice only."""

from __future__ import annotations

import re
from functools import cache

import pytest
from invented import PROJECT

from assistant.corpus import load_corpus
from assistant.figures import statements
from assistant.french.numbers import quantities
from assistant.french.text import squeeze, stems
from assistant.key_figures import key_figures
from assistant.passages import chunk_corpus
from assistant.programme.asking import is_elided
from assistant.programme.plan import Stock, stock
from assistant.programme.quiz import Askable, same_fact
from assistant.programme.records import QuizQuestion
from assistant.programme.standing import stands_alone
from assistant.programme.typeset import after_colon, typeset
from assistant.programme.wording import CUT, GAP, word
from assistant.types import Passage

FOLDERS = {"report": PROJECT / "corpus", "elsewhere": PROJECT / "eval" / "answers" / "elsewhere"}
SEEDS = range(4)
every_report = pytest.mark.parametrize("name", FOLDERS)


@cache
def passages(name: str) -> tuple[Passage, ...]:
    return tuple(chunk_corpus(load_corpus(FOLDERS[name])[0], max_tokens=320))


@cache
def made(name: str) -> Stock:
    return stock(passages(name))


@cache
def choices(name: str) -> tuple[tuple[Askable, QuizQuestion], ...]:
    return tuple(
        (a, a.ask("choice", seed, (seed + i) % 4)) for i, a in enumerate(made(name).askables) for seed in SEEDS
    )


@cache
def estimates(name: str) -> tuple[tuple[Askable, QuizQuestion], ...]:
    return tuple((a, a.ask("estimate", seed)) for a in made(name).askables if "estimate" in a.forms for seed in SEEDS)


def bare(text: str) -> str:
    """Without any white space: what `typeset` may change."""
    return re.sub(r"\s", "", text)


def value_of(choice: str) -> float:
    """The number or date of a choice, in the canonical unit, read back as any text of a report is."""
    (found,) = quantities(squeeze(choice))
    return found.value


def of(sentence: str, *sentences: str, section: tuple[str, ...] = ("Partie", "Chapitre")) -> list[str]:
    """The questions on a text of a few sentences."""
    text = " ".join((sentence, *sentences))
    passage = Passage("r#1", "Rapport", "r.md", section, "1", text, 0, len(text), 9, 0)
    return [squeeze(a.ask("choice", 0).text) for a in stock([passage]).askables]


# --- What holds of every question


def test_there_is_enough_to_ask() -> None:
    assert len(made("report").askables) >= 110
    assert sum(len(choices(name)) + len(estimates(name)) for name in FOLDERS) >= 500


@every_report
def test_the_right_choice_stands_in_the_passage_as_the_report_spells_it(name: str) -> None:
    for askable, question in choices(name):
        assert bare(question.choices[question.right]) == bare(askable.figure.text)
        assert askable.figure.text in squeeze(askable.figure.passage.text)


@every_report
def test_a_gap_filled_with_the_right_choice_is_the_reports_own_text(name: str) -> None:
    """Word for word, white space aside; a part that is cut off is marked and is not among them."""
    n_gaps = 0
    for askable, question in choices(name):
        if "omplétez" not in question.text:
            continue
        n_gaps += 1
        stretch = question.text.partition("du rapport")[2].partition("«")[2].rpartition("»")[0]
        filled = stretch.replace(CUT, "").replace(GAP, question.choices[question.right])
        assert stretch.replace(CUT, "").count(GAP) == 1
        assert bare(filled) in bare(askable.figure.passage.text)
    assert n_gaps > 100


@every_report
def test_a_whole_question_has_only_words_of_its_figures_sentence(name: str) -> None:
    """Weaker than word for word: the order is another one, and what asks is added."""
    added = set(stems("combien quel pourcentage hectares kilomètres tonnes mètres carrés heures jours gigawattheures chiffre "
                      "donne t il elle le rapport compte à votre avis selon"))  # fmt: skip
    asked = [a for a in made(name).askables if a.wording.question]
    assert asked
    for askable in asked:
        assert set(stems(askable.wording.question)) - added <= set(stems(askable.figure.sentence))


@every_report
def test_the_heading_that_is_quoted_is_one_of_the_passage(name: str) -> None:
    for askable in made(name).askables:
        assert bare(askable.wording.about) in bare("".join(askable.figure.passage.section))


@every_report
def test_four_choices_rise_and_none_is_the_same(name: str) -> None:
    for _, question in choices(name):
        values = [value_of(choice) for choice in question.choices]
        assert len(values) == 4
        assert values == sorted(set(values))


@every_report
def test_no_wrong_choice_is_stated_anywhere_in_the_reports_in_that_unit(name: str) -> None:
    """So it cannot be true of the same thing. A value that the reports only let one compute is not known here."""
    stated = {
        (f.quantity.unit if f.quantity.kind != "date" else "date", f.quantity.value)
        for p in passages(name) for s in statements(p) for f in s.figures
    }  # fmt: skip
    for askable, question in choices(name):
        unit = "date" if askable.figure.kind == "date" else askable.figure.unit
        wrong = [value_of(c) for i, c in enumerate(question.choices) if i != question.right]
        assert [v for v in wrong if (unit, v) in stated] == []


@every_report
def test_wrong_choices_are_well_apart_and_of_the_same_order(name: str) -> None:
    for askable, question in choices(name):
        right = askable.figure.value
        for i, choice in enumerate(question.choices):
            value = value_of(choice)
            if askable.figure.kind == "date":
                assert value // 100 != right // 100 or i == question.right
            elif i != question.right:
                assert 0.3 <= value / right <= 3.05
                assert abs(value - right) >= 0.2 * right - 1e-9
                assert askable.figure.unit != "%" or value < 100


@every_report
def test_the_choices_look_alike(name: str) -> None:
    """The same reservation, the same unit, as many decimals; thousands are told apart in all of them."""
    for _, question in choices(name):
        if "1er" in "".join(question.choices) or re.search(r"[a-zé]+ 20\d\d", question.choices[0]):
            continue
        shapes = {
            re.sub(r"\d+", "0", re.sub(r"\d(?:\d|\u202f\d{3})*", "0", c)).replace("s", "") for c in question.choices
        }
        assert len(shapes) == 1, question.choices


@every_report
def test_nothing_else_in_a_question_says_its_answer(name: str) -> None:
    for askable, question in choices(name):
        said = [
            q.value for q in quantities(squeeze(question.text)) if q.unit == askable.figure.unit or q.kind == "date"
        ]
        assert askable.figure.value not in said


@every_report
def test_no_question_leans_on_what_is_not_there(name: str) -> None:
    for askable in made(name).askables:
        first = re.split(r"(?<=[.!?])\s", askable.wording.gapped)[0]
        if askable.wording.n_sentences == 2:
            assert stands_alone(first)
        else:
            assert not re.match(r"(?:\[…\] )?(?:elles?|ils?|ces?|cette|cet|son|sa|ses|leurs?)\b", first, re.IGNORECASE)


@every_report
def test_the_right_choice_is_at_every_place_about_as_often(name: str) -> None:
    places = [question.right for _, question in choices(name)]
    shares = [places.count(place) / len(places) for place in range(4)]
    assert all(0.15 < share < 0.35 for share in shares), shares


@every_report
def test_a_scale_holds_the_right_value_off_its_middle_and_its_ends(name: str) -> None:
    for askable, question in estimates(name):
        right = askable.figure.value / question.scale
        assert question.low == 0 < right < question.high
        assert 10 <= (question.high - question.low) / question.step <= 101
        assert question.choices == ()


@every_report
def test_spaces_are_as_in_french_print(name: str) -> None:
    for _, question in (*choices(name), *estimates(name)):
        for line in (question.text, *question.choices):
            assert not re.search(r" [%€;:!?»]|« |\d \d{3}\b|\d%|…\s\.", line), line


@every_report
def test_a_seed_gives_the_same_question_and_another_one_other_choices(name: str) -> None:
    for askable in made(name).askables:
        assert askable.ask("choice", 5, 2) == askable.ask("choice", 5, 2)
    differ = [a.ask("choice", 1).choices != a.ask("choice", 2).choices for a in made(name).askables]
    assert sum(differ) > len(differ) / 2


@every_report
def test_every_question_has_a_key_of_its_own(name: str) -> None:
    keys = [askable.key for askable in made(name).askables]
    assert len(set(keys)) == len(keys)


# --- How a question is worded


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        pytest.param("En 2025, 64 communes ont été accompagnées par le pays.",
                     "En 2025, combien de communes ont été accompagnées par le pays ?", id="subject"),
        pytest.param("Plus de 240 haies ont été plantées le long des chemins.",
                     "Combien de haies ont été plantées le long des chemins ? Quel chiffre le rapport donne-t-il ?",
                     id="reserved"),
        pytest.param("Le syndicat exploite 340 hectares de forêts communales.",
                     "Combien d’hectares de forêts communales le syndicat exploite-t-il ?", id="object-and-elision"),
        pytest.param("La ville soutient 26 offices de tourisme et de loisirs.",
                     "Combien d’offices de tourisme et de loisirs la ville soutient-elle ?", id="no-t-after-t"),
        pytest.param("En 2025, 62 % des marchés de la ville comportent une clause.",
                     "Complétez cette phrase du rapport : « En 2025, … des marchés de la ville comportent une clause. »",
                     id="share-with-a-plural-verb"),
        pytest.param("En 2025, 62 % du parc de la ville a été rénové.",
                     "En 2025, quel pourcentage du parc de la ville a été rénové ?", id="share"),
        pytest.param("La sobriété a donné à la ville une économie de 37 M€.",
                     "Complétez cette phrase du rapport : « La sobriété a donné à la ville une économie de … »",
                     id="no-stop-after-a-last-gap"),
        pytest.param("Le budget de la régie des eaux a atteint 37 M€ cette année.",
                     "Complétez cette phrase du rapport : « Le budget de la régie des eaux a atteint … cette année. »",
                     id="gap"),
    ],
)  # fmt: skip
def test_a_question_is_worded_by_its_sentence(sentence: str, question: str) -> None:
    about = "À propos de « Chapitre »"
    (asked,) = of(sentence)
    assert asked == (
        f"{about}, c{question[1:]}" if question.startswith("Compl") else f"{about} : {after_colon(question)}"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Elle gère 37 sites naturels dans la vallée de la Lourse.", id="pronoun"),
        pytest.param("Ce dispositif a bénéficié à 420 foyers de la vallée.", id="pointing"),
        pytest.param("Son coût est estimé à 37 M€ pour toute la période.", id="possessive"),
        pytest.param("Le dispositif a bénéficié à 420 foyers.", id="bare-noun"),
        pytest.param("Les tonnages collectés ont atteint 420 tonnes dans la vallée.", id="of-what"),
        pytest.param("Fin 2025, 43 communes ont déjà intégré son capital.", id="of-whom"),
        pytest.param("Le plan consacre 26 % aux haies de la vallée et 74 % aux rivières.", id="two-shares-make-all"),
        pytest.param("Le plan finance 420 haies et entretient 420 mares de la vallée.", id="answer-twice"),
        pytest.param("La ville compte 3 piscines et des gymnases de quartier.", id="too-small"),
        pytest.param("La ville achète une énergie 100 % renouvelable pour ses écoles.", id="all-of-it"),
        pytest.param("Au 31 décembre 2024, la ville comptait des écoles et des gymnases.", id="when-it-was-counted"),
        pytest.param("Quatre nouvelles lignes pour 37 M€ au total dans la vallée :", id="only-introduces"),
    ],
)
def test_what_cannot_be_understood_or_gives_itself_away_is_not_asked(sentence: str) -> None:
    assert of(sentence) == []


def test_a_pronoun_is_asked_with_the_sentence_that_says_what_it_is() -> None:
    (asked,) = of("La Métropole anime des réseaux.", "Elle gère 37 sites naturels.")
    assert asked.endswith(
        "complétez ce passage du rapport : « La Métropole anime des réseaux. Elle gère … sites naturels. »"
    )


def test_a_whole_with_all_of_its_parts_is_not_asked() -> None:
    text = "La flotte a pris 612 passagers, dont 431 vers Orvan et 181 vers Brézeau."
    assert of(text) == []


def test_a_part_is_offered_no_more_than_its_whole() -> None:
    text = "La ville a traité 19 000 tonnes de terres polluées, dont 12 500 tonnes sur place."
    part = next(a for a in stock([Passage("r#1", "R", "r.md", ("P", "C"), "1", text, 0, 80, 9, 0)]).askables
                if a.figure.value == 12_500)  # fmt: skip
    assert all(value_of(choice) < 19_000 for seed in range(9) for choice in part.ask("choice", seed, 0).choices)


def test_a_figure_inside_a_word_is_none() -> None:
    figures = key_figures(
        [Passage("r#1", "R", "r.md", ("P", "C"), "1", "Un prix testé auprès de 320 foyers.", 0, 35, 9, 0)]
    )
    assert [word(figure) for figure in figures if figure.text == "près de 320"] in ([], [None])


@pytest.mark.parametrize(
    ("noun", "elided"),
    [("arbres", True), ("habitants", True), ("hectares", True), ("haies", False), ("halles", False), ("communes", False),
     ("élèves", True), ("yaourts", False)],
)  # fmt: skip
def test_elision(noun: str, elided: bool) -> None:
    assert is_elided(noun) is elided


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("234 000 hectares", "234\u202f000 hectares"), ("5%", "5\u202f%"), ("3 M€", "3\u00a0M€"),
        ("«Classes» : quoi ?", "«\u202fClasses\u202f»\u00a0: quoi\u202f?"), ("60 km", "60\u00a0km"),
    ],
)  # fmt: skip
def test_typesetting(text: str, printed: str) -> None:
    assert typeset(text) == printed


def test_one_fact_said_twice_is_one() -> None:
    first, second = (
        next(f for f in key_figures(passages("report")) if f.text == text) for text in ("27 337", "plus de 27 300")
    )
    assert same_fact(first, second)
