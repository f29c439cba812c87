"""How parts are played that nobody typed: the data of the rules, as `resources/performing.toml` has it."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from msgspec import Meta, Struct

from audiogenesis_desktop import paths
from audiogenesis_desktop.perform.kit import STYLES
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.reading import read_table
from audiogenesis_desktop.theory.instruments import CLASS_NAMES, CLASSES, class_of

LINE = "lead"
_HUMAN_LOOSENESS = 5.0  # ticks, as style files have them: from here on a style is played by people

Milliseconds = Annotated[float, Meta(ge=0, le=40)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Manner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an instrument is played whatever the style; what each field does stands in `resources/performing.toml`."""

    classes: tuple[str, ...] = ()
    timing_ms: Milliseconds = 6
    velocity: Annotated[float, Meta(ge=0, le=30)] = 4
    lead_ms: Milliseconds = 0
    lead_louder: Share = 0
    strum_ms: Milliseconds = 0
    roll_ms: Milliseconds = 0
    arc: Share = 0
    accent: Share = 0
    high_loud: Share = 0
    pedal: bool = False
    expression: Share = 0

    def __post_init__(self) -> None:
        """Raise ValueError where a class of instruments is none."""
        for name in self.classes:
            if name not in CLASS_NAMES:
                raise ValueError(f"{name!r} is no class of instruments: choose of {', '.join(CLASS_NAMES)}")


class Way(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done in a style beside its instruments' manners; likewise."""

    drummer: str = ""
    lay_back_ms: Mapping[str, Annotated[float, Meta(ge=-30, le=30)]] = {}
    bends: tuple[str, ...] = ()
    bend_share: Share = 0
    bend_from: Annotated[float, Meta(ge=-2, le=2)] = 0

    def __post_init__(self) -> None:
        """Raise ValueError where a drummer's style or a class of instruments is none."""
        if self.drummer and self.drummer not in STYLES:
            raise ValueError(f"{self.drummer!r} is no style of a drummer: choose of {', '.join(STYLES)}")
        for name in self.lay_back_ms:
            if name not in (*CLASS_NAMES, LINE):
                raise ValueError(f"{name!r} is no class of instruments: choose of {', '.join(CLASS_NAMES)}, {LINE}")


class Ways(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file: manners by name, and ways by family or style."""

    manners: Mapping[str, Manner]
    ways: Mapping[str, Way]

    def __post_init__(self) -> None:
        """Raise ValueError where a way bends what is no manner."""
        for way in self.ways.values():
            for name in way.bends:
                if name not in self.manners:
                    raise ValueError(f"{name!r} is no manner: choose of {', '.join(self.manners)}")


@cache
def ways() -> Ways:
    """Return what ships with the app; raises BadInput, with file and line, if it is broken."""
    return read_table(paths.resource("performing.toml"), Ways)


@cache
def manner_of(program: int) -> tuple[str, Manner]:
    """Return the manner that a program 0..127 is played in, and its name; "" for what has none."""
    name = CLASSES[class_of(program)].name
    for key, manner in ways().manners.items():
        if name in manner.classes:
            return key, manner
    return "", Manner()


@cache
def way_of(style: str) -> Way:
    """Return what is done in a style of the book: its own way, that of its first family that has one, or nothing."""
    known = ways().ways
    if style in known:
        return known[style]
    families = book()[style].family if style in book() else ()
    return next((known[family] for family in families if family in known), Way())


@cache
def looseness_of(style: str) -> float:
    """Return how loosely a style is played, 0 (by machines) to 1 (by people): by the deviation that its file tells."""
    if style not in book():
        return 1.0
    return min(1.0, book()[style].time.looseness / _HUMAN_LOOSENESS)
