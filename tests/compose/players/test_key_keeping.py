"""What the key lacks is leaned to, what it has is not, and drums are left alone."""

from dataclasses import replace

import numpy as np

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.players.key_keeping import KeyKeeping
from audiogenesis_desktop.compose.players.masks import scale_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

FLAMENCO = make_plan(Brief(style=(("flamenco", 1.0),), key=Key(4, "minor"), length_seconds=12.0), 1)
PLAN = make_plan(Brief(key=Key(3, "major"), length_seconds=12.0), 1)


def test_what_is_lacking_is_leaned_to_and_what_there_is_too_much_of_from() -> None:
    key = KeyKeeping(PLAN, strength=30.0)
    assert key.lean()[60] > 0 and key.lean()[60] == key.lean()[72] == key.lean()[:DRUM_PITCHES].max()
    key.hear([Written(0, 65, 20, 8)] * 30)
    lean = key.lean()
    assert lean[65] < 0 < lean[67] and abs(lean).max() <= 2 and not lean[DRUM_PITCHES:].any()


def test_without_strength_nothing_is_leaned_to_and_what_was_kept_stays() -> None:
    key = KeyKeeping(PLAN, strength=0.0)
    before = key.sounded
    key.hear([Written(0, 65, 20, 8)])
    assert not before.any() and key.sounded.any() and not np.any(key.lean())


def test_a_key_that_is_clear_already_is_not_leaned_to() -> None:
    key = KeyKeeping(PLAN, strength=30.0)
    key.hear([Written(0, pitch, 20, 8) for pitch in (60, 64, 67, 60, 62, 65, 67, 71, 60)])
    assert not key.lean().any()


def test_a_style_with_a_scale_of_its_own_is_not_leaned_to_plain_minor() -> None:
    assert not KeyKeeping(FLAMENCO, strength=30.0).lean().any()


def test_a_key_that_is_asked_for_is_leaned_to_within_the_styles_scale() -> None:
    lean = KeyKeeping(FLAMENCO, strength=30.0, is_asked=True).lean()
    assert lean[69] > 0 and lean[76] > 0  # the tonic and the fifth; the network's tonic is A
    plan = make_plan(Brief(style=(("east asian", 1.0),), key=Key(4, "minor"), length_seconds=12.0), 1)
    keeping = KeyKeeping(plan, strength=30.0, is_asked=True)
    keeping.hear([Written(0, 77, 20, 8)])
    assert keeping.lean()[62] <= 0 < keeping.lean()[64]  # hirajoshi has no fourth


def test_where_chords_are_plain_the_styles_own_scale_is_left() -> None:
    assert scale_of(FLAMENCO) == "phrygian"
    asked = Brief(style=(("flamenco", 1.0),), length_seconds=12.0).with_fields(Origin.SAID, key=Key(4, "minor"))
    assert scale_of(make_plan(asked, 1)) == ""
    given = Brief(style=(("klezmer", 1.0),), key=Key(0, "major"), chords="C G7 F C", length_seconds=12.0)
    assert scale_of(make_plan(given, 1)) == "" and scale_of(make_plan(replace(given, chords=""), 1))


def test_the_third_of_a_key_that_is_asked_for_is_brought_where_only_fifths_sound() -> None:
    fifths = [Written(0, pitch, 20, 8) for pitch in (48, 55, 60, 67)] * 8
    usual, asked = KeyKeeping(PLAN, strength=30.0), KeyKeeping(PLAN, strength=30.0, is_asked=True)
    usual.hear(fifths)
    asked.hear(fifths)
    tonic, dominant = Chord(0, "maj").number, Chord(7, "maj").number
    assert usual.lean((tonic, tonic))[64] <= 2 < 4 < asked.lean((tonic, tonic))[64]
    assert asked.lean((tonic, dominant))[64] <= 2  # over chords that have it alone
    asked.hear([Written(0, 64, 20, 8)] * 8)
    assert asked.lean((tonic, tonic))[64] <= 2


def test_a_key_that_is_asked_for_is_leaned_to_until_chords_of_books_have_it_too() -> None:
    usual, asked = KeyKeeping(PLAN, strength=30.0), KeyKeeping(PLAN, strength=30.0, is_asked=True)
    for keeping in (usual, asked):
        for step, share in enumerate((24, 0, 5, 3, 12, 17, 0, 20, 0, 8, 7, 4)):
            keeping.hear([Written(0, 60 + step, 20, 8)] * share)
    assert not usual.lean().any() and asked.lean()[65] < 0
