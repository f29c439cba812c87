"""What stands on the list of takes: each with its name, its star and what has become of it since it was composed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audiogenesis_desktop.compose.verdict import Verdict
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.differing import differs_in_faders_alone
from audiogenesis_desktop.score.score import Score

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class ListedTake:
    """A take by its `number`, which no other of the list has; `score` is what it is now, with what was edited in it.

    `asked` are the words after the first that it answers, if any, and `base` the take, with its score then, that they
    were said of. `loudness_lufs` is how loud it is as a whole,
    None where that is not known; one `is_deleted` is not shown, and comes back where undo leads to it.
    """

    number: int
    name: str
    take: Take
    score: Score
    asked: str = ""
    base: Take | None = None
    is_starred: bool = False
    is_deleted: bool = False
    verdict: Verdict | None = None
    loudness_lufs: float | None = None

    @property
    def is_edited(self) -> bool:
        """Return whether it is no longer as it was composed; faders, which are set for every take, do not count."""
        return not differs_in_faders_alone(self.score, self.take.score)


def listed(
    takes: Sequence[ListedTake], take: Take, score: Score, *, asked: str = "", base: Take | None = None
) -> ListedTake:
    """Return a take as the next one of a list, under the first letter that none has, else a number."""
    names = {one.name for one in takes}
    number = max((one.number for one in takes), default=-1) + 1
    name = next((letter for letter in _LETTERS if letter not in names), str(number + 1))
    return ListedTake(number, name, take, score, asked, base)


def exchanged(takes: Iterable[ListedTake], new: ListedTake) -> tuple[ListedTake, ...]:
    """Return a list with one take in the place of that of its number."""
    return tuple(new if one.number == new.number else one for one in takes)


def ranked(takes: Sequence[ListedTake]) -> tuple[ListedTake, ...]:
    """Return takes with the best first, as far as they were judged; what was asked later stays behind."""
    order = sorted(takes, key=lambda one: (bool(one.asked), one.verdict.rank if one.verdict else (0.0, 0.0)))
    return tuple(order)


def renamed(one: ListedTake, name: str) -> ListedTake:
    """Return a take under another name; an empty one changes nothing."""
    return replace(one, name=" ".join(name.split())[:40]) if name.strip() else one
