"""Projects opened and saved with all that belongs to them; MIDI files taken in, and written by export alone."""

import subprocess
import sys
from dataclasses import replace

import pytest

from audiogenesis_desktop.files.loop_marks import MarkedLoop, without_loop
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.files.project.piece import View, Workplace
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.score.edits import set_mix, set_tempo
from audiogenesis_desktop.score.score import ChordAt, Mix, Note, Score, Section, Track
from audiogenesis_desktop.studio.notices import Mend
from audiogenesis_desktop.studio.project_hold import ProjectHold

PIANO = Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80)), port="Synth", colour=3, is_locked=True)
SCORE = Score(
    tracks=(replace(PIANO, transposition=-12, velocity_offset=9, channel=4, mix=Mix(mute=True)),),
    chords=(ChordAt(0, 1920, 0, "maj"),),
    sections=(Section(0, 1920, "A", 0.5),),
    title="Song",
)


def save(studio, qtbot, path):
    done = []
    studio.filing.save(path, lambda: done.append(path))
    qtbot.waitUntil(lambda: bool(done), timeout=5000)


def open_file(studio, qtbot, path):
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open(path)


def test_saved_and_opened_again_nothing_is_lost(studio, qtbot, tmp_path):
    path = tmp_path / "song.agproj"
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("calm, 72 BPM", 7)
    studio.edit(set_tempo(studio.document.committed, 90), "Change tempo")
    studio.edit(replace(studio.document.committed, title="Mine"), "Name")
    studio.undo()
    studio.player.set_loop(480, 1440)
    studio.player.seek(960)
    studio.filing.workplace = lambda: Workplace(prompt="calm, but slower", view=View(0.1, 20, 30, 40, 1))
    before = studio.filing.piece
    save(studio, qtbot, path)
    assert studio.document.is_saved and studio.filing.path == path
    studio.document.load(Score())
    studio.player.set_loop(0, 0)
    restored = []
    studio.filing.workplace_restored.connect(restored.append)
    open_file(studio, qtbot, path)
    studio.filing.workplace = lambda: restored[0]
    assert studio.filing.piece == before
    assert studio.document.is_saved and studio.document.undo_label == "Change tempo"
    assert studio.document.redo_label == "Name" and studio.document.take.prompt == "calm, 72 BPM"
    studio.undo()
    assert studio.document.score.tempi[0].bpm == pytest.approx(72, abs=0.01)


UNSAVED = Score(tracks=(Track(0, "Mine", notes=(Note(0, 50, 960, 80),)),))


@pytest.fixture
def two_songs(studio, qtbot, tmp_path):
    """Save a song with a step of history, and show another one, of a file of its own, with unsaved work."""
    first, second = tmp_path / "first.agproj", tmp_path / "second.agproj"
    studio.document.load(SCORE)
    studio.edit(set_tempo(SCORE, 90), "Change tempo")
    save(studio, qtbot, first)
    studio.document.load(Score(tracks=(Track(0, "Mine"),)))
    studio.filing.leave()
    save(studio, qtbot, second)
    studio.edit(UNSAVED, "Draw note")
    return first, second


def test_opening_over_unsaved_work_is_one_step_and_undo_leads_back_to_its_file(studio, qtbot, two_songs):
    first, second = two_songs
    open_file(studio, qtbot, first)
    assert studio.filing.path == first and studio.document.is_saved
    assert studio.document.undo_label == "Open first.agproj"
    studio.undo()
    assert studio.document.score is UNSAVED and studio.filing.path == second and not studio.document.is_saved
    studio.redo()
    assert studio.filing.path == first and studio.document.is_saved


def test_a_file_is_never_written_with_the_history_of_another_piece(studio, qtbot, two_songs):
    first, second = two_songs
    open_file(studio, qtbot, first)
    studio.edit(set_tempo(studio.document.committed, 80), "Slower")
    save(studio, qtbot, first)
    assert [step.label for step in read_project(first).undo] == ["Change tempo", "Slower"]
    studio.undo()
    studio.undo()
    save(studio, qtbot, second)
    kept = read_project(second)
    assert kept.score == UNSAVED and [step.label for step in kept.undo] == ["Draw note"] and not kept.redo


def test_older_steps_of_a_piece_that_was_left_are_packed_and_come_back_with_it(studio, qtbot, two_songs):
    first, second = two_songs
    open_file(studio, qtbot, first)
    home = studio.filing._home_here
    assert [step.label for step in home.older] == ["Change tempo"]
    studio.edit(set_tempo(studio.document.committed, 80), "Slower")
    open_file(studio, qtbot, second)
    qtbot.waitUntil(lambda: not home.older, timeout=5000)  # as objects they would take memory for nothing
    studio.undo()
    assert studio.filing.path == first
    studio.edit(set_tempo(studio.document.committed, 70), "Slower still")
    save(studio, qtbot, first)
    kept = read_project(first)
    assert [step.label for step in kept.undo] == ["Change tempo", "Slower", "Slower still"]
    assert kept.undo[0].score == SCORE


