"""A corpus packed for training: memory-mapped arrays, and the batches that stream from them.

A batch keeps `rows` pieces in step: row r of one batch goes on where row r of the batch before stopped, so
the network's state is carried over; where a row begins another piece, `is_start` says so.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import (
    BAR_SUMMARY_SIZE,
    BRIEF_GROUPS,
    Setting,
    bar_summaries,
    last_pitches,
    onset_indices,
    step_indices,
)
from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, STEP, Classes, Onsets, order_key
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Likeness
from audiogenesis_desktop.training.packing import (
    ABOUT,
    CAPTIONS_A_PIECE,
    TEXT_SIZE,
    embed_captions,
    pack,
    setting_of,
)

__all__ = [
    "CAPTIONS_A_PIECE",
    "CONTEXT_BARS",
    "TEXT_SIZE",
    "PackedCorpus",
    "Row",
    "Window",
    "embed_captions",
    "pack",
    "stack",
]

CONTEXT_BARS = 48  # how many bars around a window the context encoder sees


@dataclass(frozen=True, slots=True)
class Window:
    """One batch as numpy arrays, named as in `network.lstm.Batch`, with what training alone needs.

    `weight` (B, T) is 1 where the note is to be learned; `is_start` (B,) where a row begins another piece.
    """

    indices: npt.NDArray[np.int64]
    flags: npt.NDArray[np.float32]
    bars: npt.NDArray[np.float32]
    bar_at: npt.NDArray[np.int64]
    brief: npt.NDArray[np.float32]
    text: npt.NDArray[np.float32]
    known: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float32]
    is_start: npt.NDArray[np.bool_]


class PackedCorpus:
    """A packed corpus, memory-mapped; pieces by number. Raises BadInput if the folder holds none that is whole."""

    def __init__(self, folder: Path) -> None:
        try:
            about = json.loads((folder / ABOUT).read_text())
            self.vocabulary: str = about["vocabulary"]
            self.entries: list[dict[str, Any]] = _entries(folder, about["pieces"])
            self._notes = np.load(folder / "notes.npy", mmap_mode="r")
            self._bars = np.load(folder / "bars.npy", mmap_mode="r")
            self.briefs = np.load(folder / "briefs.npy")
            texts = folder / "texts.npy"
            self.texts = np.load(texts, mmap_mode="r") if texts.exists() else None
        except (OSError, ValueError, KeyError) as error:
            raise BadInput(f"{folder} holds no whole packed corpus: pack the music again.") from error

    def numbers(self, *, held_out: bool) -> list[int]:
        """Return the numbers of the pieces to train on, or of those held out."""
        return [i for i, entry in enumerate(self.entries) if bool(entry["held_out"]) == held_out]

    def notes(self, number: int) -> tuple[Classes, Onsets, Setting]:
        """Return a piece's note classes, onsets and setting."""
        start, end = self.entries[number]["notes"]
        first, last = self.entries[number]["bars"]
        classes = np.asarray(self._notes[start:end])
        # Steps hold every onset, since rests fill what is longer than a step.
        onsets = np.cumsum(classes[:, STEP], dtype=np.int32)
        return classes, onsets, setting_of(self._bars[first:last])


def _entries(folder: Path, pieces: int) -> list[dict[str, Any]]:
    with (folder / "pieces.jsonl").open(encoding="utf-8") as lines:
        entries: list[dict[str, Any]] = json.loads(f"[{','.join(islice(lines, pieces))}]")
    for entry, is_held_out in zip(entries, np.load(folder / "held_out.npy").tolist(), strict=True):
        entry["held_out"] = is_held_out
    return entries


