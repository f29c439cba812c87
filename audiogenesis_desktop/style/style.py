"""What a style is: all that is known of it, as frozen values read from one file."""

import re
from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.style.forms import KINDS, read_form
from audiogenesis_desktop.style.hallmarks import parse
from audiogenesis_desktop.style.plays import Play, Share
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.instruments import DRUM_KITS, find
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of
from audiogenesis_desktop.theory.scales import SCALES

ENDINGS = ("ring", "stop", "thin", "slow", "fill", "fade")
_SWING_TICKS = {"1/8": 480, "1/16": 240}
_CARRIES_FROM = 0.5  # parts that enter with sections as weak as this carry the piece
_LEAST_REACH = 11  # semitones: each pitch class once
_METER = re.compile(r"([1-9]|1[0-2])/(4|8)")

Midi = Annotated[int, Meta(ge=0, le=127)]
Bpm = Annotated[int, Meta(ge=20, le=300)]
Text = Annotated[str, Meta(min_length=1)]


class _Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a style file."""


class Time(_Table, frozen=True, kw_only=True):
    """Tempo in quarter notes a minute, meters and feel.

    `tempo_in` tells of meters that have a tempo of their own. `meters` may name one several times: then it is likelier.
    `swing` is where the second of two `swing_unit`s falls, 0.5 for even; with `swing_by_tempo` the tempo tells where in
    that range (`usual_swing.py`), else chance; `looseness` the usual deviation of an onset
    in ticks; `ritard` by how much the tempo has fallen at the last chord.
    """

    tempo: tuple[Bpm, Bpm]
    tempo_in: Mapping[str, tuple[Bpm, Bpm]] = {}
    meters: tuple[str, ...] = ("4/4",)
    swing: tuple[Share, Share] = (0.5, 0.5)
    swing_by_tempo: bool = False
    swing_unit: str = "1/8"
    looseness: Annotated[float, Meta(ge=0, le=18)] = 5.0
    ritard: Annotated[float, Meta(ge=0, le=0.5)] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError where a value makes no music."""
        for low, high in (self.tempo, self.swing, *self.tempo_in.values()):
            if low > high:
                raise ValueError(f"a range begins with its lower end, unlike {low}, {high}")
        for meter in (*self.meters, *self.tempo_in):
            check_meter(meter)
        if not self.meters:
            raise ValueError("a style needs a meter")
        if self.swing_unit not in _SWING_TICKS:
            raise ValueError(f"{self.swing_unit!r} is no swing_unit: choose 1/8 or 1/16")

    def tempo_of(self, meter: str) -> tuple[int, int]:
        """Return the lowest and highest tempo in a meter such as "6/8"."""
        return self.tempo_in.get(meter, self.tempo)

    @property
    def swing_ticks(self) -> int:
        """Return the length of a `swing_unit`."""
        return _SWING_TICKS[self.swing_unit]


class Progressions(_Table, frozen=True, kw_only=True):
    """Progressions in roman numerals, a bar a word, chords within a bar parted by commas.

    `a` are for the A sections, `b` for what contrasts with them. `turn` is the last bar before A comes back ("" leaves
    the progression as it is; without it that is V), `cadence` the last bars of all, which end on the tonic (without it
    they are ii V I, or iv V i).
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    turn: str | None = None
    cadence: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError where a numeral is none."""
        if not self.a or not self.b:
            raise ValueError("a mode needs progressions in a and in b")
        for words in (*self.a, *self.b, self.turn or "", self.cadence):
            for numeral in re.split("[ ,]+", words) if words else ():
                _check_numeral(numeral)


