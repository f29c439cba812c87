"""From a first take to a final one, with the real composer: marked, written anew, varied, wished for, kept beside.

With AUDIOGENESIS_GUIDE set to a folder, what is seen on the way is put there, as by the walk of the first hour.
"""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from audiogenesis_desktop.studio import reworking
from tests.ui.test_walk_through import made  # noqa: F401

PROMPT = "pop ballad with piano, bass, drums and flute, 84 bpm, Bb major, 30 seconds"
BAR = 3840


def mark_bars(made, first, last):  # noqa: F811
    """Drag in the ruler over bars, counted from 1."""
    x = [round(made.geometry.x_of(bar * BAR)) for bar in (first - 1, last)]
    ruler = made.window.roll.ruler
    y = ruler.height() // 4
    drag_over(ruler, QPoint(x[0] + 1, y), QPoint(x[1] - 1, y))


def drag_over(widget, start, end):
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(widget, left, none, start)
    for point in ((start + end) / 2, end):
        where, glob = QPointF(point), QPointF(widget.mapToGlobal(point))
        event = QMouseEvent(QEvent.Type.MouseMove, where, glob, Qt.MouseButton.NoButton, left, none)
        QApplication.sendEvent(widget, event)
    QTest.mouseRelease(widget, left, none, end)


def see_the_menu(made):  # noqa: F811
    window, bar = made.window, made.window.menuBar()
    menu = next(m for m in bar.findChildren(QMenu) if window.actions_["rework_vary"] in m.actions())
    menu.popup(bar.mapToGlobal(bar.actionGeometry(menu.menuAction()).bottomLeft()))
    made.show("menu")
    menu.close()


@contextmanager
def result_of_verb(made, qtbot):  # noqa: F811
    """Wait for what comes of a verb that is asked for within, and yield a list that it will be in.

    A verb that has no result ends: what the window said of it is then what the test fails with.
    """
    reworking, came, said = made.studio.reworking, [], []
    tells = [(reworking.finished, came.append), (reworking.ended, lambda: said.append("it ended"))]
    tells += [(one, lambda notice: said.append(notice.text)) for one in (reworking.noticed, made.studio.noticed)]
    connections = [(signal, signal.connect(tell)) for signal, tell in tells]
    try:
        yield came
        qtbot.waitUntil(lambda: bool(came) or "it ended" in said, timeout=60_000)
        QTest.qWait(0)  # what it says as it ends
    finally:
        for signal, connection in connections:
            signal.disconnect(connection)
    assert came, said


def regenerate(made, qtbot):  # noqa: F811
    made.window.activateWindow()  # keys go to whoever is active: a window of another test, or the menu just closed
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made.window)
    with result_of_verb(made, qtbot) as came:
        QTest.keyClick(made.window.roll.canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert came[0].told.startswith("Regenerated Flute, bars 5–8: ")
    assert made.window.roll.editor.selection
    made.show("regenerated")


def vary_half(made, qtbot):  # noqa: F811
    window = made.window
    with result_of_verb(made, qtbot):
        assert window.actions_["rework_vary"].isEnabled()
        window.actions_["rework_vary"].trigger()
    with result_of_verb(made, qtbot) as varied:
        window.rework.popup.amount.setValue(50)
    assert 0.3 < varied[0].reworked.share_changed < 0.7
    made.show("vary")
    window.rework.popup.close()


def wish_for_more(made, qtbot):  # noqa: F811
    window = made.window
    window.actions_["rework_wishes"].trigger()
    with result_of_verb(made, qtbot):
        window.rework.popup.rows["density"].slider.setValue(180)
    made.show("wishes")
    window.rework.popup.close()


def mistype_chords(made):  # noqa: F811
    window = made.window
    window.actions_["rework_chords"].trigger()
    window.rework.popup.fields["Chords"].setText("| Gm Eb | Bb Fx |")
    window.rework.popup.set.click()
    assert "“Fx” in bar 2" in window.rework.popup.wrong.text()
    made.show("chords")
    window.rework.popup.close()


def outside(score):
    """Return the notes of each track that are not what is worked on."""
    return [
        [n for n in track.notes if not 4 * BAR <= n.start_tick < 8 * BAR or track.name != "Flute"]
        for track in score.tracks
    ]


@pytest.mark.slow
def test_from_a_first_take_to_a_final_one(made, qtbot, monkeypatch):  # noqa: F811
    monkeypatch.setattr(reworking, "secrets", SimpleNamespace(randbelow=lambda _end: 3))
    made.chapter = "rework-"
    window, studio = made.window, made.studio
    studio.settings.takes = 1
    window.prompt_bar.set_prompt(PROMPT)
    with qtbot.waitSignal(studio.composing.finished, timeout=120_000):
        studio.making.compose(PROMPT, 1)
    first = studio.document.committed

    made.edit_track("flute")
    mark_bars(made, 5, 8)
    assert window.actions_["rework_scope"].text() == "On Flute, bars 5–8"
    see_the_menu(made)
    regenerate(made, qtbot)
    vary_half(made, qtbot)
    wish_for_more(made, qtbot)
    mistype_chords(made)

    new = studio.document.committed
    window.actions_["rework_keep"].trigger()
    assert [take.score.tracks == new.tracks for take in studio.takes.all] == [False, True]
    made.show("kept")
    assert outside(studio.document.committed) == outside(first)
