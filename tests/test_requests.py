"""What is a question that can be asked, and what is said of one that is not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from assistant.errors import BadQuestion
from assistant.requests import MAX_HISTORY, MAX_QUESTION, clean_question, read_request
from assistant.types import Question

ASKED = "Combien de bus ?"


def with_(**fields: Any) -> dict[str, Any]:
    return {"question": ASKED} | fields


@pytest.mark.parametrize(
    ("data", "question"),
    [
        pytest.param({"question": ASKED}, Question(ASKED), id="question-alone"),
        pytest.param(with_(id="q1"), Question(ASKED, id="q1"), id="id"),
        pytest.param(with_(id=7), Question(ASKED, id="7"), id="number-as-id"),
        pytest.param(with_(id=None, history=None, audience=None), Question(ASKED), id="null-is-left-out"),
        pytest.param(with_(audience="agent"), Question(ASKED, audience="agent"), id="audience"),
        pytest.param(with_(history=["Et hier ?"]), Question(ASKED, ("Et hier ?",)), id="history"),
        pytest.param(with_(history=("Et hier ?",)), Question(ASKED, ("Et hier ?",)), id="history-as-tuple"),
        pytest.param(with_(history=["Et hier ?", " ", ""]), Question(ASKED, ("Et hier ?",)), id="blanks-dropped"),
        pytest.param(with_(history=["h"] * MAX_HISTORY), Question(ASKED, ("h",) * MAX_HISTORY), id="longest-history"),
        pytest.param(with_(couleur="bleu"), Question(ASKED), id="unknown-field"),
        pytest.param(MappingProxyType(with_()), Question(ASKED), id="any-mapping"),
        pytest.param({"question": "é" * MAX_QUESTION}, Question("é" * MAX_QUESTION), id="longest-question"),
        pytest.param({"question": "  Combien\n\tde   bus ? "}, Question(ASKED), id="white-space-collapsed"),
        pytest.param({"question": "Combien\u00a0de\u202fbus ?"}, Question(ASKED), id="french-spaces"),
        pytest.param({"question": "Combien\x07de\x1bbus ?"}, Question(ASKED), id="control-characters-as-spaces"),
        pytest.param({"question": "Com\u200bbien de \u2066bus ?\ufeff"}, Question(ASKED), id="invisible-dropped"),
        pytest.param({"question": "Combien\u2028de bus ?"}, Question(ASKED), id="line-separator"),
        pytest.param({"question": "🚌 Combien de bus ?"}, Question("🚌 Combien de bus ?"), id="emoji-beside-words"),
        pytest.param({"question": "42"}, Question("42"), id="a-number-is-a-word"),
        pytest.param({"question": "ما هي الحافلات؟"}, Question("ما هي الحافلات؟"), id="other-script"),
    ],
)
def test_a_request_that_can_be_used_is_read(data: Mapping[str, Any], question: Question) -> None:
    assert read_request(data) == question


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        pytest.param(None, "question", "objet JSON", id="null"),
        pytest.param("Combien de bus ?", "question", "objet JSON", id="text"),
        pytest.param([with_()], "question", "objet JSON", id="list"),
        pytest.param({}, "question", "manque", id="nothing"),
        pytest.param({"questions": ASKED}, "question", "manque", id="misspelt-field"),
        pytest.param({"question": None}, "question", "doit être un texte", id="question-null"),
        pytest.param({"question": 12}, "question", "doit être un texte", id="question-number"),
        pytest.param({"question": [ASKED]}, "question", "doit être un texte", id="question-list"),
        pytest.param({"question": b"bus"}, "question", "doit être un texte", id="question-bytes"),
        pytest.param({"question": ""}, "question", "vide", id="empty"),
        pytest.param({"question": " \n\t\u00a0"}, "question", "vide", id="white-space"),
        pytest.param({"question": "\u200b\u200e\ufeff"}, "question", "vide", id="invisible-only"),
        pytest.param({"question": "\x01\x02"}, "question", "vide", id="control-only"),
        pytest.param({"question": "?!… —"}, "question", "aucun mot", id="punctuation-only"),
        pytest.param({"question": "🚌🌳"}, "question", "aucun mot", id="emoji-only"),
        pytest.param({"question": "bus\x00"}, "question", "données binaires", id="nul"),
        pytest.param({"question": "bus \ud83d"}, "question", "données binaires", id="lone-surrogate"),
        pytest.param({"question": "e" * (MAX_QUESTION + 1)}, "question", "2001", id="one-character-too-long"),
        pytest.param({"question": "bus " * 2500}, "question", "10000", id="10000-characters"),
        pytest.param(with_(history="Et hier ?"), "history", "liste", id="history-text"),
        pytest.param(with_(history={"0": "Et hier ?"}), "history", "liste", id="history-object"),
        pytest.param(with_(history=""), "history", "liste", id="history-empty-text"),
        pytest.param(with_(history=0), "history", "liste", id="history-zero"),
        pytest.param(with_(history=[1]), "history", "chacune un texte", id="history-of-numbers"),
        pytest.param(with_(history=[None]), "history", "chacune un texte", id="history-of-nulls"),
        pytest.param(with_(history=["Et hier ?\x00"]), "history", "données binaires", id="history-nul"),
        pytest.param(with_(history=["e" * (MAX_QUESTION + 1)]), "history", "2001", id="history-too-long-a-question"),
        pytest.param(with_(history=["h"] * (MAX_HISTORY + 1)), "history", "20", id="history-too-many"),
        pytest.param(with_(audience="maire"), "audience", "citizen", id="audience-unknown"),
        pytest.param(with_(audience=["agent"]), "audience", "citizen", id="audience-list"),
        pytest.param(with_(audience=""), "audience", "citizen", id="audience-empty"),
        pytest.param(with_(id=1.5), "id", "texte", id="id-fraction"),
        pytest.param(with_(id=["q1"]), "id", "texte", id="id-list"),
        pytest.param(with_(id=True), "id", "texte", id="id-boolean"),
    ],
)
def test_a_request_that_cannot_be_used_is_refused_and_the_field_is_named(data: Any, field: str, said: str) -> None:
    with pytest.raises(BadQuestion, match=said) as refused:
        read_request(data)
    assert refused.value.field == field
    assert "\n" not in str(refused.value)


def test_a_door_may_allow_less() -> None:
    assert clean_question("e" * 500, max_question=500) == "e" * 500
    with pytest.raises(BadQuestion, match="500"):
        clean_question("e" * 501, max_question=500)
    with pytest.raises(BadQuestion) as refused:
        read_request(with_(history=["e" * 501]), max_question=500)
    assert refused.value.field == "history"


def test_what_was_read_once_is_read_the_same_again() -> None:
    once = read_request(with_(question=" Combien\x07 de \u200bbus ? ", history=[" Et\nhier ? "]))
    assert read_request({"question": once.text, "history": list(once.history)}) == once
