"""`assistant check-llm`: does the model answer, how fast, does it keep to the rules; in French, with an exit status."""

from __future__ import annotations

from collections.abc import Iterator

import llm_server
import pytest
from fakes import PROMPTS, REFUSAL, scripted_chat
from invented import free_port
from llm_server import Behaviour, ScriptedServer
from test_cli import Cli

from assistant.probe import probe

pytest.importorskip("langchain_openai")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        yield scripted


def faithful() -> str:
    """What the passage of the probe says, as it says it."""
    return f"{PROMPTS.probe['passage'].split('. ')[0].rstrip('.')}. [1]"


def test_a_model_that_keeps_to_the_rules_is_usable() -> None:
    report = probe(scripted_chat(faithful(), REFUSAL), PROMPTS)
    assert (report.usable, report.cites, report.faithful, report.declines) == (True, True, True, True)
    assert report.first_s is not None
    assert report.whole_s is not None
    assert report.first_s <= report.whole_s


def test_a_model_that_makes_figures_up_is_not() -> None:
    report = probe(scripted_chat("Le théâtre a coûté 999 millions d’euros. [1]", REFUSAL), PROMPTS)
    assert (report.usable, report.faithful) == (False, False)


def test_a_model_that_does_not_cite_is_not() -> None:
    report = probe(scripted_chat(faithful().replace(" [1]", ""), REFUSAL), PROMPTS)
    assert not report.usable


def test_a_model_that_never_declines_is_told_apart() -> None:
    report = probe(scripted_chat(faithful(), faithful()), PROMPTS)
    assert (report.usable, report.declines) == (True, False)


def test_the_command_says_so_in_french(cli: Cli, server: ScriptedServer) -> None:
    server.behaviour = Behaviour(answer=faithful())
    ended = cli("check-llm", "--llm", "openai:essai", "--llm-base-url", server.url)
    assert ended.status == 0, ended.err
    assert "Modèle : openai:essai" in ended.out
    assert "sur cette machine" in ended.out
    assert "Citations : oui." in ended.out
    assert ended.out.rstrip().endswith("Utilisable.")


@pytest.mark.parametrize("behaviour", [llm_server.BROKEN, llm_server.EMPTY, llm_server.PAGE, llm_server.BAD_KEY])
def test_a_model_that_fails_ends_with_one_and_says_what_happens_then(
    cli: Cli, server: ScriptedServer, behaviour: Behaviour
) -> None:
    server.behaviour = behaviour
    ended = cli("check-llm", "--llm", "openai:essai", "--llm-base-url", server.url)
    assert ended.status == 1
    assert "Pas utilisable" in ended.out or "Réponse : non" in ended.out
    assert any("extraites du rapport" in line for line in ended.err)


def test_a_server_that_is_down_is_told(cli: Cli) -> None:
    ended = cli("check-llm", "--llm", "openai:essai", "--llm-base-url", f"http://127.0.0.1:{free_port()}/v1")
    assert ended.status == 1
    assert "Réponse : non" in ended.out


def test_without_a_model_it_says_how_to_choose_one(cli: Cli) -> None:
    ended = cli("check-llm")
    assert ended.status == 1
    assert "ASSISTANT_LLM" in " ".join(ended.err)


def test_no_report_is_sent(cli: Cli, server: ScriptedServer) -> None:
    server.behaviour = Behaviour(answer=faithful())
    cli("check-llm", "--llm", "openai:essai", "--llm-base-url", server.url)
    sent = str(server.requests)
    assert "Plan des rivages" not in sent
    assert "1 860" not in sent
