"""Does the evaluation measure? Assistants that deserve bad marks get them, and answers come from the report alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import REFUSAL
from invented import PROJECT

from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.types import Answer, Citation, Passage, Question, RetrievedPassage
from eval.metrics import even, numbers
from eval.questions import FOLDER, GoldQuestion, load_questions
from eval.run import Trial, ask_all
from eval.summary import summarise

# Assistants that deserve bad marks


def gold(number: int, question: str, must: str, evidence: str, must_not: tuple[str, ...] = ()) -> GoldQuestion:
    return GoldQuestion(f"V{number}", "figure", "citizen", "plain", question, (), ((must,),), must_not, (evidence,))


SET = [
    gold(1, "Combien d'arbres ont été plantés ?", "12 600", "12 600 arbres plantés"),
    gold(2, "Combien de fuites la régie des eaux a-t-elle réparées ?", "27", "27 fuites", ("88",)),
    gold(3, "Combien d'habitants compte Valserine-sur-Mer ?", "48 300", "48 300 habitants"),
    gold(4, "Combien de mètres de ganivelles ont été posés ?", "900", "900 mètres de ganivelles", ("3 mètres",)),
    GoldQuestion("V5", "unanswerable", "citizen", "plain", "Combien de baleines ont été observées ?"),
    GoldQuestion("V6", "offtopic", "citizen", "plain", "Quelle est la capitale de l'Australie ?"),
]


class Cheat:
    """Asks the real assistant, then spoils what it says."""

    def __init__(self, honest: Assistant) -> None:
        self.honest = honest

    @property
    def passages(self) -> Sequence[Passage]:
        return self.honest.passages

    def invoke(self, question: Question) -> Answer:
        return self.spoil(self.honest.invoke(question))

    def search(self, question: str, k: int, history: tuple[str, ...]) -> list[RetrievedPassage]:
        return self.honest.search(question, k, history)

    def spoil(self, answer: Answer) -> Answer:
        return answer


class AlwaysAbstains(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, text=REFUSAL, abstained=True, citations=())


class AnswersWithTheBestPassage(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        found = self.honest.search(answer.question, 1)
        best = found[0].passage if found else self.honest.passages[0]
        return replace(answer, text=f"{best.text} [1]", abstained=False, citations=(Citation(1, best, best.text),))


class ShiftsEveryFigureByOne(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        shifted = re.sub(r"(?<!\[)\d(?=\D|$)", lambda m: str((int(m[0]) + 1) % 10), answer.text)
        return replace(answer, text=shifted)


class CitesAnything(Cheat):
    def spoil(self, answer: Answer) -> Answer:
        last = self.honest.passages[-1]
        return replace(answer, citations=tuple(Citation(c.marker, last, c.quote) for c in answer.citations))


class InventsItsPassage(Cheat):
    """Quotes a passage that says what is needed, and that no report holds."""

    def spoil(self, answer: Answer) -> Answer:
        forged = replace(self.honest.passages[0], text="Douze mille six cents arbres, dit-on.")
        return replace(answer, citations=(Citation(1, forged, forged.text),))


class SearchesBackwards(Cheat):
    def search(self, question: str, k: int, history: tuple[str, ...]) -> list[RetrievedPassage]:
        return super().search(question, k, history)[::-1]


@pytest.mark.parametrize(
    ("cheat", "marks"),
    [
        pytest.param(
            Cheat,
            {
                "right": 1, "wrong": 0, "refused": 1, "truth": 1, "no_answer_f1": 1, "figure_accuracy": 1, "cited": 1,
                "citation_precision": 1, "quote_fidelity": 1, "unsupported_figures": 0, "recall_at_1": 1,
            },
            id="honest",
        ),
        pytest.param(
            AlwaysAbstains,
            {"right": 0, "wrong": 0, "needless_refusals": 1, "refused": 1, "truth": 2 / 6, "no_answer_f1": 4 / 8},
            id="always-abstains",
        ),
        pytest.param(
            AnswersWithTheBestPassage,
            {"right": 1 / 2, "wrong": 1 / 2, "refused": 0, "false_answers": 1, "truth": -2 / 6, "no_answer_f1": 0},
            id="best-passage",
        ),
        pytest.param(
            ShiftsEveryFigureByOne,
            {"right": 0, "wrong": 1, "truth": -2 / 6, "figure_accuracy": 0, "unsupported_figures": 1},
            id="shifts-figures",
        ),
        pytest.param(
            CitesAnything,
            {"right": 1, "cited": 0, "citation_recall": 0, "citation_precision": 0, "quote_fidelity": 0,
             "unsupported_figures": 5 / 6},
            id="cites-anything",
        ),
        pytest.param(InventsItsPassage, {"right": 1, "cited": 0, "quote_fidelity": 0}, id="invents-its-passage"),
        pytest.param(
            SearchesBackwards, {"right": 1, "recall_at_1": 0, "recall_at_5": 0}, id="searches-backwards"
        ),
    ],
)  # fmt: skip
def test_every_cheat_gets_the_marks_it_deserves(
    assistant: Assistant, cheat: type[Cheat], marks: dict[str, float]
) -> None:
    corpus = [" ".join(p.text.split()) for p in assistant.passages]
    trials = ask_all(cheat(assistant), SET, in_corpus=lambda text: any(text in whole for whole in corpus))
    measured = {name: e.value for name, e in summarise(trials, seed=1).headline.items()}
    assert {name: measured[name] for name in marks} == pytest.approx(marks)


def test_the_curve_of_risk_passes_through_what_the_assistant_did(assistant: Assistant) -> None:
    summary = summarise(ask_all(assistant, SET), seed=1)
    assert summary.risk is not None
    balanced, headline = summary.risk.choices["equilibre"], summary.headline
    assert balanced.coverage == 1 - headline["needless_refusals"].value > 0
    assert balanced.coverage * (balanced.risk or 0) == headline["wrong"].value
    assert balanced.refused == headline["refused"].value


def test_a_system_without_probabilities_has_no_curve_of_risk(assistant: Assistant) -> None:
    assert summarise(ask_all(Cheat(assistant), SET), seed=1).risk is None


def test_the_audience_and_the_history_of_a_question_reach_the_assistant(assistant: Assistant) -> None:
    seen: list[Question] = []

    class Notes(Cheat):
        def invoke(self, question: Question) -> Answer:
            seen.append(question)
            return super().invoke(question)

    ask_all(Notes(assistant), [replace(SET[0], audience="agent", history=("Et les parcs ?",))])
    assert (seen[0].audience, seen[0].history, seen[0].id) == ("agent", ("Et les parcs ?",), "V1")


# Answers come from the report alone

NUMBER = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?![\w,]*\d)|(?<![\w.,])\d+(?:,\d+)?(?![\w,]*\d)"
)
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# Names and dates are no figures of the report: Natura 2000, le 30 juin, 16-25 ans, T3, page and heading numbers.
KEPT_BEFORE = re.compile(r"(?:[-–/#]|\n#+ |^#+ |page: |Natura |ISO |RE|n° ?)$")
KEPT_AFTER = re.compile(rf"^(?:[-–/]\d|\. \w|er\b|e\b|ème\b| ?ans\b| (?:{MONTHS}))")
CORPUS = (PROJECT / "corpus" / "rapport-2025.md").read_text(encoding="utf-8")


def is_figure(text: str, match: re.Match[str]) -> bool:
    digits = even(match[0])
    named = re.fullmatch(r"(?:19|20)\d\d", digits) is not None
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 12]
    return not (named or KEPT_BEFORE.search(before) or KEPT_AFTER.search(after))


def swapped_figures(text: str, seed: int) -> dict[str, str]:
    """For every figure of a report that is nowhere anything else, another one of as many digits that is nowhere."""
    rng = random.Random(seed)
    kept = {even(m[0]) for m in NUMBER.finditer(text) if not is_figure(text, m)}
    found = sorted({even(m[0]) for m in NUMBER.finditer(text)} - kept)
    taken, swaps = set(numbers(text)), {}
    for figure in found:
        for _ in range(200):
            other = re.sub(r"\d", lambda _: str(rng.randint(1, 9)), figure)
            if other not in taken and not re.fullmatch(r"(?:19|20)\d\d", other):
                taken.add(other)
                swaps[figure] = other
                break
    return swaps


def swap(text: str, swaps: dict[str, str]) -> str:
    """The text with its figures swapped, spaces inside them as they were."""

    def other(match: re.Match[str]) -> str:
        digits = iter(swaps.get(even(match[0]), match[0]).replace(",", ""))
        return match[0] if even(match[0]) not in swaps else re.sub(r"\d", lambda _: next(digits), match[0])

    return NUMBER.sub(other, text)


@contextmanager
def reading(folder: Path, text: str) -> Iterator[Assistant]:
    """The assistant on one report, alone in a corpus of its own."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "rapport-2025.md").write_text(text, encoding="utf-8")
    opened = Assistant.open(
        load_settings(corpus=folder / "corpus", store=str(folder / "index"), prompts=PROJECT / "prompts")
    )
    yield opened
    opened.close()


