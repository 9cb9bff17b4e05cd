"""`assistant eval` from end to end, on the small report: what it prints, writes, refuses, and its exit status."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from invented import PROJECT, Ended
from llm_server import Behaviour, ScriptedServer
from rich.console import Console
from test_cli import Cli

from assistant.cli import DOORS, Doors
from assistant.cli.doors import EvaluationMissing
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval.baselines import Bm25, chunk_equally, open_baselines
from eval.evaluate import Evaluation, evaluate
from eval.questions import load_questions
from eval.run import ask_all

QUESTIONS = """\
- id: V1
  kind: figure
  audience: citizen
  style: plain
  question: "Combien d'arbres ont été plantés ?"
  must: [["12 600"]]
  evidence: ["12 600 arbres plantés"]
  section: "I.1"
- id: V2
  kind: figure
  audience: agent
  style: typo
  question: "Combien de fuites la régie des eaux a-t-elle réparées ?"
  must: [["27"]]
  evidence: ["27 fuites"]
  section: "I.2"
- id: V3
  kind: unanswerable
  audience: citizen
  style: plain
  question: "Combien de baleines ont été observées ?"
- id: V4
  kind: figure
  audience: citizen
  style: plain
  question: "Combien d'habitants compte Valserine-sur-Mer ?"
  must: [["48 301"]]
  evidence: ["48 300 habitants"]
  section: "II.1"
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(QUESTIONS, encoding="utf-8")
    return path


@pytest.fixture
def asked(cli: Cli, settings: Settings, questions: Path, tmp_path: Path) -> Any:
    """`assistant eval` on these questions and the small report, with more options."""

    def run(*more: str, file: Path = questions, out: str = "resultats") -> Ended:
        return cli("eval", "--questions", str(file), *more, "--store", settings.store, "--out", str(tmp_path / out))

    return run


@pytest.fixture
def gates(tmp_path: Path) -> Path:
    path = tmp_path / "seuils.toml"
    path.write_text("[questions]\nright = { min = 0.6 }\nrefused = { min = 1 }\n", encoding="utf-8")
    return path


def test_the_run_is_printed_and_written(asked: Any, gates: Path, tmp_path: Path) -> None:
    ended = asked("--gates", str(gates))
    assert (ended.status, ended.err) == (0, [])
    assert "66,7 %" in ended.out
    assert "Seuils tenus : 2 sur 2." in ended.out
    assert "BM25" in ended.out
    out = tmp_path / "resultats"
    assert sorted(p.name for p in out.iterdir()) == ["junit.xml", "report.html", "run.json"]
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    (measured,) = record["sets"]
    assert [t["verdict"] for t in measured["trials"]] == ["right", "right", "right", "wrong"]
    assert measured["trials"][3]["why"].endswith("Il manque « 48 301 ».")
    assert list(record["questions"]) == ["questions.yaml"]
    assert set(record["reports"]) == {"valserine-2024.md"}
    assert [b["system"] for b in record["baselines"]] == ["tutorial", "bm25_chunks", "bm25_passages", "best_passage"]
    assert {"assistant", "python", "libraries", "settings", "seed", "started", "elapsed_s"} <= set(record)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "48 301" in page
    suites = ElementTree.fromstring((out / "junit.xml").read_text(encoding="utf-8"))
    assert [(s.get("name"), s.get("failures")) for s in suites] == [("seuils", "0"), ("questions", "1")]


