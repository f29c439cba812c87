"""docs/delivery.md, walked: its commands are run as they stand there, and do what it says."""

import re
import shlex
from pathlib import Path

import pytest
import soundfile

from audiogenesis_desktop.commands.parser import run
from audiogenesis_desktop.delivery.targets import targets
from audiogenesis_desktop.playback.soundfont import VARIABLE

GUIDE = Path(__file__).parents[2] / "docs" / "delivery.md"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]  # its commands compose and render, all in one set-up


@pytest.fixture(scope="module")
def walked(soundfont, tmp_path_factory):
    folder = tmp_path_factory.mktemp("guide")
    commands = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("audiogenesis ")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv(VARIABLE, str(soundfont))
        assert run(shlex.split(commands[0])[1:]) == 0
        (notes,) = (folder / "advert" / "notes").glob("*.mid")
        notes.rename(folder / "advert.mid")
        for command in commands[1:]:
            assert run(shlex.split(command)[1:]) == 0
    return folder


def test_the_advert_is_thirty_seconds_and_all_that_is_told_is_there(walked):
    lengths = {soundfile.info(path).frames for path in (walked / "advert" / "audio").glob("*.wav")}
    assert lengths == {48_000 * seconds for seconds in (60, 30, 15, 6)}
    for name in re.findall(r"^\| `([\w/.]+)`", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        if name not in targets():
            assert (walked / "advert" / name).exists(), name


def test_the_video_is_twenty_seconds_and_the_file_is_an_mp3(walked):
    wavs = [soundfile.info(path).frames for path in (walked / "video" / "audio").glob("*.wav")]
    assert max(wavs) == 20 * 48_000
    assert list((walked / "video" / "stems").iterdir())
    assert soundfile.info(walked / "advert.mp3").format == "MP3"


def test_the_table_has_the_presets_as_they_are():
    text = GUIDE.read_text(encoding="utf-8")
    for name, target in targets().items():
        (row,) = re.findall(rf"^\| `{name}` \|(.*)$", text, flags=re.MULTILINE)
        assert f"{target.true_peak_db:g} dBTP" in row
        assert target.integrated_lufs is None or f"{target.integrated_lufs:g}" in row
