"""Whether a Plan still holds: a Score may change note by note, but not in form, chords or players."""

from collections.abc import Collection
from dataclasses import replace

from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score

_TOLD_BY_PLAN = ("meters", "keys", "chords", "sections", "length_ticks")
_MOSTLY = 0.7  # of the notes are as they were, where nothing but notes says which piece it is


def still_holds(was: Score, now: Score) -> bool:
    """Return whether what was planned of a Score holds of another one: form and chords are the same, nobody joined."""
    if any(getattr(was, name) != getattr(now, name) for name in _TOLD_BY_PLAN):
        return False
    players = {(track.id, track.program, track.is_drums) for track in was.tracks}
    return {(track.id, track.program, track.is_drums) for track in now.tracks if track.notes} <= players


def plan_that_holds(take: Take | None, score: Score) -> Plan | None:
    """Return the Plan of a take if a score still follows it; None if form, chords or players have become others."""
    if take is None or not take.is_whole:
        return None
    return take.plan if still_holds(take.score, score) else None


def without_players(plan: Plan, gone: Collection[int]) -> Plan:
    """Return a Plan without the parts of some tracks, by their ids."""
    parts = tuple(part for part in plan.parts if part.track_id not in gone)
    return replace(plan, parts=parts, active=tuple(ids - set(gone) for ids in plan.active))


def plan_of_those_there(plan: Plan, score: Score) -> Plan | None:
    """Return a Plan for the players that a score still has; None if it has nobody of them."""
    known, there = {part.track_id for part in plan.parts}, {track.id for track in score.tracks}
    if known <= there:
        return plan
    return without_players(plan, known - there) if known & there else None


def is_mostly(was: Score, now: Score) -> bool:
    """Return whether most notes of a Score are those of another one."""
    before, after = ({(t.id, note) for t in score.tracks for note in t.notes} for score in (was, now))
    return len(before & after) >= _MOSTLY * max(1, len(before | after))
