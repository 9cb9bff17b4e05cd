"""Which passages are worth reading: the searches are fused, and every order has one reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from langchain_core.documents import Document

from assistant.french.query import understand
from assistant.lexical import LexicalIndex
from assistant.retriever import WEIGHTS, DenseSearch, HybridRetriever
from assistant.types import Passage, RetrievedPassage

TEXTS = (
    "La ligne B relie la gare au campus. Le tramway roule la nuit.",
    "La ville prête 420 vélos. La gare en garde vingt.",
    "Les dunes de l’Ourcière reculent. Un gardien veille sur les dunes.",
    "Le marais accueille des oiseaux.",
)


def passages(texts: Sequence[str]) -> list[Passage]:
    return [
        Passage(f"r#{i}", "Rapport", "r.md", ("Partie", f"Point {i}"), str(i), text, 0, len(text), 1, i)
        for i, text in enumerate(texts)
    ]


def retriever(texts: Sequence[str] = TEXTS, dense: DenseSearch | None = None, **options: object) -> HybridRetriever:
    corpus = passages(texts)
    return HybridRetriever(corpus, LexicalIndex(corpus), dense, **options)  # type: ignore[arg-type]


def rank(question: str, searched: HybridRetriever, k: int | None = None) -> list[RetrievedPassage]:
    return searched.rank(understand(question, searched._lexical), k)


def places(found: Sequence[RetrievedPassage]) -> list[int]:
    return [r.passage.rank for r in found]


def pointing_at(*found: tuple[str, float]) -> DenseSearch:
    """A dense search that always finds the same passages."""
    return lambda text, k: found[:k]


def test_passages_come_best_first_with_ranks_from_one() -> None:
    found = rank("Qui veille sur les dunes de l'Ourcière ?", retriever())
    assert found[0].passage.passage_id == "r#2"
    assert [r.rank for r in found] == [1, 2, 3, 4]
    scores = [r.score for r in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1]


def test_passages_of_equal_score_keep_their_place_in_the_corpus() -> None:
    found = rank("Où est le phare ?", retriever(["Le phare est ici."] * 3 + ["Rien."]))
    assert places(found) == [0, 1, 2, 3]
    assert found[0].score == found[1].score == found[2].score > found[3].score


@pytest.mark.parametrize(("k", "n"), [(1, 1), (3, 3), (99, 4), (0, 0), (None, 2)])
def test_k_cuts_the_list_and_its_default_is_the_retriever_s(k: int | None, n: int) -> None:
    assert len(rank("gare", retriever(k=2), k)) == n


@pytest.mark.parametrize("question", ["", "?", "Combien ?", "\u202f"])
def test_a_question_without_content_finds_nothing(question: str) -> None:
    assert rank(question, retriever(dense=pointing_at(("r#0", 0.9)))) == []


def test_an_empty_corpus_finds_nothing() -> None:
    assert rank("Où est la gare ?", retriever([])) == []
    assert retriever([]).invoke("Où est la gare ?") == []


def test_the_score_is_the_weighted_sum_of_the_signals() -> None:
    for found in rank("gare et campus", retriever(dense=pointing_at(("r#1", 0.8)))):
        assert set(found.signals) == set(WEIGHTS)
        assert found.score == pytest.approx(sum(WEIGHTS[name] * value for name, value in found.signals.items()))
        assert all(0 <= value <= 1 for value in found.signals.values())


def test_the_dense_search_decides_between_passages_of_equal_words() -> None:
    texts = ["Le phare est ici."] * 3
    assert places(rank("Où est le phare ?", retriever(texts, pointing_at(("r#2", 0.9), ("r#1", 0.5))))) == [2, 1, 0]


def test_a_passage_found_by_meaning_alone_comes_before_those_that_nothing_found() -> None:
    found = rank("piscine olympique", retriever(dense=pointing_at(("r#3", 0.7))))
    assert (found[0].passage.rank, round(found[0].signals["dense"], 6)) == (3, 0.7)


def test_what_the_dense_search_says_of_unknown_or_opposite_passages_is_left_out() -> None:
    searched = retriever(dense=pointing_at(("gone#1", 0.9), ("r#0", -0.4)))
    assert {r.signals["dense"] for r in rank("gare", searched)} == {0.0}


def test_the_dense_search_gets_the_question_and_no_more_candidates_than_passages() -> None:
    asked: list[tuple[str, int]] = []

    def dense(text: str, k: int) -> list[tuple[str, float]]:
        asked.append((text, k))
        return []

    rank("cb de vélos à la gare ?", retriever(dense=dense))
    assert asked == [("combien de vélos à la gare ?", 4)]


def test_a_weight_of_zero_leaves_the_dense_search_unasked() -> None:
    def dense(text: str, k: int) -> list[tuple[str, float]]:
        raise AssertionError("asked")

    assert rank("gare", retriever(dense=dense, weights={**WEIGHTS, "dense": 0.0}))


def test_as_a_langchain_retriever_it_gives_documents_with_their_reference() -> None:
    searched = retriever(k=1)
    [document] = searched.invoke("Quels oiseaux accueille le marais ?")
    [best] = rank("Quels oiseaux accueille le marais ?", searched)
    assert document == Document(
        id="r#3",
        page_content=TEXTS[3],
        metadata={
            "passage_id": "r#3",
            "document": "Rapport",
            "source": "r.md",
            "section": ["Partie", "Point 3"],
            "pages": "3",
            "score": best.score,
            "rank": 1,
        },
    )


async def test_its_async_twin_and_its_batch_find_the_same() -> None:
    searched = retriever(k=2)
    questions = ["Où est la gare ?", "Que font les dunes ?"]
    found = [searched.invoke(question) for question in questions]
    assert searched.batch(questions) == found
    assert [await searched.ainvoke(question) for question in questions] == found
