"""Vary: so much of a scope becomes something else, in rhythm, pitches, density or harmony, and the rest stays."""

from collections.abc import Collection, Generator, Iterable
from dataclasses import replace
from random import Random
from typing import NamedTuple

from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.editing.verbs.reharmonising import chords_at, drawn_chords, moved
from audiogenesis_desktop.editing.verbs.work import Outcome, Steps, Work, bars_of, emptied, outcome, parts_in
from audiogenesis_desktop.editing.verbs.writing import (
    NEXT_SEED,
    TRIES,
    Attempt,
    before_of,
    is_as_it_was,
    until_other,
    write,
)
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.plan import Part
from audiogenesis_desktop.score.score import Note, Score

WAYS = ("rhythm", "pitches", "density", "harmony")
"""What may vary. Density takes notes out and lets others begin where they were."""
_USUAL = ("rhythm", "pitches", "density")
_TURNS, _NEAR = 3, 0.05
_MORE_TURNS = 3  # for what came out as it was although all was to change,
_BOLDER = 0.5  # each so much bolder


class _Choice(NamedTuple):
    """Which notes of the tracks change: those that keep something, and those that are gone."""

    kept: dict[int, dict[Note, Keeps]]
    gone: dict[int, list[Note]]


def vary(work: Work, scope: Scope, amount: float, ways: Collection[str] = ()) -> Steps:
    """Yield a variation of a scope; `amount` 0..1 is the share of its notes that change, by `ways` or the usual ones.

    By harmony alone it is the share of its bars that get other chords, as a note that is in both chords stays.
    Raises BadInput where the amount is 0, or changes nothing in some tries.
    """
    if not 0 < amount <= 1:
        raise BadInput("There is nothing to vary by 0 %: ask for 1 to 100 %.")
    if set(ways) - set(WAYS):
        raise BadInput(f"Music varies in {', '.join(WAYS)}: choose among them.")
    chosen = tuple(way for way in WAYS if way in (ways or _USUAL))
    notes = tuple(way for way in chosen if way != "harmony")
    if "harmony" not in chosen:
        return (yield from _varied(work, work.score, scope, amount, notes))
    found = yield from _in_other_chords(work, scope, amount if not notes else amount / 2)
    if not notes or found.share_changed >= amount - _NEAR:
        return found
    later = replace(work, score=found.score, plan=None)
    varied = yield from _varied(later, work.score, scope, amount, notes)
    return replace(varied, scope=WHOLE)


def _varied(work: Work, before: Score, scope: Scope, amount: float, ways: Collection[str]) -> Steps:
    """Yield variations until one differs from `before` in about as many notes as wanted.

    What is drawn anew may come out the same: then more is asked for, and of what has stayed.
    """
    parts = parts_in(work.planned(), work.score, scope)
    there = outcome(before, work.score, scope).share_changed
    asked, found, tries = (amount - there) / (1 - there), list[Outcome](), 0
    for _ in range(_TURNS):
        came = yield from _once(work, scope, parts, asked, ways)
        tries += came.tries
        found.append(outcome(before, came.score, scope))
        share = found[-1].share_changed
        if abs(share - amount) <= _NEAR or asked >= 1 > share / amount:
            break
        asked = min(1.0, max(0.01, asked + amount - share) if there else asked * amount / share)
    best = min(found, key=lambda one: abs(one.share_changed - amount))
    if best is not found[-1]:
        yield best.score
    for turn in range(1, _MORE_TURNS + 1):
        if amount - best.share_changed <= _NEAR:
            break
        best, more = yield from _further(work, before, best, scope, amount, ways, turn=turn)
        tries += more
    return replace(best, tries=tries)


