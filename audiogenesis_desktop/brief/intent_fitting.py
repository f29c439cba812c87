"""Learning what prompts imply: heads on sentence embeddings, fitted by kernel ridge regression.

`python -m audiogenesis_desktop.brief.intent_fitting` fits the heads to `examples.py`, prints how they do on topics held
out, and writes `models/intent.safetensors`.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.examples import Example, examples, instruments_of, styles_of
from audiogenesis_desktop.brief.intent import METER_COLUMNS, STEPS, Array, Columns, Heads, heads_path, kernel
from audiogenesis_desktop.brief.intent_figures import figures
from audiogenesis_desktop.brief.topics import METERS

_RIDGE = 0.1  # by held-out topics
_FOLDS = 5


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
