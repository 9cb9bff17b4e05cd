"""What can be asked and discussed in a session? ``python -m eval.quiz`` prints all of it, to be read by a person."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.corpus import load_corpus
from assistant.passages import chunk_corpus
from assistant.programme.plan import Stock, stock

MAX_TOKENS = 320


def stock_of(folder: Path) -> Stock:
    """What sessions on the reports of a folder can be made of."""
    return stock(tuple(chunk_corpus(load_corpus(folder)[0], max_tokens=MAX_TOKENS)))


def main(folder: str = "corpus") -> None:
    """Print every question with its choices, every subject, and how many there are."""
    made = stock_of(Path(folder))
    for i, askable in enumerate(made.askables, start=1):
        question = askable.ask("choice", 0, i % 4)
        print(f"{i}. {question.text}\n   {' | '.join(question.choices)}   → {question.choices[question.right]}")
        if "estimate" in askable.forms:
            estimate = askable.ask("estimate", 0)
            print(
                f"   [estimation] {estimate.text}\n   de 0 à {estimate.high:g} {estimate.unit}, pas {estimate.step:g}"
            )
    for subject in made.subjects:
        print("–", subject.ways[0])
    n_estimates = sum("estimate" in a.forms for a in made.askables)
    print(
        f"{len(made.themes)} themes, {len(made.figures)} figures, {len(made.askables)} choices, "
        f"{n_estimates} estimates, {len(made.subjects)} subjects"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
