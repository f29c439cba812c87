"""What the window and the process that composes send each other: numbered requests, and answers with their numbers."""

from collections.abc import Mapping
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.differing import Difference
from audiogenesis_desktop.score.score import Score

if TYPE_CHECKING:  # the process is to start without what verbs need
    from audiogenesis_desktop.editing.verbs.asking import Asked
    from audiogenesis_desktop.plan.wishes import Wishes


class Prepare(NamedTuple):
    """Load what reading and composing need."""


class Read(NamedTuple):
    """Read a prompt; answered by a Brief."""

    prompt: str


class MakePlan(NamedTuple):
    """Plan a Brief; answered by a Plan."""

    brief: Brief
    seed: int


class LoadComposer(NamedTuple):
    """Load the checkpoint; answered by its hash."""


class Compose(NamedTuple):
    """Write a Plan's notes; answered by each note, (track id, Note), and in the end by None."""

    brief: Brief
    plan: Plan
    context: Score
    seed: int


class Judge(NamedTuple):
    """Judge a finished piece; answered by a Verdict."""

    score: Score
    brief: Brief
    plan: Plan


class Follow(NamedTuple):
    """Do to a take what words after the first ask; answered by the Take that it becomes."""

    take: Take
    turns: tuple[Turn, ...]


class Rework(NamedTuple):
    """Work on a piece; answered by each step of the verb, a Difference from the score or a note, then by a Reworked.

    `brief` is what the piece was composed from, None for music of others; `plan` the one that it was composed by, where
    it still holds; `wishes` are by track id.
    """

    score: Score
    brief: Brief | None
    plan: Plan | None
    seed: int
    asked: "Asked"
    wishes: "Mapping[int, Wishes]" = MappingProxyType({})


CANNOT_REWORK = "This model cannot rework: take one of players, such as the one that comes with the app."
STOPPED = "It was stopped before it was done."
Step = Written | Difference
"""What a verb does next: a note, or what the score is to be before the notes that follow."""

Wish = Prepare | Read | MakePlan | LoadComposer | Compose | Judge | Follow | Rework


class Request(NamedTuple):
    """A wish under its number: each is higher than those before it."""

    number: int
    wish: Wish


class Stop(NamedTuple):
    """Write no more for the request of this number; nothing more is expected for it."""

    number: int


class Noted(NamedTuple):
    """A note that has been written for the request of this number, or another step of a verb."""

    number: int
    written: Step


class Done(NamedTuple):
    """The last answer to the request of this number."""

    number: int
    value: Any


class Failed(NamedTuple):
    """The last answer where it could not be met; `trace` tells where, if nobody foresaw it."""

    number: int
    error: Exception
    trace: str


class Logged(NamedTuple):
    """What the process has to log, at a level of Python's logging; its number is that of no request."""

    number: int
    level: int
    text: str


Answer = Noted | Done | Failed | Logged


def _view_of(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# A Brief holds read-only views, which pickle does not know by itself.
ForkingPickler.register(MappingProxyType, lambda view: (_view_of, (dict(view),)))
