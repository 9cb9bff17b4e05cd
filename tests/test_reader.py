"""The reader: the whole report as a page, each passage in its place, and the search in it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from fake_assistant import BUS, EAU, PASSAGES, SCOT, FakeAssistant
from invented import PROJECT
from starlette.testclient import TestClient
from validator import messages

from assistant.api import Readiness, Reception, create_api
from assistant.corpus import load_corpus
from assistant.errors import IndexProblem
from assistant.limits import Limits
from assistant.passages import chunk_corpus
from assistant.types import Passage, RetrievedPassage
from assistant.web import reader
from assistant.web.guard import Public
from assistant.web.places import passage_address

OTHER = replace(
    EAU, passage_id="bilan-2024#eau", document="Bilan 2024", source="2024/bilan d’eau.pdf", text="L’eau a coûté 2 M€."
)


class Shelves(FakeAssistant):
    """A fake over any passages: those that hold a word of the question score 0.5, the others 0.05."""

    def __init__(self, passages: tuple[Passage, ...] = PASSAGES) -> None:
        super().__init__()
        self.passages = passages
        self.searched: list[str] = []

    def search(self, question: str, k: int = 10, history: tuple[str, ...] = ()) -> list[RetrievedPassage]:
        self.entered.set()
        if self.gate is not None:
            self.gate.wait(10)
        if self.failure is not None:
            raise self.failure
        self.searched.append(question)
        words = question.lower().split()
        scored = [(0.5 if any(w in p.text.lower() for w in words) else 0.05, p) for p in self.passages]
        best = sorted(scored, key=lambda pair: (-pair[0], pair[1].passage_id))[:k]
        return [RetrievedPassage(p, score, rank) for rank, (score, p) in enumerate(best, start=1)]


def client_for(assistant: FakeAssistant | None, **limits: float) -> TestClient:
    """The reader behind the guard, without the rest of the application."""
    reception = Reception(Readiness(assistant), Limits(**limits))  # type: ignore[arg-type]
    app = create_api(reception)
    reader.add_routes(app, reception)
    app.add_middleware(Public, rewrite=lambda text, nonce, path: text, rate=reception.rate)
    return TestClient(app, raise_server_exceptions=False)


class Page(HTMLParser):
    """What a page says: passages, headings, other text of the article, links, marks."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.passages: dict[str, str] = {}
        self.headings: list[tuple[int, str]] = []
        self.other: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag in ("meta", "link", "input", "br"):
            return
        self.open.append((tag, attributes))
        if attributes.get("class") == "passage":
            self.passages[attributes["id"]] = ""
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "a":
            self.links.append((attributes["href"], ""))
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        passage = next((a["id"] for _, a in self.open if a.get("class") == "passage"), None)
        if "a" in tags:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
        if "mark" in tags:
            self.marks[-1] += data
        if any(a.get("class") == "renvoi" for _, a in self.open):
            return
        if passage is not None:
            self.passages[passage] += data + " " * (tags[-1] in ("p", "li"))
        elif tags and re.fullmatch("h[1-6]", tags[-1]):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        elif "article" in tags and data.strip():
            self.other.append(data)


def collapsed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def corpus() -> tuple[Passage, ...]:
    """All passages of the real corpus."""
    reports, unreadable = load_corpus(PROJECT / "corpus")
    assert unreadable == []
    return tuple(chunk_corpus(reports, max_tokens=320))


@pytest.fixture(scope="module")
def report(corpus: tuple[Passage, ...]) -> Iterator[TestClient]:
    with client_for(Shelves(corpus)) as client:
        yield client


@pytest.fixture(scope="module")
def two_reports() -> Iterator[TestClient]:
    with client_for(Shelves((*PASSAGES, OTHER))) as client:
        yield client


# --- The report


def test_the_text_of_the_page_is_that_of_the_passages_no_more_and_no_less(
    report: TestClient, corpus: tuple[Passage, ...]
) -> None:
    page = Page(report.get("/rapport").text)
    # A list item shows its dash by its element, as the style sheet says.
    wanted = {p.passage_id: collapsed(re.sub(r"(?m)^- ", "", p.text)) for p in corpus}
    assert {name: collapsed(text) for name, text in page.passages.items()} == wanted
    assert list(page.passages) == [p.passage_id for p in corpus]
    said = [collapsed(text) for text in page.other]
    pages = list(dict.fromkeys(p.pages for p in corpus))
    assert said == [f"Page {number}" for number in pages]


