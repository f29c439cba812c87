"""Whether each wish moves what it is to move, in order, and the rest less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.anew import regenerate
from audiogenesis_desktop.editing.verbs.measuring import measured
from audiogenesis_desktop.editing.verbs.work import Work, finished
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.wishes import DEGREES, Wishes
from audiogenesis_desktop.theory.instruments import CLASSES

SETTINGS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_LINES, _CHORDS = ("lead", "second voice", "figure", "bass"), ("chords", "pad", "figure")
_PARTS_OF = {"energy": ("density", "loudness")}  # what a wish is made of moves with it
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Control:
    """What came of one wish: Spearman's rho of setting and measure in each piece and of the means of all; how far its
    own measure went beside that measure's spread, and how far each other one's did."""

    rho: Figure
    rho_of_means: float
    means: tuple[float, ...]
    own: float
    others: Mapping[str, float]

    @property
    def farthest_other(self) -> tuple[str, float]:
        """Return the other measure that moved farthest, and how far."""
        return max(self.others.items(), key=lambda item: item[1], default=("", 0.0))


def judge_controls(works: Sequence[Work], *, progress: Progress = silent) -> dict[str, Control]:
    """Return what came of each wish, in one track of each work that suits it."""
    tables: dict[str, list[Floats]] = {name: [] for name in DEGREES}
    for work in progress(works, desc="Controls", total=len(works)):
        plan = work.planned()
        for name in DEGREES:
            part = suited(plan, work, name)
            if part is not None:
                tables[name].append(np.array([_measures(work, plan, part, name, value) for value in SETTINGS]))
    stacked = {name: np.stack(own) for name, own in tables.items() if own}
    usual = np.concatenate([table[:, len(SETTINGS) // 2] for table in stacked.values()])
    spread = np.maximum(np.nanstd(usual, axis=0), 1e-6)
    return {name: _control(name, table, spread) for name, table in stacked.items()}


def suited(plan: Plan, work: Work, name: str) -> Part | None:
    """Return the part that a wish is tried on: who can play chords for voices, a line for leaps, else the first."""
    for role in {"voices": _CHORDS, "leaps": _LINES}.get(name, (*_LINES, *_CHORDS)):
        for part in plan.parts:
            has_voices = name != "voices" or CLASSES[part.instrument.class_index].voices >= 3
            if part.role == role and has_voices and len(work.score.track(part.track_id).notes) >= 16:
                return part
    return None


def bars_judged(plan: Plan) -> range:
    """Return the bars that are written: eight at most, after the first, before the last chord."""
    last = plan.last_downbeat_tick // plan.meter.bar_ticks
    return range(1, max(2, min(last, 9)))


def _measures(work: Work, plan: Plan, part: Part, name: str, value: float) -> list[float]:
    bars = bars_judged(plan)
    stretch = (bars.start * plan.meter.bar_ticks, bars.stop * plan.meter.bar_ticks)
    scope = Scope(Scope.of_time(stretch).stretches, frozenset({part.track_id}))
    wished = Work(
        work.score,
        work.brief,
        work.composer,
        work.seed,
        plan,
        {part.track_id: Wishes(**{name: value}, register=None, is_strict=False)},
    )
    try:
        score = finished(regenerate(wished, scope)).score
    except BadInput:
        score = work.score
    found = measured(score, part.track_id, plan, bars)
    return [found[one] for one in DEGREES]


def _control(name: str, table: Floats, spread: Floats) -> Control:
    """Return what came of a wish from measures (pieces, settings, DEGREES), and how they spread (DEGREES,)."""
    own = table[:, :, DEGREES.index(name)]
    rhos = [float(spearmanr(SETTINGS, row, nan_policy="omit").statistic) for row in own if np.nanstd(row) > 0]
    means = np.nanmean(own, axis=0)
    moved = np.abs(np.nanmean(table[:, -1, :] - table[:, 0, :], axis=0)) / spread
    but = (name, *_PARTS_OF.get(name, ()), "energy" if name in _PARTS_OF["energy"] else "")
    return Control(
        rho=figure(rhos),
        rho_of_means=float(spearmanr(SETTINGS, means).statistic),
        means=tuple(float(mean) for mean in means),
        own=float(moved[DEGREES.index(name)]),
        others={other: float(moved[i]) for i, other in enumerate(DEGREES) if other not in but},
    )
