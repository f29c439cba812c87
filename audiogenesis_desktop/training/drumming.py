"""Recordings of drummers, as the performer learns them: what was struck on the grid, how far off it and how loud.

Made for the Groove MIDI Dataset: a folder with MIDI files played to a click and a `labels.csv` that tells drummer,
style, tempo and whether a file is a fill. Swing is found in each file and taken out, as composed music is told without.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.perform.kit import ACCENT, DRUMS, GHOST, PLACES_PER_BEAT, PLAIN, drum_of, mean, usual
from audiogenesis_desktop.perform.swinging import straight
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HELD_OUT = ("drummer3", "drummer5", "drummer9")
"""Drummers that nothing is learned from."""

FARTHEST_MS = 40.0
"""What lies further off the grid is another note: a flam, a slip. No performance goes that far either."""

_GRID_TICKS = TICKS_PER_BEAT // PLACES_PER_BEAT
_FEWEST = 12  # hits; fewer say nothing of swing
_SWUNG_FROM = 0.545
_BETTER = 0.3  # of the squared error on sixteenths: below it a beat is one of triplets
_GHOST, _ACCENT = 0.62, 1.2  # of a drum's median in the file
_TYPED = np.array([0.55, 1.0, 1.35])  # velocities of ghosts, plain hits and accents


class Recording(NamedTuple):
    """One file: who, in what style; and of each hit in order: `bar`, `place` in it, `drum`, accent, offset in
    milliseconds from the grid, velocity."""

    name: str
    drummer: str
    style: str
    bpm: float
    is_fill: bool
    swing: float
    swing_ticks: int
    bar_ticks: int
    bar: Ints
    place: Ints
    drum: Ints
    level: Ints
    offset_ms: Floats
    velocity: Ints
    pitch: Ints

    @property
    def is_held_out(self) -> bool:
        """Return whether nothing is to be learned from it."""
        return self.drummer in HELD_OUT

    def within_ms(self, farthest_ms: float) -> "Recording":
        """Return it without hits that are further off the grid than that."""
        near = np.abs(self.offset_ms) <= farthest_ms
        hits = ("bar", "place", "drum", "level", "offset_ms", "velocity", "pitch")
        return self._replace(**{name: getattr(self, name)[near] for name in hits})


def recordings(folder: Path) -> Iterator[Recording]:
    """Yield the recordings of a folder; BadInput if it has no labels."""
    labels = folder / "labels.csv"
    if not labels.is_file():
        raise BadInput(f"{folder} has no labels.csv: name a folder of the Groove MIDI Dataset.")
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = read_recording(folder / row["file"], row)
            if found is not None:
                yield found


def read_recording(path: Path, row: dict[str, str]) -> Recording | None:
    """Return a file as a recording, or None if nothing is struck in it."""
    score = read_midi(path)
    notes = sorted(note for track in score.tracks for note in track.notes)
    if not notes:
        return None
    bpm, bar_ticks = float(row["bpm"]), MeterMap(score.meters).meter(0).bar_ticks
    ticks = np.array([note.start_tick for note in notes], np.float64)
    swing, unit = find_swing(ticks)
    even = straight(ticks, unit=unit, ratio=swing)
    at = on_grid(even)
    pitch = np.array([note.pitch for note in notes])
    drum, velocity = drum_of(pitch), np.array([note.velocity for note in notes])
    offset = (even - at * _GRID_TICKS) * 60_000 / bpm / TICKS_PER_BEAT
    # A band has no click: neither its latency nor how early people are to it (Repp 2005) is to be learned.
    offset -= np.median(offset)
    _, first = np.unique(at * len(DRUMS) + drum, return_index=True)  # a drum struck twice at a place counts once
    bar, place = np.divmod(at[first], bar_ticks // _GRID_TICKS)
    return Recording(
        path.name,
        row["composer"],
        row["title"].split()[0].split("/")[0],
        bpm,
        row["form"] == "drum fill",
        swing,
        unit,
        bar_ticks,
        bar,
        place,
        drum[first],
        accents(drum[first], velocity[first]),
        offset[first],
        velocity[first],
        pitch[first],
    )


def typed(recording: Recording, *, own_levels: bool) -> Ints:
    """Return the velocities, (n,), that the hits of a recording would be typed with: ghosts, plain hits and accents.

    With `own_levels` those of each drum are as loud as they are on the whole in the recording; else all drums' are
    alike, at the level that the recording has.
    """
    if own_levels:
        loud = mean(recording.velocity, recording.drum * len(_TYPED) + recording.level)
    else:
        level = _TYPED[recording.level]
        loud = level * recording.velocity.mean() / level.mean()
    return np.clip(np.round(loud), 1, 127).astype(np.int64)


def on_grid(ticks: Floats) -> Ints:
    """Return the places of the grid that even ticks stand for: in each beat sixteenths or, where they fit better by far
    and a hit needs them, triplets."""
    near = {steps: np.round(ticks * steps / TICKS_PER_BEAT).astype(np.int64) for steps in (4, 3)}
    off = {steps: np.abs(ticks * steps / TICKS_PER_BEAT - at) / steps for steps, at in near.items()}
    _, beat = np.unique(np.floor(ticks / TICKS_PER_BEAT + 1 / 8).astype(np.int64), return_inverse=True)
    error = {steps: np.bincount(beat, off[steps] ** 2) for steps in off}
    needs = np.bincount(beat, near[3] % 3 != 0)
    is_triple = (error[3] < _BETTER * error[4]) & (needs > 0)
    return np.where(is_triple[beat], near[3] * 4, near[4] * 3)


def find_swing(ticks: Floats) -> tuple[float, int]:
    """Return where the second of two notes falls, 0.5 for even, and the length of one: of eighths or of sixteenths."""
    found = [(_ratio(ticks, unit), unit) for unit in (TICKS_PER_BEAT // 2, TICKS_PER_BEAT // 4)]
    ratio, unit = max(found)
    return (ratio, unit) if ratio >= _SWUNG_FROM else (0.5, TICKS_PER_BEAT // 2)


def _ratio(ticks: Floats, unit: int) -> float:
    within = ticks % (2 * unit) / (2 * unit)
    between = within[(within > 0.4) & (within < 0.75)]
    if len(between) < _FEWEST or len(between) < 0.1 * len(ticks):
        return 0.5
    middle = float(np.median(between))
    return middle if float(np.median(np.abs(between - middle))) < 0.06 else 0.5


def accents(drum: Ints, velocity: Ints) -> Ints:
    """Return whether each hit is a ghost, plain or an accent beside the median of its drum; (n,)."""
    share = velocity / usual(velocity, drum)
    return np.where(share < _GHOST, GHOST, np.where(share > _ACCENT, ACCENT, PLAIN))
