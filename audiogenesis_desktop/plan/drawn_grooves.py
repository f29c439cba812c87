"""Drawn grooves: what each part strikes in each section: a pattern of its style, the same where a letter returns."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from math import lcm
from random import Random
from typing import NamedTuple, TypeVar

from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.phrases import letter_of
from audiogenesis_desktop.plan.plan import Groove, Strike
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.drums import KEYS, LIGHT, read_grid
from audiogenesis_desktop.style.patterns import cells_of
from audiogenesis_desktop.style.plays import (
    BassLine,
    Double,
    Drone,
    Figure,
    GuideLine,
    Hands,
    Kit,
    Pad,
    Pedal,
    Play,
    Roll,
    Thirds,
    Tune,
    TunedDrum,
    Walking,
)
from audiogenesis_desktop.style.registers import CHORDAL
from audiogenesis_desktop.style.rhythms import drawn

LIGHT_BELOW = 0.45  # of a section's strength, below which drums are light
_CONTRASTS, _RIDES = ("B", "C", "bridge"), 0.4
_DRAWN = 4  # motifs for what contrasts
_TURNS, _TURNING_BARS = (0.0, 0.12, 0.0, 0.55), 8  # how likely each of four bars is from another pattern, over how many
_SIXTEENTH = TICKS_PER_BEAT // 4
_STEPS = (60, 80, 120, 160, 240, 320, 480, 640, 960, 1440, 1920, 3840)  # ticks: halves, thirds and quarters of beats
Option = TypeVar("Option")
Grid = tuple[tuple[str, str], ...]  # drums, each with its pattern
_BACK_BEATS = {KEYS["snare"], KEYS["clap"], KEYS["rim"]}


class _Added(NamedTuple):
    """Strikes of one drum on each `every`-th beat from `first` on, at these parts of the beat."""

    key: int
    first: int = 0
    every: int = 1
    within: tuple[float, ...] = (0.0,)


_ADDED = {
    "claps": _Added(KEYS["clap"], first=1, every=2),
    "ticking": _Added(KEYS["block"]),
    "heartbeat": _Added(KEYS["low"], every=2, within=(0.0, 0.5)),
}


def draw_grooves(
    form: Form,
    seats: Sequence[Seat],
    active: Sequence[Collection[int]],
    *,
    meter: Meter,
    texture: Collection[str] = (),
    fullness: float = 0.0,
    seed: int = 0,
) -> tuple[Mapping[int, Groove], ...]:
    """Return what parts strike in each section, by track id; the same arguments give the same.

    Parts whose style tells no pattern for this meter have none; `texture` may ask for claps, ticking, a heartbeat or
    half-time. `fullness` -1..1 prefers the style's sparsest or busiest patterns; 0 takes what is drawn.
    """
    found: list[dict[int, Groove]] = []
    drawn: dict[tuple[int, str, bool], Groove | None] = {}
    for i, kind in enumerate(form.kinds):
        letter, is_light = letter_of(kind), form.strengths[i] < LIGHT_BELOW
        here = dict[int, Groove]()
        for number in sorted(active[i]):
            key = number, letter, is_light
            if key not in drawn:
                drawn[key] = _drawn(
                    seats[number], number, letter, is_light=is_light, meter=meter, fullness=fullness, seed=seed
                )
            groove = drawn[key]
            if groove is not None:
                here[number] = groove
        here |= _followed(here, active[i], seats, seed=seed)
        found.append(_textured(here, active[i], seats, meter, texture))
    return tuple(found)


def habit_of(seat: Seat, number: int, *, seed: int) -> tuple[Play | None, Random]:
    """Return how a seat plays throughout a piece, None where its style does not say, and what it draws from next."""
    habit = Random(f"groove/{seed}/{number}")
    return habit.choice(seat.part.plays) if seat.part is not None else None, habit


def has_grids(seat: Seat, meter: Meter) -> bool:
    """Return whether a drummer's or percussionist's style has anything to strike in a meter; of others True."""
    plays = [play for play in seat.part.plays if isinstance(play, Kit | Hands)] if seat.part else []
    return not plays or any(fitting_grids(play.grids, meter) for play in plays)


def _drawn(
    seat: Seat, number: int, letter: str, *, is_light: bool, meter: Meter, fullness: float, seed: int
) -> Groove | None:
    """Return what a seat strikes in sections of a letter: one habit for the whole piece, light where that is weak."""
    play, habit = habit_of(seat, number, seed=seed)
    if isinstance(play, Roll) or (play is None and seat.role == "effect"):
        return Groove(1, ())  # what leads into sections is told as fills
    if play is None:
        return None
    if isinstance(play, Kit | Hands):
        rides = letter in _CONTRASTS and Random(f"groove/{seed}/{number}/{letter}").random() < _RIDES
        grids = fitting_grids(play.grids, meter)
        grid = _preferred(grids, habit, fullness, by=lambda grid: _strikes_a_bar(p for _, p in grid)) if grids else ()
        return _of_grid_as(grid, meter, rides=rides and isinstance(play, Kit), is_light=is_light) if grid else None
    if isinstance(play, Walking):
        return _of_ticks(range(0, meter.bar_ticks, TICKS_PER_BEAT), 1)
    if isinstance(play, Pad | Drone | GuideLine):
        return Groove(1, (Strike(0),))
    if isinstance(play, Pedal):
        return Groove(2, (Strike(0),))
    if isinstance(play, Tune):
        return _of_tune(play, meter, letter, f"groove/{seed}/{number}", fullness)
    fitting = [pattern for pattern in _patterns(play) if _fits(pattern, meter)]
    if not fitting:
        return None
    home = _preferred(fitting, habit, fullness, by=_busy)
    if letter not in _CONTRASTS:
        return _turning(home, _preferred(fitting, habit, fullness, by=_busy), meter, random=habit)
    own = Random(f"groove/{seed}/{number}/{letter}/pattern")
    others = [pattern for pattern in fitting if struck(pattern, meter) != struck(home, meter)]
    first, second = others if others and seat.role in CHORDAL else fitting, fitting
    pattern, other = (_preferred(each, own, fullness, by=_busy) for each in (first, second))
    return _turning(pattern, other, meter, random=own)


def _preferred(options: Sequence[Option], random: Random, fullness: float, *, by: Callable[[Option], float]) -> Option:
    """Return what is drawn of some options; of several draws the busiest or sparsest where that is preferred."""
    drawn = [random.choice(options) for _ in range(1 + round(_DRAWN * abs(fullness)))]
    return drawn[0] if not fullness else max(drawn, key=by) if fullness > 0 else min(drawn, key=by)


def _busy(pattern: str) -> float:
    return _strikes_a_bar((pattern,))


def _strikes_a_bar(patterns: Iterable[str]) -> float:
    """Return how many notes begin in a bar of patterns that sound together."""
    cells = [cells_of(pattern) for pattern in patterns]
    return sum(sum(symbol not in ".-" for cell in bars for symbol in cell) / len(bars) for bars in cells)


def _followed(
    grooves: Mapping[int, Groove], playing: Collection[int], seats: Sequence[Seat], *, seed: int
) -> dict[int, Groove]:
    """Return the tune's rhythm for those who double it or sing under it, where somebody has the tune."""
    tune = next((grooves[n] for n in sorted(playing) if seats[n].role == "lead" and n in grooves), None)
    if tune is None:
        return {}
    return {n: tune for n in playing if isinstance(habit_of(seats[n], n, seed=seed)[0], Double | Thirds)}


