"""Chords, sections, markers, meters and keys in their lanes, by real mouse and key events at two zooms."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from audiogenesis_desktop.score.edits import replace_track
from audiogenesis_desktop.score.score import KeyAt, Meter
from audiogenesis_desktop.theory.chords import Chord

BEAT = 960
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def lanes(zoomed):
    zoomed.view.lanes.restore({lane.accessibleName(): True for lane in zoomed.view.lanes.above})
    zoomed.view.layout().activate()
    return zoomed.view.lanes


def at(zoomed, beats):
    return QPoint(round(zoomed.geometry.x_of(beats * BEAT)), 10)


def drag(widget, start, end, *, release=True):
    QTest.mousePress(widget, LEFT, NONE, start)
    for point in ((start + end) / 2, end):
        where, glob = QPointF(point), QPointF(widget.mapToGlobal(point))
        event = QMouseEvent(QEvent.Type.MouseMove, where, glob, Qt.MouseButton.NoButton, LEFT, NONE)
        QApplication.sendEvent(widget, event)
    if release:
        QTest.mouseRelease(widget, LEFT, NONE, end)


def enter(popup, **texts):
    for name, text in texts.items():
        popup.fields[name].setText(text)
    QTest.keyClick(popup, Qt.Key.Key_Return)


def chords(zoomed):
    return [(c.tick / BEAT, c.length_ticks / BEAT, Chord(c.root, c.quality).name) for c in zoomed.editor.score.chords]


# Chords


def test_a_chord_is_written_anew_and_notes_stay_where_that_is_chosen(zoomed, lanes, score):
    QTest.mouseDClick(lanes.chords, LEFT, NONE, at(zoomed, 5))
    popup = QApplication.activePopupWidget()
    popup.fields["Notes"].choose("Stay")
    enter(popup, Chord="Gm7")
    assert chords(zoomed) == [(0, 4, "Dm"), (4, 4, "Gm7")]
    assert zoomed.committed[-1][1] == "Change chord to Gm7"
    assert zoomed.committed[-1][0].tracks is score.tracks


def test_notes_follow_a_chord(zoomed, lanes):
    enter(lanes.chords.open(4 * BEAT), Chord="C")
    assert [n.pitch for n in zoomed.notes()] == [72, 76, 67]  # G is no tone of Bb
    assert [n.pitch for n in zoomed.notes(1)] == [60] and zoomed.notes(2)[0].pitch == 36


@pytest.fixture
def locked(zoomed):
    """The piano locked, and what is said of it."""
    score, said = zoomed.editor.score, []
    zoomed.view.set_score(replace_track(score, replace(score.track(0), is_locked=True)))
    zoomed.editor.refused.connect(said.append)
    return said


def test_notes_of_a_locked_track_do_not_follow_a_chord_those_of_others_do(zoomed, lanes, locked):
    before = zoomed.notes()
    popup = lanes.chords.open(4 * BEAT)
    popup.fields["Notes"].choose("Follow the chord")
    enter(popup, Chord="C#m")
    assert zoomed.notes() == before and zoomed.notes(1)[0].pitch == 61
    assert chords(zoomed)[-1] == (4, 4, "Dbm") and locked == ["Piano is locked and stays as it is."]
    assert zoomed.committed[-1][1] == "Change chord to Dbm"


def test_a_chord_that_is_none_is_reported(zoomed, lanes):
    popup = lanes.chords.open(0)
    enter(popup, Chord="H13")
    assert popup.wrong.text().startswith("Write a chord such as") and not zoomed.committed
    popup.close()


def test_a_chord_is_added_where_there_is_none_up_to_the_bar_line(zoomed, lanes):
    enter(lanes.chords.open(10 * BEAT), Chord="F")
    assert chords(zoomed)[-1] == (10, 2, "F")


def test_a_chords_border_is_dragged(zoomed, lanes):
    drag(lanes.chords, at(zoomed, 4), at(zoomed, 6))
    assert chords(zoomed) == [(0, 6, "Dm"), (6, 2, "Bb")]
    assert zoomed.committed[-1][1] == "Move chord" and len(zoomed.committed) == 1 and lanes.chords.chosen == 6 * BEAT


def test_escape_gives_up_a_drag(zoomed, lanes, score):
    drag(lanes.chords, at(zoomed, 4), at(zoomed, 6), release=False)
    QTest.keyClick(lanes.chords, Qt.Key.Key_Escape)
    QTest.mouseRelease(lanes.chords, LEFT, NONE, at(zoomed, 6))
    assert zoomed.editor.score is score and not zoomed.committed


def test_chords_are_reached_and_deleted_by_keyboard(zoomed, lanes):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Delete):
        QTest.keyClick(lanes.chords, key)
    assert chords(zoomed) == [(0, 8, "Dm")] and zoomed.committed[-1][1] == "Delete chord"


# Sections


def form(zoomed):
    return [(s.start_tick / BEAT, s.end_tick / BEAT, s.kind) for s in zoomed.editor.score.sections]


def test_a_section_is_named_and_its_energy_set(zoomed, lanes):
    popup = lanes.sections.open(8 * BEAT)
    popup.fields["Energy"].setValue(30)
    enter(popup, Name="chorus")
    assert form(zoomed)[1] == (8, 16, "chorus") and zoomed.editor.score.sections[1].energy == 0.3


def test_a_sections_notes_are_struck_as_its_energy_says_or_stay(zoomed, lanes, score):
    section = score.sections[0]
    before = {track.id: track.notes for track in score.tracks}

    def set_energy(choice):
        popup = lanes.sections.open(section.start_tick)
        popup.fields["Energy"].setValue(100)
        popup.fields[""].choose(choice)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        return [track for track in zoomed.editor.score.tracks if track.notes != before[track.id]]

    assert not set_energy("Stay")
    zoomed.view.set_score(score)
    changed = set_energy("Follow the energy")
    pairs = [pair for track in changed for pair in zip(before[track.id], track.notes, strict=True)]
    assert (
        pairs
        and all(new.velocity > old.velocity or new == old or old.velocity == 127 for old, new in pairs)
        and all((new == old) == (not section.start_tick <= old.start_tick < section.end_tick) for old, new in pairs)
    )


def test_a_section_keeps_its_styles_name_until_it_gets_another(zoomed, lanes):
    score = zoomed.editor.score
    zoomed.view.set_score(replace(score, sections=(score.sections[0], score.sections[1]._replace(name="drop"))))
    popup = lanes.sections.open(8 * BEAT)
    assert popup.fields["Name"].text() == "drop"
    popup.fields["Energy"].setValue(40)
    enter(popup)
    assert zoomed.editor.score.sections[1][2:] == ("A", 0.4, "drop")
    enter(lanes.sections.open(8 * BEAT), Name="chorus")
    assert zoomed.editor.score.sections[1][2:] == ("chorus", 0.4, "")


def test_a_section_is_split_at_the_playhead(zoomed, lanes):
    zoomed.view.set_playhead(12.0 * BEAT)
    QTest.keyClick(lanes.sections, Qt.Key.Key_Insert)
    enter(QApplication.activePopupWidget(), Name="B")
    assert form(zoomed) == [(0, 8, "intro"), (8, 12, "A"), (12, 16, "B")]


def test_the_energy_is_drawn_up_and_down_on_its_curve(zoomed, lanes, score):
    lane, section = lanes.sections, score.sections[0]
    x = (at(zoomed, section.start_tick / BEAT).x() + at(zoomed, section.end_tick / BEAT).x()) // 2
    on_curve = QPoint(x, round(lane.height() - 5 - section.energy * (lane.height() - 10)))
    drag(lane, on_curve, QPoint(x, -40))
    assert zoomed.committed[-1][1] == f"Change energy of {section.label}" and zoomed.committed[-1][0] is not score
    assert zoomed.editor.score.sections[0].energy == 1 and form(zoomed)[1:] == [
        (s.start_tick / BEAT, s.end_tick / BEAT, s.kind) for s in score.sections[1:]
    ]
    count = len(zoomed.committed)
    drag(lane, QPoint(x, 5), QPoint(x, 25), release=False)
    assert zoomed.editor.score.sections[0].energy < 0.5
    QTest.keyClick(lane, Qt.Key.Key_Escape)
    QTest.mouseRelease(lane, LEFT, NONE, QPoint(x, 25))
    assert zoomed.editor.score.sections[0].energy == 1 and len(zoomed.committed) == count


def test_a_section_asks_to_be_written_anew(zoomed, lanes, score):
    asked = []
    lanes.sections.rewrite_requested.connect(lambda tick, energy: asked.append((tick, energy)))
    popup = lanes.sections.open(score.sections[0].start_tick)
    popup.fields["Energy"].setValue(90)
    popup.fields[""].choose("Write anew")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert asked == [(score.sections[0].start_tick, 0.9)]


def test_a_border_of_sections_is_dragged_and_a_section_taken_away(zoomed, lanes):
    drag(lanes.sections, at(zoomed, 8), at(zoomed, 6))
    assert form(zoomed) == [(0, 6, "intro"), (6, 16, "A")]
    lanes.sections.remove(6 * BEAT)
    assert form(zoomed) == [(0, 16, "intro")]
    assert [label for _, label in zoomed.committed] == ["Move section", "Delete section"]


def test_a_section_needs_a_name(zoomed, lanes):
    popup = lanes.sections.open(8 * BEAT)
    enter(popup, Name="  ")
    assert popup.wrong.text() and not zoomed.committed
    popup.close()


# Markers


def test_a_marker_is_added_moved_renamed_and_deleted(zoomed, lanes):
    enter(lanes.markers.open(2 * BEAT), Name="Logo")
    drag(lanes.markers, at(zoomed, 2) + QPoint(8, 0), at(zoomed, 5) + QPoint(8, 0))
    assert [m[:2] for m in zoomed.editor.score.markers] == [(5 * BEAT, "Logo")]
    QTest.mouseDClick(lanes.markers, LEFT, NONE, at(zoomed, 5) + QPoint(8, 0))
    enter(QApplication.activePopupWidget(), Name="Logo out")
    QTest.mouseClick(lanes.markers, LEFT, NONE, at(zoomed, 5) + QPoint(8, 0))
    assert zoomed.editor.score.markers[0].text == "Logo out"
    QTest.keyClick(lanes.markers, Qt.Key.Key_Delete)
    assert zoomed.editor.score.markers == ()
    assert [label for _, label in zoomed.committed] == [
        "Add marker Logo",
        "Move marker",
        "Rename marker Logo out",
        "Delete marker",
    ]


# Meter and key


def test_a_meter_is_set_from_a_bar_on_and_notes_stay_or_move(zoomed, lanes):
    enter(lanes.signatures.open(4 * BEAT), Meter="3/4")
    assert zoomed.editor.score.meters == (Meter(0, 4, 4), Meter(4 * BEAT, 3, 4))
    assert zoomed.notes()[2].start_tick == 6 * BEAT
    popup = lanes.signatures.open(4 * BEAT)
    popup.fields[""].choose("Notes move")
    enter(popup, Meter="5/4")
    assert zoomed.notes()[2].start_tick == 6 * BEAT and zoomed.editor.score.meters[1] == Meter(4 * BEAT, 5, 4)


def test_a_key_is_set_and_notes_go_along(zoomed, lanes):
    popup = lanes.signatures.open(4 * BEAT)
    popup.fields[" "].choose("Notes move")
    enter(popup, Key="E minor")
    assert zoomed.editor.score.keys == (KeyAt(0, 2, "minor"), KeyAt(4 * BEAT, 4, "minor"))
    assert [n.pitch for n in zoomed.notes()] == [72, 76, 69] and zoomed.notes(2)[0].pitch == 36


def test_a_locked_track_goes_along_with_its_bars_but_not_with_the_key(zoomed, lanes, locked):
    popup = lanes.signatures.open(4 * BEAT)
    for field in ("", " "):
        popup.fields[field].choose("Notes move")
    enter(popup, Meter="5/4", Key="E minor")
    assert [note.pitch for note in zoomed.notes()] == [72, 76, 67] and zoomed.notes()[2].start_tick == 6 * BEAT
    assert zoomed.notes(1)[0].pitch == 62 and locked == ["Piano is locked and stays as it is."]
    assert zoomed.editor.score.meters[1] == Meter(4 * BEAT, 5, 4)


def test_bars_are_not_made_so_short_that_a_locked_track_loses_notes(zoomed, lanes, locked):
    score = zoomed.editor.score
    popup = lanes.signatures.open(4 * BEAT)
    popup.fields[""].choose("Notes move")
    enter(popup, Meter="2/4")
    assert zoomed.editor.score is score and not zoomed.committed and "would lose notes" in locked[0]


@pytest.mark.parametrize(
    ("field", "text", "wanted"),
    [
        ("Meter", "4/5", "Write a meter"),
        ("Meter", "0/4", "Write a meter"),
        ("Key", "H", "Write a key"),
    ],
)
def test_what_is_no_meter_or_key_is_reported(zoomed, lanes, field, text, wanted):
    popup = lanes.signatures.open(0)
    enter(popup, **{field: text})
    assert popup.wrong.text().startswith(wanted) and not zoomed.committed
    popup.close()


def test_a_change_of_meter_moves_by_bars_but_the_beginning_stays(zoomed, lanes):
    enter(lanes.signatures.open(4 * BEAT), Meter="3/4")
    drag(lanes.signatures, at(zoomed, 4), at(zoomed, 8))
    assert zoomed.editor.score.meters[1].tick == 8 * BEAT
    drag(lanes.signatures, at(zoomed, 0), at(zoomed, 4))
    assert zoomed.editor.score.meters[0].tick == 0


# What all share


def test_lanes_show_what_there_is_and_what_is_chosen(roll):
    lanes, shown = roll.view.lanes, {}
    lanes.restore(shown)
    assert not lanes.sections.isHidden() and not lanes.chords.isHidden()
    assert lanes.markers.isHidden() and lanes.tempi.isHidden() and all(lane.isHidden() for lane in lanes.curves)
    lanes.actions[lanes.curves[0]].trigger()
    lanes.actions[lanes.chords].trigger()
    assert shown == {"Sustain": True, "Chords": False}
    assert not lanes.curves[0].isHidden() and lanes.chords.isHidden() and lanes.labels[lanes.chords].isHidden()


def test_a_command_opens_what_lies_at_the_playhead_in_its_lane(roll):
    lanes = roll.view.lanes
    roll.view.set_playhead(5.0 * BEAT)
    roll.view.actions_["here_chords"].trigger()
    popup = QApplication.activePopupWidget()
    assert popup.fields["Chord"].text() == "Bb"
    popup.close()
    roll.view.actions_["here_markers"].trigger()
    assert not lanes.markers.isHidden()
    enter(QApplication.activePopupWidget(), Name="Here")
    assert roll.editor.score.markers[0].text == "Here"


def test_the_names_beside_lanes_offer_all_lanes(roll, qtbot):
    label = roll.view.lanes.labels[roll.view.lanes.chords]
    label.customContextMenuRequested.emit(QPoint(4, 4))
    menu = label.findChild(QMenu)
    names = [action.text() for action in menu.actions() if action.text()]
    assert names[:2] == ["Meter, key lane", "Tempo lane"] and "Pitch bend lane" in names
    menu.close()


def test_every_lane_and_its_popup_have_accessible_names(roll):
    for lane in roll.view.lanes:
        assert lane.accessibleName() and lane.accessibleDescription() and lane.toolTip()
    for lane in (*roll.view.lanes.above,):
        popup = lane.open(0)
        assert popup.accessibleName() and all(field.accessibleName().strip() for field in popup.fields.values())
        popup.close()


# All of them


@pytest.mark.parametrize("beats", [4, 6])  # where there is one, and where there is none
def test_a_popup_that_has_closed_leaves_nothing_behind(zoomed, lanes, beats):
    def widgets():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return QApplication.topLevelWidgets()

    before = widgets()
    for lane in (lanes.chords, lanes.sections, lanes.markers, lanes.signatures):
        lane.open(beats * BEAT).close()
    assert set(widgets()) - set(before) == set()
