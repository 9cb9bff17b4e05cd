"""Which passages hold the words of a query, and what the corpus says about its own words."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french.query import understand
from assistant.lexical import LexicalIndex, LexicalScores
from assistant.types import Passage

TEXTS = (
    (("Se déplacer", "Le tramway"), "La ligne B relie la gare au campus. Le tramway roule la nuit."),
    (("Se déplacer", "Les vélos"), "La ville prête 420 vélos. La gare en garde vingt."),
    (("Le rivage",), "Les dunes de l’Ourcière reculent. Un gardien veille sur les dunes."),
    (("Le rivage", "Le marais"), "Le marais accueille des oiseaux. Les oiseaux aiment l’Ourcière."),
)
QUESTIONS = (
    "tramway",
    "Où passe le tramway ?",
    "gare",
    "Quels oiseaux vivent dans le marais de l'Ourcière ?",
    "dunes dunes",
)


def passages(*texts: tuple[tuple[str, ...], str]) -> list[Passage]:
    return [Passage(f"p{i}", "Rapport", "r.md", s, "", t, 0, len(t), 1, i) for i, (s, t) in enumerate(texts)]


INDEX = LexicalIndex(passages(*TEXTS))


def scores(question: str, index: LexicalIndex = INDEX) -> LexicalScores:
    return index.score(understand(question, index))


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_one_a_passage_from_zero_to_one(question: str) -> None:
    found = scores(question)
    for values in (found.passages, found.sentences, found.grams):
        assert values.shape == (4,)
        assert values.dtype == np.float32
        assert 0 <= values.min() <= values.max() <= 1


@given(
    st.lists(
        st.sampled_from("tramway gare dunes oiseaux vélos marais piscine Ourcière campus 2024".split()), max_size=8
    )
)
def test_no_mixture_of_words_scores_beyond_one(mixture: list[str]) -> None:
    found = scores(" ".join(mixture))
    assert max(values.max() for values in (found.passages, found.sentences, found.grams)) <= 1


@pytest.mark.parametrize(
    ("question", "best"),
    [
        pytest.param("gardien des dunes", 2, id="words-of-the-text"),
        pytest.param("dune", 2, id="another-form"),
        pytest.param("la nuit au campus", 0, id="two-sentences"),
        pytest.param("vélo", 1, id="heading-and-text"),
        pytest.param("oiseaux de l'Ourcière", 3, id="both-words-beat-one"),
    ],
)
def test_the_passage_with_the_words_comes_first(question: str, best: int) -> None:
    found = scores(question)
    assert found.passages.argmax() == best
    assert found.sentences.argmax() == best


def test_words_of_headings_count_and_the_nearest_heading_more() -> None:
    index = LexicalIndex(
        passages((("Phare",), "Il ouvre."), (("Phare", "Escalier"), "Il ouvre."), (("Gare",), "Il ouvre."))
    )
    own, parent, neither = scores("phare", index).passages
    assert own > parent > neither == 0


def test_words_met_in_one_sentence_beat_words_scattered() -> None:
    index = LexicalIndex(
        passages(
            (("Un",), "Le phare veille sur le lac. La ville dort. Le port attend."),
            (("Deux",), "Le phare veille sur la rue. La ville dort. Le lac attend."),
        )
    )
    together, scattered = scores("phare du lac", index).sentences
    assert together > scattered


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    assert INDEX.idf("campus"[:-1]) > INDEX.idf("gar") > 0
    assert INDEX.idf("piscin") == INDEX.rarest >= max(INDEX.idf(stem) for stem in INDEX.forms.values())


def test_parts_of_words_are_found_by_their_letters() -> None:
    found = scores("hippotramway")
    assert found.passages.max() == 0
    assert found.grams.argmax() == 0
    assert found.grams.max() > 0


@pytest.mark.parametrize("question", ["", "?", "Combien ?", "piscine olympique"])
def test_a_question_that_meets_nothing_scores_nothing(question: str) -> None:
    found = scores(question)
    assert found.passages.tolist() == found.sentences.tolist() == [0, 0, 0, 0]


def test_an_empty_corpus_gives_empty_scores() -> None:
    empty = LexicalIndex([])
    found = scores("Où passe le tramway ?", empty)
    assert (found.passages.size, found.sentences.size, found.grams.size) == (0, 0, 0)
    assert (empty.names, empty.abbreviations, empty.repair_vocabulary()) == (frozenset(), {}, ())


def test_names_are_words_always_written_with_a_capital_inside_sentences() -> None:
    assert "ourciere" in INDEX.names
    assert not INDEX.names & {"gare", "dunes", "la", "oiseaux"}


def test_a_family_shares_five_letters_and_most_of_the_word() -> None:
    index = LexicalIndex(passages(((), "Le jardinage, les jardiniers, la jarre et le jardinet occupent la place.")))
    assert set(index.family("jardineri")) == {"jardinag", "jardini", "jardinet"}
    assert index.family("jard") == ()


def test_words_to_repair_towards_have_four_letters_and_no_digit() -> None:
    index = LexicalIndex(passages(((), "Le lac du BHNS2 et l’aire bleue.")))
    assert index.repair_vocabulary() == ("aire", "bleue")


def test_a_query_of_2000_letters_is_scored_in_no_time() -> None:
    texts = [((f"Titre {i}",), f"La rue {i} mène au port. " * 8) for i in range(300)]
    index = LexicalIndex(passages(*texts))
    query = understand(("port rue mène titre gare " * 100)[:2000], index)
    started = time.perf_counter()
    index.score(query)
    assert time.perf_counter() - started < 0.5
