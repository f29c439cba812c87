"""A Plan in words says who plays where, and draws grooves as grids."""

from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.evaluation.style_plan import grids, in_words
from audiogenesis_desktop.plan.plan import Ending, Groove, Strike
from audiogenesis_desktop.plan.planning import make_plan

BEAT = 960


def test_a_groove_of_drums_has_a_line_a_drum() -> None:
    strikes = (Strike(0, 36), Strike(BEAT, 38), Strike(2 * BEAT, 36), Strike(3 * BEAT + 250, 38), Strike(480, 99))
    assert grids(Groove(1, strikes), bar_ticks=4 * BEAT) == [
        "kick x.......x.......",
        "snare ....x........x..",
        "99 ..x.............",
    ]


def test_bars_are_parted_and_a_groove_without_keys_has_one_line() -> None:
    groove = Groove(2, (Strike(0), Strike(3 * BEAT), Strike(5 * BEAT)))
    assert grids(groove, bar_ticks=3 * BEAT) == ["x...........|x.......x..."]
    assert grids(Groove(1, ()), bar_ticks=4 * BEAT) == []


def test_a_plan_is_put_into_words_section_by_section() -> None:
    plan = make_plan(Brief(instruments=("piano", "drums"), length_seconds=40.0, style=(("pop ballad", 1.0),)), 1)
    drums = next(part for part in plan.parts if part.instrument.is_drums)
    grooves = tuple({drums.track_id: Groove(1, (Strike(0, 36),))} for _ in plan.sections)
    found = in_words(replace(plan, grooves=grooves, ending=Ending.STOP, style=(("pop ballad", 1.0),), swing=0.6))
    assert (found.ending, found.style) == ("stop", "pop ballad 1.00") and "swing 0.60" in found.time
    assert [section.kind for section in found.sections] == [section.label for section in plan.sections]
    for section, active in zip(found.sections, plan.active, strict=True):
        assert ("drums" in section.players) == (drums.track_id in active)
        assert section.grooves[0].startswith("drums: kick x")
    assert len(found.players) == len(plan.parts)


def test_a_part_has_the_name_that_its_style_gives_it_beside_who_plays_it() -> None:
    plan = make_plan(Brief(instruments=("piano",), length_seconds=20.0), 1)
    part = replace(plan.parts[0], name="stabs", role="chords", register=(48, 72), level=70)
    assert in_words(replace(plan, parts=(part,))).players == ("stabs (piano): chords 48 to 72, level 70",)