def test_what_is_kept_for_the_next_start_has_all_that_undo_leads_to_and_no_file(studio, qtbot, two_songs):
    open_file(studio, qtbot, two_songs[0])
    assert studio.filing.project is None
    assert [step.label for step in studio.filing.piece.undo] == ["Draw note", "Open first.agproj"]


def test_a_midi_file_that_is_opened_over_unsaved_work_leaves_the_project_alone(studio, qtbot, two_songs, tmp_path):
    write_midi(SCORE, tmp_path / "song.mid")
    open_file(studio, qtbot, tmp_path / "song.mid")
    assert studio.filing.path is None
    studio.undo()
    assert studio.filing.path == two_songs[1] and studio.filing.source is None


def test_a_file_that_another_window_has_taken_meanwhile_is_not_gone_back_to(studio, qtbot, two_songs, other_window):
    first, second = two_songs
    open_file(studio, qtbot, first)
    assert other_window(second)
    studio.undo()
    assert studio.document.score is UNSAVED and studio.filing.path is None


@pytest.mark.parametrize("name", ["broken.mid", "broken.agproj"])
@pytest.mark.parametrize("content", [b"", b"not music at all", b"PK\x05\x06"])
def test_a_broken_file_is_one_sentence_and_changes_nothing(studio, noticed, qtbot, tmp_path, name, content):
    studio.document.load(SCORE)
    path = tmp_path / name
    path.write_bytes(content)
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.filing.open(path)
    assert name in noticed["file"].text
    assert studio.document.score is SCORE and path.read_bytes() == content


@pytest.mark.parametrize("content", [b"not a project", b""])
def test_what_is_there_and_cannot_be_read_whole_is_not_saved_over(studio, noticed, qtbot, tmp_path, content):
    path = tmp_path / "song.agproj"
    path.write_bytes(content)
    studio.document.commit(SCORE, "Write")
    studio.filing.save(path)
    qtbot.waitUntil(lambda: "file" in noticed, timeout=5000)
    assert "save under another name" in noticed["file"].text and path.read_bytes() == content
    assert studio.filing.path is None and not studio.document.is_saved


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_project_is_held_by_whatever_name_it_goes(studio, qtbot, tmp_path, other_window):
    path, link = tmp_path / "song.agproj", tmp_path / "other name.agproj"
    studio.document.commit(SCORE, "Write")
    save(studio, qtbot, path)
    link.symlink_to(path)
    assert not other_window(link)


def test_a_save_that_fails_leaves_the_piece_unsaved(studio, noticed, qtbot, tmp_path):
    studio.document.commit(SCORE, "Write")
    studio.filing.save(tmp_path / "nowhere" / "song.agproj")
    qtbot.waitUntil(lambda: "file" in noticed, timeout=5000)
    assert not studio.document.is_saved and studio.filing.path is None


def test_what_changes_while_it_is_saved_is_unsaved_still(studio, qtbot, tmp_path):
    studio.document.commit(SCORE, "Write")
    done = []
    studio.filing.save(tmp_path / "song.agproj", lambda: done.append(1))
    studio.player.set_loop(0, 960)
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    assert not studio.document.is_saved
    assert read_project(tmp_path / "song.agproj").workplace.loop is None


# Loops


@pytest.mark.parametrize("is_on", [True, False])
def test_the_loop_is_saved_with_the_piece_and_comes_back(studio, qtbot, tmp_path, is_on):
    studio.document.load(SCORE)
    studio.player.set_loop(480, 1440)
    studio.player.set_looping(is_on)
    assert not studio.document.is_saved
    save(studio, qtbot, tmp_path / "song.agproj")
    assert studio.document.is_saved and studio.document.score.markers == ()
    studio.player.restore_loop((0, 960), is_on=True)
    open_file(studio, qtbot, tmp_path / "song.agproj")
    assert studio.player.loop == (480, 1440) and studio.player.is_looping == is_on
    assert studio.document.score.markers == ()


def test_the_loop_of_another_piece_is_forgotten(studio, qtbot, tmp_path):
    studio.document.load(SCORE)
    save(studio, qtbot, tmp_path / "song.agproj")
    studio.player.set_loop(480, 1440)
    open_file(studio, qtbot, tmp_path / "song.agproj")
    assert studio.player.loop is None and not studio.player.is_looping


# MIDI files


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.mid"
    write_midi(SCORE, path)
    return path


def test_a_midi_file_becomes_a_project_in_no_file_and_is_not_written_by_saving(studio, qtbot, tmp_path, song):
    before = song.read_bytes()
    open_file(studio, qtbot, song)
    assert studio.filing.path is None and studio.filing.name == "song"
    assert not studio.has_unsaved_work  # closing it loses nothing
    studio.edit(set_mix(studio.document.committed, 0, Mix(40)), "Mix")
    save(studio, qtbot, tmp_path / "mine.agproj")
    assert song.read_bytes() == before and studio.filing.name == "mine.agproj"


