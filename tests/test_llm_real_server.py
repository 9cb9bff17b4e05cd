"""Does the assistant work with a real inference server, whose words no test has scripted?

A language model of two layers learns a few replies by heart, in seconds and without a download. The server of
`transformers serve` loads it and writes token by token, and the assistant reaches it as it reaches any
OpenAI-compatible server. Each question has a reply of its own, so a right reply proves that the question arrives.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import REFUSAL, World
from invented import free_port

from assistant.pipeline import Assistant

pytestmark = pytest.mark.slow
Served = dict[str, Any]

RIVAGES = "Combien d'hectares le Plan des rivages protège-t-il ?"
FUITES = "Combien de fuites la régie des eaux a-t-elle réparées en 2024 ?"
TICKET = "Quel est le prix d'un ticket de tramway ?"
FOLLOW_UP = "Et combien d'hectares protège-t-il ?"
FIRST = "Le plan protège 1 860 hectares. [1]"
REPLIES = {
    RIVAGES: f"{FIRST} C'est 41 % de la commune. [1]",
    FUITES: "La régie a réparé 72 fuites en 2024. [1]",  # the report says 27
    TICKET: REFUSAL,
    FOLLOW_UP: RIVAGES,  # made to stand alone, and then asked
}
# The rest of the prompt is left out: so small a model would not learn to read past it.
TEMPLATE = "{{ bos_token }}{{ messages[-1].content.split('<question>')[1].split('</question>')[0] | trim }}"
START, END = "<s>", "</s>"
SHAPE: dict[str, Any] = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}

# The command itself places a model with `accelerate`, whatever its --device, and that package is not installed
# here. A model that is placed nowhere in particular is on the CPU. All else is as the command has it.
SERVE = """
import sys, threading
from transformers.cli.serve import Serve
serve = Serve(host="127.0.0.1", port=int(sys.argv[1]), device="cpu", non_blocking=True)
serve._model_manager.device = None
threading.Event().wait()  # another thread serves, until this process is terminated
"""


def make_tokenizer() -> Any:
    """Pieces of bytes, as large models have them: an accented letter may come in two pieces."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer, pieces.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=[START, END], initial_alphabet=alphabet)
    pieces.train_from_iterator([*REPLIES, *REPLIES.values()], trainer)
    names = {"bos_token": START, "eos_token": END, "chat_template": TEMPLATE}
    return PreTrainedTokenizerFast(tokenizer_object=pieces, **names)  # type: ignore[no-untyped-call]


def learn_by_heart(folder: Path) -> None:
    """Write into ``folder`` a model that gives to each question its reply, and stops."""
    import torch
    from torch.nn.utils.rnn import pad_sequence
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = make_tokenizer()
    config = LlamaConfig(vocab_size=len(tokenizer), eos_token_id=tokenizer.eos_token_id, **SHAPE)
    pairs = [(tokenizer.encode(START + q), tokenizer.encode(r + END)) for q, r in REPLIES.items()]
    read = pad_sequence([torch.tensor(q + r) for q, r in pairs], batch_first=True)
    # Neither the questions nor the padding are to be learnt.
    wanted = pad_sequence([torch.tensor([-100] * len(q) + r) for q, r in pairs], batch_first=True, padding_value=-100)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network: Any = LlamaForCausalLM(config)
    optimizer = torch.optim.AdamW(network.parameters(), lr=5e-3)
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the server starts meanwhile: two threads would mostly wait for each other
    for _ in range(100):
        optimizer.zero_grad()
        loss = network(input_ids=read, labels=wanted).loss
        loss.backward()
        optimizer.step()
    torch.set_num_threads(n_threads)
    assert loss < 0.02, "the model has not learnt its replies"
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Settings for the model on its server, which knows it by its folder and loads it when it is first asked for."""
    port, folder = free_port(), tmp_path_factory.mktemp("model")
    log = folder.with_name("server.log")
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    with log.open("wb") as out:
        command = [sys.executable, "-c", SERVE, str(port)]
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | offline)
    try:
        learn_by_heart(folder)
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline and process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield {"llm": f"openai:{folder}", "llm_base_url": f"http://127.0.0.1:{port}/v1", "llm_deadline_s": 30}
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, served: Served) -> Iterator[Assistant]:
    opened = World(tmp_path_factory.mktemp("world")).open(**served)
    yield opened
    opened.close()


def test_a_grounded_answer_is_shown_as_written_with_its_citation(assistant: Assistant, served: Served) -> None:
    answer = assistant.invoke(RIVAGES)
    assert (answer.text, answer.engine, answer.fallback) == (REPLIES[RIVAGES], f"llm:{served['llm']}", None)
    assert "1 860 hectares" in answer.citations[0].quote


def test_an_answer_grows_while_the_model_writes_it(assistant: Assistant) -> None:
    first, *_, last = [answer.text for answer in assistant.stream(RIVAGES)]
    assert (first, last) == (FIRST, REPLIES[RIVAGES])


def test_a_figure_that_the_passage_does_not_hold_gives_way_to_the_extractive_answer(assistant: Assistant) -> None:
    answer = assistant.invoke(FUITES)
    assert (answer.engine, "27 fuites" in answer.text) == ("extractive", True)
    assert "ne se retrouve pas assez" in (answer.fallback or "")
    assert "72" not in f"{answer.text} {answer.fallback}"


def test_a_refusal_of_the_model_is_passed_on(assistant: Assistant, served: Served) -> None:
    answer = assistant.invoke(TICKET)
    assert (answer.text, answer.abstained, answer.engine) == (REFUSAL, True, f"llm:{served['llm']}")


def test_a_follow_up_is_rewritten_by_the_model_and_then_answered(assistant: Assistant) -> None:
    answer = assistant.invoke({"question": FOLLOW_UP, "history": ["Qu'est-ce que le Plan des rivages ?"]})
    assert (answer.text, answer.fallback) == (REPLIES[RIVAGES], None)


def test_a_model_that_cannot_be_loaded_gives_way_to_the_extractive_answer(tmp_path: Path, served: Served) -> None:
    opened = World(tmp_path).open(**served | {"llm": "openai:inconnu"})
    answer = opened.invoke(RIVAGES)
    opened.close()
    assert (answer.engine, "1 860 hectares" in answer.text) == ("extractive", True)
    assert "le serveur du modèle de langage" in (answer.fallback or "")
