"""The bars of training pieces, kept so that composing does not write them again.

`python -m audiogenesis_desktop.training.known_bars --packed DIR... --out FILE` makes `models/known_bars.safetensors`
of the pieces of packed corpora that are trained on; those held out are not in it.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from audiogenesis_desktop.compose.copies import KnownBars, as_file, known_bars_of
from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, PITCH, TICKS_PER_GRID
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.score.table import NoteTable
from audiogenesis_desktop.theory.instruments import DRUM_CLASS
from audiogenesis_desktop.training.dataset import PackedCorpus


def note_tables(corpus: PackedCorpus) -> Iterator[NoteTable]:
    """Yield the pitched notes of every piece to train on, a track an instrument class."""
    for number in corpus.numbers(held_out=False):
        classes, onsets, setting = corpus.notes(number)
        pitched = classes[:, INSTRUMENT] > DRUM_CLASS
        rows, starts = classes[pitched].astype(np.int64), onsets[pitched].astype(np.int64) * TICKS_PER_GRID
        lines = setting.bar_starts.astype(np.int64) * TICKS_PER_GRID
        yield NoteTable(starts, rows[:, PITCH], np.ones_like(starts), rows[:, INSTRUMENT], lines)


def write_known_bars(folders: Sequence[Path], out: Path) -> tuple[int, KnownBars]:
    """Write the known bars of packed corpora; return how many pieces they are of, and them.

    Raises BadInput if a folder holds no whole packed corpus or the file cannot be written.
    """
    corpora = [PackedCorpus(folder) for folder in folders]
    pieces = sum(len(corpus.numbers(held_out=False)) for corpus in corpora)
    known = known_bars_of(table for corpus in corpora for table in note_tables(corpus))
    write_bytes(out, as_file(known, {"pieces": pieces, "runs": len(known)}))
    return pieces, known


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say what is in it; return 0, or 2 if the input cannot be used."""
    parser = argparse.ArgumentParser(description="Keep the bars of training pieces, to be known when composing.")
    parser.add_argument("--packed", type=Path, nargs="+", required=True, help="folders with packed corpora")
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
