"""What must a change keep? The gates of ``gates.toml``, each a bound on one headline figure of one set."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import BadInput
from eval.summary import METRICS, Summary

GATES = Path(__file__).parent / "gates.toml"
EVERY = "every"
"""The table that holds for every set of questions, the evaluators' own ones too."""
SETS = (EVERY, "dev", "test", "questions")


class BadGates(BadInput):
    """The file of gates cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Le fichier de seuils {path.name} ne peut pas servir : {reason}.")


@dataclass(frozen=True, slots=True)
class Gate:
    """One bound: ``bound`` is ``"min"`` or ``"max"``."""

    set_name: str
    metric: str
    bound: str
    limit: float

    @property
    def name(self) -> str:
        """How the gate is called wherever it is shown: ``"test.right"``."""
        return f"{self.set_name}.{self.metric}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A gate and what was measured; nan, where nothing could be measured, keeps no bound."""

    gate: Gate
    value: float

    @property
    def held(self) -> bool:
        """Whether the bound is kept."""
        return self.value >= self.gate.limit if self.gate.bound == "min" else self.value <= self.gate.limit

    def __str__(self) -> str:
        """In French, with both figures."""
        wanted = "au moins" if self.gate.bound == "min" else "au plus"
        return f"{self.gate.name} = {_shown(self.value)}, il faut {wanted} {_shown(self.gate.limit)}"


def load_gates(path: Path = GATES) -> list[Gate]:
    """All gates of a file, in order. Raises: BadGates, which names what is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadGates(path, f"il faut un fichier TOML lisible ({error})") from None
    return [gate for name, table in tables.items() for gate in _read(path, name, table)]


def _read(path: Path, set_name: str, table: Any) -> list[Gate]:
    if set_name not in SETS:
        raise BadGates(path, f"[{set_name}] n’est pas un jeu de questions ; il faut l’un de : {', '.join(SETS)}")
    known = {m.name for m in METRICS}
    found = []
    for metric, bounds in table.items() if isinstance(table, dict) else [("?", None)]:
        place = f"{set_name}.{metric}"
        if metric not in known:
            raise BadGates(
                path, f"« {place} » n’est pas une mesure connue ; il faut l’une de : {', '.join(sorted(known))}"
            )
        if not isinstance(bounds, dict) or not bounds or bounds.keys() - {"min", "max"}:
            raise BadGates(path, f"« {place} » attend {{ min = … }} ou {{ max = … }}")
        for bound, limit in bounds.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float):
                raise BadGates(path, f"« {place}.{bound} » attend un nombre")
            if not -1 <= limit <= 1:
                raise BadGates(path, f"« {place}.{bound} » vaut {limit} ; les parts et les scores vont jusqu’à 1")
            found.append(Gate(set_name, metric, bound, float(limit)))
    return found


def check_gates(gates: list[Gate], summaries: Mapping[str, Summary]) -> list[Checked]:
    """Every gate against what was measured; those of ``every`` once for each set that has something to measure."""
    checked = []
    for gate in gates:
        for name, summary in summaries.items():
            value = summary.headline[gate.metric].value
            if gate.set_name == name or (gate.set_name == EVERY and not math.isnan(value)):
                checked.append(Checked(replace(gate, set_name=name), value))
    return checked


def _shown(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
