"""Reading and composing in a process of their own, so that neither window nor sound ever waits for them.

Composing is Python for the most part: in a thread it would hold the lock that painting and playing need. What runs
in the process is `bench.py`; `requests.py` is what goes to and fro.
"""

import contextlib
import itertools
import logging
import multiprocessing
import threading
from collections.abc import Generator, Iterator
from math import ceil
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.errors import AudiogenesisError, BadInput, ComposerLost, MissingPart
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.bench import MakeBench, RealBench, serve
from audiogenesis_desktop.studio.requests import (
    STOPPED,
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
    from audiogenesis_desktop.editing.verbs.asking import Reworked

ANSWER_SECONDS = 90.0  # for an answer or the next note: the first may have to load from a slow disk
_MORE_TRIES = 2
_JOIN_SECONDS = 5.0
_LOOK_SECONDS = 0.05  # how often it is looked whether a verb was stopped

_log = logging.getLogger(__name__)


class ComposingProcess:
    """The side that asks, from any thread; several may wait for answers at once, but one piece is written at a time.

    The process starts with the first request and is kept. Should it end, it is started again, and asked again for
    what it still owed: of a piece, the notes after those that came.
    """

    def __init__(
        self, checkpoint: Path, *, make_bench: MakeBench = RealBench, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        """Take the checkpoint to compose with; nothing is started or loaded yet."""
        self._checkpoint, self._make_bench, self._answer_seconds = checkpoint, make_bench, answer_seconds
        self._numbers = itertools.count(1)
        self._line: _Line | None = None
        self._lock = threading.Lock()
        self.has_ended = False  # from here, by `end`
        self.name, self.model_hash = checkpoint.stem, ""

    def start(self) -> None:
        """Start the process and let it load what it needs; waits for nothing, and tells of nothing that is missing."""
        with contextlib.suppress(AudiogenesisError):
            self._open_line().tell(Prepare())

    def prepare(self) -> None:
        """Start the process and load what it needs, so that the first answer comes sooner."""
        self._ask(Prepare())

    def read(self, prompt: str) -> Brief:
        """Return the Brief of a prompt."""
        brief: Brief = self._ask(Read(prompt))
        return brief

    def make_plan(self, brief: Brief, seed: int) -> Plan:
        """Return the Plan for a Brief."""
        plan: Plan = self._ask(MakePlan(brief, seed))
        return plan

    def load_composer(self) -> "ComposingProcess":
        """Load the checkpoint and return what composes with it; raises MissingPart or BadInput."""
        self.model_hash = self._ask(LoadComposer())
        return self

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Generator[Written, None, None]:
        """Yield (track id, Note) as they are written; closing the generator stops the writing.

        Raises ComposerLost where the process ends again and again, or does not answer.
        """
        wish, count, tries = Compose(brief, plan, context, seed), 0, _Tries(self)
        while True:
            try:
                # The same wish gives the same notes, so those that a lost process has sent are passed over.
                with contextlib.closing(self._open_line().notes(wish)) as notes:
                    for written in itertools.islice(notes, count, None):
                        count += 1
                        yield written
                return
            except ComposerLost:
                if not tries.may_go_on():
                    raise

    def follow(self, take: Take, turns: tuple[Turn, ...]) -> Take:
        """Return the take that a take becomes by words after the first; raises BadInput where they cannot be met."""
        followed: Take = self._ask(Follow(take, turns))
        return followed

    def judge(self, score: Score, brief: Brief, plan: Plan) -> Verdict:
        """Return what is thought of a finished piece."""
        verdict: Verdict = self._ask(Judge(score, brief, plan))
        return verdict

    def rework(self, wish: Rework, stopped: threading.Event) -> "Generator[Step, None, Reworked]":
        """Yield the steps of a verb and return what came of it; `stopped` or closing the generator ends it.

        A process that is lost meanwhile is not asked again: the next verb starts it anew.
        """
        reworked: Reworked = yield from self._open_line().steps(wish, stopped)
        return reworked

    @property
    def process_id(self) -> int | None:
        """Return the number by which the system knows the process, if it runs."""
        return self._line.process_id if self._line is not None and self._line.is_open else None

    def end(self) -> None:
        """End the process at once and for good; what is under way fails, and so does what is asked from now on."""
        with self._lock:
            self.has_ended = True
            line, self._line = self._line, None
        if line is not None:
            line.end()

    def _ask(self, wish: Wish) -> Any:
        tries = _Tries(self)
        while True:
            try:
                return self._open_line().ask(wish)
            except ComposerLost:
                if not tries.may_go_on():
                    raise

    def _open_line(self) -> "_Line":
        with self._lock:
            if self.has_ended:
                raise _lost()
            if self._line is None or not self._line.is_open:
                if self._line is not None:
                    self._line.end()
                self._line = _Line(self._make_bench, self._checkpoint, self._numbers, self._answer_seconds)
            return self._line


class _Tries:
    """How often a wish may be told again: not when the process was ended from here."""

    def __init__(self, apart: ComposingProcess) -> None:
        self._apart, self._left = apart, _MORE_TRIES

    def may_go_on(self) -> bool:
        """Return whether to try again after a loss."""
        self._left -= 1
        return self._left >= 0 and not self._apart.has_ended


class _Line:
    """One process and the way to it; a thread takes in what it answers, for whoever waits for that number."""

    def __init__(self, make_bench: MakeBench, checkpoint: Path, numbers: Iterator[int], answer_seconds: float) -> None:
        self._numbers, self._answer_seconds = numbers, answer_seconds
        self._waiting: dict[int, SimpleQueue[Answer | None]] = {}
        self._lock = threading.Lock()  # holds for what is sent and for who waits
        self._latest = 0
        self.is_open, self._is_to_end = True, False
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        arguments = (theirs, make_bench, checkpoint)
        self._process = context.Process(target=serve, args=arguments, name="composing", daemon=True)
        try:
            self._process.start()
        except OSError as error:
            raise MissingPart(f"The process that composes cannot be started ({error.strerror}): try again.") from error
        finally:
            theirs.close()
        self._thread = threading.Thread(target=self._take_in, name="composing answers", daemon=True)
        self._thread.start()

    @property
    def process_id(self) -> int | None:
        return self._process.pid

    def ask(self, wish: Wish) -> Any:
        """Return the answer to a wish that has one."""
        number, answers = self._send(wish)
        try:
            return _value(self._next(answers))
        finally:
            self._forget(number)

    def tell(self, wish: Wish) -> None:
        """Tell a wish whose answer nobody waits for."""
        number, _ = self._send(wish)
        self._forget(number)

    def notes(self, wish: Compose) -> Generator[Written, None, None]:
        """Yield notes as they come; closed before the end, the writing stops."""
        yield from self.steps(wish, threading.Event())

    def steps(self, wish: Wish, stopped: threading.Event) -> Generator[Any, None, Any]:
        """Yield what comes for a wish step by step, and return its last answer; stopped or closed, it ends there."""
        number, answers = self._send(wish)
        is_over = False
        try:
            while isinstance(answer := self._next(answers, stopped), Noted):
                yield answer.written
            is_over = True
            return _value(answer)
        finally:
            self._forget(number)
            if not is_over:
                self._stop(number)

    def end(self) -> None:
        """End the process; whoever waits is told."""
        self.is_open, self._is_to_end = False, True
        self._process.terminate()
        self._process.join(_JOIN_SECONDS)
        if self._process.is_alive():
            self._process.kill()
        self._thread.join(_JOIN_SECONDS)
        self._connection.close()

    def _send(self, wish: Wish) -> "tuple[int, SimpleQueue[Answer | None]]":
        answers = SimpleQueue[Answer | None]()
        with self._lock:
            if not self.is_open:
                raise _lost()
            self._latest = number = next(self._numbers)
            self._waiting[number] = answers
            try:
                self._connection.send(Request(number, wish))
            except OSError as error:
                self.is_open = False
                raise _lost() from error
        return number, answers

    def _forget(self, number: int) -> None:
        with self._lock:
            self._waiting.pop(number, None)

    def _stop(self, number: int) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self.is_open:
                self._connection.send(Stop(number))

    def _next(self, answers: "SimpleQueue[Answer | None]", stopped: threading.Event | None = None) -> Answer:
        """Return the next answer; where it may be `stopped`, BadInput says so soon after that."""
        waits = self._answer_seconds if stopped is None else _LOOK_SECONDS
        for _ in range(ceil(self._answer_seconds / waits)):
            if stopped is not None and stopped.is_set():
                raise BadInput(STOPPED)
            try:
                answer = answers.get(timeout=waits)
            except Empty:
                continue
            if answer is None:
                raise _lost()
            return answer
        self._process.kill()
        sentence = f"The process that composes gave no answer for {self._answer_seconds:g} s and was ended: try again."
        raise MissingPart(sentence)

    def _take_in(self) -> None:
        """Pass answers on until the process has gone, or has answered what it was never asked."""
        try:
            while self._pass_on(self._connection.recv()):
                pass
            self._process.kill()
        except (EOFError, OSError):
            pass
        except Exception:
            _log.exception("an answer that cannot be read")
            self._process.kill()
        with self._lock:
            self.is_open = False
            for answers in self._waiting.values():
                answers.put(None)
        if not self._is_to_end:
            self._process.join(_JOIN_SECONDS)
            _log.error("the process that composes has ended by itself, with status %s", self._process.exitcode)

    def _pass_on(self, answer: Answer) -> bool:
        """Hand an answer to whoever waits for it, if it still does; return whether it was asked for."""
        if isinstance(answer, Logged):
            _log.log(answer.level, "the process that composes: %s", answer.text)
            return True
        waiting = self._waiting.get(answer.number)
        if waiting is not None:
            waiting.put(answer)
        elif answer.number > self._latest:
            _log.error("an answer to request %d, of which there were %d", answer.number, self._latest)
            return False
        return True


def _lost() -> ComposerLost:
    return ComposerLost("The process that composes has ended: try again.")


def _value(answer: Answer) -> Any:
    match answer:
        case Done(_, value):
            return value
        case Failed(_, error, trace):
            if trace:
                _log.error("the process that composes:\n%s", trace)
            raise error
    raise TypeError(f"a {type(answer).__name__} where a last answer was due")
