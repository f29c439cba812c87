"""How styles are read: each judgement can go wrong by itself."""

import math
from functools import partial
from typing import Any

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.encoder import load_encoder
from audiogenesis_desktop.brief.reading import read, read_said
from audiogenesis_desktop.evaluation.style_cases import KINDS, StyleCase, style_cases
from audiogenesis_desktop.evaluation.style_reading import AIMS, MEANINGS, judge, judge_reading

HOUSE = StyleCase("four on the floor", "described", ("house", "techno"))
BAND = ("drums", "synth bass", "piano")


def brief(**fields: Any) -> Brief:
    return Brief(**{"style": (("house", 1.0),), "tempo_bpm": 124.0, "instruments": BAND, **fields})


def test_a_brief_that_the_style_can_live_with_is_right_in_everything() -> None:
    assert judge(HOUSE, brief()) == dict.fromkeys(MEANINGS, 1.0)


@pytest.mark.parametrize(
    ("style", "accepted", "wanted"), [("house", 1, 1), ("techno", 1, 0), ("trance", 0, 0), ("electronic", 0, 0)]
)
def test_the_leading_style_may_be_any_that_a_fair_judge_accepts(style: str, accepted: int, wanted: int) -> None:
    found = judge(HOUSE, brief(style=(("house", 0.3), (style, 0.7))))
    assert (found["style"], found["style, as wanted"]) == (accepted, wanted)


def test_a_tempo_beyond_the_range_of_the_leading_style_is_wrong() -> None:
    assert judge(HOUSE, brief(tempo_bpm=95.0))["tempo"] == 0.0
    assert judge(HOUSE, brief(style=(("techno", 1.0),)))["tempo"] == 0.0  # 124 is house, not techno
    assert judge(HOUSE, brief(style=(("electronic", 1.0),)))["tempo"] == 0.0  # a family has no range


def test_a_meter_may_have_a_range_of_its_own() -> None:
    jig = StyleCase("a jig", "described", ("celtic",))
    celtic = brief(style=(("celtic", 1.0),), tempo_bpm=160.0, meter=(6, 8))
    assert judge(jig, celtic)["tempo"] == 1.0
    assert judge(jig, brief(style=celtic.style, tempo_bpm=160.0))["tempo"] == 0.0


def test_a_said_tempo_holds_against_any_range() -> None:
    slow = StyleCase("house at 90", "named", ("house",), tempo_bpm=90.0)
    assert judge(slow, brief(tempo_bpm=90.0))["tempo"] == 1.0
    assert judge(slow, brief(tempo_bpm=124.0))["tempo"] == 0.0


def test_an_essential_role_that_nobody_fills_is_a_miss_unless_the_list_is_closed() -> None:
    assert judge(HOUSE, brief(instruments=("piano", "synth bass")))["line-up"] == 0.0
    assert math.isnan(judge(HOUSE, brief(instruments=("piano",), only=True))["line-up"])


def test_figures_are_reported_by_kind_with_what_was_missed() -> None:
    cases = [HOUSE, StyleCase("house", "named", ("house",)), StyleCase("a club", "in_use", ("house",))]
    right = {"four on the floor": brief(), "house": brief(), "a club": brief(tempo_bpm=60.0)}
    found = judge_reading(cases, right.__getitem__)
    assert {kind: found.figures[kind]["tempo"].mean for kind in KINDS} == {"named": 1, "described": 1, "in_use": 0}
    assert found.figures["all"]["tempo"].mean == pytest.approx(2 / 3) and found.figures["all"]["style"].pieces == 3
    assert [line.split(" — ")[0] for line in found.misses["tempo"]] == ["in_use, house: a club"]
    assert found.misses["style"] == [] and found.short == ("tempo",)


def test_any_reading_can_be_judged_and_the_aims_with_it() -> None:
    cases = style_cases()[::9]
    found = judge_reading(cases, read_said)
    assert found.figures["all"]["style"].pieces == len(cases) and set(found.short) <= set(AIMS)


@pytest.mark.slow
def test_the_shipped_reading_reaches_its_aims() -> None:
    found = judge_reading(style_cases(), partial(read, encoder=load_encoder()))
    assert found.short == (), {name: one.mean for name, one in found.figures["all"].items()}
