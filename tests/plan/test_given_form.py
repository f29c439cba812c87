"""A form that is given instead of the style's."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.planning import make_plan

BRIEF = Brief(instruments=("piano",), tempo_bpm=120.0, length_seconds=41.5, style=(("pop ballad", 1.0),))


def test_sections_come_in_the_order_and_the_proportion_that_are_given() -> None:
    plan = make_plan(replace(BRIEF, form="B4 A8 B8"), 1)
    kinds = [section.kind for section in plan.sections]
    bars = [(s.end_tick - s.start_tick) // plan.meter.bar_ticks for s in plan.sections]
    assert kinds[:3] == ["B", "A", "B"] and bars[0] < bars[1] and plan.repeats[2] == 0
    assert make_plan(replace(BRIEF, form=" "), 1) == make_plan(BRIEF, 1)


def test_what_is_no_form_costs_one_sentence() -> None:
    with pytest.raises(BadInput, match="That is no form: 'X8' is no section"):
        make_plan(replace(BRIEF, form="A8 X8"), 1)
