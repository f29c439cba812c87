"""How punctual live playing is on a real JACK server with a pretended sound card, with composing flat out beside it.

Run `python benchmarks/live.py`; it needs jackd with its example programs, and takes some minutes. It tells, of one run:
- midi: how late note-ons come over a virtual port at 1,000 notes a minute in 8 tracks, and how even the MIDI clock is,
  beside what an idle sender written in C shows on the same server: with nothing beside it, with composing in a process
  of its own (as the studio does) and in a thread;
- fluid: where notes begin in the audio that FluidSynth plays, against the score;
- first: from a prompt to the first note that is sent, cold and warm.
"""

import argparse
import multiprocessing
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.streaming import WholePiece
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.playback.midi_port import PortOutput
from audiogenesis_desktop.playback.output import Output
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.events import NOTE_ON, Event
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track
from audiogenesis_desktop.studio.bench import give_way
from audiogenesis_desktop.studio.composing_process import ComposingProcess

RATE, PERIOD, SOUND_PERIOD = 48_000, 64, 256
TRACKS, NOTES_A_MINUTE, BPM = 8, 1_000, 120
PROMPT = "energetic rock band, 132 bpm, 30 seconds"

Floats = npt.NDArray[np.float64]


@contextmanager
def server(period: int, *, waits: bool) -> Iterator[None]:
    """Run a private JACK server; one that waits loses no message, one that does not keeps real time."""
    name = f"audiogenesis-bench-{os.getpid()}"
    os.environ["JACK_DEFAULT_SERVER"] = name
    manner = ["-S", "-t", "5000"] if waits else []
    command = ["jackd", "-n", name, "-r", *manner, "-d", "dummy", "-r", str(RATE), "-p", str(period)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # it waits for clients that were thrown out
            process.kill()


def listen(name: str, pipe: "multiprocessing.connection.Connection") -> None:
    """Receive messages on a port of this name until told to stop; run in a process of its own."""
    import rtmidi

    received: list[tuple[float, list[int]]] = []
    port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
    port.ignore_types(sysex=True, timing=False, active_sense=True)
    port.set_callback(lambda event, _data: received.append((time.monotonic(), event[0])))
    port.open_virtual_port("in")
    pipe.send("ready")
    pipe.recv()
    port.close_port()
    port.delete()
    pipe.send(received)


class Ear:
    """This side of the listening process."""

    def __init__(self, name: str = "ear") -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(target=listen, args=(name, theirs), daemon=True)
        self._process.start()
        if not self._pipe.poll(20):
            raise SystemExit("Nothing can be heard here: does jackd run?")
        self._pipe.recv()

    def received(self) -> list[tuple[float, list[int]]]:
        """Return what was received, and listen no more."""
        self._pipe.send("stop")
        received = self._pipe.recv()
        self._process.join(10)
        return received


# MIDI out


def even_score(seconds: float) -> Score:
    """Return notes at an even pace, dealt out to the tracks."""
    apart, count = 60 / NOTES_A_MINUTE, round(seconds * NOTES_A_MINUTE / 60)
    ticks = [round(i * apart * BPM / 60 * 960) for i in range(count)]
    tracks = [
        Track(t, f"Track {t}", t, notes=tuple(Note(ticks[i], 40 + i % 60, 40, 80) for i in range(t, count, TRACKS)))
        for t in range(TRACKS)
    ]
    return Score(tracks=tuple(tracks), tempi=(Tempo.from_bpm(0, BPM),))


@contextmanager
def idle_sender() -> Iterator[list[Floats]]:
    """Let JACK's own sequencer, in C, send beside; the list then has how far off its notes came, in ms."""
    ear, apart, off = Ear("idle"), round(RATE * 0.06), list[Floats]()
    command = ["jack_midiseq", "seq", str(apart), "0", "60", str(apart // 2)]
    sequencer = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    subprocess.run(["jack_connect", "seq:out", "idle:in"], check=True, stdout=subprocess.DEVNULL)
    yield off
    sequencer.terminate()
    sequencer.wait(10)
    ons = np.array([at for at, message in ear.received() if message[0] & 0xF0 == NOTE_ON and message[2]])[2:]
    number = np.arange(len(ons))
    strayed = ons - np.polyval(np.polyfit(number, ons, 1), number)
    # The server's clock wanders against this machine's: what a second's notes have in common is not the sender's doing.
    wander = np.array([np.median(strayed[max(0, i - 8) : i + 9]) for i in range(len(strayed))])
    off.append((strayed - wander) * 1000)


def our_sender(seconds: float) -> tuple[Floats, Floats]:
    """Return how late our note-ons come in ms, and how far apart our clock's pulses are, less what they should be."""
    ear, score = Ear("ear"), even_score(seconds)
    time.sleep(0.3)
    transport = Transport(PortOutput("ear"))
    transport.set_clock(True)
    transport.set_score(score)
    transport.play()
    while not transport.is_playing or not transport._scheduler.segments:
        time.sleep(0.01)
    begun = transport._scheduler.segments[0].at
    while transport.is_playing:
        time.sleep(0.1)
    transport.close()
    received = ear.received()
    ons = np.sort([at for at, message in received if message[0] & 0xF0 == NOTE_ON and message[2]])
    due = begun + np.sort([n.start_tick for t in score.tracks for n in t.notes]) * 60 / BPM / 960
    assert len(ons) == len(due), f"{len(due) - len(ons)} notes were lost"
    pulses = np.array([at for at, message in received if message[0] == 0xF8])
    return (ons - due) * 1000, (np.diff(pulses) - 60 / BPM / 24) * 1000


def spread(lateness: Floats) -> str:
    """Return median, 99th percentile and maximum in ms."""
    return f"median {np.median(lateness):.2f}, p99 {np.percentile(lateness, 99):.2f}, max {lateness.max():.2f} ms"


def compose_for_ever(stopped: "threading.Event | multiprocessing.synchronize.Event") -> None:
    """Compose piece after piece."""
    if threading.current_thread() is threading.main_thread():
        give_way()  # as the studio's own process does
    composer, brief, seed = load_composer(paths.shipped_checkpoint()), Brief(prompt=PROMPT, energy=0.9), 0
    while not stopped.is_set():
        seed += 1
        plan = make_plan(brief, seed)
        for _ in composer.compose(brief, plan, plan.empty_score(), seed=seed):
            if stopped.is_set():
                return


@contextmanager
def composing(how: str) -> Iterator[None]:
    """Compose flat out beside: "alone" does not, "process" and "thread" say where."""
    if how == "alone":
        yield
        return
    context = multiprocessing.get_context("spawn")
    stopped = context.Event() if how == "process" else threading.Event()
    make = context.Process if how == "process" else threading.Thread
    worker = make(target=compose_for_ever, args=(stopped,), daemon=True)
    worker.start()
    time.sleep(6)  # until it has loaded
    yield
    stopped.set()
    worker.join(20)


def measure_midi(seconds: float) -> None:
    """Print the figures of MIDI out, each beside those of the idle sender at the same time."""
    for how in ("alone", "process", "thread"):
        with composing(how), idle_sender() as idle:
            late, apart = our_sender(seconds)
        off, base = np.abs(late - np.median(late)), np.abs(idle[0])
        print(f"composing {how:8}: notes late by {spread(late)}, off their median by {spread(off)}")
        print(f"    clock off by {spread(np.abs(apart))}; an idle C sender meanwhile off by {spread(base)}")
        first, last = late[: len(late) // 4], late[-len(late) // 4 :]
        print(f"    drift {np.median(last) - np.median(first):+.3f} ms over {seconds:.0f} s")


# FluidSynth


def measure_fluid(seconds: float) -> None:
    """Print where notes begin in what FluidSynth plays, composing beside it in a process of its own."""
    import soundfile

    from audiogenesis_desktop.playback.fluid import FluidOutput, find_soundfont

    count = int(seconds / 0.25)
    clicks = tuple(Note(i * 480, 76, 60, 127) for i in range(count))  # a wood block at 120 BPM's eighths
    score = Score(tracks=(Track(0, "Block", is_drums=True, notes=clicks),), tempi=(Tempo.from_bpm(0, BPM),))
    output = FluidOutput(find_soundfont(), driver="jack")
    transport = Transport(output)
    transport.set_score(score)
    with tempfile.TemporaryDirectory() as place, composing("process"):
        file = Path(place) / "heard.wav"
        ports = subprocess.run(["jack_lsp"], capture_output=True, text=True).stdout.split()
        left = next(port for port in ports if "left" in port)
        recorder = subprocess.Popen(
            ["jack_rec", "-f", str(file), "-d", str(round(seconds) + 3), "-b", "24", left], stdout=subprocess.DEVNULL
        )
        time.sleep(1)
        transport.play()
        recorder.wait()
        transport.close()
        sound, rate = soundfile.read(file)
    starts = onsets(np.abs(sound if sound.ndim == 1 else sound[:, 0]), rate)
    print(f"FluidSynth: {len(starts)} of {count} notes heard", end="; ")
    off = starts - starts[0] - np.round((starts - starts[0]) / 0.25) * 0.25
    off = (off - np.median(off)) * 1000
    print(
        f"begin off by p99 {np.percentile(np.abs(off), 99):.2f}, max {np.abs(off).max():.2f} ms; "
        f"a buffer is {1000 * SOUND_PERIOD / RATE:.2f} ms"
    )


def onsets(level: Floats, rate: int) -> Floats:
    """Return the seconds at which sound gets loud after at least 100 ms in which it was not."""
    loud = np.flatnonzero(level > 0.25 * level.max())
    is_first = np.diff(loud, prepend=-rate) > 0.1 * rate
    return loud[is_first] / rate


# First sound


class FirstNote(Output):
    """An output that remembers when its first note was to sound."""

    def __init__(self) -> None:
        self.at: float | None = None
        self.came = threading.Event()

    def send(self, event: Event, at: float) -> None:
        """Remember the first note."""
        if event.kind == NOTE_ON and self.at is None:
            self.at = at
            self.came.set()

    def silence(self) -> None:
        """Do nothing."""

    def panic(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def first_sound(apart: ComposingProcess, prompt: str) -> tuple[float, float]:
    """Return the seconds from a prompt to its first note, and those of them until its first bar was composed."""
    output, begun = FirstNote(), time.monotonic()
    transport = Transport(output)
    transport.set_limit(0)
    transport.play()
    brief = apart.read(prompt)
    piece = WholePiece(apart.load_composer(), brief, apart.make_plan(brief, 5), seed=5)
    first_bar = None
    while not output.came.is_set() and not piece.is_whole:
        piece.advance()
        bar = piece.score.meters[0].bar_ticks
        if first_bar is None and any(n.start_tick >= bar for t in piece.score.tracks for n in t.notes):
            first_bar = time.monotonic() - begun
        transport.set_score(piece.score)
        transport.set_limit(piece.settled_tick)
    output.came.wait(10)
    transport.close()
    assert output.at is not None
    return output.at - begun, first_bar or output.at - begun


def measure_first() -> None:
    """Print how long the first note takes, from a cold start and warm."""
    apart = ComposingProcess(paths.shipped_checkpoint())
    cold, _ = first_sound(apart, PROMPT)
    print(f"prompt to first sound, cold: {cold:.2f} s", end="")
    for prompt in (PROMPT, "calm piano, 72 bpm", "solo flute over soft strings, D minor"):
        first_sound(apart, prompt)  # so that the prompt has been read once
        warm, bar = first_sound(apart, prompt)
        print(f"; warm “{prompt[:18]}…”: {warm * 1000:.0f} ms, {(warm - bar) * 1000:.0f} beyond the first bar", end="")
    print()
    apart.end()


def main() -> None:
    """Print the figures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", default=["midi", "fluid", "first"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--period", type=int, default=PERIOD, help="frames, of the server that carries MIDI")
    options = parser.parse_args()
    if "first" in options.what:
        measure_first()
    if "midi" in options.what:
        with server(options.period, waits=True):
            measure_midi(options.seconds)
    if "fluid" in options.what:
        with server(SOUND_PERIOD, waits=False):
            measure_fluid(options.seconds)


if __name__ == "__main__":
    main()
