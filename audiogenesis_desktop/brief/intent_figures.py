"""How well the intent heads answer, beside what was to be answered."""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.intent import LEAST_ARC, Columns
from audiogenesis_desktop.brief.topics import METERS
from audiogenesis_desktop.style.book import shipped

Array = npt.NDArray[np.float32]
_CLEAR = 0.2  # how far the chance of minor is from even where the mode is clear


def figures(answers: Array, targets: Array, columns: Columns) -> dict[str, float]:
    """Return mean errors and shares of answers that fit, both arrays (n, outputs) as the heads have them."""
    styles, instruments, arcs = columns.parts()
    error = np.abs(answers - targets)
    chosen, wanted = answers[:, styles].argmax(axis=1), targets[:, styles]
    weight = wanted[np.arange(len(wanted)), chosen]
    three = np.argsort(-answers[:, instruments], axis=1)[:, :3]
    implied, is_said = answers[:, arcs] > LEAST_ARC, targets[:, arcs] > 0.5
    return {
        "valence, mean error": float(error[:, 0].mean()),
        "energy, mean error": float(error[:, 1].mean()),
        "density, mean error": float(error[:, 2].mean()),
        "tempo within 20 %": float((error[:, 3] < np.log(1.2)).mean()),
        "tempo, clamped, in the style's range": _in_range(answers, chosen, wanted, columns),
        "mode right where clear": _mode_accuracy(answers[:, 4], targets[:, 4]),
        "meter right": float((answers[:, 5:8].argmax(1) == targets[:, 5:8].argmax(1)).mean()),
        "leading style right": float((weight >= wanted.max(axis=1) - 1e-6).mean()),
        "style among those of the scene": float((weight > 0).mean()),
        "family right": _family_accuracy(chosen, wanted, columns),
        "top three instruments fitting": float((np.take_along_axis(targets[:, instruments], three, 1) > 0).mean()),
        "arcs found": float((implied & is_said).sum() / max(1, is_said.sum())),
        "arcs rightly found": float((implied & is_said).sum() / max(1, implied.sum())),
    }


def _mode_accuracy(answers: Array, targets: Array) -> float:
    clear = np.abs(targets - 0.5) > _CLEAR
    return float(((answers > 0.5) == (targets > 0.5))[clear].mean())


def _in_range(answers: Array, chosen: npt.NDArray[np.int_], wanted: Array, columns: Columns) -> float:
    """Return how often the tempo, put into the chosen style's range, is in the range of a style of the scene."""
    fits = []
    for row, style, weights in zip(answers, chosen, wanted, strict=True):
        meter = "{}/{}".format(*METERS[int(row[5:8].argmax())])
        low, high = shipped()[columns.styles[style]].time.tempo_of(meter)
        tempo = min(max(100 * float(np.exp(row[3])), low), high)
        ranges = [shipped()[columns.styles[i]].time.tempo_of(meter) for i in np.flatnonzero(weights)]
        fits.append(any(low <= tempo <= high for low, high in ranges))
    return float(np.mean(fits))


def _family_accuracy(chosen: npt.NDArray[np.int_], wanted: Array, columns: Columns) -> float:
    """Return how often the chosen style shares a family with the scene's leading one."""
    families = [set(shipped()[name].family) for name in columns.styles]
    leading = wanted.argmax(axis=1)
    return float(np.mean([bool(families[a] & families[b]) for a, b in zip(chosen, leading, strict=True)]))
