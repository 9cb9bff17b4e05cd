"""The pages: what is written on them, what they let through, and when they open."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from fake_assistant import BUS, EAU, FOLLOW_UPS, SCOT, SUGGESTIONS, FakeAssistant
from starlette.testclient import TestClient

from assistant.api import Readiness, Reception
from assistant.errors import CorpusMissing, GenerationFailed
from assistant.limits import Limits
from assistant.metrics import Metrics
from assistant.settings import PROJECT, Settings
from assistant.types import Answer, Citation
from assistant.web import create_app, markup
from assistant.web.desk import Desk
from assistant.web.plain import plain, unbroken

ATTACKS = [
    "<img src=https://ailleurs.example/x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](https://ailleurs.example/p.png)",
    "[lien](javascript:alert(1))",
    "[x]: https://ailleurs.example\n\n![][x]",
    "https://ailleurs.example",
    "<form action=https://ailleurs.example><button>",
    "<p style=\"background:url('//ailleurs.example')\">",
    "</details></div><h1>Titre",
    "$$\\href{https://ailleurs.example}{x}$$",
    "` `` ``` ~~~\n# titre\n\n- liste\n\n| a | b |\n|---|---|",
    "&lt;script&gt; &#60;b&#62;",
    "**gras** _italique_ ~~barré~~",
    "\n\n    code\n\n<b>",
    "<!-- --> <![CDATA[ <?php",
    "'\"` onmouseover=alert(1)",
]


class Elements(HTMLParser):
    """The elements and attributes of an HTML text, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


