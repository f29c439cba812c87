"""What stems and a delivery pack cost beside the `fluidsynth` program, which has to render once for each stem.

Run `python benchmarks/render_stems.py [--seconds 180] [--rounds 3]`. Each time is a whole process from start to exit,
by turns; on a busy machine read the processor times, which are of all threads. Ratios of medians: below 1 is quicker.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from render_vs_fluidsynth import band

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.playback.soundfont import find_soundfont
from audiogenesis_desktop.score.score import Score

_STEMS = """
import sys
from pathlib import Path
from audiogenesis_desktop.commands.reading import read_score
from audiogenesis_desktop.delivery.room import room_beside
from audiogenesis_desktop.delivery.stems import stems_of
from audiogenesis_desktop.files.audio import open_audio
midi, folder, soundfont = map(Path, sys.argv[1:])
score = read_score(midi)
with room_beside(folder / "x") as room:
    stems = stems_of(score)
    whole, apart = room.rendered_apart(score, stems, soundfont=soundfont, rate=48_000)
    for i, sound in enumerate([whole, *apart]):
        with open_audio(folder / f"{i}.wav", rate=48_000, bits="16") as write:
            for chunk in sound.chunks():
                write(chunk)
"""


def timed(*commands: list[str]) -> tuple[float, float]:
    """Return the seconds that processes one after another take, by the clock and of the processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, spent


def _alone(score: Score, number: int) -> Score:
    return replace(score, tracks=(score.tracks[number],))


def main() -> None:
    """Time the mix, the mix with stems, and a pack, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--soundfont", type=Path)
    options = parser.parse_args()
    soundfont, score = str(find_soundfont(options.soundfont)), band(options.seconds)
    score = replace(score, tracks=(*score.tracks, replace(score.tracks[0], id=99, name="Guitar", program=24)))
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        write_midi(score, at / "all.mid")
        for i in range(len(score.tracks)):
            write_midi(_alone(score, i), at / f"{i}.mid")
        us = [sys.executable, "-m", "audiogenesis_desktop"]
        mix = [*us, "render", str(at / "all.mid"), "-o", str(at / "a.wav"), "--bits", "16", "--soundfont", soundfont]
        stems = [sys.executable, "-c", _STEMS, str(at / "all.mid"), folder, soundfont]
        fluid = ["fluidsynth", "-ni", "-q", "-r", "48000", "-O", "s16", "-T", "wav", "-F"]
        theirs = [[*fluid, str(at / f"{i}.t.wav"), soundfont, str(at / f"{i}.mid")] for i in range(len(score.tracks))]
        their_mix = [*fluid, str(at / "t.wav"), soundfont, str(at / "all.mid")]
        rounds = [
            (timed(mix), timed(their_mix), timed(stems), timed(their_mix, *theirs)) for _ in range(options.rounds)
        ]
        write_midi(band(30), at / "short.mid")
        pack = timed(
            [*us, "deliver", str(at / "short.mid"), "--pack", "advert", "-o", str(at / "p"), "--soundfont", soundfont]
        )
    print(f"{options.seconds:.0f} s, {len(score.tracks)} tracks, {Path(soundfont).name}, {os.cpu_count()} cores:")
    for name, kind in (("by the clock", 0), ("of the processor", 1)):
        ours, one, apart, each = (statistics.median(r[i][kind] for r in rounds) for i in range(4))
        print(f"{name}: mix {ours:.1f} s beside {one:.1f}, ratio {ours / one:.2f}; ", end="")
        print(f"mix and stems {apart:.1f} s beside {each:.1f}, ratio {apart / each:.2f}")
    print(f"advert pack of a file of 30 s: {pack[0]:.1f} s, of the processor {pack[1]:.1f} s")


if __name__ == "__main__":
    main()
