"""The same music in another key, tempo, arrangement or edition, found by sketches of its upper line.

A sketch is a one-permutation MinHash (Li, Owen & Zhang 2012) of the line's n-grams: the share of places in which
two sketches agree estimates how many n-grams the pieces have in common (Jaccard). Pieces that may be alike are
found by banding, so that 170,000 pieces are not compared each with each.
"""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, PITCH, STEP, Classes
from audiogenesis_desktop.theory.instruments import DRUM_CLASS

Sketch = npt.NDArray[np.uint32]  # (PLACES,), EMPTY where no n-gram fell
Ints = npt.NDArray[np.int64]

PLACES = 64
EMPTY = np.uint32(0xFFFFFFFF)
ALIKE = 0.4  # of the n-grams; measured: versions of one piece have more, different pieces of one style less
_GRAM = 6  # steps of the line
_FEWEST_GRAMS = 12  # less than this is no tune to know again
_BAND = 3
_MIX = np.uint64(0x9E3779B97F4A7C15)


def sketch(classes: Classes) -> Sketch:
    """Return the sketch of a piece by the intervals of its upper line and how its rhythm quickens and slows.

    Neither key, tempo, dynamics nor instruments count; drums only where there is nothing else.
    """
    kind, onset = classes[:, INSTRUMENT], np.cumsum(classes[:, STEP], dtype=np.int64)
    sounding = np.flatnonzero(kind > DRUM_CLASS)
    if not len(sounding):
        sounding = np.flatnonzero(kind == DRUM_CLASS)
    onset, pitch = onset[sounding], classes[sounding, PITCH].astype(np.int64)
    first = np.flatnonzero(np.diff(onset, prepend=-1))
    empty = np.full(PLACES, EMPTY)
    if len(first) < _GRAM + _FEWEST_GRAMS:
        return empty
    line, when = np.maximum.reduceat(pitch, first), onset[first]
    gap = np.diff(when)
    quickening = np.sign(gap[1:] - gap[:-1])
    return _least(_grams(np.diff(line)[1:], quickening), empty)


def _grams(interval: Ints, quickening: Ints) -> npt.NDArray[np.uint64]:
    """Return a hash of each run of `_GRAM` steps that moves at least every other time: a drone is no tune."""
    code = ((interval + 128) * 3 + quickening + 1).astype(np.uint64)
    count = len(code) - _GRAM + 1
    hashed = np.zeros(count, dtype=np.uint64)
    for k in range(_GRAM):
        hashed = (hashed ^ code[k : k + count]) * _MIX
        hashed ^= hashed >> np.uint64(29)
    moves = np.cumsum(np.concatenate(([0], interval != 0)))
    return hashed[moves[_GRAM:] - moves[:-_GRAM] >= _GRAM // 2]


def _least(hashed: npt.NDArray[np.uint64], empty: Sketch) -> Sketch:
    """Return the least hash of each of `PLACES` equal ranges."""
    ordered = np.sort(hashed)
    if np.count_nonzero(ordered[1:] != ordered[:-1]) < _FEWEST_GRAMS - 1:
        return empty
    places = ordered >> np.uint64(58)
    first = np.flatnonzero(np.concatenate(([True], places[1:] != places[:-1])))
    empty[places[first].astype(np.int64)] = (ordered[first] >> np.uint64(26)).astype(np.uint32)
    return empty


def alike(sketches: npt.NDArray[np.uint32]) -> Ints:
    """Return pairs of rows (m, 2) of sketches (n, PLACES) that are the same music; not every pair of a set of three."""
    found = [np.zeros((0, 2), dtype=np.int64)]
    for at in range(0, PLACES - _BAND + 1, _BAND):
        band = sketches[:, at : at + _BAND]
        rows = np.flatnonzero((band != EMPTY).all(axis=1))
        if not len(rows):
            continue
        low, high = band[rows, 0].astype(np.uint64), band[rows, 1].astype(np.uint64)
        keys = ((high << np.uint64(32)) | low) ^ (band[rows, 2].astype(np.uint64) * _MIX)
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        begins = np.concatenate(([True], keys[1:] != keys[:-1]))
        first = np.maximum.accumulate(np.where(begins, np.arange(len(keys)), 0))
        beside = np.flatnonzero(~begins)
        candidates = np.concatenate(
            [np.stack([rows[beside - 1], rows[beside]], axis=1), np.stack([rows[first[beside]], rows[beside]], axis=1)]
        )
        found.append(_sure(sketches, np.unique(candidates, axis=0)))
    return np.unique(np.concatenate(found), axis=0)


def _sure(sketches: npt.NDArray[np.uint32], pairs: Ints) -> Ints:
    kept = [pairs[:0]]
    for at in range(0, len(pairs), 65536):  # so that memory does not grow with the corpus
        some = pairs[at : at + 65536]
        one, other = sketches[some[:, 0]], sketches[some[:, 1]]
        held = ((one != EMPTY) | (other != EMPTY)).sum(axis=1)
        common = ((one == other) & (one != EMPTY)).sum(axis=1)
        kept.append(some[common >= ALIKE * held])
    return np.concatenate(kept)


def families(count: int, pairs: Ints) -> Ints:
    """Return for each of `count` pieces the lowest number among those that pairs (m, 2) join it to."""
    head = list(range(count))

    def head_of(one: int) -> int:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for a, b in pairs.tolist():
        low, high = sorted((head_of(a), head_of(b)))
        head[high] = low
    return np.array([head_of(one) for one in range(count)], dtype=np.int64)
