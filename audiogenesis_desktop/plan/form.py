"""Form: which sections a piece has, how strong each is, and who plays in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.plan import Part
from audiogenesis_desktop.score.score import Section
from audiogenesis_desktop.theory.instruments import CLASS_NAMES

# How the middle of a piece is laid out, by how many phrases it has; longer pieces go round.
_PATTERNS = {
    1: ("A",),
    2: ("A", "A'"),
    3: ("A", "B", "A'"),
    4: ("A", "A'", "B", "A'"),
    5: ("A", "A'", "B", "A'", "B"),
    6: ("A", "A'", "B", "A'", "B", "A'"),
}
_STRENGTH = {"intro": 0.55, "A": 0.8, "A'": 0.95, "B": 1.1, "outro": 0.6}
# Who sets the scene: these may begin a piece alone, in this order of preference.
_OPENERS = ("pad", "piano", "electric piano", "harp", "acoustic guitar", "strings", "mallets", "choir")


@dataclass(frozen=True, slots=True)
class Form:
    """Sections in order, in bars: kind, first bar, bar after its last; and which earlier one each takes up."""

    kinds: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    repeats: tuple[int, ...]


def lay_out(bars: int) -> Form:
    """Return the form of a piece of `bars` whole bars and the bar of its last chord, which is its outro."""
    intro = 0 if bars < 10 else 2 if bars < 28 else 4
    coda = 0 if bars < 16 else 2
    body = bars - intro - coda
    unit = 4 if body < 32 else 8
    count = max(1, round(body / unit)) if body else 0
    kinds = list(_pattern(count))
    edges = [*(unit * i for i in range(count)), body]  # the last phrase takes what is left over or missing
    starts = [intro + edge for edge in edges[:-1]]
    ends = [intro + edge for edge in edges[1:]]
    if intro:
        kinds, starts, ends = ["intro", *kinds], [0, *starts], [intro, *ends]
    kinds, starts, ends = [*kinds, "outro"], [*starts, bars - coda], [*ends, bars + 1]
    return Form(tuple(kinds), tuple(starts), tuple(ends), repeats_of(kinds))


def _pattern(count: int) -> tuple[str, ...]:
    if count == 0:
        return ()
    longest = max(_PATTERNS)
    rest = ("B", "A'") * count
    return _PATTERNS[count] if count <= longest else (*_PATTERNS[longest], *rest[: count - longest])


def repeats_of(kinds: Sequence[str]) -> tuple[int, ...]:
    """Return for each section the index of the first one with its letter before it, or -1; A' has A's letter."""
    first: dict[str, int] = {}
    repeats = []
    for i, kind in enumerate(kinds):
        letter = kind.rstrip("'")
        repeats.append(first.get(letter, -1))
        first.setdefault(letter, i)
    return tuple(repeats)


def strengths(form: Form, brief: Brief) -> tuple[float, ...]:
    """Return each section's energy 0..1: the Brief's, shaped by the form."""
    base = 0.25 + 0.6 * brief.energy
    return tuple(min(1.0, base * _STRENGTH[kind]) for kind in form.kinds)


def sections(form: Form, energies: tuple[float, ...], *, bar_ticks: int, length_ticks: int) -> tuple[Section, ...]:
    """Return the form as sections of a Score; the last reaches to the end of the piece."""
    ends = [min(end * bar_ticks, length_ticks) for end in form.ends]
    ends[-1] = length_ticks
    return tuple(
        Section(start * bar_ticks, end, kind, round(energy, 3))
        for start, end, kind, energy in zip(form.starts, ends, form.kinds, energies, strict=True)
    )


def who_plays(form: Form, parts: tuple[Part, ...]) -> tuple[frozenset[int], ...]:
    """Return the track ids that play in each section: an intro opens with few, all others have everyone."""
    everyone = frozenset(part.track_id for part in parts)
    return tuple(_openers(parts) if kind == "intro" else everyone for kind in form.kinds)


def _openers(parts: tuple[Part, ...]) -> frozenset[int]:
    def rank(part: Part) -> int:
        name = CLASS_NAMES[part.instrument.class_index]
        return _OPENERS.index(name) if name in _OPENERS else len(_OPENERS)

    chosen = sorted((part for part in parts if not part.instrument.is_drums), key=rank) or list(parts)
    return frozenset(part.track_id for part in chosen[: max(1, (len(parts) + 1) // 2)])
