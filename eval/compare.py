"""Is this run better than that one? Question by question, and whether the difference is more than chance."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from eval.intervals import mcnemar, ratio_draws, resamplings, span
from eval.metrics import POINTS

FORMAT = 1


class BadRun(BadInput):
    """A file that should hold a run does not."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} ne peut pas servir de référence ({reason}). Indiquez le run.json d’une évaluation, ou son dossier."
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the questions of one set that both have asked, word for word the same.

    Attributes:
        gained, lost: questions that only this run, or only the other, answers right.
        newly_wrong, no_longer_wrong: questions answered falsely by one of them only.
        unpaired: questions that only one of the runs has, or that were changed.
        truth: difference of the truth scores; ``low`` and ``high`` its 95 % interval by paired bootstrap of passages.
        p_value: of McNemar's test on gained and lost, which takes the questions of one passage for independent: it is
            shown, and the interval decides.
    """

    set_name: str
    n: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    newly_wrong: tuple[str, ...]
    no_longer_wrong: tuple[str, ...]
    unpaired: tuple[str, ...]
    truth: float
    low: float
    high: float
    p_value: float

    @property
    def is_noise(self) -> bool:
        """Whether the difference may well be chance: the interval by passages holds zero."""
        return math.isnan(self.low) or self.low <= 0 <= self.high

    def __str__(self) -> str:
        """One sentence in French."""
        if not self.n:
            return f"{self.set_name} : aucune question commune avec la référence."
        chance = "< 0.001" if self.p_value < 0.001 else f"= {self.p_value:.3f}"
        said = (
            f"{self.set_name} : {len(self.gained)} gagnées, {len(self.lost)} perdues sur {self.n} ; score de vérité "
            f"{self.truth:+.3f} [{self.low:+.3f} ; {self.high:+.3f}], McNemar p {chance}"
        ).replace(".", ",")
        if not self.gained and not self.lost and not self.truth:
            return f"{said} : rien n’a changé."
        if self.is_noise:
            return f"{said} : différence qui peut n’être que du hasard."
        return f"{said} : {'mieux' if self.truth > 0 else 'moins bien'}, au-delà du hasard."


def load_run(path: Path) -> dict[str, Any]:
    """A run as it was written. Raises: BadRun."""
    file = path / "run.json" if path.is_dir() else path
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadRun(path, error.strerror or "illisible") from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadRun(path, "ce n’est pas du JSON") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise BadRun(path, f"il faut un fichier de format {FORMAT}")
    try:
        for questions in trials_of(record).values():
            for t in questions.values():
                POINTS[t["verdict"]], t["question"], t["history"], t["cluster"]
    except (KeyError, TypeError, AttributeError):
        raise BadRun(path, "il y manque des réponses") from None
    return record


def trials_of(record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The trials of a written run, by set and by question."""
    return {s["name"]: {t["id"]: t for t in s["trials"]} for s in record["sets"]}


def compare(record: Mapping[str, Any], baseline: Mapping[str, Any], seed: int) -> list[Comparison]:
    """Every set of a run against the set of that name in another."""
    others = trials_of(baseline)
    return [_compare_set(name, ours, others.get(name, {}), seed) for name, ours in trials_of(record).items()]


def _compare_set(name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], seed: int) -> Comparison:
    paired = [i for i, trial in ours.items() if i in theirs and _same_question(trial, theirs[i])]

    def those(verdict: str, mine: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(i for i in paired if mine[i]["verdict"] == verdict != other[i]["verdict"])

    gained, lost = those("right", ours, theirs), those("right", theirs, ours)
    changes = [float(POINTS[ours[i]["verdict"]] - POINTS[theirs[i]["verdict"]]) for i in paired]
    low, high = _paired_interval(changes, [str(ours[i]["cluster"]) for i in paired], seed)
    return Comparison(
        name,
        len(paired),
        gained,
        lost,
        those("wrong", ours, theirs),
        those("wrong", theirs, ours),
        tuple(sorted((ours.keys() | theirs.keys()) - set(paired))),
        sum(changes) / len(changes) if changes else 0.0,
        low,
        high,
        mcnemar(len(gained), len(lost)),
    )


def _same_question(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return all(a[field] == b.get(field) for field in ("question", "history", "must", "must_not"))


def _paired_interval(changes: Sequence[float], clusters: Sequence[str], seed: int) -> tuple[float, float]:
    """95 % interval of the mean change, resampling passages; (0, 0) when nothing changed."""
    if not any(changes):
        return 0.0, 0.0
    places = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    weights = resamplings(len(places), seed)
    return span(ratio_draws([(change, 1.0) for change in changes], [places[c] for c in clusters], weights))
