"""Diagnostics: what may be told to whoever helps, with nothing of the user's in it: no music, words, names or paths."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from audiogenesis_desktop import __version__
from audiogenesis_desktop.studio.logbook import remembered
from audiogenesis_desktop.studio.settings import Settings

_PACKAGES = ("PySide6-Essentials", "numpy", "onnxruntime", "pyfluidsynth", "python-rtmidi", "msgspec")


def diagnostics(settings: Settings) -> str:
    """Return lines on the program, the machine, how sound is set up, and what went wrong lately."""
    output = settings.output.partition(":")[0]  # a MIDI port has a name after it, which may be anybody's
    sound = settings.sound_wishes
    lines = [
        f"Audiogenesis {__version__}, {'frozen' if getattr(sys, 'frozen', False) else 'from source'}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}",
        ", ".join(f"{name} {_version(name)}" for name in _PACKAGES),
        f"Output {output}, driver {sound.driver or 'usual'}, {sound.rate} Hz, {sound.periods} × {sound.period_frames}",
        f"SoundFonts chosen: {len(sound.soundfonts)}; theme {settings.theme}",
        f"Lately: {len(remembered.lines)} warnings and errors",
        *remembered.lines,
    ]
    return "\n".join(lines)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
