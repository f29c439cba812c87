"""Whether verbs touch nothing outside their scope, and nothing locked: many random scopes and verbs, counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.anew import keep, regenerate
from audiogenesis_desktop.editing.verbs.embellishing import embellish
from audiogenesis_desktop.editing.verbs.infilling import infill
from audiogenesis_desktop.editing.verbs.joining import Player, accompany, continue_
from audiogenesis_desktop.editing.verbs.orchestrating import orchestrate
from audiogenesis_desktop.editing.verbs.reharmonising import reharmonise
from audiogenesis_desktop.editing.verbs.simplifying import simplify
from audiogenesis_desktop.editing.verbs.varying import vary
from audiogenesis_desktop.editing.verbs.work import Outcome, Steps, Work, finished
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.files.midi_writing import midi_bytes
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score
from audiogenesis_desktop.theory.instruments import find

VERBS: Mapping[str, Callable[[Work, Scope], Steps]] = {
    "regenerate": regenerate,
    "keep the rhythm": lambda work, scope: keep(work, scope, Keeps.RHYTHM),
    "keep the pitches": lambda work, scope: keep(work, scope, Keeps.PITCH),
    "vary": lambda work, scope: vary(work, scope, 0.4),
    "vary the harmony": lambda work, scope: vary(work, scope, 0.5, ("harmony",)),
    "infill": lambda work, scope: infill(work, scope, candidates=2),
    "embellish": embellish,
    "simplify": simplify,
    "reharmonise": reharmonise,
    "reharmonise, written anew": lambda work, scope: reharmonise(work, scope, is_rewritten=True),
    "accompany": lambda work, scope: accompany(work, scope, [Player("pad")]),
    "continue": lambda work, scope: continue_(work, scope, bars=2),
    "orchestrate": lambda work, scope: orchestrate(work, scope, [find("violin"), find("cello")]),
}
_AGAIN = 10  # every so many is done twice


@dataclass(frozen=True, slots=True)
class ScopesJudged:
    """How many scopes and verbs were tried, refused in a sentence, and done; and what went wrong.

    `outside` and `locked` count notes that changed where none may; `again` how many were done twice, and `unlike` how
    many of these gave other bytes; `same` how many results were what was there.
    """

    tried: int
    refused: int
    outside: int
    locked: int
    again: int
    unlike: int
    same: int


def judge_scopes(works: Sequence[Work], *, count: int, progress: Progress = silent) -> ScopesJudged:
    """Return what came of `count` random scopes and verbs, over the works by turns, one track of each locked."""
    found = dict.fromkeys(("refused", "outside", "locked", "again", "unlike", "same"), 0)
    for nth in progress(range(count), desc="Scopes", total=count):
        random = Random(f"scope/{nth}")
        work = _with_lock(works[nth % len(works)], random)
        scope, name = random_scope(work.score, random), random.choice(sorted(VERBS))
        try:
            outcome = finished(VERBS[name](work, scope))
        except BadInput:
            found["refused"] += 1
            continue
        found["outside"] += changed_outside(work.score, outcome, scope)
        found["locked"] += _changed_locked(work.score, outcome.score)
        found["same"] += outcome.is_same and outcome.score.chords == work.score.chords
        if nth % _AGAIN == 0:
            found["again"] += 1
            found["unlike"] += midi_bytes(finished(VERBS[name](work, scope)).score) != midi_bytes(outcome.score)
    return ScopesJudged(tried=count, **found)


def _with_lock(work: Work, random: Random) -> Work:
    chosen = random.choice([track.id for track in work.score.tracks])
    tracks = tuple(replace(track, is_locked=track.id == chosen) for track in work.score.tracks)
    return replace(work, score=replace(work.score, tracks=tracks))


def random_scope(score: Score, random: Random) -> Scope:
    """Return one or two stretches of some tracks, on bar lines or on beats, or some notes of one."""
    ids = [track.id for track in score.tracks]
    if random.random() < 0.2:
        track = score.track(random.choice(ids))
        if track.notes:
            return Scope.of_notes(track.id, random.sample(track.notes, min(len(track.notes), random.randint(1, 8))))
    step = random.choice((TICKS_PER_BEAT, score.meters[0].bar_ticks))
    last = max(3, score.end_tick // step)
    edges = sorted(random.sample(range(last + 1), 4 if last > 4 and random.random() < 0.3 else 2))
    stretches = [(a * step, b * step) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return replace(Scope.of_time(*stretches), track_ids=frozenset(random.sample(ids, random.randint(1, len(ids)))))


def changed_outside(before: Score, outcome: Outcome, scope: Scope) -> int:
    """Return how many notes outside a scope are gone or new; what comes after the end is a continuation's."""
    changed = 0
    for track in before.tracks:
        was, now = (_outside(score, track.id, scope, before.end_tick) for score in (before, outcome.score))
        changed += len(was ^ now)
    return changed


def _outside(score: Score, track_id: int, scope: Scope, end_tick: int) -> set[Note]:
    notes = score.track(track_id).notes
    return {note for note in notes if not scope.has_room_for(track_id, note) and note.start_tick < end_tick}


def _changed_locked(before: Score, after: Score) -> int:
    locked = (track for track in before.tracks if track.is_locked)
    return sum(len(set(track.notes) ^ set(after.track(track.id).notes)) for track in locked)
