"""Wishes: how one track is to be played in some bars, beside what the Plan says; each may be left open."""

from dataclasses import dataclass, fields

DEGREES = (
    "density",
    "height",
    "syncopation",
    "leaps",
    "voices",
    "loudness",
    "repetition",
    "strictness",
    "energy",
)
"""The wishes that have a degree, -1 (least) .. 1 (most); 0 is what is usual here, None is no preference."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished for; None is no preference, as it is for all at first.

    `density` is how much begins in time, `height` where in its register a part lies, `syncopation` how much begins
    off the beat, `leaps` how far a line moves, `voices` how many notes begin together, `loudness` how loud they are,
    `repetition` how like each bar is to the one before, `strictness` how far pitches keep to the chord, and `energy`
    how lively it is, by density and loudness. `register` is the lowest and highest pitch, which nothing leaves if
    `is_strict`, and else as little as may be.
    """

    density: float | None = None
    height: float | None = None
    syncopation: float | None = None
    leaps: float | None = None
    voices: float | None = None
    loudness: float | None = None
    repetition: float | None = None
    strictness: float | None = None
    energy: float | None = None
    register: tuple[int, int] | None = None
    is_strict: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a degree beyond -1..1, or a register that is none."""
        for name in DEGREES:
            value = getattr(self, name)
            if value is not None and not -1 <= value <= 1:
                raise ValueError(f"{name} goes from -1 to 1, not {value}")
        if self.register is not None and not 0 <= self.register[0] < self.register[1] <= 127:
            raise ValueError(f"not a register: {self.register}")

    @property
    def is_open(self) -> bool:
        """Return whether nothing is wished for."""
        return all(getattr(self, one.name) is None for one in fields(self) if one.name != "is_strict")

    def degree(self, name: str) -> float:
        """Return a wish of `DEGREES` as a number, 0 where it is left open; energy counts to density and loudness."""
        value: float = getattr(self, name) or 0.0
        if name in ("density", "loudness") and self.energy:
            value += _BY_ENERGY * self.energy
        return max(-1.0, min(1.0, value))


@dataclass(frozen=True, slots=True)
class Wished:
    """What is wished for of one track, in sections of a label or, where that is empty, everywhere."""

    track_id: int
    section: str
    wishes: Wishes


_BY_ENERGY = 0.85
NO_PREFERENCE = Wishes()
