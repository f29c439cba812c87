import threading

import pytest

from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.score.edits import set_mix
from audiogenesis_desktop.score.score import Mix, Note, Score, Track
from audiogenesis_desktop.studio.autosave import Autosave
from audiogenesis_desktop.studio.notices import Mend
from audiogenesis_desktop.studio.settings import Settings

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def compose(studio, qtbot):
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose("72 BPM", 3)


def notices_of(studio):
    told = {}
    studio.noticed.connect(lambda notice: told.__setitem__(notice.key, notice))
    studio.notice_gone.connect(lambda key: told.pop(key, None))
    return told


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


def test_stopping_offers_to_discard(studio, qtbot, fake_composer):
    told = notices_of(studio)
    fake_composer.hold_at = 12
    with qtbot.waitSignal(studio.composing.notes_arrived, timeout=5000):
        studio.making.compose("anything", 1)
    qtbot.waitUntil(lambda: studio.composing.score.note_count == 16, timeout=5000)
    studio.composing.stop(keep=True)
    assert told["stopped"].mend == "discard"
    assert "bar 2" in told["stopped"].text
    studio.document.undo()
    assert not studio.document.score.tracks
    assert "stopped" not in told  # the offer goes with what it was about


def test_a_failure_to_compose_leaves_the_score_and_can_be_tried_again(studio, qtbot, fake_composer):
    told = notices_of(studio)
    studio.document.load(SCORE)
    fake_composer.error = MissingPart("No model: get one.")
    with qtbot.waitSignal(studio.composing.failed, timeout=5000):
        studio.making.compose("anything", 9)
    assert studio.document.score is SCORE
    assert (told["compose"].text, told["compose"].mend) == ("No model: get one.", "retry")
    fake_composer.error = None
    with qtbot.waitSignal(studio.composing.finished, timeout=5000):
        studio.making.compose_again()
    assert fake_composer.seeds[-1] == 9
    assert "compose" not in told


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
def test_a_broken_file_is_one_sentence_and_changes_nothing(studio, qtbot, tmp_path, content):
    told = notices_of(studio)
    studio.document.load(SCORE)
    path = tmp_path / "broken.mid"
    path.write_bytes(content)
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.filing.open_midi(path)
    assert "broken.mid" in told["file"].text
    assert studio.document.score is SCORE


def test_sound_that_cannot_be_opened_is_told_with_its_mend(studio, qtbot):
    told = notices_of(studio)

    def missing(_choice, _soundfont):
        raise MissingPart("Es fehlt der Klang.", kind=Kind.SOUNDFONT)  # the words do not decide

    studio.sound.open_output = missing
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.sound.choose("fluidsynth")
    assert told["sound"].mend == Mend.SOUNDFONT


def test_a_sentence_that_merely_names_a_soundfont_offers_to_try_again(studio, qtbot):
    told = notices_of(studio)

    def busy(_choice, _soundfont):
        raise MissingPart("The device is taken while the SoundFont loads.")

    studio.sound.open_output = busy
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.sound.choose("fluidsynth")
    assert told["sound"].mend == Mend.RETRY_SOUND


def test_a_wav_that_lacks_a_soundfont_offers_to_choose_one(studio, qtbot, tmp_path):
    told = notices_of(studio)
    studio.document.load(SCORE)
    studio.settings.soundfont = str(tmp_path / "none.sf2")
    studio.exporting.export_wav(tmp_path / "song.wav")
    qtbot.waitUntil(lambda: told["export"].mend == Mend.SOUNDFONT, timeout=5000)


def test_the_failure_of_an_output_no_longer_wanted_is_not_told(studio, qtbot):
    told, go_on = notices_of(studio), threading.Event()

    def slow_to_fail(choice, _soundfont):
        if choice == "port:A":
            go_on.wait(5)
            raise MissingPart("Port A is gone.")
        return NullOutput()

    studio.sound.open_output = slow_to_fail
    studio.sound.choose("port:A")
    studio.sound.choose("port:B")
    go_on.set()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert "sound" not in told


def test_a_kit_is_named_as_usual_unless_the_soundfont_has_quite_another():
    from audiogenesis_desktop.studio.outputs import _kit_name

    assert _kit_name(32, "Jazz") == "jazz kit" and _kit_name(25, "TR-808") == "TR-808 kit"
    assert _kit_name(56, "Marching Snare") == "Marching Snare" and _kit_name(9, "Room 1") == "Room 1"