class Mode(Progressions, frozen=True, kw_only=True):
    """Harmony in one mode.

    `share` is how often a piece is in this mode, beside the other's share. `scale` (of `theory.scales`) is what tunes
    move in where it is not plain major or minor; `plain` what is played instead where somebody asks for the key, as a
    scale of its own may be heard as another key's.
    """

    share: Share
    scale: str = ""
    plain: Progressions | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where a numeral or the scale is none."""
        super().__post_init__()
        if self.scale and self.scale not in SCALES:
            raise ValueError(f"{self.scale!r} is no scale: choose of {', '.join(SCALES)}")
        if self.plain and not self.scale:
            raise ValueError("plain stands beside a scale, which it does without")


class Harmony(_Table, frozen=True, kw_only=True):
    """Progressions by mode, and `spice`: how often a chord is led into by its own dominant."""

    major: Mode | None = None
    minor: Mode | None = None
    spice: Share = 0.06

    def __post_init__(self) -> None:
        """Raise ValueError where no mode is ever used."""
        if not (self.major or self.minor) or self.minor_share + (self.major.share if self.major else 0) <= 0:
            raise ValueError("harmony needs a major or a minor mode with a share")

    @property
    def minor_share(self) -> float:
        """Return how often a piece is in minor, 0..1."""
        major = self.major.share if self.major else 0.0
        minor = self.minor.share if self.minor else 0.0
        return round(minor / (major + minor), 9) if major + minor else 0.0

    def mode(self, name: str) -> Mode:
        """Return the mode called "major" or "minor"; KeyError if the style has none."""
        found = {"major": self.major, "minor": self.minor}[name]
        if found is None:
            raise KeyError(name)
        return found


class Form(_Table, frozen=True, kw_only=True):
    """How pieces are laid out, how strong their sections are, and how they end.

    `plans` are texts such as "intro4 A8 B8 A'8 outro4" (kind and bars; "@0.9" gives one section its own strength).
    `strengths` 0..1 are for this style's kinds of section: parts enter and leave by them. `names` tell what the
    style calls a kind. `swell` is how much a phrase of four bars swells. `ending` is "ring" (a last chord,
    held), "stop" (cut short), "thin" (parts leave one after another, bass and pads last), "slow" (a ritardando into a
    last chord that is held), "fill" (a fill, and one loud note of all) or "fade" (softer and softer).
    """

    plans: tuple[str, ...]
    strengths: Mapping[str, Share] = {}
    names: Mapping[str, str] = {}
    swell: Share = 0.12
    ending: str = "ring"

    def __post_init__(self) -> None:
        """Raise ValueError where a plan, a kind or the ending is none."""
        if not self.plans:
            raise ValueError("form needs plans")
        for plan in self.plans:
            read_form(plan)
        for kind in (*self.strengths, *self.names):
            if kind not in KINDS:
                raise ValueError(f"{kind!r} is no kind of section: choose of {', '.join(KINDS)}")
        if self.ending not in ENDINGS:
            raise ValueError(f"{self.ending!r} is no ending: choose of {', '.join(ENDINGS)}")


class Part(_Table, frozen=True, kw_only=True):
    """One part of the arrangement: what it is for, who may play it, how, where, and in which sections.

    `enters` and `leaves` bound the strength of the sections that it plays in; `chance` is how often a piece has it
    at all; `meter` limits it to one meter. `register` is its lowest and highest pitch, `level` its usual velocity;
    `volume`, `pan`, `reverb` are MIDI values. `kit` names the drum kit, where it is not the standard one.
    """

    name: Text
    role: str
    instruments: tuple[str, ...]
    plays: tuple[Play, ...]
    register: tuple[Midi, Midi] = (0, 127)
    level: Midi = 80
    enters: Share = 0.0
    leaves: Share = 1.0
    chance: Share = 1.0
    meter: str = ""
    volume: Midi = 100
    pan: Midi = 64
    reverb: Midi = 40
    kit: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError where the part cannot be played."""
        if self.role not in ROLES:
            raise ValueError(f"{self.role!r} is no role: choose of {', '.join(ROLES)}")
        for name in self.instruments:
            check_instrument(name)
        if not self.instruments or not self.plays:
            raise ValueError(f"the part {self.name!r} needs instruments and plays")
        if self.register[1] - self.register[0] < _LEAST_REACH:
            raise ValueError("a register is a lowest and a highest pitch, eleven semitones or more apart")
        for name in self.instruments:
            check_reach(name, self.register)
        if self.meter:
            check_meter(self.meter)
        if self.kit and self.kit not in DRUM_KITS.values():
            raise ValueError(f"{self.kit!r} is no kit: choose of {', '.join(DRUM_KITS.values())}")

    @property
    def carries(self) -> bool:
        """Return whether the piece rests on it, so that it never rests itself: it is there in weak sections, too."""
        return self.enters <= _CARRIES_FROM