# --- Markup


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_markup_wherever_it_stands(attack: str) -> None:
    passage = replace(SCOT, text=f"avant {attack} après", section=(attack, "b"), document=attack, pages="7")
    answer = Answer(attack, f"Oui {attack} [1]", False, (Citation(1, passage, attack),), engine=f"llm:x:{attack}")
    around = (replace(SCOT, text=attack, section=(attack,)), replace(EAU, text=attack * 9, section=(attack,)))
    written_parts = (
        markup.question_html(attack),
        markup.answer_html(answer, 1, lambda _: around),
        markup.panel_html(answer, lambda _: around),
    )
    for written in written_parts:
        found = Elements(written)
        assert set(found.tags) <= {
            "p", "ul", "li", "a", "span", "br", "details", "summary", "blockquote", "q", "mark", "h2", "h3", "section",
        }  # fmt: skip
        assert {name for name, _ in found.attributes} <= {"class", "id", "href", "target"}
        to_the_report = "./rapport?source=rapport-2025.md#rapport-2025%23i-1-scot"
        assert {value for name, value in found.attributes if name == "href"} <= {"#source-1-1", to_the_report}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_markdown(attack: str) -> None:
    """Nothing that markdown could read is left: no punctuation, and no blank line that would end the HTML block."""
    written = plain(attack)
    assert "\n" not in written
    assert re.fullmatch(r"(?:[A-Za-z0-9 \t]|&#\d+;|<br>|[^\x00-\x7f])*", written)
    assert html.unescape(written.replace("<br>", "\n")) == attack


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("234 000 hectares, soit 74 % du territoire", "234~000 hectares, soit 74~% du territoire"),
        ("il traite de : « Le SCoT » !", "il traite de~: «~Le SCoT~»~!"),
        ("174,7 M€ et 1 457 personnes", "174,7~M€ et 1~457 personnes"),
        ("en 2025 12 communes", "en 2025 12 communes"),
    ],
)
def test_a_line_does_not_end_inside_a_number_or_before_its_punctuation(text: str, tied: str) -> None:
    assert unbroken(text) == tied.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x00b\x1bc", "abc", id="control"),
        pytest.param("a\u202eb\u2066c", "abc", id="direction"),
        pytest.param("é ’ « 3 M€ » 🙂", "é ’ « 3 M€ » 🙂", id="french-and-emoji-stay"),
        pytest.param("a\u00a0b", "a\u00a0b", id="no-break-space-stays"),
        pytest.param("a\r\nb\u2028c", "a<br>b c", id="line-ends"),
        pytest.param("\ud800", " ", id="half-a-surrogate-pair"),
    ],
)
def test_invisible_characters_do_not_reach_the_page(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_the_supporting_sentence_is_marked_in_the_whole_passage() -> None:
    citation = Citation(1, SCOT, "Il protège 234 000 hectares, soit 74 % du territoire.")  # spaces collapsed
    written = markup.panel_html(Answer("q", "r [1]", False, (citation,)))
    marked = re.findall(r"<mark>(.*?)</mark>", written)
    assert [" ".join(html.unescape(text).split()) for text in marked] == [citation.quote]
    told = Elements(re.sub(r"<(?:p|li)>", "\n", written)).text
    # Every word in its order; a list says by itself what a dash said.
    assert " ".join(SCOT.text.replace("\n- ", "\n").split()) in " ".join(told.split())


def test_a_passage_is_a_quotation_whose_lists_are_lists() -> None:
    citation = Citation(1, SCOT, "Les « terres » agricoles")
    for written in (
        markup.panel_html(Answer("q", "r [1]", False, (citation,))),
        markup.answer_html(Answer("q", "r [1]", False, (citation,)), 1),
    ):
        [passage] = re.findall(r"<blockquote class='passage'>(.*?)</blockquote>", written)
        assert Elements(passage).tags == ["p", "p", "ul", "li", "mark", "li"]
        assert "<ul><li><mark>Les" in passage


def test_the_neighbours_of_a_passage_are_quotations_too() -> None:
    fake, citation = FakeAssistant(), Citation(1, EAU, EAU.text)
    written = markup.panel_html(Answer("q", "r [1]", False, (citation,)), fake.neighbours)
    quoted = [Elements(excerpt).text for excerpt in re.findall(r"<q>(.*?)</q>", written)]
    assert len(quoted) == 2
    assert quoted[1] == "La Métropole a acheté 20 bus électriques."


def test_a_quotation_that_is_not_in_the_passage_marks_nothing() -> None:
    written = markup.panel_html(Answer("q", "r [1]", False, (Citation(1, EAU, "ailleurs"),)))
    assert "<mark>" not in written
    assert EAU.text in Elements(written).text


def test_markers_lead_to_the_sources_of_their_own_answer() -> None:
    answer = Answer("q", "Un [1], deux [2], rien [3].", False, (Citation(1, SCOT, ""), Citation(2, EAU, "")))
    for turn in (1, 2):
        written = markup.answer_html(answer, turn)
        links = re.findall(r"href='#(source[^']+)'", written)
        assert links == [f"source-{turn}-1", f"source-{turn}-2"]
        assert re.findall(r"id='([^']+)'", written) == links
        assert "rien [3]." in Elements(written).text


def test_a_link_and_a_source_say_where_they_lead() -> None:
    written = Elements(markup.answer_html(Answer("q", "Oui [1].", False, (Citation(1, EAU, EAU.text),)), 1)).text
    assert "Oui Source [1], pages\u00a012\u00a0à\u00a013." in written
    assert "Source 1\u00a0: Partie I – Sanctuariser › 5. Chaque goutte compte, pages\u00a012\u00a0à\u00a013" in written


def test_a_source_shows_its_neighbours_as_excerpts_and_the_way_to_the_report() -> None:
    fake, citation = FakeAssistant(), Citation(1, EAU, EAU.text)
    written = markup.answer_html(Answer("q", "Oui [1].", False, (citation,)), 1, fake.neighbours)
    text = Elements(written.replace("<br>", " ")).text
    before, cited, after = text.index("Juste avant"), text.index(EAU.text), text.index("Juste après")
    assert before < cited < after
    assert "Juste avant, «\u00a01. Le SCoT, un pacte de sobriété pour 2040\u00a0»" in text
    assert "Lire dans le rapport (source 1, pages\u00a012\u00a0à\u00a013, nouvel onglet)" in text
    address = html.unescape(re.findall(r"class='lire' target='_blank' href='([^']+)'", written)[0])
    assert address == "./rapport?source=rapport-2025.md#rapport-2025%23i-5-eau"


def test_a_long_neighbour_is_cut_between_two_words_on_the_side_of_the_passage() -> None:
    words = " ".join(f"mot{n}" for n in range(100))
    around = (replace(SCOT, text=words), replace(BUS, text=words))
    citation = Citation(1, EAU, EAU.text)
    written = markup.answer_html(Answer("q", "Oui [1].", False, (citation,)), 1, lambda _: around)
    excerpts = [Elements(part).text for part in re.findall(r"<q>(.*?)</q>", written)]
    assert all(len(excerpt) <= 155 for excerpt in excerpts)
    assert excerpts[0].startswith("… mot")
    assert excerpts[0].endswith(" mot99")
    assert excerpts[1].startswith("mot0 ")
    assert re.search(r"mot\d+ …$", excerpts[1])


def test_lines_with_a_dash_become_one_list() -> None:
    written = markup.answer_html(Answer("q", "Deux actions :\n- l’eau ; [1]\n- les bus.\nFin.", False), 1)
    assert re.sub(r"&#\d+;", ".", written).split("\n\n")[:3] == [
        "<p class='phrase essentiel'>Deux actions\u00a0.</p>", "<ul><li>l’eau\u00a0. .1.</li><li>les bus.</li></ul>",
        "<p class='phrase'>Fin.</p>",
    ]  # fmt: skip


def test_each_sentence_added_leaves_the_blocks_before_it_alone() -> None:
    before = markup.answer_html(Answer("q", "Un.\nDeux.", False), 1).split("\n\n")
    after = markup.answer_html(Answer("q", "Un.\nDeux.\nTrois.", False), 1).split("\n\n")
    assert after[:2] == before[:2]


@pytest.mark.parametrize(
    ("engine", "mode"),
    [("extractive", "Extrait du rapport"), ("llm:x:m", "Réponse rédigée par une IA à partir du rapport, modèle m")],
)
def test_every_answer_shows_its_mode(engine: str, mode: str) -> None:
    assert mode in Elements(markup.answer_html(Answer("q", "r", False, engine=engine), 1)).text


# --- Questions asked on the page


def test_a_notice_stands_between_the_answer_and_its_sources() -> None:
    answer = Answer("q", "234 000 hectares. [1]", False, (Citation(1, SCOT, "Il protège 234 000 hectares"),))
    shown = markup.answer_html(replace(answer, notice="Une phrase a été <b>retirée</b>."), 1)
    assert "<b>" not in shown
    text = Elements(shown).text
    assert text.index("234\u00a0000") < text.index("Une phrase a été <b>retirée</b>.") < text.index("Sanctuariser")
    assert "class='avis'" not in markup.answer_html(answer, 1)


def last(desk: Desk, question: str, conversation: Any = ()) -> dict[str, Any]:
    return list(desk.ask(question, conversation))[-1]


def said(step: dict[str, Any], place: int) -> str:
    """The HTML of a message of the conversation, in the form that the browser gets."""
    [part] = step["chat"][place]["content"]
    return str(part["text"])


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def desk(fake: FakeAssistant) -> Desk:
    return Desk(fake, Reception(Readiness(), Limits(turns=3)), streams=False)  # type: ignore[arg-type]


def test_an_answered_question_leaves_the_box(desk: Desk) -> None:
    step = last(desk, " Combien d’hectares ? ")
    assert (step["box"], step["error"]) == ("", "")
    assert [message["role"] for message in step["chat"]] == ["user", "assistant"]


def test_former_answers_keep_their_sources_as_they_were(desk: Desk) -> None:
    first = last(desk, "Combien d’hectares ?")
    second = last(desk, "Et l’eau ?", first["conversation"])
    assert second["chat"][:2] == first["chat"]
    assert "source-2-1" in said(second, 3)


def test_earlier_questions_are_the_history_of_the_next(desk: Desk, fake: FakeAssistant) -> None:
    first = last(desk, "Combien d’hectares ?")
    last(desk, "Et l’eau ?", first["conversation"])
    assert fake.asked[-1].history == ("Combien d’hectares ?",)


@pytest.mark.parametrize(
    ("question", "advice"),
    [
        ("", "Écrivez une question"),
        ("   \n", "Écrivez une question"),
        ("a" * 501, "Raccourcissez-la"),
        ("?!", "ne contient aucun mot"),
    ],
)
def test_a_refused_question_stays_in_the_box_with_advice(desk: Desk, question: str, advice: str) -> None:
    step = last(desk, question)
    assert "class='erreur a-corriger'" in step["error"]
    assert step["box"] == question.strip()
    assert advice in Elements(step["error"]).text
    assert "conversation" not in step


@pytest.mark.parametrize("failure", [RuntimeError("secret interne"), GenerationFailed("secret interne"), MemoryError()])
def test_a_failure_keeps_question_and_conversation_and_shows_nothing_of_itself(
    desk: Desk, fake: FakeAssistant, failure: Exception
) -> None:
    first = last(desk, "Combien d’hectares ?")
    fake.failure = failure
    step = last(desk, "Et l’eau ?", first["conversation"])
    assert step["box"] == "Et l’eau ?"
    assert step["chat"] == first["chat"]
    assert "réessayez" in Elements(step["error"]).text
    assert "a-corriger" not in step["error"]  # nothing is wrong with the question
    assert "secret" not in str(step)


def test_a_very_long_conversation_asks_for_a_new_one(desk: Desk) -> None:
    conversation: Any = ()
    for _ in range(3):
        conversation = last(desk, "l’eau ?", conversation)["conversation"]
    error = last(desk, "l’eau ?", conversation)["error"]
    assert "Nouvelle conversation" in Elements(error).text
    assert "a-corriger" not in error


def test_after_an_answer_questions_are_proposed_that_were_not_asked(desk: Desk) -> None:
    first = last(desk, "Combien d’hectares ?")
    assert first["follow_ups"] == FOLLOW_UPS
    second = last(desk, FOLLOW_UPS[0], first["conversation"])
    assert second["follow_ups"] == FOLLOW_UPS[1:]
    assert last(desk, "Quelle heure est-il ?")["follow_ups"] == []
    assert "follow_ups" not in last(desk, "", first["conversation"])


def test_an_answer_is_shown_even_when_no_follow_up_can_be_found(desk: Desk, fake: FakeAssistant) -> None:
    fake.follow_up_failure = RuntimeError("secret interne")
    step = last(desk, "Combien d’hectares ?")
    assert (step["follow_ups"], step["error"]) == ([], "")
    assert "000" in said(step, 1)


def test_a_former_answer_stays_as_shown_when_the_report_changes(desk: Desk, fake: FakeAssistant) -> None:
    first = last(desk, "Combien d’hectares ?")
    fake.neighbours = lambda passage_id: (None, None)  # type: ignore[method-assign]
    second = last(desk, "Et l’eau ?", first["conversation"])
    assert second["chat"][:2] == first["chat"]
    assert "Juste" in said(second, 1)
    assert "Juste" not in said(second, 3)


def test_an_opinion_is_counted_once_an_answer_and_nothing_else_is_told(fake: FakeAssistant) -> None:
    metrics = Metrics()
    desk = Desk(fake, Reception(Readiness(), Limits(), metrics), streams=False)  # type: ignore[arg-type]
    first = last(desk, "Combien d’hectares ?")["conversation"]
    step = desk.judge(True, first, 0)
    assert "Merci" in Elements(step["thanks"]).text
    desk.judge(False, first, step["judged"])
    assert opinions(metrics) == {"true": 1}
    second = last(desk, "Et l’eau ?", first)
    assert second["thanks"] == ""
    desk.judge(False, second["conversation"], step["judged"])
    assert opinions(metrics) == {"true": 1, "false": 1}
    assert desk.start_again()["judged"] == 0


def test_no_opinion_is_counted_before_there_is_an_answer(fake: FakeAssistant) -> None:
    metrics = Metrics()
    Desk(fake, Reception(Readiness(), Limits(), metrics), streams=False).judge(True, (), 0)  # type: ignore[arg-type]
    assert opinions(metrics) == {}


def opinions(metrics: Metrics) -> dict[str, int]:
    """How many said that an answer helped, and that it did not."""
    found = re.findall(r'assistant_opinions_total\{helpful="(\w+)"\} (\d+)', metrics.text().decode())
    return {said: int(n) for said, n in found}


@pytest.mark.parametrize("asked", [True, False])
def test_visitors_are_asked_whether_an_answer_helps_only_where_somebody_counts(asked: bool) -> None:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None, metrics=asked))) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
        components = client.get("/config").json()["components"]
    labels = {part["props"].get("value") for part in components if part["type"] == "button"}
    assert ({"Oui", "Non"} <= labels) == asked
    assert {"Copier la réponse", "Enregistrer", "Imprimer"} <= labels


