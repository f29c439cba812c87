"""Parts: who plays a piece, in which role and register, and in which sections."""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.fullness import AS_USUAL, beyond_usual
from audiogenesis_desktop.plan.arcs import is_without_drums
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.plan import Part
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.mixing import mix_of
from audiogenesis_desktop.style.plays import Double, Figure, Thirds, Walking
from audiogenesis_desktop.style.registers import CHORDAL, OCTAVE, Line, moves_apart, within
from audiogenesis_desktop.style.style import Part as StylePart
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.instruments import CLASSES, Instrument, find

_TUNES, _BEATS, _GROUND = ("lead", "second voice"), ("drums", "percussion"), ("bass", "effect")
_CHORDS_FROM = 3  # voices from which an instrument can play chords
# Where an instrument that the style has no part for plays, in semitones about middle C, and from which strength on.
_USUAL = {"bass": (28, 52), "lead": (60, 84), "second voice": (55, 79), "pad": (50, 76)}
_STRANGER_ENTERS = 0.45
_USUAL_LEVEL = 76
# By role how loud parts are played beside their style's level: middle velocities of 3,500 tracks of our writer's.
_PLAYED = {
    "drums": 1.08,
    "percussion": 1.1,
    "bass": 1.1,
    "chords": 1.06,
    "figure": 1.05,
    "pad": 1.14,
    "lead": 1.18,
    "second voice": 1.08,
    "effect": 0.86,
}
_YIELDING = 1.0  # of chord parts to the tune, beside being clear of each other
_UNDER = (-9, -3)  # semitones from the lead that a second voice lies which sings under it
_ROOTS, _WALKS = 15, 18  # semitones from the lowest that a bass has roots in, and that it walks in, as our writer has
_ABOVE = 5  # semitones from which on chords are meant to lie above the tune
_CHORDS_SPAN = 15  # semitones that chords need
_LIFT = 6  # semitones by which the happiest music lies higher than what is neither happy nor sad
_LIGHTER, _FULLER = 0.7, 0.25
_BY_FULLNESS = 0.4
_MOST_UNUSUAL = 0.4  # of density beside a style's own: what is farther from it changes no more


def parts_of(seats: Sequence[Seat], texture: Collection[str], *, valence: float = 0.0) -> tuple[Part, ...]:
    """Return a part for each seat, its number as track id; chordal ones keep out of each other's octave if they can.

    `valence` -1..1 raises or lowers all that is pitched but the bass: bright music lies higher.
    """
    parts = [_part(number, seat, texture) for number, seat in enumerate(seats)]
    lift = min(round(_LIFT * valence), _room_above([part for part in parts if part.role == "lead"]))
    moves = moves_apart([_line(part, seat) for part, seat in zip(parts, seats, strict=True)], yielding=_YIELDING)
    apart = [_moved(part, by) for part, by in zip(parts, moves, strict=True)]
    ground = _ground(apart)
    lifted = [_lifted(part, min(lift, 0) if part is ground else lift) for part in apart]
    lead = next((part for part in lifted if part.role == "lead"), None)
    beside = (_beside(part, seat, lead) for part, seat in zip(lifted, seats, strict=True))
    return tuple(_under(part, lead) for part in beside)


def _ground(parts: Sequence[Part]) -> Part | None:
    """Return who has the lowest chords where nobody plays bass: it does not rise with bright music."""
    chordal = [part for part in parts if part.role in CHORDAL]
    return None if any(part.role == "bass" for part in parts) else min(chordal, key=_middle, default=None)


def _lifted(part: Part, lift: int) -> Part:
    return part if part.role == "bass" else _moved(part, lift)


def _room_above(leads: Sequence[Part]) -> int:
    """Return how many semitones the first lead can rise: chords that rose on would lie above it."""
    return next((max(0, part.instrument.pitch_range[1] - part.register[1]) for part in leads), _LIFT)


