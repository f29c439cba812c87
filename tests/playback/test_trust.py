"""What a studio trusts: on real ports, whatever is done or goes wrong, no note hangs and the rest plays on."""

import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.playback import patchbay as patchbays
from audiogenesis_desktop.playback.midi_clock import ClockFollower
from audiogenesis_desktop.playback.midi_port import PortOutput, port_names
from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.playback.patchbay import Patchbay
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import Control, Mix, Note, Score, Tempo, Track
from tests.playback.midi_ear import Ear

SEQUENCES = 1_000
BEAT = 960


def wait_until(happens, seconds=20):
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


@pytest.fixture
def ear(jack_server):
    made = Ear("ear")
    wait_until(lambda: any("ear" in name for name in port_names()))
    yield made
    made.close()


@pytest.fixture
def transport():
    made = Transport(NullOutput())
    yield made
    made.close()


def dense(seed, port=""):
    """Return a score of long and short notes, pedal and bends on three tracks, one of them to a port of its own."""
    chance = random.Random(seed)
    tracks = []
    for number in range(3):
        notes = [
            Note(chance.randrange(16 * BEAT), chance.randrange(40, 80), chance.randrange(40, 4 * BEAT), 80)
            for _ in range(60)
        ]
        pedal = tuple(Control(i * BEAT, 64, 127 * (i % 2 == 0)) for i in range(16)) if number == 0 else ()
        track = Track(number, f"Track {number}", number * 8, controls=pedal, port=port if number == 2 else "")
        tracks.append(track.with_notes(notes))
    return Score(tracks=tuple(tracks), tempi=(Tempo.from_bpm(0, 240),))


def ops(transport, ports):
    """Return what a hasty player can do, each as a function of chance."""
    scores = [dense(seed, port="ear") for seed in range(4)]

    def muted(chance):
        score = transport.score
        track = chance.choice(score.tracks)
        transport.set_score(edits.set_mix(score, track.id, Mix(mute=not track.mix.mute)))

    def erased(chance):
        score = transport.score
        track = chance.choice(score.tracks)
        transport.set_score(edits.exchange_notes(score, track.id, track.notes[: chance.randrange(30)], ()))

    def replugged(_chance):
        bay = Patchbay(PortOutput("ear"), PortOutput)
        ports.append(bay)
        transport.set_output(bay)

    often = [
        lambda chance: transport.play(),
        lambda chance: transport.play(),
        lambda chance: transport.pause(),
        lambda chance: transport.stop(),
        lambda chance: transport.seek(chance.randrange(16 * BEAT)),
        lambda chance: transport.set_loop(start := chance.randrange(12 * BEAT), start + chance.randrange(60, 4 * BEAT)),
        lambda chance: transport.clear_loop(),
        lambda chance: transport.set_score(chance.choice(scores)),
        muted,
        erased,
        lambda chance: transport.set_clock(chance.random() < 0.5),
        lambda chance: transport.set_metronome(True),
        lambda chance: transport.play_through(chance.randrange(3), (0x90, chance.randrange(40, 80), 90)),
        lambda chance: transport.set_limit(chance.choice([None, 4 * BEAT])),
        lambda chance: transport.panic(),
    ]
    return often, replugged


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_no_note_hangs_after_any_of_a_thousand_sequences(ear, transport):
    chance, ports = random.Random(6), []
    often, replugged = ops(transport, ports)
    transport.set_score(dense(0, port="ear"))
    replugged(chance)
    struck = 0
    for number in range(SEQUENCES):
        transport.play()
        for _ in range(chance.randrange(2, 8)):
            chance.choice(often)(chance)
            if chance.random() < 0.5:
                time.sleep(chance.random() * 0.012)
        if number % 50 == 49:
            replugged(chance)
        transport.stop() if chance.random() < 0.5 else transport.pause()
        assert ear.falls_silent(), f"sequence {number} left {ear.sounding()} sounding"
        struck = ear.ask()["count"]
    assert struck > 20 * SEQUENCES


@pytest.mark.slow
def test_a_reader_that_is_closed_mid_song_stops_nobody_else(ear, transport, monkeypatch):
    monkeypatch.setattr(patchbays, "RETRY_SECONDS", 0.2)
    other = Ear("other")
    wait_until(lambda: any("other" in name for name in port_names()))
    bay = Patchbay(PortOutput("ear"), PortOutput)
    transport.set_output(bay)
    bay.opened = transport.chase
    transport.set_score(dense(1, port="other"))
    transport.set_loop(0, 16 * BEAT)
    transport.play()
    wait_until(lambda: other.ask()["count"] > 20)
    other.close()
    wait_until(lambda: bay.trouble is not None)
    assert "other" in bay.trouble
    count = ear.ask()["count"]
    wait_until(lambda: ear.ask()["count"] > count + 50)
    again = Ear("other")
    wait_until(lambda: again.ask()["count"] > 20)
    wait_until(lambda: bay.trouble is None)
    transport.stop()
    assert ear.falls_silent() and again.falls_silent()
    again.close()


