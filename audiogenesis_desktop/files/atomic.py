"""Writing a file so that its old content is there until the new one is whole."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from audiogenesis_desktop.errors import BadInput


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`, which takes its place if the block ends well.

    Raises BadInput if the place cannot be written; whatever was at `path` is then untouched.
    """
    try:
        target = real_path(path)
        if target.exists() and not target.is_file():  # a device or a pipe is written to, never replaced
            yield target
            return
        # Not after the target's name, which may be as long as the system allows.
        temporary = target.with_name(f".{token_hex(8)}.part")
        try:
            temporary.touch(exist_ok=False)  # so that a place that cannot be written shows at once
            yield temporary
            _settle(temporary, target)
        finally:
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield a folder beside `path` to fill, which takes that name if the block ends well and is gone otherwise.

    Raises BadInput if there is a file or a folder with something in it already, or the place cannot be written.
    """
    try:
        target = real_path(path)
        if os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
            raise BadInput(f"{path} is there already and not an empty folder: choose a new name.")
        temporary = target.with_name(f".{token_hex(8)}.part")
        temporary.mkdir()
        try:
            yield temporary
            if target.is_dir():
                target.rmdir()
            temporary.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def _settle(temporary: Path, target: Path) -> None:
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, temporary)
    temporary.replace(target)
    _settle_folder(target.parent)


def _settle_folder(folder: Path) -> None:
    """Let the system write down which files a folder has, where it can be asked to; the files themselves are whole."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def real_path(path: Path) -> Path:
    """Return the path that a path leads to; raises OSError for links that lead round in a circle."""
    try:
        return path.resolve()
    except RuntimeError as error:  # before Python 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file in one step; raises BadInput if the place cannot be written."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def cannot_write(path: Path, error: OSError) -> BadInput:
    """Return the sentence for a file that the system would not let us write."""
    return BadInput(f"{path} cannot be written ({error.strerror or error}): choose another place or name.")


def cannot_read(path: Path, error: OSError) -> BadInput:
    """Return the sentence for a file that the system would not let us read."""
    return BadInput(f"{path} cannot be read ({error.strerror or error}): check the name.")
