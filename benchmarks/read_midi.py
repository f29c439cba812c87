"""Reading MIDI files, compared with other readers: how many notes each finds, and how long mido takes.

    python benchmarks/read_midi.py FOLDER [FOLDER …] [--files 40] [--music21]
    python benchmarks/read_midi.py --speed 600000 [--rounds 5]

The first takes so many files of each folder under FOLDER (drawn alike each time) and prints a table: for each reader
the files it reads and those in which it finds as many notes as we do, and what became of our own reading, writing and
reading again. A note is a note-on with a velocity; an exact double, which we keep once, is counted once for all.
music21 is slow, and reads a tenth of them. The second times reading one made-up file against mido alone, by turns.
"""

import argparse
import contextlib
import multiprocessing
import random
import resource
import statistics
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import mido
import symusic
from pretty_midi import PrettyMIDI

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.midi import Reading, midi_bytes, read_file, write_midi
from audiogenesis_desktop.files.midi_reading import parse
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.training.reading import ENDINGS

ONE_IN = 10  # files for music21


def by_mido(path: Path) -> int:
    """Return how many notes mido finds."""
    tracks = mido.MidiFile(path, clip=True).tracks
    return sum(message.type == "note_on" and message.velocity > 0 for track in tracks for message in track)


def by_pretty_midi(path: Path) -> int:
    """Return how many notes pretty_midi finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sum(len(instrument.notes) for instrument in PrettyMIDI(str(path)).instruments)


def by_symusic(path: Path) -> int:
    """Return how many notes symusic finds."""
    return sum(len(track.notes) for track in symusic.Score(path).tracks)


def by_music21(path: Path) -> int:
    """Return how many notes music21 finds."""
    from music21 import midi

    file = midi.MidiFile()
    file.open(str(path))
    try:
        file.read()
    finally:
        file.close()
    return sum(event.isNoteOn() and event.velocity > 0 for track in file.tracks for event in track.events)


OTHERS: dict[str, Callable[[Path], int]] = {"mido": by_mido, "pretty_midi": by_pretty_midi, "symusic": by_symusic}


def doubles(path: Path, reading: Reading) -> int:
    """Return how many notes the file has that are exact doubles of others, and are there once in our score."""
    with contextlib.suppress(Exception):
        return by_symusic(path) - reading.score.note_count
    return 0


def what_sounds(score: Score) -> set[tuple[int, bool, int, int]]:
    """Return every note that begins, by its sound, tick and key."""
    return {(t.program, t.is_drums, n.start_tick, n.pitch) for t in score.tracks for n in t.notes}


def compare(files: Iterable[Path], *, with_music21: bool) -> Counter[str]:
    """Return counts over the files, and print each file that is out of the ordinary."""
    found = Counter[str]()
    for i, path in enumerate(files):
        found["files"] += 1
        try:
            reading = read_file(path)
        except BadInput as error:
            print(f"refused: {error}")
            continue
        found["read by us"] += 1
        found["notes"] += reading.score.note_count
        found["told of an oddity"] += bool(reading.notices)
        found["would lose nothing when saved"] += not reading.losses
        readers = OTHERS | ({"music21": by_music21} if with_music21 and i % ONE_IN == 0 else {})
        for name, count in readers.items():
            found[f"tried by {name}"] += 1
            try:
                difference = count(path) - reading.score.note_count
            except Exception as error:
                print(f"{path.name}: {name}: {str(error)[:80]}")
                continue
            found[f"read by {name}"] += 1
            found[f"as many notes by {name}"] += difference == 0
            if difference > 0 and doubles(path, reading) == difference:
                found[f"as many but for doubles by {name}"] += 1
            elif difference:
                print(f"{path.name}: {name} {difference:+d} of {reading.score.note_count}")
        again = parse(midi_bytes(reading.score)).score
        found["same after writing and reading"] += what_sounds(again) == what_sounds(reading.score)
        found["needs further ports"] += any(channel.port for channel in assign_channels(reading.score).values())
    return found


def drawn(folders: Iterable[Path], count: int) -> list[Path]:
    """Return up to `count` files of each folder under the folders, and of the folders themselves."""
    files: list[Path] = []
    for folder in folders:
        for place in (*sorted(p for p in folder.iterdir() if p.is_dir()), folder):
            inside = place.rglob("*") if place != folder else place.iterdir()
            own = sorted(path for path in inside if path.suffix.lower() in ENDINGS)
            files += random.Random(0).sample(own, min(count, len(own)))
    return files


def made_up(count: int) -> Score:
    """Return a piece of so many notes in 32 tracks."""
    draw = random.Random(1)

    def track(number: int) -> Track:
        tick, notes = 0, []
        for _ in range(count // 32):
            tick += draw.choice([0, 120, 240, 317])
            notes.append(Note(tick, draw.randint(30, 100), draw.randint(50, 900), draw.randint(1, 127)))
        return Track(number, f"Part {number}", number).with_notes(notes)

    return Score(tuple(map(track, range(32))))


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def write_made_up(count: int, path: Path) -> None:
    """Write such a piece."""
    write_midi(made_up(count), path)


def in_process(work: Callable[..., object], *arguments: object) -> Any:
    """Return what comes of work in a process of its own, so that only its own memory counts."""
    with multiprocessing.get_context("spawn").Pool(1) as fresh:
        return fresh.apply(work, arguments)


def memory_of_reading(path: Path) -> tuple[float, float]:
    """Return the most memory that this process has held, in MiB, before and after reading a file."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    read_file(path)
    return before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int, rounds: int) -> None:
    """Time reading one file by turns with mido's reading of it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "large.mid"
        in_process(write_made_up, count, path)
        before, peak = in_process(memory_of_reading, path)
        pairs = [(seconds(lambda: read_file(path)), seconds(lambda: mido.MidiFile(path))) for _ in range(rounds)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{count:,} notes: ours {ours:.2f} s, mido {theirs:.2f} s, ratio {ours / theirs:.2f}")
    print(f"memory of a process that reads it: {peak:,.0f} MiB at most, {before:,.0f} MiB of it before reading")


def main() -> None:
    """Compare readers over folders, or time one large file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER")
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--music21", action="store_true")
    parser.add_argument("--speed", type=int, metavar="NOTES", default=0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if options.speed:
        measure(options.speed, options.rounds)
        return
    files = drawn(options.folders, options.files)
    for what, count in compare(files, with_music21=options.music21).items():
        print(f"{count:>10,} {what}")


if __name__ == "__main__":
    main()
