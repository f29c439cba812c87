"""Notes held back until nothing can end them sooner: a new note ends the oldest of a player who has no voice left."""

from collections.abc import Iterator
from dataclasses import dataclass

from audiogenesis_desktop.score.score import Note


@dataclass(slots=True)
class _Held:
    track_id: int
    note: Note
    end_tick: int


class Holding:
    """What sounds in each track, in the order of beginning."""

    def __init__(self) -> None:
        """Begin with silence."""
        self._held: list[_Held] = []
        self.last_pitches: dict[int, int] = {}

    def begin(self, track_id: int, note: Note, *, voices: int) -> None:
        """Take in a note of a track, not earlier than those before it; of its voices the oldest makes room."""
        start = note.start_tick
        sounding = [held for held in self._held if held.track_id == track_id and held.end_tick > start]
        for held in sounding:
            if held.note.pitch == note.pitch and held.note.start_tick < start:
                held.end_tick = start
        older = [held for held in sounding if held.note.start_tick < start < held.end_tick]
        together = sum(held.note.start_tick == start for held in sounding)
        for held in older[: max(0, len(older) + together + 1 - voices)]:
            held.end_tick = start
        self._held.append(_Held(track_id, note, note.end_tick))
        self.last_pitches[track_id] = note.pitch

    def over(self, tick: int) -> Iterator[tuple[int, Note]]:
        """Yield (track id, note) of what is over by a tick, in time order."""
        due = [held for held in self._held if held.end_tick <= tick]
        self._held = [held for held in self._held if held.end_tick > tick]
        yield from _in_order(due)

    def rest(self) -> Iterator[tuple[int, Note]]:
        """Yield all that is left."""
        left, self._held = self._held, []
        yield from _in_order(left)


def _in_order(held: list[_Held]) -> Iterator[tuple[int, Note]]:
    for each in sorted(held, key=lambda each: (each.note.start_tick, each.track_id, each.note.pitch)):
        length = each.end_tick - each.note.start_tick
        yield each.track_id, each.note._replace(length_ticks=length)
