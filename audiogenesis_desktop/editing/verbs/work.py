"""What a verb works with, what it yields, and what comes of it."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.likelihood import Likely
from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.editing.rules import OUTSIDE, refusal
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.holding import plan_of_those_there
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.score import Note, Score, Track


@runtime_checkable
class Reviser(Protocol):
    """A composer that can keep to some bars and notes, and tell how likely notes are."""

    def rewrite(
        self, brief: Brief, plan: Plan, context: Score, rewriting: Rewriting, *, seed: int
    ) -> Generator[Written, None, None]:
        """Yield (track id, new note), as `BandComposer` does."""
        ...

    def likelihood(self, brief: Brief, plan: Plan, score: Score, bars: Mapping[int, frozenset[int]]) -> Likely:
        """Return how likely the notes of some bars, by track id, are after all that comes before them."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """A piece to be worked on, by whom, and the seed; the same always gives the same.

    `plan` is the one that the piece was composed by, where it still holds; else it is read back. `wishes` are by
    track id, at -1 those of tracks that come new.
    """

    score: Score
    brief: Brief
    composer: Reviser
    seed: int = 0
    plan: Plan | None = None
    wishes: Mapping[int, Wishes] = field(default_factory=dict)

    def planned(self) -> Plan:
        """Return the Plan of whom the piece still has; raises BadInput if there are no notes at all."""
        plan = None if self.plan is None else plan_of_those_there(self.plan, self.score)
        return plan or plan_to_rework(self.score, self.brief)


class TrackChange(NamedTuple):
    """What came of one track: how many notes are as they were, are gone, and are new."""

    track_id: int
    name: str
    kept: int
    gone: int
    new: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a verb. `scope` is what the edit is about, as the door asks; `new` the notes to be selected.

    `kept` counts the notes of the scope that stayed. `tries` is how often it was drawn until something else came.
    """

    score: Score
    scope: Scope
    changes: tuple[TrackChange, ...]
    new: frozenset[tuple[int, Note]]
    tries: int = 1
    notice: str = ""

    @property
    def share_changed(self) -> float:
        """Return how much differs, 0..1: of the scope's notes before and after, those that the other lacks."""
        changed = sum(one.gone + one.new for one in self.changes)
        return changed / max(1, changed + 2 * sum(one.kept for one in self.changes))

    @property
    def is_same(self) -> bool:
        """Return whether no note has changed."""
        return not any(one.gone or one.new for one in self.changes)


Steps: TypeAlias = Generator[Score | Written, None, Outcome]
"""A verb at work: first a Score, the ground that the notes after it are added to; another Score begins anew."""


def drafts(steps: Steps) -> Generator[Score, None, Outcome]:
    """Yield the Score so far whenever something has come, for a preview; closed, it closes the verb."""
    ground, came = Score(), list[Written]()
    try:
        while True:
            one = next(steps)
            if isinstance(one, Score):
                ground, came = one, []
                yield ground
            else:
                came.append(one)
                yield _with(ground, came)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
    finally:
        steps.close()


def _with(ground: Score, came: list[Written]) -> Score:
    by_track: dict[int, list[Note]] = {}
    for track_id, note in came:
        by_track.setdefault(track_id, []).append(note)
    tracks = (t.with_joined(t.notes, by_track[t.id]) if t.id in by_track else t for t in ground.tracks)
    return replace(ground, tracks=tuple(tracks))


def finished(steps: Steps) -> Outcome:
    """Run a verb to its end and return what came of it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome


def outcome(before: Score, after: Score, scope: Scope, *, edits: Scope | None = None, tries: int = 1) -> Outcome:
    """Return what came of a verb that was about a scope; `edits` is what the door is to be asked for."""
    were, changes, fresh = {track.id: track for track in before.tracks}, list[TrackChange](), set[tuple[int, Note]]()
    for track in after.tracks:
        was = were.get(track.id, Track(track.id, ""))
        if was is track or not (was.notes or track.notes):
            continue
        there, here = frozenset(was.notes), frozenset(track.notes)
        kept = sum(scope.holds_note(track.id, note) for note in there & here)
        fresh |= {(track.id, note) for note in here - there}
        changes.append(TrackChange(track.id, track.name, kept, len(there - here), len(here - there)))
    changes += [_untouched(track, scope) for track in after.tracks if were.get(track.id) is track and track.notes]
    there_now = {track.id for track in after.tracks}
    changes += [TrackChange(t.id, t.name, 0, len(t.notes), 0) for t in before.tracks if t.id not in there_now]
    ordered = tuple(one for one in changes if one.kept or one.gone or one.new)
    return Outcome(after, edits or scope, ordered, frozenset(fresh), tries)


def _untouched(track: Track, scope: Scope) -> TrackChange:
    return TrackChange(track.id, track.name, 0 if track.is_locked else len(scope.notes_of(track)), 0, 0)


def parts_in(plan: Plan, score: Score, scope: Scope) -> tuple[Part, ...]:
    """Return the parts of a Plan that lie in a scope and are not locked; raises BadInput if there is none.

    Neither is there one where the scope lies beyond the piece.
    """
    if scope.stretches and not bars_of(plan, scope):
        raise BadInput("There are no bars of the piece here: mark some between its beginning and its end.")
    tracks = {track.id: track for track in score.tracks}
    inside = [part for part in plan.parts if part.track_id in tracks and scope.holds_track(part.track_id)]
    if not inside or scope.is_empty:
        silent = any(scope.holds_track(track.id) for track in score.tracks) and not scope.is_empty
        raise BadInput(
            "There is nothing to write for these tracks: choose tracks that have music, or accompany them."
            if silent
            else OUTSIDE
        )
    free = tuple(part for part in inside if not tracks[part.track_id].is_locked)
    if not free:
        raise BadInput(refusal([tracks[part.track_id] for part in inside], "rework"))
    return free


def playing_in(score: Score, scope: Scope, parts: Iterable[Part]) -> frozenset[int]:
    """Return the track ids of parts that play in a scope; of all of them where none does: rests are music, too."""
    ids = frozenset(part.track_id for part in parts)
    return frozenset(i for i in ids if scope.notes_of(score.track(i))) or ids


def bars_of(plan: Plan, scope: Scope) -> frozenset[int]:
    """Return the bars, as the Plan counts them, that a scope touches; those up to the last chord's."""
    bar_ticks, last = plan.meter.bar_ticks, plan.last_downbeat_tick // plan.meter.bar_ticks
    if scope.stretches is None:
        return frozenset(range(last + 1))
    touched = (range(s.start_tick // bar_ticks, -(-s.end_tick // bar_ticks)) for s in scope.stretches)
    return frozenset(bar for bars in touched for bar in bars if bar <= last)


def scope_ends(scope: Scope, score: Score) -> Iterator[tuple[int, int]]:
    """Yield the (first, end) tick of each stretch of a scope."""
    if scope.stretches is None:
        yield 0, score.end_tick
    else:
        yield from ((stretch.start_tick, stretch.end_tick) for stretch in scope.stretches)


def emptied(score: Score, scope: Scope, track_ids: frozenset[int]) -> Score:
    """Return the score without the notes of a scope in some tracks."""
    tracks = []
    for track in score.tracks:
        gone = scope.notes_of(track) if track.id in track_ids else frozenset()
        tracks.append(track.with_exchanged(gone, ()) if gone else track)
    return replace(score, tracks=tuple(tracks))
