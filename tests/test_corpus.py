"""What does each reader take from a file, and what does it say of one that it cannot read?"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.oxml import parse_xml
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from assistant.corpus import MAX_BYTES, find_reports, load_corpus, load_report
from assistant.errors import CorpusEmpty, CorpusMissing, UnreadableReport
from assistant.types import Report


def bodies(report: Report) -> dict[str, str]:
    return {section.title: report.text[section.start : section.end] for section in report.sections}


def read(folder: Path, name: str, content: str | bytes) -> Report:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_report(path)


def refusal(folder: Path, name: str, content: str | bytes) -> UnreadableReport:
    with pytest.raises(UnreadableReport) as caught:
        read(folder, name, content)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(name)
    return caught.value


# The folder


def test_reports_are_found_in_sub_folders_and_hidden_or_private_names_are_not(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "2023/a.TXT",
        ".cache/x.md",
        "_source/y.md",
        "_brouillon.md",
        ".z.md",
        "README.md",
        "image.png",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("texte")
    assert [path.relative_to(tmp_path).as_posix() for path in find_reports(tmp_path)] == ["2023/a.TXT", "b.md"]


def test_the_source_of_a_report_is_its_path_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "bilan.md").write_text("Du texte.")
    assert [report.source for report in load_corpus(tmp_path)[0]] == ["2023/bilan.md"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing, match="n’existe pas"):
        load_corpus(tmp_path / "absent")


def test_a_folder_without_a_readable_report_is_said_with_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "casse.pdf").write_bytes(b"%PDF-1.4 rien")
    with pytest.raises(CorpusEmpty) as caught:
        load_corpus(tmp_path)
    assert [error.path.name for error in caught.value.unreadable] == ["casse.pdf"]


def test_an_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "bon.md").write_text("# Bon\n\nDu texte.")
    (tmp_path / "mauvais.txt").write_bytes(b"\x00\x01\x02")
    reports, unreadable = load_corpus(tmp_path)
    assert [report.title for report in reports] == ["Bon"]
    assert [error.path.name for error in unreadable] == ["mauvais.txt"]


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gros.txt"
    path.touch()
    os.truncate(path, MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(UnreadableReport, match="la limite est de 50 Mo"):
        load_report(path)


@pytest.mark.parametrize("name", ["vide.md", "vide.txt", "vide.html"])
def test_a_file_without_text_is_refused(tmp_path: Path, name: str) -> None:
    assert "aucun texte" in str(refusal(tmp_path, name, " \n\n"))


# Markdown


def test_markdown_gives_header_sections_levels_and_pages(report_path: Path) -> None:
    report = load_report(report_path)
    assert report.title == "Rapport développement durable 2024 de Valserine-sur-Mer"
    assert report.metadata == {"year": "2024", "publisher": "Ville de Valserine-sur-Mer", "language": "fr"}
    levels = {section.title: section.level for section in report.sections}
    assert levels["Partie I – Protéger le rivage"] == 1
    assert levels["1. Le Plan des rivages, un cap pour 2035"] == 2
    assert levels["a. Les dunes de l'Ourcière"] == 3
    assert report.title not in levels
    assert [page for _, page in report.page_starts] == ["3", "4", "5"]
    starts = {page: report.text[offset : offset + 12] for offset, page in report.page_starts}
    assert starts == {"3": "- 41 % de la", "4": "La station d", "5": "Les « Cours "}


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        pytest.param(
            "Un **gras**, un *italique* et un [lien](https://x.fr).", "Un gras, un italique et un lien.", id="markup"
        ),
        pytest.param("Avant <!-- photo: le port --> après.", "Avant après.", id="comment-inside"),
        pytest.param("- un\n- deux", "- un\n- deux", id="bullets-kept"),
        pytest.param("* un\n\n* deux", "* un\n* deux", id="loose-list"),
        pytest.param("3. trois\n4. quatre", "3. trois\n4. quatre", id="numbers-kept"),
        pytest.param("- un\n  - dedans\n- deux", "- un\n  - dedans\n- deux", id="nested"),
        pytest.param("- +\u00a0de 250 actions", "- +\u00a0de 250 actions", id="no-break-space"),
        pytest.param("ligne une\nligne deux", "ligne une ligne deux", id="soft-break"),
        pytest.param("2 * 3 * 4 et a_b_c", "2 * 3 * 4 et a_b_c", id="not-emphasis"),
        pytest.param("moins de 5 % & 3 < 4", "moins de 5 % & 3 < 4", id="not-markup"),
        pytest.param("| an | ha |\n|---|---|\n| 2024 | 12 |", "an | ha\n2024 | 12", id="table"),
        pytest.param("a\n\n> cité\n\nb", "a\n\ncité\n\nb", id="quotation"),
        pytest.param("deux  \t espaces", "deux espaces", id="blanks-collapsed"),
        pytest.param("\x1b[31mrouge", "[31mrouge", id="control-characters"),
    ],
)
def test_markdown_text_is_verbatim_without_markup(tmp_path: Path, markdown: str, text: str) -> None:
    assert read(tmp_path, "a.md", markdown).text.strip() == text


def test_a_page_mark_inside_a_paragraph_counts_from_there(tmp_path: Path) -> None:
    report = read(tmp_path, "a.md", "<!-- page: 7 -->\n\nFin de page. <!-- page: 8 -->Début de page.")
    assert [(page, report.text[offset:].split()[0]) for offset, page in report.page_starts] == [
        ("7", "Fin"),
        ("8", "Début"),
    ]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        pytest.param("---\ntitle: oui\nsans fin\n", 1, id="not-closed"),
        pytest.param("---\ntitle: a\nyear: [2024\n---\n", 4, id="bad-yaml"),
        pytest.param('---\ntitle: "a\n---\nTexte', 3, id="open-quote"),
        pytest.param("---\n- une\n- liste\n---\nTexte", 2, id="not-fields"),
        pytest.param("---\nd: 2024-13-45\n---\nTexte", 1, id="impossible-date"),
    ],
)
def test_a_broken_header_is_named_with_its_line(tmp_path: Path, header: str, line: int) -> None:
    error = refusal(tmp_path, "a.md", header)
    assert error.line == line
    assert f"ligne {line}" in str(error)


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        pytest.param("---\nyear: 2024\n---\n# Le bilan\n\nTexte.", "Le bilan", id="first-heading"),
        pytest.param("Texte sans titre.", "a", id="file-name"),
        pytest.param("---\ntitle: Officiel\n---\n# Autre\n\nTexte.", "Officiel", id="header-wins"),
    ],
)
def test_the_title_comes_from_the_header_else_a_heading_else_the_file_name(
    tmp_path: Path, markdown: str, title: str
) -> None:
    assert read(tmp_path, "a.md", markdown).title == title


def test_a_heading_that_differs_from_the_title_stays_a_section(tmp_path: Path) -> None:
    report = read(tmp_path, "a.md", "---\ntitle: Officiel\n---\n# Partie A\n\nUn.\n\n# Partie B\n\nDeux.")
    assert bodies(report) == {"Partie A": "Un.", "Partie B": "Deux."}


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_plain_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    report = read(tmp_path, "a.txt", "L’été à Œuvre-sur-Mer.".encode(encoding))
    assert report.text.strip() == "L’été à Œuvre-sur-Mer."


def test_plain_text_has_paragraphs_and_guessed_headings(tmp_path: Path) -> None:
    blocks = ("PARTIE I – LE LITTORAL", "La côte\nrecule.", "1. Les dunes", "Elles bougent.", "12 plages sont ouvertes")
    text = "\n\n".join([*blocks, "- une\n- deux"])
    report = read(tmp_path, "a.txt", text)
    assert [(section.title, section.level) for section in report.sections if section.level] == [("1. Les dunes", 1)]
    assert report.title == "PARTIE I – LE LITTORAL"
    assert bodies(report)["1. Les dunes"].split("\n\n")[:2] == ["Elles bougent.", "12 plages sont ouvertes"]
    assert "- une\n- deux" in report.text


def test_a_binary_file_is_no_text(tmp_path: Path) -> None:
    assert "octets nuls" in str(refusal(tmp_path, "a.txt", b"MZ\x00\x00\x01"))


# HTML


def test_html_gives_headings_paragraphs_lists_and_tables_only(tmp_path: Path) -> None:
    page = """<!doctype html><html lang="fr"><head><title>Onglet</title><style>p{}</style></head><body>
    <nav>Menu</nav><h1>Bilan</h1><p>Un <b>mot</b>&nbsp;fort.</p><!-- note --><div hidden>caché</div>
    <p style="display: none">masqué</p><p aria-hidden="true">muet</p><script>alert(1)</script>
    <h2>Les arbres</h2><ul><li>un</li><li>deux<ul><li>dedans</li></ul></li></ul>
    <table><tr><th>An</th><th>Arbres</th></tr><tr><td>2024</td><td>12</td></tr></table></body></html>"""
    report = read(tmp_path, "a.html", page)
    assert report.title == "Bilan"
    assert report.metadata == {"language": "fr"}
    assert bodies(report) == {"": "Un mot\xa0fort.", "Les arbres": "- un\n- deux\n  - dedans\n\nAn | Arbres\n2024 | 12"}


def test_html_declares_its_encoding(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-1"><p>été</p>'.encode("iso-8859-1")
    assert read(tmp_path, "a.html", page).text.strip() == "été"


def test_html_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    assert "imbriquée" in str(refusal(tmp_path, "a.html", "<div>" * 20_000 + "mot"))


# Word


def word(build: Any) -> bytes:
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


TEXT_BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{box}</w:r>'
)
BOX = "<w:pict><w:txbxContent><w:p><w:r><w:t>Encadré.</w:t></w:r></w:p></w:txbxContent></w:pict>"


def test_word_gives_headings_lists_tables_and_text_boxes(tmp_path: Path) -> None:
    def build(document: Any) -> None:
        document.add_heading("Bilan 2024", 0)
        document.add_heading("Les arbres", 1)
        document.add_paragraph("Deux actions :")
        document.add_paragraph("planter", style="List Bullet")
        document.add_paragraph("arroser", style="List Bullet")
        document.add_heading("Les rues", 2)
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ("An", "Arbres", "2024", "12"), strict=True):
            cell.text = text
        box = f"<mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>"
        document.add_paragraph("Ancre.")._p.append(parse_xml(TEXT_BOX.format(box=box)))

    report = read(tmp_path, "a.docx", word(build))
    assert report.title == "Bilan 2024"
    assert [(section.title, section.level) for section in report.sections] == [("Les arbres", 1), ("Les rues", 2)]
    assert bodies(report) == {
        "Les arbres": "Deux actions :\n\n- planter\n- arroser",
        "Les rues": "An | Arbres\n2024 | 12\n\nAncre.\n\nEncadré.",
    }


def test_a_word_file_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "abîmé" in str(refusal(tmp_path, "a.docx", b"PK\x03\x04 tronque"))
    assert "ancien ou protégé" in str(refusal(tmp_path, "b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def test_a_word_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.corpus.word.MAX_UNPACKED_BYTES", 1_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 2_000_000)
    assert len(buffer.getvalue()) < 10_000
    assert "trop volumineux" in str(refusal(tmp_path, "a.docx", buffer.getvalue()))


# PDF


def pdf(pages: list[list[str]], *, outline: dict[str, int] | None = None, password: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
        )
        shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj 0 -14 Td\n" for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 50 800 Td\n{shown}ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    for title, page_index in (outline or {}).items():
        writer.add_outline_item(title=title, page_number=page_index)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


RUNNING = "Ville de Valserine - Rapport 2024"
FIRST = ["PARTIE I - LE RIVAGE", "La commune protège ses dunes et ses", "marais depuis plu-", "sieurs années."]
SECOND = [
    "1. Les dunes",
    "Elles reculent. La sous-traitance des",
    "travaux est finie à Aix-en-",
    "Provence et la sous-",
]
PAGES = [
    [RUNNING, *FIRST, "1"],
    [RUNNING, *SECOND, "traitance aussi.", "2"],
    [RUNNING, "Elles avancent à nouveau.", "3"],
]


def test_pdf_gives_pages_and_guessed_headings_without_running_lines(tmp_path: Path) -> None:
    report = read(tmp_path, "a.pdf", pdf(PAGES))
    assert "Rapport 2024" not in report.text
    assert [page for _, page in report.page_starts] == ["1", "2", "3"]
    assert [section.title for section in report.sections if section.level] == ["1. Les dunes"]
    assert report.title == "PARTIE I - LE RIVAGE"
    assert bodies(report)["1. Les dunes"].endswith("Elles avancent à nouveau.")


def test_pdf_words_cut_at_line_ends_are_closed_up(tmp_path: Path) -> None:
    text = read(tmp_path, "a.pdf", pdf(PAGES)).text
    assert "depuis plusieurs années." in text
    assert "à Aix-en-Provence" in text
    assert "la sous-traitance aussi" in text


def test_pdf_headings_come_from_the_outline_when_there_is_one(tmp_path: Path) -> None:
    content = pdf([["Le littoral", "La côte recule.", "ENCADRÉ EN CAPITALES", "Fin."]], outline={"Le littoral": 0})
    report = read(tmp_path, "a.pdf", content)
    assert report.title == "Le littoral"
    assert "ENCADRÉ EN CAPITALES" in report.text
    assert "Le littoral" not in report.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(pdf([[]]), "numérisé", id="pictures-only"),
        pytest.param(pdf(PAGES, password="secret"), "mot de passe", id="password"),
        pytest.param(pdf(PAGES)[:300], "abîmé", id="truncated"),
        pytest.param(b"", "abîmé", id="empty"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 500, "abîmé", id="garbage"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in str(refusal(tmp_path, "a.pdf", content))


def test_a_pdf_that_opens_without_password_is_read(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(pdf(PAGES)))
    writer.encrypt("", "proprietaire", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    assert "dunes" in read(tmp_path, "a.pdf", buffer.getvalue()).text
