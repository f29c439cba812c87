"""Where playing stands, told without a thread or an output."""

import time

from audiogenesis_desktop.playback.playhead import Playhead
from audiogenesis_desktop.playback.scheduler import Segment
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Tempo

TEMPO = TempoMap((Tempo.from_bpm(0, 120),))  # 1,920 ticks a second


def running(playhead, segments, *, from_tick=0.0, ago=1.0):
    segments[:] = [Segment(time.monotonic() - ago, from_tick, TEMPO)]
    assert playhead.land() == from_tick


def made():
    segments = []
    return Playhead(lambda: tuple(segments)), segments


def test_it_stands_where_a_jump_leads_until_the_jump_has_landed():
    playhead, segments = made()
    playhead.seek(480.0)
    assert playhead.play(anew_from=None) and playhead.is_playing
    segments[:] = [Segment(time.monotonic() - 5, 0.0, TEMPO)]  # what was played before the jump
    assert playhead.position == 480 and playhead.tick_at(time.monotonic()) is None
    running(playhead, segments, from_tick=480.0)
    assert playhead.position >= 480 + 1920


def test_of_several_jumps_only_the_last_lands():
    playhead, _ = made()
    playhead.play(anew_from=None)
    assert playhead.seek(960.0)
    assert playhead.land() is None
    assert playhead.land() == 960


def test_a_rest_overtakes_a_jump():
    playhead, _ = made()
    playhead.play(anew_from=None)
    playhead.rest(100.0)
    assert playhead.land() is None and not playhead.is_playing and playhead.position == 100


def test_playing_at_the_end_begins_anew_only_where_that_is_wanted():
    for anew_from, expected in ((3840.0, 0), (None, 3840)):
        playhead, _ = made()
        playhead.seek(3840.0)
        assert playhead.play(anew_from=anew_from) and not playhead.play(anew_from=anew_from)
        assert playhead.land() == expected


def test_without_a_place_it_rests_where_playing_began_and_then_at_the_start():
    playhead, segments = made()
    playhead.seek(960.0)
    playhead.play(anew_from=None)
    running(playhead, segments, from_tick=960.0)
    playhead.rest()
    assert playhead.position == 960
    playhead.rest()
    assert playhead.position == 0


def test_it_stands_still_where_it_waits_for_more_to_be_written():
    playhead, segments = made()
    playhead.play(anew_from=None)
    running(playhead, segments)
    playhead.wait_at(1920.0)
    assert playhead.position == 1920 and playhead.tick_at(time.monotonic()) is None
    playhead.wait_at(None)
    assert playhead.position > 1920


def test_an_end_does_not_hold_up_a_jump():
    playhead, segments = made()
    playhead.play(anew_from=None)
    running(playhead, segments)
    playhead.seek(480.0)
    playhead.finish(7680.0)
    assert playhead.is_playing and playhead.land() == 480
    playhead.finish(7680.0)
    assert not playhead.is_playing and playhead.position == 7680


def test_shortly_before_the_first_tick_counts_as_that():
    playhead, segments = made()
    playhead.play(anew_from=None)
    running(playhead, segments, ago=-0.1)
    assert playhead.tick_at(segments[0].at - 0.1) is not None
    assert playhead.tick_at(segments[0].at - 0.2) is None
