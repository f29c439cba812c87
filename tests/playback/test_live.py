"""Real ports and real audio: a Score played through JACK, read back by another, and nothing left sounding."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audiogenesis_desktop.errors import AudiogenesisError, MissingPart
from audiogenesis_desktop.playback.fluid import FluidOutput
from audiogenesis_desktop.playback.midi_port import PortOutput, open_virtual, port_names
from audiogenesis_desktop.playback.output import CLICK_CHANNEL, Sound
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.events import (
    BEND,
    CHANNEL_PRESSURE,
    CONTROL,
    DRUM_CHANNEL,
    KEY_PRESSURE,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    Channel,
    Event,
)
from audiogenesis_desktop.score.flattening import flatten
from audiogenesis_desktop.score.score import Bend, Control, Kept, Note, Score, Tempo, Track

pytestmark = pytest.mark.usefixtures("jack_server")


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def a_piece() -> Score:
    """Return a second of melody, bass with pedal and bend, and drums."""
    melody = Track(0, "Flute", program=73, notes=tuple(Note(i * 240, 72 + i % 5, 230, 90) for i in range(24)))
    bass = Track(
        1,
        "Bass",
        program=33,
        notes=tuple(Note(i * 960, 40 + i, 950, 100) for i in range(6)),
        controls=(Control(0, 64, 127), Control(5000, 64, 0)),
        bends=(Bend(960, 2000), Bend(1920, 0)),
        kept=(Kept(240, b"\xd0\x40"), Kept(480, b"\xa0\x28\x30"), Kept(720, b"\xd0\x00"), Kept(720, b"\xf0\x7e\xf7")),
    )
    drums = Track(2, "Drums", is_drums=True, notes=tuple(Note(i * 480, 36, 100, 110) for i in range(12)))
    return Score(tracks=(melody, bass, drums), tempi=(Tempo.from_bpm(0, 320),))


class Reader:
    """Another program's ear: it notes down every message, to its own port or from the port named `source`."""

    def __init__(self, name: str, *, source: str | None = None, gets_clock: bool = False) -> None:
        import rtmidi

        self._messages: list[tuple[int, ...]] = []
        self._port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
        self._port.ignore_types(timing=not gets_clock)
        if source is None:
            self._port.open_virtual_port("in")
        else:
            self._port.open_port(next(i for i, each in enumerate(self._port.get_ports()) if source in each))

    @property
    def messages(self) -> list[tuple[int, ...]]:
        """Return all that has arrived. A callback would be JACK's thread waiting for Python's lock: a deadlock."""
        while (message := self._port.get_message()) is not None:
            self._messages.append(tuple(message[0]))
        return self._messages

    def close(self) -> None:
        self._port.close_port()
        self._port.delete()


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader("Test ear")
    yield reader
    reader.close()


def still_sounding(messages: list[tuple[int, ...]]) -> Counter[tuple[int, int]]:
    """Return what sounds after these messages; fails where a key is struck twice or let go unstruck."""
    sounding: Counter[tuple[int, int]] = Counter()
    for status, key, *_ in messages:
        if status & 0xF0 == NOTE_ON:
            sounding[status & 0x0F, key] += 1
        elif status & 0xF0 == NOTE_OFF:
            sounding[status & 0x0F, key] -= 1
        assert set(sounding.values()) <= {0, 1}
    return +sounding


def is_silenced(reader: Reader) -> bool:
    return any(status & 0xF0 == CONTROL and data[0] == 123 for status, *data in reader.messages)


@pytest.mark.slow
def test_every_note_of_a_score_arrives_at_a_real_port_in_order(reader: Reader) -> None:
    assert any("Test ear" in name for name in port_names())
    transport = Transport(PortOutput("test ear"))
    transport.set_score(a_piece())
    transport.play()
    wait_until(lambda: is_silenced(reader))
    transport.close()
    played = reader.messages[: next(i for i, m in enumerate(reader.messages) if m[0] == CONTROL and m[1] == 120) - 1]
    for kind in (NOTE_ON, NOTE_OFF, PROGRAM, BEND, CHANNEL_PRESSURE, KEY_PRESSURE):
        for channel in (0, 1, DRUM_CHANNEL):
            wanted = [e.data for e in flatten(a_piece()) if e.data[0] == kind | channel]
            assert [m for m in played if m[0] == kind | channel] == wanted
    assert not still_sounding(played)


@pytest.mark.parametrize("end", ["stop", "close"])
def test_our_own_port_can_be_listened_to_and_ending_releases_each_note(end: str) -> None:
    transport = Transport(open_virtual())
    reader = Reader("Listener", source="Audiogenesis")
    transport.set_score(a_piece())
    transport.play()
    wait_until(lambda: len(still_sounding(list(reader.messages))) >= 2)
    transport.stop() if end == "stop" else transport.close()
    wait_until(lambda: is_silenced(reader))
    assert not still_sounding(reader.messages)
    transport.close()
    reader.close()


def test_another_port_is_chosen_while_a_clock_is_sent() -> None:
    old, new = Reader("Old ear", gets_clock=True), Reader("New ear", gets_clock=True)
    transport = Transport(PortOutput("old ear"))
    transport.set_clock(True)
    transport.set_score(a_piece())
    transport.set_loop(0, 10 * 960)
    transport.play()
    wait_until(lambda: (0xF8,) in old.messages and transport.position > 480)
    transport.set_output(PortOutput("new ear"))
    wait_until(lambda: (0xF8,) in new.messages)
    transport.close()
    wait_until(lambda: (0xFC,) in old.messages and (0xFC,) in new.messages)
    wait_until(lambda: is_silenced(old) and is_silenced(new))
    notes = [m for m in old.messages if m[0] < 0xF0]
    assert [m for m in old.messages if m[0] >= 0xF0][-1] == (0xFC,) and not still_sounding(notes)
    sync = [m for m in new.messages if m[0] >= 0xF0]
    assert sync[0][0] == 0xF2 and sync[1] == (0xFB,) and sync[2] == (0xF8,) and sync[-1] == (0xFC,)
    old.close()
    new.close()


