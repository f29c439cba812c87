"""Prompt, chips and seed follow the piece through undo and redo, and edits of the piece show in the chips."""

import pytest

from audiogenesis_desktop.brief.brief import Origin
from audiogenesis_desktop.editing import arranging
from audiogenesis_desktop.editing.scope import Stretch
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import KeyAt, Mix, Note, Score, Track
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.theory.rekeying import change_key
from audiogenesis_desktop.ui.main_window import MainWindow

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 3840, 80),)),), title="Song")


@pytest.fixture
def window(studio, qtbot, fake_composer):
    made = MainWindow(studio)
    made.show()
    qtbot.waitExposed(made)
    yield made
    fake_composer.released.set()
    made.close()
    made.deleteLater()


@pytest.fixture
def compose(window, studio, qtbot):
    def composed(prompt, seed=""):
        window.prompt_bar.set_prompt(prompt)
        window.prompt_bar.seed.setText(seed)
        with qtbot.waitSignal(studio.composing.finished, timeout=5000) as blocker:
            window.compose(window.prompt_bar.prompt)
        return blocker.args[0]

    return composed


def chips(window):
    return {chip.chip.text: chip.chip.origin for chip in window.brief_panel.row.chips}


def test_undo_of_compose_brings_back_prompt_chips_and_seed(window, studio, compose):
    window.brief_panel.set_field("valence", {"valence": -0.6, "energy": 0.2})
    first = compose("calm, 72 BPM")
    before = chips(window)
    window.brief_panel.set_field("valence", None)
    window.brief_panel.set_field("meter", {"meter": (3, 4)})
    second = compose("D minor, loud")
    assert window.prompt_bar.seed.placeholderText() == f"Was {second.seed}"
    studio.undo()
    assert window.prompt_bar.prompt == "calm, 72 BPM"
    assert chips(window) == before and before["72 BPM"] is Origin.SAID and before["melancholic"] is Origin.EDITED
    assert window.brief_panel.edits == {"valence": -0.6, "energy": 0.2}
    assert window.prompt_bar.seed.placeholderText() == f"Was {first.seed}"
    studio.redo()
    assert window.prompt_bar.prompt == "D minor, loud"
    assert window.brief_panel.edits == {"meter": (3, 4)}
    assert window.prompt_bar.seed.placeholderText() == f"Was {second.seed}"


def test_the_chips_that_came_back_stay_and_compose_the_same_piece(window, studio, qtbot, compose, fake_composer):
    first = compose("calm, 72 BPM")
    compose("D minor", seed="42")
    studio.undo()
    before = chips(window)
    qtbot.wait(600)  # longer than it takes until what is typed is read anew
    assert chips(window) == before
    assert window.prompt_bar.chosen_seed == first.seed
    with qtbot.waitSignal(studio.composing.finished, timeout=5000) as blocker:
        window.compose(window.prompt_bar.prompt)
    assert blocker.args[0].score == first.score


def test_undo_of_an_edit_leaves_what_is_being_typed(window, studio, compose):
    compose("calm, 72 BPM")
    studio.edit(set_mix(studio.document.score, 1, Mix(mute=True)), "Mute")
    window.prompt_bar.set_prompt("something new")
    studio.undo()
    assert window.prompt_bar.prompt == "something new"


def test_undo_of_open_brings_them_back_too(window, studio, qtbot, compose, tmp_path):
    take = compose("calm, 72 BPM")
    write_midi(SCORE, tmp_path / "song.mid")
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(tmp_path / "song.mid")
    assert window.prompt_bar.seed.placeholderText() == "New seed"  # no seed makes this piece
    window.prompt_bar.set_prompt("something new")
    studio.undo()
    assert window.prompt_bar.prompt == "calm, 72 BPM" and chips(window)["72 BPM"] is Origin.SAID
    assert window.prompt_bar.seed.placeholderText() == f"Was {take.seed}"


