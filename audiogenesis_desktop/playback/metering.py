"""How loud each channel sounds: what FluidSynth plays is played a second time, to be measured instead of heard.

FluidSynth tells nobody what it hands to the audio device, and Python has no place in its audio thread. So a second
synthesizer gets the same events, is rendered on a thread of its own as far as the first one's clock has come, each
channel by itself, and only the peaks are kept. At half the rate and with plain interpolation that takes less than half
of what the first one takes (`benchmarks/metering.py`); while nothing sounds it rests.
"""

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.playback.libfluidsynth import library
from audiogenesis_desktop.playback.output import Levels, Sound
from audiogenesis_desktop.playback.sequenced import TICKS_PER_SECOND, SequencedSynth

RATE = 22_050
METERED = 64  # channels: those of four ports
_BLOCK = 512  # frames at most at a time
_STEP_SECONDS = 0.015
_REST_SECONDS = 2.0  # after the last event at least
_SILENT_PEAK = 10 ** (-90 / 20)
_LINEAR = 1  # FLUID_INTERP_LINEAR

Samples = npt.NDArray[np.float32]


class Metering:
    """Plays along silently; `clock` tells the tick that the audible synthesizer has come to."""

    def __init__(
        self,
        soundfonts: tuple[Path, ...],
        clock: Callable[[], int],
        *,
        effects: tuple[float, float] = (1.0, 1.0),
        on_rest: Callable[[], object] = lambda: None,
    ) -> None:
        """Load the same SoundFonts; `on_rest` hears, on another thread, when all has died away, before the next post.

        Raises MissingPart as `SequencedSynth` does.
        """
        groups = {"synth.audio-channels": METERED, "synth.audio-groups": METERED}
        self._synth = SequencedSynth(soundfonts, rate=RATE, effects=effects, settings=groups)
        _, self._handle = library()
        self._handle.fluid_synth_set_interp_method(self._synth.synth.synth, -1, _LINEAR)
        self._dry, self._wet = np.zeros((2 * METERED, _BLOCK), np.float32), np.zeros((4, _BLOCK), np.float32)
        self._dry_places, self._wet_places = _addresses(self._dry), _addresses(self._wet)
        self._clock, self._offset, self._last_tick = clock, 0, 0
        self._on_rest, self._is_silent = on_rest, True
        self._peaks = np.zeros(METERED, np.float32)
        self._master = np.zeros(2, np.float32)
        self._lock = threading.Lock()  # guards the peaks, and going to rest
        self._is_awake, self._is_closed = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="playback levels", daemon=True)
        self._thread.start()

    def post(self, event: int, tick: int) -> None:
        """Let an event happen when the audible synthesizer has it happen."""
        with self._lock:
            if not self._is_awake.is_set():
                self._offset = self._clock() - self._synth.tick
                self._is_awake.set()
            tick = max(0, tick - self._offset)
            self._last_tick = max(self._last_tick, tick)
            self._synth.post(event, tick)

    def silence(self, channels: Iterable[int]) -> None:
        """Drop what was posted and release the notes of some channels."""
        self._synth.silence(channels)

    def cut_off(self) -> None:
        """End every voice at once."""
        self._synth.cut_off()

    def set_level(self, level_db: float) -> None:
        """Turn all that is measured up or down."""
        self._synth.set_level(level_db)

    def pin(self, sound: Sound) -> None:
        """Keep a sound in memory."""
        self._synth.pin(sound)

    def unpin(self, sound: Sound) -> None:
        """Keep it no more."""
        self._synth.unpin(sound)

    def read(self) -> Levels:
        """Return the peaks since the last reading."""
        with self._lock:
            peaks, self._peaks = self._peaks, np.zeros(METERED, np.float32)
            master, self._master = self._master, np.zeros(2, np.float32)
        return Levels((float(master[0]), float(master[1])), tuple(peaks.tolist()))

    def close(self) -> None:
        """End the thread and free the synthesizer."""
        self._is_closed = True
        self._is_awake.set()
        self._thread.join()
        self._synth.close()

    # What follows runs in the metering thread alone.

    def _run(self) -> None:
        while True:
            self._is_awake.wait()
            if self._is_closed:
                return
            self._follow()
            time.sleep(_STEP_SECONDS)
            with self._lock:
                if not self._is_closed and self._is_at_rest():
                    self._is_awake.clear()
                    self._on_rest()

    def _follow(self) -> None:
        """Render up to where the audible synthesizer is."""
        missing = self._clock() - self._offset - self._synth.tick
        frames = round(missing * RATE / TICKS_PER_SECOND)
        while frames > 0 and not self._is_closed:
            self._render(min(frames, _BLOCK))
            frames -= _BLOCK

    def _render(self, frames: int) -> None:
        dry, wet = self._dry[:, :frames], self._wet[:, :frames]
        dry[:], wet[:] = 0, 0
        self._handle.fluid_synth_process(
            self._synth.synth.synth,
            frames,
            len(wet),
            self._wet_places.ctypes.data,
            len(dry),
            self._dry_places.ctypes.data,
        )
        stereo = dry.reshape(METERED, 2, frames).sum(axis=0) + wet.reshape(2, 2, frames).sum(axis=0)
        self._is_silent = bool(np.abs(stereo).max(initial=0) < _SILENT_PEAK)
        peaks = np.abs(dry).max(axis=1).reshape(METERED, 2).max(axis=1)
        with self._lock:
            self._peaks = np.maximum(self._peaks, peaks)
            self._master = np.maximum(self._master, np.abs(stereo).max(axis=1))

    def _is_at_rest(self) -> bool:
        is_over = self._synth.tick - self._last_tick > _REST_SECONDS * TICKS_PER_SECOND
        return is_over and self._is_silent and not self._synth.active_voices()


def _addresses(rows: Samples) -> npt.NDArray[np.uint64]:
    return np.array([row.ctypes.data for row in rows], np.uint64)
