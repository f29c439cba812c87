"""Notes that arrive while composing fade in: which are fading, and how far. Time is passed in; no Qt."""

from typing import NamedTuple

from audiogenesis_desktop.score.score import Note, Score

FADE_SECONDS = 0.12


class Fading(NamedTuple):
    """New notes of a track and how opaque they are by now, 0..1."""

    track_id: int
    notes: tuple[Note, ...]
    opacity: float


class _Batch(NamedTuple):
    before: Score
    added: dict[int, tuple[Note, ...]]
    since: float


class Arrivals:
    """Batches of notes still fading, oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._batches: list[_Batch] = []

    def add(self, before: Score, after: Score, now: float) -> None:
        """Take up the notes that `after` has beyond `before`, at `now` in seconds."""
        old = {track.id: track.notes for track in before.tracks}
        added = {
            track.id: tuple(set(track.notes).difference(old.get(track.id, ())))
            for track in after.tracks
            if track.notes is not old.get(track.id)
        }
        if any(added.values()):
            self._batches.append(_Batch(before, added, now))

    def settle(self, now: float) -> None:
        """Let go of what has faded in."""
        self._batches = [batch for batch in self._batches if now - batch.since < FADE_SECONDS]

    def clear(self) -> None:
        """Let go of everything: all notes are simply there."""
        self._batches.clear()

    def settled(self, score: Score) -> Score:
        """Return the score without what is still fading."""
        return self._batches[0].before if self._batches else score

    def fading(self, now: float) -> list[Fading]:
        """Return what is fading in, easing out."""
        found = []
        for batch in self._batches:
            left = 1 - min(1.0, max(0.0, (now - batch.since) / FADE_SECONDS))
            found += [Fading(track_id, notes, 1 - left * left) for track_id, notes in batch.added.items() if notes]
        return found
