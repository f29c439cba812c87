"""Fills before what is new, rolls and risers before what is strongest, and loudness that grows or fades."""

import pytest

from audiogenesis_desktop.plan.plan import Ending, Plan, Strike
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.drums import KEYS
from tests.plan.test_drawn_grooves import drummer
from tests.plan.test_parts import STYLES, brief_of


def last_bar(plan: Plan, section: int) -> int:
    """Return a section's last whole bar before the last downbeat."""
    end = min(plan.sections[section].end_tick, plan.last_downbeat_tick)
    return end // plan.meter.bar_ticks - 1


def test_a_rock_drummer_fills_before_each_new_section_and_before_the_last_note() -> None:
    plan = make_plan(brief_of("rock", length_seconds=60.0), 3)
    number = drummer(plan)
    assert plan.ending == Ending.FILL
    for section, playing in enumerate(plan.active):
        bar = last_bar(plan, section)
        if number in playing and plan.grooves[section][number].strikes:
            filled, before = plan.strikes_in(bar, number), plan.strikes_in(bar - 2, number)
            assert filled and filled == plan.fills[bar][number] and filled != before
            assert {strike.key for strike in filled} & {KEYS[drum] for drum in ("snare", "low", "mid", "high")}


def test_a_fill_begins_in_its_bar_and_the_feet_go_on() -> None:
    plan = make_plan(brief_of("rock", length_seconds=60.0), 3)
    number = drummer(plan)
    for bar, told in plan.fills.items():
        usual = plan.grooves[plan.section_index(bar * plan.meter.bar_ticks)][number]
        first = plan.sections[plan.section_index(bar * plan.meter.bar_ticks)].start_tick // plan.meter.bar_ticks
        start = (bar - first) % usual.bars * plan.meter.bar_ticks
        kicks = {strike.tick - start for strike in usual.strikes if strike.key == KEYS["kick"]}
        here = {strike.tick for strike in told[number] if strike.key == KEYS["kick"]}
        assert {tick for tick in kicks if 0 <= tick < plan.meter.bar_ticks} <= here


@pytest.mark.parametrize("style", STYLES)
def test_fills_lie_inside_their_bars_and_are_of_who_plays_there(style: str) -> None:
    plan = make_plan(brief_of(style, texture=("riser",)), 2)
    for bar, told in plan.fills.items():
        section = plan.section_index(bar * plan.meter.bar_ticks)
        assert {*told} <= plan.active[section] and bar * plan.meter.bar_ticks < plan.last_downbeat_tick
        for strikes in told.values():
            assert list(strikes) == sorted({*strikes})
            assert all(0 <= strike.tick < plan.meter.bar_ticks for strike in strikes)


def test_a_bar_is_told_its_part_of_a_groove_or_nothing() -> None:
    plan = make_plan(brief_of("house"), 3)
    beats = {strike.tick // TICKS_PER_BEAT for strike in plan.strikes_in(9, drummer(plan)) or () if strike.key == 36}
    assert beats == {0, 1, 2, 3}
    pad = next(part.track_id for part in plan.parts if part.role == "pad")
    assert plan.strikes_in(9, pad) == (Strike(0),)
    assert plan.strikes_in(9, len(plan.parts)) is None


def risers(plan: Plan) -> list[int]:
    return [part.track_id for part in plan.parts if part.role == "effect"]


def test_a_riser_rolls_into_the_strongest_section_from_the_one_before() -> None:
    plan = make_plan(brief_of("rock", texture=("riser",), length_seconds=60.0), 3)
    (number,) = risers(plan)
    strongest = max(section.energy for section in plan.sections)
    before = [i for i, playing in enumerate(plan.active) if number in playing]
    assert before and all(plan.sections[i + 1].energy > strongest - 0.1 for i in before)
    bar = last_bar(plan, before[0])
    roll = plan.strikes_in(bar, number)
    assert roll is not None and len(roll) == 16 and {strike.key for strike in roll} == {KEYS["snare"]}
    assert len(plan.strikes_in(bar - 1, number) or ()) == 8 and plan.strikes_in(bar - 2, number) == ()
    assert not risers(make_plan(brief_of("rock", length_seconds=60.0), 3))


def test_a_riser_without_drums_is_a_cymbal_in_reverse_unless_that_is_ruled_out() -> None:
    plan = make_plan(brief_of("ambient", texture=("riser",), length_seconds=60.0), 1)
    (number,) = risers(plan)
    assert plan.parts[number].instrument.name == "reverse cymbal"
    (section,) = (i for i, playing in enumerate(plan.active) if number in playing)
    assert plan.strikes_in(last_bar(plan, section), number) == (Strike(0),)
    without = brief_of("ambient", texture=("riser",), banned=("reverse cymbal",), length_seconds=60.0)
    assert not risers(make_plan(without, 1))


def test_a_piece_fades_in_over_its_first_section_and_fades_out_over_its_last() -> None:
    plan = make_plan(brief_of("rock", arc=("fade in", "fade out"), length_seconds=60.0), 1)
    bar = plan.meter.bar_ticks
    loudness = [plan.loudness_at(tick) for tick in range(0, plan.last_downbeat_tick + 1, bar)]
    grown = plan.sections[0].end_tick // bar
    assert loudness[:grown] == sorted({*loudness[:grown]}) and loudness[0] == loudness[-1] < 0.3
    assert loudness[grown : len(loudness) // 2] == [1.0] * (len(loudness) // 2 - grown)
    assert loudness[-4:] == sorted({*loudness[-4:]}, reverse=True)
    plain = make_plan(brief_of("rock", length_seconds=60.0), 1)
    assert {plain.loudness_at(tick) for tick in range(0, plain.length_ticks, bar)} == {1.0}


def test_who_rolls_into_sections_rests_until_then() -> None:
    plan = make_plan(brief_of("rock", length_seconds=60.0, texture=("riser",)), 2)
    number = next(part.track_id for part in plan.parts if part.role == "effect")
    for section, playing in zip(plan.sections, plan.active, strict=True):
        if number in playing:
            bars = range(section.start_tick // plan.meter.bar_ticks, section.end_tick // plan.meter.bar_ticks)
            struck = [bar for bar in bars if plan.strikes_in(bar, number)]
            assert struck == [*bars][-2:] and all(plan.strikes_in(bar, number) == () for bar in [*bars][:-2])