def _under(part: Part, lead: Part | None) -> Part:
    """Return a chord part, unless it lies clearly above the lead, without what it has in the lead's upper half."""
    if lead is None or part.role not in CHORDAL or _middle(part) >= _middle(lead) + _ABOVE:
        return part
    low, high = part.register
    highest = max(low + _CHORDS_SPAN, round(_middle(lead)) - 2)
    return replace(part, register=(low, min(high, highest)))


def _middle(part: Part) -> float:
    return sum(part.register) / 2


def _part(number: int, seat: Seat, texture: Collection[str]) -> Part:
    instrument, own = find(seat.instrument), seat.part
    kit = "brush kit" if "brushes" in texture and seat.role == "drums" else own.kit if own else ""
    return Part(
        number,
        instrument,
        role=_role(seat, instrument, texture),
        name=own.name if own else "",
        register=_register(seat, instrument),
        level=_level(own),
        mix=mix_of(seat.role, instrument, own),
        kit=kit if instrument.is_drums else "",
    )


def _level(own: StylePart | None) -> int:
    """Return the usual velocity of a part as its style's pieces are played, which is what players learned of it."""
    return min(127, round(own.level * _PLAYED[own.role])) if own else _USUAL_LEVEL


def _role(seat: Seat, instrument: Instrument, texture: Collection[str]) -> str:
    """Return the seat's role; where no melody is wanted, who can play chords does."""
    if "no melody" in texture and seat.role in _TUNES and CLASSES[instrument.class_index].voices >= _CHORDS_FROM:
        return "figure"
    return seat.role


def _register(seat: Seat, instrument: Instrument) -> tuple[int, int]:
    reach = instrument.pitch_range
    if instrument.is_drums:
        return reach
    low, high = within(seat.part.register if seat.part else _USUAL.get(seat.role, reach), reach)
    if seat.part and seat.role == "bass":  # or it is played in the middle of what it could play
        walks = any(isinstance(play, Walking) for play in seat.part.plays)
        high = min(high, low + (_WALKS if walks else _ROOTS))
    return low, high


def _line(part: Part, seat: Seat) -> Line:
    plays = seat.part.plays if seat.part else ()
    doubles = any(isinstance(play, Figure) and play.colour == "fifths" for play in plays)
    return Line(part.role, part.register, part.instrument.pitch_range, doubles=doubles)


def _moved(part: Part, by: int) -> Part:
    """Return a part so many semitones higher, as far as its instrument reaches and has room."""
    low, high = part.instrument.pitch_range
    register = max(low, part.register[0] + by), min(high, part.register[1] + by)
    has_room = not part.instrument.is_drums and register[1] - register[0] >= OCTAVE
    return replace(part, register=register) if has_room else part


def _beside(part: Part, seat: Seat, lead: Part | None) -> Part:
    """Return a part that only ever doubles the lead, or sings a third under it, where that lies; others as they are."""
    plays = seat.part.plays if seat.part else ()
    if lead is None or not plays or not all(isinstance(play, Double | Thirds) for play in plays):
        return part
    low, high = lead.register
    steps = [(12 * play.octaves, 12 * play.octaves) if isinstance(play, Double) else _UNDER for play in plays]
    wanted = min(low + down for down, _ in steps), max(high + up for _, up in steps)
    return replace(part, register=within(wanted, part.instrument.pitch_range))


def fullness_of(brief: Brief, style: Style) -> float:
    """Return how much fuller, -1..1, a piece is to be than its style usually is; 0 where nobody tells its density."""
    beyond = beyond_usual(brief, style)
    return math.copysign(min(1.0, max(0.0, (abs(beyond) - AS_USUAL) / (_MOST_UNUSUAL - AS_USUAL))), beyond)


