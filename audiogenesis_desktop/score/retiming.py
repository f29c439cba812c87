"""Other tempi and meters for music that is there already: its notes stay where they are, or go along, as is wanted."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, TypeVar

from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.maps import in_force, put
from audiogenesis_desktop.score.score import Bend, Control, Kept, KeyAt, Marker, Meter, Note, Score, Tempo, Track

Moved = Callable[[int], int]
Timed = TypeVar("Timed", Control, Bend, Kept, KeyAt, Marker, Tempo, Meter)


def change_tempi(score: Score, tempi: tuple[Tempo, ...], *, keeps_seconds: bool = False) -> Score:
    """Return the score at other tempi. Notes keep their bars and beats, or with `keeps_seconds` their moments.

    For music that was played freely the latter lays other bars under it: notes, controllers, markers, keys,
    chords and sections move, to the nearest tick, so that nothing is heard at another time. Meters stay.
    """
    if not keeps_seconds:
        return replace(score, tempi=tempi)
    before, after = TempoMap(score.tempi), TempoMap(tempi)
    return replace(_moved(score, lambda tick: round(after.ticks(before.seconds(tick)))), tempi=tempi)


def change_meter(score: Score, meter: Meter, *, moves_bars: bool = False) -> Score:
    """Return the score in another meter from its tick up to the next change.

    Notes stay where they are and bar lines move over them; with `moves_bars` each bar's music goes with its bar:
    longer bars end in silence, and of shorter ones the last beats are left out.
    """
    changed = replace(score, meters=_without_doubles(put(score.meters, meter)))
    before = (in_force(score.meters, meter.tick) or Meter(0, 4, 4)).bar_ticks
    if not moves_bars or before == meter.bar_ticks:
        return changed
    end = min((other.tick for other in score.meters if other.tick > meter.tick), default=None)
    bars = _Bars(meter.tick, end, before, meter.bar_ticks)
    moved = _moved(replace(score, tracks=tuple(map(bars.kept, score.tracks))), bars.moved, bars.moved_end)
    meters = tuple(other._replace(tick=bars.moved(other.tick)) for other in changed.meters)
    tempi = _last_of_each(tuple(tempo._replace(tick=bars.moved(tempo.tick)) for tempo in score.tempi))
    return replace(moved, meters=meters, tempi=tempi)


class _Bars(NamedTuple):
    """Bars from `start` up to `end` (None: for ever) that become `after` ticks long instead of `before`."""

    start: int
    end: int | None
    before: int
    after: int

    def moved(self, tick: int) -> int:
        """Return where a tick comes to lie; what has no place goes to the end of its bar."""
        if tick < self.start:
            return tick
        inside = tick if self.end is None else min(tick, self.end)
        bar, within = divmod(inside - self.start, self.before)
        return self.start + bar * self.after + min(within, self.after) + tick - inside

    def moved_end(self, tick: int) -> int:
        """Return where the end of a note comes to lie: at a bar line it does not reach into the new beats before it."""
        return min(self.moved(tick - 1) + 1, self.moved(tick))

    def kept(self, track: Track) -> Track:
        """Return the track without the notes that have no place."""
        return replace(track, notes=tuple(note for note in track.notes if self._has_room(note.start_tick)))

    def _has_room(self, tick: int) -> bool:
        is_meant = tick >= self.start and (self.end is None or tick < self.end)
        return not is_meant or (tick - self.start) % self.before < self.after


def _moved(score: Score, moved: Moved, moved_end: Moved | None = None) -> Score:
    """Return the score with its music, but neither its tempi nor its meters, moved; no note loses all its length."""
    note_end = moved_end or moved

    def elsewhere(items: tuple[Timed, ...]) -> tuple[Timed, ...]:
        return tuple(item._replace(tick=moved(item.tick)) for item in items)

    def track_elsewhere(track: Track) -> Track:
        notes = {_from_to(note, moved(note.start_tick), note_end(note.end_tick)) for note in track.notes}
        controls, bends = elsewhere(track.controls), elsewhere(track.bends)
        kept = elsewhere(track.kept)
        return replace(track, notes=tuple(sorted(notes)), controls=controls, bends=bends, kept=kept)

    chords = [
        c._replace(tick=moved(c.tick), length_ticks=moved(c.tick + c.length_ticks) - moved(c.tick))
        for c in score.chords
    ]
    spans = [s._replace(start_tick=moved(s.start_tick), end_tick=moved(s.end_tick)) for s in score.sections]
    return replace(
        score,
        tracks=tuple(map(track_elsewhere, score.tracks)),
        keys=_last_of_each(elsewhere(score.keys)),
        markers=elsewhere(score.markers),
        chords=tuple(chord for chord in chords if chord.length_ticks > 0),
        sections=tuple(section for section in spans if section.end_tick > section.start_tick),
        length_ticks=moved(score.length_ticks) if score.length_ticks else 0,
        kept=elsewhere(score.kept),
    )


def _from_to(note: Note, start_tick: int, end_tick: int) -> Note:
    return note._replace(start_tick=start_tick, length_ticks=max(1, end_tick - start_tick))


def _last_of_each(items: tuple[Timed, ...]) -> tuple[Timed, ...]:
    """Return the items without those that another at the same tick overrules."""
    return tuple({item.tick: item for item in items}.values())


def _without_doubles(meters: tuple[Meter, ...]) -> tuple[Meter, ...]:
    """Return the meters without those that change nothing and lie on a bar line of the one before."""
    kept = list[Meter]()
    for meter in meters:
        is_news = not kept or meter[1:] != kept[-1][1:] or (meter.tick - kept[-1].tick) % meter.bar_ticks
        if is_news:
            kept.append(meter)
    return tuple(kept)
