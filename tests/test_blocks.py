"""From the text of a passage to its HTML: nothing lost, nothing added, nothing that is markup by accident."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.web.blocks import blocks_html, legible


def unbroken(text: str) -> str:
    """Spaces collapsed, the firm ones like the others."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("Une phrase.", "<p>Une phrase.</p>", id="paragraph"),
        pytest.param("Une.\n\nDeux.", "<p>Une.</p> <p>Deux.</p>", id="blank-line"),
        pytest.param("Une.\nDeux.", "<p>Une.<br> Deux.</p>", id="line-break"),
        pytest.param("Trois :\n\n- un ;\n- deux.", "<p>Trois :</p> <ul><li>un ;</li> <li>deux.</li></ul>", id="dashes"),
        pytest.param("Trois :\n• un\n• deux", "<p>Trois :</p> <ul><li>un</li> <li>deux</li></ul>", id="bullets"),
        pytest.param("- un\n\n- deux", "<ul><li>un</li> <li>deux</li></ul>", id="items-apart-are-one-list"),
        pytest.param(
            "- un\n  - a\n  - b\n- deux",
            "<ul><li>un<ul><li>a</li> <li>b</li></ul></li> <li>deux</li></ul>",
            id="items-below-an-item",
        ),
        pytest.param(
            "3. trois\n5) cinq", '<ol><li value="3">trois</li> <li value="5">cinq</li></ol>', id="numbers-as-written"
        ),
        pytest.param("- un\n  suite", "<ul><li>un<br> suite</li></ul>", id="item-of-two-lines"),
        pytest.param(
            "- dit\n1. fait", '<ul><li>dit</li></ul> <ol><li value="1">fait</li></ol>', id="dashes-then-numbers"
        ),
        pytest.param("+ 12 % de vélos", "<p>+ 12 % de vélos</p>", id="plus-is-part-of-the-figure"),
        pytest.param("-12 %", "<p>-12 %</p>", id="minus-is-part-of-the-figure"),
        pytest.param("2025. L’année", "<p>2025. L’année</p>", id="a-year-is-no-number-of-an-item"),
        pytest.param("1.5 million", "<p>1.5 million</p>", id="a-decimal-is-no-number-of-an-item"),
        pytest.param(
            "Année | Bus\n2024 | 12\n2025 | 20",
            '<table><thead><tr><th scope="col">Année</th><th scope="col">Bus</th></tr></thead>'
            "<tbody><tr><td>2024</td><td>12</td></tr><tr><td>2025</td><td>20</td></tr></tbody></table>",
            id="table",
        ),
        pytest.param("Eau | Air", "<p>Eau | Air</p>", id="one-row-is-no-table"),
        pytest.param("<b>1 & 2</b>", "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;</p>", id="markup-is-text"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_text_becomes_the_elements_that_its_lines_say(text: str, written: str) -> None:
    assert unbroken(blocks_html(text)) == written


@pytest.mark.parametrize(
    ("item", "figure"),
    [
        ("74 % du territoire", "74 %"), ("+ de 250 actions", "+ de 250"), ("27 337 élèves", "27 337"), ("3 M€ mobilisés", "3 M€"),
        ("2,7 tonnes", "2,7"), ("234 000 hectares", "234 000"), ("2025, une année", None), ("BHNS B4", None), ("12e programme", None),
    ],
)  # fmt: skip
def test_the_figure_that_an_item_opens_with_is_bold(item: str, figure: str | None) -> None:
    bold = re.findall("<strong>(.*?)</strong>", blocks_html(f"- {item}"))
    assert [unbroken(one) for one in bold] == ([figure] if figure else [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("le SCoT protège 53 000 hectares", "le SCoT protège 53_000 hectares"),
        ("74 % et 3 M€ (+ 15 %)", "74_% et 3_M€ (+_15_%)"),
        ("le « ZAN » : quoi ?", "le «_ZAN_»_: quoi_?"),
        ("en 2025 6 communes", "en 2025 6 communes"),
        ("a\u202eb\x07c", "ab c"),
    ],
)
def test_no_line_breaks_inside_a_figure_and_no_character_turns_the_text(text: str, shown: str) -> None:
    assert legible(text).replace("\u00a0", "_") == shown


LINES = st.lists(st.sampled_from(["- ", "  - ", "• ", "1. ", "12) ", "+ ", ""]), min_size=1, max_size=6)
WORDS = st.lists(
    st.sampled_from(["eau", "74 %", "a | b", "<b>", "&amp;", "1 000", "«x»", "2025."]), min_size=1, max_size=4
)


@settings(deadline=None)
@given(st.lists(st.tuples(LINES, WORDS, st.sampled_from(["\n", "\n\n"])), min_size=1, max_size=6))
def test_every_word_stays_in_its_order(parts: list[tuple[list[str], list[str], str]]) -> None:
    text = "".join(f"{marks[0]}{' '.join(words)}{end}" for marks, words, end in parts).strip()
    shown = re.sub("<[^>]+>", " ", re.sub(r'<li value="(\d+)">', r"\1. ", blocks_html(text)))
    # What an element stands for: a dash, the sign behind the number of an item, the border of a cell.
    expected = re.sub(r"(?m)^ *[-•] +(?=\S)", "", re.sub(r"(?m)^( *\d+)[.)] ", r"\1. ", text)).replace(" | ", " ")
    assert unbroken(unescape(shown).replace(" | ", " ")) == unbroken(expected)
