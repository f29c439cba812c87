"""What the Plan forbids and leans to at each field: masks and biases over the network's logits.

The network proposes; these keep order, range, scale, voices and time exact. Strong beats lean to chord tones
by a bias, not a mask.
"""

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.compose.vocabulary import DURATIONS, FIELD_SIZES, GRID_PER_BEAT, TICKS_PER_GRID
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, REST_CLASS
from audiogenesis_desktop.theory.keys import MAJOR_SCALE, Key

Floats = npt.NDArray[np.float32]

MOST_AT_ONCE = 14  # notes that may begin together over all instruments
_IN_SCALE = np.isin(np.arange(12), list(MAJOR_SCALE))
_VOICES = np.array([c.voices for c in CLASSES])
_ALL = np.arange(len(CLASSES))
_BASSES = {i for i, c in enumerate(CLASSES) if c.name.endswith("bass")}
_CHORD_TONE_BIAS = {"strong": 1.2, "weak": 0.3}
_ROOT_BIAS = 2.0
_KEY_BIAS, _MOST_KEY_BIAS, _BEATS_BEFORE_KEY = 16.0, 1.8, 8
_SHARE_BIAS, _MOST_SHARE_BIAS = 2.0, 8.0
# How many notes each instrument writes beside the others: a line's one to a drummer's or a pianist's three.
_BUSY = {"drums": 3.0, "piano": 3.0, "electric piano": 2.5, "harp": 3.0, "harpsichord": 3.0, "acoustic guitar": 3.0,
         "electric guitar": 2.5, "organ": 2.0, "strings": 2.0, "pad": 1.5, "choir": 1.5}  # fmt: skip
_ACTIVITY = np.array([_BUSY.get(c.name, 1.2) for c in CLASSES], dtype=np.float32)


