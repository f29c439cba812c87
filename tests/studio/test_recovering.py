"""Unsaved work is kept aside, at the next start under a name of its own, and offered until it is opened or let go."""

import errno
import os
from types import SimpleNamespace

import pytest

from audiogenesis_desktop.files.atomic import cannot_write
from audiogenesis_desktop.files.project.journal import Journal, read_journal
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.score.edits import set_tempo
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio import autosave
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.by_hand import edited_since
from audiogenesis_desktop.studio.document import Document
from audiogenesis_desktop.studio.kept_takes import KeptTakes

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")
OTHER = Score(tracks=(Track(0, "Cello", notes=(Note(0, 48, 960, 80),)),), title="Other")


@pytest.fixture
def folder(user_folders):
    return user_folders / "user_data"


@pytest.fixture
def restarted(studio):
    """Return what starts the studio's autosave anew, as the next start would."""

    def restart():
        studio.recovering.autosave.close()
        studio.recovering.autosave = Autosave(studio.document)
        studio.recovering.offer()
        return studio.recovering.autosave

    return restart


def left_behind(folder, slot, score, at):
    """Leave a file as a studio that was killed would have left it, at a moment in seconds."""
    path = folder / f"recovery-{slot}.agjournal"
    keep(score, path)
    os.utime(path, (at, at))


def keep(score, path):
    journal = Journal(path)
    journal.write(Piece(score))
    journal.close()


def names(folder):
    return sorted(path.name for path in folder.glob("*.agjournal"))


def kept_piece(path):
    return read_journal(path)[0]


def pitches(path):
    return [note.pitch for track in read_journal(path)[0].score.tracks for note in track.notes]


def test_unsaved_work_is_kept_and_offered_at_the_next_start(studio, noticed, qtbot, restarted):
    studio.document.commit(SCORE, "Write")
    next_time = restarted()
    assert len(next_time.kept) == 1 and next_time.kept[0].exists()
    assert noticed["recovery"].mend == "recover"
    studio.document.load(Score())
    with qtbot.waitSignal(studio.score_replaced, timeout=20_000):
        studio.recovering.recover()
    assert studio.document.score.tracks[0].notes == SCORE.tracks[0].notes
    assert not studio.document.is_saved
    assert "recovery" not in noticed


@pytest.fixture
def restored(studio):
    """Return the Takes that come back from now on."""
    found = []
    studio.document.take_restored.connect(found.append)
    return found


def recover(studio, qtbot):
    studio.document.load(Score())
    with qtbot.waitSignal(studio.score_replaced, timeout=20_000):
        studio.recovering.recover()


def compose(studio, qtbot):
    with qtbot.waitSignal(studio.composing.finished, timeout=20_000) as finished:
        studio.making.compose("calm, 72 BPM", 7, edits={"meter": (3, 4), "valence": -0.5})
    return finished.args[0]


def test_what_a_piece_was_composed_from_is_kept_with_it_and_what_undo_leads_to(studio, qtbot, restarted, restored):
    take = compose(studio, qtbot)
    studio.edit(set_tempo(studio.document.score, 90), "Change tempo")
    before = studio.document.undo_steps
    kept = restarted().kept[0]
    restored.clear()
    recover(studio, qtbot)
    assert restored == [studio.document.take] == [take]
    assert restored[0].brief.embedding == take.brief.embedding
    assert edited_since(restored[0], studio.document.committed) == {"tempo_bpm": 90}
    assert studio.document.undo_steps == before and studio.document.undo_label == "Change tempo"
    qtbot.waitUntil(lambda: not kept.exists(), timeout=20_000)


def test_takes_are_kept_with_their_stars_and_names(studio, qtbot, restarted):
    studio.settings.takes = 3
    with qtbot.waitSignal(studio.takes.further.ended, timeout=20_000):
        studio.making.compose("calm, 72 BPM", 7)
    studio.takes.star(1)
    studio.takes.rename(2, "Slow one")
    studio.takes.show(1)
    before = studio.takes.kept
    restarted()
    studio.takes.restore(KeptTakes())
    recover(studio, qtbot)
    assert studio.takes.kept == before and studio.takes.shown.is_starred
    assert [one.name for one in studio.takes.all if one.number == 2] == ["Slow one"]


def test_what_a_piece_is_composed_from_is_kept_while_it_is_written(studio, qtbot, fake_composer, folder):
    fake_composer.hold_at = 12
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=20_000):
        studio.making.compose("calm, 72 BPM", 7)
    studio.keep_aside()
    piece = kept_piece(folder / "recovery-0.agjournal")
    assert piece.take.prompt == "calm, 72 BPM" and piece.score.note_count
    studio.composing.stop(keep=False)


