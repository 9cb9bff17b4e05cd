"""Prompts are text files with named blanks, checked before any model is called."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from assistant.errors import BadPrompt
from assistant.french.text import fold, sentences
from assistant.prompts import SENTENCES, TEXTS, Prompts, load_prompts

SHIPPED = Path(__file__).resolve().parent.parent / "prompts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "prompts"))


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return load_prompts(SHIPPED)


def test_the_shipped_prompts_load_with_every_text_and_sentence(prompts: Prompts) -> None:
    assert prompts.texts.keys() == TEXTS.keys()
    assert prompts.sentences.keys() == SENTENCES.keys()


def test_prompts_are_frozen(prompts: Prompts) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        prompts.texts = {}  # type: ignore[misc]
    with pytest.raises(TypeError):
        prompts.sentences["greeting"] = "Salut"  # type: ignore[index]


def test_comments_are_not_part_of_a_text(prompts: Prompts) -> None:
    assert not [name for name, text in prompts.texts.items() if "<!--" in text]
    assert "Consignes du modèle" not in prompts.texts["answer-citizen"]


def test_filling_leaves_dollars_of_the_values_alone(prompts: Prompts) -> None:
    filled = prompts.fill("follow-up", history="- $question à 10 $", question="Et à ${history} ?")
    assert "- $question à 10 $" in filled
    assert "Et à ${history} ?" in filled


def test_filling_without_a_value_is_an_error_of_the_caller(prompts: Prompts) -> None:
    with pytest.raises(KeyError, match="question"):
        prompts.fill("follow-up", history="rien")


def test_a_sentence_with_a_subject_is_filled(prompts: Prompts) -> None:
    assert prompts.say("nearest_subject", subject="le SCoT") == "Sur un sujet proche, il traite de : le SCoT."


@pytest.mark.parametrize("audience", ["citizen", "agent"])
def test_the_refusal_of_the_models_is_the_sentence_of_the_assistant(prompts: Prompts, audience: str) -> None:
    refusal = prompts.sentences["not_in_report"]
    filled = prompts.fill(f"answer-{audience}", refusal=refusal)
    assert refusal in filled
    assert refusal not in prompts.texts[f"answer-{audience}"], "it is written once, in abstention.md"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param("answer-agent.md", "sans numéro : $refusal", "sans numéro", "$refusal", id="placeholder-missing"),
        pytest.param("condense.md", "Tu reçois", "Tu reçois $questoin", "$questoin", id="placeholder-unknown"),
        pytest.param("question.md", "$passages", "$passages à 10 $ pièce", "$$", id="stray-dollar"),
        pytest.param("abstention.md", "## off_topic", "## hors_sujet", "hors_sujet", id="heading-unknown"),
        pytest.param("abstention.md", "## off_topic", "", "off_topic", id="heading-missing"),
        pytest.param("abstention.md", "## thanks", "## greeting", "greeting", id="heading-twice"),
        pytest.param("abstention.md", "traite de : $subject", "traite d’autre chose", "$subject", id="subject-missing"),
        pytest.param(
            "abstention.md", "## not_in_report\n", "Bonjour\n\n## not_in_report\n", "précède", id="text-first"
        ),
        pytest.param(
            "abstention.md", "Avec plaisir.", "Avec plaisir, $name.", "$name", id="sentence-placeholder-unknown"
        ),
    ],
)
def test_a_slip_in_a_text_is_named_when_it_is_loaded(folder: Path, file: str, old: str, new: str, told: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadPrompt) as raised:
        load_prompts(folder)
    assert file.removesuffix(".md") in str(raised.value)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "history.md").unlink()
    with pytest.raises(BadPrompt, match=r"history\.md.*n’est pas dans le dossier"):
        load_prompts(folder)


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "condense.md").write_text("<!-- rien -->\n", encoding="utf-8")
    with pytest.raises(BadPrompt, match=r"condense\.md.*vide"):
        load_prompts(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "condense.md").write_bytes("Réécris".encode("latin-1"))
    with pytest.raises(BadPrompt, match=r"condense\.md.*UTF-8"):
        load_prompts(folder)


def test_other_files_of_the_folder_are_left_alone(folder: Path, prompts: Prompts) -> None:
    (folder / "README.md").write_text("Coûte 10 $", encoding="utf-8")
    assert load_prompts(folder) == prompts


def test_sentences_keep_the_spaces_of_french_typography(folder: Path) -> None:
    path = folder / "abstention.md"
    path.write_text(path.read_text("utf-8").replace("Avec plaisir.", "Avec plaisir\u202f!\n "), encoding="utf-8")
    assert load_prompts(folder).sentences["thanks"].startswith("Avec plaisir\u202f! Vous")


# The assistant's own wording: plain French (mean of 15 words a sentence, Kandel-Moles at least 60).
def test_own_sentences_are_short_and_hold_no_figure(prompts: Prompts) -> None:
    lengths = []
    for name, text in prompts.sentences.items():
        spans = sentences(text)
        assert len(spans) <= 2, name
        assert not re.search(r"\d", text), name
        assert "'" not in text, f"{name}: typographic apostrophes"
        lengths += [len(re.findall(r"[^\W\d_]+", text[a:b])) for a, b in spans]
    assert max(lengths) <= 20
    assert sum(lengths) / len(lengths) <= 15


def test_own_sentences_are_easy_to_read(prompts: Prompts) -> None:
    text = " ".join(prompts.sentences.values()).replace("$subject", "le climat")
    n_sentences = len(sentences(text))
    words = re.findall(r"[^\W\d_]+", text)
    # Groups of vowels, a final mute « e » left out: near enough to syllables for a mean.
    n_syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouy])e(?:s|nt)?$", "", fold(w))))) for w in words
    )
    assert 207 - 1.015 * len(words) / n_sentences - 73.6 * n_syllables / len(words) >= 60
