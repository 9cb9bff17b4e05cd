"""Where is a report cut, and what are the pieces called?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.corpus import load_report
from assistant.corpus.markdown import read_markdown
from assistant.corpus.writer import ReportWriter
from assistant.french import sentences
from assistant.passages import chunk, chunk_corpus
from assistant.tokens import count_tokens
from assistant.types import Passage, Report


def report_of(markdown: str, source: str = "essai.md") -> Report:
    writer = ReportWriter(fallback_title="essai")
    read_markdown(markdown.encode(), writer)
    return writer.report(source=source, sha256="")


def cut(markdown: str, max_tokens: int = 320) -> list[Passage]:
    return chunk(report_of(markdown), max_tokens=max_tokens)


def ids(passages: list[Passage]) -> list[str]:
    return [passage.passage_id.partition("#")[2] for passage in passages]


def test_the_small_report_gives_one_passage_a_section(report_path: Path) -> None:
    report = load_report(report_path)
    passages = chunk(report, max_tokens=320)
    assert [(passage.passage_id, passage.pages) for passage in passages] == [
        ("valserine-2024#2024-chiffres", "3"),
        ("valserine-2024#i-proteger-rivage", "3"),
        ("valserine-2024#i-1-plan-rivages", "3"),
        ("valserine-2024#i-1-a-dunes-ourciere", "3"),
        ("valserine-2024#i-1-b-marais-trois-saules", "3"),
        ("valserine-2024#i-2-eau", "3"),
        ("valserine-2024#i-2-zoom-station-grand", "4"),
        ("valserine-2024#ii-1-tramway-velos", "4"),
        ("valserine-2024#ii-2-chaleur-batiments", "4"),
        ("valserine-2024#iii-1-ecoles", "5"),
        ("valserine-2024#iii-2-dechets", "5"),
        ("valserine-2024#demain", "5"),
    ]
    assert [passage.rank for passage in passages] == list(range(12))
    dunes = passages[3]
    assert dunes.section == (
        "Partie I – Protéger le rivage",
        "1. Le Plan des rivages, un cap pour 2035",
        "a. Les dunes de l'Ourcière",
    )
    assert dunes.document == report.title
    assert dunes.n_tokens == count_tokens(dunes.text)


def test_comments_and_headings_are_in_no_passage(report_path: Path) -> None:
    text = "\n".join(passage.text for passage in chunk(load_report(report_path), max_tokens=320))
    for absent in ("Studio Inventé", "page:", "Partie I", "ZOOM", "Valserine-sur-Mer 2024"):
        assert absent not in text


@pytest.mark.parametrize(
    ("markdown", "slugs"),
    [
        pytest.param("Sans titre.", ["texte"], id="no-heading"),
        pytest.param("# T\n\n## A\n\nUn.\n\n## A\n\nDeux.", ["a", "a-2"], id="same-heading-twice"),
        pytest.param(
            "# T\n\n## Eau\n\nUn.\n\n## Eau\n\nDeux.\n\n## Eau 2\n\nTrois.", ["eau", "eau-2", "eau-2-2"], id="collision"
        ),
        pytest.param("# T\n\n## L’Œuvre d’été : suite\n\nUn.\n\n## B\n\nb", ["oeuvre-ete", "b"], id="ascii"),
        pytest.param("# T\n\n## 2.1 Les ports\n\nUn.\n\n## B\n\nb", ["2-1-ports", "b"], id="decimal-number"),
        pytest.param("# T\n\n## 日本\n\nUn.\n\n## B\n\nb", ["texte", "b"], id="no-latin-letter"),
        pytest.param("# T\n\n## Axe 3 : l'air\n\nUn.\n\n## 12 ports\n\nb", ["3-air", "12-ports"], id="axis-and-count"),
        pytest.param("# T\n\n## De la\n\nUn.\n\n## B\n\nb", ["de-la", "b"], id="only-small-words"),
    ],
)
def test_identifiers_are_short_readable_and_unique(markdown: str, slugs: list[str]) -> None:
    assert ids(cut(markdown)) == slugs


def test_reports_of_one_name_get_different_identifiers() -> None:
    reports = [report_of("Un.", source) for source in ("bilan.md", "bilan.pdf", "2023/bilan.md")]
    found = [passage.passage_id for passage in chunk_corpus(reports, max_tokens=320)]
    assert found == ["bilan#texte", "bilan-pdf#texte", "2023-bilan#texte"]


SENTENCES = " ".join(f"La phrase numéro {i} parle des arbres de la ville." for i in range(60))


def test_a_long_section_is_cut_between_sentences_into_like_sizes() -> None:
    passages = cut(f"# T\n\n## A\n\n{SENTENCES}\n\n## B\n\nb", max_tokens=200)[:-1]
    assert ids(passages) == ["a", *(f"a-p{piece}" for piece in range(2, len(passages) + 1))]
    assert all(passage.text.startswith("La phrase") and passage.text.endswith("ville.") for passage in passages)
    sizes = [passage.n_tokens for passage in passages]
    assert max(sizes) <= 200
    assert min(sizes) > 0.7 * max(sizes)


def test_paragraphs_are_kept_whole_where_sizes_allow() -> None:
    paragraph = " ".join(f"Ici la phrase {i} du paragraphe." for i in range(8))
    passages = cut(
        "# T\n\n## A\n\n" + "\n\n".join([paragraph] * 4) + "\n\n## B\n\nb", max_tokens=2 * count_tokens(paragraph) + 10
    )
    assert [passage.text.count("phrase 0 ") for passage in passages[:-1]] == [2, 2]


def test_a_list_stays_with_the_sentence_that_introduces_it() -> None:
    items = "\n".join(f"- la mesure numéro {i} du plan" for i in range(5))
    body = f"{SENTENCES[:600].rsplit('.', 1)[0]}. Cinq mesures sont prévues :\n\n{items}"
    holder = next(
        passage
        for passage in cut(f"# T\n\n## A\n\n{body}\n\n## B\n\nb", max_tokens=90)
        if "Cinq mesures" in passage.text
    )
    assert holder.text.count("- la mesure") == 5


def test_a_long_list_keeps_its_introduction_with_the_first_item() -> None:
    items = "\n".join(f"- la mesure numéro {i} du plan des rivages" for i in range(40))
    passages = cut(f"# T\n\n## A\n\nVoici les mesures :\n\n{items}\n\n## B\n\nb", max_tokens=100)
    assert passages[0].text.startswith("Voici les mesures :\n\n- la mesure numéro 0")
    assert all(passage.text.startswith("- la mesure") for passage in passages[1:-1])


def test_one_long_sentence_stays_whole_up_to_four_passages() -> None:
    sentence = "Une phrase " + "très " * 150 + "longue."
    assert len(cut(f"# T\n\n## A\n\n{sentence}\n\n## B\n\nb", max_tokens=60)) == 2


def test_what_no_sentence_can_be_is_cut_between_words() -> None:
    passages = cut("mot " * 2000, max_tokens=50)
    assert len(passages) > 10
    assert max(passage.n_tokens for passage in passages) <= 60
    assert set(" ".join(passage.text for passage in passages).split()) == {"mot"}


def test_a_long_text_without_spaces_is_cut_all_the_same() -> None:
    passages = cut("x" * 20_000, max_tokens=50)
    assert "".join(passage.text for passage in passages) == "x" * 20_000
    assert len(passages) > 1


@pytest.mark.parametrize(
    ("markdown", "pages"),
    [
        pytest.param("Texte.", [""], id="unknown"),
        pytest.param("<!-- page: 7 -->\n\nTexte.", ["7"], id="one-page"),
        pytest.param("<!-- page: 7 -->\n\nTexte\n\n<!-- page: 8 -->\n\nsuite.", ["7-8"], id="over-two"),
        pytest.param(
            "<!-- page: 7 -->\n\nTexte\n\n<!-- page: 8 -->\n\nsuite\n\n<!-- page: 9 -->\n\nfin.",
            ["7-9"],
            id="over-three",
        ),
        pytest.param(
            "# T\n\n<!-- page: 7 -->\n\n## A\n\na\n\n<!-- page: 8 -->\n\n## B\n\nb",
            ["7", "8"],
            id="mark-before-heading",
        ),
        pytest.param("<!-- page: iv -->\n\nTexte.", ["iv"], id="roman"),
    ],
)
def test_pages_are_those_of_the_first_and_last_character(markdown: str, pages: list[str]) -> None:
    assert [passage.pages for passage in cut(markdown)] == pages


def test_a_section_without_text_gives_no_passage_but_stays_in_the_breadcrumb() -> None:
    passages = cut("# T\n\n## Partie I\n\n### 1. Les ports\n\nTexte.\n\n## Partie II\n\n### 2. Les eaux\n\nAutre.")
    assert [passage.section for passage in passages] == [("Partie I", "1. Les ports"), ("Partie II", "2. Les eaux")]


def test_identifiers_do_not_depend_on_the_text_of_the_sections(report_path: Path) -> None:
    changed = re.sub(r"^(?=[A-Z].*\.$)", "En bref. ", report_path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert ids(cut(changed)) == ids(chunk(load_report(report_path), max_tokens=320))


# Any report: offsets are exact, and no word is lost, moved or said twice.

WORD = st.text("abcdeéèàçœXYZ0123456789", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join)
ITEMS = st.lists(SENTENCE, min_size=1, max_size=5).map(lambda items: "\n".join(f"- {item}" for item in items))
COMMENT = st.sampled_from(["<!-- photo: le port -->", "<!-- page: 2 -->", "<!-- page: 3 -->"])
HEADING = st.tuples(st.integers(2, 4), WORD).map(lambda pair: f"{'#' * pair[0]} {pair[1]}")
BLOCKS = st.lists(st.one_of(PARAGRAPH, ITEMS, COMMENT, HEADING), min_size=1, max_size=14)


@settings(max_examples=150, deadline=None)
@given(blocks=BLOCKS, max_tokens=st.integers(20, 120))
def test_every_word_outside_headings_and_comments_is_in_exactly_one_passage(blocks: list[str], max_tokens: int) -> None:
    said = [word for block in blocks if not block.startswith(("#", "<!--")) for word in re.findall(r"\w+", block)]
    if not said:
        return
    report = report_of("---\ntitle: Le titre du rapport\n---\n\n" + "\n\n".join(blocks))
    passages = chunk(report, max_tokens=max_tokens)
    assert [word for passage in passages for word in re.findall(r"\w+", passage.text)] == said
    assert len({passage.passage_id for passage in passages}) == len(passages)
    for passage, following in zip(passages, [*passages[1:], None], strict=True):
        assert passage.text == report.text[passage.start : passage.end] == passage.text.strip()
        assert following is None or passage.end <= following.start
        assert re.fullmatch(r"[a-z0-9-]+#[a-z0-9-]+", passage.passage_id)
        assert passage.n_tokens <= max_tokens or len(sentences(passage.text)) == 1
