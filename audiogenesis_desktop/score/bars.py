"""Time put in, taken out and repeated, in all tracks and maps at once: what a bar holds moves together."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from audiogenesis_desktop.score.score import (
    Bend,
    ChordAt,
    Control,
    Kept,
    KeyAt,
    Marker,
    Meter,
    Note,
    Score,
    Section,
    Tempo,
    Track,
)

Timed = TypeVar("Timed", Tempo, Meter, KeyAt, Control, Bend, Kept, Marker)


class Stretch(NamedTuple):
    """Ticks from `start_tick` up to, not including, `end_tick`."""

    start_tick: int
    end_tick: int

    @property
    def ticks(self) -> int:
        """Return how long it is."""
        return self.end_tick - self.start_tick

    def holds(self, tick: int) -> bool:
        """Return whether a tick lies in it."""
        return self.start_tick <= tick < self.end_tick


def insert_time(score: Score, tick: int, ticks: int) -> Score:
    """Return the score with `ticks` of silence from `tick` on; what sounds or holds there goes on through it."""

    def moved(at: int) -> int:
        return at + ticks if at >= tick else at

    def later(items: tuple[Timed, ...]) -> tuple[Timed, ...]:
        # What holds from the very beginning of the piece holds in what is put before it, too.
        return tuple(item if tick == 0 and item.tick == 0 else item._replace(tick=moved(item.tick)) for item in items)

    def track_later(track: Track) -> Track:
        notes = tuple(note._replace(start_tick=moved(note.start_tick)) for note in track.notes)
        controls, bends, kept = later(track.controls), later(track.bends), later(track.kept)
        return replace(track, notes=notes, controls=controls, bends=bends, kept=kept)

    return replace(
        score,
        tracks=tuple(map(track_later, score.tracks)),
        tempi=later(score.tempi),
        meters=later(score.meters),
        keys=later(score.keys),
        markers=tuple(marker._replace(tick=moved(marker.tick)) for marker in score.markers),
        chords=tuple(_grown_chord(chord, moved) for chord in score.chords),
        sections=tuple(
            s._replace(start_tick=moved(s.start_tick), end_tick=_end(s.end_tick, tick, ticks)) for s in score.sections
        ),
        length_ticks=_end(score.length_ticks, tick, ticks) if score.length_ticks else 0,
        kept=later(score.kept),
    )


def _end(end_tick: int, tick: int, ticks: int) -> int:
    return end_tick + ticks if end_tick > tick else end_tick


def _grown_chord(chord: ChordAt, moved: Callable[[int], int]) -> ChordAt:
    start, last = moved(chord.tick), moved(chord.tick + chord.length_ticks - 1)
    return chord._replace(tick=start, length_ticks=last + 1 - start)


def remove_time(score: Score, out: Stretch) -> Score:
    """Return the score without a stretch of time: notes that begin in it go, those that sound into it are cut.

    What comes after sounds as before: tempo, meter, key, controllers and bends that were set in the stretch hold.
    """
    gone = _Gone(*out)
    return replace(
        score,
        tracks=tuple(map(gone.from_track, score.tracks)),
        tempi=gone.sooner(score.tempi),
        meters=gone.sooner(score.meters),
        keys=gone.sooner(score.keys),
        markers=tuple(m._replace(tick=gone.moved(m.tick)) for m in score.markers if not out.holds(m.tick)),
        chords=gone.from_chords(score.chords),
        sections=gone.from_sections(score.sections),
        length_ticks=gone.moved(score.length_ticks) if score.length_ticks else 0,
        kept=gone.kept_sooner(score.kept),
    )


class _Gone(Stretch):
    """A stretch that is taken out of everything that a score has in time."""

    def moved(self, at: int) -> int:
        """Return where a tick comes to lie."""
        return at if at < self.start_tick else max(self.start_tick, at - self.ticks)

    def sooner(self, items: Sequence[Timed], kind: Callable[[Timed], Hashable] = lambda _: 0) -> tuple[Timed, ...]:
        """Return what holds over time; of several of a kind that come to lie at one tick the last counts."""
        kept = {(kind(item), self.moved(item.tick)): item._replace(tick=self.moved(item.tick)) for item in items}
        return tuple(sorted(kept.values()))

    def kept_sooner(self, items: Sequence[Kept]) -> tuple[Kept, ...]:
        """Return what a file said; at one tick in the file's order, as SysEx leans on it."""
        found = {(item.kind, self.moved(item.tick)): item._replace(tick=self.moved(item.tick)) for item in items}
        return tuple(sorted(found.values(), key=_tick))

    def from_track(self, track: Track) -> Track:
        """Return a track without what lies in the stretch."""
        return replace(
            track.with_notes([self._cut(note) for note in track.notes if not self.holds(note.start_tick)]),
            controls=self.sooner(track.controls, _controller),
            bends=self.sooner(track.bends),
            kept=self.kept_sooner(track.kept),
        )

    def from_chords(self, chords: Sequence[ChordAt]) -> tuple[ChordAt, ...]:
        """Return what is left of chords."""
        ends = [(chord, self.moved(chord.tick), self.moved(chord.tick + chord.length_ticks)) for chord in chords]
        return tuple(c._replace(tick=start, length_ticks=end - start) for c, start, end in ends if end > start)

    def from_sections(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """Return what is left of sections."""
        ends = [(section, self.moved(section.start_tick), self.moved(section.end_tick)) for section in sections]
        return tuple(s._replace(start_tick=start, end_tick=end) for s, start, end in ends if end > start)

    def _cut(self, note: Note) -> Note:
        """Return a note that begins outside the stretch as it sounds without it."""
        if note.start_tick >= self.end_tick:
            return note._replace(start_tick=note.start_tick - self.ticks)
        lost = max(0, min(note.end_tick, self.end_tick) - self.start_tick)
        return note._replace(length_ticks=note.length_ticks - lost)


def repeat_time(score: Score, what: Stretch) -> Score:
    """Return the score with a stretch played once more right after itself; what sounds beyond it is cut there."""
    longer = insert_time(score, what.end_tick, what.ticks)

    def again(items: Sequence[Timed], kind: Callable[[Timed], Hashable] = lambda _: 0) -> list[Timed]:
        return [item._replace(tick=item.tick + what.ticks) for item in _set_in(items, what, kind)]

    def track_again(track: Track, before: Track) -> Track:
        # What sounds across the end is cut there: its repetition begins anew.
        kept = [_within(n, what) if n.start_tick < what.end_tick else n for n in track.notes]
        new = [
            _within(n, what)._replace(start_tick=n.start_tick + what.ticks)
            for n in before.notes
            if what.holds(n.start_tick)
        ]
        return replace(
            track.with_notes([*kept, *new]),
            controls=tuple(sorted([*track.controls, *again(before.controls, _controller)])),
            bends=tuple(sorted([*track.bends, *again(before.bends)])),
            # Aftertouch comes again with its notes; SysEx and texts of a file are said once.
            kept=tuple(sorted([*track.kept, *again([one for one in before.kept if one.is_touch], _kind)], key=_tick)),
        )

    return replace(
        longer,
        tracks=tuple(track_again(*pair) for pair in zip(longer.tracks, score.tracks, strict=True)),
        tempi=tuple(sorted([*longer.tempi, *again(score.tempi)])),
        meters=tuple(sorted([*longer.meters, *again(score.meters)])),
        keys=tuple(sorted([*longer.keys, *again(score.keys)])),
        markers=tuple(
            sorted(
                [*longer.markers, *(m._replace(tick=m.tick + what.ticks) for m in score.markers if what.holds(m.tick))]
            )
        ),
        chords=_chords_again(longer, score, what),
        sections=_sections_again(longer, score, what),
    )


def _set_in(items: Sequence[Timed], what: Stretch, kind: Callable[[Timed], Hashable]) -> list[Timed]:
    """Return what a stretch sets, and at its start what held there and is set anew within it."""
    found, changed = [item for item in items if what.holds(item.tick)], set[Hashable]()
    for item in found:
        changed.add(kind(item))
    for item in reversed(items):
        if item.tick <= what.start_tick and kind(item) in changed:
            changed.remove(kind(item))
            if item.tick < what.start_tick:
                found.append(item._replace(tick=what.start_tick))
    return found


def _controller(control: Control) -> int:
    return control.controller


def _tick(kept: Kept) -> int:
    return kept.tick


def _kind(kept: Kept) -> bytes:
    return kept.kind


def _within(note: Note, what: Stretch) -> Note:
    return note._replace(length_ticks=min(note.length_ticks, what.end_tick - note.start_tick))


def _chords_again(longer: Score, score: Score, what: Stretch) -> tuple[ChordAt, ...]:
    kept = [c for c in longer.chords if c.tick < what.end_tick or c.tick >= what.end_tick + what.ticks]
    kept = [
        c._replace(length_ticks=min(c.length_ticks, what.end_tick - c.tick)) if c.tick < what.end_tick else c
        for c in kept
    ]
    new = [
        c._replace(tick=c.tick + what.ticks, length_ticks=min(c.length_ticks, what.end_tick - c.tick))
        for c in score.chords
        if what.holds(c.tick)
    ]
    return tuple(sorted([*kept, *new]))


def _sections_again(longer: Score, score: Score, what: Stretch) -> tuple[Section, ...]:
    new = [
        s._replace(start_tick=s.start_tick + what.ticks, end_tick=min(s.end_tick, what.end_tick) + what.ticks)
        for s in score.sections
        if what.holds(s.start_tick)
    ]
    if not new:  # the stretch lies inside a section, which has grown by it
        return longer.sections
    kept = [
        s._replace(end_tick=min(s.end_tick, what.end_tick)) if s.start_tick < what.end_tick else s
        for s in longer.sections
    ]
    return tuple(sorted([*kept, *new]))
