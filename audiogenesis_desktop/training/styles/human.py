"""Playing: swing, accents, phrasing and small deviations, so that a part sounds played.

Onsets stray less than half of the network's grid unit (20 ticks), so learning sees the written time.
"""

import math
from random import Random

from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.style.swing import swung

_FARTHEST_TICKS = 18
_GAP_TICKS = 20  # a line lets go this long before its next note, unless it is held over


def swing(notes: list[Note], *, unit: int, ratio: float) -> list[Note]:
    """Return notes with both ends moved by `swung`."""
    if ratio == 0.5:
        return notes
    moved = []
    for note in notes:
        start, end = (swung(tick, unit=unit, ratio=ratio) for tick in (note.start_tick, note.end_tick))
        moved.append(note._replace(start_tick=start, length_ticks=max(1, end - start)))
    return moved


def performed(
    notes: list[Note],
    *,
    level: float,
    looseness: float,
    dynamics: float,
    bar_ticks: int,
    section_ticks: int,
    rise: float,
    random: Random,
) -> list[Note]:
    """Return notes as played: velocities about `level`, shaped by bar, phrase and section, and onsets a little off.

    `level` is the velocity of a plain note; `dynamics` how much a phrase of four bars swells, 0..1; `rise` how much
    louder the section is at its end.
    """
    phrase = 4 * bar_ticks
    played = []
    for note in notes:
        arch = math.sin(math.pi * (note.start_tick % phrase) / phrase) - 0.5
        place = note.start_tick % bar_ticks
        accent = 1.06 if place == 0 else 1.0 if place % 960 == 0 else 0.94 if place % 480 == 0 else 0.88
        grown = 1 + dynamics * arch + rise * max(0.0, 2 * note.start_tick / section_ticks - 1)
        loud = level * note.velocity / 80 * accent * grown + random.gauss(0, 3.2)
        off = max(-_FARTHEST_TICKS, min(_FARTHEST_TICKS, round(random.gauss(0, looseness))))
        start = max(0, note.start_tick + off)
        velocity = max(12, min(124, round(loud)))
        played.append(Note(start, note.pitch, _released(note.length_ticks), velocity))
    return played


def _released(length_ticks: int) -> int:
    """Return how long a note is held so that it is over even if the next comes early; grace notes stay."""
    gap = 2 * _FARTHEST_TICKS
    return length_ticks - gap if length_ticks > 4 * gap else length_ticks


def one_at_a_time(notes: list[Note]) -> list[Note]:
    """Return a line: each note lets go before the next begins; of notes together the highest stays."""
    ordered = sorted(notes, key=lambda note: (note.start_tick, -note.pitch))
    line: list[Note] = []
    for note in ordered:
        if line and note.start_tick - line[-1].start_tick < 60:
            continue
        if line and line[-1].end_tick > note.start_tick - _GAP_TICKS:
            length = max(30, note.start_tick - _GAP_TICKS - line[-1].start_tick)
            line[-1] = line[-1]._replace(length_ticks=length)
        line.append(note)
    return line


def without_clashes(notes: list[Note]) -> list[Note]:
    """Return notes in which no key begins while it sounds: the earlier one is cut short."""
    last: dict[int, int] = {}
    kept: list[Note] = []
    for note in sorted(notes):
        i = last.get(note.pitch)
        if i is not None and kept[i].end_tick > note.start_tick:
            length = note.start_tick - kept[i].start_tick
            if length <= 0:
                continue
            kept[i] = kept[i]._replace(length_ticks=length)
        last[note.pitch] = len(kept)
        kept.append(note)
    return kept


def into_range(notes: list[Note], *, low: int, high: int) -> list[Note]:
    """Return notes moved by octaves into a range of at least an octave."""
    return [note._replace(pitch=folded(note.pitch, low, high)) for note in notes]


def folded(pitch: int, low: int, high: int) -> int:
    """Return the pitch moved by octaves to lie within low..high."""
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return pitch
