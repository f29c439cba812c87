"""How like drummers' our drums are played: recordings of held-out drummers typed out anew, and performed by us.

The same hits stand side by side three times: as they were recorded; typed, on the grid with ghosts and accents at
three velocities; and performed from what is typed. Loudness on the whole is written, not performed: what is typed has
the mean velocity of its recording. How loud drums are beside each other is written in what we compose, and is not where
somebody types all alike: both are judged.

A forest that knows a drummer tells him from anybody, so two more things are told: how well it tells his recordings from
other drummers', by the very same figures; and how well it does with a drummer whom it never met, whom it can tell from
ours only by what people have in common.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.perform.kit import DRUMS, PLACES_PER_BEAT
from audiogenesis_desktop.perform.performing import played_track
from audiogenesis_desktop.perform.swinging import straight, swung
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.training.drumming import Recording, recordings, typed

Floats = npt.NDArray[np.float64]

STYLES = {
    "afrobeat": "afro",
    "afrocuban": "latin",
    "blues": "blues",
    "country": "country",
    "dance": "disco",
    "funk": "funk",
    "gospel": "gospel",
    "hiphop": "boom bap",
    "jazz": "jazz trio",
    "latin": "latin",
    "neworleans": "funk",
    "pop": "pop ballad",
    "punk": "punk",
    "reggae": "reggae",
    "rock": "rock",
    "soul": "soul",
}
"""The style of the book that stands for a style of the recordings."""

_FEWEST_HITS = 48
_FARTHEST_MS = 40.0  # further off than a performance ever is, another note was meant
_WINDOW_BARS = 4
_FOLDS, _TREES = 5, 100
_FIGURES, _FEWEST_OF_DRUM = 14, 3  # of a window's offsets, and as many of its velocities
_BARS = 48


class Hits(NamedTuple):
    """One way to play: of each hit milliseconds off the grid, and its velocity."""

    offset_ms: Floats
    velocity: Floats


class Beside(NamedTuple):
    """A recording with its hits as recorded, typed and performed, and how late the latest of these is."""

    recording: Recording
    recorded: Hits
    typed: Hits
    performed: Hits
    latest_ms: float


@dataclass(frozen=True)
class StyleFigures:
    """Of one style: mean and deviation between recordings of four figures, as recorded, and the mean as performed."""

    recordings: int
    recorded: Mapping[str, tuple[float, float]]
    performed: Mapping[str, float]

    @property
    def within(self) -> frozenset[str]:
        """Return the figures that, performed, lie within a deviation of what was recorded."""
        near = (name for name, (mean, spread) in self.recorded.items() if abs(self.performed[name] - mean) <= spread)
        return frozenset(near)


@dataclass(frozen=True)
class Told:
    """How well two ways to play are told apart: by all, by timing alone, and by all with drummers never met before."""

    by_all: float
    by_timing: float
    of_strangers: float


@dataclass(frozen=True)
class PlayingFigures:
    """All that is measured of playing, by style and on the whole.

    `auc` is how well a forest tells recordings from ours, as area under the curve, where all drums are typed alike, and
    where each has levels of its own; beside it typed ones, and the drummers that are held out beside those that are
    not; by timing alone, and with a drummer whom the forest never met, too. Then the largest error of a swing ratio,
    and the latest onset in milliseconds.
    """

    styles: Mapping[str, StyleFigures]
    auc: Told
    auc_with_own_levels: Told
    auc_of_typed: float
    auc_of_drummers: Told
    swing_error: float
    latest_ms: float

    def as_dict(self) -> dict[str, object]:
        """Return the figures for JSON."""
        return asdict(self)


def judge_playing(groove: Path) -> PlayingFigures:
    """Return the figures for a folder of recordings; BadInput if it has none by held-out drummers."""
    found = [r for r in recordings(groove) if is_judged(r)]
    held_out = [recording for recording in found if recording.is_held_out]
    rows = [typed_out(recording, seed) for seed, recording in enumerate(held_out)]
    if not rows:
        raise BadInput(f"{groove} has no recordings of the drummers that are held out.")
    by_style = defaultdict(list)
    for row in rows:
        by_style[row.recording.style].append(row)
    own = [typed_out(recording, seed, own_levels=True) for seed, recording in enumerate(held_out)]
    others = _others(rows, [r for r in found if not r.is_held_out])
    return PlayingFigures(
        {style: style_figures(own) for style, own in sorted(by_style.items()) if len(own) > 1},
        auc=_told(_beside(rows)),
        auc_with_own_levels=_told(_beside(own)),
        auc_of_typed=told_apart([[(row.recording, row.recorded), (row.recording, row.typed)] for row in rows]),
        auc_of_drummers=_told(others),
        swing_error=swing_error(),
        latest_ms=max(row.latest_ms for row in rows),
    )


def _beside(rows: Sequence[Beside]) -> list[list[tuple[Recording, Hits]]]:
    return [[(row.recording, row.recorded), (row.recording, row.performed)] for row in rows]


def _told(pairs: Sequence[Sequence[tuple[Recording, Hits]]]) -> Told:
    return Told(told_apart(pairs), told_apart(pairs, by_timing=True), told_apart(pairs, of_strangers=True))


def is_judged(recording: Recording) -> bool:
    """Return whether a recording is of a groove, in four, in a style that we have, and long enough."""
    is_long = not recording.is_fill and len(recording.bar) >= _FEWEST_HITS
    return is_long and recording.style in STYLES and recording.bar_ticks == 4 * TICKS_PER_BEAT


def _others(rows: Sequence[Beside], known: Sequence[Recording]) -> list[list[tuple[Recording, Hits]]]:
    """Return each recording with one in its style by a drummer that was learned from, heard as the recording is."""
    by_style = defaultdict(list)
    for recording in known:
        by_style[recording.style].append(recording)
    pairs = [(row, by_style[row.recording.style]) for row in rows if by_style[row.recording.style]]
    return [
        [
            (row.recording, row.recorded),
            (other := _near(others[i % len(others)]), _as_recorded(other)),
        ]
        for i, (row, others) in enumerate(pairs)
    ]


def _near(recording: Recording) -> Recording:
    """Return a recording without what was another note."""
    near = np.abs(recording.offset_ms) <= _FARTHEST_MS
    hits = ("bar", "place", "drum", "level", "offset_ms", "velocity", "pitch")
    return recording._replace(**{name: getattr(recording, name)[near] for name in hits})


def _as_recorded(recording: Recording) -> Hits:
    return Hits(recording.offset_ms, recording.velocity.astype(np.float64))


def typed_out(recording: Recording, seed: int, *, own_levels: bool = False) -> Beside:
    """Return a recording beside itself typed, and performed from that at full Feel; levels as in `drumming.typed`."""
    recording = _near(recording)
    place = recording.bar * recording.bar_ticks + recording.place * (TICKS_PER_BEAT // PLACES_PER_BEAT)
    starts = np.round(swung(place, unit=recording.swing_ticks, ratio=recording.swing)).astype(np.int64)
    velocity = typed(recording, own_levels=own_levels)
    columns = (starts, recording.pitch, velocity)
    written = [Note(start, pitch, 60, loud) for start, pitch, loud in zip(*(c.tolist() for c in columns), strict=True)]
    score = Score(
        (Track(seed, "Drums", is_drums=True).with_notes(written),),
        tempi=(Tempo.from_bpm(0, recording.bpm),),
        meters=(Meter(0, 4, 4),),
        swing=recording.swing,
        swing_ticks=recording.swing_ticks,
    )
    _, played = played_track(score, seed, Feel(1.0, seed=seed, style=STYLES[recording.style]))
    heard = [played[note] for note in written]
    even = straight([n.start_tick for n in heard], unit=recording.swing_ticks, ratio=recording.swing)
    beat_ms = 60_000 / recording.bpm
    offset = (even - place) * beat_ms / TICKS_PER_BEAT
    return Beside(
        recording,
        _as_recorded(recording),
        Hits(np.zeros(len(place)), velocity.astype(np.float64)),
        Hits(offset, np.array([note.velocity for note in heard], np.float64)),
        max(h.start_tick - w.start_tick for h, w in zip(heard, written, strict=True)) * beat_ms / TICKS_PER_BEAT,
    )


def style_figures(rows: Sequence[Beside]) -> StyleFigures:
    """Return the figures of one style's recordings."""
    recorded = [_four(row.recorded) for row in rows]
    performed = [_four(row.performed) for row in rows]
    return StyleFigures(
        len(rows),
        {name: (float(np.mean(v)), float(np.std(v))) for name in recorded[0] if (v := [one[name] for one in recorded])},
        {name: float(np.mean([one[name] for one in performed])) for name in performed[0]},
    )


