"""A file's own count of time, in ticks a beat or in video frames, as ticks of the Score."""

from typing import NamedTuple

from audiogenesis_desktop.files.findings import BrokenFile, Findings, Loss
from audiogenesis_desktop.score.score import TICKS_PER_BEAT

# Frames a second, as numerator and denominator: what files call 29 is the 29.97 of colour television.
_FRAMES = {24: (24, 1), 25: (25, 1), 29: (30_000, 1001), 30: (30, 1)}
_BEATS_PER_SECOND = 2  # bars are laid at 120 BPM under music that counts in frames


class FileTimes(NamedTuple):
    """Ticks of the Score are `numerator` / `denominator` times the file's; `has_beats` unless it counts in frames."""

    numerator: int
    denominator: int
    has_beats: bool = True


def file_times(division: int, findings: Findings) -> FileTimes:
    """Return how a file of this division counts time; raises BrokenFile if it cannot be told."""
    if division == 0:
        raise BrokenFile("has 0 ticks a beat, so that its notes have no time")
    if not division & 0x8000:
        if TICKS_PER_BEAT % division:
            findings.lose(Loss.GRID)
        return FileTimes(TICKS_PER_BEAT, division)
    rate, ticks_per_frame = 256 - (division >> 8), division & 0xFF
    if rate not in _FRAMES or not ticks_per_frame:
        counted = f"{rate} video frames a second, {ticks_per_frame} ticks each"
        raise BrokenFile(f"counts time in {counted}, which tells no time: save it with ticks a beat")
    findings.say("It counts time in video frames, not beats: notes keep their moments, and bars are laid at 120 BPM.")
    findings.lose(Loss.FRAMES)
    frames, per_seconds = _FRAMES[rate]
    return FileTimes(TICKS_PER_BEAT * _BEATS_PER_SECOND * per_seconds, frames * ticks_per_frame, has_beats=False)
