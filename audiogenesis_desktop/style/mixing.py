"""How a style wants its parts to lie in the mix: levels by role, room and chorus, as `resources/mix.toml` has them."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import log10
from typing import Annotated, Any

from msgspec import Meta, Struct

from audiogenesis_desktop import paths
from audiogenesis_desktop.score.score import Mix
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.style.reading import parse
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.style.style import Midi, Part, Style, check_instrument
from audiogenesis_desktop.theory.instruments import Instrument

USUAL_VOLUME = 100  # CC 7: what General MIDI 2 begins with

Level = Annotated[float, Meta(ge=-30, le=0)]


class MixWishes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Levels in LU by role, and those of families beside them; pan and reverb by role, chorus by sound, as in MIDI."""

    levels: Mapping[str, Level | Mapping[str, Level]]
    pan: Mapping[str, Midi]
    reverb: Mapping[str, Midi]
    chorus: Mapping[str, Midi]

    def __post_init__(self) -> None:
        """Raise ValueError where a role, a family or an instrument is none, or a role is missing."""
        for name, value in self.levels.items():
            _check(name, ROLES if isinstance(value, float) else FAMILIES)
            for role in value if isinstance(value, Mapping) else ():
                _check(role, ROLES)
        for table in (self.levels, self.pan, self.reverb):
            for missing in sorted(set(ROLES) - set(table)):
                raise ValueError(f"the role {missing!r} is missing")
        for name in self.chorus:
            check_instrument(name)

    def level_lu(self, role: str, families: Sequence[str] = ()) -> float:
        """Return how loud a role is to be against the others: as the first family that differs has it."""
        tables: list[Any] = [self.levels.get(family, {}) for family in families]
        return float(next((table[role] for table in (*tables, self.levels) if role in table), 0.0))


def _check(name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise ValueError(f"{name!r} is none of {', '.join(known)}")


@cache
def mix_wishes() -> MixWishes:
    """Return the wishes that ship, read once; raises BadInput, with file and line, where they are broken."""
    path = paths.resource("mix.toml")
    return parse(path.read_text(encoding="utf-8"), MixWishes, name=str(path))


def wished_level_lu(role: str, style: Style | None = None, *, part: str = "") -> float:
    """Return the level in LU that a style wants of a role, against the others; `part` is what it calls the part."""
    families = style.family if style is not None else ()
    own = next((p for p in style.parts if p.name == part), None) if style is not None and part else None
    return mix_wishes().level_lu(role, families) + (fader_db(own.volume) if own is not None else 0.0)


def mix_of(role: str, instrument: Instrument, part: Part | None) -> Mix:
    """Return how a part is heard before it is balanced: as the style has it, or as its role usually is."""
    wishes = mix_wishes()
    chorus = wishes.chorus.get(instrument.name, 0)
    if part is None:
        return Mix(pan=wishes.pan[role], reverb=wishes.reverb[role], chorus=chorus)
    return Mix(part.volume, part.pan, part.reverb, chorus)


def fader_db(volume: int) -> float:
    """Return the gain of a fader, CC 7 from 1 to 127, against where it usually stands: 40 log10(v / 100).

    General MIDI 2 (RP-024, 3.2) and the default modulator of SoundFont 2.04 (8.4.5) have this law.
    """
    return 40 * log10(max(1, volume) / USUAL_VOLUME)
