"""Faders on their way: where many move at once nobody's hand does it, so they glide there instead of jumping.

A piece that is balanced while it plays gets other faders and another master at one moment. Moved at once that is heard
as a jump of up to 20 dB; each for itself in its own time, as another mix in between. So all move evenly in decibels,
from and to the same moments. What a hand moves follows it at once.
"""

from collections.abc import Mapping
from typing import NamedTuple

from audiogenesis_desktop.playback.timeline import Setting
from audiogenesis_desktop.score.events import Event
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.mixing import fader_db

GLIDE_SECONDS = 1.5
_AT_ONCE_SECONDS = 0.06  # of the master by hand: as quick as a hand, and no click
_BY_HAND_DB = 3.0  # a fader that is dragged moves less at once
_STEP_SECONDS = 0.03


class Moved(NamedTuple):
    """An event of a fader on its way, and when it takes effect."""

    event: Event
    at: float


class _Glide(NamedTuple):
    event: Event  # which it ends with
    before: int
    start_at: float

    def volume_at(self, at: float) -> int:
        """Return the fader, CC 7, at a moment: even in decibels, as the gain is a power of it."""
        low, high = max(1, self.before), max(1, self.event.data[2])
        share = _share(at, self.start_at, self.start_at + GLIDE_SECONDS)
        return self.event.data[2] if share >= 1 else round(low * (high / low) ** share)


class Gliding:
    """The faders that are on their way, and the master; time is passed in."""

    def __init__(self) -> None:
        self._faders: dict[Setting, _Glide] = {}
        self._level = (0.0, 0.0, 0.0, 0.0)  # from and to in decibels, start and end
        self._next_at = 0.0

    @property
    def is_moving(self) -> bool:
        """Return whether a track's fader is on its way."""
        return bool(self._faders)

    def rest(self, level_db: float) -> None:
        """Have every fader where it is set to, and the master at `level_db`."""
        self._faders.clear()
        self.set_level(level_db)

    def set_level(self, level_db: float) -> None:
        """Have the master at `level_db`."""
        self._level = (level_db, level_db, 0.0, 0.0)

    def drop(self, setting: Setting) -> None:
        """Let a fader go: something else sets it."""
        self._faders.pop(setting, None)

    def volume_at(self, setting: Setting, at: float, otherwise: int) -> int:
        """Return where a track's fader is at a moment; `otherwise` where it is not on its way."""
        glide = self._faders.get(setting)
        return glide.volume_at(at) if glide is not None else otherwise

    def level_at(self, at: float) -> float:
        """Return the master in decibels at a moment."""
        before, after, start_at, end_at = self._level
        return before + (after - before) * _share(at, start_at, end_at)

    def begin(self, faders: Mapping[Setting, Event], before: Mapping[Setting, int], level_db: float, at: float) -> bool:
        """Begin to move faders, from what they were `before` to what their events say, and the master with them.

        Returns whether they glide: otherwise a hand moves them, and the events are to take effect at once.
        """
        level_moves = abs(level_db - self._level[1])
        moves = [abs(fader_db(event.data[2]) - fader_db(before[setting])) for setting, event in faders.items()]
        moves += [level_moves] if level_moves else []
        is_alone = not faders and level_moves > _BY_HAND_DB
        glides = is_alone or (len(moves) > 1 and max(moves) > _BY_HAND_DB)
        if glides:
            self._faders |= {setting: _Glide(event, before[setting], at) for setting, event in faders.items()}
            self._next_at = at
        if level_moves:
            self._level = (self.level_at(at), level_db, at, at + (GLIDE_SECONDS if glides else _AT_ONCE_SECONDS))
        return glides

    def due(self, until: float) -> list[Moved]:
        """Return the steps of faders before `until`, in order; those that would change nothing are left out."""
        found = list[Moved]()
        while self._faders and self._next_at < until:
            found += [moved for setting in list(self._faders) for moved in self._stepped(setting, self._next_at)]
            self._next_at += _STEP_SECONDS
        return found

    def _stepped(self, setting: Setting, at: float) -> list[Moved]:
        glide = self._faders[setting]
        volume, last = glide.volume_at(at), glide.volume_at(at - _STEP_SECONDS)
        if at >= glide.start_at + GLIDE_SECONDS:
            del self._faders[setting]
        return [Moved(glide.event._replace(data=(*glide.event.data[:2], volume)), at)] if volume != last else []


def _share(at: float, start_at: float, end_at: float) -> float:
    return 1.0 if at >= end_at else max(0.0, (at - start_at) / (end_at - start_at))


def is_same_music(one: Score, other: Score) -> bool:
    """Return whether two scores have the same notes on the same tracks: the very same tuples of them."""
    return len(one.tracks) == len(other.tracks) and all(
        before.id == after.id and before.notes is after.notes
        for before, after in zip(one.tracks, other.tracks, strict=True)
    )
