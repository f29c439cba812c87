"""Drawing one class from logits: temperature and nucleus."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

FORBIDDEN = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Taste:
    """How freely each field is drawn, in the order of the fields, and how strongly the Brief pulls.

    `guidance` 1 is the network as it is; above it moves away from what it would write without a Brief
    (Ho & Salimans 2022, on logits). `echoes` are added to the logits of what came next at this place one
    bar, four bars and one corresponding section ago: form is repetition, and the network alone repeats
    too little; for drums, whose bars are a groove, they are `groove` times as strong. Where the Plan says how much
    is to be recalled, `recalled` takes their place, by `Likeness` from new to the same. No instrument of the
    plan is held less likely than the likeliest by more than `widest_gap`: the network, once in a solo,
    never leaves it. `told` is how far the Plan's grooves are leaned to, 0 not at all.
    """

    temperatures: tuple[float, ...] = (0.7, 0.82, 0.78, 0.7, 0.85)
    nuclei: tuple[float, ...] = (0.9, 0.93, 0.88, 0.9, 0.95)
    guidance: float = 1.4
    echoes: tuple[float, ...] = (0.8, 1.2, 2.0)
    recalled: tuple[float, ...] = (0.0, 1.6, 3.5, 8.0)
    groove: float = 3.0
    widest_gap: float = 6.0
    told: float = 1.0


def draw(logits: Floats, *, temperature: float, nucleus: float, random: np.random.Generator) -> int:
    """Return a class drawn from the likeliest ones that together hold `nucleus` of the probability.

    Holtzman et al. 2020. Classes at `FORBIDDEN` are never drawn while any other is left.
    """
    order = logits.argsort()[::-1]
    ranked = logits[order]
    running = np.exp((ranked - ranked[0]) * (1 / temperature)).cumsum()
    kept = running.searchsorted(nucleus * running[-1])
    point = random.random() * running[kept]
    return int(order[min(running.searchsorted(point, side="right"), kept)])
