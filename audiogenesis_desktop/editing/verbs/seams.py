"""Seams: how what is new in a part joins the same part's music around it, and keeps to chord and key as that does."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import bars_of
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Track
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

_NEAR_BARS = 4  # at most, before and after, that tell how much begins and how loud it is
_WIDE_BARS = 8  # that tell how a part moves and what it keeps to
# What a difference costs beside a nat a note: an octave, half or twice as many notes a beat, ten steps of velocity, all
# notes or none of them in the chord or key. Tried on 46 gaps in music by people, and judged by others.
_STEP, _DENSITY, _LOUDNESS, _CHORD, _KEY = 1.5, 1.0, 0.3, 5.0, 5.0
_NOTHING = 8  # octaves of density that silence is away: hardly any other candidate costs as much


class Agreement(NamedTuple):
    """Which share of some notes are tones of the chord that they begin in, and of the key; nan where there is none."""

    chord: float
    key: float


@dataclass(frozen=True, slots=True)
class Seam:
    """How what is new in one track differs from what is around it; nan where there is nothing to compare.

    `interval` in semitones between the last top note and the first that follows, up being more, and `usual_step` the
    median of how far top notes move over bar lines around, without direction; `density` as the binary logarithm of
    notes a beat beside those around, `loudness` in steps of velocity beside them, `chord` and `key` the shares of
    `Agreement` less those around.
    """

    interval: float
    usual_step: float
    density: float
    loudness: float
    chord: float
    key: float

    @property
    def cost(self) -> float:
        """Return what it costs, in nats a note."""
        parts = (
            (_STEP, (abs(self.interval) - self.usual_step) / 12),
            (_DENSITY, _NOTHING if np.isnan(self.density) else self.density),
            (_LOUDNESS, self.loudness / 10),
            (_CHORD, self.chord),
            (_KEY, self.key),
        )
        return sum(weight * abs(by) for weight, by in parts if not np.isnan(by))


def seam_of(track: Track, plan: Plan, scope: Scope) -> Seam:
    """Return the seam of a track at a scope's end, beside as many bars before and after as it has, four at most.

    How far its line moves and what it keeps to are those of eight bars before and after.
    """
    bars, bar_ticks = sorted(bars_of(plan, scope)), plan.meter.bar_ticks
    start, end = bars[0] * bar_ticks, (bars[-1] + 1) * bar_ticks
    near, wide = min(_NEAR_BARS, len(bars)) * bar_ticks, _WIDE_BARS * bar_ticks
    inside = [note for note in track.notes if start <= note.start_tick < end]
    before, after = _around(track, start, end, near)
    around, habit = [*before, *after], _around(track, start, end, wide)
    nan = float("nan")
    if not inside or not around:
        return Seam(nan, nan, 0.0 if not inside and not around else nan, nan, nan, nan)
    beats = (end - start) / TICKS_PER_BEAT
    beside = near * (bool(before) + bool(after)) / TICKS_PER_BEAT
    own, usual = (agreement(notes, plan, is_drums=track.is_drums) for notes in (inside, [*habit[0], *habit[1]]))
    return Seam(
        interval=nan if track.is_drums or not after else _interval(inside, after),
        usual_step=_usual_step(habit, bar_ticks),
        density=float(np.log2((len(inside) / beats) / (len(around) / beside))),
        loudness=float(np.mean([n.velocity for n in inside]) - np.mean([n.velocity for n in around])),
        chord=own.chord - usual.chord,
        key=own.key - usual.key,
    )


def as_loud_as_around(track: Track, ground: Track, plan: Plan, scope: Scope) -> Track:
    """Return a track with what it has beside its `ground` in a scope as loud in the mean as what is around it.

    Its velocities all move by as much, so that accents stay.
    """
    inside = scope.notes_of(track)
    new = inside - frozenset(ground.notes)
    by = seam_of(track.with_exchanged(inside - new, ()), plan, scope).loudness
    if np.isnan(by) or round(by) == 0:
        return track
    return track.with_exchanged(new, [n._replace(velocity=max(1, min(127, n.velocity - round(by)))) for n in new])


def _around(track: Track, start_tick: int, end_tick: int, wide_ticks: int) -> tuple[list[Note], list[Note]]:
    """Return what begins so long before and after a stretch."""
    before = [note for note in track.notes if start_tick - wide_ticks <= note.start_tick < start_tick]
    return before, [note for note in track.notes if end_tick <= note.start_tick < end_tick + wide_ticks]


def agreement(notes: Sequence[Note], plan: Plan, *, is_drums: bool = False) -> Agreement:
    """Return how strictly notes keep to the Plan's chords and key; drums have neither."""
    if is_drums or not notes:
        return Agreement(float("nan"), float("nan"))
    starts, scale = [chord.tick for chord in plan.chords], Key(plan.key.tonic, plan.key.mode).scale
    tones = [Chord(chord.root, chord.quality).tones for chord in plan.chords]
    in_chord = [note.pitch % 12 in tones[max(0, bisect_right(starts, note.start_tick) - 1)] for note in notes]
    return Agreement(float(np.mean(in_chord)), float(np.mean([note.pitch % 12 in scale for note in notes])))


def _interval(before: Sequence[Note], after: Sequence[Note]) -> float:
    return float(next(iter(_tops(after).values())) - list(_tops(before).values())[-1])


def _usual_step(around: Sequence[Sequence[Note]], bar_ticks: int) -> float:
    """Return how far top notes move from the last of a bar to the first of the next."""
    pairs = [pair for notes in around for pair in pairwise(_tops(notes).items())]
    over = [abs(b - a) for (before, a), (after, b) in pairs if before // bar_ticks != after // bar_ticks]
    return float(np.median(over)) if over else float("nan")


def _tops(notes: Sequence[Note]) -> dict[int, int]:
    """Return the highest pitch at each onset by its tick, in order."""
    tops: dict[int, int] = {}
    for note in notes:
        tops[note.start_tick] = max(note.pitch, tops.get(note.start_tick, 0))
    return dict(sorted(tops.items()))
