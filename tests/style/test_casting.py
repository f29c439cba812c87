"""Casting: wishes are seated, what is missing is filled, and casting who was cast changes nothing."""

from random import Random

import pytest

from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.casting import cast, lacking, roles_needed
from audiogenesis_desktop.theory.instruments import GM_NAMES

STYLES = list(shipped())
BASSES = (
    "acoustic bass",
    "fingered bass",
    "picked bass",
    "fretless bass",
    "slap bass",
    "slap bass 2",
    "synth bass",
    "synth bass 2",
    "contrabass",
)


def players(style, **wishes):
    return [(seat.instrument, seat.role) for seat in cast(shipped()[style], **wishes)]


@pytest.mark.parametrize("name", STYLES)
def test_whoever_is_wanted_every_role_is_filled_once_and_for_all(name):
    style, random = shipped()[name], Random(name)
    for draw in range(25):
        meter = random.choice(style.time.meters)
        wanted = tuple(random.choices([*GM_NAMES[:112], "drums", "piano"], k=random.randint(0, 5)))
        seats = cast(style, meter=meter, wanted=wanted, draw=draw)
        assert tuple(seat.instrument for seat in seats[: len(wanted)]) == wanted
        assert lacking(style, seats, meter) == ()
        again = [seat.instrument for seat in seats]
        assert cast(style, meter=meter, wanted=again, is_complete=True) == seats


@pytest.mark.parametrize("name", STYLES)
def test_line_ups_are_drawn_and_come_from_the_style(name):
    style = shipped()[name]
    own = {instrument for part in style.parts for instrument in part.instruments}
    own |= {instrument for lineup in style.lineups for instrument in lineup.parts.values()}
    drawn = {tuple(s.instrument for s in cast(style, meter=style.time.meters[0], draw=draw)) for draw in range(12)}
    assert len(drawn) > 1 or len(style.lineups) == 1
    assert {instrument for seats in drawn for instrument in seats} <= own


@pytest.mark.parametrize(
    ("style", "wanted", "added"),
    [
        ("lo-fi", ("electric piano", "fingered bass"), {"drums"}),
        ("trap", ("tubular bells", "synth bass"), {"drums", "pad", "lead"}),
        ("disco", ("strings", "clavinet"), {"drums", "bass", "chords"}),
        ("funk", ("slap bass", "brass section"), {"drums", "chords"}),
        ("acoustic folk", ("fingered bass", "drums"), {"figure", "lead"}),
        ("drum and bass", ("drums", "synth bass"), {"pad", "lead"}),
        ("rock", ("piano",), {"drums", "bass", "chords"}),
        ("synthwave", ("square lead",), {"drums", "bass", "pad", "figure"}),
        ("tender wedding", ("piano", "cello"), set()),
    ],
)
def test_wishes_are_no_walls(style, wanted, added):
    assert {role for _, role in players(style, wanted=wanted)[len(wanted) :]} == added


@pytest.mark.parametrize(
    ("style", "wanted", "leads"),
    [("boom bap", ("piano",), True), ("soul", ("brass section",), False), ("rock", ("distortion guitar",), True)],
)
def test_the_tune_of_the_line_up_that_is_nearest_to_those_named_joins_them(style, wanted, leads):
    assert ("lead" in {role for _, role in players(style, wanted=wanted)}) == leads
    assert "lead" not in {role for _, role in players(style, wanted=wanted, has_lead=False)}


def test_a_style_that_lives_on_drums_is_never_played_by_fewer_than_its_smallest_band():
    for name in STYLES:
        style = shipped()[name]
        if "drums" in style.essential:
            smallest = min(len(lineup.parts) for lineup in style.lineups)
            assert len(cast(style, wanted=("drums", "piano"))) >= min(smallest, len(style.parts_in("4/4")))


def test_a_drummer_who_is_turned_to_the_kit_keeps_the_bells_without_which_the_style_is_not_itself():
    named = ("tinkle bell", "choir", "drums", "strings", "contrabass")
    assert {"drums", "percussion"} <= {role for _, role in players("christmas", wanted=named, is_complete=True)}