def test_without_a_model_an_answer_is_one_step(desk: Desk) -> None:
    """A second step would empty the box under the fingers of who types on."""
    assert len(list(desk.ask("Combien d’hectares ?", ()))) == 1


def test_with_a_model_the_question_shows_at_once_and_the_answer_grows(fake: FakeAssistant) -> None:
    steps = list(Desk(fake, Reception(Readiness(), Limits()), streams=True).ask("Combien d’hectares ?", ()))  # type: ignore[arg-type]
    texts = [Elements(said(step, 1)).text.replace("\u00a0", " ") for step in steps]
    assert texts[0] == "Recherche dans le rapport…"
    assert "234 000" in texts[1]
    assert "L’eau coûte 3 M€." not in texts[1]
    assert "L’eau coûte 3 M€." in texts[-1]
    assert [("box" in step) for step in steps] == [False] * (len(steps) - 1) + [True]


# --- The application


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None))) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
        yield client


def wait_until_ready(client: TestClient, deadline_s: float = 30) -> None:
    end = time.monotonic() + deadline_s
    while client.get("/api/ready").status_code != 200:
        assert time.monotonic() < end, "the application does not become ready"
        time.sleep(0.05)


def test_the_page_is_french_and_says_what_it_is_before_any_script_runs(site: TestClient) -> None:
    page = site.get("/").text
    assert re.search(r'<html\s+lang="fr"', page)
    assert re.findall(r"<title>(.*?)</title>", page)[0] == "Interroger le rapport – Rapport annuel 2025"
    assert page.count("<h1>") == 1
    assert "Un assistant automatique vous répond à partir du rapport. N’écrivez pas de données personnelles." in page
    assert "Cette page a besoin de JavaScript" in page


