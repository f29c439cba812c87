"""Preferences of sound: what is offered, that each change is taken up at once, and what is remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.studio.outputs import FLUIDSYNTH
from audiogenesis_desktop.studio.settings import Settings
from audiogenesis_desktop.ui.main_window import MainWindow
from audiogenesis_desktop.ui.preferences import Preferences
from audiogenesis_desktop.ui.theme import DARK


@pytest.fixture
def wished(studio):
    opened = []

    def remember(choice, wishes):
        opened.append((choice, wishes))
        return NullOutput()

    studio.settings.output = FLUIDSYNTH
    studio.sound.open_output = remember
    return opened


@pytest.fixture
def preferences(studio, qtbot, wished):
    made = Preferences(studio, DARK, None, lambda: {"jack": [], "alsa": ["default", "hw:1"]})
    made.show()
    yield made
    made.close()


def pick(combo, text):
    combo.setCurrentText(text)
    combo.activated.emit(combo.currentIndex())


def test_each_change_is_taken_up_at_once_and_remembered(preferences, studio, qtbot, wished):
    assert not preferences.device.isEnabled()
    pick(preferences.driver, "alsa")
    pick(preferences.device, "hw:1")
    pick(preferences.rate, "44.1 kHz")
    pick(preferences.latency, "21.3 ms (4 x 256)")
    qtbot.waitUntil(lambda: len(wished) == 4, timeout=5000)
    _, wishes = wished[-1]
    assert (wishes.driver, wishes.device, wishes.rate) == ("alsa", "hw:1", 44_100)
    assert (wishes.period_frames, wishes.periods) == (256, 4)
    assert studio.settings.sound_wishes == wishes
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)


def test_effects_are_levels(preferences, studio, qtbot, wished):
    preferences.reverb.setSliderDown(True)
    preferences.reverb.setValue(40)
    preferences.reverb.setSliderDown(False)
    qtbot.waitUntil(lambda: bool(wished), timeout=5000)
    assert wished[-1][1].reverb == 0.4 and wished[-1][1].chorus == 1.0
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)


def test_soundfonts_are_stacked_moved_and_removed(preferences, studio, qtbot, wished, tmp_path, monkeypatch):
    for name in ("piano.sf2", "strings.sf3"):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, n=name: (str(tmp_path / n), ""))
        preferences._add()
    preferences.soundfonts.setCurrentRow(1)
    preferences._shift(-1)
    names = [path.name for path in studio.settings.sound_wishes.soundfonts]
    assert names == ["strings.sf3", "piano.sf2"] and studio.settings.first_soundfont.name == "strings.sf3"
    preferences.soundfonts.setCurrentRow(0)
    preferences._remove()
    assert [path.name for path in studio.settings.sound_wishes.soundfonts] == ["piano.sf2"]
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)


def test_a_driver_that_is_gone_is_kept_and_marked(studio, qtbot, wished):
    studio.settings.fluid = {"driver": "pipewire"}
    made = Preferences(studio, DARK, None, dict)
    assert made.driver.currentText() == "pipewire (not there now)"
    made.close()


def test_a_ports_latency_is_set_where_music_plays_to_one(studio, qtbot, wished):
    studio.settings.output = "port:Synth"
    made = Preferences(studio, DARK, None, dict)
    assert made.port_latency.isEnabled()
    pick(made.port_latency, "+15 ms")
    assert studio.settings.ahead_ms == {"Synth": 15.0}
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    made.close()


def test_settings_of_another_kind_fall_back_to_the_usual():
    settings = Settings(fluid={"rate": "fast", "driver": 3, "reverb": 0.5, "nonsense": 1})
    wishes = settings.sound_wishes
    assert (wishes.rate, wishes.driver, wishes.reverb, wishes.soundfonts) == (0, "", 0.5, ())


def test_the_window_opens_them_and_every_control_is_named(studio, qtbot, wished):
    window = MainWindow(studio)
    qtbot.addWidget(window)
    window.actions_["preferences"].trigger()
    made = window.findChild(Preferences)
    assert made.isVisible() and not made.isModal()
    controls = (made.driver, made.device, made.rate, made.latency, made.reverb, made.chorus, made.soundfonts)
    assert all(control.accessibleName() for control in controls)
    made.close()
    window.close()


def test_effects_tell_where_they_stand(preferences):
    from PySide6.QtWidgets import QLabel

    preferences.reverb.setValue(70)
    assert "70 %" in [label.text() for label in preferences.findChildren(QLabel)]


def test_the_keyboard_sets_effects_too(preferences, qtbot, wished):
    qtbot.keyClick(preferences.chorus, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: bool(wished) and wished[-1][1].chorus == 0.99, timeout=5000)


def test_keys_that_come_quickly_open_the_output_once(preferences, studio, qtbot, wished):
    for _ in range(5):
        qtbot.keyClick(preferences.reverb, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: bool(wished), timeout=5000)
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert [wishes.reverb for _, wishes in wished] == [0.95]


def test_what_keys_have_set_is_taken_up_when_it_is_closed(preferences, studio, qtbot):
    qtbot.keyClick(preferences.reverb, Qt.Key.Key_Left)
    preferences.hide()
    assert studio.settings.sound_wishes.reverb == 0.99
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
