"""Does the Markdown report say what the report says: nothing lost, nothing invented, no figure altered?

``corpus/rapport-2025.md`` is held against the text as handed over, kept byte for byte in ``corpus/_source/``.
Both are read into the same two lists, what is said (headings and statements, in reading order) and the photo credits,
and the lists are compared. Between them stand only:

- the repairs of ``REPAIRS``, each declared, each also listed in ``corpus/README.md``;
- in statements: bold markers dropped, runs of spaces and line breaks made one space;
- in headings, besides: case and the shape of the apostrophe; ``PARTIE I`` or ``1`` on its own line joined to its title;
- in « 2025 en chiffres »: the figure, its noun and the rest of the sentence joined into one statement.

The checks are functions over two strings, so that the last tests can feed them a damaged report.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
RAW_PATH = CORPUS / "_source" / "rapport-annuel-developpement-durable-2025.txt"
RAW_SHA256 = "29b92b8f38e4545543cbeb4727fcec2dcadd37187e3b89e61ac67aae4c9fa654"
MARKDOWN_PATH = CORPUS / "rapport-2025.md"


class Repair(NamedTuple):
    """A slip of the PDF conversion: what the raw text has, what it should have had. ``raw`` occurs exactly once."""

    raw: str
    repaired: str


REPAIRS = (
    # Headings that the table of contents spells better, or that the conversion lost or split.
    Repair("INTRODUCTION / ÉDITO", "INTRODUCTION"),
    Repair("\n74 %\n\ndu territoire sanctuarisés", "\n2025 EN CHIFFRES\n\n74 %\n\ndu territoire sanctuarisés"),
    Repair("ZOOM\n\nÉvénementiel responsable", "ZOOM Événementiel responsable"),
    Repair("CONSTRUIRE AUJOURD'HUI\n", "CONSTRUIRE AUJOURD'HUI LA MÉTROPOLE DE DEMAIN\n"),
    Repair("\nLA MÉTROPOLE DE DEMAIN\n", "\n"),
    # Chapter numbers that the table of contents gives and the body lost.
    Repair("\nCULTIVER POUR UNE ALIMENTATION LOCALE", "\n1\n\nCULTIVER POUR UNE ALIMENTATION LOCALE"),
    Repair("\nDES ÉQUIPEMENTS SPORTIFS PLUS SOBRES", "\n2\n\nDES ÉQUIPEMENTS SPORTIFS PLUS SOBRES"),
    Repair("\nSENSIBILISER LA JEUNESSE", "\n3\n\nSENSIBILISER LA JEUNESSE"),
    Repair("\nACCOMPAGNER LES MÉTROPOLITAINS", "\n4\n\nACCOMPAGNER LES MÉTROPOLITAINS"),
    Repair("\nFAIRE VIVRE UNE CULTURE", "\n5\n\nFAIRE VIVRE UNE CULTURE"),
    Repair("\nUNE ADMINISTRATION EXEMPLAIRE", "\n1\n\nUNE ADMINISTRATION EXEMPLAIRE"),
    Repair("\nOBSERVER POUR MIEUX DÉCIDER", "\n4\n\nOBSERVER POUR MIEUX DÉCIDER"),
    # Spelling.
    Repair("DÉSIMPÉRMÉABILISATION", "DÉSIMPERMÉABILISATION"),
    Repair("CHÂÎNE", "CHAÎNE"),
    # Superscripts.
    Repair("1^{er}", "1er"),
    Repair("12^e", "12e"),
    Repair("7^e", "7e"),
    Repair("3^e", "3e"),
    # A footnote that becomes a paragraph: its call, its mark, its closing italic marker.
    Repair("RSO*,", "RSO,"),
    Repair("** Une démarche RSO", "Une démarche RSO"),
    Repair("service public.*", "service public."),
)


class Block(NamedTuple):
    """A heading (folded, see ``fold``) or a statement (a paragraph or a list item, verbatim), in reading order."""

    kind: str
    text: str


@dataclass
class Reading:
    """What a version of the report says, and the photo credits that stand beside it."""

    blocks: list[Block] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)


class Heading(NamedTuple):
    """A Markdown heading, with the page mark in force where it stands."""

    level: int
    title: str
    page: int | None


def collapse(text: str) -> str:
    """Make every run of spaces, no-break spaces and line breaks one space."""
    return " ".join(text.split())


def fold(title: str) -> str:
    """Bring a heading to the form in which both versions are compared: case and shape of the apostrophe aside."""
    return collapse(title).replace("’", "'").casefold()


def repair(raw: str, repairs: tuple[Repair, ...] = REPAIRS) -> str:
    """Apply the declared repairs.

    Raises: ValueError if a repair is not needed (its raw spelling is absent) or is ambiguous (it occurs twice).
    """
    for wrong, right in repairs:
        if (n_found := raw.count(wrong)) != 1:
            raise ValueError(f"repair {wrong!r}: found {n_found} times in the raw text, expected once")
        raw = raw.replace(wrong, right)
    return raw


def table_of_contents(raw: str) -> list[tuple[str, int]]:
    """Give the title and first page of each part and chapter, e.g. ``("4. La mer, notre horizon durable", 10)``."""
    return [(title, int(page)) for title, page in re.findall(r"^\| (.+?) \| (\d+) \|$", raw, re.MULTILINE)]


def cover_and_body(raw: str) -> tuple[str, str]:
    """Split the raw text around its table of contents."""
    lines = raw.splitlines()
    rows = [number for number, line in enumerate(lines) if line.startswith("|")]
    return "\n".join(lines[: rows[0]]), "\n".join(lines[rows[-1] + 1 :])


def paragraphs(text: str) -> list[str]:
    """Split a text at its blank lines."""
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def is_raw_heading(paragraph: str) -> bool:
    """Recognise a heading of the raw text: a ZOOM box, or capitals throughout (but for the i of ``PLUi``)."""
    return paragraph.startswith("ZOOM ") or paragraph.replace("PLUi", "PLUI").isupper()


def read_raw(raw: str, repairs: tuple[Repair, ...] = REPAIRS) -> Reading:
    """Read the text as handed over, after the declared repairs; cover and table of contents are read apart."""
    cover, body = cover_and_body(repair(raw, repairs))
    reading = Reading(credits=[collapse(line) for line in cover.splitlines() if "©" in line])
    label = ""  # "PARTIE I" or "1", waiting for the title it belongs to
    key_figure: list[str] | None = None  # pieces of the figure being read in « 2025 en chiffres »
    for paragraph in paragraphs(body):
        text = collapse(paragraph)
        if "©" in text:
            reading.credits.append(text.replace("*", ""))
        elif re.fullmatch(r"PARTIE [IV]+", text):
            label, key_figure = f"{text} – ", None
        elif re.fullmatch(r"[1-9]", text):
            label = f"{text}. "
        elif key_figure is not None:
            key_figure.append(text.replace("**", ""))
            if text.endswith("."):
                reading.blocks.append(Block("statement", " ".join(key_figure)))
                key_figure = []
        elif is_raw_heading(text):
            reading.blocks.append(Block("heading", fold(label + re.sub("^ZOOM ", "ZOOM – ", text))))
            label = ""
            key_figure = [] if text == "2025 EN CHIFFRES" else None
        else:
            items = re.split(r"^- ", paragraph, flags=re.MULTILINE) if paragraph.startswith("- ") else [paragraph]
            statements = [collapse(item.replace("**", "")) for item in items if item.strip()]
            reading.blocks.extend(Block("statement", statement) for statement in statements)
    return reading


def markdown_body(markdown: str) -> str:
    """Drop the YAML header."""
    return markdown.split("---\n", 2)[2]


def markdown_lines(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and content of each line: ``comment``, ``#`` to ``######``, or ``statement``."""
    for line in markdown_body(markdown).splitlines():
        if comment := re.fullmatch(r"<!-- (.+) -->", line):
            yield "comment", comment[1]
        elif heading := re.fullmatch(r"(#{1,6}) (.+)", line):
            yield heading[1], heading[2]
        elif line.strip():
            yield "statement", line.removeprefix("- ")


