"""The Plan: exact time, form, harmony and orchestration, fixed before the first note is written."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from audiogenesis_desktop.score.score import ChordAt, KeyAt, Marker, Meter, Score, Section, Tempo, Track
from audiogenesis_desktop.theory.instruments import Instrument


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


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument of the piece; `track_id` is the id of the Track that its notes go to."""

    track_id: int
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Plan:
    """What the composer must keep to. Ticks as in `Score`.

    `active[i]` holds the track ids that play in `sections[i]`. `last_downbeat_tick` is where the final
    chord falls, `release_tick` where it is let go, and `length_ticks` where the piece ends, which is the
    asked length to the microsecond under `tempi`. `repeats[i]` is the index of the earlier section that
    section i takes up again, or -1. `recalls` says bar by bar how much is repeated; bars beyond it are free.
    Something begins at each of `hit_ticks`, which may lie between beats.
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

    def empty_score(self, title: str = "") -> Score:
        """Return the Score that composing starts from: every track and map in place, no notes."""
        tracks = tuple(
            Track(
                id=part.track_id,
                name=part.instrument.name.capitalize(),
                program=part.instrument.program,
                is_drums=part.instrument.is_drums,
            )
            for part in self.parts
        )
        return Score(
            tracks=tracks,
            tempi=self.tempi,
            meters=(self.meter,),
            keys=(self.key,),
            chords=self.chords,
            sections=self.sections,
            markers=tuple(Marker(tick, "Hit", "cue") for tick in self.hit_ticks),
            length_ticks=self.length_ticks,
            title=title,
        )

    def section_index(self, tick: int) -> int:
        """Return the index of the section that a tick lies in; the last one from its end on."""
        for i, section in enumerate(self.sections):
            if tick < section.end_tick:
                return i
        return len(self.sections) - 1
