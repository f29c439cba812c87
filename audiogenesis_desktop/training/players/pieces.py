"""Pieces as players learn them: a Band, and each part's notes; from our own writer, whose plans are known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from audiogenesis_desktop.compose.players.grooving import with_grooves
from audiogenesis_desktop.compose.players.setting import Band, Floats, band_of, piece_vector
from audiogenesis_desktop.compose.players.sounding import written_rows
from audiogenesis_desktop.compose.players.vocabulary import Ints
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.score import Score
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
    notes = tuple(written_rows(plan, score.track(part.track_id), bars=band.bars) for part in plan.parts)
    return Piece(band, notes, prompt, group)


def plan_of(written: Written) -> Plan:
    """Return the Plan that a written piece might have come from, grooves apart."""
    plan = read_plan(written.score)
    parts = tuple(replace(part, role=written.roles[part.track_id]) for part in plan.parts)
    style = ((written.style, 1.0),)
    return replace(plan, parts=parts, style=style, swing=written.swing, swing_ticks=written.swing_ticks)
