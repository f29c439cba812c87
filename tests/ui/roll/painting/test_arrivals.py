from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.roll.painting.arrivals import FADE_SECONDS, Arrivals

A, B = Note(0, 60, 960, 80), Note(960, 62, 960, 80)
EMPTY = Score(tracks=(Track(0, "Piano"),))
ONE = edits.add_notes(EMPTY, 0, [A])
TWO = edits.add_notes(ONE, 0, [B])


def test_new_notes_fade_in_and_then_are_simply_there():
    arrivals = Arrivals()
    arrivals.add(EMPTY, ONE, 10.0)
    assert arrivals.settled(ONE) is EMPTY
    early, late = (arrivals.fading(10.0 + FADE_SECONDS * share)[0] for share in (0.2, 0.8))
    assert early.notes == (A,) and 0 < early.opacity < late.opacity < 1
    arrivals.settle(10.01 + FADE_SECONDS)
    assert arrivals.settled(ONE) is ONE and arrivals.fading(11.0) == []


def test_batches_overlap():
    arrivals = Arrivals()
    arrivals.add(EMPTY, ONE, 10.0)
    arrivals.add(ONE, TWO, 10.1)
    assert [fading.notes for fading in arrivals.fading(10.11)] == [(A,), (B,)]
    arrivals.settle(10.15)
    assert arrivals.settled(TWO) is ONE


def test_nothing_fades_where_nothing_is_new():
    arrivals = Arrivals()
    arrivals.add(TWO, ONE, 10.0)
    assert arrivals.fading(10.0) == [] and arrivals.settled(ONE) is ONE
