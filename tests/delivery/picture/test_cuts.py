import threading

import pytest

from audiogenesis_desktop.delivery.picture.cuts import Cut, CutReader, at_least, cuts_of
from audiogenesis_desktop.delivery.picture.looking import look_at
from audiogenesis_desktop.errors import BadInput


@pytest.mark.slow
def test_cuts_are_where_shots_begin(video):
    shares = []
    cuts = cuts_of(look_at(video), progress=shares.append)
    assert [cut.seconds for cut in cuts] == pytest.approx([2.0, 4.0], abs=0.04)
    assert all(cut.strength > 0.5 for cut in cuts)
    assert shares == sorted(shares) and shares[-1] > 0.9


@pytest.mark.slow
def test_a_video_that_breaks_off_and_a_stop_are_told(video, tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(BadInput, match="was stopped"):
        cuts_of(look_at(video), stop=stop)
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(video.read_bytes())
    picture = look_at(gone)
    gone.write_bytes(b"no more")
    with pytest.raises(BadInput, match="read to its end"):
        cuts_of(picture)


def test_what_ffmpeg_says_of_each_frame_is_read_and_movement_left_out():
    reader = CutReader()
    for line in ("[x] frame:3 pts:3 pts_time:0.12", "[x] lavfi.scene_score=0.412000", "Input #0, mov",
                 "[x] frame:4 pts:4 pts_time:0.16", "[x] lavfi.scene_score=0.050000"):  # fmt: skip
        reader.read(line)
    assert reader.cuts == [Cut(0.12, 0.412)] and reader.seconds == 0.16


def test_cuts_are_chosen_by_strength_and_shots_that_are_flashes_are_none():
    cuts = (Cut(0.1, 0.9), Cut(2.0, 0.4), Cut(2.1, 0.9), Cut(4.0, 0.2), Cut(5.0, 0.5), Cut(7.0, 0.9))
    assert at_least(cuts, 0.3, within_seconds=6) == (Cut(2.0, 0.4), Cut(5.0, 0.5))
    assert at_least(cuts, 0.1, within_seconds=6) == (Cut(2.0, 0.4), Cut(4.0, 0.2), Cut(5.0, 0.5))
    assert at_least(cuts, 0.6, within_seconds=6) == (Cut(2.1, 0.9),)
