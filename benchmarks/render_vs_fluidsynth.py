"""How long rendering a piece to WAV takes beside the `fluidsynth` program on the same piece and SoundFont.

Run `python benchmarks/render_vs_fluidsynth.py [--seconds 120] [--rounds 5]`. Both write a 48 kHz 16-bit WAV
file from the same MIDI file with reverb and chorus on; each time is a whole process from start to exit. The
rounds alternate, and the figure is the ratio of medians: below 1 is faster than `fluidsynth`.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.playback.soundfont import find_soundfont
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Tempo, Track

PROGRAMS = (("Piano", 0), ("Strings", 48), ("Flute", 73), ("Harp", 46), ("Bass", 32), ("Horn", 60))


def band(seconds: float) -> Score:
    """Return six tracks and drums at 120 bpm: about 22 notes a second in all."""
    chance = random.Random(1)
    beats = round(seconds * 2)
    tracks = []
    for i, (name, program) in enumerate(PROGRAMS):
        low = 36 if name == "Bass" else 55
        notes = [
            Note(beat * TICKS_PER_BEAT + half * 480, low + chance.randrange(24), 460, chance.randrange(50, 110))
            for beat in range(beats)
            for half in (0, 1)
            if chance.random() < 0.75
        ]
        tracks.append(Track(i, name, program).with_notes(notes))
    hits = [Note(beat * TICKS_PER_BEAT, (36, 38)[beat % 2], 240, 100) for beat in range(beats)]
    tracks.append(Track(len(PROGRAMS), "Drums", is_drums=True).with_notes(hits))
    return Score(tuple(tracks), tempi=(Tempo.from_bpm(0, 120),), length_ticks=(beats + 4) * TICKS_PER_BEAT)


def timed(command: list[str]) -> float:
    """Return the seconds that a process takes from start to exit."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Time both, by turns, and print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--soundfont", type=Path)
    options = parser.parse_args()
    soundfont = str(find_soundfont(options.soundfont))
    with tempfile.TemporaryDirectory() as folder:
        midi, ours, theirs = (str(Path(folder) / name) for name in ("a.mid", "ours.wav", "theirs.wav"))
        write_midi(band(options.seconds), Path(midi))
        us = [sys.executable, "-m", "audiogenesis_desktop", "render", midi, "-o", ours, "--bits", "16"]
        us += ["--soundfont", soundfont]
        them = ["fluidsynth", "-ni", "-q", "-r", "48000", "-O", "s16", "-T", "wav", "-F", theirs, soundfont, midi]
        pairs = [(timed(us), timed(them)) for _ in range(options.rounds)]
    ours_s, theirs_s = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{options.seconds:.0f} s of music, {Path(soundfont).name}, median of {options.rounds}:")
    print(f"audiogenesis render {ours_s:.2f} s, fluidsynth {theirs_s:.2f} s, ratio {ours_s / theirs_s:.2f}")


if __name__ == "__main__":
    main()
