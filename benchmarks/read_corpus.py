"""How long reading a corpus takes, and how much memory packing one holds, beside symusic parsing the same files.

Run `python benchmarks/read_corpus.py FOLDER [--files 2000] [--processes 2] [--rounds 5]`: the same files, by turns,
once through `symusic.Score` alone and once through our reader, each in as many processes of its own. The ratio is
what telling key, chords, sections and repetition costs beside parsing.

`--pack` packs the files again and again, each time as other music, until there are as many as it says, and tells
the peak of this process's memory on the way: it is to stay level.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, VELOCITY
from audiogenesis_desktop.theory.instruments import REST_CLASS
from audiogenesis_desktop.training.corpus import Piece, read_pieces
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.packing import pack
from audiogenesis_desktop.training.reading import midi_files, read_in_processes

LAKH_FILES = 170_000


def parse_alone(files: list[Path]) -> list[int]:
    """Return how many tracks each file has, by symusic and nothing else."""
    import symusic

    found = []
    for file in files:
        try:
            found.append(len(symusic.Score(file).tracks))
        except RuntimeError:
            found.append(0)
    return found


def read(files: list[Path]) -> list[Piece | str]:
    """Return the files as our reader gives them."""
    return read_pieces([(file, {}) for file in files])


def seconds_of(work: object, files: Sequence[Path], processes: int) -> float:
    """Return how long it takes to have all results here."""
    start = time.perf_counter()
    for _ in read_in_processes(work, files, processes=processes):  # type: ignore[arg-type]
        pass
    return time.perf_counter() - start


def compare(files: Sequence[Path], processes: int, rounds: int) -> None:
    """Time both by turns, after one run each to warm the disk cache."""
    pairs = [(seconds_of(read, files, processes), seconds_of(parse_alone, files, processes)) for _ in range(rounds + 1)]
    ours, alone = (statistics.median(times) for times in zip(*pairs[1:], strict=True))
    print(f"{len(files)} files in {processes} processes, median of {rounds} rounds")
    print(f"ours    {ours:.2f} s, {len(files) / ours:,.0f} files a second")
    print(f"symusic {alone:.2f} s, {len(files) / alone:,.0f} files a second")
    ratios = sorted(a / b for a, b in pairs[1:])
    print(f"ratio   {ours / alone:.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})")


def other_music(piece: Piece, turn: int) -> Piece:
    """Return the piece with other loudness and names, so that it is no double of itself."""
    if not turn:
        return piece
    classes = piece.classes.copy()
    sounding = classes[:, INSTRUMENT] != REST_CLASS
    bits = np.frombuffer(turn.to_bytes(4, "little"), dtype=np.uint8)
    classes[sounding, VELOCITY] ^= np.resize(np.unpackbits(bits), int(sounding.sum()))
    return replace(piece, classes=classes, file=f"{turn}-{piece.file}", group=f"{turn} {piece.group}")


def many(files: Sequence[Path], processes: int, count: int) -> Iterator[Piece]:
    """Yield the files' pieces, read anew each turn, until there are `count`; tell the memory on the way."""
    done, turn = 0, 0
    step = max(1, count // 8)
    while done < count:
        for _, piece in read_in_processes(read, files, processes=processes):
            if isinstance(piece, Piece) and done < count:
                yield other_music(piece, turn)
                done += 1
                if done % step == 0:
                    print(f"{done:>8,} pieces: {peak_mib():,.0f} MiB at most", flush=True)
        turn += 1


def peak_mib() -> float:
    """Return the most memory that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_packing(files: Sequence[Path], processes: int, count: int) -> None:
    """Pack so many pieces, and tell time, memory, size on disk, and how long opening takes."""
    before = peak_mib()
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        packed = pack(many(files, processes, count), Path(place))
        seconds = time.perf_counter() - start
        size = sum(file.stat().st_size for file in Path(place).iterdir())
        grown = (peak_mib() - before) / packed
        print(f"packed {packed:,} pieces in {seconds:.0f} s: {size / 2**20:,.0f} MiB on disk")
        times = LAKH_FILES / packed
        print(f"for {LAKH_FILES:,}: {seconds * times / 60:.0f} min, {size * times / 2**30:.1f} GiB on disk, ", end="")
        print(f"at most {before + grown * LAKH_FILES:,.0f} MiB of memory")
        start = time.perf_counter()
        corpus = PackedCorpus(Path(place))
        print(f"opened {len(corpus.entries):,} pieces in {time.perf_counter() - start:.2f} s")


def main() -> None:
    """Compare reading, or measure packing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pack", type=int, metavar="PIECES", default=0)
    options = parser.parse_args()
    files = midi_files(options.folder)[0]
    random.Random(0).shuffle(files)
    files = files[: options.files]
    if not files:
        raise SystemExit(f"There is no MIDI under {options.folder}: give a folder with some.")
    if options.pack:
        measure_packing(files, options.processes, options.pack)
    else:
        compare(files, options.processes, options.rounds)


if __name__ == "__main__":
    main()
