"""SoundFonts tried in a process of their own before this one loads them: a broken one may take down its reader."""

import json
import multiprocessing
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from ctypes import c_char_p, c_int, c_void_p
from pathlib import Path

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import Kind, MissingPart

TRY_SECONDS = 30.0
_REFUSED = 3  # the exit status of a process that has lived to tell that FluidSynth does not take a file
_MOST_REMEMBERED = 200
_PROTOTYPES = {
    "delete_fluid_settings": (None, (c_void_p,)),
    "delete_fluid_synth": (None, (c_void_p,)),
    "fluid_synth_sfload": (c_int, (c_void_p, c_char_p, c_int)),
    "new_fluid_settings": (c_void_p, ()),
    "new_fluid_synth": (c_void_p, (c_void_p,)),
}


def load_whole(path: str) -> None:
    """Load a SoundFont with all its samples, and end the process by what came of it."""
    from audiogenesis_desktop.playback.libfluidsynth import declared

    library = declared(_PROTOTYPES)
    settings = library.new_fluid_settings()
    synth = library.new_fluid_synth(settings)
    is_taken = library.fluid_synth_sfload(synth, path.encode(), 0) >= 0
    library.delete_fluid_synth(synth)
    library.delete_fluid_settings(settings)
    sys.exit(0 if is_taken else _REFUSED)


def try_soundfonts(
    soundfonts: Iterable[Path], *, load: Callable[[str], None] = load_whole, seconds: float = TRY_SECONDS
) -> None:
    """Let each SoundFont be loaded elsewhere first, once for as long as it stays as it is.

    Raises MissingPart for one that ends the process, hangs it, or is not taken.
    """
    tried = _remembered()
    for path in soundfonts:
        state = _state(path)
        if state is None or tried.get(str(path)) == state:
            continue  # one that is not there is told of by whoever opens it
        _try(path, load, seconds)
        tried[str(path)] = state
        _remember(tried)


def _try(path: Path, load: Callable[[str], None], seconds: float) -> None:
    process = multiprocessing.get_context("spawn").Process(target=load, args=(str(path),), daemon=True)
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        raise _broken(path, "takes longer to load than any other")
    if process.exitcode == _REFUSED:
        raise _broken(path, "is damaged")
    if process.exitcode:
        raise _broken(path, "makes FluidSynth crash")


def _broken(path: Path, what: str) -> MissingPart:
    return MissingPart(f"{path.name} {what}, so it is not used: choose another SoundFont.", kind=Kind.SOUNDFONT)


def _state(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


def _memory() -> Path:
    return paths.user_cache() / "soundfonts.json"


def _remembered() -> dict[str, list[int]]:
    try:
        found = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _remember(tried: dict[str, list[int]]) -> None:
    beside = _memory().with_suffix(".new")
    with suppress(OSError):  # then it is tried again the next time
        beside.write_text(json.dumps(dict(list(tried.items())[-_MOST_REMEMBERED:])), "utf-8")
        beside.replace(_memory())
