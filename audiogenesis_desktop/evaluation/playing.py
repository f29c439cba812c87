"""How like drummers' our drums are played: recordings of held-out drummers typed out anew, and performed by us.

The same hits stand side by side three times: as they were recorded; typed, on the grid with ghosts and accents at
three velocities; and performed from what is typed. Loudness on the whole is written, not performed: what is typed has
the mean velocity of its recording. How loud drums are beside each other is written in what we compose, and is not where
somebody types all alike: both are judged.

The question is whether ours is more like typed music than theirs, to a forest that learned the one from the other by
recordings of other drummers. Beside it stands a stricter one: a forest that learned just ours from theirs. That one
knows a drummer from anybody, so two more things are told: how well it tells his recordings from other drummers', by the
very same figures; and how well it does with a drummer whom it never met, whom it can tell from ours only by what people
have in common.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.telling_apart import Asked, Hits, Told, Way, as_recorded, asked, told, told_apart
from audiogenesis_desktop.perform.kit import PLACES_PER_BEAT
from audiogenesis_desktop.perform.performing import played_track
from audiogenesis_desktop.perform.swinging import straight, swung
from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Note, Score, Tempo, Track
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.training.drumming import FARTHEST_MS, Recording, recordings, typed

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
_BARS = 48
_TIMES = 4  # each recording is performed by as many hands: in a style of two, one hand more or less would decide


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
class WayFigures:
    """All that is measured of one way to type the drums: by style, to a forest that learned played from typed, which
    was on the grid or shaken by chance, and to one that learned ours from theirs."""

    styles: Mapping[str, StyleFigures]
    asked: Asked
    asked_of_shaken: Asked
    auc: Told

    @property
    def within(self) -> tuple[int, int]:
        """Return how many figures of styles are within a deviation, and of how many."""
        return sum(len(own.within) for own in self.styles.values()), sum(
            len(own.recorded) for own in self.styles.values()
        )


@dataclass(frozen=True)
class PlayingFigures:
    """All that is measured of playing, where all drums are typed alike, and where each has levels of its own.

    How well forests tell is the area under the curve, 0.5 where they cannot. Beside ours stand typed drums, and the
    drummers that are held out beside those that are not. Then the largest error of a swing ratio, and the latest onset
    in milliseconds.
    """

    alike: WayFigures
    own_levels: WayFigures
    auc_of_typed: float
    auc_of_drummers: Told
    swing_error: float
    latest_ms: float

    def as_dict(self) -> dict[str, object]:
        """Return the figures for JSON."""
        return asdict(self)


def judge_playing(groove: Path) -> PlayingFigures:
    """Return the figures for a folder of recordings; BadInput if it has none by held-out drummers, or no others."""
    found = [r.within_ms(FARTHEST_MS) for r in recordings(groove) if is_judged(r)]
    held_out, known = ([r for r in found if r.is_held_out == is_held] for is_held in (True, False))
    if not held_out or not known:
        raise BadInput(f"{groove} has no recordings of the drummers that are held out, or none of any others.")
    alike, own = (_performed(held_out, own_levels=own_levels) for own_levels in (False, True))
    return PlayingFigures(
        _way(alike, known, own_levels=False),
        _way(own, known, own_levels=True),
        auc_of_typed=told_apart([[(row.recording, row.recorded), (row.recording, row.typed)] for row in alike[0]]),
        auc_of_drummers=told(_others(alike[0], known)),
        swing_error=swing_error(),
        latest_ms=max(row.latest_ms for rows in (*alike, *own) for row in rows),
    )


def _performed(found: Sequence[Recording], *, own_levels: bool) -> list[list[Beside]]:
    seeds = range(0, _TIMES * len(found), len(found))
    return [[typed_out(one, seed + i, own_levels=own_levels) for i, one in enumerate(found)] for seed in seeds]


def _way(performed: Sequence[Sequence[Beside]], known: Sequence[Recording], *, own_levels: bool) -> WayFigures:
    by_style = defaultdict[str, list[Beside]](list)
    for rows in performed:
        for row in rows:
            by_style[row.recording.style].append(row)
    beside = _beside(performed[0])
    return WayFigures(
        {style: style_figures(own) for style, own in sorted(by_style.items()) if len(own) > len(performed)},
        asked(known, beside, own_levels=own_levels),
        asked(known, beside, own_levels=own_levels, shaken=True),
        told(beside),
    )


def _beside(rows: Sequence[Beside]) -> list[list[Way]]:
    return [[(row.recording, row.recorded), (row.recording, row.performed)] for row in rows]


def is_judged(recording: Recording) -> bool:
    """Return whether a recording is of a groove, in four, in a style that we have, and long enough."""
    is_long = not recording.is_fill and len(recording.bar) >= _FEWEST_HITS
    return is_long and recording.style in STYLES and recording.bar_ticks == 4 * TICKS_PER_BEAT


def _others(rows: Sequence[Beside], known: Sequence[Recording]) -> list[list[Way]]:
    """Return each recording with one in its style by a drummer that was learned from, heard as the recording is."""
    by_style = defaultdict(list)
    for recording in known:
        by_style[recording.style].append(recording)
    pairs = [(row, by_style[row.recording.style]) for row in rows if by_style[row.recording.style]]
    return [
        [
            (row.recording, row.recorded),
            (other := others[i % len(others)], as_recorded(other)),
        ]
        for i, (row, others) in enumerate(pairs)
    ]


def typed_out(recording: Recording, seed: int, *, own_levels: bool = False) -> Beside:
    """Return a recording beside itself typed, and performed from that at full Feel; levels as in `drumming.typed`."""
    recording = recording.within_ms(FARTHEST_MS)
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
        as_recorded(recording),
        Hits(np.zeros(len(place)), velocity.astype(np.float64)),
        Hits(offset, np.array([note.velocity for note in heard], np.float64)),
        max(h.start_tick - w.start_tick for h, w in zip(heard, written, strict=True)) * beat_ms / TICKS_PER_BEAT,
    )


def style_figures(rows: Sequence[Beside]) -> StyleFigures:
    """Return the figures of one style's recordings, each of which may have been performed several times."""
    recordings_of = {row.recording.name: _four(row.recorded) for row in rows}
    recorded, performed = list(recordings_of.values()), [_four(row.performed) for row in rows]
    by_name = {name: [one[name] for one in recorded] for name in performed[0]}
    return StyleFigures(
        len(recorded),
        # Of a few recordings, how far apart drummers are is estimated: hence one less.
        {name: (float(np.mean(v)), float(np.std(v, ddof=1))) for name, v in by_name.items()},
        {name: float(np.mean([one[name] for one in performed])) for name in performed[0]},
    )