def test_what_every_caution_costs_is_printed_and_written(asked: Any, tmp_path: Path) -> None:
    ended = asked()
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ended.out.splitlines()]
    (balanced,) = (row for row in rows if row and row[0] == "équilibré")
    # Of three questions with an answer all are answered, one against its gold answer; the fourth is declined.
    assert balanced[1:] == ["questions", "0,50", "100,0 %", "66,7 %", "33,3 %", "33,3 %", "100,0 %"]
    (area,) = (row for row in rows if row and row[0] == "aurc")
    record = json.loads((tmp_path / "resultats" / "run.json").read_text(encoding="utf-8"))
    (measured,) = record["sets"]
    risk = measured["summary"]["risk"]
    assert area[2] == f"{risk['aurc']:.3f}".replace(".", ",")
    assert risk["choices"]["equilibre"] == {"threshold": 0.5, "coverage": 1.0, "risk": 0.333333, "refused": 1.0}
    assert len(risk["curve"]) == 101
    assert [t["weighed"]["verdict"] for t in measured["trials"]][::3] == ["right", "wrong"]
    assert record["settings"]["caution"] == "equilibre"


def test_the_caution_is_evaluated_as_it_is_set_and_the_curve_is_the_same(
    asked: Any, questions: Path, tmp_path: Path
) -> None:
    # A question that is likely to be answered, but not very.
    asks = ("Combien d'arbres ont été plantés ?", "Où passe la ligne B ?")
    questions.write_text(QUESTIONS.replace(*asks).replace('"12 600"', '"campus"'), encoding="utf-8")
    for caution in ("prudent", "genereux"):
        assert asked("--caution", caution, out=caution).status == 0
    runs = [json.loads((tmp_path / c / "run.json").read_text(encoding="utf-8")) for c in ("prudent", "genereux")]
    assert [r["settings"]["caution"] for r in runs] == ["prudent", "genereux"]
    summaries = [r["sets"][0]["summary"] for r in runs]
    for run, summary in zip(runs, summaries, strict=True):
        chosen = summary["risk"]["choices"][run["settings"]["caution"]]
        assert chosen["coverage"] == pytest.approx(1 - summary["headline"]["needless_refusals"]["value"], abs=1e-6)
    assert [s["headline"]["needless_refusals"]["n"] for s in summaries] == [3, 3]
    assert (
        summaries[0]["headline"]["needless_refusals"]["value"] > summaries[1]["headline"]["needless_refusals"]["value"]
    )
    assert summaries[0]["risk"] == summaries[1]["risk"]


def test_a_gate_that_is_not_held_is_named_and_ends_with_status_1(asked: Any, gates: Path) -> None:
    gates.write_text("[questions]\nright = { min = 0.9 }\nrefused = { min = 1 }\n", encoding="utf-8")
    ended = asked("--gates", str(gates))
    assert ended.status == 1
    assert ended.err == ["Seuil non tenu : questions.right = 0,667, il faut au moins 0,900."]


def test_the_same_seed_gives_the_same_report_byte_for_byte(asked: Any, tmp_path: Path) -> None:
    for out in ("a", "b"):
        assert asked("--seed", "7", out=out).status == 0
    first, second = ((tmp_path / out / "report.html").read_bytes() for out in ("a", "b"))
    assert first == second
    runs = [json.loads((tmp_path / out / "run.json").read_text(encoding="utf-8")) for out in ("a", "b")]
    assert without_times(runs[0]) == without_times(runs[1])


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        changing = ("elapsed_ms", "speed_ms", "started", "elapsed_s")
        return {name: without_times(inner) for name, inner in value.items() if name not in changing}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value


def test_a_run_is_compared_with_an_earlier_one(asked: Any, questions: Path, tmp_path: Path) -> None:
    assert asked(out="avant").status == 0
    record = json.loads((tmp_path / "avant" / "run.json").read_text(encoding="utf-8"))
    record["sets"][0]["trials"][0]["verdict"] = "wrong"
    (tmp_path / "avant" / "run.json").write_text(json.dumps(record), encoding="utf-8")
    ended = asked("--baseline", str(tmp_path / "avant"))
    assert ended.status == 0
    assert "questions : 1 gagnées, 0 perdues sur 4" in ended.out
    assert "hasard" in ended.out
    found = json.loads((tmp_path / "resultats" / "run.json").read_text(encoding="utf-8"))["comparison"]
    assert [c["gained"] for c in found] == [["V1"]]


