"""What the Plan forbids and leans to at each field: masks and biases over the network's logits.

The network proposes; these keep order, range, scale, voices and time exact. Strong beats lean to chord tones
by a bias, not a mask. What does not hang on the notes so far is worked out once and kept.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.compose.vocabulary import DURATIONS, GRID_PER_BEAT, LONGEST_STEP, TICKS_PER_GRID
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, REST_CLASS
from audiogenesis_desktop.theory.key_finding import profile
from audiogenesis_desktop.theory.keys import MAJOR_SCALE, Key

Floats = npt.NDArray[np.float32]

MOST_AT_ONCE = 14  # notes that may begin together over all instruments
_IN_SCALE = np.isin(np.arange(12), list(MAJOR_SCALE))
_PITCH_CLASSES = np.arange(128) % 12
_BASSES = {i for i, c in enumerate(CLASSES) if c.name.endswith("bass")}
_CHORD_TONE_BIAS = {"strong": 1.2, "weak": 0.3}
_ROOT_BIAS = 2.0
_REGISTER_BIAS = 0.9  # an octave, at the happiest: bright music lies higher, dark music lower
_KEY_BIAS, _MOST_KEY_BIAS, _BEATS_BEFORE_KEY = 16.0, 1.8, 8
_LEAST_REACH = 11  # semitones: each pitch class once
_SHARE_BIAS, _MOST_SHARE_BIAS = 3.2, 12.0
# How many notes each instrument writes beside the others: a line's one to a drummer's or a pianist's three.
_BUSY = {
    "drums": 3.0,
    "piano": 3.0,
    "electric piano": 2.5,
    "harp": 3.0,
    "harpsichord": 3.0,
    "acoustic guitar": 3.0,
    "electric guitar": 2.5,
    "organ": 2.0,
    "strings": 2.0,
    "pad": 1.5,
    "choir": 1.5,
}
_ACTIVITY = np.array([_BUSY.get(c.name, 1.2) for c in CLASSES], dtype=np.float32)

_LENGTHS: list[int] = DURATIONS.tolist()
_FIRST_LENGTHS = np.where(np.arange(len(DURATIONS)) < np.arange(len(DURATIONS) + 1)[:, None], 0, FORBIDDEN)
_FIRST_LENGTHS = _FIRST_LENGTHS.astype(np.float32)
_FIRST_LENGTHS[:, 0] = 0
"""Row k allows the k shortest durations, and always the shortest."""


class _Leaning(NamedTuple):
    """Mask and bias over pitches, (128,), and the highest pitch that it allows, -1 for none."""

    mask: Floats
    highest: int


class Rules:
    """The masks of one piece. Pitches here are the network's: C major or A minor; onsets in grid units.

    The arrays that it returns belong to it: copy before changing them.
    """

    def __init__(self, plan: Plan, setting: Setting, places: Places, *, valence: float = 0.0) -> None:
        """Take what the piece is; `valence` -1..1 raises or lowers all that is pitched but the bass."""
        self._places = places
        self.end = plan.last_downbeat_tick // TICKS_PER_GRID
        self._may_begin = _on_grid(setting, self.end)
        self._hits = sorted({round(hit / TICKS_PER_GRID) for hit in plan.hit_ticks})
        self._may_begin[self._hits] = 0  # between sixteenths, too
        self._chords: list[int] = setting.chords.reshape(-1).tolist()
        self._playing: list[list[int]] = [np.flatnonzero(row).tolist() for row in setting.active]
        fair = setting.active * _ACTIVITY
        self._fair: list[list[float]] = (fair / np.maximum(fair.sum(axis=1, keepdims=True), 1e-6)).tolist()
        self._profile = profile(Key(0 if plan.key.mode == "major" else 9, plan.key.mode)).astype(np.float32)
        self._ranges = _ranges(plan)
        self._register = (_REGISTER_BIAS * valence / 12 * np.arange(128)).astype(np.float32)
        self._leanings: dict[tuple[int, int, bool], _Leaning] = {}
        self._clashes: dict[tuple[int, int], int] = {}

    def step(self, now: int, *, is_first: bool, may_join: bool) -> Floats:
        """Return the mask over steps after an onset at `now`: on the grid, no longer than a bar, over no hit.

        A step past the last downbeat may be drawn: it means that all is written. Forbidding it would crowd
        notes into the last moments.
        """
        bar = self._places.bar(now)
        start, end = self._places.bar_starts[bar : bar + 2]
        mask = self._may_begin[now : now + LONGEST_STEP + 1].copy()
        mask[1 if is_first else end - start + 1 :] = FORBIDDEN
        mask[0] = 0 if is_first or may_join else FORBIDDEN
        nth = bisect_right(self._hits, now)
        if nth < len(self._hits) and not is_first:
            mask[self._hits[nth] - now + 1 :] = FORBIDDEN
        return mask

    def may_begin(self, onset: int, *, begun: Mapping[int, int], lowest: int) -> list[int]:
        """Return which instruments may begin one more note at an onset.

        `begun` counts by instrument the notes that begin here already; none below `lowest` may still come.
        """
        if sum(begun.values()) >= MOST_AT_ONCE:
            return []
        playing = self._playing[self._places.bar(onset)]
        return [i for i in playing if i >= lowest and i != REST_CLASS and begun.get(i, 0) < CLASSES[i].voices]

    def instrument(self, onset: int, allowed: list[int], *, recent: Sequence[float]) -> Floats:
        """Return mask and bias over instruments at an onset, given those that may begin a note.

        `recent` (classes,) counts the notes of the last bars: who falls short of a fair share is leaned to.
        """
        fair, total = self._fair[self._places.bar(onset)], sum(recent) + 0.2
        mask = np.full(len(CLASSES), FORBIDDEN)
        for i in allowed:
            share = (recent[i] + 0.2 * fair[i]) / total
            mask[i] = min(max(_SHARE_BIAS * log(fair[i] / share), -1), _MOST_SHARE_BIAS)
        return mask

    def has_room(self, instrument: int, onset: int, *, above: int) -> bool:
        """Return whether any pitch above `above` is allowed."""
        return self._leaning(instrument, onset).highest > above

    def pitch(self, instrument: int, onset: int, *, above: int, pitch_weights: Floats) -> Floats:
        """Return mask and bias over pitches: in range, above `above`, in the scale or the chord.

        `pitch_weights` (12,) is how long each pitch class has sounded: what the key needs and lacks is leaned to.
        """
        mask = self._leaning(instrument, onset).mask
        mask = mask.copy() if instrument == DRUM_CLASS else mask + self._key_bias(pitch_weights)[_PITCH_CLASSES]
        mask[: above + 1] = FORBIDDEN
        return mask

    def _key_bias(self, pitch_weights: Floats) -> Floats:
        lacking = self._profile - pitch_weights / max(float(pitch_weights.sum()), _BEATS_BEFORE_KEY * GRID_PER_BEAT)
        return np.minimum(np.maximum(_KEY_BIAS * lacking, -_MOST_KEY_BIAS), _MOST_KEY_BIAS)

    def _leaning(self, instrument: int, onset: int) -> _Leaning:
        """Return what range, scale and chord say about an instrument's pitches."""
        position, chord = self._places.onset(onset)
        key = instrument, chord, position % GRID_PER_BEAT == 0
        if key not in self._leanings:
            mask = self._ranges[instrument]
            if instrument != DRUM_CLASS:
                is_bass = instrument in _BASSES
                mask = mask + _chord_leaning(chord, is_bass=is_bass, is_strong=key[2])[_PITCH_CLASSES]
                mask = mask if is_bass else mask + self._register
            allowed = np.flatnonzero(mask > FORBIDDEN / 2)
            self._leanings[key] = _Leaning(mask, int(allowed[-1]) if len(allowed) else -1)
        return self._leanings[key]

    def duration(self, instrument: int, pitch: int, onset: int) -> Floats:
        """Return the mask over durations: over by the last chord, not held into a chord that it clashes with."""
        latest = self.end
        if instrument != DRUM_CLASS:
            latest = min(latest, self._clash(pitch % 12, onset))
        mask: Floats = _FIRST_LENGTHS[bisect_right(_LENGTHS, latest - onset)]
        return mask

    def _clash(self, pitch_class: int, onset: int) -> int:
        """Return where the first chord begins that lacks this pitch class, or the end of the piece."""
        key = pitch_class, self._places.half(onset)
        if key not in self._clashes:
            self._clashes[key] = self._find_clash(*key)
        return self._clashes[key]

    def _find_clash(self, pitch_class: int, half: int) -> int:
        for later in range(half + 1, min(half + 9, len(self._chords))):
            chord = self._chords[later]
            if chord < CHORD_COUNT and pitch_class not in Chord.at(chord).tones:
                bar, second = divmod(later, 2)
                start, end = self._places.bar_starts[bar : bar + 2]
                return start + (end - start) // 2 * second
        return self.end


