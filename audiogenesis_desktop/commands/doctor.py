"""`audiogenesis doctor`: what works here, one line each, and how to mend what does not."""

import argparse
import platform
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from audiogenesis_desktop import paths
from audiogenesis_desktop.commands.terminal import one_line, say
from audiogenesis_desktop.errors import AudiogenesisError, BadInput, MissingPart

Check = Callable[[argparse.Namespace], str]


def run(options: argparse.Namespace) -> None:
    """Print a line for each part: that it works and which it is, or what is missing and the mend."""
    with ThreadPoolExecutor(1) as pool:  # networks load while devices are waited for
        loading = {name: pool.submit(_try, check, options) for name, check in CHECKS.items() if check in _NETWORKS}
        for name, check in CHECKS.items():
            works, found = loading[name].result() if name in loading else _try(check, options)
            say(f"{'ok' if works else '--'}  {name}: {one_line(found)}")


def _try(check: Check, options: argparse.Namespace) -> tuple[bool, str]:
    try:
        return True, check(options)
    except AudiogenesisError as error:
        return False, str(error)
    except Exception as error:
        # Here a part that fails in a way nobody foresaw is a finding like any other.
        return False, f"fails unexpectedly ({type(error).__name__}: {error}); run ./run again to reinstall."


def _python(_: argparse.Namespace) -> str:
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def _styles(_: argparse.Namespace) -> str:
    from audiogenesis_desktop.style.book import book, user_styles

    found = book()
    if found.notices:
        raise BadInput(f"left out until mended: {' '.join(found.notices)}")
    own = sum(path.parent == user_styles() for path in found.files.values())
    return f"{len(found)}, of which {own} are your own"


def _window(_: argparse.Namespace) -> str:
    try:
        from PySide6 import QtWidgets, __version__  # noqa: F401  (system libraries load with QtWidgets)
    except ImportError as error:
        reason = str(error).splitlines()[0]
        raise MissingPart(f"PySide6 does not load ({reason}): ./run installs what it needs.") from error
    return f"PySide6 {__version__}"


def _fluidsynth(_: argparse.Namespace) -> str:
    from audiogenesis_desktop.playback.libfluidsynth import fluidsynth_version, library

    library()
    return f"FluidSynth {fluidsynth_version()}"


def _soundfont(options: argparse.Namespace) -> str:
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    return str(find_soundfont(options.soundfont))


def _kits(options: argparse.Namespace) -> str:
    from audiogenesis_desktop.playback.output import DRUM_BANK
    from audiogenesis_desktop.playback.soundfont import find_soundfont
    from audiogenesis_desktop.playback.stand_ins import sounds_in
    from audiogenesis_desktop.theory.instruments import DRUM_KITS

    known = sounds_in((find_soundfont(options.soundfont),))
    kits = {sound.program for sound in known if sound.bank == DRUM_BANK}
    lacking = [name for program, name in DRUM_KITS.items() if program not in kits]
    text = f"{sum(sound.bank == 0 for sound in known)} instruments, {len(kits)} drum kits"
    return f"{text}; the nearest plays for {', '.join(lacking)}" if lacking else text


def _better_sounds(options: argparse.Namespace) -> str:
    from audiogenesis_desktop.playback.free_soundfonts import better_than
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    better = better_than(find_soundfont(options.soundfont))
    return "; ".join(one.offer for one in better) or "this is the best of those that are free"


def _audio_driver(options: argparse.Namespace) -> str:
    from audiogenesis_desktop.playback.fluid import FluidOutput
    from audiogenesis_desktop.playback.soundfont import find_soundfont

    output = FluidOutput(find_soundfont(options.soundfont))
    try:
        return output.driver
    finally:
        output.close()


def _midi_ports(_: argparse.Namespace) -> str:
    from audiogenesis_desktop.playback.midi_port import port_names

    names = port_names()
    if not names:
        raise MissingPart("none; connect an instrument or start one that listens, if you want to play to it.")
    return ", ".join(names)


def _video(_: argparse.Namespace) -> str:
    from audiogenesis_desktop.delivery.picture.programs import program

    return f"{program('ffprobe')}, {program('ffmpeg')}"


def _text_encoder(_: argparse.Namespace) -> str:
    from audiogenesis_desktop.brief.encoder import load_encoder

    encoder = load_encoder()
    numbers = encoder.encode(["a test"])
    encoder.check()
    return f"all-MiniLM-L6-v2, {numbers.shape[1]} numbers a prompt"


def _checkpoint(options: argparse.Namespace) -> str:
    from audiogenesis_desktop.compose.loading import load_composer

    path = options.checkpoint or paths.shipped_checkpoint()
    return f"{path} ({load_composer(path).model_hash})"


_NETWORKS = (_text_encoder, _checkpoint)
CHECKS: dict[str, Check] = {
    "Python": _python,
    "Styles": _styles,
    "Window": _window,
    "Synthesizer": _fluidsynth,
    "SoundFont": _soundfont,
    "Sounds": _kits,
    "Better sounds": _better_sounds,
    "Audio driver": _audio_driver,
    "MIDI ports": _midi_ports,
    "Video": _video,
    "Text encoder": _text_encoder,
    "Checkpoint": _checkpoint,
}
