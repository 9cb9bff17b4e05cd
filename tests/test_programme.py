"""A session: its themes, and figures, quiz and discussions in the minutes that there are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from fakes import World
from invented import PROJECT

from assistant.corpus import load_corpus
from assistant.errors import BadQuestion
from assistant.french.text import squeeze
from assistant.passages import chunk_corpus
from assistant.programme.drawing import tells
from assistant.programme.plan import Stock, is_fair, is_telling, plan, stock
from assistant.programme.quiz import same_fact
from assistant.programme.records import Programme
from assistant.programme.shown import is_understood, shown
from assistant.programme.themes import bare_title, chapters
from assistant.types import KeyFigure, Passage

FOLDERS = {"report": PROJECT / "corpus", "elsewhere": PROJECT / "eval" / "answers" / "elsewhere"}
SESSIONS = [(minutes, seed, k) for minutes in (15, 30, 45, 90, 120) for seed in (0, 1, 7) for k in (0, 1, 3)]
every_report = pytest.mark.parametrize("name", FOLDERS)


@cache
def passages(name: str) -> tuple[Passage, ...]:
    return tuple(chunk_corpus(load_corpus(FOLDERS[name])[0], max_tokens=320))


@cache
def made(name: str) -> Stock:
    return stock(passages(name))


@cache
def sessions(name: str) -> tuple[Programme, ...]:
    """Sessions of several lengths and seeds on all themes, on one and on three."""
    keys = [theme.key for theme in made(name).themes]
    return tuple(plan(made(name), keys[seed : seed + k], minutes, seed) for minutes, seed, k in SESSIONS)


def passage(section: tuple[str, ...], text: str = "Un texte.", n: int = 0, source: str = "r.md") -> Passage:
    return Passage(f"{source}#{n}", "Rapport", source, section, "1", text, 0, len(text), 9, n)


# --- Themes


@pytest.mark.parametrize(
    ("sections", "themes"),
    [
        pytest.param([("Partie I", "1. Eau"), ("Partie I", "1. Eau", "a. Mer"), ("Partie I", "2. Air")],
                     [("Partie I", "1. Eau"), ("Partie I", "2. Air")], id="chapters-under-a-part"),
        pytest.param([("Chiffres",), ("Partie I", "1. Eau")], [("", "Chiffres"), ("Partie I", "1. Eau")],
                     id="a-part-without-chapters"),
        pytest.param([("Partie I",), ("Partie I", "1. Eau")], [("Partie I", "1. Eau")], id="what-opens-a-part-is-no-theme"),
        pytest.param([("Rapport 2025", "I. Vivre", "Eau"), ("Rapport 2025", "I. Vivre", "Air")],
                     [("I. Vivre", "Eau"), ("I. Vivre", "Air")], id="a-heading-over-all-is-the-title"),
        pytest.param([()], [], id="no-heading-no-theme"),
    ],
)  # fmt: skip
def test_themes_follow_the_headings(sections: list[tuple[str, ...]], themes: list[tuple[str, str]]) -> None:
    found = chapters([passage(section, n=n) for n, section in enumerate(sections)])
    assert [(chapter.part, chapter.title) for chapter in found] == themes


def test_keys_are_short_plain_and_of_their_own() -> None:
    keys = [theme.key for name in FOLDERS for theme in made(name).themes]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9-]{6,60}", key) for key in keys)


def test_a_key_outlives_changes_of_text_and_other_reports() -> None:
    (before,) = chapters([passage(("I", "Eau"))])
    _, after = chapters([passage(("I", "Eau"), source="a.md"), passage(("I", "Eau"), "Autre texte.")])
    assert before.key == after.key


@pytest.mark.parametrize(
    ("title", "bare"),
    [("1. Le SCoT, un pacte pour 2040", "Le SCoT, un pacte pour 2040"), ("ZOOM – Label Parc+", "Label Parc+"),
     ("Partie II – Penser demain", "Penser demain"), ("Le PLUi) et le PCAEM", "Le PLUi) et le PCAEM"), ("2025", "2025")],
)  # fmt: skip
def test_a_heading_without_its_number_is_a_stretch_of_it(title: str, bare: str) -> None:
    assert bare_title(title) == bare
    assert bare in title


def test_themes_count_what_they_hold() -> None:
    of = made("report")
    assert sum(theme.n_questions for theme in of.themes) == len(of.askables)
    assert sum(theme.n_figures for theme in of.themes) == len(of.figures)


# --- Sessions


@every_report
def test_the_minutes_are_shared_out(name: str) -> None:
    for session in sessions(name):
        assert sum(session.shares) == session.minutes
        stages = (session.figures, session.quiz, session.discussions)
        assert [share > 0 for share in session.shares[:3]] == [bool(stage) for stage in stages]
        assert min(session.shares[3:]) >= 1


@pytest.mark.parametrize("minutes", [14, 121, 0, -5])
def test_a_session_has_bounds(minutes: int) -> None:
    with pytest.raises(BadQuestion, match="de 15 à 120 minutes") as caught:
        plan(made("report"), (), minutes, 0)
    assert caught.value.field == "minutes"


def test_the_same_arguments_give_the_same_session_and_another_seed_another() -> None:
    one, again, other = (plan(made("report"), (), 45, seed) for seed in (3, 3, 4))
    assert one == again
    assert one.quiz != other.quiz
    assert one.discussions != other.discussions


@pytest.mark.parametrize("keys", [(), ("inconnu-12345",)])
def test_no_known_theme_means_all(keys: tuple[str, ...]) -> None:
    assert plan(made("report"), keys, 45, 1).themes == made("report").themes


def test_themes_come_in_the_order_of_the_report_and_unknown_ones_are_left_out() -> None:
    of = made("report")
    keys = [of.themes[9].key, "inconnu-12345", of.themes[5].key]
    session = plan(of, keys, 45, 1)
    assert session.themes == (of.themes[5], of.themes[9])
    of_themes = {a.key: a.theme for a in of.askables}
    assert {of_themes[q.key.rpartition("-")[0]] for q in session.quiz} == {of.themes[5].key, of.themes[9].key}


def test_a_session_on_all_of_the_report_takes_from_most_themes() -> None:
    of = made("report")
    theme_of = {a.key: a.theme for a in of.askables}
    for session in (plan(of, (), 120, seed) for seed in range(5)):
        counts = Counter(theme_of[question.key.rpartition("-")[0]] for question in session.quiz)
        assert max(counts.values()) == 1
        assert len(session.quiz) == 15
        assert len(session.figures) >= 6
        assert len(session.discussions) == 5


@every_report
def test_what_is_shown_before_does_not_answer_the_quiz(name: str) -> None:
    for session in sessions(name):
        for figure in session.figures:
            for question in session.quiz:
                assert not same_fact(figure, question.figure)
                assert not tells(figure.sentence, question.figure)


@every_report
def test_no_question_of_a_quiz_answers_another_and_none_comes_twice(name: str) -> None:
    for session in sessions(name):
        assert len({q.key.rpartition("-")[0] for q in session.quiz}) == len(session.quiz)
        for one in session.quiz:
            for other in session.quiz:
                if one is not other:
                    assert not tells(squeeze(one.text), other.figure)
                    assert not same_fact(one.figure, other.figure)


@every_report
def test_figures_that_are_shown_are_done_and_whole(name: str) -> None:
    shown = [figure for session in sessions(name) for figure in session.figures]
    assert shown
    assert all(is_fair(figure) for figure in shown)
    assert sum(is_telling(figure) for figure in shown) > 0.8 * len(shown)


@every_report
def test_figures_that_are_shown_are_understood_alone_and_open_with_a_capital(name: str) -> None:
    for session in sessions(name):
        for figure in session.figures:
            assert is_understood(figure.label)
            assert not figure.label[0].islower()
            assert figure.label[1:] in figure.sentence


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        pytest.param("Deux ateliers ont réuni 200 agents autour des haies", True, id="who-and-what"),
        pytest.param("90 agents formés à la taille des haies", True, id="participle-with-complement"),
        pytest.param("Une centaine d'agents ont participé", False, id="in-what"),
        pytest.param("64 communes ont été accompagnées", False, id="by-whom"),
        pytest.param("compteurs intelligents déployés", False, id="where"),
        pytest.param("le volet collectif a aidé 63 structures", False, id="which-volet"),
        pytest.param("et 39 % comportent une clause sociale", False, id="conjunction"),
        pytest.param("L'outil a servi à 420 foyers de la vallée", False, id="which-tool"),
        pytest.param("La Métropole a planté 420 arbres", True, id="the-town-is-known"),
        pytest.param("Une aide de la ville a servi à 420 familles", True, id="plural-noun-is-no-participle"),
        pytest.param("Un chemin de 12 km relie les deux vallées", True, id="noun-that-looks-like-a-participle"),
    ],
)
def test_what_is_shown_says_who_or_what(said: str, understood: bool) -> None:
    assert is_understood(said) is understood


def test_a_label_that_says_too_little_gives_way_to_a_short_sentence() -> None:
    text = "Depuis 2020, 64 communes ont été accompagnées, dont 49 dans le cadre du plan des haies."
    found = next(f for _, f in stock([passage(("I", "Eau"), text)]).figures if f.text == "64")
    figure = replace(found, label="64 communes ont été accompagnées")
    alone = shown(figure)
    assert alone is not None
    assert alone.label == text
    assert shown(replace(figure, sentence=text + " " + "Et bien d'autres choses encore. " * 4)) is None


def test_there_is_something_to_show_even_on_one_theme() -> None:
    of = made("report")
    rich = [theme for theme in of.themes if theme.n_figures > 8]
    sessions = [plan(of, (theme.key,), 45, 2) for theme in rich]
    assert all(session.figures and session.quiz for session in sessions)


def test_a_quiz_mixes_choices_and_estimates() -> None:
    forms = Counter(q.form for seed in range(5) for q in plan(made("report"), (), 60, seed).quiz)
    assert forms["choice"] > forms["estimate"] > 0


def test_the_right_choice_is_not_twice_running_at_one_place_by_rule() -> None:
    pairs = [
        (a.right, b.right) for seed in range(20) for a, b in pairwise(plan(made("report"), (), 60, seed).quiz)
        if a.form == b.form == "choice"
    ]  # fmt: skip
    assert sum(a == b for a, b in pairs) < len(pairs) / 3


@pytest.mark.parametrize("minutes", [30, 45, 90])
@pytest.mark.parametrize("k", [0, 3])
def test_the_right_choice_stands_at_every_place_in_about_a_quarter_of_the_questions(minutes: int, k: int) -> None:
    keys = [theme.key for theme in made("report").themes if theme.n_questions >= 5][:k]
    quizzes = [plan(made("report"), keys, minutes, seed).quiz for seed in range(100)]
    places = Counter(q.right for quiz in quizzes for q in quiz if q.form == "choice")
    assert all(0.18 <= places[place] / places.total() <= 0.32 for place in range(4)), places


def test_a_draw_shares_little_with_the_next_one_and_all_that_can_be_asked_comes() -> None:
    of = made("report")
    rich = [theme.key for theme in of.themes if theme.n_questions >= 5][:3]
    draws = [{q.figure.sentence for q in plan(of, rich, 45, seed).quiz} for seed in range(30)]
    shared = [len(one & other) / len(one) for one, other in pairwise(draws)]
    assert sum(shared) / len(shared) < 0.25
    stock_of = {a.figure.sentence for a in of.askables if a.theme in rich}
    assert len(set().union(*draws)) > 0.9 * len(stock_of)


def test_a_question_has_about_two_minutes() -> None:
    for minutes in (30, 45, 60):
        session = plan(made("report"), (), minutes, 1)
        assert 1.7 <= session.shares[1] / len(session.quiz) <= 2.2


# --- Discussions


@every_report
def test_what_a_discussion_quotes_stands_in_its_passage(name: str) -> None:
    quoted = 0
    for subject in made(name).subjects:
        for way in subject.ways:
            said = re.search(r"«(.*?)»", way)
            assert said is not None
            here = subject.passage.text + "".join(subject.passage.section)
            assert re.sub(r"[\s«»“”]", "", said[1]) in re.sub(r"[\s«»“”]", "", here)
            assert way.endswith("\u202f?")
            quoted += "dit" in way or "annonce" in way
    assert quoted > 20


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        pytest.param("La ville vise la neutralité carbone de tous ses bâtiments d'ici 2040.", "annonce", id="aim"),
        pytest.param("En 2025, la ville a investi 6 M€ dans l'entretien des berges.", "pour qui", id="means"),
        pytest.param("En 2025, la ville a formé 240 de ses agents à la taille douce des haies.", "service", id="staff"),
        pytest.param(
            "En 2025, les deux halles ont accueilli près de 100 000 visiteurs.", "autour de nous", id="inhabitants"
        ),
        pytest.param(
            "Trois communes voisines ont déjà planté des haies le long des chemins.", "d’autre", id="partners"
        ),
    ],
)
def test_what_is_asked_suits_what_is_said(sentence: str, asked: str) -> None:
    subjects = [s for s in stock([passage(("I", "Eau"), sentence)]).subjects if "chapitre" not in s.ways[0]]
    assert [asked in subject.ways[0] for subject in subjects] == [True]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Elle a investi 6 M€ dans l'entretien des berges et des haies de la vallée.", id="pronoun"),
        pytest.param("Des groupes de travail réunissent les agents de toutes les directions de la ville.", id="which-groups"),
        pytest.param("L'outil a permis à 240 agents de la ville de mieux connaître les haies.", id="which-tool"),
        pytest.param("La ville a signé un accord avec des entreprises pour structurer la filière.", id="of-what"),
    ],
)  # fmt: skip
def test_what_leans_on_another_sentence_is_not_quoted(text: str) -> None:
    assert [s for s in stock([passage(("I", "Eau"), text)]).subjects if "chapitre" not in s.ways[0]] == []


def test_nobody_else_is_asked_for_where_all_are_there() -> None:
    text = "La ville a remis un guide des haies à chacune des 12 communes de la vallée."
    ways = [w for s in stock([passage(("I", "Eau"), text)]).subjects for w in s.ways if "guide" in w]
    assert ways
    assert not any("d’autre" in way for way in ways)


def test_every_theme_that_was_chosen_is_discussed_and_no_figure_that_was_shown() -> None:
    of = made("report")
    themes = [theme.key for theme in of.themes if theme.part and theme.n_questions >= 5][:3]
    theme_of = {p.passage_id: c.key for c in chapters(passages("report")) for p in c.passages}
    for seed in range(20):
        session = plan(of, themes, 45, seed)
        assert {theme_of[d.passages[0].passage_id] for d in session.discussions} == set(themes)
        said = [squeeze(d.text) for d in session.discussions]
        assert not any(figure.sentence in text for figure in session.figures for text in said)


# --- The assistant


def test_an_assistant_makes_programmes_and_keeps_what_they_are_made_of(tmp_path: Path) -> None:
    assistant = World(tmp_path).open()
    themes = assistant.themes()
    assert themes
    assert assistant.themes() is themes
    session = assistant.programme([themes[0].key], 30, 1)
    assert session == assistant.programme([themes[0].key], 30, 1)
    assert session.themes == themes[:1]
    with pytest.raises(BadQuestion):
        assistant.programme([], 5, 1)


def test_an_index_without_figures_gives_a_session_all_the_same() -> None:
    session = plan(stock([passage(("I", "Eau"), "Rien de chiffré.")]), (), 30, 1)
    assert (session.figures, session.quiz, len(session.discussions)) == ((), (), 1)
    assert session.shares == (0, 0, 24, 4, 2)


def test_no_report_no_theme() -> None:
    figures: list[KeyFigure] = []
    assert plan(stock([], figures), (), 30, 1).themes == ()
