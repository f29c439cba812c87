"""What a chip's popup says that a change brings, held against what planning does."""

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.timing import solve_timing
from audiogenesis_desktop.ui.brief_fields import FIELDS
from audiogenesis_desktop.ui.consequences import what_changes

BRIEF = Brief(length_seconds=40.0).with_fields(Origin.EDITED, tempo_bpm=90.0)


def tempi(brief):
    timing = solve_timing(brief)
    return {round(tempo.bpm, 2) for tempo in timing.tempi if tempo.tick < timing.last_downbeat_tick}


def test_every_field_says_something_of_its_own():
    lines = {what_changes(name, has_piece=False) for name in FIELDS}
    assert len(lines) == len(FIELDS)


def test_a_tempo_that_is_set_holds_whatever_hits_there_are():
    assert "holds exactly" in what_changes("tempo_bpm", has_piece=True)
    assert tempi(BRIEF) == {90.0}
    assert tempi(BRIEF.with_fields(Origin.EDITED, hits=(11.0,))) == {90.0}  # on a beat already
    assert tempi(BRIEF.with_fields(Origin.EDITED, hits=(11.1,))) == {90.0}  # between beats


def test_a_length_that_is_set_is_met_exactly():
    assert "ends exactly there" in what_changes("length_seconds", has_piece=True)
    from audiogenesis_desktop.plan.planning import make_plan
    from audiogenesis_desktop.score.clock import TempoMap

    plan = make_plan(BRIEF.with_fields(Origin.EDITED, length_seconds=17.5), 1)
    assert abs(TempoMap(plan.tempi).seconds(plan.length_ticks) - 17.5) < 1e-5
