"""The LSTM's step at eight bits against full precision: time a note, and loss on held-out music.

Both go through the same graph by turns in one run: the network alone, two rows as guidance has them, no masks
and no sampling. With a packed corpus (as `training.preparing` makes it) the loss of either on
the beginnings of held-out pieces is printed too, field by field.

Run: python benchmarks/compose_step.py CHECKPOINT [CORPUS [PIECES]]
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from audiogenesis_desktop.compose.features import (
    BAR_SUMMARY_SIZE,
    BRIEF_SIZE,
    INDEX_SIZES,
    OFFSETS,
    last_pitches,
    onset_indices,
    step_indices,
)
from audiogenesis_desktop.compose.vocabulary import FIELD_NAMES, PITCH, VERSION, order_key
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.network.stepper import Stepper
from audiogenesis_desktop.theory.instruments import CLASSES
from audiogenesis_desktop.training.dataset import PackedCorpus

PRECISIONS = ("fp32", "int8")
LONGEST = 512  # notes of each piece
STEPS, ROUNDS = 200, 15


def microseconds(stepper: Stepper) -> float:
    """Return the median time of a step over random input, two rows."""
    random = np.random.default_rng(0)
    indices = OFFSETS + random.integers(0, INDEX_SIZES, (STEPS, len(INDEX_SIZES)))
    brief, text = random.normal(size=(2, BRIEF_SIZE)), random.normal(size=(2, 384)) / 20
    bars, flags = np.zeros((1, BAR_SUMMARY_SIZE)), np.ones((1, len(CLASSES)))
    stepper.begin(*(a.astype(np.float32) for a in (brief, text, bars, flags)), shares=np.array([1.4, -0.4]))
    taken = []
    for row in indices:
        began = time.perf_counter()
        stepper.advance(row, 0)
        taken.append(time.perf_counter() - began)
    return float(np.median(taken)) * 1e6


def loss(stepper: Stepper, corpus: PackedCorpus, number: int) -> np.ndarray:
    """Return the summed loss of each field over a piece's first notes, and how many notes there were."""
    classes, onsets, setting = corpus.notes(number)
    keys = order_key(onsets, classes[:, 1], classes[:, 2])
    count = min(LONGEST, len(classes))
    indices = step_indices(keys, classes, onsets, np.arange(count) - 1, setting=setting)
    bars = setting.bar_of(np.concatenate([[0], onsets[: count - 1]]))
    known = np.concatenate([onset_indices(onsets, setting), last_pitches(classes, onsets)], axis=1).tolist()
    brief = corpus.briefs[number][None]
    text = np.zeros((1, 384)) if corpus.texts is None else corpus.texts[number][:1]
    fixed = np.zeros((setting.bar_count, BAR_SUMMARY_SIZE), dtype=np.float32)
    stepper.begin(brief, text.astype(np.float32), fixed, setting.active, shares=np.ones(1))
    lost = np.zeros(len(FIELD_NAMES) + 1)
    for i in range(count):
        stepper.advance(indices[i], int(bars[i]))
        for field, value in enumerate(classes[i].tolist()):
            if field == PITCH:
                stepper.tell_known(known[i])
            logits = stepper.logits(field).astype(np.float64)
            top = logits.max()
            lost[field] += top + np.log(np.exp(logits - top).sum()) - logits[value]
            stepper.tell(field, value)
    lost[-1] = count
    return lost


def print_loss(steppers: dict[str, Stepper], corpus: PackedCorpus, pieces: int) -> None:
    """Print nats a note by field, both ways, and how much worse eight bits are."""
    numbers = corpus.numbers(held_out=True)
    numbers = np.random.default_rng(0).permutation(numbers)[:pieces].tolist()
    means = {}
    for name, stepper in steppers.items():
        summed = np.sum([loss(stepper, corpus, number) for number in numbers], axis=0)
        means[name] = np.append(summed[:-1], summed[:-1].sum()) / summed[-1]
    print(f"{len(numbers)} held-out pieces, {summed[-1]:.0f} notes: nats a note")
    for i, field in enumerate((*FIELD_NAMES, "all")):
        full, eight = means["fp32"][i], means["int8"][i]
        print(f"{field:10} fp32 {full:.4f}   int8 {eight:.4f}   {100 * (eight / full - 1):+.3f} %")


def main() -> None:
    """Print time by turns, and with a corpus the loss."""
    weights, about, _ = read_checkpoint(Path(sys.argv[1]), vocabulary=VERSION)
    steppers = {name: Stepper(weights, about["shape"], precision=name) for name in PRECISIONS}
    rounds = [{name: microseconds(stepper) for name, stepper in steppers.items()} for _ in range(ROUNDS)]
    for name in steppers:
        print(f"{name}: {np.median([row[name] for row in rounds]):.0f} us a step")
    print(f"int8 takes {np.median([row['int8'] / row['fp32'] for row in rounds]):.2f} of fp32's time")
    if len(sys.argv) > 2:
        print_loss(steppers, PackedCorpus(Path(sys.argv[2])), int(sys.argv[3]) if len(sys.argv) > 3 else 60)


if __name__ == "__main__":
    main()
