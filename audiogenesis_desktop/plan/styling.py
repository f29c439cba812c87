"""Styling: which style of the book a Brief is planned from, and who plays it."""

from collections.abc import Iterable
from functools import cache

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.casting import Seat, cast, parts_of
from audiogenesis_desktop.style.families import FAMILIES
from audiogenesis_desktop.style.style import Mode, Style
from audiogenesis_desktop.style.style import Part as StylePart
from audiogenesis_desktop.theory.instruments import find

_USUAL_PLAYERS = {  # in roles that a style has no part for
    "bass": "fingered bass",
    "drums": "drums",
    "percussion": "drums",
    "chords": "piano",
    "pad": "strings",
    "figure": "nylon guitar",
    "lead": "flute",
    "second voice": "clarinet",
}
_PLAINEST = "cinematic"  # what the Brief's default is, too
# What it is worth that a family stands first among a style's, is its only one, and is what people call it.
_FIRST, _ONLY, _CALLED = 0.3, 0.3, 0.6
_OWN_INSTRUMENTS, _OWN_METER, _OWN_TEMPO, _OWN_MODE = 1.0, 0.5, 0.5, 0.25  # what they are worth beside one another


def styles_of(brief: Brief) -> tuple[tuple[Style, float], ...]:
    """Return the styles that a Brief mixes with weights that sum to 1, the leading one first; there is always one.

    A family stands for that style of it which suits the Brief's instruments, tempo and meter best; what the book does
    not know is left out.
    """
    weights: dict[str, float] = {}
    for name, weight in brief.style:
        known = _named(name, brief)
        if known is not None:
            weights[known.name] = weights.get(known.name, 0.0) + weight
    total = sum(weights.values())
    if total <= 0:
        return ((_of_family(_PLAINEST, brief), 1.0),)
    ranked = sorted(weights.items(), key=lambda entry: -entry[1])
    return tuple((book()[name], weight / total) for name, weight in ranked)


def own_part(plan: Plan, part: Part) -> StylePart | None:
    """Return what the leading style of a Plan's book has of a part, None where it has none of that name and role."""
    style = book().get(plan.style[0][0]) if plan.style else None
    meter = f"{plan.meter.numerator}/{plan.meter.denominator}"
    parts = parts_of(style, meter) if style is not None and part.name else ()
    return next((own for own in parts if (own.name, own.role) == (part.name, part.role)), None)


def _named(name: str, brief: Brief) -> Style | None:
    if name in book():
        return book()[name]
    return _of_family(name, brief) if name in FAMILIES else None


def _of_family(family: str, brief: Brief) -> Style:
    styles = [style for style in book().values() if family in style.family] or list(book().values())

    def rank(style: Style) -> tuple[float, str]:
        return _fit(style, brief) + _typical(style, family), style.name

    return max(styles, key=rank)


def _typical(style: Style, family: str) -> float:
    """Return how much a style is what its family means, rather than one for occasions or of several families."""
    is_called = any(family in name.casefold() for name in style.synonyms)
    return _FIRST * (style.family[0] == family) + _ONLY * (len(style.family) == 1) + _CALLED * is_called


def _fit(style: Style, brief: Brief) -> float:
    """Return how well a style suits a Brief, a number that has a meaning beside other styles' alone."""
    meter = meter_name(brief.meter)
    low, high = style.time.tempo_of(meter)
    names = {name for part in style.parts for name in part.instruments}
    share = sum(name in names for name in brief.instruments) / max(1, len(brief.instruments))
    wanted = _classes(brief.instruments)
    bands = [_classes(lineup.parts.values()) for lineup in style.lineups]
    likeness = max(len(band & wanted) / max(1, len(band | wanted)) for band in bands)
    own = _mode(style, brief.key.mode)
    has_mode = own is not None and own.share > 0  # what it plays where that is asked for alone is no reason to ask it
    return (
        _OWN_INSTRUMENTS * (share + likeness)
        + _OWN_METER * (meter in style.time.meters)
        + _OWN_TEMPO * (low <= brief.tempo_bpm <= high)
        + _OWN_MODE * has_mode
    )


def _classes(names: Iterable[str]) -> set[int]:
    return {find(name).class_index for name in names}


def meter_name(meter: tuple[int, int]) -> str:
    """Return a meter as the style book writes it, such as "3/4"."""
    return f"{meter[0]}/{meter[1]}"


def seats_of(brief: Brief, style: Style) -> tuple[Seat, ...]:
    """Return who has which part of a style: a seat for each of the Brief's instruments, in their order."""
    return cast(
        style,
        meter=meter_name(brief.meter),
        wanted=brief.instruments,
        banned=brief.banned,
        is_complete=True,
        has_lead="no melody" not in brief.texture,
    )


def seat_in_role(role: str, plan: Plan, brief: Brief, *, instrument: str = "") -> Seat:
    """Return the seat of who joins a Plan in a role: the style's part, played by the instrument if one is named.

    Who does not play yet is taken first. Raises KeyError for a role that nobody is ever added in, such as an effect.
    """
    meter = meter_name((plan.meter.numerator, plan.meter.denominator))
    own = [part for part in parts_of(styles_of(brief)[0][0], meter) if part.role == role]
    if instrument:
        part = next((p for p in own if instrument in p.instruments), own[0] if own else None)
        return Seat(instrument, role, part)
    taken = {part.instrument.name for part in plan.parts}
    for part in own:
        names = [name for name in part.instruments if name not in taken] or list(part.instruments)
        return Seat(names[0], role, part)
    return Seat(find(_USUAL_PLAYERS[role]).name, role, None)


@cache
def harmony_of(name: str, mode: str) -> Mode:
    """Return a style's harmony in a mode; where it has none, that of a style like it which keeps to plain scales."""
    found = _mode(book()[lender(name, mode) or name], mode)
    if found is None:
        raise KeyError(mode)
    return found


@cache
def lender(name: str, mode: str) -> str | None:
    """Return the style whose harmony in a mode one takes that has none of its own; None where it has."""
    style = book()[name]
    if _mode(style, mode) is not None:
        return None

    def kinship(other: Style) -> float:
        return len({*other.family} & {*style.family}) / len({*other.family} | {*style.family})

    relatives = sorted(book().values(), key=lambda other: (-kinship(other), other.name))
    has = (other.name for other in (*relatives, book()[_PLAINEST]) if (own := _mode(other, mode)) and not own.scale)
    return next(has)


def _mode(style: Style, mode: str) -> Mode | None:
    return style.harmony.major if mode == "major" else style.harmony.minor
