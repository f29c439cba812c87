"""Reading and composing in a process of their own, so that neither window nor sound ever waits for them.

Loading torch holds Python's lock for up to half a second at a time; in a thread that froze the window.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Generator
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import MappingProxyType
from typing import Any

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import AudiogenesisError, MissingPart
from audiogenesis_desktop.plan.composer import Composer, Written
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Score

_NOTE, _DONE, _FAILED = range(3)
_STOP = ("stop", ())
_NICENESS = 5
_JOIN_SECONDS = 5.0


def _view_of(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# A Brief holds read-only views, which pickle does not know by itself.
ForkingPickler.register(MappingProxyType, lambda view: (_view_of, (dict(view),)))


class ComposingProcess:
    """The side that asks; used by one thread at a time, but for `end`, which any may call.

    The process starts with the first request, is kept, and is started again should it have ended.
    """

    def __init__(self, checkpoint: Path) -> None:
        """Take the checkpoint to compose with; nothing is started or loaded yet."""
        self._checkpoint = checkpoint
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self.name, self.model_hash = checkpoint.stem, ""

    def prepare(self) -> None:
        """Start the process and load what it needs, so that the first answer comes sooner."""
        self._ask("prepare")

    def read(self, prompt: str) -> Brief:
        """Return the Brief of a prompt."""
        brief: Brief = self._ask("read", prompt)
        return brief

    def make_plan(self, brief: Brief, seed: int) -> Plan:
        """Return the Plan for a Brief."""
        plan: Plan = self._ask("make_plan", brief, seed)
        return plan

    def load_composer(self) -> "ComposingProcess":
        """Load the checkpoint and return what composes with it; raises MissingPart or BadInput."""
        self.model_hash = self._ask("load_composer")
        return self

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Generator[Written, None, None]:
        """Yield (track id, Note) as they are written; closing the iterator stops the writing."""
        connection = self._connected()
        self._send(connection, ("compose", (brief, plan, context, seed)))
        is_over = False
        try:
            while True:
                kind, value = self._receive(connection)
                if kind != _NOTE:
                    is_over = True
                    _raise_if_failed(kind, value)
                    return
                yield value
        finally:
            if not is_over:
                self._stop(connection)

    def end(self) -> None:
        """End the process at once; a request under way fails."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            process.terminate()
            process.join(_JOIN_SECONDS)
            if process.is_alive():
                process.kill()
        if connection is not None:
            connection.close()

    def _ask(self, name: str, *arguments: Any) -> Any:
        connection = self._connected()
        self._send(connection, (name, arguments))
        kind, value = self._receive(connection)
        _raise_if_failed(kind, value)
        return value

    def _stop(self, connection: Connection) -> None:
        with contextlib.suppress(OSError, EOFError, AudiogenesisError):
            connection.send(_STOP)
            while connection.recv()[0] == _NOTE:
                pass

    def _connected(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._connection is not None:
            return self._connection
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._checkpoint), name="composing", daemon=True)
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        return ours

    def _send(self, connection: Connection, request: tuple[str, tuple[Any, ...]]) -> None:
        try:
            connection.send(request)
        except OSError as error:
            raise _gone() from error

    def _receive(self, connection: Connection) -> tuple[int, Any]:
        try:
            answer: tuple[int, Any] = connection.recv()
        except (EOFError, OSError) as error:
            raise _gone() from error
        return answer


def _gone() -> MissingPart:
    return MissingPart("The process that composes has ended; try again.")


def _raise_if_failed(kind: int, value: Any) -> None:
    if kind == _FAILED:
        raise value


# What follows runs in the process itself.


def _serve(connection: Connection, checkpoint: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window, which ends this process
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # an orderly end: what libraries hold is let go
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    bench = _Bench(checkpoint)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            name, arguments = connection.recv()
            if (name, arguments) != _STOP:  # a stop that came after the last note has nothing left to do
                _answer(connection, bench, name, arguments)


@cache
def give_way() -> None:
    """Let this process take only what time others leave: composing must not delay a note that is being played.

    Not before all is loaded: the disk would be left to others, too.
    """
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _answer(connection: Connection, bench: "_Bench", name: str, arguments: tuple[Any, ...]) -> None:
    try:
        if name == "compose":
            _write(connection, bench, *arguments)
            value = None
        else:
            value = getattr(bench, name)(*arguments)
        connection.send((_DONE, value))
    except AudiogenesisError as error:
        connection.send((_FAILED, error))
    except (EOFError, BrokenPipeError):
        raise
    except Exception as error:
        connection.send((_FAILED, RuntimeError(f"{type(error).__name__}: {error}")))


def _write(connection: Connection, bench: "_Bench", brief: Brief, plan: Plan, context: Score, seed: int) -> None:
    composer = bench.composer()
    give_way()
    for item in composer.compose(brief, plan, context, seed=seed):
        if connection.poll():
            connection.recv()  # nothing but a stop is ever sent while notes are being written
            return
        connection.send((_NOTE, item))


class _Bench:
    """The real reader, planner and composer; the heavy ones are loaded once and kept."""

    def __init__(self, checkpoint: Path) -> None:
        self.encoder = cache(_load_encoder)
        self.composer = cache(lambda: _load_composer(checkpoint))

    def prepare(self) -> None:
        with contextlib.suppress(AudiogenesisError):  # told when it is asked for in earnest
            if (encoder := self.encoder()) is not None:
                encoder.load()
            self.load_composer()

    def read(self, prompt: str) -> Brief:
        from audiogenesis_desktop.brief.causes import with_causes
        from audiogenesis_desktop.brief.reading import read

        return with_causes(read(prompt, encoder=self.encoder()), self.encoder())

    def make_plan(self, brief: Brief, seed: int) -> Plan:
        from audiogenesis_desktop.plan.planning import make_plan

        return make_plan(brief, seed)

    def load_composer(self) -> str:
        return str(self.composer().model_hash)


def _load_encoder() -> Any:
    from audiogenesis_desktop.brief.encoder import load_encoder

    try:
        return load_encoder(remembers=True)
    except MissingPart:
        return None  # the wording alone still gives a whole Brief


def _load_composer(checkpoint: Path) -> Composer:
    from audiogenesis_desktop.compose.composer import load_composer

    return load_composer(checkpoint)
