"""Recording, capturing and step entry, with a transport that plays to nowhere and keys that are struck by the test."""

import time
from dataclasses import replace

import pytest

from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.score.edits import replace_track
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.studio.inputs import Inputs
from audiogenesis_desktop.studio.live import Live
from audiogenesis_desktop.studio.settings import Settings

BEAT, BAR = 960, 3840
ON, OFF, CONTROL = 0x90, 0x80, 0xB0
OLD = Note(0, 40, 100, 80)
SONG = Score(
    tracks=(Track(0, "Piano", notes=(OLD,)), Track(1, "Bass", 33)), tempi=(Tempo(0, 250_000),), length_ticks=BAR
)


class Port:
    name, is_there, is_closed = "Keys", True, False

    def close(self):
        self.is_closed = True


@pytest.fixture
def live(studio):
    studio.document.load(SONG)
    studio.settings.count_in_bars = 0
    made = Live(studio, open_port=lambda name, receive: Port())
    made.recording.track_id = 0
    made.notices = []
    made.noticed.connect(made.notices.append)
    yield made
    made.close()


@pytest.fixture
def notices(studio):
    found = []
    studio.noticed.connect(lambda notice: found.append(notice.text))
    return found


def play(live, *steps):
    """Strike keys: each step is a message and how long to wait after it, in seconds."""
    for data, wait in steps:
        live.recording.receive(data, time.monotonic())
        time.sleep(wait)


def begin(live, studio, qtbot):
    live.recording.record()
    qtbot.waitUntil(lambda: studio.player.transport.tick_at(time.monotonic()) is not None, timeout=5000)


def test_what_is_played_is_recorded_as_played_in_one_step(live, studio, qtbot):
    begin(live, studio, qtbot)
    start = studio.player.position
    play(live, ((ON, 60, 90), 0.1), ((CONTROL, 64, 127), 0.05), ((OFF, 60, 0), 0.05), ((ON, 64, 70), 0.1))
    qtbot.waitUntil(lambda: len(studio.document.score.tracks[0].notes) == 3, timeout=5000)
    assert studio.document.committed is SONG  # so far it is a preview
    live.recording.record()
    track = studio.document.committed.tracks[0]
    old, first, second = track.notes
    assert old == OLD and (first.pitch, first.velocity, second.pitch) == (60, 90, 64)
    ticks_a_second = 4 * BEAT
    assert abs(first.length_ticks - 0.15 * ticks_a_second) < 0.04 * ticks_a_second
    assert abs(first.start_tick - start) < 0.05 * ticks_a_second
    assert track.controls[0][1:] == (64, 127) and studio.document.undo_label == "Record"
    assert not studio.player.is_playing and not live.recording.is_recording


def test_recording_goes_on_past_the_end_of_the_piece(live, studio, qtbot):
    studio.player.seek(BAR - 200)
    begin(live, studio, qtbot)
    qtbot.waitUntil(lambda: studio.player.position > BAR + 500, timeout=5000)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02))
    live.recording.record()
    assert studio.document.committed.tracks[0].notes[-1].start_tick > BAR


def test_replacing_takes_out_what_was_there_and_overdubbing_does_not(live, studio, qtbot):
    studio.settings.records_over = False
    begin(live, studio, qtbot)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.05))
    live.recording.record()
    assert [note.pitch for note in studio.document.committed.tracks[0].notes] == [60]


def test_a_new_track_is_made_for_it_and_nothing_played_leaves_none(live, studio, qtbot):
    studio.settings.records_anew = True
    begin(live, studio, qtbot)
    live.recording.record()
    assert studio.document.committed is SONG and len(studio.document.score.tracks) == 2
    begin(live, studio, qtbot)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02))
    live.recording.record()
    assert [track.name for track in studio.document.committed.tracks] == ["Piano", "Bass", "Recorded"]
    assert studio.document.undo_label == "Record onto new track"
    studio.document.undo()
    assert studio.document.score is SONG


