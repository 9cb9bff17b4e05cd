"""A broad question is answered by a few lines, each from another passage and each verbatim."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from fakes import REFUSAL, passage

from assistant.extractive.headings import numbered, titled
from assistant.extractive.overview import LIMITS, overview
from assistant.french.breadth import LAST, breadth
from assistant.french.query import understand
from assistant.french.text import squeeze
from assistant.lexical import LexicalIndex
from assistant.retriever import HybridRetriever
from assistant.types import AUDIENCES, Audience

if TYPE_CHECKING:
    from assistant.extractive.compose import Draft
    from assistant.pipeline import Assistant

LINE = re.compile(r"– (.+) \[(\d+)\]")


def lines(text: str) -> list[tuple[str, int]]:
    """The lines of a summary with their markers; every line must be one."""
    found = [LINE.fullmatch(line) for line in text.split("\n")]
    assert all(found), text
    return [(match[1], int(match[2])) for match in found if match]


def summed_up(question: str, texts: dict[Any, str], audience: Audience = "citizen") -> Draft | None:
    """The summary made of invented sections, in a report that speaks of other things too."""
    others = {("Partie III – Le reste", f"{n}. Sujet"): f"Le service {n} reçoit sur rendez-vous." for n in range(40)}
    passages = [passage(text, section, rank=i) for i, (section, text) in enumerate((texts | others).items())]
    lexical = LexicalIndex(passages)
    query, wanted = understand(question, lexical), breadth(question)
    assert wanted is not None
    return overview(wanted, query, passages, HybridRetriever(passages, lexical).rank(query, 60), audience)


FOREST = {
    ("Partie I – Les bois", "1. La forêt de Brisemont"): (
        "La forêt de Brisemont couvre 860 hectares de chênes au nord de la commune. Elle est ouverte à tous."
    ),
    ("Partie I – Les bois", "2. Les sentiers"): (
        "Par ailleurs, la forêt est fermée le soir aux promeneurs venus de loin. "
        "La ville a balisé 42 kilomètres de sentiers en forêt pour les marcheurs et les cavaliers."
    ),
    ("Partie II – La ville", "1. Les écoles"): (
        "Les élèves de 9 écoles passent une journée en forêt chaque automne. La cantine sert des légumes du canton."
    ),
    ("Partie II – La ville", "2. Le tramway"): "Le tramway relie la gare au campus toutes les dix minutes en semaine.",
}


def test_one_line_from_each_passage_that_treats_the_subject() -> None:
    draft = summed_up("Que fait la ville pour la forêt ?", FOREST)
    assert draft is not None
    assert [text for text, _ in lines(draft.text)] == [
        "La forêt de Brisemont couvre 860 hectares de chênes au nord de la commune.",
        "La ville a balisé 42 kilomètres de sentiers en forêt pour les marcheurs et les cavaliers.",
        "Les élèves de 9 écoles passent une journée en forêt chaque automne.",
    ]
    assert [c.marker for c in draft.citations] == [1, 2, 3]


@pytest.mark.parametrize("opening", ["Elle est ouverte", "Par ailleurs"])
def test_a_sentence_that_takes_up_another_one_is_no_line(opening: str) -> None:
    for audience in AUDIENCES:
        draft = summed_up("Que fait la ville pour la forêt ?", FOREST, audience)
        assert draft is not None
        assert opening not in draft.text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Que fait la ville pour les chats ?", id="nowhere"),
        pytest.param("Que fait la ville pour le tramway ?", id="one-passage"),
        pytest.param("Que fait la ville pour la forêt et les chats ?", id="half-of-it"),
        pytest.param("Que fait la ville pour la forêt depuis 1987 ?", id="another-year"),
        pytest.param("Résume la partie IV", id="no-such-part"),
        pytest.param("Les grandes lignes du chapitre sur les impôts ?", id="no-such-chapter"),
    ],
)
def test_what_the_report_does_not_treat_is_not_summed_up(question: str) -> None:
    assert summed_up(question, FOREST) is None


def test_a_part_is_summed_up_chapter_by_chapter_in_its_order() -> None:
    draft = summed_up("Résume la partie II", FOREST)
    assert draft is not None
    assert [c.passage.section[1] for c in draft.citations] == ["1. Les écoles", "2. Le tramway"]


def test_a_chapter_of_one_passage_is_summed_up_too() -> None:
    draft = summed_up("Que contient le chapitre 2 de la partie I ?", FOREST)
    assert draft is not None
    assert "42 kilomètres" in draft.text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_summary_keeps_to_the_length_of_its_audience(audience: Audience) -> None:
    long = {
        (f"Partie {n}", f"{n}. Sujet {n}"): " ".join(
            f"La ville a planté {n}{i} chênes en forêt, posé des clôtures, creusé des mares, ouvert un refuge pour les oiseaux "
            f"et formé les gardes du canton voisin à la coupe du bois numéro {i}." for i in range(10, 16)
        )
        for n in range(1, 25)
    }  # fmt: skip
    draft = summed_up("Que fait la ville pour la forêt ?", long, audience)
    assert draft is not None
    assert LIMITS[audience] / 2 < len(draft.text) <= LIMITS[audience]


def test_a_long_line_is_cut_at_a_comma_never_inside_a_figure() -> None:
    text = (
        "La forêt de {} a reçu 3,24 millions de plants venus des pépinières du canton et de la vallée voisine au printemps, soit "
        "1 234 567,89 euros, 12,5 tonnes de tuteurs, 7,5 kilomètres de clôtures et beaucoup de patience de la part des bénévoles."
    )
    draft = summed_up("Parle-moi de la forêt", {("I", name): text.format(name) for name in ("Brisemont", "Verdanne")})
    assert draft is not None
    for line, marker in lines(draft.text):
        assert line.endswith(" …")
        kept = line.removesuffix(" …")
        whole = draft.citations[marker - 1].passage.text
        assert whole.startswith(f"{kept}, ")


@pytest.mark.parametrize(
    "question",
    [
        "Résume le rapport",
        "Résume la partie I",
        "Que fait la ville pour l'eau ?",
        "Que dit le chapitre sur les écoles ?",
    ],
)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_line_of_a_summary_is_verbatim_in_the_passage_it_cites(
    assistant: Assistant, question: str, audience: Audience
) -> None:
    answer = assistant.invoke({"question": question, "audience": audience})
    passages = {c.marker: squeeze(c.passage.text) for c in answer.citations}
    assert not answer.abstained
    for text, marker in lines(answer.text):
        assert text.removesuffix(" …") in passages[marker]
    assert all(c.quote in squeeze(c.passage.text) for c in answer.citations)


def test_a_follow_up_is_summed_up_like_the_question_before_it(assistant: Assistant) -> None:
    asked = assistant.invoke({"question": "Et la partie II ?", "history": ["Résume la partie III"]})
    assert asked.text == assistant.invoke("Résume la partie II").text
    assert {c.passage.section[0] for c in asked.citations} == {"Partie II – Se déplacer et se chauffer autrement"}


def test_an_unknown_subject_is_refused(assistant: Assistant) -> None:
    answer = assistant.invoke("Que fait la ville pour les chats ?")
    assert answer.abstained
    assert answer.text.startswith(REFUSAL)


PASSAGES = [
    passage("a", ("Partie I – Le rivage", "1. Les dunes"), rank=0),
    passage("b", ("Partie I – Le rivage", "2. Les marais"), rank=1),
    passage("c", ("Partie II – La ville", "1. Les écoles"), rank=2),
    passage("d", ("Chapitre 3 : les parcs",), rank=3),
]


@pytest.mark.parametrize(
    ("places", "last_headings"),
    [
        pytest.param([("partie", 1)], ["Partie I – Le rivage"], id="part"),
        pytest.param([("partie", LAST)], ["Partie II – La ville"], id="last-part"),
        pytest.param([("chapitre", 2), ("partie", 1)], ["2. Les marais"], id="chapter-of-part"),
        pytest.param([("chapitre", 2), ("partie", 2)], [], id="not-in-that-part"),
        pytest.param([("chapitre", 3)], ["Chapitre 3 : les parcs"], id="called-so"),
        pytest.param([("partie", 4)], [], id="nowhere"),
    ],
)
def test_a_number_leads_to_the_sections_that_bear_it(places: list[tuple[str, int]], last_headings: list[str]) -> None:
    assert [path[-1] for path in numbered(places, PASSAGES)] == last_headings


def test_without_part_or_own_name_a_chapter_is_the_one_of_every_part() -> None:
    assert [path[-1] for path in numbered([("chapitre", 1)], PASSAGES[:3])] == ["1. Les dunes", "1. Les écoles"]


def test_a_title_leads_to_its_section() -> None:
    terms = understand("les marais", LexicalIndex(PASSAGES)).terms
    assert titled(terms, PASSAGES) == ("Partie I – Le rivage", "2. Les marais")
    assert titled((), PASSAGES) is None
