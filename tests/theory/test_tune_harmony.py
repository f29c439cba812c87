"""A tune that nobody accompanies has the chords that people sing it to; where chords are heard, they are believed."""

from audiogenesis_desktop.score.score import KeyAt, Note, Score, Track
from audiogenesis_desktop.score.table import note_table
from audiogenesis_desktop.theory.analysis import analysed
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.tune_harmony import is_single_line

BEAT, HALF = 960, 1920
TWINKLE = (67, 67, 74, 74, 76, 76, 74, 74, 72, 72, 71, 71, 69, 69, 67, 67)


def tune(pitches, keys=()):
    notes = tuple(Note(i * BEAT, pitch, BEAT - 60, 80) for i, pitch in enumerate(pitches))
    return Score(tracks=(Track(0, "Tune", notes=notes),), keys=keys)


def chords_of(score):
    found = analysed(score).chords
    return [
        Chord(c.root, c.quality).name for c in found for _ in range(c.tick // HALF, (c.tick + c.length_ticks) // HALF)
    ]


def test_a_tune_has_the_chords_that_it_is_sung_to():
    assert chords_of(tune(TWINKLE)) == ["G", "G", "C", "G", "C", "G", "D", "G"]


def test_in_minor_its_own_chords_and_a_major_dominant():
    sung = chords_of(tune((69, 71, 72, 69, 74, 74, 72, 71, 68, 71, 76, 68, 69, 69, 69, 69), (KeyAt(0, 9, "minor"),)))
    assert sung[0] == sung[-1] == "Am" and sung[4:6] == ["E", "E"]


def test_rests_before_it_have_no_chord():
    score = tune(TWINKLE)
    late = tuple(note._replace(start_tick=note.start_tick + 4 * BEAT) for note in score.tracks[0].notes)
    (first, *_) = analysed(Score(tracks=(Track(0, "Tune", notes=late),))).chords
    assert first.tick == 4 * BEAT


def test_what_sounds_together_is_no_single_line():
    assert is_single_line(note_table(tune(TWINKLE), drums=False))
    both = Score(tracks=(*tune(TWINKLE).tracks, Track(1, "Chords", notes=(Note(0, 55, 8 * BEAT, 80),))))
    assert not is_single_line(note_table(both, drums=False))
