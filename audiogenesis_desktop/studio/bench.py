"""What runs in the process that composes: it reads, plans and composes what it is asked for, one wish at a time.

A thread takes in what is asked, so that whoever asks never waits for a full pipe, a stop is seen at the next note,
and the process ends when the one that asks has gone, however that ended. Prompts are read and plans made between
the notes of a piece that is being written.
"""

import contextlib
import logging
import os
import signal
import sys
import threading
import traceback
from _thread import interrupt_main
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.errors import AudiogenesisError, BadInput, MissingPart
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.requests import (
    Answer,
    Compose,
    Done,
    Failed,
    Follow,
    Judge,
    LoadComposer,
    Logged,
    MakePlan,
    Noted,
    Prepare,
    Read,
    Request,
    Rework,
    Step,
    Stop,
    Wish,
)

if TYPE_CHECKING:
    from audiogenesis_desktop.brief.encoder import Encoder
    from audiogenesis_desktop.editing.verbs.asking import Reworked
    from audiogenesis_desktop.studio.verb_bench import VerbBench

_NICENESS = 5
_SOON_NOTES = 64  # of the first piece: on a busy machine its first bars would be waited for, before anything plays
_LEAVE_SECONDS = 2.0  # for an orderly end once nobody asks any more

_log = logging.getLogger(__name__)


class Bench(Protocol):
    """What can be asked for."""

    def prepare(self) -> None:
        """Load what reading and composing need."""

    def read(self, prompt: str) -> Brief:
        """Return the Brief of a prompt."""

    def make_plan(self, brief: Brief, seed: int) -> Plan:
        """Return the Plan for a Brief."""

    def composer(self) -> Composer:
        """Return what composes; raises MissingPart or BadInput."""

    def judge(self, score: Score, brief: Brief, plan: Plan) -> Verdict:
        """Return what is thought of a finished piece."""

    def follow(self, take: Take, turns: tuple[Turn, ...]) -> Take:
        """Return the take that a take becomes by words after the first; raises BadInput where they cannot be met.

        Locked tracks stay as they are.
        """

    def rework(self, wish: Rework, is_stopped: Callable[[], bool]) -> "Generator[Step, None, Reworked]":
        """Yield the steps of a verb and return what came of it; raises BadInput where it cannot be, or `is_stopped`."""


MakeBench = Callable[[Path], Bench]


