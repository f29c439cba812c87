"""Files from outside, read within bounds: none is waited for without end, and none is larger than what it may be."""

import errno
import os
import stat
from pathlib import Path

SMALL_BYTES = 4 << 20
"""More than any settings, style or other text of ours has."""
_PART_BYTES = 1 << 20


def read_bounded(path: Path, most_bytes: int = SMALL_BYTES) -> bytes:
    """Return the bytes of a file.

    Raises OSError, also for what is no file, such as a pipe or a device, and for one of more than `most_bytes`.
    """
    require_file(path, most_bytes)
    parts, left = list[bytes](), most_bytes
    with path.open("rb") as file:
        while part := file.read(_PART_BYTES):  # as many as it is asked for are set aside, however few there are
            parts.append(part)
            left -= len(part)
            if left < 0:  # it has grown meanwhile
                raise OSError(errno.EFBIG, "it is too large", str(path))
    return b"".join(parts)


def read_bounded_text(path: Path, most_bytes: int = SMALL_BYTES) -> str:
    """Return the text of a file in UTF-8; raises OSError as `read_bounded` does, and UnicodeDecodeError."""
    return read_bounded(path, most_bytes).decode("utf-8")


def require_file(path: Path, most_bytes: int) -> None:
    """Raise OSError unless there is a file of at most so many bytes; of a pipe, even opening it might never end."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file", str(path))
    if found.st_size > most_bytes:
        raise OSError(errno.EFBIG, "it is too large", str(path))