def test_a_reference_with_other_questions_is_refused(asked: Any, questions: Path, tmp_path: Path) -> None:
    assert asked(out="avant").status == 0
    questions.write_text(QUESTIONS.replace("id: V", "id: W"), encoding="utf-8")
    ended = asked("--baseline", str(tmp_path / "avant"))
    assert ended.status == 2
    assert "aucune question commune" in ended.err[0]


def test_questions_without_evidence_are_asked_and_told(asked: Any, questions: Path) -> None:
    questions.write_text(QUESTIONS.replace('["27 fuites"]', "[]"), encoding="utf-8")
    ended = asked()
    assert ended.status == 0
    assert "1 questions sans preuve" in ended.out


def test_several_files_may_follow_questions(asked: Any, tmp_path: Path) -> None:
    more = tmp_path / "plus.yaml"
    more.write_text(QUESTIONS.replace("id: V", "id: W"), encoding="utf-8")
    assert asked(str(more)).status == 0
    record = json.loads((tmp_path / "resultats" / "run.json").read_text(encoding="utf-8"))
    assert len(record["sets"][0]["trials"]) == 8


# What is refused, before anything is asked


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        pytest.param(("kind: figure", "kind: riddle"), "questions.yaml, question V1, champ « kind »", id="kind"),
        pytest.param(('["27 fuites"]', '["28 fuites"]'), "V2, champ « evidence »", id="evidence-not-in-the-report"),
        pytest.param(("id: V2", "id: V1"), "V1, champ « id »", id="identifier-twice"),
    ],
)
def test_a_malformed_file_of_questions_is_one_line_and_status_2(
    asked: Any, questions: Path, tmp_path: Path, broken: tuple[str, str], said: str
) -> None:
    questions.write_text(QUESTIONS.replace(*broken, 1), encoding="utf-8")
    ended = asked()
    assert (ended.status, ended.out, len(ended.err)) == (2, "", 1)
    assert said in ended.err[0]
    assert list((tmp_path / "resultats").glob("*")) == []


def test_gates_and_reference_are_checked_before_anything_is_asked(asked: Any, gates: Path, tmp_path: Path) -> None:
    gates.write_text("[questions]\nrihgt = { min = 1 }\n", encoding="utf-8")
    assert asked("--gates", str(gates)).status == 2
    ended = asked("--baseline", str(tmp_path / "nulle-part"))
    assert ended.status == 2
    assert "nulle-part" in ended.err[0]


