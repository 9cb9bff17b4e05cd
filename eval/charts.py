"""Which plots does a run deserve? Rows and words for `eval.plots`, from the groups and headlines of a set."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from eval.diagnosis import REASONS
from eval.labels import AUDIENCES, CAUTIONS, KINDS, PARTS, SETS, STYLES, capital, named, place
from eval.plots import VERDICTS, Panel, Plot, Row, bars, curves, dot_plot, stacked_bars
from eval.summary import METRICS, Metric
from eval.typography import DASH, amount, french, interval, number, percent, points

GROUPS = (
    ("kind", "Verdicts par sorte de question", "Sorte", KINDS),
    ("part", "Verdicts par partie du rapport", "Partie", PARTS),
    ("audience", "Verdicts par public", "Public", AUDIENCES),
)
COMPARED = ("recall_at_1", "ndcg_at_10", "holds_answer", "false_answers")
ENDS = (percent(0), percent(1))
DRAWN_FROM = 0.05
"""Coverage below which a curve is not drawn: there, one answer decides."""
Of = Mapping[str, Any]


def plots_of(s: Of) -> list[Plot]:
    """Verdicts by kind, part and audience, right answers by style, why questions are missed, and what it costs to
    decline more or less; none without rows.
    """
    found = [_verdicts(s, *group) for group in GROUPS]
    found.insert(1, _styles(s))
    risk = s["summary"]["risk"]
    weighed = [_risk(s["name"], risk)] if risk else []
    return [plot for plot in [*found, _reasons(s), *weighed] if plot.rows]


def _in(s: Of, dimension: str, labels: Mapping[str, str]) -> list[Of]:
    groups = [g for g in s["summary"]["groups"] if g["dimension"] == dimension]
    return sorted(groups, key=lambda g: place(labels, g["name"]))


def _verdicts(s: Of, dimension: str, title: str, column: str, labels: Mapping[str, str]) -> Plot:
    rows = []
    for g in _in(s, dimension, labels):
        shares = tuple(g["shares"][verdict] for verdict in VERDICTS)
        right, abstained, wrong = map(percent, shares)
        cells = (right, abstained, wrong, interval(g["right"]["low"], g["right"]["high"]), number(g["n"]))
        said = f"{right} juste · {abstained} abstention · {wrong} faux"
        rows.append(Row(named(labels, g["name"]), cells, said, shares=shares, note=number(g["n"])))
    head = (column, "juste", "abstention", "faux", "juste, à 95 %", "n")
    what = "Part des réponses justes, des abstentions et des réponses fausses. Refuser à raison est juste."
    return stacked_bars(f"fig-{s['name']}-{dimension}", title, what, tuple(map(french, head)), rows)


def _styles(s: Of) -> Plot:
    groups = _in(s, "style", STYLES)
    plain = next((g["right"]["value"] for g in groups if g["name"] == "plain"), None)
    rows = []
    for g in groups:
        right = g["right"]
        cells = (
            percent(right["value"]),
            interval(right["low"], right["high"]),
            number(g["n"]),
            _gap(g["against_plain"]),
        )
        rows.append(_dot(named(STYLES, g["name"]), cells, right, f"{cells[0]} de {cells[2]}"))
    head = ("Façon de demander", "juste", french("à 95 %"), "n", "écart à la formulation simple")
    what = "Part de réponses justes et son intervalle. Le trait en tirets est celle de la formulation simple."
    title = "Réponses justes selon la façon de demander"
    return dot_plot(f"fig-{s['name']}-style", title, what, head, rows, reference=plain, ends=ENDS)


def _gap(against: Of | None) -> str:
    if against is None or against["low"] is None:
        return DASH
    low, high = (number(100 * against[end], signed=True) for end in ("low", "high"))
    return f"{points(against['value'])} (de {low} à {high})"


def _reasons(s: Of) -> Plot:
    counts = {key: sum(t["reason"] == key for t in s["trials"]) for key in REASONS}
    n_missed = sum(counts.values())
    rows = [
        Row(french(REASONS[key]), (number(n), percent(n / n_missed)), number(n), n) for key, n in counts.items() if n
    ]
    what = "Nombre de questions manquées, par raison."
    head = ("Raison", "questions", "part")
    return bars(f"fig-{s['name']}-why", "Pourquoi des questions sont manquées", what, head, rows)


def _risk(set_name: str, risk: Of) -> Plot:
    """The risk-coverage curve, with the refusals below it at the same coverage."""
    marked = [(name, point) for name, point in risk["choices"].items() if point["risk"] is not None]
    choices = dict(sorted(marked, key=lambda choice: -choice[1]["threshold"]))
    names = {point["threshold"]: name for name, point in choices.items()}
    points = [p for p in risk["curve"] if p["risk"] is not None]
    drawn = [p for p in points if p["coverage"] >= DRAWN_FROM]
    # The next tenth above everything that is drawn, so that a low risk does not look like none.
    top = max([0.1, *(math.ceil(10 * p["risk"] - 1e-9) / 10 for p in [*drawn, *choices.values()])])
    listed = {p["threshold"]: p for p in points if round(100 * p["threshold"]) % 10 == 0}
    listed |= {p["threshold"]: p for p in choices.values()}
    rows = []
    for threshold in sorted(listed, reverse=True):
        p = listed[threshold]
        shares = tuple(percent(p[key]) for key in ("coverage", "risk", "refused"))
        name = named(CAUTIONS, names.get(threshold, ""))
        said = french(f"{name} : {shares[0]} répondues, {shares[1]} faux") if name else ""
        rows.append(Row(number(threshold, 2) + (f", {name}" if name else ""), shares, said))
    panels = [_panel("fausses, parmi les réponses données", drawn, choices, "risk", top)]
    if points[0]["refused"] is not None:
        panels.append(_panel("refus, quand le rapport ne dit rien", drawn, choices, "refused", 1.0))
    what = french(
        "À chaque seuil de probabilité, tout ce qui est en dessous est refusé. De gauche à droite, la part répondue "
        "des questions dont le rapport donne la réponse. Les marques sont les trois valeurs de ASSISTANT_CAUTION. "
        f"Risque moyen (AURC) : {number(risk['aurc'], 3)}."
    )
    ends = (percent(0), f"{percent(1)} répondues")
    head = ("Seuil", "répondues", "fausses, parmi elles", "refus justes")
    return curves(f"fig-{set_name}-risk", "Ce qu’il en coûte de répondre plus", what, head, rows, panels, ends)


def _panel(label: str, points: Sequence[Of], choices: Mapping[str, Of], key: str, top: float) -> Panel:
    line, marks = ([(p["coverage"], p[key] / top) for p in found] for found in (points, choices.values()))
    return Panel(label, percent(top), line, marks)


def _dot(label: str, cells: tuple[str, ...], found: Of, note: str) -> Row:
    return Row(label, cells, "", found["value"], found["low"], found["high"], note=note)


def against_others(s: Of, baselines: Sequence[Of]) -> dict[str, Any] | None:
    """Ours first, then every system that was asked this set: headlines and plots; None where there is no other."""
    systems = {"L’assistant": s["summary"]["headline"]}
    systems |= {b["label"]: t["headline"] for b in baselines for t in b["sets"] if t["name"] == s["name"]}
    if len(systems) == 1:
        return None
    by_name = {m.name: m for m in METRICS}
    drawn = [_systems(s["name"], by_name[name], systems) for name in COMPARED]
    return {"name": s["name"], "label": named(SETS, s["name"]), "systems": systems, "plots": drawn}


def _systems(set_name: str, metric: Metric, systems: Mapping[str, Of]) -> Plot:
    rows = []
    for system, headline in systems.items():
        found = headline[metric.name]
        value = amount(found["value"], metric.unit)
        cells = (value, interval(found["low"], found["high"], metric.unit), number(found["n"]))
        rows.append(_dot(french(system), cells, found, value))
    better = "Plus bas" if metric.better == "low" else "Plus haut"
    what = f"Valeur de chaque système et son intervalle. {better} est mieux."
    ends = ENDS if metric.unit == "%" else ("0", "1")
    head = ("Système", "valeur", french("à 95 %"), "n")
    title = french(capital(metric.label))
    return dot_plot(f"fig-{set_name}-against-{metric.name}", title, what, head, rows, ends=ends)
