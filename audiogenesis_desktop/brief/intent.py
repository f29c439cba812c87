"""What a prompt implies, read off its sentence embedding by kernel ridge regression.

`python -m audiogenesis_desktop.brief.intent` fits the heads to `examples.py`, prints how they do on topics held
out, and writes `models/intent.safetensors`.
"""

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
from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.examples import Example, examples, instruments_of, styles_of
from audiogenesis_desktop.brief.implied import Implied, Spread
from audiogenesis_desktop.brief.topics import METERS
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.instruments import GM_NAMES

Array = npt.NDArray[np.float32]

# Columns of a head's output: five numbers, then chances of meters, and what Columns names.
_NUMBERS = ("valence", "energy", "density", "log tempo", "minor")
_METERS = slice(len(_NUMBERS), len(_NUMBERS) + len(METERS))
_RIDGE = 0.1  # this and the next by held-out topics; linear heads were worse in every figure but the mode
_NARROWNESS = 2.0
_FOLDS = 5
LEAST_FAMILIARITY = 0.38  # gibberish stays below, the shortest prompts with a meaning above
_SHARPNESS = 1.5  # regression flattens mixtures; this gives the leading ones back their lead
_LEAST_SHARE = 0.15  # of the leading style's: less is noise, with so many styles
LEAST_ARC = 0.4  # what is clearly implied, and no less
_STEPS = 127  # an anchor's numbers are whole numbers of so many steps in the file


class Columns(NamedTuple):
    """The names of a head's columns, as they were learned: the book may have others, or in another order."""

    styles: tuple[str, ...]
    instruments: tuple[str, ...]
    arcs: tuple[str, ...] = ARCS

    def parts(self) -> tuple[slice, slice, slice]:
        """Return where the columns of styles, instruments and arcs are."""
        ends = np.cumsum([_METERS.stop, *map(len, self)]).tolist()
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
        return np.asarray(_kernel(vectors, self.anchors) @ self.weights + self.level, dtype=np.float32)

    def familiarity(self, vector: Array) -> float:
        """Return the cosine with the nearest prompt that was learned from."""
        return float((self.anchors @ vector).max())

    def with_known(self, styles: Container[str]) -> "Heads":
        """Return the heads without the columns of styles, instruments and arcs that are not there any more."""
        known: tuple[Container[str], ...] = (styles, (*GM_NAMES, "drums"), ARCS)
        kept = [[name in names for name in own] for own, names in zip(self.columns, known, strict=True)]
        chosen = np.array([True] * _METERS.stop + [is_known for part in kept for is_known in part])
        named = (np.array(own)[which].tolist() for own, which in zip(self.columns, kept, strict=True))
        columns = Columns(*map(tuple, named))
        return replace(self, weights=self.weights[:, chosen], level=self.level[chosen], columns=columns)


def _kernel(vectors: Array, anchors: Array) -> Array:
    """Return how near unit vectors are to the anchors: a Gaussian of their distance on the sphere."""
    return np.asarray(np.exp(_NARROWNESS * (vectors @ anchors.T - 1)), dtype=np.float32)


@cache
def load_heads() -> Heads:
    """Return the heads that ship with the app, for styles of the book; raises MissingPart if absent or broken."""
    from safetensors import SafetensorError

    try:
        return read_heads(heads_path()).with_known(book())
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        message = f"The intent heads are missing ({heads_path()}): run `python -m audiogenesis_desktop.brief.intent`."
        raise MissingPart(message) from error


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
    anchors = tensors["anchors"] * (tensors["anchor_reach"] / _STEPS)
    heads = Heads(anchors, tensors["weights"], tensors["level"], columns, tensors["spread"])
    if heads.weights.shape[1:] != heads.level.shape or len(heads.level) != columns.parts()[-1].stop:
        raise ValueError("the columns' names and the weights differ in number")
    return heads


