"""Every style's forms fit every length, in whole phrases, and arcs shape them as words say."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.arcs import is_without_drums, shaped
from audiogenesis_desktop.plan.form import Form, lay_out, weight_of
from audiogenesis_desktop.plan.plan import Ending
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.forms import length_bars, read_form

STYLES = tuple(shipped())
styles = st.sampled_from(STYLES)
seeds = st.integers(0, 1000)


def formed(style: str, bars: int, *, seed: int = 0, is_loop: bool = False) -> Form:
    return lay_out(bars, shipped()[style].form, random=Random(seed), arc=("loop",) if is_loop else ())


def lengths(form: Form) -> list[int]:
    return [end - start for start, end in zip(form.starts, form.ends, strict=True)]


def tiles(form: Form, bars: int) -> bool:
    return (
        form.starts[0] == 0 and form.ends[-1] == bars and form.starts[1:] == form.ends[:-1] and min(lengths(form)) > 0
    )


@given(styles, st.integers(0, 2000), seeds)
def test_any_style_fills_any_length_and_ends_with_the_final_bar(style: str, bars: int, seed: int) -> None:
    form = formed(style, bars, seed=seed)
    assert tiles(form, bars + 1) and form.kinds[-1] == "outro"
    assert all(0 <= strength <= 1 for strength in form.strengths) and len(form.strengths) == len(form.kinds)
    assert all(earlier < i for i, earlier in enumerate(form.repeats))


@given(styles, st.integers(1, 400), seeds)
def test_a_loop_is_whole_bars_without_frame(style: str, bars: int, seed: int) -> None:
    form = formed(style, bars, seed=seed, is_loop=True)
    assert tiles(form, bars) and not {"intro", "outro"} & {*form.kinds}


@given(styles, st.integers(17, 2000), seeds)
def test_sections_are_whole_phrases_but_for_the_last(style: str, bars: int, seed: int) -> None:
    *phrases, _ = lengths(formed(style, bars, seed=seed))
    assert all(length % 2 == 0 for length in phrases)


@given(styles, st.integers(8, 400), seeds)
def test_what_a_piece_begins_with_is_stated_and_the_strongest_section_stays(style: str, bars: int, seed: int) -> None:
    form = formed(style, bars, seed=seed)
    assert "A" in form.kinds
    if bars > 40:
        own = shipped()[style].form  # of its forms, some rise higher than others
        heights = [max(part.strength for part in read_form(plan, own.strengths)) for plan in own.plans]
        assert max(form.strengths) >= min(heights)


@pytest.mark.parametrize("style", STYLES)
def test_a_form_of_the_style_is_taken_as_it_is_where_it_fits(style: str) -> None:
    own = shipped()[style].form
    longest = max(own.plans, key=length_bars)
    kinds = {tuple(s.kind for s in read_form(plan)) for plan in own.plans if length_bars(plan) == length_bars(longest)}
    found = {formed(style, length_bars(longest) - 1, seed=seed).kinds for seed in range(12)}
    assert kinds & found


def test_a_house_track_has_a_breakdown_and_a_drop_after_it() -> None:
    for bars in (15, 31, 62, 124):
        form = formed("house", bars)
        breakdown = form.kinds.index("bridge")
        assert form.strengths[breakdown] < 0.35 and form.strengths[breakdown + 1] >= 0.8


def test_a_trailer_ends_at_its_height() -> None:
    for bars in (12, 24, 48):
        assert formed("trailer", bars).strengths[-1] == 1.0


def test_a_chorus_of_twelve_bars_stays_one() -> None:
    for bars in (12, 13, 14, 15):
        form = formed("blues", bars)
        assert lengths(form)[form.kinds.index("A")] == 12


def test_long_pieces_go_round_all_that_the_style_has() -> None:
    for style in STYLES:
        form = formed(style, 400, seed=1)
        letters = [kind for kind in form.kinds if kind not in ("intro", "outro")]
        assert letters.count("B") + letters.count("C") + letters.count("bridge") >= 3
        assert sum(kind.startswith("A") for kind in letters) >= 3


def test_a_building_piece_rises_to_its_last_full_section() -> None:
    for style in STYLES:
        form = shaped(formed(style, 30), ("builds",))
        full = [s for s, kind in zip(form.strengths, form.kinds, strict=True) if kind != "outro"]
        assert full == sorted(full) and full[-1] > 0.99 and full[0] < 0.4 and len(full) >= 3
        assert form.strengths[-1] > 0.9


@pytest.mark.parametrize("arc", ["builds", "drops"])
def test_what_builds_up_or_drops_gets_somewhere_even_where_it_is_calm(arc: str) -> None:
    calm = Brief(style=(("house", 1.0),), energy=0.25, length_seconds=60.0)
    lively = replace(calm, energy=0.9)
    highest, lowest = (pick(s.energy for s in make_plan(replace(calm, arc=(arc,)), 1).sections) for pick in (max, min))
    assert highest > 0.7 > 2 * lowest
    assert max(s.energy for s in make_plan(calm, 1).sections) < 0.6
    assert min(s.energy for s in make_plan(replace(lively, arc=(arc,)), 1).sections) > lowest


def test_sections_have_the_names_that_their_style_gives_them() -> None:
    named = {s.kind: s.label for s in make_plan(Brief(style=(("house", 1.0),), length_seconds=90.0), 1).sections}
    assert named["bridge"] == "breakdown" and named["B"] == "drop" and named["intro"] == "intro"
    rock = make_plan(Brief(style=(("rock", 1.0),), length_seconds=120.0), 1)
    assert {"verse", "chorus"} <= {s.label for s in rock.sections}
    assert {s.label for s in rock.sections if s.kind == "A'"} <= {"verse"}


def test_even_a_short_piece_builds() -> None:
    form = shaped(formed("trailer", 8), ("builds",))
    assert tiles(form, 9) and len(form.kinds) >= 3 and form.strengths[0] < form.strengths[-1]


@pytest.mark.parametrize("arc", ["breakdown", "drops"])
@pytest.mark.parametrize("style", ["rock", "waltz", "house", "ambient"])
def test_a_breakdown_that_is_asked_for_is_there_and_has_no_drums(style: str, arc: str) -> None:
    form = shaped(formed(style, 24), (arc,))
    at = form.kinds.index("bridge")
    assert 0 < at < len(form.kinds) - 1 and form.strengths[at] <= 0.3 and is_without_drums(form, at, (arc,))
    assert form.kinds[:at] != ("intro",)
    if arc == "drops":
        assert form.strengths[at + 1] == 1.0


def test_arcs_say_how_a_piece_begins_goes_and_ends() -> None:
    form = formed("rock", 30)
    assert shaped(form, ("quiet start",)).strengths[0] <= 0.25
    assert len({*shaped(form, ("steady",)).strengths}) == 1
    falling = shaped(form, ("falls",)).strengths
    assert list(falling) == sorted(falling, reverse=True) and falling[-1] < 0.4
    assert shaped(form, ("soft ending",)).strengths[-1] <= 0.3
    assert shaped(form, ("big ending",)).strengths[-1] == 1.0
    assert shaped(form, ("builds", "soft ending")).strengths[-1] <= 0.3
    assert shaped(form, ("fade out",)).strengths[-1] == form.strengths[-2]
    assert shaped(form, ()) == form


@given(st.floats(0, 1), st.floats(0, 1))
def test_stronger_sections_have_more_energy(one: float, other: float) -> None:
    assert (weight_of(one) <= weight_of(other)) or one > other


@pytest.mark.parametrize("style", sorted(shipped()))
@pytest.mark.parametrize("bars", [1, 8, 24, 60])
def test_without_an_intro_or_an_outro_a_piece_begins_or_ends_with_its_own_sections(style: str, bars: int) -> None:
    for seed in range(3):
        form = lay_out(bars, shipped()[style].form, random=Random(seed), arc=("no intro", "no outro"))
        assert form.ends[-1] == bars + 1 and list(form.starts[1:]) == list(form.ends[:-1])
        assert form.kinds[0] != "intro" and (form.kinds[-1] != "outro" or len(form.kinds) == 1)


def test_without_an_outro_a_style_whose_parts_leave_ends_on_a_chord() -> None:
    plan = make_plan(Brief(style=(("house", 1.0),), arc=("no outro",), length_seconds=60.0), 1)
    assert plan.sections[-1].kind != "outro" and plan.ending == Ending.RING


@pytest.mark.parametrize("seed", range(4))
def test_a_form_that_climbs_to_its_end_never_falls_back_however_long(seed: int) -> None:
    for bars in (20, 40, 70, 120):
        form = formed("trailer", bars, seed=seed)
        rising = [s for s, kind in zip(form.strengths, form.kinds, strict=True) if kind != "bridge"]
        assert rising == sorted(rising) and form.kinds.count("bridge") <= 1


@pytest.mark.parametrize("bars", [15, 17, 24, 34])
def test_a_style_that_always_breaks_down_does_so_in_short_pieces_too(bars: int) -> None:
    for seed in range(4):
        kinds = formed("trance", bars, seed=seed).kinds
        assert kinds.index("bridge") < kinds.index("B")
