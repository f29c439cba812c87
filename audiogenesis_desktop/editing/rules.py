"""The one rule of what an edit may do: locked tracks keep their music, and nothing outside the scope changes.

A lock is on what a track plays: its notes, controllers, bends and aftertouch, and that it is there at all. How it is
heard and shown (mix, instrument, name, colour, port, place in the list, the lock itself) may change. An edit of the
whole piece, such as another key, leaves locked tracks as they are. An edit that moves time takes them along, as they
would else come apart from the rest: they may be cut where time is, and repeated with it, but not lose a note.

While a piece is being written, what is still to come is written for the bars, meters and keys that it began with.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from audiogenesis_desktop.editing.scope import WHOLE, Scope
from audiogenesis_desktop.score.score import Bend, Control, Kept, Score, Track

OUTSIDE = "Nothing of that lies in what is marked: mark other bars, tracks or notes."

Placed = TypeVar("Placed", Control, Bend, Kept)
STILL_WRITTEN = "The piece is still being written: stop that first to change its bars, its meter or its key."


class Verdict(NamedTuple):
    """What may become of an edit: a score, which is the one before where the edit `is_refused`, and why in a sentence.

    `reported` is empty where the edit may be as it is.
    """

    score: Score
    reported: str = ""
    is_refused: bool = False


def allowed(before: Score, after: Score, scope: Scope = WHOLE) -> Verdict:
    """Return what may become of an edit that is about a scope.

    What it may not touch is put back as it was before; if that leaves nothing of it, it is refused. Tempo, meter, key,
    chords and form hold for all tracks: an edit about less than the whole piece leaves them.
    """
    if after is before:
        return Verdict(after)
    if scope.moves_time:
        return _in_other_time(before, after)
    held = [track for track in before.tracks if track.is_locked and _is_other(track, after)]
    if scope.is_whole and not held:
        return Verdict(after)
    kept = _kept(before, after, scope)
    if kept == before:
        return Verdict(before, refusal(held) if held else OUTSIDE, is_refused=True)
    return Verdict(kept, f"{_are_locked(held)} and {_stay(held)}." if held else "")


def allowed_while_written(before: Score, after: Score, scope: Scope = WHOLE) -> Verdict:
    """Return what may become of an edit of a piece that is being written."""
    if scope.moves_time or after.meters != before.meters or after.keys != before.keys:
        return Verdict(before, STILL_WRITTEN, is_refused=True)
    return allowed(before, after, scope)


def refusal(tracks: Sequence[Track], to_do: str = "edit") -> str:
    """Return the sentence that says which tracks are locked, and how to "edit" them after all."""
    return f"{_are_locked(tracks)}: {_unlock(tracks)} to {to_do} {_them(tracks)}."


def _are_locked(tracks: Sequence[Track]) -> str:
    names = [track.name or "a track without a name" for track in tracks]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{listed[:1].upper()}{listed[1:]} {'is' if len(tracks) == 1 else 'are'} locked"


def _them(tracks: Sequence[Track]) -> str:
    return "it" if len(tracks) == 1 else "them"


def _unlock(tracks: Sequence[Track]) -> str:
    their = "its" if len(tracks) == 1 else "their"
    return f"unlock {_them(tracks)} in {their} settings (F4 in the track list)"


def _stay(tracks: Sequence[Track]) -> str:
    return "stays as it is" if len(tracks) == 1 else "stay as they are"


def _in_other_time(before: Score, after: Score) -> Verdict:
    torn = [track for track in before.tracks if track.is_locked and _loses_notes(track, after)]
    if not torn:
        return Verdict(after)
    return Verdict(before, f"{_are_locked(torn)} and would lose notes: {_unlock(torn)} first.", is_refused=True)


def _loses_notes(track: Track, after: Score) -> bool:
    now = _find(after, track.id)
    if now is None or now.notes is track.notes:
        return now is None
    there = Counter((note.pitch, note.velocity) for note in now.notes)
    there.subtract((note.pitch, note.velocity) for note in track.notes)
    return min(there.values(), default=0) < 0


def _find(score: Score, track_id: int) -> Track | None:
    return next((track for track in score.tracks if track.id == track_id), None)


def _is_other(track: Track, after: Score) -> bool:
    """Return whether a track is gone from a score or plays something else there."""
    now = _find(after, track.id)
    return now is None or (now is not track and not _play_alike(now, track))


def _play_alike(one: Track, other: Track) -> bool:
    return (one.notes, one.controls, one.bends, one.kept) == (other.notes, other.controls, other.bends, other.kept)


def _kept(before: Score, after: Score, scope: Scope) -> Score:
    """Return the score after an edit, with all that it may not touch as it was before."""
    tracks, were = list[Track](), {track.id: track for track in before.tracks}
    for track in after.tracks:
        was = were.get(track.id)
        tracks.append(track if was is None or was is track else _held(was, track, scope))
    for at, track in enumerate(before.tracks):
        may_go = scope.holds_all_of(track.id) and not track.is_locked
        if not may_go and _find(after, track.id) is None:
            tracks.insert(at, track)
    score = after if scope.is_whole else _with_maps_of(before, after)
    return replace(score, tracks=tuple(tracks))


def _with_maps_of(before: Score, after: Score) -> Score:
    return replace(
        after,
        tempi=before.tempi,
        meters=before.meters,
        keys=before.keys,
        chords=before.chords,
        sections=before.sections,
        markers=before.markers,
        kept=before.kept,
        length_ticks=before.length_ticks,
    )


def _held(was: Track, now: Track, scope: Scope) -> Track:
    """Return a track as it is now, with what it plays as it was, but for what lies in the scope."""
    if was.is_locked or not scope.holds_track(was.id):
        return replace(now, notes=was.notes, controls=was.controls, bends=was.bends, kept=was.kept)
    if scope.holds_all_of(was.id):
        return now
    there, here = frozenset(was.notes), frozenset(now.notes)
    back = [note for note in there - here if not scope.holds_note(was.id, note)]
    extra = [note for note in here - there if not scope.has_room_for(was.id, note)]
    return replace(
        now.with_exchanged(extra, back),
        controls=_placed(was.controls, now.controls, scope),
        bends=_placed(was.bends, now.bends, scope),
        kept=_placed(was.kept, now.kept, scope),
    )


def _placed(were: tuple[Placed, ...], now: tuple[Placed, ...], scope: Scope) -> tuple[Placed, ...]:
    """Return controllers and the like: outside a scope as they were; a scope of single notes has none of them."""
    if scope.notes is not None:
        return were
    kept = [item for item in were if not scope.holds_tick(item.tick)]
    kept += [item for item in now if scope.holds_tick(item.tick)]
    return tuple(sorted(kept, key=lambda item: item.tick))
