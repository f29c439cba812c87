"""Names of pitches and chords as a musician of that key would write them. No Qt."""

from bisect import bisect_right

from audiogenesis_desktop.score.score import ChordAt, KeyAt
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import FLAT_NAMES, SHARP_NAMES, Key

_MAJOR_TONICS_WITH_FLATS = frozenset({1, 3, 5, 8, 10})


def key_at(keys: tuple[KeyAt, ...], tick: int) -> Key | None:
    """Return the key in force at a tick; the first one also holds before its tick."""
    if not keys:
        return None
    found = keys[max(0, bisect_right(keys, tick, key=lambda k: k.tick) - 1)]
    return Key(found.tonic, found.mode)


def has_flats(key: Key | None) -> bool:
    """Return whether a key is written with flats: its own or its relative major's signature has them."""
    if key is None:
        return False
    major = key if key.mode == "major" else key.relative
    return major.tonic in _MAJOR_TONICS_WITH_FLATS


def pitch_name(pitch: int, *, flats: bool = False) -> str:
    """Return a pitch's name with its octave, middle C (60) being C4."""
    return f"{(FLAT_NAMES if flats else SHARP_NAMES)[pitch % 12]}{pitch // 12 - 1}"


def chord_name(chord: ChordAt, key: Key | None) -> str:
    """Return a chord's symbol; without a key it is written with flats."""
    name = Chord(chord.root, chord.quality).name
    if key is None or has_flats(key):
        return name
    return SHARP_NAMES[chord.root] + name.removeprefix(FLAT_NAMES[chord.root])
