from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.chips import ChipRow, chips_of, clock
from audiogenesis_desktop.ui.theme import DARK, LIGHT

BRIEF = (
    Brief()
    .with_fields(Origin.SAID, tempo_bpm=72.0, key=Key(2, "minor"), instruments=("piano", "strings"))
    .with_fields(Origin.SAID, banned=("drums",), length_seconds=30.0)
    .with_fields(Origin.INFERRED, valence=-0.5, energy=0.2, style=(("ambient", 0.8), ("folk", 0.2)))
    .with_fields(Origin.EDITED, meter=(3, 4))
)


def row_of(qtbot, width, *, said_only=False):
    row = ChipRow(DARK)
    qtbot.addWidget(row)
    row.resize(width, 24)
    row.set_brief(BRIEF, said_only=said_only)
    row.show()
    return row


def test_every_answer_becomes_a_chip_with_its_origin():
    chips = {chip.text: chip.origin for chip in chips_of(BRIEF)}
    assert chips == {
        "melancholic": Origin.INFERRED,
        "ambient": Origin.INFERRED,
        "72 BPM": Origin.SAID,
        "D minor": Origin.SAID,
        "3/4": Origin.EDITED,
        "0:30": Origin.SAID,
        "piano": Origin.SAID,
        "strings": Origin.SAID,
        "no drums": Origin.SAID,
    }


def test_who_was_only_added_is_not_called_said():
    brief = Brief().with_fields(Origin.SAID, instruments=("flute", "drums"))
    brief = replace(brief, causes=(Cause("instruments", 0, 5, "flute"),))
    players = {chip.text: chip.origin for chip in chips_of(brief) if chip.field == "instruments"}
    assert players == {"flute": Origin.SAID, "drums": Origin.INFERRED}


def test_sparse_is_one_chip_though_two_fields_say_so():
    brief = Brief().with_fields(Origin.SAID, density=0.15, texture=("sparse",))
    assert [chip.field for chip in chips_of(brief) if chip.text == "sparse"] == ["texture"]
    assert "sparse" in [chip.text for chip in chips_of(brief.with_fields(Origin.EDITED, texture=()))]


def test_while_typing_only_what_was_given_shows():
    texts = [chip.text for chip in chips_of(BRIEF, said_only=True)]
    assert texts == ["72 BPM", "D minor", "3/4", "0:30", "piano", "strings", "no drums"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(30, "0:30"), (90, "1:30"), (12.5, "0:12.5"), (59.9996, "1:00"), (0.25, "0:00.25")]
)
def test_lengths_read_as_minutes_and_seconds(seconds, text):
    assert clock(seconds) == text


def test_chips_that_find_no_room_are_counted(qtbot):
    row = row_of(qtbot, 900)
    assert all(chip.isVisible() for chip in row.chips)
    row.resize(240, 24)
    shown = [chip for chip in row.chips if chip.isVisible()]
    assert 0 < len(shown) < len(row.chips)
    assert max(chip.geometry().right() for chip in shown) < 240
    assert row.rest.text() == f"+{len(row.chips) - len(shown)}"
    assert row.add.geometry().right() < 240


def test_chips_that_find_no_room_are_in_a_menu(qtbot):
    row = row_of(qtbot, 240)
    clicked = []
    row.chip_clicked.connect(lambda field, _anchor: clicked.append(field))
    qtbot.mouseClick(row.rest, Qt.MouseButton.LeftButton)
    menu = row.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == [c.text() for c in row.chips if not c.isVisible()]
    menu.actions()[-1].trigger()
    assert clicked == ["banned"]
    menu.close()


def test_chips_tell_a_screen_reader_where_they_came_from(qtbot):
    row = ChipRow(DARK)
    qtbot.addWidget(row)
    row.set_brief(BRIEF)
    names = [chip.accessibleName() for chip in row.chips]
    assert "72 BPM, said in the prompt" in names
    assert "3/4, set by hand" in names
    row.set_theme(LIGHT)
    row.grab()
    row.set_brief(None)
    assert row.chips == []


def test_a_long_list_of_what_is_ruled_out_is_one_chip():
    names = ("drums", "taiko", "melodic tom", "synth drum")
    chips = [chip for chip in chips_of(BRIEF.with_fields(Origin.SAID, banned=names)) if chip.field == "banned"]
    assert [chip.text for chip in chips] == ["no drums +3"]
    assert chips[0].detail == "no drums, taiko, melodic tom, synth drum"


def test_tab_goes_through_the_chips_in_their_order_and_on(qtbot):
    window, before, after = QWidget(), QLineEdit(), QLineEdit()
    qtbot.addWidget(window)
    row, column = ChipRow(DARK), QVBoxLayout(window)
    for part in (before, row, after):
        column.addWidget(part)
    window.resize(1200, 120)
    row.set_brief(BRIEF)
    window.show()
    qtbot.waitExposed(window)
    row.set_brief(BRIEF.with_fields(Origin.EDITED, tempo_bpm=80.0))  # made anew, after the widgets that follow
    before.setFocus()
    reached = []
    for _ in range(len(row.chips) + 2):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    assert reached == [*row.chips, row.add, after]


