"""Fills and rolls of the drums that words ask for, in the bar before something begins; hands leave what they did."""

from dataclasses import replace
from random import Random

from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.followups.piece import AlreadySo, Piece, bars_meant
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.fills import FEET, usual_fill, usual_roll
from audiogenesis_desktop.plan.plan import Strike
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Note, Track

_SOFTEST, _HARDEST = 72, 108  # of a fill's velocities, from its first strike to its last
_STRUCK_TICKS = TICKS_PER_BEAT // 8


def filled(piece: Piece, turn: Turn) -> Piece:
    """Return a piece whose drums lead with a fill, or a roll, into the first bar of each part that is meant.

    Raises BadInput where no drums play, or nothing lies before.
    """
    drums = next((track for track in piece.score.tracks if track.is_drums and track.notes), None)
    if drums is None:
        raise BadInput("This piece has no drums that could fill: add drums first.")
    before = [bars.start - 1 for bars in bars_meant(piece, turn.where) if bars.start > 0]
    if not before:
        raise AlreadySo("Nothing lies before that for a fill to lead from: name a later part.")
    new = drums
    for bar in before:
        new = _with_strikes(new, piece, bar, _strikes(piece, turn.value, bar))
    tracks = tuple(new if track is drums else track for track in piece.score.tracks)
    return replace(piece, score=replace(piece.score, tracks=tracks))


def _strikes(piece: Piece, what: str, bar: int) -> tuple[Strike, ...]:
    if what == "roll":
        return usual_roll(piece.plan.meter)
    meter = piece.plan.meter
    usual = usual_fill(meter, Random(f"fill/{piece.seed}/{bar}"))
    # Of meters that have no usual one the last beat is rolled through.
    return usual or tuple(s for s in usual_roll(meter) if s.tick >= meter.bar_ticks - TICKS_PER_BEAT)


def _with_strikes(track: Track, piece: Piece, bar: int, strikes: tuple[Strike, ...]) -> Track:
    """Return drums that strike so in a bar, from the first strike on, growing louder; feet keep time through it."""
    start, ticks = bar * piece.plan.meter.bar_ticks, piece.plan.meter.bar_ticks
    begins = min(strike.tick for strike in strikes)
    gone = range(start + begins, start + ticks)
    kept = [note for note in track.notes if note.start_tick not in gone or note.pitch in FEET]
    span = max(1, max(strike.tick for strike in strikes) - begins)
    filled_bar = [
        Note(
            start + strike.tick,
            strike.key,
            _STRUCK_TICKS,
            round(_SOFTEST + (_HARDEST - _SOFTEST) * (strike.tick - begins) / span),
        )
        for strike in strikes
    ]
    taken = {(note.start_tick, note.pitch) for note in filled_bar}
    return track.with_notes([*(n for n in kept if (n.start_tick, n.pitch) not in taken), *filled_bar])
