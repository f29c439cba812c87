"""Choosing a port by name, and the sending thread with a port that only remembers."""

import threading
import time
from collections.abc import Iterator

import pytest

from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.playback import midi_port
from audiogenesis_desktop.playback.midi_port import TimedSender, choose_port

PORTS = ["Midi Through:Midi Through Port-0 14:0", "Keystation 49:Keystation 49 MIDI 1 20:0", "Synth:A", "Synth:AB"]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ("Synth:A", 2),
        ("keystation", 1),
        ("Keystation 49:Keystation 49 MIDI 1 28:0", 1),  # ALSA numbers it anew when it is plugged in again
        ("synth:ab", 3),
    ],
)
def test_a_port_is_chosen_by_its_name_or_by_what_fits_it_alone(wanted: str, index: int) -> None:
    assert choose_port(wanted, PORTS) == index


def test_several_fits_are_named() -> None:
    with pytest.raises(BadInput, match=r"“Synth:A”, “Synth:AB”; name one"):
        choose_port("ynth", PORTS)


@pytest.mark.parametrize(("names", "have"), [(PORTS, "there are “Midi Through"), ([], "there is none")])
def test_no_fit_says_what_there_is(names: list[str], have: str) -> None:
    with pytest.raises(MissingPart, match=f"No MIDI port is named “Organ”: {have}"):
        choose_port("Organ", names)


def test_without_a_midi_system_there_are_no_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise MissingPart("none here")

    monkeypatch.setattr(midi_port, "new_client", refuse)
    assert midi_port.port_names() == []
    with pytest.raises(MissingPart):
        midi_port.PortOutput("any")


class RememberingPort:
    def __init__(self) -> None:
        self.messages: list[tuple[int, ...]] = []
        self.arrived = threading.Condition()
        self.is_there = True
        self.refuses = False

    def write(self, data: tuple[int, ...]) -> None:
        if self.refuses:
            raise OSError("gone")
        with self.arrived:
            self.messages.append(data)
            self.arrived.notify_all()

    def wait_for(self, count: int) -> list[tuple[int, ...]]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.messages) >= count, timeout=20)
            return list(self.messages)


@pytest.fixture
def port() -> RememberingPort:
    return RememberingPort()


@pytest.fixture
def sender(port: RememberingPort, monkeypatch: pytest.MonkeyPatch) -> Iterator[TimedSender]:
    monkeypatch.setattr(midi_port, "_LOOK_SECONDS", 0.01)
    sender = TimedSender(port.write, lambda: port.is_there)
    yield sender
    sender.close()


def test_messages_leave_in_time_order_and_those_of_one_moment_as_they_came(
    sender: TimedSender, port: RememberingPort
) -> None:
    now = time.monotonic() + 0.05
    sender.put((0x80, 60, 64), now + 0.02)
    for controller in (101, 100, 6):
        sender.put((0xB0, controller, 0), now)
    sender.put((0x90, 60, 90), now)
    sent = port.wait_for(5)
    assert sent == [(0xB0, 101, 0), (0xB0, 100, 0), (0xB0, 6, 0), (0x90, 60, 90), (0x80, 60, 64)]


def test_silence_ends_each_note_that_sounds_and_drops_what_waits(sender: TimedSender, port: RememberingPort) -> None:
    now = time.monotonic()
    for data in ((0x90, 60, 90), (0x93, 64, 90), (0x90, 62, 90), (0x80, 62, 64), (0x90, 65, 90), (0x90, 65, 0)):
        sender.put(data, now)
    sender.put((0x95, 72, 90), now + 3600)
    port.wait_for(6)
    sender.silence()
    assert port.messages[6:] == [
        (0x80, 60, 64),
        (0x83, 64, 64),
        *[(0xB0 | channel, controller, 0) for channel in (0, 3) for controller in (64, 120, 123)],
    ]
    count = len(port.messages)
    sender.silence()
    assert len(port.messages) == count


def test_a_port_that_vanishes_or_refuses_is_noticed(sender: TimedSender, port: RememberingPort) -> None:
    port.is_there = False
    deadline = time.monotonic() + 20
    while not sender.is_lost and time.monotonic() < deadline:
        sender.put((0x90, 60, 90), time.monotonic())
        time.sleep(0.01)
    assert sender.is_lost


@pytest.mark.parametrize("apart_seconds", [60 / 126 / 24, 1 / 96], ids=["clock at 126 BPM", "time code"])
def test_a_port_that_vanishes_is_noticed_between_messages_that_leave_no_gap(
    sender: TimedSender, port: RememberingPort, apart_seconds: float
) -> None:
    begun = time.monotonic()
    for i in range(200):
        sender.put((0xF8,), begun + i * apart_seconds)
    port.wait_for(3)
    port.is_there = False
    arrived = len(port.messages)
    while not sender.is_lost and len(port.messages) < 195:
        time.sleep(0.005)
    assert sender.is_lost and len(port.messages) < 195, f"not noticed after {len(port.messages) - arrived} messages"


def test_a_write_that_fails_loses_the_port_and_nothing_else(sender: TimedSender, port: RememberingPort) -> None:
    port.refuses = True
    sender.put((0x90, 60, 90), time.monotonic())
    sender.silence()
    sender.put((0x90, 61, 90), time.monotonic())
    deadline = time.monotonic() + 20
    while not sender.is_lost and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sender.is_lost
    assert sender.close()
    assert not sender.close()
