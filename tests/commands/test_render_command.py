import json

import soundfile

from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.playback.soundfont import is_soundfont
from audiogenesis_desktop.score.score import Note, Score, Track

SCORE = Score((Track(0, "Piano", notes=(Note(0, 60, 960, 80),)),), length_ticks=1920)


def test_render_writes_the_requested_format(soundfont, tmp_path, capsys):
    write_midi(SCORE, tmp_path / "a.mid")
    target = tmp_path / "a.wav"
    arguments = ["render", str(tmp_path / "a.mid"), "-o", str(target), "--rate", "16000", "--bits", "16"]
    assert run([*arguments, "--soundfont", str(soundfont)]) == 0
    info = soundfile.info(target)
    assert (info.samplerate, info.subtype, info.frames) == (16_000, "PCM_16", 16_000)
    assert capsys.readouterr().out == f"{target}\n"


def test_render_writes_other_formats_at_a_target_of_loudness(soundfont, tmp_path, capsys):
    write_midi(SCORE, tmp_path / "a.mid")
    arguments = ["render", str(tmp_path / "a.mid"), "--rate", "16000", "--soundfont", str(soundfont)]
    assert run([*arguments, "-o", str(tmp_path / "a.ogg")]) == 0
    assert soundfile.info(tmp_path / "a.ogg").frames == 16_000
    assert capsys.readouterr().out == f"{tmp_path / 'a.ogg'}\n"
    assert run([*arguments, "-o", str(tmp_path / "a.flac"), "--loudness", "ebu"]) == 0
    assert soundfile.info(tmp_path / "a.flac").subtype == "PCM_24"
    assert "EBU R 128" in capsys.readouterr().out


def test_mistakes_are_one_sentence_each(tmp_path, capsys):
    write_midi(SCORE, tmp_path / "a.mid")
    (tmp_path / "b.mid").write_text("no music")
    assert not is_soundfont(tmp_path / "b.mid")
    midi, broken, wav = (str(tmp_path / name) for name in ("a.mid", "b.mid", "a.wav"))
    for arguments, word in [
        (["render", midi, "-o", str(tmp_path / "a.aac")], "choose wav, flac, ogg, mp3"),
        (["render", midi, "-o", str(tmp_path / "a.mp3"), "--rate", "96000"], "48000"),
        (["render", midi, "-o", wav, "--loudness", "loud"], "streaming"),
        (["render", broken, "-o", wav], "not a MIDI file"),
        (["render", str(tmp_path / "c.mid"), "-o", wav], "cannot be read"),
        (["render", midi, "-o", wav, "--soundfont", broken], "not a SoundFont"),
    ]:
        assert run(arguments) == 2
        sentence = capsys.readouterr().err
        assert word in sentence
        assert len(sentence.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mid", "b.mid"]


def test_what_is_odd_in_a_file_is_reported_and_no_escape_sequence_reaches_the_terminal(soundfont, tmp_path, capsys):
    write_midi(SCORE, tmp_path / "a.mid")
    odd = tmp_path / "odd\x1b[31m.mid"
    odd.write_bytes((tmp_path / "a.mid").read_bytes()[:-3])
    target = str(tmp_path / "a.wav")
    assert run(["render", str(odd), "-o", target, "--rate", "16000", "--soundfont", str(soundfont)]) == 0
    assert capsys.readouterr().err == "odd\\x1b[31m.mid: In track 2 the end is missing: what comes before was read.\n"


def test_render_brings_a_piece_to_16_lufs_unless_it_is_to_stay_plain(soundfont, tmp_path, capsys):
    write_midi(SCORE, tmp_path / "a.mid")
    arguments = ["render", str(tmp_path / "a.mid"), "-o", str(tmp_path / "a.wav"), "--rate", "16000", "--json"]
    told = []
    for more in ([], ["--plain-mix"]):
        assert run([*arguments, *more, "--soundfont", str(soundfont)]) == 0
        told.append(json.loads(capsys.readouterr().out)["mix"])
    assert told[0]["loudness_lufs"] == -16
    assert told[1]["loudness_lufs"] < -20
    assert told[0]["true_peak_db"] <= -1
    assert told[0]["parts"] == [
        {"track": "Piano", "role": "lead", "volume": 100, "level_lu": 0.0, "wished_lu": 0.0, "found": ""}
    ]
