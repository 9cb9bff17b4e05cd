"""How does a trained transformer become the three files that `assistant.meaning` reads?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from assistant.meaning import BLOCK, LONGEST
from assistant.training.transformer import HEADS, Layer, Transformer, four_bits

OPSET, IR_VERSION = 20, 9


def save_meaning(folder: Path, model: Transformer, words: Tokenizer) -> None:
    """Write ``tokenizer.json``, ``tokens.npz`` and ``layers.onnx`` (four bits a weight, onnxruntime's MatMulNBits)."""
    folder.mkdir(parents=True, exist_ok=True)
    words.save(str(folder / "tokenizer.json"), pretty=False)
    width = model.tokens.shape[1]
    numbers, scales = packed(model.tokens.data)
    np.savez_compressed(
        folder / "tokens.npz",
        tokens=numbers.reshape(-1, width // 2),
        scales=scales.reshape(-1, width // BLOCK),
        positions=model.positions.data[: LONGEST + 1].half().cpu().numpy(),
    )
    onnx.save(_Graph(width).of(model), str(folder / "layers.onnx"))


def packed(weights: Tensor) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Two numbers a byte, the even one in the low bits, shape (n, BLOCK // 2); and the scales of the blocks, shape (n, 1)."""
    numbers, scales = four_bits(weights.float().cpu())
    whole = (numbers + 8).numpy().astype(np.uint8)
    both: NDArray[np.uint8] = whole[:, ::2] | (whole[:, 1::2] << np.uint8(4))
    return both, scales.numpy().astype(np.float16)


class _Graph:
    """The layers as a graph of ONNX: « vectors » (n, length, width) and « there » (n, length) to « meaning » (n, width)."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def of(self, model: Transformer) -> onnx.ModelProto:
        width = self._width
        for name, number in {
            "heads": np.array([0, 0, HEADS, width // HEADS]),
            "whole": np.array([0, 0, width]),
            "scale": np.array((width // HEADS) ** -0.5, np.float32),
            "one": np.array(1, np.float32),
            "far": np.array(1e4, np.float32),
            "inside": np.array([1, 2]),
            "last": np.array([2]),
            "along": np.array([1]),
        }.items():
            self._constant(name, number)
        away = self._node("Mul", self._node("Sub", "there", "one"), "far")
        mask = self._node("Unsqueeze", away, "inside")
        x = self._norm("vectors", model.first)
        for layer in model.layers:
            assert isinstance(layer, Layer)
            x = self._layer(x, layer, mask)
        weight = self._node("Unsqueeze", "there", "last")
        total = self._node("ReduceSum", self._node("Mul", x, weight), "along", keepdims=0)
        mean = self._node("Div", total, self._node("ReduceSum", weight, "along", keepdims=0))
        self._constant("middle", model.middle.data.float().cpu().numpy())
        self._node("LpNormalization", self._node("Sub", mean, "middle"), out="meaning", axis=-1, p=2)
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            "meaning",
            [
                value("vectors", TensorProto.FLOAT, ["n", "length", width]),
                value("there", TensorProto.FLOAT, ["n", "length"]),
            ],
            [value("meaning", TensorProto.FLOAT, ["n", width])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

    def _layer(self, x: str, layer: Layer, mask: str) -> str:
        def heads(part: nn.Linear, order: list[int]) -> str:
            return self._node("Transpose", self._node("Reshape", self._linear(x, part), "heads"), perm=order)

        q, k, v = heads(layer.q, [0, 2, 1, 3]), heads(layer.k, [0, 2, 3, 1]), heads(layer.v, [0, 2, 1, 3])
        scores = self._node("Mul", self._node("MatMul", q, k), "scale")
        shares = self._node("Softmax", self._node("Add", scores, mask), axis=-1)
        seen = self._node("Transpose", self._node("MatMul", shares, v), perm=[0, 2, 1, 3])
        joined = self._linear(self._node("Reshape", seen, "whole"), layer.o)
        x = self._norm(self._node("Add", x, joined), layer.after_attention)
        wide = self._node("Gelu", self._linear(x, layer.widen))
        return self._norm(self._node("Add", x, self._linear(wide, layer.narrow)), layer.after_widening)

    def _linear(self, x: str, part: nn.Linear) -> str:
        outputs, inputs = part.weight.shape
        numbers, scales = packed(part.weight.data)
        stored = self._constant(self._new(), numbers.reshape(outputs, inputs // BLOCK, BLOCK // 2))
        scale = self._node("Cast", self._constant(self._new(), scales.reshape(outputs, -1)), to=TensorProto.FLOAT)
        bits: dict[str, Any] = {"K": inputs, "N": outputs, "bits": 4, "block_size": BLOCK, "accuracy_level": 4}
        product = self._node("MatMulNBits", x, stored, scale, domain="com.microsoft", **bits)
        return self._node("Add", product, self._constant(self._new(), part.bias.data.float().cpu().numpy()))

    def _norm(self, x: str, part: nn.LayerNorm) -> str:
        both = (self._constant(self._new(), p.data.float().cpu().numpy()) for p in (part.weight, part.bias))
        return self._node("LayerNormalization", x, *both, axis=-1, epsilon=1e-12)

    def _node(self, kind: str, *inputs: str, out: str = "", domain: str = "", **attributes: Any) -> str:
        out = out or self._new()
        self._nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **attributes))
        return out

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _new(self) -> str:
        return f"t{len(self._nodes) + len(self._constants)}"
