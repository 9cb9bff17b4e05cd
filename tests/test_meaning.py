"""Does the model that reads for meaning tell what is near from what is not, and is it asked only where words leave doubt?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EmbedderUnavailable
from assistant.extractive import ExtractiveAnswerer
from assistant.extractive.features import candidates
from assistant.extractive.model import load_model
from assistant.extractive.nearness import READ, nearness
from assistant.french.query import understand
from assistant.lexical import LexicalIndex
from assistant.meaning import SHIPPED, MeaningModel, Vectors, load_meaning
from assistant.prompts import load_prompts
from assistant.retriever import HybridRetriever
from assistant.types import Passage

PROMPTS = load_prompts(Path(__file__).parent.parent / "prompts")
TEXTS = {
    "Transports": "Les personnes âgées de plus de 65 ans voyagent gratuitement. La ligne de tramway mesure 12 kilomètres.",
    "Déchets": "Les habitants ont jeté 300 000 tonnes de déchets en 2024. La collecte des encombrants a lieu le mardi.",
    "Nature": "La réserve abrite 40 espèces d'oiseaux. Un sentier de 3 kilomètres longe la rivière.",
}
PASSAGES = [
    Passage(f"r#{i}", "Rapport", "r.md", (title,), "", text, 0, len(text), 0, i)
    for i, (title, text) in enumerate(TEXTS.items())
]
LEXICAL = LexicalIndex(PASSAGES)
RETRIEVER = HybridRetriever(PASSAGES, LEXICAL, lambda text, k: [], k=8)


class Counting:
    """A model that notes what it was asked to read."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.read: list[str] = []

    def question(self, text: str) -> Vectors:
        self.questions.append(text)
        return load_meaning().question(text)

    def statements(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return load_meaning().statements(texts)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("mamie paie le bus ?", "Les personnes âgées voyagent gratuitement.", "La réserve abrite des oiseaux."),
        (
            "combien on remplit de poubelles",
            "Les habitants ont jeté 300 000 tonnes de déchets.",
            "Le tram mesure 12 km.",
        ),
        ("How long is the tram line?", "La ligne de tramway mesure 12 kilomètres.", "Le budget est de 12 millions."),
    ],
)
def test_what_means_the_same_is_nearer_than_what_does_not(question: str, near: str, far: str) -> None:
    model = load_meaning()
    close, distant = model.statements([near, far]) @ model.question(question)
    assert close > distant + 0.1


def test_vectors_have_length_one_and_do_not_depend_on_what_is_read_beside() -> None:
    model = load_meaning()
    texts = ["La réserve abrite 40 espèces.", "Un sentier.", "mot " * 500]
    together = MeaningModel(SHIPPED).statements(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert model.statements([text])[0] @ vector > 0.999


@pytest.mark.parametrize("text", ["", " ", "?", "\x00\ufffd", "🚲" * 300, "1 234 567,89 €"])
def test_any_text_has_a_vector(text: str) -> None:
    assert np.isfinite(load_meaning().question(text)).all()
    assert np.isfinite(load_meaning().statements([text, text])).all()


def test_threads_read_the_same() -> None:
    model = MeaningModel(SHIPPED)
    texts = [f"La commune {i} a planté {i} arbres." for i in range(12)] * 3
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda text: model.statements([text])[0], texts))
    for i in range(12):
        assert read[i] @ read[i + 12] > 0.9999


@pytest.mark.parametrize("missing", ["tokenizer.json", "tokens.npz", "layers.onnx"])
def test_a_folder_without_a_file_or_with_a_spoilt_one_says_so(missing: str, tmp_path: Path) -> None:
    shipped = SHIPPED
    for file in shipped.iterdir():
        if file.name != missing:
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(EmbedderUnavailable, match="illisible"):
        MeaningModel(tmp_path)
    (tmp_path / missing).write_bytes(b"nothing of the kind")
    with pytest.raises(EmbedderUnavailable, match="illisible"):
        MeaningModel(tmp_path)


def test_it_is_read_without_torch() -> None:
    code = (
        "import sys; from assistant.meaning import load_meaning; load_meaning().question('Combien ?'); "
        "print([n for n in ('torch', 'sentence_transformers', 'transformers') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_only_the_likeliest_statements_are_read() -> None:
    query = understand("Combien de kilomètres mesure la ligne de tramway ?", LEXICAL)
    found = candidates(query, RETRIEVER.rank(query))
    scores = np.arange(len(found), dtype=np.float64)
    meaning = Counting()
    near = nearness(query, found, scores, meaning)
    assert near.shape == (len(found), 2)
    assert len(meaning.questions) == 1
    assert len(meaning.read) == 2 * min(READ, len(found))


def test_what_is_not_read_is_no_nearer_than_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.extractive.nearness.READ", 2)
    query = understand("Combien de kilomètres mesure la ligne de tramway ?", LEXICAL)
    found = candidates(query, RETRIEVER.rank(query))
    near = nearness(query, found, load_model().scored(found).scores, Counting())
    read = np.argsort(-load_model().scored(found).scores, kind="stable")[:2]
    unread = np.setdiff1d(np.arange(len(found)), read)
    assert (near[unread] == near[read].min(axis=0)).all()


def asked(question: str) -> tuple[Counting, str]:
    meaning = Counting()
    answerer = ExtractiveAnswerer(PROMPTS.say, meaning=meaning)
    query = understand(question, LEXICAL)
    return meaning, answerer.answer(query, RETRIEVER.rank(query)).text


def test_a_question_that_words_settle_is_not_read_for_its_meaning() -> None:
    meaning, text = asked("Quelle est la longueur de la ligne de tramway ?")
    assert "12 kilomètres" in text
    assert meaning.questions == []


def test_a_question_in_other_words_is() -> None:
    meaning, text = asked("Mamie doit-elle payer le tram ?")
    assert meaning.questions, text
