"""How well a forest tells one way to play drums from another, by windows of four bars.

It is asked in two ways. Either it learns just the two that are to be told apart, which finds whatever they differ by.
Or it learns what people play from what is typed, of drummers learned from, and is then asked about ours and theirs: is
ours more like typed music than what held-out drummers play?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.perform.kit import DRUMS
from audiogenesis_desktop.training.drumming import Recording, typed

Floats = npt.NDArray[np.float64]

_FEWEST_HITS = 24
_WINDOW_BARS = 4
_FOLDS, _TREES = 5, 100
_FIGURES, _FEWEST_OF_DRUM = 14, 3  # of a window's offsets, and as many of its velocities
_SHAKEN_MS, _SHAKEN_VELOCITY = 10.0, 8.0  # by which sequencers make typed music "human"


class Hits(NamedTuple):
    """One way to play: of each hit milliseconds off the grid, and its velocity."""

    offset_ms: Floats
    velocity: Floats


Way = tuple[Recording, Hits]
"""A recording's places and drums, and how they are played."""


@dataclass(frozen=True)
class Told:
    """How well two ways to play are told apart: by all, by timing alone, and by all with drummers never met before."""

    by_all: float
    by_timing: float
    of_strangers: float


@dataclass(frozen=True)
class Asked:
    """How well a forest that learned played from typed tells ours from theirs, by all and by timing alone; and, beside
    it, held-out drummers' typed music from theirs: what it learned."""

    by_all: float
    by_timing: float
    of_typed: float


def told(pairs: Sequence[Sequence[Way]]) -> Told:
    """Return how well the first of pairs are told from the second ones."""
    return Told(told_apart(pairs), told_apart(pairs, by_timing=True), told_apart(pairs, of_strangers=True))


def asked(
    known: Sequence[Recording], pairs: Sequence[Sequence[Way]], *, own_levels: bool, shaken: bool = False
) -> Asked:
    """Return how a forest that learned `known` recordings from the same ones typed answers to pairs of theirs and ours.

    Typed music is on the grid or, where it is `shaken`, off it by chance, evenly for all drums, as is its loudness.
    """
    typed_out = [
        [
            (recording, as_recorded(recording)),
            (recording, as_typed(recording, own_levels=own_levels, seed=seed if shaken else None)),
        ]
        for seed, recording in enumerate(known)
    ]
    theirs = [ways[0][0] for ways in pairs]
    beside = [
        [ways[0], (one, as_typed(one, own_levels=own_levels, seed=seed if shaken else None))]
        for seed, (ways, one) in enumerate(zip(pairs, theirs, strict=True))
    ]
    learned, ours, typed_too = (_table(one)[:2] for one in (typed_out, pairs, beside))
    by_all, of_typed = _answers(learned, (ours, typed_too))
    (by_timing,) = _answers(learned, (ours,), columns=_FIGURES)
    return Asked(by_all, by_timing, of_typed)


def as_recorded(recording: Recording) -> Hits:
    """Return how a recording was played."""
    return Hits(recording.offset_ms, recording.velocity.astype(np.float64))


def as_typed(recording: Recording, *, own_levels: bool, seed: int | None = None) -> Hits:
    """Return a recording typed on the grid; with a seed, off it by chance."""
    loud = typed(recording, own_levels=own_levels).astype(np.float64)
    if seed is None:
        return Hits(np.zeros(len(loud)), loud)
    random = np.random.default_rng(seed)
    shaken = loud + random.normal(0, _SHAKEN_VELOCITY, len(loud))
    return Hits(random.normal(0, _SHAKEN_MS, len(loud)), np.clip(np.round(shaken), 1, 127))


def told_apart(pairs: Sequence[Sequence[Way]], *, by_timing: bool = False, of_strangers: bool = False) -> float:
    """Return the area under the curve of a forest that tells one way to play from another, 0.5 where it cannot.

    It sees windows of four bars, with `by_timing` no velocities; two that stand side by side are always learned from,
    or tried, together, and with `of_strangers` all of the drummer in the first place, if there are several.
    """
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    drummers = sorted({ways[0][0].drummer for ways in pairs})
    table, truth, pair = _table(pairs)
    own = np.array([drummers.index(ways[0][0].drummer) for ways in pairs])
    groups = own[pair] if of_strangers and len(drummers) > 1 else pair
    table, guess = table[:, :_FIGURES] if by_timing else table, np.zeros(len(truth))
    for known, tried in GroupKFold(min(_FOLDS, len(set(groups)))).split(table, truth, groups):
        guess[tried] = _forest().fit(table[known], truth[known]).predict_proba(table[tried])[:, 1]
    return float(roc_auc_score(truth, guess))


def _table(pairs: Sequence[Sequence[Way]]) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the figures of all windows, (n, 2 * _FIGURES), which of the two ways each is of, and of which pair."""
    rows, labels, numbers = list[Floats](), list[int](), list[int]()
    for number, ways in enumerate(pairs):
        for label, (recording, hits) in enumerate(ways):
            own = windows_of(recording, hits)
            rows += own
            labels += [label] * len(own)
            numbers += [number] * len(own)
    return np.array(rows), np.array(labels), np.array(numbers)


def _answers(
    learned: tuple[Floats, npt.NDArray[np.int64]],
    to: Sequence[tuple[Floats, npt.NDArray[np.int64]]],
    *,
    columns: int = 2 * _FIGURES,
) -> list[float]:
    from sklearn.metrics import roc_auc_score

    forest = _forest().fit(learned[0][:, :columns], learned[1])
    return [float(roc_auc_score(truth, forest.predict_proba(table[:, :columns])[:, 1])) for table, truth in to]


def _forest() -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(_TREES, min_samples_leaf=3, random_state=0)


def windows_of(recording: Recording, hits: Hits) -> list[Floats]:
    """Return what a forest is shown of each four bars with hits enough: how far off, how loud, how alike neighbours."""
    found = []
    window = recording.bar // _WINDOW_BARS
    for number in np.unique(window):
        own = window == number
        if own.sum() < _FEWEST_HITS:
            continue
        at = recording.bar[own] * 48 + recording.place[own]
        found.append(_described(hits.offset_ms[own], hits.velocity[own], recording.drum[own], at))
    return found


def _described(offset: Floats, velocity: Floats, drum: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> Floats:
    order = np.lexsort((drum, at))
    together, drum = np.diff(at[order]) == 0, drum[order]
    columns = (_described_by(column[order], drum, together) for column in (offset, velocity))
    return np.concatenate([*columns])


def _described_by(values: Floats, drum: npt.NDArray[np.int64], together: npt.NDArray[np.bool_]) -> Floats:
    """Return `_FIGURES` of offsets or of velocities: how they spread, go on, go together, and differ between drums."""
    steps = np.abs(np.diff(values))
    row = [values.std(), steps.mean(), _alike(values[:-1], values[1:])]
    row.append(steps[together].mean() if together.any() else 0.0)
    for name in ("kick", "snare", "hat", "ride"):
        own = drum == DRUMS.index(name)
        row += [values[own].mean() - values.mean(), values[own].std()] if own.sum() > _FEWEST_OF_DRUM else [0.0, 0.0]
    return np.array([*row, *np.quantile(values, (0.05, 0.95)) - values.mean()])


def _alike(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1]) if one.std() > 0 and other.std() > 0 else 0.0
