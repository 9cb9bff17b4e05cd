"""The page of a run: what stands on it, in which order, in which words, and that nothing of a question breaks it."""

from __future__ import annotations

import copy
import html
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant.settings import load_settings
from assistant.types import Answer, Citation, Passage
from eval.compare import compare
from eval.gates import Checked, Gate
from eval.metrics import mark
from eval.questions import KINDS, STYLES, GoldQuestion
from eval.record import Baseline, Measured, with_comparison, write_down
from eval.report import anchor, render
from eval.run import Trial, Weighed
from eval.summary import METRICS, summarise
from eval.typography import amount, french, interval, number, percent, plural, points

Record = dict[str, Any]
TEXT = "Les réseaux d’eau perdent 12 % de ce qu’ils transportent, malgré 3 millions d’euros de travaux en 2025."
PASSAGE = Passage("eau", "Rapport", "r.md", ("Partie I – Sanctuariser", "5. L’eau"), "12", TEXT, 0, len(TEXT), 30, 0)
NOTHING_FOUND = "Le rapport ne donne pas cette information."


def trial(name: str, kind: str, answered: str | None, *, style: str = "plain", found: int | None = 1) -> Trial:
    """One question on the loss of water, right when ``answered`` says « 12 % »; None for an abstention."""
    must = () if kind in ("unanswerable", "offtopic", "injection") else (("12 %", "douze pour cent"), ("réseaux",))
    question = GoldQuestion(
        name, kind, "citizen", style, f"Que perdent les réseaux, {name} ?", must=must,
        must_not=("15 %",) if must else (), evidence=("perdent 12 %",) if must else (), section="I.5",
    )  # fmt: skip
    cited = () if answered is None else (Citation(1, PASSAGE, TEXT),)
    answer = Answer(question.question, answered or NOTHING_FOUND, answered is None, cited, elapsed_ms=3.7)
    ranks = {"recall_at_1": 1.0, "recall_at_5": 1.0, "recall_at_10": 1.0, "mrr": 1.0, "ndcg_at_10": 1.0}
    first = found if must else None
    marks = mark(question, answer)
    # What was answered was likely; what was not would have been wrong.
    weighed = Weighed(0.9, marks.verdict) if answered else Weighed(0.35, "wrong")
    return Trial(question, answer, marks, (), ranks if must else {}, first, name, weighed)


RIGHT, WRONG = "Les réseaux perdent 12 %. [1]", "Les réseaux ont coûté 3 millions d’euros. [1]"
MISSED = [
    trial("T2", "figure", None, style="typo"),
    trial("T3", "yesno", None, style="english", found=None),
    trial("T4", "figure", WRONG),
    trial("T5", "unanswerable", WRONG),
]


def trials(prefix: str = "T") -> list[Trial]:
    """Two right answers, a refusal that is right, and four misses."""
    found = [trial("T1", "figure", RIGHT), trial("T6", "list", RIGHT), trial("T7", "offtopic", None), *MISSED]
    return found if prefix == "T" else [trial(t.question.id.replace("T", prefix), "figure", RIGHT) for t in found]


def measured(name: str, asked: list[Trial]) -> Measured:
    return Measured(name, asked, summarise(asked, seed=1))


def run(*sets: Measured, gates: list[Checked] | None = None) -> Record:
    """A run of these sets, dev before test, with one simpler system beside it."""
    sets = sets or (measured("dev", trials("D")), measured("test", trials()))
    held = Checked(Gate("test", "unsupported_figures", "max", 0.0), 0.0)
    return write_down(
        sets,
        [held] if gates is None else gates,
        [Baseline("bm25", "BM25 seul : nos passages", sets)],
        settings=load_settings(),
        reports={"r.md": "ab" * 32},
        questions={"test/a.yaml": "cd" * 32},
        seed=1,
    )


class Page(HTMLParser):
    """What the tests look at: ids, headings, links, whether each start tag stands inside a closed details."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.targets: list[str] = []
        self.named_by: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags[tag] += 1
        self.attributes |= found.keys()
        if identifier := found.get("id"):
            self.ids.append(identifier)
        if (href := found.get("href")) is not None:
            self.targets.append(href)
        self.named_by += (found.get("aria-labelledby") or "").split()
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def spoken(page: str) -> str:
    """The text of a page, tags, style and title aside."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


# Sentence and gates


