"""Drafting: what is drawn of a style before any note: tempo, key, form, harmony, who plays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from audiogenesis_desktop.score.score import TICKS_PER_BEAT, ChordAt, Meter
from audiogenesis_desktop.style.forms import Stretch, length_bars, read_form
from audiogenesis_desktop.style.style import LineUp, Mode, Part, Style
from audiogenesis_desktop.style.usual_swing import usual_swing
from audiogenesis_desktop.theory.instruments import Instrument, find
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.theory.numerals import chord_of
from audiogenesis_desktop.training.styles.grammar import Player
from audiogenesis_desktop.training.styles.players import player_of
from audiogenesis_desktop.training.styles.progressions import (
    developed,
    drawn,
    full_cadence,
    half_cadence,
    section_chords,
)

LENGTH_SECONDS = (25.0, 140.0)  # what forms are chosen for at a piece's tempo
_FEWEST_PARTS = 4
_AS_LINED_UP = 0.5


@dataclass(frozen=True, slots=True)
class Casting:
    """A part of a piece: who plays it, and how."""

    part: Part
    instrument: Instrument
    play: Player


@dataclass(frozen=True, slots=True)
class Draft:
    """What is drawn before any note; `name` seeds all further chance."""

    name: str
    style: Style
    key: Key
    mode: Mode
    meter: Meter
    bpm: int
    liveliness: float
    swing: float
    stretches: tuple[Stretch, ...]
    loops: Mapping[str, str]
    cast: tuple[Casting, ...]

    @property
    def is_rich(self) -> bool:
        """Return whether the harmony loves sevenths."""
        return "7" in self.loops["A"]

    @property
    def bars(self) -> int:
        """Return how many bars the piece has."""
        return self.stretches[-1].start_bar + self.stretches[-1].bars


def draft_of(style: Style, seed: int, attempt: int = 0) -> Draft:
    """Return what a seed draws of a style; another attempt draws anew all but the mode, so that shares hold."""
    name = f"{style.name}/{seed}/{attempt}" if attempt else f"{style.name}/{seed}"
    random = Random(name)
    liveliness, ease = random.random(), random.random()
    meter = random.choice(style.time.meters)
    bpm = _tempo(style.time.tempo_of(meter), 0.6 * liveliness + 0.4 * ease)
    numerator, denominator = meter.split("/")
    in_bars = Meter(0, int(numerator), int(denominator))
    mode = "minor" if Random(f"{style.name}/{seed}/mode").random() < style.harmony.minor_share else "major"
    harmony = style.harmony.mode(mode)
    a, b = (drawn(loops, random, varies=not harmony.scale) for loops in (harmony.a, harmony.b))
    tonic = random.randrange(12)
    return Draft(
        name=name,
        style=style,
        key=Key(tonic, mode),
        mode=harmony,
        meter=in_bars,
        bpm=bpm,
        liveliness=liveliness,
        swing=usual_swing(style.time, bpm, random),
        stretches=read_form(_plan(style, in_bars, bpm, random), style.form.strengths),
        loops={"A": a, "B": b, "C": b, "bridge": a},
        cast=_cast(style, meter, name, random),
    )


def _tempo(limits: tuple[int, int], place: float) -> int:
    return round(limits[0] + (limits[1] - limits[0]) * place)


def _plan(style: Style, meter: Meter, bpm: int, random: Random) -> str:
    bar_seconds = meter.bar_ticks / TICKS_PER_BEAT * 60 / bpm
    low, high = LENGTH_SECONDS
    plans = style.form.plans
    fitting = [plan for plan in plans if low <= length_bars(plan) * bar_seconds <= high]
    return random.choice(fitting) if fitting else min(plans, key=length_bars)


def _cast(style: Style, meter: str, name: str, random: Random) -> tuple[Casting, ...]:
    """Return who plays: one of the style's line-ups, or as often its parts by chance, instruments drawn."""
    drawn: list[tuple[bool, Casting]] = []
    for part in style.parts:
        is_in = random.random() < part.chance
        taken = [casting.instrument.name for in_it, casting in drawn if in_it]
        free = [instrument for instrument in part.instruments if instrument not in taken]
        instrument = find(random.choice(free or part.instruments))
        play = player_of(random.choice(part.plays))
        if part.meter in ("", meter):
            drawn.append((is_in, Casting(part, instrument, play)))
    own = Random(f"{name}/line-up")
    if own.random() < _AS_LINED_UP:
        return _lined_up(drawn, own.choice(style.lineups))
    return _filled(drawn, style.essential)


def _lined_up(drawn: list[tuple[bool, Casting]], lineup: LineUp) -> tuple[Casting, ...]:
    """Return the parts that a line-up has, on its instruments."""
    return tuple(
        replace(casting, instrument=find(lineup.parts[casting.part.name]))
        for _, casting in drawn
        if casting.part.name in lineup.parts
    )


def _filled(drawn: list[tuple[bool, Casting]], essential: tuple[str, ...]) -> tuple[Casting, ...]:
    """Return the parts that are in, and of those left out by chance the first of each essential role that is missing.

    A piece of one or two parts is thin unless its style is, so what chance left out first comes in again, too.
    """
    playing = {casting.part.role for is_in, casting in drawn if is_in}
    lacking = [role for role in essential if role not in playing]
    missing = min(_FEWEST_PARTS, len(drawn)) - sum(is_in for is_in, _ in drawn)
    cast: list[Casting] = []
    for is_in, casting in drawn:
        is_lacking = not is_in and casting.part.role in lacking
        if is_in or is_lacking or missing > 0:
            missing -= not is_in
            lacking = [role for role in lacking if role != casting.part.role]
            cast.append(casting)
    return tuple(cast)


def chords_of(draft: Draft, index: int) -> tuple[ChordAt, ...]:
    """Return a section's chords from its own start, with the cadence that leads on or home."""
    stretch = draft.stretches[index]
    loop = developed(
        draft.loops[stretch.letter],
        stretch.bars,
        random=Random(f"{draft.name}/harmony/{stretch.letter}"),
        spice=draft.style.harmony.spice,
        halves=draft.meter.numerator != 3,
        varies=not draft.mode.scale,  # what stands in for a chord would leave a mode of its own
    )
    cadence = _cadence(draft, index, loop)
    return section_chords(loop, stretch.bars, key=draft.key, bar_ticks=draft.meter.bar_ticks, cadence=cadence)


def _cadence(draft: Draft, index: int, loop: str) -> str:
    """Return the last bars of a section: home at the end of all, else to where the next section begins at home."""
    if index == len(draft.stretches) - 1:
        return draft.mode.cadence or full_cadence(draft.key, is_rich=draft.is_rich)
    bars = draft.stretches[index].bars
    first = draft.loops[draft.stretches[index + 1].letter].split()[0].split(",")[0]
    if bars < 4 or chord_of(first, draft.key).root != draft.key.tonic:
        return ""
    if draft.mode.turn is not None:
        return draft.mode.turn
    return half_cadence(loop, bars, key=draft.key, is_rich=draft.is_rich)