def swap_question(question: GoldQuestion, swaps: dict[str, str]) -> GoldQuestion:
    def each(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(swap(text, swaps) for text in texts)

    return replace(
        question,
        question=swap(question.question, swaps),
        history=each(question.history),
        must=tuple(each(group) for group in question.must),
        must_not=each(question.must_not),
        evidence=each(question.evidence),
    )


@pytest.fixture(scope="module")
def everything() -> list[GoldQuestion]:
    return load_questions([FOLDER])


@pytest.fixture(scope="module")
def as_it_is(everything: list[GoldQuestion], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trial]:
    with reading(tmp_path_factory.mktemp("as-it-is"), CORPUS) as opened:
        return {t.question.id: t for t in ask_all(opened, everything)}


@pytest.mark.parametrize("seed", [1, 2])
def test_when_the_figures_of_the_report_change_the_answers_follow(
    everything: list[GoldQuestion], as_it_is: dict[str, Trial], tmp_path: Path, seed: int
) -> None:
    swaps = swapped_figures(CORPUS, seed)
    assert len(swaps) > 90
    asked = [swap_question(q, swaps) for q in everything]
    with reading(tmp_path, swap(CORPUS, swaps)) as opened:
        trials = ask_all(opened, asked)
    changed = [
        t
        for t, q in zip(trials, everything, strict=True)
        # « Plus de 500 ? » becomes no when the figure shrinks: then a yes/no question's own answer is another.
        if t.question.must != q.must and q.kind != "yesno" and as_it_is[q.id].marks.verdict == "right"
    ]
    assert len(changed) > 180
    old = [(t.question.id, m[0]) for t in trials for m in NUMBER.finditer(t.answer.text) if even(m[0]) in swaps]
    assert old == []
    followed = sum(t.marks.verdict == "right" for t in changed)
    # The size of a number can tell which one is meant (an age, a year, a price), so a few may be lost.
    assert followed / len(changed) >= 0.98
    assert sum(t.marks.verdict == "wrong" for t in changed) / len(changed) <= 0.01


BLANK = "---\ntitle: {title}\nyear: 2025\n---\n\n# {title}\n\n{text}\n"
GIBBERISH = "Zbrk vlmt qwrzu pfkt dnbrw. Xqzu kwmpf trzbl gfnk."


@pytest.mark.parametrize(
    ("text", "most"),
    [
        pytest.param(GIBBERISH, 0, id="not-one-word-in-common"),
        # « document » resembles a paper, a book, a file that may be asked for, and is next to nothing of such a question.
        pytest.param("Ce document est laissé en blanc.", 0, id="one-sentence-in-french"),
    ],
)
def test_on_a_report_that_says_nothing_everything_is_refused(
    everything: list[GoldQuestion], tmp_path: Path, text: str, most: int
) -> None:
    with reading(tmp_path, BLANK.format(title="Vacuum", text=text)) as opened:
        answered = [t.question.id for t in ask_all(opened, everything) if not t.answer.abstained]
    assert len(answered) <= most, answered


def test_when_the_passages_of_the_report_are_shuffled_between_headings_the_answers_still_stand_in_what_they_cite(
    everything: list[GoldQuestion], tmp_path: Path
) -> None:
    head, *blocks = re.split(r"\n(?=#{2,4} )", CORPUS)
    titles, bodies = zip(*(block.split("\n", 1) for block in blocks), strict=True)
    shuffled = list(bodies)
    random.Random(1).shuffle(shuffled)
    text = "\n".join([head, *(f"{title}\n{body}" for title, body in zip(titles, shuffled, strict=True))])
    with reading(tmp_path, text) as opened:
        trials = ask_all(opened, everything[::4])
    assert [t.question.id for t in trials if t.marks.unsupported or t.marks.false_quotes] == []
    assert sum(not t.answer.abstained for t in trials) > 50
