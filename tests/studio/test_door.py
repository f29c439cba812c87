"""The one door: what is locked stays whoever edits, what is refused is told, and whole pieces come and go."""

import random
from dataclasses import replace

import pytest

from audiogenesis_desktop.editing import arranging
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.score import edits
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.maps import put_chord
from audiogenesis_desktop.score.score import ChordAt, Control, KeyAt, Mix, Note, Score, Section, Track
from audiogenesis_desktop.studio.live import Live
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.rekeying import follow_chord

BAR = 3840
BASS = Track(1, "Bass", 33, notes=(Note(BAR, 36, 960, 80),), controls=(Control(0, 64, 127),), is_locked=True)
SONG = Score(
    tracks=(Track(0, "Piano", notes=tuple(Note(i * BAR, 60 + i, 960, 80) for i in range(4))), BASS),
    keys=(KeyAt(0, 0, "major"),),
    chords=(ChordAt(0, 4 * BAR, 0, "maj"),),
    sections=(Section(0, 2 * BAR, "A", 0.5), Section(2 * BAR, 4 * BAR, "B", 0.5)),
    length_ticks=4 * BAR,
)


@pytest.fixture
def notices(studio):
    studio.document.load(SONG)
    found = []
    studio.noticed.connect(lambda notice: found.append(notice.text))
    return found


def test_an_edit_of_a_locked_track_is_refused_and_reported(studio, notices):
    assert not studio.edit(edits.remove_track(SONG, 1), "Remove track")
    assert studio.document.score is SONG and not studio.document.can_undo
    assert notices == ["Bass is locked: unlock it in its settings (F4 in the track list) to edit it."]


def test_the_rest_of_an_edit_of_the_whole_piece_is_done(studio, notices):
    assert studio.edit(*arranging.transpose_piece(SONG, 1))
    assert studio.document.score.track(1) == BASS and studio.document.score.track(0).notes[0].pitch == 61
    assert studio.document.undo_label == "Transpose piece up"
    assert notices == ["Bass is locked and stays as it is."]


def test_bars_move_a_locked_track_along_but_take_no_note_from_it(studio, notices):
    assert studio.edit(*arranging.insert_bars(SONG, Stretch(0, BAR))) and not notices
    assert studio.document.score.track(1).notes[0].start_tick == 2 * BAR
    studio.undo()
    assert not studio.edit(*arranging.remove_bars(SONG, Stretch(BAR, 2 * BAR)))
    assert studio.document.score is SONG and "would lose notes" in notices[0]


def test_a_preview_of_what_is_not_allowed_is_not_shown(studio, notices):
    studio.preview(edits.add_notes(SONG, 1, [Note(0, 40, 960, 80)]))
    assert studio.document.score is SONG and notices
    studio.preview(edits.add_notes(SONG, 0, [Note(0, 40, 960, 80)]))
    assert studio.document.score.note_count == SONG.note_count + 1 and studio.document.committed is SONG
    studio.revert()
    assert studio.document.score is SONG


def test_an_edit_about_a_scope_leaves_what_is_outside(studio, notices):
    notes = SONG.tracks[0].notes
    louder = edits.exchange_notes(SONG, 0, notes, [note._replace(velocity=100) for note in notes])
    assert studio.edit(louder, "Louder", Scope.of_section(SONG.sections[1]))
    assert [note.velocity for note in studio.document.score.track(0).notes] == [80, 80, 100, 100]
    assert not studio.edit(louder, "Louder", Scope.of_time()) and len(notices) == 1


def test_undo_and_redo_go_over_a_lock(studio, notices):
    free = edits.replace_track(SONG, replace(BASS, is_locked=False))
    studio.edit(free, "Unlock Bass")
    studio.edit(edits.remove_track(free, 1), "Remove track")
    studio.undo()
    studio.undo()
    assert studio.document.score is SONG
    studio.redo()
    studio.redo()
    assert len(studio.document.score.tracks) == 1 and not notices


def test_another_piece_takes_the_place_of_locked_tracks_and_is_reported_before(studio, notices):
    left = []
    studio.door.leaving.connect(lambda: left.append(studio.document.score))
    other = Score((Track(1, "Other"),), title="Other")
    studio.door.replace(other, "Recover")
    assert studio.document.score is other and left == [SONG] and not notices
    studio.undo()
    assert studio.document.score is SONG


