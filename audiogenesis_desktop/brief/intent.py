"""What a prompt implies, read off its sentence embedding by kernel ridge regression.

`python -m audiogenesis_desktop.brief.intent` fits the heads to `examples.py`, prints how they do on topics held
out, and writes `models/intent.safetensors`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.examples import INSTRUMENTS, METERS, Example, examples
from audiogenesis_desktop.brief.implied import Implied, Spread
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.style.families import FAMILIES

Array = npt.NDArray[np.float32]

# Columns of a head's output: five numbers, then logits.
_NUMBERS = ("valence", "energy", "density", "log tempo", "minor")
_METERS = slice(len(_NUMBERS), len(_NUMBERS) + len(METERS))
_STYLES = slice(_METERS.stop, _METERS.stop + len(FAMILIES))
_INSTRUMENTS = slice(_STYLES.stop, _STYLES.stop + len(INSTRUMENTS))
_RIDGE = 0.3  # this and the next by held-out topics; linear heads were worse in every figure but the mode
_NARROWNESS = 3.0
_FOLDS = 5
LEAST_FAMILIARITY = 0.38  # gibberish stays below, the shortest prompts with a meaning above
_SHARPNESS = 1.5  # regression flattens mixtures; this gives the leading styles back their lead


@dataclass(frozen=True)
class Heads:
    """What was learned: `anchors` (n, 384) are the prompts, `weights` (n, outputs), `level` (outputs,) the mean.

    `spread` (4,) is how far valence, energy, density and log tempo are off on topics that were not learned.
    """

    anchors: Array
    weights: Array
    level: Array
    spread: Array = field(default_factory=lambda: np.zeros(4, dtype=np.float32))

    def imply(self, vector: Array) -> Implied:
        """Return what a unit embedding of shape (384,) implies."""
        return replace(_decode(self.answer(vector[None])[0]), spread=Spread(*map(float, self.spread)))

    def answer(self, vectors: Array) -> Array:
        """Return the outputs for unit embeddings of shape (n, 384)."""
        return np.asarray(_kernel(vectors, self.anchors) @ self.weights + self.level, dtype=np.float32)

    def familiarity(self, vector: Array) -> float:
        """Return the cosine with the nearest prompt that was learned from."""
        return float((self.anchors @ vector).max())


def _kernel(vectors: Array, anchors: Array) -> Array:
    """Return how near unit vectors are to the anchors: a Gaussian of their distance on the sphere."""
    return np.asarray(np.exp(_NARROWNESS * (vectors @ anchors.T - 1)), dtype=np.float32)


@cache
def load_heads() -> Heads:
    """Return the heads that ship with the app; raises MissingPart if they are absent or broken."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(heads_path())
        return Heads(tensors["anchors"].astype(np.float32), tensors["weights"], tensors["level"], tensors["spread"])
    except (OSError, SafetensorError, KeyError) as error:
        message = f"The intent heads are missing ({heads_path()}): run `python -m audiogenesis_desktop.brief.intent`."
        raise MissingPart(message) from error


def heads_path() -> Path:
    """Return where the heads lie."""
    return paths.shipped_root() / "models" / "intent.safetensors"


def encode_targets(cases: Sequence[Example]) -> Array:
    """Return what the heads are to answer, shape (n, outputs)."""
    rows = np.zeros((len(cases), _INSTRUMENTS.stop), dtype=np.float32)
    for row, case in zip(rows, cases, strict=True):
        said = case.implied
        row[:5] = said.valence, said.energy, said.density, np.log(said.tempo_bpm / 100), said.minor
        row[_METERS] = [dict(said.meters).get(meter, 0.0) for meter in METERS]
        row[_STYLES] = [dict(said.style).get(style, 0.0) for style in FAMILIES]
        row[_INSTRUMENTS] = [dict(said.instruments).get(name, 0.0) for name in INSTRUMENTS]
    return rows


def _decode(row: Array) -> Implied:
    meters = _shares(row[_METERS])
    styles = _shares(row[_STYLES])
    chances = np.clip(row[_INSTRUMENTS] * _SHARPNESS, 0.0, 1.0)
    order = np.argsort(-chances, kind="stable")
    return Implied(
        valence=float(np.clip(row[0], -1, 1)),
        energy=float(np.clip(row[1], 0, 1)),
        density=float(np.clip(row[2], 0, 1)),
        tempo_bpm=float(100 * np.exp(row[3])),
        minor=float(np.clip(row[4], 0, 1)),
        meters=tuple(zip(METERS, map(float, meters), strict=True)),
        style=tuple((FAMILIES[i], float(styles[i])) for i in np.argsort(-styles, kind="stable") if styles[i] > 0),
        instruments=tuple((INSTRUMENTS[i], float(chances[i])) for i in order if chances[i] > 0.02),
    )


