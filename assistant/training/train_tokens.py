"""Make the vocabulary that counts tokens: byte pairs merged by frequency in French texts.

::

    python -m assistant.training.train_tokens --data DIR --out assistant/models/tokens-fr.tiktoken
"""

from __future__ import annotations

import argparse
import base64
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

from assistant.tokens import PIECES, encoding
from assistant.training import data

N_RANKS = 16_384


def train_ranks(texts: Iterable[str], n_ranks: int) -> list[bytes]:
    """The tokens in rank order: the 256 bytes, then each merge in the order it was learnt."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=n_ranks,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        min_frequency=2,
        max_token_length=32,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    bytes_of = _bytes_of_letters()
    ordered = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [bytes(bytes_of[letter] for letter in token) for token, _ in ordered]


def write_ranks(tokens: Iterable[bytes], path: Path) -> None:
    """One line a token, base64 and rank: the format that ``tiktoken.load`` reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{base64.b64encode(token).decode()} {rank}\n" for rank, token in enumerate(tokens)]
    path.write_text("".join(lines), encoding="ascii")


def _bytes_of_letters() -> dict[str, int]:
    """The byte behind each letter of the byte-level alphabet (the table of GPT-2)."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}


def texts_to_learn_from(folder: Path) -> list[str]:
    """Paragraphs and questions, labels and definitions, sentence pairs: sentences count more than word lists."""
    concepts = data.load_concepts(folder)
    pairs = data.load_scored_pairs(folder / "stsb-fr-train.csv")
    running = list(data.running_texts(data.load_articles(folder), concepts, pairs))
    # Reports typeset their apostrophes, these data mostly do not.
    running += [text.replace("'", "’") for text in running]
    labels = [label for concept in concepts for label in concept.labels]
    lemmas = [lemma for synset in data.load_synsets(folder) if len(synset.lemmas) > 1 for lemma in synset.lemmas]
    return running * 2 + labels * 2 + lemmas


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the vocabulary that counts tokens.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the open data")
    parser.add_argument("--out", type=Path, default=Path("assistant/models/tokens-fr.tiktoken"))
    arguments = parser.parse_args()
    write_ranks(train_ranks(texts_to_learn_from(arguments.data), N_RANKS), arguments.out)
    sample = "La Métropole réduit ses émissions de gaz à effet de serre de 40 % d’ici 2030 🚲."
    counted = encoding(arguments.out)
    print(f"{counted.n_vocab} ranks, {arguments.out.stat().st_size} bytes")
    print([counted.decode([token]) for token in counted.encode_ordinary(sample)])


if __name__ == "__main__":
    main()
