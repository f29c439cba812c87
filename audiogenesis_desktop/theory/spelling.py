"""Names of pitches and chords as a musician of that key would write them. No Qt."""

from bisect import bisect_right
from functools import cache

from audiogenesis_desktop.score.score import ChordAt, KeyAt
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import FLAT_NAMES, SHARP_NAMES, Key


def key_at(keys: tuple[KeyAt, ...], tick: int) -> Key | None:
    """Return the key in force at a tick; the first one also holds before its tick."""
    if not keys:
        return None
    found = keys[max(0, bisect_right(keys, tick, key=lambda k: k.tick) - 1)]
    return Key(found.tonic, found.mode)


@cache
def names_in(key: Key | None) -> tuple[str, ...]:
    """Return the twelve pitch classes' names in a key, C first; without a key all black keys are sharps.

    On the line of fifths a key's notes lie from five below its tonic to six above: D minor has Bb and C#.
    """
    if key is None:
        return SHARP_NAMES
    tonic = key.tonic * 7 % 12
    # The tonic itself: majors go round to flats from Db on, minors from Eb on.
    tonic -= 12 if tonic >= (7 if key.mode == "major" else 9) else 0
    names = []
    for pitch_class in range(12):
        above = (pitch_class - key.tonic) * 7 % 12
        fifth = tonic + (above if above <= 6 else above - 12)
        names.append(FLAT_NAMES[pitch_class] if fifth < 0 else SHARP_NAMES[pitch_class])
    return tuple(names)


def pitch_name(pitch: int, key: Key | None = None) -> str:
    """Return a pitch's name with its octave, middle C (60) being C4."""
    return f"{names_in(key)[pitch % 12]}{pitch // 12 - 1}"


def chord_name(chord: ChordAt, key: Key | None) -> str:
    """Return a chord's symbol; without a key it is written with flats."""
    name = Chord(chord.root, chord.quality).name
    if key is None:
        return name
    return names_in(key)[chord.root] + name.removeprefix(FLAT_NAMES[chord.root])
