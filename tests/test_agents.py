"""The page of the staff: what it says of an answer, finds, opens and compares, and how it is served."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fake_assistant import BUS, EAU, PASSAGES, SCOT, FakeAssistant
from markupsafe import Markup
from starlette.testclient import TestClient
from test_web import ATTACKS, Elements, wait_until_ready

from assistant.api import Readiness, Reception
from assistant.limits import Limits
from assistant.settings import Settings
from assistant.types import Answer, Citation, Consulted, Passage, RetrievedPassage
from assistant.web import create_app
from assistant.web.agents.chapters import bare, parts, themes
from assistant.web.agents.desk import AgentDesk
from assistant.web.agents.quoting import reference, source_tools
from assistant.web.agents.reasons import REASONS, percent, reason, why_html
from assistant.web.agents.workbench import MAX_COMPARED, Workbench
from assistant.web.agents.written import for_markdown, standing_out
from assistant.web.blocks import blocks_html
from assistant.web.matches import root


def text(written: str) -> str:
    """What a reader sees of HTML, with plain spaces."""
    return re.sub(r"\s+", " ", BeautifulSoup(written, "html.parser").get_text(" ")).strip()


def buttons(written: str) -> list[str]:
    """What the buttons ask for."""
    return [str(b["value"]) for b in BeautifulSoup(written, "html.parser").select("button[value]")]


def other(passage: Passage, **changes: Any) -> Passage:
    return replace(passage, **changes)


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def bench(fake: FakeAssistant) -> Workbench:
    return Workbench(fake, Limits())  # type: ignore[arg-type]


@pytest.fixture
def desk(fake: FakeAssistant) -> AgentDesk:
    return AgentDesk(fake, Reception(Readiness(), Limits()), streams=False, caution="equilibre")  # type: ignore[arg-type]


# --- Written for markdown


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_markup_or_markdown_wherever_it_stands(attack: str) -> None:
    passage = other(SCOT, text=f"avant {attack} après", section=(attack, "b"), document=attack, passage_id=attack)
    fake = FakeAssistant()
    fake.passages = (passage, EAU)
    fake.passage = lambda passage_id: passage if passage_id == attack else None  # type: ignore[method-assign]
    fake.neighbours = lambda passage_id: (passage, passage)  # type: ignore[method-assign]
    fake.search = lambda *_, **__: [RetrievedPassage(passage, 1.0, 1)]  # type: ignore[method-assign]
    bench = Workbench(fake, Limits())  # type: ignore[arg-type]
    answer = Answer(attack, "Oui [1]", False, (Citation(1, passage, attack),), fallback=attack)
    shown = [
        bench.contents(),
        bench.search(f"avant {attack}"[:500])["results"],
        bench.act(f"1 lire:{attack}", (), attack)["passage"],
        bench.act(f"1 comparer:{attack}", (), attack)["comparison"],
        bench.act(f"1 chapitre:{parts(fake.passages)[0].chapters[0].key}", (), "")["results"],
        why_html(Consulted(answer, (RetrievedPassage(passage, 1.0, 1),), 0.3, answer, 0.5, "unlikely"), "prudent"),
        source_tools(answer.citations[0]),
    ]
    for written in shown:
        assert "\n" not in written
        found = Elements(written)
        assert set(found.tags) <= {
            "p", "ul", "ol", "li", "a", "span", "br", "details", "summary", "blockquote", "mark", "h2", "h3", "h4",
            "section", "button", "strong", "cite", "table", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        assert {name for name, _ in found.attributes} <= {"class", "id", "href", "target", "type", "value", "scope"}
        addresses = {value for name, value in found.attributes if name == "href"}
        assert all(str(address).startswith("./rapport?source=rapport-2025.md#") for address in addresses)
        between = re.sub(r"<[^<>]*>", "", written)
        assert re.fullmatch(r"(?:[A-Za-z0-9 ]|&#\d+;|[^\x00-\x7f])*", between)


@pytest.mark.parametrize(
    ("passage", "roots", "figures", "shown"),
    [
        pytest.param("Les arbres.", {root("arbre")}, [], "<p>Les <mark>arbres</mark>.</p>", id="a-word-by-its-root"),
        pytest.param("Les 234 000 hectares.", set(), ["234 000 hectares"],
                     "<p>Les <strong>234~000 hectares</strong>.</p>", id="a-figure-whatever-its-spaces"),
        pytest.param("290 et 1 290 et 2,290, 290 000", set(), ["290"], "<p><strong>290</strong> et 1~290 et 2,290, 290~000</p>",
                     id="not-inside-another-figure"),
        pytest.param("12 arbres", {root("arbre")}, ["12 arbres"], "<p><strong>12 </strong><mark><strong>arbres</strong></mark></p>",
                     id="both-where-they-cross"),
        pytest.param("a < b & 3 > 2", {"b"}, [], "<p>a &lt; <mark>b</mark> &amp; 3 &gt; 2</p>", id="escapes-stay"),
    ],
)  # fmt: skip
def test_words_and_figures_stand_out(passage: str, roots: set[str], figures: list[str], shown: str) -> None:
    assert standing_out(blocks_html(passage), frozenset(roots), figures) == shown.replace("~", "\u00a0")


def test_what_is_written_for_markdown_reads_as_before() -> None:
    written = for_markdown(Markup("<p>« Oui »\n*non* : 3 M€</p>\n\n<p>[1]</p>"))
    assert html.unescape(re.sub("<[^>]*>", "|", written)) == "|«\u00a0Oui\u00a0» *non*\u00a0: 3\u00a0M€| |[1]|"


# --- Quoting


@pytest.mark.parametrize(
    ("pages", "end"),
    [("10", ", p.\u00a010"), ("12-13", ", p.\u00a012-13"), ("", "2040")],
    ids=["one", "two", "unknown"],
)
def test_a_reference_names_report_headings_and_page(pages: str, end: str) -> None:
    written = BeautifulSoup(reference(other(SCOT, pages=pages)), "html.parser").get_text()
    assert written.startswith(
        "Rapport annuel 2025, Partie I – Sanctuariser, 1. Le SCoT, un pacte de sobriété pour 2040"
    )
    assert written.endswith(end)


# --- Why


def consulted(answer: Answer, **more: Any) -> Consulted:
    found = (RetrievedPassage(EAU, 0.754, 1, {"lexical": 0.5, "grams": 0.004, "dense": 0.25}),)
    return Consulted(answer, found, **more)


ANSWERED, REFUSED = Answer("q", "3 M€. [1]", False, (Citation(1, EAU, EAU.text),)), Answer("q", "Non.", True)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(consulted(ANSWERED, answerability=0.7, bar=0.5), "atteint le seuil", id="answered"),
        pytest.param(consulted(ANSWERED, answerability=1.0, bar=0.5), "La question est large", id="summed-up"),
        pytest.param(consulted(REFUSED, answerability=0.4, bar=0.5, reason="unlikely"), "inférieure au seuil", id="unlikely"),
        pytest.param(consulted(REFUSED, answerability=0.4, bar=0.5, reason="event"), "suppose un fait", id="lacking"),
        pytest.param(consulted(REFUSED, answerability=0.0, bar=0.5, reason="greeting"), "salutation", id="no-question"),
        pytest.param(consulted(ANSWERED), "modèle de langage a rédigé", id="by-a-model"),
        pytest.param(consulted(REFUSED), "modèle de langage a jugé", id="refused-by-a-model"),
        pytest.param(consulted(replace(ANSWERED, fallback="vide")), "confirmée par ses passages", id="instead-of-a-model"),
    ],
)  # fmt: skip
def test_every_decision_has_its_sentence(found: Consulted, said: str) -> None:
    assert said in reason(found)
    assert said in text(why_html(found, "equilibre")).replace("\u00a0", " ")


def test_every_reason_is_told() -> None:
    from typing import get_args

    from assistant.types import AbstentionReason

    known = {name for part in get_args(AbstentionReason) for name in (get_args(part) or (part,))}
    assert set(REASONS) == known
    assert len(set(REASONS.values())) == len(REASONS)


def test_why_tells_probability_bar_and_scores_in_words() -> None:
    said = text(why_html(consulted(REFUSED, answerability=0.4999, bar=0.5, reason="unlikely"), "equilibre"))
    assert "Pourquoi ce refus ?" in said
    assert "Probabilité estimée que les passages répondent : 49 %" in said
    assert "Seuil fixé par l’exploitant (réglage « équilibré ») : 50 %" in said
    scores = "Score : 0,75 (mots de la question dans le passage : 0,50 ; sens voisin : 0,25)"
    assert f"5. Chaque goutte compte, p. 12-13 {scores}" in said
    assert "orthographe" not in said  # it added nothing


@pytest.mark.parametrize(
    ("found", "passages"),
    [
        pytest.param(consulted(ANSWERED), True, id="a-model"),
        pytest.param(consulted(ANSWERED, answerability=1.0, bar=0.5), True, id="a-summary"),
        pytest.param(consulted(REFUSED, answerability=0.0, bar=0.5, reason="nothing_near"), True, id="nothing-to-estimate"),
        pytest.param(consulted(REFUSED, answerability=0.0, bar=0.5, reason="injection"), False, id="no-question"),
    ],
)  # fmt: skip
def test_without_an_estimate_none_is_told(found: Consulted, passages: bool) -> None:
    said = text(why_html(found, "prudent"))
    assert "Probabilité estimée" not in said
    assert ("Passages trouvés" in said) == passages


@pytest.mark.parametrize(("share", "said"), [(None, ""), (0.0, "0 %"), (0.29, "29 %"), (0.799, "79 %"), (0.8, "80 %")])
def test_a_probability_is_rounded_down(share: float | None, said: str) -> None:
    assert percent(share).replace("\u00a0", " ") == said


# --- Asking


def last(desk: AgentDesk, question: str, conversation: Any = ()) -> dict[str, Any]:
    return list(desk.ask(question, conversation))[-1]


def said_in(step: dict[str, Any]) -> str:
    """The first answer, as the conversation gets it."""
    return str(step["chat"][1]["content"][0]["text"])


def test_an_agent_gets_the_agent_answer_its_sources_to_quote_and_why(desk: AgentDesk, fake: FakeAssistant) -> None:
    step = last(desk, "Combien d’hectares ?")
    assert fake.asked[-1].audience == "agent"
    shown = BeautifulSoup(said_in(step), "html.parser")
    sources = shown.select("details.source")
    assert [buttons(str(source)) for source in sources] == [
        [f"lire:{p.passage_id}", f"comparer:{p.passage_id}"] for p in (SCOT, EAU)
    ]
    assert all(source.select_one(".reference cite") and source.select_one(".copier-citation") for source in sources)
    assert "Pourquoi cette réponse" in text(str(shown.select_one("details.pourquoi")))


def test_a_refusal_tells_why(desk: AgentDesk) -> None:
    shown = text(said_in(last(desk, "Quelle heure est-il ?")))
    assert "Pourquoi ce refus ?" in shown
    assert REASONS["unlikely"] in shown


def test_former_answers_stay_as_they_were(desk: AgentDesk, fake: FakeAssistant) -> None:
    first = last(desk, "Combien d’hectares ?")
    second = last(desk, "Et l’eau ?", first["conversation"])
    assert second["chat"][:2] == first["chat"]
    assert fake.asked[-1].history == ("Combien d’hectares ?",)


def test_with_a_model_the_reason_comes_with_the_whole_answer() -> None:
    fake = FakeAssistant(engine="llm:essai:m")
    desk = AgentDesk(fake, Reception(Readiness(), Limits()), streams=True, caution="prudent")  # type: ignore[arg-type]
    steps = [said_in(step) for step in desk.ask("Combien d’hectares ?", ())]
    assert ["pourquoi" in step for step in steps[:-1]] == [False] * (len(steps) - 3) + [False, True]
    assert "Le modèle de langage a rédigé la réponse" in text(steps[-1])
    assert len(fake.asked) == 1


# --- Searching, reading


def test_a_search_shows_place_page_and_words_with_what_to_do(bench: Workbench) -> None:
    step = bench.search(" coûte ")
    page = BeautifulSoup(step["results"], "html.parser")
    first = page.select(".trouves li")[0]
    assert text(str(first)).startswith(
        "5. Chaque goutte compte Partie I – Sanctuariser, pages 12 à 13 L’eau coûte 3 M€"
    )
    assert [mark.get_text() for mark in first.select("mark")] == ["coûte"]
    assert buttons(str(first)) == [f"lire:{EAU.passage_id}", f"comparer:{EAU.passage_id}"]
    assert step["sought"] == "coûte"
    assert text(step["notice"]).startswith("1 passage contient ces mots.")


@pytest.mark.parametrize(
    ("words", "advice"),
    [("", "Écrivez un mot"), (" \n", "Écrivez un mot"), ("a" * 501, "Raccourcissez-la"), ("\0", "Écrivez")],
    ids=["empty", "blank", "too-long", "nothing-legible"],
)
def test_a_search_that_cannot_be_made_says_why(bench: Workbench, words: str, advice: str) -> None:
    step = bench.search(words)
    if advice in text(step["results"]):
        assert set(step) == {"results", "notice"}
    else:
        assert "\0" in words  # it is cleaned away: what is left is no word
        assert "Aucun" in text(step["notice"]) or "mot" in text(step["notice"])


def test_a_passage_is_opened_whole_with_the_way_to_its_neighbours(bench: Workbench) -> None:
    step = bench.act(f"3 lire:{EAU.passage_id}", (), "eau")
    page = BeautifulSoup(step["passage"], "html.parser")
    assert text(str(page.select_one("blockquote"))).replace(" ", "") == EAU.text.replace(" ", "").replace("\u00a0", "")
    assert buttons(step["passage"]) == [
        f"comparer:{EAU.passage_id}", f"lire:{SCOT.passage_id}", f"lire:{BUS.passage_id}", "fermer:",
    ]  # fmt: skip
    assert [mark.get_text() for mark in page.select("mark")] == ["eau"]
    assert "5. Chaque goutte compte, p. 12-13" in text(step["notice"])
    assert bench.act("4 fermer:", (), "")["passage"] == ""


def test_the_same_words_are_announced_each_time(bench: Workbench) -> None:
    one, two = (bench.act(f"{n} lire:{EAU.passage_id}", (), "")["notice"] for n in (1, 2))
    assert text(one) == text(two)
    assert one != two


@pytest.mark.parametrize("command", ["1 lire:ailleurs", "1 comparer:ailleurs", "1 chapitre:ailleurs"])
def test_what_a_new_index_no_longer_has_is_said(bench: Workbench, command: str) -> None:
    step = bench.act(command, (), "")
    assert set(step) == {"notice"}
    assert "Rechargez la page" in text(step["notice"])


@pytest.mark.parametrize("command", ["", "1", "1 danser:x", "lire", "1 :x"])
def test_an_unknown_command_changes_nothing(bench: Workbench, command: str) -> None:
    assert bench.act(command, (), "") == {}


def test_when_too_many_ask_that_is_said_and_nothing_changes(bench: Workbench) -> None:
    step = bench.turn_away()
    assert set(step) == {"notice"}
    assert "Réessayez" in text(step["notice"])


def test_a_failure_shows_nothing_of_itself(bench: Workbench, fake: FakeAssistant) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("secret interne")

    fake.neighbours = fake.search = fail  # type: ignore[method-assign, assignment]
    for step in (bench.search("eau"), bench.act(f"1 lire:{EAU.passage_id}", (), "")):
        assert set(step) == {"notice"}
        assert "Réessayez" in text(step["notice"])


# --- Browsing


def test_reports_are_browsed_by_part_and_chapter() -> None:
    opening = other(SCOT, passage_id="o", section=("Partie I – Sanctuariser",), rank=0)
    alone = other(SCOT, passage_id="a", section=("Introduction",), rank=0)
    bare_report = other(SCOT, passage_id="b", section=(), rank=0, source="note.md", document="Note")
    found = parts((alone, opening, *PASSAGES, bare_report))
    assert [(part.title, [c.title for c in part.chapters]) for part in found] == [
        ("Introduction", ["Introduction"]),
        ("Partie I – Sanctuariser", ["Partie I – Sanctuariser", SCOT.section[1], EAU.section[1]]),
        ("Partie II – Penser", [BUS.section[1]]),
        ("Note", ["Note"]),
    ]
    assert [c.opens for part in found for c in part.chapters] == [False, True, False, False, False, False]
    keys = [c.key for part in found for c in part.chapters]
    assert len(set(keys)) == len(keys)
    assert keys[2:5] == [
        c.key for part in parts(PASSAGES) for c in part.chapters
    ]  # the same as long as the headings are


def test_a_theme_is_a_chapter_of_any_report_without_its_number() -> None:
    older = other(
        BUS,
        passage_id="r#x",
        source="rapport-2024.md",
        document="Rapport annuel 2024",
        section=("A", "7. Les mobilités"),
    )
    found = themes(parts((*PASSAGES, older)))
    assert [(theme.title, len(theme.chapters)) for theme in found] == [
        ("Chaque goutte compte", 1), ("Le SCoT, un pacte de sobriété pour 2040", 1), ("Les mobilités", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("4. La mer, notre horizon", "La mer, notre horizon"), ("4.2 – La mer", "La mer"), ("IV. La mer", "La mer"),
        ("b) La mer", "La mer"), ("Partie II – La mer", "La mer"), ("Axe 3 : La mer", "La mer"), ("La mer", "La mer"),
        ("2025 en chiffres", "2025 en chiffres"), ("À pied", "À pied"), ("3.", "3."),
    ],
)  # fmt: skip
def test_a_heading_loses_its_number_and_nothing_else(heading: str, name: str) -> None:
    assert bare(heading) == name


def test_a_chapter_shows_its_passages_and_its_key_figures(bench: Workbench) -> None:
    key = next(c.key for part in parts(PASSAGES) for c in part.chapters if c.title == EAU.section[1])
    assert f"chapitre:{key}" in buttons(bench.contents())
    step = bench.act(f"1 chapitre:{key}", (), "")
    page = BeautifulSoup(step["results"], "html.parser")
    assert [text(str(li)) for li in page.select(".chiffres li")] == [
        "3 M€ L’eau coûte 3 M€ en 2025 Lire le passage : 3 M€ L’eau coûte 3 M€ en 2025"
    ]
    assert buttons(str(page.select_one(".trouves"))) == [f"lire:{EAU.passage_id}", f"comparer:{EAU.passage_id}"]
    assert text(step["notice"]) == "1 passage."


# --- Comparing


def compare(bench: Workbench, *passages: Passage, sought: str = "") -> dict[str, Any]:
    step: dict[str, Any] = {"compared": ()}
    for passage in passages:
        step |= bench.act(f"1 comparer:{passage.passage_id}", step["compared"], sought)
    return step


def test_passages_stand_side_by_side_each_with_its_reference_and_figures(bench: Workbench) -> None:
    step = compare(bench, EAU, BUS)
    columns = BeautifulSoup(step["comparison"], "html.parser").select(".colonnes > li")
    assert [column.h3.get_text() for column in columns if column.h3] == [EAU.section[1], BUS.section[1]]
    assert [[strong.get_text() for strong in column.select("strong")] for column in columns] == [["3\u00a0M€"], ["20"]]
    assert all(column.select_one(".reference") for column in columns)
    assert text(step["notice"]) == "Passage ajouté. Comparaison : 2 passages."


def test_the_words_of_the_search_are_marked_in_all_of_them(bench: Workbench) -> None:
    step = compare(bench, EAU, BUS, sought="eau bus")
    marks = [m.get_text() for m in BeautifulSoup(step["comparison"], "html.parser").select("mark")]
    assert marks == ["eau", "bus"]
    assert "les mots de votre recherche" in text(step["comparison"])


def test_without_a_search_the_words_in_common_are_marked() -> None:
    fake = FakeAssistant()
    one, two = (other(EAU, passage_id=i, text=t) for i, t in (("1", "Des canaux neufs."), ("2", "Le canal est neuf.")))
    three, four = other(BUS, passage_id="3", text="Rien."), other(BUS, passage_id="4", text="Ni ici.")
    fake.passages = (one, two, three, four, *PASSAGES)
    known = {p.passage_id: p for p in fake.passages}
    fake.passage = known.get  # type: ignore[method-assign, assignment]
    step = compare(Workbench(fake, Limits()), one, two)  # type: ignore[arg-type]
    assert [m.get_text() for m in BeautifulSoup(step["comparison"], "html.parser").select("mark")] == ["neufs", "neuf"]
    assert "en commun" in text(step["comparison"])


def test_what_is_compared_is_taken_away_by_the_same_button_or_all_at_once(bench: Workbench) -> None:
    both = compare(bench, EAU, BUS)
    for command in (f"1 comparer:{EAU.passage_id}", f"1 retirer:{EAU.passage_id}"):
        assert bench.act(command, both["compared"], "")["compared"] == (BUS.passage_id,)
    emptied = bench.act("1 vider:", both["compared"], "")
    assert (emptied["compared"], emptied["way"]) == ((), "")
    assert "côte à côte" in text(emptied["comparison"])


def test_four_passages_are_compared_at_most(bench: Workbench) -> None:
    full = tuple("abcd")
    assert len(full) == MAX_COMPARED
    step = bench.act(f"1 comparer:{EAU.passage_id}", full, "")
    assert set(step) == {"notice"}
    assert "4 passages au plus" in text(step["notice"])


# --- Served


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None))) as client:  # type: ignore[arg-type, call-arg]
        wait_until_there(client)
        yield client


def wait_until_there(client: TestClient) -> None:
    """The page for everyone opens first."""
    wait_until_ready(client)
    end = time.monotonic() + 30
    while client.get("/agents").status_code != 200:
        assert time.monotonic() < end, "the page of the staff does not open"
        time.sleep(0.05)


def test_the_page_is_french_before_any_script_runs_and_leads_on(site: TestClient) -> None:
    page = BeautifulSoup(site.get("/agents").text, "html.parser")
    assert page.html
    assert page.html["lang"] == "fr"
    assert page.title
    assert page.title.get_text() == "Espace des agents – Interroger le rapport"
    assert [h1.get_text() for h1 in page.select("h1")] == ["Travailler avec le rapport"]
    links = {str(a["href"]) for a in page.select("header a[href]")}
    assert {"./", "./rapport", "./chiffres", "./agents/seance"} <= links
    assert page.select_one("meta[name=robots][content=noindex]")


def test_neither_page_holds_anything_of_the_other(site: TestClient) -> None:
    for address in ("/", "/config"):
        written = site.get(address).text
        assert "resultats" not in written
        assert "agents" not in written
    assert "resultats" in site.get("/agents").text


def test_its_policy_and_its_cache_are_those_of_the_conversation(site: TestClient) -> None:
    answer, home = site.get("/agents"), site.get("/")
    for name in ("content-security-policy", "cache-control", "x-frame-options"):
        same = [re.sub("nonce-[^']+", "nonce", found.headers[name]) for found in (answer, home)]
        assert same[0] == same[1]
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])[1]  # type: ignore[index]
    assert all(f'nonce="{nonce}"' in script for script in re.findall(r"<script[^>]*>", answer.text))
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", answer.text)


@pytest.mark.parametrize(
    "route",
    [
        "/agents/", "/agents/x", "/agents/config", "/agents/gradio_api/upload", "/agents/gradio_api/info",
        "/agents/gradio_api/file=/etc/passwd", "/agents/gradio_api/queue/join/x", "/agents/docs",
        "/agents/gradio_api/call/act", "/agents/gradio_api/run/act",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_page_does_not_use_is_closed(site: TestClient, route: str, method: str) -> None:
    assert site.request(method, route).status_code in (404, 405)


def test_it_can_be_switched_off() -> None:
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None, agents_page=False))) as client:  # type: ignore[arg-type, call-arg]
        wait_until_ready(client)
        assert client.get("/").status_code == 200
        for route in ("/agents", "/agents/seance", "/agents/theme.css", "/agents/gradio_api/queue/join"):
            assert client.get(route).status_code == 404
        assert "n’existe pas" in client.get("/agents", headers={"Accept": "text/html"}).text


def test_what_it_asks_is_counted_with_the_rest_of_a_client() -> None:
    limits = Limits(requests_per_s=0.01, burst=1)
    with TestClient(create_app(FakeAssistant(), Settings(_env_file=None), limits=limits)) as client:  # type: ignore[arg-type, call-arg]
        wait_until_there(client)
        statuses = [client.post("/agents/gradio_api/queue/join", json={}).status_code for _ in range(3)]
        assert (429 in statuses[:2], statuses[-1]) == (False, 429)
        assert client.post("/api/ask", json={"question": "eau"}).status_code == 429


def test_until_the_index_is_ready_it_says_so() -> None:
    def opener() -> Any:
        raise RuntimeError

    with TestClient(create_app(opener, Settings(_env_file=None))) as client:  # type: ignore[call-arg]
        page = client.get("/agents")
    assert page.status_code == 503
    assert "Retry-After" in page.headers


def test_when_it_cannot_be_opened_everyone_else_is_served(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise RuntimeError("secret interne")

    monkeypatch.setattr("assistant.web.agents.build_page", fail)
    fake = FakeAssistant()
    with TestClient(create_app(fake, Settings(_env_file=None))) as client:  # type: ignore[arg-type, call-arg]
        assert fake.prepared.wait(30)
        assert client.get("/").status_code == 200
        answer = client.get("/agents")
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert "the page of the staff could not be opened" in caplog.text
