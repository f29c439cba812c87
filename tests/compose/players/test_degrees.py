"""Basses and broken chords are leaned to what their style's pattern says of pitches, by what a bar strikes."""

import numpy as np
import pytest

from audiogenesis_desktop.compose.players.degrees import Degrees
from audiogenesis_desktop.compose.players.setting import band_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.theory.chords import Chord
from tests.compose.players.test_texture import FACTS, plan_of


def degrees_of(style: str, role: str, pattern: str) -> tuple[Degrees, list[int]]:
    """The degrees of a part, and the tones of the chord at the start of bar 1, as the network has them."""
    plan, number = plan_of(style, role=role, pattern=pattern)
    band = band_of(plan, facts=FACTS)
    return Degrees(plan, band, number), list(Chord.at(int(band.form.chords.reshape(-1)[2])).tones)


def leaned_to(lean) -> list[int]:
    return np.flatnonzero(lean > 0).tolist()


def test_a_disco_bass_leaps_octaves() -> None:
    degrees, tones = degrees_of("disco", "bass", "R..8R.8.R..8R.7.")
    assert {pitch % 12 for pitch in leaned_to(degrees.lean(1, 0, [], []))} == {tones[0]}
    root = 36 + tones[0]
    after = [Written(0, root, 6, 10)]
    octave, again = (leaned_to(degrees.lean(1, place, after, [])) for place in (9, 12))
    assert root not in octave and root + 12 in octave and again == [root]


def test_what_a_bass_walks_to_is_its_own() -> None:
    degrees, _ = degrees_of("gospel", "bass", "R---R---5---a---")
    assert degrees.lean(1, 36, [], []) is None and degrees.lean(1, 24, [], []) is not None


def test_a_sequence_has_the_same_pitch_for_the_same_digit_and_another_for_another() -> None:
    degrees, tones = degrees_of("techno", "figure", "1..3..1.2..3..1.")
    one, three = 60 + tones[0], 72 + tones[1]
    notes = [Written(0, one, 3, 10)]
    other = degrees.lean(1, 9, notes, [])
    assert other[one] < 0 and {pitch % 12 for pitch in leaned_to(other)} == {*tones[1:]}
    assert min(leaned_to(other)) > one
    notes.append(Written(9, three, 3, 10))
    again = degrees.lean(1, 18, notes, [])
    assert leaned_to(again) == [one] and again[three] < 0
    assert degrees.lean(1, 24, notes, [])[[one, three]].max() < 0


UNDER = [
    ("tender wedding", "r-1-3-4-3-1-3-1-"),
    ("acoustic folk", "r-3-2-4-r-3-2-4-"),
    ("western", "r.11r.11r.11r.11"),
    ("cinematic", "r-1-3-4-3-1-3-4-"),
]


def test_roots_lie_under_the_chord_that_is_broken_above_them_and_nothing_else_does() -> None:
    found = 0
    for style, pattern in UNDER:
        plan, number = plan_of(style, role="figure", pattern=pattern)
        band = band_of(plan, facts=FACTS)
        degrees, low = Degrees(plan, band, number), band.players[number].low
        for bar in range(band.bars):
            under = degrees.lean(bar, 0, [], [])
            assert under is not None and (under[: low - 12] <= 0).all()
            if leaned_to(under):  # of several patterns that strike alike one is drawn for each letter
                root = Chord.at(int(band.form.chords.reshape(-1)[2 * bar])).root
                assert {pitch % 12 for pitch in leaned_to(under)} == {root} and max(leaned_to(under)) <= low
                beside = degrees.lean(bar, 6, [Written(0, low, 6, 10)], [])
                assert (beside[:low] < 0).all()
                found += 1
    assert found


@pytest.mark.parametrize(
    ("style", "role", "pattern"), [("techno", "figure", "1.......1......1"), ("house", "pad", "x")]
)
def test_where_the_book_has_no_digits_nothing_is_leaned_to(style, role, pattern) -> None:
    degrees, _ = degrees_of(style, role, pattern)
    assert all(degrees.lean(1, place, [Written(0, 60, 3, 10)], []) is None for place in range(1, 48))
