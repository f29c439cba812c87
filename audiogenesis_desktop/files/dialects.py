"""General MIDI 2, Roland GS and Yamaha XG, as files speak them: which mode is on, and which channels are drums."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple

from audiogenesis_desktop.files.track_reading import Move
from audiogenesis_desktop.score.events import BANK_LSB, BANK_MSB, CONTROL, DRUM_CHANNEL, PROGRAM, Channel

_GM2_DRUMS, _GM2_MELODIC = 120, 121
_XG_SOUNDS, _XG_DRUMS = 126, 127


class Mode(Enum):
    """What a synthesizer is switched to."""

    GM = auto()
    GS = auto()
    XG = auto()


class Rhythm(NamedTuple):
    """A channel is made a drum part, or no longer is one, by SysEx."""

    tick: int
    channel: Channel
    is_drums: bool


def mode_set(data: bytes) -> Mode | None:
    """Return the mode that a SysEx message, from F0 to F7, switches to, or None."""
    match list(data[1:-1]):
        case [0x7E, _, 0x09, _]:
            return Mode.GM
        case [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x7F, *_] | [0x41, _, 0x42, 0x12, 0x00, 0x00, 0x7F, *_]:
            return Mode.GS
        case [0x43, _, 0x4C, 0x00, 0x00, 0x7E | 0x7F, *_]:
            return Mode.XG
    return None


def rhythm_set(tick: int, data: bytes) -> Rhythm | None:
    """Return the part that a SysEx message, from F0 to F7, makes drums or melodic, or None."""
    match list(data[1:-1]):
        case [0x41, _, 0x42, 0x12, (0x40 | 0x50) as block, part, 0x15, value, *_] if part >> 4 == 1:
            return Rhythm(tick, Channel(block == 0x50, _channel_of_gs_part(part & 0x0F)), value > 0)
        case [0x43, _, 0x4C, 0x08, part, 0x07, value] if part < 32:
            return Rhythm(tick, Channel(*divmod(part, 16)), value > 0)
    return None


def _channel_of_gs_part(part: int) -> int:
    # GS counts the drums' part first: 0 is channel 10, 1 to 9 are 1 to 9, 10 to 15 are 11 to 16.
    if part == 0:
        return DRUM_CHANNEL
    return part - 1 if part <= DRUM_CHANNEL else part


def is_addressed(data: bytes) -> bool:
    """Return whether a SysEx message speaks to one part of a GS or XG synthesizer, by its channel."""
    match list(data[1:-1]):
        case [0x41, _, 0x42, 0x12, 0x40 | 0x50, part, *_]:
            return part >= 0x10
        case [0x43, _, 0x4C, block, *_]:
            return block >= 0x08
    return False


class Voice(NamedTuple):
    """What a note sounds as: program, bank, and whether it is drums."""

    program: int
    bank: int
    is_drums: bool


def chooses_voice(move: Move) -> bool:
    """Return whether a message has a say in which voice a channel has."""
    return move.kind == PROGRAM or (move.kind == CONTROL and move.first in (BANK_MSB, BANK_LSB))


class Voices:
    """Which voice a channel has at a tick."""

    def __init__(
        self, number: int, moves: Iterable[Move], *, rhythms: Sequence[Rhythm] = (), modes: frozenset[Mode]
    ) -> None:
        """Take a channel by its number, its messages in order, and the modes that its file sets anywhere."""
        self._modes = modes
        self._is_part_drums = number == DRUM_CHANNEL
        self._ticks, self._voices = [-1], [Voice(0, 0, self._is_part_drums)]
        self._bank = 0
        self.has_program = False
        waiting = list(rhythms)
        for move in moves:
            while waiting and waiting[0].tick <= move.tick:
                self._switch(waiting.pop(0))
            self._take(move)
        for rhythm in waiting:
            self._switch(rhythm)

    def at(self, tick: int) -> Voice:
        """Return the voice of a note that begins at `tick`."""
        return self._voices[bisect_right(self._ticks, tick) - 1]

    @property
    def last(self) -> Voice:
        """Return the voice that the channel ends with."""
        return self._voices[-1]

    def changes_between(self, tick: int, last_tick: int) -> bool:
        """Return whether it has another voice at some time up to `last_tick` than at `tick`."""
        return bisect_right(self._ticks, tick) != bisect_right(self._ticks, last_tick)

    def _switch(self, rhythm: Rhythm) -> None:
        self._is_part_drums = rhythm.is_drums
        self._put(rhythm.tick, self._voices[-1]._replace(is_drums=rhythm.is_drums))

    def _take(self, move: Move) -> None:
        if move.kind == CONTROL and move.first == BANK_MSB:
            self._bank = move.second << 7 | self._bank & 0x7F
        elif move.kind == CONTROL and move.first == BANK_LSB:
            self._bank = self._bank & ~0x7F | move.second
        elif move.kind == PROGRAM:  # only now does a bank that was chosen before take effect
            self.has_program = True
            is_drums = self._is_drums()
            # Where only the bank made it drums, being drums says it; the sound effects of XG are a bank of their own.
            says_drums = is_drums and not self._is_part_drums and self._bank >> 7 in (_GM2_DRUMS, _XG_DRUMS)
            self._put(move.tick, Voice(move.first, self._bank & 0x7F if says_drums else self._bank, is_drums))

    def _is_drums(self) -> bool:
        """Return whether the bank that is chosen holds drums."""
        bank = self._bank >> 7
        if Mode.XG in self._modes:  # elsewhere these are banks like others, on GS the sounds of the MT-32
            return bank in (_XG_SOUNDS, _XG_DRUMS) or self._is_part_drums
        if Mode.GS not in self._modes and bank in (_GM2_DRUMS, _GM2_MELODIC):
            return bank == _GM2_DRUMS
        return self._is_part_drums

    def _put(self, tick: int, voice: Voice) -> None:
        if self._ticks[-1] == tick:
            self._voices[-1] = voice
        elif voice != self._voices[-1]:
            self._ticks.append(tick)
            self._voices.append(voice)


def by_channel(rhythms: Iterable[Rhythm]) -> dict[Channel, list[Rhythm]]:
    """Return the switches of each channel, in order of time."""
    found: dict[Channel, list[Rhythm]] = defaultdict(list)
    for rhythm in sorted(rhythms):
        found[rhythm.channel].append(rhythm)
    return found
