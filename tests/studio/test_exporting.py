"""A WAV that cannot be written, and what mends it."""

from dataclasses import replace

import soundfile

from audiogenesis_desktop.delivery.export import Spec
from audiogenesis_desktop.delivery.packs import Format, Pack
from audiogenesis_desktop.delivery.provenance import Provenance
from audiogenesis_desktop.delivery.targets import target_of
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


def test_any_format_is_exported_and_it_is_told_how_long_and_how_loud_it_is(studio, noticed, soundfont, qtbot, tmp_path):
    studio.document.load(replace(SCORE, length_ticks=4800))
    studio.settings.soundfont = str(soundfont)
    path = tmp_path / "song.ogg"
    with qtbot.waitSignal(studio.exporting.delivered, timeout=20_000) as written:
        studio.exporting.export(path, Spec("ogg", rate=16_000, target=target_of("-20")))
    (one,) = written.args[0]
    assert one.frames == soundfile.info(path).frames == 40_000
    assert noticed["export"].text == "Wrote song.ogg: 2.500 s, -20.0 LUFS."


def test_a_pack_is_delivered_and_one_that_cannot_be_is_a_sentence(studio, noticed, soundfont, qtbot, tmp_path):
    studio.document.load(replace(SCORE, length_ticks=4800))
    studio.settings.soundfont = str(soundfont)
    pack = Pack(name="Two", loudness="ebu", formats=(Format(rate=16_000),), markers=("csv",))
    with qtbot.waitSignal(studio.exporting.delivered, timeout=20_000):
        studio.exporting.deliver(tmp_path / "out", pack, Provenance("calm", "band", "abc", 7))
    assert (tmp_path / "out" / "LICENCE.txt").is_file()
    assert "Wrote out: 2.500 s" in noticed["export"].text
    studio.exporting.deliver(tmp_path / "out", pack, Provenance())
    qtbot.waitUntil(lambda: "not an empty folder" in noticed["export"].text, timeout=5000)
