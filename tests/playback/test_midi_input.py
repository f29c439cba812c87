"""MIDI inputs on a real JACK server: what another program sends is heard, whole, in order and in time."""

import time

import pytest

from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.playback.midi_input import InputPort, input_names
from audiogenesis_desktop.playback.recorder import Played, transcribed


def wait_until(happens):
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


def test_what_is_sent_to_our_own_port_is_received_in_order(jack_keys):
    received = []
    port = InputPort("Audiogenesis in", lambda data, at: received.append((data, at)), virtual=True)
    try:
        names = jack_keys.get_ports()
        jack_keys.open_port(next(i for i, name in enumerate(names) if "Audiogenesis in" in name))
        time.sleep(0.1)
        sent = [(0x90, 60, 80), (0xB0, 64, 127), (0xE0, 1, 64), (0x80, 60, 0), (0xF8,), (0xFA,)]
        begun = time.monotonic()
        for message in sent:
            jack_keys.send_message(message)
        wait_until(lambda: len(received) == len(sent))
        assert [data for data, _ in received] == sent
        assert all(begun <= at <= time.monotonic() for _, at in received) and port.is_there
    finally:
        port.close()
        port.close()


def test_a_recorded_performance_equals_what_was_sent(jack_keys):
    received = []
    port = InputPort("Audiogenesis in", lambda data, at: received.append(Played(data, at, None)), virtual=True)
    try:
        names = jack_keys.get_ports()
        jack_keys.open_port(next(i for i, name in enumerate(names) if "Audiogenesis in" in name))
        time.sleep(0.1)
        sent, begun = [], time.monotonic() + 0.05
        for i in range(24):
            sent += [((0x90, 50 + i, 60 + i), 0.03 * i), ((0x80, 50 + i, 0), 0.03 * i + 0.02)]
        for data, after in sent:
            time.sleep(max(0.0, begun + after - time.monotonic()))
            jack_keys.send_message(data)
        wait_until(lambda: len(received) == len(sent))
        ticked = [message._replace(tick=(message.at - begun) * 1000) for message in received]
        notes = transcribed(ticked, end_tick=10_000).notes
        assert [(n.pitch, n.velocity) for n in notes] == [(50 + i, 60 + i) for i in range(24)]
        off = sorted(abs(n.start_tick - 30 * i) for i, n in enumerate(notes))
        assert off[len(off) // 2] <= 12  # half of them within a period or two; a busy machine may delay some
    finally:
        port.close()


def test_an_input_that_is_not_there_is_reported(jack_server):
    with pytest.raises(MissingPart, match="No MIDI port is named “flute organ”"):
        InputPort("flute organ")
    assert isinstance(input_names(), list)


def test_our_own_ports_are_not_offered_to_ourselves(jack_keys):
    from audiogenesis_desktop.playback.midi_port import PortOutput, port_names

    jack_keys.open_virtual_port("out")
    ours = InputPort("Audiogenesis in", lambda _data, _at: None, virtual=True)
    output = PortOutput("Audiogenesis in")
    listening = InputPort("keys")
    try:
        wait_until(lambda: any("keys" in name for name in input_names()))
        assert not [name for name in input_names() if name.endswith(":out") and "keys" not in name]
        assert not [name for name in port_names() if name.endswith(":in")]
        assert any("Audiogenesis in" in name for name in port_names())  # which is there for others to play to
    finally:
        for port in (listening, output, ours):
            port.close()