def _four(hits: Hits) -> dict[str, float]:
    """Return four figures; offsets count from their median, which is taken out of recordings as well: a band has no
    click."""
    offset = hits.offset_ms - np.median(hits.offset_ms)
    return {
        "offset, mean ms": float(offset.mean()),
        "offset, spread ms": float(offset.std()),
        "velocity, mean": float(hits.velocity.mean()),
        "velocity, spread": float(hits.velocity.std()),
    }


def swing_error() -> float:
    """Return the largest difference between the swing that a style is written with and the one that is heard."""
    errors = []
    for name, style in book().items():
        ratio, unit = style.time.swing[1], style.time.swing_ticks
        places = np.round(swung(np.arange(_BARS * 4 * TICKS_PER_BEAT // unit) * unit, unit=unit, ratio=ratio))
        notes = [Note(int(place), 42, 60, 80) for place in places]
        score = Score((Track(0, "Drums", is_drums=True).with_notes(notes),), swing=ratio, swing_ticks=unit)
        _, played = played_track(score, 0, Feel(0.8, seed=1, style=name))
        starts = np.array([played[note].start_tick for note in notes])
        # Where the second of two falls between the first and the next first: drift passes over both.
        first, second, following = starts[:-2:2], starts[1:-1:2], starts[2::2]
        errors.append(abs(float(np.mean((second - first) / (following - first))) - ratio))
    return max(errors)
