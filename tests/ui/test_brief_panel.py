import pytest
from PySide6.QtCore import Qt

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.theory.keys import Key
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
        ("hits", "12.5, 0:07", {"hits": (7.0, 12.5)}),
        ("hits", "", {"hits": ()}),
        ("banned", "", {"banned": ()}),
        ("valence", "joyful", {"energy": 0.8, "valence": 0.6}),
        ("style", "jazz", {"style": (("jazz", 1.0),)}),
        ("density", "sparse", {"density": 0.2}),
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
        ("instruments", ""),
        ("instruments", "piano, xyzzy"),
        ("style", "polka"),
    ],
)
def test_what_is_not_understood_is_one_sentence(name, text):
    with pytest.raises(ValueError, match=r".+\.$"):
        FIELDS[name].parse(text)


def test_instruments_are_known_by_their_usual_names():
    assert FIELDS["instruments"].parse("piano, strings") == {"instruments": ("piano", "strings")}


@pytest.mark.parametrize("name", ["tempo_bpm", "key", "meter", "length_seconds", "instruments", "valence", "style"])
def test_what_is_shown_reads_back(name):
    field = FIELDS[name]
    assert field.show(Brief().with_fields(Origin.EDITED, **field.parse(field.show(Brief())))) == field.show(Brief())


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
