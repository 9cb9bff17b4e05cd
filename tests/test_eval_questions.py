"""Question files: a malformed one is named with its file, its question, its field and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.questions import MalformedQuestion, load_questions

ENTRY = {
    "id": "T1",
    "kind": "figure",
    "audience": "citizen",
    "style": "plain",
    "question": '"Où ?"',
    "must": '[["12"]]',
}


def write(path: Path, **changes: str | None) -> Path:
    """A question file of one entry with some fields changed, or left out (None)."""
    fields = {name: value for name, value in (ENTRY | changes).items() if value is not None}
    path.write_text("- " + "\n  ".join(f"{name}: {value}" for name, value in fields.items()), encoding="utf-8")
    return path


def test_a_question_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yaml", history='["Et ?"]', evidence='["12 bus"]', section="I.1", must_not='["13"]')
    (question,) = load_questions([path])
    assert (question.id, question.must, question.evidence) == ("T1", (("12",),), ("12 bus",))
    assert (question.history, question.must_not, question.section) == (("Et ?",), ("13",), "I.1")
    assert question.file == path


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"kind": "riddle"}, "kind", id="unknown-kind"),
        pytest.param({"kind": None}, "kind", id="kind-missing"),
        pytest.param({"style": "[plain]"}, "style", id="style-list"),
        pytest.param({"audience": "maire"}, "audience", id="unknown-audience"),
        pytest.param({"question": None}, "question", id="question-missing"),
        pytest.param({"question": '" "'}, "question", id="question-blank"),
        pytest.param({"question": '"?"'}, "question", id="question-without-a-word"),
        pytest.param({"question": '"' + "a" * 5000 + '"'}, "question", id="question-too-long"),
        pytest.param({"must": '["12"]'}, "must", id="must-not-nested"),
        pytest.param({"must": "[[12]]"}, "must", id="must-of-numbers"),
        pytest.param({"must": "[[]]"}, "must", id="must-with-an-empty-group"),
        pytest.param({"must": '[[""]]'}, "must", id="must-with-an-empty-spelling"),
        pytest.param({"must": '[["?"]]'}, "must", id="must-without-a-letter-or-digit"),
        pytest.param({"must": "[]"}, "must", id="nothing-would-be-right"),
        pytest.param({"kind": "offtopic"}, "must", id="must-where-the-report-is-silent"),
        pytest.param({"kind": "followup"}, "history", id="followup-of-nothing"),
        pytest.param({"must_not": '"12"'}, "must_not", id="must-not-text"),
        pytest.param({"evidence": '"12 bus"'}, "evidence", id="evidence-text"),
        pytest.param({"evidence": '[" "]'}, "evidence", id="evidence-blank"),
        pytest.param({"history": "[1]"}, "history", id="history-of-numbers"),
        pytest.param({"musst": "[]"}, "musst", id="unknown-field"),
        pytest.param({"1": "[]"}, "1", id="field-that-is-a-number"),
    ],
)
def test_a_malformed_question_is_named_with_its_file_and_field(
    tmp_path: Path, changes: dict[str, str | None], field: str
) -> None:
    with pytest.raises(MalformedQuestion) as error:
        load_questions([write(tmp_path / "essai.yaml", **changes)])
    assert str(error.value).startswith(f"essai.yaml, question T1, champ « {field} » : il faut ")
    assert error.value.field == field


@pytest.mark.parametrize(
    "text", ["- [", "a: b", "- 12", "- question: Où ?", "12", "", "[]", "!!python/object:os.system x"]
)
def test_a_file_that_holds_no_questions_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "essai.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MalformedQuestion, match=r"^essai\.yaml, "):
        load_questions([tmp_path / "essai.yaml"])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"- id: \x00", "- id: é".encode("latin-1")])
def test_a_file_that_is_not_text_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "essai.yaml").write_bytes(content)
    with pytest.raises(MalformedQuestion, match=r"^essai\.yaml, .*(UTF-8|bien formé)"):
        load_questions([tmp_path / "essai.yaml"])


def test_a_file_that_is_not_there_and_a_folder_without_questions_are_named(tmp_path: Path) -> None:
    with pytest.raises(MalformedQuestion, match=r"absent\.yaml"):
        load_questions([tmp_path / "absent.yaml"])
    with pytest.raises(MalformedQuestion, match="au moins une question"):
        load_questions([tmp_path])


def test_an_identifier_may_stand_in_one_file_only(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml"), write(tmp_path / "b.yaml")
    with pytest.raises(MalformedQuestion, match=r"b\.yaml, question T1, champ « id ».*a\.yaml"):
        load_questions([tmp_path])
