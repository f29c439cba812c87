"""Projects opened and saved with all that belongs to them; MIDI files taken in, and written by export alone."""

from dataclasses import replace

import pytest

from audiogenesis_desktop.files.loop_marks import MarkedLoop, without_loop
from audiogenesis_desktop.files.midi import read_midi, write_midi
from audiogenesis_desktop.files.project.piece import View, Workplace
from audiogenesis_desktop.files.project.project_file import read_project
from audiogenesis_desktop.score.edits import set_mix, set_tempo
from audiogenesis_desktop.score.score import ChordAt, Mix, Note, Score, Section, Track

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


def test_opening_over_unsaved_work_can_be_undone_and_saves_nowhere_by_itself(studio, qtbot, tmp_path):
    path = tmp_path / "song.agproj"
    studio.document.load(SCORE)
    save(studio, qtbot, path)
    unsaved = Score(tracks=(Track(0, "Mine", notes=(Note(0, 50, 960, 80),)),))
    studio.document.commit(unsaved, "Write")
    open_file(studio, qtbot, path)
    assert studio.filing.path is None
    studio.document.undo()
    assert studio.document.score is unsaved


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
    studio.exporting.export_midi(tmp_path / "out.mid")
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
