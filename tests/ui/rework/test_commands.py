"""The verbs by their commands: what they are about, what is said of it before and after, and what stands selected."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from audiogenesis_desktop.editing.verbs.asking import VERBS
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.roles import ROLES
from audiogenesis_desktop.theory.instruments import find
from audiogenesis_desktop.ui.rework.asked_popups import ROLES_TO_JOIN
from audiogenesis_desktop.ui.rework.bar import ReworkBar
from audiogenesis_desktop.ui.rework.commands import NOTHING_MEANT
from audiogenesis_desktop.ui.theme import DARK

BAR = 3840
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def looped(window, studio, piece):
    """Loop bars 3 and 4, with the bass in front."""
    bass = next(track.id for track in piece.tracks if "bass" in track.name.lower())
    window.roll.editor.activate(bass)
    studio.player.set_loop(2 * BAR, 4 * BAR)
    studio.player.state_changed.emit()
    return bass


def test_what_is_meant_is_said_before_it_is_done(window, studio, piece, looped):
    actions, editor = window.actions_, window.roll.editor
    assert actions["rework_scope"].text() == "On Fingered bass, bars 3–4"
    assert "Write other notes: Fingered bass, bars 3–4" in actions["rework_regenerate"].toolTip()
    editor.select(frozenset(piece.track(looped).notes[:1]))
    assert actions["rework_scope"].text() == "On 1 note of Fingered bass, bar 1"
    editor.select(frozenset())
    studio.player.set_looping(False)
    window.roll.sections.choose(piece.sections[1].start_tick)
    assert actions["rework_scope"].text().startswith("On all tracks, bars ")
    window.roll.sections.choose(None)
    assert actions["rework_scope"].text().startswith("On Fingered bass, bar")  # the section at the playhead


def test_all_tracks_are_meant_where_that_is_switched_on(window, looped):
    window.actions_["rework_all"].trigger()
    assert window.actions_["rework_scope"].text() == "On all tracks, bars 3–4"
    window.actions_["rework_all"].trigger()
    assert window.actions_["rework_scope"].text() == "On Fingered bass, bars 3–4"


def drag_in_ruler(window, first_tick, last_tick, held):
    ruler, geometry = window.roll.ruler, window.roll.viewport.geometry
    start, end = (QPoint(round(geometry.x_of(tick)), 12) for tick in (first_tick, last_tick))
    QTest.mousePress(ruler, Qt.MouseButton.LeftButton, held, start)
    for x in (start.x() + 20, end.x()):
        at = QPointF(x, 12)
        buttons = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
        QApplication.sendEvent(
            ruler, QMouseEvent(QEvent.Type.MouseMove, at, QPointF(ruler.mapToGlobal(at.toPoint())), *buttons, held)
        )
    QTest.mouseRelease(ruler, Qt.MouseButton.LeftButton, held, end)


def test_several_stretches_and_tracks_are_worked_on_at_once(window, studio, piece, looped, do):
    scope, ruler = window.actions_["rework_scope"], window.roll.ruler
    drag_in_ruler(window, 5 * BAR, 6 * BAR, CTRL)
    assert ruler.marked == ((5 * BAR, 6 * BAR),) and studio.player.loop == (2 * BAR, 4 * BAR)
    assert scope.text() == "On Fingered bass, bars 3–4 and 6"
    drums = next(track.id for track in piece.tracks if track.is_drums)
    window.track_list.add_chosen(drums)
    assert scope.text() == "On Fingered bass and Drums, bars 3–4 and 6"
    score = do("rework_regenerate").score
    for before, after in zip(piece.tracks, score.tracks, strict=True):
        changed = set(before.notes) ^ set(after.notes)
        bars = {note.start_tick // BAR for note in changed}
        assert bars <= {2, 3, 5} and bool(bars) == (before.id in (looped, drums))
    assert scope.text() == "On Fingered bass and Drums, bars 3–4 and 6"  # as the next verb has it
    QTest.mouseClick(
        ruler, Qt.MouseButton.LeftButton, CTRL, QPoint(round(window.roll.viewport.geometry.x_of(5.5 * BAR)), 12)
    )
    assert ruler.marked == () and scope.text() == "On Fingered bass and Drums, bars 3–4"


def test_a_new_loop_and_another_piece_leave_nothing_marked_beside(window, studio, looped):
    drag_in_ruler(window, 5 * BAR, 6 * BAR, CTRL)
    drag_in_ruler(window, 6 * BAR, 7 * BAR, NONE)
    assert window.roll.ruler.marked == () and studio.player.loop == (6 * BAR, 7 * BAR)
    drag_in_ruler(window, 4 * BAR, 5 * BAR, CTRL)
    studio.score_replaced.emit()
    assert window.roll.ruler.marked == ()


def test_bars_are_marked_as_well_from_the_keyboard(window, studio, piece, looped):
    studio.player.set_looping(False)
    lane, first, second = window.roll.sections, *piece.sections[:2]
    lane.choose(first.start_tick)
    window.actions_["rework_mark"].trigger()
    assert window.roll.ruler.marked == ((first.start_tick, first.end_tick),)
    studio.player.set_loop(second.start_tick, second.end_tick)
    assert window.actions_["rework_scope"].text() == f"On Fingered bass, bars 1–{second.end_tick // BAR}"
    studio.player.set_looping(False)
    window.actions_["rework_mark"].trigger()
    assert window.roll.ruler.marked == ()


def test_sections_are_chosen_together_with_ctrl(window, studio, piece, looped):
    studio.player.set_looping(False)
    lane, geometry = window.roll.sections, window.roll.viewport.geometry
    for section in piece.sections[:2]:
        x = round(geometry.x_of((section.start_tick + section.end_tick) / 2))
        QTest.mouseClick(lane, Qt.MouseButton.LeftButton, CTRL, QPoint(x, lane.height() // 2))
    assert lane.chosen_ticks == tuple(one.start_tick for one in piece.sections[:2])
    end = piece.sections[1].end_tick // BAR
    assert window.actions_["rework_scope"].text() == f"On all tracks, bars 1–{end}"
    lane.add_chosen(piece.sections[0].start_tick)
    assert lane.chosen_ticks == (piece.sections[1].start_tick,) and lane.chosen == piece.sections[1].start_tick
    lane.choose(None)
    assert lane.chosen_ticks == ()


def test_a_verb_by_its_key_tells_how_much_differs_and_its_result_is_what_the_next_is_about(
    window, studio, piece, looped, do
):
    result = do("rework_regenerate")
    bar, editor = window.rework.bar, window.roll.editor
    assert bar.isVisible() and bar.text.text() == result.told
    assert result.told.startswith("Regenerated Fingered bass, bars 3–4: ")
    assert editor.selection and editor.selection == {note for _, note in result.reworked.new}
    assert studio.document.undo_label == "Regenerate Fingered bass, bars 3–4"
    assert window.actions_["rework_scope"].text() == "On Fingered bass, bars 3–4"  # not the notes that came alone
    assert do("rework_simplify").ordered.words == "Fingered bass, bars 3–4"
    others = [(a, b) for a, b in zip(piece.tracks, studio.document.score.tracks, strict=True) if a.id != looped]
    assert all(a is b for a, b in others)


def test_escape_stops_a_verb_and_afterwards_only_puts_away_what_is_told_of_it(window, studio, piece, looped, do, qtbot):
    with qtbot.waitSignal(studio.reworking.ended, timeout=20_000):
        window.actions_["rework_regenerate"].trigger()
        assert window.actions_["cancel"].isEnabled()
        window.actions_["cancel"].trigger()
    assert studio.document.committed is piece and not window.rework.bar.isVisible()
    result = do("rework_regenerate")
    assert window.rework.bar.isVisible() and window.actions_["cancel"].isEnabled()
    window.actions_["cancel"].trigger()
    assert not window.rework.bar.isVisible() and not window.actions_["cancel"].isEnabled()
    assert studio.document.committed is result.score and window.actions_["rework_again"].isEnabled()


def test_the_bar_cuts_what_has_no_room_and_tells_it_in_a_tip(window, looped, do, qtbot):
    result, actions = do("rework_regenerate"), window.actions_
    assert window.rework.bar.text.text() == result.told
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(330, 200)
    over.show()
    bar = ReworkBar(over, DARK, again=actions["rework_again"], keep=actions["rework_keep"])
    bar.show_result(result, can_be_kept=True)
    assert bar.text.text() != bar.text.toolTip() == result.told and bar.width() <= 330
    bar.stand_clear([180, 190])  # where notes lie low it stands over them
    assert bar.geometry().bottom() < 100
    bar.stand_clear([10, 190, 12])
    assert bar.geometry().top() > 100


def test_the_bars_buttons_ask_again_keep_beside_and_undo(window, studio, piece, looped, do, qtbot):
    first, bar = do("rework_regenerate"), window.rework.bar
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as again:
        qtbot.mouseClick(bar.again, Qt.MouseButton.LeftButton)
    assert again.args[0].ordered.seed == first.ordered.seed + 1
    new = studio.document.committed
    qtbot.mouseClick(bar.keep, Qt.MouseButton.LeftButton)
    assert [take.score.tracks == new.tracks for take in studio.takes.all] == [False, True]
    assert studio.takes.all[0].score is piece and not bar.isVisible()
    do("rework_simplify")
    assert not bar.again.isVisible()  # it would bring the same
    qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
    assert studio.document.committed.tracks == new.tracks


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"vary", "accompany", "continue", "orchestrate"}))
def test_every_verb_that_asks_nothing_first_works_on_what_is_meant(window, studio, piece, looped, do, verb):
    score = do(f"rework_{verb}").score
    before, after = (
        {n for t in one.tracks for n in t.notes if not 2 * BAR <= n.start_tick < 4 * BAR} for one in (piece, score)
    )
    assert before == after and score != piece


def test_somebody_joins_in_the_bars_that_are_marked_and_comes_to_the_front(window, studio, looped, do):
    result = do("accompany_pad")
    new = studio.document.score.tracks[-1]
    assert result.told.startswith("Accompanied bars 3–4 by pad: ") and window.track_list.edited_track == new.id
    assert all(2 * BAR <= note.start_tick < 4 * BAR for note in new.notes)


@pytest.mark.parametrize("role", sorted(ROLES_TO_JOIN))
def test_there_is_a_command_for_each_role(window, role):
    assert f"accompany_{role.partition(' ')[0]}" in window.actions_.commands and role in ROLES


def test_who_joins_and_what_they_play_can_be_said(window, studio, looped, qtbot):
    window.actions_["accompany_by"].trigger()
    popup = window.rework.popup
    popup.fields["Instruments"].setText("xyzzy")
    popup.set.click()
    assert "no instrument known here" in popup.wrong.text()
    popup.fields["Instruments"].setText("cello")
    popup.fields["Plays"].choose("pad")
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        popup.set.click()
    assert finished.args[0].told.startswith("Accompanied bars 3–4 by cello: ")
    assert studio.document.score.tracks[-1].program == find("cello").program


def test_the_piece_goes_on(window, studio, piece, do):
    result = do("continue_4")
    assert result.told.startswith("Continued the piece by 4 bars: ") and studio.document.score.end_tick > piece.end_tick


def test_nothing_marked_is_told_in_a_sentence(window, studio, piece):
    studio.edit(replace(piece, sections=()), "Forget the form")
    window.roll.editor.select(frozenset())
    window.actions_["rework_regenerate"].trigger()
    assert window.notices.notice.text == NOTHING_MEANT and studio.reworking.ordered is None


def test_without_music_nothing_is_offered(window, studio):
    studio.edit(Score(), "Clear")
    assert not window.actions_["rework_regenerate"].isEnabled() and not window.actions_["accompany_bass"].isEnabled()


def test_the_menus_over_a_track_and_a_section_are_about_them(window, studio, piece, looped, qtbot):
    studio.player.set_looping(False)
    menu = QMenu(window)
    window.track_list.menu_opening.emit(looped, menu)
    assert window.actions_["rework_scope"].text() == "On Fingered bass"
    menu.aboutToHide.emit()
    qtbot.waitUntil(lambda: window.actions_["rework_scope"].text() != "On Fingered bass")
    window.roll.sections.choose(piece.sections[0].start_tick)
    other = QMenu(window)
    window.roll.sections.menu_opening.emit(other)
    assert [action.text() for action in other.actions() if action.menu()] == ["Rework"]
    assert window.actions_["rework_scope"].text().startswith("On all tracks, bars 1")
    other.aboutToHide.emit()


def test_the_roll_offers_verbs_unless_the_pencil_is_in_hand(window, looped):
    def offered():
        window.roll.canvas.customContextMenuRequested.emit(QPoint(9, 9))
        menus = window.roll.findChildren(QMenu)
        return [menu for menu in menus if window.actions_["rework_regenerate"] in menu.actions()]

    window.roll.editor.take_pencil(True)
    assert not offered()
    window.roll.editor.take_pencil(False)
    (menu,) = offered()
    menu.close()


def test_a_section_is_written_anew_as_lively_as_its_energy(window, studio, piece, qtbot):
    section = piece.sections[0]
    with qtbot.waitSignal(studio.reworking.finished, timeout=20_000) as finished:
        window.rework.rewrite_section(section.start_tick, 0.9)
    ordered = finished.args[0].ordered
    assert ordered.words == f"section {section.label}" and ordered.wishes[0] == Wishes(energy=0.8)


def test_wishes_go_along_with_every_verb_of_their_tracks(window, looped, do):
    wishing = window.studio.wishing
    wishing.put(wishing.book.put(looped, "", Wishes(density=0.5)))
    assert do("rework_regenerate").ordered.wishes == {looped: Wishes(density=0.5)}
