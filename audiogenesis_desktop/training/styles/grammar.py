"""What a style is: a table of what may be drawn, and the players that turn a section into notes."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from audiogenesis_desktop.score.score import ChordAt, Meter, Note
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument
from audiogenesis_desktop.theory.keys import Key

PLAIN_VELOCITY = 80  # what a player writes for a note that is neither accented nor soft


@dataclass(frozen=True, slots=True)
class Scene:
    """What a player sees of one section; ticks count from the section's start.

    `chords` tile it; `following` is the chord after it. `register` is the lowest and highest pitch to use.
    `random` starts alike for sections of one letter, so what returns is the same; `habit` is alike for all
    sections of a piece. `tune` is the melody of the section, for those who double or answer it.
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
        return scale_over(self.key, self.chord(tick))


def scale_over(key: Key, chord: Chord) -> frozenset[int]:
    """Return the key's scale with each foreign chord tone in the place of its neighbour.

    A major third raises the tone below it (the leading note of a dominant), any other lowers the one above.
    """
    scale, tones = set(key.scale), set(chord.tones)
    for tone in tones - scale:
        is_raised = (tone - chord.root) % 12 == 4
        scale -= {(tone + (-1 if is_raised else 1)) % 12} - tones
        scale.add(tone)
    return frozenset(scale)


Player = Callable[[Scene], list[Note]]


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of the arrangement: who may play it, how, where and from which strength of section on.

    `role` is "melody", "bass", "chords" or "drums" and decides how the part ends. `enters` and `leaves`
    bound the strength 0..1 of sections that it plays in (`form.STRENGTH`); `chance` is how often a piece has
    it at all; `meter` limits it to one meter, such as "3/4". `level` is its usual velocity.
    """

    role: str
    instruments: tuple[str, ...]
    players: tuple[Player, ...]
    register: tuple[int, int] = (0, 127)
    level: int = 80
    enters: float = 0.0
    leaves: float = 1.0
    chance: float = 1.0
    meter: str = ""
    volume: int = 100
    pan: int = 64
    reverb: int = 40


class Loops(NamedTuple):
    """Progressions in roman numerals, a bar a word: for the A sections, and for what contrasts with them."""

    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """The taste of one style. Ranges are (lowest, highest), drawn evenly, faster where the piece is livelier.

    `spice` is how often a chord is led into by its own dominant. `swing` is where the second of two `swing_unit`s
    falls, 0.5 for even. `looseness` is the usual deviation of an onset in ticks. `ritard` is by how much the tempo
    has fallen at the last chord. `genre` holds words as `training.genres` knows them. `valence` is for the major
    mode; minor lies lower.
    """

    name: str
    tempo: tuple[int, int]
    minor: float
    major_loops: Loops
    minor_loops: Loops
    forms: tuple[str, ...]
    layers: tuple[Layer, ...]
    genre: str
    names: tuple[str, ...]
    uses: tuple[str, ...]
    valence: float
    meters: tuple[str, ...] = ("4/4",)
    swing: tuple[float, float] = (0.5, 0.5)
    swing_unit: int = 480
    looseness: float = 5.0
    ritard: float = 0.0
    dynamics: float = 0.12
    spice: float = 0.06
    tags: str = ""
