"""How do the vectors learn that a question goes with its paragraph?

Both sides of a pair should be closer to each other than to the other pairs of the batch. Few texts are at hand
and most words of a report never occur in them, so what is learnt is held back: a weight for each word, and a small
move of each vector that is pulled back to where it started. A linear map shared by all words was tried and dropped:
it learnt the training articles by heart (recall@1 .84) and lost 5 points on the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from assistant.training.graph import Matrix

Pair = tuple[str, str]


@dataclass(frozen=True)
class Schedule:
    """How long and how hard to train; chosen on the held-out articles, where all of it is worth about a point."""

    n_steps: int = 400
    batch_size: int = 128
    temperature: float = 0.06
    weight_rate: float = 1e-2
    weight_pull: float = 1e-5
    move_rate: float = 5e-4
    move_pull: float = 1e-3
    dropout: float = 0.15
    """Share of the tokens of each text that are left out of a step."""


class TokenTable(nn.Module):
    """``table[i] = weight[i] * (start[i] + move[i])``, with ``weight`` and ``move`` learnt."""

    def __init__(self, start: Matrix, weights: Matrix) -> None:
        super().__init__()
        self.start = nn.Buffer(torch.from_numpy(start))
        self.first_log_weights = nn.Buffer(torch.from_numpy(weights).clamp_min(1e-4).log())
        self.log_weights = nn.Parameter(self.first_log_weights.clone())
        self.moves = nn.Parameter(torch.zeros_like(self.start))

    def rows(self, ids: Tensor) -> Tensor:
        return self.log_weights[ids].exp()[:, None] * (self.start[ids] + self.moves[ids])

    def texts(self, bags: Sequence[Sequence[int]]) -> Tensor:
        """(n_texts, dimension), rows of length 1."""
        tokens = torch.tensor([i for bag in bags for i in bag], dtype=torch.long)
        ids, inverse = torch.unique(tokens, return_inverse=True)
        text_of = torch.repeat_interleave(torch.arange(len(bags)), torch.tensor([len(bag) for bag in bags]))
        counts = torch.zeros(len(bags), len(ids))
        counts.index_put_((text_of, inverse), torch.ones(len(inverse)), accumulate=True)
        return functional.normalize(counts @ self.rows(ids), dim=1)

    def pull(self, schedule: Schedule) -> Tensor:
        """What it costs to be away from the start."""
        weights = (self.log_weights - self.first_log_weights).square().sum()
        return schedule.weight_pull * weights + schedule.move_pull * self.moves.square().sum()

    @torch.no_grad()
    def table(self) -> Matrix:
        rows: Matrix = self.rows(torch.arange(len(self.start))).numpy()
        return rows


def train(
    tokenizer: Tokenizer,
    start: Matrix,
    weights: Matrix,
    sources: Mapping[str, Sequence[Pair]],
    shares: Mapping[str, float],
    schedule: Schedule,
    seed: int,
) -> Matrix:
    """Train a table of token vectors on pairs of texts.

    Args:
        start: (n_tokens, dimension), rows of length 1 or 0.
        weights: (n_tokens,), what each token counts for at first.
        sources: pairs of each kind; a batch holds one kind, so that negatives look like positives.
        shares: how often each kind is drawn, relative to the others.
    Returns: (n_tokens, dimension), weights included.
    """
    torch.manual_seed(seed)
    table = TokenTable(start, weights)
    groups = [
        {"params": [table.log_weights], "lr": schedule.weight_rate},
        {"params": [table.moves], "lr": schedule.move_rate},
    ]
    optimizer = torch.optim.Adam(groups, betas=(0.9, 0.98))
    for left, right, whole in _batches(tokenizer, sources, shares, schedule, seed):
        loss = _contrast(table.texts(left), table.texts(right), torch.tensor(whole), schedule.temperature)
        optimizer.zero_grad()
        torch.autograd.backward(loss + table.pull(schedule))
        optimizer.step()
    return table.table()


def _contrast(left: Tensor, right: Tensor, whole: Tensor, temperature: float) -> Tensor:
    """The loss of van den Oord and others (2018), both ways. Equal right texts are no negatives of each other."""
    scores = left @ right.T / temperature
    same = (whole[:, None] == whole[None, :]) & ~torch.eye(len(whole), dtype=torch.bool)
    scores = scores.masked_fill(same, -1e4)
    gold = torch.arange(len(whole))
    return (functional.cross_entropy(scores, gold) + functional.cross_entropy(scores.T, gold)) / 2


def _batches(
    tokenizer: Tokenizer,
    sources: Mapping[str, Sequence[Pair]],
    shares: Mapping[str, float],
    schedule: Schedule,
    seed: int,
) -> Iterator[tuple[list[list[int]], list[list[int]], list[int]]]:
    """Left and right token ids, thinned, and a number that two equal right texts share."""
    random = np.random.default_rng(seed)
    bags = {name: [_cut(tokenizer, side) for side in zip(*pairs, strict=True)] for name, pairs in sources.items()}
    names = sorted(bags)
    chances = np.array([shares[name] for name in names]) / sum(shares[name] for name in names)
    for _ in range(schedule.n_steps):
        left, right = bags[names[random.choice(len(names), p=chances)]]
        chosen = random.choice(len(left), min(schedule.batch_size, len(left)), replace=False)
        yield (
            [_thin(left[i], schedule.dropout, random) for i in chosen],
            [_thin(right[i], schedule.dropout, random) for i in chosen],
            [hash(tuple(right[i])) for i in chosen],
        )


def _cut(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    return [encoding.ids or [0] for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def _thin(ids: list[int], dropout: float, random: np.random.Generator) -> list[int]:
    """Leave some tokens out, never all."""
    kept = [i for i, chance in zip(ids, random.random(len(ids)), strict=True) if chance >= dropout]
    return kept or ids