def read_markdown(markdown: str) -> Reading:
    """Read the Markdown report; its title is read apart, with the YAML header."""
    reading = Reading()
    for kind, text in markdown_lines(markdown):
        if kind == "comment":
            if text.startswith("photo: "):
                reading.credits.append(collapse(text.removeprefix("photo: ")))
        elif kind == "statement":
            reading.blocks.append(Block("statement", collapse(text)))
        elif kind != "#":
            reading.blocks.append(Block("heading", fold(text)))
    return reading


def headings(markdown: str) -> list[Heading]:
    """List the headings under the title, each with the page mark in force."""
    found, page = [], None
    for kind, text in markdown_lines(markdown):
        if kind == "comment" and text.startswith("page: "):
            page = int(text.removeprefix("page: "))
        elif set(kind) == {"#"} and kind != "#":
            found.append(Heading(len(kind), text, page))
    return found


def contents_headings(markdown: str) -> list[Heading]:
    """List the headings that belong in a table of contents: parts, chapters, lettered sub-chapters."""
    return [h for h in headings(markdown) if h.level < 4 or re.match(r"[a-z]\. ", h.title)]


def sentences(reading: Reading) -> list[str]:
    """Split the statements into sentences, in reading order."""
    statements = (block.text for block in reading.blocks if block.kind == "statement")
    return [sentence for text in statements for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý0-9«])", text)]