def who_plays(
    form: Form,
    seats: Sequence[Seat],
    parts: Sequence[Part],
    *,
    arc: Collection[str],
    texture: Collection[str],
    fullness: float = 0.0,
    named: Collection[str] = (),
) -> tuple[frozenset[int], ...]:
    """Return the track ids that play in each section: by its strength, as the style's parts enter and leave.

    `fullness` -1..1, which is beside the style's own, lets them enter sooner or later. Those who play instruments that
    are `named` play in more than half of the piece, but for drums.
    Somebody plays in every section, no bass alone if it can be, and everybody in one at least, but for tunes where no
    melody is wanted.
    """
    rests = {part.track_id for part in parts if "no melody" in texture and part.role in _TUNES}
    if len(rests) == len(parts):
        rests = set()
    found = []
    for i in range(len(form.kinds)):
        strength = min(1.0, _felt(form.strengths[i], texture) + _BY_FULLNESS * fullness)
        silent = rests | (_drummers(parts) if is_without_drums(form, i, arc) else set())
        free = [n for n in range(len(parts)) if n not in silent] or list(range(len(parts)))
        playing = [n for n in free if _missed(seats[n], strength) <= 0]
        found.append(set(playing or [min(free, key=lambda n: (_missed(seats[n], strength), seats[n].role in _BEATS))]))
    _with_everybody(found, form, seats, rests)
    for number, seat in enumerate(seats):
        if seat.instrument in named and number not in rests and seat.role not in _BEATS:
            _let_be_heard(number, found, form, seat)
    for playing_now, strength in zip(found, form.strengths, strict=True):
        _over_the_ground(playing_now, strength, seats, rests)
    return tuple(map(frozenset, found))


def _let_be_heard(number: int, found: list[set[int]], form: Form, seat: Seat) -> None:
    """Let a player play in more than half of the bars: in the sections that suit it best."""
    lengths = [end - start for start, end in zip(form.starts, form.ends, strict=True)]
    there = sum(bars for bars, playing in zip(lengths, found, strict=True) if number in playing)
    for i in sorted(range(len(found)), key=lambda i: (_missed(seat, form.strengths[i]), -lengths[i])):
        if 2 * there > sum(lengths):
            return
        there += lengths[i] if number not in found[i] else 0
        found[i].add(number)


def _over_the_ground(playing: set[int], strength: float, seats: Sequence[Seat], rests: Collection[int]) -> None:
    """Let somebody play over a bass that would be alone, if anybody can: whom the section's strength suits best."""
    others = [n for n, seat in enumerate(seats) if seat.role not in (*_BEATS, *_GROUND) and n not in rests]
    if others and all(seats[n].role in _GROUND for n in playing):
        playing.add(min(others, key=lambda n: (_missed(seats[n], strength), seats[n].role in _TUNES)))


def _felt(strength: float, texture: Collection[str]) -> float:
    """Return the strength by which parts enter: a sparse piece has fewer, a full one more."""
    if "sparse" in texture:
        return strength * _LIGHTER
    return min(1.0, strength + _FULLER) if "full" in texture and strength >= 0.5 else strength


def _drummers(parts: Sequence[Part]) -> set[int]:
    return {part.track_id for part in parts if part.role in _BEATS}


def _bounds(seat: Seat) -> tuple[float, float]:
    return (seat.part.enters, seat.part.leaves) if seat.part else (_STRANGER_ENTERS, 1.0)


def _missed(seat: Seat, strength: float) -> float:
    """Return by how much a section is too weak or too strong for a seat, 0 where it plays."""
    enters, leaves = _bounds(seat)
    return max(0.0, enters - strength, strength - leaves)


def _with_everybody(found: list[set[int]], form: Form, seats: Sequence[Seat], rests: Collection[int]) -> None:
    """Let those who play nowhere, the last chord's bar apart, play in the sections that suit them best."""
    lengths = [end - start for start, end in zip(form.starts, form.ends, strict=True)]
    whole = [i for i, bars in enumerate(lengths) if bars > 1] or list(range(len(found)))
    everywhere = set().union(*(found[i] for i in whole))
    for number, seat in enumerate(seats):
        if number not in everywhere and number not in rests:
            missed = {i: _missed(seat, form.strengths[i]) for i in whole}
            for i, by in missed.items():
                if by <= min(missed.values()):
                    found[i].add(number)
