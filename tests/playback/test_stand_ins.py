"""What a SoundFont lacks is played by what is nearest, and that is said; what it has is left alone."""

import pytest

from audiogenesis_desktop.delivery.render import render
from audiogenesis_desktop.playback.output import DRUM_BANK, Sound
from audiogenesis_desktop.playback.stand_ins import nearest, stand_in_notices
from audiogenesis_desktop.score.score import Note, Score, Track

NOTE = (Note(0, 60, 960, 100),)


def kits(*programs):
    return frozenset(Sound(DRUM_BANK, program) for program in programs)


@pytest.mark.parametrize(
    ("wanted", "known", "found"),
    [
        (25, (0, 24, 25), 25),
        (25, (0, 24), 24),
        (25, (0,), 0),
        (40, (0, 32), 32),
        (33, (0, 32), 32),
        (48, (0, 8), 0),
        (48, (8,), 48),  # there is nothing to stand in: FluidSynth does as it likes
    ],
)
def test_a_kit_is_played_by_its_kin_or_the_standard_one(wanted, known, found):
    assert nearest(Sound(DRUM_BANK, wanted), kits(*known)) == Sound(DRUM_BANK, found)


@pytest.mark.parametrize(
    ("wanted", "known", "found"),
    [
        (Sound(8, 4), {Sound(0, 4), Sound(0, 0)}, Sound(0, 4)),
        (Sound(0, 43), {Sound(0, 0), Sound(0, 42), Sound(0, 40)}, Sound(0, 42)),
        (Sound(0, 43), {Sound(0, 0), Sound(0, 30)}, Sound(0, 0)),
        (Sound(0, 43), set(), Sound(0, 43)),
    ],
)
def test_an_instrument_is_played_by_the_nearest_of_its_family(wanted, known, found):
    assert nearest(wanted, frozenset(known)) == found


def test_what_plays_instead_is_said_once_for_each_sound(soundfont):
    brushes = Track(0, "Kit", 40, is_drums=True, notes=NOTE)
    again, flute = Track(1, "Kit", 40, is_drums=True, notes=NOTE), Track(2, "Flute", 73, notes=NOTE)
    silent, outside = Track(3, "Kit", 25, is_drums=True), Track(4, "Kit", 25, is_drums=True, notes=NOTE, port="Out")
    variation = Track(5, "Sine", 80, 8 << 7, notes=NOTE)
    score = Score((brushes, again, flute, silent, outside, variation))
    assert stand_in_notices(score, (soundfont,)) == ("small has no brush kit: the standard kit plays instead.",)


def test_a_kit_that_is_not_there_is_heard_all_the_same(soundfont):
    kit = Score((Track(0, "Kit", 25, is_drums=True, notes=NOTE),), length_ticks=960)
    assert abs(render(kit, soundfont=soundfont, rate=16_000, lufs=None)).max() > 0.01
