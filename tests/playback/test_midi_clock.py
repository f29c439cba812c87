"""MIDI clock with a pretended time: what a master sends, and that a follower gets from it tempo and place."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.playback.midi_clock import (
    CLOCK,
    CONTINUE,
    POSITION,
    START,
    STOP,
    ClockFollower,
    Sync,
    first_position,
    is_sync,
    position_message,
)
from audiogenesis_desktop.playback.scheduler import Loop, Scheduler
from audiogenesis_desktop.playback.timeline import Timeline
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Note, Score, Tempo, Track

BEAT = 960
SCORE = Score(tracks=(Track(0, "Piano", notes=(Note(0, 60, 64 * BEAT, 80),)),))


def master(score=SCORE, *, tick=0.0, loop=None, until=10.0, step=0.02):
    """Return the clock's messages as (data, seconds since the start)."""
    scheduler = Scheduler(Timeline(score))
    scheduler.loop, scheduler.clock = loop, True
    timed = scheduler.start(tick, 100.0)
    for i in range(1, round(until / step) + 1):
        timed += scheduler.due(100.0 + i * step)
    return [(each.event.data, each.at - 100) for each in timed if is_sync(each.event)]


def test_a_master_sends_24_pulses_a_beat_after_start() -> None:
    sent = master(until=2.0)
    assert sent[0][0] == (START,) and sent[0][1] == pytest.approx(-0.001)
    pulses = [at for data, at in sent if data == (CLOCK,)]
    assert pulses == pytest.approx([i * 0.5 / 24 for i in range(96)])


def test_pulses_follow_the_tempo_map_without_drift() -> None:
    score = replace(SCORE, tempi=(Tempo(0, 500_000), Tempo(2 * BEAT + 7, 333_333), Tempo(9 * BEAT, 700_001)))
    pulses = [at for data, at in master(score, until=12.0, step=0.0173) if data == (CLOCK,)]
    tempo = TempoMap(score.tempi)
    assert pulses == pytest.approx([tempo.seconds(40 * i) for i in range(len(pulses))], abs=1e-9)
    assert len(pulses) > 400


def test_half_an_hour_of_changing_tempi_drifts_by_less_than_a_tick() -> None:
    chance, tempi, tick = Random(5), [Tempo(0, 500_000)], 0
    while len(tempi) < 600:  # a change about every three seconds, never on a pulse by design
        tick += chance.randrange(4 * BEAT, 8 * BEAT)
        tempi.append(Tempo(tick, chance.randrange(333_333, 800_001)))
    score = replace(SCORE, tempi=tuple(tempi), length_ticks=tick + 999 * BEAT)
    scheduler, now = Scheduler(Timeline(score)), 1_000.0
    scheduler.clock = True
    timed = scheduler.start(0, now)
    while now < 1_000.0 + 1_800:
        now += chance.uniform(0.001, 0.2)  # the thread wakes when it may
        timed += scheduler.due(now)
    pulses = [each.at - 1_000 for each in timed if each.event.data == (CLOCK,)]
    tempo = TempoMap(score.tempi)
    exact = [tempo.seconds(40 * i) for i in range(len(pulses))]
    assert pulses[-1] > 1_799 and max(abs(a - b) for a, b in zip(pulses, exact, strict=True)) < 1e-6


def test_half_an_hour_of_looping_drifts_by_less_than_a_tick() -> None:
    loop_seconds = 3 * 0.487_123
    score = replace(SCORE, tempi=(Tempo(0, 487_123),))
    scheduler, now = Scheduler(Timeline(score)), 1_000.0
    scheduler.clock, scheduler.loop = True, Loop(BEAT, 4 * BEAT)
    timed = scheduler.start(BEAT, now)
    while now < 1_000.0 + 1_800:
        now += 0.0173
        timed += scheduler.due(now)
    seams = [each.at - 1_000 for each in timed if each.event.data == (STOP,)]
    assert len(seams) == int(1_800 / loop_seconds)
    drift = seams[-1] - seams[0] - (len(seams) - 1) * loop_seconds
    assert abs(drift) < 0.0005  # a tick is as long as that


def test_playing_from_elsewhere_tells_the_next_sixteenth_and_begins_there() -> None:
    sent = master(tick=4 * BEAT + 100, until=1.0)
    assert [data for data, _ in sent[:3]] == [(POSITION, 17, 0), (CONTINUE,), (CLOCK,)]
    assert sent[2][1] == pytest.approx(140 / BEAT / 2) and sent[1][1] < sent[2][1]


