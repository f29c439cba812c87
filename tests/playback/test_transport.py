"""The transport's thread with an output that remembers: what it sends, never when."""

import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pytest

from audiogenesis_desktop.errors import DeviceLost
from audiogenesis_desktop.playback.midi_clock import CONTINUE, POSITION, POSITION_TICKS, START, STOP
from audiogenesis_desktop.playback.output import DRUM_BANK, NullOutput, Output, Sound
from audiogenesis_desktop.playback.timeline import Timeline
from audiogenesis_desktop.playback.timeline_builder import TimelineBuilder
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.edits import exchange_notes, set_mix
from audiogenesis_desktop.score.events import CONTROL, NOTE_OFF, NOTE_ON, VOLUME, Event
from audiogenesis_desktop.score.flattening import Flat, Flattening
from audiogenesis_desktop.score.score import Mix, Note, Score, Tempo, Track

QUICK = (Tempo(0, 100_000),)  # 600 BPM, so that nobody waits
SHORT = Score(tracks=(Track(0, "Piano", notes=tuple(Note(i * 240, 60 + i, 200, 80) for i in range(8))),), tempi=QUICK)
LONG_NOTE = Note(0, 60, 960 * 600, 80)
LONG = Score(tracks=(Track(0, "Piano", notes=(LONG_NOTE,)), Track(1, "Bass", notes=(Note(0, 40, 960 * 600, 80),))))


class RememberingOutput(Output):
    def __init__(self) -> None:
        self.sent: list[Event] = []
        self.sounding: set[int] = set()
        self.is_closed = False
        self.is_lost = False
        self.threads: set[str] = set()

    def send(self, event: Event, at: float) -> None:
        if self.is_lost:
            raise DeviceLost("The device has gone: plug it in again.")
        self.threads.add(threading.current_thread().name)
        self.sent.append(event)
        if event.kind == NOTE_ON:
            assert event.data[1] not in self.sounding
            self.sounding.add(event.data[1])
        elif event.kind == NOTE_OFF:
            self.sounding.remove(event.data[1])

    def silence(self) -> None:
        self.sounding.clear()

    def close(self) -> None:
        self.silence()
        self.is_closed = True


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


@pytest.fixture
def output() -> RememberingOutput:
    return RememberingOutput()


@pytest.fixture
def transport(output: RememberingOutput) -> Iterator[Transport]:
    transport = Transport(output)
    yield transport
    transport.close()


def play(transport: Transport, score: Score) -> None:
    transport.set_score(score)
    transport.play()


def test_it_plays_every_note_and_stops_by_itself_at_the_end(transport: Transport, output: RememberingOutput) -> None:
    play(transport, SHORT)
    assert transport.is_playing
    wait_until(lambda: not transport.is_playing)
    assert [e.data[1] for e in output.sent if e.kind == NOTE_ON] == list(range(60, 68))
    assert not output.sounding
    assert transport.position == SHORT.end_tick
    assert output.threads == {"playback"}


def test_play_at_the_end_begins_at_the_start(transport: Transport, output: RememberingOutput) -> None:
    transport.set_score(SHORT)
    transport.seek(SHORT.end_tick)
    transport.play()
    assert transport.position == 0
    wait_until(lambda: not transport.is_playing)
    assert sum(e.kind == NOTE_ON for e in output.sent) == 8


def test_pause_keeps_the_place_and_stop_returns_to_where_playing_began(
    transport: Transport, output: RememberingOutput
) -> None:
    transport.set_score(LONG)
    transport.seek(480)
    assert transport.position == 480
    transport.play()
    wait_until(lambda: transport.position > 500)
    transport.pause()
    assert not transport.is_playing
    paused_at = transport.position
    assert paused_at > 500
    wait_until(lambda: not output.sounding)
    assert transport.position == paused_at
    transport.play()
    wait_until(lambda: transport.position > paused_at)
    transport.stop()
    assert transport.position == paused_at
    transport.stop()
    assert transport.position == 0


def test_the_null_output_still_moves_the_playhead() -> None:
    transport = Transport(NullOutput())
    play(transport, LONG)
    wait_until(lambda: transport.position > 10)
    transport.close()
    assert not transport.is_playing


