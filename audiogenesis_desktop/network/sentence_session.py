"""The sentence encoder's network as it runs: ONNX Runtime, with the weights mapped from the file they came in."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

HEADER_HASH, FILE_HASH = "header_sha256", "file_sha256"  # what a graph tells of the weights that it was drawn for
_LARGEST_HEADER = 1_000_000  # bytes


class SentenceSession:
    """Token numbers to unit vectors, on one thread: a prompt is too small to share, and the sound needs the rest."""

    def __init__(self, graph: Path, weights: Path) -> None:
        """Load a graph and map its weights; raises BadInput if either is damaged or they do not belong together."""
        self._weights = weights
        header = read_header(weights)
        self._session = _session(graph, weights.parent)
        self._metadata = self._session.get_modelmeta().custom_metadata_map
        if self._metadata.get(HEADER_HASH) != header.sha256 or weights.stat().st_size != header.file_size:
            raise _damaged(weights)

    def encode(self, tokens: Ints) -> Floats:
        """Return a unit vector for each text, (n, width), of its tokens, (n, t)."""
        vectors: Floats = self._session.run(None, {"tokens": tokens, "places": np.arange(tokens.shape[1])})[0]
        return vectors

    def check_weights(self) -> None:
        """Read all of the weights, and raise BadInput if a single bit is not as it was; takes some 0.1 s."""
        with self._weights.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self._metadata.get(FILE_HASH):
                raise _damaged(self._weights)


class Header(NamedTuple):
    """What the beginning of a safetensors file tells: its `tensors` by name, and where the first one begins."""

    tensors: dict[str, Any]
    begin: int
    sha256: str

    @property
    def file_size(self) -> int:
        """Return how many bytes the whole file has."""
        ends = [tensor["data_offsets"][1] for name, tensor in self.tensors.items() if name != "__metadata__"]
        return self.begin + max(ends)


def read_header(path: Path) -> Header:
    """Return the header of a safetensors file; raises BadInput if it is none, OSError if it cannot be read."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        text = file.read(min(size, _LARGEST_HEADER))
    try:
        return Header(json.loads(text), 8 + size, hashlib.sha256(text).hexdigest())
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> BadInput:
    return BadInput(f"{path} is damaged, or not what the text encoder was made for.")


def _session(graph: Path, folder: Path) -> "InferenceSession":
    """Return a session that reads the weights where they lie: laid out anew, they would be in memory twice."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is told by what is raised
    options.add_session_config_entry("session.disable_prepacking", "1")
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    model = graph.read_bytes()
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own errors have no base but this
        raise _damaged(graph) from error
