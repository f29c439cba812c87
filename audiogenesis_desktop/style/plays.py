"""Plays: the ways in which a part may be played, each with its patterns; a style file names one by `how`."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from audiogenesis_desktop.style.drums import check_grid
from audiogenesis_desktop.style.patterns import cells_of, check_pattern
from audiogenesis_desktop.style.rhythms import RHYTHMS

Count = Annotated[int, Meta(ge=1, le=8)]
Share = Annotated[float, Meta(ge=0, le=1)]
_CHORD_SYMBOLS = "xXoubrq123456789"
_BASS_SYMBOLS = "Rr8a5375o"
_COLOURS = ("plain", "ninths", "fifths")


class _Play(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="how"):
    """One way to play a part."""


class Figure(_Play, frozen=True, kw_only=True, tag="figure"):
    """Chords struck or broken by one of the patterns.

    "x", "X", "o" strike the whole chord, "u" all but its lowest, "b" its lowest alone; a digit n its n-th note from
    below, going on in the next octave; "r" the root below the chord, "q" the fifth below it. `colour` is "plain",
    "ninths" or "fifths" (root and fifth alone); `strum` lets the strings sound one after the other.
    """

    patterns: tuple[str, ...]
    voices: Count = 4
    colour: str = "plain"
    strum: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError where a pattern or the colour is none."""
        _check_patterns(self.patterns, _CHORD_SYMBOLS)
        _check_colour(self.colour)


class Pad(_Play, frozen=True, kw_only=True, tag="pad"):
    """Chords held, with the notes tied that two chords share; `swell` lets them grow over a section."""

    voices: Count = 4
    colour: str = "plain"
    swell: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError where the colour is none."""
        _check_colour(self.colour)


class GuideLine(_Play, frozen=True, kw_only=True, tag="guide line"):
    """One slow line through thirds and sevenths, as cellos play; `below` lets it begin low."""

    below: bool = False


class BassLine(_Play, frozen=True, kw_only=True, tag="bass line"):
    """A bass by one of the patterns: "R" root, "r" soft root, "3", "5", "7", "8" degrees, "o" a soft octave, "a" the
    step that leads into the next chord's root.
    """

    patterns: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where a pattern is none."""
        _check_patterns(self.patterns, _BASS_SYMBOLS)


class Walking(_Play, frozen=True, kw_only=True, tag="walking bass"):
    """A bass note a beat: the root, chord tones towards the next root, a step into it."""


class Drone(_Play, frozen=True, kw_only=True, tag="drone"):
    """Each root held, struck again only when the harmony moves."""


class Pedal(_Play, frozen=True, kw_only=True, tag="pedal point"):
    """The key's tonic under every chord, a note for each two bars."""


class Tune(_Play, frozen=True, kw_only=True, tag="tune"):
    """A melody whose rhythm is of one of these characters (`style.rhythms`), or a two-bar pattern that stands here.

    `span` is how many scale steps its motif reaches, `blue` how often a note is led into by the semitone below,
    `lean` how often a strong note is reached through the step above it.
    """

    rhythms: tuple[str, ...]
    pentatonic: bool = False
    span: Count = 4
    blue: Share = 0.0
    lean: Share = 0.2

    def __post_init__(self) -> None:
        """Raise ValueError where a rhythm is none."""
        for rhythm in self.rhythms:
            if rhythm not in RHYTHMS:
                _check_rhythm(rhythm)
        if not self.rhythms:
            raise ValueError("a tune needs rhythms")


class Double(_Play, frozen=True, kw_only=True, tag="double"):
    """The lead again, so many octaves away."""

    octaves: Annotated[int, Meta(ge=-3, le=3)] = 1


class Thirds(_Play, frozen=True, kw_only=True, tag="thirds"):
    """A third or fourth below the lead."""


class Counter(_Play, frozen=True, kw_only=True, tag="counter line"):
    """A line that moves where the lead holds, the other way where it can."""


class Answer(_Play, frozen=True, kw_only=True, tag="answer"):
    """Short runs along the chord in the lead's rests."""


class Kit(_Play, frozen=True, kw_only=True, tag="kit"):
    """A drummer of one of the grids, with `fills` into sections and a `crash` after them.

    `fills` are grids of a bar each that begin where they strike first; true stands for the usual ones.
    """

    grids: tuple[str, ...]
    fills: bool | tuple[str, ...] = True
    crash: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError where a grid is none."""
        _check_grids(self.grids)
        if not isinstance(self.fills, bool):
            _check_grids(self.fills)


class Hands(_Play, frozen=True, kw_only=True, tag="hands"):
    """A percussionist: one of the grids throughout, no fills."""

    grids: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where a grid is none."""
        _check_grids(self.grids)


class TunedDrum(_Play, frozen=True, kw_only=True, tag="tuned drum"):
    """One of the patterns on a pitched drum: "X" and "x" the tonic below, "o" a fifth above it."""

    patterns: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where a pattern is none."""
        _check_patterns(self.patterns, "xXo")


class Roll(_Play, frozen=True, kw_only=True, tag="roll"):
    """A snare roll that grows over the last `bars` of a section."""

    bars: Count = 2


Play = (
    Figure
    | Pad
    | GuideLine
    | BassLine
    | Walking
    | Drone
    | Pedal
    | Tune
    | Double
    | Thirds
    | Counter
    | Answer
    | Kit
    | Hands
    | TunedDrum
    | Roll
)


def are_fifths(plays: Sequence[object]) -> bool:
    """Return whether all of some ways to play have roots and fifths alone, as distorted guitars do."""
    return bool(plays) and all(isinstance(play, Figure) and play.colour == "fifths" for play in plays)


def _check_patterns(patterns: tuple[str, ...], symbols: str) -> None:
    if not patterns:
        raise ValueError("there is no pattern")
    for pattern in patterns:
        check_pattern(pattern, symbols=symbols)


def _check_rhythm(rhythm: str) -> None:
    if len(cells_of(rhythm)) != 2:
        raise ValueError(f"{rhythm!r} is neither a rhythm ({', '.join(RHYTHMS)}) nor a pattern of two bars")
    check_pattern(rhythm, symbols="xXo")


def _check_grids(grids: tuple[str, ...]) -> None:
    if not grids:
        raise ValueError("there is no grid")
    for grid in grids:
        check_grid(grid)


def _check_colour(colour: str) -> None:
    if colour not in _COLOURS:
        raise ValueError(f"{colour!r} is no colour of chords: choose of {', '.join(_COLOURS)}")
