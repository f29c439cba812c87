"""How a piece is played, kept in its file beside its notes as they are written."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.files.feel_marks import FEEL_MARK, feel_mark, with_feel
from audiogenesis_desktop.files.midi import midi_bytes, read_midi, write_midi
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import Note, Score, Track

TRACKS = (
    Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(640, 64, 320, 80))),
    Track(1, "Drums", is_drums=True, notes=(Note(0, 36, 120, 90), Note(960, 38, 120, 90))),
)
PLAYED = Score(TRACKS, feel=Feel(0.8, None, 5, "jazz trio"), swing=2 / 3)


@pytest.mark.parametrize(
    "score",
    [
        PLAYED,
        replace(PLAYED, feel=Feel(0.0, 0.6), swing=0.55, swing_ticks=240),
        replace(PLAYED, tracks=(TRACKS[0], replace(TRACKS[1], feel=AS_WRITTEN))),
        Score(tracks=(replace(TRACKS[0], feel=Feel(1.0, 0.5, 2**40, "blues")), TRACKS[1])),
    ],
)
def test_written_notes_and_their_feel_come_back_from_a_file(tmp_path, score):
    write_midi(score, tmp_path / "a.mid")
    again = read_midi(tmp_path / "a.mid")
    assert [track.notes for track in again.tracks] == [track.notes for track in score.tracks]
    assert [track.feel for track in again.tracks] == [track.feel for track in score.tracks]
    assert (again.feel, again.swing, again.swing_ticks) == (score.feel, score.swing, score.swing_ticks)
    assert [track.notes for track in perform(again).tracks] == [track.notes for track in perform(score).tracks]


def test_a_piece_that_is_played_as_written_says_nothing_of_it():
    assert feel_mark(Score(TRACKS)) is None and FEEL_MARK not in midi_bytes(Score(TRACKS))
    assert FEEL_MARK not in midi_bytes(replace(perform(PLAYED), swing=0.5))


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"amount":2,"swing":null,"seed":1,"style":"","written":[0.5,480],"tracks":{}}',
        b'{"amount":NaN,"swing":null,"seed":1,"style":"","written":[0.5,480],"tracks":{}}',
        b'{"amount":1,"swing":0.9,"seed":1,"style":"","written":[0.5,480],"tracks":{}}',
        b'{"amount":1,"swing":null,"seed":-1,"style":"","written":[0.5,480],"tracks":{}}',
        b'{"amount":1,"swing":null,"seed":1,"style":"","written":[0.5,7],"tracks":{}}',
        b'{"amount":1,"swing":null,"seed":1,"style":"","written":[0.5,480],"tracks":[1]}',
    ],
)
def test_a_broken_mark_tells_nothing(told):
    assert with_feel(Score(TRACKS), FEEL_MARK + told) == Score(TRACKS)
