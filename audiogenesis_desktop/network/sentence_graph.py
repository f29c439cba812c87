"""The sentence encoder's network, a BERT, drawn as an ONNX graph that holds no weights.

The graph is 25 kB and ships with the app; its weights stay in the safetensors file that all-MiniLM-L6-v2 comes in,
which the graph names places of. So nothing is made at set-up, nothing lies on the disk twice, and of the table of
words no more is read than a text asks for.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.network.nodes import Nodes
from audiogenesis_desktop.network.sentence_session import FILE_HASH, HEADER_HASH, Header, read_header

_OPSET = 20  # the first with Gelu
_IR_VERSION = 9


class SentenceShape(NamedTuple):
    """How large a BERT is: so many `layers` of a `width`, each with attention of `heads` and an `inner` layer."""

    layers: int
    width: int
    heads: int
    inner: int
    words: int
    most_tokens: int
    epsilon: float

    def weights(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each weight, by its name in the safetensors file."""
        w, square = (self.width,), (self.width, self.width)
        shapes: dict[str, tuple[int, ...]] = {
            "embeddings.word_embeddings.weight": (self.words, *w),
            "embeddings.position_embeddings.weight": (self.most_tokens, *w),
            "embeddings.token_type_embeddings.weight": (2, *w),
            **_with_bias("embeddings.LayerNorm", w),
        }
        for i in range(self.layers):
            name = f"encoder.layer.{i}"
            for part in ("self.query", "self.key", "self.value", "output.dense"):
                shapes |= _with_bias(f"{name}.attention.{part}", square)
            shapes |= _with_bias(f"{name}.attention.output.LayerNorm", w)
            shapes |= _with_bias(f"{name}.intermediate.dense", (self.inner, *w))
            shapes |= _with_bias(f"{name}.output.dense", (*w, self.inner))
            shapes |= _with_bias(f"{name}.output.LayerNorm", w)
        return shapes


