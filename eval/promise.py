"""Does the gate keep the promise, whatever a language model writes? No model is needed to tell.

True answers have to be shown and false ones not: sentences of the report, answers that people wrote in other words,
the same with their figures spelled otherwise; and all of them with one fault planted (`eval.planted`), besides answers
written to deceive.
"""

from __future__ import annotations

import json
import random
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.grounding import judge
from assistant.grounding.keeping import keep
from assistant.pipeline import Assistant
from assistant.types import Passage
from eval.answers import Written, elsewhere, load_answers
from eval.gates import Checked, Gate
from eval.intervals import wilson
from eval.planted import Planted, plant
from eval.questions import FOLDER, load_questions
from eval.restated import restate
from eval.results import prepare, write
from eval.run import relevant_passages
from eval.stock import Said, Stock, sentences_of

LIMITS = Path(__file__).parent / "promise.toml"
# What a piece of an answer is: as the report has it, in other words, with its figures spelled otherwise.
ORIGINS = ("sentence", "reworded", "respelled")
LABELS = {
    "altered": "chiffre altéré",
    "swapped": "chiffre échangé",
    "moved": "chiffre dit d’autre chose",
    "unit": "unité changée",
    "dated": "date changée",
    "reserved": "réserve ôtée ou ajoutée",
    "renamed": "nom remplacé",
    "recited": "renvoi déplacé",
}
Progress = Callable[[str, int, int], None]


@dataclass
class Tally:
    """What became of the answers of one set.

    Attributes:
        n_true, refused, shortened, restored: faithful answers by origin; those of which nothing is shown, be it in the
            report's words; those that lose a sentence; those that say one at least in the report's words instead.
        n_false, shown: planted faults by kind, and those whose sentence would be shown. ``near`` counts the shown ones
            whose piece stands in a cited passage.
        n_written, written_shown: the same for answers that people wrote to deceive, by kind.
        milliseconds: of every answer that was judged.
    """

    name: str
    n_true: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    shortened: Counter[str] = field(default_factory=Counter)
    restored: Counter[str] = field(default_factory=Counter)
    n_false: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    near: int = 0
    n_written: Counter[str] = field(default_factory=Counter)
    written_shown: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    examples: list[dict[str, str]] = field(default_factory=list)

    def value(self, metric: str) -> float:
        """A share, from 0 to 1: ``refused``, ``shortened``, ``restored``, ``shown`` or ``written_shown``."""
        done: Counter[str] = getattr(self, metric)
        of = {"shown": self.n_false, "written_shown": self.n_written}.get(metric, self.n_true)
        return sum(done.values()) / max(1, sum(of.values()))

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain data; what was found on the test half is not shown one by one."""
        return {
            "name": self.name,
            "faithful": {
                o: {"n": self.n_true[o], **{m: getattr(self, m)[o] for m in ("refused", "shortened", "restored")}}
                for o in ORIGINS
            },
            "planted": {k: {"n": n, "shown": self.shown[k]} for k, n in sorted(self.n_false.items())},
            "written_faults": {k: {"n": n, "shown": self.written_shown[k]} for k, n in sorted(self.n_written.items())},
            "ms_per_answer": round(sum(self.milliseconds) / max(1, len(self.milliseconds)), 2),
            "examples": self.examples if self.name != "test" else [],
        }


@dataclass(frozen=True)
class Promise:
    """What was found, set by set, and whether it is within the limits of ``promise.toml``."""

    tallies: tuple[Tally, ...]
    gates: tuple[Checked, ...]

    @property
    def failed(self) -> tuple[Checked, ...]:
        """The limits that are not held."""
        return tuple(g for g in self.gates if not g.held)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, for ``promise.json``."""
        return {
            "sets": [tally.to_dict() for tally in self.tallies],
            "gates": [{"sentence": str(g), "held": g.held} for g in self.gates],
        }

    def print(self, console: Console) -> None:
        """Print one table, sets side by side."""
        table = Table(title="La vérification face à des réponses vraies et fausses")
        table.add_column("")
        for tally in self.tallies:
            table.add_column(tally.name, justify="right")
        kinds = sorted({k for t in self.tallies for k in t.n_false})
        rows: list[tuple[str, Callable[[Tally], str]]] = [
            ("réponses fidèles : refusées", lambda t: _share(t.refused, t.n_true)),
            ("… dont dites avec d’autres mots", lambda t: _share(t.refused, t.n_true, "reworded")),
            ("réponses fidèles : une phrase retirée", lambda t: _share(t.shortened, t.n_true)),
            ("réponses fidèles : avec une phrase du rapport", lambda t: _share(t.restored, t.n_true)),
            ("… dont dites avec d’autres mots", lambda t: _share(t.restored, t.n_true, "reworded")),
            ("fautes plantées : montrées", lambda t: _share(t.shown, t.n_false)),
            *((f"… {LABELS[k]}", lambda t, k=k: _share(t.shown, t.n_false, k)) for k in kinds),
            ("fautes écrites pour tromper : montrées", lambda t: _share(t.written_shown, t.n_written)),
            ("millisecondes par réponse", lambda t: f"{sum(t.milliseconds) / max(1, len(t.milliseconds)):.1f}"),
        ]
        for label, cell in rows:
            table.add_row(label, *(cell(t) for t in self.tallies))
        console.print(table)
        n_held = sum(g.held for g in self.gates)
        console.print(f"Seuils tenus : {n_held} sur {len(self.gates)}.", markup=False, highlight=False)


