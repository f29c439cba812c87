"""From a first take to a final one, with the real composer: marked, written anew, varied, wished for, kept beside.

With AUDIOGENESIS_GUIDE set to a folder, what is seen on the way is put there, as by the walk of the first hour.
"""

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


def regenerate(made, qtbot):  # noqa: F811
    made.window.activateWindow()  # keys go to whoever is active: a window of another test, or the menu just closed
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made.window)
    with qtbot.waitSignal(made.studio.reworking.finished, timeout=60_000) as finished:
        QTest.keyClick(made.window.roll.canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert finished.args[0].told.startswith("Regenerated Flute, bars 5–8: ")
    assert made.window.roll.editor.selection
    made.show("regenerated")


def vary_half(made, qtbot):  # noqa: F811
    window, finished = made.window, made.studio.reworking.finished
    with qtbot.waitSignal(finished, timeout=60_000):
        window.actions_["rework_vary"].trigger()
    with qtbot.waitSignal(finished, timeout=60_000) as varied:
        window.rework.popup.amount.setValue(50)
    assert 0.3 < varied.args[0].reworked.share_changed < 0.7
    made.show("vary")
    window.rework.popup.close()


def wish_for_more(made, qtbot):  # noqa: F811
    window = made.window
    window.actions_["rework_wishes"].trigger()
    with qtbot.waitSignal(made.studio.reworking.finished, timeout=60_000):
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