def test_seeking_while_playing_goes_on_from_there(transport: Transport, output: RememberingOutput) -> None:
    play(transport, LONG)
    wait_until(lambda: len(output.sounding) == 2)
    transport.seek(960 * 100)
    assert transport.position >= 960 * 100
    wait_until(lambda: not output.sounding)
    assert transport.is_playing
    wait_until(lambda: transport.position > 960 * 100)


def test_mute_and_volume_are_audible_while_playing(transport: Transport, output: RememberingOutput) -> None:
    play(transport, LONG)
    wait_until(lambda: output.sounding == {60, 40})
    transport.set_score(set_mix(LONG, 1, Mix(mute=True)))
    wait_until(lambda: output.sounding == {60})
    transport.set_score(set_mix(LONG, 0, Mix(volume=11)))
    wait_until(lambda: any(e.data == (CONTROL, VOLUME, 11) for e in output.sent))
    transport.set_score(exchange_notes(LONG, 0, [LONG_NOTE], ()))
    wait_until(lambda: 60 not in output.sounding)
    assert transport.is_playing


def test_a_loop_goes_round_until_it_is_cleared(transport: Transport, output: RememberingOutput) -> None:
    transport.set_loop(0, 480)
    play(transport, SHORT)
    wait_until(lambda: sum(e.kind == NOTE_ON for e in output.sent) > 12)
    assert {e.data[1] for e in output.sent if e.kind == NOTE_ON} == {60, 61}
    assert transport.is_playing
    transport.clear_loop()
    wait_until(lambda: not transport.is_playing)
    assert not output.sounding


def test_a_loop_set_just_ahead_of_the_playhead_is_kept(transport: Transport) -> None:
    play(transport, LONG)
    wait_until(lambda: transport.position > 10)
    transport.set_loop(0, int(transport.position) + 60)
    highest = transport.position + 200
    for _ in range(100):
        assert transport.position < highest
        time.sleep(0.002)


def test_another_output_takes_over_and_the_old_one_is_closed(transport: Transport, output: RememberingOutput) -> None:
    play(transport, LONG)
    wait_until(lambda: bool(output.sounding))
    other = RememberingOutput()
    transport.set_output(other)
    wait_until(lambda: output.is_closed and bool(other.sent))
    assert any(e.data == (CONTROL, VOLUME, 100) for e in other.sent)
    transport.close()
    assert other.is_closed


def test_the_master_fader_reaches_the_output_and_the_one_after_it(
    transport: Transport, output: RememberingOutput
) -> None:
    levels: list[tuple[str, float]] = []
    other = RememberingOutput()
    output.set_level = lambda level_db: levels.append(("first", level_db))  # type: ignore[method-assign]
    other.set_level = lambda level_db: levels.append(("second", level_db))  # type: ignore[method-assign]
    for level_db in (0.0, -3.5, -3.5, 6.0):
        transport.set_score(Score(level_db=level_db))
    transport.set_output(other)
    wait_until(lambda: len(levels) == 3)
    assert levels == [("first", -3.5), ("first", 6.0), ("second", 6.0)]


def test_what_is_balanced_while_it_plays_comes_in_smoothly(transport: Transport, output: RememberingOutput) -> None:
    levels: list[float] = []
    output.set_level = levels.append  # type: ignore[method-assign]
    play(transport, LONG)
    wait_until(lambda: bool(output.sounding))
    transport.set_score(replace(set_mix(LONG, 0, Mix(volume=60)), level_db=9.0))
    wait_until(lambda: levels[-1:] == [9.0])
    faders = [e.data[2] for e in output.sent if e.data[:2] == (CONTROL, VOLUME)]
    wait_until(lambda: [e.data[2] for e in output.sent if e.data[:2] == (CONTROL, VOLUME)][-1] == 60)
    assert faders == sorted(faders, reverse=True) and len(faders) > 5
    assert levels == sorted(levels) and len(levels) > 3


