"""Verbs in the process that composes: each step told by what differs, and ended between two notes where it is to be."""

from collections.abc import Callable, Generator, Mapping

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.heard_brief import heard_brief
from audiogenesis_desktop.compose.players.likelihood import Likely
from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.editing.verbs.asking import Reworked
from audiogenesis_desktop.editing.verbs.doing import steps_of
from audiogenesis_desktop.editing.verbs.telling_moves import moved_by_wish
from audiogenesis_desktop.editing.verbs.work import Outcome, Reviser, Work
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Composer, Written
from audiogenesis_desktop.plan.holding import is_mostly, still_holds
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.differing import difference
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.requests import CANNOT_REWORK, STOPPED, Rework, Step


class VerbBench:
    """Does verbs, and keeps what was heard and read back last: the next verb is mostly about the same piece."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read: tuple[Score, Brief, Plan] | None = None
        self._heard: tuple[Score, Brief] | None = None

    def steps(
        self, composer: Composer, wish: Rework, is_stopped: Callable[[], bool]
    ) -> Generator[Step, None, Reworked]:
        """Yield what a verb does and return what came of it; raises BadInput where it cannot be, or `is_stopped`."""
        if not isinstance(composer, Reviser):
            raise BadInput(CANNOT_REWORK)
        brief = wish.brief or self._hear(wish.score)
        plan = wish.plan or self._read_back(wish.score, brief)
        stoppable = _Stoppable(composer, is_stopped)
        work = Work(wish.score, brief, stoppable, wish.seed, plan, wish.wishes)
        return (yield from _told(work, wish))

    def _hear(self, score: Score) -> Brief:
        """Return what music of others says of itself: what it said before while it is mostly the same."""
        if self._heard is None or not (still_holds(self._heard[0], score) and is_mostly(self._heard[0], score)):
            self._heard = (score, heard_brief(score))
        return self._heard[1]

    def _read_back(self, score: Score, brief: Brief) -> Plan:
        """Return the Plan of a piece: that of before while it holds, as reading back long ones takes seconds."""
        if self._read is not None:
            was, of, plan = self._read
            if of == brief and still_holds(was, score) and is_mostly(was, score):
                return plan
        self._read = (score, brief, plan_to_rework(score, brief))
        return self._read[2]


def _told(work: Work, wish: Rework) -> Generator[Step, None, Reworked]:
    steps = steps_of(work, wish.asked)
    try:
        while True:
            step = next(steps)
            yield difference(wish.score, step) if isinstance(step, Score) else step
    except StopIteration as end:
        found: Outcome = end.value
        differing = difference(wish.score, found.score)
        notice = found.notice or moved_by_wish(work, found, wish.asked.scope)
        return Reworked(differing, found.scope, found.share_changed, found.new, found.tries, notice)
    finally:
        steps.close()


class _Stoppable:
    """A composer that looks before each note whether to stop, also where nobody sees the notes: infill's candidates."""

    def __init__(self, composer: Reviser, is_stopped: Callable[[], bool]) -> None:
        self._composer, self._is_stopped = composer, is_stopped

    def rewrite(
        self, brief: Brief, plan: Plan, context: Score, rewriting: Rewriting, *, seed: int
    ) -> Generator[Written, None, None]:
        for written in self._composer.rewrite(brief, plan, context, rewriting, seed=seed):
            if self._is_stopped():
                raise BadInput(STOPPED)
            yield written

    def likelihood(self, brief: Brief, plan: Plan, score: Score, bars: Mapping[int, frozenset[int]]) -> Likely:
        return self._composer.likelihood(brief, plan, score, bars)
