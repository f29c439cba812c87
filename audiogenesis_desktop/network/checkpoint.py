"""Checkpoints: safetensors with the network's shape inside, so that one file rebuilds itself. Never pickle."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.bounded import require_file
from audiogenesis_desktop.errors import BadInput, MissingPart

if TYPE_CHECKING:
    from audiogenesis_desktop.network.lstm import NoteLSTM
    from audiogenesis_desktop.network.players import PlayersLSTM

Weights = dict[str, npt.NDArray[np.float32]]

MOST_BYTES = 2 << 30


def as_checkpoint(network: "NoteLSTM | PlayersLSTM", *, about: dict[str, Any]) -> bytes:
    """Return the network at half precision as a checkpoint's bytes, with its shape and its training's story."""
    from safetensors.torch import save

    tensors = {name: t.detach().cpu().half().contiguous() for name, t in network.state_dict().items()}
    return save(tensors, metadata={"shape": json.dumps(network.shape.as_dict()), "about": json.dumps(about)})


def save_checkpoint(network: "NoteLSTM", path: Path, *, about: dict[str, Any]) -> None:
    """Write the network to a file, whole or not at all."""
    beside = path.with_suffix(".tmp")
    try:
        beside.write_bytes(as_checkpoint(network, about=about))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_checkpoint(path: Path, *, vocabulary: str) -> tuple[Weights, dict[str, Any], str]:
    """Return (weights as float32, {"shape", "about"}, hash) of a checkpoint, without torch.

    The hash is the first 12 hex digits of the file's SHA-256. Raises MissingPart if there is no file and
    BadInput if it cannot be read, is truncated, has weights that are no numbers, or was made for another vocabulary.
    """
    weights, about = read_weights(
        path,
        keys=("shape", "about"),
        absent=f"There is no checkpoint at {path}; train one with `audiogenesis train`.",
        broken=str(not_whole(path)),
    )
    found = about["shape"].get("vocabulary") if isinstance(about["shape"], dict) else None
    if found != vocabulary:
        raise BadInput(f"{path} was trained for vocabulary {found}, this app writes {vocabulary}; train it again.")
    whole = {name: weight.astype(np.float32) for name, weight in weights.items()}
    return whole, about, hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def read_weights(
    path: Path, *, absent: str, broken: str, keys: tuple[str, ...] = ("about",)
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """Return the weights of a safetensors file, each as it is stored, and what it says under `keys` of itself.

    Raises MissingPart with the sentence `absent` if there is no file, and BadInput with `broken` if it is truncated or
    has weights that are no numbers, or in other words where it cannot be read.
    """
    from safetensors import SafetensorError, safe_open

    if not path.exists():
        raise MissingPart(absent)
    try:
        require_file(path, MOST_BYTES)
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        about = {key: json.loads(metadata[key]) for key in keys}
        require_numbers(weights)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}); copy or train it again.") from error
    except (SafetensorError, KeyError, ValueError, RecursionError) as error:
        raise BadInput(broken) from error
    return weights, about


def not_whole(path: Path) -> BadInput:
    """Return the sentence for a checkpoint that nothing can be composed with."""
    return BadInput(f"{path} is not a whole Audiogenesis checkpoint; copy or train it again.")


def write_halves(weights: dict[str, npt.NDArray[Any]], path: Path, *, about: dict[str, Any]) -> None:
    """Write a small network's weights at half precision, whole or not at all."""
    from safetensors.numpy import save

    halves = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in weights.items()}
    beside = path.with_suffix(".tmp")
    beside.write_bytes(save(halves, metadata={"about": json.dumps(about)}))
    beside.replace(path)


def require_numbers(weights: Mapping[str, npt.NDArray[Any]]) -> None:
    """Raise ValueError where a weight is infinite or not a number, which would be in every note from then on."""
    if not all(np.isfinite(weight).all() for weight in weights.values()):
        raise ValueError("there are weights that are no numbers")


def vocabulary_of(path: Path) -> str:
    """Return the vocabulary that a checkpoint's network writes; "" where the file does not tell."""
    from safetensors import SafetensorError, safe_open

    try:
        require_file(path, MOST_BYTES)
        with safe_open(path, framework="numpy") as file:
            return str(json.loads((file.metadata() or {})["shape"])["vocabulary"])
    except (OSError, SafetensorError, KeyError, ValueError, TypeError, RecursionError):
        return ""
