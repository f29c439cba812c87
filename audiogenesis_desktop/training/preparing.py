"""From folders of MIDI to a packed corpus, once: what the baselines of evaluation and the harmony LSTM learn from.

`python -m audiogenesis_desktop.training.preparing FOLDER... --out DIR` makes `DIR/packed`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.compose.vocabulary import VERSION
from audiogenesis_desktop.errors import AudiogenesisError, BadInput, MissingPart
from audiogenesis_desktop.training.corpus import Piece, read_corpus
from audiogenesis_desktop.training.dataset import PackedCorpus, embed_captions, pack
from audiogenesis_desktop.training.labels import read_prompts
from audiogenesis_desktop.training.left_out import LeftOut
from audiogenesis_desktop.training.reading import midi_files

FEWEST_NOTES = 5_000
_ORIGIN = "origin.json"  # written last: what is packed, and that it is whole


def prepare(
    folders: Sequence[Path],
    prompts: Path | None,
    packed: Path,
    *,
    say: Callable[[str], object] = tqdm.write,
    shown: Callable[[str], str] = str,
) -> None:
    """Read, pack and caption the folders' pieces unless `packed` holds them already.

    `say` takes a line to report; `shown` returns a folder's name as a progress bar may show it.
    Raises BadInput if a folder is missing, `prompts` is no table, there is too little music, or `packed` holds
    another corpus.
    """
    origin = json.dumps([VERSION, sorted(str(f.resolve()) for f in folders), str(prompts and prompts.resolve())])
    if (packed / _ORIGIN).exists():
        if (packed / _ORIGIN).read_text() == origin:
            return
        raise BadInput(f"{packed.parent} holds a run on another corpus: give another folder to write to.")
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder} to learn from.")
    named = read_prompts(prompts)
    with LeftOut(packed.parent / "left-out.csv") as left_out:
        count = pack(_pieces(folders, named, left_out.add, shown), packed, leave_out=left_out.add)
    left_out.tell(count, say)
    _check_size(PackedCorpus(packed), named, say)
    _embed(packed, say)
    (packed / _ORIGIN).write_text(origin)


def _pieces(
    folders: Sequence[Path],
    prompts: dict[str, str],
    leave_out: Callable[[str, str], object],
    shown: Callable[[str], str],
) -> Iterator[Piece]:
    for folder in folders:
        total = len(midi_files(folder)[0])
        progress = tqdm(total=total, desc=f"Reading {shown(folder.name)}", unit=" files", disable=None)
        for file, piece in read_corpus(folder):
            progress.update()
            if isinstance(piece, str):
                leave_out(file, piece)
            else:
                yield replace(piece, text=prompts.get(piece.file, piece.text))
        progress.close()


def _check_size(corpus: PackedCorpus, prompts: dict[str, str], say: Callable[[str], object]) -> None:
    if (notes := note_count(corpus)) < FEWEST_NOTES:
        raise BadInput(
            f"{notes:,} notes are too little to learn from: give at least {FEWEST_NOTES:,}, some twenty pieces."
        )
    if prompts and not any(entry["file"] in prompts for entry in corpus.entries):
        say("None of the prompts is for one of these files: the column file holds a MIDI file's name.")


def note_count(corpus: PackedCorpus) -> int:
    """Return how many notes the pieces that are learned from have together."""
    spans = [corpus.entries[number]["notes"] for number in corpus.numbers(held_out=False)]
    return sum(end - start for start, end in spans)


def _embed(packed: Path, say: Callable[[str], object]) -> None:
    try:
        encoder = load_encoder()
    except MissingPart as missing:
        (packed / "texts.npy").unlink(missing_ok=True)
        say(f"Captions are left out. {missing}")
        return
    with tqdm(desc="Encoding the captions", unit=" pieces", disable=None) as progress:

        def tell(done: int, pieces: int) -> None:
            progress.total = pieces
            progress.update(done - progress.n)

        embed_captions(packed, encoder.encode, report=tell)


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack folders of MIDI for the stream, for harmony and for what is measured on either; return 0, or 2."""
    parser = argparse.ArgumentParser(prog="python -m audiogenesis_desktop.training.preparing", description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="folders of MIDI files")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where `packed` is made")
    parser.add_argument("--prompts", type=Path, metavar="FILE", help="a CSV: file, prompt")
    options = parser.parse_args(arguments)
    try:
        prepare(options.folders, options.prompts, options.out / "packed")
    except AudiogenesisError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
