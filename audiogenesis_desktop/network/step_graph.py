"""One note's way through the LSTM as an ONNX graph, which ONNX Runtime runs on one core.

At so few rows a step takes as long as reading the weights does. ONNX Runtime lays them out once, reads them
once for all rows, and at eight bits there is a quarter to read (`benchmarks/compose_step.py` has the figures).
"""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.network.nodes import Nodes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]
Precision = Literal["int8", "fp32"]

_LARGEST = 63
"""Of an eight-bit weight: at 127 the sums of two products overflow on processors without VNNI."""


def step_session(weights: Weights, shape: dict[str, Any], precision: Precision) -> "InferenceSession":
    """Return what runs the LSTM one step, for R rows (pieces, or the same piece told different things).

    In: `gates` (R, 4 * hidden), what the first layer makes of its input, biases included; `hidden_i` and
    `cell_i` (R, hidden) of each layer. Out: `inner` (R, fields * head), what the heads make of the last
    layer, and the new `hidden_i` and `cell_i`, in the order of the inputs. Where the first head sees the LSTM's input
    too, `told` (R, width), that input itself, takes the place of `gates`.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    model = _Graph(precision, weights).model(layers=int(shape["layers"]), hidden=int(shape["hidden"]))
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class _Graph(Nodes):
    """The graph of one step, as it is drawn."""

    def __init__(self, precision: Precision, weights: Weights) -> None:
        super().__init__()
        self._precision, self._weights = precision, weights

    def model(self, *, layers: int, hidden: int) -> bytes:
        """Return the whole graph as ONNX keeps it in files."""
        from onnx import TensorProto, helper

        self.constant("quarters", np.full(4, hidden, dtype=np.int64))
        sees_input = self._weights["heads.hidden.0.weight"].shape[1] > hidden
        for i in range(layers):
            self._layer(i, sees_input=sees_input)
        self._heads(f"new_hidden_{layers - 1}", sees_input=sees_input)
        state = [f"{part}_{i}" for i in range(layers) for part in ("hidden", "cell")]
        width = self._weights["lstm.weight_ih_l0"].shape[1]
        widths = {"gates": 4 * hidden, "told": width, "inner": len(heads_hidden(self._weights)[0])}

        def values(names: list[str]) -> list[Any]:
            return [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", widths.get(name, hidden)])
                for name in names
            ]

        inputs = values(["told" if sees_input else "gates", *state])
        outputs = values(["inner", *(f"new_{name}" for name in state)])
        graph = helper.make_graph(self.nodes, "step", inputs, outputs, self.constants)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return bytes(helper.make_model(graph, opset_imports=versions, ir_version=8).SerializeToString())

    def _layer(self, i: int, *, sees_input: bool) -> None:
        weights = self._weights
        again = weights[f"lstm.weight_hh_l{i}"]
        if i or sees_input:
            self.add("Concat", [f"new_hidden_{i - 1}" if i else "told", f"hidden_{i}"], [f"seen_{i}"], axis=1)
            both = np.concatenate([weights[f"lstm.weight_ih_l{i}"], again], axis=1)
            self._product(f"gates_{i}", f"seen_{i}", both, lstm_bias(weights, i))
        else:
            self._product("again", "hidden_0", again, np.zeros(len(again), dtype=np.float32))
            self.add("Add", ["gates", "again"], ["gates_0"])
        self._cell(i)

    def _heads(self, last: str, *, sees_input: bool) -> None:
        to_heads, bias = heads_hidden(self._weights)
        if sees_input:
            self.add("Concat", [last, "told"], ["seen_by_heads"], axis=1)
        self._product("inner", "seen_by_heads" if sees_input else last, to_heads, bias)

    def _cell(self, i: int) -> None:
        """Add the LSTM cell; gates as torch orders them: in, forget, candidate, out."""
        gates = [f"{name}_{i}" for name in ("raw_in", "raw_forget", "raw_candidate", "raw_out")]
        self.add("Split", [f"gates_{i}", "quarters"], gates, axis=1)
        names = [name.removeprefix("raw_") for name in gates]
        enter, forget, candidate, leave = names
        for kind, raw, name in zip(("Sigmoid", "Sigmoid", "Tanh", "Sigmoid"), gates, names, strict=True):
            self.add(kind, [raw], [name])
        self.add("Mul", [forget, f"cell_{i}"], [f"kept_{i}"])
        self.add("Mul", [enter, candidate], [f"entered_{i}"])
        self.add("Add", [f"kept_{i}", f"entered_{i}"], [f"new_cell_{i}"])
        self.add("Tanh", [f"new_cell_{i}"], [f"shown_{i}"])
        self.add("Mul", [leave, f"shown_{i}"], [f"new_hidden_{i}"])

    def _product(self, name: str, rows: str, weight: Floats, bias: Floats) -> None:
        """Add `rows @ weight.T + bias`; at eight bits each output has its own scale, the rows theirs as they come."""
        self.constant(f"{name}_bias", bias)
        if self._precision == "fp32":
            self.constant(f"{name}_weight", weight)
            self.add("Gemm", [rows, f"{name}_weight", f"{name}_bias"], [name], transB=1)
            return
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-12) / _LARGEST
        self.constant(f"{name}_weight", np.round(weight / scale[:, None]).astype(np.int8).T)
        self.constant(f"{name}_scale", scale.astype(np.float32))
        self.constant(f"{name}_zero", np.zeros(len(scale), dtype=np.int8))
        inputs = [rows, *(f"{name}_{part}" for part in ("weight", "scale", "zero", "bias"))]
        self.add("DynamicQuantizeMatMul", inputs, [name], domain="com.microsoft")


def lstm_bias(weights: Weights, layer: int) -> Floats:
    """Return both biases of an LSTM layer as one, (4 * hidden,)."""
    return weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]


def heads_hidden(weights: Weights) -> tuple[Floats, Floats]:
    """Return the first matrix of all heads as one, (fields * head, seen), and its bias.

    What one head sees and the others do not is nothing to those: their columns are 0.
    """
    fields = range(sum(name.startswith("heads.hidden.") for name in weights) // 2)
    matrices = [weights[f"heads.hidden.{i}.weight"] for i in fields]
    seen = max(matrix.shape[1] for matrix in matrices)
    wide = [np.pad(matrix, ((0, 0), (0, seen - matrix.shape[1]))) for matrix in matrices]
    return np.concatenate(wide), np.concatenate([weights[f"heads.hidden.{i}.bias"] for i in fields])
