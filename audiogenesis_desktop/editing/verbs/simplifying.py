"""Simplify: what is least needed goes, and what is left rings on."""

from dataclasses import replace

from audiogenesis_desktop.compose.simplifying import simpler
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import Steps, Work, outcome, parts_in
from audiogenesis_desktop.errors import BadInput


def simplify(work: Work, scope: Scope, amount: float = 0.5) -> Steps:
    """Yield a scope with fewer notes, `amount` 0..1 of them gone; raises BadInput where nothing can go."""
    plan = work.planned()
    meant = {part.track_id for part in parts_in(plan, work.score, scope)}
    score = replace(
        work.score,
        tracks=tuple(
            simpler(track, scope.notes_of(track), plan, amount) if track.id in meant else track
            for track in work.score.tracks
        ),
    )
    found = outcome(work.score, score, scope)
    if found.is_same:
        raise BadInput("There is nothing left to leave out here: mark more bars, or more tracks.")
    yield score
    return found
