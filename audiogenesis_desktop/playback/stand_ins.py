"""What plays in the place of a sound that the SoundFont lacks: the nearest that it has, and a sentence that says so.

FluidSynth by itself would play the standard kit for any kit, and the piano for any instrument that is missing.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from audiogenesis_desktop.playback.output import DRUM_BANK, Sound, sound_of
from audiogenesis_desktop.playback.presets import presets
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.theory.instruments import GM_NAMES, of_kit

_FAMILY = 8  # programs in a row that General MIDI counts as one kind
# Kits by program: those that sound like one, the likest first.
_KIN = {8: (16,), 16: (8, 24), 24: (25, 16, 8), 25: (24, 16), 32: (40, 8), 40: (32,), 48: (), 56: ()}


def nearest(wanted: Sound, known: frozenset[Sound]) -> Sound:
    """Return the sound of those `known` that is most like one, itself if it is there.

    A kit's kin or else the standard kit; of an instrument the plain bank's, then its family's nearest, then the piano.
    """
    if not known or wanted in known:
        return wanted
    return next((sound for sound in _likest_first(wanted) if sound in known), wanted)


def _likest_first(wanted: Sound) -> Iterator[Sound]:
    if wanted.bank == DRUM_BANK:
        grounds = wanted.program // _FAMILY * _FAMILY
        for program in (grounds, *_KIN.get(wanted.program, _KIN.get(grounds, ())), 0):
            yield Sound(DRUM_BANK, program)
        return
    yield Sound(0, wanted.program)
    first = wanted.program // _FAMILY * _FAMILY
    kin = sorted(range(first, first + _FAMILY), key=lambda program: abs(program - wanted.program))
    for program in (*kin, 0):
        yield Sound(0, program)


@lru_cache(maxsize=8)
def sounds_in(soundfonts: tuple[Path, ...]) -> frozenset[Sound]:
    """Return every sound of a stack of SoundFonts; none where they cannot be read."""
    return frozenset(Sound(preset.bank, preset.program) for preset in presets(soundfonts))


def stand_in_notices(score: Score, soundfonts: tuple[Path, ...]) -> tuple[str, ...]:
    """Return a sentence for each sound of a score that is not there, saying what plays instead.

    Raises MissingPart without libfluidsynth.
    """
    known = sounds_in(soundfonts)
    wanted = dict.fromkeys(sound_of(track) for track in score.tracks if track.notes and not track.port)
    return tuple(_sentences(wanted, known, soundfonts[0].stem))


def _sentences(wanted: Iterable[Sound], known: frozenset[Sound], font: str) -> Iterator[str]:
    for sound in wanted:
        instead = nearest(sound, known)
        # Another bank is a variation of the same instrument.
        if instead != sound and (instead.program != sound.program or DRUM_BANK in (instead.bank, sound.bank)):
            yield f"{font} has no {_called(sound)}: the {_called(instead)} plays instead."


def _called(sound: Sound) -> str:
    return of_kit(sound.program).name if sound.bank == DRUM_BANK else GM_NAMES[sound.program]
