"""Make the shipped embedding model.

::

    python -m assistant.training.train_embeddings --data DIR --out assistant/models/embedding-fr
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from assistant.training import contrastive, data, graph, measure, saving, sources, vocabulary

SEED = 0
N_HELD_OUT = 32
DIMENSION = 256
SHARES = {"question": 3.0, "rest": 2.0, "next": 1.0, "title": 0.5, "alike": 1.0, "concept": 1.0, "synonym": 1.5}
SCHEDULE = contrastive.Schedule()
IDENTITY = 1.0
"""Length of the random part of a word's first vector, against 1 for the part that the graph gives."""
ENDING_WEIGHT = 0.1
"""What an ending counts for, against a stem as frequent."""


def token_weights(tokenizer: Tokenizer, texts: Sequence[str], endings: Sequence[str]) -> graph.Matrix:
    """(n_tokens,): inverse document frequency over ``texts``, low for endings, 0 for what is unknown."""
    counts = measure.bags(tokenizer, texts).astype(bool).sum(axis=0)
    frequencies = np.asarray(counts, dtype=np.float32).ravel()
    weights = np.log((len(texts) + 1) / (frequencies + 0.5)).clip(0.3).astype(np.float32)
    ids = [tokenizer.token_to_id("##" + ending) for ending in endings]
    weights[ids] *= ENDING_WEIGHT
    weights[tokenizer.token_to_id(vocabulary.UNKNOWN)] = 0
    return weights


def first_vectors(
    tokenizer: Tokenizer, material: sources.Material, words: vocabulary.Words, weights: graph.Matrix
) -> graph.Matrix:
    """(n_tokens, DIMENSION): vectors of the graph, with a random part that keeps rare words apart."""
    families: dict[str, list[str]] = {}
    for word, stem in words.stem_of.items():
        families.setdefault(stem, [stem]).append(word)
    contexts = sources.graph_sources(material, families.values())
    shares = np.maximum(weights - 0.3, 0) * (weights > 1.2)  # neither endings nor the most frequent words
    meetings = graph.meetings(tokenizer, contexts, shares)
    information = graph.positive_information(graph.walk(meetings, second_step=0.3, n_kept=200), smoothing=0.75, shift=0)
    known = graph.decompose(information, DIMENSION, power=0.0, seed=SEED)
    random = np.random.default_rng(SEED).standard_normal(known.shape).astype(np.float32)
    return graph.unit_rows(known + IDENTITY * graph.unit_rows(random))


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the shipped embedding model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the open data")
    parser.add_argument("--out", type=Path, default=Path("assistant/models/embedding-fr"))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    started = time.perf_counter()

    material = sources.load_material(arguments.data, n_held_out=N_HELD_OUT, seed=SEED)
    words = vocabulary.Words(sources.counted_texts(material))
    sizes = vocabulary.Sizes()
    tokenizer = vocabulary.build_tokenizer(words, sizes)
    weights = token_weights(tokenizer, material.running_texts, vocabulary.frequent_endings(words, sizes.endings))
    start = first_vectors(tokenizer, material, words, weights)
    first = saving.stored_table(start * weights[:, None])
    pairs = sources.training_pairs(material)
    trained = contrastive.train(tokenizer, start, weights, pairs, SHARES, SCHEDULE, SEED)
    saving.save_model(arguments.out, tokenizer, trained)

    retrieval = measure.Retrieval(tokenizer, material.articles + material.held_out, material.held_out)
    similarity = measure.Similarity(tokenizer, data.load_scored_pairs(arguments.data / "stsb-fr-dev.csv"))
    print(f"{tokenizer.get_vocab_size()} tokens, {DIMENSION} dimensions, {time.perf_counter() - started:.0f} s")
    for name, table in (("graph only", first), ("trained", saving.stored_table(trained))):
        recalls = f"R@1 {retrieval.recall(table, 1):.3f}, R@5 {retrieval.recall(table, 5):.3f}"
        print(f"{name}: {recalls} on {len(retrieval.gold)} held-out questions, STS dev {similarity.spearman(table):.3f}")


if __name__ == "__main__":
    main()
