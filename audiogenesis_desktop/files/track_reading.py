"""The bytes of one track of a file become notes and messages; what is damaged is passed over and told.

Written out by hand because a large file is a million messages, and because other people's files break the rules in
ways that a strict reader refuses.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from audiogenesis_desktop.files.file_times import FileTimes
from audiogenesis_desktop.files.findings import Damage
from audiogenesis_desktop.score.events import CONTROL, NOTE_ON, PROGRAM, Channel
from audiogenesis_desktop.score.score import Note

SILENCES = (120, 123)  # all sound off, all notes off
META, SYSEX, SYSEX_MORE = 0xFF, 0xF0, 0xF7
_END_OF_TRACK, _PORT = 0x2F, 0x21
_ONE_BYTE = (PROGRAM, 0xD0)
_LENGTHS = {0xF1: 1, 0xF2: 2, 0xF3: 1}  # of data after a status that has no place in files; of others, none
_LONGEST_TIME = 0x0FFFFFFF  # four bytes of seven bits are all that a file may use


class Move(NamedTuple):
    """A channel message that is no note: `kind` is the status without its channel, `second` 0 where there is none."""

    tick: int
    kind: int
    first: int
    second: int


class Saying(NamedTuple):
    """A meta event, or SysEx with its status as `kind`, and what it holds."""

    tick: int
    kind: int
    content: bytes


class Part:
    """What one track of a file plays on one channel."""

    __slots__ = ("has_overlaps", "held", "moves", "notes", "releases", "strays")

    def __init__(self) -> None:
        """Begin empty."""
        self.notes: list[Note] = []
        self.moves: list[Move] = []
        self.held: dict[int, list[tuple[int, int]]] = defaultdict(list)  # by pitch: (start tick, velocity)
        self.strays: list[tuple[int, int]] = []  # ends of notes that began elsewhere: (tick, pitch)
        self.releases: set[int] = set()  # how fast keys are let go, where not as they were struck
        self.has_overlaps = False  # of notes on one key

    def begin(self, tick: int, pitch: int, velocity: int) -> None:
        """Strike a key."""
        self.held[pitch].append((tick, velocity))

    def end(self, tick: int, pitch: int, release: int) -> None:
        """Let go of a key: of notes on it that sound, the first to begin is the first to end."""
        starts = self.held[pitch]
        if not starts:
            self.strays.append((tick, pitch))
            return
        start, velocity = starts.pop(0)
        self.notes.append(Note(start, pitch, tick - start or 1, velocity))
        if starts and starts[0][0] < tick:
            self.has_overlaps = True
        if release != velocity:  # many programs write that once more
            self.releases.add(release)

    def move(self, move: Move) -> None:
        """Take a message that is no note."""
        self.moves.append(move)
        if move.kind == CONTROL and move.first in SILENCES:
            self.close_all(move.tick)

    def close_all(self, tick: int) -> None:
        """End all that sounds."""
        for pitch, starts in self.held.items():
            self.notes += [Note(start, pitch, max(1, tick - start), velocity) for start, velocity in starts]
        self.held.clear()

    @property
    def has_begun(self) -> bool:
        """Return whether a note has begun."""
        return bool(self.notes) or any(self.held.values())

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was said to this channel."""
        return not (self.notes or self.moves or self.strays or any(self.held.values()))


class FileTrack:
    """One track of a file: its parts by channel, what it says beside, and where it ends, in ticks of the Score."""

    def __init__(self) -> None:
        """Begin empty."""
        self.parts: dict[Channel, Part] = {}
        self.sayings: list[Saying] = []
        self.end_tick = 0
        self.size = 0  # bytes read, up to and with the end mark
        self.is_ended = False  # by an end mark


def read_track(data: bytes, times: FileTimes, found: Callable[[Damage], None]) -> FileTrack:
    """Return what the bytes of a track say, up to its end mark; `found` is told of damage."""
    reader = _TrackReader(data, found)
    try:
        reader.read(times)
    except IndexError:  # the bytes end inside an event
        found(Damage.CUT_SHORT)
        reader.track.size = len(data)
    return reader.finished()