@pytest.fixture
def hasty(monkeypatch):
    """Let what is composed be written down at once."""
    monkeypatch.setattr(autosave, "PROGRESS_MS", 0)


def begin_to_compose(studio, qtbot, fake_composer, hold_at=12):
    """Compose up to a note, and wait until so much has been written down as a crash would leave it."""
    fake_composer.hold_at = hold_at
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=20_000):
        studio.making.compose("calm, 72 BPM", 7)
    path = studio.recovering.autosave.path
    qtbot.waitUntil(lambda: path.exists() and kept_piece(path).score == studio.door.base, timeout=20_000)
    return kept_piece(path)


def test_what_has_been_composed_comes_back_after_a_crash(hasty, studio, qtbot, fake_composer, folder):
    kept = begin_to_compose(studio, qtbot, fake_composer)
    assert kept.take.prompt == "calm, 72 BPM" and kept.take.seed == 7 and not kept.take.is_whole
    assert [(one.name, one.take is kept.take, one.score) for one in kept.takes] == [("A", True, kept.score)]
    copied = folder / "kept-1.agjournal"  # as the next start would find it
    copied.write_bytes(studio.recovering.autosave.path.read_bytes())
    studio.composing.stop(keep=False)
    studio.recovering.autosave.kept.append(copied)
    recover(studio, qtbot)
    assert studio.document.committed == kept.score and not studio.document.is_saved
    assert studio.takes.shown.name == "A" and studio.document.take.prompt == "calm, 72 BPM"


def test_the_piece_before_is_one_undo_away_and_its_project_is_not_written_over(
    hasty, studio, qtbot, fake_composer, tmp_path
):
    path = tmp_path / "song.agproj"
    studio.document.commit(SCORE, "Write")
    with qtbot.waitSignal(studio.filing.path_changed, timeout=20_000):
        studio.filing.save(path)
    kept = begin_to_compose(studio, qtbot, fake_composer)
    assert (kept.undo[-1].score, kept.undo[-1].label) == (SCORE, "Compose")
    assert read_journal(studio.recovering.autosave.path)[1] is None
    studio.composing.stop(keep=False)


def test_what_was_composed_and_is_not_wanted_is_not_offered(hasty, studio, qtbot, fake_composer):
    begin_to_compose(studio, qtbot, fake_composer)
    path = studio.recovering.autosave.path
    studio.composing.stop(keep=False)
    qtbot.waitUntil(lambda: not path.exists(), timeout=20_000)


def test_unsaved_work_that_was_there_before_is_kept_again_once_composing_is_given_up(
    hasty, studio, qtbot, fake_composer
):
    studio.document.commit(SCORE, "Write")
    begin_to_compose(studio, qtbot, fake_composer)
    studio.composing.stop(keep=False)
    qtbot.waitUntil(lambda: kept_piece(studio.recovering.autosave.path).score == SCORE, timeout=20_000)


def test_what_takes_long_to_write_down_is_written_the_less_often(hasty, studio, qtbot, fake_composer, monkeypatch):
    moments = iter(range(0, 1000, 3))  # each entry takes three seconds
    monkeypatch.setattr(autosave, "time", SimpleNamespace(thread_time=lambda: next(moments)))
    begin_to_compose(studio, qtbot, fake_composer)
    qtbot.waitUntil(lambda: studio.recovering.autosave.progress_pause_ms == 60_000, timeout=20_000)
    studio.composing.stop(keep=False)


def test_a_piece_is_never_kept_with_what_another_was_composed_from(studio, qtbot, folder):
    compose(studio, qtbot)
    studio.keep_aside()
    assert kept_piece(folder / "recovery-0.agjournal").take is not None
    studio.document.commit_piece(OTHER, "Open other.mid", None)
    studio.keep_aside()
    assert pitches(folder / "recovery-0.agjournal") == [48]
    assert kept_piece(folder / "recovery-0.agjournal").take is None


def test_an_edit_is_on_the_disk_in_a_moment_by_a_line_or_two(studio, qtbot, folder):
    path = folder / "recovery-0.agjournal"
    studio.document.commit(SCORE, "Write")
    qtbot.waitUntil(path.exists, timeout=20_000)
    begun = path.read_bytes()
    slower = set_tempo(studio.document.score, 90)
    studio.edit(slower, "Change tempo")
    qtbot.waitUntil(lambda: kept_piece(path).score == slower, timeout=20_000)
    added = path.read_bytes().removeprefix(begun)
    assert added != path.read_bytes() and b'["track"' not in added


def test_a_piece_that_belongs_to_a_project_comes_back_as_that_project_unsaved(studio, qtbot, tmp_path, restarted):
    path = tmp_path / "song.agproj"
    studio.document.commit(SCORE, "Write")
    with qtbot.waitSignal(studio.filing.path_changed, timeout=20_000):
        studio.filing.save(path)
    studio.edit(set_tempo(studio.document.score, 90), "Change tempo")
    restarted()
    studio.filing.leave()
    recover(studio, qtbot)
    assert studio.filing.path == path and not studio.document.is_saved


