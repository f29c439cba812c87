"""Which SoundFont is found, without looking at what this machine has."""

from pathlib import Path

import pytest

from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.playback import soundfont
from audiogenesis_desktop.playback.soundfont import find_soundfont


def put(folder: Path, name: str, head: bytes = b"RIFF\x10\0\0\0sfbkLIST") -> Path:
    path = folder / name
    path.write_bytes(head)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder that is looked into."""
    monkeypatch.delenv(soundfont.VARIABLE, raising=False)
    monkeypatch.setattr(soundfont, "_system_folders", lambda: [tmp_path])
    monkeypatch.setattr(soundfont, "resource", lambda _: tmp_path / "none")
    return tmp_path


def test_the_best_known_is_found_first(folder: Path) -> None:
    put(folder, "aaa.sf2")
    put(folder, "TimGM6mb.sf2")
    put(folder, "MuseScore_General_Lite.sf3")
    assert find_soundfont().name == "MuseScore_General_Lite.sf3"
    put(folder, "MuseScore_General_Full.sf2")
    assert find_soundfont().name == "MuseScore_General_Full.sf2"


def test_what_only_bears_the_name_is_passed_over(folder: Path) -> None:
    put(folder, "FluidR3_GM.sf2", b"<html>not found</html>")
    (folder / "MuseScore_General.sf3").symlink_to(folder / "gone.sf3")
    put(folder, "other.SF2")
    assert find_soundfont().name == "other.SF2"


def test_the_chosen_one_goes_before_the_variable_and_that_before_what_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "TimGM6mb.sf2")
    named, chosen = put(folder, "named.sf2"), put(folder, "chosen.sf2")
    monkeypatch.setenv(soundfont.VARIABLE, str(named))
    assert find_soundfont() == named
    assert find_soundfont(chosen) == chosen


def test_a_chosen_one_that_is_gone_is_said_so_by_name(folder: Path) -> None:
    put(folder, "TimGM6mb.sf2")
    with pytest.raises(MissingPart, match=r"lost\.sf2 is not a SoundFont"):
        find_soundfont(folder / "lost.sf2")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_none_at_all_comes_with_the_mend(folder: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(soundfont.sys, "platform", platform)
    with pytest.raises(MissingPart, match=r"There is no SoundFont here: .*\.sf3"):
        find_soundfont()


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_platform_has_places_to_look(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(soundfont.sys, "platform", platform)
    assert soundfont._system_folders()
