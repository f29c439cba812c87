from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.ui import brief_panel
from audiogenesis_desktop.ui.brief_fields import FIELDS
from audiogenesis_desktop.ui.brief_panel import BriefPanel
from audiogenesis_desktop.ui.theme import DARK


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("tempo_bpm", "72", {"tempo_bpm": 72.0}),
        ("tempo_bpm", "72,5 BPM", {"tempo_bpm": 72.5}),
        ("key", "eb minor", {"key": Key(3, "minor")}),
        ("meter", "6/8", {"meter": (6, 8)}),
        ("length_seconds", "1:30", {"length_seconds": 90.0}),
        ("length_seconds", "30s", {"length_seconds": 30.0}),
        ("hits", "12.5, 0:07 Stop", {"hits": (7.0, 12.5), "hit_kinds": ((7.0, "stop"),)}),
        ("hits", "", {"hits": (), "hit_kinds": ()}),
        ("banned", "", {"banned": ()}),
        ("valence", "joyful", {"energy": 0.8, "valence": 0.6}),
        ("style", "Deep house", {"style": (("house", 1.0),)}),
        ("density", "sparse", {"density": 0.2}),
        ("density", "0,35", {"density": 0.35}),
        ("style", "House, bossa nova", {"style": (("house", 0.5), ("bossa", 0.5))}),
        ("arc", "quiet start, Builds", {"arc": ("quiet start", "builds")}),
        ("arc", "builds, falls", {"arc": ("falls",)}),
        ("texture", "", {"texture": ()}),
        ("chords", "| Am  F | vi G | ; B: | Dm |", {"chords": "| Am F | vi G | ; B: | Dm |"}),
        ("chords", " ", {"chords": ""}),
        ("form", "intro4 A8  B8", {"form": "intro4 A8 B8"}),
        ("instruments", "violin, violin, cello", {"instruments": ("violin", "violin", "cello")}),
        ("valence", "0.5, 0.4", {"valence": 0.5, "energy": 0.4}),
    ],
)
def test_what_is_typed_is_understood(name, text, values):
    assert FIELDS[name].parse(text) == values


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tempo_bpm", "fast"),
        ("tempo_bpm", "9999"),
        ("key", "H flat"),
        ("meter", "4/5"),
        ("meter", "waltz"),
        ("length_seconds", "0"),
        ("length_seconds", "long"),
        ("hits", "soon"),
        ("hits", "12 bang"),
        ("instruments", ""),
        ("instruments", "piano, xyzzy"),
        ("style", "polkadots"),
        ("arc", "wobbles"),
        ("chords", "| Am Fx |"),
        ("form", "A8 X8"),
        ("style", "house, bossa, samba"),
        ("density", "2"),
        ("density", "much"),
        ("valence", "2, 0"),
    ],
)
def test_what_is_not_understood_is_one_sentence(name, text):
    with pytest.raises(ValueError, match=r".+\.$"):
        FIELDS[name].parse(text)


def test_instruments_are_known_by_their_usual_names():
    assert FIELDS["instruments"].parse("piano, strings") == {"instruments": ("piano", "strings")}


@pytest.mark.parametrize(
    "name",
    [name for name in FIELDS if name != "style"],
)
def test_what_is_shown_reads_back(name):
    field = FIELDS[name]
    assert field.show(Brief().with_fields(Origin.EDITED, **field.parse(field.show(Brief())))) == field.show(Brief())


def test_every_style_is_known_by_its_name():
    for name in book():
        assert FIELDS["style"].parse(name) == {"style": ((name, 1.0),)}


def test_a_family_means_one_of_its_styles():
    [(name, _)] = FIELDS["style"].parse("Jazz")["style"]
    assert "jazz" in book()[name].family


@pytest.fixture
def panel(qtbot):
    made = BriefPanel(DARK, lambda prompt: Brief(prompt=prompt).with_fields(Origin.SAID, tempo_bpm=72.0))
    qtbot.addWidget(made)
    made.resize(900, 24)
    made.show()
    return made


