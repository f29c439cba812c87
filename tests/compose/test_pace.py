"""Pace: what leaves too few notes a bar is leaned away from, and what leaves too many, less strongly."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.pace import Pace
from audiogenesis_desktop.compose.setting import setting_of
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.energy import density_of

BAR, EIGHTH, HALF = 96, 12, 48
BRIEF = Brief(instruments=("piano",), only=True, tempo_bpm=120.0, length_seconds=60.0, density=density_of(4))


@pytest.fixture
def pace() -> Pace:
    plan = make_plan(BRIEF, 3)
    return Pace(plan, setting_of(plan), replace(BRIEF, density=density_of(4)))


def sounded(notes_a_bar: float, bars: int) -> float:
    """Return what is heard of notes evenly played for so many bars up to now."""
    ages = np.arange(0, bars * BAR, BAR / notes_a_bar) / BAR
    return float((0.5 ** (ages / 2)).sum())


def test_the_wanted_pace_is_that_of_the_density(pace: Pace) -> None:
    assert np.mean(pace.wanted) == pytest.approx(8, rel=0.01)  # four a second, two seconds a bar


def test_sections_of_more_energy_are_busier() -> None:
    brief = replace(BRIEF, length_seconds=120.0)
    plan = make_plan(brief, 3)
    setting = setting_of(plan)
    wanted = np.array(Pace(plan, setting, brief).wanted)
    loudest, softest = setting.energies.argmax(), setting.energies.argmin()
    assert wanted[loudest] > wanted[softest]


def test_nothing_is_leaned_to_at_the_wanted_pace(pace: Pace) -> None:
    assert not pace.lean(6, 6 * BAR, sounded(pace.wanted[6], 6))[:HALF].any()


@pytest.mark.parametrize("now", [0, 2 * BAR, 8 * BAR])
def test_after_long_chords_a_long_step_is_less_likely_than_a_short_one(pace: Pace, now: int) -> None:
    lean = pace.lean(now // BAR, now, 1 + sounded(1, now // BAR))
    assert lean[BAR] < lean[HALF] <= lean[EIGHTH]
    assert lean[BAR] < -1


def test_after_a_flood_of_notes_a_short_step_is_a_little_less_likely(pace: Pace) -> None:
    lean = pace.lean(6, 6 * BAR, sounded(64, 6))
    assert lean[EIGHTH] < lean[HALF] < lean[BAR] < 2