def test_results_that_cannot_be_written_are_told_at_once(asked: Any, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    ended = asked(out="fichier/resultats")
    assert (ended.status, ended.out) == (2, "")
    assert "--out" in ended.err[0]


def test_an_earlier_result_stays_when_the_disk_is_full(
    asked: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked().status == 0
    before = (tmp_path / "resultats" / "run.json").read_bytes()
    write = Path.write_text

    def full(self: Path, *args: Any, **kwargs: Any) -> int:
        if self.name.endswith(".new"):
            raise OSError(28, "No space left on device")
        return write(self, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full)
    ended = asked()
    assert ended.status == 1
    assert "le disque est plein" in ended.err[0]
    assert (tmp_path / "resultats" / "run.json").read_bytes() == before
    assert len(list((tmp_path / "resultats").iterdir())) == 3


def test_files_without_the_option_are_wrong_usage(cli: Cli) -> None:
    ended = cli("eval", "questions.yaml")
    assert ended.status == 2
    assert "--questions" in ended.err[0]


def test_where_the_evaluation_is_not_installed_the_command_says_what_to_do(cli: Cli) -> None:
    def missing(settings: Settings, **_: object) -> Evaluation:
        raise EvaluationMissing("il manque ir_measures")

    ended = cli("eval", doors=Doors(DOORS.assistant, DOORS.index, DOORS.web, missing, DOORS.promise))
    assert ended.status == 1
    assert "ir_measures" in ended.err[0]


@pytest.mark.slow
def test_the_module_is_the_command_from_any_folder(settings: Settings, questions: Path, tmp_path: Path) -> None:
    arguments = ["--questions", str(questions), "--corpus", str(settings.corpus), "--store", str(tmp_path / "index")]
    for command in (["-m", "eval"], ["-m", "assistant.cli", "eval"]):
        folder = PROJECT if command == ["-m", "eval"] else tmp_path
        done = subprocess.run(
            [sys.executable, *command, *arguments, "--out", str(tmp_path / "out")],
            cwd=folder, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert "66,7 %" in done.stdout


def test_progress_is_told_question_by_question(
    assistant: Assistant, settings: Settings, questions: Path, tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []

    class Open:
        """The shared assistant, which stays open."""

        def __getattr__(self, name: str) -> Any:
            return (lambda: None) if name == "close" else getattr(assistant, name)

    found = evaluate(
        lambda: Open(),  # type: ignore[arg-type, return-value]
        settings,
        out=tmp_path,
        questions=[questions],
        progress=lambda *step: told.append(step),
    )
    assert [step for step in told if step[0] == "Questions"] == [("Questions", n, 4) for n in (1, 2, 3, 4)]
    assert found.failed == ()
    with Console(record=True, width=200) as console:
        found.print(console)
    assert "citation_precision" in console.export_text()


# Baselines


def test_every_baseline_answers_with_its_best_piece_whole_and_cites_it(
    assistant: Assistant, settings: Settings, questions: Path
) -> None:
    asked = load_questions([questions])
    trials = ask_all(assistant, asked)
    found = {b.name: ask_all(b, asked) for b in open_baselines(assistant.passages, settings.corpus, trials)}
    assert list(found) == ["tutorial", "bm25_chunks", "bm25_passages", "best_passage"]
    for baseline in found.values():
        for trial in baseline:
            assert trial.answer.abstained or trial.answer.text == trial.answer.citations[0].passage.text
        assert sum(bool(t.marks.holds) for t in baseline) >= 1
    assert not any(t.answer.abstained for t in found["tutorial"])
    assert [t.retrieved for t in found["best_passage"]] == [t.retrieved for t in trials]


def test_the_tutorial_cuts_into_pieces_of_a_thousand_characters_that_overlap(corpus_dir: Path) -> None:
    pieces = chunk_equally(corpus_dir)
    text = (corpus_dir / "valserine-2024.md").read_text(encoding="utf-8")
    assert max(len(p.text) for p in pieces) <= 1000
    assert all(text[p.start : p.end] == p.text for p in pieces)
    assert pieces[0].start == 0
    assert len({p.passage_id for p in pieces}) == len(pieces) > 2


def test_bm25_leaves_out_what_shares_no_word(corpus_dir: Path) -> None:
    bm25 = Bm25(chunk_equally(corpus_dir), "bm25", "BM25")
    assert bm25.rank("zzzz") == []
    assert Bm25([], "bm25", "BM25").rank("arbres") == []
    best = bm25.search("arbres plantés", 1)[0]
    assert "arbres plantés" in best.passage.text


def test_a_chat_model_is_evaluated_and_what_became_of_its_answers_is_said(asked: Any, tmp_path: Path) -> None:
    with ScriptedServer() as server:
        server.behaviour = Behaviour(answer="La ville a planté 12 600 arbres depuis 2019. [1]")
        ended = asked("--llm", "openai:essai", "--llm-base-url", server.url)
    assert re.search(r"questions : réponses écrites par le modèle : \d", " ".join(ended.out.split()))
    trials = json.loads((tmp_path / "resultats" / "run.json").read_text(encoding="utf-8"))["sets"][0]["trials"]
    by_id = {t["id"]: t for t in trials}
    assert by_id["V1"]["engine"] == "llm:openai:essai"
    assert "12 600" in by_id["V1"]["answer"]
    assert by_id["V2"]["engine"] == "extractive"
    assert by_id["V2"]["fallback"]
    assert "12 600" not in by_id["V2"]["answer"]
