"""What is sent to let one key, or a sound, be heard briefly while nothing plays, or what is played on a keyboard."""

from audiogenesis_desktop.playback.scheduler import Timed
from audiogenesis_desktop.score.events import (
    DRUM_CHANNEL,
    NOTE_OFF,
    NOTE_ON,
    PITCHED_CHANNELS,
    Channel,
    Event,
    assign_channels,
    setup,
)
from audiogenesis_desktop.score.score import Score, Track

_KEY_SECONDS = 0.3
_CHORD, _DRUMS = (60, 64, 67), (36, 42, 38)
_SOUND_SECONDS, _APART_SECONDS = 0.5, 0.12


def one_key(score: Score, track_id: int, pitch: int, velocity: int, now: float) -> list[Timed]:
    """Return a key of a track in its sound, from `now` on; nothing for a track that is not there."""
    channel = assign_channels(score, by_output=True).get(track_id)
    if channel is None:
        return []
    set_up = [Timed(event, now) for event in setup(score.track(track_id), channel)]
    return [*set_up, *_struck(channel, track_id, (pitch, velocity), now, _KEY_SECONDS)]


def a_sound(score: Score, program: int, bank: int, is_drums: bool, now: float) -> list[Timed]:
    """Return a chord, or three drums, in a sound that no track need have, on a channel that is free if one is."""
    taken = {channel.number for channel in assign_channels(score).values()}
    free = [number for number in PITCHED_CHANNELS if number not in taken]
    channel = Channel(0, DRUM_CHANNEL if is_drums else (free or PITCHED_CHANNELS)[-1])
    timed = [Timed(event, now) for event in setup(Track(-1, "", program, bank), channel)]
    for i, pitch in enumerate(_DRUMS if is_drums else _CHORD):
        timed += _struck(channel, -1, (pitch, 90), now + i * _APART_SECONDS, _SOUND_SECONDS)
    return sorted(timed, key=lambda each: each.at)


class PlayedThrough:
    """A keyboard that is heard in a track's sound, which its channel is set up to where it is not yet."""

    def __init__(self) -> None:
        self._sound: tuple[object, ...] = ()  # what the channel was last set up to

    def forget(self) -> None:
        """Set the channel up anew next time."""
        self._sound = ()

    def timed(
        self, track: Track, channel: Channel, data: tuple[int, ...], now: float, *, is_set_up: bool
    ) -> list[Timed]:
        """Return a channel message of the keyboard's on a track's channel, which playing may have set up already."""
        sound = (track.program, track.bank, track.is_drums, track.mix, channel)
        sets_up = not is_set_up and sound != self._sound
        self._sound = sound
        message = (data[0] & 0xF0 | channel.number, *data[1:])
        set_up = [Timed(event, now) for event in setup(track, channel)] if sets_up else []
        return [*set_up, Timed(Event(0, 0, channel, message, track.id), now)]


def _struck(channel: Channel, track_id: int, key: tuple[int, int], at: float, seconds: float) -> list[Timed]:
    on = Event(0, 0, channel, (NOTE_ON | channel.number, *key), track_id)
    off = Event(0, 0, channel, (NOTE_OFF | channel.number, key[0], 64), track_id)
    return [Timed(on, at), Timed(off, at + seconds)]
