"""MIDI time code: where the music is in hours, minutes, seconds and frames, for recorders and video. Pure.

MIDI 1.0 Detailed Specification, MIDI Time Code: eight quarter frames tell one time, so that it is told anew every two
frames; a full frame tells it at once, where playing begins.
"""

from collections.abc import Iterator
from math import ceil

QUARTER_FRAME, _SYSEX, _SYSEX_END = 0xF1, 0xF0, 0xF7
RATES = {24: 0, 25: 1, 30: 3}
"""Frames a second to the code's two bits for them; drop-frame is not sent."""
_DAY_HOURS = 24


def time_of(frame: int, fps: int) -> tuple[int, int, int, int]:
    """Return hours, minutes, seconds and frames of a frame counted from 0; after a day it begins anew."""
    seconds, frames = divmod(frame, fps)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return hours % _DAY_HOURS, minutes, seconds, frames


def full_frame(seconds: float, fps: int) -> tuple[int, ...]:
    """Return the message that tells a moment of the music at once, at the frame it lies in."""
    hours, minutes, whole, frames = time_of(int(seconds * fps + 1e-6), fps)
    return (_SYSEX, 0x7F, 0x7F, 0x01, 0x01, RATES[fps] << 5 | hours, minutes, whole, frames, _SYSEX_END)


def quarter_frame(number: int, fps: int) -> tuple[int, int]:
    """Return the quarter frame of a number counted from 0; eight, from a multiple of eight on, tell one time."""
    piece = number % 8
    hours, minutes, seconds, frames = time_of((number - piece) // 4, fps)
    nibbles = (frames, frames >> 4, seconds, seconds >> 4, minutes, minutes >> 4, hours, hours >> 4 | RATES[fps] << 1)
    return QUARTER_FRAME, piece << 4 | nibbles[piece] & 0xF


def quarter_frames(start_seconds: float, end_seconds: float, fps: int) -> Iterator[tuple[int, float]]:
    """Yield the numbers and moments of quarter frames from a moment of the music up to, not including, another."""
    number = ceil(start_seconds * 4 * fps - 1e-9)
    while (moment := number / (4 * fps)) < end_seconds - 1e-12:
        yield number, moment
        number += 1
