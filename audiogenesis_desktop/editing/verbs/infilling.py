"""Infill: bars between what comes before and what comes after.

The network is told what stands in bars to come (`compose/players/later.py`), and makes little of it. So several
candidates are written, in the key and as loud as it is around, and that one is chosen after which the music that
follows is likeliest to the network, and whose seams (`seams.py`) are nearest to the music around.
"""

from collections.abc import Generator
from dataclasses import replace

from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.seams import as_loud_as_around, seam_of
from audiogenesis_desktop.editing.verbs.work import Steps, Work, bars_of, emptied, outcome, parts_in, playing_in
from audiogenesis_desktop.editing.verbs.writing import is_as_it_was, is_silent, write
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.local_key import in_key_around
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE
from audiogenesis_desktop.score.score import Score

CANDIDATES = 12  # within a second for what is usual: four bars of one track
_FEWER = 6  # for more than that
_USUAL_BARS = 4  # of one track
AFTER_BARS = 4  # of what follows are listened to
_HEARD_BARS = 8  # before and after tell the key
_NEXT = 7_919  # between the candidates' seeds


def infill(work: Work, scope: Scope, *, candidates: int | None = None) -> Steps:
    """Yield other notes for a scope that lead to what follows: the first candidate as it is written, then the chosen.

    There are twelve for four bars of one track, and six where more is to be filled, unless it is said how many. They
    are written in the key that is heard around and made as loud as what is there; one alone is blind to what follows.

    Stretches that lie apart are filled one after the other. Raises BadInput as `regenerate` does.
    """
    plan = work.planned()
    ids = playing_in(work.score, scope, parts_in(plan, work.score, scope))
    whole = emptied(work.score, scope, ids)
    if candidates is None:
        candidates = CANDIDATES if len(bars_of(plan, scope)) * len(ids) <= _USUAL_BARS else _FEWER
    score, tries = whole, 0
    for nth, stretch in enumerate(scope.stretches or (None,)):
        own = scope if stretch is None else replace(scope, stretches=(stretch,), notes=None)
        score, tried = yield from _filled(work, plan, score, own, ids, candidates=candidates, nth=nth)
        tries += tried
    found = outcome(work.score, score, scope, tries=tries)
    if is_as_it_was(work, score) or is_silent(work.score, found):
        raise BadInput(
            f"In {tries} tries nothing came but what is there, or silence: mark more bars, or ask otherwise."
        )
    return found


def _filled(
    work: Work, plan: Plan, ground: Score, scope: Scope, ids: frozenset[int], *, candidates: int, nth: int
) -> Generator[Score | Written, None, tuple[Score, int]]:
    bars = bars_of(plan, scope)

    def is_open(track_id: int, tick: int) -> bool:
        return scope.holds_tick(tick)

    rewriting = Rewriting(dict.fromkeys(ids, bars), None if scope.stretches is None else is_open, wishes=work.wishes)
    yield ground
    seed, own = work.seed + nth * _NEXT * CANDIDATES, _in_key_around(plan, ground, bars) if candidates > 1 else plan
    first = yield from write(work, own, ground, scope, rewriting, seed=seed)
    others = (_silently(work, own, ground, scope, rewriting, seed + _NEXT * i) for i in range(1, candidates))
    drawn = [first]
    if candidates > 1:
        drawn = [_levelled(work, plan, score, ground, scope, ids) for score in (first, *others)]
    offered = [score for score in drawn if not is_as_it_was(work, score)] or drawn
    best = min(offered, key=lambda score: cost(work, plan, score, scope, ids))
    if best is not first:
        yield best
    return best, candidates


def _in_key_around(plan: Plan, score: Score, bars: frozenset[int]) -> Plan:
    bar_ticks = plan.meter.bar_ticks
    first, last = (min(bars, default=0) - _HEARD_BARS) * bar_ticks, (max(bars, default=0) + 1 + _HEARD_BARS) * bar_ticks
    return in_key_around(plan, score, first, last)


def _levelled(work: Work, plan: Plan, score: Score, ground: Score, scope: Scope, ids: frozenset[int]) -> Score:
    """Return a candidate with each part as loud as around, unless it is wished how loud."""
    free = {i for i in ids if not work.wishes.get(i, NO_PREFERENCE).degree("loudness")}
    tracks = (as_loud_as_around(t, ground.track(t.id), plan, scope) if t.id in free else t for t in score.tracks)
    return replace(score, tracks=tuple(tracks))


def _silently(work: Work, plan: Plan, ground: Score, scope: Scope, rewriting: Rewriting, seed: int) -> Score:
    """Return what is written, without yielding it."""
    writing = write(work, plan, ground, scope, rewriting, seed=seed)
    while True:
        try:
            next(writing)
        except StopIteration as end:
            score: Score = end.value
            return score


def cost(work: Work, plan: Plan, score: Score, scope: Scope, ids: frozenset[int]) -> float:
    """Return what a candidate costs, in nats a note of what follows: its surprise, and the mean of the seams."""
    after = following(plan, scope)
    likely = work.composer.likelihood(work.brief, plan, score, dict.fromkeys(ids, after)).a_note if after else 0.0
    seams = [seam_of(score.track(i), plan, scope).cost for i in sorted(ids)]
    return likely + sum(seams) / max(1, len(seams))


def following(plan: Plan, scope: Scope) -> frozenset[int]:
    """Return the bars after a scope that tell how well it leads to them; none where the piece ends with it."""
    last = plan.last_downbeat_tick // plan.meter.bar_ticks - 1
    end = max(bars_of(plan, scope), default=last)
    return frozenset(range(end + 1, min(last, end + AFTER_BARS) + 1))
