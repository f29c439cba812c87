"""FluidSynth heard live: its own audio driver and its own sequencer, so that the audio clock times each note.

Python only hands events over a little ahead; what plays them at their moment is C.
"""

import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import cast

from audiogenesis_desktop.errors import DeviceLost, MissingPart
from audiogenesis_desktop.paths import APP_NAME
from audiogenesis_desktop.playback.audio_clock import AudioClock
from audiogenesis_desktop.playback.jack import quiet_jack
from audiogenesis_desktop.playback.libfluidsynth import audio_drivers, fluidsynth_version, library, quick_library
from audiogenesis_desktop.playback.metering import Metering
from audiogenesis_desktop.playback.output import DRUM_BANK, Levels, Output, Sound
from audiogenesis_desktop.playback.sequenced import CHANNELS, TICKS_PER_SECOND, SequencedSynth
from audiogenesis_desktop.playback.soundfont import find_soundfont
from audiogenesis_desktop.playback.sounds import SoundReader, Sounds
from audiogenesis_desktop.playback.stand_ins import nearest, sounds_in
from audiogenesis_desktop.score.events import (
    BANK_LSB,
    BANK_MSB,
    BEND,
    CHANNEL_PRESSURE,
    CONTROL,
    DRUM_CHANNEL,
    KEY_PRESSURE,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    Event,
)

__all__ = ["DRIVER_VARIABLE", "FluidOutput", "find_soundfont", "fluidsynth_version"]

DRIVER_VARIABLE = "AUDIOGENESIS_AUDIO_DRIVER"
RATE = 48_000.0
# Frames and how many buffers: as long as FluidSynth's own 16 of 64, but its thread wakes a quarter as often.
_USUAL_BUFFERS = (0, 0) if sys.platform == "win32" else (256, 4)
_START_SECONDS = 1.5
_LOST_SECONDS = 2.0
_DRIVERS = {
    "linux": ("pipewire", "pulseaudio", "jack", "alsa"),
    "darwin": ("coreaudio",),
    "win32": ("wasapi", "dsound", "waveout"),
}


