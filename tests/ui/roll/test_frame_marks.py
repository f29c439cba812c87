"""Time code on the ruler and for the position, against labels worked out by hand and by `delivery.timecode`."""

from itertools import pairwise

import pytest

from audiogenesis_desktop.delivery.timecode import frame_rate, frame_rates
from audiogenesis_desktop.ui.roll.frame_marks import TimeCode


def labels(code, start, end, wanted):
    return [label for _, label in code.marks(start, end, wanted)]


def test_marks_are_whole_seconds_or_a_few_frames_of_them():
    code = TimeCode(frame_rate("25"))
    assert labels(code, 0, 3, 0.6) == ["00:00:00:00", "00:00:01:00", "00:00:02:00", "00:00:03:00"]
    assert labels(code, 1, 1.4, 0.2) == ["00:00:01:00", "00:00:01:05", "00:00:01:10"]
    assert labels(code, 0, 0.08, 0.01) == ["00:00:00:00", "00:00:00:01", "00:00:00:02"]
    assert labels(code, 0, 130, 40) == ["00:00:00:00", "00:01:00:00", "00:02:00:00"]


def test_it_begins_at_the_label_that_the_timeline_begins_at():
    code = TimeCode(frame_rate("24"), frame_rate("24").frame_of("01:00:00:00"))
    assert labels(code, 0, 2, 0.9) == ["01:00:00:00", "01:00:01:00", "01:00:02:00"]
    assert code.label_at(1.5) == "01:00:01:12"


def test_frames_that_are_dropped_are_not_marked():
    code = TimeCode(frame_rate("29.97 drop"))
    assert labels(code, 59, 62, 0.9) == ["00:00:59;00", "00:01:00;02", "00:01:01;00", "00:01:02;00"]
    seconds = {label: at for at, label in code.marks(599, 601, 0.9)}
    assert seconds["00:10:00;00"] == pytest.approx(600, abs=0.001)  # drop frame keeps with the clock


@pytest.mark.parametrize("name", frame_rates())
def test_every_mark_has_the_label_of_its_moment(name):
    rate = frame_rate(name)
    code = TimeCode(rate, rate.frame_of("00:58:00:00" if not rate.is_drop else "00:58:00:04"))
    for start, end, wanted in ((0, 200, 7), (118.7, 124, 0.5), (119.9, 120.2, 0.02)):
        marks = list(code.marks(start, end, wanted))
        assert len(marks) > 1
        for seconds, label in marks:
            assert code.label_at(seconds) == label and rate.frame_of(label) == code.first + round(
                seconds * float(rate.frames_per_second)
            )
        steps = [b - a for (a, _), (b, _) in pairwise(marks)]
        assert min(steps) >= wanted - 4 * float(rate.frame_seconds)


def test_a_position_is_in_the_frame_that_it_falls_into():
    code = TimeCode(frame_rate("25"))
    assert [code.label_at(seconds) for seconds in (0, 0.0399, 0.04, 1.0, -1)] == [
        "00:00:00:00",
        "00:00:00:00",
        "00:00:00:01",
        "00:00:01:00",
        "00:00:00:00",
    ]
