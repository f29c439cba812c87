"""Grooves that the plan tells are leaned to: who is due comes first, what is not struck is leaned from."""

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.setting import setting_of
from audiogenesis_desktop.compose.told import Told
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.style.drums import KEYS
from audiogenesis_desktop.theory.instruments import DRUM_CLASS, find

BAND = ("piano", "fingered bass", "drums")
PIANO, BASS = find("piano").class_index, find("fingered bass").class_index


def told_of(plan: Plan, *, strength: float = 1.0) -> tuple[Told, list[int]]:
    setting = setting_of(plan)
    places = Places(setting)
    return Told(plan, setting, places, strength=strength), places.bar_starts


@pytest.fixture(scope="module")
def rock():
    plan = make_plan(Brief(instruments=BAND, style=(("rock", 1.0),), tempo_bpm=120.0, length_seconds=60), 1)
    told, bars = told_of(plan)
    strong = max(range(len(plan.sections)), key=lambda i: plan.sections[i].energy)
    return plan, told, bars[plan.sections[strong].start_tick // plan.meter.bar_ticks]


def test_who_strikes_here_is_due_until_it_has_struck(rock) -> None:
    _, told, downbeat = rock
    due = told.due(downbeat, begun={}, lowest=0)
    assert due[:2] == sorted([DRUM_CLASS, BASS])
    assert BASS in told.due(downbeat, begun={DRUM_CLASS: 6}, lowest=BASS)
    assert BASS not in told.due(downbeat, begun={BASS: 1}, lowest=0)
    assert told.due(downbeat, begun={}, lowest=PIANO + 1) == []


def test_who_comes_after_is_leaned_from_until_then(rock) -> None:
    _, told, downbeat = rock
    bias = told.instrument(downbeat, [BASS, PIANO])
    assert bias[BASS] > 0 > bias[PIANO]
    assert told.instrument(downbeat, []).max() <= 0


def test_steps_over_a_strike_are_leaned_from_and_more_at_once_is_leaned_to(rock) -> None:
    _, told, downbeat = rock
    bias = told.step(downbeat, [BASS])
    assert bias[0] > 0 and bias[1] == 0
    assert bias[4 * GRID_PER_BEAT] < 0
    assert told.step(downbeat, [])[0] == 0


def test_the_drums_of_the_groove_are_leaned_to_from_the_lowest_up(rock) -> None:
    plan, told, downbeat = rock
    bias = told.drum(downbeat, above=-1)
    section = plan.section_index(downbeat * 40)
    drums = next(part.track_id for part in plan.parts if part.instrument.is_drums)
    keys = sorted({strike.key for strike in plan.grooves[section][drums].strikes if strike.tick == 0})
    assert KEYS["kick"] in keys and int(np.argmax(bias)) == keys[0]
    assert all(bias[key] > 0 for key in keys) and bias[KEYS["cowbell"]] < 0
    assert bias[keys].min() > bias[[key for key in range(128) if key not in keys]].max()


def test_a_bass_without_a_groove_is_due_on_the_first_beat_alone() -> None:
    plan = make_plan(Brief(instruments=("piano", "tuba"), style=(("marching band", 1.0),), length_seconds=40), 1)
    plan = type(plan)(**{name: getattr(plan, name) for name in plan.__slots__} | {"grooves": ()})
    told, bars = told_of(plan)
    bass = find("tuba").class_index
    is_bass = any(part.role == "bass" for part in plan.parts)
    assert is_bass
    downbeat = bars[plan.sections[1].start_tick // plan.meter.bar_ticks]
    assert (bass in told.due(downbeat, begun={}, lowest=0)) == ("bass" in find("tuba").name)
    assert told.due(downbeat + GRID_PER_BEAT, begun={}, lowest=0) == []


def test_a_strength_of_nothing_leans_to_nothing(rock) -> None:
    plan, _, downbeat = rock
    told, _ = told_of(plan, strength=0.0)
    assert not told.instrument(downbeat, [BASS]).any() and not told.drum(downbeat, above=-1).any()
    assert not told.step(downbeat, [BASS]).any()
