"""What sounds a SoundFont has, as FluidSynth reads it."""

from ctypes import c_char_p, c_int, c_void_p
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from audiogenesis_desktop.playback.libfluidsynth import declared

_PROTOTYPES = {
    "delete_fluid_settings": (None, (c_void_p,)),
    "delete_fluid_synth": (None, (c_void_p,)),
    "fluid_preset_get_banknum": (c_int, (c_void_p,)),
    "fluid_preset_get_name": (c_char_p, (c_void_p,)),
    "fluid_preset_get_num": (c_int, (c_void_p,)),
    "fluid_settings_setint": (c_int, (c_void_p, c_char_p, c_int)),
    "fluid_sfont_iteration_next": (c_void_p, (c_void_p,)),
    "fluid_sfont_iteration_start": (None, (c_void_p,)),
    "fluid_synth_get_sfont_by_id": (c_void_p, (c_void_p, c_int)),
    "fluid_synth_sfload": (c_int, (c_void_p, c_char_p, c_int)),
    "new_fluid_settings": (c_void_p, ()),
    "new_fluid_synth": (c_void_p, (c_void_p,)),
}


class Preset(NamedTuple):
    """One sound: `bank` 0..16383 as SoundFonts number them, 128 being drum kits, `program` 0..127."""

    bank: int
    program: int
    name: str


@lru_cache(maxsize=8)
def presets(soundfonts: tuple[Path, ...]) -> tuple[Preset, ...]:
    """Return the sounds of a stack of SoundFonts by bank and program; of one that several have, the first one's.

    What cannot be loaded has none. Samples are not read. Raises MissingPart without libfluidsynth.
    """
    found: dict[tuple[int, int], Preset] = {}
    for soundfont in reversed(soundfonts):
        found |= {(preset.bank, preset.program): preset for preset in _of_one(soundfont)}
    return tuple(sorted(found.values()))


def _of_one(soundfont: Path) -> list[Preset]:
    library = declared(_PROTOTYPES)
    settings = library.new_fluid_settings()
    library.fluid_settings_setint(settings, b"synth.dynamic-sample-loading", 1)
    synth = library.new_fluid_synth(settings)
    found = []
    number = library.fluid_synth_sfload(synth, str(soundfont).encode(), 0)
    if number >= 0:
        font = library.fluid_synth_get_sfont_by_id(synth, number)
        library.fluid_sfont_iteration_start(font)
        while preset := library.fluid_sfont_iteration_next(font):
            name = library.fluid_preset_get_name(preset).decode(errors="replace").strip()
            bank, program = library.fluid_preset_get_banknum(preset), library.fluid_preset_get_num(preset)
            found.append(Preset(bank, program, name))
    library.delete_fluid_synth(synth)
    library.delete_fluid_settings(settings)
    return found