def test_the_first_sentence_says_the_result_of_the_questions_kept_apart() -> None:
    said = spoken(render(run()))
    assert (
        "Sur 7 questions jamais utilisées pour le régler, l’assistant répond juste à 40 % de celles dont le rapport "
        "donne la réponse, se trompe sur 20 %, et refuse à raison 50 % des autres. "
        "Aucun chiffre montré n’est absent du passage cité."
    ) in said.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("name", "asked", "sentence"),
    [
        ("dev", [trial("A", "figure", RIGHT), trial("B", "offtopic", None)],
         "Sur 2 questions, l’assistant répond juste à 100 % de celles dont le rapport donne la réponse, "
         "se trompe sur 0 %, et refuse à raison 100 % des autres."),
        ("test", [trial("A", "figure", RIGHT)],
         "Sur 1 question jamais utilisée pour le régler, l’assistant répond juste à 100 % d’entre elles et se trompe sur 0 %."),
        ("questions", [trial("A", "offtopic", None)] * 2,
         "Sur 2 questions, l’assistant refuse à raison 100 % d’entre elles, auxquelles le rapport ne répond pas."),
        ("dev", [trial("A", "figure", "Les réseaux perdent 12 % ou 97 %. [1]")],
         "1 chiffre montré sur 2 n’est dans aucun passage cité."),
        ("dev", [], "Aucune question n’a été posée."),
    ],
    ids=["dev", "no-refusal-asked", "refusals-only", "a-figure-from-nowhere", "nothing-asked"],
)  # fmt: skip
def test_the_first_sentence_says_what_was_measured_and_no_more(name: str, asked: list[Trial], sentence: str) -> None:
    assert french(sentence) in spoken(render(run(measured(name, asked))))


def test_a_failing_gate_stands_before_everything_but_the_sentence_and_is_not_folded_away() -> None:
    gates = [
        Checked(Gate("test", "unsupported_figures", "max", 0.0), 0.0),
        Checked(Gate("test", "right", "min", 0.74), 0.73962),
    ]
    page = render(run(gates=gates))
    failing = page.index("1 seuil sur 2 n’est pas tenu")
    assert page.index('class="lead"') < failing < page.index("<details")
    before = spoken(page[: page.index("<details")])
    assert french("Réponses justes, épreuve (test) : 73,96 %, il faut au moins 74,00 %.") in before
    assert "Chiffres montrés" not in before


def test_gates_that_hold_are_counted() -> None:
    gate = Checked(Gate("dev", "right", "min", 0.1), 0.9)
    assert "2 seuils sur 2 tenus." in spoken(render(run(gates=[gate, gate])))
    assert "1 seuil sur 1 tenu." in spoken(render(run(gates=[gate])))
    assert "Aucun seuil n’était à vérifier." in spoken(render(run(gates=[])))


# Sets, comparison, missing values


def test_the_questions_kept_apart_come_first_and_every_metric_is_named() -> None:
    said = spoken(render(run()))
    assert said.index("Épreuve (test)") < said.index("Mise au point (dev)")
    for metric in METRICS:
        assert french(metric.label)[1:] in said


def test_what_was_not_measured_is_a_dash() -> None:
    record = run(measured("questions", [trial("A", "offtopic", None)]))
    assert record["sets"][0]["summary"]["headline"]["right"]["value"] is None
    page = render(record)
    assert re.search(
        r"<dt>Réponses justes</dt>\s*<dd><span class=\"value\">–</span> <span class=\"range\">–</span>", page
    )
    assert not re.search(r"\b(None|nan)\b", spoken(page))


def test_a_set_without_any_question_or_a_run_without_any_set_has_a_page() -> None:
    empty = Measured("dev", [], summarise([], 1))
    assert "Aucune question n’a été posée." in render(run(empty))
    assert "Aucune question n’a été posée." in render(run() | {"sets": []})


def test_the_comparison_is_there_only_when_there_is_one() -> None:
    ours = run(measured("test", trials()))
    assert 'id="comparaison"' not in render(ours)
    theirs = copy.deepcopy(ours)
    for t in theirs["sets"][0]["trials"]:
        t["verdict"] = {"T1": "wrong", "T2": "right"}.get(t["id"], t["verdict"])
    page = render(with_comparison(ours, compare(ours, theirs, seed=1)))
    said = spoken(page[page.index('<section id="comparaison"') : page.index('<section id="graphiques"')])
    assert french("C’est peut-être du bruit : une telle différence peut n’être que du hasard.") in said
    assert "1 question gagnée, 1 perdue, sur 7 questions communes." in said
    assert "T1 Que perdent les réseaux, T1 ?" in said
    assert f'<a href="#{anchor("test", "T2")}">T2</a> Que perdent les réseaux, T2 ?' in page


# Missed questions


