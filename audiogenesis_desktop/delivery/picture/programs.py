"""The ffmpeg programs at work, as processes of their own: on one file, bounded in time and memory, stopped at will.

They are run, not linked: what they are built with varies, and is not ours to pass on. A file may claim to be anything;
only containers of videos are opened, and nothing but that file, so that a list of addresses in it leads nowhere.
"""

import importlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from audiogenesis_desktop.errors import BadInput, MissingPart

_CONTAINERS = "mov,matroska,avi,mxf,mpegts,mpeg,flv,asf,ogg"
# Where the usual ways of installing put them, which an app that was not started from a terminal is not told of.
_USUAL_PLACES = ("/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin", "C:\\ffmpeg\\bin")
_WATCH_SECONDS = 0.05
_CHUNK = 1 << 16
_MOST_ANSWER_BYTES = 8_000_000
_NICE = 10
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of a terminal, on Windows

Stop: TypeAlias = threading.Event
"""Set from any thread, it ends the program that it was given to."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may use: `seconds` in all, `silent_seconds` without a word, and bytes of memory.

    Memory is bounded where the system lets one process bound another, as Linux does. One that `gives_way` leaves the
    processor to whoever else wants it.
    """

    seconds: float = 30.0
    silent_seconds: float = 30.0
    memory_bytes: int = 2 << 30
    gives_way: bool = False


LOOKING = Bounds()
DECODING = Bounds(seconds=float("inf"), silent_seconds=60.0, memory_bytes=6 << 30, gives_way=True)
"""For what goes through a whole video, however long that takes."""


def program(name: str) -> str:
    """Return where a program is; raises MissingPart, with where to get it."""
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(_USUAL_PLACES))
    if found is None:
        raise MissingPart(
            f"Video needs {name}, which is not installed here: install ffmpeg with your system's packages, or from "
            "ffmpeg.org, and open the video again."
        )
    return found


def opening(path: Path) -> list[str]:
    """Return the arguments that open a video and nothing that it may name; its name is no option or address."""
    return ["-protocol_whitelist", "file", "-format_whitelist", _CONTAINERS, "-i", given(path)]


def given(path: Path) -> str:
    """Return a path so that no program takes it for an option or an address."""
    return f"file:{path.resolve()}"


@dataclass
class Running:
    """A program at work: `chunks` of what it writes, and afterwards its `status` and the last that it said."""

    command: Sequence[str]
    bounds: Bounds = LOOKING
    stop: Stop = field(default_factory=threading.Event)
    on_line: Callable[[str], None] | None = None  # called with what it says, on a thread of its own
    status: int = 0
    is_late: bool = False

    def chunks(self) -> Generator[bytes, None, None]:
        """Yield what it writes as it comes; it ends when the generator is closed, at a stop, or at its bounds."""
        with subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=_NO_WINDOW,
        ) as process:
            hold_to(self.bounds, process.pid)
            self._heard, ended = time.monotonic(), threading.Event()
            watchers = [
                threading.Thread(target=self._watch, args=(process, ended), daemon=True),
                threading.Thread(target=self._listen, args=(process,), daemon=True),
            ]
            for watcher in watchers:
                watcher.start()
            assert process.stdout is not None
            try:
                while chunk := process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
                    self._heard = time.monotonic()
                    yield chunk
                self.status = process.wait()
            except BaseException:
                process.kill()
                raise
            finally:
                ended.set()
                for watcher in watchers:
                    watcher.join()

    def _watch(self, process: "subprocess.Popen[bytes]", ended: threading.Event) -> None:
        began = time.monotonic()
        while not ended.wait(_WATCH_SECONDS):
            now = time.monotonic()
            self.is_late = now - began > self.bounds.seconds or now - self._heard > self.bounds.silent_seconds
            if self.is_late or self.stop.is_set():
                process.kill()
                return

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        """Read what it says, so that it never waits for that."""
        assert process.stderr is not None
        for line in process.stderr:
            self._heard = time.monotonic()
            if self.on_line is not None:
                self.on_line(line.decode("utf-8", "replace"))

    def check(self, path: Path, otherwise: str) -> None:
        """Raise BadInput where it did not end well: for what was late, was stopped, or else as told."""
        if self.is_late:
            raise BadInput(f"{path} takes too long to read: copy it to this machine, or choose another video.")
        if self.stop.is_set():
            raise BadInput(f"{path} was not read to its end: that was stopped.")
        if self.status:
            raise BadInput(otherwise)


def hold_to(bounds: Bounds, process_id: int) -> None:
    """Let a process have no more memory than it may, and give way if it has to, where the system can."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        resource = importlib.import_module("resource")
        resource.prlimit(process_id, resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    if bounds.gives_way:
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, process_id, _NICE)


def answer(
    command: Sequence[str], path: Path, *, bounds: Bounds = LOOKING, otherwise: str, stop: Stop | None = None
) -> bytes:
    """Return all that a program writes about a file; raises BadInput, `otherwise` where the file is at fault."""
    running, found, size = Running(command, bounds, stop or threading.Event()), list[bytes](), 0
    with closing(running.chunks()) as chunks:
        for chunk in chunks:
            found.append(chunk)
            size += len(chunk)
            if size > _MOST_ANSWER_BYTES:
                raise BadInput(otherwise)
    running.check(path, otherwise)
    return b"".join(found)
