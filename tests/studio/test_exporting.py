"""A WAV that cannot be written, and what mends it."""

from dataclasses import replace

from audiogenesis_desktop.files.midi import read_midi
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import Mend

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def test_a_wav_that_lacks_a_soundfont_offers_to_choose_one(studio, noticed, qtbot, tmp_path):
    studio.document.load(SCORE)
    studio.settings.soundfont = str(tmp_path / "none.sf2")
    studio.exporting.export_wav(tmp_path / "song.wav")
    qtbot.waitUntil(lambda: noticed["export"].mend == Mend.SOUNDFONT, timeout=5000)


def test_a_midi_file_is_exported_as_it_is_played_or_as_it_is_written(studio, noticed, qtbot, tmp_path):
    studio.document.load(replace(SCORE, feel=Feel(1.0, seed=3, style="rock")))
    paths = [tmp_path / "played.mid", tmp_path / "written.mid"]
    for path in paths:
        studio.exporting.export_mid(path, is_played=path.stem == "played")
        qtbot.waitUntil(lambda name=path.name: "export" in noticed and name in noticed["export"].text, timeout=5000)
    played, written = map(read_midi, paths)
    assert written.tracks[0].notes == SCORE.tracks[0].notes and written.feel == studio.document.score.feel
    assert played.tracks[0].notes == perform(studio.document.score).tracks[0].notes and played.is_as_written
