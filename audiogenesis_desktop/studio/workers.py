"""What runs on the threads that compose and read: they take orders, and every signal carries the job's id."""

import logging
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.streaming import EndlessPiece
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.editing.verbs.asking import Reworked
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Composer, Written
from audiogenesis_desktop.plan.outcome import as_endless, as_played
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.by_hand import set_by_hand
from audiogenesis_desktop.studio.endless import Course, Request, write_on
from audiogenesis_desktop.studio.jobs import sentence_of
from audiogenesis_desktop.studio.requests import CANNOT_REWORK, Rework, Step

Batch = list[Written]
DoRework = Callable[[Rework, threading.Event], Generator[Step, None, Reworked]]
"""Does a verb, step by step; setting the event ends it at its next one, and closing it does so as well."""

_log = logging.getLogger(__name__)


def _cannot_rework(_wish: Rework, _stopped: threading.Event) -> Generator[Step, None, Reworked]:
    raise BadInput(CANNOT_REWORK)
    yield


@dataclass(frozen=True)
class Parts:
    """What composing needs, as functions, so that each is loaded only when it is first used.

    All but `read_said` and `end` are called on the composing thread, `read` on the reading thread as well; jobs may
    call them, too. `judge` tells what is thought of a finished piece, `follow` does to it what is asked after that,
    `rework` what is asked of a scope.
    `prepare` may load things ahead of time; `end` lets everything go, and makes a call under way fail.
    """

    read_said: Callable[[str], Brief]
    read: Callable[[str], Brief]
    make_plan: Callable[[Brief, int], Plan]
    load_composer: Callable[[], Composer]
    judge: Callable[[Score, Brief, Plan], Verdict] = lambda _score, _brief, _plan: Verdict()
    follow: Callable[[Take, tuple[Turn, ...]], Take] = lambda take, _turns: take
    prepare: Callable[[], None] = lambda: None
    end: Callable[[], None] = lambda: None
    rework: DoRework = _cannot_rework


class Order(NamedTuple):
    """What the composing thread is asked for; setting `stopped` ends it at the next note."""

    job_id: int
    request: str | Brief
    edits: Mapping[str, Any]  # fields of the Brief set by hand, which beat what the prompt says
    seed: int
    stopped: threading.Event
    course: Course | None = None  # of a piece that goes on


class Reader(QObject):
    """Lives on the reading thread: a prompt is read whole while a piece is being written, too."""

    understood = Signal(str, Brief)  # a prompt that was asked about, and what it says

    def __init__(self, read: Callable[[str], Brief]) -> None:
        super().__init__()
        self._read = read
        self.wanted = ""  # the prompt asked about last; set by the main thread, so that older ones are passed over

    @Slot(str)
    def understand(self, prompt: str) -> None:
        if prompt != self.wanted:
            return
        try:
            self.understood.emit(prompt, self._read(prompt))
        except Exception as error:
            _log.info("not understood: %s", error)  # told when composing reads it


class Worker(QObject):
    """Lives on the composing thread."""

    status_changed = Signal(int, str)
    brief_read = Signal(int, Brief)
    planned = Signal(int, Plan, str)  # the last is the hash of the network that composes
    notes_made = Signal(int, object)  # Batch: PySide would copy a list
    grew = Signal(int, Score, int)  # of a piece that goes on: its Score, and up to which tick it is settled
    refused = Signal(int, str)  # a change of a piece that goes on
    finished = Signal(int)
    failed = Signal(int, str)

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts

    @Slot()
    def prepare(self) -> None:
        try:
            self._parts.prepare()
        except Exception as error:
            _log.info("not prepared: %s", error)  # told when composing needs it

    @Slot(object)
    def work(self, order: Order) -> None:
        try:
            self._compose(order)
        except Exception as error:
            self.failed.emit(order.job_id, sentence_of(error))
        else:
            self.finished.emit(order.job_id)

    def _compose(self, order: Order) -> None:
        if order.stopped.is_set():
            return
        if order.course is not None:
            self._compose_on(order, order.course)
            return
        brief = self._read(order.job_id, as_played, (order.request, order.edits))
        plan = self._parts.make_plan(brief, order.seed)
        self.status_changed.emit(order.job_id, "Loading")
        composer = self._parts.load_composer()
        self.planned.emit(order.job_id, plan, composer.model_hash)
        notes = composer.compose(brief, plan, plan.empty_score(), seed=order.seed)
        for batch in by_bar(notes, plan, order.stopped):
            self.notes_made.emit(order.job_id, batch)

    def _read(self, job_id: int, outcome: Callable[[Brief], Brief], request: Request) -> Brief:
        wish, edits = request
        brief = outcome(set_by_hand(wish if isinstance(wish, Brief) else self._parts.read(wish), edits))
        self.brief_read.emit(job_id, brief)
        return brief

    def _compose_on(self, order: Order, course: Course) -> None:
        read = partial(self._read, order.job_id, as_endless)
        brief = read((order.request, order.edits))
        self.status_changed.emit(order.job_id, "Loading")
        composer, job = self._parts.load_composer(), order.job_id
        piece = EndlessPiece(composer, self._parts.make_plan, brief, seed=order.seed, onto=course.onto)
        self.planned.emit(job, piece.plan, composer.model_hash)

        def refused(error: Exception) -> None:
            self.brief_read.emit(job, piece.brief)
            self.refused.emit(job, sentence_of(error))

        write_on(piece, course, read, order.stopped, lambda score, tick: self.grew.emit(job, score, tick), refused)


def by_bar(notes: Generator[Written, None, None], plan: Plan, stopped: threading.Event) -> Generator[Batch, None, None]:
    """Yield notes gathered bar by bar, until they end or `stopped` is set; the generator is closed then."""
    meters, batch, bar_end = MeterMap((plan.meter,)), Batch(), 0
    try:
        for track_id, note in notes:
            if stopped.is_set():
                return
            if batch and note.start_tick >= bar_end:
                yield batch
                batch = []
            if not batch:
                bar_end = meters.bar_start(meters.position(note.start_tick).bar + 1)
            batch.append((track_id, note))
        if batch:
            yield batch
    finally:
        notes.close()
