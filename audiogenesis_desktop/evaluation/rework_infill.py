"""Infill beside writing blind to what follows, and beside what was there: in real music and in our own.

What is judged is not what is chosen by alone: the likelihood of the bars that the choice listened to, of the four after
these, and how far chords, key and seams are from what was there, which the choice does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.infilling import AFTER_BARS, CANDIDATES, infill
from audiogenesis_desktop.editing.verbs.seams import agreement, seam_of
from audiogenesis_desktop.editing.verbs.work import Work, emptied, finished
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.progress import Progress, silent
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.score import Score

GAP_BARS = 4
WAYS = {"blind": 1, "infill": CANDIDATES}
MEASURES = {
    "continuation": "nats a note of the true bars that follow, four at most",
    "bars after these": "nats a note of the four bars after these, which the choice did not listen to",
    "chord tones": "share of the notes written that are tones of the chords that stand there",
    "key": "share of them in the key",
    "seam interval": "semitones from the last note to the first that follows",
    "seam density": "how many times as many or as few notes a beat as around, as a binary logarithm",
    "seam loudness": "difference of mean velocity to what is around",
}
LIKELIHOODS = ("continuation", "bars after these")
_FEWEST = 6  # notes in the gap and after it


@dataclass(frozen=True, slots=True)
class InfillJudged:
    """By way, `real` among them, the figure of each of `MEASURES`; and infill less blind, paired gap by gap.

    `away` has by way how far each measure is from what was there. In `difference` likelihoods are compared as they are,
    all else by that.
    """

    ways: Mapping[str, Mapping[str, Figure]]
    away: Mapping[str, Mapping[str, Figure]]
    difference: Mapping[str, Figure]


def judge_infill(works: Sequence[Work], *, gaps: int = 2, progress: Progress = silent) -> InfillJudged:
    """Return what came of gaps of four bars in one track, at most so many a work."""
    rows: dict[str, list[dict[str, float]]] = {way: [] for way in ("real", *WAYS)}
    for work in progress(works, desc="Infill", total=len(works)):
        plan = work.planned()
        for part, bars in _gaps(work.score, plan)[:gaps]:
            found = _gap(work, plan, part, bars)
            for way, measures in found.items() if len(found) == len(rows) else ():
                rows[way].append(measures)
    ways = {way: {name: figure([row[name] for row in own]) for name in MEASURES} for way, own in rows.items()}
    away = {way: [_away(*pair) for pair in zip(rows[way], rows["real"], strict=True)] for way in WAYS}
    pairs = list(zip(away["infill"], away["blind"], strict=True))
    return InfillJudged(
        ways,
        {way: {name: figure([row[name] for row in own]) for name in MEASURES} for way, own in away.items()},
        {name: figure([infilled[name] - blind[name] for infilled, blind in pairs]) for name in MEASURES},
    )


def _away(found: Mapping[str, float], real: Mapping[str, float]) -> dict[str, float]:
    """Return how far measures are from what was there; a likelihood is nearer the likelier it is, so it stays."""
    return {name: value if name in LIKELIHOODS else abs(value - real[name]) for name, value in found.items()}


def _gaps(score: Score, plan: Plan) -> list[tuple[Part, range]]:
    """Return parts with gaps to be made in them, the fullest part first, spread over the piece."""
    bar_ticks, last = plan.meter.bar_ticks, plan.last_downbeat_tick // plan.meter.bar_ticks
    found = []
    parts = sorted(plan.parts, key=lambda part: -len(score.track(part.track_id).notes))
    for part in (part for part in parts if not part.instrument.is_drums):
        counts = np.bincount([n.start_tick // bar_ticks for n in score.track(part.track_id).notes], minlength=last + 1)
        for first in range(4, last - 2 * AFTER_BARS - GAP_BARS + 1, 7):
            gap, after = counts[first : first + GAP_BARS], counts[first + GAP_BARS : first + GAP_BARS + AFTER_BARS]
            if gap.sum() >= _FEWEST and after.sum() >= _FEWEST:
                found.append((part, range(first, first + GAP_BARS)))
    return found[:: max(1, len(found) // 4)]


def _gap(work: Work, plan: Plan, part: Part, bars: range) -> dict[str, dict[str, float]]:
    """Return the measures of what was there and of each way."""
    bar_ticks = plan.meter.bar_ticks
    scope = replace(
        Scope.of_time((bars.start * bar_ticks, bars.stop * bar_ticks)), track_ids=frozenset({part.track_id})
    )
    blank = replace(work, score=emptied(work.score, scope, frozenset({part.track_id})), plan=plan)
    found = {"real": _measures(work, plan, part, bars, work.score, scope)}
    for way, candidates in WAYS.items():
        try:
            score = finished(infill(blank, scope, candidates=candidates)).score
        except BadInput:
            continue
        found[way] = _measures(work, plan, part, bars, score, scope)
    return found


def _measures(work: Work, plan: Plan, part: Part, bars: range, score: Score, scope: Scope) -> dict[str, float]:
    bar_ticks, track = plan.meter.bar_ticks, score.track(part.track_id)
    kept_to = agreement([n for n in track.notes if n.start_tick // bar_ticks in bars], plan)
    seam = seam_of(track, plan, scope)
    near, far = (range(bars.stop + by, bars.stop + by + AFTER_BARS) for by in (0, AFTER_BARS))
    return {
        "continuation": _likelihood(work, plan, part, near, score),
        "bars after these": _likelihood(work, plan, part, far, score),
        "chord tones": kept_to.chord,
        "key": kept_to.key,
        "seam interval": abs(seam.interval),
        "seam density": abs(seam.density),
        "seam loudness": abs(seam.loudness),
    }


def _likelihood(work: Work, plan: Plan, part: Part, bars: range, score: Score) -> float:
    found = work.composer.likelihood(work.brief, plan, score, {part.track_id: frozenset(bars)})
    return found.a_note if found.notes else float("nan")