def serve(connection: Connection, make_bench: MakeBench, checkpoint: Path) -> None:
    """Answer what comes through the connection until it is closed: the process's whole work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window, which ends this process
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # an orderly end: what libraries hold is let go
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    server = _Server(connection, make_bench(checkpoint))
    server.log_there()
    threading.Thread(target=server.take_in, name="requests", daemon=True).start()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        server.run()


@cache
def give_way() -> None:
    """Let this process take only what time others leave: composing must not delay a note that is being played.

    Not before all is loaded: the disk would be left to others, too.
    """
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


class _Server:
    """Takes in on one thread what it answers on the main one."""

    def __init__(self, connection: Connection, bench: Bench) -> None:
        self._connection, self._bench = connection, bench
        self._requests, self._sending = SimpleQueue[Request](), threading.Lock()
        self._stopped = set[int]()
        # A thread that was there before this one gave way: whoever asks for a verb waits for its first note.
        self._at_once = ThreadPoolExecutor(1, thread_name_prefix="verbs")
        self._at_once.submit(int)

    def log_there(self) -> None:
        """Log from now on in the log of whoever asks: warnings, errors, and what ends a thread, with its trace."""
        logging.getLogger("audiogenesis_desktop").addHandler(_LoggedThere(self._send))
        threading.excepthook = _thread_died

    def take_in(self) -> None:
        """Take in requests and stops until whoever asks has gone, then end the process."""
        try:
            while True:
                message = self._connection.recv()
                if isinstance(message, Stop):
                    self._stopped.add(message.number)
                else:
                    self._requests.put(message)
        except (EOFError, OSError):
            interrupt_main(signal.SIGTERM)
            last = threading.Timer(_LEAVE_SECONDS, os._exit, [1])
            last.daemon = True
            last.start()

    def run(self) -> None:
        """Answer requests, for ever."""
        request: Request | None = None
        while True:
            request = self._answer(request or self._requests.get())

    def _answer(self, request: Request) -> Request | None:
        """Answer a request; return one that is to be answered next, if another piece was asked for meanwhile."""
        number, following = request.number, None
        answer: Answer
        try:
            if isinstance(request.wish, Rework):
                answer = Done(number, self._at_once.submit(self._rework, number, request.wish).result())
            elif isinstance(request.wish, Compose):
                following = self._write(number, request.wish)
                answer = Done(number, None) if following is None else Failed(number, _overtaken(), "")
            else:
                answer = Done(number, self._met(request.wish))
        except AudiogenesisError as error:
            answer = Failed(number, error, "")
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:
            answer = Failed(number, RuntimeError(f"{type(error).__name__}: {error}"), traceback.format_exc())
        self._send(answer)
        return following

    def _met(self, wish: Wish) -> Any:
        match wish:
            case Prepare():
                return self._bench.prepare()
            case Read(prompt):
                return self._bench.read(prompt)
            case MakePlan(brief, seed):
                return self._bench.make_plan(brief, seed)
            case LoadComposer():
                return str(self._bench.composer().model_hash)
            case Judge(score, brief, plan):
                return self._bench.judge(score, brief, plan)
            case Follow(take, turns):
                return self._bench.follow(take, turns)
        raise BadInput(f"The process that composes knows no {type(wish).__name__}: install Audiogenesis again.")

    def _write(self, number: int, wish: Compose) -> Request | None:
        """Write a piece until it is whole, stopped, or another one is asked for, which is returned."""
        composer = self._bench.composer()
        piece = composer.compose(wish.brief, wish.plan, wish.context, seed=wish.seed)
        for count, written in enumerate(piece):
            if count == _SOON_NOTES:
                give_way()
            if number in self._stopped:
                self._stopped.discard(number)
                return None
            self._send(Noted(number, written))
            if (following := self._between_notes()) is not None:
                return following
        return None

    def _rework(self, number: int, wish: Rework) -> Any:
        """Send what a verb does, step by step, and return what came of it; what else is asked meanwhile waits."""

        def is_stopped() -> bool:
            return number in self._stopped

        steps = self._bench.rework(wish, is_stopped)
        try:
            while True:
                self._send(Noted(number, next(steps)))
        except StopIteration as end:
            return end.value
        finally:
            steps.close()
            self._stopped.discard(number)

    def _between_notes(self) -> Request | None:
        """Answer what was asked meanwhile; return the first request for another piece, for which this one ends."""
        while not self._requests.empty():
            request = self._requests.get()
            if isinstance(request.wish, Compose):
                return request
            self._answer(request)
        return None

    def _send(self, answer: Answer) -> None:
        with self._sending:  # any thread may have something to log
            self._connection.send(answer)


class _LoggedThere(logging.Handler):
    def __init__(self, send: Callable[[Answer], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = send

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):  # whoever asks has gone
            self._tell(Logged(0, record.levelno, self.format(record)))


def _thread_died(told: threading.ExceptHookArgs) -> None:
    if (error := told.exc_value) is not None:
        _log.error("a thread has ended", exc_info=(type(error), error, error.__traceback__))


def _overtaken() -> BadInput:
    return BadInput("Another piece was asked for before this one was whole: ask for it again.")


class RealBench:
    """The real reader, planner and composer; the heavy ones are loaded once and kept."""

    def __init__(self, checkpoint: Path) -> None:
        """Take the checkpoint to compose with; nothing is loaded yet."""
        self._checkpoint = checkpoint
        self._composer: Composer | None = None
        self._encoder = cache(_load_encoder)
        self._reworking: VerbBench | None = None

    def composer(self) -> Composer:
        """Return what composes by the checkpoint; raises MissingPart or BadInput."""
        if self._composer is None:
            self._composer = _load_composer(self._checkpoint)
        return self._composer

    def prepare(self) -> None:
        """Load reader, planner and composer; what is missing is told when it is asked for in earnest."""
        from audiogenesis_desktop.brief import causes, intent, reading  # noqa: F401  (loading them is the point)
        from audiogenesis_desktop.plan import planning  # noqa: F401

        reading.read_said("piano")  # which reads the lexicon
        loads: tuple[Callable[[], object], ...] = (self._load_encoder, intent.load_heads, self.composer)
        for load in loads:
            with contextlib.suppress(AudiogenesisError):
                load()

    def _load_encoder(self) -> None:
        if (encoder := self._encoder()) is not None:
            encoder.load()

    def read(self, prompt: str) -> Brief:
        """Return the Brief of a prompt, with the words that it comes from."""
        from audiogenesis_desktop.brief.causes import with_causes
        from audiogenesis_desktop.brief.reading import read

        return with_causes(read(prompt, encoder=self._encoder()), self._encoder())

    def make_plan(self, brief: Brief, seed: int) -> Plan:
        """Return the Plan for a Brief."""
        from audiogenesis_desktop.plan.planning import make_plan

        return make_plan(brief, seed)

    def judge(self, score: Score, brief: Brief, plan: Plan) -> Verdict:
        """Return what is thought of a finished piece: what it lacks, and how well the critic likes it."""
        from audiogenesis_desktop.compose.ranking import judge

        return judge(score, brief, plan)

    def follow(self, take: Take, turns: tuple[Turn, ...]) -> Take:
        """Return the take that a take becomes by words after the first; raises BadInput where they cannot be met.

        Locked tracks stay as they are.
        """
        from audiogenesis_desktop.compose.followups.following import followed
        from audiogenesis_desktop.editing.rules import allowed

        came = followed(take, turns, self.composer())
        verdict = allowed(take.score, came.score)
        if verdict.is_refused or (verdict.reported and verdict.score == take.score):
            raise BadInput(verdict.reported)
        return replace(came, score=verdict.score)

    def rework(self, wish: Rework, is_stopped: Callable[[], bool]) -> "Generator[Step, None, Reworked]":
        """Yield the steps of a verb and return what came of it; raises BadInput where it cannot be, or `is_stopped`."""
        if self._reworking is None:
            from audiogenesis_desktop.studio.verb_bench import VerbBench

            self._reworking = VerbBench()
        return self._reworking.steps(self.composer(), wish, is_stopped)


def _load_encoder() -> "Encoder | None":
    from audiogenesis_desktop.brief.encoder import load_encoder

    try:
        return load_encoder(remembers=True)
    except MissingPart:
        return None  # the wording alone still gives a whole Brief


def _load_composer(checkpoint: Path) -> Composer:
    from audiogenesis_desktop.compose.loading import load_composer

    return load_composer(checkpoint)