def _with_bias(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


def sentence_graph(shape: SentenceShape, weights: Path) -> bytes:
    """Return the graph as ONNX keeps it in files, for weights in a safetensors file.

    In: `tokens` (n, t), which all n texts have equally many of, so that none is padded; `places` (t,), 0 to t - 1.
    Out: unit `vectors` (n, width). Raises BadInput where the file has other weights. Needs the onnx package.
    """
    from onnx import TensorProto, helper

    drawing = _Drawing(shape)
    _name_weights(drawing.nodes, shape, weights.name, header := read_header(weights))
    drawing.embed()
    for i in range(shape.layers):
        drawing.layer(i)
    drawing.pool()
    sizes = {"tokens": ["texts", "tokens_each"], "places": ["tokens_each"]}
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name, size in sizes.items()]
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", shape.width])
    graph = helper.make_graph(drawing.nodes.nodes, "sentence", inputs, [vectors], drawing.nodes.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    with weights.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest()
    helper.set_model_props(model, {HEADER_HASH: header.sha256, FILE_HASH: whole})
    return bytes(model.SerializeToString(deterministic=True))


def _name_weights(nodes: Nodes, shape: SentenceShape, file: str, header: Header) -> None:
    for name, size in shape.weights().items():
        tensor = header.tensors.get(name, {})
        if tensor.get("dtype") != "F32" or tensor.get("shape") != list(size):
            raise BadInput(f"{file} has no {name} of {size} numbers at single precision: it is another network's.")
        start, end = tensor["data_offsets"]
        nodes.outside(name, size, file=file, begin=header.begin + start, size=end - start)


class _Drawing:
    """The graph as it grows; `rows_i` (n * t, width) is what layer i takes in."""

    def __init__(self, shape: SentenceShape) -> None:
        self._shape, self.nodes = shape, Nodes()

    def embed(self) -> None:
        """Add words, places and the kind of text, which is always the first."""
        add, constant = self.nodes.add, self.nodes.constant
        head_width = self._shape.width // self._shape.heads
        constant("scale", np.array(head_width**-0.5, dtype=np.float32))
        constant("first", np.array(0, dtype=np.int64))
        constant("by_width", np.array([-1, self._shape.width], dtype=np.int64))
        constant("head_shape", np.array([self._shape.heads, head_width], dtype=np.int64))
        add("Shape", ["tokens"], ["size"])
        add("Concat", ["size", "head_shape"], ["by_head"], axis=0)  # n, t, heads, head_width
        add("Gather", ["embeddings.word_embeddings.weight", "tokens"], ["words"])
        add("Gather", ["embeddings.position_embeddings.weight", "places"], ["placed"])
        add("Gather", ["embeddings.token_type_embeddings.weight", "first"], ["kind"])
        add("Add", ["placed", "kind"], ["placed_kind"])
        add("Add", ["words", "placed_kind"], ["embedded"])
        add("Reshape", ["embedded", "by_width"], ["flat"])
        self._norm("embeddings.LayerNorm", "flat", "rows_0")

    def layer(self, i: int) -> None:
        """Add a layer: attention, then two matrices, and what went into either added to what comes out."""
        name, rows = f"encoder.layer.{i}", f"rows_{i}"
        self._attention(name, rows)
        self._dense(f"{name}.attention.output.dense", f"{name}.attended", f"{name}.projected")
        self.nodes.add("Add", [f"{name}.projected", rows], [f"{name}.added"])
        self._norm(f"{name}.attention.output.LayerNorm", f"{name}.added", f"{name}.normed")
        self._dense(f"{name}.intermediate.dense", f"{name}.normed", f"{name}.inner")
        self.nodes.add("Gelu", [f"{name}.inner"], [f"{name}.activated"])
        self._dense(f"{name}.output.dense", f"{name}.activated", f"{name}.outer")
        self.nodes.add("Add", [f"{name}.outer", f"{name}.normed"], [f"{name}.added_inner"])
        self._norm(f"{name}.output.LayerNorm", f"{name}.added_inner", f"rows_{i + 1}")

    def _attention(self, name: str, rows: str) -> None:
        add = self.nodes.add
        turned = {"query": [0, 2, 1, 3], "key": [0, 2, 3, 1], "value": [0, 2, 1, 3]}
        for part, order in turned.items():
            self._dense(f"{name}.attention.self.{part}", rows, f"{name}.{part}")
            add("Reshape", [f"{name}.{part}", "by_head"], [f"{name}.{part}_by_head"])
            add("Transpose", [f"{name}.{part}_by_head"], [f"{name}.{part}_turned"], perm=order)
        add("MatMul", [f"{name}.query_turned", f"{name}.key_turned"], [f"{name}.raw"])
        add("Mul", [f"{name}.raw", "scale"], [f"{name}.scaled"])
        add("Softmax", [f"{name}.scaled"], [f"{name}.shares"], axis=-1)
        add("MatMul", [f"{name}.shares", f"{name}.value_turned"], [f"{name}.mixed"])
        add("Transpose", [f"{name}.mixed"], [f"{name}.mixed_by_token"], perm=[0, 2, 1, 3])
        add("Reshape", [f"{name}.mixed_by_token", "by_width"], [f"{name}.attended"])

    def pool(self) -> None:
        """Take the mean of a text's tokens, scaled to length 1."""
        add, constant = self.nodes.add, self.nodes.constant
        constant("width", np.array([self._shape.width], dtype=np.int64))
        constant("tokens_axis", np.array([1], dtype=np.int64))
        add("Concat", ["size", "width"], ["by_text"], axis=0)
        add("Reshape", [f"rows_{self._shape.layers}", "by_text"], ["by_token"])
        add("ReduceMean", ["by_token", "tokens_axis"], ["mean"], keepdims=0)
        add("LpNormalization", ["mean"], ["vectors"], axis=-1, p=2)

    def _dense(self, name: str, rows: str, out: str) -> None:
        self.nodes.add("Gemm", [rows, f"{name}.weight", f"{name}.bias"], [out], transB=1)

    def _norm(self, name: str, rows: str, out: str) -> None:
        inputs = [rows, f"{name}.weight", f"{name}.bias"]
        self.nodes.add("LayerNormalization", inputs, [out], axis=-1, epsilon=self._shape.epsilon)
