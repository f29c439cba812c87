"""Making pieces: one undo step, what is kept of a piece stopped early, what failed tried again."""

from audiogenesis_desktop.errors import ComposerLost, MissingPart
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.studio.notices import Mend

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def compose(studio, qtbot):
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("72 BPM", 3)


def test_composing_is_one_undo_step_and_asks_for_a_new_file_name(studio, qtbot, tmp_path):
    studio.document.load(SCORE)
    studio.filing.path = tmp_path / "song.mid"
    compose(studio, qtbot)
    assert studio.document.undo_label == "Compose"
    assert studio.filing.path is None
    assert studio.document.score.note_count == 56
    studio.document.undo()
    assert studio.document.score is SCORE


def test_a_mute_while_composing_is_part_of_that_step(studio, qtbot, fake_composer):
    fake_composer.hold_at = 8
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    studio.edit(set_mix(studio.document.score, 1, Mix(mute=True)), "Mute Cello")
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        fake_composer.released.set()
    assert studio.document.score.track(1).mix.mute
    assert studio.document.score.note_count == 56
    assert studio.document.undo_label == "Compose"
    studio.document.undo()
    assert not studio.document.can_undo


def test_stopping_offers_to_discard(studio, noticed, qtbot, fake_composer):
    fake_composer.hold_at = 12
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    qtbot.waitUntil(lambda: studio.composing.score.note_count == 16, timeout=5000)
    studio.composing.stop(keep=True)
    assert noticed["stopped"].mend == "discard"
    assert "bar 2" in noticed["stopped"].text
    studio.document.undo()
    assert not studio.document.score.tracks
    assert "stopped" not in noticed  # the offer goes with what it was about


def test_a_failure_to_compose_leaves_the_score_and_can_be_tried_again(studio, noticed, qtbot, fake_composer):
    studio.document.load(SCORE)
    fake_composer.error = MissingPart("No model: get one.")
    with qtbot.waitSignal(studio.composing.failed, timeout=5000):
        studio.making.compose("anything", 9)
    assert studio.document.score is SCORE
    assert (noticed["compose"].text, noticed["compose"].mend) == ("No model: get one.", "retry")
    fake_composer.error = None
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose_again()
    assert fake_composer.seeds[-1] == 9
    assert "compose" not in noticed


def test_a_failure_in_the_midst_of_a_piece_says_that_what_was_written_is_kept(studio, qtbot, fake_composer, noticed):
    fake_composer.hold_at = 8
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", seed=1)
    fake_composer.error_after = ComposerLost("The process that composes has ended: try again.")
    with qtbot.waitSignal(studio.composing.failed, timeout=5000):
        fake_composer.released.set()
    kept = studio.document.committed.note_count
    assert kept and noticed["compose"].text.endswith("What was written so far is kept.")
    assert noticed["compose"].mend == Mend.RETRY
    fake_composer.error_after = None
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose_again()
    studio.undo()
    assert studio.document.committed.note_count == kept
