"""Several outputs at once: each event goes where its channel says, and a missing port stops none of the others."""

import threading
import time

import pytest

from audiogenesis_desktop.errors import DeviceLost, MissingPart
from audiogenesis_desktop.playback import patchbay
from audiogenesis_desktop.playback.midi_clock import CLOCK, sync_event
from audiogenesis_desktop.playback.output import CLICK_CHANNEL, NullOutput
from audiogenesis_desktop.playback.patchbay import Patchbay
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.events import NOTE_ON, PROGRAM, Channel, Event
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track


class Output(NullOutput):
    def __init__(self, name=""):
        self.name, self.sent, self.log, self.is_lost = name, [], [], False

    def send(self, event, at):
        if self.is_lost:
            raise DeviceLost(f"“{self.name}” has gone.")
        self.sent.append(event)

    def silence(self):
        self.log.append("silence")

    def panic(self):
        self.log.append("panic")

    def close(self):
        self.log.append("close")


class Studio:
    """A rack of ports that can be plugged and pulled."""

    def __init__(self):
        self.there, self.opened = {"synth", "organ"}, []

    def open(self, name):
        if name not in self.there:
            raise MissingPart(f"No MIDI port is named “{name}”: there is none.")
        self.opened.append(Output(name))
        return self.opened[-1]

    def last(self, name):
        return [output for output in self.opened if output.name == name][-1]


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(patchbay, "RETRY_SECONDS", 0.02)


@pytest.fixture
def rack():
    return Studio()


def on(output="", pitch=60):
    return Event(0, 3, Channel(0, 0, output), (NOTE_ON, pitch, 80), 0)


def wait(happens):
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


def open_with(rack, *names, **options):
    bay = Patchbay(Output("main"), rack.open, **options)
    bay.prepare(names)
    wait(lambda: {output.name for output in rack.opened} >= set(names) & rack.there)
    return bay


def test_events_go_where_their_channels_say(rack):
    bay = open_with(rack, "synth", "organ")
    for output in ("", "synth", "organ", "synth"):
        bay.send(on(output), 0)
    bay.send(Event(0, 0, CLICK_CHANNEL, (NOTE_ON | 9, 76, 90), -1), 0)
    assert [len(o.sent) for o in (bay.main, rack.last("synth"), rack.last("organ"))] == [2, 2, 1]


def test_a_port_that_is_not_there_costs_its_own_notes_only_and_is_reported(rack):
    rack.there.clear()
    bay = open_with(rack, "synth")
    wait(lambda: bay.trouble is not None)
    bay.send(on("synth"), 0)
    bay.send(on(), 0)
    assert "synth" in bay.trouble and len(bay.main.sent) == 1


def test_a_port_comes_back_by_its_name(rack):
    opened = []
    bay = open_with(rack, "synth")
    bay.opened = opened.append
    rack.last("synth").is_lost = True
    rack.there.discard("synth")
    bay.send(on("synth"), 0)
    assert bay.trouble == "“synth” has gone."
    bay.send(on("synth"), 0)
    rack.there.add("synth")
    rack.opened[0].is_lost = False

    def is_received():
        bay.send(on("synth", 61), 0)
        return len(rack.opened) > 1 and rack.last("synth").sent

    wait(is_received)
    assert bay.trouble is None and opened == ["synth"]
    wait(lambda: "close" in rack.opened[0].log)


def test_all_are_silenced_calmed_and_closed_together(rack):
    bay = open_with(rack, "synth")
    bay.silence()
    bay.panic()
    bay.close()
    assert bay.main.log == rack.last("synth").log == ["silence", "panic", "close"]


def test_a_port_that_opens_after_all_was_closed_is_closed_too(rack):
    gate = threading.Event()

    def slowly(name):
        gate.wait(10)
        return rack.open(name)

    bay = Patchbay(Output(), slowly)
    bay.prepare(["synth"])
    bay.close()
    gate.set()
    wait(lambda: rack.opened and rack.opened[0].log == ["close"])


def test_ports_that_no_track_names_any_more_are_let_go(rack):
    bay = open_with(rack, "synth", "organ")
    bay.prepare(["organ"])
    assert rack.last("synth").log == ["close"] and not rack.last("organ").log


def test_the_clock_goes_to_those_that_want_it(rack):
    bay = open_with(rack, "synth", "organ", clocked=("organ",))
    bay.send(sync_event(CLOCK), 0)
    assert [len(o.sent) for o in (bay.main, rack.last("synth"), rack.last("organ"))] == [0, 0, 1]


def test_tracks_play_to_their_ports_and_a_late_port_is_set_up(rack):
    notes = tuple(Note(i * 96, 60 + i % 12, 96, 80) for i in range(200))
    tracks = (Track(0, "Piano", notes=notes), Track(1, "Lead", 81, notes=notes, port="synth"))
    rack.there.discard("synth")
    bay = Patchbay(Output(), rack.open)
    transport = Transport(bay)
    bay.opened = transport.chase
    try:
        transport.set_score(Score(tracks=tracks, tempi=(Tempo(0, 500_000),)))
        transport.play()
        wait(lambda: any(e.kind == NOTE_ON for e in bay.main.sent))
        rack.there.add("synth")
        wait(lambda: rack.opened and any(e.kind == NOTE_ON for e in rack.last("synth").sent))
        assert (PROGRAM, 81) in [e.data for e in rack.last("synth").sent]
        assert {e.channel.output for e in bay.main.sent} == {""}
        transport.panic()
        wait(lambda: "panic" in rack.last("synth").log and "panic" in bay.main.log)
        assert not transport.is_playing
    finally:
        transport.close()

    assert rack.last("synth").log[-1] == "close"


def test_a_lost_main_output_falls_silent_and_the_ports_play_on(rack):
    bay = open_with(rack, "synth")
    main = bay.main
    main.is_lost, main.name = True, "The device"
    bay.send(on(), 0)
    bay.send(on("synth"), 0)
    bay.send(on(), 0)
    assert bay.error == "“The device” has gone." and len(rack.last("synth").sent) == 1
    wait(lambda: main.log == ["close"])


def test_which_channels_are_reached_is_for_each_output_to_say(rack):
    class OnePort(NullOutput):
        def reaches(self, channel):
            return channel.port == 0

    bay = Patchbay(NullOutput(), lambda _name: OnePort())
    assert bay.reaches(Channel(1, 0)) and bay.reaches(Channel(1, 0, "missing"))  # which is told of by itself
    bay.prepare(["synth"])
    wait(lambda: not bay.reaches(Channel(1, 0, "synth")))
    assert bay.reaches(Channel(0, 0, "synth"))
    bay.close()
    assert not Patchbay(OnePort(), lambda _name: OnePort()).reaches(Channel(1, 0))
