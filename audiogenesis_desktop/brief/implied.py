"""What a prompt implies: what is to be expected where it does not say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """How far off an answer usually is: standard deviations, of tempo that of its natural logarithm."""

    valence: float = 0.0
    energy: float = 0.0
    density: float = 0.0
    log_tempo: float = 0.0


@dataclass(frozen=True, slots=True)
class Implied:
    """What a prompt lets expect, where it does not say it.

    `valence` -1..1; `energy` and `density` 0..1; `tempo_bpm` quarter notes a minute; `minor` and `meters` chances;
    `style` weights of names that sum to 1; `instruments` names with the chance that each plays, the likeliest first;
    `arc` names of ARCS with their chances, where one is clearly implied; `spread` how far the numbers may be off.
    """

    valence: float
    energy: float
    tempo_bpm: float
    minor: float
    density: float
    meters: tuple[tuple[tuple[int, int], float], ...]
    style: tuple[tuple[str, float], ...]
    instruments: tuple[tuple[str, float], ...]
    spread: Spread = Spread()
    arc: tuple[tuple[str, float], ...] = ()
