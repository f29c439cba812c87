from fractions import Fraction

import pytest
from opentimelineio import opentime

from audiogenesis_desktop.delivery.timecode import frame_rate, frame_rates
from audiogenesis_desktop.errors import BadInput

# By SMPTE ST 12-1: a drop-frame minute begins at ;02 but every tenth at ;00.
DROPPED = [(0, "00:00:00;00"), (1799, "00:00:59;29"), (1800, "00:01:00;02"), (17_981, "00:09:59;29")]
DROPPED += [(17_982, "00:10:00;00"), (107_892, "01:00:00;00")]


@pytest.mark.parametrize(("frame", "label"), DROPPED)
def test_drop_frame_leaves_out_two_numbers_a_minute_but_each_tenth(frame, label):
    rate = frame_rate("29.97 drop")
    assert rate.label(frame) == label
    assert rate.frame_of(label) == frame


@pytest.mark.parametrize("name", frame_rates())
def test_labels_are_those_of_opentimelineio_and_lead_back(name):
    rate = frame_rate(name)
    for frame in (*range(40), *range(1700, 1900), *range(17_900, 18_100), 107_891, 107_892, 108_000, 215_784):
        label = rate.label(frame)
        assert rate.frame_of(label) == frame
        fps = float(rate.frames_per_second)
        theirs = opentime.to_timecode(opentime.RationalTime(frame, fps), fps, rate.is_drop)
        assert label == theirs


@pytest.mark.parametrize("name", frame_rates())
def test_every_label_of_ten_minutes_is_another_and_in_order(name):
    rate = frame_rate(name)
    labels = [rate.label(frame) for frame in range(10 * 60 * rate.counted)]
    assert labels == sorted(set(labels))


def test_moments_fall_on_the_nearest_frame_exactly():
    assert frame_rate("29.97").frame_at(Fraction(1001, 30_000) * 1_000_001) == 1_000_001
    assert frame_rate("25").frame_at(Fraction(1, 50)) == 1  # of two the later
    assert frame_rate("23.976").frame_at(Fraction(3600)) == 86_314


@pytest.mark.parametrize(
    ("name", "label"),
    [("29.97 drop", "00:01:00;00"), ("25", "00:00:00:25"), ("25", "1:0:0:0"), ("24", "00:00:60:00"), ("30", "")],
)
def test_a_label_that_there_is_not_is_one_sentence(name, label):
    with pytest.raises(BadInput, match="no time code"):
        frame_rate(name).frame_of(label)


def test_an_unknown_rate_is_one_sentence_that_names_the_others():
    with pytest.raises(BadInput, match=r"29\.97 drop"):
        frame_rate("12")
