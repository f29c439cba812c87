"""A player is told what he is to know, step by step, while the piece is being written. Equal to `encoding`."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.flags import Hearing, bar_flags, heard_by, usual_hearing
from audiogenesis_desktop.compose.players.hearing import Bars, played
from audiogenesis_desktop.compose.players.rows import (
    KNOWN_OFFSETS,
    LAGS,
    MOST_TOGETHER,
    NO_BAR,
    NO_DURATION,
    NO_KEY,
    NO_OWN_PITCH,
    NO_VELOCITY,
    STEP_OFFSETS,
    TOLD_IN_FULL,
    bar_rows,
    lag_bars,
    part_rows,
)
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES, DURATIONS, NOTE_COLUMNS, Ints
from audiogenesis_desktop.style.roles import ROLES

_AFTER_ALL = 254
_HELD_BARS = 4  # no longer a note is held
_RECENT_BARS = 8  # in which a tune's last notes are looked for, as some have one a bar
_LENGTHS: list[int] = DURATIONS.tolist()


class Written(NamedTuple):
    """A note of a player: its place in the bar, pitch 0..127, duration and velocity class."""

    place: int
    pitch: int
    duration: int
    velocity: int


class Board:
    """What all players have written so far, bar by bar: what they look back to and hear."""

    def __init__(self, band: Band, given: Sequence[Ints] = ()) -> None:
        """Take the band, and for each player the rows of `part_notes` that are there already."""
        self.band = band
        nothing = np.zeros((0, NOTE_COLUMNS), dtype=np.int64)
        rows = list(given) or [nothing] * len(band.players)
        self.parts: list[Bars] = [
            played(part, role=player.role, is_drums=player.is_drums, bars=band.bars)
            for player, part in zip(band.players, rows, strict=True)
        ]
        self._bars: list[list[list[Written]]] = [[[] for _ in range(band.bars)] for _ in band.players]
        for number, part in enumerate(rows):
            for bar, *note in part.tolist():
                self._bars[number][bar].append(Written(*note))

    def bar(self, number: int, bar: int) -> list[Written]:
        """Return a player's notes in a bar, in order; none in a bar before the first."""
        return self._bars[number][bar] if bar >= 0 else []

    def write(self, number: int, bar: int, notes: Sequence[Written]) -> None:
        """Let a player's bar be these notes, in order."""
        self._bars[number][bar] = list(notes)
        rows = np.array([(bar, *note) for note in notes], dtype=np.int64).reshape(-1, NOTE_COLUMNS)
        player = self.band.players[number]
        new = played(rows, role=player.role, is_drums=player.is_drums, bars=1, first_bar=bar)
        for column, value in zip(self.parts[number], new, strict=True):
            column[bar] = value[0]

    def sounding(self, number: int, bar: int, place: int) -> list[int]:
        """Return the pitches that a player sounds or begins at a place of a bar, as far as it is written."""
        found = list[int]()
        for back in range(min(bar, _HELD_BARS) + 1):
            at = place + back * self.band.bar_length
            here = self._bars[number][bar - back]
            found += [note.pitch for note in here if note.place <= at < note.place + _LENGTHS[note.duration]]
        return found

    def rows(self, number: int) -> Ints:
        """Return all that a player has written as rows of `part_notes`."""
        rows = [(bar, *note) for bar, notes in enumerate(self._bars[number]) for note in notes]
        return np.array(rows, dtype=np.int64).reshape(-1, NOTE_COLUMNS)