def test_every_missed_question_is_there_once_by_reason_and_no_other() -> None:
    page = render(run())
    shown = [i for i in Page(page).ids if i.startswith("q-")]
    assert shown == [anchor("test", name) for name in ("T3", "T2", "T4", "T5")]
    assert page.index("<strong>Le bon passage est cité. Il manque «") > page.index('id="q-test-T4"')


def test_a_missed_question_says_what_was_expected_and_what_was_answered() -> None:
    page = render(run())
    start = page.index('id="q-test-T4"')
    said = " ".join(spoken(page[start : page.index("</details>", start)]).split(" "))
    for part in (
        "chiffre, formulation simple, partie I, citoyen",
        "l’un de « 12 % » ou « douze pour cent », et « réseaux »".replace("« ", "«\u202f").replace(" »", "\u202f»"),
        "sans «\u202f15 %\u202f»",
        "«\u202fperdent 12 %\u202f»",
        WRONG,
        "Partie I – Sanctuariser › 5. L’eau, p. 12",
        "rang 1",
    ):
        assert part in said


def test_nothing_in_a_question_is_taken_for_markup() -> None:
    hostile = '<script>alert("1")</script>" onmouseover="x\' & <b>'
    record = run(measured("test", trials()))
    for t in record["sets"][0]["trials"]:
        t["question"] = t["answer"] = t["section"] = t["why"] = hostile
        t["history"] = t["evidence"] = t["must_not"] = [hostile]
        t["must"] = [[hostile, hostile]]
        t["id"] = f"{t['id']} {hostile}"
        for c in t["citations"]:
            c["section"], c["quote"], c["pages"] = [hostile], hostile + "!", hostile
    record["baselines"][0]["label"] = hostile
    record["reports"] = {hostile: hostile}
    page = render(record)
    found = Page(page)
    assert found.tags["script"] == 0
    assert found.attributes & {"onmouseover", "x'"} == set()
    assert page.count(html.escape(hostile, quote=False)[:20]) > 10
    assert all(re.fullmatch(r"[\w.-]+", i) for i in found.ids)
    assert len(found.ids) == len(set(found.ids))


def test_questions_with_odd_names_have_anchors_of_their_own() -> None:
    names = ["a b", "a.20.b", "a-b", "a_b", "é", "e"]
    assert len({anchor("test", name) for name in names}) == len(names)
    assert anchor("test", "T012") == "q-test-T012"


# What it costs to answer more


def test_the_risk_of_every_caution_is_drawn_and_written() -> None:
    page = render(run(measured("test", trials())))
    start = page.index("Ce qu’il en coûte de répondre plus")
    figure = page[start : page.index("</figure>", start)]
    # Of five questions with an answer, three were likely, one of them wrong; the others would be wrong too.
    drawn = re.findall(r'<text class="said"[^>]*>([^<]+)', figure)
    assert drawn == [french(f"{name} : {said}") for name, said in (
        ("prudent", "60 % répondues, 33 % faux"),
        ("équilibré", "60 % répondues, 33 % faux"),
        ("généreux", "100 % répondues, 60 % faux"),
    )]  # fmt: skip
    assert '<tr><th scope="row">0,30, généreux</th><td>100 %</td><td>60 %</td><td>0 %</td></tr>' in figure.replace(
        "\u202f", " "
    )
    assert figure.count("<polyline") == 2
    # A mark in the legend and one on each curve, for each of the three, by shape: discs, squares, diamonds.
    assert figure.count('<circle class="point"') == 3
    assert figure.count('<rect class="point"') == 6
    assert figure.count("rotate(45") == 3


def test_a_mark_stands_as_high_as_its_share_on_the_scale_of_its_panel() -> None:
    page = render(run(measured("test", trials())))
    figure = page[page.index("Ce qu’il en coûte de répondre plus") :]
    rails = [float(y) for y in re.findall(r'class="rail" x1="52" y1="([\d.]+)"', figure)]
    (_, (x, risk), (_, refused)) = [
        (float(x), float(y)) for x, y in re.findall(r'<circle class="point" cx="([\d.]+)" cy="([\d.]+)"', figure)[:3]
    ]
    # Careful: a third of the answers is wrong, on a scale that ends at 60 %; half of the others is refused, of 100 %.
    assert french(">60 %</text>") in figure
    assert (rails[2] - risk) / (rails[2] - rails[0]) == pytest.approx(1 / 3 / 0.6, abs=0.01)
    assert (rails[5] - refused) / (rails[5] - rails[3]) == pytest.approx(1 / 2, abs=0.01)
    assert (x - 52) / (314 - 52) == pytest.approx(3 / 5, abs=0.01)


