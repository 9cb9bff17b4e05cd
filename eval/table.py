"""What does a person see on the terminal? One table of headline figures, one of verdicts by group, the gates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from eval.compare import Comparison
from eval.gates import Checked
from eval.labels import CAUTIONS, named
from eval.record import Baseline, Measured
from eval.summary import METRICS, Estimate, Metric

DIMENSION_LABELS = {"kind": "type", "style": "style", "part": "partie", "audience": "public"}
COMPARED = ("recall_at_1", "recall_at_5", "ndcg_at_10", "holds_answer", "right", "false_answers", "truth")


def print_tables(
    console: Console,
    sets: Sequence[Measured],
    baselines: Sequence[Baseline],
    gates: Sequence[Checked],
    comparison: Sequence[Comparison],
) -> None:
    """Print everything that fits on a terminal."""
    console.print(_headlines(sets))
    for measured in sets:
        console.print(_groups(measured))
    if any(measured.summary.risk for measured in sets):
        console.print(_choices(sets))
    if baselines:
        console.print(_against(sets, baselines))
    for found in comparison:
        console.print(str(found), markup=False, highlight=False)
    for measured in sets:
        if unproven := sum(t.question.answerable and not t.question.evidence for t in measured.trials):
            told = f"{measured.name} : {unproven} questions sans preuve (evidence), donc sans mesure des citations."
            console.print(told, markup=False, highlight=False)
        if told := _written_by_model(measured):
            console.print(f"{measured.name} : {told}.", markup=False, highlight=False)
    n_held = sum(g.held for g in gates)
    told = f"Seuils tenus : {n_held} sur {len(gates)}." if gates else "Aucun seuil ne s’applique à ces questions."
    console.print(told, markup=False, highlight=False)


def _written_by_model(measured: Measured) -> str:
    """How many answers a language model wrote, and what became of the others; empty where none was asked."""
    answers = [t.answer for t in measured.trials]
    n_written = sum(a.engine.startswith("llm:") for a in answers)
    instead = Counter(a.fallback for a in answers if a.fallback)
    if not n_written and not instead:
        return ""
    n_shortened, n_restored = sum(bool(a.n_removed) for a in answers), sum(bool(a.n_restored) for a in answers)
    told = (
        f"réponses écrites par le modèle : {n_written}, dont {n_shortened} où une phrase au moins a été retirée, "
        f"{n_restored} où elle a été remplacée par celle du rapport"
    )
    reasons = "".join(f"\n  extraites à sa place : {n} ({reason})" for reason, n in instead.most_common())
    return told + reasons


def shown(value: float, metric: Metric) -> str:
    """A value as French readers write it: ``80,1 %``, ``0,694``, ``–`` when nothing was measured."""
    if math.isnan(value):
        return "–"
    return (f"{100 * value:.1f} %" if metric.unit == "%" else f"{value:.3f}").replace(".", ",")


def _shown_interval(estimate: Estimate, metric: Metric) -> str:
    if math.isnan(estimate.low):
        return ""
    scale, digits = (100, 0) if metric.unit == "%" else (1, 2)
    return f"{scale * estimate.low:.{digits}f} – {scale * estimate.high:.{digits}f}".replace(".", ",")


def _headlines(sets: Sequence[Measured]) -> Table:
    table = Table(title="Mesures, intervalles à 95 % par passage")
    table.add_column("nom")
    table.add_column("")
    for measured in sets:
        table.add_column(f"{measured.name} ({len(measured.trials)})", justify="right")
        table.add_column("95 %", justify="right")
    for metric in METRICS:
        cells = []
        for measured in sets:
            estimate = measured.summary.headline[metric.name]
            cells += [shown(estimate.value, metric), _shown_interval(estimate, metric)]
        table.add_row(metric.name, metric.label, *cells)
    areas = [f"{s.summary.risk.aurc:.3f}".replace(".", ",") if s.summary.risk else "–" for s in sets]
    table.add_row("aurc", "risque moyen le long de la courbe (AURC)", *(cell for area in areas for cell in (area, "")))
    for share in sets[0].summary.speed_ms if sets else ():
        cells = [cell for s in sets for cell in (f"{s.summary.speed_ms[share]:.1f} ms".replace(".", ","), "")]
        table.add_row(share, "durée d’une réponse", *cells)
    for share in sets[0].summary.length if sets else ():
        cells = [cell for s in sets for cell in (f"{s.summary.length[share]:.0f}", "")]
        table.add_row(share, "longueur d’une réponse, en caractères", *cells)
    return table


def _groups(measured: Measured) -> Table:
    table = Table(title=f"{measured.name} : verdicts par groupe")
    for column in ("groupe", "n", "juste", "abstention", "faux", "juste, 95 %", "écart à « plain »"):
        table.add_column(column, justify="left" if column == "groupe" else "right")
    for group in measured.summary.groups:
        shares = [f"{100 * share:.0f} %" for share in group.shares.values()]
        against = group.against_plain
        table.add_row(
            f"{DIMENSION_LABELS[group.dimension]} {group.name}",
            str(group.n),
            *shares,
            f"{100 * group.right.low:.0f} – {100 * group.right.high:.0f}",
            "" if against is None or math.isnan(against.value) else f"{100 * against.value:+.0f}",
        )
    return table


def _choices(sets: Sequence[Measured]) -> Table:
    """What each value of ASSISTANT_CAUTION costs."""
    table = Table(title="Ce que donne chaque valeur de ASSISTANT_CAUTION")
    table.add_column("choix")
    table.add_column("questions")
    for column in ("seuil", "répondues", "justes", "fausses", "fausses, des répondues", "refus justes"):
        table.add_column(column, justify="right")
    for measured in sets:
        for name, p in measured.summary.risk.choices.items() if measured.summary.risk else ():
            risk = p.risk or 0.0
            shares = (p.coverage, p.coverage * (1 - risk), p.coverage * risk, p.risk, p.refused)
            cells = ["–" if share is None else f"{100 * share:.1f} %".replace(".", ",") for share in shares]
            table.add_row(named(CAUTIONS, name), measured.name, f"{p.threshold:.2f}".replace(".", ","), *cells)
    return table


def _against(sets: Sequence[Measured], baselines: Sequence[Baseline]) -> Table:
    metrics = [m for m in METRICS if m.name in COMPARED]
    table = Table(title="Points de comparaison, mêmes questions")
    table.add_column("système")
    table.add_column("questions")
    for metric in metrics:
        table.add_column(metric.name, justify="right")
    for label, system_sets in [("l’assistant", sets), *((b.label, b.sets) for b in baselines)]:
        for measured in system_sets:
            values = [shown(measured.summary.headline[m.name].value, m) for m in metrics]
            table.add_row(label, measured.name, *values)
    return table
