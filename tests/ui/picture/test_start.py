"""Where in the video the music begins, as it is typed, and what becomes of hits at cuts."""

import pytest

from audiogenesis_desktop.delivery.picture.cuts import Cut
from audiogenesis_desktop.delivery.timecode import frame_rates
from audiogenesis_desktop.ui.picture.start import hits_moved, moment_of
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode

CODE = TimeCode(frame_rates()["29.97 drop"], frame_rates()["29.97 drop"].frame_of("01:00:00;00"))


@pytest.mark.parametrize(
    ("text", "seconds"), [("5.2", 5.2), ("1:30", 90), ("01:00:10;00", 300 * 1001 / 30_000), ("00:00:00;00", 0)]
)
def test_a_moment_is_read_as_it_is_told(text, seconds):
    assert moment_of(text, CODE) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "now", "01:00:00:99", "1:2:3:4"])
def test_another_is_one_sentence(text):
    with pytest.raises(ValueError, match=r"[Gg]ive|write it"):
        moment_of(text, CODE)


def test_hits_at_cuts_stay_at_them_and_others_in_the_music():
    cuts = [Cut(2.0, 0.9), Cut(4.0, 0.9), Cut(8.0, 0.9)]
    assert hits_moved([1.0, 3.0, 5.5, 7.0], cuts, 1.0, 3.0) == {3.0: 1.0, 5.5: 5.5, 7.0: 5.0}
    assert hits_moved([1.0], cuts, 0.0, 3.0) == {1.0: 1.0}
