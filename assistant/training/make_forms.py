"""Which forms of one word does the stemmer keep apart? Writes the list that `assistant.french.text.stem` puts together.

Run: ``python -m assistant.training.make_forms --out assistant/french/forms.txt`` with ``pip install "simplemma>=1.1,<2" "wordfreq>=3.1,<4"``,
which the assistant itself does not need. Snowball has rules for accented text and none for « pris » and « prendre »; folded, « concernent »
and « concerne » have two stems. simplemma (MIT) says which lemma a form has; wordfreq's list (CC BY-SA 4.0) says which forms are in use.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from assistant.french.text import STOP_WORDS, fold, snowball

LEAST = 2.0
"""Zipf frequency (log10 of occurrences per thousand million words) of the rarest form listed."""


def families(frequencies: Mapping[str, float], lemma_of: Callable[[str], str]) -> Iterator[tuple[str, list[str]]]:
    """Folded lemmas with the folded forms whose stem is not theirs, in alphabetical order.

    Args:
        frequencies: form to its share of all words, from 0 to 1. Of forms that fold alike the most frequent one decides.
        lemma_of: gives the lemma of a form.
    """
    best: dict[str, tuple[float, str]] = {}
    for form, share in frequencies.items():
        if not form.isalpha() or len(form) < 2 or not share or math.log10(share) + 9 < LEAST:
            continue
        folded = fold(form)
        if share > best.get(folded, (0.0, ""))[0]:
            best[folded] = share, fold(lemma_of(form))
    found: dict[str, list[str]] = {}
    for form, (_, lemma) in best.items():
        plain = form.isascii() and lemma.isascii() and lemma.isalpha() and not {form, lemma} & STOP_WORDS
        # What is itself the lemma of its most frequent spelling stays with it.
        if plain and best.get(lemma, (0.0, lemma))[1] == lemma and snowball(form) != snowball(lemma):
            found.setdefault(lemma, []).append(form)
    yield from ((lemma, sorted(forms)) for lemma, forms in sorted(found.items()))


def main() -> None:
    """Write a lemma and its forms a line."""
    import simplemma
    from wordfreq import get_frequency_dict

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    frequencies = get_frequency_dict("fr", wordlist="large")
    found = list(families(frequencies, lambda form: str(simplemma.lemmatize(form, "fr"))))
    arguments.out.write_text("".join(f"{lemma} {' '.join(forms)}\n" for lemma, forms in found), encoding="utf-8")
    print(f"{len(found)} words, {sum(len(forms) for _, forms in found)} forms")


if __name__ == "__main__":
    main()