def _four(hits: Hits) -> dict[str, float]:
    return {
        "offset, mean ms": float(hits.offset_ms.mean()),
        "offset, spread ms": float(hits.offset_ms.std()),
        "velocity, mean": float(hits.velocity.mean()),
        "velocity, spread": float(hits.velocity.std()),
    }


def told_apart(
    pairs: Sequence[Sequence[tuple[Recording, Hits]]], *, by_timing: bool = False, of_strangers: bool = False
) -> float:
    """Return the area under the curve of a forest that tells one way to play from another, 0.5 where it cannot.

    It sees windows of four bars, with `by_timing` no velocities; two that stand side by side are always learned from,
    or tried, together, and with `of_strangers` all of the drummer in the first place, if there are several.
    """
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    rows, labels, groups = list[Floats](), list[int](), list[int]()
    drummers = sorted({ways[0][0].drummer for ways in pairs})
    by_drummer = of_strangers and len(drummers) > 1
    for number, ways in enumerate(pairs):
        group = drummers.index(ways[0][0].drummer) if by_drummer else number
        for label, (recording, hits) in enumerate(ways):
            own = windows_of(recording, hits)
            rows += own
            labels += [label] * len(own)
            groups += [group] * len(own)
    table, truth, guess = np.array(rows), np.array(labels), np.zeros(len(labels))
    table = table[:, :_FIGURES] if by_timing else table
    for known, tried in GroupKFold(min(_FOLDS, len(set(groups)))).split(table, truth, groups):
        forest = RandomForestClassifier(_TREES, min_samples_leaf=3, random_state=0)
        guess[tried] = forest.fit(table[known], truth[known]).predict_proba(table[tried])[:, 1]
    return float(roc_auc_score(truth, guess))


