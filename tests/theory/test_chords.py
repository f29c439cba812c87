import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.theory.chords import CHORD_COUNT, QUALITY_NAMES, Chord, find_chords

CHORDS = st.builds(Chord, st.integers(0, 11), st.sampled_from(QUALITY_NAMES))


def weights_of(chord):
    """The chord as it usually sounds: its root doubled in the bass."""
    weights = np.zeros(12)
    weights[list(chord.tones)] = 1.0
    weights[chord.root] += 0.5
    return weights


def test_chords_count_up_without_gaps():
    assert [Chord.at(number).number for number in range(CHORD_COUNT)] == list(range(CHORD_COUNT))


def test_names():
    assert Chord(10, "maj7").name == "Bbmaj7"
    assert Chord(2, "min").name == "Dm"
    assert Chord(0, "maj").name == "C"


@given(CHORDS, st.integers(-40, 40))
def test_transposing_moves_every_tone(chord, semitones):
    moved = chord.transposed(semitones)
    assert list(moved.tones) == [(tone + semitones) % 12 for tone in chord.tones]
    assert moved.transposed(-semitones) == chord


@given(CHORDS)
def test_a_chord_with_its_root_doubled_is_found(chord):
    assert Chord.at(int(find_chords(weights_of(chord)[None])[0])) == chord


@given(CHORDS, st.integers(0, 11))
def test_no_root_is_favoured_over_another(chord, semitones):
    one_note_short = weights_of(chord)
    one_note_short[chord.tones[-1]] *= 0.3
    found = Chord.at(int(find_chords(one_note_short[None])[0]))
    turned = Chord.at(int(find_chords(np.roll(one_note_short, semitones)[None])[0]))
    assert turned == found.transposed(semitones)


def test_silence_is_no_chord():
    rows = np.stack([np.zeros(12), weights_of(Chord(0, "maj"))])
    assert find_chords(rows).tolist() == [CHORD_COUNT, Chord(0, "maj").number]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("C", "C"),
        ("a m7", "Am7"),
        ("F#", "Gb"),
        (" Bb maj7 ", "Bbmaj7"),
        ("Gsus4", "Gsus4"),
        ("E minor", "Em"),
        ("DM7", "Dmaj7"),
        ("B°", "Bdim"),
        ("E♭", "Eb"),
        ("g7", "G7"),
    ],
)
def test_a_chord_is_read_as_people_write_it(text, name):
    assert Chord.parse(text).name == name


@pytest.mark.parametrize("text", ["", "H", "C13", "Am7/G", "hello", "#"])
def test_what_is_no_chord_gets_a_sentence_with_examples(text):
    with pytest.raises(ValueError, match="Write a chord such as C, Am"):
        Chord.parse(text)
