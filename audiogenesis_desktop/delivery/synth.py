"""FluidSynth without a sound device: events in, samples out."""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_int, c_void_p
from pathlib import Path
from typing import Any

import numpy as np

from audiogenesis_desktop.errors import BadInput, Kind
from audiogenesis_desktop.files.audio import Samples
from audiogenesis_desktop.playback.libfluidsynth import library
from audiogenesis_desktop.playback.output import DRUM_BANK, Sound
from audiogenesis_desktop.playback.sequenced import DRUM_CHANNEL_TYPE, EFFECTS, GAIN
from audiogenesis_desktop.playback.stand_ins import nearest, sounds_in
from audiogenesis_desktop.score.events import (
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

BLOCK_FRAMES = 64  # FLUID_BUFSIZE: FluidSynth starts and ends voices at multiples of this
_MOST_PORTS = 16
_VOICES = 1024
_MELODIC_CHANNEL_TYPE = 0  # CHANNEL_TYPE_MELODIC


class Synth:
    """One synthesizer that renders on request."""

    def __init__(self, soundfont: Path, *, rate: int, ports: int, groups: int = 1, voices: int = _VOICES) -> None:
        """Load a SoundFont for `ports` times 16 channels at `rate` Hz; channel c is heard in group c modulo `groups`.

        Each of the groups has reverb and chorus of its own. One synthesizer serves them all: a voice of FluidSynth 2.3
        begins with what the one before in its place left in the filter, so several would not add up to one that renders
        the whole. Raises MissingPart without libfluidsynth, BadInput for a SoundFont that it refuses or too many ports.
        """
        if ports > _MOST_PORTS:
            raise BadInput(f"The piece needs {ports * 16} channels, more than 256: give tracks equal sounds.")
        self._library, self._handle = library()
        self._synth = self._library.Synth(
            gain=GAIN,
            samplerate=rate,
            channels=16 * ports,
            # Only what is played is read: there is no audio thread here that could be kept waiting.
            **{"synth.polyphony": voices, "synth.dynamic-sample-loading": 1, **EFFECTS},
            **dict.fromkeys(("synth.audio-channels", "synth.audio-groups", "synth.effects-groups"), groups),
        )
        self._groups = groups
        self._pointer = c_void_p(self._synth.synth)
        if self._synth.sfload(str(soundfont)) < 0:
            self.close()
            problem = f"FluidSynth cannot read the SoundFont {soundfont}: choose another one."
            raise BadInput(problem, kind=Kind.SOUNDFONT)
        self._known = sounds_in((soundfont,))
        self._banks, self._drum_channels = dict[int, int](), set[int]()
        for port in range(ports):
            self._set_drums(port * 16 + DRUM_CHANNEL, True)
        self._write = self._handle.fluid_synth_write_float
        self._write.argtypes = [c_void_p, c_int, c_void_p, c_int, c_int, c_void_p, c_int, c_int]
        self._process = self._handle.fluid_synth_process
        self._process.argtypes = [c_void_p, c_int, c_int, c_void_p, c_int, c_void_p]

    def nearest_block(self, frame: int) -> int:
        """Return the frame nearest to `frame` at which an event can take effect."""
        return (frame + BLOCK_FRAMES // 2) // BLOCK_FRAMES * BLOCK_FRAMES

    def send(self, event: Event) -> None:
        """Let a channel event take effect before the next sample."""
        lib, synth = self._library, self._synth.synth
        channel = event.channel.port * 16 + event.channel.number
        first, second = event.data[1], event.data[-1]
        match event.kind:
            case kind if kind == NOTE_ON:
                lib.fluid_synth_noteon(synth, channel, first, second)
            case kind if kind == NOTE_OFF:
                lib.fluid_synth_noteoff(synth, channel, first)
            case kind if kind == CONTROL:
                if first == BANK_MSB:
                    self._banks[channel] = second
                lib.fluid_synth_cc(synth, channel, first, second)
            case kind if kind == PROGRAM:
                self._choose(channel, first)
            case kind if kind == BEND:
                lib.fluid_synth_pitch_bend(synth, channel, first | second << 7)
            case kind if kind == CHANNEL_PRESSURE:
                self._handle.fluid_synth_channel_pressure(synth, channel, first)
            case kind if kind == KEY_PRESSURE:
                self._handle.fluid_synth_key_pressure(synth, channel, first, second)

    def _choose(self, channel: int, program: int) -> None:
        """Choose a sound, or what is nearest to it of those that the SoundFont has."""
        is_drums = channel in self._drum_channels
        wanted = Sound(DRUM_BANK if is_drums else self._banks.get(channel, 0), program)
        sound = nearest(wanted, self._known)
        if sound.bank != wanted.bank:
            self._synth.bank_select(channel, sound.bank)
        self._library.fluid_synth_program_change(self._synth.synth, channel, sound.program)

    def _set_drums(self, channel: int, is_drums: bool) -> None:
        kind = DRUM_CHANNEL_TYPE if is_drums else _MELODIC_CHANNEL_TYPE
        self._handle.fluid_synth_set_channel_type(self._pointer, channel, kind)
        self._synth.bank_select(channel, DRUM_BANK if is_drums else 0)
        (self._drum_channels.add if is_drums else self._drum_channels.discard)(channel)

    def samples(self, frames: int) -> Samples:
        """Return the next samples, shape (frames, 2 x groups), float32; loud passages may exceed 1.0."""
        if self._groups > 1:
            return self._by_group(frames)
        out = np.zeros((frames, 2), np.float32)
        place = out.ctypes.data
        self._write(self._pointer, frames, place, 0, 2, place, 1, 2)
        return out

    def _by_group(self, frames: int) -> Samples:
        out = np.zeros((2 * self._groups, frames), np.float32)
        places = [row.ctypes.data for row in out]
        dry = (c_void_p * len(places))(*places)
        # Of each group: reverb to the left and right, then chorus, onto what is dry.
        effects = [place for i in range(0, len(places), 2) for place in 2 * places[i : i + 2]]
        wet = (c_void_p * len(effects))(*effects)
        self._process(self._pointer, frames, len(effects), wet, len(places), dry)
        return np.ascontiguousarray(out.T)

    def is_at_rest(self) -> bool:
        """Return whether no voice sounds any more."""
        count: Any = self._library.fluid_synth_get_active_voice_count(self._synth.synth)
        return int(count) == 0

    def close(self) -> None:
        """Let the synthesizer and its SoundFont go."""
        self._synth.delete()


@contextmanager
def open_synth(soundfont: Path, *, rate: int, ports: int = 1, groups: int = 1) -> Iterator[Synth]:
    """Yield a synthesizer that is closed afterwards; arguments and errors are those of `Synth`."""
    synth = Synth(soundfont, rate=rate, ports=ports, groups=groups)
    try:
        yield synth
    finally:
        synth.close()
