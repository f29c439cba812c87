"""What editing does to playing: 50,000 notes over a MIDI port of a real JACK server, edited 30 times a second.

Run `python benchmarks/playing_while_editing.py`; it needs jackd. Rounds without edits and rounds of one note nudged, of
a fader moved and of a track muted and heard again take turns in one run. It tells, of the tracks that are not touched:
- handed over: how many note-ons reached the output too late, and by how much;
- heard: how late note-ons come at the other end of the port, and how far beyond those of the rounds without edits;
- gap: the longest time without a note-on; cut: by how much a note was shorter than it is written, at most.
With `--tracks 1` all notes, the nudged one too, are in one track.
"""

import argparse
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from live import PERIOD, Ear, Floats, server

from audiogenesis_desktop.playback.midi_port import PortOutput
from audiogenesis_desktop.playback.output import Output
from audiogenesis_desktop.playback.transport import Transport
from audiogenesis_desktop.score.edits import exchange_notes, set_mix
from audiogenesis_desktop.score.events import NOTE_OFF, NOTE_ON, Event
from audiogenesis_desktop.score.score import Mix, Note, Score, Tempo, Track

NOTES, EDITS_A_SECOND = 50_000, 30
APART_SECONDS, LENGTH_SECONDS = 0.008, 0.25
TICKS_A_SECOND = 1920  # 120 BPM
MUTED_EVERY = 10  # edits: three times a second


def piece(tracks: int) -> Score:
    """Return notes at an even pace, dealt out to the tracks; no key of a track comes again while it sounds."""
    apart, length = round(APART_SECONDS * TICKS_A_SECOND), round(LENGTH_SECONDS * TICKS_A_SECOND)
    dealt = [
        [Note(i * apart, 36 + i // tracks % 60, length, 80) for i in range(t, NOTES, tracks)] for t in range(tracks)
    ]
    parts = tuple(Track(t, f"Track {t}", t, notes=tuple(notes)) for t, notes in enumerate(dealt))
    return Score(tracks=parts, tempi=(Tempo(0, 500_000),))


class Listening(Output):
    """A port whose note-ons are noted, with the moments they are due and were handed over."""

    def __init__(self, port: PortOutput) -> None:
        self._port, self.due = port, list[tuple[float, float, tuple[int, ...]]]()

    def send(self, event: Event, at: float) -> None:
        """Note a note-on and pass everything on."""
        if event.kind == NOTE_ON:
            self.due.append((at, time.monotonic(), event.data))
        self._port.send(event, at)

    def silence(self) -> None:
        """Pass it on."""
        self._port.silence()

    def panic(self) -> None:
        """Pass it on."""
        self._port.panic()

    def close(self) -> None:
        """Pass it on."""
        self._port.close()


Edit = Callable[[Score, int], Score]


def nudged(score: Score, number: int) -> Score:
    """Return the score with one note of its first track moved, to and fro."""
    notes = score.tracks[0].notes
    moved = 5 if number % 2 else -5
    note = notes[len(notes) // 2]
    return exchange_notes(score, 0, [note], [note._replace(start_tick=note.start_tick + moved)])


def faded(score: Score, number: int) -> Score:
    """Return the score with the first track louder or softer."""
    return set_mix(score, 0, replace(score.tracks[0].mix, volume=number % 128))


def muted(score: Score, number: int) -> Score:
    """Return the score with the first track muted or heard again, three times a second."""
    return score if number % MUTED_EVERY else set_mix(score, 0, Mix(mute=number // MUTED_EVERY % 2 == 0))


KINDS: dict[str, Edit | None] = {"no edits": None, "one note": nudged, "a fader": faded, "mute": muted}


def play_round(score: Score, edit: Edit | None, seconds: float) -> dict[str, Floats]:
    """Play a while, edited or not; return figures in ms, of the tracks but the first if there are more."""
    ear = Ear("ear")
    time.sleep(0.3)
    output = Listening(PortOutput("ear"))
    transport = Transport(output)
    transport.set_score(score)
    transport.seek(score.tracks[0].notes[len(score.tracks[0].notes) // 3].start_tick)
    transport.play()
    time.sleep(1.0)
    begun, shown = time.monotonic(), score
    for number in range(round(seconds * EDITS_A_SECOND)):
        time.sleep(max(0.0, begun + number / EDITS_A_SECOND - time.monotonic()))
        if edit is not None:
            shown = edit(shown, number)
            transport.set_score(shown)
    ended = time.monotonic()
    transport.close()
    return figures(ear.received(), output.due, (begun, ended), spared=0 if len(score.tracks) > 1 else None)


def figures(
    received: list[tuple[float, list[int]]],
    due: list[tuple[float, float, tuple[int, ...]]],
    span: tuple[float, float],
    *,
    spared: int | None,
) -> dict[str, Floats]:
    """Return how late notes were handed over and received, the gaps between them and by how much they were cut."""
    came, lengths = defaultdict[tuple[int, ...], list[float]](list), list[float]()
    begun = dict[tuple[int, int], float]()
    for at, message in received:
        kind, key = message[0] & 0xF0, (message[0] & 0x0F, message[1])
        if kind == NOTE_ON and key[0] != spared:
            came[tuple(message)].append(at)
            begun[key] = at
        elif kind == NOTE_OFF and key in begun and span[0] < at < span[1]:
            lengths.append(at - begun.pop(key))
    late, handed, moments = list[float](), list[float](), list[float]()
    for at, sent, data in due:
        if data[0] & 0x0F == spared:
            continue
        arrived = came[data].pop(0) if came[data] else None
        if arrived is not None and span[0] < at < span[1] - 0.2:
            late.append(arrived - at)
            handed.append(sent - at)
            moments.append(arrived)
    ms = {
        "handed": np.array(handed) * 1000,
        "late": np.array(late) * 1000,
        "gap": np.diff(np.sort(moments)) * 1000,
        "cut": (LENGTH_SECONDS - np.array(lengths)) * 1000,
    }
    return ms


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--tracks", type=int, default=8)
    options = parser.parse_args()
    score, kept = piece(options.tracks), defaultdict[str, list[dict[str, Floats]]](list)
    with server(PERIOD, waits=True):
        for _ in range(options.rounds):
            for name, edit in KINDS.items():
                if options.tracks > 1 or edit in (None, nudged):
                    kept[name].append(play_round(score, edit, options.seconds))
    report(kept)
    assert threading.active_count() == 1, "a thread was left"


def report(kept: dict[str, list[dict[str, Floats]]]) -> None:
    """Print a line for each kind of round, the rounds taken together."""
    base = None
    for name, rounds in kept.items():
        handed, late, gap, cut = (
            np.concatenate([r[what] for r in rounds]) for what in ("handed", "late", "gap", "cut")
        )
        p99 = np.percentile(late, 99)
        base = p99 if base is None else base
        print(
            f"{name:9} {late.size:6} notes; handed over late {100 * (handed > 0).mean():.1f} %, "
            f"worst {handed.max():.0f} ms; "
            f"heard late by median {np.median(late):.2f}, p99 {p99:.2f} ({p99 - base:+.2f}), max {late.max():.2f} ms; "
            f"longest gap {gap.max():.0f} ms; cut by at most {cut.max():.1f} ms"
        )


if __name__ == "__main__":
    main()
