"""What does a visitor see while a language model writes, and of a model that is wrong?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from llm_server import ALTERED_FIGURE, Behaviour, ScriptedServer
from playwright.sync_api import expect

Visitor = Callable[..., Any]
HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
TWO = Behaviour(
    answer="Le SCoT protège 234 000 hectares, soit 74 % du territoire. [1] Le SCoT a été approuvé en 2025. [1]",
    drip_s=0.15,
)


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="module")
def generating(
    serve: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory, model: ScriptedServer
) -> Iterator[str]:
    settings = {"ASSISTANT_LLM": "openai:essai", "ASSISTANT_LLM_BASE_URL": model.url, "OPENAI_API_KEY": "essai"}
    with serve(tmp_path_factory.mktemp("generating"), **settings) as address:
        yield address


def test_sentences_show_as_they_are_verified_and_say_who_wrote_them(
    visit: Visitor, generating: str, model: ScriptedServer
) -> None:
    model.behaviour = TWO
    visitor = visit(generating)
    page = visitor.open()
    box = page.locator("#votre-question textarea")
    box.fill(HECTARES)
    box.press("Enter")
    answer = page.locator("#fil [data-testid=bot]")
    expect(answer.get_by_text("Recherche dans le rapport…")).to_be_visible()
    sentences = answer.locator(".phrase")
    expect(sentences).to_contain_text("234\u00a0000\u00a0hectares")
    assert "approuvé" not in sentences.inner_text()
    expect(box).to_have_value(HECTARES)
    expect(sentences).to_contain_text("approuvé en 2025")
    expect(answer.locator(".mode")).to_contain_text("rédigée par une IA")
    expect(box).to_have_value("")
    expect(answer).to_have_attribute("data-ai-generated", "true")
    assert visitor.focus == "textarea"
    assert visitor.troubles == []


def test_a_wrong_figure_of_a_model_is_never_seen(visit: Visitor, generating: str, model: ScriptedServer) -> None:
    model.behaviour = ALTERED_FIGURE
    visitor = visit(generating)
    page = visitor.open()
    visitor.ask(HECTARES)
    answer = page.locator("#fil [data-testid=bot]")
    expect(answer).to_contain_text("234\u00a0000")
    expect(answer).not_to_contain_text("999")
    expect(answer.locator(".mode")).to_contain_text("Extrait du rapport")
