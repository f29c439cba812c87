"""Words after the first: about a take they make another one, about music by others they are one edit."""

import secrets
from functools import partial

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup import Followup
from audiogenesis_desktop.compose.heard_brief import heard_brief
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.editing.between_takes import what_differs
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio import notices
from audiogenesis_desktop.studio.composing import Composing
from audiogenesis_desktop.studio.door import Door
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.takes import ANSWERED, Takes
from audiogenesis_desktop.studio.workers import Parts

FOLLOWING = "following"  # the key of its notices
_SEEDS = 2**31
_NOBODY = ""  # where a Take names the model that wrote it


def follow_opened(parts: Parts, score: Score, brief: Brief, followup: Followup, _progress: Progress) -> Score:
    """Return what music becomes by words about it, under a Plan that is read from its notes."""
    plan = plan_to_rework(score, brief)
    base = Take("", brief, plan, secrets.randbelow(_SEEDS), _NOBODY, score)
    return parts.follow(base, followup.turns).score


class Following(QObject):
    """Does what words ask of the piece that is shown, whoever made it; one request at a time."""

    noticed = Signal(Notice)
    notice_gone = Signal(str)  # its key
    answered = Signal()  # words about music by others were done to it

    def __init__(
        self, composing: Composing, takes: Takes, door: Door, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        """Take what composes, the takes, where the piece is, and the doorway for work in the background."""
        super().__init__(parent)
        self._composing, self._takes, self._door, self._jobs = composing, takes, door, jobs
        self._job: Job | None = None
        self._heard: tuple[Score, Brief] | None = None
        self._answered: Score | None = None  # what words about music by others have made of it, while that is told
        composing.started.connect(lambda _job: self.stop())
        door.history_changed.connect(self._leave)

    @property
    def brief(self) -> Brief | None:
        """Return what the piece was asked by, or what music by others says of itself; None if empty."""
        take, score = self._door.take, self._door.committed
        if take is not None or not score.note_count:
            return None if take is None or not score.tracks else take.brief
        if self._heard is None or self._heard[0] is not score:
            self._heard = (score, heard_brief(score))
        return self._heard[1]

    def ask(self, followup: Followup) -> bool:
        """Have words done to the piece that is shown; return whether they can be."""
        return self._takes.ask(followup) or self._ask_of_opened(followup)

    def stop(self) -> None:
        """Leave the piece as it is; what is under way is dropped."""
        self._takes.further.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.notice_gone.emit(FOLLOWING)

    def _ask_of_opened(self, followup: Followup) -> bool:
        brief, before = self.brief, self._door.committed
        if brief is None or self._door.take is not None or self._door.is_writing:
            return False
        self.stop()
        self.notice_gone.emit(ANSWERED)
        self.noticed.emit(Notice(FOLLOWING, f"“{followup.text}” is being done; Escape leaves the piece as it is."))
        self._job = self._jobs.start(
            partial(follow_opened, self._composing.parts, before, brief, followup),
            done=lambda score: self._on_done(before, score, followup.text),
            failed=self._on_failed,
        )
        return True

    def _leave(self) -> None:
        """Drop what is under way, and tell no more of what was done: the piece is another now."""
        if self._answered is not None and self._door.committed is not self._answered:
            self._answered = None
            self.notice_gone.emit(ANSWERED)
        if self._job is not None:
            self.stop()
            self.noticed.emit(Notice(FOLLOWING, "The piece was changed meanwhile: ask again.", notices.WARNING))

    def _on_done(self, before: Score, score: Score, text: str) -> None:
        self._job = None
        self.notice_gone.emit(FOLLOWING)
        if self._door.edit(score, f"“{text}”"):
            self.answered.emit()
            self._answered = self._door.committed
            self.noticed.emit(Notice(ANSWERED, f"{text}: {what_differs(before, score)} Ctrl+Z brings back what was."))

    def _on_failed(self, failure: Failure) -> None:
        self._job = None
        self.noticed.emit(Notice(FOLLOWING, failure.sentence, notices.WARNING))
