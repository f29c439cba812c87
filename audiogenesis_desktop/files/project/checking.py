"""What a project holds, looked through: values that nothing here makes would stop whoever draws or plays them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiogenesis_desktop.brief.brief import HIT_KINDS, Brief
from audiogenesis_desktop.files.findings import Findings
from audiogenesis_desktop.files.limits import LONGEST_HOURS, MOST_BARS, within_limits
from audiogenesis_desktop.files.project.piece import Piece, Video, View, Workplace
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.feel import MOST_SWING, STRAIGHT
from audiogenesis_desktop.score.score import KeyAt, Meter, Mix, Note, Score, Tempo, Track
from audiogenesis_desktop.theory.chords import QUALITIES
from audiogenesis_desktop.theory.keys import MODES

_LATEST_TICK = 2**40
_LONGEST_METER, _LARGEST_DENOMINATOR = 255, 64
_SLOWEST_MICROSECONDS = 2**31  # a beat
_LONGEST_SECONDS = LONGEST_HOURS * 3600.0
_LONGEST_PATH = 32_768


class OutOfRange(ValueError):
    """What is wrong, as the end of a sentence that begins with "it holds"."""


def check_piece(piece: Piece) -> None:
    """Look through a Piece, and each Score, Track and Take of it once; raises OutOfRange."""
    takes = {id(take): take for take in _takes_of(piece)}
    scores = {id(score): score for score in (*_scores_of(piece), *(take.score for take in takes.values()))}
    tracks = {id(track): track for score in scores.values() for track in score.tracks}
    ends = {key: _check_track(track) for key, track in tracks.items()}
    for score in scores.values():
        _check_score(score, max((ends[id(track)] for track in score.tracks), default=0))
    for take in takes.values():
        _check_take(take)
    _check_workplace(piece.workplace)


def _takes_of(piece: Piece) -> Iterable[Take]:
    yield from (step.take for step in (*piece.undo, *piece.redo) if step.take is not None)
    yield from (one.take for one in piece.takes)
    yield from (one.base for one in piece.takes if one.base is not None)
    if piece.take is not None:
        yield piece.take


def _scores_of(piece: Piece) -> Iterable[Score]:
    yield from (step.score for step in (*piece.undo, *piece.redo))
    yield from (one.score for one in piece.takes)
    yield piece.score


# Music


def _check_track(track: Track) -> int:
    """Look through a track, and return where it ends: scores of one history share tracks, but each has an end."""
    _check_notes(track.notes)
    _require(0 <= track.program <= 127 and 0 <= track.bank <= 16383, "an instrument that does not exist")
    _require(abs(track.transposition) <= 127 and abs(track.velocity_offset) <= 127, "a track moved out of range")
    _require(track.channel is None or 0 <= track.channel <= 15, "a channel that does not exist")
    _require(track.colour is None or 0 <= track.colour <= 11, "a colour that does not exist")
    _check_mix(track.mix)
    for moves in (track.controls, track.bends, track.kept):
        _check_ticks([move.tick for move in moves])
    legal = all(0 <= c.controller <= 127 and 0 <= c.value <= 127 for c in track.controls)
    _require(legal and all(-8192 <= bend.value <= 8191 for bend in track.bends), "a controller out of range")
    _require(all(_is_message(kept.data) for kept in track.kept), "a message that cannot be sent")
    lasts = (moves[-1].tick for moves in (track.controls, track.bends, track.kept) if moves)
    return max([track.end_tick, *lasts])


def _check_notes(notes: Sequence[Note]) -> None:
    """Look through notes by columns, which costs a hundredth of asking each of them."""
    if not notes:
        return
    starts, pitches, lengths, velocities = zip(*notes, strict=True)
    in_range = min(starts) >= 0 and max(starts) + max(lengths) <= _LATEST_TICK and min(lengths) >= 1
    in_range = in_range and min(pitches) >= 0 and max(pitches) <= 127
    _require(in_range and min(velocities) >= 1 and max(velocities) <= 127, "a note out of range")
    _require(list(notes) == sorted(notes), "notes out of order")


def _check_mix(mix: Mix) -> None:
    _require(all(0 <= value <= 127 for value in (mix.volume, mix.pan, mix.reverb, mix.chorus)), "a mix out of range")


def _check_score(score: Score, tracks_end: int = 0) -> None:
    _require(len({track.id for track in score.tracks}) == len(score.tracks), "two tracks of one id")
    for items in (score.tempi, score.meters, score.keys, score.chords, score.markers, score.kept):
        _check_ticks([item.tick for item in items])
    _check_ticks([section.start_tick for section in score.sections])
    _require(0 <= score.length_ticks <= _LATEST_TICK, "a length out of range")
    _require(bool(score.tempi and score.meters), "no tempo or meter at all")
    _require(score.tempi[0].tick == 0 and score.meters[0].tick == 0, "no tempo or meter at its start")
    _check_maps(score.tempi, score.meters, score.keys)
    _require(STRAIGHT <= score.swing <= MOST_SWING and 0 < score.swing_ticks <= _LATEST_TICK, "a swing out of range")
    for feel in (score.feel, *(track.feel for track in score.tracks)):
        _require(feel is None or feel.is_possible, "a feel out of range")
    for chord in score.chords:
        _require(0 <= chord.root <= 11 and chord.quality in QUALITIES, "a chord that does not exist")
        _require(0 <= chord.length_ticks <= _LATEST_TICK, "a chord of an impossible length")
    for section in score.sections:
        _require(section.start_tick <= section.end_tick <= _LATEST_TICK, "a section that ends before it begins")
    _require(all(_is_message(kept.data) for kept in score.kept), "a message that cannot be sent")
    _require(-100 <= score.level_db <= 100, "an impossible level")
    whole = replace(score, tracks=(), length_ticks=max(score.length_ticks, tracks_end))
    _require(within_limits(whole, Findings()) is whole, f"music past {LONGEST_HOURS} hours or {MOST_BARS:,} bars")


def _check_maps(tempi: Iterable[Tempo], meters: Iterable[Meter], keys: Iterable[KeyAt]) -> None:
    for tempo in tempi:
        _require(1 <= tempo.microseconds_per_beat <= _SLOWEST_MICROSECONDS, "an impossible tempo")
    for meter in meters:
        power = meter.denominator > 0 and meter.denominator & (meter.denominator - 1) == 0
        in_range = power and meter.denominator <= _LARGEST_DENOMINATOR and 1 <= meter.numerator <= _LONGEST_METER
        _require(in_range, "an impossible time signature")
    for key in keys:
        _require(0 <= key.tonic <= 11 and key.mode in MODES, "an impossible key")


def _check_ticks(ticks: Sequence[int]) -> None:
    if ticks:
        _require(min(ticks) >= 0 and max(ticks) <= _LATEST_TICK, "a moment out of range")
        _require(list(ticks) == sorted(ticks), "moments out of order")


def _is_message(data: bytes) -> bool:
    return len(data) > 0 and data[0] >= 0x80


# What was asked


def _check_take(take: Take) -> None:
    _check_brief(take.brief)
    _check_plan(take.plan)


def _check_brief(brief: Brief) -> None:
    in_range = 1 <= brief.tempo_bpm <= 1000 and 0 < brief.length_seconds <= _LONGEST_SECONDS
    numerator, denominator = brief.meter
    _check_maps((), (Meter(0, numerator, denominator),), (KeyAt(0, *brief.key),))
    _require(in_range, "a wish for an impossible tempo or length")
    _require(all(kind in HIT_KINDS for _, kind in brief.hit_kinds), "a wish for something unknown at a hit")


def _check_plan(plan: Plan) -> None:
    _check_maps(plan.tempi, (plan.meter,), (plan.key,))
    ends = (plan.last_downbeat_tick, plan.release_tick, plan.length_ticks)
    _require(bool(plan.tempi and plan.sections) and min(ends) >= 0, "a plan of nothing")
    _check_score(Score(tempi=plan.tempi, meters=(plan.meter,), chords=plan.chords, length_ticks=max(ends)))
    _require(all(groove.bars >= 1 for each in plan.grooves for groove in each.values()), "a groove of no bars")


def _check_workplace(workplace: Workplace) -> None:
    if workplace.brief is not None:
        _check_brief(workplace.brief)
    loop = workplace.loop
    in_order = loop is None or 0 <= loop.start_tick < loop.end_tick <= _LATEST_TICK
    _require(in_order, "a loop that ends before it begins")
    _check_view(workplace.view)
    if workplace.video is not None:
        _check_video(workplace.video)


def _check_video(video: Video) -> None:
    _require(max(len(video.path), len(video.relative)) <= _LONGEST_PATH, "a video of an impossible name")
    _require(abs(video.starts_at_seconds) <= _LONGEST_SECONDS, "a video that begins at an impossible moment")


def _check_view(view: View) -> None:
    in_range = 0 <= view.pixels_per_tick <= 1000 and 1 <= view.row_height <= 1000
    in_range = in_range and abs(view.scroll_x) <= _LATEST_TICK and abs(view.scroll_y) <= _LATEST_TICK
    _require(in_range and 0 <= view.playhead_tick <= _LATEST_TICK, "an impossible view")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise OutOfRange(otherwise)
