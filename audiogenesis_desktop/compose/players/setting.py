"""A Plan as players are told it: a Band, bar by bar, in C major or A minor and grid units."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.players.vocabulary import GRID_PER_BEAT, LONGEST_BAR, TICKS_PER_GRID, Ints, note_keys
from audiogenesis_desktop.compose.setting import as_measured, bars_played, key_shift, setting_of
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.score import TICKS_PER_BEAT
from audiogenesis_desktop.style.roles import ROLES

Floats = npt.NDArray[np.float32]

FREE_KEY = 128  # of a groove's strike: the pitch is the player's choice
REGISTER_STEP, LEVEL_STEP = 6, 8
REGISTERS, LEVELS = 128 // REGISTER_STEP + 1, 128 // LEVEL_STEP
FALLS, STEADY, RISES, LAST = range(4)  # how the next section's energy differs
_NOTICED = 0.06  # less is steady
TEXT_SIZE = 384
_FACTS_SIZE = 12  # numbers of `piece_vector` before the styles


@dataclass(frozen=True, slots=True)
class Player:
    """What is told of one player in every bar.

    `role` is an index of `ROLES`, `kind` an instrument class; `low` and `high` bound the register as the network sees
    pitches, `level` is the usual velocity. `playing` (bars,) says in which bars it plays; `groove` (m, 3) has bar,
    place and key (or FREE_KEY) of each strike that is told, sorted.
    """

    role: int
    kind: int
    is_drums: bool
    low: int
    high: int
    level: int
    playing: npt.NDArray[np.bool_]
    groove: Ints


@dataclass(frozen=True, slots=True)
class Band:
    """All that is told of a piece before its first note.

    `form` has what `compose.features` tells bar by bar; `bar_length` is in grid units; `slopes` (bars,) of FALLS ..
    LAST; `players` stand as the Plan's parts do; `facts` is a `piece_vector`, `text` an embedding.
    """

    form: Setting
    bar_length: int
    slopes: Ints
    players: tuple[Player, ...]
    facts: Floats
    text: Floats

    @property
    def bars(self) -> int:
        """Return how many bars there are, the last chord's counted whole."""
        return self.form.bar_count

    def turns(self) -> tuple[int, ...]:
        """Return the players' numbers in the order of their turns within a bar."""
        return tuple(sorted(range(len(self.players)), key=lambda number: (self.players[number].role, number)))


def band_of(plan: Plan, *, facts: Floats, text: Sequence[float] | Floats = ()) -> Band:
    """Return what players are told of a Plan; raises BadInput where its bars are longer than eight beats."""
    bar_length = plan.meter.bar_ticks // TICKS_PER_GRID
    if bar_length > LONGEST_BAR:
        raise BadInput(f"Bars of {bar_length / GRID_PER_BEAT:g} beats are too long to be composed: eight are the most.")
    embedding = np.asarray(text, dtype=np.float32) if len(text) else np.zeros(TEXT_SIZE, dtype=np.float32)
    form = setting_of(plan)
    players = tuple(_player(plan, part, form) for part in plan.parts)
    return Band(form, bar_length, _slopes(plan, form.bar_count), players, facts, embedding)


def _player(plan: Plan, part: Part, form: Setting) -> Player:
    is_drums = part.instrument.is_drums
    shift = 0 if is_drums else key_shift(plan)
    low, high = (min(max(pitch - shift, 0), 127) for pitch in part.register)
    return Player(
        role=ROLES.index(part.role),
        kind=part.instrument.class_index,
        is_drums=is_drums,
        low=low,
        high=high,
        level=part.level,
        playing=bars_played(plan, part, form),
        groove=_groove(plan, part.track_id, form.bar_count),
    )


def _section_of_bars(plan: Plan, bars: int) -> list[int]:
    return [plan.section_index(bar * plan.meter.bar_ticks) for bar in range(bars)]


def _groove(plan: Plan, track_id: int, bars: int) -> Ints:
    """Return the strikes that are told, bar by bar, (m, 3); a groove goes round from its section's first bar."""
    rows = [
        (bar, strike.tick // TICKS_PER_GRID, strike.key if strike.key >= 0 else FREE_KEY)
        for bar in range(bars)
        for strike in plan.strikes_in(bar, track_id) or ()
    ]
    return np.array(sorted(set(rows)), dtype=np.int64).reshape(-1, 3)


def groove_keys(groove: Ints) -> Ints:
    """Return the strikes of a groove as `note_keys`."""
    return note_keys(groove[:, 0], groove[:, 1], groove[:, 2])


def _slopes(plan: Plan, bars: int) -> Ints:
    """Return for each bar how the energy of the section after its own differs."""
    energies = [section.energy for section in plan.sections]
    slopes = [
        RISES if after > now + _NOTICED else FALLS if after < now - _NOTICED else STEADY
        for now, after in pairwise(energies)
    ]
    return np.array([*slopes, LAST], dtype=np.int64)[_section_of_bars(plan, bars)]


def piece_vector(
    plan: Plan,
    *,
    valence: float,
    energy: float,
    density: float,
    styles: Sequence[str],
    is_real: bool = True,
) -> Floats:
    """Return what holds throughout a piece, (facts_size(styles),): values, those that may be unknown with a flag.

    `styles` are the names that the network knows, in its order; of others it is told nothing.
    """
    is_minor, (first, *_) = plan.key.mode == "minor", plan.tempi
    bpm = 60_000_000 / first.microseconds_per_beat
    is_short = plan.swing_ticks < TICKS_PER_BEAT // 2
    swing = (plan.swing - 0.5) * 6  # two thirds are 1
    values = [np.log2(bpm / 100), 1.0, not is_minor, is_minor, valence, 1.0, energy, 1.0, density, 1.0]
    values += [swing * is_short, swing * (not is_short)]
    known = dict(plan.style)
    values += [known.get(name, 0.0) for name in styles]
    return np.array([*values, is_real, not is_real], dtype=np.float32)


def is_real(facts: Floats) -> bool:
    """Return whether a `piece_vector` is of other people's music."""
    return bool(facts[-2])


def facts_size(styles: Sequence[str]) -> int:
    """Return how many numbers a `piece_vector` has."""
    return _FACTS_SIZE + len(styles) + 2


def facts_groups(styles: Sequence[str]) -> tuple[slice, ...]:
    """Return which entries of a `piece_vector` are hidden together: tempo, mode, mood, style, make."""
    end = _FACTS_SIZE + len(styles)
    return *(slice(i, i + 2) for i in range(0, _FACTS_SIZE, 2)), slice(_FACTS_SIZE, end), slice(end, end + 2)


def brief_facts(brief: Brief, plan: Plan, *, styles: Sequence[str]) -> Floats:
    """Return the `piece_vector` of a Plan that is made for a Brief.

    It is told as our own writer's music: most styles of the book were learned from that alone, and told as other
    people's they came out less true (of 66 pieces 89 % were heard as their style, and 95 % as they are told now).
    """
    measured = as_measured(brief, plan)
    return piece_vector(
        plan,
        valence=measured.valence,
        energy=measured.energy,
        density=measured.density,
        styles=styles,
        is_real=False,
    )
