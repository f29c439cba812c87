"""Where events go to be heard: the protocol that every way out keeps, and the way out that is silent."""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from audiogenesis_desktop.score.events import DRUM_CHANNEL, Channel, Event
from audiogenesis_desktop.score.score import Track

DRUM_BANK = 128  # where SoundFonts have their kits

# The metronome has a drum channel of its own, on a port that no score reaches.
CLICK_CHANNEL = Channel(15, DRUM_CHANNEL)


class Levels(NamedTuple):
    """How loud it sounds, as peaks of which 1.0 is full scale: left and right in all, and each channel.

    `channels` are by port times 16 plus number, as far as they are metered.
    """

    master: tuple[float, float]
    channels: tuple[float, ...]


class Sound(NamedTuple):
    """An instrument of a SoundFont, or a kit: `bank` 0..127, or 128 for kits, and `program` 0..127."""

    bank: int
    program: int


def sound_of(track: Track) -> Sound:
    """Return what a track is played with."""
    return Sound(DRUM_BANK if track.is_drums else track.bank >> 7, track.program)


class Output(Protocol):
    """FluidSynth, a MIDI port, or nothing.

    An output keeps what it needs to know of its own sounding notes, so that `silence` needs no help.
    `send` raises DeviceLost once the device has gone; `silence`, `panic` and `close` never raise. What has a body
    here is what most outputs are: they name this class as theirs, and change what they know better.
    """

    clocked: frozenset[str] = frozenset()  # names of the ports that get MIDI clock, "" being the main one

    @property
    def error(self) -> str | None:
        """Return what is wrong with the output, if anything, in one sentence."""
        return None

    @property
    def trouble(self) -> str | None:
        """Return what is wrong with a port that a track names, if anything, in one sentence."""
        return None

    def levels(self) -> Levels | None:
        """Return the peaks since the last asking, or None where they are not known."""
        return None

    def prepare(self, names: Iterable[str]) -> None:
        """Open the ports of these names ahead of time; those that nobody names any more are let go."""
        return None

    def load(self, sounds: Collection[Sound], wait_seconds: float = 0.0) -> None:
        """Have these sounds ready soon, and others no longer than memory allows; wait for it so long, if at all."""
        return None

    def set_level(self, level_db: float) -> None:
        """Play everything louder or softer by so many decibels, where it is this output that makes the sound."""
        return None

    def reaches(self, channel: Channel) -> bool:
        """Return whether what is sent on a channel can be heard."""
        return True

    def send(self, event: Event, at: float) -> None:
        """Play `event` at `at`: seconds on `time.monotonic()`'s clock, ahead or, if late, at once."""

    def silence(self) -> None:
        """Drop what is scheduled and release everything that sounds."""

    def panic(self) -> None:
        """Silence, and every channel besides, whether or not anything is known to sound on it."""

    def close(self) -> None:
        """Silence, and let the device go; closing twice does nothing more."""


class NullOutput(Output):
    """Takes every event and sounds nothing, so that all works without a sound device."""

    def send(self, event: Event, at: float) -> None:
        """Do nothing."""

    def silence(self) -> None:
        """Do nothing."""

    def panic(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
