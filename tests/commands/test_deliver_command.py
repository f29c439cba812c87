from dataclasses import replace

import pytest

from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.files.midi import write_midi
from tests.delivery.test_versions import piece_of


@pytest.fixture(scope="module")
def midi(tmp_path_factory):
    path = tmp_path_factory.mktemp("midi") / "rain.mid"
    write_midi(replace(piece_of(seconds=8.0).score, title=""), path)
    return path


@pytest.mark.slow
def test_a_file_becomes_a_folder_of_the_length_asked(midi, soundfont, tmp_path, capsys):
    arguments = ["deliver", str(midi), "--pack", "podcast", "--length", "7", "--loudness", "-20", "--stems", "group"]
    assert run([*arguments, "-o", str(tmp_path / "out"), "--soundfont", str(soundfont)]) == 0
    said = capsys.readouterr().out
    assert f"wrote {tmp_path / 'out'}" in said
    assert "7.000 s" in said and "-20 LUFS" in said
    names = [path.name for path in (tmp_path / "out" / "audio").iterdir()]
    assert any(name.startswith("rain 7s") for name in names)
    assert list((tmp_path / "out" / "stems").iterdir())
    assert "rain.mid" in (tmp_path / "out" / "LICENCE.txt").read_text()


def test_mistakes_are_one_sentence_each_and_leave_nothing(midi, soundfont, tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    usual = ["-o", str(tmp_path / "out"), "--soundfont", str(soundfont)]
    for arguments, word in [
        ([str(midi), "--pack", "cd", *usual], "advert"),
        ([str(midi), "--loudness", "loud", *usual], "streaming"),
        ([str(midi), "--frame-rate", "12", *usual], "29.97 drop"),
        ([str(midi), "--start", "1:00", *usual], "01:00:00:00"),
        ([str(midi), "-o", str(tmp_path / "full"), "--soundfont", str(soundfont)], "not an empty folder"),
        ([str(tmp_path / "no.mid"), *usual], "cannot be read"),
        ([" ", *usual], "give a prompt"),
    ]:
        assert run(["deliver", *arguments]) == 2
        sentence = capsys.readouterr().err
        assert word in sentence
        assert len(sentence.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
