"""What the embedding models promise: same vectors as sentence-transformers, quickly, offline, with clear errors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.embeddings import (
    SHIPPED_MODEL,
    SentenceTransformerEmbeddings,
    StaticEmbeddings,
    TextEmbeddings,
    load_embeddings,
)
from assistant.errors import EmbedderUnavailable

TEXTS = [
    "Où jeter mes ordures ménagères ?",
    "L’œuvre d’Aix-en-Provence : 1 860 hectares, soit 41 % de la commune (2030).",
    "ÉCOLE À ÉNERGIE POSITIVE",
    "e\u0301cole, école",
    "🚲 vélo 👩‍👩‍👧",
    "CO₂ m² 3,86 €/m³",
    "水の都",
    "xkcdzzqw",
    "",
    "   \n\t",
    "…?!",
    "de la des les",
    "La forêt couvre la moitié du territoire. " * 2000,
]


@pytest.fixture(scope="module")
def shipped() -> TextEmbeddings:
    return load_embeddings()


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of five words, without the Normalize module."""
    sentence_transformers = pytest.importorskip("sentence_transformers")
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {"[UNK]": 0, "eau": 1, "source": 2, "train": 3, "gare": 4}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    table = np.array([[0, 0, 0], [2, 0, 0], [2, 1, 0], [0, 0, 3], [0, 1, 3]], dtype=np.float32)
    model = sentence_transformers.SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=table)])
    folder = tmp_path_factory.mktemp("models") / "small"
    model.save(str(folder))
    return folder


