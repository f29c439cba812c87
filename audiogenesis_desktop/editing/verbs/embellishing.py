"""Embellish: notes between those that are there, all of which stay."""

from dataclasses import replace
from math import ceil
from random import Random
from typing import NamedTuple

from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.work import Steps, Work, bars_of, parts_in, playing_in
from audiogenesis_desktop.editing.verbs.writing import Attempt, until_other, write
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

_SHORTEST_TICKS = TICKS_PER_BEAT // 2  # between two onsets that something is put between
_GRID_TICKS = TICKS_PER_BEAT // 4
_EAGER = 16.0  # nats: of itself a line that goes in quavers goes on in them


class _Gap(NamedTuple):
    """From one onset to the next or the bar line; new notes begin from `open_tick` on, after a `held` note if it is
    to make room."""

    start_tick: int
    open_tick: int
    end_tick: int
    held: Note | None


def embellish(work: Work, scope: Scope, amount: float = 0.5) -> Steps:
    """Yield notes beside those that are there; `amount` 0..1 is the share of gaps between them that are filled.

    All notes stay; of an instrument that has one voice they are cut where a new one begins. Bars in which a track rests
    stay empty.
    """
    plan = work.planned()
    ids = playing_in(work.score, scope, parts_in(plan, work.score, scope))
    bar_ticks, touched = plan.meter.bar_ticks, bars_of(plan, scope)
    bars = {i: touched & {n.start_tick // bar_ticks for n in work.score.track(i).notes} for i in ids}
    wishes = {i: replace(work.wishes.get(i, NO_PREFERENCE), leaps=-0.5, loudness=-0.4) for i in ids}

    def attempt(seed: int, heat: float) -> Attempt:
        random = Random(f"embellish/{seed}")
        gaps = {i: _gaps(work.score.track(i), scope, plan, amount, random) for i in sorted(ids)}
        ground = _with_room(work.score, gaps)
        yield ground

        def is_open(track_id: int, tick: int) -> bool:
            return scope.holds_tick(tick) and any(gap.open_tick <= tick < gap.end_tick for gap in gaps[track_id])

        rewriting = Rewriting(bars, is_open, wishes, heat=heat, eager=_EAGER)
        score = yield from write(work, plan, ground, scope, rewriting, seed=seed)
        whole = _restored(score, gaps)
        if whole is not score:
            yield whole
        return whole

    return (yield from until_other(work, scope, attempt))


def _gaps(track: Track, scope: Scope, plan: Plan, amount: float, random: Random) -> list[_Gap]:
    """Return so many of the gaps of a track in a scope."""
    bar_ticks, has_one_voice = plan.meter.bar_ticks, CLASSES[class_of(track.program, track.is_drums)].voices == 1
    starts, found = sorted({note.start_tick for note in track.notes}), list[_Gap]()
    last = {note.start_tick: note for note in track.notes}
    for start, after in zip(starts, [*starts[1:], *(starts[-1:] and [starts[-1] + bar_ticks])], strict=True):
        end = min(after, (start // bar_ticks + 1) * bar_ticks, plan.last_downbeat_tick)
        if end - start >= _SHORTEST_TICKS and scope.holds_tick(start):
            opens = start + max(_GRID_TICKS, (end - start) // 2 // _GRID_TICKS * _GRID_TICKS)
            held = last[start] if has_one_voice and last[start].end_tick > opens else None
            found.append(_Gap(start, opens if has_one_voice else start + _GRID_TICKS, end, held))
    return random.sample(found, min(len(found), ceil(amount * len(found))))


def _with_room(score: Score, gaps: dict[int, list[_Gap]]) -> Score:
    """Return the score with notes cut that would leave no voice for what comes into their gaps."""
    tracks = []
    for track in score.tracks:
        held = [(gap.held, gap.open_tick) for gap in gaps.get(track.id, ()) if gap.held is not None]
        cut = [note._replace(length_ticks=opens - note.start_tick) for note, opens in held]
        tracks.append(track.with_exchanged([note for note, _ in held], cut) if held else track)
    return replace(score, tracks=tuple(tracks))


def _restored(score: Score, gaps: dict[int, list[_Gap]]) -> Score:
    """Return the score with those notes whole again in whose gaps nothing came, others up to what did."""
    tracks = []
    for track in score.tracks:
        gone, whole = [], []
        for gap in gaps.get(track.id, ()):
            if gap.held is not None:
                new = [n.start_tick for n in track.notes if gap.open_tick <= n.start_tick < gap.end_tick]
                gone.append(gap.held._replace(length_ticks=gap.open_tick - gap.start_tick))
                end = min([gap.held.end_tick, *new])
                whole.append(gap.held._replace(length_ticks=end - gap.start_tick))
        tracks.append(track.with_exchanged(gone, whole) if gone else track)
    return replace(score, tracks=tuple(tracks)) if any(gaps.values()) else score
