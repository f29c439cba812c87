"""What can be done to chosen notes: each verb takes notes and returns what stands in their stead.

Pure: a verb knows neither tracks nor scores (`edits.exchange_notes` puts its result in place). What comes back is
legal wherever what went in is; its order means nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from random import Random

from audiogenesis_desktop.score.edits import clamp
from audiogenesis_desktop.score.score import Note

Notes = Iterable[Note]


def split(notes: Notes, tick: int) -> list[Note]:
    """Return the notes, those that sound across a tick in two parts."""
    parts = []
    for note in notes:
        if note.start_tick < tick < note.end_tick:
            parts.append(note._replace(length_ticks=tick - note.start_tick))
            parts.append(note._replace(start_tick=tick, length_ticks=note.end_tick - tick))
        else:
            parts.append(note)
    return parts


def chop(notes: Notes, grid_point_after: Callable[[int], int]) -> list[Note]:
    """Return the notes cut at every grid point inside them; `grid_point_after` gives the first one after a tick."""
    parts = []
    for note in notes:
        while note.start_tick < (cut := grid_point_after(note.start_tick)) < note.end_tick:
            first, note = split([note], cut)
            parts.append(first)
        parts.append(note)
    return parts


def join(notes: Notes) -> list[Note]:
    """Return one note for all of a pitch, from the first start to the last end, as loud as the first."""
    by_pitch: dict[int, list[Note]] = defaultdict(list)
    for note in sorted(notes):
        by_pitch[note.pitch].append(note)
    return [
        same[0]._replace(length_ticks=max(note.end_tick for note in same) - same[0].start_tick)
        for same in by_pitch.values()
    ]


def transpose_in_scale(notes: Notes, steps: int, scale_at: Callable[[int], frozenset[int]]) -> list[Note]:
    """Return the notes moved by scale steps; `scale_at` gives the pitch classes in force at a tick.

    A note outside the scale moves as the scale note below it does, so that it stays as far above it. Where one would
    leave the range of MIDI, all stay.
    """
    moved = [note._replace(pitch=_stepped(note.pitch, steps, scale_at(note.start_tick))) for note in notes]
    return moved if all(0 <= note.pitch <= 127 for note in moved) else list(notes)


def _stepped(pitch: int, steps: int, scale: frozenset[int]) -> int:
    if not scale:
        return pitch + steps
    degrees = sorted(scale)
    above = next(by for by in range(12) if (pitch - by) % 12 in scale)
    octave, tone = divmod(pitch - above, 12)
    octaves, degree = divmod(degrees.index(tone) + steps, len(degrees))
    return (octave + octaves) * 12 + degrees[degree] + above


def legato(notes: Notes) -> list[Note]:
    """Return the notes each held until the next ones begin; the last ones stay as long as they are."""
    ordered = sorted(notes)
    starts = sorted({note.start_tick for note in ordered})
    following = dict(pairwise(starts))
    return [
        note._replace(length_ticks=following.get(note.start_tick, note.end_tick) - note.start_tick) for note in ordered
    ]


def ramp_velocity(notes: Notes, first: int, last: int) -> list[Note]:
    """Return the notes growing louder or softer evenly in time, from velocity `first` to `last`, 1..127."""
    ordered = sorted(notes)
    if not ordered:
        return []
    begin, span = ordered[0].start_tick, max(1, ordered[-1].start_tick - ordered[0].start_tick)
    return [
        clamp(note._replace(velocity=round(first + (last - first) * (note.start_tick - begin) / span)))
        for note in ordered
    ]


def reverse(notes: Notes) -> list[Note]:
    """Return the notes from the last to the first: each ends as long before the end as it began after the start."""
    chosen = list(notes)
    if not chosen:
        return []
    both = min(note.start_tick for note in chosen) + max(note.end_tick for note in chosen)
    return [note._replace(start_tick=both - note.end_tick) for note in chosen]


def invert(notes: Notes) -> list[Note]:
    """Return the notes upside down: the highest becomes the lowest."""
    chosen = list(notes)
    if not chosen:
        return []
    both = min(note.pitch for note in chosen) + max(note.pitch for note in chosen)
    return [note._replace(pitch=both - note.pitch) for note in chosen]


def stretch(notes: Notes, factor: float) -> list[Note]:
    """Return the notes at `factor` times their time, counted from the first start: 2 is half as fast."""
    chosen = list(notes)
    if not chosen:
        return []
    begin = min(note.start_tick for note in chosen)
    return [
        clamp(
            note._replace(
                start_tick=begin + round((note.start_tick - begin) * factor),
                length_ticks=round(note.length_ticks * factor),
            )
        )
        for note in chosen
    ]


def humanise(notes: Notes, *, ticks: int, velocity: int, seed: int) -> list[Note]:
    """Return the notes a little off, as a player's are: starts by up to `ticks`, loudness by up to `velocity`.

    Small deviations are likelier than large ones; notes that begin together stay together within a third of that.
    The same seed gives the same notes.
    """
    random = Random(seed)
    shared: dict[int, float] = {}
    changed = []
    for note in sorted(notes):
        off = shared.setdefault(note.start_tick, random.triangular(-ticks, ticks) * 2 / 3)
        off += random.triangular(-ticks, ticks) / 3
        louder = random.triangular(-velocity, velocity)
        start = max(0, note.start_tick + round(off))
        changed.append(clamp(note._replace(start_tick=start, velocity=note.velocity + round(louder))))
    return changed
