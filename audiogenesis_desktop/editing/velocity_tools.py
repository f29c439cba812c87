"""Gestures that make notes louder or softer: a stem dragged, a stroke painted, a line drawn. Pure, no Qt."""

from dataclasses import dataclass, field

from audiogenesis_desktop.editing.tools import Draft, Gesture, Pointer
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import Note, Score


@dataclass
class ChangeVelocity(Gesture):
    """Drag one stem: all chosen notes grow louder or softer by as much."""

    track_id: int
    chosen: frozenset[Note]
    grabbed: Note
    origin: Pointer

    def can_go_on(self, score: Score) -> bool:
        """Return whether the chosen notes are all there."""
        return self.chosen.issubset(score.track(self.track_id).notes)

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the chosen notes' velocities moved with the pointer."""
        change = pointer.velocity - self.origin.velocity
        if not change:
            return Draft(score, self.chosen)
        new = frozenset(map(edits.clamp, (n._replace(velocity=n.velocity + change) for n in self.chosen)))
        label = "Change velocity" if len(new) == 1 else f"Change velocity of {len(new)} notes"
        return Draft(edits.exchange_notes(score, self.track_id, self.chosen, new), new, label)


@dataclass
class PaintVelocity(Gesture):
    """Draw velocities with the pointer: each note that it passes takes the height at which it is passed."""

    track_id: int
    selection: frozenset[Note]
    reach_ticks: float
    _painted: dict[Note, int] = field(default_factory=dict)
    _last: Pointer | None = None

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the velocities drawn so far; a selection keeps all other notes out."""
        last, self._last = self._last or pointer, pointer
        for note in self.selection or score.track(self.track_id).notes:
            if self._passed(last, pointer, note.start_tick):
                self._painted[note] = _height_at(last, pointer, note.start_tick)
        changed = {note: note._replace(velocity=v) for note, v in self._painted.items() if v != note.velocity}
        if not changed:
            return Draft(score, self.selection)
        score = edits.exchange_notes(score, self.track_id, changed, changed.values())
        selection = frozenset(changed.get(note, note) for note in self.selection)
        return Draft(score, selection, "Draw velocities")

    def _passed(self, last: Pointer, pointer: Pointer, tick: int) -> bool:
        start, end = sorted((last.tick, pointer.tick))
        return start - self.reach_ticks <= tick <= end + self.reach_ticks


@dataclass
class RampVelocity(Gesture):
    """Draw velocities as a straight line from the press to the pointer."""

    track_id: int
    selection: frozenset[Note]
    origin: Pointer

    def at(self, score: Score, pointer: Pointer) -> Draft:
        """Return the score with the notes under the line at its height; a selection keeps all other notes out."""
        start, end = sorted((self.origin.tick, pointer.tick))
        under = [n for n in self.selection or score.track(self.track_id).notes if start <= n.start_tick <= end]
        changed = {note: note._replace(velocity=_height_at(self.origin, pointer, note.start_tick)) for note in under}
        if all(note == new for note, new in changed.items()):
            return Draft(score, self.selection)
        score = edits.exchange_notes(score, self.track_id, changed, changed.values())
        return Draft(score, frozenset(changed.get(note, note) for note in self.selection), "Ramp velocities")


def _height_at(last: Pointer, pointer: Pointer, tick: int) -> int:
    if last.tick == pointer.tick:
        return min(127, max(1, pointer.velocity))
    share = min(1.0, max(0.0, (tick - last.tick) / (pointer.tick - last.tick)))
    return min(127, max(1, round(last.velocity + share * (pointer.velocity - last.velocity))))
