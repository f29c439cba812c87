"""Small pictures of a video: which there are, kept for the next time, bounded; and the sharp frame of a moment."""

import io
import os
import threading
from fractions import Fraction

import pytest
from PySide6.QtGui import QImage

from audiogenesis_desktop.delivery.picture import frames as frames_
from audiogenesis_desktop.delivery.picture.frames import Scan, forget_the_oldest, frame_at, frames_rate, kept_of
from audiogenesis_desktop.delivery.picture.looking import look_at
from audiogenesis_desktop.errors import BadInput

pytestmark = pytest.mark.slow


@pytest.fixture
def picture(video, user_folders):
    return look_at(video)


def colour(jpeg):
    image = QImage.fromData(jpeg)
    pixel = image.pixelColor(image.width() // 2, image.height() // 2)
    lit = pixel.red() > 128, pixel.green() > 128
    return {(False, False): "black", (True, True): "white", (True, False): "red"}[lit]


def scanned(picture):
    scan, shares = Scan(picture), []
    scan.run(shares.append, threading.Event())
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1, abs=0.05)
    return scan


def test_one_pass_yields_every_frame_and_the_cuts(picture):
    scan = scanned(picture)
    frames = scan.frames
    assert frames.rate == Fraction(30_000, 1001) and len(frames) == pytest.approx(180, abs=2)
    assert QImage.fromData(frames.jpeg(0)).width() == 160
    shown = [colour(frames.jpeg(frames.number_at(at))) for at in (0, 1.9, 2.1, 3.9, 4.1, 99)]
    assert shown == ["black", "black", "white", "white", "red", "red"]
    assert [cut.seconds for cut in scan.cuts] == pytest.approx([2.0, 4.0], abs=0.04)
    assert frames.covers(5.9) and not frames.covers(6.2) and frames.number_at(-3) == 0


def test_what_was_looked_through_is_kept_until_the_video_changes(picture, tmp_path, monkeypatch):
    assert kept_of(picture) is None
    scan = scanned(picture)
    frames, cuts = kept_of(picture)
    assert cuts == scan.cuts and frames.ends == scan.frames.ends and frames.rate == scan.frames.rate
    assert colour(frames.jpeg(len(frames) - 1)) == "red"
    frames.file.write_bytes(frames.file.read_bytes()[:-1])
    assert kept_of(picture) is None
    index = next(frames.file.parent.glob("*.json"))
    for broken in (b"{}", b"not json", index.read_bytes().replace(b'"version":1', b'"version":0')):
        index.write_bytes(broken)
        assert kept_of(picture) is None


def test_a_stop_leaves_nothing_behind(picture):
    stop, scan = threading.Event(), Scan(picture)
    stop.set()
    with pytest.raises(BadInput, match="stopped"):
        scan.run(lambda _: None, stop)
    assert not list(scan.frames.file.parent.iterdir())


def test_of_a_damaged_video_what_can_be_seen_is_seen(ffmpeg, user_folders, tmp_path):
    path = tmp_path / "torn.mkv"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "mpeg4", path)
    picture = look_at(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    scan = Scan(picture)
    try:
        scan.run(lambda _: None, threading.Event())
    except BadInput as error:
        assert "in part" in str(error)
    assert 20 < len(scan.frames) < 80 and not QImage.fromData(scan.frames.jpeg(5)).isNull()


def test_long_videos_get_fewer_pictures_a_second(picture):
    from dataclasses import replace

    assert frames_rate(replace(picture, frames_per_second=Fraction(60))) == 30
    assert frames_rate(replace(picture, seconds=1200.0)) == Fraction(9000, 1200)


def test_what_is_kept_is_bounded_and_the_oldest_goes(picture):
    first = scanned(picture)
    again = scanned(picture)  # as another window would
    assert first.frames.file.exists() and again.frames.file.exists()
    forget_the_oldest(again.frames.ends[-1])
    assert [again.frames.file.exists(), first.frames.file.exists()] == [True, False]
    assert kept_of(picture) is not None and first.frames.jpeg(0) == b""


def test_what_was_not_looked_through_goes_after_a_day(picture):
    kept, left = scanned(picture).frames.file, frames_._folder() / "0123-4567.mjpeg"
    left.write_bytes(b"part")
    forget_the_oldest()
    assert left.exists()
    for file in (kept, left, kept.with_name(f"{kept.name.partition('-')[0]}.json")):
        os.utime(file, (0, 0))
    forget_the_oldest()
    assert kept.exists() and not left.exists()


def test_pictures_are_found_wherever_the_stream_is_cut_in_two():
    class Slowly:
        @staticmethod
        def chunks():
            yield from (bytes([each]) for each in b"\xff\xd8aa\xff\xd9\xff\xd8bbb\xff\xd9\xff\xd8torn")

    scan = object.__new__(Scan)
    scan.frames = frames_.Frames(None, Fraction(25))
    scan.picture = type("P", (), {"seconds": 1.0})()
    file = io.BytesIO()
    scan._keep(Slowly, file, lambda _: None)
    assert scan.frames.ends == [6, 13] and file.getvalue() == b"\xff\xd8aa\xff\xd9\xff\xd8bbb\xff\xd9"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "black"), (1.95, "black"), (2.02, "white"), (5.99, "red"), (60, "red")]
)
def test_the_sharp_frame_of_a_moment_is_the_one_that_is_shown_then(picture, seconds, expected):
    jpeg = frame_at(picture, seconds, 640)
    assert colour(jpeg) == expected and QImage.fromData(jpeg).width() == 160  # no larger than it is
