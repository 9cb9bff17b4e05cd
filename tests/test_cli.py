"""What do the commands print, where, and with which exit status?"""

from __future__ import annotations

import functools
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_assistant import BUS, EAU, REFUSAL, SCOT, FakeAssistant
from invented import PROJECT, REPORT, Ended, free_port

from assistant import __version__, pipeline
from assistant.cli import DOORS, Doors
from assistant.errors import EmbedderUnavailable, IndexDamaged
from assistant.pipeline import LexiconReport, read_request
from assistant.settings import Settings
from assistant.types import Answer, Question, RetrievedPassage

Cli = Callable[..., Ended]


class Fake(FakeAssistant):
    """The fake assistant as the command line opens it."""

    warnings: tuple[str, ...] = ()
    closed = False

    def search(self, question: str, k: int = 10, history: Sequence[str] = ()) -> list[RetrievedPassage]:
        found = (SCOT, EAU, BUS)[:k]
        return [RetrievedPassage(passage, 1 / rank, rank) for rank, passage in enumerate(found, 1)]

    def close(self) -> None:
        self.closed = True


def doors(assistant: Any, seen: list[Settings] | None = None) -> Doors:
    """Doors that open this assistant and keep the settings they were given."""

    def open_assistant(settings: Settings, _: object) -> Any:
        if seen is not None:
            seen.append(settings)
        if isinstance(assistant, Exception):
            raise assistant
        return assistant

    def open_web(settings: Settings) -> None:
        if seen is not None:
            seen.append(settings)

    return Doors(open_assistant, DOORS.index, open_web, DOORS.evaluate, DOORS.promise)


# Answers


def test_an_answer_is_printed_with_its_citations(cli: Cli) -> None:
    assistant = Fake()
    ended = cli("ask", "Combien d’hectares ?", doors=doors(assistant))
    assert ended.status == 0
    assert ended.err == []
    assert "234 000 hectares" in ended.out.split("\n\n")[0]
    assert "[1] Rapport annuel 2025, page 7" in ended.out
    assert "Partie I – Sanctuariser › 1. Le SCoT, un pacte de sobriété pour 2040" in ended.out
    assert "« " in ended.out.split("\n\n")[1]
    assert assistant.closed


def test_a_question_alone_is_asked(cli: Cli) -> None:
    assert (
        cli("Combien d’hectares ?", doors=doors(Fake())).out
        == cli("ask", "Combien d’hectares ?", doors=doors(Fake())).out
    )


def test_an_answer_as_json_is_the_public_object_on_one_line(cli: Cli) -> None:
    ended = cli("ask", "Combien d’hectares ?", "--json", doors=doors(Fake()))
    answer = json.loads(ended.out)
    assert ended.out.count("\n") == 1
    assert list(answer) == ["id", "question", "answer", "abstained", "citations", "engine", "elapsed_ms"]
    assert list(answer["citations"][0]) == ["marker", "passage_id", "document", "section", "pages", "quote", "text"]
    assert "é" in ended.out  # readable, not escaped


def test_an_abstention_is_an_answer(cli: Cli) -> None:
    ended = cli("ask", "Quel est le sens de la vie ?", doors=doors(Fake()))
    assert (ended.status, ended.err) == (0, [])
    assert REFUSAL in ended.out


def test_the_audience_reaches_the_assistant(cli: Cli) -> None:
    assistant = Fake()
    cli("ask", "Combien d’hectares ?", "--audience", "agent", doors=doors(assistant))
    assert [asked.audience for asked in assistant.asked] == ["agent"]


def test_warnings_go_to_standard_error_and_do_not_fail(cli: Cli) -> None:
    assistant = Fake()
    assistant.warnings = ("Le nouvel index n’a pas pu\nêtre écrit.",)
    ended = cli("ask", "Combien d’hectares ?", "--json", doors=doors(assistant))
    assert ended.status == 0
    assert ended.err == ["Le nouvel index n’a pas pu être écrit."]
    assert json.loads(ended.out)["abstained"] is False


def test_search_prints_the_best_passages_first(cli: Cli) -> None:
    ended = cli("search", "hectares", "-k", "2", doors=doors(Fake()))
    heads = [block.split(" ")[1] for block in ended.out.split("\n\n")]
    assert heads == [SCOT.passage_id, EAU.passage_id]
    assert "pages 12-13" in ended.out


def test_search_as_json_is_the_public_object(cli: Cli) -> None:
    found = json.loads(cli("search", "hectares", "--json", doors=doors(Fake())).out)
    assert list(found) == ["id", "question", "passages"]
    assert list(found["passages"][0]) == ["passage_id", "document", "source", "section", "pages", "text", "score"]
    assert [passage["passage_id"] for passage in found["passages"]] == [SCOT.passage_id, EAU.passage_id, BUS.passage_id]


