"""The plans that finished pieces seem to follow: chords by half bar, sections, who plays when."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import ENERGY_BINS, FARTHEST_BAR, LONGEST_BAR, Setting
from audiogenesis_desktop.plan.likeness import find_likeness
from audiogenesis_desktop.plan.sections import Sections, bar_profiles, find_sections, joined
from audiogenesis_desktop.theory.chord_finding import LOW_PITCH, LOW_WEIGHT, detect_chords
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS
from audiogenesis_desktop.training.known_form import read_chords, read_sections
from audiogenesis_desktop.training.labels import Label
from audiogenesis_desktop.training.medley import Medley

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_HALVES_AHEAD = 3  # a long note sounds on into so many half bars


def find_settings(medley: Medley, labels: Sequence[Label]) -> list[Setting]:
    """Return the setting of each piece of a medley; labels that tell form and chords are believed."""
    onset, kind, pitch, length, velocity = medley.notes()
    starts, bars = medley.bar_starts, len(medley.bar_starts) - 1
    bar = np.repeat(np.arange(bars), np.diff(np.searchsorted(onset, starts)))
    pitched = kind != DRUM_CLASS
    place = onset - starts[bar]
    tune = {"bar": bar[pitched], "place": place[pitched], "pitch": pitch[pitched]}
    profiles = bar_profiles(bar=bar, place=place, tune_bar=tune["bar"], tune_pitch=tune["pitch"], bars=bars)
    pieces = list(zip(medley.bars[:-1].tolist(), medley.bars[1:].tolist(), labels, strict=True))
    sections = joined([_known_sections(label, b - a) or find_sections(profiles[a:b]) for a, b, label in pieces])
    chords = detect_chords(_sounding(medley, onset[pitched], tune["bar"], tune["pitch"], length[pitched]))
    for shift, (a, b, label) in zip(medley.shifts.tolist(), pieces, strict=True):
        if label.get("chords") and (known := read_chords(label["chords"], shift=shift, halves=2 * (b - a))) is not None:
            chords[a:b] = known.reshape(-1, 2)
    since, left, lags = _places(sections)
    active = np.zeros((len(sections.kinds), len(CLASSES)), dtype=np.float32)
    active[sections.of[bar], kind] = 1
    energies = _energies(sections.of[bar], velocity, sections, medley)
    firsts = np.repeat(medley.bars[:-1], np.diff(medley.bars))
    likeness = find_likeness(**tune, kind=kind[pitched], lags=lags, firsts=firsts)
    kinds, energies, active = sections.kinds[sections.of], energies[sections.of], active[sections.of]
    columns: tuple[Any, ...] = (chords, kinds, energies, since, left, lags, active, likeness)
    return [Setting(starts[a : b + 1] - starts[a], *(column[a:b] for column in columns)) for a, b, _ in pieces]


def _known_sections(label: Label, bars: int) -> Sections | None:
    known = read_sections(label["form"], bars=bars) if label.get("form") else None
    return Sections(*known) if known else None


def _sounding(medley: Medley, onset: Ints, bar: Ints, pitch: Ints, length: Ints) -> Floats:
    """Return how long each pitch class sounds in each half bar, (2 bars, 12), low ones weighing more.

    What `chord_finding.sounding_ticks` does for one piece, for thousands at once, each kept to itself.
    """
    starts = medley.bar_starts
    edges = np.empty(2 * len(starts) - 1, dtype=np.int64)  # in halves of a grid unit
    edges[::2] = 2 * starts
    edges[1::2] = starts[:-1] + starts[1:]
    half = 2 * bar
    half += 2 * onset >= edges[half + 1]
    tone = half * 12 + pitch % 12
    end = 2 * (onset + np.minimum(length, LONGEST_BAR))
    weight = np.where(pitch < LOW_PITCH, LOW_WEIGHT, 1.0)
    size = 12 * (len(edges) - 1)
    total = np.bincount(tone, weights=(np.minimum(end, edges[half + 1]) - 2 * onset) * weight, minlength=size)
    last = 2 * np.repeat(medley.bars[1:], np.diff(medley.bars))[bar] - 1  # of the piece: no note sounds into the next
    for ahead in range(1, _HALVES_AHEAD + 1):
        still = np.flatnonzero((end > edges[np.minimum(half + ahead, size // 12)]) & (half + ahead <= last))
        if not len(still):
            break
        begin, until = edges[half[still] + ahead], edges[half[still] + ahead + 1]
        sounding = (np.minimum(end[still], until) - begin) * weight[still]
        total += np.bincount(tone[still] + 12 * ahead, weights=sounding, minlength=size)
    return total.astype(np.float64).reshape(-1, 12)


def _places(sections: Sections) -> tuple[Ints, Ints, Ints]:
    """Return per bar how far its section's start and end are, and how many bars back the section it takes up is."""
    bars = np.arange(len(sections.of))
    firsts = np.flatnonzero(np.diff(sections.of, prepend=-1))
    ends = np.append(firsts[1:], len(bars))
    back = np.where(sections.repeats >= 0, firsts - firsts[np.maximum(sections.repeats, 0)], 0)
    since = np.minimum(bars - firsts[sections.of], FARTHEST_BAR)
    return since, np.minimum(ends[sections.of] - 1 - bars, FARTHEST_BAR), back[sections.of]


def _energies(of: Ints, velocity: Ints, sections: Sections, medley: Medley) -> Ints:
    """Return each section's energy 0..7 by loudness and activity beside the other sections of its piece."""
    count = len(sections.kinds)
    notes_in = np.bincount(of, minlength=count)
    loud = np.bincount(of, weights=velocity, minlength=count) / np.maximum(1, notes_in)
    firsts = sections.of[medley.bars[:-1]]
    most = np.repeat(np.maximum.reduceat(notes_in, firsts), np.diff(np.append(firsts, count)))
    level = 0.5 * np.clip((loud - 30) / 80, 0, 1) + 0.5 * notes_in / np.maximum(1, most)
    return np.minimum(ENERGY_BINS - 1, (level * ENERGY_BINS).astype(np.int64))
