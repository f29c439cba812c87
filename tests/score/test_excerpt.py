from dataclasses import replace

import pytest

from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.excerpt import notes_alone, stretch_alone, track_alone
from audiogenesis_desktop.score.score import (
    Bend,
    Control,
    KeyAt,
    Marker,
    Meter,
    Mix,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)

BAR = 3840
LATE = Note(2 * BAR + 960, 64, 960, 80), Note(3 * BAR, 67, 480, 90)
PIANO = Track(
    0,
    "Piano",
    mix=Mix(mute=True),
    notes=(Note(0, 60, 960, 80), *LATE),
    controls=(Control(0, 64, 127), Control(BAR, 64, 0), Control(3 * BAR + 240, 1, 9), Control(9 * BAR, 1, 7)),
    bends=(Bend(BAR, 100),),
)
SCORE = Score(
    tracks=(PIANO, Track(1, "Bass")),
    tempi=(Tempo(0, 500_000), Tempo(BAR, 600_000), Tempo(3 * BAR, 400_000), Tempo(8 * BAR, 300_000)),
    meters=(Meter(0, 4, 4), Meter(3 * BAR, 3, 4)),
    keys=(KeyAt(0, 2, "minor"),),
    sections=(Section(0, 8 * BAR, "A", 0.5),),
    markers=(Marker(0, "Here"),),
    length_ticks=10 * BAR,
)


def test_a_track_alone_keeps_the_pieces_time_and_is_audible():
    alone = track_alone(SCORE, 0)
    assert [track.name for track in alone.tracks] == ["Piano"] and not alone.tracks[0].mix.mute
    assert (alone.tempi, alone.meters, alone.keys) == (SCORE.tempi, SCORE.meters, SCORE.keys)
    assert alone.tracks[0].notes == PIANO.notes and alone.length_ticks == SCORE.length_ticks
    assert alone.sections == alone.markers == ()


def test_notes_alone_begin_at_their_first_bar_line_with_what_holds_there():
    alone = notes_alone(SCORE, 0, reversed(LATE))
    assert alone.tracks[0].notes == (Note(960, 64, 960, 80), Note(BAR, 67, 480, 90))
    assert alone.tempi == (Tempo(0, 600_000), Tempo(BAR, 400_000))
    assert alone.meters == (Meter(0, 4, 4), Meter(BAR, 3, 4)) and alone.keys == (KeyAt(0, 2, "minor"),)
    assert alone.tracks[0].controls == (Control(0, 64, 0), Control(BAR + 240, 1, 9))
    assert alone.tracks[0].bends == (Bend(0, 100),)
    assert alone.end_tick == BAR + 480


def test_notes_of_the_first_bar_stay_where_they_are():
    assert notes_alone(SCORE, 0, PIANO.notes[:1]).tracks[0].notes == PIANO.notes[:1]


def test_what_is_not_there_cannot_be_taken_out():
    with pytest.raises(KeyError):
        track_alone(SCORE, 7)
    with pytest.raises(ValueError):
        notes_alone(SCORE, 0, ())


def test_bars_are_counted_where_the_meter_changes():
    score = replace(SCORE, meters=(Meter(0, 3, 4),))
    assert notes_alone(score, 0, LATE[1:]).tracks[0].notes[0].start_tick == 0  # 4 x 2880


def test_a_stretch_alone_is_as_long_as_it_was_in_the_piece_and_keeps_what_was_set():
    score = replace(SCORE, length_ticks=5 * BAR, tempi=(Tempo(0, 500_000), Tempo(2 * BAR, 400_000)))
    alone = stretch_alone(score, Stretch(BAR, 3 * BAR))
    assert alone.length_ticks == 2 * BAR
    assert length_seconds(alone) == pytest.approx(4 * 0.5 + 4 * 0.4)
    assert alone.tracks[0].notes == (Note(BAR + 960, 64, 960, 80),)
    assert [(c.tick, c.value) for c in alone.tracks[0].controls if c.controller == 64] == [(0, 0)]
    whole = stretch_alone(score, Stretch(0, 99 * BAR))
    assert whole.tracks[0].notes == score.tracks[0].notes
    with pytest.raises(ValueError, match="no time"):
        stretch_alone(score, Stretch(5 * BAR, 6 * BAR))
