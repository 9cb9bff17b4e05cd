"""What was measured, on what, with what? One run as plain data: what ``run.json`` holds and the report shows."""

from __future__ import annotations

import hashlib
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.settings import Settings
from eval.compare import FORMAT, Comparison
from eval.diagnosis import diagnose
from eval.gates import Checked
from eval.run import Trial
from eval.summary import Summary

LIBRARIES = ("chromadb", "langchain", "langchain-core", "sentence-transformers", "tiktoken", "numpy", "ir-measures")
PUBLISHED_SETTINGS = ("embedder", "passage_tokens", "k", "caution", "llm", "llm_deadline_s")


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of questions as one system answered it."""

    name: str
    trials: Sequence[Trial]
    summary: Summary


@dataclass(frozen=True, slots=True)
class Baseline:
    """A point of comparison: the same questions, asked to a simpler system."""

    system: str
    label: str
    sets: Sequence[Measured]


def write_down(
    sets: Sequence[Measured],
    gates: Sequence[Checked],
    baselines: Sequence[Baseline],
    *,
    settings: Settings,
    reports: Mapping[str, str],
    questions: Mapping[str, str],
    seed: int,
) -> dict[str, Any]:
    """Everything about a run, ready for JSON. Only ``speed_ms`` and ``elapsed_ms`` differ between two same runs.

    Args:
        reports, questions: SHA-256 of the files, by name.
    """
    return {
        "format": FORMAT,
        "assistant": __version__,
        "python": platform.python_version(),
        "libraries": {name: found for name in LIBRARIES if (found := _version(name))},
        "settings": {name: getattr(settings, name) for name in PUBLISHED_SETTINGS},
        "seed": seed,
        "reports": dict(reports),
        "questions": dict(questions),
        "sets": [
            {"name": s.name, "summary": _summary(s.summary), "trials": [_trial(t) for t in s.trials]} for s in sets
        ],
        "gates": [{"name": c.gate.name, "bound": c.gate.bound, "limit": c.gate.limit} | _checked(c) for c in gates],
        "baselines": [
            {
                "system": b.system,
                "label": b.label,
                "sets": [{"name": s.name, "headline": _summary(s.summary)["headline"]} for s in b.sets],
            }
            for b in baselines
        ],
        "comparison": [],
    }


def with_comparison(record: Mapping[str, Any], found: Sequence[Comparison]) -> dict[str, Any]:
    """The run with what the comparison with another one found."""
    written = [{**_finite(asdict(c)), "is_noise": c.is_noise, "sentence": str(c)} for c in found]
    return {**record, "comparison": written}


def sha256(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _summary(summary: Summary) -> dict[str, Any]:
    return dict(_finite(asdict(summary)))


def _checked(checked: Checked) -> dict[str, Any]:
    return {"value": _finite(checked.value), "held": checked.held, "sentence": str(checked)}


def _trial(trial: Trial) -> dict[str, Any]:
    """One question, the answer without the passages' texts, its marks, and why it was missed."""
    answer, why = trial.answer, diagnose(trial)
    return {
        **_finite({name: value for name, value in asdict(trial.question).items() if name != "file"}),
        "answer": answer.text,
        "abstained": answer.abstained,
        "engine": answer.engine,
        "fallback": answer.fallback,
        "n_removed": answer.n_removed,
        "n_restored": answer.n_restored,
        "elapsed_ms": round(answer.elapsed_ms, 2),
        "citations": [
            {
                "marker": c.marker,
                "passage_id": c.passage.passage_id,
                "section": list(c.passage.section),
                "pages": c.passage.pages,
                "quote": c.quote,
            }
            for c in answer.citations
        ],
        **_finite(asdict(trial.marks)),
        "ranks": trial.ranks,
        "first_rank": trial.first_rank,
        "cluster": trial.cluster,
        "weighed": None if trial.weighed is None else _finite(asdict(trial.weighed)),
        "reason": why[0] if why else None,
        "why": why[1] if why else None,
    }


def _finite(value: Any) -> Any:
    """The same data with None where there is no number: JSON knows no nan."""
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value
