"""What a player sees of a section, and what it does: turn it into notes."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from audiogenesis_desktop.score.score import ChordAt, Meter, Note
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument
from audiogenesis_desktop.theory.keys import Key


@dataclass(frozen=True, slots=True)
class Scene:
    """What a player sees of one section; ticks count from the section's start.

    `chords` tile it; `following` is the chord after it. `register` is the lowest and highest pitch to use.
    `random` starts alike for sections of one letter, so what returns is the same; `habit` is alike for all
    sections of a piece. `tune` is the melody of the section, for those who double or answer it. `steps` are those of
    the scale to move in, in semitones above the tonic, where it is not the key's own. `left_out` is how often a note
    off the beat is: players do so, machines do not. `ending` is the style's in the last section of all, else "".
    """

    key: Key
    meter: Meter
    bars: int
    kind: str
    energy: float
    chords: tuple[ChordAt, ...]
    following: Chord
    instrument: Instrument
    register: tuple[int, int]
    random: Random
    habit: Random
    tune: tuple[Note, ...] = ()
    steps: frozenset[int] | None = None
    left_out: float = 0.09
    ending: str = ""

    @property
    def ticks(self) -> int:
        """Return the length of the section."""
        return self.bars * self.meter.bar_ticks

    @property
    def voices(self) -> int:
        """Return how many notes the instrument plays at once."""
        return CLASSES[self.instrument.class_index].voices

    @property
    def is_contrast(self) -> bool:
        """Return whether this section is to differ from the others."""
        return self.kind in ("B", "C", "bridge")

    def chord_index(self, tick: int) -> int:
        """Return the index in `chords` of what sounds at `tick`."""
        return max(0, bisect_right(self.chords, tick, key=lambda chord: chord.tick) - 1)

    def chord(self, tick: int) -> Chord:
        """Return the chord at `tick`; at the section's end, the one that follows."""
        if tick >= self.ticks:
            return self.following
        at = self.chords[self.chord_index(tick)]
        return Chord(at.root, at.quality)

    def scale(self, tick: int) -> frozenset[int]:
        """Return the pitch classes to move in at `tick`: the key's, bent to hold the chord's."""
        return scale_over(self.key, self.chord(tick), self.steps)


def scale_over(key: Key, chord: Chord, steps: frozenset[int] | None = None) -> frozenset[int]:
    """Return the scale (`steps` above the tonic, or the key's) with each foreign chord tone in its neighbour's place.

    A major third raises the tone below it (the leading note of a dominant), any other lowers the one above.
    """
    own = key.scale if steps is None else {(key.tonic + step) % 12 for step in steps}
    scale, tones = set(own), set(chord.tones)
    for tone in tones - scale:
        is_raised = (tone - chord.root) % 12 == 4
        scale -= {(tone + (-1 if is_raised else 1)) % 12} - tones
        scale.add(tone)
    return frozenset(scale)


Player = Callable[[Scene], list[Note]]
