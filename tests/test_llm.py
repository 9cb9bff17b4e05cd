"""Opening the chat model that the settings name, keeping its key to ourselves, and what may be sent to it."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from typing import Any

import llm_server
import pytest
from langchain_core.messages import HumanMessage
from llm_server import ScriptedServer
from pydantic import SecretStr

from assistant.errors import ChatModelUnavailable
from assistant.llm import PROVIDERS, endpoint, is_local, open_chat_model, split_name

KEY = "sk-canari-0123456789"
VARIABLES = (
    "OPENAI_API_KEY",
    "OPENAI_API_BASE",
    "OPENAI_BASE_URL",
    "MISTRAL_API_KEY",
    "MISTRAL_BASE_URL",
    "OLLAMA_HOST",
)
ASKED = [HumanMessage("Combien d’hectares le SCoT protège-t-il ?")]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        yield scripted


def opened(name: str, url: str | None = None, timeout_s: float = 5.0, key: str | None = KEY) -> Any:
    """The model, opened for real; the test is skipped where its package is not installed."""
    pytest.importorskip(PROVIDERS[name.partition(":")[0]].package)
    return open_chat_model(name, base_url=url, timeout_s=timeout_s, api_key=SecretStr(key) if key else None)


# Opening


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        pytest.param("openai:openai/gpt-oss-120b", ("openai", "openai/gpt-oss-120b"), id="slash"),
        pytest.param("ollama:gpt-oss:20b", ("ollama", "gpt-oss:20b"), id="colon-in-the-model"),
        pytest.param(" mistralai:mistral-small-latest ", ("mistralai", "mistral-small-latest"), id="spaces"),
    ],
)
def test_a_name_is_a_provider_and_a_model(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", "anthropic:claude", "", ":mistral"])
def test_another_name_says_which_forms_are_known(name: str) -> None:
    with pytest.raises(ChatModelUnavailable, match=r"openai:modèle, mistralai:modèle, ollama:modèle"):
        open_chat_model(name, base_url=None, timeout_s=1)


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [
        ("openai:gpt-4o-mini", "langchain_openai", "openai"),
        ("mistralai:mistral-small-latest", "langchain_mistralai", "mistral"),
        ("ollama:mistral", "langchain_ollama", "ollama"),
    ],
)
def test_a_missing_package_gives_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ChatModelUnavailable) as raised:
        open_chat_model(name, base_url=None, timeout_s=1)
    assert f'pip install "assistant-durable[{extra}]"' in str(raised.value)


@pytest.mark.parametrize(
    ("name", "variable"),
    [("openai:gpt-4o-mini", "OPENAI_API_KEY"), ("mistralai:mistral-small-latest", "MISTRAL_API_KEY")],
)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_missing_key_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ChatModelUnavailable, match=f"manque la clé : définissez la variable {variable}"):
        opened(name, key=None)


def test_a_server_on_this_machine_needs_no_key(server: ScriptedServer) -> None:
    model = opened("openai:scripted", server.url, key=None)
    assert model.invoke(ASKED).text == llm_server.GOOD_ANSWER
    assert server.requests[0]["headers"]["authorization"] == "Bearer aucune"


@pytest.mark.parametrize("key", ["sk-\nX-Autre: 1", "sk-é-canari", "sk canari"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ChatModelUnavailable, match="caractère interdit") as raised:
        opened("openai:gpt-4o-mini", key=key)
    assert key not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("serveur:8000/v1", id="no-scheme"),
        pytest.param("ftp://serveur/v1", id="other-scheme"),
        pytest.param("https:///v1", id="no-host"),
        pytest.param("https://moi:secret@serveur/v1", id="password"),
        pytest.param("https://serveur/v1?api_key=secret", id="parameter"),
        pytest.param("http://[::1", id="not-an-address"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ChatModelUnavailable, match="adresse du serveur") as raised:
        opened("openai:gpt-4o-mini", url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("name", ["openai:gpt-4o-mini", "mistralai:mistral-small-latest", "ollama:mistral"])
def test_every_model_is_opened_with_temperature_zero_a_timeout_and_no_retries(name: str) -> None:
    model = opened(name, timeout_s=7.5)
    assert model.temperature == 0
    assert getattr(model, "max_retries", 0) == 0
    given = [getattr(model, field, None) for field in ("request_timeout", "timeout", "client_kwargs")]
    assert any(value in (7.5, 8, {"timeout": 7.5}) for value in given if value is not None)


def test_arguments_that_the_package_refuses_are_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = dataclasses.replace(PROVIDERS["openai"], arguments=lambda *_: {"max_retries": KEY, "api_key": KEY})
    monkeypatch.setitem(PROVIDERS, "openai", wrong)
    with pytest.raises(ChatModelUnavailable, match="ValidationError") as raised:
        opened("openai:gpt-4o-mini")
    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


@pytest.mark.parametrize("name", ["openai:gpt-4o-mini", "mistralai:mistral-small-latest"])
def test_the_key_is_not_in_the_representation_of_the_model(name: str) -> None:
    model = opened(name)
    assert KEY not in repr(model) + str(model) + str(model.model_dump()) + str(vars(model))


# Where the words go


@pytest.mark.parametrize(
    ("url", "provider", "model", "local"),
    [
        (None, "openai", "", False),
        (None, "mistralai", "", False),
        (None, "ollama", "", True),
        (None, "ollama", "gpt-oss:120b-cloud", False),
        ("http://localhost:8000/v1", "openai", "", True),
        ("http://modele.localhost:8000/v1", "openai", "", True),
        ("http://127.0.0.1:8000/v1", "openai", "", True),
        ("http://[::1]:8000/v1", "openai", "", True),
        ("http://[::ffff:10.1.2.3]/v1", "openai", "", True),
        ("http://192.168.1.4/v1", "openai", "", True),
        ("http://172.31.0.1/v1", "openai", "", True),
        ("http://172.32.0.1/v1", "openai", "", False),
        ("http://203.0.113.7/v1", "openai", "", False),
        ("https://albert.api.etalab.gouv.fr/v1", "openai", "", False),
        ("https://127.0.0.1.exemple.fr/v1", "openai", "", False),
        ("https://localhost.exemple.fr/v1", "openai", "", False),
        ("http://127.0.0.1@exemple.fr/v1", "openai", "", False),
        ("http://ollama:11434", "ollama", "", False),
    ],
)
def test_only_this_machine_and_its_private_network_are_local(
    url: str | None, provider: str, model: str, local: bool
) -> None:
    assert is_local(url, provider, model) is local


@pytest.mark.parametrize(
    ("provider", "variable", "value", "local"),
    [
        ("openai", "OPENAI_BASE_URL", "http://127.0.0.1:8000/v1", True),
        ("openai", "OPENAI_API_BASE", "https://exemple.fr/v1", False),
        ("mistralai", "MISTRAL_BASE_URL", "http://10.0.0.5/v1", True),
        ("ollama", "OLLAMA_HOST", "https://ollama.exemple.fr", False),
        ("ollama", "OLLAMA_HOST", "0.0.0.0:11434", True),
    ],
)
def test_the_variables_of_the_providers_count_too(
    monkeypatch: pytest.MonkeyPatch, provider: str, variable: str, value: str, local: bool
) -> None:
    monkeypatch.setenv(variable, value)
    assert endpoint(provider) == value
    assert is_local(None, provider) is local
    assert endpoint(provider, "http://ailleurs.fr") == "http://ailleurs.fr", "the setting wins"
