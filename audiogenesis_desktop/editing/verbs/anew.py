"""Regenerate; keep the rhythm and change the pitches, or the reverse."""

from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import Steps, Work, bars_of, emptied, parts_in, playing_in
from audiogenesis_desktop.editing.verbs.writing import Attempt, before_of, until_other, write
from audiogenesis_desktop.errors import BadInput


def regenerate(work: Work, scope: Scope) -> Steps:
    """Yield other notes for all that lies in a scope; raises BadInput where nothing is to be written, or comes."""
    plan = work.planned()
    ids = playing_in(work.score, scope, parts_in(plan, work.score, scope))
    ground, bars, was = emptied(work.score, scope, ids), bars_of(plan, scope), before_of(work.score, scope, ids)

    def is_open(track_id: int, tick: int) -> bool:
        return scope.holds_tick(tick)

    def attempt(seed: int, heat: float) -> Attempt:
        yield ground
        rewriting = Rewriting(
            dict.fromkeys(ids, bars),
            None if scope.stretches is None else is_open,
            wishes=work.wishes,
            before=was if heat > 1 else {},
            heat=heat,
        )
        return (yield from write(work, plan, ground, scope, rewriting, seed=seed))

    return (yield from until_other(work, scope, attempt))


def keep(work: Work, scope: Scope, what: Keeps) -> Steps:
    """Yield other pitches in the same rhythm, or the same pitches in another rhythm; drums have no pitches to change.

    Raises BadInput where only drums are to have other pitches, or nothing lies in the scope.
    """
    plan = work.planned()
    parts = parts_in(plan, work.score, scope)
    if what == Keeps.RHYTHM:
        parts = tuple(part for part in parts if not part.instrument.is_drums)
    ids = frozenset(part.track_id for part in parts)
    ground, kept = emptied(work.score, scope, ids), {}
    for track in work.score.tracks:
        if track.id in ids:
            kept[track.id] = dict.fromkeys(sorted(scope.notes_of(track)), what)
    if not any(kept.values()):
        raise BadInput("There are no pitches to change here: mark bars in which more than drums play.")
    bars = bars_of(plan, scope)

    def attempt(seed: int, heat: float) -> Attempt:
        yield ground
        rewriting = Rewriting(dict.fromkeys(ids, bars), _closed, wishes=work.wishes, kept=kept, heat=heat)
        return (yield from write(work, plan, ground, scope, rewriting, seed=seed))

    return (yield from until_other(work, scope, attempt))


def _closed(track_id: int, tick: int) -> bool:
    return False
