"""How long a piece may be: what lies days or years away is an error of its file, and would stop whoever draws it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from audiogenesis_desktop.files.findings import Findings, Loss
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.score import Bend, Control, Kept, KeyAt, Marker, Meter, Note, Score, Tempo, Track

LONGEST_HOURS = 24
MOST_BARS = 100_000
MOST_BYTES = 16 << 20  # of a MIDI file: some two million events
MOST_TRACKS = 160  # finding them channels takes time by the square of their number

Timed = TypeVar("Timed", Control, Bend, Kept, KeyAt, Marker, Tempo, Meter)


def within_limits(score: Score, findings: Findings) -> Score:
    """Return the score up to where a piece may reach; notes that begin beyond it are left out, and that is told."""
    limit = _limit(score)
    if _last_tick(score) <= limit:
        return score
    tracks = tuple(_cut(track, limit) for track in score.tracks)
    lost = score.note_count - sum(len(track.notes) for track in tracks)
    findings.lose(Loss.FAR)
    findings.say(f"It goes on past {LONGEST_HOURS} hours or {MOST_BARS:,} bars: {_what_became(lost)}.")
    return replace(
        score,
        tracks=tracks,
        tempi=_before(score.tempi, limit),
        meters=_before(score.meters, limit),
        keys=_before(score.keys, limit),
        markers=_before(score.markers, limit),
        length_ticks=min(score.length_ticks, limit),
        kept=_before(score.kept, limit),
    )


def _what_became(lost: int) -> str:
    if lost == 0:
        return "what lies beyond was cut off"
    return "1 note out there was left out" if lost == 1 else f"{lost:,} notes out there were left out"


def _limit(score: Score) -> int:
    by_time = TempoMap(score.tempi).ticks(LONGEST_HOURS * 3600)
    return min(int(by_time), MeterMap(score.meters).bar_start(MOST_BARS + 1))


def _last_tick(score: Score) -> int:
    maps = (score.tempi, score.meters, score.keys, score.markers, score.kept)
    moves = (m for track in score.tracks for m in (track.controls, track.bends, track.kept))
    return max([score.end_tick, *(items[-1].tick for items in (*maps, *moves) if items)])


def _cut(track: Track, limit: int) -> Track:
    return replace(
        track,
        notes=tuple(_ended(note, limit) for note in track.notes if note.start_tick < limit),
        controls=_before(track.controls, limit),
        bends=_before(track.bends, limit),
        kept=_before(track.kept, limit),
    )


def _ended(note: Note, limit: int) -> Note:
    return note if note.end_tick <= limit else note._replace(length_ticks=limit - note.start_tick)


def _before(items: Iterable[Timed], limit: int) -> tuple[Timed, ...]:
    return tuple(item for item in items if item.tick < limit)