class Rules:
    """The masks of one piece. Pitches here are the network's: C major or A minor; onsets in grid units."""

    def __init__(self, plan: Plan, setting: Setting) -> None:
        self.setting = setting
        self.end = plan.last_downbeat_tick // TICKS_PER_GRID
        self._steps = np.arange(FIELD_SIZES[0])
        shift = key_shift(plan)
        self._profile = Key(0 if plan.key.mode == "major" else 9, plan.key.mode).profile.astype(np.float32)
        self._ranges = np.full((len(CLASSES), 128), FORBIDDEN, dtype=np.float32)
        for part in plan.parts:
            low, high = part.instrument.pitch_range
            move = 0 if part.instrument.is_drums else -shift
            self._ranges[part.instrument.class_index, low + move : high + move + 1] = 0

    def step(self, now: int, *, is_first: bool, may_join: bool) -> Floats:
        """Return the mask over steps after an onset at `now`: on the grid, no longer than a bar.

        A step past the last downbeat may be drawn: it means that all is written. Forbidding it would crowd
        notes into the last moments.
        """
        mask = np.full(len(self._steps), FORBIDDEN, dtype=np.float32)
        if is_first:
            mask[0] = 0
            return mask
        onsets = now + self._steps
        bar = self.setting.bar_of(onsets)
        position = onsets - self.setting.bar_starts[bar]
        on_grid = (position % 6 == 0) | (position % 8 == 0)
        longest = self.setting.bar_starts[bar[0] + 1] - self.setting.bar_starts[bar[0]]
        allowed = (on_grid | (onsets >= self.end)) & (self._steps <= longest)
        allowed[0] = may_join
        mask[allowed] = 0
        return mask

    def instrument(self, onset: int, *, begun: npt.NDArray[np.int64], lowest: int, recent: Floats) -> Floats:
        """Return mask and bias over instruments at an onset.

        `begun` (classes,) counts the notes that begin here already; none below `lowest` may still come.
        `recent` (classes,) counts the notes of the last bars: who falls short of a fair share is leaned to.
        """
        may = self.may_begin(onset, begun=begun, lowest=lowest)
        return np.where(may, self._share_bias(onset, recent), FORBIDDEN)

    def _share_bias(self, onset: int, recent: Floats) -> Floats:
        fair = self.setting.active[int(self.setting.bar_of(onset))] * _ACTIVITY
        fair = fair / max(1e-6, float(fair.sum()))
        heard = (recent + 0.2 * fair) / (float(recent.sum()) + 0.2)
        lacking = np.log(np.maximum(fair, 1e-6) / np.maximum(heard, 1e-6))
        return np.clip(_SHARE_BIAS * lacking, -1, _MOST_SHARE_BIAS).astype(np.float32)

    def may_begin(self, onset: int, *, begun: npt.NDArray[np.int64], lowest: int) -> npt.NDArray[np.bool_]:
        """Return which instruments may begin one more note at an onset, (classes,)."""
        playing = self.setting.active[int(self.setting.bar_of(onset))] > 0
        allowed: npt.NDArray[np.bool_] = playing & (begun < _VOICES) & (lowest <= _ALL)
        allowed[REST_CLASS] = False
        if begun.sum() >= MOST_AT_ONCE:
            allowed[:] = False
        return allowed

    def pitch(self, instrument: int, onset: int, *, above: int, heard: Floats) -> Floats:
        """Return mask and bias over pitches: in range, above `above`, in the scale or the chord.

        `heard` (12,) is how long each pitch class has sounded: what the key needs and lacks is leaned to.
        """
        mask = self._ranges[instrument].copy()
        mask[: above + 1] = FORBIDDEN
        if instrument == DRUM_CLASS:
            return mask
        chord = self.chord(onset)
        allowed, tones = self._pitch_classes(chord)
        by_class = np.where(allowed, self._key_bias(heard), FORBIDDEN).astype(np.float32)
        if tones:
            by_class[list(tones)] += _CHORD_TONE_BIAS["strong" if self._is_strong(onset) else "weak"]
            if instrument in _BASSES and self._is_strong(onset):
                by_class[tones[0]] += _ROOT_BIAS
        return mask + np.resize(by_class, 128)

    def _key_bias(self, heard: Floats) -> Floats:
        lacking = self._profile - heard / max(float(heard.sum()), _BEATS_BEFORE_KEY * GRID_PER_BEAT)
        return np.clip(_KEY_BIAS * lacking, -_MOST_KEY_BIAS, _MOST_KEY_BIAS).astype(np.float32)

    def chord(self, onset: int) -> Chord | None:
        """Return the chord at an onset, in the network's key."""
        index = int(self.setting.chords.reshape(-1)[int(self.setting.half_of(onset))])
        return Chord.at(index) if index < CHORD_COUNT else None

    @staticmethod
    def _pitch_classes(chord: Chord | None) -> tuple[npt.NDArray[np.bool_], tuple[int, ...]]:
        allowed = _IN_SCALE.copy()
        if chord is None:
            return allowed, ()
        for tone in chord.tones:
            allowed[tone] = True
        if 8 in chord.tones:  # the leading note of A minor drives out its natural seventh
            allowed[7] = False
        if 10 in chord.tones:
            allowed[11] = False
        return allowed, chord.tones

    def _is_strong(self, onset: int) -> bool:
        start = self.setting.bar_starts[int(self.setting.bar_of(onset))]
        return bool((onset - start) % GRID_PER_BEAT == 0)

    def duration(self, instrument: int, pitch: int, onset: int) -> Floats:
        """Return the mask over durations: over by the last chord, not held into a chord that it clashes with."""
        latest = self.end
        if instrument != DRUM_CLASS:
            latest = min(latest, self._clash(pitch, onset))
        mask = np.where(onset + DURATIONS <= latest, 0, FORBIDDEN).astype(np.float32)
        mask[0] = 0
        return mask

    def _clash(self, pitch: int, onset: int) -> int:
        """Return where the first chord begins that lacks this pitch, or the end of the piece."""
        half = int(self.setting.half_of(onset))
        chords = self.setting.chords.reshape(-1)
        for later in range(half + 1, min(half + 9, len(chords))):
            if chords[later] < CHORD_COUNT and pitch % 12 not in Chord.at(int(chords[later])).tones:
                bar, second = divmod(later, 2)
                start, end = self.setting.bar_starts[bar], self.setting.bar_starts[bar + 1]
                return int(start + (end - start) // 2 * second)
        return self.end