def test_encode_gives_rows_of_length_one(shipped: TextEmbeddings) -> None:
    rows = shipped.encode(["l’eau", "la forêt", "le train"])

    assert rows.shape == (3, shipped.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row(shipped: TextEmbeddings) -> None:
    assert shipped.encode([]).shape == (0, shipped.dimension)


@pytest.mark.parametrize(
    "text", ["", "  \n", "…?!", "水の都"], ids=["nothing", "spaces", "punctuation", "other-script"]
)
def test_a_text_without_words_gives_a_zero_vector(shipped: TextEmbeddings, text: str) -> None:
    assert not shipped.encode_query(text).any()


def test_a_question_and_a_passage_of_the_same_words_have_the_same_vector(shipped: TextEmbeddings) -> None:
    one_by_one = [shipped.encode_query(text) for text in TEXTS]

    np.testing.assert_allclose(one_by_one, shipped.encode(TEXTS), atol=1e-5)


def test_langchain_methods_give_lists_of_the_same_numbers(shipped: TextEmbeddings) -> None:
    rows = shipped.embed_documents(TEXTS[:2])

    assert isinstance(rows[0][0], float)
    np.testing.assert_allclose(rows, shipped.encode(TEXTS[:2]), atol=1e-6)
    np.testing.assert_allclose(shipped.embed_query(TEXTS[0]), rows[0], atol=1e-6)


@pytest.mark.parametrize("text", TEXTS[:4])
def test_case_accents_and_typography_do_not_matter(shipped: TextEmbeddings, text: str) -> None:
    variants = [text.upper(), text.replace("é", "e").replace("É", "E"), text.replace("’", "'")]

    np.testing.assert_allclose(shipped.encode(variants), np.tile(shipped.encode_query(text), (3, 1)), atol=1e-5)


@pytest.mark.parametrize(
    ("text", "akin", "unrelated"),
    [
        ("école", "écoles", "forêt"),
        ("vélo", "bicyclette", "budget"),
        ("bus", "autobus", "poisson"),
        ("déchets", "ordures", "orchestre"),
        ("voiture", "automobile", "musique"),
        ("forêt", "arbres", "impôt"),
        ("la pollution de l’air", "la qualité de l’atmosphère", "une équipe de football"),
        ("Où jeter mes ordures ?", "La collecte des déchets ménagers", "Les élèves apprennent à nager"),
    ],
)
def test_akin_texts_are_closer_than_unrelated_ones(
    shipped: TextEmbeddings, text: str, akin: str, unrelated: str
) -> None:
    question, near, far = shipped.encode([text, akin, unrelated])

    assert question @ near > question @ far + 0.05


@pytest.mark.slow
def test_the_direct_reader_and_sentence_transformers_give_the_same_vectors(shipped: TextEmbeddings) -> None:
    pytest.importorskip("sentence_transformers")
    through_torch = SentenceTransformerEmbeddings(SHIPPED_MODEL)

    assert through_torch.dimension == shipped.dimension
    np.testing.assert_allclose(through_torch.encode(TEXTS), shipped.encode(TEXTS), atol=1e-3)
    np.testing.assert_allclose(through_torch.encode_query(TEXTS[0]), shipped.encode_query(TEXTS[0]), atol=1e-3)


def test_the_shipped_model_needs_neither_torch_nor_sentence_transformers() -> None:
    program = (
        "import sys\n"
        "from assistant.embeddings import load_embeddings\n"
        "load_embeddings().embed_query('la forêt')\n"
        "print([name for name in ('torch', 'sentence_transformers', 'transformers') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_shipped_models_stay_small() -> None:
    def size(folder: Path) -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    assert size(SHIPPED_MODEL) <= 7_000_000
    assert size(SHIPPED_MODEL.parent) <= 15_000_000


@pytest.mark.parametrize("name", [None, "", "default"])
def test_the_shipped_model_is_the_default(name: str | None, shipped: TextEmbeddings) -> None:
    assert load_embeddings(name).fingerprint == shipped.fingerprint


def test_the_fingerprint_follows_the_files(shipped: TextEmbeddings, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(SHIPPED_MODEL, copy)
    assert load_embeddings(copy).fingerprint == shipped.fingerprint

    table = copy / "model.safetensors"
    content = bytearray(table.read_bytes())
    content[-1] ^= 1
    table.write_bytes(content)

    assert load_embeddings(copy).fingerprint != shipped.fingerprint


@pytest.mark.slow
def test_any_sentence_transformers_folder_can_be_named(small_model: Path) -> None:
    embeddings = load_embeddings(str(small_model))

    assert isinstance(embeddings, SentenceTransformerEmbeddings)
    assert embeddings.dimension == 3
    water, spring, train = embeddings.encode(["eau", "source", "train"])
    assert water @ spring > water @ train
    np.testing.assert_allclose(embeddings.embed_query("eau"), [1, 0, 0], atol=1e-6)
    assert embeddings.encode([]).shape == (0, 3)
    assert len(embeddings.fingerprint) == 16


@pytest.mark.slow
def test_prompts_that_the_model_defines_are_put_before_questions_and_passages(
    small_model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "prompted"
    shutil.copytree(small_model, folder)
    file = folder / "config_sentence_transformers.json"
    configuration = json.loads(file.read_text())
    configuration["prompts"] = {"query": "train ", "document": "gare "}
    file.write_text(json.dumps(configuration))

    prompted, plain = load_embeddings(folder), load_embeddings(small_model)

    np.testing.assert_allclose(prompted.encode_query("eau"), plain.encode_query("train eau"), atol=1e-6)
    np.testing.assert_allclose(prompted.encode(["eau"]), plain.encode(["gare eau"]), atol=1e-6)
    assert prompted.fingerprint != plain.fingerprint


@pytest.mark.slow
def test_a_static_model_of_sentence_transformers_is_read_directly(small_model: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize

    folder = tmp_path / "normalised"
    SentenceTransformer(modules=[SentenceTransformer(str(small_model))[0], Normalize()]).save(str(folder))

    embeddings = load_embeddings(folder)

    assert isinstance(embeddings, StaticEmbeddings)
    np.testing.assert_allclose(embeddings.encode_query("source"), [2 / 5**0.5, 1 / 5**0.5, 0], atol=1e-6)


@pytest.mark.parametrize("name", ["./nulle-part", "/nulle/part", "a/b/c"])
def test_a_folder_that_is_not_there_is_said_so(name: str) -> None:
    with pytest.raises(EmbedderUnavailable, match="n’existe pas") as raised:
        load_embeddings(name)

    assert raised.value.name == name


def test_a_static_model_without_its_table_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    shutil.copytree(SHIPPED_MODEL, folder)
    (folder / "model.safetensors").unlink()

    with pytest.raises(EmbedderUnavailable, match=r"il y manque model\.safetensors"):
        load_embeddings(folder)


def test_a_damaged_table_is_an_unreadable_file(tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(SHIPPED_MODEL, folder)
    (folder / "model.safetensors").write_bytes(b"not a table")

    with pytest.raises(EmbedderUnavailable, match="illisible"):
        load_embeddings(folder)


def test_a_folder_of_another_kind_is_refused_by_the_direct_reader(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match="modèle statique"):
        StaticEmbeddings(tmp_path)


@pytest.mark.slow
def test_a_name_that_is_not_on_this_machine_is_not_fetched() -> None:
    pytest.importorskip("sentence_transformers")

    with pytest.raises(EmbedderUnavailable, match="ASSISTANT_ALLOW_DOWNLOAD"):
        load_embeddings("personne/modele-qui-n-existe-pas")
