"""What the key lacks is leaned to, what it has is not, and drums are left alone."""

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.key_keeping import KeyKeeping
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import DRUM_PITCHES
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.keys import Key

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
    plan = make_plan(Brief(style=(("flamenco", 1.0),), key=Key(4, "minor"), length_seconds=12.0), 1)
    assert not KeyKeeping(plan, strength=30.0).lean().any()