def test_a_lost_device_is_reported_and_the_playhead_goes_on(transport: Transport, output: RememberingOutput) -> None:
    output.is_lost = True
    play(transport, SHORT)
    wait_until(lambda: transport.error is not None)
    assert transport.error == "The device has gone: plug it in again."
    assert output.is_closed
    wait_until(lambda: not transport.is_playing)
    assert transport.position == SHORT.end_tick
    transport.set_output(RememberingOutput())
    assert transport.error is None


def test_the_metronome_is_audible_and_is_no_part_of_the_score(transport: Transport, output: RememberingOutput) -> None:
    transport.set_metronome(True)
    play(transport, SHORT)
    wait_until(lambda: not transport.is_playing)
    assert {e.data[1] for e in output.sent if e.kind == NOTE_ON} > set(range(60, 68))
    assert transport.score is SHORT


def test_a_key_can_be_auditioned_in_its_track_s_sound_while_nothing_plays(
    transport: Transport, output: RememberingOutput
) -> None:
    transport.set_score(set_mix(LONG, 1, Mix(volume=77)))
    transport.audition(1, 50, 90)
    transport.audition(7, 50, 90)
    wait_until(lambda: bool(output.sent) and output.sent[-1].data == (NOTE_OFF | 1, 50, 64))
    assert [e.data for e in output.sent if e.kind == NOTE_ON] == [(NOTE_ON | 1, 50, 90)]
    assert (CONTROL | 1, VOLUME, 77) in [e.data for e in output.sent]


def test_an_empty_score_has_nothing_to_play(transport: Transport) -> None:
    transport.play()
    wait_until(lambda: not transport.is_playing)
    assert transport.position == 0


def test_hasty_fingers_leave_nothing_sounding(transport: Transport, output: RememberingOutput) -> None:
    transport.set_score(LONG)
    for i in range(50):
        transport.play()
        transport.seek(i * 10)
        transport.set_score(SHORT if i % 2 else LONG)
        transport.pause() if i % 3 else transport.stop()
    transport.pause()
    assert not transport.is_playing
    transport.close()
    assert not output.sounding
    assert output.is_closed


def test_close_ends_the_thread_and_may_be_called_twice(output: RememberingOutput) -> None:
    before = threading.active_count()
    transport = Transport(output)
    play(transport, LONG)
    transport.close()
    transport.close()
    assert threading.active_count() == before
    assert output.is_closed