def test_the_page_names_no_other_host(site: TestClient) -> None:
    page = site.get("/").text
    addresses = set(re.findall(r"""(?:src|href|content|action)=["']?((?:https?:)?//[^"'\s>]+)""", page))
    assert addresses == set()
    assert not re.search(r"googleapis|gstatic|huggingface|cdn\.|dsfr|marianne", page, re.IGNORECASE)


def test_our_own_files_name_no_other_host_and_no_state_brand() -> None:
    for file in sorted((PROJECT / "assistant" / "web" / "static").iterdir()):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|dsfr|marianne", text, re.IGNORECASE), file.name


def test_the_suggestions_are_on_the_page(site: TestClient) -> None:
    config = str(site.get("/config").json()).replace("\xa0", " ").replace("\\xa0", " ")
    assert all(suggestion in config for suggestion in SUGGESTIONS)


ROUTES = [
    "/",
    "/agents",
    "/api/health",
    "/api/rien",
    "/docs",
    "/gradio_api/upload",
    "/theme.css",
    "/apparence/page.css",
    "/config",
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_every_answer_has_the_security_headers(site: TestClient, route: str, method: str) -> None:
    headers = site.request(method, route).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none';")
    assert "frame-ancestors" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert "server" not in headers
    assert "set-cookie" not in headers


def test_hsts_is_sent_over_https_only(site: TestClient) -> None:
    assert "strict-transport-security" not in site.get("/api/health").headers
    secure = site.get("https://testserver/api/health")
    assert secure.headers["strict-transport-security"].startswith("max-age=31536000")


def test_scripts_carry_a_nonce_that_changes_with_every_page(site: TestClient) -> None:
    nonces = set()
    for _ in range(2):
        response = site.get("/")
        policy = response.headers["content-security-policy"]
        script_src = re.search(r"script-src ([^;]+)", policy)
        assert script_src
        assert "unsafe-inline" not in script_src[1]
        nonce = re.search(r"'nonce-([^']+)'", policy)[1]  # type: ignore[index]
        scripts = re.findall(r"<script[^>]*>", response.text)
        assert len(scripts) >= 4
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        nonces.add(nonce)
    assert len(nonces) == 2


@pytest.mark.parametrize(
    "route",
    [
        "/docs", "/redoc", "/openapi.json", "/gradio_api/upload", "/gradio_api/info", "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://ailleurs.example", "/gradio_api/call/ask", "/gradio_api/run/ask",
        "/gradio_api/runs",
        "/gradio_api/api/predict", "/gradio_api/queue/status", "/gradio_api/queue/join/x", "/monitoring", "/login",
        "/manifest.json", "/gradio_api/component_server", "/gradio_api/stream/a/b/c", "/apparence/../page.py",
        "/svelte/x",
        "/gradio_api/mcp/sse", "//", "/gradio_api/queue/join\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_page_does_not_use_is_closed(site: TestClient, route: str, method: str) -> None:
    response = site.request(method, site.base_url.copy_with(raw_path=route.replace("\n", "%0a").encode()))
    assert response.status_code in (404, 405)


def test_static_routes_do_not_leave_their_folder(site: TestClient) -> None:
    for route in (
        "/assets/../../app.py",
        "/static/%2e%2e/%2e%2e/routes.py",
        "/apparence/%2e%2e%2fpage.py",
        "/assets//etc/passwd",
    ):
        response = site.get(str(site.base_url) + route)
        assert response.status_code in (403, 404), route


@pytest.mark.parametrize(
    "route", ["/", "/agents", "/config", "/api/ask", "/gradio_api/queue/join", "/agents/gradio_api/run/predict"]
)
def test_no_other_origin_may_read_or_ask(site: TestClient, route: str) -> None:
    asked = {"Origin": "https://ailleurs.example", "Access-Control-Request-Method": "POST"}
    for response in (site.options(route, headers=asked), site.get(route, headers=asked)):
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-credentials" not in response.headers
    assert site.options(route, headers=asked).status_code in (400, 405)


def test_a_body_above_16_kilobytes_does_not_reach_gradio(site: TestClient) -> None:
    response = site.post("/gradio_api/queue/join", content=b"{" + b" " * 17_000 + b"}")
    assert response.status_code == 413
    assert response.json()["limit"] == 16 * 1024


def test_files_with_a_changing_address_are_kept_by_the_browser(site: TestClient) -> None:
    page = site.get("/")
    assert page.headers["cache-control"] == "no-store"
    styles, assets = (
        re.search(r'"\./(apparence/page\.css\?v=\w+)"', page.text),
        re.search(r'"\./(assets/[^"]+\.js)"', page.text),
    )
    assert styles
    assert assets
    for address in (styles[1], assets[1]):
        assert "immutable" in site.get(f"/{address}").headers["cache-control"]


def test_the_page_travels_compressed(site: TestClient) -> None:
    packed, plain = (site.get("/", headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 0.4 * int(plain.headers["content-length"])
    assert len(packed.text) == len(plain.text)


@pytest.mark.parametrize("event", ["/gradio_api/queue/join", "/gradio_api/run/predict"])
def test_asking_through_the_page_is_limited_too(event: str) -> None:
    limits = Limits(requests_per_s=0.01, burst=1)
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None), limits=limits)) as client:  # type: ignore[arg-type, call-arg]
        statuses = [client.post(event, json={}).status_code for _ in range(3)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:2]


EVENT = "/gradio_api/run/predict"


def event_of_the_box(client: TestClient, question: Any, session: str = "s") -> Any:
    """What comes back when the question box is sent, as a browser does it."""
    asking = next(
        d for d in client.get("/config").json()["dependencies"] if any(event == "submit" for _, event in d["targets"])
    )
    body = {"data": [question, None], "fn_index": asking["id"], "trigger_id": asking["targets"][0][0]}
    return client.post(EVENT, json=body | {"session_hash": session, "event_data": None})


def test_without_a_model_a_question_of_the_page_is_answered_by_one_request(site: TestClient) -> None:
    response = event_of_the_box(site, "Combien d’hectares ?")
    assert response.status_code == 200
    assert "source-1-1" in response.text
    assert "234" in response.text


@pytest.mark.parametrize("question", [None, 7, ["a"], {"a": 1}, True, "", "   "], ids=repr)
def test_what_is_no_question_gets_an_advice(site: TestClient, question: Any) -> None:
    response = event_of_the_box(site, question)
    assert response.status_code == 200
    assert "Écrivez une question" in response.text


def test_when_too_many_ask_the_page_says_so_and_keeps_the_question() -> None:
    fake = FakeAssistant()
    limits = Limits(at_once=1, waiting=0)
    with TestClient(create_app(fake, Settings(_env_file=None, metrics=True), limits=limits)) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
        fake.gate = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(event_of_the_box, client, "Combien d’hectares ?", "one")
            assert fake.entered.wait(10)
            refused = event_of_the_box(client, "Et l’eau ?", "two")
            fake.gate.set()
        assert "Trop de demandes en cours" in refused.text
        assert "Et l’eau ?" in refused.text
        assert "234" in first.result().text
        assert "234" in event_of_the_box(client, "Combien d’hectares ?", "two").text


@pytest.mark.parametrize("first", ["/api/ask", "/simple", "/rapport?q=bus", "/gradio_api/queue/join", EVENT])
def test_a_client_has_one_allowance_whatever_the_door(first: str) -> None:
    """Two events of the page cost as much as one question elsewhere: beginning again is an event too."""
    doors: dict[str, Callable[[TestClient], Any]] = {
        "/api/ask": lambda client: client.post("/api/ask", json={"question": "eau"}),
        "/simple": lambda client: client.post("/simple", data={"question": "eau"}),
        "/rapport?q=bus": lambda client: client.get("/rapport?q=bus"),
        "/gradio_api/queue/join": lambda client: [client.post("/gradio_api/queue/join", json={}) for _ in "12"][-1],
        EVENT: lambda client: [client.post(EVENT, json={}) for _ in "12"][-1],
    }
    limits = Limits(requests_per_s=0.01, burst=1)
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None), limits=limits)) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
        assert doors[first](client).status_code != 429
        assert {door: ask(client).status_code for door, ask in doors.items()} == dict.fromkeys(doors, 429)


