"""A WAV that cannot be written, and what mends it."""

from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.studio.notices import Mend

SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 960, 80), Note(960, 64, 960, 80))),), title="Song")


def test_a_wav_that_lacks_a_soundfont_offers_to_choose_one(studio, noticed, qtbot, tmp_path):
    studio.document.load(SCORE)
    studio.settings.soundfont = str(tmp_path / "none.sf2")
    studio.exporting.export_wav(tmp_path / "song.wav")
    qtbot.waitUntil(lambda: noticed["export"].mend == Mend.SOUNDFONT, timeout=5000)
