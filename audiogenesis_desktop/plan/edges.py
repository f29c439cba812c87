"""Where the sections of finished music begin: where much changes at once, a crash falls, and lengths come out even."""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.notes_by_bar import NotesByBar
from audiogenesis_desktop.style.drums import KEYS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Weights tried on pieces of our own writer, whose sections are known.
_WHO_PLAYS, _HOW_MUCH, _DRUMS = 1.5, 2.0, 0.5  # beside pitch classes, and beside places in the bar
_LEAST_CHANGE = 0.2  # what a change is compared with in music in which nothing changes
_EDGE_COSTS, _CRASH = 1.8, 1.0  # in usual changes from bar to bar
_EIGHTS, _FOURS, _ODD, _ONE_BAR = 1.1, 0.6, -1.0, -2.0  # what a section of so many bars is worth
_LONGEST, _LONG, _TOO_LONG = 32, 16, 0.075  # a bar beyond sixteen costs that
_CRASHES = (KEYS["crash"], 57, KEYS["china"], KEYS["splash"])
_CRASH_TICKS, _RARE = 160, 0.35  # a crash so near to the bar line, in fewer bars than this share, opens something


def section_starts(music: NotesByBar, profiles: Floats) -> Ints:
    """Return the bars at which sections seem to begin, the first among them, given `sections.bar_profiles`."""
    change = _change(_bar_features(music, profiles)) + _CRASH * _crashes(music)
    return _best_edges(change - _EDGE_COSTS)


def _bar_features(music: NotesByBar, profiles: Floats) -> Floats:
    """Return what each bar is like, one row a bar: harmony, rhythm, who plays how much, and which drums."""
    amount = np.log1p(_counts(music.bars, music.parts, music.bar_count))
    _, drum = np.unique(music.pitches[music.are_drums], return_inverse=True)
    blocks = (
        _unit(profiles[:, :12]),
        _unit(profiles[:, 12:]),
        _WHO_PLAYS * (amount > 0),
        _HOW_MUCH * amount / max(amount.max(), 1e-9),
        _DRUMS * _unit(_counts(music.bars[music.are_drums], drum, music.bar_count)),
    )
    return np.concatenate(blocks, axis=1)


def _counts(bars: Ints, kinds: Ints, bar_count: int) -> Floats:
    width = int(kinds.max(initial=0)) + 1
    counts = np.bincount(bars * width + kinds, minlength=bar_count * width)
    return counts.reshape(bar_count, width).astype(np.float64)


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(1e-9, np.linalg.norm(rows, axis=1, keepdims=True))
    return unit


def _change(features: Floats) -> Floats:
    """Return how much every bar is other than the one before, beside what is usual; 0 for the first."""
    change = np.linalg.norm(np.diff(features, axis=0), axis=1)
    usual = float(np.median(change)) if len(change) else 0.0
    return np.concatenate(([0.0], change / max(usual, _LEAST_CHANGE)))


def _crashes(music: NotesByBar) -> npt.NDArray[np.bool_]:
    """Return which bars open with a crash, none where it is struck all the time."""
    opening = music.are_drums & np.isin(music.pitches, _CRASHES) & (music.places < _CRASH_TICKS)
    crashes = np.zeros(music.bar_count, dtype=bool)
    crashes[music.bars[opening]] = True
    return crashes & (crashes.mean() < _RARE)


def _best_edges(gains: Floats) -> Ints:
    """Return the section starts with the most gain, (bars,), and the best lengths, by dynamic programming.

    The last bar may be one too many: it holds the last chord.
    """
    bars, worth = len(gains), _worth_of_lengths()
    gains = np.append(gains, 0.0)
    best, back = np.zeros(bars + 1), np.zeros(bars + 1, dtype=np.int64)
    for end in range(1, bars + 1):
        longest = min(end, _LONGEST)
        worths = worth[1 : longest + 1] if end < bars else np.maximum(worth[1 : longest + 1], worth[:longest])
        totals = best[end - longest : end][::-1] + worths
        back[end] = int(totals.argmax()) + 1
        best[end] = totals[back[end] - 1] + gains[end]
    starts, end = list[int](), bars
    while end > 0:
        end -= int(back[end])
        starts.append(end)
    return np.array(starts[::-1], dtype=np.int64)


def _worth_of_lengths() -> Floats:
    """Return what a section of each number of bars is worth, from 0 to the longest."""
    lengths = np.arange(_LONGEST + 1)
    worth = np.select([lengths % 8 == 0, lengths % 4 == 0, lengths % 2 == 0], [_EIGHTS, _FOURS, 0.0], default=_ODD)
    worth[:2] = _ONE_BAR
    return worth - _TOO_LONG * np.maximum(0, lengths - _LONG)
