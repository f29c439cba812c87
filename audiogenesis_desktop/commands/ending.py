"""Being told to end: SIGTERM and SIGHUP unwind a command as Ctrl+C does, so that nothing half done is left behind."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BY_SIGNAL = 128  # an exit status above it tells a signal's number
_AT_ONCE_SECONDS = 2.0  # a shell and its terminal both tell of their end


class Ended(KeyboardInterrupt):
    """The system has told us to end, by a signal of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def status_of(error: KeyboardInterrupt) -> int:
    """Return the exit status of a command that was ended: 128 and the signal's number."""
    return BY_SIGNAL + (error.number if isinstance(error, Ended) else int(signal.SIGINT))


@contextmanager
def unwinding() -> Iterator[None]:
    """Raise Ended in the block when a signal tells us to end; told again while unwinding, go on unwinding."""
    signalled_at: list[float] = []

    def end(number: int, _frame: Any) -> None:
        now = time.monotonic()
        if not signalled_at or now - signalled_at[-1] > _AT_ONCE_SECONDS:
            signalled_at.append(now)
            raise Ended(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # Whoever was started to outlive its terminal, as nohup does, goes on.
    earlier = {n: signal.signal(n, end) for n in numbers if signal.getsignal(n) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