def _share(done: Counter[str], of: Counter[str], kind: str | None = None) -> str:
    """« 12 sur 3 400 (0,4 % [0,2 ; 0,6]) », with Wilson's interval."""
    n, n_all = (done[kind], of[kind]) if kind else (sum(done.values()), sum(of.values()))
    if not n_all:
        return "–"
    low, high = wilson(n, n_all)
    return f"{n} sur {n_all} ({100 * n / n_all:.1f} % [{100 * low:.1f} ; {100 * high:.1f}])".replace(".", ",")


def hold_to_promise(
    assistant: Callable[[], Assistant], *, out: Path, seed: int, progress: Progress | None = None
) -> Promise:
    """`keeps_the_promise`, written into ``out`` as ``promise.json``.

    Raises: OutUnwritable, ResultsLost; every error of opening the assistant.
    """
    prepare(out)
    opened = assistant()
    try:
        found = keeps_the_promise(opened, seed=seed, progress=progress)
    finally:
        opened.close()
    write(out / "promise.json", json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n")
    return found


def keeps_the_promise(assistant: Assistant, *, seed: int, progress: Progress | None = None) -> Promise:
    """Hold the gate against true and false answers over the report's halves, and over invented reports.

    Args:
        seed: of the faults; the same seed plants the same ones.
    """
    passages = list(assistant.passages)
    tested = {v[0] for v in relevant_passages(load_questions([FOLDER / "test"]), passages).values() if v}
    halves = {
        "dev": [p for p in passages if p.passage_id not in tested],
        "test": [p for p in passages if p.passage_id in tested],
        "elsewhere": elsewhere(),
    }
    tallies = []
    for name, own in halves.items():
        stock = Stock(own if name == "elsewhere" else passages)
        tallies.append(_tally(name, own, stock, seed))
        if progress is not None:
            progress("Vérification", len(tallies), len(halves))
    return Promise(tuple(tallies), tuple(_within(tallies)))


def _tally(name: str, passages: Sequence[Passage], stock: Stock, seed: int) -> Tally:
    tally = Tally(name)
    reworded = [w.said for w in load_answers(name, passages)]
    originals = [("sentence", said) for said in sentences_of(passages)] + [("reworded", said) for said in reworded]
    for origin, said in originals:
        _try_true(tally, origin, said)
        for other in restate(said):
            _try_true(tally, "respelled", other)
        if all(not part.problems for part in judge(said.text, said.citations)):
            for planted in plant(said, stock, random.Random(f"{seed} {said.text}")):
                _try_false(tally, planted)
    for written in load_answers(f"{name}-faults", passages):
        _try_written(tally, written)
    return tally


def _try_true(tally: Tally, origin: str, said: Said) -> None:
    started = time.perf_counter()
    kept = keep(said.text, said.citations)
    tally.milliseconds.append((time.perf_counter() - started) * 1000)
    tally.n_true[origin] += 1
    tally.refused[origin] += not kept.worth_showing and not kept.quotations
    tally.shortened[origin] += kept.worth_showing and bool(kept.n_removed)
    tally.restored[origin] += bool(kept.quotations)
    if not all(kept.standing):
        problems = [str(p.text) for part in kept.judged for p in part.problems]
        tally.examples.append({"what": f"faithful {origin}", "text": said.text, "problems": "; ".join(problems)})


def _try_false(tally: Tally, planted: Planted) -> None:
    tally.n_false[planted.kind] += 1
    if any(_shown_faults(planted)):
        tally.shown[planted.kind] += 1
        tally.near += planted.near
        tally.examples.append({"what": f"planted {planted.kind}", "text": planted.said.text, "problems": planted.piece})


def _shown_faults(planted: Planted) -> Iterator[bool]:
    """Whether each sentence that is not of the true answer would be shown."""
    said = planted.said
    kept = keep(said.text, said.citations)
    true = _sentences_of(planted.original)
    for (part, cited), stands in zip(_with_passages(said), kept.standing, strict=True):
        if (part.written, cited) not in true:
            yield stands and kept.worth_showing


@lru_cache(maxsize=4)
def _sentences_of(said: Said) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset((part.written, cited) for part, cited in _with_passages(said))


def _with_passages(said: Said) -> Iterator[tuple[Any, tuple[str, ...]]]:
    by_marker = {c.marker: c.passage.passage_id for c in said.citations}
    for part in judge(said.text, said.citations):
        yield part, tuple(by_marker.get(m, "") for m in part.markers)


def _try_written(tally: Tally, written: Written) -> None:
    kept = keep(written.said.text, written.said.citations)
    tally.n_written[written.kind] += 1
    faulty = [_overlap(part.sentence, written.fault) for part in kept.judged]
    worst = max(faulty, default=0.0)
    shown = any(
        stands and share == worst for stands, share in zip(kept.standing, faulty, strict=True)
    ) and kept.worth_showing  # fmt: skip
    tally.written_shown[written.kind] += shown
    if shown:
        tally.examples.append({"what": f"written {written.kind}", "text": written.said.text, "problems": written.fault})


def _overlap(sentence: str, fault: str) -> float:
    """The share of the words of the fault that the sentence has."""
    wanted = fault.lower().split()
    return sum(word in sentence.lower() for word in wanted) / max(1, len(wanted))


def _within(tallies: Sequence[Tally]) -> Iterator[Checked]:
    limits = tomllib.loads(LIMITS.read_text(encoding="utf-8"))
    for tally in tallies:
        for metric, limit in limits.get(tally.name, {}).items():
            yield Checked(Gate(tally.name, metric, "max", float(limit)), tally.value(metric))