def chips(panel):
    return {chip.chip.text: chip.chip.origin for chip in panel.row.chips}


def test_typing_a_value_into_a_chip_sets_it_by_hand(panel, qtbot):
    panel.set_prompt("72 bpm")
    panel.read_now()
    assert chips(panel) == {"72 BPM": Origin.SAID}
    qtbot.mouseClick(panel.row.chips[0], Qt.MouseButton.LeftButton)
    edit = panel.popup.edit
    assert edit.text() == "72"
    edit.setText("never")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert "tempo" in panel.popup.hint.text() and panel.edits == {}
    edit.setText("90")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.edits == {"tempo_bpm": 90.0}
    assert chips(panel) == {"90 BPM": Origin.EDITED}
    panel.set_prompt("72 bpm, please")
    panel.read_now()
    assert chips(panel) == {"90 BPM": Origin.EDITED}  # what was set by hand stays
    panel.open_field("tempo_bpm", panel.row.chips[0])
    panel.popup.edit.clear()
    qtbot.keyClick(panel.popup.edit, Qt.Key.Key_Return)
    assert chips(panel) == {"72 BPM": Origin.SAID}  # and an empty field returns to the prompt


PROMPT = "calm jazz piano and strings, 72 bpm, no drums"


def said(prompt):
    """Read the few words that these tests use, with their spans."""
    brief, spans = Brief(prompt=prompt), {}
    fields = {
        "72 bpm": ("tempo_bpm", 72.0),
        "piano and strings": ("instruments", ("piano", "strings")),
        "no drums": ("banned", ("drums",)),
        "jazz": ("style", (("jazz", 1.0),)),
    }
    for words, (name, value) in fields.items():
        if words in prompt:
            brief = brief.with_fields(Origin.SAID, **{name: value})
            spans[name] = (prompt.index(words), prompt.index(words) + len(words))
    causes = tuple(Cause(name, *span) for name, span in spans.items())
    return replace(brief, spans=spans, causes=causes, notices=("Figures are read best.",) if "?" in prompt else ())


def whole(prompt):
    """Read as composing does: what is said, and a mood that is implied."""
    brief = said(prompt).with_fields(Origin.INFERRED, valence=0.6, energy=0.2)
    return brief if "72" in prompt else brief.with_fields(Origin.INFERRED, tempo_bpm=66.0)


@pytest.fixture
def to_understand():
    return []


@pytest.fixture
def read_panel(qtbot, to_understand):
    made = BriefPanel(DARK, said, to_understand.append)
    qtbot.addWidget(made)
    made.resize(1200, 24)
    made.show()
    made.set_prompt(PROMPT)
    made.read_now()
    return made


def chip_of(panel, text):
    return next(chip for chip in panel.row.chips if chip.text() == text)


def test_chips_follow_somebody_who_types_without_a_pause(qtbot, monkeypatch):
    # However busy the machine is: reading takes no time, so none is waited for.
    monkeypatch.setattr(brief_panel, "time", SimpleNamespace(perf_counter=lambda: 0.0))
    panel, shown = BriefPanel(DARK, said), []
    qtbot.addWidget(panel)
    panel.show()
    for end in range(1, len(PROMPT) + 1):
        panel.set_prompt(PROMPT[:end])
        QApplication.processEvents()
        shown.append(len(panel.row.chips))
    assert shown[PROMPT.index("72 bpm") + len("72 bpm") - 1] == 4  # jazz, tempo, two instruments
    panel.stop_reading()


