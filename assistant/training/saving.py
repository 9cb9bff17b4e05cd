"""How is a table written so that sentence-transformers reads it, in a quarter of the space?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

from assistant.training.graph import Matrix

_MODULES = (
    ("", "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
)


def save_model(folder: Path, tokenizer: Tokenizer, table: Matrix) -> None:
    """Write the folder that ``SentenceTransformer(folder)`` and ``StaticEmbeddings(folder)`` load.

    A row is stored as bytes from -127 to 127 and one scale (``embeddings``, ``weights``: the names of model2vec,
    which StaticEmbedding multiplies on loading); both readers so see the same numbers.
    """
    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    rows, scales = _round(table)
    # `save_file` would make a file that only its owner may read.
    (folder / "model.safetensors").write_bytes(save({"embeddings": rows, "weights": scales}, metadata={"format": "pt"}))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    side = "sentence_embedding"
    _write(folder / "1_Normalize" / "config.json", {"module_input_name": side, "module_output_name": side})
    modules = [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(_MODULES)]
    _write(folder / "modules.json", modules)
    prompts = {"document": "", "query": ""}
    configuration = {"model_type": "SentenceTransformer", "prompts": prompts, "similarity_fn_name": "cosine"}
    _write(folder / "config_sentence_transformers.json", configuration)


def stored_table(table: Matrix) -> Matrix:
    """The table as the readers will see it, after rounding."""
    rows, scales = _round(table)
    stored: Matrix = rows.astype(np.float32) * scales[:, None]
    return stored


def _round(table: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """Bytes, and the scale of each row."""
    largest = np.abs(table).max(axis=1)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    return np.rint(table / scales[:, None]).astype(np.int8), scales


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
