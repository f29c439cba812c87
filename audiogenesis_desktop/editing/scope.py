"""Scope: what an edit is about, as bars × tracks × notes, several stretches apart at once. What is outside stays."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score, Section, Track


@dataclass(frozen=True, slots=True)
class Scope:
    """Stretches of time × tracks × notes; what is None is not limited, what is empty holds nothing.

    `stretches` come out sorted, joined where they touch, and none of them empty. `notes` are pairs of a track's id
    and a note. A note, controller or bend lies where it begins. An edit that `moves_time` puts time in, takes it out
    or stretches it, in all tracks at once: it is limited by nothing.
    """

    stretches: tuple[Stretch, ...] | None = None
    track_ids: frozenset[int] | None = None
    notes: frozenset[tuple[int, Note]] | None = None
    moves_time: bool = False

    def __post_init__(self) -> None:
        if self.stretches is not None:
            object.__setattr__(self, "stretches", _joined(self.stretches))

    @classmethod
    def of_notes(cls, track_id: int, notes: Iterable[Note]) -> Self:
        """Return the scope of some notes of a track, as the roll has them selected, and the time that they fill."""
        chosen = frozenset((track_id, note) for note in notes)
        stretches = tuple(Stretch(note.start_tick, note.end_tick) for _, note in chosen)
        return cls(stretches, frozenset({track_id}), chosen)

    @classmethod
    def of_time(cls, *stretches: tuple[int, int]) -> Self:
        """Return the scope of all tracks from each first tick up to, not including, the second: a loop, some bars."""
        return cls(tuple(Stretch(start, end) for start, end in stretches))

    @classmethod
    def of_section(cls, section: Section) -> Self:
        """Return the scope of all tracks in a section."""
        return cls.of_time((section.start_tick, section.end_tick))

    @classmethod
    def of_tracks(cls, *track_ids: int) -> Self:
        """Return the scope of whole tracks, as their headers mean them."""
        return cls(track_ids=frozenset(track_ids))

    @property
    def is_whole(self) -> bool:
        """Return whether it is the whole piece."""
        return self.stretches is None and self.track_ids is None and self.notes is None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing can lie in it."""
        return self.stretches == () or self.track_ids == frozenset() or self.notes == frozenset()

    def holds_tick(self, tick: int) -> bool:
        """Return whether a tick lies in it, whatever the track."""
        if self.stretches is None:
            return True
        at = bisect_right(self.stretches, tick, key=_start)
        return at > 0 and self.stretches[at - 1].holds(tick)

    def holds_track(self, track_id: int) -> bool:
        """Return whether anything of a track may lie in it."""
        return self.track_ids is None or track_id in self.track_ids

    def holds_all_of(self, track_id: int) -> bool:
        """Return whether a track lies in it from beginning to end."""
        return self.holds_track(track_id) and self.stretches is None and self.notes is None

    def has_room_for(self, track_id: int, note: Note) -> bool:
        """Return whether a new note may begin where this one does."""
        return self.holds_track(track_id) and self.holds_tick(note.start_tick)

    def holds_note(self, track_id: int, note: Note) -> bool:
        """Return whether a note that is there lies in it."""
        is_meant = self.notes is None or (track_id, note) in self.notes
        return is_meant and self.has_room_for(track_id, note)

    def notes_of(self, track: Track) -> frozenset[Note]:
        """Return the notes of a track that lie in it."""
        return frozenset(note for note in track.notes if self.holds_note(track.id, note))


WHOLE = Scope()
TIME = Scope(moves_time=True)


def _start(stretch: Stretch) -> int:
    return stretch.start_tick


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches in order, those that touch as one."""
    joined = list[Stretch]()
    for stretch in sorted(stretch for stretch in stretches if stretch.ticks > 0):
        if joined and stretch.start_tick <= joined[-1].end_tick:
            joined[-1] = Stretch(joined[-1].start_tick, max(joined[-1].end_tick, stretch.end_tick))
        else:
            joined.append(stretch)
    return tuple(joined)


def read_scope(score: Score, *, bars: str = "", tracks: str = "") -> Scope:
    """Read the scope that words mean: `bars` as "9:12" or "1:2,9", `tracks` as "Bass,Drums"; empty is all.

    Bars count from 1, both ends of a stretch included. Names are told apart without regard to capitals; a name that
    several tracks have means all of them, and that of a player all its parts: Piano is "Piano, lead", too. Raises
    BadInput with what would be right.
    """
    stretches = tuple(_read_bars(score, part) for part in bars.split(",")) if bars.strip() else None
    ids = frozenset[int]().union(*(_read_track(score, name) for name in _names(score, tracks)))
    return Scope(stretches, ids if tracks.strip() else None)


def _read_bars(score: Score, text: str) -> Stretch:
    first, _, last = (part.strip() for part in text.partition(":"))
    last = last if ":" in text else first
    if not (first.isdecimal() and last.isdecimal()):
        raise BadInput(f"“{text.strip()}” are no bars: write 9:12 for bars 9 to 12, or 1:2,9 for several.")
    meters = MeterMap(score.meters)
    count = meters.position(max(0, score.end_tick - 1)).bar
    if not 1 <= int(first) <= int(last) <= count:
        raise BadInput(f"There are no bars {text.strip()} here: the piece has bars 1 to {count}.")
    return Stretch(meters.bar_start(int(first)), meters.bar_start(int(last) + 1))


def _names(score: Score, text: str) -> list[str]:
    """Return names between commas; commas within the names of tracks part nothing."""
    words, names, known = (
        [word.strip() for word in text.split(",")],
        list[str](),
        {t.name.lower() for t in score.tracks},
    )
    while words:
        counts = (count for count in range(len(words), 1, -1) if ", ".join(words[:count]).lower() in known)
        taken = next(counts, 1)
        names.append(", ".join(words[:taken]))
        words = words[taken:]
    return names


def _read_track(score: Score, name: str) -> frozenset[int]:
    if not name.strip():
        return frozenset()
    wanted = name.strip().lower()
    exact = frozenset(track.id for track in score.tracks if track.name.lower() == wanted)
    found = exact or frozenset(track.id for track in score.tracks if track.name.lower().startswith(f"{wanted}, "))
    if not found:
        known = ", ".join(dict.fromkeys(track.name for track in score.tracks if track.name)) or "none with a name"
        raise BadInput(f"There is no track “{name.strip()}” here: the tracks are {known}.")
    return found
