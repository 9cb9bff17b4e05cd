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

from assistant.training import card, contrastive, data, graph, measure, saving, sources, vocabulary

SEED = 0
N_HELD_OUT = 32
DIMENSION = 256
SHARES = {
    "question": 1.0,
    "rest": 2.0,
    "next": 1.0,
    "title": 0.2,
    "alike": 3.0,
    "concept": 1.0,
    "synonym": 1.5,
    "lexicon": 1.5,
}
SCHEDULE = contrastive.Schedule()
IDENTITY = 1.0
"""Length of the random part of a word's first vector, against 1 for the part that the graph gives."""
EVENNESS = 0.5
"""How far directions that all texts share are shrunk: worth 4 points of Spearman on STSb, recall unchanged."""
ENDING_WEIGHT = 0.1
"""What an ending counts for, against a stem as frequent."""


def token_weights(tokenizer: Tokenizer, texts: Sequence[str], endings: Sequence[str]) -> graph.Matrix:
    """(n_tokens,): inverse document frequency over ``texts``, low for endings, 0 for what is unknown."""
    counts = measure.bags(tokenizer, texts).astype(bool).sum(axis=0)
    frequencies = np.asarray(counts, dtype=np.float32).ravel()
    weights = np.log((len(texts) + 1) / (frequencies + 0.5)).clip(0.3).astype(np.float32)
    ids = tokenizer.get_vocab()
    weights[[ids["##" + ending] for ending in endings]] *= ENDING_WEIGHT
    weights[ids[vocabulary.UNKNOWN]] = 0
    return weights


def first_vectors(
    tokenizer: Tokenizer, material: sources.Material, words: vocabulary.Words, weights: graph.Matrix
) -> graph.Matrix:
    """(n_tokens, DIMENSION), rows of length 1: vectors of the graph, and a random part that keeps rare words apart."""
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


def report(
    material: sources.Material, similarity: measure.Similarity, tokenizer: Tokenizer, tables: dict[str, graph.Matrix]
) -> str:
    """Measure each table on what was held out, print the numbers, and return the card of the model."""
    articles = material.articles + material.held_out
    retrieval = measure.Retrieval(tokenizer, articles, material.held_out)
    last = list(tables.values())[-1]
    exact = retrieval.exact_scores(np.linalg.norm(last, axis=1))
    measured = [
        card.Measured("mots exacts, sans vecteurs", retrieval.recall(exact, 1), retrieval.recall(exact, 5), None)
    ]
    for name, table in tables.items():
        scores = retrieval.scores(table)
        recalls = retrieval.recall(scores, 1), retrieval.recall(scores, 5)
        measured.append(card.Measured(name, *recalls, similarity.spearman(table)))
    for line in measured:
        print(line)
    return card.write_card(
        measured,
        n_tokens=tokenizer.get_vocab_size(),
        dimension=DIMENSION,
        n_questions=len(retrieval.gold),
        n_paragraphs=sum(len(article.paragraphs) for article in articles),
    )


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
    vectors = first_vectors(tokenizer, material, words, weights)
    sentences = [sentence for text in material.running_texts for sentence in data.sentences(text)]
    evened = graph.even_out(vectors * weights[:, None], measure.bags(tokenizer, sentences), EVENNESS)
    lengths = np.linalg.norm(evened, axis=1)
    lengths *= weights.mean() / lengths.mean()
    pairs = sources.training_pairs(material)
    trained = contrastive.train(tokenizer, graph.unit_rows(evened), lengths, pairs, SHARES, SCHEDULE, SEED)
    trained[tokenizer.get_vocab()[vocabulary.UNKNOWN]] = 0
    saving.save_model(arguments.out, tokenizer, trained)

    tables = {
        "graphe seul": vectors * weights[:, None],
        "graphe blanchi à demi": evened,
        "**modèle livré** (après apprentissage)": saving.stored_table(trained),
    }
    similarity = measure.Similarity(tokenizer, data.load_scored_pairs(arguments.data / "stsb-fr-dev.csv"))
    card_text = report(material, similarity, tokenizer, tables)
    (arguments.out / "README.md").write_text(card_text, encoding="utf-8")
    print(f"{arguments.out} written in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
