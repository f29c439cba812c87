"""Sounds are read on a thread of their own, held by all that are heard, and let go of when they no longer matter."""

import threading

import pytest

from audiogenesis_desktop.playback import sounds as module
from audiogenesis_desktop.playback.output import DRUM_BANK, Sound, sound_of
from audiogenesis_desktop.playback.sounds import Sounds, pin
from audiogenesis_desktop.score.score import Track

PIANO, ORGAN, KIT = Sound(0, 0), Sound(0, 19), Sound(DRUM_BANK, 0)


class PretendedSynth:
    def __init__(self, log, name):
        self.log, self.name, self.pinned = log, name, []
        self.may_read = threading.Event()
        self.may_read.set()

    def pin(self, sound):
        assert self.may_read.wait(10)
        self.log.append((self.name, sound))
        self.pinned.append(sound)

    def unpin(self, sound):
        self.pinned.remove(sound)

    def close(self):
        self.log.append((self.name, "closed"))


@pytest.fixture
def log():
    return []


@pytest.fixture
def reader(log):
    return PretendedSynth(log, "reader")


@pytest.fixture
def synth(log):
    return PretendedSynth(log, "heard")


@pytest.fixture
def sounds(reader, synth):
    made = Sounds(lambda: reader, [synth])
    yield made
    reader.may_read.set()
    made.close()


def test_a_sound_is_read_by_the_reader_before_those_that_are_audible_take_hold_of_it(sounds, synth, log):
    sounds.want([PIANO, KIT])
    assert sounds.wait_for([PIANO, KIT], 10)
    assert log[:4] == [("reader", PIANO), ("heard", PIANO), ("reader", KIT), ("heard", KIT)]
    assert synth.pinned == [PIANO, KIT]


def test_asking_does_not_wait_and_what_is_there_is_not_read_again(sounds, reader, synth):
    reader.may_read.clear()
    sounds.want([PIANO])
    assert not sounds.has(PIANO) and not sounds.wait_for([PIANO], 0.01)
    sounds.want_too(ORGAN)
    reader.may_read.set()
    assert sounds.wait_for([PIANO, ORGAN], 10)
    sounds.want([ORGAN, PIANO])
    assert sounds.wait_for([PIANO, ORGAN], 0)
    assert synth.pinned == [PIANO, ORGAN]


def test_what_is_no_longer_wanted_goes_once_there_is_more_of_it_than_a_few(sounds, synth, monkeypatch):
    monkeypatch.setattr(module, "_SPARE", 2)
    for program in range(5):
        sounds.want([KIT, Sound(0, program)])
        assert sounds.wait_for([Sound(0, program)], 10)
    assert sorted(synth.pinned) == [Sound(0, 2), Sound(0, 3), Sound(0, 4), KIT]
    assert not sounds.has(Sound(0, 0)) and sounds.has(KIT)
    sounds.want([Sound(0, 0)])
    assert sounds.wait_for([Sound(0, 0)], 10)


def test_closing_keeps_nobody_waiting(sounds, reader):
    reader.may_read.clear()
    sounds.want([PIANO, ORGAN])
    waiting = threading.Thread(target=lambda: sounds.wait_for([ORGAN], 30))
    waiting.start()
    threading.Timer(0.05, reader.may_read.set).start()
    sounds.close()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_track_is_played_with_its_bank_or_a_kit():
    assert sound_of(Track(0, "Lead", program=80, bank=8 << 7)) == Sound(8, 80)
    assert sound_of(Track(0, "Drums", program=25, bank=8 << 7, is_drums=True)) == Sound(DRUM_BANK, 25)


@pytest.mark.parametrize(
    "wanted, there, held",
    [
        (Sound(8, 80), {(1, 8, 80), (2, 0, 80)}, (1, 8, 80)),
        (Sound(8, 80), {(1, 0, 80), (2, 0, 80), (2, 0, 0)}, (2, 0, 80)),
        (Sound(8, 80), {(1, 0, 0)}, (1, 0, 0)),
        (Sound(DRUM_BANK, 25), {(1, DRUM_BANK, 0), (1, 0, 25)}, (1, DRUM_BANK, 0)),
    ],
)
def test_what_fluidsynth_plays_instead_is_held_instead(monkeypatch, wanted, there, held):
    class Handle:
        def __init__(self):
            self.held = []

        def fluid_synth_pin_preset(self, _synth, number, bank, program):
            if (number, bank, program) not in there:
                return -1
            self.held.append((number, bank, program))
            return 0

    handle = Handle()
    monkeypatch.setattr(module, "library", lambda: (None, handle))
    pin(0, [1, 2], wanted)
    assert handle.held == [held]
