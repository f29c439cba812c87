"""The loop of a saved piece, as markers."""

import pytest

from audiogenesis_desktop.files.loop_marks import END, START, MarkedLoop, with_loop, without_loop
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.score.score import Marker, Note, Score, Track

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 9600, 80),)),), markers=(Marker(960, "hit"),))


@pytest.mark.parametrize("loop", [MarkedLoop(0, 3840, True), MarkedLoop(960, 1920, False), None])
def test_a_loop_comes_back_from_a_file_and_leaves_the_other_markers(tmp_path, loop):
    write_midi(with_loop(SCORE, loop), tmp_path / "a.mid")
    score, found = without_loop(read_midi(tmp_path / "a.mid"))
    assert found == loop and score.markers == SCORE.markers


def test_a_loop_of_another_program_is_taken_up():
    score, found = without_loop(Score(markers=(Marker(480, START), Marker(960, "hit"), Marker(4800, END))))
    assert found == MarkedLoop(480, 4800, True) and score.markers == (Marker(960, "hit"),)


@pytest.mark.parametrize("marks", [(Marker(5, START),), (Marker(5, END),), (Marker(5, END), Marker(9, START))])
def test_a_broken_loop_is_none(marks):
    assert without_loop(Score(markers=marks)) == (Score(), None)


def test_a_score_without_a_loop_stays_the_same_object():
    assert with_loop(SCORE, None) is SCORE and without_loop(SCORE)[0] is SCORE


def test_a_loop_makes_no_piece_longer():
    _, found = without_loop(with_loop(SCORE, MarkedLoop(960, 99_999, True)))
    assert found == MarkedLoop(960, 9600, True)
    assert with_loop(SCORE, MarkedLoop(9600, 99_999, True)) is SCORE
