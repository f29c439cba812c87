"""What a player is leaned to by wishes: nats that are added to the logits of each field, before it is drawn."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.setting import Band, Player
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES, FIELD_SIZES, GRID_PER_BEAT
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord

Floats = npt.NDArray[np.float32]

# Nats at the full degree: chosen so that five settings of each lie in order, and the network still has its say.
_DENSER, _SPARSER, _FARTHEST_BEATS = 4.0, 1.0, 4.0  # a beat of waiting
_OFF_BEAT = 3.0
# How sure the network may be of one more voice or none, and by how much that moves: it is sure of chords by 15 nats.
_SURE, _TOGETHER = 5.0, 6.5
_LEAP, _LARGE, _STEP = 3.0, 7.0, 2.0  # of an interval, in semitones: what counts as large, and as a step
_LOUD = 1.0  # a velocity class
_REPEATED, _REPEATED_PLACE = 4.0, 2.0
_CHORDAL = 3.5
_HEIGHT = 0.3  # a semitone
_OUTSIDE = 0.6  # a semitone beyond a register that is not strict
_MUCH = np.float32(30.0)  # no wish is worth more


class Leaning:
    """What one player is leaned to. What it returns is added to logits; pitches are the network's."""

    def __init__(self, wishes: Wishes, band: Band, player: Player, *, shift: int) -> None:
        """Take the wishes, and whose they are; `shift` is how far the piece lies above the network's key."""
        self._wishes, self._player, self._band = wishes, player, band
        self._chords: list[int] = band.form.chords.reshape(-1).tolist()
        self._off_beat = _OFF_BEAT * wishes.degree("syncopation") * off_beat(band.bar_length)
        classes = np.arange(FIELD_SIZES[3], dtype=np.float32)
        level = player.level // 8 if player.level >= 0 else 10
        self.velocity: Floats = (_LOUD * wishes.degree("loudness") * (classes - level)).astype(np.float32)
        density, again = wishes.degree("density"), wishes.degree("repetition")
        self._waiting = density * (_DENSER if density > 0 else _SPARSER)
        self._again = again if again > 0 else -again * again  # another bar is found more easily than the same
        self._register = self._of_register(shift)

    @property
    def has_voices(self) -> bool:
        """Return whether it is wished how many notes begin together: then no texture of the style's holds."""
        return self._wishes.voices is not None

    @property
    def has_repetition(self) -> bool:
        """Return whether it is wished how much is repeated: then a tune may stay where it is."""
        return self._wishes.repetition is not None

    def _of_register(self, shift: int) -> Floats:
        """Return what holds for pitches throughout: height, and the register that is wished for."""
        lean = np.zeros(FIELD_SIZES[1], dtype=np.float32)
        if self._player.is_drums:
            return lean
        pitches = np.arange(DRUM_PITCHES, dtype=np.float32)
        middle = (self._player.low + self._player.high) / 2
        lean[:DRUM_PITCHES] += _HEIGHT * self._wishes.degree("height") * (pitches - middle)
        if self._wishes.register is not None:
            low, high = (pitch - shift for pitch in self._wishes.register)
            beyond = np.maximum(0, np.maximum(low - pitches, pitches - high))
            cost = np.where(beyond > 0, FORBIDDEN, 0) if self._wishes.is_strict else -_OUTSIDE * beyond
            lean[:DRUM_PITCHES] += cost.astype(np.float32)
        return lean

    def place(self, notes: Sequence[Written], before: Sequence[Written]) -> Floats:
        """Return the leaning of places after the notes of a bar so far; `before` are those of the bar before."""
        now, bar_length = (notes[-1].place if notes else 0), self._band.bar_length
        at = np.arange(BAR + 1, dtype=np.float32)
        at[BAR] = bar_length
        beats = np.clip((at - now) / GRID_PER_BEAT, 0, _FARTHEST_BEATS)
        lean = -self._waiting * beats + self._off_beat
        if self._wishes.repetition is not None:
            struck = [note.place for note in before]
            lean[struck] += _REPEATED_PLACE * self._again
        if notes:
            rest = lean[now + 1 : min(bar_length, now + 1 + GRID_PER_BEAT)]
            lean[now] = float(rest.mean()) if len(rest) else float(lean[BAR])
        return np.clip(lean, -_MUCH, _MUCH).astype(np.float32)

    def together(self, logits: Floats, now: int) -> float:
        """Return what is added to the logit of one more note at the place `now`, the others' being what they are.

        All logits are as they would be drawn from otherwise, with what is forbidden.
        """
        if not self.has_voices or logits[now] <= FORBIDDEN / 2:
            return 0.0
        others = np.delete(logits, now).astype(np.float64)
        if (top := float(others.max())) <= FORBIDDEN / 2:
            return 0.0
        sure = float(logits[now]) - top - float(np.log(np.exp(others - top).sum()))
        return max(-_SURE, min(_SURE, sure)) + _TOGETHER * self._wishes.degree("voices") - sure

    def pitch(self, bar: int, place: int, *, last: Written | None, together: bool, before: Sequence[Written]) -> Floats:
        """Return the leaning of pitches at a place; `last` is the note before it, and `together` begins there too."""
        lean = self._register.copy()
        if self._player.is_drums:
            self._repeat(lean, place, before, plus=DRUM_PITCHES)
            return lean
        pitches = np.arange(DRUM_PITCHES, dtype=np.float32)
        if last is not None and not together and self._wishes.leaps is not None:
            interval = np.minimum(np.abs(pitches - last.pitch), 2 * _LARGE)
            lean[:DRUM_PITCHES] += _LEAP * self._wishes.leaps * (interval - _STEP) / _LARGE
        if self._wishes.strictness is not None:
            number = self._chords[2 * bar + (2 * place >= self._band.bar_length)]
            tones = list(Chord.at(number).tones) if number < CHORD_COUNT else []
            is_tone = np.isin(np.arange(DRUM_PITCHES) % 12, tones)
            lean[:DRUM_PITCHES] += _CHORDAL * self._wishes.strictness * (is_tone - 0.5)
        self._repeat(lean, place, before, plus=0)
        return lean

    def _repeat(self, lean: Floats, place: int, before: Sequence[Written], *, plus: int) -> None:
        if self._wishes.repetition is not None:
            lean[[note.pitch + plus for note in before if note.place == place]] += _REPEATED * self._again


def off_beat(bar_length: int) -> Floats:
    """Return how far off the beat each place of a bar is, -1 (the downbeat) .. 1, and the bar line 0, (BAR + 1,)."""
    at = np.arange(BAR + 1)
    found = np.full(BAR + 1, 1.0, dtype=np.float32)
    found[at % (GRID_PER_BEAT // 2) == 0] = 0.6
    found[at % GRID_PER_BEAT == 0] = -0.5
    found[at * 2 == bar_length] = -0.8
    found[0] = -1.0
    found[BAR] = 0.0
    return found
