"""Whatever the network proposes, hits are struck by all, with a crash or out of silence, and a short last bar ends."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.plan.hit_events import silences
from audiogenesis_desktop.plan.plan import HitKind, Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.drums import KEYS

BRIEF = Brief(
    length_seconds=24.0,
    hits=(8.5, 16.07),
    instruments=("drums", "piano", "fingered bass"),
    only=True,
    style=(("rock", 1.0),),
).with_fields(Origin.SAID, tempo_bpm=120.0)


@pytest.fixture(scope="module")
def piece(untrained_band) -> tuple[Plan, Score]:
    plan = make_plan(BRIEF, 1)
    return plan, compose_score(untrained_band, BRIEF, plan, seed=1)


def test_all_that_play_strike_a_hit_at_its_very_moment(piece) -> None:
    plan, score = piece
    clock = TempoMap(score.tempi)
    for hit, tick in zip(BRIEF.hits, plan.hit_ticks, strict=True):
        playing = plan.active[plan.section_index(tick)]
        struck = {track.id for track in score.tracks for note in track.notes if note.start_tick == tick}
        assert struck >= playing and clock.seconds(tick) == pytest.approx(hit, abs=0.01)


def test_drums_crash_and_all_are_silent_before_a_stop(piece) -> None:
    plan, score = piece
    assert plan.hit_kinds == (HitKind.LIFT, HitKind.STOP)
    drums = next(track for track in score.tracks if track.is_drums)
    for tick in plan.hit_ticks:
        assert KEYS["crash"] in {note.pitch for note in drums.notes if note.start_tick == tick}
    ((start, end),) = silences(plan)
    sounding = [n for track in score.tracks for n in track.notes if n.start_tick < end and n.end_tick > start + 80]
    assert not sounding


def test_nothing_else_begins_beside_a_hit_between_sixteenths(piece) -> None:
    plan, score = piece
    hit = plan.hit_ticks[1]
    near = {
        note.start_tick for track in score.tracks for note in track.notes if hit - 240 < note.start_tick < hit + 120
    }
    assert near == {hit}


def test_a_last_bar_of_a_few_beats_is_played_up_to_the_last_chord(piece) -> None:
    plan, score = piece
    last = plan.last_downbeat_tick
    bar_line = last - last % plan.meter.bar_ticks
    assert bar_line < last  # 22.5 s are 45 beats
    assert any(bar_line <= note.start_tick < last for track in score.tracks for note in track.notes)
    assert {track.id for track in score.tracks for note in track.notes if note.start_tick == last} == plan.active[-1]
    assert score.meters[-1].tick == last and max(n.end_tick for t in score.tracks for n in t.notes) <= plan.release_tick


@pytest.mark.parametrize("instruments", [("drums", "piano"), ("piano",)])
def test_who_rises_to_a_hit_plays_exactly_that(untrained_band, instruments) -> None:
    brief = Brief(length_seconds=20.0, hits=(12.0,), hit_kinds=((12.0, "riser"),), instruments=instruments)
    brief = brief.with_fields(Origin.SAID, tempo_bpm=120.0)
    plan = make_plan(brief, 1)
    (hit,), (part,) = plan.hit_ticks, (part for part in plan.parts if part.role == "effect")
    notes = compose_score(untrained_band, brief, plan, seed=1).track(part.track_id).notes
    notes = tuple(note for note in notes if note.start_tick < plan.last_downbeat_tick)
    if "drums" in instruments:
        assert [note.start_tick for note in notes] == [
            *(*range(hit - 7680, hit - 3840, 480), *range(hit - 3840, hit, 240))
        ]
        assert {note.pitch for note in notes} == {KEYS["snare"]}
        assert notes[0].velocity + 32 < notes[-1].velocity
    else:
        assert [(note.start_tick, note.end_tick) for note in notes] == [(hit - 3840, hit)]


@pytest.mark.parametrize("second", [2.0, 2.07])
def test_who_drums_for_a_crash_alone_strikes_nothing_else(untrained_band, second) -> None:
    asked = {"length_seconds": 40.0, "hits": (second,), "instruments": ("drums", "fingered bass", "piano")}
    brief = Brief(**asked, hit_kinds=((second, "crash"),), arc=("quiet start",), style=(("rock", 1.0),))
    brief = brief.with_fields(Origin.SAID, tempo_bpm=120.0)
    plan = make_plan(brief, 3)
    assert plan.grooves[0].keys().isdisjoint({0}) and plan.hit_kinds == (HitKind.CRASH,)
    end = plan.sections[0].end_tick
    score = compose_score(untrained_band, brief, plan, seed=1)
    struck = {(note.start_tick, note.pitch) for note in score.track(0).notes if note.start_tick < end}
    assert struck == {(plan.hit_ticks[0], KEYS["kick"]), (plan.hit_ticks[0], KEYS["crash"])}
    assert any(note.start_tick == 0 for track in score.tracks for note in track.notes)