def test_a_midi_file_is_written_by_export_with_its_loop_and_the_piece_stays_unsaved(studio, noticed, qtbot, tmp_path):
    studio.document.commit(SCORE, "Write")
    studio.player.set_loop(480, 1440)
    studio.exporting.export_mid(tmp_path / "out.mid", is_played=False)
    qtbot.waitUntil(lambda: "export" in noticed, timeout=5000)
    score, loop = without_loop(read_midi(tmp_path / "out.mid"))
    assert [note.pitch for note in score.tracks[0].notes] == [48, 52] and loop == MarkedLoop(480, 1440, True)
    assert not studio.document.is_saved and studio.filing.path is None


def test_the_tracks_of_a_project_can_be_brought_in(studio, qtbot, tmp_path):
    studio.document.load(SCORE)
    save(studio, qtbot, tmp_path / "song.agproj")
    studio.filing.bring_in(1920, tmp_path / "song.agproj")
    qtbot.waitUntil(lambda: len(studio.document.committed.tracks) == 2, timeout=5000)
    assert studio.document.committed.tracks[1].notes[0].start_tick == 1920
    assert studio.document.undo_label == "Import song.agproj"


# Takes


def test_the_takes_of_a_piece_are_saved_with_it(studio, qtbot, tmp_path):
    studio.settings.takes = 3
    with qtbot.waitSignal(studio.takes.further.ended, timeout=5000):
        studio.making.compose("calm, 72 BPM", 7)
    studio.takes.star(1)
    before = studio.takes.kept
    save(studio, qtbot, tmp_path / "song.agproj")
    assert studio.document.is_saved
    studio.takes.rename(2, "Slow one")
    assert not studio.document.is_saved
    studio.document.mark_saved()
    open_file(studio, qtbot, tmp_path / "song.agproj")
    assert studio.takes.kept == before and studio.document.is_saved
    studio.takes.show(1)
    assert studio.document.take == before.takes[1].take and studio.document.can_undo


# Two windows


@pytest.fixture
def other_window(tmp_path):
    """Hold a project as another window would."""
    hold = ProjectHold()
    yield lambda path: hold.take(path)
    hold.let_go_all()


def test_a_project_that_another_window_has_is_opened_as_a_copy(studio, noticed, qtbot, tmp_path, other_window):
    path = tmp_path / "song.agproj"
    studio.document.commit(SCORE, "Write")
    save(studio, qtbot, path)
    assert not other_window(path)
    studio.filing.leave()
    studio.document.load(Score())
    assert other_window(path)
    studio.filing.open(path)
    assert "open in another window" in noticed["file"].text and noticed["file"].mend == Mend.OPEN_COPY
    assert studio.document.score == Score()
    with qtbot.waitSignal(studio.score_replaced, timeout=5000):
        studio.filing.open_copy()
    assert studio.document.score == SCORE and studio.filing.path is None and not studio.document.is_saved
    before = path.stat()
    studio.filing.save(path)
    assert "save under another name" in noticed["file"].text
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert path.stat() == before


def test_a_project_is_free_again_once_its_window_has_another_or_has_closed(studio, qtbot, tmp_path, other_window):
    paths = [tmp_path / "one.agproj", tmp_path / "two.agproj"]
    studio.document.commit(SCORE, "Write")
    for path in paths:
        save(studio, qtbot, path)
    assert other_window(paths[0]) and not other_window(paths[1])
    studio.close()
    assert other_window(paths[1])


def test_a_hold_of_a_process_that_has_crashed_keeps_nobody_out(studio, qtbot, tmp_path):
    path = tmp_path / "song.agproj"
    script = "import os, sys, pathlib; from audiogenesis_desktop.studio.project_hold import ProjectHold;"
    script += "hold = ProjectHold(); assert hold.take(pathlib.Path(sys.argv[1])); os._exit(9)"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False, timeout=60)
    assert [each.name for each in tmp_path.glob(".*")] == [".song.agproj.lock"]
    studio.document.commit(SCORE, "Write")
    save(studio, qtbot, path)
    assert studio.filing.path == path


def test_a_folder_in_which_nothing_can_be_made_keeps_nobody_out(tmp_path, monkeypatch):
    assert ProjectHold().take(tmp_path / "nowhere" / "song.agproj")


def test_swing_is_found_in_a_file_that_tells_none(studio, qtbot, tmp_path):
    notes = tuple(Note(beat * 960 + off, 60, 200, 80) for beat in range(16) for off in (0, 640))
    write_midi(Score((Track(0, "Piano", notes=notes),)), tmp_path / "a.mid")
    open_file(studio, qtbot, tmp_path / "a.mid")
    score = studio.document.score
    assert abs(score.swing - 2 / 3) < 0.01 and score.swing_ticks == 480 and score.is_as_written
