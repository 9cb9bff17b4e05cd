"""How is an assistant evaluated from end to end? Reads the questions, asks, measures, compares, writes.

Nothing is asked before everything that was handed over (questions, gates, reference run, output folder) is known to
be usable.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.corpus import load_corpus
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval.baselines import open_baselines
from eval.compare import BadRun, Comparison, compare, load_run, trials_of
from eval.gates import GATES, Checked, check_gates, load_gates
from eval.junit import to_junit
from eval.metrics import collapsed
from eval.questions import FOLDER, GoldQuestion, MalformedQuestion, find_files, load_questions
from eval.record import Baseline, Measured, sha256, with_comparison, write_down
from eval.report import render
from eval.results import prepare, write
from eval.run import ask_all
from eval.summary import summarise
from eval.table import print_tables

SEED = 2025
HALVES = ("dev", "test")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run has found.

    Attributes:
        record: everything, as in ``run.json``.
    """

    sets: tuple[Measured, ...]
    baselines: tuple[Baseline, ...]
    gates: tuple[Checked, ...]
    comparison: tuple[Comparison, ...]
    record: dict[str, Any]

    @property
    def failed(self) -> tuple[Checked, ...]:
        """The gates that are not held."""
        return tuple(g for g in self.gates if not g.held)

    def print(self, console: Console) -> None:
        """Print the tables."""
        print_tables(console, self.sets, self.baselines, self.gates, self.comparison)


def evaluate(
    assistant: Callable[[], Assistant],
    settings: Settings,
    *,
    out: Path,
    questions: Sequence[Path] = (),
    baseline: Path | None = None,
    gates: Path = GATES,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Evaluation:
    """Run the evaluation and write ``run.json``, ``report.html`` and ``junit.xml`` into ``out``.

    Args:
        assistant: opens what is evaluated, once everything else is known to be usable.
        questions: YAML files or folders; none: the halves ``dev`` and ``test`` of the project.
        baseline: an earlier run to compare with, or its folder.
        seed: of the resamplings; the same seed gives the same intervals.

    Raises: MalformedQuestion, BadGates, BadRun, OutUnwritable, ResultsLost; every error of opening the assistant.
    """
    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
    paths = {"questions": list(questions)} if questions else {half: [FOLDER / half] for half in HALVES}
    asked = {name: load_questions(found) for name, found in paths.items()}
    bounds = load_gates(gates)
    reference = _reference(baseline, asked) if baseline is not None else None
    prepare(out)
    opened = assistant()
    try:
        known = _corpus(settings.corpus)
        _check_evidence([q for found in asked.values() for q in found], known)
        sets = _ask(opened, asked, known, seed, progress)
        baselines = _ask_baselines(opened, settings.corpus, sets, seed, progress)
        reports = dict(opened.manifest.reports)
    finally:
        opened.close()
    checked = check_gates(bounds, {m.name: m.summary for m in sets})
    files = {_name(f): sha256(f) for found in paths.values() for f in find_files(found)}
    record = write_down(sets, checked, baselines, settings=settings, reports=reports, questions=files, seed=seed)
    comparison = compare(record, reference, seed) if reference is not None else []
    record = with_comparison(record, comparison)
    timed = record | {"started": started, "elapsed_s": round(time.perf_counter() - clock, 2)}
    write(out / "run.json", json.dumps(timed, ensure_ascii=False, indent=1) + "\n")
    write(out / "report.html", render(record))
    write(out / "junit.xml", to_junit(record))
    return Evaluation(tuple(sets), tuple(baselines), tuple(checked), tuple(comparison), timed)


def _reference(path: Path, asked: dict[str, list[GoldQuestion]]) -> dict[str, Any]:
    """Raises: BadRun, also when nothing could be compared."""
    reference = load_run(path)
    known = trials_of(reference)
    if not any(q.id in known.get(name, {}) for name, questions in asked.items() for q in questions):
        raise BadRun(path, "aucune question commune")
    return reference


def _ask(
    assistant: Assistant,
    asked: dict[str, list[GoldQuestion]],
    known: Sequence[str],
    seed: int,
    progress: Progress | None,
) -> list[Measured]:
    total, before, sets = sum(map(len, asked.values())), 0, []
    for name, questions in asked.items():

        def show(n_done: int, _: int, before: int = before) -> None:
            if progress is not None:
                progress("Questions", before + n_done, total)

        trials = ask_all(assistant, questions, show, lambda text: any(text in whole for whole in known))
        sets.append(Measured(name, trials, summarise(trials, seed)))
        before += len(questions)
    return sets


def _ask_baselines(
    assistant: Assistant, corpus: Path, sets: Sequence[Measured], seed: int, progress: Progress | None
) -> list[Baseline]:
    found = []
    for simpler in open_baselines(assistant.passages, corpus, [t for s in sets for t in s.trials]):
        measured = []
        for s in sets:
            trials = ask_all(simpler, [t.question for t in s.trials])
            measured.append(Measured(s.name, trials, summarise(trials, seed, grouped=False)))
        found.append(Baseline(simpler.name, simpler.label, measured))
        if progress is not None:
            progress("Points de comparaison", len(found), len(found))
    return found


def _corpus(folder: Path) -> list[str]:
    """Everything that can be quoted, spaces collapsed: the text of each report, and its headings."""
    reports, _ = load_corpus(folder)
    headings = [collapsed(s.title) for report in reports for s in report.sections]
    return [collapsed(report.text) for report in reports] + headings


def _check_evidence(questions: Sequence[GoldQuestion], known: Sequence[str]) -> None:
    """Raises: MalformedQuestion for evidence that no report holds: every citation would be marked wrong."""
    for question in questions:
        for span in question.evidence:
            if not any(collapsed(span) in text for text in known):
                raise MalformedQuestion(
                    question.file, question.id, "evidence", f"un extrait mot pour mot du corpus, et non « {span} »"
                )


def _name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix() if path.is_relative_to(FOLDER) else path.name
