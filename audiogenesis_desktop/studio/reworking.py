"""A verb at work on the piece that is shown: seen and heard while it goes on, and one undo step in the end."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from threading import Event
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from audiogenesis_desktop.editing.meaning import scope_words
from audiogenesis_desktop.editing.verbs.asking import Asked, Reworked
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.holding import plan_that_holds
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.differing import (
    Difference,
    differs_in_faders_alone,
    with_difference,
    with_faders_moved,
)
from audiogenesis_desktop.score.edits import add_notes
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.requests import Rework, Step

REWORK = "rework"  # the key of its notices
_SEEDS = 2**31
_FRAME_MS = 30  # notes that come within it are shown together


class Ordered(NamedTuple):
    """A verb that was asked for: by which seed and wishes, of which score, and its scope in words."""

    asked: Asked
    seed: int
    before: Score
    words: str
    wishes: Mapping[int, Wishes]

    @property
    def label(self) -> str:
        """Return the name of its undo step."""
        return f"{self.asked.words.name} {self.words}"


class Result(NamedTuple):
    """What came of a verb: the score that is the piece now, and how it differs."""

    ordered: Ordered
    reworked: Reworked
    score: Score

    @property
    def told(self) -> str:
        """Return one line for the user, such as “Regenerated Bass, bars 9–12: 83 % new”."""
        asked, share = self.ordered.asked, self.reworked.share_changed
        how_much = f"{max(1, round(100 * share))} % new" if share else "other chords"
        if asked.verb in ("continue", "accompany"):
            how_much = f"{len(self.reworked.new)} notes"
        return " ".join(filter(None, (f"{asked.words.done} {self.ordered.words}: {how_much}.", self.reworked.notice)))


class Reworking(QObject):
    """One verb at a time. What came can be asked for again, kept beside the piece or taken back, until it is edited."""

    started = Signal(object)  # Ordered
    finished = Signal(object)  # Result, which is the piece now
    ended = Signal()  # neither is anything under way, nor is what came last the piece any more
    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    _stepped = Signal(int, object)  # job number, Step

    def __init__(self, composing: Composing, door: Door, parent: QObject | None = None) -> None:
        """Take what composes, and where the piece is."""
        super().__init__(parent)
        self._composing, self._door = composing, door
        self._jobs = Jobs(self)
        self._job: Job | None = None
        self._number = 0
        self._stopped = Event()
        self._ordered: Ordered | None = None
        self._former: Result | None = None  # comes back if what was asked in its stead is stopped
        self.result: Result | None = None
        self._asked_of = Score()  # the score that differences are told from
        self._ground, self._came = Score(), list[Written]()
        self._is_own_step = False
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME_MS)
        self._frame.timeout.connect(self._show)
        self._is_shown = True
        self._stepped.connect(self._on_step, Qt.ConnectionType.QueuedConnection)
        door.history_changed.connect(self._on_history)
        door.leaving.connect(self._leave)

    @property
    def ordered(self) -> Ordered | None:
        """Return the verb that is at work, if one is."""
        return self._ordered

    # Asking

    def ask(
        self, asked: Asked, *, seed: int | None = None, wishes: Mapping[int, Wishes] | None = None, words: str = ""
    ) -> bool:
        """Begin a verb on the piece, in place of one that is at work; return whether it has begun.

        It is not while a piece is being written. `words` say what it is about, where that is not plainly its scope.
        """
        if self._door.is_writing:
            return False
        self.cancel()
        self._door.end_trying()
        score = self._door.committed
        chosen = secrets.randbelow(_SEEDS) if seed is None else seed
        self._begin(Ordered(asked, chosen, score, words or scope_words(score, asked.scope), wishes or {}))
        return True

    def again(self) -> None:
        """Ask for what was asked last once more, with another seed and in place of what came then."""
        if self.result is not None:
            ordered = self.result.ordered
            self.instead(ordered.asked, seed=(ordered.seed + 1) % _SEEDS, wishes=ordered.wishes)

    def instead(self, asked: Asked, *, seed: int | None = None, wishes: Mapping[int, Wishes] | None = None) -> None:
        """Ask for something else in place of what came last, or is coming, of the same music."""
        latest = self._ordered or (self.result.ordered if self.result else None)
        if latest is None:
            self.ask(asked, seed=seed, wishes=wishes)
            return
        former = self._former if self._ordered is not None else self.result
        self._halt()
        if self.result is not None:
            self._step(self._door.undo)
        self._former = former
        self._begin(
            latest._replace(
                asked=asked,
                seed=latest.seed if seed is None else seed,
                wishes=latest.wishes if wishes is None else wishes,
            )
        )

    def cancel(self) -> bool:
        """Stop what is at work and show what there was before; return whether anything was."""
        if self._ordered is None:
            return False
        self._halt()
        former, self._former = self._former, None
        if former is not None:
            self._step(self._door.redo)
            self.result = self._as_it_stands(former)
        if self.result is not None:
            self.finished.emit(self.result)
        else:
            self.ended.emit()
        return True

    def take_back(self) -> bool:
        """Stop what is at work, or else bring back what was there before what came last; return whether it could."""
        if self.cancel():
            return True
        if self.result is None:
            return False
        self._door.undo()
        return True

    def stop_and_take_back(self) -> None:
        """Bring back what was there before it was reworked, whether that is done or still at work."""
        self._former = None
        if self._ordered is not None:
            self.cancel()
        elif self.result is not None:
            self._door.undo()

    def close(self) -> None:
        """Stop what is at work, and wait for its thread."""
        self._stopped.set()
        self._jobs.close()

    def _begin(self, ordered: Ordered) -> None:
        self.notice_gone.emit(REWORK)
        self._number += 1
        self._ordered, self.result, self._stopped = ordered, None, Event()
        self._asked_of = ordered.before
        self._ground, self._came = ordered.before, []
        take = self._door.take
        brief = take.brief if take is not None else None
        plan = plan_that_holds(take, ordered.before)
        wish = Rework(ordered.before, brief, plan, ordered.seed, ordered.asked, ordered.wishes)
        number = self._number
        self._job = self._jobs.start(
            self._work(number, wish, self._stopped),
            done=lambda reworked: self._on_done(number, reworked),
            failed=lambda failure: self._on_failed(number, failure),
        )
        self.started.emit(ordered)

    def _work(self, number: int, wish: Rework, stopped: Event) -> Callable[[Progress], Any]:
        rework, stepped = self._composing.parts.rework, self._stepped

        def work(_progress: Progress) -> Any:
            with closing(rework(wish, stopped)) as steps:
                while True:
                    try:
                        step = next(steps)
                    except StopIteration as end:
                        return end.value
                    stepped.emit(number, step)

        return work

    def _halt(self) -> None:
        """Stop what is at work, and show it no more."""
        if self._ordered is None:
            return
        self._stopped.set()
        if self._job is not None:
            self._job.cancel()
        self._clear()
        self._door.revert()

    def _clear(self) -> None:
        self._frame.stop()
        self._job = self._ordered = None
        self._came, self._is_shown = [], True

    def _step(self, go: Callable[[], None]) -> None:
        """Undo or redo without taking that for a change by somebody else."""
        self._is_own_step, self.result = True, None
        go()
        self._is_own_step = False

    # What comes

    def _on_step(self, number: int, step: Step) -> None:
        if number != self._number or self._ordered is None:
            return
        if isinstance(step, Difference):
            self._ground, self._came = self._led_to(step, self._ordered), []
            return  # shown with the first note: nobody is to hear it empty
        self._came.append(step)
        self._is_shown = False
        if not self._frame.isActive():
            self._show()
            self._frame.start()

    def _show(self) -> None:
        """Show what has come, if that is not shown yet."""
        if self._is_shown or self._ordered is None:
            return
        self._door.end_trying()
        self._is_shown, score = True, self._ground
        for track_id in dict.fromkeys(owner for owner, _ in self._came):
            score = add_notes(score, track_id, [note for owner, note in self._came if owner == track_id])
        self._door.preview(score, self._ordered.asked.edits)

    def _on_done(self, number: int, reworked: Reworked) -> None:
        ordered = self._ordered
        if number != self._number or ordered is None:
            return
        self._clear()
        self._former = None
        self._is_own_step = True
        self._door.end_trying()  # or the edit would be one of a take that is only listened to
        score = self._led_to(reworked.difference, ordered)
        is_taken = self._door.edit(score, ordered.label, reworked.scope)
        self._is_own_step = False
        if is_taken:
            self.result = Result(ordered, reworked, self._door.committed)
            self.finished.emit(self.result)
        else:
            self.ended.emit()

    def _on_failed(self, number: int, failure: Failure) -> None:
        if number == self._number and self._ordered is not None:
            self.cancel()
            self.noticed.emit(Notice(REWORK, failure.sentence, notices.WARNING))

    def _led_to(self, found: Difference, ordered: Ordered) -> Score:
        """Return the score that a verb leads to; faders that have moved since it was asked for stay where they are."""
        score = with_difference(self._asked_of, found)
        return score if ordered.before is self._asked_of else with_faders_moved(score, self._asked_of, ordered.before)

    def _on_history(self) -> None:
        """Tell no more of what came last once the piece is another, and stop what works on what was.

        A piece whose faders alone have moved is the same: parts are balanced some time after they were composed.
        """
        if self._is_own_step:
            return
        now = self._door.committed
        if self._ordered is not None and now is not self._ordered.before:
            if differs_in_faders_alone(self._ordered.before, now):
                self._ordered = self._ordered._replace(before=now)
            else:
                self._leave()
        elif self.result is not None and now is not self.result.score:
            self.result = self._as_it_stands(self.result)
            if self.result is None:
                self.ended.emit()

    def _as_it_stands(self, result: Result) -> Result | None:
        """Return what came of a verb with the faders as they stand now; None if its edit is not the last one."""
        steps = self._door.piece.undo
        if not steps or steps[-1].label != result.ordered.label:
            return None
        if not differs_in_faders_alone(result.score, self._door.committed):
            return None
        return result._replace(ordered=result.ordered._replace(before=steps[-1].score), score=self._door.committed)

    def _leave(self) -> None:
        self._former = None
        if not self.cancel() and self.result is not None:
            self.result = None
            self.ended.emit()
