"""Metering: what is posted is rendered beside, as far as the clock has come, and told by channel."""

import time

import pytest

from audiogenesis_desktop.playback.libfluidsynth import library, quick_library
from audiogenesis_desktop.playback.metering import METERED, Metering
from audiogenesis_desktop.playback.sequenced import GAIN


class Clock:
    """The audible synthesizer's: it goes on when it is told to."""

    tick = 5_000_000  # as if the studio had been open for long

    def __call__(self):
        return self.tick


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def metering(soundfont, clock):
    made = Metering((soundfont,), clock, effects=(0.0, 0.0))
    yield made
    made.close()


@pytest.fixture
def post(metering, clock):
    fluid, _ = library()
    event = fluid.new_fluid_event()
    fluid.fluid_event_set_source(event, -1)

    def post_note(channel, pitch, velocity, *, after_ms, program=0):
        quick_library().fluid_event_program_change(event, channel, program)
        metering.post(event, clock.tick + after_ms)
        quick_library().fluid_event_noteon(event, channel, pitch, velocity)
        metering.post(event, clock.tick + after_ms)

    yield post_note
    fluid.delete_fluid_event(event)


def metered(metering, clock, milliseconds):
    """Let the clock go on, and return the levels of that time."""
    clock.tick += milliseconds
    deadline = time.monotonic() + 20
    while metering._synth.tick < clock.tick - metering._offset - 50 and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.05)
    return metering.read()


def test_only_the_channels_that_sound_are_loud_and_only_then(metering, clock, post):
    post(0, 60, 100, after_ms=200)
    post(20, 67, 30, after_ms=200, program=48)  # the second port's
    early = metered(metering, clock, 100)
    assert max(early.channels) == 0 and early.master == (0, 0)
    levels = metered(metering, clock, 400)
    assert {i for i, level in enumerate(levels.channels) if level > 1e-5} == {0, 20}
    assert len(levels.channels) == METERED and levels.channels[0] > 0.02
    assert max(levels.channels[0], levels.channels[20]) <= max(levels.master) * 1.5
    assert max(levels.master) <= levels.channels[0] + levels.channels[20] + 1e-6


def test_a_reading_begins_anew(metering, clock, post):
    post(0, 60, 100, after_ms=0)
    assert metered(metering, clock, 300).channels[0] > 0
    metering.cut_off()
    metered(metering, clock, 200)
    assert metered(metering, clock, 200).channels[0] < 1e-4


def test_it_is_as_loud_as_a_rendering(metering, clock, post, soundfont):
    from audiogenesis_desktop.delivery.synth import open_synth
    from audiogenesis_desktop.score.events import Channel, Event

    with open_synth(soundfont, rate=44_100) as synth:
        for data in ((0xB0, 91, 0), (0xB0, 93, 0), (0xC0, 0), (0x90, 60, 100)):
            synth.send(Event(0, 0, Channel(0, 0), data, 0))
        rendered = abs(synth.samples(44_100)).max(axis=0)
    post(0, 60, 100, after_ms=10)
    master = metered(metering, clock, 1_000).master
    assert master == pytest.approx(tuple(rendered), rel=0.15) and GAIN > 0


def test_after_a_long_rest_it_is_at_once_where_the_clock_is(metering, clock, post):
    post(0, 60, 100, after_ms=0)
    metered(metering, clock, 500)
    metering.cut_off()
    clock.tick += 4_000
    deadline = time.monotonic() + 20
    while metering._is_awake.is_set() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not metering._is_awake.is_set()
    metering.read()
    clock.tick += 10_000_000  # nearly three hours
    post(3, 72, 100, after_ms=20)
    begun = time.monotonic()
    assert metered(metering, clock, 200).channels[3] > 0 and time.monotonic() - begun < 5


def test_it_rests_only_once_all_has_died_away_and_says_so(soundfont, clock):
    rested = []
    metering = Metering((soundfont,), clock, on_rest=lambda: rested.append(clock.tick))
    fluid, _ = library()
    event = fluid.new_fluid_event()
    fluid.fluid_event_set_source(event, -1)
    quick_library().fluid_event_program_change(event, 0, 0)
    metering.post(event, clock.tick)
    quick_library().fluid_event_noteon(event, 0, 60, 100)
    metering.post(event, clock.tick)
    struck = clock.tick
    assert metered(metering, clock, 2_500).channels[0] > 0 and not rested
    quick_library().fluid_event_noteoff(event, 0, 60)
    metering.post(event, clock.tick)
    deadline = time.monotonic() + 30
    while not rested and time.monotonic() < deadline:
        metered(metering, clock, 500)
    metering.close()
    fluid.delete_fluid_event(event)
    assert len(rested) == 1 and rested[0] > struck + 4_000
