"""Which sounds of its SoundFonts a synthesizer keeps in memory: those of the piece, read before they are needed.

A whole SoundFont unpacked takes hundreds of megabytes, one instrument a few, and reading one takes up to a second. So
sounds are read on a thread of their own, by a synthesizer that nobody hears and for which nobody waits; FluidSynth
shares what has been read between all synthesizers of a process, and those that are heard only take hold of it.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from audiogenesis_desktop.playback.libfluidsynth import library
from audiogenesis_desktop.playback.output import DRUM_BANK, Sound

_SPARE = 12  # sounds that are kept though no track has them now: one may be gone back to


class Pinning(Protocol):
    """A synthesizer that can keep a sound in memory."""

    def pin(self, sound: Sound) -> None:
        """Keep a sound in memory, read if it is not there."""

    def unpin(self, sound: Sound) -> None:
        """Keep it no more."""

    def close(self) -> None:
        """Free the synthesizer."""


class Sounds:
    """Keeps sounds in the memory of some synthesizers. Those wanted last are kept, and a few that were before."""

    def __init__(self, open_reader: Callable[[], Pinning], synths: Sequence[Pinning]) -> None:
        """Take what opens a synthesizer to read with, and those to keep sounds in."""
        self._open_reader, self._synths = open_reader, synths
        self._changed = threading.Condition()  # guards what follows
        self._loaded: dict[Sound, None] = {}  # the oldest first
        self._wanted: dict[Sound, None] = {}
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def want(self, sounds: Collection[Sound]) -> None:
        """Have these read in the background, if they are not there, in place of those wanted before."""
        self._want(dict.fromkeys(sounds))

    def want_too(self, sound: Sound) -> None:
        """Have one more read."""
        self._want(self._wanted | {sound: None})

    def _want(self, sounds: dict[Sound, None]) -> None:
        with self._changed:
            self._wanted = sounds
            is_idle = self._thread is None and not self._is_closed
            if is_idle and self._next() is not None:
                self._thread = threading.Thread(target=self._run, name="playback sounds", daemon=True)
                self._thread.start()

    def has(self, sound: Sound) -> bool:
        """Return whether a sound is in memory."""
        return sound in self._loaded

    def wait_for(self, sounds: Collection[Sound], seconds: float) -> bool:
        """Return whether all of these are in memory, after waiting for that as long as need be."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_closed or all(map(self.has, sounds)), seconds)

    def close(self) -> None:
        """Read no more; returns when nothing is being read."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _next(self) -> Sound | None:
        return next((sound for sound in self._wanted if sound not in self._loaded), None)

    def _run(self) -> None:
        reader = self._open_reader()
        try:
            for sound in self._missing():
                for synth in (reader, *self._synths):
                    synth.pin(sound)
                self._note(sound)
        finally:
            reader.close()

    def _missing(self) -> Iterator[Sound]:
        """Yield what is wanted and not there, until there is nothing more."""
        while True:
            with self._changed:
                sound = None if self._is_closed else self._next()
                if sound is None:
                    self._thread = None if not self._is_closed else self._thread
                    return
            yield sound

    def _note(self, sound: Sound) -> None:
        with self._changed:
            self._loaded[sound] = None
            spare = [known for known in self._loaded if known not in self._wanted]
            for old in spare[: max(0, len(spare) - _SPARE)]:
                del self._loaded[old]
                for synth in self._synths:
                    synth.unpin(old)
            self._changed.notify_all()


class SoundReader:
    """A synthesizer that reads sounds and plays none; what it has read is there as long as somebody else holds it."""

    def __init__(self, soundfonts: tuple[Path, ...]) -> None:
        """Open SoundFonts; one that cannot be read has no sounds."""
        fluid, _ = library()
        self._synth = fluid.Synth(channels=16, **{"synth.dynamic-sample-loading": 1})
        self._ids = [self._synth.sfload(str(path)) for path in reversed(soundfonts)]

    def pin(self, sound: Sound) -> None:
        """Read a sound."""
        pin(self._synth.synth, self._ids, sound)

    def unpin(self, sound: Sound) -> None:
        """Do nothing: it is closed soon."""

    def close(self) -> None:
        """Free the synthesizer."""
        self._synth.delete()


def pin(synth: int, soundfont_ids: Sequence[int], sound: Sound) -> None:
    """Keep a sound in a synthesizer's memory, or what FluidSynth plays in the place of one that is not there."""
    _, handle = library()
    _first(handle.fluid_synth_pin_preset, synth, soundfont_ids, sound)


def unpin(synth: int, soundfont_ids: Sequence[int], sound: Sound) -> None:
    """Keep it no more."""
    _, handle = library()
    _first(handle.fluid_synth_unpin_preset, synth, soundfont_ids, sound)


def _first(call: Callable[[int, int, int, int], int], synth: int, soundfont_ids: Sequence[int], sound: Sound) -> None:
    for bank, program in _in_its_place(sound):
        for soundfont_id in reversed(soundfont_ids):  # of those that have a sound, the one loaded last is heard
            if call(synth, soundfont_id, bank, program) == 0:
                return


def _in_its_place(sound: Sound) -> tuple[Sound, ...]:
    if sound.bank == DRUM_BANK:
        return sound, Sound(DRUM_BANK, 0)
    return sound, Sound(0, sound.program), Sound(0, 0)
