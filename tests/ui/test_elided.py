"""Names that go from right to left, hold markup or are too long, among words of ours."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout

from audiogenesis_desktop.ui.elided import ElidedLabel, name_in_sentence, plain_label, sentence

ARABIC = "\u0645\u0642\u062f\u0645\u0629"


def is_right_to_left(text):
    layout = QTextLayout(text)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    first, last = (line.cursorToX(place)[0] for place in (0, len(text)))
    return first > last


def test_a_sentence_goes_from_left_to_right_whatever_it_begins_with(qapp):
    assert is_right_to_left(f"{ARABIC} was opened.")
    assert not is_right_to_left(sentence(f"{ARABIC} was opened."))
    assert sentence("Saved – “Käuzchen”.") == "Saved – “Käuzchen”."


def test_a_name_keeps_the_order_of_what_is_around_it():
    assert name_in_sentence("Bass") == "Bass"
    assert name_in_sentence(ARABIC) == f"\u2068{ARABIC}\u2069"


def test_no_name_is_taken_for_markup(qapp):
    name = "Drums <b>loud</b>"
    assert Qt.mightBeRichText(name)
    assert not Qt.mightBeRichText(sentence(name)) and not Qt.mightBeRichText(name_in_sentence(name))
    assert plain_label(name).textFormat() == Qt.TextFormat.PlainText


def test_what_has_no_room_ends_in_an_ellipsis(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("A name that is far too long for so little room")
    label.resize(60, 20)
    assert label.minimumSizeHint().width() == 0
    label.setText("x" * 500)
    assert label.sizeHint().width() <= 320
    label.setText("A name that is far too long for so little room")
    inked = label.grab().toImage()
    label.setText("A name")
    assert inked != label.grab().toImage()
