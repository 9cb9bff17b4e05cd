"""What does each part of the retriever bring? ``python -m eval.ablation`` leaves one out at a time.

On the development half, so that choosing by it stays honest.
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
from eval.questions import FOLDER, load_questions
from eval.ranking import MEASURES, K, rank_marks
from eval.run import relevant_passages


def main() -> None:
    """Print every ranking measure of the whole, and of each part left out or alone."""
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
        relevant = relevant_passages(questions, store.passages)
        print(f"{len(questions)} questions\n{'':20} {'  '.join(MEASURES)}")
        for name, weights in variants.items():
            retriever = HybridRetriever(store.passages, lexical, dense, weights=weights)
            found = {}
            for gold in questions:
                standing = resolve(gold.question, gold.history)
                ranked = retriever.rank(understand(standing.text, lexical, standing.subject), K)
                found[gold.id] = [r.passage.passage_id for r in ranked]
            marks = list(rank_marks(relevant, found).values())
            means = (sum(m[measure] for m in marks) / len(marks) for measure in MEASURES)
            print(f"{name:20} {'  '.join(f'{m:.3f}'.center(len(n)) for n, m in zip(MEASURES, means, strict=True))}")
        store.close()


if __name__ == "__main__":
    main()
