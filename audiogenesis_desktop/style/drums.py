"""Drums by name, and grids: a line of pattern a drum, such as "kick x...x...|x..x...."."""

from audiogenesis_desktop.style.patterns import check_pattern

KEYS = {
    "kick": 36,
    "snare": 38,
    "rim": 37,
    "clap": 39,
    "hat": 42,
    "pedal": 44,
    "open": 46,
    "ride": 51,
    "bell": 53,
    "crash": 49,
    "low": 41,
    "mid": 45,
    "high": 48,
    "shaker": 70,
    "tamb": 54,
    "cowbell": 56,
    "claves": 75,
    "conga": 63,
    "mute": 62,
    "tumba": 64,
    "bongo": 60,
    "triangle": 81,
    "block": 76,
    "cabasa": 69,
    "guiro": 73,
    "floor": 43,
    "china": 52,
    "splash": 55,
    "timbale": 65,
    "low_timbale": 66,
    "agogo": 67,
    "low_agogo": 68,
    "low_block": 77,
}
"""What a grid calls a drum, and its key in General MIDI's drum map."""

LIGHT = ("kick", "hat", "shaker", "rim", "pedal", "triangle", "cabasa", "ride")
"""The drums that are left of a grid where a section is weak."""


def read_grid(grid: str) -> dict[str, str]:
    """Return the pattern of each drum of a grid."""
    lines = [line.split(maxsplit=1) for line in grid.strip().splitlines() if line.strip()]
    return {line[0]: line[1] for line in lines}


def check_grid(grid: str) -> None:
    """Raise ValueError, saying why, unless each line is the name of a drum and its pattern."""
    lines = [line.strip() for line in grid.strip().splitlines() if line.strip()]
    if not lines:
        raise ValueError("a grid is empty")
    for line in lines:
        drum, _, pattern = line.partition(" ")
        if drum not in KEYS:
            raise ValueError(f"{drum!r} is no drum: choose one of {', '.join(KEYS)}")
        if not pattern.strip():
            raise ValueError(f"the drum {drum!r} has no pattern")
        check_pattern(pattern.strip(), symbols="xXo")