def test_what_is_implied_is_requested_once_typing_pauses_and_stays_while_it_goes_on(read_panel, to_understand, qtbot):
    assert to_understand == []
    qtbot.waitUntil(lambda: to_understand == [PROMPT], timeout=2000)
    assert "serene" not in chips(read_panel)
    read_panel.show_understood(whole("another prompt"))  # too late: it is not the prompt any more
    assert "serene" not in chips(read_panel)
    read_panel.show_understood(whole(PROMPT))
    assert chips(read_panel)["serene"] is Origin.INFERRED
    read_panel.set_prompt(PROMPT.replace("72 bpm, ", ""))
    read_panel.read_now()
    assert "serene" in chips(read_panel) and "72 BPM" not in chips(read_panel)
    read_panel.set_prompt("something else altogether")
    read_panel.read_now()
    assert "serene" not in chips(read_panel)
    read_panel.stop_reading()


def test_an_answer_that_comes_late_does_not_take_the_place_of_what_is_foreseen(read_panel):
    read_panel.show_foreseen(said(PROMPT).with_fields(Origin.EDITED, tempo_bpm=90.0))
    read_panel.show_understood(whole(PROMPT))
    assert chips(read_panel)["90 BPM"] is Origin.EDITED and "serene" not in chips(read_panel)
    read_panel.set_prompt(PROMPT)
    read_panel.read_now()
    read_panel.show_understood(whole(PROMPT))
    assert "serene" in chips(read_panel)
    read_panel.stop_reading()


def test_the_cursor_in_words_marks_their_chip(read_panel):
    def marked():
        return [chip.text() for chip in read_panel.row.chips if chip._is_marked]

    read_panel.point_from_prompt(PROMPT.index("72"))
    assert marked() == ["72 BPM"]
    read_panel.read_now()
    assert marked() == ["72 BPM"]
    read_panel.point_from_prompt(-1)
    assert marked() == []


def test_removing_an_edit_gives_the_choice_back_and_the_list_is_then_as_said(read_panel, qtbot):
    read_panel.set_field("instruments", {"instruments": ("piano", "strings", "harp")})
    qtbot.keyClick(chip_of(read_panel, "harp"), Qt.Key.Key_Delete)
    assert read_panel.edits == {} and chips(read_panel)["piano"] is Origin.SAID


def test_removing_a_ban_lifts_it_and_setting_one_takes_the_instrument_out(read_panel, qtbot):
    qtbot.keyClick(chip_of(read_panel, "no drums"), Qt.Key.Key_Delete)
    assert read_panel.edits == {"banned": ()} and "no drums" not in chips(read_panel)
    read_panel.set_field("banned", {"banned": ("strings",)})
    assert "strings" not in chips(read_panel) and "piano" in chips(read_panel)
    read_panel.set_field("instruments", {"instruments": ("strings",)})  # what was set last wins
    assert chips(read_panel)["strings"] is Origin.EDITED and "no strings" not in chips(read_panel)
    read_panel.set_field("banned", {"banned": ("strings", "drums")})
    assert read_panel.edits == {"banned": ("strings", "drums")}


def test_the_way_back_is_what_it_can_be(read_panel, qtbot):
    read_panel.show_understood(whole(PROMPT))
    for name, way_back in (("tempo_bpm", "Drop these words"), ("valence", ""), ("key", "")):
        read_panel.open_field(name, read_panel.row.add)
        assert read_panel.popup.back.text() == way_back and read_panel.popup.back.isVisible() == bool(way_back)
        read_panel.popup.close()
    read_panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    read_panel.set_field("valence", {"valence": 0.0, "energy": 0.9})
    for name, way_back in (("tempo_bpm", "As the prompt says"), ("valence", "Let the app choose")):
        read_panel.open_field(name, read_panel.row.add)
        assert read_panel.popup.back.text() == way_back
        qtbot.mouseClick(read_panel.popup.back, Qt.MouseButton.LeftButton)
    assert read_panel.edits == {}
    with qtbot.waitSignal(read_panel.words_dropped) as dropped:
        read_panel.open_field("tempo_bpm", read_panel.row.add)
        qtbot.mouseClick(read_panel.popup.back, Qt.MouseButton.LeftButton)
    assert PROMPT[slice(*dropped.args)] == "72 bpm"