# --- Opening


def test_until_the_index_is_ready_the_page_says_so() -> None:
    gate, fake = threading.Event(), FakeAssistant()

    def opener() -> Any:
        gate.wait(20)
        return fake

    with TestClient(create_app(opener, Settings(_env_file=None))) as client:  # type: ignore[call-arg]
        page = client.get("/")
        assert page.status_code == 503
        assert int(page.headers["retry-after"]) >= 1
        assert 'lang="fr"' in page.text
        assert "L’index se prépare" in page.text
        assert client.get("/api/ready").status_code == 503
        assert client.get("/api/health").status_code == 200
        gate.set()
        wait_until_ready(client)
        assert "<gradio-app" in client.get("/").text
        assert not fake.closed
    assert fake.closed


def test_an_assistant_that_was_open_is_left_open() -> None:
    fake = FakeAssistant()
    with TestClient(create_app(fake, Settings(_env_file=None))) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
    assert not fake.closed


def test_opening_is_tried_again_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("assistant.web.RETRY_S", 0.05)
    attempts = iter([CorpusMissing(PROJECT / "nulle-part"), RuntimeError("secret interne"), None])

    def opener() -> Any:
        if failure := next(attempts):
            raise failure
        return FakeAssistant()

    with TestClient(create_app(opener, Settings(_env_file=None))) as client:  # type: ignore[call-arg]
        wait_until_ready(client)
    assert "nulle-part" in caplog.text  # the administrator reads why