def test_chips_stay_the_same_widgets_while_what_they_tell_of_is_understood(qtbot):
    row = row_of(qtbot, 1200, said_only=True)
    before = {chip.chip.field: chip for chip in row.chips}
    row.chips[0].setFocus()
    row.set_brief(BRIEF)  # the mood has come, in front of it
    assert row.focusWidget() is before["tempo_bpm"] is row.chips[2]
    row.set_brief(BRIEF.with_fields(Origin.EDITED, tempo_bpm=1.0))
    assert row.chips[2] is before["tempo_bpm"] and row.chips[2].text() == "1 BPM"
    assert row.chips[2].accessibleName() == "1 BPM, set by hand"


def test_the_focus_stays_where_it_was_when_its_chip_goes(qtbot):
    row = row_of(qtbot, 1200)
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow)
    gone = next(chip for chip in row.chips if chip.text() == "piano")
    place = row.chips.index(gone)
    gone.setFocus()
    row.set_brief(BRIEF.with_fields(Origin.EDITED, instruments=("strings",)))
    assert row.focusWidget() is row.chips[place] and row.chips[place].text() == "strings"


def test_the_pointer_and_the_focus_tell_which_chip_is_meant(qtbot):
    row = row_of(qtbot, 1200)
    row.activateWindow()
    qtbot.waitUntil(row.isActiveWindow)
    row.add.setFocus()
    pointed = []
    row.chip_pointed.connect(pointed.append)
    chip = next(chip for chip in row.chips if chip.text() == "72 BPM")
    middle = QPointF(chip.rect().center())
    QApplication.sendEvent(chip, QEnterEvent(middle, middle, middle))
    QApplication.sendEvent(chip, QEvent(QEvent.Type.Leave))
    chip.setFocus()
    row.chips[0].setFocus()
    fields = [chip and chip.field for chip in pointed]
    assert fields == ["tempo_bpm", None, "tempo_bpm", None, "valence"]


def test_a_marked_chip_looks_it(qtbot):
    row = row_of(qtbot, 1200)
    plain = row.grab().toImage()
    row.mark([Cause("tempo_bpm", 0, 6)])
    assert row.grab().toImage() != plain
    row.mark([])
    assert row.grab().toImage() == plain


def test_a_hit_that_is_not_met_is_reported_and_a_said_tempo_stays():
    from audiogenesis_desktop.plan.outcome import as_played

    brief = Brief(length_seconds=40.0).with_fields(Origin.SAID, tempo_bpm=124.0, hits=(32.0, 45.0))
    chips = {chip.text: chip for chip in chips_of(as_played(brief)) if chip.field in ("tempo_bpm", "hits")}
    assert list(chips) == ["124 BPM", "hit at 0:32", "no hit at 0:45"]
    assert chips["no hit at 0:45"].names == (45.0,) and "not met" in chips["no hit at 0:45"].detail
    held = Brief(length_seconds=40.0).with_fields(Origin.SAID, tempo_bpm=120.0, hits=(32.0,))
    assert "120 BPM" in [chip.text for chip in chips_of(as_played(held))]


def test_a_tempo_is_shown_to_a_tenth_and_told_exactly():
    (chip,) = (one for one in chips_of(Brief(tempo_bpm=128.516)) if one.field == "tempo_bpm")
    assert (chip.text, chip.detail) == ("128.5 BPM", "128.52 BPM")
    (plain,) = (one for one in chips_of(Brief(tempo_bpm=128.0)) if one.field == "tempo_bpm")
    assert (plain.text, plain.detail) == ("128 BPM", "")


def test_chords_and_form_that_are_given_are_a_chip_each_and_long_ones_are_cut():
    brief = Brief().with_fields(Origin.EDITED, chords="| Am F | C G | Dm E7 | Am E7 |", form="A8 B8")
    chips = {chip.field: chip for chip in chips_of(brief, said_only=True) if chip.field in ("chords", "form")}
    assert chips["form"].text == "form A8 B8" and chips["chords"].text == "chords | Am F | C G | Dm E7…"
    assert chips["chords"].detail == "chords | Am F | C G | Dm E7 | Am E7 |"


def test_two_players_of_one_instrument_are_one_chip():
    brief = Brief().with_fields(Origin.SAID, instruments=("violin", "violin", "viola", "cello"))
    texts = [chip.text for chip in chips_of(brief) if chip.field == "instruments"]
    assert texts == ["2 × violin", "viola", "cello"]


def test_shape_and_texture_have_a_chip_a_word():
    brief = Brief().with_fields(Origin.SAID, arc=("quiet start", "builds"), texture=("no melody",))
    texts = [(chip.field, chip.text) for chip in chips_of(brief) if chip.field in ("arc", "texture")]
    assert texts == [("arc", "quiet start"), ("arc", "builds"), ("texture", "no melody")]
