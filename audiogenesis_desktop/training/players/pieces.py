"""Pieces as players learn them: a Band, and each part's notes; from our own writer, whose plans are known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

import numpy as np

from audiogenesis_desktop.compose.features import density_of
from audiogenesis_desktop.compose.players.setting import Band, band_of, piece_vector
from audiogenesis_desktop.compose.players.vocabulary import Ints, part_notes, score_note
from audiogenesis_desktop.compose.setting import key_shift, setting_of
from audiogenesis_desktop.compose.vocabulary import GRID_PER_BEAT
from audiogenesis_desktop.plan.form import repeats_of
from audiogenesis_desktop.plan.grooves import found_groove
from audiogenesis_desktop.plan.plan import Groove, Likeness, Part, Plan, Recall
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Score, Track
from audiogenesis_desktop.theory.instruments import class_of, of_program
from audiogenesis_desktop.training.likeness import find_likeness
from audiogenesis_desktop.training.styles import Written

_WITHOUT_REPEATS = ("intro", "outro")


class Piece(NamedTuple):
    """A piece to learn from: what its players are told, their notes as rows of `part_notes`, and a prompt."""

    band: Band
    notes: tuple[Ints, ...]
    prompt: str


def written_piece(written: Written, *, styles: Sequence[str]) -> Piece:
    """Return a piece of our own writer's; `styles` are the names that the network knows."""
    plan = with_grooves(plan_of(written), written.score)
    seconds = TempoMap(written.score.tempi).seconds(written.score.end_tick)
    facts = piece_vector(
        plan,
        valence=written.valence,
        energy=written.energy,
        density=density_of(written.score.note_count / seconds),
        styles=styles,
        is_real=False,
    )
    return piece_of(plan, written.score, facts=facts, prompt=written.prompt)


def piece_of(plan: Plan, score: Score, *, facts: np.ndarray, prompt: str) -> Piece:
    """Return a Score under its Plan as players learn it; the Plan's parts are the Score's tracks that have notes."""
    band = band_of(plan, facts=facts)
    notes = tuple(_rows(plan, score.track(part.track_id), bars=band.bars) for part in plan.parts)
    return Piece(band, notes, prompt)


def _rows(plan: Plan, track: Track, *, bars: int) -> Ints:
    return part_notes(
        track.notes,
        bar_ticks=plan.meter.bar_ticks,
        bars=bars,
        shift=0 if track.is_drums else key_shift(plan),
        swing=plan.swing,
        swing_ticks=plan.swing_ticks,
    )


def plan_of(written: Written) -> Plan:
    """Return the Plan that a written piece might have come from, grooves apart."""
    score = written.score
    meter = score.meters[0]
    bars = score.length_ticks // meter.bar_ticks
    parts = tuple(_part(track, written.roles) for track in score.tracks if track.notes)
    plan = Plan(
        tempi=score.tempi,
        meter=meter,
        key=score.keys[0],
        sections=score.sections,
        repeats=section_repeats([section.kind for section in score.sections]),
        active=tuple(_active(score, start=s.start_tick, end=s.end_tick) for s in score.sections),
        chords=score.chords,
        parts=parts,
        last_downbeat_tick=(bars - 1) * meter.bar_ticks,
        release_tick=score.length_ticks,
        length_ticks=score.length_ticks,
        style=((written.style, 1.0),),
        swing=written.swing,
        swing_ticks=written.swing_ticks,
    )
    return replace(plan, recalls=measured_recalls(plan, score))


def section_repeats(kinds: Sequence[str]) -> tuple[int, ...]:
    """Return for each section the one it takes up again, or -1; an intro or outro takes up none."""
    found = repeats_of(kinds)
    return tuple(-1 if kind in _WITHOUT_REPEATS else again for kind, again in zip(kinds, found, strict=True))


def _part(track: Track, roles: Mapping[int, str]) -> Part:
    pitches = [note.pitch for note in track.notes]
    return Part(
        track_id=track.id,
        instrument=of_program(track.program, track.is_drums),
        role=roles[track.id],
        register=(min(pitches), max(pitches)),
        level=round(median(note.velocity for note in track.notes)),
    )


def _active(score: Score, *, start: int, end: int) -> frozenset[int]:
    """Return who begins a note in a section; what is played a little early belongs to what it leads into."""
    early = TICKS_PER_BEAT // 24
    return frozenset(
        track.id
        for track in score.tracks
        if any(start - early <= note.start_tick < end - early for note in track.notes)
    )


def measured_recalls(plan: Plan, score: Score) -> tuple[Recall, ...]:
    """Return how much each bar is like those that are looked back to, by all notes but drums'."""
    form, bar_ticks = setting_of(plan), plan.meter.bar_ticks
    rows = [
        (note.start_tick, class_of(track.program), note.pitch)
        for track in score.tracks
        if not track.is_drums
        for note in track.notes
    ]
    start, kind, pitch = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    bar, tick = np.divmod(start, bar_ticks)
    inside = bar < form.bar_count
    found = find_likeness(
        bar=bar[inside],
        place=tick[inside] * GRID_PER_BEAT // TICKS_PER_BEAT,
        kind=kind[inside],
        pitch=pitch[inside],
        lags=form.lags,
    )
    return tuple(Recall(*(Likeness(value) for value in row)) for row in found.tolist())


def with_grooves(plan: Plan, score: Score) -> Plan:
    """Return the Plan with the grooves that its parts play in each section, as written before swing."""
    bars = setting_of(plan).bar_count
    straight = {
        part.track_id: [
            score_note(row, bar_ticks=plan.meter.bar_ticks)
            for row in _rows(plan, score.track(part.track_id), bars=bars)
        ]
        for part in plan.parts
    }
    return replace(plan, grooves=tuple(_grooves(plan, straight, index) for index in range(len(plan.sections))))


def _grooves(plan: Plan, straight: Mapping[int, list[Note]], index: int) -> dict[int, Groove]:
    section, bar_ticks = plan.sections[index], plan.meter.bar_ticks
    found = {
        part.track_id: found_groove(
            straight[part.track_id],
            is_drums=part.instrument.is_drums,
            start_tick=section.start_tick,
            bars=max(1, (section.end_tick - section.start_tick) // bar_ticks),
            bar_ticks=bar_ticks,
        )
        for part in plan.parts
        if part.track_id in plan.active[index]
    }
    return {track_id: groove for track_id, groove in found.items() if groove is not None}