def test_music_by_others_is_not_shown_under_what_asked_for_the_piece_before(window, studio, qtbot, compose, tmp_path):
    window.brief_panel.set_field("meter", {"meter": (3, 4)})
    compose("calm, 72 BPM")
    write_midi(SCORE, tmp_path / "song.mid")
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(tmp_path / "song.mid")
    assert window.prompt_bar.prompt == "" and window.brief_panel.edits == {}
    studio.undo()
    assert window.prompt_bar.prompt == "calm, 72 BPM" and window.brief_panel.edits == {"meter": (3, 4)}


def test_what_was_typed_before_opening_stays(window, studio, qtbot, compose, tmp_path):
    compose("calm, 72 BPM")
    window.prompt_bar.set_prompt("something new")
    write_midi(SCORE, tmp_path / "song.mid")
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(tmp_path / "song.mid")
    assert window.prompt_bar.prompt == "something new"


def test_recovery_brings_them_back_too(window, studio, qtbot, compose):
    window.brief_panel.set_field("valence", {"valence": -0.6, "energy": 0.2})
    take = compose("calm, 72 BPM")
    before = chips(window)
    studio.recovering.autosave.close()
    studio.recovering.autosave = Autosave(studio.document)
    studio.document.load(Score())
    window.brief_panel.set_field("valence", None)
    window.prompt_bar.set_prompt("something new")
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.recovering.recover()
    assert window.prompt_bar.prompt == "calm, 72 BPM" and chips(window) == before
    assert window.brief_panel.edits == {"valence": -0.6, "energy": 0.2}
    assert window.prompt_bar.seed.placeholderText() == f"Was {take.seed}"


def test_edits_of_the_piece_show_in_the_chips_and_hold_for_the_next_one(window, studio, qtbot, compose):
    compose("calm, 72 BPM")
    window.transport.tempo_set.emit(90.0)
    assert chips(window)["90 BPM"] is Origin.EDITED and "72 BPM" not in chips(window)
    studio.edit(change_key(studio.document.score, KeyAt(0, 2, "minor"), moves_notes=True), "Change key")
    assert chips(window)["D minor"] is Origin.EDITED
    bars = arranging.remove_bars(studio.document.score, Stretch(0, 2 * 3840))
    studio.edit(*bars)
    assert chips(window)["0:16"] is Origin.EDITED  # six bars at 90 BPM
    studio.undo()
    assert "0:16" not in chips(window)
    with qtbot.waitSignal(studio.composing.finished, timeout=5000) as blocker:
        window.compose(window.prompt_bar.prompt)
    assert blocker.args[0].brief.tempo_bpm == 90 and blocker.args[0].brief.key.name == "D minor"
    assert chips(window)["90 BPM"] is Origin.EDITED
    assert window.brief_panel.edits["tempo_bpm"] == 90


def test_a_new_prompt_is_not_held_to_what_was_edited_in_the_piece_before(window, studio, qtbot, compose):
    compose("calm")
    window.transport.tempo_set.emit(90.0)
    window.prompt_bar.set_prompt("waltzing, 72 BPM")
    qtbot.waitUntil(lambda: "72 BPM" in chips(window), timeout=2000)
    assert window.brief_panel.edits == {}


def test_a_chip_set_by_hand_that_beats_a_new_prompt_says_so(window, studio, qtbot, compose):
    window.brief_panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    window.prompt_bar.set_prompt("calm, 72 BPM")
    qtbot.waitUntil(lambda: window.notices.notice is not None, timeout=3000)
    text = window.notices.notice.text
    assert "tempo 90" in text and "the prompt says 72" in text
    compose("calm, 72 BPM")
    assert window.notices.notice is not None and window.notices.notice.text == text  # it holds, and it still says so
    window.brief_panel.open_field("tempo_bpm", window.brief_panel.row.add)
    assert "the prompt says 72" in window.brief_panel.popup._wording.origin
    window.brief_panel.popup.close()
    window.brief_panel.set_field("tempo_bpm", None)
    assert window.notices.notice is None


def test_composing_at_once_says_so_too(window, compose):
    window.brief_panel.set_field("tempo_bpm", {"tempo_bpm": 90.0})
    compose("calm, 72 BPM")
    assert "the prompt says 72" in window.notices.notice.text