def test_what_is_composed_while_the_offer_stands_does_not_take_its_place(studio, qtbot, restarted):
    studio.document.commit(SCORE, "Write")
    kept = restarted().kept[0]
    studio.document.commit(OTHER, "Compose")
    studio.recovering.autosave.save_soon()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy and not studio.recovering.autosave.is_busy, timeout=20_000)
    assert pitches(studio.recovering.autosave.path) == [48]
    assert pitches(kept) == [60, 64]
    with qtbot.waitSignal(studio.score_replaced, timeout=20_000):
        studio.recovering.recover()
    assert studio.document.score.tracks[0].notes == SCORE.tracks[0].notes
    studio.document.undo()
    assert studio.document.score is OTHER


def test_all_that_is_left_is_offered_the_latest_first(studio, noticed, qtbot, folder, restarted):
    left_behind(folder, 3, OTHER, at=1_700_000_000)
    left_behind(folder, 5, SCORE, at=1_700_003_600)
    restarted()
    assert "14 November" in noticed["recovery"].text and "1 more" in noticed["recovery"].text
    for first_pitch in (60, 48):
        with qtbot.waitSignal(studio.score_replaced, timeout=20_000):
            studio.recovering.recover()
        assert studio.document.score.tracks[0].notes[0].pitch == first_pitch
    assert "recovery" not in noticed


def test_what_another_window_holds_is_its_own(studio, folder, qtbot):
    holding = studio.recovering.autosave
    keep(OTHER, holding.path)
    second = Autosave(Document())
    assert second.path != holding.path and holding.path.exists()
    assert second.kept == []  # the first window has what was kept
    second.close()


def test_what_was_opened_stays_until_it_is_kept_aside_again(studio, qtbot, folder, restarted):
    studio.document.commit(SCORE, "Write")
    kept = restarted().kept[0]
    studio.document.load(Score())
    slot = studio.recovering.autosave.path
    studio.recovering.autosave.path = folder / "no such folder" / "recovery-0.agjournal"  # as if the disk were full
    with qtbot.waitSignal(studio.score_replaced, timeout=20_000):
        studio.recovering.recover()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy and not studio.recovering.autosave.is_busy, timeout=20_000)
    assert pitches(kept) == [60, 64]
    studio.recovering.autosave.path = slot
    again, *others = restarted().kept
    assert others == [kept]  # the same piece, as it was unsaved still
    studio.recovering.dismiss()
    assert not again.exists()
    studio.document.load(Score())
    studio.recovering.recover()
    qtbot.waitUntil(lambda: slot.exists(), timeout=20_000)
    qtbot.waitUntil(lambda: not kept.exists(), timeout=20_000)
    assert pitches(slot) == [60, 64]


def test_a_piece_that_is_dismissed_is_not_offered_again_but_can_be_found(studio, noticed, folder, restarted):
    studio.recovering.autosave.close()
    left_behind(folder, 0, SCORE, at=1_700_000_000)
    left_behind(folder, 1, OTHER, at=1_600_000_000)
    restarted()
    studio.recovering.dismiss()
    assert "recovery" in noticed  # the other one
    studio.recovering.dismiss()
    assert "recovery" not in noticed
    assert restarted().kept == []
    assert [name.startswith("dismissed-") for name in names(folder)] == [True, True]


def test_a_broken_file_is_one_sentence_and_stays(studio, noticed, qtbot, folder, restarted):
    (folder / "recovery-4.agjournal").write_bytes(b"nothing of use")
    kept = restarted().kept[0]
    studio.recovering.recover()
    qtbot.waitUntil(lambda: "file" in noticed, timeout=20_000)
    assert kept.exists() and "recovery" not in noticed


def test_two_pieces_of_one_moment_keep_apart(folder, studio):
    from audiogenesis_desktop.studio.kept import keep_apart, kept_in

    for score in (SCORE, OTHER):
        left_behind(folder, 7, score, at=1_700_000_000)
        assert keep_apart(folder / "recovery-7.agjournal")
    assert sorted(pitches(path)[0] for path in kept_in(folder)) == [48, 60]


def test_a_recovered_piece_is_not_saved_over_the_file_that_was_open(studio, qtbot, tmp_path, restarted):
    studio.document.commit(SCORE, "Write")
    restarted()
    with qtbot.waitSignal(studio.filing.path_changed, timeout=20_000):
        studio.filing.save(tmp_path / "song.agproj")
    with qtbot.waitSignal(studio.score_replaced, timeout=20_000):
        studio.recovering.recover()
    assert studio.filing.path is None