def test_a_loop_stops_relocates_and_continues_at_its_seam() -> None:
    sent = master(loop=Loop(BEAT, 2 * BEAT), until=1.2)
    data = [each for each, _ in sent]
    seam = data.index((STOP,))
    assert data[seam : seam + 4] == [(STOP,), (POSITION, 4, 0), (CONTINUE,), (CLOCK,)]
    assert data[:seam].count((CLOCK,)) == 48
    assert [at for _, at in sent] == sorted(at for _, at in sent)


def test_without_the_clock_none_of_it_is_sent() -> None:
    scheduler = Scheduler(Timeline(SCORE))
    assert not [t for t in (*scheduler.start(0, 0), *scheduler.due(5)) if is_sync(t.event)]


def test_a_position_beyond_what_can_be_sent_is_the_last() -> None:
    assert position_message(240 * 200) == (POSITION, 72, 1)
    assert position_message(240 * 99_999) == (POSITION, 127, 127)


@given(st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000))
def test_the_first_position_is_the_sixteenth_at_or_after(tick) -> None:
    found = first_position(tick)
    assert found % 240 == 0 and tick <= found < tick + 240


def received(messages, follower=None):
    follower = follower or ClockFollower()
    return follower, [done for data, at in messages if (done := follower.receive(data, at)) is not None]


@pytest.mark.parametrize("bpm", [40, 97.3, 120, 200])
def test_a_follower_knows_tempo_and_place_in_spite_of_jitter(bpm) -> None:
    random, score = Random(3), replace(SCORE, tempi=(Tempo.from_bpm(0, bpm),))
    messages = [(data, at + random.uniform(0, 0.002)) for data, at in master(score, tick=8 * BEAT, until=6.0)]
    follower, done = received(messages)
    assert done[0][:2] == ("locate", 8 * BEAT) and done[1][:2] == ("start", 8 * BEAT)
    assert follower.is_running and follower.bpm == pytest.approx(bpm, rel=0.005)
    now = messages[-1][1]
    assert follower.at_of(8 * BEAT + 5.5 * bpm / 60 * BEAT) == pytest.approx(5.5, abs=0.003)
    assert not follower.is_lost(now + 0.1) and follower.is_lost(now + 0.6)


def test_a_follower_takes_up_another_tempo_within_a_few_pulses() -> None:
    score = replace(SCORE, tempi=(Tempo.from_bpm(0, 90), Tempo.from_bpm(8 * BEAT, 140)))
    change = TempoMap(score.tempi).seconds(8 * BEAT)
    follower, _ = received(m for m in master(score, until=9.0) if m[1] < change + 0.12)
    assert follower.bpm == pytest.approx(140, rel=0.02)


def test_stop_and_continue_go_on_from_the_next_sixteenth() -> None:
    _, done = received([*master(until=1.0), ((STOP,), 1.01), ((CONTINUE,), 2.0), ((CLOCK,), 2.01)])
    assert [each.kind for each in done] == ["start", "stop", "start"]
    assert done[1].tick % 240 == 0 and done[2] == Sync("start", done[1].tick, 2.01)


def test_a_loop_of_the_master_is_followed() -> None:
    _, done = received(master(loop=Loop(BEAT, 2 * BEAT), until=2.2))
    assert [(each.kind, each.tick) for each in done if each.kind == "start"][:3] == [
        ("start", 0),
        ("start", BEAT),
        ("start", BEAT),
    ]


def test_pulses_before_start_tell_only_the_tempo() -> None:
    follower, done = received([((CLOCK,), i * 0.02) for i in range(30)])
    assert not done and not follower.is_running and follower.bpm == pytest.approx(125)
    assert ClockFollower().bpm is None and ClockFollower().at_of(0) is None


def test_a_scheduler_that_is_steered_sounds_when_the_clock_says() -> None:
    scheduler = Scheduler(
        Timeline(
            replace(SCORE, tracks=(Track(0, "P", notes=(Note(4 * BEAT, 60, BEAT, 80), Note(8 * BEAT, 62, BEAT, 80))),))
        )
    )
    scheduler.start(0, 100.0)
    scheduler.due(100.5)
    scheduler.steer(BEAT, 100.6, TempoMap((Tempo(0, 400_000),)))  # it came a tenth late, and goes faster
    ons = [t.at for t in scheduler.due(110.0) if t.event.data[0] == 0x90]
    assert ons == pytest.approx([100.6 + 3 * 0.4, 100.6 + 7 * 0.4])