def figures(reading: Reading) -> Counter[str]:
    """Count the figures of the statements and box headings, e.g. ``234 000`` or ``15,37``; chapter numbers aside."""
    text = "\n".join(re.sub(r"^\d\. ", "", block.text) for block in reading.blocks)
    return Counter(re.findall(r"\d+(?: \d{3})*(?:,\d+)?", text))


# The checks: each gives the list of faults, empty when the Markdown report is faithful.


def lost_sentences(raw: str, markdown: str) -> list[str]:
    """Give the sentences of the raw text that the Markdown does not have, or has fewer times."""
    return list((Counter(sentences(read_raw(raw))) - Counter(sentences(read_markdown(markdown)))).elements())


def invented_sentences(raw: str, markdown: str) -> list[str]:
    """Give the sentences of the Markdown that the raw text does not have, or has fewer times."""
    return list((Counter(sentences(read_markdown(markdown))) - Counter(sentences(read_raw(raw)))).elements())


def altered_figures(raw: str, markdown: str) -> list[str]:
    """Give the figures that do not occur equally often in both."""
    before, after = figures(read_raw(raw)), figures(read_markdown(markdown))
    return sorted(((before - after) + (after - before)).elements())


def displaced_blocks(raw: str, markdown: str) -> list[str]:
    """Give the first place where the two do not say the same thing under the same heading, in the same order."""
    before, after = read_raw(raw).blocks, read_markdown(markdown).blocks
    end = Block("end", "")
    pairs = zip([*before, end], [*after, end], strict=False)
    return next(([f"raw: {b.text}", f"markdown: {a.text}"] for b, a in pairs if b != a), [])


def heading_faults(raw: str, markdown: str) -> list[str]:
    """Hold the headings against the table of contents: titles, order, levels."""
    faults = []
    wanted = [title.replace("PARTIE", "Partie") for title, _ in table_of_contents(raw)]
    found = [h.title for h in contents_headings(markdown)]
    if [fold(title) for title in wanted] != [fold(title) for title in found]:
        faults.append(f"titles or order differ: {sorted(set(map(fold, wanted)) ^ set(map(fold, found)))}")
    # Capitals throughout are the table's typography, any other spelling is the title's own.
    faults += [f"spelled otherwise: {title}" for title in wanted if not title.isupper() and title not in found]
    for h in headings(markdown):
        is_part = h.title.startswith("Partie ") or fold(h.title) in {fold(t) for t in wanted if t.isupper()}
        level = 2 if is_part else 3 if re.match(r"\d\. ", h.title) else 4
        if h.level != level:
            faults.append(f"level {h.level}, expected {level}: {h.title}")
    return faults


