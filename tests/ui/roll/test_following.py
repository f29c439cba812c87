"""How the view follows the playhead, driven as the frame timer does it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from audiogenesis_desktop.editing.geometry import Geometry
from audiogenesis_desktop.ui.roll.following import PLACE, Following

VIEW = Geometry(pixels_per_tick=0.1, width=600, height=300, end_tick=100_000)
TICKS_PER_FRAME = 20  # two pixels


class Playing:
    """A view that follows a playhead frame by frame."""

    def __init__(self, mode, *, tick=0.0, geometry=VIEW):
        self.following, self.geometry, self.tick = Following(), geometry, tick
        self.following.mode = mode
        self.following.resume()

    def play(self, frames=1, *, is_held=False, is_playing=True):
        shown = []
        for _ in range(frames):
            self.tick += TICKS_PER_FRAME
            self.geometry = self.following.follow(self.geometry, self.tick, is_playing=is_playing, is_held=is_held)
            shown.append(self.geometry.scroll_x)
        return shown

    @property
    def x(self):
        return self.geometry.x_of(self.tick)


def test_continuously_the_playhead_goes_to_its_place_and_stays_there():
    view = Playing("continuous")
    assert set(view.play(90)) == {0}
    view.play(20)
    for _ in range(50):
        before = view.geometry.scroll_x
        view.play()
        assert view.geometry.scroll_x - before == 2  # evenly: the music moves, the playhead does not
        assert view.x == pytest.approx(600 * PLACE, abs=1)


def test_playing_from_further_right_glides_there_within_a_quarter_second():
    view = Playing("continuous", tick=5000.0)
    scrolled = view.play(15)
    steps = [after - before for before, after in pairwise([0, *scrolled])]
    assert all(one >= other for one, other in pairwise(steps)) and steps[0] < 200
    assert view.x == pytest.approx(200, abs=8)


def test_without_motion_it_is_there_at_once():
    view = Playing("continuous", tick=5000.0)
    view.following.is_eased = False
    view.play()
    assert view.x == pytest.approx(200, abs=1)


def test_pages_turn_and_off_stays():
    view, still = Playing("page"), Playing("off")
    assert set(view.play(299)) == {0}
    assert view.play(2)[-1] > 500 and 0 < view.x < 60
    assert set(still.play(400)) == {0}


def test_while_not_playing_continuous_only_turns_pages():
    view = Playing("continuous", tick=4000.0)
    assert view.play(is_playing=False) == [0]
    view.tick = 50_000
    view.play(is_playing=False)
    assert 0 < view.x < 60


@pytest.mark.parametrize("mode", ["page", "continuous"])
def test_a_gesture_keeps_the_view_still_and_following_goes_on_after_it(mode):
    view = Playing(mode, tick=5000.0)
    assert set(view.play(100, is_held=True)) == {0}
    view.play(30)
    assert 0 <= view.x < 300


@pytest.mark.parametrize("mode", ["page", "continuous"])
def test_whoever_scrolls_away_is_left_alone_until_the_playhead_is_seen(mode):
    view = Playing(mode, tick=20_000.0)
    view.play(30)
    view.geometry = view.geometry.scrolled(4000, 0)
    here = view.geometry.scroll_x
    assert set(view.play(100)) == {here}
    view.geometry = view.geometry.scrolled(view.x - 100, 0)  # to where it can be seen
    assert view.play(400)[-1] > view.play()[0] - 1000
    assert 0 <= view.x < 600


@pytest.mark.parametrize("mode", ["page", "continuous"])
def test_playing_anew_comes_back(mode):
    view = Playing(mode, tick=20_000.0)
    view.play(30)
    view.geometry = view.geometry.scrolled(4000, 0)
    view.play(10)
    view.following.resume()
    view.play(20)
    assert 0 <= view.x < 300


def test_a_little_scrolling_is_not_pulled_back_at_once():
    view = Playing("continuous", tick=20_000.0)
    view.play(30)
    view.geometry = view.geometry.scrolled(-150, 0)
    here = view.geometry.scroll_x
    assert set(view.play(100)) == {here}  # 350 px and 2 px a frame: not yet at the edge
    view.play(60)
    assert view.x == pytest.approx(200, abs=12)


def test_zooming_does_not_stop_it():
    view = Playing("continuous", tick=20_000.0)
    view.play(30)
    view.geometry = view.geometry.zoomed_time(2, 0)
    view.play()
    assert view.x == pytest.approx(200, abs=2)


def test_zooming_in_elsewhere_is_going_away():
    view = Playing("page", tick=1000.0)
    view.play()
    view.geometry = view.geometry.zoomed_time(8, 500)
    assert view.x < 0
    here = view.geometry.scroll_x
    assert set(view.play(3)) == {here}


def test_a_wheel_turn_leaves_the_page_and_playing_anew_brings_it_back(zoomed):
    zoomed.view.set_playing(True)
    zoomed.view.set_playhead(100.0)
    event = QWheelEvent(
        QPointF(300, 150),
        QPointF(300, 150),
        QPoint(),
        QPoint(0, -1200),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(zoomed.canvas, event)
    scrolled = zoomed.geometry.scroll_x
    assert scrolled > 100
    zoomed.view.set_playhead(200.0)
    assert zoomed.geometry.scroll_x == scrolled
    zoomed.view.set_playing(False)
    zoomed.view.set_playing(True)
    zoomed.view.set_playhead(300.0)
    assert zoomed.geometry.scroll_x == 0


def test_a_press_in_the_roll_keeps_the_view_still(zoomed):
    zoomed.view.following.mode = "continuous"
    zoomed.view.set_playing(True)
    QTest.mousePress(zoomed.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 40))
    zoomed.view.set_playhead(zoomed.geometry.tick_at(900))
    assert zoomed.geometry.scroll_x == 0
    QTest.mouseRelease(zoomed.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 40))
    zoomed.view.set_playhead(zoomed.geometry.tick_at(902))
    assert zoomed.geometry.scroll_x > 0
