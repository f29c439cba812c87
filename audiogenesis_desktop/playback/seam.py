"""Where one performance of written notes goes over into another while they play: what was heard already, what not yet.

A note that is played a little later than it was would else sound twice about the moment of the change, and one that is
played a little sooner not at all. Of one key, the first note of one performance is the first of the other, and so on.
"""

from collections.abc import Mapping
from typing import NamedTuple

from audiogenesis_desktop.playback.timeline import Key, Timeline
from audiogenesis_desktop.score.events import Event


class Missed(NamedTuple):
    """A note that should have begun, and the tick at which it ends."""

    event: Event
    end_tick: int


class Seam(NamedTuple):
    """How many of the next notes of a key have been heard already, and which notes were missed."""

    heard: dict[Key, int]
    missed: list[Missed]


def seam_at(tick: float, old: Timeline, new: Timeline, heard: Mapping[Key, int]) -> Seam:
    """Return what the change from one timeline to another at a tick has doubled or missed.

    `heard` is of the seam before, as far as it has not been made up for.
    """
    found = Seam({}, [])
    same = _played_otherwise(old, new)
    if not same:
        return found
    before, after = old.strokes(tick), new.strokes(tick)
    for (track_id, pitch), strokes in after.items():
        was = before.get((track_id, pitch))
        if track_id not in same or was is None or was.in_all != strokes.in_all:
            continue
        key = Key(new.channels[track_id], pitch)
        ahead = was.before + heard.get(key, 0) - strokes.before
        if ahead > 0:
            found.heard[key] = ahead
        elif ahead < 0:
            found.missed.extend(Missed(*last) for last in new.last_strokes(track_id, pitch, tick, -ahead))
    return found


def _played_otherwise(old: Timeline, new: Timeline) -> set[int]:
    """Return the tracks whose written notes are the same, on the same channel and at the same pitches."""
    was = {track.id: track for track in old.written.tracks}
    return {
        track.id
        for track in new.written.tracks
        if (before := was.get(track.id)) is not None
        and before.notes is track.notes
        and (before.transposition, before.is_drums) == (track.transposition, track.is_drums)
        and old.channels[track.id] == new.channels[track.id]
    }
