import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.delivery.picture import cuts_of, look_at, with_music
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.files.audio import open_audio

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None, reason="ffmpeg is not there"),
]


def ffmpeg(*arguments):
    return subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, arguments)], check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("video")


@pytest.fixture(scope="module")
def video(folder):
    """Return 6 s in three shots of 2 s each at 29.97 frames a second, with a tone."""
    path = folder / "-three & shots.mp4"
    shots = [f"color={colour}:s=160x90:r=30000/1001:d=2" for colour in ("black", "white", "red")]
    inputs = [part for shot in shots for part in ("-f", "lavfi", "-i", shot)]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=6"]
    joined = ["-filter_complex", "[0:v][1:v][2:v]concat=n=3:v=1[v]", "-map", "[v]", "-map", "3:a"]
    ffmpeg(*inputs, *tone, *joined, "-c:v", "mpeg4", "-c:a", "aac", f"file:{path}")
    return path


@pytest.fixture(scope="module")
def music(folder):
    path = folder / "music.wav"
    with open_audio(path, rate=48_000, bits="24") as write:
        write(0.2 * np.random.default_rng(0).normal(size=(6 * 48_000, 2)).astype(np.float32))
    return path


def test_a_video_tells_its_length_rate_and_sound(video):
    picture = look_at(video)
    assert picture.seconds == pytest.approx(6, abs=0.05)
    assert picture.frame_rate.name == "29.97"
    assert picture.has_sound and picture.is_even and not picture.notices


def test_cuts_are_where_shots_begin(video):
    assert cuts_of(look_at(video)) == pytest.approx((2.0, 4.0), abs=0.04)


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
def test_the_music_is_put_to_the_picture_which_stays_untouched(video, music, folder, ending):
    path = folder / f"with{ending}"
    with_music(look_at(video), music, path)
    packets = [ffmpeg("-i", f"file:{one}", "-map", "0:v", "-c", "copy", "-f", "data", "-") for one in (video, path)]
    assert packets[0] == packets[1]
    sound = np.frombuffer(ffmpeg("-i", path, "-map", "0:a", "-ac", "2", "-f", "f32le", "-"), "<f4")
    assert len(sound) // 2 == pytest.approx(6 * 48_000, abs=2048)
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(0.2, abs=0.02)


def test_under_its_own_sound_the_music_is_softer(video, music, folder):
    def level(keeps_sound):
        path = folder / f"ducked-{keeps_sound}.mkv"
        with_music(look_at(video), music, path, keeps_sound=keeps_sound)
        sound = np.frombuffer(ffmpeg("-i", path, "-map", "0:a", "-ac", "2", "-f", "f32le", "-"), "<f4")[96_000:]
        spectrum = np.abs(np.fft.rfft(sound[::2]))
        tone = round(440 * len(sound[::2]) / 48_000)
        spectrum[tone - 50 : tone + 50] = 0
        return np.sqrt(np.mean(spectrum**2))

    assert level(True) < 0.8 * level(False)


def test_odd_videos_are_one_sentence(folder, video, music):
    broken = folder / "broken.mp4"
    broken.write_bytes(video.read_bytes()[:2000])
    for path, word in [(folder / "no.mp4", "not there"), (broken, "damaged"), (music, "no picture")]:
        with pytest.raises(BadInput, match=word):
            look_at(path)
    short = folder / "short.mkv"
    ffmpeg("-f", "lavfi", "-i", "color=black:s=64x64:r=25:d=0.4", "-c:v", "mpeg4", short)
    with pytest.raises(BadInput, match=r"lasts 0\.4 s"):
        look_at(short)


def test_uneven_frames_are_told(folder):
    path = folder / "uneven.mp4"
    uneven = "setpts='if(lt(N,25),N,25+(N-25)*3)/25/TB'"
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:r=25:d=3", "-vf", uneven, "-vsync", "vfr", "-c:v", "mpeg4", path)
    assert any("not evenly" in notice for notice in look_at(path).notices)


def test_a_video_that_cannot_be_written_leaves_nothing(video, music, tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        with_music(look_at(video), music, tmp_path / "no" / "a.mp4")
    with pytest.raises(BadInput, match=r"\.webm cannot be written"):
        with_music(look_at(video), music, tmp_path / "a.webm")
    assert list(tmp_path.iterdir()) == []


def test_without_ffmpeg_it_is_told_what_is_missing(video, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(MissingPart, match="install ffmpeg"):
        look_at(Path(video))
