"""Another meter: every beat becomes another length, and what was on a strong beat is on one."""

import pytest

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.remetering import remetered
from audiogenesis_desktop.score.score import ChordAt, Control, KeyAt, Marker, Meter, Note, Score, Section, Tempo, Track

BAR = 4 * 960
SCORE = Score(
    (
        Track(
            0,
            "Piano",
            notes=(Note(0, 60, 480, 80), Note(480, 62, 480, 80), Note(960, 64, 2880, 80)),
            controls=(Control(1920, 64, 127),),
        ),
    ),
    tempi=(Tempo(0, 600_000), Tempo(BAR, 500_000)),
    keys=(KeyAt(BAR, 7, "major"),),
    chords=(ChordAt(0, BAR, 0, "maj"), ChordAt(BAR, BAR, 7, "maj")),
    sections=(Section(0, 2 * BAR, "A", 0.5),),
    markers=(Marker(BAR, "here"),),
    length_ticks=2 * BAR,
)


@pytest.mark.parametrize(
    ("meter", "starts", "bars"),
    [
        ((3, 4), [0, 960, 1920], 4),  # two beats are a bar
        ((6, 8), [0, 960, 1440], 4),  # a beat is half a bar, its halves are long and short
        ((12, 8), [0, 960, 1440], 2),
        ((5, 4), [0, 960, 1920], 2),
        ((2, 4), [0, 480, 960], 4),
    ],
)
def test_notes_lie_where_their_beats_come_to_lie(meter, starts, bars):
    new = remetered(SCORE, meter)
    bar = Meter(0, *meter).bar_ticks
    assert [n.start_tick for n in new.tracks[0].notes] == starts and new.meters == (Meter(0, *meter),)
    assert new.length_ticks == bars * bar and length_seconds(new) == pytest.approx(length_seconds(SCORE), abs=1e-3)
    assert new.chords[1].tick == new.keys[0].tick == new.markers[0].tick == new.tempi[1].tick == bars // 2 * bar
    assert new.sections[0].end_tick == bars * bar and new.tracks[0].notes[-1].end_tick == new.chords[1].tick


def test_there_and_back_is_the_same():
    three = remetered(SCORE, (6, 8))
    assert [n[:3] for n in remetered(three, (4, 4)).tracks[0].notes] == [n[:3] for n in SCORE.tracks[0].notes]


def test_what_cannot_be_is_told():
    with pytest.raises(BadInput, match="changes its meter"):
        remetered(Score(SCORE.tracks, meters=(Meter(0, 4, 4), Meter(BAR, 3, 4))), (6, 8))
    with pytest.raises(BadInput, match="No way is known to play 4/4 in 11/8"):
        remetered(SCORE, (11, 8))
