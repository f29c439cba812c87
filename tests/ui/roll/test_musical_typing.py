"""Letters play while that is on, and are commands again when it is off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

KEY = Qt.Key


@pytest.fixture
def typing(roll):
    roll.view.activateWindow()
    roll.view.setFocus()
    QTest.qWait(1)
    roll.view.canvas.typing.switch(True)
    return roll


def play(roll, *keys, held=Qt.KeyboardModifier.NoModifier):
    roll.auditioned.clear()
    for key in keys:
        QTest.keyClick(roll.canvas, key, held)
    return roll.auditioned


def test_letters_lie_as_a_pianos_keys_do(typing):
    assert [pitch for pitch, _ in play(typing, KEY.Key_A, KEY.Key_W, KEY.Key_S, KEY.Key_K)] == [60, 61, 62, 72]
    assert typing.committed == []


def test_octave_and_loudness_change_within_their_ranges(typing):
    assert play(typing, KEY.Key_X, KEY.Key_V, KEY.Key_A) == [(72, 100)]
    assert play(typing, *[KEY.Key_Z] * 20, *[KEY.Key_C] * 20, KEY.Key_A) == [(0, 10)]
    assert play(typing, *[KEY.Key_X] * 20, *[KEY.Key_V] * 20, KEY.Key_A, KEY.Key_P) == [(108, 127), (123, 127)]


def test_commands_by_letter_wait_and_those_with_ctrl_do_not(typing):
    typing.editor.select_all()
    assert play(typing, KEY.Key_H)  # humanise elsewhere
    assert typing.committed == []
    play(typing, KEY.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    assert typing.auditioned == [] and typing.editor.selection


def test_switched_off_letters_are_commands_again(typing):
    typing.view.canvas.typing.switch(False)
    typing.editor.select_all()
    assert play(typing, KEY.Key_H) == []
    assert [label for _, label in typing.committed] == ["Humanise 3 notes"]
