"""Chords that are given for a piece and for its sections."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.given_chords import in_their_key, of_whole_piece, read_given, transposed, with_chords
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

BRIEF = Brief(
    instruments=("piano",), key=Key(9, "minor"), tempo_bpm=120.0, length_seconds=50.0, style=(("pop ballad", 1.0),)
)
PLAN = make_plan(BRIEF, 1)
BAR = PLAN.meter.bar_ticks


def name(plan: Plan, tick: int) -> str:
    chord = next(c for c in plan.chords if c.tick <= tick < c.tick + c.length_ticks)
    return Chord(chord.root, chord.quality).name


def test_a_brief_with_chords_is_planned_in_them() -> None:
    text = "| Am F | C G | ; B: | Dm | E |"
    assert make_plan(replace(BRIEF, chords=text), 1) == with_chords(PLAN, read_given(text, BRIEF.key))
    with pytest.raises(BadInput, match="There is no section"):
        make_plan(replace(BRIEF, chords="C: | F |", form="A8 B8"), 1)


@pytest.mark.parametrize(
    ("text", "scale"),
    [("| C Am | F G |", "C major"), ("| Em C | G D |", "G major"), ("| Dm | Gm | A7 | Dm |", "D minor")],
)
def test_where_no_key_was_asked_for_chords_bring_theirs(text, scale) -> None:
    found = in_their_key(replace(BRIEF, chords=text))
    assert found.key in (Key.parse(scale), Key.parse(scale).relative) and found.origin("key") is Origin.INFERRED
    said = replace(BRIEF, chords=text).with_fields(Origin.SAID, key=Key(1, "major"))
    assert in_their_key(said) is said


def test_steps_of_a_key_leave_it_as_it_is() -> None:
    brief = replace(BRIEF, chords="| vi IV | I V |")
    assert in_their_key(brief) is brief and in_their_key(BRIEF) is BRIEF


def test_without_an_end_no_section_has_chords_of_its_own() -> None:
    assert of_whole_piece("| Am F | ; B: | Dm |") == "| Am F |" and of_whole_piece("B: | Dm |") == ""


def test_chords_move_to_another_key_and_steps_stay() -> None:
    assert transposed("| Am F%| vi bVII | ; B: | Bbmaj7, E |", 2) == "| Bm G%| vi bVII | ; B: | Cmaj7, Gb |"


def test_a_sections_own_chords_beat_the_pieces() -> None:
    kinds = [section.kind for section in PLAN.sections]
    own = next(section for section in PLAN.sections if section.kind == "B")
    plan = with_chords(PLAN, read_given("| Am F | C G | ; B: | Dm | E |", BRIEF.key))
    assert "B" in kinds and [name(plan, tick * BAR // 2) for tick in range(4)] == ["Am", "F", "C", "G"]
    assert [name(plan, own.start_tick + bar * BAR) for bar in range(3)] == ["Dm", "E", "Dm"]
    later = next(s for s in PLAN.sections if s.start_tick > own.start_tick and s.kind != "B")
    assert name(plan, later.start_tick) in ("Am", "C")


def test_the_piece_ends_at_home_and_chords_leave_no_gap() -> None:
    plan = with_chords(PLAN, read_given("| F | G |", BRIEF.key))
    assert name(plan, plan.last_downbeat_tick) == name(PLAN, PLAN.last_downbeat_tick)
    ends = [chord.tick + chord.length_ticks for chord in plan.chords]
    assert [chord.tick for chord in plan.chords] == [0, *ends[:-1]] and ends[-1] == plan.length_ticks


def test_where_only_a_section_has_chords_the_rest_is_as_planned() -> None:
    plan = with_chords(PLAN, read_given("B: | Dm |", BRIEF.key))
    own = next(section for section in PLAN.sections if section.kind == "B")
    assert all(name(plan, bar * BAR) == name(PLAN, bar * BAR) for bar in range(own.start_tick // BAR))


@pytest.mark.parametrize(
    ("text", "sentence"), [("Q: | C |", "no section Q"), ("| X |", "no chord"), (" ; ", "no chords")]
)
def test_a_mistake_costs_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        with_chords(PLAN, read_given(text, BRIEF.key))
