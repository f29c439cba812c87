"""The form of a finished piece: the sections that its Score tells, or else those found in its notes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.plan.edges import section_starts
from audiogenesis_desktop.plan.form import repeats_of
from audiogenesis_desktop.plan.harmony_input import KINDS
from audiogenesis_desktop.plan.likeness import PLACES_PER_BEAT
from audiogenesis_desktop.plan.notes_by_bar import NotesByBar
from audiogenesis_desktop.plan.sections import bar_profiles, named
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Section
from audiogenesis_desktop.style import forms
from audiogenesis_desktop.theory.energy import section_energy

Ints = npt.NDArray[np.int64]

_TICKS_PER_PLACE = TICKS_PER_BEAT // PLACES_PER_BEAT
_LETTERS = ("A", "B", "C")
# What people call sections that a Plan has another word for.
_SPOKEN = {
    "opening": "intro",
    "introduction": "intro",
    "verse": "A",
    "theme": "A",
    "chorus": "B",
    "refrain": "B",
    "hook": "B",
    "drop": "B",
    "solo": "C",
    "break": "bridge",
    "breakdown": "bridge",
    "interlude": "bridge",
    "middle eight": "bridge",
    "coda": "outro",
    "ending": "outro",
    "end": "outro",
    **{kind.lower(): kind for kind in forms.KINDS},
}


@dataclass(frozen=True, slots=True)
class ReadForm:
    """Sections that cover the piece in order, each from a bar line, and which earlier one each takes up, or -1.

    `first_bars` are those of `NotesByBar` at which they begin, `bars` how many of its bars each has: (sections,).
    """

    sections: tuple[Section, ...]
    repeats: tuple[int, ...]
    first_bars: Ints
    bars: Ints

    @property
    def starts(self) -> Ints:
        """Return the ticks at which sections begin."""
        return np.array([section.start_tick for section in self.sections])

    @property
    def ends(self) -> Ints:
        """Return the ticks at which sections end."""
        return np.array([section.end_tick for section in self.sections])

    def of_bars(self, music: NotesByBar) -> Ints:
        """Return the section of each bar."""
        return np.searchsorted(self.first_bars, np.arange(music.bar_count), side="right") - 1

    def lags(self, music: NotesByBar) -> Ints:
        """Return how many bars back the section lies that each bar's section takes up, 0 for none."""
        back = [self.first_bars[i] - self.first_bars[r] if r >= 0 else 0 for i, r in enumerate(self.repeats)]
        return np.array(back, dtype=np.int64)[self.of_bars(music)]


def read_form(score: Score, music: NotesByBar) -> ReadForm:
    """Return the form of a piece: as its Score tells it, moved onto bar lines, or else as it is found."""
    told = _told(score, music)
    if not told:
        return _found(score, music)
    first_bars = np.array(sorted(told))
    kinds = _kinds([told[bar].kind for bar in sorted(told)])
    energies = [told[bar].energy for bar in sorted(told)]
    measured = _energies(score, music, first_bars)
    energies = [energy if energy >= 0 else own for energy, own in zip(energies, measured, strict=True)]
    repeats = [-1 if kind in ("intro", "outro") else r for kind, r in zip(kinds, repeats_of(kinds), strict=True)]
    return _laid_out(score, music, first_bars, (kinds, repeats, energies))


def _told(score: Score, music: NotesByBar) -> dict[int, Section]:
    """Return the Score's sections by the bar that each begins at; the first bar has one in any case."""
    told: dict[int, Section] = {}
    lines = music.bar_starts
    middles = (lines[:-1] + lines[1:]) // 2
    for section in sorted(score.sections):
        if section.start_tick < score.end_tick:
            told.setdefault(int(np.searchsorted(middles, section.start_tick, side="right")), section)
    if told:
        told.setdefault(0, Section(0, 0, "intro", -1.0))  # what lies before the first that is told; to be measured
    return told


def _kinds(names: Sequence[str]) -> list[str]:
    """Return the kinds that sections' names stand for; names of the user's own become letters in order."""
    plain = [name.lower().strip(" 0123456789.") for name in names]
    known = {name: _SPOKEN[name] for name in plain if name in _SPOKEN}
    free = [letter for letter in _LETTERS if letter not in known.values()]
    for name in plain:
        if name not in known:
            known[name] = free.pop(0) if free else _LETTERS[-1]
    return [known[name] for name in plain]


def _found(score: Score, music: NotesByBar) -> ReadForm:
    pitched = ~music.are_drums
    profiles = bar_profiles(
        bar=music.bars,
        place=music.places // _TICKS_PER_PLACE,
        tune_bar=music.bars[pitched],
        tune_pitch=music.pitches[pitched],
        bars=music.bar_count,
    )
    first_bars = section_starts(music, profiles)
    sections = named(profiles, first_bars, by_bar=True)
    kinds = [KINDS[kind] for kind in sections.kinds.tolist()]
    energies = _energies(score, music, first_bars)
    return _laid_out(score, music, first_bars, (kinds, sections.repeats.tolist(), energies))


def _energies(score: Score, music: NotesByBar, first_bars: Ints) -> list[float]:
    """Return each section's energy, by how loud its notes are and how many begin each second."""
    clock, edges = TempoMap(score.tempi), [*music.bar_starts[first_bars].tolist(), score.end_tick]
    seconds = np.diff([clock.seconds(tick) for tick in edges])
    section = np.searchsorted(first_bars, music.bars, side="right") - 1
    counts = np.bincount(section, minlength=len(first_bars))
    loud = np.bincount(section, weights=music.velocities, minlength=len(first_bars)) / np.maximum(1, counts)
    rates = counts / np.maximum(seconds, 1e-3)
    return [round(section_energy(a, b), 3) for a, b in zip(loud.tolist(), rates.tolist(), strict=True)]


def _laid_out(
    score: Score, music: NotesByBar, first_bars: Ints, told: tuple[Sequence[str], Sequence[int], Sequence[float]]
) -> ReadForm:
    kinds, repeats, energies = told
    starts = music.bar_starts[first_bars].tolist()
    ends = [*starts[1:], score.end_tick]
    sections = tuple(map(Section, starts, ends, kinds, energies))
    return ReadForm(sections, tuple(repeats), first_bars, np.diff(first_bars, append=music.bar_count))
