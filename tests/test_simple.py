"""The page without script: what it answers, what it keeps, and what it says when it cannot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from bs4 import BeautifulSoup
from fake_assistant import SCOT, SUGGESTIONS, FakeAssistant
from fastapi import FastAPI
from starlette.testclient import TestClient
from test_web import ATTACKS, wait_until_ready

from assistant.api import Readiness, Reception
from assistant.errors import GenerationFailed
from assistant.limits import Limits
from assistant.settings import Settings
from assistant.types import Answer, Citation
from assistant.web import create_app, sheet, simple
from assistant.web.simple import BOX_CHARS, EARLIER_BYTES, Form, read_form

HECTARES = "Combien d’hectares le SCoT protège-t-il ?"
LIMITS = Limits()


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def page(fake: FakeAssistant) -> TestClient:
    return client(fake)


def client(fake: FakeAssistant | None, limits: Limits = LIMITS) -> TestClient:
    """The page alone, without Gradio and the guard before it."""
    app = FastAPI()
    simple.add_routes(app, Reception(Readiness(fake), limits))  # type: ignore[arg-type]
    return TestClient(app)


def ask(page: TestClient, question: str, earlier: tuple[str, ...] = (), **more: str) -> Any:
    fields = [("question", question), *(("avant", text) for text in earlier), *more.items()]
    return page.post("/simple", content=urlencode(fields), headers=FORM)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def parsed(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


# --- Asking


def test_the_form_offers_questions_that_are_answered_by_one_button(page: TestClient) -> None:
    form = parsed(page.get("/simple"))
    buttons = form.select("button[name=question]")
    assert [button["value"] for button in buttons] == SUGGESTIONS
    assert {f["method"] for f in form.select("form")} == {"post"}
    assert parsed(ask(page, str(buttons[0]["value"]))).select_one("article")


def test_without_suggestions_the_form_is_there_all_the_same(
    page: TestClient, fake: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    fake.suggestions = fail  # type: ignore[assignment, method-assign]
    form = parsed(page.get("/simple"))
    assert form.select_one("textarea")
    assert not form.select("button[name=question]")
    assert "suggestions" in caplog.text


def fail(n: int) -> list[str]:
    raise GenerationFailed("trop long")


def test_an_address_may_bring_a_question_and_answers_nothing(page: TestClient, fake: FakeAssistant) -> None:
    form = parsed(page.get("/simple", params={"q": "Combien de bus ?<b>"}))
    assert form.select_one("textarea").get_text() == "\nCombien de bus ?<b>"  # type: ignore[union-attr]
    assert form.select_one("article") is None
    assert fake.asked == []


def test_an_answer_comes_with_its_mode_and_its_whole_passages(page: TestClient) -> None:
    response = ask(page, HECTARES)
    answer = parsed(response).select_one("article")
    assert answer
    assert "234 000 hectares" in words(answer)
    assert "Extrait du rapport" in words(answer.select_one(".mode"))
    assert answer["data-ai-generated"] == "false"
    assert response.headers["x-generated-by-ai"] == "false"
    assert [section["id"] for section in answer.select("section")] == ["source-1", "source-2"]
    assert "Les « terres » agricoles <b>et</b> naturelles" in words(answer.select_one("#source-1"))


def test_a_generated_answer_says_so_in_words_and_in_data() -> None:
    response = ask(client(FakeAssistant(engine="llm:x:petit-modele")), HECTARES)
    answer = parsed(response).select_one("article")
    assert answer
    assert "rédigée par une IA à partir du rapport, modèle petit-modele" in words(answer.select_one(".mode"))
    assert answer["data-ai-generated"] == response.headers["x-generated-by-ai"] == "true"


def test_links_say_where_they_lead(page: TestClient) -> None:
    answer = parsed(ask(page, HECTARES))
    leading = {link["href"]: words(link) for link in answer.select("article a")}
    assert leading == {
        "#source-1": "Source 1, page 7",
        "#source-2": "Source 2, pages 12 à 13",
        "./rapport?source=rapport-2025.md#rapport-2025%23i-1-scot": "Lire la source 1 à sa place dans le rapport (nouvel onglet)",
        "./rapport?source=rapport-2025.md#rapport-2025%23i-5-eau": "Lire la source 2 à sa place dans le rapport (nouvel onglet)",
    }


def test_a_passage_is_a_quotation_with_its_supporting_sentence_marked(page: TestClient) -> None:
    passage = parsed(ask(page, HECTARES)).select_one("#source-1 blockquote")
    assert passage
    assert [words(mark) for mark in passage.select("mark")] == ["Il protège 234 000 hectares, soit 74 % du territoire."]


def test_the_lists_of_an_answer_and_of_a_passage_are_lists() -> None:
    text = "Deux actions :\n- l’eau ; [1]\n- les bus.\nFin."
    answer = Answer("q", text, False, (Citation(1, SCOT, "Les « terres » agricoles"),))
    assert [(block.look, len(block.lines)) for block in sheet.answer_blocks(answer)] == [
        ("headline", 1), ("list", 2), ("text", 1),
    ]  # fmt: skip
    [source] = sheet.sources(answer)
    assert [(block.look, len(block.lines)) for block in source.blocks] == [("text", 1), ("text", 1), ("list", 2)]
    assert source.blocks[2].lines[0].startswith("<mark>Les « terres » agricoles</mark>")


def test_a_quotation_over_two_lines_is_marked_in_both() -> None:
    quote = "Le SCoT a été approuvé en 2025.\nIl protège 234 000 hectares, soit 74 % du territoire."
    [source] = sheet.sources(Answer("q", "Oui. [1]", False, (Citation(1, SCOT, quote),)))
    assert [block.lines[0].count("<mark>") for block in source.blocks] == [1, 1, 0]


def test_a_refusal_shows_no_source_that_would_look_like_an_answer(page: TestClient) -> None:
    refusal = parsed(ask(page, "La capitale de la Mongolie ?"))
    assert "ne répond pas" in words(refusal.select_one("article"))
    assert "Message automatique" in words(refusal.select_one(".mode"))
    assert refusal.select("section") == []


# --- A conversation


def test_earlier_questions_travel_in_the_form_and_are_the_history(page: TestClient, fake: FakeAssistant) -> None:
    first = parsed(ask(page, HECTARES))
    carried = tuple(str(field["value"]) for field in first.select("form")[0].select("input[name=avant]"))
    assert carried == (HECTARES,)
    second = parsed(ask(page, "Et l’eau ?", carried))
    assert fake.asked[-1].history == (HECTARES,)
    assert [words(button) for button in second.select("button[name=reprendre]")] == [HECTARES]


def test_an_earlier_question_is_asked_again_with_those_before_it(page: TestClient, fake: FakeAssistant) -> None:
    ask(page, "", (HECTARES, "Et l’eau ?", "Et les bus ?"), reprendre="1")
    assert (fake.asked[-1].text, fake.asked[-1].history) == ("Et l’eau ?", (HECTARES,))


@pytest.mark.parametrize("place", ["3", "-1", "x", "", "9" * 5000, "²"])
def test_a_place_that_is_none_is_passed_over(place: str) -> None:
    body = urlencode([("avant", "a"), ("question", "b"), ("reprendre", place)]).encode()
    assert read_form(body, LIMITS) == Form("b", ("a",))


def test_only_the_latest_questions_that_fit_are_carried() -> None:
    def carried(*texts: str) -> tuple[str, ...]:
        return read_form(urlencode([("avant", text) for text in texts]).encode(), LIMITS).earlier

    assert carried(*"abcdefgh") == tuple("cdefgh")
    assert carried("a" * 501, "b") == ("b",)
    assert carried("a", "’" * 300, "b") == ("b",)


def test_whatever_is_typed_the_form_fits_into_the_longest_body_that_is_accepted() -> None:
    worst = len(quote_plus("’" * BOX_CHARS)) + EARLIER_BYTES + len("question=&reprendre=99")
    assert worst <= LIMITS.body_bytes


# --- Errors


@pytest.mark.parametrize(
    ("question", "status", "advice"),
    [
        ("", 422, "Écrivez votre question"),
        (" \n", 422, "Écrivez votre question"),
        ("a" * 501, 413, "501 caractères : 500 au plus. Raccourcissez-la."),
        ("?!", 422, "ne contient aucun mot"),
    ],
)
def test_a_refused_question_stays_in_the_box_with_advice(
    page: TestClient, question: str, status: int, advice: str
) -> None:
    response = ask(page, question, (HECTARES,))
    form = parsed(response)
    assert response.status_code == status
    assert form.title
    assert form.title.get_text().startswith("Erreur – ")
    assert advice in words(form.select_one("#erreur-question"))
    assert form.select_one("textarea").get_text() == "\n" + question.strip()  # type: ignore[union-attr]
    assert [field["value"] for field in form.select("form")[0].select("input")] == [HECTARES]


def test_the_box_has_a_label_and_an_error_is_tied_to_it(page: TestClient) -> None:
    for response, described in ((page.get("/simple"), "aide"), (ask(page, ""), "aide erreur-question")):
        form = parsed(response)
        box = form.select_one("textarea")
        assert box
        assert words(form.select_one(f"label[for={box['id']}]")) == "Votre question (obligatoire)"
        assert box["aria-describedby"] == described
        assert all(form.select_one(f"#{name}") for name in described.split())
        assert (box.get("aria-invalid") == "true") == ("erreur" in described)


@pytest.mark.parametrize("failure", [RuntimeError("secret interne"), GenerationFailed("secret interne"), MemoryError()])
def test_a_failure_keeps_the_question_and_shows_nothing_of_itself(
    page: TestClient, fake: FakeAssistant, failure: Exception
) -> None:
    fake.failure = failure
    response = ask(page, HECTARES)
    assert response.status_code == 500
    assert "réessayez" in words(parsed(response).select_one(".erreur"))
    assert HECTARES in response.text
    assert "secret" not in response.text


def test_too_many_questions_are_told_when_to_come_back(fake: FakeAssistant) -> None:
    page = client(fake, Limits(requests_per_s=0.1, burst=1))
    assert ask(page, HECTARES).status_code == 200
    refused = ask(page, HECTARES)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    assert "Attendez un peu" in words(parsed(refused).select_one(".erreur"))
    assert HECTARES in words(parsed(refused).select_one("textarea"))


def test_when_all_places_are_taken_the_page_says_so(fake: FakeAssistant) -> None:
    page = client(fake, Limits(at_once=1, waiting=0))
    fake.gate = threading.Event()
    first: list[Any] = []
    asking = threading.Thread(target=lambda: first.append(ask(page, HECTARES)))
    asking.start()
    try:
        assert fake.entered.wait(10)
        refused = ask(page, HECTARES)
    finally:
        fake.gate.set()
        asking.join(10)
    assert (refused.status_code, first[0].status_code) == (503, 200)
    assert refused.headers["retry-after"] == "2"
    assert "Trop de demandes en cours" in words(parsed(refused).select_one(".erreur"))


def test_until_the_index_is_ready_the_page_says_so_and_keeps_the_question() -> None:
    page = client(None)
    for response in (page.get("/simple", params={"q": HECTARES}), ask(page, HECTARES)):
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) >= 1
        assert "L’index se prépare" in words(parsed(response).select_one(".erreur"))
        assert HECTARES in words(parsed(response).select_one("textarea"))


# --- What arrives and what leaves


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"question=d%E9chets", id="latin-1"),
        pytest.param(b"question=%FF%FE%00", id="no-text"),
        pytest.param(b"question=%ED%A0%80", id="half-a-surrogate-pair"),
        pytest.param("question=eau é".encode("latin-1"), id="raw-bytes"),
        pytest.param(b"question=eau&question=bus", id="twice"),
        pytest.param(b"=&&%%%&question", id="broken"),
        pytest.param(b"", id="empty"),
        pytest.param(b"&".join([b"avant=a"] * 40), id="too-many-fields"),
    ],
)
def test_no_body_breaks_the_page(page: TestClient, body: bytes) -> None:
    response = page.post("/simple", content=body, headers=FORM)
    assert response.status_code in (200, 400, 422)
    assert parsed(response).select_one("textarea")
    assert not [c for c in response.text if ord(c) < 32 and c != "\n"]


def test_another_kind_of_body_is_refused_on_a_page(page: TestClient) -> None:
    response = page.post("/simple", json={"question": HECTARES})
    assert response.status_code == 415
    assert parsed(response).select_one("textarea")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_markup_wherever_it_stands(page: TestClient, fake: FakeAssistant, attack: str) -> None:
    fake.engine = f"llm:x:{attack}"
    answered, refused = ask(page, f"{attack} hectares", (attack,)), ask(page, attack * 40)
    for response in (answered, refused, page.get("/simple", params={"q": attack})):
        found = parsed(response)
        assert not found.select("script, img, style, details")
        assert not [tag for tag in found.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        assert {str(f["action"]) for f in found.select("form")} == {"./simple#contenu"}
        assert all(str(link["href"]).startswith(("./", "#")) for link in found.select("a"))


def test_the_title_says_first_what_the_page_is(page: TestClient) -> None:
    titles = [parsed(r).title for r in (page.get("/simple"), ask(page, HECTARES), ask(page, ""))]
    assert [title.get_text() for title in titles if title] == [
        "Version simple – Interroger le rapport",
        "Réponse – Version simple – Interroger le rapport",
        "Erreur – Version simple – Interroger le rapport",
    ]


def test_an_answer_is_neither_kept_nor_indexed_and_its_question_in_no_log(
    page: TestClient, fake: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="assistant")
    answered = ask(page, HECTARES)
    fake.failure = GenerationFailed("trop long")
    refused = ask(page, HECTARES)
    for response in (answered, refused):
        assert response.headers["cache-control"] == "no-store"
        assert parsed(response).select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
        assert "set-cookie" not in response.headers
    assert parsed(page.get("/simple")).select_one("meta[name=robots]") is None
    assert "hectares" not in caplog.text


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None))) as opened:  # type: ignore[arg-type, call-arg]
        wait_until_ready(opened)
        yield opened


def test_page_and_answer_are_light_and_have_no_script(site: TestClient) -> None:
    sheet_address = parsed(site.get("/simple")).select_one("link[rel=stylesheet]")["href"]  # type: ignore[index]
    files = [site.get("/simple"), ask(site, HECTARES), site.get("/" + str(sheet_address)[2:])]
    assert [file.headers["content-encoding"] for file in files] == ["gzip"] * 3
    assert sum(int(file.headers["content-length"]) for file in files) < 30_000
    for file in files[:2]:
        policy = file.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "script-src" not in policy
        # The page itself, its style sheet, its icon.
        assert len(parsed(file).select("link, img, script, iframe, source")) == 2
        assert not parsed(file).select("script, [style]")
