"""What is told of a video, odd, hostile and none at all, before any of it is shown."""

import os
import shutil
from fractions import Fraction

import pytest

from audiogenesis_desktop.delivery.picture.looking import is_video, look_at
from audiogenesis_desktop.delivery.picture.programs import Bounds
from audiogenesis_desktop.errors import BadInput, MissingPart

pytestmark = pytest.mark.slow


@pytest.fixture
def made(ffmpeg, tmp_path):
    """Return what makes a small video of ffmpeg's arguments, under a name."""

    def make(name, *arguments, source="testsrc=s=64x48:r=25:d=2"):
        path = tmp_path / name
        ffmpeg("-f", "lavfi", "-i", source, *arguments, "-c:v", "mpeg4", f"file:{path}")
        return path

    return make


def test_a_video_tells_its_length_size_rate_and_sound(video):
    picture = look_at(video)
    assert picture.seconds == pytest.approx(6, abs=0.05)
    assert picture.frame_rate.name == "29.97" and picture.frames_per_second == Fraction(30_000, 1001)
    assert picture.size == (160, 90) and picture.fitting(64) == (64, 36)
    assert picture.has_sound and picture.is_even and not picture.notices


@pytest.mark.parametrize("name", ["-i evil.mp4", "file:, %03d & 'quoted'.mkv", "été \udce9.mov", "no ending"])
def test_odd_names_are_names(made, tmp_path, name):
    plain = made("plain.mp4")
    path = tmp_path / name
    shutil.copy(plain, path)
    assert look_at(path).seconds == pytest.approx(2)


def test_a_turned_picture_is_told_as_it_is_shown(made, ffmpeg, tmp_path):
    flat, turned = made("flat.mp4"), tmp_path / "turned.mp4"
    ffmpeg("-i", flat, "-c", "copy", "-metadata:s:v", "rotate=90", turned)
    assert look_at(flat).size == (64, 48) and look_at(turned).size == (48, 64)


def test_pixels_that_are_not_square_are_stretched(made):
    assert look_at(made("wide.mp4", "-vf", "setsar=2/1")).size == (128, 48)


def test_a_video_without_sound_is_told_as_such(made):
    assert not look_at(made("silent.mp4")).has_sound


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_uneven_frames_are_told(made, container):
    uneven = "setpts='if(lt(N,25),N,25+(N-25)*3)/25/TB'"
    path = made(f"uneven.{container}", "-vf", uneven, "-vsync", "vfr", source="testsrc=s=64x48:r=25:d=6")
    picture = look_at(path)
    assert not picture.is_even and "not evenly spaced" in picture.notices[0]


@pytest.mark.parametrize("container", ["mp4", "mkv", "avi"])
def test_even_frames_that_come_out_of_order_are_even(made, container):
    path = made(f"even.{container}", "-bf", "2", source="testsrc=s=64x48:r=60:d=4")
    assert look_at(path).is_even and not look_at(path).notices


def test_a_rate_that_time_code_does_not_know_is_told(made):
    picture = look_at(made("slow.mp4", source="testsrc=s=64x48:r=15:d=2"))
    assert picture.notices == ("It has 15 frames a second, which no time code counts: markers count at 23.976.",)


def test_what_is_no_video_is_one_sentence(video, tmp_path, ffmpeg):
    broken, text, music = tmp_path / "broken.mp4", tmp_path / "text.mp4", tmp_path / "music.mov"
    broken.write_bytes(video.read_bytes()[:2000])
    text.write_text("This is a text.\n" * 100)
    ffmpeg("-f", "lavfi", "-i", "sine=d=2", "-c:a", "pcm_s16le", music)
    os.mkfifo(tmp_path / "pipe.mp4")
    told = {"no.mp4": "not there", "pipe.mp4": "is no file", "": "is no file"}
    told |= {"broken.mp4": "damaged", "text.mp4": "damaged", "music.mov": "no picture"}
    for name, word in told.items():
        with pytest.raises(BadInput, match=word):
            look_at(tmp_path / name)


@pytest.mark.parametrize(("rate", "word"), [("25", r"lasts 0\.4 s"), ("1/3600", r"lasts 10\.0 h")])
def test_too_short_and_too_long_videos_are_refused(made, rate, word):
    path = made("odd.mkv", "-frames:v", "10", source=f"color=black:s=64x64:r={rate}")
    with pytest.raises(BadInput, match=word):
        look_at(path)


@pytest.mark.parametrize("list_", ["#EXTM3U\n#EXTINF:2,\n{other}\n", "ffconcat version 1.0\nfile {other}\n"])
def test_a_list_of_other_files_leads_nowhere(made, tmp_path, list_):
    other, path = made("other.mp4"), tmp_path / "list.mp4"
    path.write_text(list_.format(other=other.name))
    with pytest.raises(BadInput, match="damaged"):
        look_at(path)


def test_a_program_that_takes_too_long_or_too_much_is_ended(video):
    with pytest.raises(BadInput, match="takes too long"):
        look_at(video, bounds=Bounds(seconds=0.0))
    if hasattr(os, "sched_getaffinity"):  # where memory can be bounded
        with pytest.raises(BadInput, match="damaged"):
            look_at(video, bounds=Bounds(memory_bytes=1 << 20))


def test_without_ffmpeg_it_is_told_what_is_missing_and_where_it_is(tmp_path, monkeypatch):
    path = tmp_path / "a.mp4"
    path.touch()
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(MissingPart, match=r"install ffmpeg .* ffmpeg\.org"):
        look_at(path)


def test_videos_are_known_by_their_names(tmp_path):
    assert is_video(tmp_path / "A.MOV") and not is_video(tmp_path / "a.mid")
