"""A piece that goes on while it is played: written a way ahead of the playhead, by what prompt and chips then say."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.streaming import EndlessPiece
from audiogenesis_desktop.score.bars import Stretch, remove_time
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.columns import common_ends
from audiogenesis_desktop.score.edits import add_track, exchange_notes
from audiogenesis_desktop.score.score import Note, Score

AHEAD_SECONDS = 20.0  # written in advance, and no more: what comes may yet be asked for otherwise
_SENT_SECONDS = 0.3  # from the playhead on this much is already on its way to the ears
_LOOK_SECONDS = 0.05

_Placed = TypeVar("_Placed", bound=tuple[Any, ...])

Request = tuple[str | Brief, Mapping[str, Any]]  # what is asked for, and the fields set by hand


class Course:
    """What the main thread tells an endless job while it runs; `playhead` may be asked from any thread.

    `onto` is what the piece goes on from, if it does not begin anew.
    """

    def __init__(self, playhead: Callable[[], float], *, onto: Score | None = None) -> None:
        """Begin with nothing to tell."""
        self.playhead, self.onto = playhead, onto
        self._lock = threading.Lock()
        self._request: Request | None = None

    def change(self, request: Request) -> None:
        """Ask for something else from the next bar on."""
        with self._lock:
            self._request = request

    def take(self) -> Request | None:
        """Return what has been asked for since, once."""
        with self._lock:
            request, self._request = self._request, None
        return request


def write_on(
    piece: EndlessPiece,
    course: Course,
    read: Callable[[Request], Brief],
    stopped: threading.Event,
    grew: Callable[[Score, int], object],
    refused: Callable[[Exception], object],
) -> None:
    """Write a piece on until stopped; `grew` hears of the score and up to where it is settled, in ticks.

    Of a change that cannot be made `refused` hears, and the piece goes on as before: it is being listened to.
    """
    while not stopped.is_set():
        request = course.take()
        if request is not None:
            try:
                piece.change(read(request), after_tick=_still_free(piece, course.playhead()))
            except Exception as error:
                refused(error)
        elif _ahead_seconds(piece, course.playhead()) < AHEAD_SECONDS:
            piece.advance()
        else:
            stopped.wait(_LOOK_SECONDS)
            continue
        if not stopped.is_set():
            grew(piece.score, piece.settled_tick)


def _ahead_seconds(piece: EndlessPiece, tick: float) -> float:
    tempo = TempoMap(piece.score.tempi)
    return tempo.seconds(piece.settled_tick) - tempo.seconds(tick)


def _still_free(piece: EndlessPiece, tick: float) -> float:
    """Return the first tick after the playhead that has not been sent to be heard."""
    tempo = TempoMap(piece.score.tempi)
    return tempo.ticks(tempo.seconds(tick) + _SENT_SECONDS)


def ended(score: Score, settled_tick: int) -> Score:
    """Return what is shown of a piece that has ended, without what was planned beyond its last notes."""
    end = max([settled_tick, *(track.end_tick for track in score.tracks)])
    if not settled_tick or end >= score.end_tick:
        return score
    return replace(remove_time(score, Stretch(end, score.end_tick)), length_ticks=end)


def grown(shown: Score, before: Score, after: Score, ids: dict[int, int]) -> Score:
    """Return what is shown with what a piece has gained and lost since; edits of the user stay.

    `ids` tells which shown track plays one of the piece's where their ids differ, as the user may have added tracks
    too; what comes new is noted there.
    """
    was = {track.id: track.notes for track in before.tracks}
    now = {track.id: track.notes for track in after.tracks}
    for track in after.tracks:
        if track.id not in was:
            shown = add_track(shown, replace(track, id=ids.get(track.id, track.id), notes=()))
            ids.setdefault(track.id, shown.tracks[-1].id)
    there = {track.id for track in shown.tracks}
    for track_id in was | now:
        shown_id = ids.get(track_id, track_id)
        gone, new = _difference(was.get(track_id, ()), now.get(track_id, ()))
        if (gone or new) and shown_id in there:
            shown = exchange_notes(shown, shown_id, gone, new)
    over = {ids.get(track_id, track_id) for track_id in was.keys() - now.keys()}
    shown = replace(shown, tracks=tuple(track for track in shown.tracks if track.notes or track.id not in over))
    return replace(
        shown,
        tempi=_merged(shown.tempi, before.tempi, after.tempi),
        meters=_merged(shown.meters, before.meters, after.meters),
        keys=_merged(shown.keys, before.keys, after.keys),
        chords=_merged(shown.chords, before.chords, after.chords),
        sections=_merged(shown.sections, before.sections, after.sections),
        length_ticks=after.length_ticks,
    )


def _merged(shown: tuple[_Placed, ...], before: tuple[_Placed, ...], after: tuple[_Placed, ...]) -> tuple[_Placed, ...]:
    """Return what is shown at its ticks, without what a piece has lost and with what it has gained since."""
    if before == after:
        return shown
    was, now = frozenset(before), frozenset(after)
    over = {item[0] for item in now - was}  # an item begins with its tick
    kept = [item for item in shown if (item not in was or item in now) and item[0] not in over]
    return tuple(sorted([*kept, *(now - was)]))


def _difference(was: tuple[Note, ...], now: tuple[Note, ...]) -> tuple[set[Note], set[Note]]:
    """Return the notes that are gone and those that are new; what is long written is not gone through."""
    head, tail = common_ends(was, now)
    old, new = set(was[head : len(was) - tail]), set(now[head : len(now) - tail])
    return old - new, new - old