def write_heads(heads: Heads, path: Path) -> None:
    """Write the heads, the names of their columns beside them; anchors at eight bits, weights at sixteen."""
    from safetensors.numpy import save

    reach = np.abs(heads.anchors).max()
    tensors = {
        "anchors": np.rint(heads.anchors / reach * _STEPS).astype(np.int8),
        "anchor_reach": np.array([reach], dtype=np.float32),
        "weights": heads.weights.astype(np.float16),
        "level": heads.level,
        "spread": heads.spread,
    }
    metadata = {part: json.dumps(getattr(heads.columns, part)) for part in Columns._fields}
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(save(tensors, metadata))


def columns_of(cases: Sequence[Example]) -> Columns:
    """Return the columns that examples need."""
    return Columns(styles_of(cases), instruments_of(cases))


def encode_targets(cases: Sequence[Example], columns: Columns) -> Array:
    """Return what the heads are to answer, shape (n, outputs)."""
    parts = columns.parts()
    rows = np.zeros((len(cases), parts[-1].stop), dtype=np.float32)
    for row, case in zip(rows, cases, strict=True):
        said = case.implied
        row[:5] = said.valence, said.energy, said.density, np.log(said.tempo_bpm / 100), said.minor
        row[_METERS] = [dict(said.meters).get(meter, 0.0) for meter in METERS]
        for part, names, chances in zip(parts, columns, (said.style, said.instruments, said.arc), strict=True):
            row[part] = [dict(chances).get(name, 0.0) for name in names]
    return rows


def _decode(row: Array, columns: Columns) -> Implied:
    styles, instruments, arcs = (row[part] for part in columns.parts())
    shares = _shares(styles, least=_LEAST_SHARE)
    return Implied(
        valence=float(np.clip(row[0], -1, 1)),
        energy=float(np.clip(row[1], 0, 1)),
        density=float(np.clip(row[2], 0, 1)),
        tempo_bpm=float(100 * np.exp(row[3])),
        minor=float(np.clip(row[4], 0, 1)),
        meters=tuple(zip(METERS, map(float, _shares(row[_METERS], least=0.08)), strict=True)),
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


def fit(vectors: Array, targets: Array, columns: Columns) -> Heads:
    """Return the heads by kernel ridge regression (Saunders, Gammerman and Vovk, 1998)."""
    level = targets.mean(axis=0)
    gram = _kernel(vectors, vectors).astype(np.float64) + _RIDGE * np.eye(len(vectors))
    weights = np.linalg.solve(gram, (targets - level).astype(np.float64))
    return Heads(vectors, weights.astype(np.float32), level.astype(np.float32), columns)


def held_out_answers(cases: Sequence[Example], vectors: Array, targets: Array, columns: Columns) -> Array:
    """Return the answers, as `targets`, of heads that were not fitted to the case's topic, over five folds."""
    topics = sorted({case.topic for case in cases})
    fold_of = {topic: i % _FOLDS for i, topic in enumerate(topics)}
    folds = np.array([fold_of[case.topic] for case in cases])
    answers = np.zeros_like(targets)
    for fold in range(_FOLDS):
        heads = fit(vectors[folds != fold], targets[folds != fold], columns)
        answers[folds == fold] = heads.answer(vectors[folds == fold])
    return answers


def spread_of(answers: Array, targets: Array) -> Array:
    """Return the standard deviations of valence, energy, density and log tempo about the answers, (4,)."""
    return np.asarray((answers - targets)[:, :4].std(axis=0), dtype=np.float32)


def main() -> None:
    """Fit the heads, print their figures on held-out topics, and write them."""
    from audiogenesis_desktop.brief.intent_figures import figures

    cases = examples()
    columns = columns_of(cases)
    vectors = load_encoder().encode([case.prompt for case in cases]).astype(np.float32)
    topics = len({case.topic for case in cases})
    print(f"{len(cases)} prompts on {topics} topics; on topics held out:")
    targets = encode_targets(cases, columns)
    answers = held_out_answers(cases, vectors, targets, columns)
    for name, figure in figures(answers, targets, columns).items():
        print(f"  {name:<40}{figure:.3f}")
    write_heads(replace(fit(vectors, targets, columns), spread=spread_of(answers, targets)), heads_path())
    print(f"written: {heads_path()}")


if __name__ == "__main__":
    main()
