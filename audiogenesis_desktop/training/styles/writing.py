"""Writing a piece: a style is drawn from, sections get chords, parts play them, and it all ends at home."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from audiogenesis_desktop.compose.features import density_of, section_energy
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, ChordAt, KeyAt, Score, Section, Tempo
from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.instruments import CLASSES, class_of
from audiogenesis_desktop.theory.key_finding import find_key
from audiogenesis_desktop.theory.keys import Key
from audiogenesis_desktop.training.styles import wording
from audiogenesis_desktop.training.styles.drafting import Draft, chords_of, draft_of
from audiogenesis_desktop.training.styles.progressions import joined
from audiogenesis_desktop.training.styles.tracks import tracks_of

STYLES: tuple[str, ...] = tuple(shipped())
_ATTEMPTS = 6

# A section's strength in its form, and in the plan's (`plan.form`).
_STRENGTHS, _PLANNED = (0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1.0), (0.5, 0.55, 0.6, 0.8, 0.95, 1.1, 1.15)


@dataclass(frozen=True, slots=True)
class Written:
    """A finished piece: `valence` -1..1, `energy` 0..1 as training measures it, and words that fit it.

    `facts` holds what a caption may say: genre, tags, mood, use, instruments, tempo_bpm, key, meter, form. `roles` has
    each track's, by its id; `swing` and `swing_ticks` are as in `Plan`.
    """

    score: Score
    style: str
    valence: float
    energy: float
    prompt: str
    facts: Mapping[str, str]
    roles: Mapping[int, str]
    swing: float
    swing_ticks: int


def write(style: str, seed: int) -> Written:
    """Return the piece of a style that ships (one of `STYLES`) and a seed, always the same; KeyError for another."""
    return write_from(shipped()[style], seed)


def write_from(style: Style, seed: int) -> Written:
    """Return the piece of a style and a seed, always the same.

    A piece in which another key is detected than was meant is written anew, a few times at most.
    """
    for attempt in range(_ATTEMPTS):
        draft = draft_of(style, seed, attempt)
        score = _composed(draft, title=f"{style.name.capitalize()} {seed}")
        if draft.mode.scale or _detected_key(score) == draft.key:
            break
    return _worded(draft, score)


def _composed(draft: Draft, *, title: str) -> Score:
    chords = [chords_of(draft, i) for i in range(len(draft.stretches))]
    tracks = tracks_of(draft, chords)
    return Score(
        tracks=tracks,
        tempi=_tempi(draft),
        meters=(draft.meter,),
        keys=(KeyAt(0, *draft.key),),
        chords=_whole(draft, chords),
        length_ticks=draft.bars * draft.meter.bar_ticks,
        title=title,
    )


def _detected_key(score: Score) -> Key:
    weights = np.zeros(12)
    for track in score.tracks:
        if CLASSES[class_of(track.program, track.is_drums)].name not in ("drums", "percussion"):
            for note in track.notes:
                weights[note.pitch % 12] += min(note.length_ticks, 4 * TICKS_PER_BEAT)
    return find_key(weights)


def _whole(draft: Draft, chords: list[tuple[ChordAt, ...]]) -> tuple[ChordAt, ...]:
    bar = draft.meter.bar_ticks
    return joined(
        [
            at._replace(tick=at.tick + stretch.start_bar * bar)
            for stretch, own in zip(draft.stretches, chords, strict=True)
            for at in own
        ]
    )


def _tempi(draft: Draft) -> tuple[Tempo, ...]:
    """Return the tempo, and where the style slows down, its fall over the last bar before the end."""
    tempi = [Tempo.from_bpm(0, draft.bpm)]
    if draft.style.time.ritard:
        last = (draft.bars - 1) * draft.meter.bar_ticks
        beats = draft.meter.bar_ticks // TICKS_PER_BEAT
        for i in range(1, beats + 1):
            tick = last - (beats - i) * TICKS_PER_BEAT
            tempi.append(Tempo.from_bpm(tick, draft.bpm * (1 - draft.style.time.ritard * i / beats)))
    return tuple(tempi)


def _worded(draft: Draft, score: Score) -> Written:
    """Return the piece with its sections' energies, measured as training measures, and its words."""
    velocities = [note.velocity for track in score.tracks for note in track.notes]
    rate = score.note_count / TempoMap(score.tempi).seconds(score.end_tick)
    energy = section_energy(sum(velocities) / len(velocities), rate)
    valence = draft.style.valence + 0.3 * (draft.liveliness - 0.5) - (0.55 if draft.key.mode == "minor" else 0)
    valence = round(max(-1.0, min(1.0, valence)), 3)
    score = replace(score, sections=_sections(draft, energy))
    facts = wording.facts(
        draft.style,
        score,
        valence=valence,
        energy=energy,
        density=density_of(rate),
        bpm=draft.bpm,
        random=Random(f"{draft.name}/words"),
    )
    prompt = wording.prompt(facts, Random(f"{draft.name}/prompt"))
    roles = {track.id: draft.cast[track.id].part.role for track in score.tracks}
    return Written(
        score,
        draft.style.name,
        valence,
        round(energy, 3),
        prompt,
        facts,
        roles,
        swing=draft.swing,
        swing_ticks=draft.style.time.swing_ticks,
    )


def _sections(draft: Draft, energy: float) -> tuple[Section, ...]:
    bar = draft.meter.bar_ticks
    return tuple(
        Section(
            stretch.start_bar * bar,
            (stretch.start_bar + stretch.bars) * bar,
            stretch.kind,
            round(min(1.0, (0.25 + 0.6 * energy) * _planned(stretch.strength)), 3),
        )
        for stretch in draft.stretches
    )


def _planned(strength: float) -> float:
    """Return how strong a section is in the plan's terms, so that energies mean the same there and here."""
    return float(np.interp(strength, _STRENGTHS, _PLANNED))
