"""Turns: what words after the first ask for, one thing each, and where in the piece; plain values to pass on."""

from typing import Any, NamedTuple

from audiogenesis_desktop.theory.keys import Key


class Where(NamedTuple):
    """Which part of a piece is meant: a section by its kind, bars from the first to the last, from 1 on, or seconds.

    `last_bars` counts them from the end instead, as `seconds` below 0 do. Of several sections of a kind `nth` means
    one, counted from 1 or, below 0, from the last; 0 means all. `beside` is one of `BESIDE` where not the section, bars
    or seconds themselves are meant but what lies beside them. All of the piece where nothing is said.
    """

    section: str = ""
    bars: tuple[int, int] | None = None
    last_bars: int = 0
    nth: int = 0
    beside: str = ""
    seconds: tuple[float, float] | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether all of the piece is meant."""
        return self == WHOLE

    def __str__(self) -> str:
        if self.seconds is not None:
            return _told_seconds(*self.seconds, self.beside)
        if self.bars is not None:
            first, last = self.bars
            is_one = first == last or self.beside in ("from", "until")
            named = f"bar {first}" if is_one else f"bars {first} to {last}"
            return f"{self.beside or 'in'} {named}"
        if self.last_bars:
            return f"in the last {self.last_bars} bars"
        words = (self.beside or "in", _ORDINALS.get(self.nth, ""), self.section)
        return " ".join(filter(None, words)) if self.section else ""


def _told_seconds(start: float, end: float, beside: str) -> str:
    if start < 0:
        return f"in the last {-start:g} s"
    if beside in ("from", "until"):
        return f"{beside} {start:g} s"
    return f"{beside or 'from'} {start:g} to {end:g} s"


_ORDINALS = {1: "first", 2: "second", 3: "third", -1: "last"}
BESIDE = ("before", "after", "until", "from", "outside")
"""The section right before or after one; all before the first of a kind, all from it on; all but those of a kind.

Of bars and seconds "until" means all before the first, "from" all from the first on, "outside" all but them.
"""

WHOLE = Where()


class Doubling(NamedTuple):
    """How a line is doubled: so many steps of the scale above, or below 0, by an instrument; empty for its own."""

    steps: int
    instrument: str = ""

    def __str__(self) -> str:
        way = "above" if self.steps > 0 else "below"
        named = {0: "", 2: f"a third {way}", 7: f"an octave {way}"}.get(
            abs(self.steps), f"{abs(self.steps)} steps {way}"
        )
        return " by ".join(filter(None, (named, self.instrument)))


class Turn(NamedTuple):
    """One thing that is to change: `what` it is, by how much or to which `value`, for which `players`, and `where`.

    Of energy, valence, density, tempo and loudness the value is -2..2, 1 for a clear step more; "length" has seconds
    to add, "bars" bars to add, "length times" and "tempo times" a factor, "transpose" semitones; "remove", "add",
    "only", "swap" (of all players named for the value) and "redo" are about `players`: instruments, roles, or pieces of
    the drum kit; "later" and "earlier" are about when they begin to play, by default a section off, "only there" about
    where alone they do. "add" with a role as its value adds players in that role, "accompany" whoever the style lacks;
    "double" has a `Doubling` of a line. "silence" is of everybody, "reverb" -2..2 of room, "sevenths" 1 for chords
    that have them and -1 for triads; "swell" 1 grows louder through what is meant, "redo others" keeps `players`,
    "fill" leads into what is meant with a "fill" or a "roll". With `where` alone "remove" takes that section out,
    "repeat" plays it once more, "add" puts one in, and lengths are its own. "swing" is -2..2, "keep" names what others
    are to leave alone: a field of the Brief, or the tune. The other names are fields of the Brief, with what they are
    to be.
    """

    what: str
    value: Any = None
    players: tuple[str, ...] = ()
    where: Where = WHOLE

    def __str__(self) -> str:
        words = [self.what, _shown(self.value), ", ".join(self.players), str(self.where)]
        return " ".join(filter(None, words))


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, Key):
        return value.name
    if isinstance(value, Doubling):
        return str(value)
    if isinstance(value, float | int):
        return f"{value:+g}" if not isinstance(value, int) or value else ""
    if isinstance(value, tuple) and value and isinstance(value[0], float):
        return ", ".join(f"{second:g} s" for second in value)
    if isinstance(value, tuple) and value and isinstance(value[0], tuple) and isinstance(value[0][0], float):
        return ", ".join(f"{kind} at {second:g} s" for second, kind in value)
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], int):
        return f"{value[0]}/{value[1]}"
    if isinstance(value, tuple):
        return ", ".join(str(each[0] if isinstance(each, tuple) else each) for each in value)
    return str(value)
