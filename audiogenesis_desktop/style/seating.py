"""Seating: which part of a style each of some instruments suits best."""

from collections.abc import Sequence
from functools import cache

from audiogenesis_desktop.style.natures import are_alike, roles_for
from audiogenesis_desktop.style.style import LineUp, Part, Style, check_reach

_AS_LINED_UP, _IN_ANOTHER_LINE_UP, _LISTED, _BY_NATURE = 6.0, 5.0, 4.5, 2.5
_LESS_A_RANK, _ALIKE = 0.3, 1.5
_ESSENTIAL, _LEADING, _TAKEN = 0.5, 0.25, -0.75


def best_parts(names: Sequence[str], parts: Sequence[Part], *, style: Style, lineup: LineUp) -> tuple[Part | None, ...]:
    """Return for each name the part that it plays, the best suited first; None where no free part suits it."""
    suits = {name: [_suits(name, part, style, lineup) for part in parts] for name in set(names)}
    taken: dict[int, int] = {}
    while True:
        free = [n for n in range(len(parts)) if n not in taken.values()]
        has = {parts[n].role for n in taken.values()}
        weights = [
            (_weight(suits[names[i]][n], parts[n], has, style), -i, -n)
            for i in range(len(names))
            if i not in taken
            for n in free
        ]
        weight, i, n = max(weights, default=(0.0, 0, 0))
        if weight <= 0:
            return tuple(parts[taken[i]] if i in taken else None for i in range(len(names)))
        taken[-i] = -n


def _weight(suits: float, part: Part, has: set[str], style: Style) -> float:
    if not suits or part.role in has:
        return suits and suits + _TAKEN
    return suits + _ESSENTIAL * (part.role in style.essential) + _LEADING * (part.role == "lead")


def _suits(name: str, part: Part, style: Style, lineup: LineUp) -> float:
    """Return how well an instrument suits a part; 0 where it cannot play it."""
    if lineup.parts.get(part.name) == name:
        return _AS_LINED_UP
    if any(other.parts.get(part.name) == name for other in style.lineups):
        return _IN_ANOTHER_LINE_UP
    if name in part.instruments:
        return _LISTED
    roles = roles_for(name)
    if part.role not in roles or not reaches(name, part.register):
        return 0.0
    return _BY_NATURE - _LESS_A_RANK * roles.index(part.role) + _ALIKE * is_at_home(name, part)


def is_at_home(name: str, part: Part | None) -> bool:
    """Return whether a part is usually played by an instrument or by one of its class."""
    return part is not None and any(are_alike(name, other) for other in part.instruments)


@cache
def reaches(name: str, register: tuple[int, int]) -> bool:
    """Return whether an instrument can play in a register."""
    try:
        check_reach(name, register)
    except ValueError:
        return False
    return True
