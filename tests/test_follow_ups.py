"""The questions offered after an answer: each is answered, none repeats, and they stay near what was cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fakes import passage
from invented import PROJECT

from assistant.follow_ups import FollowUps
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.types import Answer, Citation, Passage

NATURE = "Partie I – La nature", "1. Les espaces verts de la ville"
GARDENS = passage("La ville a ouvert 130 jardins partagés.", (*NATURE, "Les jardins partagés"), rank=0)
WOODS = passage("La forêt couvre 58 hectares.", (*NATURE, "Les forêts communales"), rank=1)
MARSHES = passage("Le marais a reculé.", (*NATURE, "Les marais et les étangs"), rank=2)
BUSES = passage("La ville a 12 bus.", ("Partie II – Les trajets", "1. Les bus de nuit"), rank=3)
PASSAGES = [GARDENS, WOODS, MARSHES, BUSES]


@dataclass
class Desk:
    """Answers a question from the passage whose heading stands in it."""

    passages: Sequence[Passage]
    declined: frozenset[str] = frozenset()
    says: str = ""
    questions: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Answer:
        self.questions.append(question)
        meant = next(p for p in self.passages if p.section[-1].split(". ")[-1] in question)
        if meant.passage_id in self.declined:
            return Answer(question, "Le rapport ne le dit pas.", True)
        number = re.search(r"\d+ .*", meant.text)
        said = number[0] if number and "combien" in question else self.says or meant.text
        return Answer(question, said, False, (Citation(1, meant, meant.text),))


def answered(cited: Passage, text: str = "Oui. [1]", question: str = "Et alors ?") -> Answer:
    return Answer(question, text, False, (Citation(1, cited, cited.text),))


def test_a_figure_of_the_cited_passage_comes_first_then_the_headings_of_its_chapter() -> None:
    assert FollowUps(PASSAGES, Desk(PASSAGES).ask).after(answered(GARDENS), 3) == [
        "« Les jardins partagés » : combien de jardins partagés ?",
        "Que dit le rapport sur « Les jardins partagés » ?",
        "Que dit le rapport sur « Les forêts communales » ?",
    ]


def test_what_stands_around_the_chapter_comes_last() -> None:
    found = FollowUps(PASSAGES, Desk(PASSAGES).ask).after(answered(WOODS), 9)
    assert found[-1] == "Que dit le rapport sur « Les bus de nuit » ?"
    assert len(found) == 4


def test_a_figure_that_the_answer_shows_is_not_asked_for() -> None:
    follow_ups = FollowUps(PASSAGES, Desk(PASSAGES).ask)
    assert not any("combien" in q for q in follow_ups.after(answered(GARDENS, "130 jardins partagés. [1]"), 3))
    assert any("combien" in q for q in follow_ups.after(answered(GARDENS, "1 130 euros et 1301 arbres. [1]"), 3))


@pytest.mark.parametrize(
    ("counted", "asked"),
    [
        pytest.param("jardins partagés", True, id="noun-and-adjective"),
        pytest.param("offices de tourisme", True, id="noun-and-complement"),
        pytest.param("campagnes de mesures acoustiques", True, id="complement-with-adjective"),
        pytest.param("communes", False, id="a-noun-alone-says-too-little"),
        pytest.param("actions assure la réhabilitation", False, id="a-verb"),
        pytest.param("élèves de participer", False, id="an-infinitive"),
        pytest.param("agents chaque semaine", False, id="a-singular-word"),
        pytest.param("euros versés", False, id="an-amount"),
    ],
)
def test_a_figure_is_asked_for_only_where_the_words_make_good_french(counted: str, asked: bool) -> None:
    one = passage(f"On y compte 130 {counted}.", (*NATURE, "Les jardins partagés"))
    found = FollowUps([one], Desk([one]).ask).after(answered(one), 3)
    assert any(question.startswith("« Les jardins partagés » : combien d") for question in found) == asked


def test_quotation_marks_inside_a_question_are_others() -> None:
    quoted = passage("On y danse.", (*NATURE, "La fête « Tous dehors »"))
    desk = Desk([quoted])
    desk.ask = lambda question: answered(quoted, quoted.text, question)  # type: ignore[method-assign]
    assert FollowUps([quoted], desk.ask).after(answered(quoted), 1) == [
        "Que dit le rapport sur « La fête “Tous dehors” » ?"
    ]


def test_nothing_is_offered_that_is_declined_was_asked_or_would_say_the_same() -> None:
    desk = Desk(PASSAGES, declined=frozenset({WOODS.passage_id}))
    asked = ["que dit le rapport sur les marais et les etangs", "Que dit le rapport sur « Les jardins partagés »"]
    same = answered(BUSES, BUSES.text)
    assert FollowUps(PASSAGES, desk.ask).after(same, 3, asked) == []


def test_an_answer_without_a_citation_leads_nowhere() -> None:
    desk = Desk(PASSAGES)
    assert FollowUps(PASSAGES, desk.ask).after(Answer("q", "Bonjour.", True), 3) == []
    elsewhere = passage("Ailleurs.", ("Autre rapport",), rank=99)
    assert FollowUps(PASSAGES, desk.ask).after(answered(elsewhere), 3) == []
    assert desk.questions == []


def test_a_refusal_that_names_the_nearest_subject_leads_to_it() -> None:
    refusal = Answer("q", "Le rapport ne le dit pas.", True, (Citation(1, WOODS, WOODS.text),))
    assert "Que dit le rapport sur « Les forêts communales » ?" in FollowUps(PASSAGES, Desk(PASSAGES).ask).after(
        refusal, 3
    )


def test_a_question_is_tried_once_and_after_preparation_none_is() -> None:
    desk = Desk(PASSAGES)
    follow_ups = FollowUps(PASSAGES, desk.ask)
    follow_ups.prepare()
    tried = list(desk.questions)
    assert len(tried) == len(set(tried)) == 5
    follow_ups.after(answered(GARDENS), 9)
    assert desk.questions == tried


# On the report itself


@pytest.fixture(scope="module")
def metropole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = Assistant.open(
        load_settings(
            corpus=PROJECT / "corpus", store=str(tmp_path_factory.mktemp("store")), prompts=PROJECT / "prompts"
        )
    )
    opened.prepare_follow_ups()
    yield opened
    opened.close()


def test_after_every_passage_of_the_report_two_or_three_questions_are_offered_and_answered(
    metropole: Assistant,
) -> None:
    offered: dict[str, str] = {}
    for cited in metropole.passages:
        found = metropole.follow_ups(answered(cited))
        assert len(set(found)) == len(found) in (2, 3), cited.passage_id
        offered |= dict.fromkeys(found, cited.section[-1])
    assert len(offered) > 80
    # As they are asked: after other questions, which must not change what they mean.
    history = ["Quel est le budget du tramway T3 ?", "Et pour les bus ?"]
    answers = {question: metropole.invoke({"question": question, "history": history}) for question in offered}
    assert [question for question, answer in answers.items() if answer.abstained or not answer.citations] == []
    assert [q for q, a in answers.items() if "combien" in q and not re.match(r"\D{0,20}\d|[A-ZÀ-Ý]", a.text)] == []


def test_following_what_is_offered_never_comes_back_to_a_question(metropole: Assistant) -> None:
    asked = ["Combien d’hectares le SCoT protège-t-il ?"]
    for _ in range(8):
        answer = metropole.invoke({"question": asked[-1], "history": asked[:-1][-6:]})
        assert not answer.abstained
        found = metropole.follow_ups(answer, asked=asked)
        assert found
        assert not set(found) & set(asked)
        asked.append(found[0])
    assert len(set(asked)) == 9


def test_a_new_index_is_tried_anew(tmp_path: Path) -> None:
    from fakes import World

    world = World(tmp_path)
    opened = world.open()
    answer = opened.invoke("Combien de fuites la régie des eaux a-t-elle réparées ?")
    before = opened.follow_ups(answer)
    assert before
    world.write(
        (world.corpus / "valserine-2024.md").read_text("utf-8").replace("La station du Grand Bief", "La grande halle")
    )
    world.build()
    after = opened.follow_ups(opened.invoke(answer.question), n=9)
    assert any("La grande halle" in question for question in after)
    assert not any("Grand Bief" in question for question in after)
    opened.close()
