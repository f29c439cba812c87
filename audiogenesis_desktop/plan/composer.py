"""The Composer: what turns a Plan into notes. Beside no implementation, so that typing one loads no network."""

from collections.abc import Generator
from typing import Protocol, TypeAlias

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score

Written: TypeAlias = tuple[int, Note]  # a track's id, and a note for it


class Composer(Protocol):
    """Writes the notes of a Plan; `name` and `model_hash` tell a Take which composer it was."""

    name: str
    model_hash: str

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Generator[Written, None, None]:
        """Yield (track id, new note) roughly in time order, each once it is over; to stop it, close the generator.

        Notes of `context` are kept and written around. The same arguments always give the same notes.
        """
        ...
