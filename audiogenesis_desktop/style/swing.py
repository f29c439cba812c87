"""Swing: where notes between the beats fall."""


def swung(tick: int, *, unit: int, ratio: float) -> int:
    """Return where a tick falls if the second of each two `unit`s begins at `ratio` of both."""
    pair = 2 * unit
    start, within = tick - tick % pair, tick % pair
    first = pair * ratio
    moved = within / unit * first if within < unit else first + (within - unit) / unit * (pair - first)
    return start + round(moved)
