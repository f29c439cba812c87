"""SoundFonts tried in a process of their own before this one loads them: a broken one may take down its reader."""

import json
import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from ctypes import c_char_p, c_int, c_void_p
from pathlib import Path

from audiogenesis_desktop import paths
from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.playback.soundfont import find_soundfont

TRY_SECONDS = 120.0  # in all, as a busy machine may take long to start a process
_WORK_SECONDS = 30  # of a processor's time, where the system counts it
_XCPU = 24  # the signal that ends a process whose time is up
_TOO_LONG = "takes longer to load than any other"
_REFUSED = 3  # the exit status of a process that has lived to tell that FluidSynth does not take a file
_MOST_REMEMBERED = 200
_LEAST_MEMORY_BYTES, _MEMORY_A_BYTE = 2 << 30, 30  # Vorbis packs music ten times at most
_PROTOTYPES = {
    "delete_fluid_settings": (None, (c_void_p,)),
    "delete_fluid_synth": (None, (c_void_p,)),
    "fluid_synth_sfload": (c_int, (c_void_p, c_char_p, c_int)),
    "new_fluid_settings": (c_void_p, ()),
    "new_fluid_synth": (c_void_p, (c_void_p,)),
}
_one_at_a_time = threading.Lock()
_refused: dict[Path, tuple[list[int], str]] = {}  # in this run: how each was then, and what is wrong with it


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


def tried_soundfont(chosen: Path | None, *, load: Callable[[str], None] = load_whole) -> Path:
    """Return the SoundFont to load, `chosen` or the best that is found; raises MissingPart as `try_soundfonts` does.

    What the user has chosen is tried; what the system or the app brings is trusted.
    """
    found = find_soundfont(chosen)
    if chosen is not None:
        try_soundfonts((chosen,), load=load)
    return found


def try_soundfonts(
    soundfonts: Iterable[Path], *, load: Callable[[str], None] = load_whole, seconds: float = TRY_SECONDS
) -> None:
    """Let each SoundFont be loaded elsewhere first, once for as long as it stays as it is.

    Raises MissingPart for one that ends the process, hangs it, takes far more memory than it has bytes, or is not
    taken; at once, where this process has found that before.
    """
    with _one_at_a_time:
        tried = _remembered()
        for path in soundfonts:
            state = _state(path)
            if state is None or tried.get(str(path)) == state:
                continue  # one that is not there is told of by whoever opens it
            if (known := _refused.get(path)) is not None and known[0] == state:
                raise _broken(path, known[1])
            if why := _why_not(path, load, seconds):
                _refused[path] = state, why
                raise _broken(path, why)
            tried[str(path)] = state
            _remember(tried)


def _why_not(path: Path, load: Callable[[str], None], seconds: float) -> str:
    """Return what is wrong with a SoundFont, as the end of a sentence that begins with its name; "" for a good one."""
    process = multiprocessing.get_context("spawn").Process(target=_within_bounds, args=(load, str(path)), daemon=True)
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
        return _TOO_LONG
    if process.exitcode == _REFUSED:
        return "is damaged"
    if process.exitcode == -_XCPU:
        return _TOO_LONG
    return "makes FluidSynth crash" if process.exitcode else ""


def _within_bounds(load: Callable[[str], None], path: str) -> None:
    """Load in this process, which may take so much time and memory, where the system can be told.

    Samples may be packed, so memory is more than the file's bytes.
    """
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_WORK_SECONDS, _WORK_SECONDS + 1))
        most = _LEAST_MEMORY_BYTES + _MEMORY_A_BYTE * Path(path).stat().st_size
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    load(path)


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
        found = json.loads(read_bounded(_memory()))
    except (OSError, ValueError, RecursionError):
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _remember(tried: dict[str, list[int]]) -> None:
    beside = _memory().with_suffix(".new")
    with suppress(OSError):  # then it is tried again the next time
        beside.write_text(json.dumps(dict(list(tried.items())[-_MOST_REMEMBERED:])), "utf-8")
        beside.replace(_memory())
