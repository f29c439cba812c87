"""What the network sees before each note: one index per feature, the same code in training and composing.

`Setting` is the plan in the network's terms, bar by bar. `step_indices` names the rows of the network's
input table: the note before, the place in bar, section and piece, the chords, how much is to be repeated, and
the look-back: what came next at this place one bar, four bars and one corresponding section ago.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.vocabulary import (
    FIELD_SIZES,
    INSTRUMENT,
    LONGEST_STEP,
    PITCH,
    Classes,
    Onsets,
)
from audiogenesis_desktop.plan.plan import Likeness
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.theory.chords import CHORD_COUNT
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

SECTION_KINDS = ("none", "intro", "A", "A'", "B", "C", "bridge", "outro")
ENERGY_BINS = 8
LONGEST_BAR = 192  # grid units: eight beats
FARTHEST_BAR = 16  # bars to an end are counted no farther
LAGS = 3  # one bar, four bars, one corresponding section

_NOTE_SIZES = (*FIELD_SIZES[:2], 256, *FIELD_SIZES[3:])  # drums have pitches of their own
_PLACE_SIZES = (
    LONGEST_BAR,  # position in the bar
    LONGEST_BAR // 6 + 1,  # length of the bar
    FARTHEST_BAR + 1,  # bars since the section began
    FARTHEST_BAR + 1,  # bars to the section's end
    FARTHEST_BAR + 1,  # bars to the piece's end
    len(SECTION_KINDS) * ENERGY_BINS,
    CHORD_COUNT + 1,  # chord now
    CHORD_COUNT + 1,  # chord of the next half bar
    *[len(Likeness)] * LAGS,  # how like this bar is to those that are looked back to
    *[len(Likeness)] * LAGS,  # and the next bar
)
_LOOK_BACK_SIZES = (LONGEST_STEP + 2, FIELD_SIZES[1], 256, FIELD_SIZES[3]) * LAGS
INDEX_SIZES = (*(size + 1 for size in _NOTE_SIZES), *_PLACE_SIZES, *(size + 1 for size in _LOOK_BACK_SIZES))
"""How many rows each feature has; note features have one more for "none"."""
OFFSETS = np.concatenate(([0], np.cumsum(INDEX_SIZES)[:-1])).astype(np.int64)
NONE_BEFORE = np.array(_NOTE_SIZES, dtype=np.int64)
NONE_BACK = np.array(_LOOK_BACK_SIZES, dtype=np.int64)

NO_PITCH = 128
KNOWN_SIZES = (LONGEST_BAR, CHORD_COUNT + 1, NO_PITCH + 1, NO_PITCH + 1)
"""What the heads from pitch on are told of the note: its position in the bar, its chord, and its instrument's last
two pitches."""
BAR_SUMMARY_SIZE = len(CLASSES) + 12 + 12 + 2
BRIEF_SIZE = 2 + 2 + 6 + len(FAMILIES) + 1 + 2


@dataclass(frozen=True, slots=True)
class Setting:
    """A plan in the network's terms, per bar; all in C major or A minor, times in grid units.

    `bar_starts` (n+1,); `chords` (n, 2) chord indices per half bar; `kinds`, `energies` (0..7), `since`,
    `left` (bars since and to the section's ends), `lags` (bars back to the corresponding section, 0 for
    none): (n,); `active` (n, classes) of 0 and 1; `likeness` (n, LAGS) of `Likeness`.
    """

    bar_starts: Ints
    chords: Ints
    kinds: Ints
    energies: Ints
    since: Ints
    left: Ints
    lags: Ints
    active: Floats
    likeness: Ints

    @property
    def bar_count(self) -> int:
        """Return how many bars there are."""
        return len(self.bar_starts) - 1

    def bar_of(self, onsets: npt.ArrayLike) -> Ints:
        """Return the bar, from 0, of each onset."""
        bars = self.bar_starts.searchsorted(onsets, side="right") - 1
        return np.minimum(np.maximum(bars, 0), self.bar_count - 1)

    def half_of(self, onsets: npt.ArrayLike) -> Ints:
        """Return the half bar, from 0 over the piece, of each onset."""
        bar = self.bar_of(onsets)
        start, end = self.bar_starts[bar], self.bar_starts[bar + 1]
        second = (2 * (np.asarray(onsets) - start) >= end - start).astype(np.int64)
        return 2 * bar + second


def onset_indices(onsets: npt.ArrayLike, setting: Setting) -> Ints:
    """Return position in the bar and chord of each onset, shape (n, 2), the first of `KNOWN_SIZES`."""
    bar = setting.bar_of(onsets)
    position = np.clip(np.asarray(onsets) - setting.bar_starts[bar], 0, LONGEST_BAR - 1)
    return np.stack([position, setting.chords.reshape(-1)[setting.half_of(onsets)]], axis=-1)


def last_pitches(classes: Classes, onsets: Onsets) -> Ints:
    """Return the highest pitch at the last two onsets that the instrument of each note played before, (n, 2).

    The later of the two comes first; NO_PITCH where there is none, and for drums and rests.
    """
    order = np.argsort(classes[:, INSTRUMENT], kind="stable")
    kind, pitch = classes[order, INSTRUMENT].astype(np.int64), classes[order, PITCH].astype(np.int64)
    begins = np.append(True, (np.diff(kind) != 0) | (np.diff(onsets[order]) != 0))[: len(order)]
    first = np.flatnonzero(begins)
    tops = pitch[np.append(first[1:], len(order))[: len(first)] - 1]  # within an onset pitches rise
    found = np.full((len(order), 2), NO_PITCH)
    for column in range(min(2, len(first))):
        is_known = np.zeros(len(first), dtype=bool)
        is_known[column + 1 :] = kind[first[column + 1 :]] == kind[first[: -column - 1]]
        value = np.where(is_known & (kind[first] > DRUM_CLASS), np.roll(tops, column + 1), NO_PITCH)
        found[order, column] = value[np.cumsum(begins) - 1]
    return found


def look_back(keys: Ints, classes: Classes, onsets: Onsets, at: Ints, *, setting: Setting) -> Ints:
    """Return what followed at the same place one bar, four bars and a section ago, shape (m, 12).

    `keys` are the order keys of all notes so far, `at` the indices of the notes after which one looks.
    A note that is not yet written (index above its own `at`) is never seen.
    """
    bar = setting.bar_of(onsets[at])
    found = []
    for distance in _lag_bars(bar, setting):
        lag = setting.bar_starts[bar] - setting.bar_starts[np.maximum(bar - distance, 0)]
        usable = (distance > 0) & (bar >= distance)
        index = np.searchsorted(keys, keys[at] - (lag << 12), side="right")
        seen = usable & (index <= at)
        index = np.minimum(index, at)
        step = onsets[index] + lag - onsets[at]
        note = classes[index].astype(np.int64)
        rows = np.stack([np.clip(step, 0, LONGEST_STEP + 1), note[:, 1], _own_pitch(note), note[:, 3]], axis=1)
        found.append(np.where(seen[:, None], rows, NONE_BACK[:4]))
    return np.concatenate(found, axis=1)


def _lag_bars(bar: Ints, setting: Setting) -> tuple[Ints, Ints, Ints]:
    return np.full_like(bar, 1), np.full_like(bar, 4), setting.lags[bar]


def _own_pitch(note: Ints) -> Ints:
    return note[:, PITCH] + 128 * (note[:, INSTRUMENT] == DRUM_CLASS)


def step_indices(keys: Ints, classes: Classes, onsets: Onsets, at: Ints, *, setting: Setting) -> Ints:
    """Return the input rows for writing the note after each note `at` (-1: before the first), (m, F).

    F is `len(INDEX_SIZES)`; rows are already offset into the one table.
    """
    first = at < 0
    if first.all():
        before = np.tile(NONE_BEFORE, (len(at), 1))
        back = np.tile(NONE_BACK, (len(at), 1))
        now = np.zeros(len(at), dtype=np.int64)
    else:
        safe = np.maximum(at, 0)
        note = classes[safe].astype(np.int64)
        before = np.stack([note[:, 0], note[:, 1], _own_pitch(note), note[:, 3], note[:, 4]], axis=1)
        before = np.where(first[:, None], NONE_BEFORE, before)
        back = look_back(keys, classes, onsets, safe, setting=setting)
        back = np.where(first[:, None], NONE_BACK, back)
        now = np.where(first, 0, onsets[safe]).astype(np.int64)
    return np.concatenate([before, place(now, setting), back], axis=1) + OFFSETS


def place(now: Ints, setting: Setting) -> Ints:
    """Return what is told of the place of each onset, shape (n, len(_PLACE_SIZES)), without offsets."""
    bar, half = setting.bar_of(now), setting.half_of(now)
    next_bar = np.minimum(bar + 1, setting.bar_count - 1)
    chords = setting.chords.reshape(-1)
    length = setting.bar_starts[bar + 1] - setting.bar_starts[bar]
    columns = (
        np.clip(now - setting.bar_starts[bar], 0, LONGEST_BAR - 1),
        np.clip(length // 6, 0, LONGEST_BAR // 6),
        np.minimum(setting.since[bar], FARTHEST_BAR),
        np.minimum(setting.left[bar], FARTHEST_BAR),
        np.minimum(setting.bar_count - 1 - bar, FARTHEST_BAR),
        setting.kinds[bar] * ENERGY_BINS + setting.energies[bar],
        chords[half],
        chords[np.minimum(half + 1, len(chords) - 1)],
        *setting.likeness[bar].T,
        *setting.likeness[next_bar].T,
    )
    return np.stack(columns, axis=1)


def bar_summaries(classes: Classes, onsets: Onsets, setting: Setting, *, first_bar: int, bars: int) -> Floats:
    """Return what these notes hold bar by bar, shape (bars, BAR_SUMMARY_SIZE), from `first_bar` on.

    Per bar: onsets by instrument class, notes by pitch class, the bass's pitch class, how many, and a flag.
    """
    table = np.zeros((bars, BAR_SUMMARY_SIZE), dtype=np.float32)
    bar = setting.bar_of(onsets) - first_bar
    inside = (bar >= 0) & (bar < bars) & (classes[:, INSTRUMENT] > 0)
    bar, note = bar[inside], classes[inside].astype(np.int64)
    n = len(CLASSES)
    np.add.at(table, (bar, note[:, INSTRUMENT]), 1.0)
    pitched = note[:, INSTRUMENT] != DRUM_CLASS
    np.add.at(table, (bar[pitched], n + note[pitched, PITCH] % 12), 1.0)
    lowest = np.full(bars, 128)
    np.minimum.at(lowest, bar[pitched], note[pitched, PITCH])
    there = np.flatnonzero(lowest < 128)
    table[there, n + 12 + lowest[there] % 12] = 1.0
    table[:, n + 24] = table[:, :n].sum(axis=1)
    table[:, n + 25] = table[:, n + 24] > 0
    return np.log1p(table)


def brief_vector(brief: Brief, *, is_real: bool = True) -> Floats:
    """Return the Brief as the network reads it, shape (BRIEF_SIZE,): values, each with a flag that it is known."""
    style = _families(brief.style)
    values = [np.log2(brief.tempo_bpm / 100), 1.0, brief.key.mode == "major", brief.key.mode == "minor"]
    for value in (brief.valence, brief.energy, brief.density):
        values += [value, 1.0]
    values += [style.get(name, 0.0) for name in FAMILIES]
    values += [1.0, is_real, not is_real]
    return np.array(values, dtype=np.float32)


def _families(style: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """Return the weight of each family: a style of the book shares its own out to those that it belongs to."""
    weights: dict[str, float] = {}
    for name, weight in style:
        families = (name,) if name in FAMILIES else book()[name].family if name in book() else ()
        for family in families:
            weights[family] = weights.get(family, 0.0) + weight / len(families)
    return weights


# Which entries of the brief vector are hidden together when a field is unknown.
BRIEF_GROUPS = (
    slice(0, 2),
    slice(2, 4),
    slice(4, 6),
    slice(6, 8),
    slice(8, 10),
    slice(10, 11 + len(FAMILIES)),
    slice(11 + len(FAMILIES), BRIEF_SIZE),
)