def _shares(values: Array) -> Array:
    """Return shares that sum to 1, small ones dropped."""
    raised = np.maximum(values, 0.0) ** _SHARPNESS
    raised[raised < 0.08 * raised.max()] = 0.0
    return np.asarray(raised / max(float(raised.sum()), 1e-9), dtype=np.float32)


def fit(vectors: Array, targets: Array) -> Heads:
    """Return the heads by kernel ridge regression (Saunders, Gammerman and Vovk, 1998)."""
    level = targets.mean(axis=0)
    gram = _kernel(vectors, vectors).astype(np.float64) + _RIDGE * np.eye(len(vectors))
    weights = np.linalg.solve(gram, (targets - level).astype(np.float64))
    return Heads(vectors, weights.astype(np.float32), level.astype(np.float32))


def held_out_answers(cases: Sequence[Example], vectors: Array, targets: Array) -> Array:
    """Return the answers, as `targets`, of heads that were not fitted to the case's topic, over five folds."""
    topics = sorted({case.topic for case in cases})
    fold_of = {topic: i % _FOLDS for i, topic in enumerate(topics)}
    folds = np.array([fold_of[case.topic] for case in cases])
    answers = np.zeros_like(targets)
    for fold in range(_FOLDS):
        heads = fit(vectors[folds != fold], targets[folds != fold])
        answers[folds == fold] = heads.answer(vectors[folds == fold])
    return answers


def spread_of(answers: Array, targets: Array) -> Array:
    """Return the standard deviations of valence, energy, density and log tempo about the answers, (4,)."""
    return np.asarray((answers - targets)[:, :4].std(axis=0), dtype=np.float32)


def figures(answers: Array, targets: Array) -> dict[str, float]:
    error = np.abs(answers - targets)
    top = targets[:, _STYLES].max(axis=1, keepdims=True) - 1e-6
    chosen = np.argmax(answers[:, _STYLES], axis=1)[:, None]
    three = np.argsort(-answers[:, _INSTRUMENTS], axis=1)[:, :3]
    return {
        "valence, mean error": float(error[:, 0].mean()),
        "energy, mean error": float(error[:, 1].mean()),
        "density, mean error": float(error[:, 2].mean()),
        "tempo within 20 %": float((error[:, 3] < np.log(1.2)).mean()),
        "mode right where clear": _mode_accuracy(answers[:, 4], targets[:, 4]),
        "meter right": float((answers[:, _METERS].argmax(1) == targets[:, _METERS].argmax(1)).mean()),
        "leading style right": float((np.take_along_axis(targets[:, _STYLES], chosen, 1) >= top).mean()),
        "style among those of the scene": float((np.take_along_axis(targets[:, _STYLES], chosen, 1) > 0).mean()),
        "top three instruments fitting": float((np.take_along_axis(targets[:, _INSTRUMENTS], three, 1) > 0).mean()),
    }


def _mode_accuracy(answers: Array, targets: Array) -> float:
    clear = np.abs(targets - 0.5) > 0.2
    return float(((answers > 0.5) == (targets > 0.5))[clear].mean())


def main() -> None:
    """Fit the heads, print their figures on held-out topics, and write them."""
    from safetensors.numpy import save

    cases = examples()
    vectors = load_encoder().encode([case.prompt for case in cases]).astype(np.float32)
    topics = len({case.topic for case in cases})
    print(f"{len(cases)} prompts on {topics} topics; on topics held out:")
    targets = encode_targets(cases)
    answers = held_out_answers(cases, vectors, targets)
    for name, figure in figures(answers, targets).items():
        print(f"  {name:<32}{figure:.3f}")
    heads = replace(fit(vectors, targets), spread=spread_of(answers, targets))
    heads_path().parent.mkdir(exist_ok=True)
    tensors = {
        "anchors": heads.anchors.astype(np.float16),
        "weights": heads.weights,
        "level": heads.level,
        "spread": heads.spread,
    }
    heads_path().write_bytes(save(tensors))
    print(f"written: {heads_path()}")


if __name__ == "__main__":
    main()
