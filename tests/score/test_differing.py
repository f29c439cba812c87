"""What differs between two Scores leads from the one to the other, and what does not stays the same object."""

from dataclasses import replace

from audiogenesis_desktop.score.differing import difference, differs_in_faders_alone, with_difference, with_faders_moved
from audiogenesis_desktop.score.score import Mix, Note, Score, Track

BEFORE = Score(tracks=(Track(0, "A", notes=(Note(0, 60, 960, 80),)), Track(1, "B")), title="Song")


def test_tracks_that_change_go_come_and_move_are_told_and_others_shared():
    changed = replace(BEFORE.tracks[0], notes=(Note(0, 62, 960, 80),))
    after = replace(BEFORE, tracks=(Track(2, "C"), replace(BEFORE.tracks[1]), changed), title="Other")
    found = difference(BEFORE, after)
    assert found.tracks == (Track(2, "C"), 1, changed) and found.others == {"title": "Other"}
    led = with_difference(BEFORE, found)
    assert led == after and led.tracks[1] is BEFORE.tracks[1]
    assert difference(BEFORE, BEFORE) == ((0, 1), {})


def test_faders_that_have_moved_stay_in_another_score_and_the_rest_is_its_own():
    mixed = replace(BEFORE, tracks=(BEFORE.tracks[0], replace(BEFORE.tracks[1], mix=Mix(volume=9))), level_db=3.0)
    other = replace(BEFORE, tracks=(replace(BEFORE.tracks[0], name="X", mix=Mix(pan=1)), *BEFORE.tracks[1:]))
    found = with_faders_moved(replace(other, tracks=(*other.tracks, Track(2, "C"))), BEFORE, mixed)
    assert [track.mix for track in found.tracks] == [Mix(pan=1), Mix(volume=9), Mix()]
    assert found.tracks[0].name == "X" and found.level_db == 3
    assert differs_in_faders_alone(BEFORE, mixed) and not differs_in_faders_alone(BEFORE, found)
