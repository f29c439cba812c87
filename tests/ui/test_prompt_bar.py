"""The prompt: earlier prompts by arrows and menu, words that light up and words that go."""

import pytest
from PySide6.QtCore import Qt

from audiogenesis_desktop.studio.prompt_history import PromptHistory
from audiogenesis_desktop.ui.prompt_bar import PromptBar
from audiogenesis_desktop.ui.prompt_menu import EXAMPLES
from audiogenesis_desktop.ui.theme import DARK


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


def texts(menu):
    return [action.text() for action in menu.actions()]


def test_arrows_go_through_earlier_prompts(bar, qtbot):
    up, down, first = Qt.Key.Key_Up, Qt.Key.Key_Down, "first & foremost"
    for key, prompt in ((up, "second"), (up, first), (up, first), (down, "second")):
        qtbot.keyClick(bar.edit, key)
        assert bar.prompt == prompt


def test_the_menu_offers_favourites_earlier_prompts_and_examples(bar):
    bar.set_prompt("a favourite of mine")
    bar.open_menu()
    keep, *submenus = bar.menu.actions()
    keep.setChecked(True)
    assert [action.text() for action in submenus] == ["Favourites", "Composed before", "Examples"]
    favourites, before, examples = (action.menu() for action in submenus)
    assert texts(before) == ["second", "first && foremost"] and len(texts(examples)) == len(EXAMPLES)
    assert not favourites.isEnabled()
    before.actions()[1].trigger()
    assert bar.prompt == "first & foremost"
    bar.open_menu()
    assert texts(bar.menu.actions()[1].menu()) == ["a favourite of mine"]
    assert not bar.menu.actions()[0].isChecked()


def test_words_light_up_without_changing_the_text(bar):
    bar.edit.setText("  calm piano, 72 bpm")
    plain = bar.edit.grab().toImage()
    bar.light_up(12, 18)
    lit = bar.edit.grab().toImage()
    assert lit != plain and bar.edit.text() == "  calm piano, 72 bpm"
    bar.light_up(0, 0)
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
    bar.edit.setText(text)
    at = text.index(words)
    bar.drop_words(at, at + len(words))
    assert bar.prompt == left
    bar.edit.undo()
    assert bar.prompt == text


def test_pasted_lines_become_one_prompt(bar):
    advert = "Hops, malt, water.\nThat is all.\n\nThe rest is friendship. " * 40
    bar.edit.insert(advert)
    assert bar.prompt.count("friendship") == 40
