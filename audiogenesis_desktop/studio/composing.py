"""Composing off the main thread: a sentence goes out, notes come back bar by bar."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.edits import add_notes
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.composing_process import ComposingProcess
from audiogenesis_desktop.studio.endless import Course
from audiogenesis_desktop.studio.workers import Batch, Order, Parts, Reader, Worker

CLOSE_WAIT_MS = 30_000


def real_parts(checkpoint: Path | None = None, *, apart: ComposingProcess | None = None) -> Parts:
    """Return the real reader, planner and composer, in a process of their own: a given one, or by a checkpoint."""
    apart = apart or ComposingProcess(checkpoint or paths.shipped_checkpoint())
    return Parts(
        _read_said,
        apart.read,
        apart.make_plan,
        apart.load_composer,
        apart.judge,
        apart.follow,
        apart.prepare,
        apart.end,
        apart.rework,
    )


def _read_said(prompt: str) -> Brief:
    from audiogenesis_desktop.brief.reading import read_said

    return read_said(prompt)


class Composing(QObject):
    """The main thread's side: one job at a time, what a former job still sends is dropped."""

    started = Signal(int)  # job id
    status_changed = Signal(str)  # what is being done, in a word
    understood = Signal(Brief)  # of the prompt last asked about
    brief_read = Signal(Brief)
    planned = Signal(Plan)
    notes_arrived = Signal(int, object)  # job id, Batch: PySide would copy a list
    grew = Signal(Score, Score, int)  # of a piece that goes on: Score before and now, the tick up to which it stays
    refused = Signal(str)  # a change of a piece that goes on: it does so as before
    progressed = Signal(float)  # 0..1 of the piece's length
    finished = Signal(Take)
    discarded = Signal()
    failed = Signal(str)  # after `finished`, if something had been written by then
    _ordered = Signal(Order)
    _prepared = Signal()
    _reading_requested = Signal(str)

    def __init__(self, parts: Parts | None = None, parent: QObject | None = None) -> None:
        """Take the parts to compose with, or the real ones; the threads start when there is something to do."""
        super().__init__(parent)
        self.parts = parts or real_parts()
        self._thread: QThread | None = None
        self._worker: Worker | None = None
        self._reading_thread: QThread | None = None
        self._reader: Reader | None = None
        self._order: Order | None = None
        self._last_id = 0
        self._is_closed = False
        self._brief: Brief | None = None
        self._plan: Plan | None = None
        self._model_hash = ""
        self._score = Score()

    @property
    def is_composing(self) -> bool:
        """Return whether a job is under way."""
        return self._order is not None

    @property
    def score(self) -> Score:
        """Return what the job under way, or else the last one, has written so far."""
        return self._score

    @property
    def take_so_far(self) -> Take | None:
        """Return what the job under way would be if it stopped now; None before anything is planned."""
        return self._take(is_whole=False)

    def prepare(self) -> None:
        """Begin to load what composing will need; asked again, it does nothing."""
        if self._thread is None and not self._is_closed:
            self._start_thread()
            self._prepared.emit()

    def understand(self, prompt: str) -> None:
        """Begin to read a prompt whole; `understood` brings its Brief unless something else is asked meanwhile."""
        if self._is_closed:
            return
        self._start_reading_thread()
        if self._reader is not None:
            self._reader.wanted = prompt
        self._reading_requested.emit(prompt)

    @property
    def is_endless(self) -> bool:
        """Return whether the piece under way goes on until it is stopped."""
        return self._order is not None and self._order.course is not None

    @property
    def _onto(self) -> Score | None:
        """Return what the piece under way goes on from, if it did not begin anew."""
        return self._order.course.onto if self._order is not None and self._order.course is not None else None

    def start(
        self, request: str | Brief, seed: int, *, edits: Mapping[str, Any] | None = None, course: Course | None = None
    ) -> int:
        """Begin a job from a prompt or a Brief and return its id; a job under way is discarded.

        `edits` are fields of the Brief that were set by hand. With a `course` the piece goes on until stopped.
        """
        if self._is_closed:
            return self._last_id
        if self.is_composing:
            self.stop(keep=False)
        self._start_thread()
        if self._reader is not None:
            self._reader.wanted = ""
        self._last_id += 1
        self._order = Order(self._last_id, request, edits or {}, seed, threading.Event(), course)
        self._brief = self._plan = None
        self._model_hash, self._score = "", Score()
        self.started.emit(self._last_id)
        self.status_changed.emit("Reading")
        self._ordered.emit(self._order)
        return self._last_id

    def change(self, request: str | Brief, edits: Mapping[str, Any]) -> None:
        """Let a piece that goes on follow something else from the next bar on."""
        if self._order is not None and self._order.course is not None:
            self._order.course.change((request, edits))

    def stop(self, *, keep: bool) -> None:
        """End the job now: `finished` brings a Take of what is there, or `discarded` tells of none."""
        if self._order is None:
            return
        take = self._take(is_whole=False) if keep and self._score.note_count else None
        self._end()
        if take is not None:
            self.finished.emit(take)
        else:
            self.discarded.emit()

    def close(self) -> None:
        """End the job and the threads, and begin nothing more; waits for them."""
        self._is_closed = True
        if self._order is not None:
            self._end()
        threads = [thread for thread in (self._thread, self._reading_thread) if thread is not None]
        if threads:
            self.parts.end()
        for thread in threads:
            thread.quit()
            thread.wait(CLOSE_WAIT_MS)
        self._thread = self._worker = self._reading_thread = self._reader = None

    def _start_reading_thread(self) -> None:
        if self._reading_thread is not None:
            return
        self._reading_thread, self._reader = QThread(self), Reader(self.parts.read)
        self._reading_thread.setObjectName("reading")
        self._reader.moveToThread(self._reading_thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._reading_requested.connect(self._reader.understand, queued)
        self._reader.understood.connect(self._on_understood, queued)
        self._reading_thread.start(QThread.Priority.LowPriority)

    def _start_thread(self) -> None:
        if self._thread is not None:
            return
        self._thread, self._worker = QThread(self), Worker(self.parts)
        self._thread.setObjectName("composing")
        worker = self._worker
        worker.moveToThread(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._ordered.connect(worker.work, queued)
        self._prepared.connect(worker.prepare, queued)
        worker.status_changed.connect(self._on_status, queued)
        worker.brief_read.connect(self._on_brief, queued)
        worker.planned.connect(self._on_plan, queued)
        worker.notes_made.connect(self._on_notes, queued)
        worker.grew.connect(self._on_grew, queued)
        worker.refused.connect(self._on_refused, queued)
        worker.finished.connect(self._on_finished, queued)
        worker.failed.connect(self._on_failed, queued)
        self._thread.start(QThread.Priority.LowPriority)

    def _is_current(self, job_id: int) -> bool:
        return self._order is not None and self._order.job_id == job_id

    def _end(self) -> None:
        if self._order is not None:
            self._order.stopped.set()
        self._order = None

    def _take(self, *, is_whole: bool) -> Take | None:
        if self._order is None or self._brief is None or self._plan is None:
            return None
        prompt, seed = self._brief.prompt, self._order.seed
        return Take(prompt, self._brief, self._plan, seed, self._model_hash, self._score, is_whole)

    @Slot(int, str)
    def _on_status(self, job_id: int, word: str) -> None:
        if self._is_current(job_id):
            self.status_changed.emit(word)

    @Slot(str, object)
    def _on_understood(self, prompt: str, brief: Brief) -> None:
        if self._reader is not None and prompt == self._reader.wanted:
            self.understood.emit(brief)

    @Slot(int, object)
    def _on_brief(self, job_id: int, brief: Brief) -> None:
        if self._is_current(job_id):
            self._brief = brief
            self.brief_read.emit(brief)

    @Slot(int, object, str)
    def _on_plan(self, job_id: int, plan: Plan, model_hash: str) -> None:
        if self._is_current(job_id):
            self._plan, self._model_hash = plan, model_hash
            self._score = self._onto or plan.empty_score(self._brief.prompt if self._brief else "")
            self.planned.emit(plan)
            self.status_changed.emit("Composing")

    @Slot(int, object)
    def _on_notes(self, job_id: int, batch: Batch) -> None:
        if not self._is_current(job_id) or self._plan is None:
            return
        self._score = with_batch(self._score, batch)
        self.notes_arrived.emit(job_id, batch)
        latest = max(note.start_tick for _, note in batch)
        self.progressed.emit(min(1.0, latest / max(1, self._plan.length_ticks)))

    @Slot(int, object, int)
    def _on_grew(self, job_id: int, score: Score, settled_tick: int) -> None:
        if self._is_current(job_id):
            before, self._score = self._score, score
            self.grew.emit(before, score, settled_tick)

    @Slot(int, str)
    def _on_refused(self, job_id: int, sentence: str) -> None:
        if self._is_current(job_id):
            self.refused.emit(sentence)

    @Slot(int)
    def _on_finished(self, job_id: int) -> None:
        if self._is_current(job_id):
            take = self._take(is_whole=True)
            self._end()
            self.finished.emit(take)

    @Slot(int, str)
    def _on_failed(self, job_id: int, sentence: str) -> None:
        if not self._is_current(job_id):
            return
        so_far = self._take(is_whole=False) if self._score.note_count else None
        self._end()
        if so_far is not None:  # what there is stays as a piece
            self.finished.emit(so_far)
        self.failed.emit(sentence)


def with_batch(score: Score, batch: Batch) -> Score:
    """Return the score with (track id, Note) pairs added; those of tracks that are gone are passed over."""
    ids = {track.id for track in score.tracks}
    for track_id in dict.fromkeys(track_id for track_id, _ in batch):
        if track_id in ids:
            score = add_notes(score, track_id, [note for owner, note in batch if owner == track_id])
    return score
