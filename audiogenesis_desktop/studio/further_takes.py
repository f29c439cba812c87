"""Further takes: other answers to the same Brief, each with a seed of its own, written one by one in the background."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from threading import Event
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.studio.composing import Composing, with_batch
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.workers import Parts, by_bar


class JudgedTake(NamedTuple):
    """A take and what is thought of it; `asked` are the words after the first that made it from `base`, if any did.

    `base` is a take with the score that the words were about.
    """

    take: Take
    verdict: Verdict
    asked: str = ""
    base: Take | None = None


def write_judged(parts: Parts, brief: Brief, seed: int, progress: Progress) -> JudgedTake:
    """Return the take of a Brief and a seed; `progress` is told 0..1, and ends the writing by raising."""
    plan, composer = parts.make_plan(brief, seed), parts.load_composer()
    score = plan.empty_score(brief.prompt)
    progress(0.0)
    with closing(by_bar(composer.compose(brief, plan, score, seed=seed), plan, Event())) as batches:
        for batch in batches:
            score = with_batch(score, batch)
            progress(min(1.0, max(note.start_tick for _, note in batch) / max(1, plan.length_ticks)))
    return judged(parts, Take(brief.prompt, brief, plan, seed, composer.model_hash, score))


def judged(parts: Parts, take: Take) -> JudgedTake:
    """Return a take with what is thought of it."""
    return JudgedTake(take, parts.judge(take.score, take.brief, take.plan))


def follow_judged(parts: Parts, base: Take, turns: tuple[Turn, ...], asked: str) -> JudgedTake:
    """Return the take that a take becomes by words after the first."""
    return judged(parts, parts.follow(base, turns))._replace(asked=asked, base=base)


class FurtherTakes(QObject):
    """Writes takes while nothing else is being composed; `stop` ends it within a bar."""

    written = Signal(JudgedTake)
    progressed = Signal()  # how far the one under way is, or how many are to come
    ended = Signal()  # all are there, or one failed
    failed = Signal(str)  # in a sentence

    def __init__(self, composing: Composing, jobs: Jobs, parent: QObject | None = None) -> None:
        """Take what composes, and the doorway for work in the background."""
        super().__init__(parent)
        self._composing, self._jobs = composing, jobs
        self._job: Job | None = None
        self._to_come: list[Callable[[Progress], JudgedTake]] = []
        self.share = 0.0  # of the one under way

    @property
    def count(self) -> int:
        """Return how many are still to come, the one under way included."""
        return len(self._to_come) + (self._job is not None)

    def judge(self, take: Take) -> None:
        """Have a take judged that is written already; it comes as `written`, too."""
        self._to_come.append(lambda _progress: judged(self._composing.parts, take))
        self._go_on()

    def write(self, brief: Brief, seeds: Sequence[int]) -> None:
        """Write the takes of a Brief with these seeds, after those that are to come."""
        self._to_come += [partial(write_judged, self._composing.parts, brief, seed) for seed in seeds]
        self._go_on()

    def follow(self, base: Take, turns: tuple[Turn, ...], asked: str) -> None:
        """Have words after the first done to a take with its present score, before all that is to come."""
        self._to_come.insert(0, lambda _progress: follow_judged(self._composing.parts, base, turns, asked))
        self._go_on()

    def stop(self) -> None:
        """Write no more; what is under way is dropped."""
        self._to_come.clear()
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.progressed.emit()

    def _go_on(self) -> None:
        if self._job is not None or not self._to_come:
            return
        self.share = 0.0
        self._job = self._jobs.start(
            self._to_come.pop(0), done=self._on_written, failed=self._on_failed, progress=self._on_progress
        )
        self.progressed.emit()

    def _on_progress(self, share: float) -> None:
        self.share = share
        self.progressed.emit()

    def _on_written(self, judged_take: JudgedTake) -> None:
        self._job = None
        self.written.emit(judged_take)
        if self._to_come:
            self._go_on()
        else:
            self.progressed.emit()
            self.ended.emit()

    def _on_failed(self, failure: Failure) -> None:
        self._job = None
        self._to_come.clear()
        self.progressed.emit()
        self.failed.emit(failure.sentence)
        self.ended.emit()
