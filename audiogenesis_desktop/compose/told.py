"""Told: how far composing leans to the grooves that the Plan tells, and to a bass on the first beat.

The network writes one stream for all, from the lowest class of an onset to the highest: whoever is passed over cannot
begin there any more. So who is due at an onset comes before those after it, and steps over a drum or a bass that is
due are leaned from. What the network writes there, and what it adds, stays its own.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.sampling import Floats
from audiogenesis_desktop.compose.vocabulary import LONGEST_STEP, TICKS_PER_GRID
from audiogenesis_desktop.plan.plan import Plan, Strike
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS

_DUE, _NOT_HERE, _AFTER_WHO_IS_DUE = 3.0, -3.0, -5.0  # nats over instruments
_PASSES_A_STRIKE, _ANOTHER_IS_DUE = -4.0, 4.0  # over steps
_STRUCK, _STRUCK_NEXT, _NOT_STRUCK, _NOT_OF_IT = 5.0, 4.0, -3.0, -6.0  # over drums
_KEEP_TIME = (DRUM_CLASS, *(i for i, c in enumerate(CLASSES) if c.name.endswith("bass")))

Struck = dict[int, list[int]]  # by class: the drums that are struck at a place, in order, or none by name


class _Bar(NamedTuple):
    """What is struck in a bar, by position in grid units, the classes that a groove tells of, and all its drums."""

    struck: dict[int, Struck]
    told: frozenset[int]
    keys: list[int]


class Told:
    """The leanings of one piece; onsets are in grid units, `strength` scales them all."""

    def __init__(self, plan: Plan, setting: Setting, places: Places, *, strength: float = 1.0) -> None:
        """Take the piece; who plays in each bar is the Setting's."""
        self._plan, self._setting, self._places, self._strength = plan, setting, places, strength
        self._bars: dict[int, _Bar] = {}

    def due(self, onset: int, *, begun: Mapping[int, int], lowest: int) -> list[int]:
        """Return the classes that are to begin a note at an onset and have not, in order; none below `lowest`."""
        struck = self._at(onset)
        return sorted(i for i, keys in struck.items() if i >= lowest and begun.get(i, 0) < max(1, len(keys)))

    def step(self, now: int, due: Sequence[int]) -> Floats:
        """Return the bias over steps, (LONGEST_STEP + 1,), after an onset where these are still due."""
        bias = np.zeros(LONGEST_STEP + 1, dtype=np.float32)
        if due:
            bias[0] = _ANOTHER_IS_DUE
        following = self._next_strike(now)
        bias[following - now + 1 :] = _PASSES_A_STRIKE
        return bias * self._strength

    def instrument(self, onset: int, due: Sequence[int]) -> Floats:
        """Return the bias over classes at an onset where these are due."""
        bias = np.zeros(len(CLASSES), dtype=np.float32)
        struck = self._at(onset)
        for i in self._of(self._places.bar(onset)).told:
            bias[i] = 0.0 if i in struck else _NOT_HERE
        if due:
            bias[due[0] + 1 :] += _AFTER_WHO_IS_DUE
            bias[due[0]] += _DUE
        return bias * self._strength

    def drum(self, onset: int, *, above: int) -> Floats:
        """Return the bias over a drummer's pitches at an onset, (128,), who has struck up to `above` there."""
        bias = np.zeros(128, dtype=np.float32)
        bar = self._of(self._places.bar(onset))
        if DRUM_CLASS not in bar.told:
            return bias
        keys = [key for key in self._at(onset).get(DRUM_CLASS, []) if key > above]
        bias[:] = _NOT_OF_IT
        bias[bar.keys] = _NOT_STRUCK
        bias[keys] = _STRUCK
        bias[keys[:1]] += _STRUCK_NEXT
        return bias * self._strength

    def _at(self, onset: int) -> Struck:
        bar = self._places.bar(onset)
        return self._of(bar).struck.get(onset - self._places.bar_starts[bar], {})

    def _next_strike(self, now: int) -> int:
        """Return the next onset at which a drum or a bass is due, the farthest step if there is none so near."""
        end = now + LONGEST_STEP
        first, last = self._places.bar(now), self._places.bar(end)
        for bar in range(first, last + 1):
            start = self._places.bar_starts[bar]
            for position, struck in sorted(self._of(bar).struck.items()):
                if now < start + position <= end and any(i in struck for i in _KEEP_TIME):
                    return start + position
        return end

    def _of(self, bar: int) -> _Bar:
        if bar not in self._bars:
            self._bars[bar] = self._heard(bar)
        return self._bars[bar]

    def _heard(self, bar: int) -> _Bar:
        """Return what the grooves strike in a bar; where no groove tells of a bass, it is due on the first beat."""
        bar_ticks = self._plan.meter.bar_ticks
        section = self._plan.section_index(bar * bar_ticks)
        struck, told = dict[int, Struck](), set[int]()
        for part in self._plan.parts:
            kind = part.instrument.class_index
            if part.track_id not in self._plan.active[section] or not self._setting.active[bar, kind]:
                continue
            strikes = self._plan.strikes_in(bar, part.track_id)
            if strikes is not None:
                told.add(kind)
                _strike(struck, kind, strikes)
            elif kind in _KEEP_TIME[1:] and part.role == "bass":
                struck.setdefault(0, {}).setdefault(kind, [])
        return _Bar(
            struck, frozenset(told), sorted({key for here in struck.values() for key in here.get(DRUM_CLASS, [])})
        )


def _strike(struck: dict[int, Struck], kind: int, strikes: Sequence[Strike]) -> None:
    """Add what a part strikes in a bar."""
    for strike in strikes:
        keys = struck.setdefault(strike.tick // TICKS_PER_GRID, {}).setdefault(kind, [])
        if strike.key >= 0 and strike.key not in keys:
            keys.append(strike.key)
            keys.sort()