class LineUp(_Table, frozen=True, kw_only=True):
    """One band that plays the style: for each part that it has, by name, the instrument."""

    name: Text
    parts: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise ValueError where an instrument is none."""
        if not self.parts:
            raise ValueError(f"the line-up {self.name!r} has no parts")
        for instrument in self.parts.values():
            check_instrument(instrument)


class Style(_Table, frozen=True, kw_only=True):
    """All that is known of one style.

    `synonyms` is what people call it; `uses` are phrases of what it is for; `family` names coarse styles of
    `FAMILIES`; `genre` and `tags` are words as labels of music have them. `feel` says in words what makes it.
    `valence` -1 (sad) .. 1 (happy) is for its major mode; `energy` (calm to wild) and `density` (few notes to many)
    are what it usually is. A piece always has the `essential` roles. `hallmarks` are lines of `style.hallmarks`,
    true of nearly every piece.
    """

    name: Text
    synonyms: tuple[Text, ...]
    uses: tuple[Text, ...]
    family: tuple[str, ...]
    genre: Text
    valence: Annotated[float, Meta(ge=-1, le=1)]
    essential: tuple[str, ...]
    hallmarks: tuple[str, ...]
    time: Time
    harmony: Harmony
    form: Form
    parts: tuple[Part, ...]
    lineups: tuple[LineUp, ...]
    tags: tuple[Text, ...] = ()
    feel: str = ""
    energy: Share = 0.5
    density: Share = 0.5

    def __post_init__(self) -> None:
        """Raise ValueError where what is named at one place is missing at another."""
        if not (self.synonyms and self.uses and self.family and self.parts and self.lineups):
            raise ValueError("a style needs synonyms, uses, family, parts and lineups")
        for family in self.family:
            if family not in FAMILIES:
                raise ValueError(f"{family!r} is no family: choose of {', '.join(FAMILIES)}")
        for line in self.hallmarks:
            parse(line)
        if self.form.ending == "slow" and not self.time.ritard:
            raise ValueError("a style whose ending is slow needs a ritard in time")
        self._check_essential()
        self._check_line_ups()
        self._check_parts()

    def _check_essential(self) -> None:
        for role in self.essential:
            for meter in self.time.meters:
                if not any(part.role == role for part in self.parts_in(meter)):
                    raise ValueError(f"the essential role {role!r} has no part in {meter}")

    def _check_line_ups(self) -> None:
        known = {part.name: part for part in self.parts}
        for lineup in self.lineups:
            for name, instrument in lineup.parts.items():
                if name not in known:
                    raise ValueError(f"the line-up {lineup.name!r} has a part {name!r} that the style has not")
                check_reach(instrument, known[name].register)
            for meter in self.time.meters:
                playing = {part.role for part in self.parts_in(meter) if part.name in lineup.parts}
                missing = set(self.essential) - playing
                if missing:
                    raise ValueError(
                        f"the line-up {lineup.name!r} lacks the essential role {min(missing)!r} in {meter}"
                    )

    def _check_parts(self) -> None:
        seen: set[tuple[str, str]] = set()
        for part in self.parts:
            if (part.name, part.meter) in seen:
                raise ValueError(f"the part {part.name!r} stands twice: give it another name, or one for each meter")
            seen.add((part.name, part.meter))
            if part.meter and part.meter not in self.time.meters:
                raise ValueError(f"the part {part.name!r} is for {part.meter!r}, which the style's meters lack")

    def parts_in(self, meter: str) -> tuple[Part, ...]:
        """Return the parts that play in a meter such as "3/4"."""
        return tuple(part for part in self.parts if part.meter in ("", meter))


def check_instrument(name: str) -> None:
    """Raise ValueError unless a name is one of General MIDI's, or "drums"."""
    try:
        find(name)
    except KeyError:
        raise ValueError(f"{name!r} is no instrument: use General MIDI's names, or drums") from None


def check_reach(name: str, register: tuple[int, int]) -> None:
    """Raise ValueError unless an instrument can play in most of an octave of a register."""
    instrument = find(name)
    low, high = instrument.pitch_range
    if not instrument.is_drums and min(high, register[1]) - max(low, register[0]) < _LEAST_REACH:
        raise ValueError(f"{name!r} plays {low} to {high}, which leaves too little of the register {register}")


def check_meter(meter: str) -> None:
    """Raise ValueError unless a meter is written as 3/4 or 6/8 are."""
    if not _METER.fullmatch(meter):
        raise ValueError(f"{meter!r} is no meter: write it as 3/4 or 6/8")


def _check_numeral(numeral: str) -> None:
    try:
        chord_of(numeral, Key(0, "major"))
    except ValueError:
        raise ValueError(f"{numeral!r} is no roman numeral, such as I, vi7 or bVII") from None
