"""Repetition as compression: COSIATEC covers a piece with patterns that recur, moved in time and pitch.

Meredith, Lemström & Wiggins (2002), "Algorithms for discovering repeated patterns in multidimensional
representations of polyphonic music" (SIA, SIATEC); Meredith (2013), "COSIATEC and SIATECCompress".
A note is a point (onset, pitch). For a vector v, the maximal translatable pattern (MTP) is every point p whose
p + v is a point too. A pattern with all its occurrences is a translational equivalence class (TEC).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score
from audiogenesis_desktop.score.table import Ints, note_table

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.uint64]

MOST_NOTES = 1000
_GRID_TICKS = TICKS_PER_BEAT // 12  # sixteenths and triplets; finer differences are expression
# A point is one whole number, onset * _PLANE + pitch, so that vectors are differences; drums lie apart.
_PLANE, _DRUM_SHIFT = 1024, 384


class Tec(NamedTuple):
    """A pattern's points and the vectors (0 among them) that carry it to its occurrences, as whole numbers."""

    pattern: Ints
    translators: Ints
    covered: Ints

    @property
    def ratio(self) -> float:
        """Return points covered over numbers of points and vectors to be told: |COV| / (|P| + |V|)."""
        return len(self.covered) / (len(self.pattern) + len(self.translators) - 1)


def compression_ratio(score: Score) -> float:
    """Return notes / sum(|P| + |V|) over the TECs that COSIATEC finds: 1 for no repetition, higher for more.

    |P| is a pattern's size, |V| the number of its other occurrences; notes that no pattern covers cost one
    each. Points are distinct (onset, pitch) on a grid of 12 to the beat, all tracks together, chromatic pitch
    where Meredith prefers scale steps; drums are points too, but no vector mixes them with pitches. Only the
    first 1,000 notes count, as the ratio grows with length: compare pieces of like size. NaN without notes.
    """
    points = _points(score)
    return len(points) / cost(points) if len(points) else float("nan")


