"""How is the model made that tells how near a question and a statement are in meaning?

Run: ``python -m assistant.training.train_meaning --start e5-small-q4.bin --piaf piaf-half.json --texts FILE... --out
assistant/models/meaning-fr --parts FOLDER`` (on a graphics card five minutes; without one, a day).

1. A transformer of six layers, taken from the twelve of multilingual-e5-small, with the tokens that French texts use,
   learns to give the vectors that the whole one gives (Sanh et al., *DistilBERT*, 2019), rounded to four bits from
   half-way on. The mean vector of questions, and that of statements, is taken off: e5's lie in a narrow cone.
2. It learns which statement answers: a softmax over the statements found for a question and « none of them », with the
   questions that the reports do not answer, and those whose answer was taken away.

Each part of the questions is also left to a model that has not seen it, whose vectors are recorded for `train_ranker`.
The test half is never read.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from assistant.extractive.model import load_model
from assistant.extractive.nearness import READ, alone, in_place
from assistant.meaning import LONGEST as LONGEST_READ
from assistant.meaning import PADDING, QUESTION, STATEMENT
from assistant.training.examples import (
    MADE_WEIGHT,
    REPORT_WEIGHT,
    Bench,
    Example,
    made_negatives,
    passages_of,
    piaf,
    questions_of,
    town_examples,
)
from assistant.training.recorded import PARTS, key_of
from assistant.training.save_meaning import save_meaning
from assistant.training.transformer import SPECIAL, Start, Transformer, read_start, tokenizer

TEACHER, LAYERS, VOCABULARY = range(12), (0, 2, 4, 6, 8, 11), 14_000
# What a text counts in the choice of the vocabulary: a question or statement, a term of the lexicon, any other text.
COUNTED_IN_EXAMPLES, COUNTED_IN_LEXICON, COUNTED = 6, 8, 1
DISTIL_ROUNDS, DISTIL_BATCH, DISTIL_RATE = 6, 768, 6e-4
TUNE_ROUNDS, TUNE_BATCH, TUNE_RATE, KEPT_TEXTS = 3, 48, 1e-4, 128
# Temperature of the likeness of texts to each other, and what it counts beside the likeness to the teacher.
TEMPERATURE, RELATIVE = 0.05, 0.3
# What a question counts by where it comes from; and the score of a statement alone beside that of it alone and in its place.
SOURCES = {"asked": 1.0, "without": 0.5, "made": 0.4, "wikipedia": 0.6}
ALONE = 0.3
N_WRONG_ATTRIBUTES = 300

Ids = NDArray[np.int64]
Text = tuple[str, bool]
"""A text, and whether it is read as a question."""


def log(*words: object) -> None:
    print(f"{time.strftime('%H:%M:%S')}", *words, flush=True)


def lexicon_terms(folder: Path) -> list[str]:
    """Every term and equivalent of the lexicon."""
    rows = (line.split("\t") for f in sorted(folder.glob("*.tsv")) for line in f.read_text("utf-8").splitlines()[1:])
    found = (part.strip() for row in rows if len(row) > 1 for part in (row[0], *row[1].split("|")))
    return list(dict.fromkeys(part for part in found if part))


@dataclass(frozen=True)
class Asked:
    """A question with the statements that are read for it, as places among all texts.

    Attributes:
        alone, in_place: of the n statements.
        gold, maybe: which of them answer, and which may, shape (n,).
    """

    question: int
    alone: Ids
    in_place: Ids
    gold: NDArray[np.bool_]
    maybe: NDArray[np.bool_]
    part: int
    weight: float


class Texts:
    """All texts, each once, with their tokens in the words of both models."""

    def __init__(self) -> None:
        self.places: dict[Text, int] = {}

    def place(self, text: str, *, question: bool) -> int:
        return self.places.setdefault((text, question), len(self.places))

    def tokenize(self, start: Start, vocabulary: Sequence[int]) -> None:
        """Fill in the tokens for the teacher, which wants a word before each text, and for the pupil."""
        whole = tokenizer(start.pieces, start.scores.tolist())
        small = tokenizer([start.pieces[i] for i in vocabulary], [float(start.scores[i]) for i in vocabulary])
        texts = list(self.places)
        self.words = small
        self.questions = np.array([question for _, question in texts])
        for_teacher = [f"{'query' if question else 'passage'}: {text}" for text, question in texts]
        self.teacher = [[0, *e.ids[: LONGEST_READ + 8], 2] for e in whole.encode_batch(for_teacher)]
        pupil = small.encode_batch([text for text, _ in texts], add_special_tokens=False)
        self.pupil = [
            [QUESTION if question else STATEMENT, *e.ids[:LONGEST_READ]]
            for e, question in zip(pupil, self.questions, strict=True)
        ]

    def __len__(self) -> int:
        return len(self.places)


def asked(examples: Sequence[Example], texts: Texts) -> list[Asked]:
    """The examples as places among the texts: the statements that are read at question time, and those that answer."""
    weights = load_model().rank_weights
    found = []
    for e in examples:
        order = np.argsort(-(e.rows @ weights), kind="stable")
        kept = [*order[:READ], *[i for i in order[READ:] if e.gold[i]][:3]]
        found.append(
            Asked(
                texts.place(e.query.text, question=True),
                np.array([texts.place(alone(e.found[i]), question=False) for i in kept]),
                np.array([texts.place(in_place(e.found[i]), question=False) for i in kept]),
                e.gold[kept],
                e.maybe[kept],
                e.part,
                SOURCES[e.source],
            )
        )
    return found


class Trainer:
    def __init__(self, start: Start, texts: Texts, vocabulary: Sequence[int], seed: int = 0) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(seed)
        self.chance = np.random.default_rng(seed)
        self.texts = texts
        self.pupil = Transformer(start, LAYERS, vocabulary).to(self.device)
        teacher = Transformer(start, TEACHER).to(self.device)
        vectors = functional.normalize(self.embed(teacher, np.arange(len(texts)), texts.teacher))
        question = torch.from_numpy(texts.questions).to(self.device)
        for kind in (question, ~question):
            vectors[kind] = functional.normalize(vectors[kind] - vectors[kind].mean(0))
        self.wanted = vectors
        log("teacher read", len(texts), "texts on", self.device)

    def run(self, model: Transformer, places: Ids, tokens: Sequence[Sequence[int]]) -> Tensor:
        longest = max(len(tokens[i]) for i in places)
        ids = np.full((len(places), longest), PADDING)
        for row, i in zip(ids, places, strict=True):
            row[: len(tokens[i])] = tokens[i]
        given = torch.from_numpy(ids).to(self.device)
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device == "cuda"):
            vectors: Tensor = model(given, given != PADDING)
        return vectors

    @torch.no_grad()
    def embed(self, model: Transformer, places: Ids, tokens: Sequence[Sequence[int]], size: int = 2048) -> Tensor:
        """Vectors at the places, shape (max(places) + 1, width)."""
        model.eval()
        order = places[np.argsort([len(tokens[i]) for i in places], kind="stable")]
        found = torch.zeros(int(places.max()) + 1, model.middle.shape[0], device=self.device)
        for k in range(0, len(order), size):
            block = order[k : k + size]
            found[torch.from_numpy(block).to(self.device)] = self.run(model, block, tokens)
        return found

    def distil(self, own: Ids) -> None:
        """First step. Args: own: places of the questions and statements, seen twice as often as the other texts."""
        model, step = self.pupil, 0
        model.train()
        every = np.concatenate([np.arange(len(self.texts)), own])
        per_round = max(len(every) // DISTIL_BATCH, 1)
        total = DISTIL_ROUNDS * per_round
        optimizer = torch.optim.AdamW(model.parameters(), lr=DISTIL_RATE, weight_decay=0.01, betas=(0.9, 0.98))
        lengths = np.array([len(t) for t in self.texts.pupil])
        for _ in range(DISTIL_ROUNDS):
            # Texts of about one length side by side.
            near = every[np.argsort(lengths[every] + self.chance.integers(0, 6, len(every)), kind="stable")]
            for k in self.chance.permutation(per_round):
                places = near[k * DISTIL_BATCH : (k + 1) * DISTIL_BATCH]
                model.rounding.on = step > total / 2
                _set_rate(optimizer, [DISTIL_RATE], step, total, warm=0.05)
                got = functional.normalize(self.run(model, places, self.texts.pupil))
                wanted = self.wanted[torch.from_numpy(places).to(self.device)]
                itself = torch.eye(len(places), device=self.device, dtype=torch.bool)
                ours, theirs = (
                    functional.log_softmax((v @ v.T / TEMPERATURE).masked_fill(itself, -30), 1) for v in (got, wanted)
                )
                likeness = (got * wanted).sum(1).mean()
                relative = functional.kl_div(ours, theirs, log_target=True, reduction="batchmean")
                _step(model, optimizer, 1 - likeness + RELATIVE * relative)
                step += 1
                if step % 400 == 0:
                    log(f"distilled {step}/{total}: likeness {likeness.item():.3f}")

    def tune(self, questions: Sequence[Asked], others: Ids) -> Transformer:
        """Second step, from the distilled model. Args: others: places of texts whose vectors are to stay as they are."""
        model = copy.deepcopy(self.pupil)
        model.rounding.on = True
        model.train()
        weights = [p for name, p in model.named_parameters() if name != "near_enough"]
        optimizer = torch.optim.AdamW(weights, lr=TUNE_RATE, weight_decay=0.01)
        optimizer.add_param_group({"params": [model.near_enough], "lr": 30 * TUNE_RATE})
        per_round = max(len(questions) // TUNE_BATCH, 1)
        total, step = TUNE_ROUNDS * per_round, 0
        for _ in range(TUNE_ROUNDS):
            order = self.chance.permutation(len(questions))
            for k in range(per_round):
                batch = [questions[i] for i in order[k * TUNE_BATCH : (k + 1) * TUNE_BATCH]]
                _set_rate(optimizer, [TUNE_RATE, 30 * TUNE_RATE], step, total, warm=0.1)
                loss = self._loss(model, batch, self.chance.choice(others, KEPT_TEXTS))
                _step(model, optimizer, loss)
                step += 1
                if step % 200 == 0:
                    log(f"tuned {step}/{total}: loss {loss.item():.3f}")
        return model

    def _loss(self, model: Transformer, batch: Sequence[Asked], others: Ids) -> Tensor:
        asked_at = np.array([q.question for q in batch])
        alone_at, around_at = (np.concatenate([getattr(q, name) for q in batch]) for name in ("alone", "in_place"))
        read, back = np.unique(np.concatenate([asked_at, alone_at, around_at]), return_inverse=True)
        places = np.concatenate([read, others])
        vectors = functional.normalize(self.run(model, places, self.texts.pupil))
        moved = (1 - (vectors * self.wanted[torch.from_numpy(places).to(self.device)]).sum(1)).mean()
        at = torch.from_numpy(back.reshape(-1)).to(self.device)
        n, m = len(batch), len(alone_at)
        owner = torch.tensor(np.repeat(np.arange(n), [len(q.alone) for q in batch]), device=self.device)
        question = vectors[at[:n]][owner]
        by_itself = (question * vectors[at[n : n + m]]).sum(1)
        around = (question * vectors[at[n + m :]]).sum(1)
        gold = torch.tensor(np.concatenate([q.gold for q in batch]), device=self.device)
        maybe = torch.tensor(np.concatenate([q.maybe for q in batch]), device=self.device)
        weight = torch.tensor([q.weight for q in batch], device=self.device)
        scale, bias = model.near_enough[0].exp(), model.near_enough[1]
        both = _softmax_loss(
            ((by_itself + around) * scale + bias).masked_fill(maybe, -1e4), owner, gold, weight, none=True
        )
        one = _softmax_loss((by_itself * scale).masked_fill(maybe, -1e4), owner, gold, weight, none=False)
        return moved + (1 - ALONE) * both + ALONE * one


def _softmax_loss(scores: Tensor, owner: Tensor, gold: Tensor, weight: Tensor, *, none: bool) -> Tensor:
    """How unlikely the answering statements are among those of their question; with ``none``, « none » has the score 0."""
    n = len(weight)
    zeros = torch.zeros(n, device=scores.device)
    highest = zeros.scatter_reduce(0, owner, scores, "amax", include_self=True).detach()
    shares = torch.exp(scores - highest[owner])
    nothing = torch.exp(-highest) if none else zeros
    everything = zeros.index_add(0, owner, shares) + nothing
    answering = zeros.index_add(0, owner, shares * gold)
    answered = zeros.index_add(0, owner, gold.float()) > 0
    likely = torch.log(torch.where(answered, answering, nothing) + 1e-9) - torch.log(everything + 1e-9)
    used = weight if none else weight * answered
    return -(used * likely).sum() / used.sum().clamp(min=1e-6)


def _set_rate(optimizer: torch.optim.Optimizer, rates: Sequence[float], step: int, total: int, warm: float) -> None:
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * min(1.0, step / (warm * total + 1)) * max(0.02, 1 - step / total)


def _step(model: Transformer, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def record(trainer: Trainer, model: Transformer, texts: Texts, places: Ids, file: Path) -> None:
    """Write what a model makes of the questions and statements, for `RecordedMeaning`."""
    vectors = functional.normalize(trainer.embed(model, places, texts.pupil))[
        torch.from_numpy(places).to(trainer.device)
    ]
    named = list(texts.places)
    keys = np.array([key_of(named[i][0], question=named[i][1]) for i in places])
    whole = (vectors * 300).round().clamp(-127, 127).to(torch.int8).cpu().numpy()
    np.savez_compressed(file, keys=keys, vectors=whole)


def choose_vocabulary(start: Start, counted: Sequence[tuple[Sequence[str], int]]) -> list[int]:
    """The special pieces, the single characters of French, then the pieces that the texts use most."""
    whole = tokenizer(start.pieces, start.scores.tolist())
    used: Counter[int] = Counter()
    for texts, weight in counted:
        for encoded in whole.encode_batch(list(texts), add_special_tokens=False):
            for i in encoded.ids:
                used[i] += weight
    first = len(SPECIAL)
    single = [
        i
        for i, piece in enumerate(start.pieces)
        if i >= first
        and (len(piece) == 1 or (len(piece) == 2 and piece[0] == "▁"))
        and (ord(piece[-1]) < 0x180 or piece[-1] in "’«»€–—•…œ")
    ]
    common = [i for i, _ in used.most_common() if i >= first]
    return list(dict.fromkeys([*range(first), *single, *common]))[:VOCABULARY]


def all_examples(arguments: argparse.Namespace) -> list[Example]:
    """The questions of development, of the report and of the towns, those of PIAF, and the negatives made of them."""
    report = Bench(passages_of(arguments.corpus))
    dev = [q for f in sorted(arguments.questions.glob("*.yaml")) for q in questions_of(f, REPORT_WEIGHT)]
    examples = [*report.examples(dev), *report.examples([q for q in dev if q.spans], without_gold=True)]
    examples += report.examples(made_negatives(report, dev, N_WRONG_ATTRIBUTES, MADE_WEIGHT))
    examples += town_examples(arguments.towns)
    passages, questions = piaf(arguments.piaf)
    wikipedia = Bench(passages)
    examples += [*wikipedia.examples(questions), *wikipedia.examples(questions, without_gold=True)]
    made = made_negatives(wikipedia, questions, 2 * N_WRONG_ATTRIBUTES, MADE_WEIGHT, by_title=True)
    return [*examples, *wikipedia.examples(made)]


def main() -> None:
    """Distil, tune, save, record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--piaf", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="French texts, one a line")
    parser.add_argument("--questions", type=Path, default=Path("eval/questions/dev"))
    parser.add_argument("--towns", type=Path, default=Path("eval/towns/dev"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--lexicon", type=Path, default=Path("assistant/french/lexicon"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", type=Path, required=True)
    arguments = parser.parse_args()
    start, texts = read_start(arguments.start), Texts()
    questions = asked(all_examples(arguments), texts)
    own = np.arange(len(texts))
    from_examples = [text for text, _ in texts.places]
    terms = lexicon_terms(arguments.lexicon)
    lines = [line for f in arguments.texts for line in f.read_text("utf-8").splitlines() if line.strip()]
    for term in terms:
        texts.place(term, question=True)
    for i, line in enumerate(lines):
        texts.place(line, question=i % 3 == 0)
    counted = [(from_examples, COUNTED_IN_EXAMPLES), (terms, COUNTED_IN_LEXICON), (lines, COUNTED)]
    vocabulary = choose_vocabulary(start, counted)
    texts.tokenize(start, vocabulary)
    trainer = Trainer(start, texts, vocabulary)
    trainer.distil(own)
    others = np.arange(len(own), len(texts))
    save_meaning(arguments.out, trainer.tune(questions, others), texts.words)
    arguments.parts.mkdir(parents=True, exist_ok=True)
    for part in range(PARTS):
        unseen = trainer.tune([q for q in questions if q.part != part], others)
        record(trainer, unseen, texts, own, arguments.parts / f"part-{part}.npz")
        log("recorded part", part)


if __name__ == "__main__":
    main()
