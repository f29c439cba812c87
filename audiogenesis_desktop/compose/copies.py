"""Copies: bars named by what is played in them, so that those of pieces learned from are known again.

Two bars have one name if they have the same onsets on a grid of 12 to the beat and the same intervals, in any key
and on any instrument; lengths and loudness are free, drums left out. Three bars running have a name if they have
four notes a bar and three pitches at least: scales of one chord and single long notes are nobody's.

`models/known_bars.safetensors` holds the names of the training pieces' runs of three bars. A name has 48 bits, so
with N known runs one that is not known is taken for known once in 2.8e14 / N. A longer copy is found by any three
of its bars that have a name; one so uneven that none has (seven notes, one, one, seven) is passed over.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import AudiogenesisError, BadInput, MissingPart
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score
from audiogenesis_desktop.score.table import Ints, NoteTable, note_table

Names = npt.NDArray[np.uint64]

RUN_BARS = 3
NO_BAR = 0  # the name of a bar in which nothing begins; it is like none
GRID_TICKS = TICKS_PER_BEAT // 12  # sixteenths and triplets
_FEWEST_NOTES, _FEWEST_PITCHES = 4, 3  # a bar on average, in all: with less, everything is a copy of everything
_NAME_BITS, _LOW_BITS = 48, 32
_STEP, _FIRST_FACTOR, _SECOND_FACTOR = (
    np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)  # those of SplitMix64


@dataclass(frozen=True, slots=True)
class Lines:
    """Bars of melodic or chordal lines, one track after another, each line closed by a bar that is like none.

    All (n,) but for `has_pitch`, (n, 128), which pitches begin in a bar: `shapes` name the bars, `firsts` are the
    pitches of their first notes, `counts` tell how many notes begin.
    """

    shapes: Names
    firsts: Ints
    counts: Ints
    has_pitch: npt.NDArray[np.bool_]


def lines_of(piece: Score | NoteTable) -> Lines:
    """Return a piece's lines, a track each; tables are of pitched notes."""
    table = piece if isinstance(piece, NoteTable) else note_table(piece, drums=False)
    tracks, track = np.unique(table.tracks, return_inverse=True)
    onsets = (table.starts + GRID_TICKS // 2) // GRID_TICKS * GRID_TICKS
    bar = table.bar_of(np.minimum(onsets, table.bar_starts[-1] - 1))
    place = (np.minimum(onsets, table.bar_starts[-1] - 1) - table.bar_starts[bar]) // GRID_TICKS
    row = track * (table.bars + 1) + bar
    order = np.lexsort((table.pitches, place, row))
    return _lines(row[order], place[order], table.pitches[order], rows=len(tracks) * (table.bars + 1))


def _lines(row: Ints, place: Ints, pitch: Ints, *, rows: int) -> Lines:
    shapes, firsts = np.full(rows, NO_BAR, dtype=np.uint64), np.zeros(rows, dtype=np.int64)
    counts, has_pitch = np.bincount(row, minlength=rows), np.zeros((rows, 128), dtype=np.bool_)
    if len(row):
        played, begins = np.unique(row, return_index=True)
        firsts[played] = pitch[begins]
        notes = _mixed((place * 256 + pitch - firsts[row] + 128).astype(np.uint64))
        shapes[played] = np.maximum(np.add.reduceat(notes, begins), 1)
        has_pitch[row, pitch] = True
    return Lines(shapes, firsts, counts, has_pitch)


def _mixed(numbers: Names) -> Names:
    """Return numbers that look drawn at random, the same on every machine; Python's own hash may change."""
    mixed = numbers + _STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST_FACTOR
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND_FACTOR
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def is_somebodys(notes: Ints, pitches: Ints, *, bars: int) -> npt.NDArray[np.bool_]:
    """Return for runs of so many bars whether they have the notes and the different pitches to be anybody's."""
    return (notes >= _FEWEST_NOTES * bars) & (pitches >= _FEWEST_PITCHES)


def run_names(lines: Lines) -> Names:
    """Return the names, sorted, each once, of all three bars running that have one."""
    last = len(lines.shapes) - RUN_BARS + 1
    if last < 1:
        return np.zeros(0, dtype=np.uint64)
    nth = [slice(i, last + i) for i in range(RUN_BARS)]
    is_named = np.all([lines.shapes[bar] != NO_BAR for bar in nth], axis=0)
    notes = np.sum([lines.counts[bar] for bar in nth], axis=0)
    pitches = np.logical_or.reduce([lines.has_pitch[bar] for bar in nth]).sum(axis=1)
    is_named &= is_somebodys(notes, pitches, bars=RUN_BARS)
    name = np.zeros(last, dtype=np.uint64)
    for bar in nth:
        above = (lines.firsts[bar] - lines.firsts[nth[0]] + 128).astype(np.uint64)
        name = _mixed(name + _mixed(lines.shapes[bar] + above))
    return np.unique(name[is_named] >> np.uint64(64 - _NAME_BITS))


class KnownBars:
    """The runs of three bars that pieces learned from have."""

    def __init__(self, names: Names) -> None:
        """Take the runs' names, sorted, each once."""
        self.names = names

    def __len__(self) -> int:
        return len(self.names)

    def copied(self, piece: Score | NoteTable) -> int:
        """Return how many different runs of three bars, each in one track, are known; tables are of pitched notes."""
        if not len(self.names):
            return 0
        names = run_names(lines_of(piece))
        at = np.minimum(np.searchsorted(self.names, names), len(self.names) - 1)
        return int(np.count_nonzero(self.names[at] == names))


NOTHING_KNOWN = KnownBars(np.zeros(0, dtype=np.uint64))


def known_bars_of(pieces: Iterable[Score | NoteTable]) -> KnownBars:
    """Return the known bars of pieces."""
    names = [run_names(lines_of(piece)) for piece in pieces]
    return KnownBars(np.unique(np.concatenate([np.zeros(0, dtype=np.uint64), *names])))


def as_file(known: KnownBars, about: dict[str, Any]) -> bytes:
    """Return known bars as the bytes of a safetensors file, with what is to be known about their making."""
    from safetensors.numpy import save

    names = known.names
    tops = (names >> np.uint64(_LOW_BITS)).astype(np.int64)
    counts = np.bincount(tops, minlength=1 << (_NAME_BITS - _LOW_BITS)).astype(np.uint32)
    return bytes(save({"counts": counts, "low": names.astype(np.uint32)}, metadata={"about": json.dumps(about)}))


def read_known_bars(path: Path) -> KnownBars:
    """Return the known bars of a file; raises MissingPart if there is none, BadInput if it is not whole."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    if not path.is_file():
        raise MissingPart(f"There are no known bars at {path}: copies are not looked for.")
    try:
        found = load_file(path)
        counts, low = found["counts"], found["low"]
        if counts.sum() != len(low):
            raise ValueError("counts of other names")
        names = (np.repeat(np.arange(len(counts), dtype=np.uint64), counts) << np.uint64(_LOW_BITS)) | low
    except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path} does not hold whole known bars; copy or make it again.") from error
    if np.any(names[1:] <= names[:-1]):
        raise BadInput(f"{path} has its known bars in disorder; copy or make it again.")
    return KnownBars(names)


def known_bars_path() -> Path:
    """Return where the known bars that ship with the app lie; it is not checked to exist."""
    return paths.shipped_root() / "models" / "known_bars.safetensors"


@cache
def shipped_known_bars() -> KnownBars:
    """Return the shipped known bars, loaded when first asked for; none where the file is missing or broken."""
    try:
        return read_known_bars(known_bars_path())
    except AudiogenesisError:
        return NOTHING_KNOWN  # music is as good without, and nobody waits for a guard


class CopyWatch:
    """Listens to a piece as it is written; `found` is the bar to be drawn again once a copy is detected, else -1."""

    def __init__(self, known: KnownBars, plan: Plan, context: Score, *, but: Collection[int] = ()) -> None:
        """Take what is known, the notes that stand in the piece already, and bars in which a copy is let be."""
        self.found = -1
        self._known, self._but, self._bar_ticks = known, but, plan.meter.bar_ticks
        self._last_drawn = -(-plan.last_downbeat_tick // self._bar_ticks) - 1  # the last chord is planned, not drawn
        self._drums = {part.track_id for part in plan.parts if part.instrument.is_drums}
        self._given = [(track.id, n.start_tick, n.pitch) for track in context.tracks for n in track.notes]
        self._notes = list[tuple[int, int, int]]()
        self._bar = 0
        self._playing: set[int] = set()  # tracks that something new was written for in the bar

    def hear(self, track_id: int, tick: int, pitch: int) -> None:
        """Take in a note that was written, in the bar of the tick that `finds_copy` was last asked for."""
        self._notes.append((track_id, tick, pitch))
        self._playing.add(track_id)

    def finds_copy(self, tick: int) -> bool:
        """Return whether a bar that is over by a tick, later than those asked for before, completes a copy."""
        bar, over, playing = tick // self._bar_ticks, self._bar, self._playing - self._drums
        if bar == over:
            return False
        self._bar, self._playing = bar, set()
        drawn = min(over, self._last_drawn)
        if drawn not in self._but and self._known.copied(self._run_up_to(over, playing)):
            self.found = drawn
        return self.found >= 0

    def forget(self, bar: int) -> None:
        """Forget what was heard from a bar on: it is written again. What is given stands."""
        start = bar * self._bar_ticks
        self._notes = [note for note in self._notes if note[1] < start]
        self._bar, self._playing, self.found = bar, set(), -1

    def let_be(self) -> None:
        """Listen on after a bar that was found: nothing else is to be done about it."""
        self.found = -1

    def _run_up_to(self, bar: int, tracks: set[int]) -> NoteTable:
        """Return three bars up to one, of some tracks; what comes just before a bar line belongs after it."""
        first, early = (bar - RUN_BARS + 1) * self._bar_ticks, GRID_TICKS // 2
        end = first + RUN_BARS * self._bar_ticks
        chosen = [
            (tick - first, pitch, track_id)
            for track_id, tick, pitch in (*self._given, *self._notes)
            if track_id in tracks and first - early <= tick < end - early
        ]
        starts, pitches, owners = np.array(chosen, dtype=np.int64).reshape(-1, 3).T
        return NoteTable(starts, pitches, np.ones_like(starts), owners, np.arange(RUN_BARS + 1) * self._bar_ticks)
