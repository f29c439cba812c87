"""MIDI time code with a pretended time: what its messages tell is where the music is, whatever tempo and frames."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.playback.scheduler import Loop, Scheduler
from audiogenesis_desktop.playback.timecode import RATES, full_frame, quarter_frame, quarter_frames, time_of
from audiogenesis_desktop.playback.timeline import Timeline
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track

SCORE = Score(
    tracks=(Track(0, "Piano", notes=(Note(0, 60, 960 * 400, 80),)),), tempi=(Tempo(0, 500_000), Tempo(1000, 333_333))
)


def read(pieces):
    """Return hours, minutes, seconds, frames and the rate's bits that eight quarter frames tell a receiver."""
    nibble = {data[1] >> 4: data[1] & 0xF for data in pieces}
    assert sorted(nibble) == list(range(8))
    frames, seconds, minutes = (nibble[i] | nibble[i + 1] << 4 for i in (0, 2, 4))
    return nibble[6] | (nibble[7] & 1) << 4, minutes, seconds, frames, nibble[7] >> 1


@given(st.integers(0, 100_000), st.sampled_from(sorted(RATES)))
def test_eight_quarter_frames_tell_the_time_at_which_they_begin(pair, fps):
    pieces = [quarter_frame(8 * pair + i, fps) for i in range(8)]
    assert read(pieces) == (*time_of(2 * pair, fps), RATES[fps])


def test_a_full_frame_tells_the_moment_at_once():
    assert full_frame(3723.48, 25) == (0xF0, 0x7F, 0x7F, 1, 1, 1 << 5 | 1, 2, 3, 12, 0xF7)


@given(st.floats(0, 100), st.lists(st.floats(0.001, 3), min_size=1, max_size=8))
def test_quarter_frames_come_each_once_however_time_is_cut(start, steps):
    whole, now = [], start
    for step in steps:
        whole += quarter_frames(now, now + step, 25)
        now += step
    numbers = [number for number, _ in whole]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    assert all(moment == number / 100 for number, moment in whole)


@pytest.mark.parametrize("fps", sorted(RATES))
def test_playing_sends_it_in_the_musics_own_time(fps):
    scheduler = Scheduler(Timeline(SCORE))
    scheduler.frames_a_second = fps
    timed = scheduler.start(1920, 100.0)
    assert timed[-1].event.data == full_frame(scheduler._timeline.tempo.seconds(1920), fps)
    for i in range(1, 120):
        timed += scheduler.due(100.0 + i * 0.0251)
    quarters = [each for each in timed if each.event.data[0] == 0xF1]
    begun = scheduler._timeline.tempo.seconds(1920)
    for each, after in pairwise(quarters):
        assert after.at - each.at == pytest.approx(1 / (4 * fps), abs=1e-6)
    first = next(i for i, each in enumerate(quarters) if each.event.data[1] >> 4 == 0)
    hours, minutes, seconds, frames, _ = read([each.event.data for each in quarters[first : first + 8]])
    moment = hours * 3600 + minutes * 60 + seconds + frames / fps
    assert quarters[first].at == pytest.approx(100 + moment - begun, abs=1e-6)


def test_a_loop_tells_anew_where_it_is_and_without_it_nothing_is_sent():
    scheduler = Scheduler(Timeline(SCORE))
    scheduler.loop = Loop(960, 1920)
    scheduler.frames_a_second = 25
    timed = [*scheduler.start(0, 100.0), *scheduler.due(102.0)]
    assert len([each for each in timed if each.event.data[0] == 0xF0]) >= 3
    silent = Scheduler(Timeline(SCORE))
    assert not [t for t in (*silent.start(0, 0), *silent.due(2)) if t.event.data[0] >= 0xF0]
