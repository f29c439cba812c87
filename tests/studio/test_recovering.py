"""Unsaved work is kept aside and offered again."""

from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.autosave import Autosave

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def test_unsaved_work_is_kept_and_offered_at_the_next_start(studio, told, qtbot, user_folders):
    studio.document.commit(SCORE, "Write")
    studio.recovering.autosave.close()
    next_time = Autosave(studio.document, studio.jobs)
    assert next_time.found is not None and next_time.found.exists()
    studio.recovering.autosave = next_time
    studio.recovering.offer()
    assert told["recovery"].mend == "recover"
    studio.document.load(Score())
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.recovering.recover()
    assert studio.document.score.tracks[0].notes == SCORE.tracks[0].notes
    assert not studio.document.is_saved


def test_the_loop_of_unsaved_work_is_kept_with_it(studio, qtbot, user_folders):
    from audiogenesis_desktop.files.loop_marks import MarkedLoop, without_loop
    from audiogenesis_desktop.files.midi import read_midi

    studio.document.commit(SCORE, "Draw note")
    studio.player.set_loop(480, 1440)
    path = studio.recovering.autosave.path
    studio.close()
    assert without_loop(read_midi(path))[1] == MarkedLoop(480, 1440, True)


def test_saved_work_leaves_nothing_behind(studio, qtbot):
    studio.document.commit(SCORE, "Write")
    studio.recovering.autosave.save_soon()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert studio.recovering.autosave.path.exists()
    studio.document.mark_saved()
    studio.recovering.autosave.close()
    assert not studio.recovering.autosave.path.exists()


def test_a_vanished_folder_does_not_keep_the_window_open(studio, user_folders):
    studio.document.commit(SCORE, "Write")
    studio.recovering.autosave.path = user_folders / "gone" / "recovery.mid"
    studio.close()
