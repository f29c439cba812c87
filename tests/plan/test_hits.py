"""Hits are met within 10 ms or named, a said tempo holds or what it became is named, and the length is exact."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.outcome import as_endless, as_played
from audiogenesis_desktop.plan.timing import solve_timing
from audiogenesis_desktop.score.clock import TempoMap

METERS = [(4, 4), (3, 4), (6, 8), (2, 4), (5, 4), (7, 8), (12, 8)]


@st.composite
def wishes(draw: st.DrawFn) -> Brief:
    """Return a Brief as somebody might ask: a length, a tempo, said or not, and hits in it, near it and beyond it."""
    length = round(draw(st.floats(3, 600)), 2)
    hits = draw(st.sets(st.floats(0, 1.05 * length).map(lambda second: round(second, 2)), max_size=5))
    near = {round(hit + 0.3, 2) for hit in list(hits)[:1]} if draw(st.booleans()) else set()
    brief = Brief(length_seconds=length, meter=draw(st.sampled_from(METERS)), hits=tuple(sorted(hits | near)))
    origin = draw(st.sampled_from((Origin.SAID, Origin.EDITED, Origin.INFERRED, Origin.DEFAULT)))
    return brief.with_fields(origin, tempo_bpm=round(draw(st.floats(50, 200))))


@settings(max_examples=120)
@given(wishes())
def test_every_wish_is_met_or_named(brief: Brief) -> None:
    played, timing = as_played(brief), solve_timing(brief)
    clock, telling = TempoMap(timing.tempi), " ".join(played.notices)
    assert {*played.hits, *played.missed} == {*brief.hits} and not {*played.hits} & {*played.missed}
    for hit, tick in zip(played.hits, timing.hit_ticks, strict=True):
        assert clock.seconds(tick) == pytest.approx(hit, abs=0.010001) and tick <= timing.last_downbeat_tick
    assert all(f"{hit:g}" in telling for hit in played.missed)
    seconds = clock.seconds(timing.length_ticks)
    assert round(seconds * 48_000) == round(brief.length_seconds * 48_000)
    assert seconds - clock.seconds(timing.last_downbeat_tick) <= 1.5 or not timing.last_downbeat_tick
    tempi = [tempo.bpm for tempo in timing.tempi if tempo.tick < timing.last_downbeat_tick]
    is_said = brief.origin("tempo_bpm") in (Origin.SAID, Origin.EDITED)
    # What has no three beats cannot be as long as asked without bending further.
    free = 0.0601 if brief.length_seconds * brief.tempo_bpm / 60 >= 3 else 0.2
    assert all(bpm == pytest.approx(brief.tempo_bpm, rel=1e-4 if is_said else free) for bpm in tempi)
    assert as_played(played) == played and solve_timing(played) == timing


def brief_at(bpm: float, *hits: float, length: float = 40.0, origin: Origin = Origin.SAID) -> Brief:
    return Brief(length_seconds=length, hits=hits).with_fields(origin, tempo_bpm=bpm)


def test_a_hit_that_no_beat_of_the_said_tempo_meets_is_an_accent_between_beats_and_told() -> None:
    played = as_played(brief_at(124, 32.0))
    assert played.hits == (32,) and played.played_bpm is None
    assert played.notices == ("At 124 bpm no beat falls on 32 s: an accent between beats meets it.",)


def test_a_hit_on_a_beat_of_the_said_tempo_needs_no_word() -> None:
    played = as_played(brief_at(120, 12.0, 20.5))
    assert (played.hits, played.played_bpm, played.notices) == ((12, 20.5), None, ())


def test_hits_too_near_each_other_are_named_and_do_not_throw_the_tempo_about() -> None:
    played = as_played(brief_at(100, 3.0, 3.4, 7.0, origin=Origin.INFERRED))
    bpms = [tempo.bpm for tempo in solve_timing(played).tempi[:-1]]
    assert {3.0, 7.0} <= {*played.hits} and max(bpms) / min(bpms) < 1.13
    assert played.missed in ((), (3.4,)) and (not played.missed or "3.4 s" in played.notices[0])


@pytest.mark.parametrize(
    ("hit", "reason"), [(16.0, "over before 16 s"), (15.0, "over before 15 s"), (14.9, "too near the end")]
)
@pytest.mark.parametrize("origin", [Origin.SAID, Origin.INFERRED])
def test_a_hit_outside_or_near_the_end_is_named(hit: float, reason: str, origin: Origin) -> None:
    played = as_played(brief_at(100, hit, length=15.0, origin=origin))
    assert played.missed == (hit,) and reason in played.notices[0]


def test_the_last_chord_itself_may_be_the_hit() -> None:
    timing = solve_timing(brief_at(100, 28.8, length=30.0, origin=Origin.INFERRED))
    assert TempoMap(timing.tempi).seconds(timing.last_downbeat_tick) == pytest.approx(28.8, abs=0.01)


def test_a_piece_without_an_end_is_over_before_no_hit_but_meets_none() -> None:
    asked = brief_at(124, 32.0, 50.0)
    assert any("over before" in notice for notice in as_played(asked).notices)
    endless = as_endless(as_played(asked))
    assert (endless.hits, endless.missed, endless.played_bpm) == ((), (32.0, 50.0), None)
    assert endless.notices == ("A piece without an end meets no hits: the hits at 32 and 50 s were left out.",)
    assert as_endless(endless) == endless
    assert as_played(endless) == as_played(asked)  # what ends meets them again
    assert as_endless(brief_at(124)).notices == ()


def test_the_tempo_moves_little_by_little_to_where_hits_are_downbeats() -> None:
    timing = solve_timing(brief_at(100, 24.9, length=60.0, origin=Origin.INFERRED))
    bpms = [tempo.bpm for tempo in timing.tempi if tempo.tick < timing.last_downbeat_tick]
    assert timing.hit_ticks[0] % timing.meter.bar_ticks == 0 and len(bpms) > 8
    assert all(abs(after / before - 1) < 0.01 for before, after in pairwise(bpms))


def test_hits_that_cannot_be_told_apart_are_one() -> None:
    played = as_played(brief_at(100, 5.0, 5.04))
    assert (played.hits, played.missed) == ((5,), (5.04,)) and "5.04 s is too near another hit" in played.notices[-1]
