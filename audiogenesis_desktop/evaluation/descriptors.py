"""Forty-two hand-made numbers about a piece, and two ways to tell our pieces from real ones by them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.evaluation import coherence
from audiogenesis_desktop.evaluation.bootstrap import NAN
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score
from audiogenesis_desktop.score.table import NoteTable, note_table
from audiogenesis_desktop.theory.key_finding import key_scores

Floats = npt.NDArray[np.float64]

_LENGTHS = (0.2, 0.4, 0.8, 1.2, 2.2)  # beats that part the classes of lengths and of steps
_INTERVALS = (0, 2, 4, 7, 12)
_LEAST_SPREAD = 0.05
NAMES = (
    *(f"pitch class {i}, from the tonic" for i in range(12)),
    *(f"length class {i}" for i in range(6)),
    *(f"onset distance class {i}" for i in range(6)),
    *(f"interval class {i}" for i in range(6)),
    "mean pitch",
    "deviation of pitch",
    "notes a second",
    "notes at once",
    "mean velocity",
    "deviation of velocity",
    "share of drums",
    "tracks",
    "onsets on beats",
    "key clarity",
    "grooving similarity",
    "entropy of a bar",
)


def describe(score: Score) -> Floats | None:
    """Return the numbers of `NAMES` for a piece, or None without pitched notes.

    Shares of pitch classes (from the heard tonic, by sounding time), of note lengths, distances between onsets and
    melodic intervals within tracks by class; then single figures.
    """
    table, every = note_table(score, drums=False), note_table(score, drums=True)
    if len(table.starts) < 2:
        return None
    weights = np.bincount(table.pitches % 12, weights=table.lengths, minlength=12).astype(np.float64)
    fits = key_scores(weights)
    tonic = int(fits.max(axis=0).argmax())
    onsets = np.unique(every.starts)
    notes = [note for track in score.tracks for note in track.notes]
    velocities = np.array([note.velocity for note in notes])
    seconds = max(1.0, TempoMap(score.tempi).seconds(max(note.end_tick for note in notes)))
    return np.concatenate(
        [
            np.roll(weights, -tonic) / weights.sum(),
            _shares(table.lengths / TICKS_PER_BEAT, _LENGTHS),
            _shares(np.diff(onsets) / TICKS_PER_BEAT, _LENGTHS),
            _shares(np.abs(_intervals(table)), _INTERVALS),
            [
                table.pitches.mean(),
                table.pitches.std(),
                np.log2(1 + len(every.starts) / seconds),
                len(every.starts) / len(onsets),
                velocities.mean(),
                velocities.std(),
                1 - len(table.starts) / len(every.starts),
                len(np.unique(every.tracks)),
                float(np.mean(every.starts % TICKS_PER_BEAT == 0)),
                fits.max(),
                _known(coherence.grooving_similarity(score)),
                _known(coherence.pitch_class_entropy(score, bars=1)),
            ],
        ]
    )


def _shares(values: npt.NDArray[np.float64], edges: Sequence[float]) -> Floats:
    return np.bincount(np.searchsorted(edges, values), minlength=len(edges) + 1) / max(1, len(values))


def _intervals(table: NoteTable) -> Floats:
    steps = [np.diff(table.pitches[table.tracks == track]) for track in np.unique(table.tracks)]
    return np.concatenate(steps).astype(np.float64)


def _known(value: float) -> float:
    return 0.0 if np.isnan(value) else value


def frechet_distance(ours: Floats, real: Floats) -> float:
    """Return the Fréchet distance of two sets of descriptions, (n, 42) each, taken as normal; 0 is alike.

    |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½), as FID (Heusel et al. 2017) but of these hand-made numbers, each in
    deviations of `real` (0.05 at least, or what real music hardly has would count for all): compare it only with
    the same of other systems and of real halves. It grows as sets shrink: compare sets of like size. NaN with
    fewer than two pieces in a set.
    """
    if min(len(ours), len(real)) < 2:
        return NAN
    centre, spread = real.mean(axis=0), np.maximum(real.std(axis=0), _LEAST_SPREAD)
    here, there = (ours - centre) / spread, (real - centre) / spread
    one, other = np.cov(here, rowvar=False), np.cov(there, rowvar=False)
    # tr((C1 C2)^½) by way of the symmetric C1^½ C2 C1^½, which has the same eigenvalues.
    values, vectors = np.linalg.eigh(one)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    mixed = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ other @ root), 0)).sum()
    away = here.mean(axis=0) - there.mean(axis=0)
    return float(max(0.0, away @ away + np.trace(one) + np.trace(other) - 2 * mixed))


def telling_apart(ours: Floats, real: Floats, *, folds: int = 5, trees: int = 100) -> float:
    """Return how well a classifier tells ours from real, as the area under its ROC curve: 0.5 cannot, 1 always.

    A random forest on the descriptions, each piece judged by one that never saw it. NaN with fewer
    than `folds` pieces in a set, or without scikit-learn.
    """
    if min(len(ours), len(real)) < folds:
        return NAN
    try:
        from sklearn.ensemble import RandomForestClassifier
        from sklearn.metrics import roc_auc_score
        from sklearn.model_selection import StratifiedKFold, cross_val_predict
    except ImportError:
        return NAN
    inputs, is_real = np.concatenate([ours, real]), np.repeat([0, 1], [len(ours), len(real)])
    forest = RandomForestClassifier(trees, random_state=0, class_weight="balanced")
    cuts = StratifiedKFold(folds, shuffle=True, random_state=0)
    chance = cross_val_predict(forest, inputs, is_real, cv=cuts, method="predict_proba")[:, 1]
    return float(roc_auc_score(is_real, chance))


def differing(ours: Floats, real: Floats, *, most: int = 6) -> list[tuple[str, float]]:
    """Return in which numbers ours lie farthest from real ones, in deviations of the real."""
    away = (ours.mean(axis=0) - real.mean(axis=0)) / np.maximum(real.std(axis=0), _LEAST_SPREAD)
    order = np.argsort(-np.abs(away))[:most]
    return [(NAMES[i], float(away[i])) for i in order]
