"""The Plan: exact time, form, harmony and orchestration, fixed before the first note is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from math import gcd
from typing import NamedTuple

from audiogenesis_desktop.score.feel import AS_WRITTEN, Feel
from audiogenesis_desktop.score.score import (
    TICKS_PER_BEAT,
    ChordAt,
    KeyAt,
    Marker,
    Meter,
    Mix,
    Score,
    Section,
    Tempo,
    Track,
)
from audiogenesis_desktop.theory.instruments import Instrument, kit_program

_FADING, _FAINTEST = 0.25, 0.25  # of the piece at least fades away, down to this share of its loudness


class Likeness(IntEnum):
    """How much of a bar is to be what an earlier bar was: Dice's coefficient of their notes, in four levels."""

    NEW = 0  # under 0.15
    SOME = 1  # under 0.5
    MOSTLY = 2  # under 0.85
    SAME = 3
    FREE = 4  # as the composer likes


class Recall(NamedTuple):
    """How like a bar is to be to the bar before, to the one four bars before, and to its place's in the section
    that is taken up again."""

    one_bar: Likeness = Likeness.FREE
    four_bars: Likeness = Likeness.FREE
    section: Likeness = Likeness.FREE


class Ending(StrEnum):
    """How a piece ends: as `style.style.ENDINGS`, and what a prompt may ask for beside them."""

    RING = "ring"  # a last chord, held
    STOP = "stop"  # a last chord, cut short
    THIN = "thin"  # parts leave one after another, bass and pads last
    SLOW = "slow"  # a ritardando into a last chord that is held
    FILL = "fill"  # a fill, and one note of all on the last downbeat
    FADE = "fade"  # softer and softer while it goes on
    LOOP = "loop"  # none: the end leads to the beginning, and no bar is cut


class HitKind(StrEnum):
    """What happens at a hit."""

    SECTION = "section"  # one begins there
    LIFT = "lift"  # drums lead to a crash
    CRASH = "crash"
    ACCENT = "accent"  # all strike it
    STOP = "stop"  # all are silent for a beat before
    RISER = "riser"  # a roll, or a cymbal in reverse, leads to it
    END = "end"  # it is the last chord


class Strike(NamedTuple):
    """A place of a groove: `tick` from the groove's start; `key` the drum that is struck, -1 where pitch is free."""

    tick: int
    key: int = -1


