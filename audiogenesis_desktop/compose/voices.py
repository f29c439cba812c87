"""From rows of the grid to notes of the tracks: voices kept within each instrument's, loudness shaped."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.compose.vocabulary import DURATIONS, TICKS_PER_GRID
from audiogenesis_desktop.plan.plan import Groove, Part, Plan
from audiogenesis_desktop.score.score import Note
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS

_DRAWN_SHARE = 0.5  # of loudness; the rest follows the section's energy, as much training data has none
_SOFTEST, _ENERGY_SPAN = 56, 60
_DOWNBEAT_ACCENT, _HIT_ACCENT = 5, 16


@dataclass(slots=True)
class _Voice:
    track_id: int
    start_tick: int
    pitch: int
    end_tick: int
    velocity: int


class Voices:
    """Holds notes back until nothing can shorten them: a new note ends the oldest of a full instrument."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._shift = key_shift(plan)
        self._parts: dict[int, list[Part]] = defaultdict(list)
        for part in plan.parts:
            self._parts[part.instrument.class_index].append(part)
        self._hits = {round(tick / TICKS_PER_GRID): tick for tick in plan.hit_ticks}  # the exact tick of each, by onset
        self._waiting: list[_Voice] = []
        self._together: dict[tuple[int, int], int] = defaultdict(int)
        self.last_pitches: dict[int, int] = {}

    def begin(self, row: tuple[int, int, int, int, int], onset: int) -> tuple[int, int, int]:
        """Take in a written row (step, instrument, pitch, duration, velocity classes) at a grid onset.

        Returns what no later row changes: the note's track id, start in ticks and pitch.
        """
        _, instrument, pitch, duration, velocity = row
        start_tick = self._hits.get(onset, onset * TICKS_PER_GRID)
        real_pitch = pitch + (0 if instrument == DRUM_CLASS else self._shift)
        track_id = self._track(instrument, start_tick, real_pitch)
        self._make_room(track_id, start_tick, real_pitch, CLASSES[instrument].voices)
        end_tick = start_tick + int(DURATIONS[duration]) * TICKS_PER_GRID
        loud = max(1, round(self._velocity(velocity * 4 + 2, start_tick) * self._plan.loudness_at(start_tick)))
        self._waiting.append(_Voice(track_id, start_tick, real_pitch, end_tick, loud))
        self.last_pitches[track_id] = real_pitch
        return track_id, start_tick, real_pitch

    def _track(self, instrument: int, start_tick: int, pitch: int) -> int:
        """Share a class of several parts out to those that play here: drums by whose groove has them, notes by whose
        register; where these are alike chords voice by voice, single lines by turns of two bars."""
        section = self._plan.section_index(start_tick)
        playing = [p for p in self._parts[instrument] if p.track_id in self._plan.active[section]]
        parts = self._suited(playing or self._parts[instrument], section, pitch)
        if len(parts) == 1:
            return parts[0].track_id
        nth = self._together[instrument, start_tick]
        self._together[instrument, start_tick] += 1
        turn = start_tick // (2 * self._plan.meter.bar_ticks)
        return parts[(nth + turn) % len(parts)].track_id

    def _suited(self, parts: list[Part], section: int, pitch: int) -> list[Part]:
        """Return those of some parts of a class that a pitch suits best, in a section."""
        if len(parts) == 1:
            return parts
        if parts[0].instrument.is_drums:
            grooves = self._plan.grooves[section] if section < len(self._plan.grooves) else {}
            having = [p for p in parts if p.track_id in grooves and _strikes(grooves[p.track_id], pitch)]
            return having[:1] or [p for p in parts if p.role == "drums"][:1] or parts[:1]
        outside = [max(0, p.register[0] - pitch, pitch - p.register[1]) for p in parts]
        return [part for part, by in zip(parts, outside, strict=True) if by == min(outside)]

    def _make_room(self, track_id: int, start_tick: int, pitch: int, voices: int) -> None:
        sounding = [v for v in self._waiting if v.track_id == track_id and v.end_tick > start_tick]
        for voice in sounding:
            if voice.pitch == pitch and voice.start_tick < start_tick:
                voice.end_tick = start_tick
        older = [v for v in sounding if v.start_tick < start_tick < v.end_tick]
        for voice in older[: max(0, len(sounding) + 1 - voices)]:
            voice.end_tick = start_tick

    def _velocity(self, drawn: int, tick: int) -> int:
        energy = self._plan.sections[self._plan.section_index(tick)].energy
        loud = _DRAWN_SHARE * drawn + (1 - _DRAWN_SHARE) * (_SOFTEST + _ENERGY_SPAN * energy)
        loud += _DOWNBEAT_ACCENT * (tick % self._plan.meter.bar_ticks == 0)
        loud += _HIT_ACCENT * (tick in self._plan.hit_ticks)
        return max(1, min(127, round(loud)))

    def ready(self, onset: int) -> Iterator[tuple[int, Note]]:
        """Yield the notes that are over at an onset, in time order; until then a later note may end them sooner."""
        now = onset * TICKS_PER_GRID
        due = [v for v in self._waiting if v.end_tick <= now]
        if due and now % self._plan.meter.bar_ticks == 0:
            self._waiting = [v for v in self._waiting if v not in due]
            yield from self._notes(due)

    def rest(self) -> Iterator[tuple[int, Note]]:
        """Yield all notes that are left."""
        left, self._waiting = self._waiting, []
        yield from self._notes(left)

    @staticmethod
    def _notes(voices: list[_Voice]) -> Iterator[tuple[int, Note]]:
        for v in sorted(voices, key=lambda v: (v.start_tick, v.track_id, v.pitch)):
            yield v.track_id, Note(v.start_tick, v.pitch, v.end_tick - v.start_tick, v.velocity)

    def closing_velocity(self) -> int:
        """Return how loud the last chord is before any fading: as the section that leads into it."""
        return self._velocity(72, self._plan.last_downbeat_tick)


def _strikes(groove: Groove, key: int) -> bool:
    return any(strike.key == key for strike in groove.strikes)
