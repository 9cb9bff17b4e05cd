"""What is in the open data, and which part of it may be learnt from?

The folder holds ``piaf-half.json``, ``gemet-fr.tsv``, ``wordnet-fr.tsv``, ``stsb-fr-train.csv`` and
``stsb-fr-dev.csv``; their origins and licences are in the card of the model.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ«\"(])")


@dataclass(frozen=True)
class Paragraph:
    """A Wikipedia paragraph and the questions that people asked on it."""

    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """A Wikipedia article of PIAF."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Concept:
    """A concept of GEMET. ``parents`` and ``related`` are numbers of other concepts or names of themes."""

    number: str
    labels: tuple[str, ...]
    parents: tuple[str, ...]
    related: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class Synset:
    """Words that share a meaning. ``offset`` orders synsets of a part of speech: neighbours are often akin."""

    part_of_speech: str
    offset: int
    lemmas: tuple[str, ...]


@dataclass(frozen=True)
class ScoredPair:
    """Two sentences and how alike people found them, from 0 to 1."""

    left: str
    right: str
    similarity: float


def load_articles(folder: Path) -> list[Article]:
    content = json.loads((folder / "piaf-half.json").read_text(encoding="utf-8"))
    return [
        Article(
            title=article["title"],
            paragraphs=tuple(
                Paragraph(paragraph["context"], tuple(qa["question"] for qa in paragraph["qas"]))
                for paragraph in article["paragraphs"]
            ),
        )
        for article in content["data"]
    ]


def hold_out(articles: Sequence[Article], n_held_out: int, seed: int) -> tuple[list[Article], list[Article]]:
    """Split articles into those to train on and those to measure on, by a hash of their titles.

    Whole articles, since paragraphs of one article share their words. Returns: (train, held out).
    """
    ordered = sorted(articles, key=lambda article: hashlib.sha256(f"{seed}:{article.title}".encode()).hexdigest())
    return ordered[n_held_out:], ordered[:n_held_out]


def load_concepts(folder: Path) -> list[Concept]:
    with (folder / "gemet-fr.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Concept(
                number=row["concept"],
                labels=(row["label"], *_split(row["alt_labels"])),
                parents=_split(row["broader"]),
                related=_split(row["related"]),
                definition=row["definition"] or "",
            )
            for row in rows
            if row["concept"] != "themes"
        ]


def load_synsets(folder: Path) -> list[Synset]:
    """The synonym sets, without the language marks (``fr:gerboise``) left by their automatic making."""
    synsets = []
    with (folder / "wordnet-fr.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            offset, _, part_of_speech = row["synset"].partition("-")
            lemmas = dict.fromkeys(lemma.removeprefix("fr:").replace("_", " ") for lemma in _split(row["lemmas"]))
            synsets.append(Synset(part_of_speech, int(offset), tuple(lemmas)))
    return synsets


def load_scored_pairs(path: Path) -> list[ScoredPair]:
    with path.open(encoding="utf-8", newline="") as file:
        return [ScoredPair(left, right, float(score) / 5) for left, right, score in csv.reader(file)]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph: ``"Il pleut. Il neige."`` gives two."""
    return [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def running_texts(
    articles: Sequence[Article], concepts: Sequence[Concept], pairs: Sequence[ScoredPair]
) -> Iterator[str]:
    """Every text made of sentences: paragraphs, questions, definitions, sentence pairs."""
    for article in articles:
        for paragraph in article.paragraphs:
            yield paragraph.text
            yield from paragraph.questions
    yield from (concept.definition for concept in concepts if concept.definition)
    for pair in pairs:
        yield pair.left
        yield pair.right


def _split(field: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (field or "").split("|") if part.strip())
