"""The verbs on notes: what each does in music, and that none makes a note that is not legal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score import shaping
from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.keys import Key

C_MAJOR = Key(0, "major").scale
NOTES = st.lists(
    st.builds(Note, st.integers(0, 9000), st.integers(0, 127), st.integers(1, 4000), st.integers(1, 127)),
    min_size=1,
    max_size=20,
    unique=True,
)
VERBS = {
    "split": lambda notes, n: shaping.split(notes, n * 40),
    "chop": lambda notes, n: shaping.chop(notes, lambda tick: (tick // 240 + 1) * 240),
    "join": lambda notes, n: shaping.join(notes),
    "in scale": lambda notes, n: shaping.transpose_in_scale(notes, n - 60, lambda tick: C_MAJOR),
    "legato": lambda notes, n: shaping.legato(notes),
    "ramp": lambda notes, n: shaping.ramp_velocity(notes, 1, n + 1),
    "reverse": lambda notes, n: shaping.reverse(notes),
    "invert": lambda notes, n: shaping.invert(notes),
    "double": lambda notes, n: shaping.stretch(notes, 2),
    "halve": lambda notes, n: shaping.stretch(notes, 0.5),
    "humanise": lambda notes, n: shaping.humanise(notes, ticks=n, velocity=n, seed=n),
}


@pytest.mark.parametrize("verb", VERBS)
@given(notes=NOTES, number=st.integers(0, 120))
def test_no_verb_makes_an_illegal_note_or_touches_others(verb, notes, number):
    track = Track(3, "Piano").with_notes(notes)
    chosen = track.notes[::2]
    score = Score((track,))
    changed = VERBS[verb](chosen, number)
    after = exchange_notes(score, 3, chosen, changed).track(3).notes
    assert all(note.is_legal() for note in changed)
    assert list(after) == sorted(set(after))
    assert set(after) == set(track.notes[1::2]) | set(changed)
    assert score.track(3).notes is track.notes  # so that undo shows the very same


@given(NOTES)
def test_twice_reversed_or_inverted_is_as_before(notes):
    assert sorted(shaping.reverse(shaping.reverse(notes))) == sorted(notes)
    assert sorted(shaping.invert(shaping.invert(notes))) == sorted(notes)


def test_split_cuts_what_sounds_across_and_nothing_else():
    notes = [Note(0, 60, 960, 80), Note(0, 64, 480, 80), Note(480, 67, 480, 80)]
    assert sorted(shaping.split(notes, 480)) == [
        Note(0, 60, 480, 80),
        Note(0, 64, 480, 80),
        Note(480, 60, 480, 80),
        Note(480, 67, 480, 80),
    ]


def test_chop_cuts_at_every_grid_point_inside():
    chopped = shaping.chop([Note(100, 60, 900, 80)], lambda tick: (tick // 480 + 1) * 480)
    assert chopped == [Note(100, 60, 380, 80), Note(480, 60, 480, 80), Note(960, 60, 40, 80)]


def test_join_makes_one_note_a_pitch():
    notes = [Note(0, 60, 240, 80), Note(960, 60, 240, 50), Note(0, 64, 100, 70)]
    assert shaping.join(notes) == [Note(0, 60, 1200, 80), Note(0, 64, 100, 70)]


@pytest.mark.parametrize(
    ("pitch", "steps", "expected"),
    [(60, 1, 62), (64, 1, 65), (71, 1, 72), (60, -1, 59), (60, 7, 72), (60, -7, 48), (61, 1, 63), (66, 2, 70)],
)
def test_a_step_in_the_scale(pitch, steps, expected):
    (moved,) = shaping.transpose_in_scale([Note(0, pitch, 960, 80)], steps, lambda tick: C_MAJOR)
    assert moved.pitch == expected


def test_at_the_edge_of_midi_all_stay():
    notes = [Note(0, 60, 960, 80), Note(0, 127, 960, 80)]
    assert shaping.transpose_in_scale(notes, 1, lambda tick: C_MAJOR) == notes


def test_legato_fills_gaps_and_trims_overlaps():
    notes = [Note(0, 60, 100, 80), Note(0, 64, 2000, 80), Note(960, 62, 300, 80)]
    assert [note.length_ticks for note in shaping.legato(notes)] == [960, 960, 300]


def test_a_ramp_is_even_in_time():
    notes = [Note(tick, 60, 100, 80) for tick in (0, 960, 1920, 3840)]
    assert [note.velocity for note in shaping.ramp_velocity(notes, 40, 120)] == [40, 60, 80, 120]


def test_double_and_halve_count_from_the_first_note():
    notes = [Note(960, 60, 480, 80), Note(1920, 62, 480, 80)]
    assert shaping.stretch(notes, 2) == [Note(960, 60, 960, 80), Note(2880, 62, 960, 80)]
    assert shaping.stretch(shaping.stretch(notes, 2), 0.5) == notes


def test_humanising_stays_small_keeps_chords_together_and_can_be_repeated():
    notes = [Note(tick, pitch, 400, 80) for tick in range(0, 96000, 960) for pitch in (60, 64, 67)]
    human = shaping.humanise(notes, ticks=30, velocity=10, seed=4)
    assert human == shaping.humanise(notes, ticks=30, velocity=10, seed=4)
    off = [after.start_tick - before.start_tick for before, after in zip(notes, human, strict=True)]
    assert max(map(abs, off)) <= 30 and len(set(off)) > 10
    assert all(max(off[i : i + 3]) - min(off[i : i + 3]) <= 20 for i in range(3, len(off), 3))
    assert all(abs(after.velocity - 80) <= 10 for after in human)
