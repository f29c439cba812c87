"""Continue, and accompany: bars that are new, and tracks that are."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.compose.rework import gone_on, with_players
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.verbs.work import Steps, Work, bars_of, outcome, parts_in
from audiogenesis_desktop.editing.verbs.writing import Attempt, until_other, write
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.styling import seat_in_role
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.edits import free_track_id
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Track
from audiogenesis_desktop.style.casting import Seat

ROLES = ("bass", "drums", "chords", "pad", "second voice", "figure", "lead", "percussion")
"""The roles that somebody can be asked to accompany in."""


class Player(NamedTuple):
    """Who is to join: a role of `ROLES`, and General MIDI's name of the instrument, empty for the style's own."""

    role: str
    instrument: str = ""


def accompany(work: Work, scope: Scope, players: Sequence[Player]) -> Steps:
    """Yield new tracks beside what is there, a player each, in the bars of a scope; of imported tunes too.

    Raises BadInput if there are no notes to accompany, nobody is to join, or a role is none of `ROLES`.
    """
    if not players:
        raise BadInput(f"Nobody is to join: name one of {', '.join(ROLES)}.")
    plan = work.planned()
    seats = [seat_of(player, plan, work.brief) for player in players]
    joined, new = with_players(plan, seats, work.brief, first_id=free_track_id(work.score), seed=work.seed)
    ground = replace(work.score, tracks=(*work.score.tracks, *_named(work.score, new)))
    ids, bars = frozenset(part.track_id for part in new.parts), bars_of(plan, scope)
    inside = Scope(scope.stretches, ids)
    wishes = {**work.wishes, **{i: work.wishes[-1] for i in ids if -1 in work.wishes}}

    def attempt(seed: int, heat: float) -> Attempt:
        yield ground
        anew = Rewriting(dict.fromkeys(ids, bars), wishes=wishes, heat=heat)
        score = yield from write(work, joined, ground, inside, anew, seed=seed)
        return score if all(score.track(i).notes for i in ids) else ground

    found = yield from until_other(replace(work, score=ground), inside, attempt)
    return outcome(work.score, found.score, inside, edits=inside, tries=found.tries)


def _named(score: Score, new: Plan) -> list[Track]:
    """Return the new tracks under names that nobody has."""
    names, tracks = {track.name for track in score.tracks}, []
    for track in new.empty_score().tracks:
        name = track.name if track.name not in names else f"{track.name} {sum(track.name in n for n in names) + 1}"
        names.add(name)
        tracks.append(replace(track, name=name))
    return tracks


def seat_of(player: Player, plan: Plan, brief: Brief) -> Seat:
    """Return the seat of somebody who joins: the style's part of that role, played by the instrument that is named."""
    if player.role not in ROLES:
        raise BadInput(f"“{player.role}” is nothing to accompany by: choose among {', '.join(ROLES)}.")
    return seat_in_role(player.role, plan, brief, instrument=player.instrument)


def continue_(work: Work, scope: Scope, *, bars: int) -> Steps:
    """Yield so many bars after the last one, played by the tracks of a scope; what is there stays.

    The new section takes up the first one that is no intro. Raises BadInput if there are no bars to write.
    """
    if bars < 1:
        raise BadInput("There are no bars to write: ask for one at least.")
    plan = work.planned()
    free = frozenset(part.track_id for part in parts_in(plan, work.score, replace(scope, stretches=None, notes=None)))
    ground, longer, new = gone_on(work.score, plan, bars=bars)
    ids = longer.active[-1] & free or free
    start, end = (bar * plan.meter.bar_ticks for bar in (new.start, new.stop))
    inside = replace(Scope.of_time((start, end)), track_ids=ids)

    def attempt(seed: int, heat: float) -> Attempt:
        yield ground
        anew = Rewriting(dict.fromkeys(ids, frozenset(new)), wishes=work.wishes, heat=heat)
        return (yield from write(work, longer, ground, inside, anew, seed=seed))

    found = yield from until_other(replace(work, score=ground), inside, attempt)
    return outcome(work.score, found.score, inside, edits=WHOLE, tries=found.tries)


def bars_to(score: Score, *, bar: int = 0, seconds: float = 0.0) -> int:
    """Return how many bars lead to a bar, counted from 1, or to a length; raises BadInput if there are none."""
    meters = MeterMap(score.meters)
    last = meters.position(max(0, score.end_tick - 1)).bar
    if bar:
        count = bar - last
    else:
        clock = TempoMap(score.tempi)
        bar_ticks = meters.meter(max(0, score.end_tick - 1)).bar_ticks
        more = (seconds - clock.seconds(meters.bar_start(last + 1))) * clock.bpm(score.end_tick) / 60 * TICKS_PER_BEAT
        count = ceil(more / bar_ticks - 1e-6)
    if count < 1:
        raise BadInput("The piece is as long already: name a bar or a length beyond its end.")
    return count
