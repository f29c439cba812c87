"""The sections that finished pieces seem to have: where they begin, what kind they are, which come again."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.harmony_input import KINDS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_LONG, _LONG_UNIT, _SHORT_UNIT = 32, 8, 4  # from so many bars on, sections have eight bars and not four
_SAME = 0.93  # cosine of two sections' profiles from which one is the other again
_ROWS = 512  # sections that are compared at once
_PLACES = 16  # of a bar, each a sixteenth at most
PROFILE_SIZE = 12 + _PLACES
_INTRO, _A, _A_AGAIN, _B, _C, _OUTRO = (KINDS.index(kind) for kind in ("intro", "A", "A'", "B", "C", "outro"))


class Sections(NamedTuple):
    """`of` (bars,): each bar's section from 0; `kinds` of the sections; `repeats`: the earlier one taken up or -1."""

    of: Ints
    kinds: Ints
    repeats: Ints


def joined(pieces: Sequence[Sections]) -> Sections:
    """Return the sections of several pieces one after another as those of one."""
    firsts = np.concatenate(([0], np.cumsum([len(piece.kinds) for piece in pieces])))
    repeats = [np.where(piece.repeats >= 0, piece.repeats + at, -1) for piece, at in zip(pieces, firsts, strict=False)]
    return Sections(
        of=np.concatenate([piece.of + at for piece, at in zip(pieces, firsts, strict=False)]),
        kinds=np.concatenate([piece.kinds for piece in pieces]),
        repeats=np.concatenate(repeats),
    )


def bar_profiles(*, bar: Ints, place: Ints, tune_bar: Ints, tune_pitch: Ints, bars: int) -> Floats:
    """Return (bars, PROFILE_SIZE): how often each pitch class and, for half as much, each place in the bar is struck.

    `bar` and `place` (grid units in the bar), one a note; `tune_bar` and `tune_pitch`, one a note that is no drum.
    """
    tones = np.bincount(tune_bar * 12 + tune_pitch % 12, minlength=bars * 12).reshape(bars, 12)
    places = np.bincount(bar * _PLACES + np.minimum(_PLACES - 1, place // 6), minlength=bars * _PLACES)
    return np.concatenate([tones, 0.5 * places.reshape(bars, _PLACES)], axis=1)


def find_sections(profiles: Floats) -> Sections:
    """Return the sections of one piece from its bars' profiles, each of as many bars."""
    bars = len(profiles)
    starts = np.arange(0, bars, _LONG_UNIT if bars >= _LONG else _SHORT_UNIT)
    return named(profiles, starts, by_bar=False)


def named(profiles: Floats, starts: Ints, *, by_bar: bool) -> Sections:
    """Return the sections of one piece that begin at these bars: an intro or outro is emptier than what is usual.

    It is by all that is in it, or, where sections are not of one length, `by_bar`.
    """
    bars, count = len(profiles), len(starts)
    lengths = np.diff(starts, append=bars)
    profile = np.add.reduceat(profiles, starts, axis=0)
    sizes = profile.sum(axis=1) / (lengths if by_bar else 1)
    unit_profile = profile / np.maximum(1e-9, np.sqrt((profile * profile).sum(axis=1)))[:, None]
    typical = median(sizes.tolist())  # numpy's own takes longer than all the rest of this
    first = 1 if count > 2 and sizes[0] < 0.6 * typical else 0
    kinds, repeats = _letters(_earliest_alike(unit_profile, first), first)
    if count > 1 and (sizes[-1] < 0.8 * typical or lengths[-1] < _SHORT_UNIT):
        kinds[-1] = _OUTRO
    return Sections(np.repeat(np.arange(count), lengths), np.array(kinds), np.array(repeats))


def _earliest_alike(unit_profile: Floats, first: int) -> list[int]:
    """Return for each section from `first` on the first one that it is like, itself at the latest."""
    after, found = unit_profile[first:], list[int]()
    for row in range(0, len(after), _ROWS):  # of thousands not every two at once
        alike = after[row : row + _ROWS] @ after.T > _SAME
        np.fill_diagonal(alike[:, row:], val=True)  # one of silence is like none else
        found += (first + alike.argmax(axis=1)).tolist()
    return found


def _letters(earliest: list[int], first: int) -> tuple[list[int], list[int]]:
    """Name sections A, B, C by likeness from `first` on, those before it intro; a taken-up A is A'."""
    kinds, repeats, letters, new = [_INTRO] * first, [-1] * first, [-1] * first, 0
    for i, alike in enumerate(earliest, start=first):
        if alike < i:
            repeats.append(alike)
            letters.append(letters[alike])
        else:
            repeats.append(-1)
            letters.append(min(new, 2))
            new += 1
        again = letters[i] == 0 and alike < i
        kinds.append(_A_AGAIN if again else (_A, _B, _C)[letters[i]])
    return kinds, repeats
