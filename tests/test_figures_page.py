"""The figures for readers and programs: the page `/chiffres`, the route `/api/figures`, the command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fake_assistant import BUS, EAU, FIGURES, SCOT, FakeAssistant
from invented import PROJECT, Ended
from starlette.testclient import TestClient
from test_web import wait_until_ready
from validator import messages

from assistant.cli.figures import figures_as_table
from assistant.corpus import load_corpus
from assistant.key_figures import key_figures
from assistant.passages import chunk_corpus
from assistant.settings import Settings
from assistant.types import KeyFigure
from assistant.web import create_app
from assistant.web.charts import charts, drawn


class Counted(FakeAssistant):
    """A fake with figures of its own."""

    def __init__(self, found: tuple[KeyFigure, ...] = FIGURES) -> None:
        super().__init__()
        self.found = found

    def figures(self) -> tuple[KeyFigure, ...]:
        return self.found


def real_figures() -> tuple[KeyFigure, ...]:
    return key_figures(chunk_corpus(load_corpus(PROJECT / "corpus")[0], max_tokens=320))


def client_for(found: tuple[KeyFigure, ...]) -> TestClient:
    return TestClient(create_app(Counted(found), Settings(_env_file=None, burst=1000)))  # type: ignore[arg-type, call-arg]


@pytest.fixture(scope="module")
def site() -> Iterator[TestClient]:
    with client_for(FIGURES) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module")
def report() -> Iterator[TestClient]:
    """The page over the real report."""
    with client_for(real_figures()) as client:
        wait_until_ready(client)
        yield client


def parsed(client: TestClient, address: str = "/chiffres") -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(element.get_text().split()) for element in page.select(selector)]


# --- The page


def test_every_figure_stands_under_its_part_and_chapter_and_leads_to_its_passage(site: TestClient) -> None:
    page = parsed(site)
    assert texts(page, "main h2") == ["Partie I – Sanctuariser", "Partie II – Penser"]
    assert texts(page, ".valeur") == ["234 000 hectares", "3 M€", "20"]
    first = page.select(".lien a")[0]
    assert first["href"] == "./rapport?source=rapport-2025.md#rapport-2025%23i-1-scot"


def test_a_link_says_which_figure_it_leads_to(site: TestClient) -> None:
    names = texts(parsed(site), ".lien a")
    assert names[0] == "Lire le passage, page 7 : 234 000 hectares, Il protège 234 000 hectares"
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("query", "values", "said"),
    [
        pytest.param("q=hectare", ["234 000 hectares"], "1 chiffre sur 3", id="a word, in the singular"),
        pytest.param("q=234+000", ["234 000 hectares"], "1 chiffre sur 3", id="a number"),
        pytest.param("q=mobilites", ["20"], "1 chiffre sur 3", id="a word of the heading, without its accent"),
        pytest.param("nature=money", ["3 M€"], "1 chiffre sur 3", id="a kind"),
        pytest.param(
            "partie=Partie+I+%E2%80%93+Sanctuariser", ["234 000 hectares", "3 M€"], "2 chiffres sur 3", id="a part"
        ),
        pytest.param("q=bus&nature=money", [], "Aucun chiffre sur 3", id="nothing"),
        pytest.param("q=&nature=&partie=", ["234 000 hectares", "3 M€", "20"], "3 chiffres, dans", id="no filter"),
        pytest.param("nature=licorne", ["234 000 hectares", "3 M€", "20"], "3 chiffres, dans", id="no such kind"),
    ],
)
def test_a_filter_keeps_what_it_says_and_counts_it_in_words(
    site: TestClient, query: str, values: list[str], said: str
) -> None:
    page = parsed(site, f"/chiffres?{query}")
    assert texts(page, ".valeur") == values
    assert texts(page, ".compte")[0].startswith(said)


def test_where_there_is_nothing_the_page_says_what_to_do(site: TestClient) -> None:
    page = parsed(site, "/chiffres?q=licorne")
    assert "Aucun chiffre trouvé" in texts(page, "h2")
    assert "Essayez un autre mot" in page.select_one("main").get_text()  # type: ignore[union-attr]


def test_the_form_keeps_what_was_chosen(site: TestClient) -> None:
    page = parsed(site, "/chiffres?q=eau&nature=money")
    assert page.select_one("#q")["value"] == "eau"  # type: ignore[index]
    assert [o["value"] for o in page.select("option[selected]")] == ["money"]


def test_a_search_that_is_too_long_is_refused_beside_its_field(site: TestClient) -> None:
    answer = site.get("/chiffres", params={"q": "a" * 501})
    assert answer.status_code == 413
    field = BeautifulSoup(answer.text, "html.parser").select_one("#q")
    assert field is not None
    assert field["aria-describedby"] == "q-aide q-erreur"


def test_what_is_looked_for_is_escaped_and_kept_nowhere(site: TestClient) -> None:
    answer = site.get("/chiffres", params={"q": '"><script>alert(1)</script>'})
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_whole_page_is_sent_again_only_when_it_has_changed(site: TestClient) -> None:
    first = site.get("/chiffres")
    again = site.get("/chiffres", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_the_page_has_no_script_and_no_style_of_its_own(report: TestClient) -> None:
    answer = report.get("/chiffres")
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select("script, style, [style]") == []
    assert "script-src" not in answer.headers["content-security-policy"]


def test_the_page_weighs_little_on_the_wire(report: TestClient) -> None:
    with report.stream("GET", "/chiffres", headers={"Accept-Encoding": "gzip"}) as answer:
        assert sum(map(len, answer.iter_raw())) < 30_000


def test_a_checker_of_html_finds_nothing(report: TestClient, site: TestClient, tmp_path: Path) -> None:
    pages = {
        "whole": report.get("/chiffres").text,
        "found": report.get("/chiffres?q=arbres&nature=count").text,
        "nothing": site.get("/chiffres?q=licorne").text,
        "refused": site.get("/chiffres?q=" + "a" * 501).text,
    }
    assert messages(pages, tmp_path) == []


def test_until_the_index_is_ready_the_page_says_so() -> None:
    app = create_app(lambda: pytest.fail("not opened here"), Settings(_env_file=None))  # type: ignore[call-arg]
    answer = TestClient(app).get("/chiffres")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert "<h1>" in answer.text


# --- Charts


def row(value: float, label: str, *, sentence: str = "", kind: str = "money", listed: bool = False) -> KeyFigure:
    unit = "€" if kind == "money" else "m"
    return KeyFigure(value, unit, kind, f"{value:g} {unit}", label, sentence or label, False, False, listed, EAU)


SUMS = ["La ville a eu 2 € de dons", "La ville a eu 2 € de dons, 4 € de prêts", "La ville a eu 2 € de dons, 4 € de prêts et 8 € de parts"]  # fmt: skip
LINES = ["Ligne A : 2 m vers le port", "Ligne B : 4 m", "Ligne C : 8 m"]


def sums(*, planned: bool = False, partial: bool = False) -> list[KeyFigure]:
    plain = [row(v, s, sentence=SUMS[-1]) for v, s in zip((2, 4, 8), SUMS, strict=True)]
    return [replace(figure, planned=planned, partial=partial) for figure in plain]


def lines() -> list[KeyFigure]:
    return [row(v, s, kind="length", listed=True) for v, s in zip((2, 4, 8), LINES, strict=True)]


@pytest.mark.parametrize(
    ("figures", "names"),
    [(sums(), ("dons", "prêts", "parts")), (lines(), ("Ligne A", "Ligne B", "Ligne C"))],
    ids=["one sentence", "one list"],
)
def test_figures_of_one_kind_told_together_are_compared(figures: list[KeyFigure], names: tuple[str, ...]) -> None:
    assert [chart.names for chart in charts(figures)] == [names]


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param(sums()[:2], id="two are too few"),
        pytest.param([*sums()[:2], *sums(planned=True)[2:]], id="planned beside done"),
        pytest.param([*sums()[:2], *sums(partial=True)[2:]], id="part beside whole"),
        pytest.param([replace(f, sentence=f.sentence + ", dont 1 € ici") for f in sums()], id="a part in the sentence"),
        pytest.param([*lines()[:2], row(8, "Digue : 8 m", kind="length", listed=True)], id="another thing"),
        pytest.param([replace(f, passage=p) for f, p in zip(sums(), (SCOT, EAU, BUS), strict=True)], id="apart"),
    ],
)
def test_what_cannot_honestly_be_compared_is_not(figures: list[KeyFigure]) -> None:
    assert list(charts(figures)) == []


def test_bars_are_as_long_as_their_figures_and_said_in_words() -> None:
    (chart,) = charts(sums())
    drawing = str(drawn(chart, "g"))
    assert re.findall(r'<rect [^>]*width="([\d.]+)%"', drawing) == ["25", "50", "100"]
    assert 'role="img" aria-labelledby="g-titre g-desc"' in drawing
    assert "dons\u00a0: 2\u00a0€\u00a0; prêts\u00a0: 4\u00a0€\u00a0; parts\u00a0: 8\u00a0€." in drawing


def test_every_chart_of_the_report_has_its_figures_in_a_table(report: TestClient) -> None:
    figures = parsed(report).select("figure")
    assert len(figures) == 2
    for figure in figures:
        assert len(figure.select("rect")) == len(figure.select("tbody tr")) >= 3
        assert figure.select_one("caption") is not None


# --- The route


def test_the_list_is_json_unless_csv_is_asked_for(site: TestClient) -> None:
    answer = site.get("/api/figures")
    assert [figure["text"] for figure in answer.json()["figures"]] == ["234 000 hectares", "3 M€", "20"]
    assert answer.json()["figures"][0]["passage_id"] == "rapport-2025#i-1-scot"
    for asked in ({"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}):
        table = site.get("/api/figures", **asked)  # type: ignore[arg-type]
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        assert len(list(csv.reader(io.StringIO(table.text)))) == 4


def test_a_list_that_has_not_changed_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/api/figures")
    assert site.get("/api/figures", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert site.get("/api/figures?format=csv").headers["etag"] != first.headers["etag"]


def test_another_format_is_refused(site: TestClient) -> None:
    answer = site.get("/api/figures?format=pdf")
    assert (answer.status_code, answer.json()["field"]) == (422, "format")


# --- The command


def test_the_command_writes_a_json_object_a_line(cli: Callable[..., Ended]) -> None:
    ended = cli("figures")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.status, ended.err) == (0, [])
    assert "1 860 hectares" in [row["text"] for row in rows]


def test_the_command_writes_csv(cli: Callable[..., Ended]) -> None:
    header, *rows = csv.DictReader(io.StringIO(cli("figures", "--csv").out.removeprefix("\ufeff")))
    assert header["text"] in header["sentence"]
    assert len(rows) > 10


def test_the_command_wants_one_format(cli: Callable[..., Ended]) -> None:
    ended = cli("figures", "--csv", "--json")
    assert (ended.status, ended.out) == (2, "")


def test_the_table_has_a_row_a_figure_and_keeps_its_width() -> None:
    planned = replace(FIGURES[0], planned=True, label="[bold]vise[/bold] 234 000 hectares")
    table = figures_as_table((planned, *FIGURES[1:]), 72)
    assert max(map(len, table.splitlines())) <= 72
    assert "[bold]vise[/bold]" in table
    assert "(prévu" in table
    assert "3 M€" in table
