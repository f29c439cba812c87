"""Composing a note: ours against the AudioGenesis notebook's network rebuilt, in one run.

The notebook's network is an LSTM of 128 units over a window of 25 notes (step, pitch, duration) with three
heads, 84,354 weights, run whole for every note. With Keras installed it is run as the notebook ran it, by
`model.predict`: on TensorFlow (pip install tensorflow-cpu), or, without that, on PyTorch (pip install keras).
It is also rebuilt in plain PyTorch, as one bare forward. Ours is the whole way a note goes in the app:
features, two guided rows through the LSTM, masks, sampling. Time is the processor's, so that other programs
count for less.

Run: python benchmarks/compose_vs_notebook.py [CHECKPOINT]
"""

import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("KERAS_BACKEND", "tensorflow" if find_spec("tensorflow") else "torch")

import numpy as np
import torch
from torch import Tensor, nn

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.composer import LstmComposer
from audiogenesis_desktop.compose.loading import load_composer
from audiogenesis_desktop.plan.planning import make_plan

WINDOW, UNITS, PITCHES = 25, 128, 128
ROUNDS = 7


class NotebookNetwork(nn.Module):
    """LSTM 128 over the window, then pitch logits, step and duration."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(3, UNITS, batch_first=True)
        self.pitch, self.step, self.duration = nn.Linear(UNITS, PITCHES), nn.Linear(UNITS, 1), nn.Linear(UNITS, 1)

    def forward(self, window: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the three heads' outputs for windows (1, 25, 3)."""
        hidden = self.lstm(window)[0][:, -1]
        return self.pitch(hidden), self.step(hidden), self.duration(hidden)


def notebook_note(predict: Callable[[np.ndarray], tuple[np.ndarray, ...]], notes: int) -> float:
    """Return seconds a note of the notebook's loop: predict, draw a pitch, shift the window."""
    random, window = np.random.default_rng(0), np.random.default_rng(1).random((WINDOW, 3), dtype=np.float32)
    began = time.process_time()
    for _ in range(notes):
        pitch, step, duration = predict(window[None])
        chances = np.exp(pitch[0] - pitch[0].max())
        drawn = random.choice(PITCHES, p=chances / chances.sum())
        row = np.array([drawn, float(step[0, 0]), float(duration[0, 0])], dtype=np.float32)
        window = np.concatenate([window[1:], row[None]])
    return (time.process_time() - began) / notes


def torch_predict() -> Callable[[np.ndarray], tuple[np.ndarray, ...]]:
    """Return one full forward of the rebuilt network."""
    network = NotebookNetwork().eval()

    def predict(window: np.ndarray) -> tuple[np.ndarray, ...]:
        with torch.no_grad():
            return tuple(out.numpy() for out in network(torch.from_numpy(window)))

    return predict


def keras_predict() -> Callable[[np.ndarray], tuple[np.ndarray, ...]] | None:
    """Return `model.predict` of the same network in Keras, or None without Keras."""
    try:
        import keras
    except ImportError:
        return None
    window = keras.Input((WINDOW, 3))
    hidden = keras.layers.LSTM(UNITS)(window)
    heads = [keras.layers.Dense(size)(hidden) for size in (PITCHES, 1, 1)]
    model = keras.Model(window, heads)
    model.predict(np.zeros((1, WINDOW, 3), dtype=np.float32), verbose=0)  # the first call builds its graph
    return lambda x: tuple(np.asarray(out) for out in model.predict(x, verbose=0))


def our_note(composer: LstmComposer) -> float:
    """Return seconds a note of composing a busy piece of two minutes."""
    band = ("piano", "strings", "fingered bass", "drums")
    brief = Brief(instruments=band, length_seconds=120, energy=0.8, density=0.7)
    plan = make_plan(brief, 1)
    began = time.process_time()
    notes = sum(1 for _ in composer.compose(brief, plan, plan.empty_score(), seed=1))
    return (time.process_time() - began) / notes


def main() -> None:
    """Print microseconds a note and ratios, each the median of interleaved rounds."""
    torch.set_num_threads(1)
    composer = load_composer(Path(sys.argv[1]) if len(sys.argv) > 1 else paths.shipped_checkpoint())
    plain, by_keras = torch_predict(), keras_predict()
    rounds = []
    for _ in range(ROUNDS):
        row = {"ours": our_note(composer), "notebook, plain torch": notebook_note(plain, 300)}
        if by_keras:
            row[f"notebook, Keras on {os.environ['KERAS_BACKEND']}"] = notebook_note(by_keras, 30)
        rounds.append(row)
    ours = np.median([row["ours"] for row in rounds])
    for name in rounds[0]:
        seconds = np.median([row[name] for row in rounds])
        ratio = np.median([row[name] / row["ours"] for row in rounds])
        print(f"{name:29} {seconds * 1e6:9.0f} us a note   {ratio:7.2f} times ours")
    print(f"ours writes {1 / ours:.0f} notes a second")


if __name__ == "__main__":
    main()