class LoadingOutput(RememberingOutput):
    """Has to read its sounds, and notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.requested: list[tuple[set[Sound], bool]] = []

    def load(self, sounds: Collection[Sound], wait_seconds: float = 0.0) -> None:
        self.requested.append((set(sounds), wait_seconds > 0))


def test_sounds_are_requested_when_a_score_is_set_and_waited_for_before_it_plays() -> None:
    output = LoadingOutput()
    transport = Transport(output)
    score = Score((Track(0, "Organ", 19, notes=(LONG_NOTE,)), Track(1, "Drums", is_drums=True)))
    wanted = {Sound(0, 19), Sound(DRUM_BANK, 0)}
    transport.set_score(score)
    transport.set_score(set_mix(score, 0, Mix(volume=3)))
    wait_until(lambda: output.requested == [(wanted, False)])
    transport.play()
    wait_until(lambda: bool(output.sent))
    assert output.requested == [(wanted, False), (wanted, True)]
    transport.pause()
    transport.audition_sound(40, is_drums=False)
    wait_until(lambda: output.requested[2:] == [(wanted | {Sound(0, 40)}, True)])
    transport.close()


# Where it is still being written


def test_playing_waits_where_nothing_is_written_yet_and_goes_on_from_there(
    transport: Transport, output: RememberingOutput
) -> None:
    transport.set_limit(960)
    play(transport, SHORT)
    wait_until(lambda: transport.is_waiting)
    assert transport.is_playing and transport.position == 960
    wait_until(lambda: not output.sounding)
    assert [e.data[1] for e in output.sent if e.kind == NOTE_ON] == [60, 61, 62, 63]
    transport.set_limit(None)
    wait_until(lambda: not transport.is_playing)
    assert [e.data[1] for e in output.sent if e.kind == NOTE_ON] == list(range(60, 68))


def test_a_limit_that_moves_in_time_is_never_noticed(transport: Transport, output: RememberingOutput) -> None:
    transport.set_limit(960)
    play(transport, SHORT)
    transport.set_limit(1920)
    seen = []
    while transport.position < 1200:  # long before the limit: a busy machine takes its time here
        seen.append(transport.is_waiting)
    transport.set_limit(None)
    while transport.is_playing:
        seen.append(transport.is_waiting)
    assert not any(seen)


def test_a_limit_moves_only_once_what_was_written_up_to_it_can_be_played(
    transport: Transport, output: RememberingOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Score((replace(SHORT.tracks[0], notes=SHORT.tracks[0].notes[:4]),), tempi=QUICK)
    transport.set_limit(960)
    play(transport, first)
    wait_until(lambda: transport.is_waiting)
    may_go_on, make = threading.Event(), TimelineBuilder.wait_for

    def slowly(builder: TimelineBuilder, score: Score) -> Timeline:
        may_go_on.wait(10)
        return make(builder, score)

    monkeypatch.setattr(TimelineBuilder, "wait_for", slowly)
    transport.set_score(SHORT)
    transport.set_limit(1920)
    time.sleep(0.1)
    assert transport.is_waiting
    may_go_on.set()
    wait_until(lambda: [e.data[1] for e in output.sent if e.kind == NOTE_ON] == list(range(60, 68)))


def test_a_score_made_ready_late_does_not_come_back_over_a_later_one(
    transport: Transport, output: RememberingOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(transport, LONG)
    wait_until(lambda: bool(output.sounding))
    done, take = threading.Event(), transport._builder._built

    def late(timeline: Timeline, number: int) -> None:
        wait_until(lambda: transport._scheduler.score is SHORT)
        take(timeline, number)
        done.set()

    monkeypatch.setattr(transport._builder, "_built", late)
    transport.set_score(set_mix(LONG, 0, Mix(volume=3)))
    transport.pause()
    transport.set_score(SHORT)
    transport.set_loop(0, 480)
    transport.play()
    assert done.wait(10)
    wait_until(lambda: transport.position > 0)
    assert transport._scheduler.score is SHORT


def test_only_the_builder_makes_timelines_while_it_plays(
    transport: Transport, output: RememberingOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(transport, LONG)
    wait_until(lambda: bool(output.sounding))
    threads, make = set(), Flattening.of

    def noting(flattening: Flattening, score: Score) -> Flat:
        threads.add(threading.current_thread().name)
        return make(flattening, score)

    monkeypatch.setattr(Flattening, "of", noting)
    transport.set_score(set_mix(LONG, 0, Mix(volume=3)))
    wait_until(lambda: any(e.data == (CONTROL, VOLUME, 3) for e in output.sent))
    assert threads == {"playback timelines"}
    assert output.sounding == {60, 40}
    assert not any(e.kind == NOTE_OFF for e in output.sent)


def test_play_may_be_pressed_before_there_is_anything(transport: Transport, output: RememberingOutput) -> None:
    transport.set_limit(0)
    transport.play()
    wait_until(lambda: transport.is_waiting)
    transport.set_score(SHORT)
    transport.set_limit(960)
    wait_until(lambda: any(event.kind == NOTE_ON for event in output.sent))  # it may be over already
    transport.pause()
    assert not transport.is_waiting and not transport.is_playing


def test_a_wait_can_be_stopped_and_left_by_a_seek(transport: Transport, output: RememberingOutput) -> None:
    transport.set_limit(960)
    play(transport, SHORT)
    wait_until(lambda: transport.is_waiting)
    transport.seek(0)
    wait_until(lambda: [e.data[1] for e in output.sent if e.kind == NOTE_ON].count(60) == 2)
    wait_until(lambda: transport.is_waiting)
    transport.stop()
    assert transport.position == 0 and not transport.is_waiting


# Count-in and clock


def test_a_bar_of_clicks_comes_before_the_first_note(transport: Transport, output: RememberingOutput) -> None:
    transport.set_score(SHORT)
    transport.play(count_in_bars=2)
    wait_until(lambda: not transport.is_playing)
    struck = [e.data[1] for e in output.sent if e.kind == NOTE_ON]
    assert struck[:8] == [76, 77, 77, 77] * 2 and struck[8:] == list(range(60, 68))


def test_whoever_follows_the_clock_is_started_stopped_and_sent_where(
    transport: Transport, output: RememberingOutput
) -> None:
    def system_messages() -> list[tuple[int, ...]]:
        return [e.data for e in output.sent if e.data[0] >= 0xF0 and e.data[0] != 0xF8]

    transport.set_clock(True)
    play(transport, LONG)
    wait_until(lambda: transport.position > 100)
    transport.pause()
    wait_until(lambda: system_messages() == [(0xFA,), (0xFC,)])
    transport.seek(960)
    wait_until(lambda: system_messages()[2:] == [(0xF2, 4, 0)])
    transport.play()
    wait_until(lambda: system_messages()[3:] == [(0xF2, 4, 0), (0xFB,)])
    transport.set_clock(False)
    wait_until(lambda: system_messages()[5:] == [(0xFC,)])
    transport.close()
    assert len(system_messages()) == 6 and any(e.data == (0xF8,) for e in output.sent)


def test_a_sound_that_no_track_has_is_auditioned_on_a_free_channel(
    transport: Transport, output: RememberingOutput
) -> None:
    transport.set_score(LONG)
    transport.audition_sound(56, is_drums=False)
    wait_until(lambda: [e.kind for e in output.sent].count(NOTE_OFF) == 3)
    struck = [e for e in output.sent if e.kind == NOTE_ON]
    assert [e.data[1] for e in struck] == [60, 64, 67] and {e.channel.number for e in struck} == {15}
    assert (0xC0 | 15, 56) in [e.data for e in output.sent]
    transport.audition_sound(4, bank=8 << 7, is_drums=False)
    wait_until(lambda: (0xB0 | 15, 0, 8) in [e.data for e in output.sent])
    wait_until(lambda: [e.kind for e in output.sent].count(NOTE_OFF) == 6)
    transport.audition_sound(32, is_drums=True)
    wait_until(lambda: [e.kind for e in output.sent].count(NOTE_OFF) == 9)
    assert output.sent[-1].channel.number == 9 and not output.sounding


# Played through


def test_what_is_played_is_audible_in_the_tracks_sound_set_up_once(
    transport: Transport, output: RememberingOutput
) -> None:
    transport.set_score(set_mix(LONG, 1, Mix(volume=77)))
    for data in ((NOTE_ON | 5, 50, 90), (NOTE_OFF | 5, 50, 0), (NOTE_ON | 5, 52, 90), (0xF8,), (CONTROL, 64, 127)):
        transport.play_through(1, data)
    transport.play_through(9, (NOTE_ON, 70, 90))
    wait_until(lambda: bool(output.sent) and output.sent[-1].data == (CONTROL | 1, 64, 127))
    assert [e.data for e in output.sent if e.kind in (NOTE_ON, NOTE_OFF)] == [
        (NOTE_ON | 1, 50, 90),
        (NOTE_OFF | 1, 50, 0),
        (NOTE_ON | 1, 52, 90),
    ]
    assert [e.data for e in output.sent].count((CONTROL | 1, VOLUME, 77)) == 1
    transport.pause()
    transport.close()
    assert not output.sounding


def test_the_tick_of_a_moment_is_known_while_it_plays_and_only_then(transport: Transport) -> None:
    assert transport.tick_at(time.monotonic()) is None
    play(transport, LONG)
    wait_until(lambda: transport.position > 50)
    now = time.monotonic()
    tick = transport.tick_at(now)
    assert tick is not None and abs(tick - transport.position) < 200
    assert transport.tick_at(now + 0.5) == pytest.approx(tick + 960, abs=1)
    transport.pause()
    assert transport.tick_at(time.monotonic()) is None


# Following another program's clock


def beat_out(transport: Transport, bpm: float, seconds: float) -> None:
    """Send pulses as another program would, each at its moment."""
    begun, apart = time.monotonic(), 60 / bpm / 24
    for i in range(round(seconds / apart)):
        time.sleep(max(0.0, begun + i * apart - time.monotonic()))
        transport.receive_clock((0xF8,), begun + i * apart)


@pytest.mark.slow
def test_the_transport_follows_another_clocks_start_tempo_position_and_stop(transport: Transport) -> None:
    transport.set_score(LONG)  # which is at 120 BPM by itself
    transport.follow_clock(True)
    transport.receive_clock((0xF2, 8, 0), time.monotonic())
    wait_until(lambda: transport.position == 8 * 240)
    transport.receive_clock((0xFB,), time.monotonic())
    beat_out(transport, 180, 1.0)
    assert transport.is_playing
    assert transport.position == pytest.approx(8 * 240 + 3 * 960, abs=400)
    transport.receive_clock((0xFC,), time.monotonic())
    wait_until(lambda: not transport.is_playing)
    transport.receive_clock((0xFA,), time.monotonic())
    beat_out(transport, 90, 0.7)
    assert transport.is_playing and transport.position < 1.2 * 960


def test_a_clock_that_stays_away_is_as_if_it_had_stopped(transport: Transport) -> None:
    transport.set_score(LONG)
    transport.follow_clock(True)
    transport.receive_clock((0xFA,), time.monotonic())
    beat_out(transport, 120, 0.3)
    assert transport.is_playing
    wait_until(lambda: not transport.is_playing)


def test_a_clock_that_is_not_followed_changes_nothing(transport: Transport) -> None:
    transport.set_score(LONG)
    transport.receive_clock((0xFA,), time.monotonic())
    beat_out(transport, 120, 0.2)
    assert not transport.is_playing


def test_whoever_follows_the_clock_is_stopped_when_the_transport_closes(output: RememberingOutput) -> None:
    transport = Transport(output)
    transport.set_clock(True)
    play(transport, LONG)
    wait_until(lambda: len(output.sounding) == 2)
    transport.close()
    assert output.is_closed and [e.data[0] for e in output.sent if e.data[0] >= 0xF0][-1] == STOP


def test_a_change_of_output_stops_who_followed_the_old_one_and_starts_who_follows_the_new_in_its_place() -> None:
    old, new = RememberingOutput(), RememberingOutput()
    transport = Transport(old)
    transport.set_clock(True)
    play(transport, LONG)
    wait_until(lambda: transport.position > 1000)
    transport.set_output(new)
    wait_until(lambda: any(e.data == (0xF8,) for e in new.sent))
    transport.close()
    assert old.is_closed and not old.sounding
    assert [e.data[0] for e in old.sent if e.data[0] > 0xF8] == [START, STOP]
    position, go_on, *pulses, stop = (e.data for e in new.sent if e.data[0] >= 0xF0)
    assert position[0] == POSITION and position[1] >= 1000 // POSITION_TICKS and go_on == (CONTINUE,)
    assert set(pulses) == {(0xF8,)} and stop == (STOP,)


def test_played_notes_are_heard_and_another_feel_at_once() -> None:
    feel = {"by": 12}

    def performed(score: Score) -> Score:
        higher = feel["by"]
        moved = [track.with_notes(n._replace(pitch=n.pitch + higher) for n in track.notes) for track in score.tracks]
        return replace(score, tracks=tuple(moved))

    output = RememberingOutput()
    transport = Transport(output, performed=performed)
    try:
        piece = replace(SHORT, tracks=(Track(0, "Piano", notes=tuple(Note(i * 960, 60, 900, 80) for i in range(200))),))
        play(transport, piece)
        wait_until(lambda: 72 in output.sounding)
        feel["by"] = 24
        transport.set_score(replace(piece, title="Another feel"))
        wait_until(lambda: 84 in output.sounding)
        assert transport.is_playing and transport.score.tracks[0].notes[0].pitch == 60
        assert {event.data[1] for event in output.sent if event.kind == NOTE_ON} == {72, 84}
    finally:
        transport.close()
