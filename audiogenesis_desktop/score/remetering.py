"""Another meter for music that is there: beats become longer or shorter, so that what was strong is strong."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import (
    TICKS_PER_BEAT,
    Bend,
    ChordAt,
    Control,
    Kept,
    KeyAt,
    Marker,
    Meter,
    Note,
    Score,
    Tempo,
    Track,
)

Timed = TypeVar("Timed", Tempo, KeyAt, Control, Bend, Kept, Marker)

_BEAT, _HALF = TICKS_PER_BEAT, TICKS_PER_BEAT // 2
Cells = tuple[tuple[int, int], ...]
_LONG_SHORT: Cells = ((_BEAT, 2 * _BEAT), (_BEAT, _BEAT))
_SWUNG: Cells = ((_HALF, _BEAT), (_HALF, _HALF))
_EVEN: Cells = ((_BEAT, _BEAT),)
# From one meter to another: what of it lasts how long, in ticks before and after, over and over. Of two beats in four
# the first becomes a half and the second a quarter, as tunes are made waltzes of; in six eighths halves of beats do so.
_WAYS: dict[tuple[tuple[int, int], tuple[int, int]], Cells] = {
    ((4, 4), (3, 4)): _LONG_SHORT,
    ((2, 4), (3, 4)): _LONG_SHORT,
    ((2, 2), (3, 4)): _LONG_SHORT,
    ((4, 4), (6, 8)): _SWUNG,
    ((2, 4), (6, 8)): _SWUNG,
    ((2, 2), (6, 8)): _SWUNG,
    ((4, 4), (12, 8)): _SWUNG,
    ((4, 4), (2, 4)): _EVEN,
    ((4, 4), (2, 2)): _EVEN,
    ((2, 4), (4, 4)): _EVEN,
    ((2, 2), (4, 4)): _EVEN,
    ((4, 4), (5, 4)): ((_BEAT, 2 * _BEAT), (3 * _BEAT, 3 * _BEAT)),
    ((4, 4), (7, 8)): ((3 * _BEAT, 3 * _BEAT), (_BEAT, _HALF)),
    ((3, 4), (4, 4)): ((_BEAT, 2 * _BEAT), (2 * _BEAT, 2 * _BEAT)),
    ((3, 4), (2, 4)): ((_BEAT, _BEAT), (2 * _BEAT, _BEAT)),
    ((3, 4), (6, 8)): _EVEN,
    ((6, 8), (3, 4)): _EVEN,
    ((6, 8), (4, 4)): ((_BEAT, _HALF), (_HALF, _HALF)),
    ((6, 8), (2, 4)): ((_BEAT, _HALF), (_HALF, _HALF)),
    ((12, 8), (4, 4)): ((_BEAT, _HALF), (_HALF, _HALF)),
}


def remetered(score: Score, meter: tuple[int, int]) -> Score:
    """Return the score in another meter all through, with every note on the beat that its own becomes.

    The tempo goes along, so that it lasts as long as before. Raises BadInput where the score changes its meter, or no
    way is known from one to the other.
    """
    if len(score.meters) != 1:
        raise BadInput("This music changes its meter: only what is in one meter all through can be played in another.")
    own = score.meters[0].numerator, score.meters[0].denominator
    cells = _WAYS.get((own, meter))
    if cells is None:
        raise BadInput(f"No way is known to play {own[0]}/{own[1]} in {meter[0]}/{meter[1]}: ask for 3/4, 4/4 or 6/8.")
    return _moved(score, cells, meter)


class _Stretched(NamedTuple):
    """What lies in a meter, with each of its cells as long as it becomes in another one."""

    cells: Cells

    @property
    def lengths(self) -> tuple[int, int]:
        """Return how long all cells are together, before and after."""
        return sum(before for before, _ in self.cells), sum(after for _, after in self.cells)

    def at(self, tick: int) -> int:
        """Return where a tick comes to lie: on the same place of what its cell becomes."""
        before, after = self.lengths
        rounds, rest = divmod(tick, before)
        moved = rounds * after
        for length, became in self.cells:
            if rest < length:
                return moved + round(rest * became / length)
            rest, moved = rest - length, moved + became
        return moved

    def later(self, items: Sequence[Timed]) -> tuple[Timed, ...]:
        """Return what is set at ticks where these come to lie."""
        return tuple(item._replace(tick=self.at(item.tick)) for item in items)

    def track(self, track: Track) -> Track:
        """Return a track with all that it has in time."""
        moved = track.with_notes(map(self._note, track.notes))
        return replace(
            moved, controls=self.later(track.controls), bends=self.later(track.bends), kept=self.later(track.kept)
        )

    def _note(self, note: Note) -> Note:
        start = self.at(note.start_tick)
        return note._replace(start_tick=start, length_ticks=max(1, self.at(note.end_tick) - start))

    def tempo(self, tempo: Tempo) -> Tempo:
        """Return a tempo at which a whole round of cells lasts as long as before."""
        before, after = self.lengths
        return Tempo(self.at(tempo.tick), max(1, round(tempo.microseconds_per_beat * before / after)))

    def chord(self, chord: ChordAt) -> ChordAt:
        """Return a chord from where it begins to where it ends."""
        start, end = self.at(chord.tick), self.at(chord.tick + chord.length_ticks)
        return chord._replace(tick=start, length_ticks=max(1, end - start))


def _moved(score: Score, cells: Cells, meter: tuple[int, int]) -> Score:
    to = _Stretched(cells)
    return replace(
        score,
        tracks=tuple(map(to.track, score.tracks)),
        tempi=tuple(map(to.tempo, score.tempi)),
        meters=(Meter(0, *meter),),
        keys=to.later(score.keys),
        chords=tuple(map(to.chord, score.chords)),
        sections=tuple(s._replace(start_tick=to.at(s.start_tick), end_tick=to.at(s.end_tick)) for s in score.sections),
        markers=to.later(score.markers),
        length_ticks=to.at(score.length_ticks),
        kept=to.later(score.kept),
    )