def _ranges(plan: Plan) -> Floats:
    """Return the mask over pitches of each instrument class, (classes, 128)."""
    ranges = np.full((len(CLASSES), 128), FORBIDDEN, dtype=np.float32)
    shift = key_shift(plan)
    for part in plan.parts:
        low, high = part.instrument.pitch_range if part.instrument.is_drums else _register(part)
        move = 0 if part.instrument.is_drums else -shift
        ranges[part.instrument.class_index, low + move : high + move + 1] = 0
    return ranges


def _register(part: Part) -> tuple[int, int]:
    """Return the lowest and highest pitch of a part: its register, as far as its instrument reaches."""
    own, wanted = part.instrument.pitch_range, part.register
    low, high = max(own[0], wanted[0]), min(own[1], wanted[1])
    return (low, high) if high - low >= _LEAST_REACH else own


def _on_grid(setting: Setting, end: int) -> Floats:
    """Return the mask over onsets of a piece and a step beyond its end: sixteenths and triplets."""
    onsets = np.arange(end + LONGEST_STEP + 1)
    position = onsets - setting.bar_starts[setting.bar_of(onsets)]
    allowed = (position % 6 == 0) | (position % 8 == 0) | (onsets >= end)
    return np.where(allowed, np.float32(0), FORBIDDEN)


def _chord_leaning(number: int, *, is_bass: bool, is_strong: bool) -> Floats:
    """Return mask and bias over pitch classes, (12,): in the scale or the chord, chord tones leaned to."""
    tones = Chord.at(number).tones if number < CHORD_COUNT else ()
    allowed = _IN_SCALE.copy()
    allowed[list(tones)] = True
    if 8 in tones:  # the leading note of A minor drives out its natural seventh
        allowed[7] = False
    if 10 in tones:
        allowed[11] = False
    leaning = np.where(allowed, np.float32(0), FORBIDDEN)
    if tones:
        leaning[list(tones)] += _CHORD_TONE_BIAS["strong" if is_strong else "weak"]
        leaning[tones[0]] += _ROOT_BIAS if is_bass and is_strong else 0
    return leaning