class FluidOutput(Output):
    """FluidSynth on this machine's audio device; `driver` is the name of the audio driver in use.

    Loading a large SoundFont takes a second or two. `driver` asks for one driver only; otherwise
    AUDIOGENESIS_AUDIO_DRIVER does, and without that what suits the platform is tried in turn. `device` is one of
    the driver's. `others` are SoundFonts for what `soundfont` lacks. `rate` in Hz, `buffers` as frames and how
    many: 0 for the usual. `effects` are levels of reverb and chorus, 1 being the usual ones. With `is_metered` it
    knows how loud it sounds, which takes half as much work again.
    Raises MissingPart if the library, the SoundFont or every audio device is missing.
    """

    def __init__(
        self,
        soundfont: Path,
        *,
        others: tuple[Path, ...] = (),
        driver: str | None = None,
        device: str = "",
        rate: int = 0,
        buffers: tuple[int, int] = (0, 0),
        effects: tuple[float, float] = (1.0, 1.0),
        is_metered: bool = False,
    ) -> None:
        self._fluid, _ = library()
        self._quick = quick_library()
        self.driver = ""
        self._driver = self._event = 0
        self._clock = AudioClock()
        self._last_tick, self._moved_at = 0, time.monotonic()
        self._note_ticks: dict[tuple[int, int], int] = {}
        self._setting_ticks: dict[tuple[int, int, int], int] = {}
        self._banks: dict[int, int] = {}
        self._used: set[int] = set()
        self._device, self._metering = device, cast(Metering | None, None)
        soundfonts = (soundfont, *others)
        self._synth = SequencedSynth(soundfonts, rate=rate or RATE, effects=effects, settings=_buffer_settings(buffers))
        self._known = sounds_in(soundfonts)
        self._is_resting = False
        self._loads_ahead = False  # whoever does not ask for sounds before choosing them waits for them then
        self._late: dict[int, Sound] = {}  # chosen on these channels, but not in memory yet
        self._sounds = Sounds(lambda: SoundReader(soundfonts), ())
        self._event = self._fluid.new_fluid_event()
        self._fluid.fluid_event_set_source(self._event, -1)
        try:
            self._open_driver(driver or os.environ.get(DRIVER_VARIABLE))
            if is_metered:
                self._meter(soundfonts, effects)
            self._sounds = Sounds(lambda: SoundReader(soundfonts), self._synths())
        except MissingPart:
            self.close()
            raise

    def send(self, event: Event, at: float) -> None:
        """Hand one event to the sequencer, to sound at `at` on `time.monotonic()`'s clock.

        Raises DeviceLost if the audio device has stood still for two seconds.
        """
        self._read_clocks()
        self._catch_up(at)
        channel = event.channel.port * 16 + event.channel.number
        if self._driver and channel < CHANNELS:
            self._used.add(channel)
            self._schedule(event, channel, self._tick_at(at))

    def load(self, sounds: Collection[Sound], wait_seconds: float = 0.0) -> None:
        """Have these sounds in memory soon, and those that no longer matter no more; wait for it so long, if at all."""
        self._loads_ahead = True
        sounds = {nearest(sound, self._known) for sound in sounds}
        self._sounds.want(sounds)
        if wait_seconds:
            self._sounds.wait_for(sounds, wait_seconds)

    def set_level(self, level_db: float) -> None:
        """Turn all that sounds up or down by so many decibels, from the next moment on."""
        for synth in self._synths():
            synth.set_level(level_db)

    def silence(self) -> None:
        """Drop what is scheduled, lift the pedals and release every note."""
        for synth in self._synths():
            synth.silence(self._used)
        self._late.clear()
        self._note_ticks.clear()
        self._setting_ticks.clear()

    def panic(self) -> None:
        """Silence, and cut off every voice of every channel, pedals and long releases included."""
        self.silence()
        for synth in self._synths():
            synth.cut_off()

    def levels(self) -> Levels | None:
        """Return the peaks since the last asking, or None if it is not metered."""
        metering = self._metering  # closing, on another thread, may take it away meanwhile
        return metering.read() if metering is not None else None

    def active_voices(self) -> int:
        """Return how many voices still sound, those that die away included."""
        return self._synth.active_voices()

    def ring_out(self, longest_seconds: float) -> None:
        """Wait until the last note has died away, or `longest_seconds`."""
        deadline = time.monotonic() + longest_seconds
        while self.active_voices() and time.monotonic() < deadline:
            time.sleep(0.02)

    def close(self) -> None:
        """Silence, and free the device, the sequencer and the synthesizer."""
        self.silence()
        self._sounds.close()
        metering, self._metering = self._metering, None
        if metering is not None:
            metering.close()
        if self._driver:
            self._fluid.delete_fluid_audio_driver(self._driver)
        if self._event:
            self._fluid.delete_fluid_event(self._event)
        self._driver = self._event = 0
        self._synth.close()

    def _meter(self, soundfonts: tuple[Path, ...], effects: tuple[float, float]) -> None:
        """Measure what sounds from now on; it rests until something does."""
        self._metering = Metering(
            soundfonts, lambda: self._synth.tick, effects=effects, on_rest=lambda: self._rest(True)
        )
        self._rest(True)

    def _synths(self) -> "tuple[SequencedSynth | Metering, ...]":
        return (self._synth,) if self._metering is None else (self._synth, self._metering)

    def _open_driver(self, wanted: str | None) -> None:
        """Start the first audio driver whose clock runs."""
        quiet_jack()
        synth = self._synth.synth
        synth.setting("audio.jack.id", APP_NAME)
        synth.setting("audio.jack.autoconnect", 1)
        built = audio_drivers(synth.settings)
        tried = [name for name in ([wanted] if wanted else _usual_drivers()) if name in built]
        for name in tried:
            synth.setting("audio.driver", name)
            if self._device and wanted:
                synth.setting(f"audio.{name}.device", self._device)
            self._driver = self._fluid.new_fluid_audio_driver(synth.settings, synth.synth) or 0
            if self._driver and self._starts_running():
                self.driver = name
                return
            if self._driver:
                self._fluid.delete_fluid_audio_driver(self._driver)
                self._driver = 0
        raise MissingPart(_no_device(wanted, tried, built))

    def _starts_running(self) -> bool:
        """Return whether the audio clock moves, after reading it often enough to know its pace."""
        first, self._moved_at = self._synth.tick, time.monotonic()
        deadline, moves = self._moved_at + _START_SECONDS, 0
        while moves < 8 and time.monotonic() < deadline:
            before = self._last_tick
            self._read_clocks()
            moves += self._last_tick != before
            time.sleep(0.001)
        return self._last_tick != first

    def _read_clocks(self) -> None:
        tick, now = self._synth.tick, time.monotonic()
        self._clock.observe(now, tick / TICKS_PER_SECOND)
        if tick != self._last_tick:
            self._last_tick, self._moved_at = tick, now
        elif now - self._moved_at > _LOST_SECONDS:
            raise DeviceLost("The audio device has stopped: choose the output again once it is back.")

    def _schedule(self, event: Event, channel: int, tick: int) -> None:
        quick, out, data = self._quick, self._event, event.data
        if event.kind == NOTE_ON:
            quick.fluid_event_noteon(out, channel, data[1], data[2])
            self._post(self._note_tick(channel, data[1], tick, is_off=False))
        elif event.kind == NOTE_OFF:
            quick.fluid_event_noteoff(out, channel, data[1])
            self._post(self._note_tick(channel, data[1], tick, is_off=True))
        elif event.kind == BEND:
            quick.fluid_event_pitch_bend(out, channel, data[1] | data[2] << 7)
            self._post(self._setting_tick(channel, BEND, 0, tick))
        elif event.kind == CHANNEL_PRESSURE:
            quick.fluid_event_channel_pressure(out, channel, data[1])
            self._post(self._setting_tick(channel, CHANNEL_PRESSURE, 0, tick))
        elif event.kind == KEY_PRESSURE:
            quick.fluid_event_key_pressure(out, channel, data[1], data[2])
            self._post(self._setting_tick(channel, KEY_PRESSURE, data[1], tick))
        elif event.kind == PROGRAM:
            self._choose_voice(channel, data[1], tick)
        elif event.kind == CONTROL and data[1] == BANK_MSB:
            self._banks[channel] = data[2]
        elif event.kind == CONTROL and data[1] != BANK_LSB:
            quick.fluid_event_control_change(out, channel, data[1], data[2])
            self._post(self._setting_tick(channel, CONTROL, data[1], tick))

    def _tick_at(self, at: float) -> int:
        return max(0, round(self._clock.device_seconds(at) * TICKS_PER_SECOND))

    def _choose_voice(self, channel: int, program: int, tick: int) -> None:
        is_drums = channel % 16 == DRUM_CHANNEL
        sound = nearest(Sound(DRUM_BANK if is_drums else self._banks.get(channel, 0), program), self._known)
        if not self._sounds.has(sound):
            self._sounds.want_too(sound)
        if self._sounds.has(sound) or not self._loads_ahead:
            self._late.pop(channel, None)
            self._sounds.wait_for([sound], _LOST_SECONDS)
            self._post_voice(channel, sound, tick)
        else:  # until it is there the channel goes on with what it had: reading it now would hold up the sound of all
            self._late[channel] = sound

    def _catch_up(self, at: float) -> None:
        """Choose the sounds that were not in memory when they were to be chosen, and now are."""
        for channel in [channel for channel, sound in self._late.items() if self._sounds.has(sound)]:
            self._post_voice(channel, self._late.pop(channel), self._tick_at(at))

    def _post_voice(self, channel: int, sound: Sound, tick: int) -> None:
        # FluidSynth's own default, "gs": CC 0 is the bank, CC 32 means nothing, and drums have one bank.
        tick = self._setting_tick(channel, PROGRAM, 0, tick)
        if channel % 16 != DRUM_CHANNEL:
            self._quick.fluid_event_bank_select(self._event, channel, sound.bank)
            self._post(tick)
        self._quick.fluid_event_program_change(self._event, channel, sound.program)
        self._post(tick)

    def _post(self, tick: int) -> None:
        for synth in self._synths():
            synth.post(self._event, tick)
        if self._is_resting:  # looked at after posting: from then on nobody goes to rest
            self._rest(False)

    def _rest(self, on: bool) -> None:
        self._is_resting = on
        self._synth.set_resting(on)

    # The sequencer's queue does not keep the order of events of one tick. It lets banks precede programs and
    # note-ons come last. The rest is kept in order by moving what comes second to the next millisecond.

    def _note_tick(self, channel: int, pitch: int, tick: int, *, is_off: bool) -> int:
        last = self._note_ticks.get((channel, pitch), -1)
        tick = max(tick, last + 1 if is_off else last)
        self._note_ticks[channel, pitch] = tick
        return tick

    def _setting_tick(self, channel: int, kind: int, controller: int, tick: int) -> int:
        # Parameter numbers and their data (CC 6, 38, 96 to 101) count as one: their order is their meaning.
        group = 6 if controller in (6, 38) or 96 <= controller <= 101 else controller
        tick = max(tick, self._setting_ticks.get((channel, kind, group), -1) + 1)
        self._setting_ticks[channel, kind, group] = tick
        return tick


def _buffer_settings(buffers: tuple[int, int]) -> dict[str, int]:
    """Return FluidSynth's settings of frames and how many buffers; where they are 0 its own hold."""
    frames, count = buffers if any(buffers) else _USUAL_BUFFERS
    return {name: value for name, value in (("audio.period-size", frames), ("audio.periods", count)) if value}


def _usual_drivers() -> Iterator[str]:
    """Yield this platform's audio drivers, best first, without those that are plainly not there."""
    for name in _DRIVERS.get(sys.platform, ()):
        if name == "alsa" and not Path("/dev/snd").exists():
            continue  # ALSA would say so on stderr
        yield name


def _no_device(wanted: str | None, tried: list[str], built: list[str]) -> str:
    if wanted and not tried:
        return f"FluidSynth has no audio driver named {wanted} here; it has {', '.join(built)}."
    names = ", ".join(tried) or "nothing to try"
    return (
        f"No audio device answers ({names}): start the sound server or plug a device in, "
        "or play to a MIDI port; composing and exporting work without."
    )
