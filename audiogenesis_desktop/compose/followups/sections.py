"""Sections that become longer or shorter, are played once more, or go; the music of the others stays as it is."""

from dataclasses import replace

from audiogenesis_desktop.brief.turns import Turn
from audiogenesis_desktop.compose.followups.lengths import bar_seconds, lengthened
from audiogenesis_desktop.compose.followups.piece import (
    Follower,
    Piece,
    bars_meant,
    has_section,
    playing_in,
    rewritten,
)
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.score.bars import Stretch, remove_time, repeat_time
from audiogenesis_desktop.score.clock import length_seconds
from audiogenesis_desktop.score.score import Score, Section

_BARS = 8  # of a section that is put in
_USUAL_BARS = {"intro": 4, "outro": 4}
_QUIETER = 0.15  # that it is than what is around it
_TUNES = ("lead", "second voice")


def stretched(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece in which the section that is meant, the first of its kind, has more bars, or fewer.

    The new ones are written anew after its last bar, with its chords; those that go are its last. One is left.
    """
    (bars, *_) = bars_meant(piece, turn.where)
    bars = range(bars.start, min(bars.stop, piece.bars - 1))  # the last chord stays
    more = _bars_more(piece, turn, len(bars))
    if more > 0 and bars.stop > 0:
        return _as_long_as_it_is(lengthened(piece, more, composer, seam=bars.stop))
    gone = min(-more, len(bars) - 1)
    if gone < 1:
        raise BadInput("That part is too short to lose a bar: take it out, or leave it as it is.")
    return _cut(piece, range(bars.stop - gone, bars.stop))


def _bars_more(piece: Piece, turn: Turn, bars: int) -> int:
    """Return how many bars are to come, or, below 0, to go: one at least."""
    by = {
        "length times": bars * (turn.value - 1),
        "bars": turn.value,
        "length": turn.value / bar_seconds(piece),
    }[turn.what]
    return round(by) or (1 if by > 0 else -1)


def repeated(piece: Piece, turn: Turn) -> Piece:
    """Return a piece in which what is meant, the first of its kind, is played once more right after itself."""
    (bars, *_) = bars_meant(piece, turn.where)
    stop = min(bars.stop, piece.bars - 1)
    if stop <= bars.start:
        raise BadInput("The last chord alone cannot be repeated: name bars or a section before it.")
    return _with(piece, repeat_time(piece.score, _stretch(piece, range(bars.start, stop))))


def put_in(piece: Piece, turn: Turn, composer: Follower) -> Piece:
    """Return a piece with one section more: an intro first, an outro last, others before the last section.

    Its bars are written anew by those who play before it, an intro's by who accompanies the first section.
    """
    bar, kind = piece.plan.meter.bar_ticks, turn.where.section
    count = _USUAL_BARS.get(kind, _BARS)
    seam = {"intro": 0, "outro": piece.bars - 1}.get(kind, piece.plan.sections[-1].start_tick // bar)
    seam = seam if seam > 0 or kind == "intro" else piece.bars - 1
    longer = lengthened(piece, count, composer, seam=seam)
    start, end = seam * bar, (seam + count) * bar
    around = next((s for s in longer.score.sections if s.start_tick <= start < s.end_tick), None)
    energy = round(max(0.1, (around.energy if around else piece.brief.energy) - _QUIETER), 3)
    score = _with_section(longer.score, Section(start, end, kind, energy))
    longer = _as_long_as_it_is(replace(longer, score=score, plan=plan_to_rework(score, piece.brief)))
    if seam:
        return longer
    first = playing_in(longer.plan, range(count, count + 1))
    who = {part.track_id for part in longer.plan.parts if part.track_id in first and part.role not in _TUNES}
    return rewritten(longer, composer, bars=[range(count)], track_ids=who or first, is_named=True)


def _with_section(score: Score, new: Section) -> Score:
    """Return a score with a section in place of what others of it reach into."""
    before = [
        s._replace(end_tick=min(s.end_tick, new.start_tick)) for s in score.sections if s.start_tick < new.start_tick
    ]
    after = [
        s._replace(start_tick=max(s.start_tick, new.end_tick)) for s in score.sections if s.end_tick > new.end_tick
    ]
    return replace(score, sections=(*before, new, *after))


def taken_out(piece: Piece, turn: Turn) -> Piece:
    """Return a piece without the sections that are meant; BadInput where it has none of that name, or no other."""
    if not has_section(piece.plan, turn.where):
        raise BadInput(f"This piece has no {turn.where.section}: name a section that stands over the roll.")
    stretches = [range(bars.start, min(bars.stop, piece.bars - 1)) for bars in bars_meant(piece, turn.where)]
    if sum(map(len, stretches)) >= piece.bars - 1:
        raise BadInput("Nothing would be left of the piece: name another section.")
    for bars in reversed([bars for bars in stretches if bars]):
        piece = _cut(piece, bars)
    return piece


def _cut(piece: Piece, bars: range) -> Piece:
    return _with(piece, remove_time(piece.score, _stretch(piece, bars)))


def _stretch(piece: Piece, bars: range) -> Stretch:
    bar = piece.plan.meter.bar_ticks
    return Stretch(bars.start * bar, bars.stop * bar)


def _with(piece: Piece, score: Score) -> Piece:
    return _as_long_as_it_is(replace(piece, score=score, plan=plan_to_rework(score, piece.brief)))


def _as_long_as_it_is(piece: Piece) -> Piece:
    return piece.asked(length_seconds=round(length_seconds(piece.score), 3))
