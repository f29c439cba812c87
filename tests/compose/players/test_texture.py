"""How many notes a part begins together is its style's: whole chords, chords above a bass, single notes, pads."""

from dataclasses import replace

import numpy as np
import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.duties import Duties
from audiogenesis_desktop.compose.players.masks import Masks
from audiogenesis_desktop.compose.players.setting import band_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.texture import Texture, Voices
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES
from audiogenesis_desktop.compose.sampling import FORBIDDEN
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.plan.drawn_grooves import struck
from audiogenesis_desktop.plan.plan import Groove, Plan, Strike
from audiogenesis_desktop.plan.planning import make_plan

FACTS = np.zeros(0, dtype=np.float32)


def plan_of(style: str, *names: str, role: str, pattern: str) -> tuple[Plan, int]:
    """A piece of a style in which the player of a role strikes a pattern in every bar."""
    plan = make_plan(Brief(style=((style, 1.0),), instruments=names, length_seconds=30.0), 3)
    part = next(part for part in plan.parts if part.role == role)
    groove = Groove(1, tuple(Strike(tick) for tick in struck(pattern, plan.meter)))
    return replace(plan, grooves=tuple({part.track_id: groove} for _ in plan.sections)), part.track_id


@pytest.fixture(scope="module")
def gospel() -> tuple[Plan, int]:
    return plan_of("gospel", "piano", "drawbar organ", "choir", "drums", role="chords", pattern="x---x-u-x---u-u-")


def allowed(mask) -> list[int]:
    return np.flatnonzero(mask > FORBIDDEN / 2).tolist()


def test_a_pattern_is_found_by_what_it_strikes(gospel) -> None:
    texture = Texture(*gospel)
    assert texture.at(1, 0) == Voices(3, 4) and texture.at(1, 18) == Voices(2, 3)
    assert texture.at(1, 3) is None


def test_what_the_book_has_no_pattern_of_is_free() -> None:
    plan, number = plan_of("gospel", "piano", "choir", "drums", role="chords", pattern="x.x.x.xxx.xxx.xx")
    assert all(Texture(plan, number).at(1, place) is None for place in range(48))


def test_a_broken_chord_has_one_note_at_a_time() -> None:
    plan, number = plan_of("chiptune", role="figure", pattern="1.3.2.3.1.3.2.3.")
    assert Texture(plan, number).at(2, 0) == Voices(1, 1)


def test_block_chords_are_not_left_before_they_are_whole_nor_made_fuller(gospel) -> None:
    plan, number = gospel
    masks = Masks(plan, band_of(plan, facts=FACTS), number)

    def together(*pitches: int) -> list[int]:
        notes = [Written(0, pitch, 12, 10) for pitch in pitches]
        return allowed(masks.together(masks.place(1, notes, hits=()).copy(), 1, notes, held=lambda place: []))

    assert together(55) == together(55, 60) == [0]
    assert {0, BAR} < {*together(55, 60, 64)} and 0 not in together(55, 60, 64, 67)


def test_the_lowest_note_of_a_chord_leaves_room_for_those_above_it(gospel) -> None:
    plan, number = gospel
    masks = Masks(plan, band_of(plan, facts=FACTS), number)
    highest = max(p for p in allowed(masks.pitch(1, 0)) if p < DRUM_PITCHES)
    assert max(allowed(masks.first_pitch(1, 0))) <= highest - 6
    assert max(p for p in allowed(masks.first_pitch(1, 3)) if p < DRUM_PITCHES) == highest


def test_a_pad_counts_what_it_still_holds() -> None:
    plan, number = plan_of("house", role="pad", pattern="x")
    masks = Masks(plan, band_of(plan, facts=FACTS), number)
    notes = [Written(0, 60, 40, 10)]
    mask = masks.place(1, notes, hits=())
    alone, beside = (masks.together(mask.copy(), 1, notes, held=lambda place, n=n: [70] * n) for n in (0, 3))
    assert allowed(alone) == [0] and 0 not in allowed(beside)


def test_who_carries_a_piece_plays_in_every_bar_that_it_strikes_and_who_does_not_may_rest() -> None:
    plan, number = plan_of("trailer", role="figure", pattern="1111211131112111")
    duties = Duties(plan, band_of(plan, facts=FACTS))
    assert all(duties.reach(number, bar) == 0 for bar in range(4))
    silent = replace(plan, grooves=tuple({number: Groove(1, ())} for _ in plan.sections))
    assert Duties(silent, band_of(plan, facts=FACTS)).reach(number, 1) == -1


def test_stabs_rest_where_their_pattern_rests() -> None:
    plan, number = plan_of("trailer", role="figure", pattern="1111211131112111")
    one, bar_ticks = plan.grooves[0][number], plan.meter.bar_ticks
    every_other = replace(plan, grooves=tuple({number: Groove(2, one.strikes)} for _ in plan.sections))
    duties = Duties(every_other, band_of(plan, facts=FACTS))
    starts = [section.start_tick // bar_ticks for section in plan.sections[:-1]]
    assert starts and all(not duties.rests_in(number, bar) and duties.rests_in(number, bar + 1) for bar in starts)


def test_who_does_not_carry_a_piece_rests_for_half_a_long_section_at_most() -> None:
    plan, number = plan_of("trailer", role="chords", pattern="x---------------")
    bar_ticks = plan.meter.bar_ticks
    long = replace(plan, sections=(plan.sections[0]._replace(end_tick=8 * bar_ticks),), grooves=plan.grooves[:1])
    duties = Duties(long, band_of(plan, facts=FACTS))
    reaches = []
    for bar in range(8):
        reaches.append(duties.reach(number, bar))
        duties.played(number, [] if bar < 4 else [1])
    assert reaches == [-1, -1, -1, -1, 0, 0, 0, 0]


def test_a_bass_does_not_climb_out_of_its_register() -> None:
    names = ("acoustic bass", "piano", "trumpet", "drums")
    plan = make_plan(Brief(style=(("swing big band", 1.0),), instruments=names, length_seconds=30.0), 1)
    bass = next(part for part in plan.parts if part.role == "bass")
    masks = Masks(plan, band_of(plan, facts=FACTS), bass.track_id)
    highest = max(p for p in allowed(masks.pitch(1, 0)) if p < DRUM_PITCHES) + key_shift(plan)
    assert highest <= bass.register[1] + 3 <= bass.register[0] + 21


def test_an_effect_rests_in_the_bars_that_its_fills_leave_out() -> None:
    brief = Brief(style=(("house", 1.0),), instruments=("drums",), length_seconds=40.0, texture=("riser",))
    plan = make_plan(brief, 3)
    number = next(part.track_id for part in plan.parts if part.role == "effect")
    band = band_of(plan, facts=FACTS)
    duties, bars = Duties(plan, band), np.flatnonzero(band.players[number].playing).tolist()
    rolls = [bar for bar in bars if number in plan.fills.get(bar, ())]
    assert 0 < len(rolls) < len(bars) and [bar for bar in bars if not duties.rests_in(number, bar)] == rolls
