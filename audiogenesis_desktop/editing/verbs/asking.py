"""A verb as plain data: what it is asked with, and what came of it. Light, so that a window need not load composing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.score.differing import Difference
from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.theory.chord_line import ChordLine


class VerbWords(NamedTuple):
    """What a verb is called as an undo step, and once it is done."""

    name: str
    done: str


VERBS: Mapping[str, VerbWords] = {
    "regenerate": VerbWords("Regenerate", "Regenerated"),
    "vary": VerbWords("Vary", "Varied"),
    "keep_rhythm": VerbWords("Change the pitches of", "Changed the pitches of"),
    "keep_pitches": VerbWords("Change the rhythm of", "Changed the rhythm of"),
    "infill": VerbWords("Infill", "Infilled"),
    "continue": VerbWords("Continue", "Continued"),
    "accompany": VerbWords("Accompany", "Accompanied"),
    "simplify": VerbWords("Simplify", "Simplified"),
    "embellish": VerbWords("Embellish", "Embellished"),
    "reharmonise": VerbWords("Reharmonise", "Reharmonised"),
    "orchestrate": VerbWords("Orchestrate", "Orchestrated"),
}
"""Every verb by its id. `doing.py` has what each of them does."""

_OF_THE_WHOLE = {"continue", "accompany", "reharmonise", "orchestrate"}  # chords, length or tracks become others


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb of `VERBS` on a scope. What a verb has no use for is passed over.

    `amount` 0..1 is how much varies, goes or is added; `ways` are of `varying.WAYS`; `players` are pairs of a role and
    General MIDI's name of an instrument, empty for the style's own; `chords` are bar by bar, none are drawn ones. To
    continue takes `bars`, or what leads up to the bar `to_bar`, counted from 1, or to `to_seconds`.
    """

    verb: str
    scope: Scope = WHOLE
    amount: float = 0.5
    ways: tuple[str, ...] = ()
    players: tuple[tuple[str, str], ...] = ()
    instruments: tuple[str, ...] = ()
    is_doubled: bool = False
    chords: ChordLine = ()
    is_rewritten: bool = False
    bars: int = 0
    to_bar: int = 0
    to_seconds: float = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for what is no verb."""
        if self.verb not in VERBS:
            raise ValueError(f"{self.verb} is no verb")

    @property
    def words(self) -> VerbWords:
        """Return what the verb is called."""
        return VERBS[self.verb]

    @property
    def is_drawn(self) -> bool:
        """Return whether another seed brings something else."""
        is_given = self.verb == "reharmonise" and bool(self.chords) and not self.is_rewritten
        return self.verb not in ("simplify", "orchestrate") and not is_given

    @property
    def edits(self) -> Scope:
        """Return what a preview is about, as the door asks: chords, new bars and new tracks are everybody's."""
        return WHOLE if self.verb in _OF_THE_WHOLE or "harmony" in self.ways else self.scope


class Reworked(NamedTuple):
    """What came of a verb, beside the Score that it was asked of: how much differs 0..1, and which notes are new.

    `scope` is what the edit is about, as the door asks. `notice` is a sentence for the user, or empty.
    """

    difference: Difference
    scope: Scope
    share_changed: float
    new: frozenset[tuple[int, Note]]
    tries: int = 1
    notice: str = ""