def test_while_a_piece_is_composed_edits_are_part_of_it_and_history_waits(studio, qtbot, fake_composer):
    studio.document.load(SONG)
    fake_composer.hold_at = 8
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    studio.edit(edits.set_mix(studio.door.base, 0, Mix(mute=True)), "Mute Piano")
    assert not studio.document.can_undo
    shown = studio.document.score
    studio.undo()
    studio.redo()
    assert studio.document.score is shown and studio.document.committed is SONG
    studio.edit(edits.replace_track(shown, replace(shown.track(1), is_locked=True)), "Lock Cello")
    assert not studio.edit(edits.remove_track(studio.door.base, 1), "Remove track")
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        fake_composer.released.set()
    assert studio.document.score.note_count == 56  # the lock is against edits, not against the composer
    assert studio.document.undo_label == "Compose" and studio.document.score.track(0).mix.mute


def test_what_is_tried_out_while_a_piece_is_written_can_be_given_up(studio, qtbot, fake_composer):
    fake_composer.hold_at = 8
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    qtbot.waitUntil(lambda: studio.composing.score.note_count >= 8, timeout=5000)
    written = studio.door.base.track(0).notes
    softer = [note._replace(velocity=1) for note in written]
    studio.preview(edits.exchange_notes(studio.door.base, 0, written, softer))
    shown = []
    studio.composing.notes_arrived.connect(lambda *_: shown.append(studio.document.score))
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        fake_composer.released.set()
    assert [score.track(0).notes[0].velocity for score in shown] == [1] * len(shown)  # with what has come meanwhile
    assert shown[-1].note_count == 56
    studio.revert()
    assert {note.velocity for note in studio.document.score.track(0).notes} == {80}


def test_a_drag_that_is_given_up_while_a_piece_is_written_leaves_no_trace(studio, qtbot, fake_composer):
    fake_composer.hold_at = 8
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    written = studio.document.score
    studio.preview(edits.set_mix(written, 0, Mix(mute=True)))
    studio.revert()
    assert studio.document.score is written
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        fake_composer.released.set()
    assert not studio.document.committed.track(0).mix.mute


def test_what_is_edited_before_anything_is_written_is_a_step_of_its_own(studio, qtbot):
    studio.document.load(SONG)
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("anything", 1)
        studio.edit(edits.set_mix(SONG, 0, Mix(mute=True)), "Mute Piano")  # the prompt is still being read
    studio.undo()
    assert studio.document.score.track(0).mix.mute and studio.document.undo_label == "Mute Piano"


# Whatever is done


def play_and_capture(studio, live, random):
    for pitch in random.sample(range(60, 72), 2):
        live.recording.receive((0x90, pitch, 90), 0.0)
        live.recording.receive((0x80, pitch, 0), 0.1)
    live.capturing.capture()


def enter_step(studio, live, random):
    live.steps.switch(True)
    pitch = random.randrange(128)
    live.recording.receive((0x90, pitch, 90), 0.0)
    live.recording.receive((0x80, pitch, 0), 0.1)
    live.steps.switch(False)


def step_back(studio, live, random):
    live.steps.back()


def another_key(studio, live, random):
    studio.edit(*arranging.transpose_piece(studio.document.score, random.choice((-1, 1))))


def another_chord(studio, live, random):
    score, chord = studio.document.score, Chord(random.randrange(12), "maj")
    followed = follow_chord(score, score.chords[0], chord)
    studio.edit(put_chord(followed, ChordAt(0, score.chords[0].length_ticks, *chord)), "Change chord")


def no_track(studio, live, random):
    studio.edit(edits.remove_track(studio.document.score, random.choice((0, 1))), "Remove track")
    studio.edit(edits.add_track(studio.document.score, SONG.tracks[0]), "Add Piano")


def scribble(studio, live, random):
    track = random.choice(studio.document.score.tracks)
    notes = [Note(random.randrange(4 * BAR), random.randrange(128), 100, 80) for _ in range(3)]
    studio.preview(edits.exchange_notes(studio.document.score, track.id, track.notes[:2], notes))
    studio.edit(edits.exchange_notes(studio.document.score, track.id, track.notes[:2], notes), "Draw")


EDITS = (play_and_capture, enter_step, step_back, another_key, another_chord, no_track, scribble)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_done_a_locked_track_plays_what_it_played(studio, seed):
    studio.document.load(SONG)
    live, chance = Live(studio, open_port=lambda name, receive: None), random.Random(seed)
    taken = 0
    for _ in range(25):
        before = studio.document.committed
        live.recording.track_id = chance.choice((0, 1))
        studio.player.seek(chance.randrange(4 * BAR))
        chance.choice(EDITS)(studio, live, chance)
        taken += studio.document.committed is not before
        bass = studio.document.committed.track(1)
        assert (bass.notes, bass.controls) == (BASS.notes, BASS.controls)
        assert studio.document.score.track(1).notes == BASS.notes
    assert taken > 12  # most edits have done something
    live.close()
