"""Which scope is meant where somebody asks for work on the piece, and how it is said."""

from collections.abc import Collection, Sequence

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.score.bars import Stretch
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score, Section

ALL_TRACKS = "all tracks"


def meant_scope(
    score: Score,
    *,
    track_ids: frozenset[int],
    selection: tuple[int, frozenset[Note]] = (-1, frozenset()),
    stretches: Sequence[tuple[int, int]] = (),
    sections: Collection[int] = (),
    playhead: float = 0.0,
    all_tracks: bool = False,
) -> Scope | None:
    """Return what is meant: the selected notes, with their track's id; else the tracks in the stretches marked.

    Else all tracks of the sections that are chosen, told by their first ticks; else the tracks in the section at the
    playhead. Where several tracks are meant they are chosen by name: no notes of one, and no others in a section.
    `all_tracks` means all instead of those. None if there is nothing of these.
    """
    there = frozenset(track.id for track in score.tracks) & track_ids
    is_several, own = len(there) > 1, None if all_tracks else there
    if selection[1] and selection[0] in there and not is_several:
        return Scope.of_notes(*selection)
    if stretches and there:
        return Scope(tuple(Stretch(*one) for one in stretches), own)
    chosen = [one for one in score.sections if one.start_tick in sections]
    here = section_at(score, playhead)
    if chosen:
        own = own if is_several else None
    elif here is not None and there:
        chosen = [here]
    if not chosen:
        return None
    return Scope(tuple(Stretch(one.start_tick, one.end_tick) for one in chosen), own)


def section_at(score: Score, tick: float) -> Section | None:
    """Return the section at a tick, if there is one."""
    return next((one for one in score.sections if one.start_tick <= tick < one.end_tick), None)


def scope_words(score: Score, scope: Scope) -> str:
    """Return a scope as people read it: “Bass, bars 9–12”, “3 notes of Bass, bar 2”, “all tracks”."""
    tracks = _tracks_told(score, scope)
    if scope.notes is not None:
        count = len(scope.notes)
        tracks = f"{count} note{'s' * (count != 1)} of {tracks}"
    return ", ".join(filter(None, (tracks, bars_told(score, scope))))


def _tracks_told(score: Score, scope: Scope) -> str:
    if scope.track_ids is None:
        return ALL_TRACKS
    names = [track.name or "a track without a name" for track in score.tracks if track.id in scope.track_ids]
    return ", ".join([*names[:-2], " and ".join(names[-2:])]) if len(names) < 4 else f"{len(names)} tracks"


def bars_told(score: Score, scope: Scope) -> str:
    """Return the bars of a scope, counted from 1, as in “bars 1–2 and 9”; nothing where time is not limited."""
    if scope.stretches is None:
        return ""
    meters, spans = MeterMap(score.meters), list[tuple[int, int]]()
    for stretch in scope.stretches:
        first, last = (meters.position(tick).bar for tick in (stretch.start_tick, stretch.end_tick - 1))
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    told = [str(first) if first == last else f"{first}–{last}" for first, last in spans]
    is_one = len(spans) == 1 and spans[0][0] == spans[0][1]
    return f"bar{'' if is_one else 's'} {', '.join([*told[:-2], ' and '.join(told[-2:])])}"


def from_tick(scope: Scope, tick: int, end_tick: int) -> Scope:
    """Return what of a scope lies at or after a tick; a scope without bars goes on to `end_tick`."""
    stretches = scope.stretches if scope.stretches is not None else (Stretch(0, end_tick),)
    later = tuple(Stretch(max(tick, one.start_tick), one.end_tick) for one in stretches if one.end_tick > tick)
    return Scope(later, scope.track_ids, scope.notes)
