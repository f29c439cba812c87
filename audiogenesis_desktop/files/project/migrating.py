"""Older project files brought up to date, line by line, before anything is made of them."""

from collections.abc import Callable, Iterable, Iterator

VERSION = 1
"""The version that is written. A field with a default needs no new one; what older readers would take wrongly does."""

Migration = Callable[[bytes], bytes]

MIGRATIONS: dict[int, Migration] = {}
"""What turns a line of a version into one of the next."""


def migrated(lines: Iterable[bytes], version: int) -> Iterator[bytes]:
    """Yield lines of a version, up to VERSION, as VERSION has them."""
    steps = [MIGRATIONS[older] for older in range(version, VERSION)]
    for line in lines:
        for step in steps:
            line = step(line)
        yield line
