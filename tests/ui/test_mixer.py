"""The mixer's faders: a drag is seen at once and is one step; what is shown follows the score."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from audiogenesis_desktop.delivery.balancing import PartLevel
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import Mix, Score, Track
from audiogenesis_desktop.studio.mixing import Found
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


# What was found


def level(track_id, level_lu, wished_lu=-6.0, beside_lu=-6.0):
    return PartLevel(track_id, "bass", level_lu, wished_lu, beside_lu)


def test_levels_and_what_is_wrong_with_them_stand_in_the_strips(qtbot):
    known = {4: level(4, -6.2), 7: level(7, -14.3, beside_lu=-13.0)}
    found = [Found(known, -16.04)]
    mixer = Mixer(DARK, lambda _score: found[0])
    qtbot.addWidget(mixer)
    mixer.show()
    mixer.set_score(SCORE)
    assert [strip.found.text() for strip in mixer.strips.values()] == ["−6.2 LU", "−14.3 LU, lost"]
    assert "as bass it is to have −6.0 LU" in mixer.strips[4].found.toolTip()
    assert mixer.master.loudness.text() == "−16.0 LUFS"
    found[0] = None
    mixer.show_found()
    assert [strip.found.text() for strip in mixer.strips.values()] == ["", ""]
    assert mixer.master.loudness.text() == "not heard yet"


def test_how_much_softer_than_its_files_it_plays_stands_under_the_loudness(qtbot):
    mixer = Mixer(DARK)
    qtbot.addWidget(mixer)
    mixer.show()
    assert mixer.master.live.isHidden()
    mixer.show_live_gain(-3.04)
    mixer.set_theme(DARK)
    assert mixer.master.live.text() == "plays 3.0 dB softer"
    assert not mixer.master.live.isHidden()
    mixer.show_live_gain(0.0)
    assert mixer.master.live.isHidden()


def test_a_mixer_that_is_folded_asks_nothing():
    mixer = Mixer(DARK, lambda _score: 1 / 0)
    mixer.set_score(SCORE)


def test_the_master_fader_previews_and_commits_once(mixer):
    fader = mixer.master.fader
    fader.setSliderDown(True)
    fader.setValue(fader.value() - 12)
    assert [score.level_db for score in mixer.emitted.previewed] == [-6.0]
    fader.setSliderDown(False)
    ((score, label),) = mixer.emitted.committed
    assert (score.level_db, label) == (-6.0, "Change master level")
    assert score.tracks is SCORE.tracks


def test_a_master_between_two_steps_stays_there_unless_it_is_moved(mixer):
    mixer.set_score(replace(SCORE, level_db=7.3))
    assert mixer.master.readout.text() == "+7.3 dB"
    mixer.master.fader.setSliderDown(True)
    mixer.master.fader.setSliderDown(False)
    assert mixer.emitted.committed == [] and mixer.emitted.reverted == [True]


def test_another_theme_keeps_the_master(mixer):
    mixer.set_score(replace(SCORE, level_db=-3.0))
    mixer.set_theme(LIGHT)
    assert mixer.master.readout.text() == "−3.0 dB"
    mixer.master.committed.emit(2.0)
    assert mixer.emitted.committed[0][0].level_db == 2.0
