"""The mixer's faders: a drag is seen at once and is one step; what is shown follows the score."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import Mix, Score, Track
from audiogenesis_desktop.ui.mixer import Mixer, pan_text
from audiogenesis_desktop.ui.theme import DARK, LIGHT

SCORE = Score((Track(4, "Piano"), Track(7, "Bass", 33, mix=Mix(pan=20, mute=True))))
LEFT = Qt.MouseButton.LeftButton


class Emitted:
    def __init__(self, mixer):
        self.previewed, self.committed, self.reverted = [], [], []
        mixer.score_previewed.connect(self.previewed.append)
        mixer.score_committed.connect(lambda score, label: self.committed.append((score, label)))
        mixer.edit_reverted.connect(lambda: self.reverted.append(True))


@pytest.fixture
def mixer(qtbot):
    made = Mixer(DARK)
    qtbot.addWidget(made)
    made.resize(600, 160)
    made.set_score(SCORE)
    made.show()
    made.emitted = Emitted(made)
    return made


@pytest.mark.parametrize(("pan", "text"), [(0, "L64"), (63, "L1"), (64, "C"), (65, "R1"), (127, "R63")])
def test_pan_is_shown_as_mixers_do(pan, text):
    assert pan_text(pan) == text


@pytest.mark.parametrize("field", ["volume", "pan", "reverb", "chorus"])
def test_a_drag_previews_and_commits_once(mixer, field):
    fader = mixer.strips[4].faders[field]
    end = QPoint(fader.width() // 3, fader.height() // 2)
    QTest.mousePress(fader, LEFT, pos=QPoint(fader.width() - 8, fader.height() // 2))
    QTest.mouseMove(fader, end)
    assert mixer.emitted.previewed and mixer.emitted.committed == []
    QTest.mouseRelease(fader, LEFT, pos=end)
    ((score, label),) = mixer.emitted.committed
    assert label == f"Change {field} of Piano"
    assert getattr(score.track(4).mix, field) == fader.value() and score.track(7) is SCORE.track(7)


def test_a_press_that_changes_nothing_is_no_step(mixer):
    fader = mixer.strips[4].faders["pan"]
    fader.setSliderDown(True)
    fader.setSliderDown(False)
    assert mixer.emitted.committed == [] and mixer.emitted.reverted == [True]


def test_keys_move_a_fader_and_a_double_click_brings_it_home(mixer):
    fader = mixer.strips[7].faders["pan"]
    QTest.keyClick(fader, Qt.Key.Key_Right)
    assert mixer.emitted.committed[-1][0].track(7).mix.pan == 21
    QTest.mouseDClick(fader, LEFT)
    assert mixer.emitted.committed[-1][0].track(7).mix.pan == 64


def test_mute_and_solo(mixer):
    QTest.mouseClick(mixer.strips[4].solo, LEFT)
    assert mixer.emitted.committed[-1][0].track(4).mix.solo and mixer.emitted.committed[-1][1] == "Solo Piano"
    QTest.mouseClick(mixer.strips[7].mute, LEFT)
    assert not mixer.emitted.committed[-1][0].track(7).mix.mute and mixer.emitted.committed[-1][1] == "Unmute Bass"


def test_strips_follow_the_score_and_the_theme(mixer):
    strip = mixer.strips[4]
    mixer.set_score(set_mix(SCORE, 4, Mix(volume=30)))
    assert mixer.strips[4] is strip and strip.readouts["volume"].text() == "30"
    mixer.set_score(Score((Track(9, "Choir"),)))
    assert list(mixer.strips) == [9]
    QTest.qWait(10)
    dark = mixer.grab().toImage()
    mixer.set_theme(LIGHT)
    QTest.qWait(10)
    assert mixer.grab().toImage() != dark


def test_pan_is_drawn_from_the_centre(mixer):
    def filled(pan):
        mixer.set_score(set_mix(SCORE, 4, Mix(pan=pan)))
        QTest.qWait(5)
        fader = mixer.strips[4].faders["pan"]
        picture, colour = fader.grab().toImage(), DARK.track_colour(0)
        row = [picture.pixelColor(x, fader.height() // 2) == colour for x in range(fader.width())]
        return row.index(True) if True in row else -1, sum(row), fader.width()

    (_, none, width), (left, _, _), (right, _, _) = filled(64), filled(0), filled(127)
    assert none <= 4 and left < width * 0.2 and right > width * 0.4