def test_it_is_quantised_where_that_is_wanted(live, studio, qtbot):
    studio.settings.records_quantised = True
    begin(live, studio, qtbot)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.13), ((ON, 62, 90), 0.05), ((OFF, 62, 0), 0.02))
    live.recording.record()
    starts = [note.start_tick for note in studio.document.committed.tracks[0].notes if note.pitch >= 60]
    assert len(starts) == 2 and all(start % 240 == 0 for start in starts)


def test_pressing_stop_ends_the_recording(live, studio, qtbot):
    begin(live, studio, qtbot)
    play(live, ((ON, 60, 90), 0.05))
    studio.player.stop()
    qtbot.waitUntil(lambda: not live.recording.is_recording, timeout=2000)
    assert len(studio.document.committed.tracks[0].notes) == 2


@pytest.mark.slow
def test_clicks_come_first_and_what_is_played_meanwhile_is_not_recorded(live, studio, qtbot):
    studio.settings.count_in_bars = 1
    live.recording.record()
    play(live, ((ON, 50, 90), 0.05), ((OFF, 50, 0), 0.02))
    assert studio.player.position == 0
    qtbot.waitUntil(lambda: studio.player.position > 100, timeout=5000)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02))
    live.recording.record()
    assert [note.pitch for note in studio.document.committed.tracks[0].notes if note.pitch >= 50] == [60]


def test_without_an_input_it_says_what_to_do_and_records_the_keyboard(live, studio, qtbot):
    begin(live, studio, qtbot)
    assert "choose one in the Input menu" in live.notices[0].text
    live.recording.tap(60, 90)
    qtbot.wait(300)
    live.recording.record()
    assert studio.document.committed.tracks[0].notes[-1].pitch == 60


# Locked tracks and other pieces


def lock(studio, track_id=0):
    score = studio.document.score
    studio.edit(replace_track(score, replace(score.track(track_id), is_locked=True)), "Lock")


def test_recording_onto_a_locked_track_does_not_begin(live, studio, notices):
    lock(studio)
    live.recording.record()
    assert not live.recording.is_recording and not studio.player.is_playing
    assert (
        live.notices[-1].text == "Piano is locked: unlock it in its settings (F4 in the track list) to record onto it."
    )
    studio.settings.records_anew = True
    live.recording.record()
    assert live.recording.is_recording


def test_what_is_being_played_while_the_track_is_locked_goes_onto_a_new_one(live, studio, qtbot, notices):
    begin(live, studio, qtbot)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02))
    studio.document.commit(replace_track(SONG, replace(SONG.tracks[0], is_locked=True)), "Lock")
    play(live, ((ON, 62, 90), 0.1), ((OFF, 62, 0), 0.02))
    live.recording.record()
    piano, _, new = studio.document.committed.tracks
    assert piano.notes == (OLD,) and [note.pitch for note in new.notes] == [60, 62]
    assert studio.document.undo_label == "Record onto new track" and not notices


def test_recording_waits_until_a_piece_is_composed(live, studio, qtbot, fake_composer):
    fake_composer.hold_at = 8
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    live.recording.record()
    assert not live.recording.is_recording and "being composed" in live.notices[-1].text


def test_a_recording_is_kept_with_its_own_piece_when_another_is_shown(live, studio, qtbot):
    begin(live, studio, qtbot)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02))
    other = Score((Track(0, "Other"),))
    studio.door.replace(other, "Open other.mid")
    assert studio.document.committed is other and not live.recording.is_recording
    studio.undo()
    assert [note.pitch for note in studio.document.committed.tracks[0].notes] == [40, 60]
    assert studio.document.undo_label == "Record"


def test_what_was_played_for_a_locked_track_is_captured_onto_a_new_one(live, studio):
    lock(studio)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.0))
    live.capturing.capture()
    piano, _, new = studio.document.committed.tracks
    assert piano.notes == (OLD,) and [note.pitch for note in new.notes] == [60]
    assert live.notices[-1].text == "Piano is locked: what was played is on a new track."


