"""From folders of MIDI to a packed corpus beside the run, once: a run that goes on finds it ready."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from audiogenesis_desktop.brief.encoder import Encoder, load_encoder
from audiogenesis_desktop.compose.vocabulary import VERSION
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.training.corpus import Piece, read_corpus
from audiogenesis_desktop.training.dataset import PackedCorpus, embed_captions, pack

FEWEST_NOTES = 5_000
_ORIGIN = "origin.json"  # written last: what is packed, and that it is whole


def prepare(
    folders: Sequence[Path], prompts: Path | None, packed: Path, *, say: Callable[[str], object] = print
) -> None:
    """Read, pack and caption the folders' pieces unless `packed` holds them already.

    Raises BadInput if a folder is missing, `prompts` is no table, or there is too little music.
    """
    origin = json.dumps([VERSION, sorted(str(f.resolve()) for f in folders), str(prompts and prompts.resolve())])
    if (packed / _ORIGIN).exists() and (packed / _ORIGIN).read_text() == origin:
        return
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder} to learn from.")
    left_out: Counter[str] = Counter()
    named = _read_prompts(prompts)
    count = pack(_pieces(folders, named, left_out), packed)
    say(f"Read {count} pieces." + (f" Left out {left_out.total()}:" if left_out else ""))
    for why, times in left_out.most_common(8):
        say(f"  {times} times: {why}")
    _check_size(PackedCorpus(packed), named, say)
    _embed(packed, say)
    (packed / _ORIGIN).write_text(origin)


def _pieces(folders: Sequence[Path], prompts: dict[str, str], left_out: Counter[str]) -> Iterator[Piece]:
    for folder in folders:
        for _, piece in tqdm(read_corpus(folder), desc=f"Reading {folder.name}", unit=" files", disable=None):
            if isinstance(piece, str):
                left_out[piece] += 1
            else:
                yield replace(piece, text=prompts.get(piece.file, piece.text))


def _read_prompts(file: Path | None) -> dict[str, str]:
    """Return file name to prompt from a CSV with the columns `file` and `prompt`."""
    if file is None:
        return {}
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            return {Path(row["file"]).name: row["prompt"] for row in csv.DictReader(lines) if row["prompt"]}
    except (KeyError, TypeError, UnicodeDecodeError, csv.Error, OSError) as error:
        raise BadInput(f"{file} is no table with the columns file and prompt.") from error


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
    embed_captions(packed, lambda texts: _with_bar(encoder, texts))


def _with_bar(encoder: Encoder, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    steps = tqdm(range(0, len(texts), 256), desc="Encoding the captions", disable=None)
    return np.concatenate([encoder.encode(texts[i : i + 256]) for i in steps])
