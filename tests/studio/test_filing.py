"""Files opened and saved, and the loop that is saved with them."""

import pytest

from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.score.score import Note, Score, Track

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def test_saved_and_opened_again_it_is_the_same_music(studio, qtbot, tmp_path):
    path = tmp_path / "song.mid"
    studio.document.commit(SCORE, "Write")
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        studio.filing.save_midi(path)
    assert studio.document.is_saved
    studio.document.load(Score())
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open_midi(path)
    assert studio.document.score.tracks[0].notes == SCORE.tracks[0].notes
    assert studio.filing.path == path


def test_opening_over_unsaved_work_can_be_undone_and_saves_nowhere_by_itself(studio, qtbot, tmp_path):
    path = tmp_path / "song.mid"
    studio.document.load(SCORE)
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        studio.filing.save_midi(path)
    unsaved = Score(tracks=(Track(0, "Mine", notes=(Note(0, 50, 960, 80),)),))
    studio.document.commit(unsaved, "Write")
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open_midi(path)
    assert studio.filing.path is None
    studio.document.undo()
    assert studio.document.score is unsaved


@pytest.mark.parametrize("content", [b"", b"not MIDI at all"])
def test_a_broken_file_is_one_sentence_and_changes_nothing(studio, noticed, qtbot, tmp_path, content):
    studio.document.load(SCORE)
    path = tmp_path / "broken.mid"
    path.write_bytes(content)
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.filing.open_midi(path)
    assert "broken.mid" in noticed["file"].text
    assert studio.document.score is SCORE


@pytest.mark.parametrize("is_on", [True, False])
def test_the_loop_is_saved_with_the_piece_and_comes_back(studio, qtbot, tmp_path, is_on):
    studio.document.load(SCORE)
    studio.player.set_loop(480, 1440)
    studio.player.set_looping(is_on)
    assert not studio.document.is_saved
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        studio.filing.save_midi(tmp_path / "song.mid")
    assert studio.document.is_saved and studio.document.score.markers == ()
    studio.player.set_loop(0, 960)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open_midi(tmp_path / "song.mid")
    assert studio.player.loop == (480, 1440) and studio.player.is_looping == is_on
    assert studio.document.score.markers == ()


def test_the_loop_of_another_piece_is_forgotten(studio, qtbot, tmp_path):
    studio.document.load(SCORE)
    with qtbot.waitSignal(studio.filing.path_changed, timeout=5000):
        studio.filing.save_midi(tmp_path / "song.mid")
    studio.player.set_loop(480, 1440)
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open_midi(tmp_path / "song.mid")
    assert studio.player.loop is None and not studio.player.is_looping


def test_swing_is_found_in_a_file_that_tells_none(studio, qtbot, tmp_path):
    notes = tuple(Note(beat * 960 + off, 60, 200, 80) for beat in range(16) for off in (0, 640))
    write_midi(Score((Track(0, "Piano", notes=notes),)), tmp_path / "a.mid")
    studio.filing.open_midi(tmp_path / "a.mid")
    qtbot.waitUntil(lambda: bool(studio.document.score.tracks), timeout=5000)
    score = studio.document.score
    assert abs(score.swing - 2 / 3) < 0.01 and score.swing_ticks == 480 and score.is_as_written
