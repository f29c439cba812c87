"""The grooves that parts play in a Score, as players are told them: as written, before swing."""

from collections.abc import Mapping
from dataclasses import replace

from audiogenesis_desktop.compose.players.sounding import written_rows
from audiogenesis_desktop.compose.players.vocabulary import score_note
from audiogenesis_desktop.compose.setting import setting_of
from audiogenesis_desktop.plan.grooves import found_groove
from audiogenesis_desktop.plan.plan import Groove, Plan
from audiogenesis_desktop.score.score import Note, Score


def with_grooves(plan: Plan, score: Score) -> Plan:
    """Return the Plan with the grooves that its parts play in each section, as written before swing."""
    bars = setting_of(plan).bar_count
    straight = {
        part.track_id: [
            score_note(row, bar_ticks=plan.meter.bar_ticks)
            for row in written_rows(plan, score.track(part.track_id), bars=bars)
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
