"""Learning what prompts imply: heads on sentence embeddings, fitted by kernel ridge regression.

`python -m audiogenesis_desktop.brief.intent_fitting` fits the heads to `examples.py`, prints how they do on topics held
out, and writes `models/intent.safetensors`. With `--energy` only the energy of the heads that are there is fitted anew:
nothing else that they answer moves by a bit.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.energy_captions import energy_captions
from audiogenesis_desktop.brief.examples import Example, examples, instruments_of, styles_of
from audiogenesis_desktop.brief.intent import (
    ENERGY_COLUMN,
    METER_COLUMNS,
    STEPS,
    Array,
    Columns,
    Heads,
    heads_path,
    kernel,
    read_heads,
)
from audiogenesis_desktop.brief.intent_figures import figures
from audiogenesis_desktop.brief.topics import METERS

_RIDGE = 0.1  # by held-out topics
_FOLDS = 5
_CAPTION_WEIGHT = 4.0  # of a caption of energy beside an example, by topics held out; 1 and 12 are as good


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
        row[METER_COLUMNS] = [dict(said.meters).get(meter, 0.0) for meter in METERS]
        for part, names, chances in zip(parts, columns, (said.style, said.instruments, said.arc), strict=True):
            row[part] = [dict(chances).get(name, 0.0) for name in names]
    return rows


def fit(vectors: Array, targets: Array, columns: Columns) -> Heads:
    """Return the heads by kernel ridge regression (Saunders, Gammerman and Vovk, 1998)."""
    level = targets.mean(axis=0)
    gram = kernel(vectors, vectors).astype(np.float64) + _RIDGE * np.eye(len(vectors))
    weights = np.linalg.solve(gram, (targets - level).astype(np.float64))
    return Heads(vectors, weights.astype(np.float32), level.astype(np.float32), columns)


def with_energy(heads: Heads, vectors: Array, energies: Array, weights: Array) -> Heads:
    """Return the heads with their energy fitted anew to more examples than they have anchors, all else as it was.

    `vectors` (n, 384), `energies` (n,) 0..1, `weights` (n,) how much each counts; by the subset of regressors
    (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, 8.3.1), the anchors being the subset.
    """
    level = float(energies.mean())
    near = kernel(heads.anchors, vectors).astype(np.float64)
    gram = (near * weights) @ near.T + _RIDGE * kernel(heads.anchors, heads.anchors)
    gram[np.diag_indices_from(gram)] += 1e-6
    found = np.linalg.solve(gram, near @ (weights * (energies - level)))
    columns, levels = heads.weights.copy(), heads.level.copy()
    columns[:, ENERGY_COLUMN], levels[ENERGY_COLUMN] = found, level
    return replace(heads, weights=columns, level=levels)


def with_captions(heads: Heads, vectors: Array, targets: Array) -> Heads:
    """Return heads with their energy fitted to examples and to the captions that tell energy alone."""
    captions = energy_captions()
    more = load_encoder().encode([caption.prompt for caption in captions]).astype(np.float32)
    energies = np.array([*targets[:, ENERGY_COLUMN], *(caption.energy for caption in captions)])
    weights = np.array([1.0] * len(vectors) + [_CAPTION_WEIGHT] * len(captions))
    return with_energy(heads, np.vstack([vectors, more]), energies, weights)


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


def write_heads(heads: Heads, path: Path) -> None:
    """Write the heads, the names of their columns beside them; anchors at eight bits, weights at sixteen."""
    from safetensors.numpy import save

    reach = np.abs(heads.anchors).max()
    tensors = {
        "anchors": np.rint(heads.anchors / reach * STEPS).astype(np.int8),
        "anchor_reach": np.array([reach], dtype=np.float32),
        "weights": heads.weights.astype(np.float16),
        "level": heads.level,
        "spread": heads.spread,
    }
    metadata = {part: json.dumps(getattr(heads.columns, part)) for part in Columns._fields}
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(save(tensors, metadata))


def main() -> None:
    """Fit the heads, print their figures on held-out topics, and write them."""
    cases = examples()
    columns = columns_of(cases)
    vectors = load_encoder().encode([case.prompt for case in cases]).astype(np.float32)
    if "--energy" in sys.argv[1:]:
        heads = read_heads(heads_path())
        write_heads(with_captions(heads, vectors, encode_targets(cases, columns)), heads_path())
        return
    topics = len({case.topic for case in cases})
    print(f"{len(cases)} prompts on {topics} topics; on topics held out:")
    targets = encode_targets(cases, columns)
    answers = held_out_answers(cases, vectors, targets, columns)
    for name, figure in figures(answers, targets, columns).items():
        print(f"  {name:<40}{figure:.3f}")
    heads = replace(fit(vectors, targets, columns), spread=spread_of(answers, targets))
    write_heads(with_captions(heads, vectors, targets), heads_path())
    print(f"written: {heads_path()}")


if __name__ == "__main__":
    main()
