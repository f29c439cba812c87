"""Sound made ahead: rendered on a thread of its own while what is there already is measured and written."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

_OVER: Final = object()


def made_ahead(pieces: Generator[T, None, None], *, most: int = 24) -> Iterator[T]:
    """Yield what a generator yields, in its order; it runs on a thread, `most` pieces ahead, and is closed at the end.

    Raises what it raises, in its turn.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="job-rendering") as pool:
        waiting = deque(pool.submit(next, pieces, _OVER) for _ in range(most))
        try:
            while (piece := waiting.popleft().result()) is not _OVER:
                waiting.append(pool.submit(next, pieces, _OVER))
                yield piece  # type: ignore[misc]
        finally:
            for future in waiting:
                future.cancel()
            pool.shutdown(wait=True)
            pieces.close()