def _of_tune(play: Tune, meter: Meter, letter: str, habit: str, fullness: float) -> Groove | None:
    """Return the rhythm of a tune's motif in sections of a letter, None where its characters have none for a meter.

    What contrasts has, of some that are drawn, the one that is least like A's.
    """
    home = _motif(play, meter, Random(f"{habit}/A/tune"), fullness)
    if letter not in _CONTRASTS or home is None:
        return home
    random = Random(f"{habit}/{letter}/tune")
    motifs = [motif for _ in range(_DRAWN) if (motif := _motif(play, meter, random, fullness)) is not None]
    return min(motifs, key=lambda motif: len({*motif.strikes} & {*home.strikes}) / len(motif.strikes), default=home)


def _motif(play: Tune, meter: Meter, random: Random, fullness: float) -> Groove | None:
    name = f"{meter.numerator}/{meter.denominator}"
    try:
        rhythms = [drawn(random.choice(play.rhythms), name, random) for _ in range(1 + round(_DRAWN * abs(fullness)))]
    except KeyError:
        return None
    rhythm = rhythms[0] if not fullness else (max if fullness > 0 else min)(rhythms, key=_busy)
    return _of_ticks(struck(rhythm, meter), 2) if _fits(rhythm, meter) else None


def _patterns(play: Play) -> tuple[str, ...]:
    return play.patterns if isinstance(play, Figure | BassLine | TunedDrum) else ()


def _fits(pattern: str, meter: Meter) -> bool:
    """Return whether each bar's steps fall on this meter's halves, thirds and quarters of beats."""
    return all(
        meter.bar_ticks % len(cell) == 0 and meter.bar_ticks // len(cell) in _STEPS for cell in cells_of(pattern)
    )


def _of_ticks(ticks: Iterable[int], bars: int) -> Groove:
    return Groove(bars, tuple(Strike(tick) for tick in sorted({*ticks})))


