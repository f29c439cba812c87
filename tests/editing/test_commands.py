"""The table of commands: whole, without doubles, readable; what can be done in which state, and what it is called."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.editing.commands import NEEDS, Menu, State, Words, load_commands, read_commands
from audiogenesis_desktop.errors import MissingPart

TABLE = load_commands()
ROWS = {row.id: row for row in TABLE.commands}
FULL = State(
    is_reworked=True,
    is_told=True,
    track_count=2,
    section_count=1,
    selected_count=2,
    take_count=2,
    has_picture=True,
    cut_count=3,
    can_undo=True,
    can_redo=True,
    undo_label="Move 3 notes",
    redo_label="Split",
)
ROOT = Path(__file__).parents[2]
KEY = r"(?:Ctrl|Alt|Shift)\+(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d+|[A-Z][a-z]+|\S(?![a-z]))"


def test_every_row_has_an_id_words_and_a_description():
    assert len(ROWS) == len(TABLE.commands) > 100
    for row in TABLE.commands:
        assert row.words.plain and row.words.what
        assert row.id == "play" or row.words.what != row.words.plain


def letters_of(menu):
    """Return the letters that choose a menu's entries, in order; not every entry has one."""
    entries = [entry for group in menu.groups for entry in group]
    texts = [getattr(entry, "title", None) or entry.words.text for entry in entries]
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


def menus_within(menu):
    inner = [entry for group in menu.groups for entry in group if isinstance(entry, Menu)]
    return [menu, *(below for one in inner for below in menus_within(one))]


def test_one_letter_chooses_one_entry_of_a_menu():
    tops = [menu.title[menu.title.index("&") + 1].lower() for menu in TABLE.menus]
    assert len(set(tops)) == len(tops)
    for menu in (below for top in TABLE.menus for below in menus_within(top)):
        letters = letters_of(menu)
        assert len(set(letters)) == len(letters), (menu.name, letters)


def test_each_need_tells_what_is_lacking():
    for row in (row for row in TABLE.commands if row.needs):
        assert bool(row.lacks(State())) != row.is_enabled(State())
    assert all(need.lacks.endswith(".") for need in NEEDS.values())


def test_no_key_is_given_twice():
    keys = [key for row in TABLE.commands for key in row.keys]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/guide/*.md"))]
)
def test_the_keys_that_the_pages_tell_are_those_of_the_table(page):
    documented = {key for key in re.findall(KEY, (ROOT / page).read_text("utf-8")) if key != "Ctrl+C"}  # the terminal's
    assert documented <= {key for row in TABLE.commands for key in row.keys}


def test_what_an_empty_studio_can_do_and_what_a_full_one():
    def enabled(state):
        return {row.id for row in TABLE.commands if row.is_enabled(state)}

    empty, full, composing = enabled(State()), enabled(FULL), enabled(replace(FULL, is_composing=True))
    assert {"open", "compose", "play", "notes_paste"} <= empty
    assert not {"save", "undo", "arrange_insert", "notes_quantise", "cancel", "arrange_repeat_section"} & empty
    assert full == set(ROWS)
    assert full - composing == {
        *("save", "save_as", "export_mid", "export_sheet", "export_pack", "undo", "redo", "compose"),
        *("takes_compare", "takes_next", "takes_last", "takes_more"),
        *("balance", "plain_mix"),
        *(row.id for row in ROWS.values() if row.id.startswith(("accompany_", "continue_"))),
        *(f"rework_{verb}" for verb in ("regenerate", "vary", "keep_rhythm", "keep_pitches", "infill", "simplify")),
        *(f"rework_{verb}" for verb in ("embellish", "reharmonise", "chords", "orchestrate", "wishes")),
    }
    assert "cancel" in composing and "cancel" not in enabled(replace(FULL, is_told=False))
    one = enabled(replace(FULL, selected_count=1, track_count=1))
    assert full - one >= {"notes_legato", "notes_join", "arrange_up"} and "notes_quantise" in one


def test_every_need_is_one_that_some_row_has():
    assert {need for row in TABLE.commands for need in row.needs} == set(NEEDS)


def test_undo_names_what_it_takes_back_and_play_becomes_pause():
    assert ROWS["undo"].shown(FULL) == Words("&Undo move 3 notes", "Take back the last change")
    assert ROWS["redo"].shown(replace(FULL, redo_label="R&B")).text == "&Redo r&&B"
    assert ROWS["undo"].shown(State()).text == ROWS["undo"].shown(replace(FULL, is_composing=True)).text == "&Undo"
    assert ROWS["undo"].is_enabled(State(can_undo=True)) and ROWS["undo"].shown(State(can_undo=True)).text == "&Undo"
    assert ROWS["play"].shown(State()).plain == "Play"
    assert ROWS["play"].shown(State(is_playing=True)) == Words("&Pause", "Pause", "pause")


def test_words_are_plain():
    assert [Words(text, "").plain for text in ("Quantise &as…", "R&&B")] == ["Quantise as", "R&B"]


@pytest.mark.parametrize(
    "text",
    [
        "[[menu]]",
        '[[menu]]\nname = "a"\ntitle = "A"\n[[menu.group]]\nx = { text = "X", what = "x", needs = ["luck"] }',
        '[[menu]]\nname = "a"\ntitle = "A"\n[[menu.group]]\nx = { text = "X" }',
        '[[menu]]\nname = "a"\ntitle = "A"\n[[menu.group]]\nx = { text = "X", what = "x", colour = "red" }',
        "nonsense",
    ],
)
def test_a_broken_table_is_refused(text, tmp_path):
    (tmp_path / "commands.toml").write_text(text, "utf-8")
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_commands(tmp_path / "commands.toml")


def test_a_table_that_is_not_there_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "resource", lambda name: tmp_path / name)
    load_commands.cache_clear()
    with pytest.raises(MissingPart, match="reinstall"):
        load_commands()
    monkeypatch.undo()
    load_commands.cache_clear()


def test_what_works_on_a_scope_says_on_which():
    state = replace(FULL, meant="Bass & keys, bars 9–12")
    assert ROWS["rework_scope"].shown(state).plain == "On Bass & keys, bars 9–12"
    assert ROWS["rework_regenerate"].shown(state).what == "Write other notes: Bass & keys, bars 9–12"
    assert ROWS["rework_regenerate"].shown(FULL).what == "Write other notes"
    assert ROWS["accompany_bass"].shown(state) == ROWS["accompany_bass"].words


def test_a_long_name_makes_no_wide_menu():
    shown = ROWS["undo"].shown(State(can_undo=True, undo_label=f"Rename {'x' * 400} & more"))
    assert shown.text.startswith("&Undo rename xxx") and shown.text.endswith("x…") and len(shown.text) < 80
