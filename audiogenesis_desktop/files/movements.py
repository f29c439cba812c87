"""What the messages of a channel amount to: its mix, controllers, bends and aftertouch, with resets carried out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from audiogenesis_desktop.files.track_reading import Move
from audiogenesis_desktop.score.events import (
    BANK_LSB,
    BANK_MSB,
    BEND,
    CHORUS,
    CONTROL,
    PAN,
    REVERB,
    SUSTAIN,
    VOLUME,
)
from audiogenesis_desktop.score.score import Bend, Control, Kept, Mix

_MIX_FIELDS = {VOLUME: "volume", PAN: "pan", REVERB: "reverb", CHORUS: "chorus"}
_FIRST_CHANNEL_MODE = 120
RESET_ALL, LOCAL = 121, 122
_OMNI_AND_MONO = (124, 125, 126, 127)
_KEY_PRESSURE, _CHANNEL_PRESSURE = 0xA0, 0xD0
_CENTRE = 8192
_MODULATION, _EXPRESSION = 1, 11
# RP-015, "Response to Reset All Controllers": these rest where told, volume, pan, bank and sends stay.
_RESTING = {
    _MODULATION: 0,
    _EXPRESSION: 127,
    **dict.fromkeys(range(SUSTAIN, SUSTAIN + 4), 0),
    **dict.fromkeys((98, 99, 100, 101), 127),
}


class Movements(NamedTuple):
    """What goes with every Track of a channel; `has_modes` if it was switched to mono, omni or local control."""

    mix: Mix
    controls: tuple[Control, ...]
    bends: tuple[Bend, ...]
    kept: tuple[Kept, ...]
    has_modes: bool


def movements(moves: Iterable[Move], *, first_note_tick: int | None) -> Movements:
    """Return what messages in order of time amount to; settings up to the first note are the mix."""
    gathered = _Gathered(first_note_tick)
    for move in moves:
        gathered.take(move)
    return gathered.movements()


class _Gathered:
    def __init__(self, first_note_tick: int | None) -> None:
        self._first_note_tick = first_note_tick
        self._mix: dict[str, int] = {}
        self._controls: list[Control] = []
        self._bends: list[Bend] = []
        self._kept: list[Kept] = []
        self._values: dict[int, int] = {}  # of the controllers that a reset concerns
        self._pressures: dict[bytes, int] = {}
        self._has_modes = False

    def take(self, move: Move) -> None:
        """Take the next message."""
        if move.kind == CONTROL:
            self._take_control(Control(move.tick, move.first, move.second))
        elif move.kind == BEND:
            self._bends.append(Bend(move.tick, (move.first | move.second << 7) - _CENTRE))
        elif move.kind == _KEY_PRESSURE:
            self._press(move.tick, bytes((_KEY_PRESSURE, move.first)), move.second)
        elif move.kind == _CHANNEL_PRESSURE:
            self._press(move.tick, bytes((_CHANNEL_PRESSURE,)), move.first)

    def _take_control(self, control: Control) -> None:
        number = control.controller
        if number == RESET_ALL:
            self._reset(control.tick)
        elif number >= _FIRST_CHANNEL_MODE:
            self._has_modes |= number == LOCAL or number in _OMNI_AND_MONO
        elif number in _MIX_FIELDS and (self._first_note_tick is None or control.tick <= self._first_note_tick):
            self._mix[_MIX_FIELDS[number]] = control.value
        elif number not in (BANK_MSB, BANK_LSB):
            if number in _RESTING:
                self._values[number] = control.value
            self._controls.append(control)

    def _press(self, tick: int, what: bytes, value: int) -> None:
        self._pressures[what] = value
        self._kept.append(Kept(tick, what + bytes((value,))))

    def _reset(self, tick: int) -> None:
        """Put back what was moved, message by message: thus it is heard alike wherever the piece is played."""
        for number, value in sorted(self._values.items()):
            if value != _RESTING[number]:
                self._controls.append(Control(tick, number, _RESTING[number]))
        self._values.clear()
        if self._bends and self._bends[-1].value:
            self._bends.append(Bend(tick, 0))
        for what, value in self._pressures.items():
            if value:
                self._kept.append(Kept(tick, what + bytes((0,))))
        self._pressures.clear()

    def movements(self) -> Movements:
        """Return all of it."""
        mix = replace(Mix(), **self._mix)  # type: ignore[arg-type]
        return Movements(mix, tuple(self._controls), tuple(self._bends), tuple(self._kept), self._has_modes)