def test_words_that_hold_more_than_the_choice_are_not_dropped(qtbot):
    prompt = "jazz, but then a long and winding road of many other words, pop"
    brief = Brief(prompt=prompt, spans={"style": (0, len(prompt))})
    panel, dropped = BriefPanel(DARK, lambda _: brief.with_fields(Origin.SAID, style=(("jazz", 1.0),))), []
    qtbot.addWidget(panel)
    panel.words_dropped.connect(lambda *span: dropped.append(span))
    panel.set_prompt(prompt)
    panel.read_now()
    qtbot.keyClick(panel.row.chips[0], Qt.Key.Key_Delete)
    assert dropped == []


def test_words_that_say_something_else_as_well_are_not_dropped(read_panel, qtbot):
    dropped = []
    read_panel.words_dropped.connect(lambda *span: dropped.append(span))
    read_panel._said = replace(read_panel._said, spans={**said(PROMPT).spans, "style": (5, 32)})  # over piano and tempo
    qtbot.keyClick(chip_of(read_panel, "jazz"), Qt.Key.Key_Delete)
    assert dropped == []


def test_the_popup_fits_each_page_of_the_length(read_panel, qtbot):
    read_panel.open_field("length_seconds", read_panel.row.add)
    popup, editor = read_panel.popup, read_panel.popup.editor
    heights = []
    for button in (editor.by_bars, editor.by_time, editor.by_bars):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        heights.append(popup.height())
        assert popup.height() == popup.heightForWidth(popup.width())
        assert editor.height() >= editor.sizeHint().height()
    assert heights[0] == heights[2] > heights[1]
    assert editor.width() == popup.edit.width()
    popup.close()


def test_after_composing_an_edit_given_back_shows_what_the_prompt_says(read_panel):
    read_panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    read_panel.show_brief(whole(PROMPT).with_fields(Origin.EDITED, tempo_bpm=90.0))
    assert chips(read_panel)["90 BPM"] is Origin.EDITED
    read_panel.set_field("tempo_bpm", None)
    assert chips(read_panel)["72 BPM"] is Origin.SAID and "serene" in chips(read_panel)
    read_panel.stop_reading()


def test_a_change_says_what_it_brings(read_panel):
    read_panel.open_field("tempo_bpm", read_panel.row.add)
    assert "once you compose" in read_panel.popup.consequence.text()
    read_panel.popup.close()
    read_panel.has_piece = True
    for name in FIELDS:
        read_panel.open_field(name, read_panel.row.add)
        assert "next Compose writes the whole piece anew" in read_panel.popup.consequence.text()
        read_panel.popup.close()


