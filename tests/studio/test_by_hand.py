"""What is set by hand leaves nothing in the Brief that contradicts it."""

import pytest

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.studio.by_hand import set_by_hand

BRIEF = Brief(instruments=("piano", "strings"), banned=("drums", "taiko"), hits=(5.0, 20.0))


def test_without_edits_it_is_the_same_brief() -> None:
    assert set_by_hand(BRIEF, {}) is BRIEF


def test_who_is_ruled_out_plays_no_longer() -> None:
    edited = set_by_hand(BRIEF, {"banned": ("strings", "drums")})
    assert edited.instruments == ("piano",) and edited.origin("banned") is Origin.EDITED
    everybody = set_by_hand(BRIEF, {"banned": ("piano", "strings")})
    assert everybody.instruments == ("harp",)  # somebody must play


def test_who_is_asked_for_by_hand_is_ruled_out_no_longer() -> None:
    assert set_by_hand(BRIEF, {"instruments": ("drums",)}).banned == ("taiko",)


@pytest.mark.parametrize(("prompt", "seconds"), [("16 bars, 60 bpm", 32.0), ("64 seconds, 60 bpm", 64.0)])
def test_bars_asked_for_stay_as_many_at_another_tempo(prompt: str, seconds: float) -> None:
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
