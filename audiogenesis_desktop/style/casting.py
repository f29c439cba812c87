"""Casting: who plays a style, given who is wanted; essential roles that nobody wanted fills are filled as well."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from audiogenesis_desktop.style.style import LineUp, Part, Style
from audiogenesis_desktop.theory.instruments import find


class Seat(NamedTuple):
    """A player: General MIDI's name of the instrument (or "drums"), the role, and the style's part, if it has one."""

    instrument: str
    role: str
    part: Part | None


def cast(
    style: Style,
    *,
    meter: str = "4/4",
    wanted: Sequence[str] = (),
    banned: Collection[str] = (),
    is_complete: bool = False,
    draw: int = 0,
) -> tuple[Seat, ...]:
    """Return who plays: of those wanted each in the role that it suits, the others to fill what is missing.

    Names in `wanted` may stand twice: two violins are two players. Nobody plays who is `banned`. With `is_complete`
    nobody is added. Where nobody is wanted `draw` says which of the style's line-ups plays. The seats' order is
    that of `wanted`, then of the style's parts; casting the instruments of what it returns, complete, returns it again.
    """
    parts = style.parts_in(meter) or style.parts
    if not wanted:
        return _lined_up(style, parts, banned, draw)
    seats = _seated(wanted, parts)
    if is_complete:
        return seats
    return (*seats, *_missing(style, parts, seats, banned))


def _lined_up(style: Style, parts: Sequence[Part], banned: Collection[str], draw: int) -> tuple[Seat, ...]:
    lineup = style.lineups[draw % len(style.lineups)]
    named = [part for part in parts if part.name in lineup.parts]
    seats = tuple(
        Seat(instrument, part.role, part) for part in named if (instrument := _free(part, lineup, banned)) is not None
    )
    return (*seats, *_missing(style, parts, seats, banned))


def _free(part: Part, lineup: LineUp, banned: Collection[str]) -> str | None:
    """Return who plays a part: as lined up, or else the first of the part's instruments that is not banned."""
    names = (lineup.parts[part.name], *part.instruments)
    return next((name for name in names if name not in banned), None)


def _seated(wanted: Sequence[str], parts: Sequence[Part]) -> tuple[Seat, ...]:
    """Return a seat for each that is wanted: first where a part names the instrument, then where one is like it."""
    taken: dict[int, Part] = {}
    for fits in (_names, _resembles):
        for i, name in enumerate(wanted):
            free = [part for part in parts if part not in taken.values() and fits(part, name)]
            if i not in taken and free:
                taken[i] = free[0]
    return tuple(Seat(name, *_role(name, taken.get(i))) for i, name in enumerate(wanted))


def _names(part: Part, name: str) -> bool:
    return name in part.instruments


def _resembles(part: Part, name: str) -> bool:
    return any(find(other).class_index == find(name).class_index for other in part.instruments)


def _role(name: str, part: Part | None) -> tuple[str, Part | None]:
    if part is not None:
        return part.role, part
    return ("drums" if find(name).is_drums else "lead"), None


def _missing(style: Style, parts: Sequence[Part], seats: Sequence[Seat], banned: Collection[str]) -> tuple[Seat, ...]:
    """Return players for the essential roles that nobody has, as far as bans leave any."""
    has = {seat.role for seat in seats}
    added: list[Seat] = []
    for part in parts:
        names = [name for name in part.instruments if name not in banned]
        if part.role in style.essential and part.role not in has and names:
            added.append(Seat(names[0], part.role, part))
            has.add(part.role)
    return tuple(added)
