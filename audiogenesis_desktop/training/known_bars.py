"""The bars of training pieces, kept so that composing does not write them again.

`python -m audiogenesis_desktop.training.known_bars --packed FILE... --out FILE` makes `models/known_bars.safetensors`
of the pieces of players' packs, or of folders with packed corpora, that are trained on. Those held out are not in it,
nor are our own writer's: its grooves and stabs are ours to play again.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from audiogenesis_desktop.compose.copies import KnownBars, as_file, known_bars_of
from audiogenesis_desktop.compose.players import vocabulary as players
from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, PITCH, TICKS_PER_GRID
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.score.table import NoteTable
from audiogenesis_desktop.theory.instruments import DRUM_CLASS
from audiogenesis_desktop.training.dataset import PackedCorpus
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.styles.collection import SOURCE


def note_tables(corpus: PackedCorpus) -> Iterator[NoteTable]:
    """Yield the pitched notes of every piece of other people's to train on, a track an instrument class."""
    for number in corpus.numbers(held_out=False):
        if corpus.entries[number]["source"] == SOURCE:
            continue
        classes, onsets, setting = corpus.notes(number)
        pitched = classes[:, INSTRUMENT] > DRUM_CLASS
        rows, starts = classes[pitched].astype(np.int64), onsets[pitched].astype(np.int64) * TICKS_PER_GRID
        lines = setting.bar_starts.astype(np.int64) * TICKS_PER_GRID
        yield NoteTable(starts, rows[:, PITCH], np.ones_like(starts), rows[:, INSTRUMENT], lines)


def pack_tables(pack: Packed) -> Iterator[NoteTable]:
    """Yield the pitched notes of every piece of other people's to train on, a track a part."""
    for number in pack.learned:
        if not pack.is_real(number):
            continue
        piece = pack.piece(number)
        bar_ticks = piece.band.bar_length * players.TICKS_PER_GRID
        parts = [
            rows[:, :3] for player, rows in zip(piece.band.players, piece.notes, strict=True) if not player.is_drums
        ]
        bar, place, pitch = np.concatenate([np.zeros((0, 3), dtype=np.int64), *parts]).T
        tracks = np.repeat(np.arange(len(parts)), [len(rows) for rows in parts])
        starts = bar * bar_ticks + place * players.TICKS_PER_GRID
        yield NoteTable(starts, pitch, np.ones_like(starts), tracks, np.arange(piece.band.bars + 1) * bar_ticks)


def write_known_bars(packed: Sequence[Path], out: Path) -> tuple[int, KnownBars]:
    """Write the known bars of what was packed; return how many pieces they are of, and them.

    Raises BadInput if a file is no pack, a folder holds no whole packed corpus, or the file cannot be written.
    """
    count = 0

    def counted() -> Iterator[NoteTable]:
        nonlocal count
        for path in packed:
            for table in pack_tables(Packed.load(path)) if path.is_file() else note_tables(PackedCorpus(path)):
                count += 1
                yield table

    known = known_bars_of(counted())
    write_bytes(out, as_file(known, {"pieces": count, "runs": len(known)}))
    return count, known


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say what is in it; return 0, or 2 if the input cannot be used."""
    parser = argparse.ArgumentParser(description="Keep the bars of training pieces, to be known when composing.")
    parser.add_argument("--packed", type=Path, nargs="+", required=True, help="packs, or folders with packed corpora")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    options = parser.parse_args(arguments)
    try:
        pieces, known = write_known_bars(options.packed, options.out)
    except AudiogenesisError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(known)} runs of three bars of {pieces} pieces, {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
