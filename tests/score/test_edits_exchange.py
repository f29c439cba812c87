from audiogenesis_desktop.score.edits import exchange_notes
from audiogenesis_desktop.score.score import Note, Score, Track

A, B, C = Note(0, 60, 480, 90), Note(480, 62, 480, 90), Note(960, 64, 480, 90)


def test_exchange_removes_the_old_and_adds_the_new_in_order():
    score = Score(tracks=(Track(0, "Piano", notes=(A, B)), Track(1, "Bass", notes=(A,))))
    changed = exchange_notes(score, 0, [A], [C])
    assert changed.track(0).notes == (B, C)
    assert changed.track(1) is score.track(1)
    assert score.track(0).notes == (A, B)


def test_exchange_keeps_new_notes_inside_the_legal_ranges():
    score = Score(tracks=(Track(0, "Piano"),))
    changed = exchange_notes(score, 0, [], [Note(-5, 140, 0, 200)])
    assert changed.track(0).notes == (Note(0, 127, 1, 127),)