def test_a_port_that_nobody_has_is_said_so(reader: Reader) -> None:
    with pytest.raises(MissingPart, match=r"No MIDI port is named “Nobody's”: there are .*Test ear"):
        PortOutput("Nobody's")


@pytest.mark.slow
def test_a_port_that_vanishes_is_reported_and_the_playhead_goes_on() -> None:
    reader = Reader("Short-lived")
    transport = Transport(PortOutput("short-lived"))
    transport.set_score(a_piece())
    transport.set_loop(0, 960)
    transport.play()
    wait_until(lambda: bool(reader.messages))
    reader.close()
    wait_until(lambda: transport.error is not None)
    assert "Short-lived" in (transport.error or "")
    before = transport.position
    wait_until(lambda: transport.position != before)
    transport.close()


@pytest.fixture
def fluid(soundfont: Path) -> Iterator[FluidOutput]:
    output = FluidOutput(soundfont, driver="jack")
    yield output
    output.close()


@pytest.mark.slow
def test_fluidsynth_plays_to_the_end_and_nothing_is_left_sounding(fluid: FluidOutput) -> None:
    transport = Transport(fluid)
    transport.set_score(a_piece())
    transport.play()
    wait_until(lambda: fluid.active_voices() > 2)
    wait_until(lambda: not transport.is_playing)
    wait_until(lambda: fluid.active_voices() == 0)
    assert transport.error is None
    transport.close()


def test_fluidsynth_falls_silent_when_stopped_with_the_pedal_down(fluid: FluidOutput) -> None:
    sustained = Track(0, "Organ", program=19, notes=(Note(0, 60, 96000, 90),), controls=(Control(0, 64, 127),))
    transport = Transport(fluid)
    transport.set_score(Score(tracks=(sustained,)))
    transport.play()
    wait_until(lambda: fluid.active_voices() > 0)
    transport.stop()
    wait_until(lambda: fluid.active_voices() == 0)
    transport.close()


def test_a_note_shorter_than_the_sequencer_can_tell_does_not_hang(fluid: FluidOutput) -> None:
    channel, now = Channel(0, 0), time.monotonic() + 0.05
    for i in range(20):
        fluid.send(Event(0, 0, channel, (PROGRAM, 19), 0), now)
        fluid.send(Event(0, 0, channel, (NOTE_ON, 40 + i, 90), 0), now + 0.0001)
        fluid.send(Event(0, 0, channel, (NOTE_OFF, 40 + i, 64), 0), now + 0.0002)
    wait_until(lambda: fluid.active_voices() > 0)
    wait_until(lambda: fluid.active_voices() == 0)


def test_sounds_are_there_before_the_first_note_and_one_that_comes_late_holds_up_nothing(fluid: FluidOutput) -> None:
    fluid.load([Sound(0, 19), Sound(0, 56)], 20.0)
    assert fluid._sounds.has(Sound(0, 19)) and not fluid._sounds.has(Sound(0, 40))
    channel, now = Channel(0, 0), time.monotonic()
    fluid.send(Event(0, 0, channel, (PROGRAM, 40), 0), now)
    assert fluid._late == {0: Sound(0, 40)}
    assert fluid._sounds.wait_for([Sound(0, 40)], 20.0)
    fluid.send(Event(0, 0, channel, (NOTE_ON, 60, 90), 0), time.monotonic())
    assert fluid._late == {}
    wait_until(lambda: fluid.active_voices() > 0)


def test_at_rest_there_is_no_reverberation_and_the_next_note_has_it_again(
    soundfont: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, done = FluidOutput(soundfont, driver="jack"), list[bool]()
    monkeypatch.setattr(output._synth, "set_resting", done.append)
    for _ in range(2):
        output._rest(True)
        for pitch in (60, 64):
            output.send(Event(0, 0, Channel(0, 0), (NOTE_ON, pitch, 90), 0), time.monotonic())
    output.close()
    assert done == [True, False, True, False]


def test_every_port_has_its_drums(fluid: FluidOutput) -> None:
    """A wood block is one short sound, whatever the kit; an organ, program 16 elsewhere, would hold its key."""
    for channel in (Channel(0, DRUM_CHANNEL), Channel(3, DRUM_CHANNEL), CLICK_CHANNEL):
        for data in ((PROGRAM | DRUM_CHANNEL, 16), (NOTE_ON | DRUM_CHANNEL, 76, 110)):
            fluid.send(Event(0, 0, channel, data, 0), time.monotonic())
        wait_until(lambda: fluid.active_voices() > 0)
        wait_until(lambda: fluid.active_voices() == 0)


def test_missing_things_are_reported_in_a_sentence(soundfont: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="no audio driver named cassette"):
        FluidOutput(soundfont, driver="cassette")
    with pytest.raises(MissingPart, match=r"cannot load .*no\.sf2"):
        FluidOutput(tmp_path / "no.sf2", driver="jack")


def test_no_audio_device_is_reported_in_a_sentence_and_without_noise(
    soundfont: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "there-is-no-such-server")
    with pytest.raises(AudiogenesisError, match="No audio device answers"):
        FluidOutput(soundfont, driver="jack")
    assert capfd.readouterr().err == ""
