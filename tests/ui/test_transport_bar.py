import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QMenu

from audiogenesis_desktop.editing.commands import load_commands
from audiogenesis_desktop.score.score import KeyAt, Meter, Mix, Note, Score, Tempo, Track
from audiogenesis_desktop.ui.actions.actions import Actions
from audiogenesis_desktop.ui.level_meter import Activity
from audiogenesis_desktop.ui.theme import DARK
from audiogenesis_desktop.ui.transport_bar import TransportBar, minutes

SCORE = Score(
    tempi=(Tempo.from_bpm(0, 120), Tempo.from_bpm(3840, 60)),
    meters=(Meter(0, 4, 4), Meter(3840, 3, 4)),
    keys=(KeyAt(0, 2, "minor"), KeyAt(3840, 3, "major")),
)


@pytest.fixture
def bar(qtbot):
    window = QMainWindow()
    made = TransportBar(DARK, Actions(load_commands(), DARK, window), QMenu(window))
    window.setCentralWidget(made)
    qtbot.addWidget(window)
    made.set_score(SCORE)
    made.window_ = window
    return made


def test_the_position_reads_in_bars_and_in_time(bar):
    bar.set_position(3840 + 2 * 960 + 120.7)
    assert bar._bars.text == "2.3.120"
    assert bar._clock.text == "0:04.125"
    assert (bar.tempo.text(), bar.meter.text(), bar.key.text()) == ("60.00", "3/4", "Eb major")


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00.000"), (7.25, "0:07.250"), (61.9999, "1:01.999")])
def test_time_reads_as_minutes_seconds_and_thousandths(seconds, text):
    assert minutes(seconds) == text


def test_figures_keep_their_separators_in_place(bar):
    def dots(text):
        bar._bars.set_text(text)
        right, places = bar._bars.width(), []
        for character in reversed(text):
            right -= bar._bars._width(character)
            if character == ".":
                places.append(right)
        return places

    assert dots("1.1.111") == dots("8.4.960") == dots("123.1.000")


def test_a_tempo_typed_is_requested_once(bar, qtbot):
    tempi = []
    bar.tempo_set.connect(tempi.append)
    bar.window_.show()
    bar.tempo.setFocus()
    bar.tempo.selectAll()
    qtbot.keyClicks(bar.tempo, "72,5")
    qtbot.keyClick(bar.tempo, Qt.Key.Key_Return)
    assert tempi == [72.5]
    for nonsense in ("", "fast", "0", "100000"):
        bar.tempo.setText(nonsense)
        qtbot.keyClick(bar.tempo, Qt.Key.Key_Return)
    assert tempi == [72.5]
    assert bar.tempo.text() == "72.50"


def test_activity_counts_what_is_audible():
    loud = Track(0, "Loud", mix=Mix(volume=127), notes=(Note(960, 60, 10, 127),))
    muted = Track(1, "Muted", mix=Mix(mute=True), notes=(Note(0, 60, 10, 127),))
    activity = Activity(Score(tracks=(loud, muted)))
    assert activity.strongest(0, 960) == {0: 0}
    assert activity.strongest(0, 961) == {0: 1}
