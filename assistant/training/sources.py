"""What is learnt from: texts that meet in a context, and pairs of texts that say the same.

Only the training articles come in; what is measured is measured on articles that no line here has seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from assistant.french.lexicon import Entry, read_entries
from assistant.training import data
from assistant.training.contrastive import Pair
from assistant.training.graph import Source

SAME_MEANING = 0.7
"""From this similarity on, two sentences of STSb count as saying the same."""


@dataclass(frozen=True)
class Material:
    """The open data, the held-out articles apart."""

    articles: list[data.Article]
    held_out: list[data.Article]
    concepts: list[data.Concept]
    synsets: list[data.Synset]
    scored_pairs: list[data.ScoredPair]
    entries: list[Entry]

    @property
    def running_texts(self) -> list[str]:
        return list(data.running_texts(self.articles, self.concepts, self.scored_pairs))


def load_material(folder: Path, *, n_held_out: int, seed: int) -> Material:
    articles, held_out = data.hold_out(data.load_articles(folder), n_held_out, seed)
    return Material(
        articles,
        held_out,
        data.load_concepts(folder),
        data.load_synsets(folder),
        data.load_scored_pairs(folder / "stsb-fr-train.csv"),
        [entry for entry in read_entries() if entry.language == "fr"],
    )


def counted_texts(material: Material) -> Counter[str]:
    """Texts that the vocabulary is counted on. A lemma counts less than a word of a sentence, and least in a synonym
    set with a capital, mostly Latin names of species."""
    texts: Counter[str] = Counter()
    for text in material.running_texts:
        texts[text] += 3
    for concept in material.concepts:
        for label in concept.labels:
            texts[label] += 3
    for synset in material.synsets:
        common = not any(lemma[:1].isupper() for lemma in synset.lemmas)
        for lemma in synset.lemmas:
            texts[lemma] += 3 if common else int(lemma[:1].islower())
    for entry in material.entries:
        for phrase in (entry.term, *entry.equivalents):
            texts[phrase] += 1
    return texts


def graph_sources(material: Material, families: Iterable[Sequence[str]]) -> list[Source]:
    """The contexts in which words meet.

    Args:
        families: words of one stem, which share a context so that ``portes`` stays close to ``port``.
    """
    labels = _labels(material.concepts)
    children: dict[str, list[str]] = {}
    for concept in material.concepts:
        for parent in concept.parents:
            children.setdefault(parent, []).append(concept.labels[0])
    sentences = [[sentence] for text in material.running_texts for sentence in data.sentences(text)]
    paragraphs = [paragraph for article in material.articles for paragraph in article.paragraphs]
    return [
        Source("synonyms", [s.lemmas for s in material.synsets if len(s.lemmas) > 1 or " " in s.lemmas[0]], 1.0),
        Source("neighbouring synonym sets", list(_neighbours(material.synsets)), 0.3),
        Source("concepts", [_surroundings(concept, labels) for concept in material.concepts], 1.0),
        Source("definitions", [(*c.labels, c.definition) for c in material.concepts if c.definition], 1.0),
        Source("narrower concepts", [(*labels[n], *names) for n, names in children.items() if n in labels], 0.3),
        Source("sentences", sentences, 1.0),
        Source("paragraphs", [[paragraph.text] for paragraph in paragraphs], 0.3),
        Source("questions", [(q, paragraph.text) for paragraph in paragraphs for q in paragraph.questions], 0.2),
        Source("articles", [[p.text for p in article.paragraphs] for article in material.articles], 0.3),
        Source("alike sentences", _alike(material.scored_pairs, 0.6), 1.0),
        Source("families", list(families), 1.0),
        Source("lexicon, the same", _said_as(material.entries, "same"), 1.0),
        Source("lexicon, near", _said_as(material.entries, "near"), 0.5),
    ]


def training_pairs(material: Material) -> dict[str, list[Pair]]:
    """Pairs for contrastive training, by kind. Most are made from the texts themselves and need no label."""
    pairs: dict[str, list[Pair]] = {name: [] for name in ("question", "rest", "next", "title", "concept", "synonym")}
    for article in material.articles:
        for paragraph in article.paragraphs:
            pairs["question"] += [(question, paragraph.text) for question in paragraph.questions]
            pairs["title"].append((article.title, paragraph.text))
            sentences = data.sentences(paragraph.text)
            pairs["next"] += pairwise(sentences)
            if len(sentences) > 1:
                for i, sentence in enumerate(sentences):
                    pairs["rest"].append((sentence, " ".join(sentences[:i] + sentences[i + 1 :])))
    labels = _labels(material.concepts)
    for concept in material.concepts:
        pairs["concept"] += pairwise(concept.labels)
        if concept.definition:
            pairs["concept"].append((concept.labels[0], concept.definition))
        pairs["concept"] += [(concept.labels[0], labels[number][0]) for number in concept.parents if number in labels]
    for synset in material.synsets:
        pairs["synonym"] += pairwise(lemma for lemma in synset.lemmas if not lemma[:1].isupper())
    pairs["alike"] = _alike(material.scored_pairs, SAME_MEANING)
    pairs["lexicon"] = [(e.term, other) for e in material.entries if e.grade == "same" for other in e.equivalents]
    return pairs


def _labels(concepts: Iterable[data.Concept]) -> dict[str, tuple[str, ...]]:
    return {concept.number: concept.labels for concept in concepts}


def _surroundings(concept: data.Concept, labels: dict[str, tuple[str, ...]]) -> list[str]:
    """The labels of a concept, of those above it and of those related to it."""
    around = [label for number in (*concept.parents, *concept.related) for label in labels.get(number, ())]
    return [*concept.labels, *around]


def _neighbours(synsets: Sequence[data.Synset]) -> Iterable[list[str]]:
    """Lemmas of five synonym sets in a row: WordNet was written topic by topic, and its numbers keep that order."""
    ordered = sorted(synsets, key=lambda synset: (synset.part_of_speech, synset.offset))
    for _, group in groupby(ordered, key=lambda synset: synset.part_of_speech):
        members = list(group)
        for i in range(0, len(members) - 1, 2):
            yield [lemma for synset in members[i : i + 5] for lemma in synset.lemmas]


def _said_as(entries: Iterable[Entry], grade: str) -> list[tuple[str, ...]]:
    return [(entry.term, *entry.equivalents) for entry in entries if entry.grade == grade]


def _alike(pairs: Iterable[data.ScoredPair], least: float) -> list[Pair]:
    return [(pair.left, pair.right) for pair in pairs if pair.similarity >= least]
