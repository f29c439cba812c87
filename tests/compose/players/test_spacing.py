"""Chords are neither clusters nor mud, and have their third."""

import numpy as np

from audiogenesis_desktop.compose.composer import compose_score
from audiogenesis_desktop.compose.players.spacing import lean_from
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from tests.plan.test_parts import brief_of

C_MINOR = Chord(0, "min").number


def test_a_third_note_within_a_major_third_costs_far_more_than_a_second() -> None:
    lean = lean_from(C_MINOR, begun=(62, 63))
    assert max(lean[59:62]) < -5 < lean[58] <= 0 and max(lean[64:67]) < -5 < lean[67] <= 0
    assert -5 < lean_from(C_MINOR, begun=(63,))[62] < 0


def test_a_chord_without_its_third_is_leaned_to_it_and_from_the_ninth_on_its_root() -> None:
    lean = lean_from(C_MINOR, begun=(60,))
    assert lean[63] == lean[75] == lean.max() > 0 > lean[62]
    assert lean_from(C_MINOR, begun=(60, 63))[74] == 0 == lean_from(C_MINOR, begun=(60, 63))[75]


def test_what_is_held_counts_as_near_but_begins_no_chord() -> None:
    lean = lean_from(C_MINOR, begun=(), held=(60, 67))
    assert lean[63] == 0 > lean[61] and not lean_from(C_MINOR, begun=()).any()


def test_where_no_chord_is_known_nothing_is_leaned_to() -> None:
    assert lean_from(CHORD_COUNT, begun=(60,)).max() == 0


def test_close_intervals_are_mud_only_below_and_in_the_key_that_is_heard() -> None:
    low, shifted = lean_from(C_MINOR, begun=(45,)), lean_from(C_MINOR, begun=(45,), shift=9)
    assert low[48] < shifted[48] and low[49] == shifted[49]
    assert np.array_equal(lean_from(CHORD_COUNT, begun=(63,))[65:67], np.zeros(2))


def test_composed_chords_are_no_clusters(untrained_band) -> None:
    chords = [chord for style in ("house", "funk", "jazz trio") for chord in struck(untrained_band, style)]
    clusters = [chord for chord in chords if any(high - low <= 4 for low, high in zip(chord, chord[2:], strict=False))]
    assert len(chords) > 20 and len(clusters) < len(chords) / 10


def struck(composer, style: str) -> list[list[int]]:
    """The chords of three notes and more that an untrained network plays in a style."""
    brief = brief_of(style, length_seconds=16.0)
    plan = make_plan(brief, 2)
    score = compose_score(composer, brief, plan, seed=2)
    found: dict[tuple[int, int], set[int]] = {}
    for part in (part for part in plan.parts if part.role == "chords"):
        for note in score.track(part.track_id).notes:
            found.setdefault((part.track_id, note.start_tick), set()).add(note.pitch)
    return [sorted(pitches) for pitches in found.values() if len(pitches) > 2]