def test_the_loop_of_unsaved_work_is_kept_with_it(studio, qtbot, user_folders):
    from audiogenesis_desktop.files.loop_marks import MarkedLoop

    studio.document.commit(SCORE, "Draw note")
    studio.player.set_loop(480, 1440)
    path = studio.recovering.autosave.path
    studio.close()
    assert kept_piece(path).workplace.loop == MarkedLoop(480, 1440, True)


def test_saved_work_leaves_nothing_behind(studio, qtbot):
    studio.document.commit(SCORE, "Write")
    studio.recovering.autosave.save_soon()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy and not studio.recovering.autosave.is_busy, timeout=20_000)
    assert studio.recovering.autosave.path.exists()
    studio.document.mark_saved()
    assert not studio.recovering.autosave.path.exists()  # or a crash from now on would offer it as unsaved
    studio.recovering.autosave.close()
    assert not studio.recovering.autosave.path.exists()


def test_work_that_is_not_to_be_kept_is_not(studio):
    studio.document.commit(SCORE, "Write")
    path = studio.recovering.autosave.path
    studio.keep_aside()
    assert path.exists()
    studio.close(keep=False)
    assert not path.exists()


def test_what_has_been_composed_so_far_is_unsaved_work(studio, qtbot, fake_composer):
    fake_composer.hold_at = 12
    assert not studio.has_unsaved_work
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=20_000):
        studio.making.compose("anything", 1)
    assert studio.has_unsaved_work
    studio.keep_aside()
    assert pitches(studio.recovering.autosave.path)
    assert studio.composing.is_composing
    studio.composing.stop(keep=False)
    assert not studio.has_unsaved_work


def test_unsaved_work_counts_while_another_piece_has_no_notes_yet(studio, qtbot, fake_composer):
    studio.document.commit(SCORE, "Write")
    fake_composer.hold_at = 0
    with qtbot.waitSignal(studio.composing.planned, timeout=20_000):
        studio.making.compose("anything", 1)
    assert studio.has_unsaved_work
    studio.keep_aside()
    assert pitches(studio.recovering.autosave.path) == [60, 64]


@pytest.fixture
def soon(monkeypatch):
    """Let what could not be kept be tried again at once."""
    monkeypatch.setattr(autosave, "RETRY_MS", 20)


def test_a_full_disk_is_told_and_the_work_is_kept_once_there_is_room(soon, studio, noticed, qtbot, monkeypatch):
    path = studio.recovering.autosave.path
    with monkeypatch.context() as full:
        full.setattr(Journal, "write", lambda journal, *_: _raise_from(journal.path))
        studio.document.commit(SCORE, "Write")
        qtbot.waitUntil(lambda: "keeping" in noticed, timeout=20_000)
        told = noticed["keeping"]
        assert "No space left on device" in told.text and "save the piece elsewhere" in told.text
        assert str(path) not in told.text and not path.exists()
    qtbot.waitUntil(lambda: "keeping" not in noticed, timeout=20_000)
    assert kept_piece(path).score == SCORE


def _raise_from(path):
    error = OSError(errno.ENOSPC, "No space left on device")
    raise cannot_write(path, error) from error


def test_a_folder_that_cannot_be_written_is_told_with_the_first_unsaved_work(soon, studio, noticed, qtbot, folder):
    keeping = studio.recovering.autosave
    slot, keeping.path = keeping.path, None
    keeping._folder = folder / "not yet there"
    studio.document.commit(SCORE, "Write")
    qtbot.waitUntil(lambda: "keeping" in noticed, timeout=20_000)
    keeping._folder.mkdir()
    qtbot.waitUntil(lambda: "keeping" not in noticed, timeout=20_000)
    assert keeping.path != slot and kept_piece(keeping.path).score == SCORE


def test_a_vanished_folder_does_not_keep_the_window_open(studio, user_folders):
    studio.document.commit(SCORE, "Write")
    studio.recovering.autosave.path = user_folders / "gone" / "recovery.agjournal"
    studio.close()


def test_of_two_that_were_left_in_one_second_the_later_is_offered_first(studio, folder, restarted):
    studio.recovering.autosave.close()
    for slot, score, at in ((0, SCORE, 1_700_000_000.2), (1, OTHER, 1_700_000_000.7), (2, SCORE, 1_700_000_000.4)):
        left_behind(folder, slot, score, at)
    second = folder / "kept-20231114-221320-recovery-0-2.agjournal"
    keep(OTHER, second)
    os.utime(second, (1_700_000_000.9, 1_700_000_000.9))
    found = [path.stat().st_mtime for path in restarted().kept]
    assert len(found) >= 2 and found == sorted(found, reverse=True) and found[0] == 1_700_000_000.9
