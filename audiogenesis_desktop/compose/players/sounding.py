"""From what players write to notes of the tracks, as loud as the Plan has it, and back; and the last chord."""

from collections.abc import Collection, Mapping

import numpy as np

from audiogenesis_desktop.compose.ending import last_chord
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.vocabulary import Ints, part_notes, score_note
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.score import Note, Score, Track

_HIT_ACCENT = 16
_SOFTEST, _ENERGY_SPAN = 52, 60  # velocities of the last chord, by the energy of its section
_LOUDER, _MIDDLE = 24, 0.45  # by how much strong sections are louder than drawn, about which energy


def written_rows(plan: Plan, track: Track, *, bars: int) -> Ints:
    """Return a track's notes as rows of `part_notes`: swing put straight, in C major or A minor."""
    return part_notes(
        track.notes,
        bar_ticks=plan.meter.bar_ticks,
        bars=bars,
        shift=0 if track.is_drums else key_shift(plan),
        swing=plan.swing,
        swing_ticks=plan.swing_ticks,
    )


def given_rows(plan: Plan, context: Score, *, bars: int) -> list[Ints]:
    """Return for each part of a Plan the rows of `part_notes` that its track has already."""
    tracks, nothing = {track.id: track for track in context.tracks}, Track(0, "")
    return [written_rows(plan, tracks.get(part.track_id, nothing), bars=bars) for part in plan.parts]


def sounding(plan: Plan, part: Part, bar: int, row: Written, *, hit_tick: int | None) -> Note:
    """Return the note that a player wrote; one that strikes a hit begins at its exact tick."""
    note = score_note(
        np.array((bar, *row)),
        bar_ticks=plan.meter.bar_ticks,
        shift=0 if part.instrument.is_drums else key_shift(plan),
        swing=plan.swing,
        swing_ticks=plan.swing_ticks,
    )
    start = note.start_tick if hit_tick is None else hit_tick
    end = min(note.end_tick, plan.last_downbeat_tick)
    accent = 0 if hit_tick is None else _HIT_ACCENT
    return Note(start, note.pitch, max(1, end - start), _loud(plan, note, accent))


def _loud(plan: Plan, note: Note, accent: int) -> int:
    """Return a note's velocity: as drawn, but moved as its section asks; softer where the piece fades.

    Moved and not mixed, so that accents and ghost notes stand out as far as they were drawn.
    """
    loud = note.velocity + _LOUDER * (_energy(plan, note.start_tick) - _MIDDLE) + accent
    return max(1, min(127, round(loud * plan.loudness_at(note.start_tick))))


def _energy(plan: Plan, tick: int) -> float:
    return plan.sections[plan.section_index(tick)].energy


def _asked(plan: Plan, tick: int) -> float:
    """Return the velocity that the energy of a tick's section asks for, before any fading."""
    return _SOFTEST + _ENERGY_SPAN * _energy(plan, tick)


def closing(
    plan: Plan, context: Score, last_pitches: Mapping[int, int], *, track_ids: Collection[int]
) -> list[tuple[int, Note]]:
    """Return the last chord's (track id, note) of some tracks, but for what is kept of it; `last_pitches` as there."""
    end = plan.last_downbeat_tick
    kept = {(track.id, note.pitch) for track in context.tracks for note in track.notes if note.start_tick == end}
    chord = last_chord(plan, last_pitches, velocity=round(_asked(plan, end)))
    return [(owner, note) for owner, note in chord if owner in track_ids and (owner, note.pitch) not in kept]
