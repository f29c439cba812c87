import json
import subprocess
import threading

import numpy as np
import pytest

from audiogenesis_desktop.delivery.picture.looking import look_at
from audiogenesis_desktop.delivery.picture.with_music import with_music
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.audio import open_audio
from audiogenesis_desktop.files.wav import Beside, CuePoint

pytestmark = pytest.mark.slow
RATE = 48_000


@pytest.fixture(scope="module")
def music(tmp_path_factory):
    path = tmp_path_factory.mktemp("music") / "music.wav"
    marks = Beside(cues=(CuePoint(0, "A"), CuePoint(RATE, "Hit")))  # which ffmpeg would make chapters of
    with open_audio(path, rate=RATE, bits="24", beside=marks) as write:
        write(0.2 * np.random.default_rng(0).normal(size=(6 * RATE, 2)).astype(np.float32))
    return path


def sound_of(ffmpeg, path):
    return np.frombuffer(ffmpeg("-i", path, "-map", "0:a", "-ac", "2", "-f", "f32le", "-"), "<f4").reshape(-1, 2)


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
def test_the_music_is_put_to_the_picture_which_stays_untouched(video, music, tmp_path, ffmpeg, ending):
    path, shares = tmp_path / f"with{ending}", []
    with_music(look_at(video), music, path, progress=shares.append)
    packets = [ffmpeg("-i", f"file:{one}", "-map", "0:v", "-c", "copy", "-f", "data", "-") for one in (video, path)]
    assert packets[0] == packets[1]
    told = subprocess.check_output(["ffprobe", "-v", "error", "-show_streams", "-show_chapters", "-of", "json", path])
    found = json.loads(told)
    assert [stream["codec_type"] for stream in found["streams"]] == ["video", "audio"] and not found["chapters"]
    sound = sound_of(ffmpeg, path)
    assert len(sound) == pytest.approx(6 * RATE, abs=2048)
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(0.2, abs=0.02)
    assert shares[-1] > 0.9


def test_under_its_own_sound_the_music_is_softer(video, music, tmp_path, ffmpeg):
    def level(keeps_sound):
        path = tmp_path / f"ducked-{keeps_sound}.mkv"
        with_music(look_at(video), music, path, keeps_sound=keeps_sound)
        sound = sound_of(ffmpeg, path)[RATE:, 0]
        spectrum = np.abs(np.fft.rfft(sound))
        tone = round(440 * len(sound) / RATE)
        spectrum[tone - 50 : tone + 50] = 0
        return np.sqrt(np.mean(spectrum**2))

    assert level(True) < 0.8 * level(False)


def test_the_music_begins_at_its_moment_of_the_picture(video, music, tmp_path, ffmpeg):
    with_music(look_at(video), music, tmp_path / "late.mkv", starts_at_seconds=1.5)
    late = sound_of(ffmpeg, tmp_path / "late.mkv")
    assert abs(late[: int(1.49 * RATE)]).max() == 0 and abs(late[int(1.5 * RATE) :][:100]).max() > 0
    with_music(look_at(video), music, tmp_path / "early.mkv", starts_at_seconds=-1.5)
    early, whole = sound_of(ffmpeg, tmp_path / "early.mkv"), sound_of(ffmpeg, music)
    assert np.array_equal(early[:1000], whole[int(1.5 * RATE) :][:1000])


def test_a_video_that_cannot_be_written_leaves_nothing(video, music, tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(BadInput, match="cannot be written"):
        with_music(look_at(video), music, tmp_path / "no" / "a.mp4")
    with pytest.raises(BadInput, match=r"\.webm cannot be written"):
        with_music(look_at(video), music, tmp_path / "a.webm")
    with pytest.raises(BadInput, match="stopped"):
        with_music(look_at(video), music, tmp_path / "a.mp4", stop=stop)
    assert list(tmp_path.iterdir()) == []
