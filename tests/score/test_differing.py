"""What differs between two Scores leads from the one to the other, and what does not stays the same object."""

from dataclasses import replace

from audiogenesis_desktop.score.differing import difference, with_difference
from audiogenesis_desktop.score.score import Note, Score, Track

BEFORE = Score(tracks=(Track(0, "A", notes=(Note(0, 60, 960, 80),)), Track(1, "B")), title="Song")


def test_tracks_that_change_go_come_and_move_are_told_and_others_shared():
    changed = replace(BEFORE.tracks[0], notes=(Note(0, 62, 960, 80),))
    after = replace(BEFORE, tracks=(Track(2, "C"), replace(BEFORE.tracks[1]), changed), title="Other")
    found = difference(BEFORE, after)
    assert found.tracks == (Track(2, "C"), 1, changed) and found.others == {"title": "Other"}
    led = with_difference(BEFORE, found)
    assert led == after and led.tracks[1] is BEFORE.tracks[1]
    assert difference(BEFORE, BEFORE) == ((0, 1), {})
