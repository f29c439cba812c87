import shutil
import subprocess
from dataclasses import replace

import pytest

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.commands.deliver import opened
from audiogenesis_desktop.commands.parser import build_parser, run
from audiogenesis_desktop.files.midi import write_midi
from audiogenesis_desktop.files.project.piece import Piece
from audiogenesis_desktop.files.project.project_file import write_project
from audiogenesis_desktop.plan.plan import HitKind
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import TempoMap
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


def test_a_project_tells_where_its_music_comes_from_and_keeps_its_plan(tmp_path):
    made = piece_of(seconds=8.0)
    take = Take("rain", Brief(), made.plan, 7, "abc", made.score)
    write_project(Piece(made.score, take), tmp_path / "rain.agproj")
    options = build_parser().parse_args(["deliver", str(tmp_path / "rain.agproj"), "-o", "out"])
    piece, provenance = opened(options)
    assert piece.plan == made.plan and piece.score.tracks == made.score.tracks
    assert (provenance.prompt, provenance.seed, provenance.opened_file) == ("rain", 7, "")
    write_project(Piece(made.score), tmp_path / "rain.agproj")
    piece, provenance = opened(options)
    assert provenance.opened_file == "rain.agproj"


def test_what_happens_at_a_hit_of_a_project_is_chosen_and_told_where_it_cannot_be(tmp_path, capsys):
    made, path = piece_of(seconds=12.0), tmp_path / "rain.agproj"
    write_project(Piece(made.score, Take("rain", Brief(), made.plan, 7, "abc", made.score)), path)
    piece, _ = opened(build_parser().parse_args(["deliver", str(path), "--hit", "6.5:accent", "-o", "out"]))
    assert piece.plan.hit_kinds == (HitKind.ACCENT,) and "6.5 s" not in capsys.readouterr().out
    piece, _ = opened(build_parser().parse_args(["deliver", str(path), "--hit", "6.5:riser", "-o", "out"]))
    assert piece.plan.hit_kinds in ((HitKind.ACCENT,), (HitKind.CRASH,))
    assert "Nobody can play a riser before 6.5 s: a" in capsys.readouterr().out


def test_a_project_gets_hits_and_music_that_nobody_planned_is_told_that_it_cannot(tmp_path, capsys):
    made, path = piece_of(seconds=12.0), tmp_path / "rain.agproj"
    write_project(Piece(made.score, Take("rain", Brief(), made.plan, 7, "abc", made.score)), path)
    options = build_parser().parse_args(["deliver", str(path), "--hit", "6.5", "-o", "out"])
    piece, _ = opened(options)
    (hit,) = piece.plan.hit_ticks
    assert TempoMap(piece.score.tempi).seconds(hit) == pytest.approx(6.5, abs=0.01)
    assert {note.start_tick for track in piece.score.tracks for note in track.notes} >= {hit}
    write_project(Piece(made.score), path)
    opened(options)
    assert "they were left out" in capsys.readouterr().out


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
        ([str(tmp_path / "no.agproj"), *usual], "cannot be read"),
        ([" ", *usual], "give a prompt"),
        ([str(midi), "--cuts", *usual], "--picture"),
        ([str(midi), "--picture", str(tmp_path / "no.mp4"), *usual], "not there"),
    ]:
        assert run(["deliver", *arguments]) == 2
        sentence = capsys.readouterr().err
        assert word in sentence
        assert len(sentence.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_video_gives_length_frame_rate_and_hits_and_comes_back_with_music(soundfont, tmp_path, capsys):
    shots = "color=black:s=64x64:r=24:d=3[a];color=white:s=64x64:r=24:d=4[b];[a][b]concat"
    video = tmp_path / "spot.mov"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", shots, "-c:v", "mpeg4", str(video)]
    subprocess.run(command, check=True)
    arguments = ["deliver", "calm piano, 100 bpm", "--picture", str(video), "--cuts", "--seed", "1", "--pack", "video"]
    assert run([*arguments, "-o", str(tmp_path / "out"), "--soundfont", str(soundfont)]) == 0
    assert "7.000 s" in capsys.readouterr().out
    assert (tmp_path / "out" / "picture" / "spot with music.mov").stat().st_size > video.stat().st_size
    (edl,) = (tmp_path / "out" / "markers").glob("*.edl")
    assert "|M:Hit |D:1" in edl.read_text() or "/ Hit |D:1" in edl.read_text()
    assert "01:00:03:00" in edl.read_text()
