"""Which words are ordinary French? Writes the list that the spelling repair leaves alone.

Run: ``python -m assistant.training.make_word_list --data DIR --out assistant/french/words.txt``

Sources: lemmas of WOLF (CeCILL-C), labels and definitions of GEMET (CC BY 2.5, EEA), sentences of
STSb Multi MT (CC BY-SA 4.0) and paragraphs of PIAF (CC BY-SA). Only single words are kept, folded,
and those of running text only when they occur at least twice, since a text has slips of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.french.text import words


def _lemmas(data: Path) -> Iterator[str]:
    """Words of the two dictionaries, which are edited."""
    for line in (data / "wordnet-fr.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        yield line.partition("\t")[2].replace("|", " ").replace("_", " ")
    with (data / "gemet-fr.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield " ".join((row["label"] or "", row["alt_labels"] or "", row["definition"] or ""))


def _running_text(data: Path) -> Iterator[str]:
    """Sentences as people wrote or translated them."""
    for name in ("stsb-fr-train.csv", "stsb-fr-dev.csv"):
        yield (data / name).read_text(encoding="utf-8")
    for article in json.loads((data / "piaf-half.json").read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["context"]


def ordinary_words(data: Path) -> list[str]:
    """Sorted folded words of three letters or more, letters only."""
    edited = {w.folded for text in _lemmas(data) for w in words(text)}
    counts = Counter(w.folded for text in _running_text(data) for w in words(text))
    kept = edited | {word for word, n in counts.items() if n >= 2}
    return sorted(word for word in kept if len(word) >= 3 and word.isalpha() and word.isascii())


def main() -> None:
    """Write one word a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    found = ordinary_words(arguments.data)
    arguments.out.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