def test_what_the_soundfont_has_is_told_once_fluidsynth_is_open(studio, qtbot, soundfont):
    studio.settings.soundfont = str(soundfont)
    studio.sound.open_output = lambda choice, _wishes: NullOutput()
    with qtbot.waitSignal(studio.sound.sounds_known, timeout=20_000) as told:
        studio.sound.choose("fluidsynth")
    assert len({(s.program, s.bank) for s in told.args[0] if not s.is_drums}) >= 128
    with qtbot.waitSignal(studio.sound.sounds_known, timeout=5000) as told:
        studio.sound.choose("port:A")
    assert told.args[0] == ()


def test_an_output_overtaken_by_another_choice_is_closed(studio, qtbot):
    opened = []

    class Output(NullOutput):
        def __init__(self, choice):
            self.choice, self.is_closed = choice, False
            opened.append(self)

        def close(self):
            self.is_closed = True

    studio.sound.open_output = lambda choice, _soundfont: Output(choice)
    shown = []
    studio.sound.output_changed.connect(shown.append)
    studio.sound.choose("port:A")
    studio.sound.choose("port:B")
    qtbot.waitUntil(lambda: shown[-1] == "port:B", timeout=5000)
    assert "port:A" not in shown
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert {output.choice: output.is_closed for output in opened} == {"port:A": True, "port:B": False}


def test_unsaved_work_is_kept_and_offered_at_the_next_start(studio, qtbot, user_folders):
    studio.document.commit(SCORE, "Write")
    studio.recovering.autosave.close()
    next_time = Autosave(studio.document, studio.jobs)
    assert next_time.found is not None and next_time.found.exists()
    studio.recovering.autosave = next_time
    told = notices_of(studio)
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


def test_closing_remembers_the_choices(studio, qtbot):
    studio.settings.theme = "light"
    studio.close()
    assert Settings.load().theme == "light"


def test_looping_without_a_mark_loops_the_whole_piece(studio, qtbot):
    studio.document.load(SCORE)
    player = studio.player
    player.set_looping(True)
    assert player.is_looping and player.loop == (0, SCORE.end_tick)
    player.set_loop(960, 960)
    assert not player.is_looping and player.loop is None
    player.set_loop(0, 960)
    player.set_looping(False)
    assert player.loop == (0, 960)


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


def test_play_pause_and_stop_move_the_playhead(studio, qtbot):
    studio.document.load(SCORE)
    player = studio.player
    player.seek(500)
    assert player.position == 500
    player.play_or_pause()
    qtbot.waitUntil(lambda: player.position > 600, timeout=5000)
    player.play_or_pause()
    assert not player.is_playing and player.position > 600
    player.stop()
    player.stop()
    assert player.position == 0


def test_audition_sounds_on_the_tracks_own_channel(studio, qtbot):
    sent = []

    class Output(NullOutput):
        def send(self, event, at):
            sent.append((event.data, at))

    studio.document.load(SCORE)
    studio.player.set_output(Output())
    sent.clear()
    studio.player.audition(0, 67, 90)
    qtbot.waitUntil(lambda: any(data == (0x80, 67, 64) for data, _ in sent), timeout=5000)
    assert (0x90, 67, 90) in [data for data, _ in sent]
    on, off = (next(at for data, at in sent if data[0] == kind) for kind in (0x90, 0x80))
    assert off > on
    studio.player.audition(99, 67, 90)  # no such track: no sound, no error


def test_a_lost_device_is_opened_again_without_a_word_once_it_is_back(studio, qtbot):
    there, told = [False], notices_of(studio)

    class Lost(NullOutput):
        error = "The audio device has stopped: choose the output again once it is back."

        def prepare(self, _names):
            pass

    def open_output(_choice, _wishes):
        if not there[0]:
            raise MissingPart("No audio device answers.")
        return NullOutput()

    studio.sound.open_output = open_output
    studio.player.set_output(Lost())
    assert studio.player.error
    studio.sound._look()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert studio.player.error and "sound" not in told
    there[0] = True
    qtbot.waitUntil(lambda: not studio.sound._is_looking, timeout=5000)
    studio.sound._look()
    qtbot.waitUntil(lambda: studio.player.error is None, timeout=5000)
