from PySide6.QtCore import Qt

from audiogenesis_desktop.studio.notices import WARNING, Notice
from audiogenesis_desktop.ui.notice_bar import NoticeBar
from audiogenesis_desktop.ui.theme import DARK


def test_notices_stack_and_replace_by_key(qtbot):
    bar = NoticeBar(DARK)
    qtbot.addWidget(bar)
    assert not bar.isVisibleTo(bar.parentWidget())
    bar.add(Notice("sound", "No SoundFont.", WARNING, "soundfont", "Choose…"))
    bar.add(Notice("file", "Saved a.mid."))
    bar.add(Notice("file", "Saved b.mid."))
    assert bar.notice.text == "Saved b.mid."
    qtbot.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert bar.notice.key == "sound"
    requested = []
    bar.mend_requested.connect(requested.append)
    qtbot.mouseClick(bar._mend, Qt.MouseButton.LeftButton)
    assert requested == ["soundfont"]
    bar.remove("sound")
    assert bar.notice is None and bar.isHidden()


def test_how_many_wait_is_told(qtbot):
    bar = NoticeBar(DARK)
    qtbot.addWidget(bar)
    bar.add(Notice("recovery", "A piece was not saved. It has been kept."))
    assert bar._more.isHidden()
    bar.add(Notice("sound", "No audio device answers.", WARNING))
    assert bar._more.text() == "1 more" and not bar._more.isHidden()
    bar.remove("sound")
    assert bar._more.isHidden()


def test_progress_shows_in_its_own_notice_only(qtbot):
    bar = NoticeBar(DARK)
    qtbot.addWidget(bar)
    bar.add(Notice("export", "Writing a.wav …"))
    bar.set_progress("export", 0.42)
    assert "42%" in bar._text.text()
    bar.add(Notice("file", "Saved."))
    bar.set_progress("export", 0.5)
    assert bar._text.text() == "Saved."


def test_a_long_notice_takes_as_many_lines_as_it_needs(qtbot):
    bar = NoticeBar(DARK)
    qtbot.addWidget(bar)
    bar.resize(900, 36)
    bar.add(Notice("brief", "One line."))
    bar.show()
    one_line = bar.height()
    bar.tell("brief", "A tempo of 9999 bpm cannot be played: it was set to 240 bpm. " * 4)
    assert one_line < bar.height() <= 4 * one_line
    assert bar._text.height() >= bar._text.heightForWidth(bar._text.width())
    bar.resize(2400, bar.height())
    assert bar.height() == one_line
    bar.tell("brief", "")
    assert not bar.isVisible()
