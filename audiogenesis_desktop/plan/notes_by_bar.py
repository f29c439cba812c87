"""The notes of a whole piece as columns, each with its bar: what a plan is read back from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.grooves import GRID_TICKS
from audiogenesis_desktop.score.columns import read
from audiogenesis_desktop.score.score import Score, Track
from audiogenesis_desktop.score.table import bar_starts

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_EARLY_TICKS = GRID_TICKS // 2  # before a bar line what begins belongs to the bar that it leads into


@dataclass(frozen=True, slots=True)
class NotesByBar:
    """Notes sorted by start, all columns of shape (n,); times in ticks.

    `parts` counts the tracks that they were taken from; `bars` from 0; `places` are ticks since the bar's line, 0 for
    what comes a little early. `bar_starts` has every bar line up to the last bar in which a note begins: (bars,).
    """

    starts: Ints
    pitches: Ints
    lengths: Ints
    velocities: Ints
    parts: Ints
    are_drums: Bools
    bars: Ints
    places: Ints
    bar_starts: Ints

    @property
    def bar_count(self) -> int:
        """Return how many bars there are up to the last in which a note begins."""
        return len(self.bar_starts)

    @property
    def ends(self) -> Ints:
        """Return where the notes end."""
        return self.starts + self.lengths


def notes_by_bar(tracks: Sequence[Track], score: Score) -> NotesByBar:
    """Return the notes of these tracks, which have some, by the bars of their score."""
    tables = [read(track.notes) for track in tracks]
    parts = np.repeat(np.arange(len(tracks)), [table.shape[1] for table in tables])
    notes = np.concatenate(tables, axis=1)
    order = np.argsort(notes[0], kind="stable")
    (starts, pitches, lengths, velocities), parts = notes[:, order], parts[order]
    lines = bar_starts(score)[:-1]
    lines = lines[lines < (starts + lengths).max()]
    bars = np.searchsorted(lines, starts + _EARLY_TICKS, side="right") - 1
    return NotesByBar(
        starts=starts,
        pitches=pitches,
        lengths=lengths,
        velocities=velocities,
        parts=parts,
        are_drums=np.array([track.is_drums for track in tracks])[parts],
        bars=bars,
        places=np.maximum(0, starts - lines[bars]),
        bar_starts=lines[: int(bars[-1]) + 1],
    )
