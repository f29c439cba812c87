"""What a prompt implies, read off its sentence embedding by kernel ridge regression (learned: `intent_fitting.py`)."""

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import ARCS
from audiogenesis_desktop.brief.implied import Implied, Spread
from audiogenesis_desktop.brief.topics import METERS
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.instruments import GM_NAMES

Array = npt.NDArray[np.float32]

# Columns of a head's output: five numbers, then chances of meters, and what Columns names.
_NUMBERS = ("valence", "energy", "density", "log tempo", "minor")
ENERGY_COLUMN = _NUMBERS.index("energy")
METER_COLUMNS = slice(len(_NUMBERS), len(_NUMBERS) + len(METERS))
_NARROWNESS = 2.0  # by held-out topics; linear heads were worse in every figure but the mode
LEAST_FAMILIARITY = 0.38  # gibberish stays below, the shortest prompts with a meaning above
_SHARPNESS = 1.5  # regression flattens mixtures; this gives the leading ones back their lead
_LEAST_SHARE = 0.15  # of the leading style's: less is noise, with so many styles
LEAST_ARC = 0.4  # what is clearly implied, and no less
STEPS = 127  # an anchor's numbers are whole numbers of so many steps in the file


class Columns(NamedTuple):
    """The names of a head's columns, as they were learned: the book may have others, or in another order."""

    styles: tuple[str, ...]
    instruments: tuple[str, ...]
    arcs: tuple[str, ...] = ARCS

    def parts(self) -> tuple[slice, slice, slice]:
        """Return where the columns of styles, instruments and arcs are."""
        ends = np.cumsum([METER_COLUMNS.stop, *map(len, self)]).tolist()
        styles, instruments, arcs = (slice(*pair) for pair in pairwise(ends))
        return styles, instruments, arcs


@dataclass(frozen=True)
class Heads:
    """What was learned: `anchors` (n, 384) are the prompts, `weights` (n, outputs), `level` (outputs,) the mean.

    `spread` (4,) is how far valence, energy, density and log tempo are off on topics that were not learned.
    """

    anchors: Array
    weights: Array
    level: Array
    columns: Columns
    spread: Array = field(default_factory=lambda: np.zeros(4, dtype=np.float32))

    def imply(self, vector: Array) -> Implied:
        """Return what a unit embedding of shape (384,) implies."""
        implied = _decode(self.answer(vector[None])[0], self.columns)
        return replace(implied, spread=Spread(*map(float, self.spread)))

    def answer(self, vectors: Array) -> Array:
        """Return the outputs for unit embeddings of shape (n, 384)."""
        return np.asarray(kernel(vectors, self.anchors) @ self.weights + self.level, dtype=np.float32)

    def familiarity(self, vector: Array) -> float:
        """Return the cosine with the nearest prompt that was learned from."""
        return float((self.anchors @ vector).max())

    def with_known(self, styles: Container[str]) -> "Heads":
        """Return the heads without the columns of styles, instruments and arcs that are not there any more."""
        known: tuple[Container[str], ...] = (styles, (*GM_NAMES, "drums"), ARCS)
        kept = [[name in names for name in own] for own, names in zip(self.columns, known, strict=True)]
        chosen = np.array([True] * METER_COLUMNS.stop + [is_known for part in kept for is_known in part])
        named = (np.array(own)[which].tolist() for own, which in zip(self.columns, kept, strict=True))
        columns = Columns(*map(tuple, named))
        return replace(self, weights=self.weights[:, chosen], level=self.level[chosen], columns=columns)


def kernel(vectors: Array, anchors: Array) -> Array:
    """Return how near unit vectors are to the anchors: a Gaussian of their distance on the sphere."""
    return np.asarray(np.exp(_NARROWNESS * (vectors @ anchors.T - 1)), dtype=np.float32)


@cache
def load_heads() -> Heads:
    """Return the heads that ship with the app, for styles of the book; raises MissingPart if absent or broken."""
    from safetensors import SafetensorError

    try:
        return read_heads(heads_path()).with_known(book())
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        mend = "run `python -m audiogenesis_desktop.brief.intent_fitting`"
        raise MissingPart(f"The intent heads are missing ({heads_path()}): {mend}.") from error


def heads_path() -> Path:
    """Return where the heads lie."""
    return paths.shipped_root() / "models" / "intent.safetensors"


def read_heads(path: Path) -> Heads:
    """Return the heads of a file; raises OSError, SafetensorError, KeyError or ValueError where it holds none."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
        names = file.metadata() or {}
    columns = Columns(*(tuple(json.loads(names[part])) for part in Columns._fields))
    anchors = tensors["anchors"] * (tensors["anchor_reach"] / STEPS)
    heads = Heads(anchors, tensors["weights"], tensors["level"], columns, tensors["spread"])
    if heads.weights.shape[1:] != heads.level.shape or len(heads.level) != columns.parts()[-1].stop:
        raise ValueError("the columns' names and the weights differ in number")
    return heads


def _decode(row: Array, columns: Columns) -> Implied:
    styles, instruments, arcs = (row[part] for part in columns.parts())
    shares = _shares(styles, least=_LEAST_SHARE)
    return Implied(
        valence=float(np.clip(row[0], -1, 1)),
        energy=float(np.clip(row[1], 0, 1)),
        density=float(np.clip(row[2], 0, 1)),
        tempo_bpm=float(100 * np.exp(row[3])),
        minor=float(np.clip(row[4], 0, 1)),
        meters=tuple(zip(METERS, map(float, _shares(row[METER_COLUMNS], least=0.08)), strict=True)),
        style=_likeliest(columns.styles, shares, least=1e-6),
        instruments=_likeliest(columns.instruments, np.clip(instruments * _SHARPNESS, 0.0, 1.0), least=0.02),
        arc=_likeliest(columns.arcs, np.clip(arcs, 0.0, 1.0), least=LEAST_ARC),
    )


def _likeliest(names: Sequence[str], chances: Array, *, least: float) -> tuple[tuple[str, float], ...]:
    """Return names with their chances, the likeliest first, as far as they are above the least."""
    order = np.argsort(-chances, kind="stable")
    return tuple((names[i], float(chances[i])) for i in order if chances[i] > least)


def _shares(values: Array, *, least: float) -> Array:
    """Return shares that sum to 1; what has less than a part of the greatest is dropped."""
    raised = np.maximum(values, 0.0) ** _SHARPNESS
    raised[raised < least * raised.max()] = 0.0
    if not raised.any():
        raised[int(np.argmax(values))] = 1.0
    return np.asarray(raised / raised.sum(), dtype=np.float32)
