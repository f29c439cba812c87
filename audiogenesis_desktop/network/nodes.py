"""The nodes and constants of an ONNX graph as they are added; values go by their names. Needs the onnx package."""

from typing import Any

import numpy as np
import numpy.typing as npt


class Nodes:
    """What a graph is made of: `nodes` and `constants`, in the order in which they were added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> None:
        """Add one node of a kind that ONNX (or the named domain) knows."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs, **attributes))

    def constant(self, name: str, values: npt.NDArray[Any]) -> None:
        """Add a constant whose values the graph holds itself."""
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))

    def outside(self, name: str, shape: tuple[int, ...], *, file: str, begin: int, size: int) -> None:
        """Add a constant of single precision that lies in another file, `size` bytes from `begin` on."""
        from onnx import TensorProto

        tensor = TensorProto(name=name, dims=shape, data_type=TensorProto.FLOAT)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in {"location": file, "offset": begin, "length": size}.items():
            tensor.external_data.add(key=key, value=str(value))
        self.constants.append(tensor)
