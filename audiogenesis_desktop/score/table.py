"""The notes of a Score as arrays, with its bar lines: what copies and every measure of coherence start from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Score

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NoteTable:
    """Notes sorted by start, all columns int64 of shape (n,); `tracks` counts the Score's tracks from 0.

    `bar_starts` has the tick of every bar line and, last, the end of the last bar: shape (bars + 1,).
    """

    starts: Ints
    pitches: Ints
    lengths: Ints
    tracks: Ints
    bar_starts: Ints

    @property
    def bars(self) -> int:
        """Return how many bars the piece has, a begun one counted whole."""
        return len(self.bar_starts) - 1

    def bar_of(self, ticks: Ints) -> Ints:
        """Return the bar, counted from 0, that each tick lies in; the last bar from its end on."""
        return np.clip(np.searchsorted(self.bar_starts, ticks, side="right") - 1, 0, self.bars - 1)


def note_table(score: Score, *, drums: bool) -> NoteTable:
    """Return the notes of a Score, of its drum tracks too if asked for."""
    chosen = [(i, track) for i, track in enumerate(score.tracks) if track.notes and (drums or not track.is_drums)]
    columns = [np.array([(n.start_tick, n.pitch, n.length_ticks, i) for n in track.notes]) for i, track in chosen]
    notes = np.concatenate([np.zeros((0, 4), dtype=np.int64), *columns]).astype(np.int64)
    notes = notes[np.lexsort((notes[:, 1], notes[:, 3], notes[:, 0]))]
    return NoteTable(notes[:, 0], notes[:, 1], notes[:, 2], notes[:, 3], bar_starts(score))


def bar_starts(score: Score) -> Ints:
    """Return the ticks of the bar lines from 0 to the end of the bar in which the last note ends.

    Silence after the last note is part of the ending, no bar of the music; a piece of no notes is all silence.
    """
    meters = MeterMap(score.meters)
    lines = meters.bar_lines(0, max((track.end_tick for track in score.tracks), default=0) or score.end_tick)
    return np.array([*lines, meters.bar_start(len(lines) + 1)], dtype=np.int64)
