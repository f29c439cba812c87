"""How lively music is, 0..1, by how loud it is and how much goes on: the scale that training measured pieces with."""

import math


def section_energy(velocity: float, notes_per_second: float) -> float:
    """Return 0..1: half loudness, by the mean velocity, and half activity."""
    loud = min(max((velocity - 40) / 70, 0.0), 1.0)
    return 0.5 * loud + 0.5 * density_of(notes_per_second)


def density_of(notes_per_second: float) -> float:
    """Return 0..1 for how many notes begin each second: 0 for none, 1 for thirty-one and more."""
    return min(math.log2(1 + notes_per_second) / 5, 1.0)