def test_a_failure_to_open_tells_the_public_nothing_internal(monkeypatch: pytest.MonkeyPatch) -> None:
    def opener() -> Any:
        raise CorpusMissing(PROJECT / "secret")

    with TestClient(create_app(opener, Settings(_env_file=None))) as client:  # type: ignore[call-arg]
        end = time.monotonic() + 20
        while "journal" not in (page := client.get("/").text) and time.monotonic() < end:
            time.sleep(0.05)
    assert "n’a pas pu s’ouvrir" in page
    assert "secret" not in page


def test_importing_gradio_writes_nothing_beside_it() -> None:
    script = (
        "import assistant.web.gradio_import as g; g.import_gradio(); import sys, gradio as gr;"
        "assert sys.modules[g.MODULE].create_or_modify_pyi is g._write_nothing; assert not any("
        "isinstance(f, g._Finder) for f in sys.meta_path); gr.Chatbot(); g.import_gradio()"
    )
    subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=True, timeout=60)


def test_after_importing_gradio_no_event_looks_for_matplotlib() -> None:
    """It is no dependency: were it installed for another reason, it would be left alone."""
    script = (
        "import assistant.web.gradio_import as g, sys; g.import_gradio(); looked = []\n"
        "class Watch:\n    def find_spec(self, name, *more): looked.append(name)\n"
        "sys.meta_path.insert(0, Watch())\n"
        "from gradio.utils import MatplotlibBackendMananger\n"
        "with MatplotlibBackendMananger(): pass\n"
        "assert 'matplotlib' not in looked, looked"
    )
    subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=True, timeout=60)


@pytest.mark.parametrize(("accepts", "kind"), [("text/html,*/*", "text/html"), ("*/*", "application/problem+json")])
def test_a_wrong_address_is_told_to_readers_on_a_page_and_to_programs_as_an_object(
    site: TestClient, accepts: str, kind: str
) -> None:
    response = site.get("/nimporte", headers={"Accept": accepts})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith(kind)
    assert "Cette adresse n’existe pas." in response.text
