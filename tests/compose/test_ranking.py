"""Ranking takes: a copy is worse than anything else that may be wrong with one."""

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.copies import NOTHING_KNOWN, known_bars_of
from audiogenesis_desktop.compose.ranking import faults
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(instruments=("flute",), key=Key(0, "major"), length_seconds=12)
PLAN = make_plan(BRIEF, 1)
SCALE = [60, 62, 64, 65, 67, 69, 71, 72]


def take(pitches: list[int]) -> Score:
    beats = PLAN.last_downbeat_tick // 960 + 1
    notes = [Note(beat * 960, pitches[beat % len(pitches)], 900, 80) for beat in range(beats)]
    return Score(tracks=(Track(0, "").with_notes(notes),))


def test_a_take_that_copies_ranks_below_one_in_another_key() -> None:
    copied, other_key = take([60, 64, 67, 72, 71, 67, 65, 62]), take([pitch + 6 for pitch in SCALE])
    known = known_bars_of([copied])
    assert faults(copied, BRIEF, PLAN, known=NOTHING_KNOWN) == 0
    assert faults(copied, BRIEF, PLAN, known=known) >= 5 > faults(other_key, BRIEF, PLAN, known=known) > 0


def test_what_is_known_by_default_is_what_ships() -> None:
    assert faults(take([60, 61, 72, 50, 63, 44, 81, 70, 58]), BRIEF, PLAN) < 5
