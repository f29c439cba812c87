"""Writing into a scope: the composer's notes made to fit what stands, and drawn again where nothing else came."""

from bisect import bisect_right
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from typing import TypeAlias

from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import Outcome, Steps, Work, outcome
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.instruments import CLASSES

TRIES = 8  # more than four are needed for single notes alone
_HEAT = 0.4  # how much bolder each new try is
NEXT_SEED = 1_000_003  # between the seeds of the tries, so that they are nobody's first

Attempt: TypeAlias = Generator[Score | Written, None, Score]
Before = Mapping[int, frozenset[tuple[int, int]]]


def write(
    work: Work, plan: Plan, ground: Score, scope: Scope, rewriting: Rewriting, *, seed: int
) -> Generator[Written, None, Score]:
    """Yield the new notes that fit into the ground, and return the Score with them."""
    fitting = {part.track_id: _Fitting(ground.track(part.track_id), plan, scope) for part in plan.parts}
    new: dict[int, list[Note]] = {}
    for track_id, note in work.composer.rewrite(work.brief, plan, ground, rewriting, seed=seed):
        fitted = fitting[track_id].fitted(note)
        if fitted is not None:
            new.setdefault(track_id, []).append(fitted)
            yield track_id, fitted
    tracks = (t.with_joined(t.notes, new[t.id]) if t.id in new else t for t in ground.tracks)
    return replace(ground, tracks=tuple(tracks))


class _Fitting:
    """Fits notes to what stands in a track: none outside the scope, over what sounds, or beyond their voices."""

    def __init__(self, track: Track, plan: Plan, scope: Scope) -> None:
        part = next(part for part in plan.parts if part.track_id == track.id)
        self._track_id, self._scope, self._voices = track.id, scope, CLASSES[part.instrument.class_index].voices
        self._notes, self._starts = track.notes, [note.start_tick for note in track.notes]
        self._longest = max((note.length_ticks for note in track.notes), default=0)
        self._end_tick = max(plan.length_ticks, 1)

    def fitted(self, note: Note) -> Note | None:
        """Return a note as it fits, or None."""
        if not self._scope.has_room_for(self._track_id, note):
            return None
        held = [given for given in self._near(note) if given.start_tick <= note.start_tick < given.end_tick]
        if len(held) >= self._voices or any(given.pitch == note.pitch for given in held):
            return None
        return note._replace(length_ticks=max(1, self._over(note) - note.start_tick))

    def _near(self, note: Note) -> tuple[Note, ...]:
        first = bisect_right(self._starts, note.start_tick - self._longest - 1)
        return self._notes[first : bisect_right(self._starts, note.start_tick)]

    def _over(self, note: Note) -> int:
        """Return where a note is over: at the end of its stretch, or sooner where what stands needs its voice."""
        end = note.end_tick
        for stretch in self._scope.stretches or ():
            if stretch.holds(note.start_tick):
                end = min(end, self._end_tick if stretch.end_tick >= self._end_tick else stretch.end_tick)
        later = self._notes[bisect_right(self._starts, note.start_tick) :]
        for given in later:
            if given.start_tick >= end:
                break
            if given.pitch == note.pitch or self._voices == 1:
                return min(end, given.start_tick)
        return end


def before_of(score: Score, scope: Scope, track_ids: frozenset[int]) -> Before:
    """Return where notes of a scope begin, and their pitches, by track."""
    return {
        track.id: frozenset((note.start_tick, note.pitch) for note in scope.notes_of(track))
        for track in score.tracks
        if track.id in track_ids
    }


def until_other(work: Work, scope: Scope, attempt: Callable[[int, float], Attempt]) -> Steps:
    """Yield what attempts write, each bolder, until one differs from what is there and is not silent.

    `attempt` takes a seed and how bold it is to be. Raises BadInput where nothing else comes in some tries.
    """
    for turn in range(TRIES):
        score = yield from attempt(work.seed + turn * NEXT_SEED, 1 + _HEAT * turn)
        found = outcome(work.score, score, scope, tries=turn + 1)
        if not is_as_it_was(work, score) and not is_silent(work.score, found):
            return found
    raise BadInput(f"In {TRIES} tries nothing came but what is there, or silence: mark more bars, or ask otherwise.")


def is_as_it_was(work: Work, score: Score) -> bool:
    """Return whether the same pitches begin at the same ticks; what is wished for may be how loud and long they are."""
    if work.wishes:
        return score == work.score
    return all(_begun(track) == _begun(score.track(track.id)) for track in work.score.tracks)


def _begun(track: Track) -> set[tuple[int, int]]:
    return {(note.start_tick, note.pitch) for note in track.notes}


def is_silent(before: Score, found: Outcome) -> bool:
    """Return whether notes went and none came in their stead, in all of a scope."""
    return not found.new and not any(one.kept for one in found.changes) and before.note_count > 0