class _TrackReader:
    def __init__(self, data: bytes, found: Callable[[Damage], None]) -> None:
        self.track = FileTrack()
        self._data, self._found = data, found
        self._tick = 0
        self._is_port_named = False
        self._parts_by_port: dict[int, list[Part]] = {}
        self._parts = self._use_port(0)

    # One loop, with local names, because each line of it runs a million times for a large file; what is rarer has a
    # method. Each absolute time is rounded by itself, so that errors never add up to drift.
    def read(self, times: FileTimes) -> None:
        """Read events to the end; raises IndexError if one is cut short."""
        data, size, parts = self._data, len(self._data), self._parts
        factor, half, divisor = 2 * times.numerator, times.denominator, 2 * times.denominator
        place = now = tick = status = 0
        while place < size:
            byte = data[place]
            place += 1
            if byte:
                if byte >= 0x80:
                    byte, place = self._long_time(byte, place)
                now += byte
                self._tick = tick = (now * factor + half) // divisor
            byte = data[place]
            if byte < 0x80 and not status:
                place = self._next_status(place)
                byte = data[place]
            if byte >= 0xF0:
                place = self._read_system(place)
                parts = self._parts
                continue
            if byte >= 0x80:
                status, place = byte, place + 1
            kind, first = status & 0xF0, data[place]
            if kind in _ONE_BYTE:
                second, place = 0, place + 1
            else:
                second, place = data[place + 1], place + 2
            if first > 127 or second > 127:
                first, second = self._lowered(first, second)
            part = parts[status & 0x0F]
            if kind == NOTE_ON and second:
                part.begin(tick, first, second)
            elif kind <= NOTE_ON:
                part.end(tick, first, second)
            else:
                part.move(Move(tick, kind, first, second))
        self.track.size = self.track.size or place

    def finished(self) -> FileTrack:
        """Return the track, without the channels to which it says nothing."""
        self.track.end_tick = self._tick
        self.track.parts = {
            Channel(port, number): part
            for port, parts in self._parts_by_port.items()
            for number, part in enumerate(parts)
            if not part.is_empty
        }
        return self.track

    def _long_time(self, byte: int, place: int) -> tuple[int, int]:
        """Return a time of several bytes, of which the first is given, and the place after it."""
        wait = byte & 0x7F
        while byte >= 0x80:
            byte = self._data[place]
            place += 1
            wait = wait << 7 | byte & 0x7F
            if wait > _LONGEST_TIME:
                self._found(Damage.LONG_TIME)
                wait = _LONGEST_TIME + 1  # no more than that: such a number could fill the memory
        return wait, place

    def _lowered(self, first: int, second: int) -> tuple[int, int]:
        self._found(Damage.TOO_HIGH)
        return min(first, 127), min(second, 127)

    def _next_status(self, place: int) -> int:
        self._found(Damage.NO_STATUS)
        while self._data[place] < 0x80:
            place += 1
        return place

    def _read_system(self, place: int) -> int:
        """Read a message without a channel at a place, and return the place after it; running status goes on."""
        status, place = self._data[place], place + 1
        if status not in (META, SYSEX, SYSEX_MORE):
            self._found(Damage.UNKNOWN_STATUS)
            return place + _LENGTHS.get(status, 0)
        kind = status
        if status == META:
            kind, place = self._data[place], place + 1
            if kind > 127:
                self._found(Damage.UNKNOWN_STATUS)
        length, place = self._length(place)
        if place + length > len(self._data):
            raise IndexError
        content = self._data[place : place + length]
        if status == META and kind == _END_OF_TRACK:
            self.track.is_ended, self.track.size = True, place + length
            return len(self._data)
        if status == META and kind == _PORT:
            self._take_port(content)
        elif status != META or kind <= 127:
            self.track.sayings.append(Saying(self._tick, kind, content))
        return place + length

    def _length(self, place: int) -> tuple[int, int]:
        length = 0
        while True:
            byte = self._data[place]
            length, place = min(length << 7 | byte & 0x7F, len(self._data)), place + 1
            if byte < 0x80:
                return length, place

    def _take_port(self, content: bytes) -> None:
        """Go on at another port; to the first that is named belongs what was set before, as MuseScore writes it."""
        if not content:
            return
        port = content[0]
        if not self._is_port_named and not any(part.has_begun for part in self._parts):
            self._parts_by_port = {port: self._parts}
        self._is_port_named = True
        self._parts = self._use_port(port)

    def _use_port(self, port: int) -> list[Part]:
        return self._parts_by_port.setdefault(port, [Part() for _ in range(16)])
