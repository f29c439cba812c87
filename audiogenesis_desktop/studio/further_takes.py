"""Further takes: other answers to the same Brief, each with a seed of its own, written one by one in the background."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from threading import Event
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QObject, Signal

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.composing import Composing, with_batch
from audiogenesis_desktop.studio.jobs import Failure, Job, Jobs, Progress
from audiogenesis_desktop.studio.workers import Parts, by_bar

Balance: TypeAlias = Callable[[Take, Progress], Score]
"""Returns what a take wrote with its faders set by what was heard of its parts."""


class JudgedTake(NamedTuple):
    """A take and what is thought of it; `asked` are the words after the first that made it from `base`, if any did.

    `base` is a take with the score that the words were about.
    """

    take: Take
    verdict: Verdict
    mixed: Score | None = None  # with faders set by what was heard
    asked: str = ""
    base: Take | None = None
    is_new: bool = False  # written just now from its Brief: nothing is known of how loud its parts are


def write_judged(parts: Parts, brief: Brief, seed: int, progress: Progress) -> JudgedTake:
    """Return the take of a Brief and a seed; `progress` is told 0..1, and ends the writing by raising."""
    plan, composer = parts.make_plan(brief, seed), parts.load_composer()
    score = plan.empty_score(brief.prompt)
    progress(0.0)
    with closing(by_bar(composer.compose(brief, plan, score, seed=seed), plan, Event())) as batches:
        for batch in batches:
            score = with_batch(score, batch)
            progress(min(1.0, max(note.start_tick for _, note in batch) / max(1, plan.length_ticks)))
    found = judged(parts, Take(brief.prompt, brief, plan, seed, composer.model_hash, score))
    return found._replace(is_new=True)


def mix_judged(one: JudgedTake, balance: Balance, progress: Progress) -> JudgedTake:
    """Return a take with its faders set by what is heard of it; as it is where nothing can be heard."""
    try:
        return one._replace(mixed=balance(one.take, progress))
    except AudiogenesisError:
        return one  # without a SoundFont faders stay where they usually do, which is told of the first take


def judged(parts: Parts, take: Take) -> JudgedTake:
    """Return a take with what is thought of it."""
    return JudgedTake(take, parts.judge(take.score, take.brief, take.plan))


def follow_judged(parts: Parts, base: Take, turns: tuple[Turn, ...], asked: str) -> JudgedTake:
    """Return the take that a take becomes by words after the first."""
    return judged(parts, parts.follow(base, turns))._replace(asked=asked, base=base)


class _Work(NamedTuple):
    """What is to be done in the background; `is_writing` of takes, and not of what is done to them afterwards."""

    do: Callable[[Progress], JudgedTake]
    is_writing: bool = True


class FurtherTakes(QObject):
    """Writes takes while nothing else is being composed, then balances them; `stop` ends it within a bar."""

    written = Signal(JudgedTake)  # a take that is new, or of which more is known now
    progressed = Signal()  # how far the one under way is, or how many are to come
    ended = Signal()  # all are written, or one failed
    failed = Signal(str)  # in a sentence

    def __init__(self, composing: Composing, jobs: Jobs, parent: QObject | None = None) -> None:
        """Take what composes, and the doorway for work in the background."""
        super().__init__(parent)
        self._composing, self._jobs = composing, jobs
        self._job: Job | None = None
        self._doing: _Work | None = None
        self._to_come: list[_Work] = []
        self.share = 0.0  # of the one under way
        self.balance: Balance | None = None

    @property
    def count(self) -> int:
        """Return how many are still to be written, the one under way included."""
        waiting = sum(work.is_writing for work in self._to_come)
        return waiting + (self._doing is not None and self._doing.is_writing)

    def judge(self, take: Take) -> None:
        """Have a take judged that is written already; it comes as `written`, too."""
        self._add(_Work(lambda _progress: judged(self._composing.parts, take)))

    def write(self, brief: Brief, seeds: Sequence[int]) -> None:
        """Write the takes of a Brief with these seeds, after those that are to come."""
        for seed in seeds:
            self._add(_Work(partial(write_judged, self._composing.parts, brief, seed)))

    def follow(self, base: Take, turns: tuple[Turn, ...], asked: str) -> None:
        """Have words after the first done to a take with its present score, before all that is to come."""
        parts = self._composing.parts
        self._to_come.insert(0, _Work(lambda _progress: follow_judged(parts, base, turns, asked)))
        self._go_on()

    def stop(self) -> None:
        """Write no more; what is under way is dropped."""
        self._to_come.clear()
        if self._job is not None:
            self._job.cancel()
            self._job = self._doing = None
            self.progressed.emit()

    def _add(self, work: _Work) -> None:
        """Put writing before what is done to takes that are written, and go on."""
        place = next((i for i, other in enumerate(self._to_come) if not other.is_writing), len(self._to_come))
        self._to_come.insert(place if work.is_writing else len(self._to_come), work)
        self._go_on()

    def _go_on(self) -> None:
        if self._job is not None or not self._to_come:
            return
        self.share, self._doing = 0.0, (doing := self._to_come.pop(0))
        self._job = self._jobs.start(
            doing.do, done=self._on_written, failed=self._on_failed, progress=self._on_progress
        )
        self.progressed.emit()

    def _on_progress(self, share: float) -> None:
        self.share = share
        self.progressed.emit()

    def _on_written(self, one: JudgedTake) -> None:
        was_writing = self._doing is not None and self._doing.is_writing
        self._job = self._doing = None
        self.written.emit(one)
        if self.balance is not None and was_writing and one.is_new:
            self._to_come.append(_Work(partial(mix_judged, one, self.balance), is_writing=False))
        self._go_on()
        self.progressed.emit()
        if was_writing and not self.count:
            self.ended.emit()

    def _on_failed(self, failure: Failure) -> None:
        self._job = self._doing = None
        self._to_come.clear()
        self.progressed.emit()
        self.failed.emit(failure.sentence)
        self.ended.emit()
