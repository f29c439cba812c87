"""Words after the first, in the window: chips show what will change, Enter makes a take, Ctrl+Enter a new piece."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.ui.asking_again import OF_OPENED
from audiogenesis_desktop.ui.chips import HINT
from audiogenesis_desktop.ui.main_window import MainWindow


def without_cello(take, turns):
    """Stand in for doing words after the first: it takes out the second track."""
    score = replace(take.score, tracks=take.score.tracks[:1])
    return replace(take, score=score, brief=take.brief.with_fields(Origin.EDITED, instruments=("piano",)))


@pytest.fixture
def window(studio, qtbot):
    studio.composing.parts = replace(studio.composing.parts, follow=without_cello)
    window = MainWindow(studio)
    qtbot.addWidget(window)
    window.show()
    window.prompt_bar.set_prompt("72 BPM")
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        window.compose("72 BPM")
    qtbot.waitUntil(lambda: not studio.takes.further.count, timeout=5000)
    return window


def chips(window):
    return [chip.chip.text for chip in window.brief_panel.row.chips]


def test_typing_shows_what_will_change(window):
    window.prompt_bar.set_prompt("no cello now")
    assert window.prompt_bar.button.text() == "New take"
    assert "cello" not in chips(window) and "piano" in chips(window)
    assert "take out cello" in window.notices.notice.text
    window.prompt_bar.set_prompt("a string quartet")
    assert window.prompt_bar.button.text() == "Compose"
    assert window.notices.notice is None or "Another take" not in window.notices.notice.text


def test_what_will_change_is_told_in_the_words_of_the_chips(window):
    window.prompt_bar.set_prompt("fade out at the end")
    told = window.notices.notice.text
    assert "shape fade out" in told and "arc" not in told


def test_what_leaves_no_note_where_it_was_is_told_before(window):
    window.prompt_bar.set_prompt("as a waltz")
    assert "All of it is composed anew." in window.notices.notice.text
    window.prompt_bar.set_prompt("no cello now")
    assert "anew" not in window.notices.notice.text


def test_enter_makes_a_take_of_the_same_piece(studio, window, qtbot):
    before = studio.document.committed
    window.prompt_bar.set_prompt("72 BPM, no cello now")
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        qtbot.keyClick(window.prompt_bar.edit, Qt.Key.Key_Return)
    assert [track.name for track in studio.document.committed.tracks] == ["Piano"]
    assert studio.document.committed.tracks[0] == before.tracks[0]
    assert [one.asked for one in studio.takes.all] == ["", "no cello now"]
    assert studio.takes.shown.name == "B"
    assert window.prompt_bar.prompt == "72 BPM"
    assert "Gone: Cello. Note for note as before: Piano." in window.notices.notice.text
    studio.undo()
    assert studio.document.committed is before
    assert window.notices.notice is None or "Gone: Cello" not in window.notices.notice.text  # it is here again


def test_ctrl_enter_composes_a_new_piece(studio, window, qtbot):
    window.prompt_bar.set_prompt("no cello now")
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        window.actions_["compose"].trigger()
    assert studio.document.take.prompt == "no cello now"


def test_what_cannot_be_done_is_said_and_changes_nothing(studio, window, qtbot):
    from audiogenesis_desktop.errors import BadInput

    def refuse(_take, _turns):
        raise BadInput("This piece has no B: name a section that stands over the roll.")

    studio.composing.parts = replace(studio.composing.parts, follow=refuse)
    before = studio.document.committed
    window.prompt_bar.set_prompt("make the B section sparser")
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        window.prompt_bar.compose_requested.emit(window.prompt_bar.prompt)
    assert studio.document.committed is before and len(studio.takes.all) == 1
    assert window.notices.notice.text.startswith("This piece has no B")


def test_escape_gives_up_a_take_that_is_being_made(studio, window, qtbot):
    before = studio.document.committed
    window.prompt_bar.set_prompt("no cello now")
    window.prompt_bar.compose_requested.emit(window.prompt_bar.prompt)
    qtbot.keyClick(window.prompt_bar.edit, Qt.Key.Key_Escape)
    assert not studio.takes.further.count
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert studio.document.committed is before and len(studio.takes.all) == 1


def test_an_edit_made_meanwhile_is_not_replaced(studio, window, qtbot):
    from audiogenesis_desktop.score.edits import set_tempo

    window.prompt_bar.set_prompt("no cello now")
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        window.prompt_bar.compose_requested.emit(window.prompt_bar.prompt)
        studio.edit(set_tempo(studio.document.score, 99), "Change tempo")
    assert round(studio.document.score.tempi[0].bpm) == 99 and studio.takes.shown.name == "A"
    assert len(studio.takes.all) == 2


def test_what_is_not_understood_of_the_piece_is_told_with_what_it_might_have_meant(window):
    window.prompt_bar.set_prompt("no tape hiss on it")
    told = window.notices.notice.text
    assert window.prompt_bar.button.text() == "Compose"
    assert "Not understood" in told and "hiss" in told and "might mean" in told and "new piece" in told
    window.prompt_bar.set_prompt("a string quartet")
    assert window.notices.notice is None or "Not understood" not in window.notices.notice.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("add a bridge", "add another section: bridge"),
        ("swing it more", "more swing"),
        ("cello only in the outro", "cello only in outro"),
        ("the cello comes in at bar 5", "cello to begin at bar 5"),
        ("no cello from 0:20 on", "take out cello from 20 s"),
        ("add a counter melody on the flute", "add flute for the second voice"),
        ("double the melody an octave higher", "double the lead an octave above"),
        ("add an accompaniment", "add an accompaniment"),
        ("drier cello please", "cello drier"),
    ],
)
def test_places_and_what_stays_are_told_in_plain_words(window, said, told):
    window.prompt_bar.set_prompt(said)
    assert told in window.notices.notice.text


def test_a_longer_section_is_told_in_plain_words(window):
    window.prompt_bar.set_prompt("a longer intro and a softer cello")
    assert "intro longer; cello softer" in window.notices.notice.text


def test_words_about_music_by_others_are_done_to_it(studio, qtbot):
    studio.composing.parts = replace(studio.composing.parts, follow=without_cello)
    notes = tuple(Note(960 * i, 60 + i % 8, 900, 80) for i in range(32))
    studio.edit(Score((Track(0, "Piano", notes=notes), Track(1, "Cello", program=42, notes=notes))), "Add tracks")
    window = MainWindow(studio)
    qtbot.addWidget(window)
    window.show()
    window.prompt_bar.set_prompt("no cello now")
    assert window.notices.notice.text.startswith("In this piece: take out cello. Enter does it")
    assert window.prompt_bar.button.text() == "Change it"
    qtbot.keyClick(window.prompt_bar.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(studio.document.committed.tracks) == 1, timeout=5000)
    assert studio.document.take is None and window.prompt_bar.prompt == ""
    assert "Gone: Cello" in window.notices.notice.text
    studio.undo()
    assert window.notices.notice is None or "Gone: Cello" not in window.notices.notice.text


def test_music_by_others_tells_what_words_can_do_to_it(studio, window, qtbot):
    hint = window.brief_panel.row._hint
    assert hint.text() == HINT
    window.prompt_bar.restore("", None)
    studio.document.load(Score((Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),)))
    assert hint.text() == OF_OPENED
    window.resize(800, 500)
    assert hint.geometry().right() < window.brief_panel.row.add.x()
    studio.document.load(Score())
    assert hint.text() == HINT
