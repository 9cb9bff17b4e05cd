"""How good is the assistant, said so that anybody understands? One run as one page of HTML that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.charts import against_others, plots_of
from eval.diagnosis import REASONS
from eval.labels import AUDIENCES, CARDS, KINDS, PARTS, SETS, SETTINGS, STYLES, capital, named, place
from eval.plots import strip
from eval.summary import METRICS, Metric, part_of
from eval.typography import DASH, amount, french, interval, number, percent, plural

View = dict[str, Any]
LONGEST_TEXT = 1000
"""Characters shown of one text of a missed question; whole texts are in run.json."""
NOTHING_ASKED = "Aucune question n’a été posée."


def render(record: Mapping[str, Any]) -> str:
    """The page of one run, from what `eval.record.write_down` gives. The same record gives the same bytes."""
    sets = sorted(record["sets"], key=lambda s: place(SETS, s["name"]))
    others = [found for s in sets if (found := against_others(s, record["baselines"]))]
    view: View = {
        "lead": _lead(sets[0]) if sets else NOTHING_ASKED,
        "gates": [_gate(gate) for gate in record["gates"]],
        "sets": [{"label": named(SETS, s["name"]), "n": s["summary"]["n"], "cards": _cards(s)} for s in sets],
        "metrics": _table([s["summary"]["headline"] for s in sets]),
        "comparison": [_comparison(found, sets) for found in record["comparison"]],
        "plots": [(named(SETS, s["name"]), plots_of(s)) for s in sets],
        "baselines": [found | {"metrics": _table(list(found["systems"].values()))} for found in others],
        "missed": [_missed(s) for s in sorted(sets, key=lambda s: bool(s["name"] == "test"))],
        "made_with": _made_with(record),
    }
    return _environment().get_template("report.html").render(view)


def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    found = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FileSystemLoader(folder, encoding="utf-8"),
    )
    found.filters |= {"fr": french, "cut": _cut, "cap": capital, "anchor": anchor, "plural": plural, "asked": _asked}
    return found


def anchor(set_name: str, question: str) -> str:
    """The id of a missed question in the page; two questions never share one, whatever their identifiers hold."""
    safe = re.sub(r"[^A-Za-z0-9_-]", lambda found: f".{ord(found[0]):x}.", question)
    return f"q-{set_name}-{safe}"


# Results


def _lead(s: Mapping[str, Any]) -> str:
    """The result in words, as far as there is one."""
    n, of = s["summary"]["n"], s["summary"]["headline"]
    if not n:
        return NOTHING_ASKED
    right, wrong, refused = (of[name]["value"] for name in ("right", "wrong", "refused"))
    never = f" jamais utilisée{'s' * (n > 1)} pour le régler" if s["name"] == "test" else ""
    said = []
    if right is not None:
        which = "de celles dont le rapport donne la réponse" if refused is not None else "d’entre elles"
        said += [f"répond juste à {percent(right)} {which}", f"se trompe sur {percent(wrong)}"]
    if refused is not None:
        rest = "des autres" if right is not None else "d’entre elles, auxquelles le rapport ne répond pas"
        said.append(f"refuse à raison {percent(refused)} {rest}")
    done = f"{', '.join(said[:-1])}{', et ' if len(said) > 2 else ' et ' if len(said) > 1 else ''}{said[-1]}"
    return french(
        f"Sur {plural(n, 'question')}{never}, l’assistant {done}. {_invented(of['unsupported_figures'])}"
    ).strip()


def _invented(unsupported: Mapping[str, Any]) -> str:
    if unsupported["value"] is None:
        return ""
    if not (n := round(unsupported["value"] * unsupported["n"])):
        return "Aucun chiffre montré n’est absent du passage cité."
    counted = f"{plural(n, 'chiffre montré', 'chiffres montrés')} sur {number(unsupported['n'])}"
    return f"{counted} {'ne sont' if n > 1 else 'n’est'} dans aucun passage cité."


def _gate(gate: Mapping[str, Any]) -> View:
    set_name, _, metric_name = gate["name"].partition(".")
    metric = next(m for m in METRICS if m.name == metric_name)
    # As many digits as it takes to see that 73,96 % is less than 74 %.
    for digits in range(4):
        value, limit = (amount(gate[key], metric.unit, digits) for key in ("value", "limit"))
        if value != limit or gate["value"] == gate["limit"]:
            break
    wanted = f"{'au moins' if gate['bound'] == 'min' else 'au plus'} {limit}"
    return {"label": metric.label, "set": named(SETS, set_name), "value": value, "wanted": wanted, "held": gate["held"]}


def _cards(s: Mapping[str, Any]) -> list[View]:
    found = []
    for metric in (m for m in METRICS if m.name in CARDS):
        noun, several, meaning = CARDS[metric.name]
        of = s["summary"]["headline"][metric.name]
        measured = None not in (of["value"], of["low"], of["high"])
        found.append(
            {
                "label": metric.label,
                "meaning": meaning,
                "value": amount(of["value"], metric.unit),
                "range": interval(of["low"], of["high"], metric.unit),
                "strip": strip(*(_on_scale(metric, of[key]) for key in ("value", "low", "high"))) if measured else "",
                # The denominator of F1 counts nothing that has a name: every question has its part in it.
                "n": plural(of["n"], noun, several or None) if noun else plural(s["summary"]["n"], "question"),
            }
        )
    return found


def _on_scale(metric: Metric, value: float) -> float:
    """From 0 to 1; the truth score alone goes from -1 to 1."""
    return (value + 1) / 2 if metric.name == "truth" else value


def _table(headlines: Sequence[Mapping[str, Any]]) -> list[View]:
    """Every metric as a row, every headline as a column: value, interval, n."""
    rows = []
    for metric in METRICS:
        found = [headline[metric.name] for headline in headlines]
        cells = [
            (amount(of["value"], metric.unit, 1), interval(of["low"], of["high"], metric.unit), number(of["n"]))
            for of in found
        ]
        rows.append({"label": metric.label, "low": metric.better == "low", "cells": cells})
    return rows


def _comparison(c: Mapping[str, Any], sets: Sequence[Mapping[str, Any]]) -> View:
    trials = next(({t["id"]: t for t in s["trials"]} for s in sets if s["name"] == c["set_name"]), {})
    texts = {name: trials[name]["question"] if name in trials else "" for name in (*c["gained"], *c["lost"])}
    links = {name: anchor(c["set_name"], name) for name in texts if name in trials and trials[name]["reason"]}
    if not c["gained"] and not c["lost"] and not c["truth"]:
        verdict = "Rien n’a changé." if c["n"] else "Aucune question commune avec la référence."
    elif c["is_noise"]:
        verdict = "C’est peut-être du bruit : une telle différence peut n’être que du hasard."
    else:
        better = "C’est mieux" if c["truth"] > 0 else "C’est moins bien"
        verdict = f"{better} : le hasard seul ne l’explique guère."
    worse = not c["is_noise"] and c["truth"] < 0
    return {
        **c,
        "label": named(SETS, c["set_name"]),
        "verdict": verdict,
        "worse": worse,
        "texts": texts,
        "links": links,
    }


# Missed questions, provenance


def _missed(s: Mapping[str, Any]) -> View:
    """The missed questions of a set by reason, in the order of the reasons."""
    by_reason = {key: [t for t in s["trials"] if t["reason"] == key] for key in REASONS}
    groups = [{"key": key, "label": REASONS[key], "trials": found} for key, found in by_reason.items() if found]
    return {
        "name": s["name"],
        "label": named(SETS, s["name"]),
        "groups": groups,
        "n": sum(len(f) for f in by_reason.values()),
    }


def _asked(trial: Mapping[str, Any]) -> str:
    """What a question is: ``"fait, en anglais, partie II, agent de collectivité"``."""
    tables = (("kind", KINDS), ("style", STYLES), ("audience", AUDIENCES))
    kind, style, audience = (named(labels, trial[key]) for key, labels in tables)
    return ", ".join(word for word in (kind, style, named(PARTS, part_of(trial["section"])), audience) if word)


def _made_with(record: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    versions = {"assistant": record["assistant"], "Python": record["python"], **record["libraries"]}
    settings = [_setting(name, value) for name, value in record["settings"].items()]
    return [
        ("Versions", list(versions.items())),
        ("Réglages", [*settings, ("graine du hasard", str(record["seed"]))]),
        ("Empreintes SHA-256 du rapport", list(record["reports"].items())),
        ("Empreintes SHA-256 des questions", list(record["questions"].items())),
    ]


def _setting(name: str, value: Any) -> tuple[str, str]:
    label, without = SETTINGS.get(name, (name, DASH))
    written = f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
    return label, french(without) if value is None else written


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rstrip() + " […]"
