"""The prompt: earlier prompts by arrows and list, words that light up and words that go, long texts."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QFocusEvent, QGuiApplication

from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.ui import prompt_edit
from audiogenesis_desktop.ui.prompt_bar import PromptBar
from audiogenesis_desktop.ui.prompt_edit import LONGEST_PROMPT
from audiogenesis_desktop.ui.prompt_list import EXAMPLES
from audiogenesis_desktop.ui.theme import DARK, LIGHT


@pytest.fixture
def bar(qtbot, tmp_path):
    history = PromptHistory(tmp_path / "prompts.json")
    for prompt in ("first & foremost", "second"):
        history.add(prompt)
    made = PromptBar(DARK, history)
    qtbot.addWidget(made)
    made.resize(900, 40)
    made.show()
    return made


def test_arrows_go_through_earlier_prompts_and_back_to_what_was_typed(bar, qtbot):
    up, down, first = Qt.Key.Key_Up, Qt.Key.Key_Down, "first & foremost"
    qtbot.keyClicks(bar.edit, "a draft")
    steps = ((up, "second"), (up, first), (up, first), (down, "second"), (down, "a draft"), (down, "a draft"))
    for key, prompt in steps:
        qtbot.keyClick(bar.edit, key)
        assert bar.prompt == prompt


def test_arrows_stay_in_a_text_of_several_lines_until_its_ends(bar, qtbot):
    bar.set_prompt("line one\nline two")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Up)
    assert bar.prompt == "line one\nline two"
    qtbot.keyClick(bar.edit, Qt.Key.Key_Up)
    assert bar.prompt == "second"
    bar.set_prompt("line one\nline two")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # from anywhere
    assert bar.prompt == "second"


def row_of(shown, prompt):
    item = next(item for i in range(shown.list.count()) if (item := shown.list.item(i)).text() == prompt)
    return shown.list.visualItemRect(item)


def test_the_list_offers_favourites_earlier_prompts_and_examples(bar, qtbot):
    bar.set_prompt("a favourite of mine")
    qtbot.mouseClick(bar.edit.more, Qt.MouseButton.LeftButton)
    shown = bar.list
    assert shown.prompts("In the box now") == ["a favourite of mine"]
    assert shown.prompts("Composed before") == ["second", "first & foremost"]
    assert shown.prompts("Examples") == list(EXAMPLES) and not shown.prompts("Favourites")
    viewport = shown.list.viewport()
    row = row_of(shown, "a favourite of mine")
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(row.right() - 12, row.center().y()))
    assert shown.prompts("Favourites") == ["a favourite of mine"] and shown.isVisible()
    place = row_of(shown, "first & foremost").topLeft() + QPoint(30, 10)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert bar.prompt == "first & foremost" and not shown.isVisible()
    bar.edit.undo()
    assert bar.prompt == "a favourite of mine"


def test_the_list_is_used_by_keys_alone(bar, qtbot):
    celtic = "Celtic harp and fiddle, 6/8, misty morning"
    bar.open_list()
    qtbot.keyClicks(bar.list.search, "no such prompt")
    assert bar.list.list.count() == 0
    bar.list.search.clear()
    qtbot.keyClicks(bar.list.search, "celtic")
    assert bar.list.prompts("Examples") == [celtic]
    qtbot.keyClick(bar.list.search, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert bar.list.prompts("Favourites") == [celtic]
    assert bar.list.list.currentItem().data(Qt.ItemDataRole.UserRole + 1) == "Examples"  # it stays where it was
    assert not bar.list.grab().isNull()
    qtbot.keyClick(bar.list.search, Qt.Key.Key_Return)
    assert bar.prompt == celtic
    bar.set_theme(LIGHT)
    bar.open_list()
    qtbot.keyClick(bar.list.search, Qt.Key.Key_Down)
    qtbot.keyClick(bar.list.search, Qt.Key.Key_Escape)
    assert bar.prompt == celtic


def test_words_light_up_without_changing_the_text(bar):
    bar.edit.setPlainText("  calm piano, 72 bpm")
    plain = bar.edit.grab().toImage()
    bar.light_up([(0, 4), (12, 18)])
    lit = bar.edit.grab().toImage()
    assert lit != plain and bar.edit.text() == "  calm piano, 72 bpm"
    assert [selection.cursor.selectedText() for selection in bar.edit.extraSelections()] == ["calm", "72 bpm"]
    bar.light_up([])
    assert bar.edit.grab().toImage() == plain


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("calm piano, 72 bpm, no drums", "72 bpm", "calm piano, no drums"),
        ("72 bpm, calm piano", "72 bpm", "calm piano"),
        ("calm piano at 72 bpm", "72 bpm", "calm piano at"),
        ("72 bpm", "72 bpm", ""),
    ],
)
def test_words_go_and_can_be_brought_back(bar, text, words, left):
    bar.set_prompt(text)
    at = text.index(words)
    bar.drop_words(at, at + len(words))
    assert bar.prompt == left
    bar.edit.undo()
    assert bar.prompt == text


def test_a_long_advert_is_pasted_whole_and_the_box_grows_a_little(bar, qtbot):
    advert = "Hops, malt, water.\nThat is all.\n\nThe rest is friendship. " * 40
    one_line = bar.edit.height()
    bar.edit.setFocus()
    QGuiApplication.clipboard().setText(advert)
    qtbot.keyClick(bar.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bar.prompt == advert.strip()
    assert one_line < bar.edit.height() <= 3.5 * one_line
    assert bar.edit.verticalScrollBar().maximum() > 0
    bar.set_prompt("short")
    assert bar.edit.height() == one_line


def test_more_than_a_book_is_cut(bar, qtbot):
    bar.edit.setFocus()
    QGuiApplication.clipboard().setText("word " * LONGEST_PROMPT)
    qtbot.keyClick(bar.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(bar.edit.text()) == LONGEST_PROMPT


def test_enter_composes_and_shift_enter_begins_a_line(bar, qtbot):
    qtbot.keyClicks(bar.edit, "calm")
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(bar.edit, "piano")
    with qtbot.waitSignal(bar.compose_requested) as requested:
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    assert requested.args == ["calm\npiano"]


def test_the_cursor_tells_where_in_the_prompt_it_stands(bar, qtbot):
    bar.activateWindow()
    bar.edit.setFocus()
    bar.edit.setPlainText("  calm piano")
    moves = []
    bar.caret_moved.connect(moves.append)
    qtbot.keyClick(bar.edit, Qt.Key.Key_End)
    qtbot.keyClick(bar.edit, Qt.Key.Key_Left)
    assert moves[-1] == len("calm pian")


def test_a_file_dropped_on_the_box_is_left_to_the_window(bar):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/song.mid")])
    data.setText("/tmp/song.mid")
    assert not bar.edit.canInsertFromMimeData(data)
    text = QMimeData()
    text.setText("calm piano")
    assert bar.edit.canInsertFromMimeData(text)


def test_the_caret_stands_still_once_nobody_writes_and_blinks_again_with_the_next_key(qtbot, monkeypatch):
    hints = QGuiApplication.styleHints()
    usual = hints.cursorFlashTime()
    monkeypatch.setattr(prompt_edit, "BLINKING_MS", 20)
    edit = prompt_edit.PromptEdit()
    qtbot.addWidget(edit)
    qtbot.keyClick(edit, "a")
    assert usual > 0 and hints.cursorFlashTime() == usual
    qtbot.waitUntil(lambda: hints.cursorFlashTime() == 0, timeout=2000)
    qtbot.keyClick(edit, "b")
    assert hints.cursorFlashTime() == usual
    qtbot.waitUntil(lambda: hints.cursorFlashTime() == 0, timeout=2000)
    edit.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
    qtbot.wait(50)
    assert hints.cursorFlashTime() == usual  # other boxes blink