class Teller:
    """Tells one player: `begin_bar`, then for each note `step_rows`, `known_rows` of the place drawn, and `take`.

    When the bar line is drawn, `end_bar` puts the bar onto the board.
    """

    def __init__(self, board: Board, number: int, *, hearing: Sequence[Hearing] | None = None) -> None:
        """Take the board, the player's number, and how the others are heard, or as usual."""
        self._board, self.band, self.number = board, board.band, number
        self._player = board.band.players[number]
        self._hearing = hearing or usual_hearing(board.band, number)
        self._plus = DRUM_PITCHES if self._player.is_drums else 0
        self._chords: list[int] = self.band.form.chords.reshape(-1).tolist()
        self._groove: dict[int, list[tuple[int, int]]] = {}
        for bar, place, key in self._player.groove.tolist():
            self._groove.setdefault(bar, []).append((place, key))
        self._last: Written | None = None  # of the whole part; `_before` is the top of the onset before it
        self._before: Written | None = None
        self._bar = 0
        self._notes: list[Written] = []

    @property
    def role(self) -> str:
        """Return what the player is for, one of `ROLES`."""
        return ROLES[self._player.role]

    @property
    def notes(self) -> Sequence[Written]:
        """Return what is written in this bar so far."""
        return self._notes

    @property
    def lowest_of_last(self) -> Written | None:
        """Return the lowest note of the player's last onset in this bar or the one before, or its last note."""
        notes = self._notes or self.before
        return next((note for note in notes if note.place == notes[-1].place), self._last)

    @property
    def before(self) -> Sequence[Written]:
        """Return what the player has in the bar before this one."""
        return self._back[0][0]

    def bars_ago(self, count: int) -> Sequence[Written]:
        """Return what the player has in the bar so many before this one."""
        return self._board.bar(self.number, self._bar - count)

    def recent(self, count: int) -> list[Written]:
        """Return the player's last notes in this bar and those before it, in order, so many at most."""
        found = list(self._notes)
        for bar in range(self._bar - 1, max(-1, self._bar - 1 - _RECENT_BARS), -1):
            if len(found) >= count:
                break
            found = [*self._board.bar(self.number, bar), *found]
        return found[-count:]

    def held(self, place: int) -> list[int]:
        """Return the pitches that sound at a place of this bar since before it."""
        return [pitch for pitch, end in self._begun_before(place) if end > place]

    def let_go(self, place: int) -> list[int]:
        """Return the pitches that have sounded up to a place of this bar, and end there."""
        return [pitch for pitch, end in self._begun_before(place) if end == place]

    def _begun_before(self, place: int) -> Iterator[tuple[int, int]]:
        """Yield pitch and end, in places of this bar, of what began before a place."""
        bars = [self._notes, *(self._board.bar(self.number, self._bar - back) for back in range(1, _HELD_BARS + 1))]
        for back, notes in enumerate(bars):
            start = back * self.band.bar_length
            for note in notes:
                if note.place - start < place:
                    yield note.pitch, note.place - start + _LENGTHS[note.duration]

    def others(self, numbers: Iterable[int], place: int) -> list[int]:
        """Return the pitches that some other players sound at a place of this bar, as far as they are written."""
        return [pitch for number in numbers for pitch in self._board.sounding(number, self._bar, place)]

    @property
    def memory(self) -> tuple[Written | None, Written | None]:
        """Return what the player remembers at a bar line, so that the bar after it can be written again."""
        return self._last, self._before

    @memory.setter
    def memory(self, memory: tuple[Written | None, Written | None]) -> None:
        self._last, self._before = memory

    @property
    def place(self) -> int:
        """Return where the player stands in the bar; BAR at its start."""
        return self._notes[-1].place if self._notes else BAR

    def part_rows(self) -> Ints:
        """Return what holds throughout, rows of the input table."""
        return part_rows(self.band, self.number)

    def begin_bar(self, bar: int) -> tuple[Ints, npt.NDArray[np.float32]]:
        """Begin a bar and return what holds in it: rows of the input table (B,), and flags (FLAGS_SIZE,)."""
        bars = np.array([bar])
        others = heard_by(self.band, self._board.parts, bars, hearing=self._hearing)
        flags = bar_flags(
            self.band,
            self.number,
            bars,
            others=others,
            own=self._board.parts[self.number],
            hearing=self._hearing,
        )
        self._bar, self._notes = bar, []
        self._back = [(self._board.bar(self.number, back), back >= 0) for back in lag_bars(self.band, bars)[0].tolist()]
        self._strikes = self._groove.get(bar, [])
        self._together: list[int] = others.together[0].tolist()
        self._next: list[list[int]] = others.next[0].T.tolist()
        self._bass: list[int] = others.bass[0].tolist()
        self._lead: list[int] = others.lead[0].tolist()
        return bar_rows(self.band, bars)[0], flags[0]

    def step_rows(self) -> Ints:
        """Return what is told before the next note or bar line, rows of the input table, (S,)."""
        place, last = self.place, self._last
        is_start = place == BAR
        values = [place, *self._note_values(last), self._count_together(), *self._chords_at(place)]
        ahead = [self._ahead(lag) for lag in range(LAGS)]
        for at, note in ahead:
            values += (at, note.pitch + self._plus if note else NO_OWN_PITCH)
        for lag in TOLD_IN_FULL:
            note = ahead[lag][1]
            values += (note.duration, note.velocity) if note else (NO_DURATION, NO_VELOCITY)
        values += self._groove_ahead()
        values.append(self._together[place])
        values += self._next[0 if is_start else place + 1]
        values += (self._bass[place], self._lead[place])
        return np.array(values, dtype=np.int64) + STEP_OFFSETS

    def known_rows(self, place: int) -> Ints:
        """Return what is known of a note at the place drawn, rows of the table of what is known, (N,)."""
        is_together = place == self.place
        above = self._notes[-1].pitch if is_together else -1
        found = [self._at(lag, place, above) for lag in range(LAGS)]
        values = [*self._chords_at(place), self._together[place], self._bass[place], self._lead[place]]
        values += (self._pitch(self._last), self._pitch(self._before))
        values += [self._pitch(note) for note in found]
        values += [found[lag].duration if found[lag] else NO_DURATION for lag in TOLD_IN_FULL]  # type: ignore[union-attr]
        values.append(found[0].velocity if found[0] else NO_VELOCITY)
        values += (self._groove_at(place, above), is_together)
        return np.array(values, dtype=np.int64) + KNOWN_OFFSETS

    def take(self, note: Written) -> None:
        """Take a note that was drawn."""
        if self._last is not None and not (self._notes and self._notes[-1].place == note.place):
            self._before = self._last
        self._last = note
        self._notes.append(note)

    def end_bar(self) -> None:
        """Put what was written onto the board, where the others hear it."""
        self._board.write(self.number, self._bar, self._notes)

    def _pitch(self, note: Written | None) -> int:
        return note.pitch + self._plus if note else NO_OWN_PITCH

    def _note_values(self, note: Written | None) -> tuple[int, int, int]:
        return (self._pitch(note), note.duration, note.velocity) if note else (NO_OWN_PITCH, NO_DURATION, NO_VELOCITY)

    def _count_together(self) -> int:
        place, count = self.place, 0
        for note in reversed(self._notes):
            if note.place != place:
                break
            count += 1
        return min(count, MOST_TOGETHER)

    def _chords_at(self, place: int) -> tuple[int, int]:
        at = 0 if place == BAR else place
        half = 2 * self._bar + (2 * at >= self.band.bar_length)
        return self._chords[half], self._chords[min(half + 1, len(self._chords) - 1)]

    def _ahead(self, lag: int) -> tuple[int, Written | None]:
        """Return place and note of what came next at this place in a bar looked back to."""
        notes, is_there = self._back[lag]
        if not is_there:
            return NO_BAR, None
        now = (self._notes[-1].place, self._notes[-1].pitch, _AFTER_ALL) if self._notes else (-1,)
        at = bisect_right(notes, now)
        return (notes[at].place, notes[at]) if at < len(notes) else (BAR, None)

    def _at(self, lag: int, place: int, above: int) -> Written | None:
        """Return the lowest note above a pitch at a place of a bar looked back to."""
        notes, _ = self._back[lag]
        at = bisect_right(notes, (place, above, _AFTER_ALL))
        return notes[at] if at < len(notes) and notes[at].place == place else None

    def _groove_ahead(self) -> tuple[int, int]:
        if not self._strikes:
            return NO_BAR, NO_KEY
        after = self._notes[-1].pitch if self._notes and self._player.is_drums else _AFTER_ALL
        at = bisect_right(self._strikes, (self._notes[-1].place, after) if self._notes else (-1, 0))
        return self._strikes[at] if at < len(self._strikes) else (BAR, NO_KEY)

    def _groove_at(self, place: int, above: int) -> int:
        at = bisect_right(self._strikes, (place, above if self._player.is_drums else -1))
        is_there = at < len(self._strikes) and self._strikes[at][0] == place
        return self._strikes[at][1] if is_there else NO_KEY
