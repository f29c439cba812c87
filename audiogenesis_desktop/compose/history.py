"""The notes so far, and what the network is told of them: `features.step_indices` for one note at a time."""

from bisect import bisect_right
from itertools import islice

import numpy as np

from audiogenesis_desktop.compose.features import LAGS, NO_PITCH, NONE_BACK, NONE_BEFORE, OFFSETS, Ints, Setting
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.vocabulary import INSTRUMENT, LONGEST_STEP, PITCH
from audiogenesis_desktop.theory.instruments import DRUM_CLASS

Row = tuple[int, int, int, int, int]
Back = tuple[int, int, int, int]

_NOTE_OFFSETS = OFFSETS[: len(NONE_BEFORE)]
_BACK_OFFSETS = OFFSETS[-len(NONE_BACK) :]
_NO_BACK: list[int] = NONE_BACK[: len(NONE_BACK) // LAGS].tolist()


class History:
    """Rows of classes (step, instrument, pitch, duration, velocity) and their onsets, in writing order."""

    def __init__(self, setting: Setting, places: Places) -> None:
        self._places = places
        self._lags: list[int] = setting.lags.tolist()
        self._rows: list[Row] = []
        self._onsets: list[int] = []
        self._keys: list[tuple[int, int, int]] = []  # onset, instrument, pitch: in the order of writing
        self._tops: dict[int, dict[int, int]] = {}  # highest pitch by onset, of each instrument

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def now(self) -> int:
        """Return the onset of the last note, 0 before the first."""
        return self._onsets[-1] if self._onsets else 0

    @property
    def last(self) -> Row:
        """Return the last note's row."""
        return self._rows[-1]

    def append(self, row: Row, onset: int) -> None:
        """Take in a note, which comes after all others."""
        self._rows.append(row)
        self._onsets.append(onset)
        self._keys.append((onset, row[INSTRUMENT], row[PITCH]))
        self._tops.setdefault(row[INSTRUMENT], {})[onset] = row[PITCH]  # within an onset pitches rise

    def last_pitches(self, instrument: int, onset: int) -> tuple[int, int]:
        """Return the highest pitch at the last two onsets that an instrument played before one: the later one first.

        As `features.last_pitches` does: NO_PITCH where there is none, and for drums and rests.
        """
        if instrument <= DRUM_CLASS:
            return NO_PITCH, NO_PITCH
        tops = self._tops.get(instrument, {})
        found = [tops[at] for at in islice(reversed(tops), 3) if at != onset]
        last, before, *_ = (*found, NO_PITCH, NO_PITCH)
        return last, before

    def look_back(self) -> list[Back | None]:
        """Return what followed at this place one bar, four bars and a section ago: (step, instrument, pitch, duration).

        None where there is nothing to look back to; the step is LONGEST_STEP + 1 where it came later than a
        step can say.
        """
        if not self._rows:
            return [None] * LAGS
        bar = self._places.bar(self.now)
        return [self._back(bar, distance) for distance in (1, 4, self._lags[bar])]

    def _back(self, bar: int, distance: int) -> Back | None:
        if not 0 < distance <= bar:
            return None
        starts = self._places.bar_starts
        lag = starts[bar] - starts[bar - distance]
        onset, instrument, pitch = self._keys[-1]
        index = bisect_right(self._keys, (onset - lag, instrument, pitch))
        if index == len(self._keys):
            return None
        _, instrument, pitch, duration, _ = self._rows[index]
        return min(self._onsets[index] + lag - self.now, LONGEST_STEP + 1), instrument, pitch, duration

    def indices(self, back: list[Back | None]) -> Ints:
        """Return the input rows for writing the next note, (F,), given what `look_back` found."""
        before = _with_own_pitch(self._rows[-1]) if self._rows else NONE_BEFORE
        found = [value for note in back for value in (_with_own_pitch(note) if note else _NO_BACK)]
        return np.concatenate([before + _NOTE_OFFSETS, self._places.indices(self.now), found + _BACK_OFFSETS])


def _with_own_pitch(note: tuple[int, ...]) -> list[int]:
    """Return a note whose pitch tells drums from tones."""
    step, instrument, pitch, *rest = note
    return [step, instrument, pitch + 128 * (instrument == DRUM_CLASS), *rest]
