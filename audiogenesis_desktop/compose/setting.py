"""A Plan, and the notes that are to be kept, in the network's terms: grid units, C major or A minor."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.features import ENERGY_BINS, FARTHEST_BAR, SECTION_KINDS, Setting
from audiogenesis_desktop.compose.vocabulary import TICKS_PER_GRID, Classes, Onsets, encode
from audiogenesis_desktop.plan.plan import Ending, Part, Plan, Recall
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.style.forms import STAYS
from audiogenesis_desktop.theory.chords import CHORD_COUNT, Chord
from audiogenesis_desktop.theory.instruments import CLASSES, class_of

Ints = npt.NDArray[np.int64]

_USUAL_DENSITY = 0.45  # what prompts come to in the middle
_FULLER, _SPARSER = 0.5, (0.6, 0.8, 1.1)  # how far density moves from a usual one: above it, below it by players


def key_shift(plan: Plan) -> int:
    """Return how many semitones the network's C major or A minor lies below the piece, -6..5."""
    home = 0 if plan.key.mode == "major" else 9
    return (plan.key.tonic - home + 6) % 12 - 6


def as_measured(brief: Brief, plan: Plan) -> Brief:
    """Return the Brief with energy and density as training measured them, which the network knows.

    People put energy and density on a scale from least to most; of what is played, few pieces are near either end,
    and what is sparse for five with drums is busy for one. Levels and slopes are those of the training pieces.
    """
    players, beyond = len(plan.parts), brief.density - _USUAL_DENSITY
    level = 0.44 + 0.04 * players + 0.22 * any(part.instrument.is_drums for part in plan.parts)
    slope = _FULLER if beyond > 0 else _SPARSER[min(players, len(_SPARSER)) - 1]
    density = min(max(level + slope * beyond, 0.0), 1.0)
    return replace(brief, energy=0.25 + 0.6 * brief.energy, density=density)


def setting_of(plan: Plan) -> Setting:
    """Return the Plan bar by bar; the last chord's bar counts as a whole one, a loop has none."""
    bar_ticks = plan.meter.bar_ticks
    bars = plan.last_downbeat_tick // bar_ticks + (plan.ending != Ending.LOOP)
    starts = [section.start_tick // bar_ticks for section in plan.sections]
    ends = [*starts[1:], bars]
    section = np.array([i for i, (a, b) in enumerate(zip(starts, ends, strict=True)) for _ in range(a, b)])
    bar = np.arange(bars)
    first, last = np.array(starts)[section], np.array(ends)[section]
    return Setting(
        bar_starts=np.arange(bars + 1) * (bar_ticks // TICKS_PER_GRID),
        chords=_chords(plan, bars),
        kinds=np.array([SECTION_KINDS.index(s.kind) for s in plan.sections])[section],
        energies=np.array([int(min(ENERGY_BINS - 1, s.energy * ENERGY_BINS)) for s in plan.sections])[section],
        since=np.minimum(bar - first, FARTHEST_BAR),
        left=np.minimum(last - 1 - bar, FARTHEST_BAR),
        lags=_lags(plan.repeats, starts)[section],
        active=_active(plan, section, bar - first, last - first),
        likeness=_likeness(plan, bars),
    )


def _chords(plan: Plan, bars: int) -> npt.NDArray[np.int64]:
    half, shift = plan.meter.bar_ticks // 2, key_shift(plan)
    table = np.full(bars * 2, CHORD_COUNT)
    for chord in plan.chords:
        index = Chord(chord.root, chord.quality).transposed(-shift).number
        first = round(chord.tick / half)
        table[first : round((chord.tick + chord.length_ticks) / half)] = index
        table[first:] = index  # the last chord fills its bar even where the piece ends inside it
    return table.reshape(bars, 2)


def _likeness(plan: Plan, bars: int) -> npt.NDArray[np.int64]:
    known = list(plan.recalls[:bars])
    return np.array(known + [Recall()] * (bars - len(known)), dtype=np.int64)


def _lags(repeats: tuple[int, ...], starts: list[int]) -> npt.NDArray[np.int64]:
    return np.array([starts[i] - starts[r] if r >= 0 else 0 for i, r in enumerate(repeats)])


def _active(plan: Plan, section: Ints, since: Ints, length: Ints) -> npt.NDArray[np.float32]:
    """Return which classes play in each bar, (bars, classes), given its section, bars since that began and its bars."""
    table = np.zeros((len(section), len(CLASSES)), dtype=np.float32)
    for part in plan.parts:
        table[_plays(plan, part, section, since, length), part.instrument.class_index] = 1
    return table


def bars_played(plan: Plan, part: Part, setting: Setting) -> npt.NDArray[np.bool_]:
    """Return in which bars a part plays, (bars,): those of its sections, until it leaves where a piece thins out."""
    bar_ticks, bars = plan.meter.bar_ticks, np.arange(setting.bar_count)
    starts = np.array([section.start_tick // bar_ticks for section in plan.sections])
    section = np.array([plan.section_index(bar * bar_ticks) for bar in range(setting.bar_count)])
    ends = np.append(starts[1:], setting.bar_count)
    return _plays(plan, part, section, bars - starts[section], (ends - starts)[section])


def _plays(plan: Plan, part: Part, section: Ints, since: Ints, length: Ints) -> npt.NDArray[np.bool_]:
    plays = np.array([part.track_id in playing for playing in plan.active], dtype=bool)[section]
    if part.role in STAYS and plan.ending == Ending.THIN:
        is_last = section == len(plan.sections) - 1
        plays &= ~is_last | (since < STAYS[part.role] * (length - 1)) | (length == 1)
    return plays


def kept_notes(context: Score, plan: Plan) -> tuple[Classes, Onsets]:
    """Return the notes of the context before the last chord as the network's classes, sorted."""
    shift, rows = key_shift(plan), []
    for track in context.tracks:
        kind = class_of(track.program, track.is_drums)
        move = 0 if track.is_drums else -shift
        rows += [
            (
                n.start_tick // TICKS_PER_GRID,
                kind,
                n.pitch + move,
                max(1, n.length_ticks // TICKS_PER_GRID),
                n.velocity,
            )
            for n in track.notes
            if n.start_tick < plan.last_downbeat_tick
        ]
    return encode(*np.array(rows or np.zeros((0, 5)), dtype=np.int64).T)
