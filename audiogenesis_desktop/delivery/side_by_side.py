"""Several works done at once, on as many cores as there are; FluidSynth and numpy let Python's lock go."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Generic, NamedTuple, TypeVar

from audiogenesis_desktop.delivery.render import Progress

Result = TypeVar("Result")
_LOOK_SECONDS = 0.05


class Work(NamedTuple, Generic[Result]):
    """Something to be done, and its share of all work beside the others'."""

    share: float
    do: Callable[[Progress], Result]


class _Stopped(Exception):
    """Somebody else has failed, or it is all given up."""


def done_side_by_side(works: Sequence[Work[Result]], progress: Progress | None = None) -> list[Result]:
    """Return what works make, in their order; `progress` is called on this thread, and what it raises stops them all.

    Raises what the first of them raises that fails.
    """
    stop, told, whole = threading.Event(), [0.0] * len(works), sum(work.share for work in works) or 1.0

    def begun(i: int) -> Result:
        def tell(done: float) -> None:
            if stop.is_set():
                raise _Stopped
            told[i] = max(told[i], done)

        tell(0.0)
        result = works[i].do(tell)
        told[i] = 1.0
        return result

    with ThreadPoolExecutor(min(len(works), os.cpu_count() or 1) or 1, thread_name_prefix="job-delivery") as pool:
        futures = [pool.submit(begun, i) for i in range(len(works))]
        try:
            waiting = set(futures)
            while waiting:
                over, waiting = wait(waiting, timeout=_LOOK_SECONDS)
                for future in over:
                    future.result()
                if progress:
                    progress(min(1.0, sum(work.share * part for work, part in zip(works, told, strict=True)) / whole))
            return [future.result() for future in futures]
        except BaseException:
            stop.set()
            raise