def page_mark_faults(raw: str, markdown: str) -> list[str]:
    """Hold the page marks against the table of contents, which gives the first page of a chapter and no more."""
    pages = {fold(title): page for title, page in table_of_contents(raw)}
    faults = [
        f"{h.title}: page {h.page}, expected {pages.get(fold(h.title))}"
        for h in contents_headings(markdown)
        if h.page != pages.get(fold(h.title))
    ]
    lines = list(markdown_lines(markdown))
    marks = [(int(text[6:]), below) for (_, text), below in pairwise(lines) if text[:6] == "page: "]
    faults += [
        f"page {page} stands before {text!r}, which is not in the table of contents"
        for page, (_, text) in marks
        if fold(text) not in pages
    ]
    numbers = [page for page, _ in marks]
    if numbers != sorted(set(numbers)):
        faults.append(f"page marks repeat or go back: {numbers}")
    return faults


def credit_faults(raw: str, markdown: str) -> list[str]:
    """Hold the photo credits apart: all in comments, none among the statements or headings."""
    before, after = Counter(read_raw(raw).credits), Counter(read_markdown(markdown).credits)
    faults = [f"lost: {credit}" for credit in before - after] + [f"invented: {credit}" for credit in after - before]
    for kind, text in markdown_lines(markdown):
        if kind != "comment" and "©" in text:
            faults.append(f"outside a comment: {text}")
        if kind == "comment" and not re.match(r"photo: |page: \d+$", text):
            faults.append(f"neither a photo nor a page: {text}")
    return faults


Check = Callable[[str, str], list[str]]
CHECKS: tuple[Check, ...] = (
    lost_sentences,
    invented_sentences,
    altered_figures,
    displaced_blocks,
    heading_faults,
    page_mark_faults,
    credit_faults,
)


@pytest.fixture(scope="module")
def raw() -> str:
    """Read the report as handed over."""
    return RAW_PATH.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def markdown() -> str:
    """Read the report as indexed."""
    return MARKDOWN_PATH.read_text(encoding="utf-8")


def test_the_source_copy_is_byte_for_byte_the_report_as_handed_over() -> None:
    assert hashlib.sha256(RAW_PATH.read_bytes()).hexdigest() == RAW_SHA256


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_markdown_report_is_faithful(check: Check, raw: str, markdown: str) -> None:
    assert check(raw, markdown) == []


def test_the_reading_is_not_empty(raw: str) -> None:
    # Two empty readings would agree on everything: these are the counts of the report.
    reading = read_raw(raw)
    n_contents, n_boxes = 30, 73 + 8  # titled boxes, ZOOM boxes
    assert len(table_of_contents(raw)) == n_contents
    assert sum(block.kind == "heading" for block in reading.blocks) == n_contents + n_boxes
    assert len(reading.credits) == raw.count("©")


def test_the_header_states_the_cover_and_nothing_invented(raw: str, markdown: str) -> None:
    header = yaml.safe_load(markdown.split("---\n", 2)[1])
    cover = "\n".join(line for line in cover_and_body(raw)[0].splitlines() if "©" not in line)
    assert set(header) == {"title", "subtitle", "year", "publisher", "language", "source", "licence"}
    assert (header["year"], header["language"]) == (2025, "fr")
    assert header["publisher"] in collapse(raw)
    stated = f"{header['title'].removesuffix(' 2025')} {header['subtitle']} — {header['year']}"
    assert fold(stated) == fold(cover.replace("**", ""))
    assert [text for kind, text in markdown_lines(markdown) if kind == "#"] == [header["title"]]


@pytest.mark.parametrize("declared", REPAIRS, ids=lambda declared: collapse(declared.raw))
def test_every_repair_is_needed_and_listed_in_the_readme(declared: Repair, raw: str) -> None:
    assert raw.count(declared.raw) == 1
    assert collapse(declared.raw) in collapse((CORPUS / "README.md").read_text(encoding="utf-8"))


def test_acronyms_keep_their_own_case_in_headings(raw: str, markdown: str) -> None:
    said = " ".join(block.text for block in read_raw(raw).blocks if block.kind == "statement")
    acronyms = {word for word in re.findall(r"\w+", said) if sum(letter.isupper() for letter in word) > 1}
    folded = {acronym.casefold() for acronym in acronyms}
    words = {word for h in headings(markdown) for word in re.findall(r"\w+", h.title)}
    assert {word for word in words if word.casefold() in folded} <= acronyms


