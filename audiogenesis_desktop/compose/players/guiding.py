"""Guides: what stands in a bar that is being written, what of a note is kept while the rest is drawn, what is open."""

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.score.score import Note

Floats = npt.NDArray[np.float32]

_CLOSEST = 3  # grid units between two onsets whose places are drawn
_AWAY = 2.5  # nats that a note is less likely which was there before


class Keeps(StrEnum):
    """What of a note stays while the rest of it is drawn."""

    RHYTHM = "rhythm"  # when it begins, how long and how loud it is
    PITCH = "pitches"


class Due(NamedTuple):
    """A note that comes in a bar whatever is drawn: as it is, or with what it `keeps`; `note` is its Note then."""

    written: Written
    keeps: Keeps | None = None
    note: Note | None = None


class Draws(Protocol):
    """What draws the fields of a note."""

    def place(self, mask: Floats) -> int:
        """Return the place drawn."""
        ...

    def pitch(self, place: int, mask: Floats) -> int:
        """Return the pitch drawn, 0..127."""
        ...

    def finished(self, place: int, pitch: int) -> Written:
        """Return the note with duration and velocity drawn."""
        ...


class Guide:
    """The guide through one bar. `is_open` (BAR,) are the places where something new may begin."""

    def __init__(
        self,
        due: Sequence[Due],
        is_open: npt.NDArray[np.bool_],
        *,
        bar_length: int = BAR,
        plus: int = 0,
        before: Collection[tuple[int, int]] = (),
        eager: float = 0.0,
        earliest: int = 0,
    ) -> None:
        """Take what is due, in order, and what was there `before`; `plus` is what drums' pitches lie higher.

        Up to `earliest` the only voice holds a note from before, over which none is moved.
        What is due after another note that is, or the bar line, is `eager` nats less likely than something between.
        """
        self._eager, self._earliest = eager, earliest
        self._due, self._is_open, self._plus, self._end = list(due), is_open, plus, bar_length
        self._next = 0
        self.origins: list[Note | None] = []  # of each note so far, where it is kept in part
        self.is_new: list[bool] = []
        self._before: dict[int, list[int]] = {}
        for place, pitch in before:
            self._before.setdefault(place, []).append(pitch)

    def note(
        self,
        draws: Draws,
        notes: Sequence[Written],
        place_mask: Floats,
        pitch_mask: Callable[[int, int], Floats],
    ) -> Written | None:
        """Return the next note, or None for the bar line; `pitch_mask` is of a place and of the pitch it is above."""
        now = notes[-1].place if notes else -1
        while self._next < len(self._due):
            due = self._due[self._next]
            if due.keeps is None or (
                due.keeps == Keeps.RHYTHM and self._is_open[max(0, now) : due.written.place].any()
            ):
                break
            found = self._partly(due, draws, now, notes, pitch_mask)
            self._next += 1
            if found is not None:
                return self._take(found, due.note, is_new=True)
        return self._free(draws, notes, place_mask, pitch_mask)

    def _take(self, note: Written, origin: Note | None, *, is_new: bool) -> Written:
        self.origins.append(origin)
        self.is_new.append(is_new)
        return note

    def _free(
        self, draws: Draws, notes: Sequence[Written], place_mask: Floats, pitch_mask: Callable[[int, int], Floats]
    ) -> Written | None:
        """Return what is drawn, or due, up to the next note that is due."""
        coming = self._due[self._next] if self._next < len(self._due) else None
        mask = place_mask.copy()
        mask[:BAR][~self._is_open] = FORBIDDEN
        eager = np.float32(self._eager if self.is_new and not self.is_new[-1] else 0)
        if coming is None:
            if (mask[:BAR] > FORBIDDEN / 2).any():
                mask[BAR] -= eager
            if not (mask > FORBIDDEN / 2).any():
                mask[BAR] = 0
            place = draws.place(mask)
            return None if place == BAR else self._new(draws, notes, place, pitch_mask)
        due = coming.written
        mask[due.place + 1 :] = FORBIDDEN
        mask[due.place] = max(mask[due.place], np.float32(0)) - eager
        place = draws.place(mask) if self._is_open[: due.place + 1].any() else due.place
        if place != due.place:
            return self._new(draws, notes, place, pitch_mask)
        if coming.keeps is not None:
            found = self._partly(coming, draws, -1, notes, pitch_mask) or due
            self._next += 1
            return self._take(found, coming.note, is_new=True)
        if not self._is_open[place] or place_mask[place] <= FORBIDDEN / 2:  # no voice is left beside it
            return self._stands(due)
        return self._new(draws, notes, place, pitch_mask, below=due)

    def _new(
        self,
        draws: Draws,
        notes: Sequence[Written],
        place: int,
        pitch_mask: Callable[[int, int], Floats],
        *,
        below: Written | None = None,
    ) -> Written:
        """Return a new note at a place, or the one that is due there, `below` which it is to be."""
        above = notes[-1].pitch if notes and notes[-1].place == place else -1
        pitches = self._away(place, pitch_mask(place, above))
        if below is not None:
            pitches = pitches.copy()
            due = below.pitch + self._plus
            pitches[due + 1 :] = FORBIDDEN
            pitches[due] = max(pitches[due], np.float32(0))
        pitch = draws.pitch(place, pitches)
        if below is not None and pitch == below.pitch:
            return self._stands(below)
        return self._take(draws.finished(place, pitch), None, is_new=True)

    def _stands(self, due: Written) -> Written:
        self._next += 1
        return self._take(due, None, is_new=False)

    def _away(self, place: int, mask: Floats) -> Floats:
        was = self._before.get(place)
        if not was:
            return mask
        leaned = mask.copy()
        leaned[[pitch + self._plus for pitch in was]] -= _AWAY
        return leaned

    def _partly(
        self, due: Due, draws: Draws, now: int, notes: Sequence[Written], pitch_mask: Callable[[int, int], Floats]
    ) -> Written | None:
        if due.keeps == Keeps.RHYTHM:
            return self._other_pitch(due.written, draws, notes, pitch_mask)
        return self._other_place(due.written, draws, now, notes)

    def _other_pitch(
        self, was: Written, draws: Draws, notes: Sequence[Written], pitch_mask: Callable[[int, int], Floats]
    ) -> Written | None:
        """Return a note with another pitch: above those that begin with it, and leaving room for those to come."""
        place = was.place
        above = notes[-1].pitch if notes and notes[-1].place == place else -1
        mask = pitch_mask(place, above).copy()
        if (mask > FORBIDDEN / 2).sum() > 1:
            mask[was.pitch + self._plus] = FORBIDDEN
        more = [due.written.pitch for due in self._due[self._next + 1 :] if due.written.place == place]
        stands = [
            due.written.pitch for due in self._due[self._next + 1 :] if due.written.place == place and not due.keeps
        ]
        if stands:
            mask[min(stands) + self._plus :] = FORBIDDEN
        allowed = np.flatnonzero(mask > FORBIDDEN / 2)
        room = allowed[: max(1, len(allowed) - len(more))] if not stands else allowed
        if not len(room):
            return was if was.pitch > above and was.pitch not in stands else None
        mask[room[-1] + 1 :] = FORBIDDEN
        return was._replace(pitch=draws.pitch(place, mask))

    def _other_place(self, was: Written, draws: Draws, now: int, notes: Sequence[Written]) -> Written | None:
        """Return a note of the same pitch at another place, before what comes next in any case."""
        if notes and self._is_with_last(was):
            together = notes[-1]
            return together._replace(pitch=was.pitch) if was.pitch > together.pitch else None
        later = self._due[self._next + 1 :]
        bound = next((due.written.place for due in later if due.keeps != Keeps.PITCH), self._end)
        moved = {due.written.place for due in later if due.keeps == Keeps.PITCH and due.written.place < bound}
        last = bound - _CLOSEST * len(moved - {was.place})
        places = [p for p in range(max(self._earliest, now + 1), last) if (p % 3 == 0 or p % 4 == 0) and p != was.place]
        if not places:
            return was if was.place > now else None
        mask = np.full(BAR + 1, FORBIDDEN)
        mask[places] = 0
        place = draws.place(mask)
        return draws.finished(place, draws.pitch(place, _only(was.pitch + self._plus)))

    def _is_with_last(self, was: Written) -> bool:
        before = self._due[self._next - 1] if self._next else None
        return before is not None and before.keeps == Keeps.PITCH and before.written.place == was.place


def _only(pitch: int) -> Floats:
    mask = np.full(2 * DRUM_PITCHES, FORBIDDEN)
    mask[pitch] = 0
    return mask
