"""What is told of two takes of a piece: what came, went, stayed, and moved beside the notes."""

from dataclasses import replace

from audiogenesis_desktop.editing.between_takes import what_differs
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Meter, Note, Score, Track

BASS = Track(0, "Bass", 33, notes=(Note(0, 40, 960, 80),))
GUITAR = Track(1, "Guitar", 28, notes=(Note(0, 60, 960, 80),))
BEFORE = Score(tracks=(BASS, GUITAR))


def test_a_track_that_is_composed_anew_under_another_id_has_changed() -> None:
    again = replace(GUITAR, id=7, notes=(Note(960, 62, 960, 80),))
    assert what_differs(BEFORE, Score(tracks=(BASS, again))).endswith("Changed: Guitar. Note for note as before: Bass.")


def test_tempo_meter_and_length_are_told() -> None:
    after = replace(set_tempo(BEFORE, 60), meters=(Meter(0, 3, 4),))
    assert what_differs(BEFORE, after).startswith("120 BPM → 60 BPM, 4/4 → 3/4, ")


def test_a_fader_is_told_and_what_is_alike_is_not() -> None:
    louder = replace(BASS, mix=replace(BASS.mix, volume=BASS.mix.volume + 9))
    assert what_differs(BEFORE, Score(tracks=(louder, GUITAR))) == (
        "Faders moved: Bass. Note for note as before: Bass and Guitar."
    )
