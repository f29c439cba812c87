"""The Score: the one immutable value that everything passes, and the parts that it is made of.

Ticks inside, 960 to a beat (a quarter note); seconds exist only in `clock.py` and at the edges.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import eq
from typing import NamedTuple, Self

from audiogenesis_desktop.score.feel import AS_WRITTEN, STRAIGHT, Feel

TICKS_PER_BEAT = 960
HIGHEST_LEVEL_DB = 24.0  # of the master fader, and as far down: FluidSynth's gain ends there
LOOP_MARKS = ("loopStart", "loopEnd")
"""The texts of the markers that a loop is saved as, as game engines and samplers name them."""
_FEW = 16  # one note touched in so many is worth cutting at its place


class Note(NamedTuple):
    """One note. Tuples compare in C, so sorting, hashing and sets of notes (a selection) stay fast.

    `start_tick` >= 0, `pitch` 0..127, `length_ticks` >= 1, `velocity` 1..127.
    """

    start_tick: int
    pitch: int
    length_ticks: int
    velocity: int

    @property
    def end_tick(self) -> int:
        """Return the first tick at which the note no longer sounds."""
        return self.start_tick + self.length_ticks

    def is_legal(self) -> bool:
        """Return whether every field lies in its range."""
        return self.start_tick >= 0 and 0 <= self.pitch <= 127 and self.length_ticks >= 1 and 1 <= self.velocity <= 127


class Control(NamedTuple):
    """A controller change on a track: `controller` and `value` 0..127."""

    tick: int
    controller: int
    value: int


class Bend(NamedTuple):
    """A pitch bend on a track: `value` -8192..8191."""

    tick: int
    value: int


class Tempo(NamedTuple):
    """A tempo from `tick` on, in whole microseconds a beat as MIDI files keep it, so that time is exact."""

    tick: int
    microseconds_per_beat: int

    @property
    def bpm(self) -> float:
        """Return beats (quarter notes) a minute."""
        return 60_000_000 / self.microseconds_per_beat

    @classmethod
    def from_bpm(cls, tick: int, bpm: float) -> Self:
        """Return the tempo nearest to `bpm` quarter notes a minute."""
        return cls(tick, round(60_000_000 / bpm))


class Meter(NamedTuple):
    """A time signature from `tick` on; `denominator` is a power of two."""

    tick: int
    numerator: int
    denominator: int

    @property
    def bar_ticks(self) -> int:
        """Return the length of one bar."""
        return self.numerator * TICKS_PER_BEAT * 4 // self.denominator

    @property
    def pulse_ticks(self) -> int:
        """Return the length of one denominator unit: what a metronome clicks."""
        return TICKS_PER_BEAT * 4 // self.denominator


class KeyAt(NamedTuple):
    """A key from `tick` on: `tonic` is a pitch class 0..11, `mode` is "major" or "minor"."""

    tick: int
    tonic: int
    mode: str


class ChordAt(NamedTuple):
    """A chord from `tick` for `length_ticks`: `root` is a pitch class 0..11, `quality` as in `theory.chords`."""

    tick: int
    length_ticks: int
    root: int
    quality: str


class Section(NamedTuple):
    """A stretch of the form: `kind` is "intro", "A", "B", "outro" …, `energy` 0..1.

    `name` is what the style calls it, such as "drop", "" where that is its kind.
    """

    start_tick: int
    end_tick: int
    kind: str
    energy: float
    name: str = ""

    @property
    def label(self) -> str:
        """Return what people read: the style's own name, or else the kind."""
        return self.name or self.kind


class Marker(NamedTuple):
    """A named moment; `kind` is "marker", "text", "lyric" or "cue" as in MIDI files."""

    tick: int
    text: str
    kind: str = "marker"


class Kept(NamedTuple):
    """What a file says that is neither shown nor edited here, kept so that saving does not lose it; touch is played.

    `data` is one MIDI event: a status byte and what follows. Aftertouch, which goes with its track, is written as on
    channel 0; SysEx runs from F0 to F7; a meta event is FF, its type and its content.
    """

    tick: int
    data: bytes

    @property
    def is_touch(self) -> bool:
        """Return whether it is aftertouch, of a key or of the whole channel."""
        return self.data[0] & 0xF0 in (0xA0, 0xD0)

    @property
    def kind(self) -> bytes:
        """Return what it sets: a later one of that kind takes its place."""
        if self.is_touch:
            return self.data[: 2 if self.data[0] & 0xF0 == 0xA0 else 1]
        return self.data


