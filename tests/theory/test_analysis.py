"""The key and the chords heard in notes that nobody labelled."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.score.score import ChordAt, KeyAt, Note, Score, Track
from audiogenesis_desktop.score.table import note_table
from audiogenesis_desktop.theory.analysis import analysed
from audiogenesis_desktop.theory.chord_finding import half_bars, sounding_ticks

BAR = 3840


def played(*bars):
    """Return a score of one chord a bar, or two, each as its pitches."""
    notes = []
    for bar, chords in enumerate(bars):
        length = BAR // len(chords)
        for i, pitches in enumerate(chords):
            notes += [Note(bar * BAR + i * length, pitch, length, 80) for pitch in pitches]
    return Score(tracks=(Track(0, "Piano").with_notes(notes),))


C, F, G, AM = (36, 60, 64, 67), (41, 65, 69, 72), (43, 62, 67, 71), (45, 64, 69, 72)


def test_chords_are_detected_bar_by_bar_and_given_once_where_they_go_on():
    detected = analysed(played([C], [C], [F], [G, AM]))
    assert detected.chords == (
        ChordAt(0, 2 * BAR, 0, "maj"),
        ChordAt(2 * BAR, BAR, 5, "maj"),
        ChordAt(3 * BAR, BAR // 2, 7, "maj"),
        ChordAt(3 * BAR + BAR // 2, BAR // 2, 9, "min"),
    )
    assert detected.keys == (KeyAt(0, 0, "major"),)


def test_a_held_chord_sounds_in_each_bar_that_it_is_held_through():
    score = Score(tracks=(Track(0, "Organ").with_notes([Note(0, p, 3 * BAR, 80) for p in C]),))
    assert analysed(score).chords == (ChordAt(0, 3 * BAR, 0, "maj"),)


def test_silence_has_no_chord():
    assert analysed(played([C], [()], [G])).chords == (ChordAt(0, BAR, 0, "maj"), ChordAt(2 * BAR, BAR, 7, "maj"))


def test_what_a_score_says_itself_is_believed():
    score = played([C])
    known = Score(tracks=score.tracks, keys=(KeyAt(0, 9, "minor"),), chords=(ChordAt(0, BAR, 9, "min7"),))
    assert analysed(known) == known


def test_drums_alone_have_neither_key_nor_chords():
    score = Score(tracks=(Track(0, "Drums", is_drums=True).with_notes([Note(0, 36, 100, 90)]),))
    assert analysed(score) is score


@given(
    st.lists(
        st.builds(Note, st.integers(0, 20_000), st.integers(20, 100), st.integers(1, 40_000), st.just(80)),
        min_size=1,
        max_size=20,
    )
)
def test_every_tick_that_a_note_sounds_is_counted_once_in_its_half_bar(notes):
    table = note_table(Score((Track(0, "").with_notes(notes),)), drums=False)
    edges = half_bars(table)
    by_hand = np.zeros((len(edges) - 1, 12))
    for start, pitch, length, _ in set(notes):
        shares = np.minimum(start + length, edges[1:]) - np.maximum(start, edges[:-1])
        by_hand[:, pitch % 12] += np.maximum(0, shares)
    assert np.array_equal(sounding_ticks(table, edges, low_weight=1.0), by_hand)
