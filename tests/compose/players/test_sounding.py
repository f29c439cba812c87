"""What players write, as notes of tracks: as loud as drawn, louder in strong sections, accents kept."""

from dataclasses import replace

from audiogenesis_desktop.compose.players.sounding import sounding
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import VELOCITY_STEP
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from tests.plan.test_parts import brief_of


def velocity(plan: Plan, level: int) -> int:
    return sounding(plan, plan.parts[0], 0, Written(0, 40, 4, level), hit_tick=None).velocity


def with_energy(energy: float) -> Plan:
    plan = make_plan(brief_of("rock"), 1)
    return replace(plan, sections=tuple(section._replace(energy=energy) for section in plan.sections))


def test_accents_stand_out_as_far_as_they_were_drawn() -> None:
    plan = with_energy(0.5)
    assert velocity(plan, 12) - velocity(plan, 6) == 6 * VELOCITY_STEP


def test_a_strong_section_is_louder() -> None:
    assert velocity(with_energy(0.9), 8) > velocity(with_energy(0.5), 8) > velocity(with_energy(0.2), 8)