class Groove(NamedTuple):
    """The places that a part strikes, over and over, in `bars` bars from its section's start; in order."""

    bars: int
    strikes: tuple[Strike, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One player of the piece; `track_id` is the id of the Track that its notes go to.

    `role` is one of `style.roles.ROLES`; `name` what the style calls the part, "" where it has none like it.
    `register` is the lowest and highest pitch that suit the part, `level` its usual velocity, `kit` the drum kit's
    name, "" for the standard one; `mix` the Track's at first.
    """

    track_id: int
    instrument: Instrument
    role: str = "lead"
    name: str = ""
    register: tuple[int, int] = (0, 127)
    level: int = 80
    mix: Mix = field(default_factory=Mix)
    kit: str = ""

    @property
    def program(self) -> int:
        """Return the program that plays the part: of drums that of its kit."""
        return kit_program(self.kit) if self.instrument.is_drums and self.kit else self.instrument.program


@dataclass(frozen=True, slots=True)
class Plan:
    """What the composer must keep to. Ticks as in `Score`.

    `active[i]` holds the track ids that play in `sections[i]`. `last_downbeat_tick` is where the final chord falls,
    within a bar, which is over there, or as a bar begins, `release_tick` where it is let go, and `length_ticks` where
    the piece ends, which is the asked length to the microsecond under `tempi`. `repeats[i]` is the index of the earlier
    section that section i takes up again, or -1. `recalls` says bar by bar how much is repeated; bars beyond it are
    free. Something begins at each of `hit_ticks`, which may lie between beats. `style` maps names of the book to
    weights that sum to 1, the leading one first; () where none is known. `swing` is where the second of two notes of
    `swing_ticks` falls, 0.5 for even. `grooves[i]` has, by track id, what parts strike in `sections[i]`, as far as it
    is told; () tells none; `fills[bar]` has, alike, what they strike in that bar in place of it, in ticks from its
    start. `hit_kinds` says, hit by hit, what happens there. Up to `fade_in_ticks` the piece grows from nearly nothing.
    `feel` is how it is played at first.
    """

    tempi: tuple[Tempo, ...]
    meter: Meter
    key: KeyAt
    sections: tuple[Section, ...]
    repeats: tuple[int, ...]
    active: tuple[frozenset[int], ...]
    chords: tuple[ChordAt, ...]
    parts: tuple[Part, ...]
    last_downbeat_tick: int
    release_tick: int
    length_ticks: int
    hit_ticks: tuple[int, ...] = ()
    recalls: tuple[Recall, ...] = ()
    style: tuple[tuple[str, float], ...] = ()
    swing: float = 0.5
    swing_ticks: int = 480
    grooves: tuple[Mapping[int, Groove], ...] = ()
    ending: Ending = Ending.RING
    fills: Mapping[int, Mapping[int, tuple[Strike, ...]]] = field(default_factory=dict)
    fade_in_ticks: int = 0
    feel: Feel = AS_WRITTEN
    hit_kinds: tuple[HitKind, ...] = ()

    @property
    def meters(self) -> tuple[Meter, ...]:
        """Return the meter, and another for a last bar that the last downbeat cuts short; a beat more joins the bar
        before."""
        bar_ticks, pulse, last = self.meter.bar_ticks, self.meter.pulse_ticks, self.last_downbeat_tick
        within = last % bar_ticks
        if not within:
            return (self.meter,)
        length = within + bar_ticks if within <= TICKS_PER_BEAT and last > within else within
        by = pulse // gcd(length, pulse)
        other = Meter(last - length, length * by // pulse, self.meter.denominator * by)
        return (*((self.meter,) if last > length else ()), other, self.meter._replace(tick=last))

    def empty_score(self, title: str = "") -> Score:
        """Return the Score that composing starts from: every track and map in place, no notes."""
        tracks = tuple(
            Track(
                id=part.track_id,
                name=name,
                program=part.program,
                is_drums=part.instrument.is_drums,
                mix=part.mix,
            )
            for part, name in zip(self.parts, _track_names(self.parts), strict=True)
        )
        return Score(
            tracks=tracks,
            tempi=self.tempi,
            meters=self.meters,
            keys=(self.key,),
            chords=self.chords,
            sections=self.sections,
            markers=tuple(Marker(tick, "Hit", "cue") for tick in self.hit_ticks),
            length_ticks=self.length_ticks,
            title=title,
            feel=self.feel,
            swing=self.swing,
            swing_ticks=self.swing_ticks,
        )

    def strikes_in(self, bar: int, track_id: int) -> tuple[Strike, ...] | None:
        """Return what a part is told to strike in a bar, in ticks from its start; None where it is told nothing."""
        fill = self.fills.get(bar, {}).get(track_id)
        if fill is not None:
            return fill
        bar_ticks = self.meter.bar_ticks
        section = self.section_index(bar * bar_ticks)
        groove = self.grooves[section].get(track_id) if section < len(self.grooves) else None
        if groove is None:
            return None
        return strikes_of(groove, bar - self.sections[section].start_tick // bar_ticks, bar_ticks)

    def loudness_at(self, tick: int) -> float:
        """Return how much of its loudness a note keeps at a tick, 0..1: less where the piece fades in or away."""
        grown = 1.0 if tick >= self.fade_in_ticks else tick / self.fade_in_ticks
        fades_from, end = self._fades_from, self.last_downbeat_tick
        gone = min(1.0, (tick - fades_from) / max(1, end - fades_from)) if tick > fades_from else 0.0
        if self.ending != Ending.FADE:
            gone = 0.0
        return (_FAINTEST + (1 - _FAINTEST) * grown) * (1 - (1 - _FAINTEST) * gone)

    @property
    def _fades_from(self) -> int:
        return min(self.sections[-1].start_tick, self.last_downbeat_tick - round(_FADING * self.last_downbeat_tick))

    def section_index(self, tick: int) -> int:
        """Return the index of the section that a tick lies in; the last one from its end on."""
        for i, section in enumerate(self.sections):
            if tick < section.end_tick:
                return i
        return len(self.sections) - 1


def strikes_of(groove: Groove, bar: int, bar_ticks: int) -> tuple[Strike, ...]:
    """Return what a groove strikes in a bar, counted from where it began, in ticks from that bar's start."""
    start = bar % groove.bars * bar_ticks
    return tuple(s._replace(tick=s.tick - start) for s in groove.strikes if start <= s.tick < start + bar_ticks)


def _track_names(parts: Sequence[Part]) -> list[str]:
    """Return the instruments' names and, of several parts that one plays, what each is there for; no two are alike."""
    players = Counter(part.instrument.name for part in parts)
    names = [_track_name(part, is_alone=players[part.instrument.name] == 1) for part in parts]
    return [f"{name} {n}" if (n := names[: i + 1].count(name)) > 1 else name for i, name in enumerate(names)]


def _track_name(part: Part, *, is_alone: bool) -> str:
    """Return the instrument's name and, of several parts that it plays, what each is there for."""
    name = part.instrument.name.capitalize()
    return name if is_alone or part.role == part.instrument.name else f"{name}, {part.role}"