def _further(
    work: Work, before: Score, found: Outcome, scope: Scope, amount: float, ways: Collection[str], *, turn: int
) -> Generator[Score | Written, None, tuple[Outcome, int]]:
    """Yield what was found with so much of what stayed in it varied as is wanting; return what comes, and its tries."""
    tracks = {track.id: frozenset(track.notes) for track in before.tracks}
    now = {track.id: scope.notes_of(track) for track in found.score.tracks}
    stayed = frozenset((owner, note) for owner, notes in now.items() for note in notes & tracks.get(owner, frozenset()))
    rest = replace(scope, notes=stayed)
    again = replace(work, score=found.score, seed=work.seed + turn * NEXT_SEED // 2)
    try:
        parts = parts_in(work.planned(), found.score, rest)
        asked = (amount - found.share_changed) / max(0.01, 1 - found.share_changed)
        came = yield from _once(again, rest, parts, min(1.0, asked), ways, boldness=1 + _BOLDER * turn)
    except BadInput:  # nothing else can come of what is left, as of a drum that strikes all places
        return found, TRIES
    further = outcome(before, came.score, scope)
    return (further if further.share_changed > found.share_changed else found), came.tries


def _once(
    work: Work, scope: Scope, parts: tuple[Part, ...], amount: float, ways: Collection[str], *, boldness: float = 1.0
) -> Steps:
    plan = work.planned()
    ids, bars = frozenset(part.track_id for part in parts), bars_of(plan, scope)

    def attempt(seed: int, heat: float) -> Attempt:
        choice = _choose(work.score, scope, parts, amount=amount, ways=ways, random=Random(f"vary/{seed}"))
        out = Scope(notes=frozenset((owner, note) for owner, notes in _out(choice) for note in notes))
        ground = emptied(work.score, out, ids)
        yield ground
        open_at = {
            owner: _windows(work.score, owner, gone, bar_ticks=plan.meter.bar_ticks)
            for owner, gone in choice.gone.items()
        }

        def is_open(track_id: int, tick: int) -> bool:
            return scope.holds_tick(tick) and any(a <= tick < b for a, b in open_at.get(track_id, ()))

        rewriting = Rewriting(
            dict.fromkeys(ids, bars),
            is_open,
            wishes=work.wishes,
            kept=choice.kept,
            before=before_of(work.score, out, ids),
            heat=heat * boldness,
        )
        return (yield from write(work, plan, ground, scope, rewriting, seed=seed))

    return (yield from until_other(work, scope, attempt))


def _out(choice: _Choice) -> Iterable[tuple[int, list[Note]]]:
    for owner, kept in choice.kept.items():
        yield owner, list(kept)
    yield from choice.gone.items()


def _choose(
    score: Score, scope: Scope, parts: Collection[Part], *, amount: float, ways: Collection[str], random: Random
) -> _Choice:
    """Return which notes change: onset by onset in an order that hangs on the seed alone, so that more holds less."""
    choice = _Choice({}, {})
    for part in parts:
        notes = sorted(scope.notes_of(score.track(part.track_id)))
        onsets = list(dict.fromkeys(note.start_tick for note in notes))
        random.shuffle(onsets)
        drums = part.instrument.is_drums
        own = [way for way in ways if not (drums and way == "pitches")] or ["density"]
        wanted, changed = max(1, round(amount * len(notes))), 0  # of two notes, too, something is to vary
        for tick in onsets:
            if changed >= wanted:
                break
            way, together = own[random.randrange(len(own))], [note for note in notes if note.start_tick == tick]
            changed += len(together)
            if way == "density":
                choice.gone.setdefault(part.track_id, []).extend(together)
            else:
                keeps = Keeps.RHYTHM if way == "pitches" else Keeps.PITCH
                choice.kept.setdefault(part.track_id, {}).update(dict.fromkeys(together, keeps))
    return choice


def _windows(score: Score, track_id: int, gone: Collection[Note], *, bar_ticks: int) -> list[tuple[int, int]]:
    """Return where new notes may begin: from where notes went to the next onset of the track, a bar at most."""
    starts = sorted({note.start_tick for note in score.track(track_id).notes})
    after = dict(zip(starts, [*starts[1:], starts[-1] + bar_ticks], strict=True))
    return [(tick, min(after[tick], tick + bar_ticks)) for tick in sorted({note.start_tick for note in gone})]


def _in_other_chords(work: Work, scope: Scope, amount: float) -> Steps:
    """Yield the scope with other chords in so many of its bars, and its parts moved to them; the last chord stays."""
    plan = work.planned()
    pitched = [part.track_id for part in parts_in(plan, work.score, scope) if not part.instrument.is_drums]
    notes = (note for track_id in pitched for note in scope.notes_of(work.score.track(track_id)))
    last = plan.last_downbeat_tick // plan.meter.bar_ticks
    bars = sorted({note.start_tick // plan.meter.bar_ticks for note in notes} & bars_of(plan, scope) - {last})
    if not bars:
        raise BadInput("There is no harmony to vary here: mark bars in which more than drums play.")
    best, most = work.score, -1
    for turn in range(TRIES):
        again = replace(work, seed=work.seed + turn * NEXT_SEED)
        chosen = Random(f"vary harmony/{again.seed}").sample(bars, max(1, round(amount * len(bars))))
        drawn = drawn_chords(again, plan, chosen)
        others = sum(drawn[bar] != chords_at(plan, bar) for bar in chosen)
        score = moved(work.score, plan, scope, drawn)
        if others > most and not is_as_it_was(replace(work, wishes={}), score):
            best, most = score, others
        if most == len(chosen):
            break
    if most < 0:
        raise BadInput(f"In {TRIES} tries no chords came that move a note here: mark more bars.")
    yield best
    found: Outcome = outcome(work.score, best, scope, edits=WHOLE)
    return found
