"""How a report is laid out from its passages: headings, pages, contents, names of links."""

from __future__ import annotations

import pytest

from assistant.types import Passage
from assistant.web import outline as room
from assistant.web.outline import Heading, outline, page_mark


def passages(*sections: tuple[str, ...], pages: tuple[str, ...] = ()) -> list[Passage]:
    """One passage a section, in order."""
    return [
        Passage(f"r#{i}", "Rapport", "r.md", section, pages[i] if pages else "", f"Texte {i}.", 0, 8, 3, i)
        for i, section in enumerate(sections)
    ]


def titles(headings: tuple[Heading, ...] | list[Heading]) -> list[object]:
    """``["A", ["A1", "A2"], "B"]``"""
    found: list[object] = []
    for heading in headings:
        found.append(heading.title)
        if heading.below:
            found.append(titles(heading.below))
    return found


@pytest.mark.parametrize(
    ("sections", "opened"),
    [
        pytest.param([("A",), ("A", "1"), ("A", "2")], ["2 A", "3 1", "3 2"], id="below"),
        pytest.param([("A", "1"), ("A", "1"), ("B",)], ["2 A|3 1", "", "2 B"], id="heading-without-text"),
        pytest.param([("A", "1", "x"), ("B", "1", "x")], ["2 A|3 1|4 x", "2 B|3 1|4 x"], id="same-words-elsewhere"),
        pytest.param([("A", "1"), ("A",)], ["2 A|3 1", "2 A"], id="back-to-a-wider-heading"),
        pytest.param([(), ("A",)], ["", "2 A"], id="text-before-any-heading"),
        pytest.param([tuple("ABCDEFG")], ["2 A|3 B|4 C|5 D|6 E|6 F|6 G"], id="no-more-than-six-levels"),
    ],
)
def test_every_heading_opens_once_right_above_its_first_passage(
    sections: list[tuple[str, ...]], opened: list[str]
) -> None:
    places = outline(passages(*sections)).places
    assert ["|".join(f"{h.level} {h.title}" for h in place.headings) for place in places] == opened
    ids = [heading.id for place in places for heading in place.headings]
    assert len(set(ids)) == len(ids)


def test_a_page_is_said_where_it_changes() -> None:
    laid = outline(passages(*[("A",)] * 6, pages=("", "7", "7", "7-8", "8", "xii")))
    said = [place.page.replace("\u00a0", " ") for place in laid.places]
    assert said == ["", "Page 7", "", "Pages 7 à 8", "Page 8", "Page xii"]
    assert page_mark("") == ""


def test_contents_are_nested_and_leave_out_the_deepest_level_of_a_long_report() -> None:
    short = outline(passages(("A", "1", "x"), ("A", "2"), ("B",)))
    assert titles(short.contents) == ["A", ["1", ["x"], "2"], "B"]
    many = [("A", str(i), f"x{j}") for i in range(6) for j in range(room.MAX_ENTRIES // 6)]
    assert titles(outline(passages(*many)).contents) == ["A", [str(i) for i in range(6)]]
    flat = [(f"A{i}",) for i in range(room.MAX_ENTRIES + 5)]
    assert len(outline(passages(*flat)).contents) == room.MAX_ENTRIES + 5


def test_every_link_to_a_passage_has_a_name_of_its_own() -> None:
    laid = outline(passages((), ("A", "Zoom"), ("A", "Zoom"), ("B", "Zoom"), ("B",)))
    assert [place.name for place in laid.places] == ["Rapport", "Zoom", "Zoom (2)", "Zoom (3)", "B"]