@pytest.mark.slow
def test_another_program_follows_our_clock_to_the_right_tempo_and_place(ear, transport):
    transport.set_output(Patchbay(PortOutput("ear"), PortOutput))
    transport.set_score(
        Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 64 * BEAT, 80),)),), tempi=(Tempo.from_bpm(0, 132),))
    )
    transport.set_clock(True)
    transport.seek(8 * BEAT)
    transport.play()
    # Pulses that a busy machine lets come late tell nothing: in time they tell enough, or the clock is a wrong one.
    wait_until(lambda: follows_closely(ear, transport, bpm=132), seconds=25)
    transport.pause()
    assert ear.falls_silent()
    follower = ClockFollower()
    done = [follower.receive(message, at) for at, message in clock_of(ear)]
    assert [each.tick for each in done if each is not None and each.kind == "start"] == [8 * BEAT]


def clock_of(ear):
    return [(at, tuple(message)) for at, message in ear.ask("all")["all"] if message[0] >= 0xF0]


def follows_closely(ear, transport, *, bpm):
    """Return whether who hears the clock up to now runs at its tempo, and is where we are to a tenth of a second."""
    now, position = time.monotonic(), transport.position
    follower = ClockFollower()
    for at, message in clock_of(ear):
        if at <= now:
            follower.receive(message, at)
    time.sleep(0.05)
    if not follower.is_running or follower.bpm != pytest.approx(bpm, rel=0.01):
        return False
    return abs(follower.at_of(position) - now) < 0.1


class Printed:
    """What a follower of another maker has printed, line by line with its moment."""

    def __init__(self, process):
        self._lines = []
        self._thread = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._thread.start()

    def _read(self, stdout):
        for line in stdout:
            self._lines.append((time.monotonic(), line))

    @property
    def text(self):
        return "".join(line for _, line in list(self._lines))

    def pulses(self):
        """Return each pulse's moment, its frame by JACK's clock, and the tempo of the follower's slow filter."""
        found = [(at, re.search(r"flt: +([0-9.]+)\[BPM\].*@ (\d+)", line)) for at, line in list(self._lines)]
        return [(at, int(pulse[2]), float(pulse[1])) for at, pulse in found if pulse is not None]

    def bpm(self):
        """Return the tempo by a line through all pulses: that one came late on a busy machine tells nothing of it."""
        moments = [at for at, _, _ in self.pulses()]
        return 60 / 24 / np.polyfit(np.arange(len(moments)), moments, 1)[0] if len(moments) >= 96 else 0

    def end(self):
        self._thread.join(20)


@pytest.mark.slow
@pytest.mark.parametrize("bpm", [73.0, 128.0])
def test_a_clock_follower_of_another_maker_tells_our_tempo_and_place(jack_server, transport, bpm):
    if shutil.which("jack_mclk_dump") is None or shutil.which("stdbuf") is None:
        pytest.skip("jack_mclk_dump (the Debian package jack-midi-clock) or stdbuf is not installed")
    command = ["stdbuf", "-oL", "jack_mclk_dump", "-n", "-b", "1"]
    follower = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1)
    printed = Printed(follower)
    try:
        wait_until(lambda: any("mclk" in name for name in port_names()))
        transport.set_output(Patchbay(PortOutput(next(name for name in port_names() if "mclk" in name)), PortOutput))
        transport.set_score(
            Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 256 * BEAT, 80),)),), tempi=(Tempo.from_bpm(0, bpm),))
        )
        transport.set_clock(True)
        transport.play()
        wait_until(lambda: printed.bpm() == pytest.approx(bpm, rel=0.005), seconds=60)
        transport.pause()
        wait_until(lambda: "stop" in printed.text)
    finally:
        follower.send_signal(signal.SIGINT)
        follower.wait(timeout=20)
    printed.end()
    assert "start" in printed.text
    pulses = printed.pulses()
    assert len(pulses) == pytest.approx(transport.position / (BEAT / 24), abs=12)
    moments, frames, filtered = zip(*pulses, strict=True)
    if np.polyfit(moments, frames, 1)[0] == pytest.approx(48_000, rel=0.002):  # JACK itself has lost no time
        assert filtered[-1] == pytest.approx(bpm, rel=0.04)
        assert 60 * 48_000 / 24 / np.polyfit(np.arange(len(frames)), frames, 1)[0] == pytest.approx(bpm, rel=0.005)


@pytest.mark.slow
def test_a_server_that_dies_and_returns_hangs_nobody():
    """In a process of its own: libjack does not bear two servers in one."""
    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed")
    script = Path(__file__).with_name("dying_server.py")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=100)
    if done.returncode == 77:
        pytest.skip("jackd does not start here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split("\n")[:4] == [
        "heard",
        "told: The MIDI port “ear:in” has gone: connect it again and choose it anew.",
        "heard again",
        "closed",
    ]