def _points(score: Score) -> Ints:
    table = note_table(score, drums=True)
    is_drums = np.array([track.is_drums for track in score.tracks], dtype=bool)
    pitch = table.pitches + _DRUM_SHIFT * (is_drums[table.tracks] if len(table.tracks) else 0)
    onset = (table.starts + _GRID_TICKS // 2) // _GRID_TICKS
    return np.unique(onset * _PLANE + pitch)[:MOST_NOTES]


def cost(points: Ints) -> int:
    """Return how many points and vectors tell a sorted set of points, by greedy choice of the best TEC."""
    vectors, known, encoded = _Vectors.of(points), _Known(), 0
    while len(points) and (best := _best_tec(points, vectors, known)) is not None:
        encoded += len(best.pattern) + len(best.translators) - 1
        left = ~np.isin(points, best.covered, assume_unique=True)
        vectors = vectors.among(left)
        points = points[left]
    return encoded + len(points)


class _Known:
    """Ratios found for patterns by shape; as points only ever go, no pattern does better later than before."""

    def __init__(self) -> None:
        self._shapes, self._ratios = np.zeros(0, dtype=np.uint64), np.zeros(0)

    def limit(self, shapes: Shapes, bounds: Floats) -> Floats:
        """Return the bounds, lowered to the ratio found before where there is one."""
        if not len(self._shapes):
            return bounds
        place = np.minimum(np.searchsorted(self._shapes, shapes), len(self._shapes) - 1)
        return np.where(self._shapes[place] == shapes, np.minimum(bounds, self._ratios[place]), bounds)

    def learn(self, shapes: Shapes, ratios: list[float]) -> None:
        """Take in newly found ratios, which replace older ones."""
        merged = np.concatenate([shapes, self._shapes])
        self._shapes, first = np.unique(merged, return_index=True)
        self._ratios = np.concatenate([ratios, self._ratios])[first]


@dataclass(frozen=True, slots=True)
class _Vectors:
    """All forward vectors between points, sorted; `origins` counts points, in order within one vector."""

    vectors: Ints
    origins: Ints
    targets: Ints

    @classmethod
    def of(cls, points: Ints) -> "_Vectors":
        origins, targets = np.triu_indices(len(points), 1)
        vectors = points[targets] - points[origins]
        order = np.argsort(vectors, kind="stable")
        return cls(vectors[order], origins[order], targets[order])

    def among(self, left: npt.NDArray[np.bool_]) -> "_Vectors":
        """Return those between points that are left, renumbered."""
        kept = left[self.origins] & left[self.targets]
        number = np.cumsum(left) - 1
        return _Vectors(self.vectors[kept], number[self.origins[kept]], number[self.targets[kept]])


def _best_tec(points: Ints, vectors: _Vectors, known: _Known) -> Tec | None:
    """Return the TEC of the highest ratio; of those tried with the same ratio, of the largest cover; None if none pays.

    Candidates are tried in the order of an upper bound of their ratio until no bound exceeds the best found.
    """
    tried = _candidates(points, vectors)
    bounds = known.limit(tried.shapes, tried.bounds)
    best, ratios = None, []
    order = np.argsort(-bounds, kind="stable")
    for i in order:
        if bounds[i] <= (best.ratio if best else 1):
            break
        pattern = points[vectors.origins[tried.starts[i] : tried.starts[i] + tried.sizes[i]]]
        tec = _tec(pattern, int(tried.rarest[i]), points, vectors)
        ratios.append(tec.ratio)
        if best is None or (tec.ratio, len(tec.covered)) > (best.ratio, len(best.covered)):
            best = tec
    known.learn(tried.shapes[order[: len(ratios)]], ratios)
    return best if best is not None and best.ratio > 1 else None


class _Candidates(NamedTuple):
    """One row a pattern: its first place in `_Vectors`, size, bound of its ratio, rarest inner step, shape."""

    starts: Ints
    sizes: Ints
    bounds: Floats
    rarest: Ints
    shapes: Shapes


def _candidates(points: Ints, vectors: _Vectors) -> _Candidates:
    """Return every MTP of two points and more, those of one shape once.

    A pattern occurs no oftener than its rarest inner step does, and k occurrences of m points cover at most
    min(n, mk): hence the bound.
    """
    first = np.flatnonzero(np.diff(vectors.vectors, prepend=-1))
    sizes = np.diff(np.append(first, len(vectors.vectors)))
    distinct, kept = vectors.vectors[first], sizes > 1
    starts, lengths = first[kept], sizes[kept]
    if not len(starts):
        return _Candidates(starts, lengths, np.zeros(0), starts, np.zeros(0, dtype=np.uint64))
    members = points[vectors.origins[np.repeat(kept, sizes)]]
    begin = np.cumsum(lengths) - lengths
    counts = sizes[np.minimum(np.searchsorted(distinct, np.diff(members, prepend=0)), len(distinct) - 1)]
    counts[begin] = len(points) + 1  # not a step: it leads in from the pattern before
    fewest = np.minimum.reduceat(counts, begin)
    place = np.arange(len(members)) - np.repeat(begin, lengths)
    rarest = np.minimum.reduceat(np.where(counts == np.repeat(fewest, lengths), place, len(members)), begin)
    shapes = np.add.reduceat(_mixed(members - np.repeat(members[begin], lengths)), begin)
    shapes, chosen = np.unique(shapes, return_index=True)
    occurrences = np.clip(len(points) / lengths, 1, fewest)
    bounds = lengths * occurrences / (lengths + occurrences - 1)
    return _Candidates(starts[chosen], lengths[chosen], bounds[chosen], rarest[chosen], shapes)


def _mixed(numbers: Ints) -> Shapes:
    """Return well-mixed 64-bit numbers, so that sums of them tell sets apart (the finaliser of splitmix64)."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(31))


def _tec(pattern: Ints, rarest: int, points: Ints, vectors: _Vectors) -> Tec:
    """Return the TEC of a pattern, less translators that add nothing to its cover (Meredith 2013)."""
    step = pattern[rarest] - pattern[rarest - 1]
    low, high = np.searchsorted(vectors.vectors, (step, step + 1))
    moves = points[vectors.origins[low:high]] - pattern[rarest - 1]
    wanted = moves[:, None] + pattern
    places = np.minimum(np.searchsorted(points, wanted), len(points) - 1)
    occurs = (points[places] == wanted).all(axis=1)
    moves, places = moves[occurs], places[occurs]
    times = np.bincount(places.ravel(), minlength=len(points))
    kept = np.ones(len(moves), dtype=bool)
    if times.max() > 1:
        for i, occurrence in enumerate(places):
            if (times[occurrence] > 1).all():
                times[occurrence] -= 1
                kept[i] = False
    return Tec(pattern, moves[kept], points[times > 0])
