"""An agent reads the same answer first, then where it stands, what follows, and the same figure elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fakes import PROMPTS, passage

from assistant.extractive import ExtractiveAnswerer, Outcome
from assistant.extractive.fuller import place_of
from assistant.french.query import understand
from assistant.lexical import LexicalIndex
from assistant.retriever import HybridRetriever
from assistant.types import Audience

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

TOITS = {
    ("Partie II – Les écoles", "3. Les toits"): (
        "Les toits des écoles portent 2 480 panneaux solaires. La mairie les loue à une coopérative du canton. "
        "Les travaux ont duré deux étés. La cour a été repeinte."
    ),
    ("Le bilan en chiffres",): "Au total, 2 480 panneaux solaires ont été posés sur les écoles.",
    ("Partie II – Les écoles", "4. La cantine"): "La cantine a reçu 2 480 kilos de pommes.",
}


def asked(question: str, audience: Audience, texts: dict[Any, str] | None = None) -> Outcome:
    passages = [passage(text, section, rank=i) for i, (section, text) in enumerate((texts or TOITS).items())]
    lexical = LexicalIndex(passages)
    query = understand(question, lexical)
    return ExtractiveAnswerer(PROMPTS.say).answer(query, HybridRetriever(passages, lexical).rank(query), audience)


PANELS = "Combien de panneaux solaires les toits des écoles portent-ils ?"


def test_an_agent_reads_the_answer_of_a_citizen_and_more_below_it() -> None:
    citizen, agent = asked(PANELS, "citizen"), asked(PANELS, "agent")
    assert agent.text.startswith(f"{citizen.text}\n")
    assert agent.citations[0] == citizen.citations[0]
    assert agent.answerability == citizen.answerability


def test_the_same_figure_of_the_same_thing_is_told_with_its_passage() -> None:
    text = asked(PANELS, "agent").text
    assert "Le rapport indique ailleurs : 2 480 panneaux solaires. [2]" in text
    assert "kilos" not in text


def test_the_place_in_the_report_is_the_last_line() -> None:
    assert asked(PANELS, "agent").text.split("\n")[-1] == "Dans le rapport : Partie II › 3. Les toits. [1]"


def test_what_follows_in_the_passage_is_given_whole_and_in_order() -> None:
    text = asked(PANELS, "agent").text
    assert "\nLa mairie les loue à une coopérative du canton. [1]\nLes travaux ont duré deux étés. [1]\n" in text
    assert "repeinte" not in text


def test_an_ordinary_answer_keeps_to_700_characters() -> None:
    long = {section: text.replace("La mairie", f"La mairie {'très ' * 120}sage") for section, text in TOITS.items()}
    answer = asked(PANELS, "agent", long)
    assert len(answer.text) <= 700
    assert "très" not in answer.text
    assert "Dans le rapport" in answer.text


def test_an_agent_gets_a_long_list_whole() -> None:
    items = [f"la clôture numéro {n}, en bois de châtaignier du canton voisin" for n in range(20, 35)]
    text = {("I", "1. Les clôtures"): "Le plan bocage comprend ces clôtures :\n\n- " + " ;\n- ".join(items) + "."}
    question = "Quelles clôtures le plan bocage comprend-il ?"
    assert 700 < len(asked(question, "agent", text).text) <= 1200
    assert len(asked(question, "citizen", text).text) <= 700


def test_a_refusal_is_the_same_for_all(assistant: Assistant) -> None:
    question = "Quel est le prix d'un ticket de tramway ?"
    agent, citizen = (assistant.invoke({"question": question, "audience": a}) for a in ("agent", "citizen"))
    assert agent.abstained
    assert agent.text == citizen.text


@pytest.mark.parametrize(
    ("section", "place"),
    [
        (("Partie I – Le rivage", "1. Le plan", "a. Les dunes"), "Partie I › 1. Le plan › a. Les dunes"),
        (("Partie I – Le rivage",), "Partie I – Le rivage"),
        (("Introduction", "Le mot du maire"), "Introduction › Le mot du maire"),
        ((), "Rapport d’essai"),
    ],
)
def test_a_place_is_said_with_its_headings(section: tuple[str, ...], place: str) -> None:
    assert place_of(passage("x", section)) == place
