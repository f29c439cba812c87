"""A bass that walks steps into the next chord, and neither stays on a note nor leaps about."""

import numpy as np

from audiogenesis_desktop.compose.players.degrees import Degrees
from audiogenesis_desktop.compose.players.setting import band_of
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.walking import lean_from
from audiogenesis_desktop.theory.chords import Chord
from tests.compose.players.test_texture import FACTS, plan_of

C, F = Chord(0, "maj").number, Chord(5, "maj").number


def walked(*pitches: int) -> list[Written]:
    return [Written(12 * beat, pitch, 9, 10) for beat, pitch in enumerate(pitches)]


def test_the_last_beat_before_a_chord_lies_a_step_from_its_root() -> None:
    lean = lean_from(C, F, known=walked(36, 40), is_first=False, is_last=True)
    assert {*np.flatnonzero(lean > 1).tolist()} == {39, 40 + 2, 43} or {*np.flatnonzero(lean > 1).tolist()} == {
        39,
        42,
        43,
    }
    assert lean[40] < lean[42]


def test_a_walk_neither_stays_nor_goes_back_and_forth_nor_leaps() -> None:
    lean = lean_from(C, C, known=walked(36, 40), is_first=False, is_last=False)
    assert lean[40] < lean[36] < lean[43] and lean[55] < lean[43]


def test_a_chord_begins_on_its_root() -> None:
    lean = lean_from(F, F, known=walked(43, 40), is_first=True, is_last=False)
    assert lean[:128].argmax() % 12 == 5


def test_a_walking_bass_of_the_book_is_found_by_its_beats() -> None:
    plan, number = plan_of("jazz trio", role="bass", pattern="x...x...x...x...")
    degrees = Degrees(plan, band_of(plan, facts=FACTS), number)
    assert degrees.lean(1, 12, walked(36), []) is not None and degrees.lean(1, 0, [], []) is None
    plan, number = plan_of("jazz trio", role="bass", pattern="x.....x.x.......")
    assert Degrees(plan, band_of(plan, facts=FACTS), number).lean(1, 18, walked(36), []) is None