def test_its_headings_are_those_of_the_report_once_each_and_no_level_is_left_out(
    report: TestClient, corpus: tuple[Passage, ...]
) -> None:
    page = Page(report.get("/rapport").text)
    wanted = list(dict.fromkeys(p.section[: n + 1] for p in corpus for n in range(len(p.section))))
    assert [(level, collapsed(text)) for level, text in page.headings] == [
        (1, corpus[0].document),
        *((len(trail) + 1, collapsed(trail[-1])) for trail in wanted),
    ]
    levels = [level for level, _ in page.headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_address_of_a_passage_leads_to_it_in_the_reader(
    report: TestClient, two_reports: TestClient, corpus: tuple[Passage, ...]
) -> None:
    for client, passages in ((report, corpus), (two_reports, (*PASSAGES, OTHER))):
        pages: dict[str, Page] = {}
        for passage in passages:
            address = urlsplit(passage_address(passage))
            path = f"/rapport?{address.query}"
            if path not in pages:
                pages[path] = Page(client.get(path).text)
            assert unquote(address.fragment) == passage.passage_id
            assert passage.passage_id in pages[path].passages


def test_ids_are_unique_contents_lead_somewhere_and_no_two_links_have_one_name(report: TestClient) -> None:
    page = Page(report.get("/rapport").text)
    assert len(set(page.ids)) == len(page.ids)
    inside = [(unquote(href[1:]), collapsed(text)) for href, text in page.links if href.startswith("#")]
    assert {target for target, _ in inside} <= set(page.ids)
    names = [name for _, name in inside if name.startswith("Lien vers ce passage : ")]
    assert len(set(names)) == len(names) == len(page.passages)
    assert sum(target.startswith("titre-") for target, _ in inside) > 20


def test_what_stands_in_a_report_is_text_wherever_it_is_shown() -> None:
    attack = "<img src=x onerror=alert(1)>\"'></details><h1>"
    passage = replace(SCOT, text=f"avant {attack} après", section=(attack, "b"), document=attack, pages=attack)
    with client_for(Shelves((passage, replace(passage, passage_id="b#1", source=attack)))) as client:
        for query in ("", "?q=avant", "?source=rapport-2025.md", f"?q={attack}", f"?source=rapport-2025.md&q={attack}"):
            page = Page(client.get(f"/rapport{query}").text)
            assert "img" not in page.tags, query
            assert page.tags.count("h1") == 1, query


def test_one_report_needs_no_name_and_several_are_listed(two_reports: TestClient) -> None:
    listed = Page(two_reports.get("/rapport").text)
    addresses = dict(listed.links)
    assert addresses["./rapport?source=rapport-2025.md"] == "Rapport annuel 2025"
    assert addresses["./rapport?source=2024%2Fbilan%20d%E2%80%99eau.pdf"] == "Bilan 2024"
    assert listed.headings[0] == (1, "Lire les rapports")
    one = Page(two_reports.get("/rapport?source=2024%2Fbilan%20d%E2%80%99eau.pdf").text)
    assert list(one.passages) == [OTHER.passage_id]
    assert ("./rapport", "Tous les rapports") in one.links
    with client_for(Shelves()) as client:
        assert list(Page(client.get("/rapport").text).passages) == [p.passage_id for p in PASSAGES]


# --- Weight and cache


def test_a_page_that_did_not_change_is_not_sent_again(report: TestClient) -> None:
    first = report.get("/rapport")
    assert first.headers["cache-control"] == "public, max-age=600"
    again = report.get("/rapport", headers={"If-None-Match": f'"autre", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    # A browser gives them to the page that it has kept.
    for name in ("content-security-policy", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name], name
    assert report.get("/rapport", headers={"If-None-Match": '"autre"'}).status_code == 200


def test_the_report_travels_light_and_without_script(report: TestClient) -> None:
    packed = report.get("/rapport", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    plain = report.get("/rapport", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text
    assert plain.headers["etag"] == packed.headers["etag"]
    assert report.head("/rapport").headers["etag"] == packed.headers["etag"]
    assert int(packed.headers["content-length"]) < 30_000
    assert "script" not in Page(packed.text).tags
    assert "script-src" not in packed.headers["content-security-policy"]
    assert not re.search(r"https?://", packed.text)


def test_a_new_index_gives_a_new_page_and_an_unchanged_one_the_page_that_was_written() -> None:
    fake = Shelves()
    with client_for(fake) as client:
        first = client.get("/rapport")
        assert client.get("/rapport").headers["etag"] == first.headers["etag"]
        fake.passages = (BUS,)
        second = client.get("/rapport", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert list(Page(second.text).passages) == [BUS.passage_id]


# --- Search


def test_who_types_a_word_finds_all_the_places_where_it_stands_and_what_is_near() -> None:
    with client_for(Shelves()) as client:
        response = client.get("/rapport", params={"q": "SCOT"})
    page = Page(response.text)
    assert (2, "« SCOT » se trouve dans 1 passage") in [(level, collapsed(text)) for level, text in page.headings]
    assert page.marks == ["SCoT", "SCoT"]
    hits = [(href, text) for href, text in page.links if "#rapport-2025" in href]
    assert hits == [(passage_address(SCOT), "1. Le SCoT, un pacte de sobriété pour 2040")]
    assert response.headers["cache-control"] == "no-store"
    assert 'value="SCOT"' in response.text


def test_a_question_gives_the_nearest_passages_with_its_words_marked() -> None:
    with client_for(Shelves()) as client:
        page = Page(client.get("/rapport", params={"q": "combien de bus électrique ?"}).text)
    assert (2, "Passages proches de votre recherche") in page.headings
    assert page.marks == ["bus électriques"]


def test_a_heading_alone_is_found_too(report: TestClient) -> None:
    page = Page(report.get("/rapport", params={"q": "espace public et les infrastructures"}).text)
    assert "espace public et les infrastructures" in page.marks
    assert "5. Agir sur l’espace public et les infrastructures" in [collapsed(text) for _, text in page.links]


def test_many_exact_places_are_counted_and_the_first_ones_shown(
    report: TestClient, corpus: tuple[Passage, ...]
) -> None:
    page = report.get("/rapport", params={"q": "métropole"}).text
    told = re.search(r"se trouve dans (\d+) passages", page)
    assert told
    n_holding = sum(bool(re.search(r"\bm[ée]tropole\b", p.text, re.IGNORECASE)) for p in corpus)
    assert int(told[1]) >= n_holding > 20
    assert "Voici les 20 premiers" in page


@pytest.mark.parametrize("question", ["xyzzy", "<script>alert(a)</script> xyzzy"])
def test_when_nothing_is_found_the_page_says_so(question: str) -> None:
    with client_for(Shelves()) as client:
        response = client.get("/rapport", params={"q": question})
    page = Page(response.text)
    assert response.status_code == 200
    assert (2, "Aucun passage trouvé") in page.headings
    assert "script" not in page.tags
    assert ("./rapport", "Revenir au rapport") in page.links


def test_near_passages_without_any_of_the_words_are_said_to_be_so() -> None:
    class Meaning(Shelves):
        def search(self, question: str, k: int = 10, history: tuple[str, ...] = ()) -> list[RetrievedPassage]:
            return [RetrievedPassage(BUS, 0.6, 1), RetrievedPassage(EAU, 0.2, 2)]

    with client_for(Meaning()) as client:
        text = client.get("/rapport", params={"q": "transports propres"}).text
    assert "Aucun passage ne contient ces mots." in text
    assert "#rapport-2025%23ii-3-bus" in text
    assert "#rapport-2025%23i-5-eau" not in text


@pytest.mark.parametrize(
    ("question", "status", "advice"),
    [
        ("", 422, "Écrivez un mot ou une question, puis choisissez « Chercher »."),
        ("  ", 422, "Écrivez un mot ou une question"),
        ("?!", 422, "ne contient aucun mot"),
        ("a" * 501, 413, "501 caractères : 500 au plus"),
        ("x\x00y", 422, "données binaires"),
    ],
)
def test_a_search_that_cannot_be_made_says_why_beside_its_field_and_stays_there(
    question: str, status: int, advice: str
) -> None:
    fake = Shelves()
    with client_for(fake) as client:
        response = client.get("/rapport", params={"q": question})
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert advice in response.text.replace("\u00a0", " ")
    assert 'aria-describedby="q-aide q-erreur" aria-invalid="true"' in response.text
    assert 'id="q-erreur"' in response.text
    assert fake.searched == []


def test_searching_one_of_several_reports_finds_nothing_of_the_others(two_reports: TestClient) -> None:
    everywhere = Page(two_reports.get("/rapport", params={"q": "eau"}).text)
    both = {parse_qs(urlsplit(href).query)["source"][0] for href, _ in everywhere.links if "#" in href and "?" in href}
    assert both == {"rapport-2025.md", OTHER.source}
    text = two_reports.get("/rapport", params={"q": "eau", "source": OTHER.source}).text
    one = Page(text)
    assert [href for href, _ in one.links if "?" in href and "#" in href] == [passage_address(OTHER)]
    assert f'<input type="hidden" name="source" value="{OTHER.source}">' in text
    assert "Bilan 2024" in text


def test_searches_are_limited_for_one_address_and_for_all_together() -> None:
    with client_for(Shelves(), requests_per_s=0.01, burst=1) as client:
        responses = [client.get("/rapport?q=bus") for _ in range(2)]
        assert client.get("/rapport").status_code == 200
    assert [response.status_code for response in responses] == [200, 429]
    assert int(responses[1].headers["retry-after"]) >= 1
    assert "Trop de demandes depuis cette adresse" in responses[1].text

    fake = Shelves()
    fake.gate = threading.Event()
    with client_for(fake, at_once=1, waiting=0) as client:
        waiting = threading.Thread(target=client.get, args=("/rapport?q=bus",))
        waiting.start()
        assert fake.entered.wait(5)
        refused = client.get("/rapport?q=eau")
        fake.gate.set()
        waiting.join()
    assert refused.status_code == 503
    assert ("./rapport?q=eau", "Recharger cette page") in Page(refused.text).links


# --- Pages that say why not


def test_until_the_index_is_ready_a_french_page_says_so() -> None:
    with client_for(None) as client:
        for path in ("/rapport", "/rapport?source=x.md", "/rapport?q=bus"):
            response = client.get(path)
            assert response.status_code == 503
            assert int(response.headers["retry-after"]) >= 1
            assert response.headers["content-type"].startswith("text/html")
            assert response.headers["cache-control"] == "no-store"
            page = Page(response.text)
            assert page.headings == [(1, "Service indisponible")]
            assert "L’index se prépare." in response.text
            assert (f".{path}", "Recharger cette page") in page.links


def test_an_unknown_report_is_a_french_page_with_a_way_on() -> None:
    with client_for(Shelves()) as client:
        response = client.get("/rapport?source=../secret.md")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    page = Page(response.text)
    assert page.headings == [(1, "Introuvable")]
    assert ("./rapport", "Lire le rapport") in page.links
    assert "Recharger" not in response.text


@pytest.mark.parametrize("failure", [RuntimeError("secret interne"), IndexProblem("secret interne")])
def test_a_failure_tells_the_public_nothing_internal(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    fake = Shelves()
    fake.failure = failure
    with client_for(fake) as client:
        response = client.get("/rapport?q=pluviométrie")
    assert response.status_code == 500
    assert response.headers["content-type"].startswith("text/html")
    assert "secret" not in response.text
    assert "could not be searched" in caplog.text
    assert "pluviom" not in caplog.text


# --- Valid HTML


def test_the_html_checker_finds_nothing_to_say(report: TestClient, two_reports: TestClient, tmp_path: Path) -> None:
    with client_for(None) as closed, client_for(Shelves()) as small:
        pages = {
            "report": report.get("/rapport"),
            "report-search": report.get("/rapport?q=PLUi"),
            "report-question": report.get("/rapport?q=combien d’hectares"),
            "small": small.get("/rapport"),
            "small-nothing": small.get("/rapport?q=xyzzy"),
            "small-error": small.get("/rapport?q="),
            "small-unknown": small.get("/rapport?source=x"),
            "several": two_reports.get("/rapport"),
            "one-of-several": two_reports.get("/rapport?source=rapport-2025.md"),
            "several-search": two_reports.get("/rapport?q=eau"),
            "not-ready": closed.get("/rapport"),
        }
    assert messages({name: page.text for name, page in pages.items()}, tmp_path) == []