def test_a_curve_of_questions_that_the_report_answers_has_no_refusals_to_show() -> None:
    page = render(run(measured("dev", [trial("A", "figure", RIGHT), trial("B", "figure", None)])))
    assert page.count("<polyline") == 1
    assert "refus, quand le rapport ne dit rien" not in page


def test_a_system_that_gives_no_probability_has_no_curve() -> None:
    asked = [replace(t, weighed=None) for t in trials()]
    page = render(run(measured("test", asked)))
    assert "<polyline" not in page
    assert "répondre plus" not in page


# The page as a whole


def test_the_same_run_gives_the_same_bytes_and_is_left_as_it_was() -> None:
    record = run()
    before = copy.deepcopy(record)
    assert render(record) == render(copy.deepcopy(before))
    assert record == before


def test_exact_times_do_not_reach_the_page() -> None:
    record, slower = run(), run()
    for s in slower["sets"]:
        s["summary"]["speed_ms"] = {name: 100 * ms + 0.3 for name, ms in s["summary"]["speed_ms"].items()}
        for t in s["trials"]:
            t["elapsed_ms"] += 0.3
    assert render(record) == render(slower)


def test_the_page_is_small_with_eleven_hundred_questions_of_which_three_hundred_missed() -> None:
    long = (WRONG * 20)[:700]
    asked = [trial(f"T{i:04}", KINDS[i % 4], long if i % 11 < 3 else RIGHT, style=STYLES[i % 8]) for i in range(1100)]
    page = render(run(measured("test", asked)))
    assert sum(i.startswith("q-") for i in Page(page).ids) == 300
    assert len(page.encode()) < 1_000_000


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = render(run())
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert {tag for tag in Page(page).tags if tag in ("script", "link", "iframe", "img", "object")} == set()


def test_headings_are_in_order_and_links_lead_somewhere() -> None:
    found = Page(render(run()))
    assert found.levels[0] == 1 and found.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found.levels, found.levels[1:], strict=False))
    assert {t.removeprefix("#") for t in found.targets} <= set(found.ids)


def test_every_plot_is_named_and_has_its_figures_beside_it() -> None:
    page = render(run())
    found = Page(page)
    assert len(found.ids) == len(set(found.ids))
    assert set(found.named_by) <= set(found.ids)
    n_plots = page.count('role="img"')
    # Five or six of each set (no question of dev is missed), and four for the baselines of each.
    assert n_plots == 11 + 8
    assert page.count("Les chiffres de ce graphique") == found.tags["figure"] == n_plots
    drawn = set(re.findall(r"url\(#([^)]+)\)", page))
    assert drawn and drawn <= set(found.ids)


def test_our_own_sentences_keep_french_punctuation_together() -> None:
    record = run()
    for s in record["sets"]:
        for t in s["trials"]:
            t |= {"question": "q", "answer": "r", "must": [["m"]], "must_not": [], "evidence": [], "citations": []}
    assert re.findall(r".{20}[ \u00a0][;:!?»%]|« .{20}", spoken(render(record))) == []


# Typography


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (percent(0.8), "80 %"),
        (percent(0.7964, 1), "79,6 %"),
        (percent(1.0), "100 %"),
        (percent(0.996), "99,6 %"),
        (percent(0.9996), "99,96 %"),
        (percent(0.002), "0,2 %"),
        (percent(None), "–"),
        (number(1135), "1 135"),
        (number(0.6527, 2), "0,65"),
        (number(-0.1, 2), "−0,10"),
        (number(-0.001, 2), "0,00"),
        (number(9, signed=True), "+9"),
        (number(None), "–"),
        (amount(0.5, "%", 1), "50,0 %"),
        (amount(0.5, ""), "0,50"),
        (interval(0.751, 0.849), "de 75 à 85 %"),
        (interval(0.5912, 0.7085, ""), "de 0,59 à 0,71"),
        (interval(None, 0.5), "–"),
        (points(-0.0913), "−9 points"),
        (points(0.01), "+1 point"),
        (points(None), "–"),
        (plural(0, "question"), "0 question"),
        (plural(1, "question"), "1 question"),
        (plural(1278, "question"), "1 278 questions"),
        (plural(2, "chiffre montré", "chiffres montrés"), "2 chiffres montrés"),
        (french("« Oui » : 3 % ; non !"), "« Oui » : 3 % ; non !"),
    ],
)
def test_figures_and_signs_are_french(written: str, expected: str) -> None:
    # The table is written with ordinary spaces; those that must be narrow and unbreakable are compared as such.
    narrow = re.sub(r"(?<=\d) (?=\d{3})|(?<=«) | (?=[;:!?»%])", "\u202f", expected)
    assert written == narrow