def test_the_lexicon_is_checked_and_counted(cli: Cli) -> None:
    ended = cli("lexicon")
    assert ended.status == 0
    assert ended.out.endswith(": rien à corriger.\n")
    assert ended.err == []


def test_what_is_wrong_with_the_lexicon_is_said_line_by_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    found = LexiconReport(1, 2, Counter(same=2), Counter(fr=2), ("ville.tsv:2 : « au » est vide.",))
    monkeypatch.setattr(pipeline, "check_and_compile", lambda: found)
    ended = cli("lexicon")
    assert ended.status == 1
    assert ended.out == "1 fichiers, 2 lignes (2 fr ; 2 same) : 1 ligne à corriger.\n"
    assert ended.err == ["ville.tsv:2 : « au » est vide."]


def test_a_malformed_line_of_the_lexicon_stops_the_check(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def check() -> LexiconReport:
        raise ValueError("ville.tsv:3: four filled columns expected, found ['a']")

    monkeypatch.setattr(pipeline, "check_and_compile", check)
    ended = cli("lexicon")
    assert (ended.status, ended.out) == (1, "")
    [message] = ended.err
    assert message.startswith("ville.tsv:3: ")


# Settings


def test_options_win_over_the_environment_and_the_environment_over_defaults(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Settings] = []
    monkeypatch.setenv("ASSISTANT_CORPUS", "de-l-environnement")
    monkeypatch.setenv("ASSISTANT_STORE", "http://ailleurs:8000")
    cli("ask", "Combien d’hectares ?", "--corpus", "donne", doors=doors(Fake(), seen))
    assert (str(seen[0].corpus), seen[0].store, seen[0].k) == ("donne", "http://ailleurs:8000", 8)


@pytest.mark.parametrize("command", [("ask", "Combien d’hectares ?"), ("serve",)], ids=["ask", "serve"])
def test_the_caution_is_an_option_that_wins_over_the_environment(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    seen: list[Settings] = []
    monkeypatch.setenv("ASSISTANT_CAUTION", "genereux")
    cli(*command, doors=doors(Fake(), seen))
    cli(*command, "--caution", "prudent", doors=doors(Fake(), seen))
    assert [settings.caution for settings in seen] == ["genereux", "prudent"]


def test_a_caution_that_is_not_known_is_wrong_usage(cli: Cli) -> None:
    ended = cli("ask", "Combien d’hectares ?", "--caution", "audacieux", doors=doors(Fake()))
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == [
        "Le réglage ASSISTANT_CAUTION vaut « audacieux », mais il faut une de ces valeurs : "
        "'prudent', 'equilibre' ou 'genereux'."
    ]


def test_serve_opens_the_web_with_its_address(cli: Cli) -> None:
    seen: list[Settings] = []
    assert cli("serve", "--host", "0.0.0.0", "--port", "8080", doors=doors(Fake(), seen)).status == 0
    assert (seen[0].host, seen[0].port) == ("0.0.0.0", 8080)


# Batches


LINES: list[tuple[bytes, str | None]] = [
    (b'{"id": "a", "question": "Combien d\xe2\x80\x99hectares ?"}', None),
    (b"pas du json", "JSON"),
    (b"", None),
    (b'{"id": "b", "question": "L\xe9au"}', "UTF-8"),
    (b'{"id": "c"}', "question"),
    (b'{"id": "d", "question": ""}', "vide"),
    (b'["e"]', "objet JSON"),
    (b"[" * 100_000, "JSON"),
    (b'{"question": "' + b"x" * 300_000 + b'"}', "trop longue"),
    (b"\x00\xff\xfe binaire", "UTF-8"),
    (b'{"id": "f", "question": "Combien co\xc3\xbbte ?", "audience": "agent", "history": ["Et les bus ?"]}', None),
    (b'{"id": "g", "question": "Eau ?", "audience": "maire"}', "audience"),
    (b'{"id": 7, "question": "Eau ?"}', None),
]


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("last_newline", [b"\n", b""])
def test_every_line_of_a_batch_gets_its_object_in_order(
    cli: Cli, tmp_path: Path, command: str, last_newline: bytes
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\n".join(line for line, _ in LINES) + last_newline)
    ended = cli(command, "--batch", str(path), doors=doors(Fake()))
    results = [json.loads(line) for line in ended.out.splitlines()]
    expected = [(number, reason) for number, (line, reason) in enumerate(LINES, 1) if line]
    assert len(results) == len(expected)
    for result, (number, reason) in zip(results, expected, strict=True):
        if reason is None:
            assert result["id"] in ("a", "f", "7")
            assert "answer" in result or "passages" in result
        else:
            assert (result["id"], result["line"]) == (None, number)
            assert reason in result["error"]
            assert set(result) == {"id", "line", "error"}
    assert ended.status == 1
    assert ended.err == ["9 lignes n’ont pas pu être traitées ; le champ « error » dit pourquoi."]


def test_a_batch_without_a_bad_line_ends_well(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": "a", "question": "Combien d\xe2\x80\x99hectares ?"}\r\n\r\n'
        b'{"id": "b", "question": "Eau ?"}\r\n'
    )
    ended = cli("ask", "--batch", str(path), doors=doors(Fake()))
    assert (ended.status, ended.err) == (0, [])
    assert [json.loads(line)["id"] for line in ended.out.splitlines()] == ["a", "b"]


def test_an_empty_batch_gives_nothing(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").touch()
    assert cli("ask", "--batch", str(tmp_path / "q.jsonl"), doors=doors(Fake())) == Ended(0, "", [])


def test_a_batch_can_come_from_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "a", "question": "Eau ?"}\n')))
    assert json.loads(cli("ask", "--batch", "-", doors=doors(Fake())).out)["id"] == "a"


def test_a_failure_on_one_line_does_not_stop_the_batch(cli: Cli, tmp_path: Path) -> None:
    class Stumbling(Fake):
        def invoke(self, question: Question) -> Answer:
            if question.id == "b":
                raise RuntimeError("ouille")
            if question.id == "c":
                raise IndexDamaged(".index", "abîmé")
            return super().invoke(question)

    path = tmp_path / "q.jsonl"
    path.write_text("".join(f'{{"id": "{name}", "question": "Combien d’hectares ?"}}\n' for name in "abcd"))
    ended = cli("ask", "--batch", str(path), doors=doors(Stumbling()))
    results = [json.loads(line) for line in ended.out.splitlines()]
    assert [result["id"] for result in results] == ["a", None, None, "d"]
    assert "RuntimeError" in results[1]["error"]
    assert "abîmé" in results[2]["error"]
    assert ended.status == 1


@pytest.mark.parametrize(("name", "reason"), [("absent.jsonl", "il n’existe pas"), ("dossier", "c’est un dossier")])
def test_a_batch_file_that_cannot_be_read_is_said_before_anything_is_opened(
    cli: Cli, tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "dossier").mkdir()
    seen: list[Settings] = []
    ended = cli("ask", "--batch", str(tmp_path / name), doors=doors(Fake(), seen))
    assert (ended.status, ended.out, seen) == (1, "", [])
    assert len(ended.err) == 1
    assert reason in ended.err[0]


# Failures and wrong usage


def test_an_error_is_one_line(cli: Cli) -> None:
    ended = cli("ask", "Eau ?", doors=doors(EmbedderUnavailable("camembert", "absent")))
    assert (ended.status, ended.out) == (1, "")
    assert len(ended.err) == 1
    assert "ASSISTANT_EMBEDDER" in ended.err[0]


def test_a_bug_is_one_line_too(cli: Cli) -> None:
    ended = cli("ask", "Eau ?", doors=doors(ZeroDivisionError("division\nby zero")))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == [
        "Erreur imprévue (ZeroDivisionError division by zero). "
        "Relancez avec ASSISTANT_LOG_LEVEL=debug pour en voir le détail."
    ]


USAGE = [
    pytest.param(["ask"], "Indiquez une question", id="no-question"),
    pytest.param(["ask", "Eau ?", "--batch", "-"], "pas les deux", id="question-and-batch"),
    pytest.param(["ask", ""], "vide", id="empty-question"),
    pytest.param(["ask", "Eau ?", "--audience", "maire"], "citizen ou agent", id="audience"),
    pytest.param(["ask", "Eau", "et", "air"], "guillemets", id="no-quotes"),
    pytest.param(["ask", "Eau ?", "--xyz"], "--xyz", id="unknown-option"),
    pytest.param(["ask", "--batch"], "attend une valeur", id="option-without-value"),
    pytest.param(["search", "Eau ?", "-k", "beaucoup"], "nombre entier", id="k-no-number"),
    pytest.param(["search", "Eau ?", "-k", "0"], "entre 1 et 1000", id="k-too-small"),
    pytest.param(["serve", "--port", "99999"], "ASSISTANT_PORT", id="port"),
    pytest.param(["index", "--store", " "], "ASSISTANT_STORE", id="store"),
    pytest.param(["serch"], "index, ask, search, eval, serve", id="unknown-command"),
]


@pytest.mark.parametrize(("arguments", "expected"), USAGE)
def test_wrong_usage_is_one_french_line_and_status_2(cli: Cli, arguments: list[str], expected: str) -> None:
    class Strict(Fake):
        def invoke(self, question: Question) -> Answer:
            return super().invoke(read_request({"question": question.text}))

    ended = cli(*arguments, doors=doors(Strict()))
    assert (ended.status, ended.out) == (2, "")
    assert len(ended.err) == 1
    assert expected in ended.err[0]


def test_the_version_is_told(cli: Cli) -> None:
    assert cli("--version") == Ended(0, f"assistant {__version__}\n", [])


@pytest.mark.parametrize("command", ["", "index", "ask", "search", "serve"])
def test_help_is_french_with_an_example_to_paste(cli: Cli, command: str) -> None:
    ended = cli(*filter(None, [command]), "--help")
    assert ended.status == 0
    assert ended.out.startswith("Utilisation : assistant")
    assert "Exemple" in ended.out
    assert f"      assistant {command}".rstrip() in ended.out.replace("    assistant", "      assistant")
    for english in ("Usage", "Show this", "Commands", "default", "required"):
        assert english not in ended.out


def test_no_command_shows_the_help(cli: Cli) -> None:
    ended = cli()
    assert ended.status == 2
    assert "Utilisation" in ended.out


# The index


def test_index_says_what_it_did_and_reuses_what_did_not_change(cli: Cli, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text(REPORT, encoding="utf-8")
    first = cli("index", "--corpus", str(corpus))
    assert first.status == 0
    assert first.out.startswith("Index construit en ")
    assert first.out.endswith("12 passages de 1 rapport (12 calculés, 0 repris).\n")
    assert cli("index", "--corpus", str(corpus)).out == "L’index est à jour : 12 passages de 1 rapport.\n"
    (corpus / "b.md").write_text("# Autre\n\nUne seule phrase.", encoding="utf-8")
    again = json.loads(cli("index", "--corpus", str(corpus), "--json").out)
    assert (again["n_reports"], again["n_passages"], again["n_embedded"], again["n_reused"]) == (2, 13, 1, 12)


def test_the_index_can_live_on_a_chroma_server(cli: Cli, chroma_server: str) -> None:
    assert "12 passages de 1 rapport" in cli("index", "--store", chroma_server, "--rebuild").out
    assert cli("index", "--store", chroma_server).out.startswith("L’index est à jour")
    ended = cli("ask", "Combien d'arbres ont été plantés ?", "--store", chroma_server)
    assert (ended.status, ended.err) == (0, [])
    assert "12 600" in ended.out


@pytest.mark.parametrize("command", [["index"], ["ask", "Combien de bus ?"], ["search", "bus"]])
def test_a_server_that_is_away_is_one_line(cli: Cli, command: list[str]) -> None:
    ended = cli(*command, "--store", f"http://127.0.0.1:{free_port()}")
    assert (ended.status, ended.out) == (1, "")
    assert len(ended.err) == 1
    assert "chroma run" in ended.err[0]


# As a process


def start(*arguments: str, corpus: Path, store: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "ASSISTANT_CORPUS": str(corpus),
        "ASSISTANT_STORE": str(store),
        "ASSISTANT_PROMPTS": str(PROJECT / "prompts"),
    }
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    pipe = subprocess.PIPE
    # A suite that was started in the background hands « ignore Ctrl-C » down to its children.
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heard
    )


def test_a_question_is_answered_from_nothing(corpus_dir: Path, tmp_path: Path) -> None:
    process = start("ask", "Combien d'arbres ont été plantés ?", corpus=corpus_dir, store=tmp_path / "i")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err.decode()) == (0, "")
    assert "12 600" in out.decode()


def test_each_line_is_answered_as_it_comes(corpus_dir: Path, tmp_path: Path) -> None:
    process = start("ask", "--batch", "-", corpus=corpus_dir, store=tmp_path / "i")
    assert process.stdin is not None
    assert process.stdout is not None
    for name in "ab":
        process.stdin.write(f'{{"id": "{name}", "question": "Combien d’arbres ont été plantés ?"}}\n'.encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == name  # before the next question is sent
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, b"", b"")


def test_a_reader_that_leaves_is_no_error_to_show(corpus_dir: Path, tmp_path: Path) -> None:
    process = start("ask", "--batch", "-", corpus=corpus_dir, store=tmp_path / "i")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b'{"question": "Combien de bus ?"}\n' * 50)
    process.stdin.close()
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


def test_control_c_ends_quietly(corpus_dir: Path, tmp_path: Path) -> None:
    process = start("ask", "--batch", "-", corpus=corpus_dir, store=tmp_path / "i")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"question": "Combien de bus ?"}\n')
    process.stdin.flush()
    process.stdout.readline()  # it is up, and waits for the next line
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_importing_the_commands_loads_no_heavy_library() -> None:
    heavy = ("chromadb", "gradio", "torch", "langchain_core", "numpy")
    code = f"import sys, assistant.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert done.stdout.strip() == "[]"