def test_who_blows_a_tune_is_not_given_a_harps_broken_chords():
    winds = ("strings", "french horn", "brass section", "flute", "clarinet", "oboe", "bassoon")
    assert "figure" not in {role for name, role in players("orchestral", wanted=winds) if name != "strings"}


def test_any_bass_will_do_for_the_kind_that_a_style_has():
    seats = players("jazz trio", wanted=("electric piano", "fingered bass"))
    assert [name for name, role in seats if role == "bass"] == ["fingered bass"]


def test_a_complete_band_stays_as_it_is():
    assert players("rock", wanted=("flute", "harp"), is_complete=True)[:2] == [("flute", "lead"), ("harp", "chords")]
    assert {name for name, _ in players("rock", wanted=("flute", "harp"), is_complete=True)} == {"flute", "harp"}


def test_a_pianist_has_two_hands():
    seats = cast(shipped()["piano solo"], wanted=("piano",), is_complete=True)
    assert {seat.role for seat in seats} >= {"lead", "figure"}
    assert [seat.is_second for seat in seats] == [False, *[True] * (len(seats) - 1)]


def test_four_players_of_a_quartet_have_four_parts():
    quartet = ("violin", "violin", "viola", "cello")
    assert players("string quartet", wanted=quartet, is_complete=True) == list(
        zip(quartet, ("lead", "second voice", "figure", "bass"), strict=True)
    )


def test_who_is_banned_never_plays_and_what_they_play_is_left_out():
    for banned, role in ((BASSES, "bass"), (("drums",), "drums")):
        for draw in range(6):
            seats = cast(shipped()["reggae"], banned=banned, draw=draw)
            assert not {seat.instrument for seat in seats} & set(banned)
            assert lacking(shipped()["reggae"], seats) == (role,)


def test_without_a_lead_nobody_leads():
    for name in STYLES:
        style = shipped()[name]
        assert "lead" not in roles_needed(style, has_lead=False)
        assert "lead" not in {seat.role for seat in cast(style, meter=style.time.meters[0], has_lead=False)}
        assert "lead" not in {seat.role for seat in cast(style, wanted=("flute",), has_lead=False)}


def test_a_meter_that_the_style_does_not_know_is_cast_as_its_own():
    assert players("house", meter="7/8") == players("house", meter="4/4")


def test_who_is_alone_among_the_tunes_leads() -> None:
    seats = cast(shipped()["cinematic"], wanted=("strings", "flute"), is_complete=True)
    assert [seat.role for seat in seats] == ["pad", "lead"] and seats[1].part.role == "lead"
    without = cast(shipped()["cinematic"], wanted=("strings", "flute"), is_complete=True, has_lead=False)
    assert [seat.role for seat in without] == ["pad", "second voice"]


@pytest.mark.parametrize("name", ["christmas", "flamenco", "house", "samba", "vintage cartoon"])
def test_drums_that_are_asked_for_are_the_kit_where_a_style_has_one_beside_percussion(name: str) -> None:
    for wanted in (("drums",), ("drums", "piano", "fingered bass")):
        for is_complete in (True, False):
            seats = cast(shipped()[name], wanted=wanted, is_complete=is_complete)
            assert "drums" in [seat.role for seat in seats if seat.instrument == "drums"], (wanted, is_complete)


@pytest.mark.parametrize("guest", ["voice oohs", "cello", "clarinet"])
def test_a_guest_leads_over_a_soloist_who_has_all_parts(guest: str) -> None:
    seats = cast(shipped()["piano solo"], wanted=(guest, "piano"), is_complete=True)
    assert [(seat.instrument, seat.role) for seat in seats] == [(guest, "lead"), ("piano", "figure"), ("piano", "bass")]
    assert [seat.is_second for seat in seats] == [False, False, True]
    assert cast(shipped()["piano solo"], wanted=("piano",), is_complete=True)[0].role == "lead"
