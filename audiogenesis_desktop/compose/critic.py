"""The critic: how true a take is to its style, and how much like real music, by features of its notes.

Two linear models, as weights in `models/critic.safetensors` (made by `training/critic.py`): one that names the style
of a piece by what `style/heard.py` hears, a softmax; and one that tells real music from ours by `real_features`, a
logistic regression. It ranks takes of one prompt among each other; as a judgement of a piece it is worth little.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import AudiogenesisError, BadInput, MissingPart
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score
from audiogenesis_desktop.score.table import NoteTable, note_table
from audiogenesis_desktop.style.heard import features

Floats = npt.NDArray[np.float64]

VERSION = "critic 1"
CLIP = 4.0  # standard deviations that a feature counts for at most: what no piece had is no stronger a reason
_LENGTHS = (0.2, 0.4, 0.8, 1.2, 2.2)  # beats
_INTERVALS = (0, 2, 4, 7, 12)  # semitones
_LAGS = (1, 2, 4)  # bars
_GRID_PER_BAR = 16
_REAL_SHARE = 0.35  # of what the critic likes, what sounds like real music counts; the rest is the style


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model of standardised features: `weights` (outputs, n), `biases` (outputs,), the others (n,)."""

    weights: Floats
    biases: Floats
    means: Floats
    spreads: Floats

    def logits(self, rows: Floats) -> Floats:
        """Return the outputs of rows, (n,) or (rows, n)."""
        scaled = np.clip((rows - self.means) / self.spreads, -CLIP, CLIP)
        found: Floats = scaled @ self.weights.T + self.biases
        return found


@dataclass(frozen=True, slots=True)
class Critic:
    """Both models; `styles` names the outputs of the first."""

    style: Linear
    real: Linear
    styles: tuple[str, ...]

    def style_share(self, score: Score, wanted: Sequence[tuple[str, float]]) -> float:
        """Return how likely a piece is of the wanted styles, 0..1; 0.5 where it knows none of them."""
        known = [self.styles.index(name) for name, _ in wanted if name in self.styles]
        return float(self._shares(score)[known].sum()) if known else 0.5

    def styles_heard(self, score: Score) -> list[tuple[str, float]]:
        """Return all styles with how likely a piece is of each, the likeliest first; it has a meter and a tempo."""
        named = zip(self.styles, self._shares(score).tolist(), strict=True)
        return sorted(named, key=lambda entry: -entry[1])

    def _shares(self, score: Score) -> Floats:
        logits = self.style.logits(features(score))
        chances = np.exp(logits - logits.max())
        shares: Floats = chances / chances.sum()
        return shares

    def realness(self, score: Score) -> float:
        """Return how likely a piece is real music, if it were as often real as ours, 0..1."""
        return float(1 / (1 + np.exp(-self.real.logits(real_features(score))[0])))

    def liking(self, score: Score, wanted: Sequence[tuple[str, float]]) -> float:
        """Return 0..1, by which takes of one prompt are ranked."""
        if not any(track.notes for track in score.tracks):
            return 0.0
        return (1 - _REAL_SHARE) * self.style_share(score, wanted) + _REAL_SHARE * self.realness(score)


def real_features(score: Score) -> Floats:
    """Return numbers of how a piece moves, (n,) for every score; no instrument, tempo, key or loudness is in them.

    Shares of note lengths, of distances between onsets and of melodic intervals, by class; how like each bar's onsets
    and pitches are those one, two and four bars before; how many notes begin at once; where in the beat they begin.
    """
    table = note_table(score, drums=False)
    if len(table.starts) < 2:
        return np.zeros(_size())
    onsets = np.unique(table.starts)
    steps = [np.diff(table.pitches[table.tracks == track]) for track in np.unique(table.tracks)]
    leaps = np.abs(np.concatenate(steps)) if steps else np.zeros(0)
    return np.concatenate(
        [
            _shares(table.lengths / TICKS_PER_BEAT, _LENGTHS),
            _shares(np.diff(onsets) / TICKS_PER_BEAT, _LENGTHS),
            _shares(leaps, _INTERVALS),
            _likenesses(table),
            [
                len(table.starts) / len(onsets),
                float(np.mean(table.starts % TICKS_PER_BEAT == 0)),
                float(np.mean(table.starts % (TICKS_PER_BEAT // 2) == 0)),
                float(np.mean(leaps == 0)) if len(leaps) else 0.0,
            ],
        ]
    )


def _size() -> int:
    return 3 * (len(_LENGTHS) + 1) + 2 * len(_LAGS) + 4


def _shares(values: npt.NDArray[Any], edges: Sequence[float]) -> Floats:
    return np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) / max(1, len(values))


def _likenesses(table: NoteTable) -> Floats:
    """Return the mean likeness of bars to those some bars before: of where notes begin, and of which pitches do."""
    ends, bars = np.asarray(table.bar_starts), len(table.bar_starts) - 1
    bar = np.clip(np.searchsorted(ends, table.starts, side="right") - 1, 0, bars - 1)
    width = np.maximum(1, np.diff(ends))[bar]
    place = np.clip((table.starts - ends[bar]) * _GRID_PER_BAR // width, 0, _GRID_PER_BAR - 1)
    struck, heard = np.zeros((bars, _GRID_PER_BAR), bool), np.zeros((bars, 12), bool)
    struck[bar, place] = True
    heard[bar, table.pitches % 12] = True
    found = [_likeness(flags, lag) for flags in (struck, heard) for lag in _LAGS]
    return np.array(found, dtype=np.float64)


def _likeness(flags: npt.NDArray[np.bool_], lag: int) -> float:
    if len(flags) <= lag:
        return 0.0
    one, other = flags[lag:], flags[:-lag]
    both, either = (one & other).sum(axis=1), (one | other).sum(axis=1)
    return float(np.mean(both[either > 0] / either[either > 0])) if (either > 0).any() else 0.0


@cache
def shipped_critic() -> Critic | None:
    """Return the critic that ships, loaded when first asked for; None where its file is missing or broken."""
    try:
        return read_critic(critic_path())
    except AudiogenesisError:
        return None  # takes are ranked by what they lack all the same


def critic_path() -> Path:
    """Return where the critic that ships lies."""
    return paths.shipped_root() / "models" / "critic.safetensors"


def read_critic(path: Path) -> Critic:
    """Return a critic from a file; raises MissingPart where there is none, BadInput for one of another kind."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="numpy") as file:
            told, arrays = file.metadata() or {}, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise MissingPart(f"The critic is missing ({path}): reinstall the app.") from error
    if told.get("version") != VERSION:
        raise BadInput(f"{path.name} is no critic of this version: reinstall the app.")
    return Critic(_linear(arrays, "style"), _linear(arrays, "real"), tuple(json.loads(told["styles"])))


def _linear(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Linear:
    parts = (arrays[f"{name}.{part}"].astype(np.float64) for part in ("weights", "biases", "means", "spreads"))
    return Linear(*parts)