def test_box_headings_are_not_shouted(markdown: str) -> None:
    assert [h.title for h in headings(markdown) if h.title.removeprefix("ZOOM – ").isupper()] == []


def test_statements_are_plain_text_that_no_markdown_reader_alters(markdown: str) -> None:
    statements = [text for kind, text in markdown_lines(markdown) if kind == "statement"]
    assert [text for text in statements if re.search(r"[*_`\\^{}<>|\[\]]|  ", text)] == []
    # "- + de 250" would be a list inside a list, and lose its plus sign.
    assert [text for text in statements if re.match(r"[-+*>] |#{1,6} |\d+[.)] ", text)] == []


def test_spaces_are_plain_but_for_the_one_that_saves_a_plus_sign(markdown: str) -> None:
    assert re.findall(r".{4}[\u00a0\u202f\u2009]", markdown, re.DOTALL) == ["\n- +\u00a0"]


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        pytest.param(altered_figures, "234 000 hectares, soit", "243 000 hectares, soit", id="changed-figure"),
        pytest.param(altered_figures, "15,37 hectares", "1537 hectares", id="lost-decimal-comma"),
        pytest.param(lost_sentences, "agents métropolitains via l'outil", "agents via l'outil", id="lost-words"),
        pytest.param(
            lost_sentences,
            "L'eau est gérée de manière intégrée, de la prévention des inondations à la solidarité sociale.",
            "",
            id="lost-sentence",
        ),
        pytest.param(
            lost_sentences, "Parc des Aiguilles à Ensues", "Parc des Aiguilles à Ensuès", id="author-corrected"
        ),
        pytest.param(invented_sentences, "100 % verte prendra", "100 % verte et locale prendra", id="invented-words"),
        pytest.param(
            invented_sentences, "\n\n### 4. La mer", "\n\nLe bilan est bon.\n\n### 4. La mer", id="invented-sentence"
        ),
        pytest.param(displaced_blocks, "#### Innovation\n\n", "", id="lost-box-heading"),
        pytest.param(heading_faults, "### 5. Faire vivre", "### 6. Faire vivre", id="wrong-chapter-number"),
        pytest.param(heading_faults, "### 1. Le SCoT", "### 1. Le Scot", id="wrong-case-in-a-title"),
        pytest.param(heading_faults, "#### Zones humides", "### Zones humides", id="wrong-level"),
        pytest.param(page_mark_faults, "<!-- page: 29 -->", "<!-- page: 28 -->", id="wrong-page"),
        pytest.param(page_mark_faults, "<!-- page: 33 -->\n\n", "", id="lost-page-mark"),
        pytest.param(page_mark_faults, "#### ZOOM – Label", "<!-- page: 7 -->\n\n#### ZOOM – Label", id="guessed-page"),
        pytest.param(
            credit_faults, "<!-- photo: Port-Miou - Cassis © Roland Grunhech / MAMP -->", "", id="lost-credit"
        ),
        pytest.param(
            credit_faults,
            "<!-- photo: Complexe aquatique Cap Provence - Cassis © MAMP -->",
            "Complexe aquatique Cap Provence - Cassis © MAMP",
            id="credit-among-the-statements",
        ),
    ],
)
def test_a_damaged_report_is_detected(check: Check, old: str, new: str, raw: str, markdown: str) -> None:
    damaged = markdown.replace(old, new)
    assert damaged != markdown
    assert check(raw, damaged) != []


def test_a_repair_that_the_raw_text_does_not_need_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="found 0 times"):
        repair(raw, (*REPAIRS, Repair("Ensüès", "Ensuès")))


def test_an_undeclared_repair_is_detected(raw: str, markdown: str) -> None:
    undeclared = tuple(declared for declared in REPAIRS if declared.raw != "12^e")
    assert read_raw(raw, undeclared).blocks != read_markdown(markdown).blocks
