"""`audiogenesis styles`: lists, shows, checks, writes; mistakes cost one sentence and status 2."""

from pathlib import Path

import pytest

from audiogenesis_desktop import paths
from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.style.book import shipped


@pytest.fixture(autouse=True)
def own_folder(style_folder: Path) -> Path:
    """Give every test a folder of the user's own styles."""
    return style_folder


def house() -> str:
    return (paths.resource("styles") / "house.toml").read_text(encoding="utf-8")


def test_it_lists_every_style_with_its_tempo(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser.run(["styles"]) == parser.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[:-1]] == list(shipped())
    assert any(line.startswith("house ") and "118 to 128" in line for line in lines)


def test_a_style_of_ones_own_is_listed_and_a_bad_one_reported(
    own_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_folder / "mine.toml").write_text(house().replace('name = "house"', 'name = "my house"', 1))
    (own_folder / "bad.toml").write_text(house().replace("[time]", "[tima]", 1))
    assert parser.run(["styles"]) == parser.OK
    output = capsys.readouterr()
    assert "my house" in output.out and f"{len(shipped()) + 1} styles" in output.out
    assert "bad.toml, line" in output.err and "no key 'tima'" in output.err


@pytest.mark.parametrize("name", ["house", "House", "deep house"])
def test_it_shows_one_by_name_or_synonym(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert parser.run(["styles", name]) == parser.OK
    said = capsys.readouterr().out
    assert said.startswith("style         house\n") and "118 to 128 bpm" in said
    assert "kick on every beat" in said and "breakdown 8" in said and "stabs (piano)" in said


def test_a_name_that_nobody_has_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser.run(["styles", "reggea"]) == parser.BAD_INPUT
    assert "did you mean reggae" in capsys.readouterr().err


def test_a_file_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = tmp_path / "right.toml", tmp_path / "wrong.toml"
    right.write_text(house())
    wrong.write_text(house().replace("register = [28, 45]", "register = [28, 450]", 1))
    assert parser.run(["styles", "--check", str(right)]) == parser.OK
    assert parser.run(["styles", "--check", str(wrong)]) == parser.BAD_INPUT
    (sentence,) = capsys.readouterr().err.splitlines()
    line = next(i for i, text in enumerate(wrong.read_text().splitlines(), 1) if "450" in text)
    assert f"wrong.toml, line {line}:" in sentence and "127" in sentence


def test_hallmarks_that_pieces_lack_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(house().replace('"clap on 2 4 in 85 % of bars"', '"clap on 1 3 in 85 % of bars"', 1))
    assert parser.run(["styles", "--check", str(file)]) == parser.OK
    assert "6 did not have its hallmark 'clap on 1 3" in capsys.readouterr().out


def test_a_piece_is_written_to_midi_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parser.run(["styles", "ska", "-o", str(tmp_path / "ska.mid")]) == parser.OK
    assert (tmp_path / "ska.mid").read_bytes().startswith(b"MThd")
    assert parser.run(["styles", "ska", "-o", str(tmp_path / "ska.wav")]) == parser.BAD_INPUT
    assert "no MIDI file" in capsys.readouterr().err
