"""Another meter for music that is there: beats become longer or shorter, so that what was strong is strong."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.score import (
    TICKS_PER_BEAT,
    Bend,
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


def _moved(score: Score, cells: Cells, meter: tuple[int, int]) -> Score:
    before, after = (sum(cell[i] for cell in cells) for i in (0, 1))

    def at(tick: int) -> int:
        """Return where a tick comes to lie: on the same place of what its beat becomes."""
        rounds, rest = divmod(tick, before)
        moved = rounds * after
        for length, became in cells:
            if rest < length:
                return moved + round(rest * became / length)
            rest, moved = rest - length, moved + became
        return moved

    def later(items: Sequence[Timed]) -> tuple[Timed, ...]:
        return tuple(item._replace(tick=at(item.tick)) for item in items)

    def note_later(note: Note) -> Note:
        start = at(note.start_tick)
        return note._replace(start_tick=start, length_ticks=max(1, at(note.end_tick) - start))

    def track_later(track: Track) -> Track:
        moved = track.with_notes(map(note_later, track.notes))
        return replace(moved, controls=later(track.controls), bends=later(track.bends), kept=later(track.kept))

    tempi = tuple(
        Tempo(at(tempo.tick), max(1, round(tempo.microseconds_per_beat * before / after))) for tempo in score.tempi
    )
    return replace(
        score,
        tracks=tuple(map(track_later, score.tracks)),
        tempi=tempi,
        meters=(Meter(0, *meter),),
        keys=later(score.keys),
        chords=tuple(
            c._replace(tick=at(c.tick), length_ticks=max(1, at(c.tick + c.length_ticks) - at(c.tick)))
            for c in score.chords
        ),
        sections=tuple(s._replace(start_tick=at(s.start_tick), end_tick=at(s.end_tick)) for s in score.sections),
        markers=later(score.markers),
        length_ticks=at(score.length_ticks),
        kept=later(score.kept),
    )
