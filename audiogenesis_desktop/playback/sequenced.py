"""A FluidSynth synthesizer with its own sequencer: events handed over ahead, played at their millisecond in C."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.playback import sounds
from audiogenesis_desktop.playback.libfluidsynth import library, quick_library
from audiogenesis_desktop.playback.output import DRUM_BANK, Sound
from audiogenesis_desktop.score.events import DRUM_CHANNEL, SUSTAIN

GAIN = 0.5
TICKS_PER_SECOND = 1000.0
CHANNELS = 256  # 16 ports of 16
DRUM_CHANNEL_TYPE = 1  # CHANNEL_TYPE_DRUM
_SOSTENUTO = 66
_LOADING = {"synth.dynamic-sample-loading": 1}
# Reverberation and chorus as they usually are, for live play and rendering alike: what FluidSynth's settings say it has
# (reverb level 0.2) is not what a synthesizer has that is told nothing (0.9), and neither can be mixed with. Measured
# with 2.3.1 and FluidR3, wet against dry, over all presets. With these, the room lies 17 dB under the instrument at
# CC 91 = 0, by sends of the presets' own (33 under basses), and 10 under it at 100. Chorus does sound in 2.3.1, and too
# much: at FluidSynth's level of 2.0 synth leads and pads, which have it of their own, come 10 to 17 dB louder from the
# chorus than by themselves, and CC 93 = 100 makes any chorus louder than its sound; with these it is 0 to 6 dB louder,
# and 7 under it.
EFFECTS: Mapping[str, float] = {
    "synth.reverb.level": 0.9,
    "synth.reverb.room-size": 0.5,
    "synth.reverb.damp": 0.2,
    "synth.reverb.width": 0.8,
    "synth.chorus.level": 0.6,
}


class SequencedSynth:
    """Renders nothing by itself: an audio driver, or whoever asks it for samples, drives it and so its clock.

    Of the SoundFonts only the standard kit is read at once; what else is to sound must be pinned first, or is read in
    the midst of rendering.
    `effects` are levels of reverb and chorus, 1 being the usual ones; `settings` are FluidSynth's, by their names.
    Raises MissingPart if the library is missing or a SoundFont cannot be loaded.
    """

    def __init__(
        self,
        soundfonts: tuple[Path, ...],
        *,
        rate: float,
        effects: tuple[float, float],
        settings: Mapping[str, int | float] | None = None,
    ) -> None:
        self._fluid, self._library = library()
        self._quick = quick_library()
        self.sequencer = self._client = 0
        self._has_effects = effects[0] > 0, effects[1] > 0
        self._soundfont_ids: list[int] = []
        levels: dict[str, int | float] = dict(EFFECTS)
        for effect, level in zip(("reverb", "chorus"), effects, strict=True):
            levels[f"synth.{effect}.active"] = int(level > 0)
            levels[f"synth.{effect}.level"] *= float(level)
        self.synth: Any = self._fluid.Synth(
            gain=GAIN, samplerate=float(rate), channels=CHANNELS, **levels, **_LOADING, **(settings or {})
        )
        try:
            self._load(soundfonts)
        except MissingPart:
            self.close()
            raise
        self.sequencer = self._fluid.new_fluid_sequencer2(0)
        self._fluid.fluid_sequencer_set_time_scale(self.sequencer, TICKS_PER_SECOND)
        self._client = self._fluid.fluid_sequencer_register_fluidsynth(self.sequencer, self.synth.synth)

    @property
    def tick(self) -> int:
        """Return how many milliseconds of sound have been rendered."""
        return int(self._quick.fluid_sequencer_get_tick(self.sequencer)) if self.sequencer else 0

    def post(self, event: int, tick: int) -> None:
        """Let one of FluidSynth's events happen at a tick."""
        self._quick.fluid_event_set_dest(event, self._client)
        self._quick.fluid_sequencer_send_at(self.sequencer, event, tick, 1)

    def silence(self, channels: Iterable[int]) -> None:
        """Drop what is posted, lift the pedals of some channels and release their notes."""
        if not self.sequencer:
            return
        self._library.fluid_sequencer_remove_events(self.sequencer, -1, -1, -1)
        for channel in channels:
            self.synth.cc(channel, SUSTAIN, 0)
            self.synth.cc(channel, _SOSTENUTO, 0)
            self.synth.all_notes_off(channel)

    def cut_off(self) -> None:
        """End every voice at once."""
        if self.synth:
            self._library.fluid_synth_all_sounds_off(self.synth.synth, -1)

    def set_resting(self, on: bool) -> None:
        """Leave out reverberation and chorus, which take more than half the work of silence; or have them again."""
        reverb, chorus = self._has_effects
        if self.synth:
            self._library.fluid_synth_reverb_on(self.synth.synth, -1, int(reverb and not on))
            self._library.fluid_synth_chorus_on(self.synth.synth, -1, int(chorus and not on))

    def set_level(self, level_db: float) -> None:
        """Turn all that sounds up or down by so many decibels against the usual."""
        if self.synth:
            self._library.fluid_synth_set_gain(self.synth.synth, GAIN * 10 ** (level_db / 20))

    def pin(self, sound: Sound) -> None:
        """Keep a sound in memory, read if it is not there."""
        sounds.pin(self.synth.synth, self._soundfont_ids, sound)

    def unpin(self, sound: Sound) -> None:
        """Keep it no more."""
        sounds.unpin(self.synth.synth, self._soundfont_ids, sound)

    def active_voices(self) -> int:
        """Return how many voices still sound, those that die away included."""
        return int(self.synth.get_active_voice_count()) if self.synth else 0

    def close(self) -> None:
        """Free the sequencer and the synthesizer; nobody may render any more."""
        if self.sequencer:
            self._fluid.delete_fluid_sequencer(self.sequencer)
        if self.synth:
            self._fluid.delete_fluid_synth(self.synth.synth)
            self._fluid.delete_fluid_settings(self.synth.settings)
        self.sequencer, self.synth = 0, None

    def _load(self, soundfonts: tuple[Path, ...]) -> None:
        # No instrument is chosen: what plays chooses its own, and piano on every channel would all be read here.
        for soundfont in reversed(soundfonts):  # of those that have a sound, the one loaded last is heard
            self._soundfont_ids.append(self.synth.sfload(str(soundfont)))
            if self._soundfont_ids[-1] < 0:
                sentence = f"FluidSynth cannot load {soundfont}: choose another .sf2 or .sf3 file."
                raise MissingPart(sentence, kind=Kind.SOUNDFONT)
        for channel in range(DRUM_CHANNEL, CHANNELS, 16):
            self._library.fluid_synth_set_channel_type(self.synth.synth, channel, DRUM_CHANNEL_TYPE)
            self.synth.bank_select(channel, DRUM_BANK)
            self.synth.program_change(channel, 0)