def _turning(pattern: str, other: str, meter: Meter, *, random: Random) -> Groove:
    """Return the groove of a pattern; some bars, mostly every other fourth, are from another, as people play."""
    lengths = [len(cells_of(each)) for each in (pattern, other)]
    bars = lengths[0] if other == pattern else lcm(_TURNING_BARS, *lengths)
    found: list[int] = []
    for bar in range(bars):
        turns = random.random() < _TURNS[bar % len(_TURNS)]
        cell = cells_of(other if turns else pattern)
        found += [bar * meter.bar_ticks + tick for tick in struck(cell[bar % len(cell)], meter)]
    return _of_ticks(found, bars)


def struck(pattern: str, meter: Meter) -> list[int]:
    """Return where the notes of a pattern begin, in ticks from its start."""
    found = []
    for bar, cell in enumerate(cells_of(pattern)):
        step = meter.bar_ticks // len(cell)
        found += [bar * meter.bar_ticks + i * step for i, symbol in enumerate(cell) if symbol not in ".-"]
    return found


def _of_grid_as(grid: Grid, meter: Meter, *, rides: bool, is_light: bool) -> Groove:
    drums = {"ride" if rides and drum == "hat" else drum: pattern for drum, pattern in grid}
    if is_light:
        drums = {drum: pattern for drum, pattern in drums.items() if drum in LIGHT} or drums
    return _of_grid(tuple(drums.items()), meter)


@cache
def fitting_grids(grids: tuple[str, ...], meter: Meter) -> tuple[Grid, ...]:
    """Return those of some grids that a meter has room for, or else what can be cut of them to fit it."""
    read = [read_grid(grid) for grid in grids]
    fitting = [grid for grid in read if all(_fits(pattern, meter) for pattern in grid.values())]
    if not fitting:
        fitting = [fitted for grid in read if (fitted := _in_meter(grid, meter))]
    return tuple(tuple(grid.items()) for grid in fitting)


@cache
def _of_grid(grid: Grid, meter: Meter) -> Groove:
    bars = max(len(cells_of(pattern)) for _, pattern in grid)
    strikes = set[Strike]()
    for drum, pattern in grid:
        length = len(cells_of(pattern)) * meter.bar_ticks
        for start in range(0, bars * meter.bar_ticks, length):
            strikes |= {
                Strike(start + tick, KEYS[drum])
                for tick in struck(pattern, meter)
                if start + tick < bars * meter.bar_ticks
            }
    return Groove(bars, tuple(sorted(strikes)))


def _in_meter(grid: Mapping[str, str], meter: Meter) -> dict[str, str]:
    """Return a grid of sixteenths cut to bars of other quarters, or gone on with from its start; {} if it is none."""
    cells = {drum: cells_of(pattern)[0] for drum, pattern in grid.items()}
    steps = meter.bar_ticks // _SIXTEENTH
    if meter.denominator != 4 or any(len(cell) != 16 for cell in cells.values()):
        return {}
    return {drum: (cell * 2)[:steps] for drum, cell in cells.items()}


def _textured(
    grooves: dict[int, Groove], playing: Collection[int], seats: Sequence[Seat], meter: Meter, texture: Collection[str]
) -> dict[int, Groove]:
    """Return grooves with what a texture adds to or takes from one who plays drums: the percussionist, or the drummer.

    Who has no groove of the style strikes that alone.
    """
    wanted = [name for name in _ADDED if name in texture]
    players = sorted(number for number in playing if seats[number].instrument == "drums")
    if not players or not (wanted or "half-time" in texture):
        return grooves
    found = dict(grooves)
    for name in wanted:
        number = next((n for n in players if seats[n].role == "percussion"), players[0])
        groove = found.get(number, Groove(1, ()))
        found[number] = _with_strikes(groove, name, meter)
    if "half-time" in texture:
        halved = {n: _in_half_time(found[n], meter) for n in players if n in found and seats[n].role == "drums"}
        found |= halved
    return found


def _with_strikes(groove: Groove, name: str, meter: Meter) -> Groove:
    """Return a groove with one of `_ADDED` in every bar, in place of what its drum did."""
    added = _ADDED[name]
    beats = meter.bar_ticks // TICKS_PER_BEAT
    here = {
        Strike(bar * meter.bar_ticks + beat * TICKS_PER_BEAT + round(within * TICKS_PER_BEAT), added.key)
        for bar in range(groove.bars)
        for beat in range(added.first, beats, added.every)
        for within in added.within
    }
    kept = {strike for strike in groove.strikes if strike.key != added.key}
    return Groove(groove.bars, tuple(sorted(kept | here)))


def _in_half_time(groove: Groove, meter: Meter) -> Groove:
    """Return a groove whose back beat falls on the middle of the bar alone."""
    backs = {strike.key for strike in groove.strikes} & _BACK_BEATS
    middle = meter.bar_ticks // 2 // TICKS_PER_BEAT * TICKS_PER_BEAT
    here = {Strike(bar * meter.bar_ticks + middle, key) for bar in range(groove.bars) for key in backs}
    kept = {strike for strike in groove.strikes if strike.key not in backs}
    return Groove(groove.bars, tuple(sorted(kept | here)))
