"""Many files read in several processes; one that crashes its reader or holds it up is told of, and the rest is read."""

import ctypes
import faulthandler
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

ENDINGS = frozenset({".mid", ".midi", ".kar", ".rmi"})
LONGEST_SECONDS = 60.0  # for one file; a sound one takes thousandths of a second
CRASHED = "it crashed the reader, or held it up for minutes"
_KEPT_MEMORY, _KEPT_BYTES = (-1, -3), 64 * 2**20  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of <malloc.h>
_AHEAD = 3  # batches that wait for each process, so that none is idle and few results pile up


def midi_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return all MIDI files under a folder, sorted, and the folders in it that could not be opened.

    Linked folders are followed, each folder once, so that links in a circle come to an end.
    """
    found: list[Path] = []
    closed: list[Path] = []
    seen: set[tuple[int, int]] = set()
    for place, inner, names in os.walk(
        folder, followlinks=True, onerror=lambda error: closed.append(Path(error.filename))
    ):
        about = Path(place).stat()
        if (about.st_dev, about.st_ino) in seen:
            inner.clear()
            continue
        seen.add((about.st_dev, about.st_ino))
        inner.sort()  # the real folder before a link to it wherever it comes first, the same on every machine
        found += [Path(place, name) for name in names if Path(name).suffix.lower() in ENDINGS]
    return sorted(found), closed


def read_in_processes(
    read: Callable[[list[Job]], list[Result]],
    jobs: Sequence[Job],
    *,
    processes: int,
    batch: int = 32,
    longest_seconds: float = LONGEST_SECONDS,
) -> Iterator[tuple[Job, Result | str]]:
    """Yield each job and what `read` makes of it, in order, a batch at a time; `CRASHED` where it made an end of us.

    `read` is to return one result a job. When a process dies or one batch takes too long, what was being read is
    read again file by file, so that one bad file costs nobody else.
    """
    size = max(1, min(batch, -(-len(jobs) // processes)))
    left = (list(jobs[at : at + size]) for at in range(0, len(jobs), size))
    waiting: deque[tuple[list[Job], Future[list[Result]]]] = deque()
    pool = _pool(processes)
    try:
        while True:
            while len(waiting) < processes * _AHEAD and (some := next(left, None)) is not None:
                waiting.append((some, _begin(pool, read, some, longest_seconds)))
            if not waiting:
                return
            some, future = waiting.popleft()
            try:
                yield from zip(some, future.result(), strict=True)
            except BrokenProcessPool:
                pool.shutdown()
                yield from _one_by_one(read, some, longest_seconds)
                pool = _pool(processes)
                waiting = deque(
                    (again, old if _is_sound(old) else _begin(pool, read, again, longest_seconds))
                    for again, old in waiting
                )
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, initializer=_begin_process)


def _begin_process() -> None:
    """Leave Ctrl-C to the process that asked, and keep memory that is free: to take it anew is a third of the time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; others have none
        if mallopt:
            for parameter in _KEPT_MEMORY:
                mallopt(parameter, _KEPT_BYTES)


def _begin(
    pool: ProcessPoolExecutor, read: Callable[[list[Job]], list[Result]], jobs: list[Job], seconds: float
) -> "Future[list[Result]]":
    try:
        return pool.submit(_watched, read, jobs, seconds)
    except BrokenProcessPool as error:  # it broke between two submits: told of when the result is asked for
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _is_sound(future: "Future[list[Result]]") -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _watched(read: Callable[[list[Job]], list[Result]], jobs: list[Job], seconds: float) -> list[Result]:
    """Read in this process, which ends itself when it takes too long: a library that hangs hears no signals."""
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return read(jobs)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _one_by_one(
    read: Callable[[list[Job]], list[Result]], jobs: list[Job], seconds: float
) -> Iterator[tuple[Job, Result | str]]:
    pool = _pool(1)
    try:
        for job in jobs:
            try:
                yield job, _begin(pool, read, [job], seconds).result()[0]
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(1)
                yield job, CRASHED
    finally:
        pool.shutdown(cancel_futures=True)