def windows_of(recording: Recording, hits: Hits) -> list[Floats]:
    """Return what a forest is shown of each four bars with hits enough: how far off, how loud, how alike neighbours."""
    found = []
    window = recording.bar // _WINDOW_BARS
    for number in np.unique(window):
        own = window == number
        if own.sum() < _FEWEST_HITS // 2:
            continue
        at = recording.bar[own] * 48 + recording.place[own]
        found.append(_described(hits.offset_ms[own], hits.velocity[own], recording.drum[own], at))
    return found


def _described(offset: Floats, velocity: Floats, drum: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> Floats:
    order = np.lexsort((drum, at))
    together, drum = np.diff(at[order]) == 0, drum[order]
    columns = (_described_by(column[order], drum, together) for column in (offset, velocity))
    return np.concatenate([*columns])


def _described_by(values: Floats, drum: npt.NDArray[np.int64], together: npt.NDArray[np.bool_]) -> Floats:
    """Return `_FIGURES` of offsets or of velocities: how they spread, go on, go together, and differ between drums."""
    steps = np.abs(np.diff(values))
    row = [values.std(), steps.mean(), _alike(values[:-1], values[1:])]
    row.append(steps[together].mean() if together.any() else 0.0)
    for name in ("kick", "snare", "hat", "ride"):
        own = drum == DRUMS.index(name)
        row += [values[own].mean() - values.mean(), values[own].std()] if own.sum() > _FEWEST_OF_DRUM else [0.0, 0.0]
    return np.array([*row, *np.quantile(values, (0.05, 0.95)) - values.mean()])


def _alike(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1]) if one.std() > 0 and other.std() > 0 else 0.0


def swing_error() -> float:
    """Return the largest difference between the swing that a style is written with and the one that is heard."""
    errors = []
    for name, style in book().items():
        ratio, unit = style.time.swing[1], style.time.swing_ticks
        if ratio == 0.5:
            continue
        places = np.round(swung(np.arange(_BARS * 4 * TICKS_PER_BEAT // unit) * unit, unit=unit, ratio=ratio))
        notes = [Note(int(place), 42, 60, 80) for place in places]
        score = Score((Track(0, "Drums", is_drums=True).with_notes(notes),), swing=ratio, swing_ticks=unit)
        _, played = played_track(score, 0, Feel(0.8, seed=1, style=name))
        starts = np.array([played[note].start_tick for note in notes])
        # Where the second of two falls between the first and the next first: drift passes over both.
        first, second, following = starts[:-2:2], starts[1:-1:2], starts[2::2]
        errors.append(abs(float(np.mean((second - first) / (following - first))) - ratio))
    return max(errors)
