"""libfluidsynth through pyfluidsynth, and through ctypes on the same library for what that does not bind."""

import ctypes
import os
import sys
import threading
from contextlib import nullcontext, redirect_stdout
from ctypes import c_char_p, c_float, c_int, c_short, c_uint, c_void_p
from functools import cache
from io import StringIO
from types import ModuleType
from typing import Any

from audiogenesis_desktop.errors import MissingPart

_LOG_LEVELS = range(5)
_LOADING = threading.Lock()

_OPTION_CALLBACK = ctypes.CFUNCTYPE(None, c_void_p, c_char_p, c_char_p)

# name: (result, arguments), from FluidSynth 2's headers event.h, log.h, seq.h, settings.h and synth.h
_Prototypes = dict[str, tuple[Any, tuple[Any, ...]]]
_UNBOUND: _Prototypes = {
    "fluid_sequencer_remove_events": (None, (c_void_p, c_short, c_short, c_int)),
    "fluid_set_log_function": (c_void_p, (c_int, c_void_p, c_void_p)),
    "fluid_settings_foreach_option": (None, (c_void_p, c_char_p, c_void_p, _OPTION_CALLBACK)),
    "fluid_synth_all_sounds_off": (c_int, (c_void_p, c_int)),
    "fluid_synth_channel_pressure": (c_int, (c_void_p, c_int, c_int)),
    "fluid_synth_chorus_on": (c_int, (c_void_p, c_int, c_int)),
    "fluid_synth_key_pressure": (c_int, (c_void_p, c_int, c_int, c_int)),
    "fluid_synth_pin_preset": (c_int, (c_void_p, c_int, c_int, c_int)),
    "fluid_synth_process": (c_int, (c_void_p, c_int, c_int, c_void_p, c_int, c_void_p)),
    "fluid_synth_reverb_on": (c_int, (c_void_p, c_int, c_int)),
    "fluid_synth_set_channel_type": (c_int, (c_void_p, c_int, c_int)),
    "fluid_synth_set_gain": (None, (c_void_p, c_float)),
    "fluid_synth_set_interp_method": (c_int, (c_void_p, c_int, c_int)),
    "fluid_synth_unpin_preset": (c_int, (c_void_p, c_int, c_int, c_int)),
    "fluid_version_str": (c_char_p, ()),
}
_QUICK: _Prototypes = {
    "fluid_event_bank_select": (None, (c_void_p, c_int, c_short)),
    "fluid_event_channel_pressure": (None, (c_void_p, c_int, c_int)),
    "fluid_event_control_change": (None, (c_void_p, c_int, c_short, c_int)),
    "fluid_event_key_pressure": (None, (c_void_p, c_int, c_short, c_int)),
    "fluid_event_noteoff": (None, (c_void_p, c_int, c_short)),
    "fluid_event_noteon": (None, (c_void_p, c_int, c_short, c_short)),
    "fluid_event_pitch_bend": (None, (c_void_p, c_int, c_int)),
    "fluid_event_program_change": (None, (c_void_p, c_int, c_int)),
    "fluid_event_set_dest": (None, (c_void_p, c_short)),
    "fluid_sequencer_get_tick": (c_uint, (c_void_p,)),
    "fluid_sequencer_send_at": (c_int, (c_void_p, c_void_p, c_uint, c_int)),
}


@cache
def library() -> tuple[ModuleType, ctypes.CDLL]:
    """Return pyfluidsynth and the library handle it uses, silenced on stderr.

    Raises MissingPart if the library is absent, or older than FluidSynth 2.2.
    """
    try:
        # Where CI is set, pyfluidsynth writes on stdout: into a --json answer. Of two threads that put it aside at
        # once one would put back what the other had put there.
        with _LOADING, redirect_stdout(StringIO()) if os.environ.get("CI") else nullcontext():
            import fluidsynth

        handle = fluidsynth._fl
        _declare(handle, _UNBOUND)
    except (ImportError, OSError, AttributeError, TypeError) as error:
        raise MissingPart(f"FluidSynth 2.2 or later is not installed here: {_mend()}") from error
    for level in _LOG_LEVELS:
        handle.fluid_set_log_function(level, None, None)
    return fluidsynth, handle


@cache
def quick_library() -> ctypes.PyDLL:
    """Return the same library for the calls that each event needs, which take microseconds.

    They keep Python's lock: giving it up at each would let a busy thread in, many times in one chord.
    """
    _, handle = library()
    quick = ctypes.PyDLL(handle._name)
    _declare(quick, _QUICK)
    return quick


def declared(prototypes: _Prototypes) -> ctypes.CDLL:
    """Return a handle of the same library of its own, on which these calls have the types given."""
    _, handle = library()
    own = ctypes.CDLL(handle._name)
    _declare(own, prototypes)
    return own


def _declare(handle: ctypes.CDLL, prototypes: _Prototypes) -> None:
    for name, (result, arguments) in prototypes.items():
        function = getattr(handle, name)
        function.restype, function.argtypes = result, arguments


def fluidsynth_version() -> str | None:
    """Return the version of libfluidsynth, or None where it is missing."""
    try:
        _, handle = library()
    except MissingPart:
        return None
    version: bytes = handle.fluid_version_str()
    return version.decode()


def _mend() -> str:
    if sys.platform == "darwin":
        return "run `brew install fluid-synth`."
    if sys.platform == "win32":
        return "unpack its Windows release so that C:\\tools\\fluidsynth\\bin exists."
    return "run `sudo apt install libfluidsynth3`."


def audio_drivers(settings: int) -> list[str]:
    """Return the audio drivers that this libfluidsynth was built with."""
    return _options(settings, "audio.driver")


def audio_devices(settings: int, driver: str) -> list[str]:
    """Return the devices that an audio driver offers; none where it has but one."""
    return _options(settings, f"audio.{driver}.device")


def _options(settings: int, name: str) -> list[str]:
    _, handle = library()
    names: list[str] = []

    take = _OPTION_CALLBACK(lambda _data, _setting, option: names.append(option.decode(errors="replace")))
    handle.fluid_settings_foreach_option(settings, name.encode(), None, take)
    return names


def offered() -> dict[str, list[str]]:
    """Return every audio driver with its devices, without opening any; raises MissingPart without FluidSynth."""
    fluid, _ = library()
    settings = fluid.new_fluid_settings()
    try:
        return {driver: audio_devices(settings, driver) for driver in audio_drivers(settings)}
    finally:
        fluid.delete_fluid_settings(settings)
