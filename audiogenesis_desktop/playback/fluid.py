"""FluidSynth heard live: its own audio driver and its own sequencer, so that the audio clock times each note.

Python only hands events over a little ahead; what plays them at their moment is C.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from audiogenesis_desktop.errors import DeviceLost, MissingPart
from audiogenesis_desktop.paths import APP_NAME
from audiogenesis_desktop.playback.audio_clock import AudioClock
from audiogenesis_desktop.playback.jack import quiet_jack
from audiogenesis_desktop.playback.libfluidsynth import audio_drivers, fluidsynth_version, library, quick_library
from audiogenesis_desktop.playback.soundfont import find_soundfont
from audiogenesis_desktop.score.events import (
    BANK_LSB,
    BANK_MSB,
    BEND,
    CONTROL,
    DRUM_CHANNEL,
    NOTE_OFF,
    NOTE_ON,
    PROGRAM,
    SUSTAIN,
    Event,
)

__all__ = ["DRIVER_VARIABLE", "FluidOutput", "find_soundfont", "fluidsynth_version"]

DRIVER_VARIABLE = "AUDIOGENESIS_AUDIO_DRIVER"
RATE = 48_000.0
GAIN = 0.5
_CHANNELS = 256  # 16 ports of 16
_DRUM_CHANNEL_TYPE, _DRUM_BANK = 1, 128
_TICKS_PER_SECOND = 1000.0  # the sequencer follows the audio clock in whole milliseconds
_SOSTENUTO = 66
_USUAL_LEVELS = (0.2, 2.0)  # FluidSynth's own, of reverb and chorus
_START_SECONDS = 1.5
_LOST_SECONDS = 2.0
_DRIVERS = {
    "linux": ("pipewire", "pulseaudio", "jack", "alsa"),
    "darwin": ("coreaudio",),
    "win32": ("wasapi", "dsound", "waveout"),
}


class FluidOutput:
    """FluidSynth on this machine's audio device; `driver` is the name of the audio driver in use.

    Loading a large SoundFont takes a second or two. `driver` asks for one driver only; otherwise
    AUDIOGENESIS_AUDIO_DRIVER does, and without that what suits the platform is tried in turn. `device` is one of
    the driver's. `others` are SoundFonts for what `soundfont` lacks. `rate` in Hz, `buffers` as frames and how
    many: 0 for the usual. `effects` are levels of reverb and chorus, 1 being the usual ones.
    Raises MissingPart if the library, the SoundFont or every audio device is missing.
    """

    def __init__(
        self, soundfont: Path, *, others: tuple[Path, ...] = (), driver: str | None = None, device: str = "",
        rate: int = 0, buffers: tuple[int, int] = (0, 0), effects: tuple[float, float] = (1.0, 1.0),
    ) -> None:  # fmt: skip
        self._fluid, self._library = library()
        self._quick = quick_library()
        self.driver = ""
        self._driver = self._sequencer = self._event = 0
        self._clock = AudioClock()
        self._last_tick, self._moved_at = 0, time.monotonic()
        self._note_ticks: dict[tuple[int, int], int] = {}
        self._setting_ticks: dict[tuple[int, int, int], int] = {}
        self._banks: dict[int, int] = {}
        self._used: set[int] = set()
        self._synth = self._fluid.Synth(gain=GAIN, samplerate=float(rate or RATE), channels=_CHANNELS)
        self._set_up(buffers, effects)
        self._device = device
        try:
            self._load((soundfont, *others))
            self._open_sequencer()
            self._open_driver(driver or os.environ.get(DRIVER_VARIABLE))
        except MissingPart:
            self.close()
            raise

    def send(self, event: Event, at: float) -> None:
        """Hand one event to the sequencer, to sound at `at` on `time.monotonic()`'s clock.

        Raises DeviceLost if the audio device has stood still for two seconds.
        """
        self._read_clocks()
        channel = event.channel.port * 16 + event.channel.number
        if self._driver and channel < _CHANNELS:
            self._used.add(channel)
            tick = max(0, round(self._clock.device_seconds(at) * _TICKS_PER_SECOND))
            self._schedule(event, channel, tick)

    def silence(self) -> None:
        """Drop what is scheduled, lift the pedals and release every note."""
        if not self._sequencer:
            return
        self._library.fluid_sequencer_remove_events(self._sequencer, -1, -1, -1)
        for channel in self._used:
            self._synth.cc(channel, SUSTAIN, 0)
            self._synth.cc(channel, _SOSTENUTO, 0)
            self._synth.all_notes_off(channel)
        self._note_ticks.clear()
        self._setting_ticks.clear()

    def panic(self) -> None:
        """Silence, and cut off every voice of every channel, pedals and long releases included."""
        self.silence()
        if self._synth:
            self._library.fluid_synth_all_sounds_off(self._synth.synth, -1)

    def active_voices(self) -> int:
        """Return how many voices still sound, those that die away included."""
        return int(self._synth.get_active_voice_count()) if self._synth else 0

    def ring_out(self, longest_seconds: float) -> None:
        """Wait until the last note has died away, or `longest_seconds`."""
        deadline = time.monotonic() + longest_seconds
        while self.active_voices() and time.monotonic() < deadline:
            time.sleep(0.02)

    def close(self) -> None:
        """Silence, and free the device, the sequencer and the synthesizer."""
        self.silence()
        if self._driver:
            self._fluid.delete_fluid_audio_driver(self._driver)
        if self._event:
            self._fluid.delete_fluid_event(self._event)
        if self._sequencer:
            self._fluid.delete_fluid_sequencer(self._sequencer)
        if self._synth:
            self._fluid.delete_fluid_synth(self._synth.synth)
            self._fluid.delete_fluid_settings(self._synth.settings)
        self._driver = self._event = self._sequencer = 0
        self._synth = None

    def _set_up(self, buffers: tuple[int, int], effects: tuple[float, float]) -> None:
        for name, value in zip(("audio.period-size", "audio.periods"), buffers, strict=True):
            if value:
                self._synth.setting(name, value)
        for effect, level, usual in zip(("reverb", "chorus"), effects, _USUAL_LEVELS, strict=True):
            self._synth.setting(f"synth.{effect}.active", int(level > 0))
            self._synth.setting(f"synth.{effect}.level", float(usual * level))

    def _load(self, soundfonts: tuple[Path, ...]) -> None:
        for soundfont in reversed(soundfonts):  # of those that have a sound, the one loaded last is heard
            if self._synth.sfload(str(soundfont), 1) < 0:
                raise MissingPart(f"FluidSynth cannot load {soundfont}: choose another .sf2 or .sf3 file.")
        for channel in range(DRUM_CHANNEL, _CHANNELS, 16):
            self._library.fluid_synth_set_channel_type(self._synth.synth, channel, _DRUM_CHANNEL_TYPE)
            self._synth.bank_select(channel, _DRUM_BANK)
            self._synth.program_change(channel, 0)

    def _open_sequencer(self) -> None:
        self._sequencer = self._fluid.new_fluid_sequencer2(0)
        self._fluid.fluid_sequencer_set_time_scale(self._sequencer, _TICKS_PER_SECOND)
        client = self._fluid.fluid_sequencer_register_fluidsynth(self._sequencer, self._synth.synth)
        self._event = self._fluid.new_fluid_event()
        self._fluid.fluid_event_set_source(self._event, -1)
        self._fluid.fluid_event_set_dest(self._event, client)

    def _open_driver(self, wanted: str | None) -> None:
        """Start the first audio driver whose clock runs."""
        quiet_jack()
        self._synth.setting("audio.jack.id", APP_NAME)
        self._synth.setting("audio.jack.autoconnect", 1)
        built = audio_drivers(self._synth.settings)
        tried = [name for name in ([wanted] if wanted else _usual_drivers()) if name in built]
        for name in tried:
            self._synth.setting("audio.driver", name)
            if self._device and wanted:
                self._synth.setting(f"audio.{name}.device", self._device)
            self._driver = self._fluid.new_fluid_audio_driver(self._synth.settings, self._synth.synth) or 0
            if self._driver and self._starts_running():
                self.driver = name
                return
            if self._driver:
                self._fluid.delete_fluid_audio_driver(self._driver)
                self._driver = 0
        raise MissingPart(_no_device(wanted, tried, built))

    def _starts_running(self) -> bool:
        """Return whether the audio clock moves, after reading it often enough to know its pace."""
        first, self._moved_at = self._tick(), time.monotonic()
        deadline, moves = self._moved_at + _START_SECONDS, 0
        while moves < 8 and time.monotonic() < deadline:
            before = self._last_tick
            self._read_clocks()
            moves += self._last_tick != before
            time.sleep(0.001)
        return self._last_tick != first

    def _tick(self) -> int:
        return int(self._quick.fluid_sequencer_get_tick(self._sequencer)) if self._sequencer else 0

    def _read_clocks(self) -> None:
        tick, now = self._tick(), time.monotonic()
        self._clock.observe(now, tick / _TICKS_PER_SECOND)
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
        elif event.kind == PROGRAM:
            self._choose_voice(channel, data[1], tick)
        elif event.kind == CONTROL and data[1] == BANK_MSB:
            self._banks[channel] = data[2]
        elif event.kind == CONTROL and data[1] != BANK_LSB:
            quick.fluid_event_control_change(out, channel, data[1], data[2])
            self._post(self._setting_tick(channel, CONTROL, data[1], tick))

    def _choose_voice(self, channel: int, program: int, tick: int) -> None:
        # FluidSynth's own default, "gs": CC 0 is the bank, CC 32 means nothing, and drums have one bank.
        tick = self._setting_tick(channel, PROGRAM, 0, tick)
        if channel % 16 != DRUM_CHANNEL:
            self._quick.fluid_event_bank_select(self._event, channel, self._banks.get(channel, 0))
            self._post(tick)
        self._quick.fluid_event_program_change(self._event, channel, program)
        self._post(tick)

    def _post(self, tick: int) -> None:
        self._quick.fluid_sequencer_send_at(self._sequencer, self._event, tick, 1)

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
