"""`stream`: what is composed is played meanwhile, waits where nothing is written yet, and ends as asked."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.commands import stream
from audiogenesis_desktop.commands.stream import Stream, begin, recent
from audiogenesis_desktop.errors import ComposerLost, DeviceLost, MissingPart
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.playback.output import Levels, Output
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.events import NOTE_OFF, NOTE_ON
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from tests.playback.midi_ear import Ear

BAR = 3840
QUICK = (Tempo(0, 100_000),)  # a bar in 0.4 s


class RememberingOutput(Output):
    def __init__(self):
        self.sent, self.sounding, self.is_lost = [], set(), False

    def send(self, event, at):
        if self.is_lost:
            raise DeviceLost("The port has gone.")
        self.sent.append(event)
        if event.kind == NOTE_ON:
            self.sounding.add(event.data[1])
        elif event.kind == NOTE_OFF:
            self.sounding.discard(event.data[1])

    def silence(self):
        self.sounding.clear()

    def close(self):
        self.silence()

    def struck(self):
        return [event.data[1] for event in self.sent if event.kind == NOTE_ON]


class Piece:
    """A note a bar; `gate` lets it write, `bars` is where it ends."""

    def __init__(self, bars=4):
        self.score = Score(tracks=(Track(0, "Piano"),), tempi=QUICK, length_ticks=bars * BAR)
        self.settled_tick, self.is_whole, self.bars = 0, False, bars
        self.gate = threading.Event()
        self.gate.set()
        self.advanced = 0

    def advance(self):
        self.gate.wait(10)
        bar = self.settled_tick // BAR
        track = self.score.tracks[0].with_exchanged((), (Note(bar * BAR, 60 + bar % 60, BAR, 80),))
        self.score = replace(self.score, tracks=(track,))
        self.settled_tick, self.advanced = self.settled_tick + BAR, self.advanced + 1
        self.is_whole = self.settled_tick >= self.bars * BAR


@pytest.fixture
def played():
    output = RememberingOutput()
    transport = Transport(output)
    yield output, transport
    transport.close()
    assert not output.sounding


def test_a_stream_is_played_softer_after_a_peak_over_full_scale(played, monkeypatch):
    output, transport = played
    monkeypatch.setattr(output, "levels", lambda: Levels((1.1, 1.0), ()), raising=False)
    Stream(transport, Piece(bars=1)).run()
    assert round(transport.score.level_db, 2) <= -1.33 and output.struck() == [60]


@pytest.mark.slow
def test_a_piece_is_played_whole_and_the_stream_ends_with_it(played):
    output, transport = played
    Stream(transport, Piece()).run()
    assert output.struck() == [60, 61, 62, 63] and not transport.is_playing


@pytest.mark.slow
def test_a_slow_composer_makes_it_wait_and_says_so(played, capsys):
    output, transport = played
    piece = Piece()
    piece.advance()
    piece.gate.clear()

    def open_later():
        while not (transport.is_waiting and transport.position > 0):
            time.sleep(0.002)
        time.sleep(0.1)
        piece.gate.set()

    opener = threading.Thread(target=open_later)
    opener.start()
    Stream(transport, piece).run()
    opener.join()
    assert output.struck() == [60, 61, 62, 63]
    assert capsys.readouterr().err.count("Waiting at a bar line") == 1


def test_it_ends_after_the_seconds_that_were_requested(played):
    output, transport = played
    piece = Piece(bars=10_000)
    Stream(transport, piece, seconds=0.5).run()
    assert output.struck()[:2] == [60, 61] and len(output.struck()) <= 3
    assert 20 / 0.4 - 2 <= piece.advanced <= 20 / 0.4 + 4  # twenty seconds ahead, and no further


def test_a_lost_port_ends_it_with_a_sentence(played):
    output, transport = played
    output.is_lost = True
    with pytest.raises(DeviceLost, match="The port has gone"):
        Stream(transport, Piece(bars=50)).run()


@pytest.mark.slow
def test_a_lost_output_is_come_back_to_and_the_music_goes_on_meanwhile(monkeypatch, capsys):
    first, second, tries = RememberingOutput(), RememberingOutput(), []

    def open_again(options):
        tries.append(options.port)
        if len(tries) < 4:
            raise MissingPart("No MIDI port is named so.")
        return second, "“The organ”"

    first.name = "The organ"
    monkeypatch.setattr(stream, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(stream, "open_output", lambda options: (first, "“The organ”"))
    way = stream.Way(argparse.Namespace(port="organ"))
    tries.append("opened")
    monkeypatch.setattr(stream, "open_output", open_again)
    transport = Transport(way.output)
    piece = Piece(bars=30)
    threading.Thread(target=_lose_after_two_notes, args=(first,)).start()
    try:
        Stream(transport, piece, look=way.look, seconds=2.0).run()
    finally:
        transport.close()
    assert tries == ["opened", "The organ", "The organ", "The organ"] and way.output is second
    struck = second.struck()
    assert struck == list(range(struck[0], struck[-1] + 1)) and struck[0] > first.struck()[-1] and not second.sounding
    assert capsys.readouterr().err.splitlines() == [
        "“The organ” has gone: the music goes on, and is heard there again once it is back.",
        "“The organ” is back.",
    ]


@pytest.mark.slow
def test_when_composing_fails_what_is_written_is_played_and_it_is_tried_again(played, capsys, monkeypatch):
    monkeypatch.setattr(stream, "RETRY_SECONDS", 0.01)
    output, transport = played
    failures = []

    class Failing(Piece):
        def advance(self):
            if self.settled_tick == 2 * BAR and len(failures) < 3:
                failures.append(ComposerLost("The process that composes has ended: try again."))
                raise failures[-1]
            super().advance()

    Stream(transport, Failing()).run()
    assert output.struck() == [60, 61, 62, 63] and len(failures) == 3
    assert capsys.readouterr().err.count("composing tried again") == 1


@pytest.mark.slow
def test_what_a_port_has_no_channel_for_is_reported_once(monkeypatch, capsys):
    class OnePort(RememberingOutput):
        def reaches(self, channel):
            return channel.port == 0

    class Wide(Piece):
        def advance(self):
            super().advance()
            track = self.score.tracks[0]
            self.score = replace(self.score, tracks=tuple(replace(track, id=i, program=i) for i in range(16)))

    monkeypatch.setattr(stream, "open_output", lambda options: (OnePort(), "“The organ”"))
    way = stream.Way(argparse.Namespace(port="organ"))
    transport = Transport(way.output)
    try:
        Stream(transport, Wide(), look=way.look).run()
    finally:
        transport.close()
    assert capsys.readouterr().err.count("too few to send") == 1


def _lose_after_two_notes(output):
    while len(output.struck()) < 2:
        time.sleep(0.002)
    output.is_lost = True


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_stream_comes_back_to_a_real_port(jack_server):
    ear = Ear("ear")
    arguments = ["-m", "audiogenesis_desktop", "stream", "busy piano trio, 140 bpm", "--endless", "--port", "ear"]
    process = subprocess.Popen([sys.executable, *arguments, "--clock"], stderr=subprocess.PIPE, text=True)
    try:
        _wait(lambda: ear.sounding())
        ear.close()
        assert "“ear:in” has gone" in process.stderr.readline()
        ear = Ear("ear")
        _wait(lambda: ear.sounding())
        assert "“ear:in” is back" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        assert ear.falls_silent() and ear.ask("all")["all"][-1][1] == [0xFC]
    finally:
        process.kill()
        process.communicate()
        ear.close()


def _wait(happens):
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def test_what_was_over_long_ago_is_let_go():
    score = Piece(bars=40).score
    notes = tuple(Note(bar * BAR, 60, BAR, 80) for bar in range(40))
    score = replace(score, tracks=(replace(score.tracks[0], notes=notes),))
    assert [note.start_tick // BAR for note in recent(score, 20 * BAR).tracks[0].notes] == list(range(16, 40))


class Apart:
    """What the composing process does, in this one, with a composer that plays a note a beat."""

    name = model_hash = "beats"

    def read(self, prompt):
        return read_said(prompt)

    def make_plan(self, brief, seed):
        return make_plan(brief, seed)

    def load_composer(self):
        return self

    def compose(self, brief, plan, context, *, seed):
        for tick in range(0, plan.release_tick, 960):
            yield plan.parts[0].track_id, Note(tick, 60, 960, 80)


@pytest.mark.parametrize("endless", [False, True])
def test_a_prompt_is_read_planned_and_composed(endless):
    options = argparse.Namespace(prompt="calm piano, 120 bpm", seconds=30.0, endless=endless, seed=4)
    piece = begin(Apart(), options)
    for _ in range(12):
        piece.advance()
    assert piece.score.note_count > 12 and piece.score.title == "calm piano, 120 bpm"
    assert piece.is_whole != endless


def test_an_endless_stream_says_that_it_meets_no_hits(capsys):
    begin(Apart(), argparse.Namespace(prompt="calm piano, hits at 12 and 50 s", seconds=0, endless=True, seed=4))
    said = capsys.readouterr().err
    assert "without an end" in said and "12 and 50 s" in said and "over before" not in said


def test_a_length_that_cannot_be_played_is_reported(capsys):
    begin(Apart(), argparse.Namespace(prompt="calm piano", seconds=0.01, endless=False, seed=4))
    assert "A length of 0.01 s cannot be made: it was set to 1 s." in capsys.readouterr().err
