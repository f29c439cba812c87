"""How long a piece is and how fast: bars put in before its end or taken out, and tempi; what is there stays."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

from audiogenesis_desktop.brief.seconds import LONGEST_SECONDS, SHORTEST_SECONDS
from audiogenesis_desktop.compose.followups.piece import Follower, Piece, rewritten
from audiogenesis_desktop.compose.recomposing import Writer, composed_at
from audiogenesis_desktop.compose.rework import plan_to_rework
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.hits import NEAR_SECONDS
from audiogenesis_desktop.plan.outcome import instead_of_chosen
from audiogenesis_desktop.score.bars import Stretch, insert_time, remove_time
from audiogenesis_desktop.score.clock import TempoMap, length_seconds
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Tempo

_MICROSECONDS = (20_000, 6_000_000)  # a beat, as far as tempi go


def at_tempo(piece: Piece, factor: float, composer: Follower, *, is_said: bool) -> Piece:
    """Return a piece played faster by a factor; where its length was asked for, bars come or go to keep it."""
    seconds = length_seconds(piece.score)
    faster = piece.with_score(lambda score: replace(score, tempi=_scaled(score.tempi, factor)))
    bpm = round(piece.brief.tempo_bpm * factor, 2)
    faster = (
        faster.asked(tempo_bpm=bpm)
        if is_said
        else replace(faster, brief=faster.brief.with_fields(piece.brief.origin("tempo_bpm"), tempo_bpm=bpm))
    )
    if piece.brief.is_chosen("length_seconds"):
        return as_long(faster, seconds, composer)
    brief = replace(faster.brief, length_seconds=round(seconds / factor, 3))
    return replace(faster, brief=brief)


def as_long(piece: Piece, seconds: float, composer: Follower) -> Piece:
    """Return a piece of a length: whole bars come before its last section or go, and what is left over is spread.

    New bars have the chords of those before them. At a tempo that was asked for the last chord rings as long as is
    left; else all tempi give way a little. Raises BadInput for a length that no piece can have.
    """
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise BadInput("A piece lasts from a second to an hour: name a length between.")
    is_fixed = piece.brief.is_chosen("tempo_bpm")
    left = (seconds - length_seconds(piece.score)) / bar_seconds(piece)
    bars = int(left // 1) if is_fixed else round(left)
    if bars > 0:
        piece = lengthened(piece, bars, composer)
    elif bars < 0:
        piece = _shortened(piece, -bars)
    exact = _to_the_second(piece, seconds, is_fixed=is_fixed)
    return exact.asked(length_seconds=round(seconds, 3))


def with_hits(piece: Piece, hits: Sequence[float], composer: Follower) -> Piece:
    """Return a piece with hits at these seconds beside those that it has: only bars around them are written anew.

    Raises BadInput for a piece that is too short for any.
    """
    wanted = tuple(sorted({*piece.brief.hits, *piece.brief.missed, *hits}))
    writer = Writer(composer, piece.brief, piece.seed)
    version = composed_at(piece.score, piece.plan, writer, round(length_seconds(piece.score), 3), wanted)
    if version is None:
        raise BadInput("The piece is too short for a hit: ask for a new one.")
    clock = TempoMap(version.score.tempi)
    at = [clock.seconds(tick) for tick in version.plan.hit_ticks]
    met = tuple(hit for hit in wanted if any(abs(second - hit) <= NEAR_SECONDS + 1e-3 for second in at))
    asked = piece.asked(hits=met, missed=tuple(hit for hit in wanted if hit not in met))
    told = instead_of_chosen(piece.brief.hit_kinds, version.plan)
    brief = replace(asked.brief, notices=tuple(dict.fromkeys((*asked.brief.notices, *told))))
    return replace(asked, brief=brief, score=version.score, plan=version.plan)


def by_bars(piece: Piece, bars: int, composer: Follower) -> Piece:
    """Return a piece with more bars, or fewer."""
    piece = lengthened(piece, bars, composer) if bars > 0 else _shortened(piece, -bars)
    return piece.asked(length_seconds=round(length_seconds(piece.score), 3))


def bar_seconds(piece: Piece) -> float:
    """Return how long a bar of a piece is, in seconds, at its first tempo."""
    return piece.score.tempi[0].microseconds_per_beat * piece.plan.meter.bar_ticks / 960 / 1e6


def _seam(piece: Piece) -> int:
    """Return the bar before which bars come or go: the last section's first, or the last chord's."""
    last = piece.plan.sections[-1].start_tick // piece.plan.meter.bar_ticks
    return last if 0 < last < piece.bars else piece.bars - 1


def lengthened(piece: Piece, bars: int, composer: Follower, *, seam: int | None = None) -> Piece:
    """Return a piece with more bars before a bar, by default before its last section; what stands before it grows."""
    seam, bar = _seam(piece) if seam is None else seam, piece.plan.meter.bar_ticks
    at = seam * bar
    # Put in before the last bar line of the section before, it is that section that grows.
    score = insert_time(piece.score, max(0, at - 1), bars * bar) if seam else insert_time(piece.score, 0, bars * bar)
    score = _mended(score, piece.score, at, bars * bar)
    score = replace(score, chords=_with_chords(piece.score, score.chords, at, bars * bar, bar))
    longer = replace(piece, score=score, plan=plan_to_rework(score, piece.brief))
    active = {part.track_id for part in longer.plan.parts if _plays_before(piece.score, part.track_id, at, bar)}
    return rewritten(longer, composer, bars=[range(seam, seam + bars)], track_ids=active)


def _mended(score: Score, before: Score, at: int, ticks: int) -> Score:
    """Return a score with notes that begin a tick before the seam, or end at it, where they were."""

    def own(track_id: int) -> tuple[Note, ...]:
        notes = before.track(track_id).notes
        return tuple(n if n.start_tick < at else n._replace(start_tick=n.start_tick + ticks) for n in notes)

    return replace(score, tracks=tuple(replace(track, notes=own(track.id)) for track in score.tracks))


def _with_chords(before: Score, chords: tuple[ChordAt, ...], at: int, ticks: int, bar: int) -> tuple[ChordAt, ...]:
    """Return chords with those of the bars before a seam once more in what was put in there."""
    if not before.chords:
        return chords
    kept = [c._replace(length_ticks=min(c.length_ticks, at - c.tick)) for c in before.chords if c.tick < at]
    later = [c._replace(tick=c.tick + ticks) for c in before.chords if c.tick >= at]
    first = max(0, at - ticks, at - 8 * bar)
    source = [c for c in kept if c.tick >= first] or kept[-1:]
    new, tick = list[ChordAt](), at
    for chord in cycle(source):
        if tick >= at + ticks:
            break
        length = min(chord.length_ticks, at + ticks - tick)
        new.append(chord._replace(tick=tick, length_ticks=length))
        tick += length
    return tuple(sorted((*kept, *new, *later)))


def _plays_before(score: Score, track_id: int, at: int, bar: int) -> bool:
    return any(at - 4 * bar <= note.start_tick < at for note in score.track(track_id).notes)


def _shortened(piece: Piece, bars: int) -> Piece:
    """Return a piece without so many bars before its last section: of the intro's and the end's as few as can be."""
    bar, seam = piece.plan.meter.bar_ticks, _seam(piece)
    bars = min(bars, piece.bars - 2)
    if bars < 1:
        raise BadInput("The piece is too short to lose a bar: ask for a new one.")
    start = max(0, seam - bars)
    score = remove_time(piece.score, Stretch(start * bar, (start + bars) * bar))
    return replace(piece, score=score, plan=plan_to_rework(score, piece.brief))


def _to_the_second(piece: Piece, seconds: float, *, is_fixed: bool) -> Piece:
    now, score = length_seconds(piece.score), piece.score
    if abs(now - seconds) < 1e-6:
        return piece
    if not is_fixed:
        return _with_tempi(piece, _scaled(score.tempi, now / seconds))
    last = piece.plan.last_downbeat_tick
    before = tuple(tempo for tempo in score.tempi if tempo.tick < last)
    ring = seconds - length_seconds(replace(score, tempi=before, tracks=(), length_ticks=last))
    ticks = max(1, score.end_tick - last)
    pace = min(max(round(ring * 1e6 * 960 / ticks), _MICROSECONDS[0]), _MICROSECONDS[1])
    return _with_tempi(piece, (*before, Tempo(last, pace)))


def _with_tempi(piece: Piece, tempi: tuple[Tempo, ...]) -> Piece:
    return replace(piece, score=replace(piece.score, tempi=tempi), plan=replace(piece.plan, tempi=tempi))


def _scaled(tempi: tuple[Tempo, ...], factor: float) -> tuple[Tempo, ...]:
    low, high = _MICROSECONDS
    return tuple(
        tempo._replace(microseconds_per_beat=min(max(round(tempo.microseconds_per_beat / factor), low), high))
        for tempo in tempi
    )
