import pytest

from audiogenesis_desktop.score.score import ChordAt, KeyAt
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.spelling import chord_name, key_at, names_in, pitch_name
from audiogenesis_desktop.ui.roll.lanes.chord_lane import merged


@pytest.mark.parametrize(
    ("key", "name"), [("D minor", "Bb"), ("F major", "Bb"), ("E major", "A#"), ("B minor", "A#"), ("Eb major", "Bb")]
)
def test_chords_are_spelled_as_the_key_is(key, name):
    assert chord_name(ChordAt(0, 960, 10, "maj"), Key.parse(key)) == name


@pytest.mark.parametrize(
    ("key", "black_keys"),
    [
        ("C major", "Db Eb F# Ab Bb"),
        ("D minor", "C# Eb F# G# Bb"),
        ("C minor", "Db Eb F# Ab Bb"),
        ("E major", "C# D# F# G# A#"),
        ("C# minor", "C# D# F# G# A#"),
        ("Ab major", "Db Eb Gb Ab Bb"),
    ],
)
def test_black_keys_are_spelled_by_their_place_in_the_key(key, black_keys):
    names = names_in(Key.parse(key))
    assert [names[i] for i in (1, 3, 6, 8, 10)] == black_keys.split()
    assert [names[i] for i in (0, 2, 4, 5, 7, 9, 11)] == list("CDEFGAB")


def test_octaves_count_from_middle_c():
    assert pitch_name(60) == "C4" and pitch_name(61) == "C#4" and pitch_name(70, Key(2, "minor")) == "Bb4"


def test_the_key_in_force_is_the_last_begun():
    keys = (KeyAt(0, 0, "major"), KeyAt(3840, 9, "minor"))
    assert key_at(keys, 3839) == Key(0, "major") and key_at(keys, 3840) == Key(9, "minor")
    assert key_at((), 0) is None


def test_a_chord_that_goes_on_is_written_once():
    half = 1920
    chords = (ChordAt(0, half, 2, "min"), ChordAt(half, half, 2, "min"), ChordAt(2 * half, half, 7, "min"))
    assert list(merged(chords)) == [ChordAt(0, 2 * half, 2, "min"), ChordAt(2 * half, half, 7, "min")]
