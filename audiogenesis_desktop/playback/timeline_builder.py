"""Timelines made while another plays: on a thread of its own, each with what the last one had of unchanged tracks."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import NamedTuple

from audiogenesis_desktop.playback.timeline import Timeline, play_flattening
from audiogenesis_desktop.score.score import Score

_CLOSE_SECONDS = 5.0


class _Wanted(NamedTuple):
    number: int
    score: Score


class TimelineBuilder:
    """Makes the timelines that are asked for; of several in a row only the last is worth the work.

    `built` is called on the builder's own thread with each timeline and the number that asking for it gave.
    """

    def __init__(
        self, built: Callable[[Timeline, int], object], performed: Callable[[Score], Score] | None = None
    ) -> None:
        """Begin with the timeline of an empty score; `performed` makes what is heard of what is written."""
        self._built, self._flattening = built, play_flattening()
        self._performed = performed or (lambda score: score)
        self._last_asked = Score()
        self._last = Timeline(self._last_asked, self._flattening)
        self._lock = threading.Lock()  # one is made at a time
        self._count = 0
        self._wanted: SimpleQueue[_Wanted | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="playback timelines", daemon=True)
        self._thread.start()

    def ask(self, score: Score) -> int:
        """Have a score's timeline made in the background; return its number, greater than all before."""
        self._count += 1
        self._wanted.put(_Wanted(self._count, score))
        return self._count

    def wait_for(self, score: Score) -> Timeline:
        """Return a score's timeline, made here and now unless it is the last one made."""
        with self._lock:
            if self._last_asked is not score:
                self._last, self._last_asked = self._made(score), score
            return self._last

    def _made(self, score: Score) -> Timeline:
        return Timeline(self._performed(score), self._flattening, written=score)

    def close(self) -> None:
        """End the thread."""
        self._wanted.put(None)
        self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        while (wanted := self._latest()) is not None:
            self._built(self.wait_for(wanted.score), wanted.number)

    def _latest(self) -> _Wanted | None:
        wanted = self._wanted.get()
        while wanted is not None:
            try:
                wanted = self._wanted.get_nowait()
            except Empty:
                break
        return wanted
