"""Notes moved from chord to chord."""

import pytest

from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.revoicing import moved_pitch

C, A_MINOR, F, HOME = Chord(0, "maj"), Chord(9, "min"), Chord(5, "maj"), Key(0, "major")


@pytest.mark.parametrize("pitch", range(48, 73))
def test_a_chord_tone_becomes_the_nearest_chord_tone(pitch: int) -> None:
    new = moved_pitch(pitch, C, F, HOME)
    if pitch % 12 in C.tones:
        assert new % 12 in F.tones and abs(new - pitch) <= 3
    else:
        assert new % 12 in HOME.scale | set(F.tones)


def test_a_bass_keeps_to_roots_and_what_is_common_stays() -> None:
    assert moved_pitch(36, C, F, HOME, is_bass=True) % 12 == 5
    assert moved_pitch(43, C, A_MINOR, HOME, is_bass=True) % 12 in A_MINOR.tones
    assert moved_pitch(60, C, A_MINOR, HOME) == 60 and moved_pitch(62, C, A_MINOR, HOME) == 62
    assert moved_pitch(61, C, C, HOME) == 61


def test_nothing_leaves_what_can_be_played() -> None:
    assert 55 <= moved_pitch(55, Chord(7, "maj"), F, HOME, low=55) <= 60