def test_ctrl_enter_sets_and_composes_and_escape_does_neither(read_panel, qtbot):
    composed = []
    read_panel.compose_requested.connect(lambda: composed.append(dict(read_panel.edits)))
    read_panel.open_field("tempo_bpm", read_panel.row.add)
    read_panel.popup.edit.setText("90")
    qtbot.keyClick(read_panel.popup.edit, Qt.Key.Key_Escape)
    read_panel.open_field("tempo_bpm", read_panel.row.add)
    read_panel.popup.edit.setText("91")
    qtbot.keyClick(read_panel.popup.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert composed == [{"tempo_bpm": 91.0}]


def test_arrows_in_the_text_step_the_tempo_and_typing_moves_the_wheel(read_panel, qtbot):
    read_panel.open_field("tempo_bpm", read_panel.row.add)
    qtbot.keyClick(read_panel.popup.edit, Qt.Key.Key_Up)
    assert read_panel.popup.edit.text() == "73"
    read_panel.popup.close()
    read_panel.open_field("key", read_panel.row.add)
    read_panel.popup.edit.clear()
    qtbot.keyClicks(read_panel.popup.edit, "f#m")
    assert read_panel.popup.editor.key == Key(6, "minor")
    qtbot.keyClick(read_panel.popup.edit, Qt.Key.Key_Return)
    assert read_panel.edits == {"key": Key(6, "minor")}


def test_no_instrument_ruled_out_is_a_choice_too(read_panel, qtbot):
    read_panel.open_field("banned", read_panel.row.add)
    picker = read_panel.popup.editor
    qtbot.mouseClick(picker.tags.tags["drums"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert read_panel.edits == {"banned": ()}


def test_enter_in_the_search_ticks_and_enter_once_more_sets(read_panel, qtbot):
    read_panel.open_field("instruments", read_panel.row.add)
    popup, picker = read_panel.popup, read_panel.popup.editor
    entered = []
    popup.entered.connect(entered.append)
    qtbot.keyClicks(picker.search, "rhodes")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert list(picker.tags.tags) == ["piano", "strings", "electric piano"]
    assert popup.isVisible() and entered == []
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert entered == [{"instruments": ("piano", "strings", "electric piano")}] and not popup.isVisible()


def test_enter_in_the_text_sets_once(read_panel, qtbot):
    read_panel.open_field("tempo_bpm", read_panel.row.add)
    entered = []
    read_panel.popup.entered.connect(entered.append)
    qtbot.keyClick(read_panel.popup.edit, Qt.Key.Key_Return)
    assert entered == [{"tempo_bpm": 72.0}]


def test_notices_are_shown_once_typing_pauses_and_taken_back(read_panel, qtbot):
    noticed = []
    read_panel.noticed.connect(noticed.append)
    read_panel.set_prompt("calm?")
    read_panel.read_now()
    assert noticed == []
    qtbot.waitUntil(lambda: noticed == ["Figures are read best."], timeout=2000)
    read_panel.set_prompt("calm")
    qtbot.waitUntil(lambda: noticed[-1] == "", timeout=2000)


def test_everything_can_be_given_back_at_once(read_panel, qtbot):
    read_panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    read_panel.set_field("key", {"key": Key(2, "minor")})
    qtbot.mouseClick(read_panel.row.add, Qt.MouseButton.LeftButton)
    menu = read_panel.findChild(QMenu)
    menu.actions()[-1].trigger()
    assert read_panel.edits == {} and chips(read_panel)["72 BPM"] is Origin.SAID
    menu.close()


def test_a_hit_beyond_a_shorter_length_stays_as_a_chip_is_reported_and_comes_back(read_panel):
    noticed = []
    read_panel.noticed.connect(noticed.append)
    read_panel.set_field("hits", {"hits": (5.0, 20.0)})
    read_panel.set_field("length_seconds", {"length_seconds": 15.0})
    assert {"hit at 0:05", "no hit at 0:20"} <= chips(read_panel).keys()
    assert "over before 20 s" in noticed[-1]
    read_panel.set_field("length_seconds", {"length_seconds": 25.0})
    assert {"hit at 0:05", "hit at 0:20"} <= chips(read_panel).keys() and "over before" not in noticed[-1]
    read_panel.set_field("length_seconds", {"length_seconds": 15.0})
    read_panel.remove(chip_of(read_panel, "no hit at 0:20").chip)
    assert read_panel.edits["hits"] == (5.0,)


def test_what_was_chosen_for_a_hit_stays_when_another_is_taken_away(read_panel):
    read_panel.set_field("hits", {"hits": (5.0, 8.0), "hit_kinds": ((5.0, "stop"), (8.0, "riser"))})
    assert {"stop at 0:05", "riser into 0:08"} <= chips(read_panel).keys()
    read_panel.remove(chip_of(read_panel, "riser into 0:08").chip)
    assert read_panel.edits == {"hits": (5.0,), "hit_kinds": ((5.0, "stop"),)}
    brief = read_panel.brief
    read_panel.restore(None)
    read_panel.bring_back(brief)
    assert read_panel.edits == {"hits": (5.0,), "hit_kinds": ((5.0, "stop"),)}
    read_panel.give_back("hits")
    assert not read_panel.edits
