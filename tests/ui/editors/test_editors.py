"""The chips' editors, driven by mouse and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QSlider, QWidget

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui.brief_fields import FIELDS
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.editors.by_field import editor_of
from audiogenesis_desktop.ui.editors.density_editor import DensityEditor
from audiogenesis_desktop.ui.editors.form_editor import FormEditor
from audiogenesis_desktop.ui.editors.hits_strip import HitsStrip
from audiogenesis_desktop.ui.editors.instrument_picker import InstrumentPicker
from audiogenesis_desktop.ui.editors.key_wheel import KeyWheel
from audiogenesis_desktop.ui.editors.length_editor import LengthEditor
from audiogenesis_desktop.ui.editors.mood_pad import MoodPad
from audiogenesis_desktop.ui.editors.presets import PROGRESSIONS, ChordsEditor
from audiogenesis_desktop.ui.editors.stepper import Stepper
from audiogenesis_desktop.ui.editors.style_editor import StyleEditor
from audiogenesis_desktop.ui.editors.tempo_editor import Taps, TempoEditor
from audiogenesis_desktop.ui.theme import DARK, LIGHT

KEYS = [Key(tonic, mode) for tonic in range(12) for mode in ("major", "minor")]
BRIEF = Brief(banned=("drums",), hits=(12.0,))
SPANS = {"tempo_bpm": (6, 12), "instruments": (0, 5)}
CAUSES = (Cause("tempo_bpm", 6, 12), Cause("tempo_bpm", 6, 12), Cause("instruments", 0, 5, "piano"))


def show(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    chosen = []
    widget.chosen.connect(lambda text, settles: chosen.append((text, settles)))
    return chosen


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_every_key_of_the_wheel_can_be_clicked(qtbot, theme):
    wheel = KeyWheel(theme, Key(0, "major"))
    chosen = show(qtbot, wheel)
    for key in KEYS:
        qtbot.mouseClick(wheel, Qt.MouseButton.LeftButton, pos=wheel.centre_of(key).toPoint())
        assert chosen[-1] == (key.name, True)
    qtbot.mouseClick(wheel, Qt.MouseButton.LeftButton, pos=wheel.rect().center())
    qtbot.mouseClick(wheel, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert len(chosen) == len(KEYS)
    assert not wheel.grab().isNull()


def test_arrows_go_round_the_wheel_by_fifths_and_between_relatives(qtbot):
    wheel = KeyWheel(DARK, Key(0, "major"))
    chosen = show(qtbot, wheel)
    for pressed, name in (
        (Qt.Key.Key_Right, "G major"),
        (Qt.Key.Key_Down, "E minor"),
        (Qt.Key.Key_Left, "A minor"),
        (Qt.Key.Key_Up, "C major"),
        (Qt.Key.Key_Left, "F major"),
    ):
        qtbot.keyClick(wheel, pressed)
        assert chosen[-1] == (name, False)
    qtbot.keyClick(wheel, Qt.Key.Key_Return)
    assert chosen[-1] == ("F major", True)


def test_a_mood_is_where_it_is_pressed_and_stays_within_the_field(qtbot):
    pad = MoodPad(DARK, 0.0, 0.5)
    chosen = show(qtbot, pad)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=pad.point_of(0.5, 0.8).toPoint())
    valence, energy = map(float, chosen[-1][0].split(", "))
    assert valence == pytest.approx(0.5, abs=0.02) and energy == pytest.approx(0.8, abs=0.02)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(0, pad.height() - 1))
    assert chosen[-1][0] == "-1.00, 0.00"
    qtbot.keyClick(pad, Qt.Key.Key_Up)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert chosen[-1] == ("-0.90, 0.05", False)
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert chosen[-1] == ("-0.90, 0.05", True)
    assert pad.point_of(-1, 0).x() < pad.point_of(1, 0).x() and isinstance(pad.point_of(0, 0), QPointF)


def test_taps_come_to_the_tempo_of_their_median_interval():
    taps = Taps()
    assert [taps.tap(0.5 * i) for i in range(3)] == [None, 120, 120]
    assert taps.tap(1.9) == pytest.approx(120)  # one late tap changes nothing
    assert taps.tap(10.0) is None  # and after a pause it begins anew
    assert taps.tap(11.0) == pytest.approx(60)


def test_tempo_by_slider_and_by_tapping(qtbot):
    editor = TempoEditor(DARK, 100)
    chosen = show(qtbot, editor)
    qtbot.keyClick(editor.slider, Qt.Key.Key_Right)
    assert chosen[-1] == ("101", False)
    for i in range(4):
        editor.tap(0.1 * i)  # 600 a minute
    assert chosen[-1] == ("240", False) and editor.slider.value() + 30 == 240


def test_length_by_a_usual_value_and_by_bars(qtbot):
    editor = LengthEditor(Brief(tempo_bpm=90, meter=(3, 4), length_seconds=20))
    chosen = show(qtbot, editor)
    assert editor.bars.value == 10 and editor.times.isVisible()
    qtbot.mouseClick(editor.by_bars, Qt.MouseButton.LeftButton)
    assert editor.usual_bars.isVisible() and not editor.times.isVisible()
    qtbot.mouseClick(editor.bars.more, Qt.MouseButton.LeftButton)
    assert chosen[-1] == ("0:22", False)
    editor.bars.edit.selectAll()
    qtbot.keyClicks(editor.bars.edit, "16")
    assert chosen[-1] == ("0:32", False) and editor.usual_bars.buttons["16"].isChecked()
    qtbot.mouseClick(editor.usual_bars.buttons["8"], Qt.MouseButton.LeftButton)
    assert chosen[-1] == ("0:16", True)
    qtbot.mouseClick(editor.by_time, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(editor.times.buttons["0:45"], Qt.MouseButton.LeftButton)
    assert chosen[-1] == ("0:45", True)
    editor.follow({"length_seconds": 24.0})
    assert editor.bars.value == 12 and not editor.times.buttons["0:45"].isChecked()


def test_a_stepper_steps_by_keys_wheel_and_buttons_and_stays_within(qtbot):
    stepper = Stepper(100, lowest=30, highest=240, label="Tempo")
    qtbot.addWidget(stepper)
    stepper.show()
    chosen = []
    stepper.changed.connect(chosen.append)
    stepper.edit.setFocus()
    qtbot.keyClick(stepper.edit, Qt.Key.Key_Up)
    qtbot.keyClick(stepper.edit, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseClick(stepper.fewer, Qt.MouseButton.LeftButton)
    assert chosen == [101, 111, 110] and stepper.edit.text() == "110"
    stepper.set_value(999)
    assert chosen[-1] == 240
    stepper.edit.selectAll()
    qtbot.keyClicks(stepper.edit, "1")  # on the way to 120: what is typed is left as it is
    assert stepper.value == 30 and stepper.edit.text() == "1"
    qtbot.keyClicks(stepper.edit, "20")
    assert stepper.value == 120 and stepper.edit.text() == "120"


def test_a_tempo_has_a_name_and_the_slider_follows_what_is_typed(qtbot):
    editor = TempoEditor(DARK, 72)
    chosen = show(qtbot, editor)
    adagio = next(button for button in editor.names.buttons.values() if button.text() == "Adagio")
    qtbot.mouseClick(adagio, Qt.MouseButton.LeftButton)
    assert chosen == [("66", False)] and editor.number.value == 66
    editor.follow({"tempo_bpm": 120.0})
    assert chosen == [("66", False)] and editor.slider.value() + 30 == 120 and not adagio.isChecked()


def test_two_styles_mix_and_a_third_lets_the_oldest_go(qtbot):
    editor = StyleEditor(["house"])
    chosen = show(qtbot, editor)
    for name, text in (("bossa", "house, bossa"), ("samba", "bossa, samba"), ("bossa", "samba")):
        editor.set_ticked(name, name not in editor.names)
        assert chosen[-1] == (text, False)
    assert FIELDS["style"].parse("house, bossa") == {"style": (("house", 0.5), ("bossa", 0.5))}


def test_after_a_tag_is_taken_away_typing_goes_on_in_the_search(qtbot):
    editor = StyleEditor(["house"])
    show(qtbot, editor)
    qtbot.mouseClick(editor.tags.tags["house"], Qt.MouseButton.LeftButton)
    assert editor.names == [] and editor.window().focusWidget() is editor.search


def test_a_style_is_found_by_any_name_that_it_has_and_enter_takes_it(qtbot):
    editor = StyleEditor([])
    chosen = show(qtbot, editor)
    editor.take_focus()
    assert set(editor.shown()) == set(book())
    qtbot.keyClicks(editor.search, "deep house")
    assert "house" in editor.shown() and len(editor.shown()) < 6
    qtbot.keyClick(editor.search, Qt.Key.Key_Return)
    assert chosen[-1] == ("house", False) and editor.search.text() == ""
    qtbot.keyClick(editor.search, Qt.Key.Key_Return)
    assert chosen[-1] == ("house", True)


@pytest.mark.parametrize(
    ("field", "clicks", "text"),
    [
        ("arc", ["quiet start", "builds", "big ending"], "quiet start, builds, big ending"),
        ("arc", ["big ending", "fade out"], "fade out"),  # a piece ends in one way
        ("arc", ["builds", "builds"], ""),
        ("texture", ["no melody", "sparse", "full"], "no melody, full"),
    ],
)
def test_words_are_ticked_and_what_contradicts_goes(qtbot, field, clicks, text):
    editor = editor_of(field, Brief(), DARK)
    chosen = show(qtbot, editor)
    for word in clicks:
        qtbot.mouseClick(editor.buttons[word], Qt.MouseButton.LeftButton)
    assert chosen[-1] == (text, False)
    assert [word for word, button in editor.buttons.items() if button.isChecked()] == sorted(
        filter(None, text.split(", ")), key=list(editor.buttons).index
    )
    assert FIELDS[field].parse(text) == {field: tuple(filter(None, text.split(", ")))}


def test_density_by_slider_and_by_word(qtbot):
    editor = DensityEditor(DARK, 0.5)
    chosen = show(qtbot, editor)
    qtbot.keyClick(editor.slider, Qt.Key.Key_Right)
    assert chosen[-1] == ("0.51", False)
    qtbot.mouseClick(editor.words.buttons["0.8"], Qt.MouseButton.LeftButton)
    assert chosen[-1] == ("0.8", True)


def test_hits_are_added_moved_and_removed_on_the_strip(qtbot):
    strip = HitsStrip(DARK, (10.0,), 20.0)
    chosen = show(qtbot, strip)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(15)), 20))
    assert [round(hit) for hit in strip.hits] == [10, 15]
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(10)), 20))
    assert len(strip.hits) == 2  # a press at a hit takes hold of it
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(strip.x_of(5), 20),
        QPointF(),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    strip.mouseMoveEvent(event)
    assert round(strip.hits[0]) == 5
    strip.follow({"hits": (5.0, 15.0)})
    for key, text in (
        (Qt.Key.Key_Right, "0:05.1, 0:15"),
        (Qt.Key.Key_Down, None),
        (Qt.Key.Key_Delete, "0:05.1"),
        (Qt.Key.Key_Insert, "0:05.1, 0:10"),
    ):
        qtbot.keyClick(strip, key)
        assert text is None or chosen[-1] == (text, False)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert chosen[-1] == ("0:05.1, 0:10", True)
    assert FIELDS["hits"].parse("0:05.1, 0:10")["hits"] == (5.1, 10.0)


def test_what_happens_at_each_hit_is_chosen_in_its_row_and_moves_with_it(qtbot):
    brief = Brief(length_seconds=20.0, hits=(5.0, 10.0), hit_kinds=((10.0, "stop"),))
    editor = editor_of("hits", brief, DARK)
    chosen = show(qtbot, editor)
    assert [button.text() for button in editor.buttons] == ["As it suits", "Stop"]
    editor.buttons[0].click()
    menu = editor.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == [
        *("As it suits", "Section", "Lift", "Crash", "Stop", "Accent", "Riser before it")
    ]
    menu.actions()[-1].trigger()
    assert chosen[-1] == ("0:05 riser, 0:10 stop", False)
    assert "Riser before it" in editor.buttons[0].accessibleName() and "0:05" in editor.buttons[0].accessibleName()
    for _ in range(6):  # beyond the other
        qtbot.keyClick(editor.strip, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert chosen[-1] == ("0:10 stop, 0:11 riser", False)
    assert [button.text() for button in editor.buttons] == ["Stop", "Riser before it"]
    values = FIELDS["hits"].parse("0:03 crash")
    editor.follow(values)
    assert [button.text() for button in editor.buttons] == ["Crash"] and editor.strip.kinds == ["crash"]
    assert FIELDS["hits"].show(replace(brief, **values)) == "0:03 crash"
    assert not editor.grab().isNull()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_an_editor_that_keys_reach_and_readers_can_name(qtbot, theme, name):
    editor = editor_of(name, BRIEF, theme)
    qtbot.addWidget(editor)
    reached = [w for w in (editor, *editor.findChildren(QWidget)) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [w for w in reached if isinstance(w, QAbstractButton | QLineEdit | QSlider) or w is editor]
    assert reached and all(w.accessibleName() for w in named)
    assert not editor.grab().isNull()


def test_sections_are_moved_made_longer_taken_out_and_added(qtbot):
    editor = FormEditor("intro4 A8@0.5 B8")
    chosen = show(qtbot, editor)
    editor.rows[1].later.click()
    editor.rows[0].bars.more.click()
    assert chosen == [("intro4 B8 A8", False), ("intro5 B8 A8", False)]
    qtbot.keyClick(editor.rows[2], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    editor.put_part(1, "A'")
    editor.put_part(3, "outro")
    qtbot.keyClick(editor.rows[0], Qt.Key.Key_Delete)
    assert editor.text == "A'8 B8 outro8" and chosen[-1] == (editor.text, False)
    editor.follow({"form": "A2"})
    assert editor.text == "A2" and not any(b.isEnabled() for b in (editor.rows[0].out, editor.rows[0].later))


def test_the_form_that_is_offered_is_the_styles_own_until_one_is_given():
    brief = Brief(style=(("pop ballad", 1.0),))
    own = FIELDS["form"].show(brief)
    assert FIELDS["form"].parse(own) == {"form": own} and "@" not in own
    assert FIELDS["form"].show(replace(brief, form="A4 B4")) == "A4 B4"


@pytest.mark.parametrize("mode", PROGRESSIONS)
def test_progressions_that_are_offered_are_chords_and_can_be_typed_over(qtbot, mode):
    editor = ChordsEditor("", mode)
    chosen = show(qtbot, editor)
    for line, button in editor.buttons.items():
        button.click()
        assert chosen[-1] == (line, False) and FIELDS["chords"].parse(line) == {"chords": line}


def test_instruments_are_found_by_any_name_and_kept_in_the_order_of_ticking(qtbot):
    picker = InstrumentPicker(("piano",))
    chosen = show(qtbot, picker)
    picker.take_focus()
    qtbot.keyClicks(picker.search, "fiddle")
    assert "fiddle" in picker.shown() and "piano" not in picker.shown()
    picker.search.clear()
    qtbot.keyClicks(picker.search, "rhodes")
    assert picker.shown() == ["electric piano"]
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert chosen[-1] == ("piano, electric piano", False) and picker.search.text() == ""
    qtbot.keyClicks(picker.search, "xyzzy")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.shown() == [] and "known" in picker._none.text() and picker._none.isVisible()
    picker.search.clear()
    assert not picker._none.isVisible()
    picker.set_ticked("piano", False)
    picker.set_ticked("drums", True)
    assert chosen[-1] == ("electric piano, drums", False)


@pytest.fixture
def panel(qtbot):
    def read(prompt):
        brief = Brief(prompt=prompt, instruments=("piano", "strings"), spans=SPANS, causes=CAUSES)
        return brief.with_fields(Origin.SAID, tempo_bpm=72.0, instruments=("piano", "strings"))

    made = BriefPanel(DARK, read)
    qtbot.addWidget(made)
    made.resize(900, 24)
    made.show()
    made.set_prompt("piano 72 bpm")
    made.read_now()
    return made


def chip(panel, text):
    return next(c for c in panel.row.chips if c.chip.text == text)


def test_a_click_on_the_wheel_sets_the_key_at_once(panel, qtbot):
    panel.open_field("key", panel.row.add)
    wheel = panel.popup.editor
    qtbot.mouseClick(wheel, Qt.MouseButton.LeftButton, pos=wheel.centre_of(Key(9, "minor")).toPoint())
    assert panel.edits == {"key": Key(9, "minor")}


def test_the_mood_pad_is_set_by_the_button_and_escape_leaves_it(panel, qtbot):
    panel.open_field("valence", panel.row.add)
    pad = panel.popup.editor
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=pad.point_of(0.5, 0.2).toPoint())
    qtbot.keyClick(panel.popup, Qt.Key.Key_Escape)
    assert panel.edits == {}
    panel.open_field("valence", panel.row.add)
    pad = panel.popup.editor
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=pad.point_of(0.5, 0.2).toPoint())
    qtbot.mouseClick(panel.popup.set, Qt.MouseButton.LeftButton)
    assert panel.edits["valence"] == pytest.approx(0.5, abs=0.02)
    panel.open_field("valence", panel.row.add)
    qtbot.mouseClick(panel.popup.back, Qt.MouseButton.LeftButton)
    assert panel.edits == {}


def test_delete_takes_one_instrument_away_and_gives_an_edit_back(panel, qtbot):
    qtbot.keyClick(chip(panel, "strings"), Qt.Key.Key_Delete)
    assert panel.edits == {"instruments": ("piano",)}
    qtbot.keyClick(chip(panel, "piano"), Qt.Key.Key_Delete)  # nothing would be left to play
    assert panel.edits == {"instruments": ("piano",)}
    panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    qtbot.keyClick(chip(panel, "90 BPM"), Qt.Key.Key_Delete)
    assert chip(panel, "72 BPM").chip.origin is Origin.SAID


def test_delete_on_what_was_said_drops_its_words(panel, qtbot):
    with qtbot.waitSignal(panel.words_dropped) as dropped:
        qtbot.keyClick(chip(panel, "72 BPM"), Qt.Key.Key_Delete)
    assert dropped.args == [6, 12]


def test_pointing_at_a_chip_lights_its_words_and_leaving_takes_the_light_away(panel, qtbot):
    lit = []
    panel.lit.connect(lit.append)
    tempo = chip(panel, "72 BPM")
    tempo.pointed.emit(True)
    tempo.pointed.emit(False)
    assert lit == [((6, 12),), ()]


def test_a_name_lights_its_own_words_and_they_mark_it_alone(panel):
    lit = []
    panel.lit.connect(lit.append)
    for name in ("piano", "strings"):
        chip(panel, name).pointed.emit(True)
    assert lit == [((0, 5),), ()]
    panel.point_from_prompt(3)
    assert [c.chip.text for c in panel.row.chips if c._is_marked] == ["piano"]
    panel.set_field("instruments", {"instruments": ("piano", "harp")})
    chip(panel, "piano").pointed.emit(True)
    assert lit[-1] == ()  # no words are why it is there now
