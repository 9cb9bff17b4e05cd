"""What does each part of the retriever bring? ``python -m eval.ablation`` leaves one out at a time.

On the development half, so that choosing by it stays honest: rank of the first passage that holds the evidence.
"""

from __future__ import annotations

import tempfile

from assistant.conversation import resolve
from assistant.embeddings import load_embeddings
from assistant.french.query import understand
from assistant.indexing import build_index
from assistant.lexical import LexicalIndex
from assistant.retriever import WEIGHTS, HybridRetriever
from assistant.settings import load_settings
from assistant.store import open_store
from eval.metrics import reciprocal_rank
from eval.questions import FOLDER, load_questions


def main() -> None:
    """Print recall at 1 and 5 and the mean reciprocal rank of the whole and of each part left out or alone."""
    questions = [q for q in load_questions([FOLDER / "dev"]) if q.answerable and q.evidence]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(store=f"{folder}/index")
        build_index(settings)
        store = open_store(settings.store).open()
        lexical, embeddings = LexicalIndex(store.passages), load_embeddings(settings.embedder)

        def dense(text: str, k: int) -> list[tuple[str, float]]:
            return store.search(embeddings.encode_query(text), k)

        variants = {"all": dict(WEIGHTS)}
        variants |= {f"without {part}": {**WEIGHTS, part: 0.0} for part in WEIGHTS}
        variants |= {f"{part} alone": {name: float(name == part) for name in WEIGHTS} for part in WEIGHTS}
        print(f"{len(questions)} questions\n{'':20} R@1    R@5    MRR")
        for name, weights in variants.items():
            retriever = HybridRetriever(store.passages, lexical, dense, weights=weights)
            ranks = []
            for gold in questions:
                standing = resolve(gold.question, gold.history)
                found = retriever.rank(understand(standing.text, lexical, standing.subject), 10)
                ranks.append(reciprocal_rank(gold, [r.passage.text for r in found]))
            n = len(ranks)
            first, five = sum(r == 1 for r in ranks) / n, sum(r >= 0.2 for r in ranks) / n
            print(f"{name:20} {first:.3f}  {five:.3f}  {sum(ranks) / n:.3f}")
        store.close()


if __name__ == "__main__":
    main()
