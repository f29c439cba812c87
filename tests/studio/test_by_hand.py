"""What is set by hand leaves nothing in the Brief that contradicts it."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.editing.arranging import remove_bars
from audiogenesis_desktop.editing.scope import Stretch
from audiogenesis_desktop.plan.outcome import as_played
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.retiming import change_meter
from audiogenesis_desktop.score.score import KeyAt, Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.studio.by_hand import edited_since, edits_in, set_by_hand
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.rekeying import change_key

BRIEF = Brief(instruments=("piano", "strings"), banned=("drums", "taiko"), hits=(5.0, 20.0))


def test_without_edits_it_is_the_same_brief() -> None:
    assert set_by_hand(BRIEF, {}) is BRIEF


def test_who_is_ruled_out_plays_no_longer() -> None:
    edited = set_by_hand(BRIEF, {"banned": ("strings", "drums")})
    assert edited.instruments == ("piano",) and edited.origin("banned") is Origin.EDITED
    everybody = set_by_hand(BRIEF, {"banned": ("piano", "strings")})
    assert everybody.instruments == ("harp",)  # somebody must play


def test_who_is_requested_by_hand_is_ruled_out_no_longer() -> None:
    assert set_by_hand(BRIEF, {"instruments": ("drums",)}).banned == ("taiko",)


def test_another_style_brings_its_tempo_meter_and_players_where_nobody_chose_them() -> None:
    waltz = set_by_hand(read_said("deep house"), {"style": (("waltz", 1.0),)})
    low, high = book()["waltz"].time.tempo_of("3/4")
    assert waltz.meter == (3, 4) and low <= waltz.tempo_bpm <= high and "synth bass" not in waltz.instruments
    assert waltz.origin("style") is Origin.EDITED and waltz.origin("tempo_bpm") is Origin.INFERRED
    chosen = set_by_hand(read_said("deep house, 121 bpm"), {"style": (("waltz", 1.0),), "instruments": ("harp",)})
    assert (chosen.tempo_bpm, chosen.instruments) == (121.0, ("harp",))


def test_whom_the_prompt_wants_plays_in_another_style_too_with_those_that_it_needs() -> None:
    punk = set_by_hand(read_said("bossa with flute"), {"style": (("punk", 1.0),)})
    assert punk.instruments[0] == "flute" and {"drums", "distortion guitar"} <= set(punk.instruments)
    alone = set_by_hand(read_said("bossa for flute only"), {"style": (("punk", 1.0),)})
    assert alone.instruments == ("flute",) and any("punk" in notice for notice in alone.notices)


def test_a_style_set_by_hand_that_is_there_already_changes_nothing_else() -> None:
    brief = set_by_hand(read_said("16 bars of deep house"), {"style": (("waltz", 1.0),)})
    again = set_by_hand(brief, edits_in(brief))
    assert again == brief and brief.length_seconds == pytest.approx(16 * 3 * 60 / brief.tempo_bpm, abs=1e-5)


@pytest.mark.parametrize(("prompt", "seconds"), [("16 bars, 60 bpm", 32.0), ("64 seconds, 60 bpm", 64.0)])
def test_bars_requested_stay_as_many_at_another_tempo(prompt: str, seconds: float) -> None:
    brief = read_said(prompt)
    assert brief.length_seconds == pytest.approx(64)
    assert set_by_hand(brief, {"tempo_bpm": 120.0}).length_seconds == pytest.approx(seconds)


def test_hits_beyond_the_end_go() -> None:
    assert set_by_hand(BRIEF, {"length_seconds": 10.0}).hits == (5.0,)
    assert set_by_hand(BRIEF, {"hits": (3.0, 99.0)}).hits == (3.0,)


def test_hits_beyond_the_end_are_remembered_and_come_back() -> None:
    shorter = set_by_hand(BRIEF, {"length_seconds": 10.0})
    assert shorter.missed == (20.0,)
    longer = set_by_hand(shorter, {"length_seconds": 25.0})
    assert (longer.hits, longer.missed) == ((5.0, 20.0), ())
    assert set_by_hand(shorter, {"hits": (7.0,)}).missed == ()


def test_what_was_set_by_hand_is_found_in_the_brief_again() -> None:
    edits = {"tempo_bpm": 90.0, "valence": 0.5, "energy": 0.2, "instruments": ("piano",), "hits": (5.0, 20.0, 50.0)}
    assert edits_in(as_played(set_by_hand(BRIEF, edits))) == edits  # hits that are not met, too
    assert edits_in(read_said("72 bpm, calm")) == {}


PIECE = Score(
    tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(7 * 3840, 60, 960, 80))),),
    tempi=(Tempo.from_bpm(0, 120),),
    keys=(KeyAt(0, 2, "minor"),),
    length_ticks=8 * 3840,
)
TAKE = Take("a prompt", BRIEF, None, 1, "", PIECE)


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda score: score, {}),
        (lambda score: set_tempo(score, 90), {"tempo_bpm": 90.0}),
        (lambda score: change_key(score, KeyAt(0, 4, "minor"), moves_notes=True), {"key": Key(4, "minor")}),
        (lambda score: change_meter(score, Meter(0, 3, 4)), {"meter": (3, 4)}),
        (lambda score: remove_bars(score, Stretch(0, 2 * 3840)).score, {"length_seconds": 12.0}),
    ],
)
def test_what_was_edited_in_a_piece_since_it_was_composed(edit, found) -> None:
    assert edited_since(TAKE, edit(PIECE)) == found


def test_a_style_set_by_hand_brings_tempo_mode_and_players() -> None:
    brief = read_said("a calm film about rain")
    edited = set_by_hand(brief, {"style": (("drum and bass", 1.0),)})
    assert 170 <= edited.tempo_bpm <= 176 and edited.origin("tempo_bpm") is Origin.INFERRED
    assert {"drums", "synth bass 2"} <= set(edited.instruments)
    assert set_by_hand(brief, {"style": (("techno", 1.0),)}).key.mode == "minor"
    waltz = set_by_hand(brief, {"style": (("waltz", 1.0),)})
    assert (waltz.meter, waltz.origin("style")) == ((3, 4), Origin.EDITED)
    assert set_by_hand(edited, {"style": (("drum and bass", 1.0),)}) == edited  # twice is once
    assert set_by_hand(brief, {}) == brief  # what is taken back leaves nothing behind


def test_a_style_set_by_hand_changes_nothing_that_is_said_or_set() -> None:
    said = read_said("piano only, 84 bpm, F major, 3/4, 16 bars")
    edited = set_by_hand(said, {"style": (("techno", 1.0),)})
    for name in ("tempo_bpm", "key", "meter", "length_seconds", "instruments", "only"):
        assert getattr(edited, name) == getattr(said, name)
    edits = {"style": (("techno", 1.0),), "tempo_bpm": 90.0, "key": Key(0, "major"), "instruments": ("harp",)}
    edited = set_by_hand(read_said("calm"), edits)
    assert {name: getattr(edited, name) for name in edits} == edits


def test_wishes_of_the_prompt_play_in_a_style_set_by_hand_with_what_it_needs() -> None:
    edited = set_by_hand(read_said("something with a flute, no drums"), {"style": (("house", 1.0),)})
    assert edited.instruments[0] == "flute" and len(edited.instruments) > 1
    assert "drums" not in edited.instruments


def test_bars_asked_for_stay_as_many_in_another_style() -> None:
    edited = set_by_hand(read_said("16 bars of calm"), {"style": (("techno", 1.0),)})
    assert edited.length_seconds == pytest.approx(16 * 240 / edited.tempo_bpm, abs=1e-3)


def test_players_set_by_hand_play_alone() -> None:
    assert set_by_hand(read_said("house"), {"instruments": ("piano", "harp")}).only
    both = set_by_hand(read_said("calm"), {"style": (("house", 1.0),), "instruments": ("harp",)})
    assert (both.instruments, both.only) == (("harp",), True)
    assert not set_by_hand(read_said("house"), {"tempo_bpm": 120.0}).only


def test_arc_and_texture_set_by_hand_are_kept() -> None:
    edits = {"arc": ("builds",), "texture": ("no melody",)}
    edited = set_by_hand(read_said("house"), edits)
    assert (edited.arc, edited.texture, edits_in(edited)) == (("builds",), ("no melody",), edits)
