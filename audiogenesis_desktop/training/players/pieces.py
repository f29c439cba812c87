"""Pieces as players learn them: a Band, and each part's notes; from our own writer, whose plans are known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from audiogenesis_desktop.compose.players.setting import Band, Floats, band_of, piece_vector
from audiogenesis_desktop.compose.players.vocabulary import Ints, part_notes, score_note
from audiogenesis_desktop.compose.setting import key_shift, setting_of
from audiogenesis_desktop.plan.grooves import found_groove
from audiogenesis_desktop.plan.plan import Groove, Plan
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Note, Score, Track
from audiogenesis_desktop.theory.energy import density_of
from audiogenesis_desktop.training.styles import Written


class Piece(NamedTuple):
    """A piece to learn from: what its players are told, their notes as rows of `part_notes`, and a prompt.

    Of a `group`, such as arrangements of one tune, all are learned from or none.
    """

    band: Band
    notes: tuple[Ints, ...]
    prompt: str
    group: str = ""


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


def piece_of(plan: Plan, score: Score, *, facts: Floats, prompt: str, group: str = "") -> Piece:
    """Return a Score under its Plan as players learn it; the Plan's parts are the Score's tracks that have notes."""
    band = band_of(plan, facts=facts)
    notes = tuple(_rows(plan, score.track(part.track_id), bars=band.bars) for part in plan.parts)
    return Piece(band, notes, prompt, group)


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
    plan = read_plan(written.score)
    parts = tuple(replace(part, role=written.roles[part.track_id]) for part in plan.parts)
    style = ((written.style, 1.0),)
    return replace(plan, parts=parts, style=style, swing=written.swing, swing_ticks=written.swing_ticks)


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
