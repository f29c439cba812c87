"""The playhead and the loop, on the main thread's side."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.playback.output import Levels, NullOutput
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Mix, Note, Score, Track

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def test_looping_without_a_mark_loops_the_whole_piece(studio, qtbot):
    studio.document.load(SCORE)
    player = studio.player
    player.set_looping(True)
    assert player.is_looping and player.loop == (0, SCORE.end_tick)
    player.set_loop(960, 960)
    assert not player.is_looping and player.loop is None
    player.set_loop(0, 960)
    player.set_looping(False)
    assert player.loop == (0, 960)


def test_play_pause_and_stop_move_the_playhead(studio, qtbot):
    studio.document.load(SCORE)
    player = studio.player
    player.seek(500)
    assert player.position == 500
    player.play_or_pause()
    qtbot.waitUntil(lambda: player.position > 600, timeout=5000)
    player.play_or_pause()
    assert not player.is_playing and player.position > 600
    player.stop()
    player.stop()
    assert player.position == 0


def test_audition_sounds_on_the_tracks_own_channel(studio, qtbot):
    sent = []

    class Output(NullOutput):
        def send(self, event, at):
            sent.append((event.data, at))

    studio.document.load(SCORE)
    studio.player.set_output(Output())
    sent.clear()
    studio.player.audition(0, 67, 90)
    qtbot.waitUntil(lambda: any(data == (0x80, 67, 64) for data, _ in sent), timeout=5000)
    assert (0x90, 67, 90) in [data for data, _ in sent]
    on, off = (next(at for data, at in sent if data[0] == kind) for kind in (0x90, 0x80))
    assert off > on
    studio.player.audition(99, 67, 90)  # no such track: no sound, no error


class OnePort(NullOutput):
    def reaches(self, channel):
        return channel.port == 0


def test_what_a_port_has_no_channel_for_is_reported(studio, qtbot):
    notes = (Note(0, 60, 96000, 80),)
    tracks = [Track(i, f"Track {i}", i, notes=notes) for i in range(17)]
    studio.player.set_output(OnePort())
    studio.document.load(Score((*tracks, Track(20, "Empty", 90))))
    studio.player.play_or_pause()
    qtbot.waitUntil(lambda: studio.player.unsent is not None, timeout=5000)
    assert studio.player.unsent == (
        "A MIDI port has 16 channels, too few to send “Track 15”, “Track 16” as well: give a track a port of its own."
    )
    studio.edit(edits.set_mix(studio.document.score, 15, Mix(mute=True)), "Mute")
    qtbot.waitUntil(lambda: "15" not in studio.player.unsent, timeout=5000)
    studio.player.set_output(NullOutput())
    assert studio.player.unsent is None


def test_who_goes_without_a_pedal_for_want_of_channels_is_told_once_for_a_piece(studio, qtbot):
    notes = {i: tuple(Note(k * 480, 40 + i, 470, 80) for k in range(8)) for i in range(17)}  # a key each
    tracks = tuple(Track(i, f"Piano {i}", notes=own) for i, own in notes.items())
    studio.document.load(Score(tracks, feel=Feel(1.0)))
    qtbot.waitUntil(lambda: studio.player.without_room is not None, timeout=5000)
    assert "“Piano 16”" in studio.player.without_room
    assert studio.player.without_room is studio.player.without_room
    studio.document.load(Score(tracks[:15], feel=Feel(1.0)))
    qtbot.waitUntil(lambda: studio.player.without_room is None, timeout=5000)


def test_a_loop_is_marked_in_what_is_played_with_feel_and_in_nothing_else(studio, qtbot):
    felt = replace(SCORE, feel=Feel(1.0))
    for score, marks in ((SCORE, []), (felt, ["loopStart", "loopEnd"])):
        studio.document.load(score)
        studio.player.set_loop(960, 1920)
        studio.player.play_or_pause()
        assert [marker.text for marker in studio.player.transport.score.markers] == marks
        assert studio.document.score is score
        studio.player.stop()


def test_what_is_played_early_is_not_waited_for_too_late(studio, qtbot):
    limits = []
    studio.player.transport.set_limit = limits.append
    for score in (SCORE, replace(SCORE, feel=Feel(1.0))):
        studio.document.load(score)
        studio.player.set_limit(3840)
        studio.player.audition(0, 60, 80)
    assert limits[0] == 3840 and 3750 < limits[-1] < 3800


class Loud(NullOutput):
    """Sounds 2 dB over full scale at 0 dB."""

    level_db = 0.0

    def set_level(self, level_db):
        self.level_db = level_db

    def levels(self):
        peak = 10 ** ((2 + self.level_db) / 20)
        return Levels((peak, peak / 2), ())


def test_what_turns_out_to_clip_is_played_softer_until_it_does_not(studio, qtbot):
    player, output, told = studio.player, Loud(), []
    player.live_gain_changed.connect(told.append)
    player.set_output(output)
    studio.document.load(SCORE)
    qtbot.waitUntil(lambda: player.levels().master[0] <= 1.0, timeout=5000)
    assert player.live_gain_db == pytest.approx(-2.5)
    assert told == [player.live_gain_db]
    player.levels()
    assert len(told) == 1


def test_the_live_gain_goes_to_the_output_and_not_into_the_piece(studio, qtbot):
    output = Loud()
    studio.player.set_output(output)
    studio.document.load(replace(SCORE, level_db=5.0))
    studio.player.set_live_gain(-3.0)
    studio.player.set_trim(-1.0)
    qtbot.waitUntil(lambda: output.level_db == 1.0, timeout=5000)
    assert studio.document.score.level_db == 5.0
