"""A BERT encoder as an ONNX file, written straight from its weights with ONNX Runtime's fused operators.

Input `inputs_embeds` float32 (batch, tokens, hidden), the rows of the word table; output `hidden` of the same shape.
All sequences of a batch have the same length: there is no padding and no mask.

The linear layers are `MatMulNBits` of accuracy level 4: weights in blocks of 32 (`index.encoder.blocks`), inputs
rounded to 8 bits row by row in blocks of 32. No scale is shared between rows, so that a text's result does not depend
on its neighbours, and one outlier spoils 31 values and not all. Operators: onnxruntime, docs/ContribOperators.md.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoder.blocks import BLOCK, pack_blocks

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

# Raised whenever the same weights give another file.
RECIPE = 1
INPUT, OUTPUT = "inputs_embeds", "hidden"
_FUSED = "com.microsoft"
_INT8_INPUTS = 4

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The sizes of a BERT encoder that its weights don't tell."""

    layers: int
    heads: int
    eps: float

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> EncoderShape:
        """Read a `config.json`. Raises ValueError for an encoder that is computed differently."""
        kind, activation = config["model_type"], config["hidden_act"]
        if (kind, activation) != ("bert", "gelu"):
            raise ValueError(f"not a BERT encoder with GELU: {kind}, {activation}")
        return cls(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])


def write_encoder(
    weights: Weights, shape: EncoderShape, path: Path, *, quantise: bool = True, keep: Sequence[str] = ()
) -> Path:
    """Write `build_encoder` to `path` in one step and return `path`."""
    return write_whole(build_encoder(weights, shape, quantise=quantise, keep=keep), path)


def write_whole(data: bytes, path: Path) -> Path:
    """Write a file so that readers see all of it or none, also after a crash. Returns `path`."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as stream:
        temporary = Path(stream.name)
        try:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return path


def build_encoder(weights: Weights, shape: EncoderShape, *, quantise: bool = True, keep: Sequence[str] = ()) -> bytes:
    """Return the encoder as the bytes of an ONNX file; equal weights give equal bytes.

    `weights` are named as in a `BertModel` ("encoder.layer.0.attention.self.query.weight"); the word table is not
    needed. Linear layers named in `keep` ("encoder.layer.0.output.dense") stay float32, all of them without `quantise`.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights, shape, quantise=quantise, keep=frozenset(keep))
    graph.add_encoder()
    hidden = weights["embeddings.LayerNorm.weight"].shape[0]
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "tokens", hidden]) for name in (INPUT, OUTPUT)
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", ends[:1], ends[1:], graph.tensors),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)],
        ir_version=8,
        producer_name="belegt",
        producer_version=str(RECIPE),
    )
    data: bytes = model.SerializeToString(deterministic=True)
    return data


class _Graph:
    """Nodes and tensors of the encoder as they are added; a node is named after its output."""

    def __init__(self, weights: Weights, shape: EncoderShape, *, quantise: bool, keep: frozenset[str]) -> None:
        self.weights, self.shape = weights, shape
        self.quantise, self.keep = quantise, keep
        self.nodes: list[NodeProto] = []
        self.tensors: list[TensorProto] = []

    def add_encoder(self) -> None:
        state = self._add_embeddings()
        for layer in range(self.shape.layers):
            state = self._add_layer(f"encoder.layer.{layer}", state)
        self._node("Identity", [state], OUTPUT)

    def _add_embeddings(self) -> str:
        places = self.weights["embeddings.position_embeddings.weight"]
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        self._node("Shape", [INPUT], "length", start=1, end=2)
        zero = self._tensor("zero", np.zeros(1, dtype=np.int64))
        self._node("Slice", [self._tensor("places", places + kind), zero, "length", zero], "place")
        self._node("Add", [INPUT, "place"], "summed")
        scale, shift = self._norm("embeddings.LayerNorm")
        return self._node("LayerNormalization", ["summed", scale, shift], "embedded", epsilon=self.shape.eps)

    def _add_layer(self, name: str, state: str) -> str:
        attention = f"{name}.attention.self"
        inputs = [self._linear(f"{attention}.{part}", state) for part in ("query", "key", "value")]
        mixed = self._node("MultiHeadAttention", inputs, attention, domain=_FUSED, num_heads=self.shape.heads)
        mixed = self._linear(f"{name}.attention.output.dense", mixed)
        state = self._add_and_norm(f"{name}.attention.output.LayerNorm", mixed, state)
        inner = self._linear(f"{name}.intermediate.dense", state)
        inner = self._node("Gelu", [inner], f"{name}.gelu", domain=_FUSED)
        return self._add_and_norm(f"{name}.output.LayerNorm", self._linear(f"{name}.output.dense", inner), state)

    def _linear(self, name: str, state: str) -> str:
        weight, bias = self.weights[f"{name}.weight"], self._tensor(f"{name}.bias", self.weights[f"{name}.bias"])
        if not self.quantise or name in self.keep:
            product = self._node("MatMul", [state, self._tensor(f"{name}.weight", weight.T)], f"{name}.product")
            return self._node("Add", [product, bias], name)
        packed = pack_blocks(weight)
        codes, scales = self._tensor(f"{name}.codes", packed.codes), self._tensor(f"{name}.scales", packed.scales)
        outputs, inputs = weight.shape
        sizes = {"K": inputs, "N": outputs, "bits": packed.bits, "block_size": BLOCK}
        places = [state, codes, scales, "", "", bias]
        return self._node("MatMulNBits", places, name, domain=_FUSED, accuracy_level=_INT8_INPUTS, **sizes)

    def _add_and_norm(self, name: str, change: str, state: str) -> str:
        inputs = [change, state, *self._norm(name)]
        return self._node("SkipLayerNormalization", inputs, name, domain=_FUSED, epsilon=self.shape.eps)

    def _norm(self, name: str) -> tuple[str, str]:
        scale, shift = (self._tensor(f"{name}.{part}", self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return scale, shift

    def _node(self, kind: str, inputs: Sequence[str], output: str, *, domain: str = "", **settings: float) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **settings))
        return output

    def _tensor(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
