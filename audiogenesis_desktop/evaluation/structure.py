"""Structure indicators: how well some stretch of a piece explains the rest by recurring, at three time scales.

The fitness of a segment (Müller, Jiang & Grosche 2013, "A robust fitness measure for capturing repetitions in
music recordings") is read from a self-similarity matrix; the indicator of a time scale is the highest fitness of
any segment of such a length (Wu & Yang 2020, "The Jazz Transformer on the Front Line", SI).
"""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.score.table import note_table

Floats = npt.NDArray[np.float64]

SHORT, MID, LONG = (3.0, 8.0), (8.0, 15.0), (15.0, 128.0)  # seconds, as in the paper
FRAMES_A_SECOND = 2
_LONGEST_SECONDS = 90
_SMOOTHED_FRAMES = 4  # over time, and along the diagonals
_KEPT_SHARE, _PENALTY = 0.25, -2.0


def structure_indicators(score: Score) -> tuple[float, float, float]:
    """Return the structure indicators, 0..1, for segments of 3 to 8, 8 to 15 and 15 to 128 seconds.

    As MusDr computes them at two frames a second (twelve transpositions, the best quarter of the matrix kept, the
    rest -2), with these differences: chroma is the sounding time of the notes' pitch classes, drums left out,
    not taken from rendered audio, so neither overtones nor loudness blur it; tempo is not varied when
    similarities are smoothed along diagonals, as a repeat in a MIDI file keeps its tempo; only the first 90
    seconds count. NaN for a time scale that the piece could not hold twice (MusDr gives 0). Fitness falls with
    the length of the piece: compare pieces of like length.
    """
    chroma = _chroma(score)
    fitness = fitness_by_length(self_similarity(chroma)) if chroma.any() else np.zeros(0)
    return _peak(fitness, SHORT), _peak(fitness, MID), _peak(fitness, LONG)


def _peak(fitness: Floats, scale: tuple[float, float]) -> float:
    first, last = (round(seconds * FRAMES_A_SECOND) for seconds in scale)
    return float(fitness[first - 1 : last].max()) if len(fitness) >= 2 * first else float("nan")


def _chroma(score: Score) -> Floats:
    """Return the seconds that each pitch class sounds in each frame, shape (frames, 12)."""
    table, clock = note_table(score, drums=False), TempoMap(score.tempi)
    seconds = min(clock.seconds(score.end_tick), _LONGEST_SECONDS)
    frames = int(np.ceil(seconds * FRAMES_A_SECOND - 1e-6))
    chroma = np.zeros((frames, 12))
    for start, pitch, length in zip(table.starts.tolist(), table.pitches % 12, table.lengths.tolist(), strict=True):
        begin, end = (clock.seconds(tick) * FRAMES_A_SECOND for tick in (start, start + length))
        covered = np.arange(int(begin), min(frames, int(np.ceil(end))))
        chroma[covered, pitch] += np.minimum(covered + 1, end) - np.maximum(covered, begin)
    return chroma


def self_similarity(chroma: Floats) -> Floats:
    """Return how alike each two frames are, shape (n, n): 1 on the diagonal, 0..1 where alike, else -2.

    Cosine of chroma averaged over two seconds, averaged along diagonals forward and backward (the better of
    both), for the best of twelve transpositions; the highest quarter is kept and spread over 0..1.
    """
    smooth = _running_mean(chroma, _SMOOTHED_FRAMES)
    unit = smooth / np.maximum(np.linalg.norm(smooth, axis=1, keepdims=True), 1e-9)
    similar = np.max([_along_diagonals(unit @ np.roll(unit, up, axis=1).T) for up in range(12)], axis=0)
    lowest = np.quantile(similar, 1 - _KEPT_SHARE)
    span = max(similar.max() - lowest, 1e-9)
    kept = np.where(similar >= lowest, (similar - lowest) / span if span > 1e-6 else 1.0, _PENALTY)
    np.fill_diagonal(kept, 1.0)
    return kept


def _running_mean(rows: Floats, width: int) -> Floats:
    kernel = np.ones(width)
    weight = np.convolve(np.ones(len(rows)), kernel)[width // 2 :][: len(rows)]
    return np.stack([np.convolve(row, kernel)[width // 2 :][: len(rows)] for row in rows.T], axis=1) / weight[:, None]


def _along_diagonals(similar: Floats) -> Floats:
    return np.maximum(_forward(similar), _forward(similar[::-1, ::-1])[::-1, ::-1])


def _forward(similar: Floats) -> Floats:
    n = len(similar)
    total, count = np.zeros_like(similar), np.zeros_like(similar)
    for ahead in range(min(_SMOOTHED_FRAMES, n)):
        total[: n - ahead, : n - ahead] += similar[ahead:, ahead:]
        count[: n - ahead, : n - ahead] += 1
    return total / count


def fitness_by_length(similar: Floats) -> Floats:
    """Return the highest fitness, 0..1, of any segment of 1, 2, ... n frames, shape (n,).

    Of a segment of m frames, the best family of paths through its columns has a score (the sum of
    similarities), cells and a coverage (frames of the piece that it spans). With the trivial path of the segment
    onto itself taken off, score / cells and coverage / n are joined by their harmonic mean.
    """
    return np.array([_fitness(similar, length).max(initial=0) for length in range(1, len(similar) + 1)])


def _fitness(similar: Floats, length: int) -> Floats:
    """Return the fitness of every segment of a length, shape (n - length + 1,).

    The dynamic programme of Müller et al.: rows are frames of the piece, columns those of the segment, steps
    (1, 1), (2, 1), (1, 2); before the first column lies one for rows that no path covers. Score, cells and
    coverage are carried side by side, for all segments at once, so that no path need be traced back.
    """
    n = len(similar)
    columns = np.arange(n - length + 1)[:, None] + np.arange(length)
    # What each state holds: score, cells, coverage, the row that its path began at.
    before_last = last = _nothing(columns.shape)
    free = np.zeros((3, len(columns)))
    for row in range(n):
        ended = last[:3, :, -1] + _covering(last[3, :, -1], row - 1)
        free = np.where(ended[0] > free[0], ended, free)
        now = np.empty_like(last)
        now[:3, :, 0], now[3, :, 0] = free, row
        if length > 1:
            now[:, :, 1:] = last[:, :, :-1]
            _take_better(now[:, :, 1:], before_last[:, :, :-1])
            _take_better(now[:, :, 2:], last[:, :, :-2])
        now[0] += similar[row][columns]
        now[1] += 1
        before_last, last = last, now
    ended = last[:3, :, -1] + _covering(last[3, :, -1], n - 1)
    score, cells, covered = np.where(ended[0] > free[0], ended, free) - np.array([[length], [0], [length]])
    score, covered = score / np.maximum(cells, 1), covered / n
    both = score + covered
    return np.where((score > 0) & (covered > 0), 2 * score * covered / np.where(both > 0, both, 1), 0)


def _nothing(shape: tuple[int, ...]) -> Floats:
    state = np.zeros((4, *shape))
    state[0] = -np.inf
    return state


def _covering(first_row: Floats, last_row: int) -> Floats:
    return np.stack([np.zeros_like(first_row), np.zeros_like(first_row), last_row - first_row + 1])


def _take_better(state: Floats, other: Floats) -> None:
    np.copyto(state, other, where=other[0] > state[0])
