"""`audiogenesis train`: folders of MIDI become a checkpoint."""

import argparse
import csv
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from audiogenesis_desktop.brief.encoder import Encoder, load_encoder
from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.training.corpus import Piece, read_corpus
from audiogenesis_desktop.training.dataset import PackedCorpus, embed_captions, pack

FEWEST_NOTES = 5_000
SMALL_CORPUS_NOTES = 2_000_000  # below this a network half as wide learns as much and fits less by heart


def run(options: argparse.Namespace) -> None:
    """Read and pack the corpus unless `--out` holds it packed already, then train or go on training."""
    packed = options.out / "packed"
    if not (packed / "texts.npy").exists():
        _pack(options.corpus, options.prompts, packed)
    corpus = PackedCorpus(packed)
    notes = sum(entry["notes"][1] - entry["notes"][0] for entry in corpus.entries)
    if notes < FEWEST_NOTES:
        raise BadInput(
            f"{notes:,} notes are too little to learn from: give at least {FEWEST_NOTES:,}, some twenty pieces."
        )
    _train(options, corpus, notes)


def _pack(folders: list[Path], prompts: Path | None, packed: Path) -> None:
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder} to learn from.")
    left_out: Counter[str] = Counter()
    count = pack(_pieces(folders, _read_prompts(prompts), left_out), packed)
    print(f"Read {count} pieces." + (f" Left out {left_out.total()}:" if left_out else ""))
    for why, times in left_out.most_common(8):
        print(f"  {times} times: {why}")
    _embed(packed)


def _pieces(folders: list[Path], prompts: dict[str, str], left_out: Counter[str]) -> Iterator[Piece]:
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
        with file.open(newline="", encoding="utf-8") as lines:
            return {Path(row["file"]).name: row["prompt"] for row in csv.DictReader(lines)}
    except (KeyError, UnicodeDecodeError, FileNotFoundError) as error:
        raise BadInput(f"{file} is no table with the columns file and prompt.") from error


def _embed(packed: Path) -> None:
    try:
        encoder = load_encoder()
    except MissingPart as missing:
        print(f"Captions are left out. {missing}")
        return
    embed_captions(packed, lambda texts: _with_bar(encoder, texts))


def _with_bar(encoder: Encoder, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    steps = tqdm(range(0, len(texts), 256), desc="Encoding the captions", disable=None)
    return np.concatenate([encoder.encode(texts[i : i + 256]) for i in steps])


def _train(options: argparse.Namespace, corpus: PackedCorpus, notes: int) -> None:
    import torch

    from audiogenesis_desktop.training.trainer import Recipe, train

    torch.set_num_threads(1)  # measured: on shared cores barriers cost more than a second thread brings
    width = 384 if notes >= SMALL_CORPUS_NOTES else 192
    batches = max(60, min(4_500, round((options.minutes or 75) * 60)))
    recipe = Recipe(rows=32, steps=128, width=width, hidden=width, batches=batches, check_every=min(200, batches // 3))
    if options.start:
        recipe = replace(recipe, **_sizes(options.start), learning_rate=3e-4, warm_up_batches=20)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    seconds = options.minutes * 60 if options.minutes else math.inf
    with tqdm(total=batches, desc="Training", unit=" batches", disable=None) as bar:
        run = train(
            corpus, recipe, options.out, start=options.start, seconds=seconds, device=device,
            report=lambda figures: _tell(figures, bar),
        )  # fmt: skip
    print(f"Trained on {run.notes_seen:,} notes; wrote {options.out / 'composer.safetensors'}")


def _sizes(checkpoint: Path) -> dict[str, int]:
    from audiogenesis_desktop.compose.vocabulary import VERSION
    from audiogenesis_desktop.network.checkpoint import read_checkpoint

    shape = read_checkpoint(checkpoint, vocabulary=VERSION)[1]["shape"]
    return {name: shape[name] for name in ("width", "hidden", "layers")}


def _tell(figures: dict[str, Any], bar: "tqdm[None]") -> None:
    bar.n = figures["batch"]
    bar.set_postfix_str(" ".join(f"{n} {v:.2f}" for n, v in zip(FIELD_NAMES, figures["loss"], strict=True)))
    if "held_out" in figures:
        told = ", ".join(f"{name} {value:.3f}" for name, value in figures["held_out"].items())
        tqdm.write(f"After {figures['batch']} batches, held out: {told}")