def test_steps_are_neither_entered_into_a_locked_track_nor_taken_back(live, studio, notices):
    live.steps.switch(True)
    for data in ((ON, 60, 90), (OFF, 60, 0)):
        live.recording.receive(data, 0.0)
    lock(studio)
    notes = studio.document.committed.tracks[0].notes
    live.steps.back()
    for data in ((ON, 64, 90), (OFF, 64, 0)):
        live.recording.receive(data, 0.0)
    assert studio.document.committed.tracks[0].notes == notes and studio.player.position == 240
    assert len(notices) == 2 and "Piano is locked" in notices[0]
    score = studio.document.score
    studio.edit(replace_track(score, replace(score.tracks[0], is_locked=False)), "Unlock")
    live.steps.back()
    assert studio.document.committed.tracks[0].notes == (OLD,) and studio.player.position == 0


# Capturing


def test_what_was_played_before_is_kept_from_the_bar_on(live, studio):
    studio.player.seek(BAR + 100)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02), ((ON, 62, 90), 0.02), ((OFF, 62, 0), 0.0))
    live.capturing.capture()
    notes = studio.document.committed.tracks[0].notes[1:]
    assert notes[0].start_tick == BAR and [note.pitch for note in notes] == [60, 62]
    assert studio.document.undo_label == "Capture"
    live.capturing.capture()
    assert "Nothing has been played" in live.notices[-1].text


def test_what_was_played_along_is_kept_where_it_was_played(live, studio, qtbot):
    studio.player.play_or_pause()
    qtbot.waitUntil(lambda: studio.player.position > 300, timeout=5000)
    play(live, ((ON, 60, 90), 0.05), ((OFF, 60, 0), 0.02))
    position = studio.player.position
    studio.player.stop()
    live.capturing.capture()
    note = studio.document.committed.tracks[0].notes[-1]
    assert note.pitch == 60 and 250 < note.start_tick < position


# Steps


def test_keys_held_together_are_a_chord_and_the_playhead_moves_on(live, studio):
    live.steps.switch(True)
    for data in ((ON, 60, 90), (ON, 64, 80), (OFF, 60, 0), (OFF, 64, 0), (ON, 67, 70), (OFF, 67, 0)):
        live.recording.receive(data, 0.0)
    assert studio.document.committed.tracks[0].notes[1:] == (
        Note(0, 60, 240, 90),
        Note(0, 64, 240, 80),
        Note(240, 67, 240, 70),
    )
    assert studio.player.position == 480
    live.steps.rest()
    assert studio.player.position == 720
    live.steps.back()
    assert studio.player.position == 240 and len(studio.document.committed.tracks[0].notes) == 3
    live.steps.switch(False)
    live.recording.receive((ON, 50, 90), 0.0)
    live.recording.receive((OFF, 50, 0), 0.0)
    assert len(studio.document.committed.tracks[0].notes) == 3


# Inputs


def test_an_input_that_vanishes_is_reported_and_taken_up_again(qapp):
    ports, notices = [], []

    def opened(name, receive):
        if ports and not ports[-1].is_closed:
            raise AssertionError("it was open")
        if name == "absent":
            raise MissingPart("No MIDI port is named “absent”: there is none.")
        ports.append(Port())
        return ports[-1]

    settings = Settings()
    inputs = Inputs(lambda data, at: None, settings, open_port=opened)
    inputs.noticed.connect(notices.append)
    inputs.choose("absent")
    assert "absent" in notices[-1].text and not inputs.is_open and settings.input == "absent"
    inputs.choose("Keys")
    assert inputs.is_open
    inputs.look()
    ports[0].is_there = False
    inputs.look()
    assert "has gone" in notices[-1].text and ports[0].is_closed and not inputs.is_open
    inputs.look()
    assert inputs.is_open and len(ports) == 2
    inputs.choose("")
    assert not inputs.is_open and ports[1].is_closed
    inputs.close()


def test_a_keyboard_changes_no_sound_behind_what_is_shown(live, studio, monkeypatch):
    passed = []
    monkeypatch.setattr(studio.player.transport, "play_through", lambda _track_id, data: passed.append(data))
    keys = [(ON, 60, 80), (CONTROL, 64, 127), (OFF, 60, 0)]
    for data in (keys[0], (0xC0, 19), (CONTROL, 0, 8), (CONTROL, 32, 1), (0xC5, 3), *keys[1:]):
        live.recording.receive(data, time.monotonic())
    assert passed == keys
