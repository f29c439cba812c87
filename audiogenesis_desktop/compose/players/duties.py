"""What a player has to do whatever the network proposes: strike the hits, begin the piece, not be silent for long."""

from collections.abc import Sequence

import numpy as np

from audiogenesis_desktop.compose.players.for_hits import played_for_hits
from audiogenesis_desktop.compose.players.rewriting import Guides
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import TICKS_PER_GRID
from audiogenesis_desktop.plan.plan import Ending, Plan
from audiogenesis_desktop.plan.styling import own_part
from audiogenesis_desktop.style.roles import ROLES

_LONGEST_REST = 4  # bars for which somebody who is to play may be silent
_LONG_BARS = 8  # sections from which on somebody may rest for a half
_STEADY_ROLES = ("drums", "percussion", "bass", "chords", "figure")
_RESTING_ROLES = (ROLES.index("effect"), ROLES.index("second voice"))  # who plays now and then


class Duties:
    """The duties of all players, bar after bar; `rests` has how many bars each might have played in and did not."""

    def __init__(self, plan: Plan, band: Band) -> None:
        """Take the piece."""
        self.rests = [0] * len(band.players)
        self._plan, self._band, self._hits = plan, band, _hit_places(plan)
        self._for_hits = played_for_hits(plan)
        self._own = [own_part(plan, part) if part.role in _STEADY_ROLES else None for part in plan.parts]
        self._last_bar = -(-plan.last_downbeat_tick // plan.meter.bar_ticks) - 1  # that has more than the last chord

    def played(self, number: int, notes: Sequence[object]) -> None:
        """Take in what a player did with a bar that it might have played in."""
        self.rests[number] = 0 if notes else self.rests[number] + 1

    def hit_tick(self, bar: int, place: int) -> int | None:
        """Return the exact tick of a hit at a place, if there is one."""
        return self._hits.get(bar, {}).get(place)

    def hits(self, number: int, bar: int) -> list[int]:
        """Return the places that a player is to strike: the hits, and the very first beat for who is first."""
        places = sorted(self._hits.get(bar, {}))
        playing = [other for other in self._band.turns() if self._band.players[other].playing[bar]]
        playing = [other for other in playing if (other, bar) not in self._for_hits] or playing
        if number == playing[0]:
            return sorted({*places, 0}) if bar == 0 else places
        return [] if self._band.players[number].role in _RESTING_ROLES else places

    def rests_in(self, number: int, bar: int) -> bool:
        """Return whether a player's pattern rests for the whole bar, in which there is no hit either."""
        part = self._plan.parts[number]
        is_told = self._own[number] is not None or part.role == "effect"
        return is_told and self._plan.strikes_in(bar, part.track_id) == () and not self.hits(number, bar)

    def settled(self, number: int, bar: int, guides: Guides | None) -> Sequence[Written] | None:
        """Return all that a player has in a bar where nothing is left to write, or None; what stands stays."""
        if guides is None and self.rests_in(number, bar):
            return ()
        is_free = guides is None or guides.guide(number, bar) is None
        return self._for_hits.get((number, bar)) if is_free else None

    def reach(self, number: int, bar: int) -> int:
        """Return the place at which or after which a player is to strike in a bar, -1 where it may rest."""
        is_filled = bar == self._last_bar and self._plan.ending == Ending.FILL
        if is_filled and self._plan.parts[number].role == "drums":
            left = self._plan.last_downbeat_tick // TICKS_PER_GRID - bar * self._band.bar_length
            return min(left, self._band.bar_length) // 2
        return 0 if self._must_play(number, bar) else -1

    def _must_play(self, number: int, bar: int) -> bool:
        """Return whether a player has rested so long that it is not there, or this is the last time it could be."""
        player, rests = self._band.players[number], self.rests[number]
        own = self._own[number]
        if own is not None and self._plan.strikes_in(bar, self._plan.parts[number].track_id):
            return own.carries or not self._may_rest(bar, rests)
        if player.role in _RESTING_ROLES and rests < 2 * _LONGEST_REST:
            return False
        playing = np.flatnonzero(player.playing[: self._last_bar + 1])
        is_last = bar == playing[-1] and rests >= np.count_nonzero(playing < bar)
        return bool(rests >= _LONGEST_REST - 1 or is_last)

    def _may_rest(self, bar: int, rests: int) -> bool:
        """Return whether one on whom the piece does not rest may: for one half of a long section, from its edge on."""
        section = self._plan.sections[self._plan.section_index(bar * self._plan.meter.bar_ticks)]
        start, end = (round(tick / self._plan.meter.bar_ticks) for tick in (section.start_tick, section.end_tick))
        into, half = bar - start, (end - start) // 2
        if end - start < _LONG_BARS or (into >= half and rests >= half):
            return False
        return into in (0, half) if not rests else into != 0


def _hit_places(plan: Plan) -> dict[int, dict[int, int]]:
    """Return for each bar with hits the exact tick of each by its place."""
    found: dict[int, dict[int, int]] = {}
    for tick in plan.hit_ticks:
        if tick < plan.last_downbeat_tick:
            bar, within = divmod(tick, plan.meter.bar_ticks)
            place = min(round(within / TICKS_PER_GRID), plan.meter.bar_ticks // TICKS_PER_GRID - 1)
            found.setdefault(bar, {})[place] = tick
    return found