@dataclass(frozen=True, slots=True)
class Mix:
    """How a track is heard: MIDI values 0..127 (CC 7, 10, 91, 93), and whether it is muted or soloed."""

    volume: int = 100
    pan: int = 64
    reverb: int = 40
    chorus: int = 0
    mute: bool = False
    solo: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """One instrument's part. `notes`, `controls` and `bends` are sorted; `program` 0..127, `bank` 0..16383.

    `transposition` (semitones, -48..48; drums have none) and `velocity_offset` (-127..127) change what is heard,
    not what is written; `feel` is its own where it is not played as the piece is. `port` names the MIDI port that the
    track plays to, empty for where all play; `channel` 0..15 is the one that it is to have there, or None. `colour`
    0..11 is its hue, or None by its place. What a locked track plays is not to be edited. `kept` is sorted by tick.
    """

    id: int
    name: str
    program: int = 0
    bank: int = 0
    is_drums: bool = False
    mix: Mix = field(default_factory=Mix)
    notes: tuple[Note, ...] = ()
    controls: tuple[Control, ...] = ()
    bends: tuple[Bend, ...] = ()
    transposition: int = 0
    velocity_offset: int = 0
    port: str = ""
    channel: int | None = None
    colour: int | None = None
    is_locked: bool = False
    kept: tuple[Kept, ...] = ()
    feel: Feel | None = None

    def with_notes(self, notes: Iterable[Note]) -> "Track":
        """Return the track with these notes instead, sorted and without exact doubles.

        Raises ValueError if a note is out of range.
        """
        ordered = sorted(set(notes))
        for note in ordered:
            if not note.is_legal():
                raise ValueError(f"not a legal note: {note}")
        return replace(self, notes=tuple(ordered))

    def with_exchanged(self, gone: Collection[Note], new: Collection[Note]) -> "Track":
        """Return the track with some notes gone and others in their stead; what is gone and not there is passed over.

        Costs what the notes touched cost, and a copy of the rest. Raises ValueError if a new note is out of range.
        """
        if not _are_legal(new):
            raise ValueError(f"not a legal note: {next(note for note in new if not note.is_legal())}")
        if (len(gone) + len(new)) * _FEW < len(self.notes):
            return replace(self, notes=_spliced(self.notes, gone, new))
        left_out = set(gone)
        return self.with_joined([note for note in self.notes if note not in left_out], new)

    def with_joined(self, kept: Sequence[Note], new: Iterable[Note]) -> "Track":
        """Return the track with these notes instead: some in order already, and others; all of them legal."""
        notes = [*kept, *new]
        notes.sort()  # two runs that are in order already cost no more than merging them
        has_doubles = any(map(eq, notes, islice(notes, 1, None)))
        return replace(self, notes=tuple(dict.fromkeys(notes) if has_doubles else notes))

    @property
    def end_tick(self) -> int:
        """Return the end of the last note to sound, or 0."""
        return max((note.start_tick + note.length_ticks for note in self.notes), default=0)


def _are_legal(notes: Collection[Note]) -> bool:
    """Return whether all notes are legal, by columns: a drag of thousands asks it at every frame."""
    if not notes:
        return True
    starts, pitches, lengths, velocities = zip(*notes, strict=True)
    return (
        min(starts) >= 0
        and (min(pitches) >= 0 and max(pitches) <= 127)
        and min(lengths) >= 1
        and (min(velocities) >= 1 and max(velocities) <= 127)
    )


def _spliced(notes: tuple[Note, ...], gone: Iterable[Note], new: Iterable[Note]) -> tuple[Note, ...]:
    """Return sorted notes without some and with others, by cutting at the places of these alone."""
    places = {bisect_left(notes, note): note for note in gone}
    removed = {place for place, note in places.items() if place < len(notes) and notes[place] == note}
    cuts = [(place, True, notes[place]) for place in removed]
    for note in set(new):
        place = bisect_left(notes, note)
        is_there = place < len(notes) and notes[place] == note and place not in removed
        if not is_there:
            cuts.append((place, False, note))
    if not cuts:
        return notes
    cuts.sort()
    first = done = cuts[0][0]
    between = list[Note]()
    for place, is_gone, note in cuts:
        between.extend(notes[done:place])
        done = place + is_gone
        if not is_gone:
            between.append(note)
    spliced = list(notes)
    spliced[first:done] = between  # what lies before and after is copied once, whole
    return tuple(spliced)


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece. Every map is sorted by tick; `tempi` and `meters` have an entry at tick 0.

    `length_ticks` is where the piece ends by intent; 0 leaves that to the last note. `level_db` is the master fader,
    -24 to 24. Notes are as they are written, the second of two of `swing_ticks` falling at `swing` (0.5 for even);
    `feel` is how they are played.
    """

    tracks: tuple[Track, ...] = ()
    tempi: tuple[Tempo, ...] = (Tempo(0, 500_000),)
    meters: tuple[Meter, ...] = (Meter(0, 4, 4),)
    keys: tuple[KeyAt, ...] = ()
    chords: tuple[ChordAt, ...] = ()
    sections: tuple[Section, ...] = ()
    markers: tuple[Marker, ...] = ()
    length_ticks: int = 0
    title: str = ""
    kept: tuple[Kept, ...] = ()
    level_db: float = 0.0
    feel: Feel = AS_WRITTEN
    swing: float = STRAIGHT
    swing_ticks: int = TICKS_PER_BEAT // 2

    @property
    def end_tick(self) -> int:
        """Return the end of the piece: where it ends by intent, or later if a note sounds beyond it."""
        return max([self.length_ticks, *(track.end_tick for track in self.tracks)])

    @property
    def is_as_written(self) -> bool:
        """Return whether all of it is played as it is written."""
        return all((track.feel or self.feel).is_as_written for track in self.tracks)

    @property
    def note_count(self) -> int:
        """Return how many notes all tracks hold together."""
        return sum(len(track.notes) for track in self.tracks)

    def track(self, track_id: int) -> Track:
        """Return the track of this id; raises KeyError if there is none."""
        for track in self.tracks:
            if track.id == track_id:
                return track
        raise KeyError(track_id)

    def audible_tracks(self) -> tuple[Track, ...]:
        """Return the tracks that are heard: not muted and, where any track is soloed, soloed."""
        any_solo = any(track.mix.solo for track in self.tracks)
        return tuple(t for t in self.tracks if not t.mix.mute and (t.mix.solo or not any_solo))
