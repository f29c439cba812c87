"""Composing by the band: a note, and the first bar, beside bare PyTorch steps of an LSTM of its shape, in one run.

Ours is the whole way a note goes in the app: what a player is told and hears, the step at eight bits, masks, drawing,
copies. The control is `nn.LSTM` with four heads as bare linear layers, a step a note, in full precision: no music
in it. The first bar is composed by a composer that has composed before, the plan made anew, and ends with the first
note that is yielded. Time is the processor's, so that other programs count for less.

Run: python benchmarks/compose_band.py [--quick] [CHECKPOINT]
"""

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from torch import Tensor, nn

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.compose.players.vocabulary import FIELD_SIZES, VERSION
from audiogenesis_desktop.network.checkpoint import read_checkpoint
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.planning import make_plan

ROUNDS, SECONDS, STEPS = 7, 60.0, 500
QUICK = 2, 15.0, 100
PIECES = (
    ("rock", ("distortion guitar", "fingered bass", "drums")),
    ("cinematic", ("piano", "strings", "french horn", "contrabass", "flute", "timpani")),
    ("piano solo", ("piano",)),
)


class BareNetwork(nn.Module):
    """The layers alone: what goes in is given, what comes out is not drawn from."""

    def __init__(self, width: int, hidden: int, layers: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(width, hidden, layers)
        self.heads = nn.ModuleList(nn.Linear(hidden, size) for size in FIELD_SIZES)

    def forward(self, told: Tensor, state: tuple[Tensor, Tensor]) -> tuple[list[Tensor], tuple[Tensor, Tensor]]:
        """Return the fields' logits of one step, told (1, 1, width), and the state after it."""
        seen, state = self.lstm(told, state)
        return [head(seen) for head in self.heads], state


def bare_step(network: BareNetwork, steps: int) -> float:
    """Return seconds a step of the bare network."""
    lstm = network.lstm
    told = torch.zeros(1, 1, lstm.input_size)
    state = (torch.zeros(lstm.num_layers, 1, lstm.hidden_size),) * 2
    began = time.process_time()
    with torch.inference_mode():
        for _ in range(steps):
            _, state = network(told, state)
    return (time.process_time() - began) / steps


def briefs(seconds: float) -> list[Brief]:
    """Return what is asked for: a loud band, an orchestra, one player."""
    return [Brief(style=((style, 1.0),), instruments=band, length_seconds=seconds) for style, band in PIECES]


def our_note(composer: Composer, seconds: float) -> float:
    """Return seconds a note of composing all pieces."""
    plans = [(brief, make_plan(brief, 1)) for brief in briefs(seconds)]
    began = time.process_time()
    notes = sum(1 for brief, plan in plans for _ in composer.compose(brief, plan, plan.empty_score(), seed=1))
    return (time.process_time() - began) / notes


def first_bar(composer: Composer, seconds: float) -> float:
    """Return seconds to the first note, plan and all, the mean of the pieces."""
    began = time.process_time()
    for brief in briefs(seconds):
        plan = make_plan(brief, 1)
        next(iter(composer.compose(brief, plan, plan.empty_score(), seed=1)))
    return (time.process_time() - began) / len(PIECES)


def main() -> None:
    """Print medians of interleaved rounds, and the ratio of a note to a bare step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", nargs="?", type=Path, default=paths.shipped_checkpoint())
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, to see that it runs")
    options = parser.parse_args()
    rounds, seconds, steps = QUICK if options.quick else (ROUNDS, SECONDS, STEPS)
    torch.set_num_threads(1)
    shape = read_checkpoint(options.checkpoint, vocabulary=VERSION)[1]["shape"]
    composer = load_composer(options.checkpoint)
    bare = BareNetwork(int(shape["width"]), int(shape["hidden"]), int(shape["layers"])).eval()
    first_bar(composer, seconds)  # what is loaded with the first piece is loaded now
    bare_step(bare, steps)
    rows = [(our_note(composer, seconds), bare_step(bare, steps), first_bar(composer, seconds)) for _ in range(rounds)]
    note, step, bar = np.median(rows, axis=0)
    ratio = np.median([row[0] / row[1] for row in rows])
    print(f"a note                  {note * 1e3:7.3f} ms   {1 / note:.0f} notes a second")
    print(f"a bare step of PyTorch  {step * 1e3:7.3f} ms   a note is {ratio:.2f} of them")
    print(f"the first bar, warm     {bar * 1e3:7.1f} ms")


if __name__ == "__main__":
    main()
