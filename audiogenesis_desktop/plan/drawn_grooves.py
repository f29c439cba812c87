"""Drawn grooves: what each part strikes in each section: a pattern of its style, the same where a letter returns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from random import Random

from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.phrases import letter_of
from audiogenesis_desktop.plan.plan import Groove, Strike
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.drums import KEYS, LIGHT, read_grid
from audiogenesis_desktop.style.patterns import cells_of
from audiogenesis_desktop.style.plays import BassLine, Figure, Hands, Kit, Pedal, Play, TunedDrum, Walking

LIGHT_BELOW = 0.45  # of a section's strength, below which drums are light
_CONTRASTS, _RIDES = ("B", "C", "bridge"), 0.4
_SIXTEENTH = TICKS_PER_BEAT // 4
_STEPS = (60, 80, 120, 160, 240, 320, 480, 640, 960, 1440, 1920, 3840)  # ticks: halves, thirds and quarters of beats
_CLAPS = KEYS["clap"]


def draw_grooves(
    form: Form,
    seats: Sequence[Seat],
    active: Sequence[Collection[int]],
    *,
    meter: Meter,
    texture: Collection[str] = (),
    seed: int = 0,
) -> tuple[Mapping[int, Groove], ...]:
    """Return what parts strike in each section, by track id; the same arguments give the same.

    Parts whose style tells no pattern for this meter have none; `texture` may ask for claps.
    """
    found: list[dict[int, Groove]] = []
    for i, kind in enumerate(form.kinds):
        here = dict[int, Groove]()
        for number in sorted(active[i]):
            groove = _drawn(seats[number], number, kind, form.strengths[i], meter=meter, seed=seed)
            if groove is not None:
                here[number] = groove
        found.append(_clapped(here, seats, meter) if "claps" in texture else here)
    return tuple(found)


def _drawn(seat: Seat, number: int, kind: str, strength: float, *, meter: Meter, seed: int) -> Groove | None:
    """Return what a seat strikes in sections of a kind: one habit for the whole piece, light where that is weak."""
    if seat.part is None:
        return None
    habit = Random(f"groove/{seed}/{number}")
    play = habit.choice(seat.part.plays)
    contrast = Random(f"groove/{seed}/{number}/{letter_of(kind)}")
    if isinstance(play, Kit | Hands):
        return _of_grids(play, kind, strength, meter=meter, habit=habit, chance=contrast.random())
    if isinstance(play, Walking):
        return _of_ticks(range(0, meter.bar_ticks, TICKS_PER_BEAT), 1)
    if isinstance(play, Pedal):
        return Groove(2, (Strike(0),))
    patterns = _patterns(play)
    fitting = [pattern for pattern in patterns if _fits(pattern, meter)]
    return _of_pattern(habit.choice(fitting), meter) if fitting else None


def _patterns(play: Play) -> tuple[str, ...]:
    return play.patterns if isinstance(play, Figure | BassLine | TunedDrum) else ()


def _fits(pattern: str, meter: Meter) -> bool:
    """Return whether each bar's steps fall on this meter's halves, thirds and quarters of beats."""
    return all(
        meter.bar_ticks % len(cell) == 0 and meter.bar_ticks // len(cell) in _STEPS for cell in cells_of(pattern)
    )


def _of_ticks(ticks: Iterable[int], bars: int) -> Groove:
    return Groove(bars, tuple(Strike(tick) for tick in sorted({*ticks})))


def _of_pattern(pattern: str, meter: Meter) -> Groove:
    return _of_ticks(_struck(pattern, meter), len(cells_of(pattern)))


def _struck(pattern: str, meter: Meter) -> list[int]:
    """Return where the notes of a pattern begin, in ticks from its start."""
    found = []
    for bar, cell in enumerate(cells_of(pattern)):
        step = meter.bar_ticks // len(cell)
        found += [bar * meter.bar_ticks + i * step for i, symbol in enumerate(cell) if symbol not in ".-"]
    return found


def _of_grids(
    play: Kit | Hands, kind: str, strength: float, *, meter: Meter, habit: Random, chance: float
) -> Groove | None:
    grids = [read_grid(grid) for grid in play.grids]
    fitting = [grid for grid in grids if all(_fits(pattern, meter) for pattern in grid.values())]
    if not fitting:
        fitting = [fitted for grid in grids if (fitted := _in_meter(grid, meter))]
    if not fitting:
        return None
    grid = habit.choice(fitting)
    if isinstance(play, Kit) and kind in _CONTRASTS and chance < _RIDES:
        grid = {"ride" if drum == "hat" else drum: pattern for drum, pattern in grid.items()}
    if strength < LIGHT_BELOW:
        grid = {drum: pattern for drum, pattern in grid.items() if drum in LIGHT} or grid
    return _of_grid(grid, meter)


def _of_grid(grid: Mapping[str, str], meter: Meter) -> Groove:
    bars = max(len(cells_of(pattern)) for pattern in grid.values())
    strikes = set[Strike]()
    for drum, pattern in grid.items():
        length = len(cells_of(pattern)) * meter.bar_ticks
        for start in range(0, bars * meter.bar_ticks, length):
            strikes |= {
                Strike(start + tick, KEYS[drum])
                for tick in _struck(pattern, meter)
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


def _clapped(grooves: dict[int, Groove], seats: Sequence[Seat], meter: Meter) -> dict[int, Groove]:
    """Return grooves with claps on the back beats, by the drummer or who else beats time."""
    beating = [number for number in grooves if seats[number].instrument == "drums"]
    players = [number for number in beating if seats[number].role in ("drums", "percussion")]
    if not players:
        return grooves
    groove = grooves[players[0]]
    claps = {
        Strike(bar * meter.bar_ticks + beat * TICKS_PER_BEAT, _CLAPS)
        for bar in range(groove.bars)
        for beat in range(1, meter.bar_ticks // TICKS_PER_BEAT, 2)
    }
    kept = {strike for strike in groove.strikes if strike.key != _CLAPS}
    return grooves | {players[0]: Groove(groove.bars, tuple(sorted(kept | claps)))}
