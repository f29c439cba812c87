"""Where playing stands: what any thread may read of it, and what both sides of the transport change."""

import threading
import time
from collections.abc import Callable

from audiogenesis_desktop.playback.scheduler import Segment, position_at

_EARLY_SECONDS = 0.15


class Playhead:
    """The playhead at rest or running. Every method is safe from any thread and returns at once.

    It runs by `segments`, which tell what tick is played when. A jump is a play or a seek that the playback thread has
    not come to yet: until then the playhead stands where the jump leads.
    """

    def __init__(self, segments: Callable[[], tuple[Segment, ...]]) -> None:
        """Stand at the start."""
        self._segments = segments
        self._lock = threading.Lock()
        self._is_playing = False
        self._rest_tick = 0.0  # where it stands when it does not move
        self._began_tick = 0.0
        self._jumps = 0
        self._waits_at: float | None = None  # the tick at which playing waits for more to be written

    @property
    def is_playing(self) -> bool:
        """Return whether it runs, or is about to."""
        return self._is_playing

    @property
    def waits_at(self) -> float | None:
        """Return the tick at which it waits for more to be written, if it does."""
        return self._waits_at

    @property
    def rest_tick(self) -> float:
        """Return where it stands when it does not move."""
        return self._rest_tick

    @property
    def position(self) -> float:
        """Return the tick that is played now, with its fraction."""
        with self._lock:
            segments = self._segments()
            if self._waits_at is not None and self._is_playing and not self._jumps:
                return self._waits_at
            if not self._is_playing or self._jumps or not segments:
                return self._rest_tick
        return position_at(segments, time.monotonic())

    def tick_at(self, at: float) -> float | None:
        """Return the tick that sounds at a moment of `time.monotonic()`; None while nothing runs.

        A moment shortly before the first tick counts as that: who plays along after a count-in may be early.
        """
        with self._lock:
            segments = self._segments()
            if not self._is_playing or self._jumps or not segments or self._waits_at is not None:
                return None
        return position_at(segments, at) if at >= segments[0].at - _EARLY_SECONDS else None

    def play(self, *, anew_from: float | None) -> bool:
        """Begin a jump to where it stands, or to the start from `anew_from` on; False if it runs already."""
        with self._lock:
            if self._is_playing:
                return False
            if anew_from is not None and self._rest_tick >= anew_from:
                self._rest_tick = 0.0
            self._is_playing, self._began_tick = True, self._rest_tick
            self._jumps += 1
        return True

    def seek(self, tick: float) -> bool:
        """Stand at a tick; where it runs this begins a jump, and True is returned."""
        with self._lock:
            self._rest_tick = tick
            if self._is_playing:
                self._began_tick = tick
                self._jumps += 1
            return self._is_playing

    def land(self) -> float | None:
        """End a jump and return where it leads; None if a later jump or a rest has overtaken it."""
        with self._lock:
            self._jumps -= 1
            if self._jumps or not self._is_playing:
                return None
            self._waits_at = None
            return self._rest_tick

    def rest(self, tick: float | None = None) -> None:
        """Stand at a tick, or where running began; at the start if it did not run."""
        with self._lock:
            if tick is None:
                tick = self._began_tick if self._is_playing else 0.0
            self._rest_tick, self._is_playing = tick, False

    def lead(self, tick: float, *, is_playing: bool) -> None:
        """Stand or run from a tick because another program's clock says so."""
        with self._lock:
            self._rest_tick = self._began_tick = tick
            self._is_playing = is_playing

    def finish(self, end_tick: float) -> None:
        """Rest at the end, unless a jump leads elsewhere."""
        with self._lock:
            if self._is_playing and not self._jumps:
                self._is_playing, self._rest_tick = False, end_tick

    def wait_at(self, tick: float | None) -> None:
        """Wait at a tick for more to be written, or, with None, no longer."""
        with self._lock:
            self._waits_at = tick

    def give_up(self) -> None:
        """Run no more; where it stands no longer matters."""
        self._is_playing = False