class Row:
    """One row of the batches: windows of one piece after another, with what is hidden drawn at random."""

    def __init__(self, corpus: PackedCorpus, *, steps: int, random: np.random.Generator, hide: bool = True) -> None:
        self._corpus, self._steps, self._random, self._hide = corpus, steps, random, hide
        self.number, self.at, self.until = -1, 0, 0

    def begin(self, number: int, *, longest: int = 12) -> None:
        """Turn to a piece: from its beginning or, half of the time, from inside; at most `longest` windows."""
        self.number = number
        self._classes, self._onsets, self._setting = self._corpus.notes(number)
        self._setting = replace(self._setting, likeness=self._conditioned(self._setting.likeness))
        self._keys = order_key(self._onsets, self._classes[:, 1], self._classes[:, 2])
        self._lines = last_pitches(self._classes, self._onsets)
        windows = -(-len(self._classes) // self._steps)
        first = 0
        if self._hide and windows > 2 and self._random.random() < 0.5:
            first = int(self._random.integers(0, windows - 1))
        self.at = first * self._steps
        self.until = min(len(self._classes), self.at + longest * self._steps)
        self.brief, self.text = self._conditions(number)

    def _conditioned(self, likeness: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return how much of the repetition is a condition: none when measuring, in training some of it most times."""
        is_given = self._random.random(3) < 0.7
        is_given &= self._hide and self._random.random() < 0.7
        here = is_given & (self._random.random(likeness.shape) < 0.9)
        return np.where(here, likeness, Likeness.FREE)

    @property
    def is_done(self) -> bool:
        """Return whether the piece has no window left."""
        return self.at >= self.until

    def _conditions(self, number: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return brief and text, with fields and text each hidden now and then, so that guidance works."""
        brief = self._corpus.briefs[number].copy()
        text = np.zeros(TEXT_SIZE, dtype=np.float32)
        if self._corpus.texts is not None:
            captions_of = self._corpus.texts[number]
            pick = self._random.integers(len(captions_of)) if self._hide else 0
            text = np.asarray(captions_of[pick], dtype=np.float32)
        if not self._hide:
            return brief, text
        nothing = self._random.random() < 0.1
        for group in BRIEF_GROUPS[:-1]:
            if nothing or self._random.random() < 0.15:
                brief[group] = 0
        if nothing or self._random.random() < 0.15:
            text = np.zeros_like(text)
        return brief, text

    def window(self) -> dict[str, npt.NDArray[Any]]:
        """Return the next window's arrays (no batch axis), padded to `steps`, and move on."""
        steps, start, end = self._steps, self.at, min(self.at + self._steps, self.until)
        n, setting = end - start, self._setting
        at = np.arange(start, end) - 1
        fields, onsets = self._classes[start:end].astype(np.int64), self._onsets[start:end]
        now = np.where(at < 0, 0, self._onsets[np.maximum(at, 0)])
        bar = setting.bar_of(now)
        given, bars = self._given(start, end, first_bar=int(bar[0]))
        self.at = end

        def padded(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return np.concatenate([values, np.zeros((steps - n, *values.shape[1:]), dtype=values.dtype)])

        return {
            "indices": padded(step_indices(self._keys, self._classes, self._onsets, at, setting=setting)),
            "flags": padded(setting.active[bar]),
            "bars": bars,
            "bar_at": padded(np.minimum(bar - bar[0], CONTEXT_BARS - 1)),
            "known": padded(np.concatenate([onset_indices(onsets, setting), self._lines[start:end]], axis=1)),
            "fields": padded(fields),
            "weight": padded(1 - given),
        }

    def _given(
        self, start: int, end: int, *, first_bar: int
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Draw which notes are given rather than written; return their flags and the bars they make.

        Half of the time none; otherwise some instruments, or all but a stretch of bars.
        """
        ahead = min(end + self._steps // 2, len(self._classes))
        classes, onsets = self._classes[start:ahead], self._onsets[start:ahead]
        given = np.zeros(len(classes), dtype=bool)
        draw = self._random.random() if self._hide else 0.0
        if draw > 0.75:
            present = np.unique(classes[:, INSTRUMENT])
            kept = present[self._random.random(len(present)) < 0.5]
            given = np.isin(classes[:, INSTRUMENT], kept)
        elif draw > 0.5:
            bar = self._setting.bar_of(onsets)
            low, high = sorted(self._random.integers(bar[0], bar[-1] + 2, size=2))
            given = (bar < low) | (bar >= high)
        bars = np.zeros((CONTEXT_BARS, BAR_SUMMARY_SIZE), dtype=np.float32)
        if given.any() and not given[: end - start].all():
            bars = bar_summaries(classes[given], onsets[given], self._setting, first_bar=first_bar, bars=CONTEXT_BARS)
        else:
            given[:] = False
        return given[: end - start].astype(np.float32), bars


def stack(lanes: Sequence[Row], is_start: npt.NDArray[np.bool_]) -> Window:
    """Return the next window of every row as one batch."""
    windows = [lane.window() for lane in lanes]
    arrays = {name: np.stack([window[name] for window in windows]) for name in windows[0]}
    return Window(
        brief=np.stack([lane.brief for lane in lanes]),
        text=np.stack([lane.text for lane in lanes]),
        is_start=is_start,
        **arrays,
    )
