"""Whatever the verb and the scope: nothing outside it changes, nothing locked, and the same gives the same."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.compose.players.guiding import Keeps
from audiogenesis_desktop.editing.rules import allowed
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.anew import keep, regenerate
from audiogenesis_desktop.editing.verbs.embellishing import embellish
from audiogenesis_desktop.editing.verbs.infilling import infill
from audiogenesis_desktop.editing.verbs.joining import Player, accompany, continue_
from audiogenesis_desktop.editing.verbs.orchestrating import orchestrate
from audiogenesis_desktop.editing.verbs.reharmonising import reharmonise
from audiogenesis_desktop.editing.verbs.simplifying import simplify
from audiogenesis_desktop.editing.verbs.varying import vary
from audiogenesis_desktop.editing.verbs.work import Work, drafts, finished
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.theory.instruments import find

VERBS = {
    "regenerate": regenerate,
    "rhythm": lambda work, scope: keep(work, scope, Keeps.RHYTHM),
    "pitches": lambda work, scope: keep(work, scope, Keeps.PITCH),
    "vary": lambda work, scope: vary(work, scope, 0.4),
    "vary harmony": lambda work, scope: vary(work, scope, 0.6, ["harmony", "pitches"]),
    "infill": lambda work, scope: infill(work, scope, candidates=2),
    "embellish": embellish,
    "simplify": simplify,
    "reharmonise": reharmonise,
    "rewrite": lambda work, scope: reharmonise(work, scope, is_rewritten=True),
    "accompany": lambda work, scope: accompany(work, scope, [Player("pad")]),
    "continue": lambda work, scope: continue_(work, scope, bars=2),
    "orchestrate": lambda work, scope: orchestrate(work, scope, [find("violin"), find("cello")]),
}


@st.composite
def scopes(draw, score):
    """Draw a scope: stretches apart on and off bar lines, some tracks, or single notes of them."""
    ids = draw(st.sets(st.sampled_from([track.id for track in score.tracks]), min_size=1))
    if draw(st.integers(0, 3)) == 0:
        track = score.track(min(ids))
        notes = draw(st.sets(st.sampled_from(track.notes), min_size=1, max_size=6)) if track.notes else set()
        return Scope.of_notes(track.id, notes)
    edges = draw(st.lists(st.integers(0, 8 * 4), min_size=2, max_size=4, unique=True))
    edges = sorted(edges if draw(st.booleans()) else {edge // 4 * 4 for edge in edges})
    stretches = [(a * 960, b * 960) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    assume(stretches)
    return replace(Scope.of_time(*stretches), track_ids=frozenset(ids))


def outside(score, scope):
    return {
        track.id: (track.controls, track.bends, {n for n in track.notes if not scope.has_room_for(track.id, n)})
        for track in score.tracks
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
@given(data=st.data(), name=st.sampled_from(sorted(VERBS)), wish=st.sampled_from([-1.0, 0.0, 1.0]))
def test_nothing_outside_the_scope_or_locked_changes(locked: Work, data, name: str, wish: float) -> None:
    scope, before = data.draw(scopes(locked.score), label="scope"), locked.score
    work = replace(locked, wishes={track.id: Wishes(density=wish, leaps=wish) for track in before.tracks})
    try:
        found = finished(VERBS[name](work, scope))
    except BadInput as refused:
        assert str(refused).endswith(".")
        return
    ids = {track.id for track in before.tracks}
    old = replace(found.score, tracks=tuple(track for track in found.score.tracks if track.id in ids))
    was, now = outside(before, scope), outside(old, scope)
    for track in before.tracks:
        controls, bends, notes = now[track.id]
        past = {note for note in notes if note.start_tick >= before.end_tick and name == "continue"}
        assert (controls, bends, notes - past) == was[track.id]
        assert not track.is_locked or old.track(track.id) == track
    assert old.meters == before.meters and old.keys == before.keys
    assert name == "continue" or old.tempi == before.tempi
    assert all(note.is_legal() for track in found.score.tracks for note in track.notes)
    assert not found.is_same or found.score.chords != before.chords
    verdict = allowed(before, found.score, found.scope)
    assert verdict.score == found.score and not verdict.is_refused


@pytest.mark.parametrize("name", sorted(VERBS))
def test_the_same_seed_gives_the_same_and_the_last_draft_is_what_came(work: Work, name: str) -> None:
    scope = Scope.of_time((2 * 3840, 4 * 3840))
    steps = drafts(VERBS[name](work, scope))
    shown = []
    while True:
        try:
            shown.append(next(steps))
        except StopIteration as end:
            found = end.value
            break
    assert [track.notes for track in shown[-1].tracks] == [track.notes for track in found.score.tracks]
    assert finished(VERBS[name](work, scope)).score == found.score


@pytest.mark.parametrize("name", sorted(VERBS))
def test_closing_it_leaves_nothing_running(work: Work, name: str) -> None:
    steps = drafts(VERBS[name](work, Scope.of_time((2 * 3840, 4 * 3840))))
    next(steps)
    steps.close()
    with pytest.raises(StopIteration):
        next(steps)


def test_what_is_locked_alone_is_refused_and_what_is_empty_too(locked: Work) -> None:
    bass = next(track.id for track in locked.score.tracks if track.is_locked)
    with pytest.raises(BadInput, match="locked"):
        finished(regenerate(locked, Scope.of_tracks(bass)))
    with pytest.raises(BadInput, match="mark other"):
        finished(regenerate(locked, Scope(stretches=())))


def test_several_stretches_apart_are_written_and_what_lies_between_stays(work: Work) -> None:
    apart = Scope.of_time((3840, 2 * 3840), (5 * 3840, 6 * 3840))
    found = finished(regenerate(work, apart))
    bars = {note.start_tick // 3840 for _, note in found.new}
    assert bars == {1, 5}
