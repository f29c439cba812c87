"""The Brief: what a prompt asks for, musically, with the origin of each answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from audiogenesis_desktop.theory.keys import Key


class Origin(StrEnum):
    """Who gave a field its value, in rising authority."""

    DEFAULT = "default"
    INFERRED = "inferred"
    SAID = "said"
    EDITED = "edited"


ARCS = (
    "quiet start",
    "builds",
    "breakdown",
    "drops",
    "steady",
    "falls",
    "fade in",
    "fade out",
    "big ending",
    "soft ending",
    "sudden end",
    "loop",
    "no intro",
    "no outro",
)
"""How a piece may go over time: what the plan knows to make of it."""

TEXTURES = ("no melody", "sparse", "full", "riser", "ticking", "heartbeat", "brushes", "claps", "half-time")
"""What a piece may be made of beside its instruments: what the plan knows to make of it."""

HIT_KINDS = ("section", "lift", "crash", "stop", "accent", "riser")
"""What may be chosen to happen at a hit: what the plan knows to make of it."""

RIVALS = (
    frozenset({"fade out", "big ending", "soft ending", "sudden end", "loop"}),
    frozenset({"builds", "falls", "steady"}),
    frozenset({"quiet start", "loop"}),
    frozenset({"fade in", "loop"}),
    frozenset({"sparse", "full"}),
)
"""Of the arcs and textures of one of these sets a piece can have one alone."""

C_MAJOR = Key(0, "major")


class Cause(NamedTuple):
    """Words of a prompt, from `start` to `end`, that caused a field's value; `name` where they caused one of a list."""

    field: str
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked for. Every field has a sensible value always; `origins` tells where each came from.

    `tempo_bpm` counts quarter notes. `valence` -1 (sad) .. 1 (happy); `energy` and `density` 0..1.
    `instruments` and `banned` hold names as in `theory.instruments` (General MIDI names or "drums"), the
    most wanted first; with `only` nothing beside `instruments` may sound. `style` maps names of the style book to
    weights that sum to 1; `arc` and `texture` hold names of `ARCS` and `TEXTURES`, in the order said.
    `chords` are given bar by bar, as `plan.given_chords` reads them, and `form` as `style.forms` does; empty is the
    style's own.
    `hits` are moments in seconds that music must fall on, and `missed` those asked for that it cannot; `hit_kinds` has
    (second, one of `HIT_KINDS`) for those at which what happens was chosen; `played_bpm` is the tempo where a length
    moved it, or None. `spans` gives, per field, the stretch of the prompt that said it; `causes` word by word what said
    or implied what. `notices` tell what is made of it, `outcome` those of them that speak of the plan; `unread` has the
    words that asked for something and were not understood. `embedding` is the sentence embedding (384 numbers), or
    empty.
    """

    prompt: str = ""
    tempo_bpm: float = 100.0
    key: Key = C_MAJOR
    meter: tuple[int, int] = (4, 4)
    length_seconds: float = 30.0
    instruments: tuple[str, ...] = ("piano",)
    banned: tuple[str, ...] = ()
    only: bool = False
    valence: float = 0.0
    energy: float = 0.5
    density: float = 0.5
    style: tuple[tuple[str, float], ...] = (("cinematic", 1.0),)
    arc: tuple[str, ...] = ()
    texture: tuple[str, ...] = ()
    chords: str = ""
    form: str = ""
    hits: tuple[float, ...] = ()
    missed: tuple[float, ...] = ()
    hit_kinds: tuple[tuple[float, str], ...] = ()
    played_bpm: float | None = None
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))
    spans: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    causes: tuple[Cause, ...] = ()
    notices: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    embedding: tuple[float, ...] = field(default=(), repr=False, compare=False)

    def origin(self, name: str) -> Origin:
        """Return where a field's value came from."""
        return self.origins.get(name, Origin.DEFAULT)

    def is_chosen(self, name: str) -> bool:
        """Return whether a field's value was said or set by hand, and not only inferred."""
        return self.origin(name) in (Origin.SAID, Origin.EDITED)

    def with_fields(self, origin: Origin, **values: Any) -> "Brief":
        """Return the Brief with these fields set and marked as coming from `origin`."""
        origins = {**self.origins, **dict.fromkeys(values, origin)}
        return replace(self, origins=MappingProxyType(origins), **values)
