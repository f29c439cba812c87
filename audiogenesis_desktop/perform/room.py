"""Which tracks there is a channel for to move controls on: MIDI has fifteen for pitches, and who moves shares none."""

from collections.abc import Sequence
from dataclasses import replace

from audiogenesis_desktop.perform.ways import manner_of
from audiogenesis_desktop.score.columns import EffectiveNotes
from audiogenesis_desktop.score.events import PITCHED_CHANNELS, assign_channels
from audiogenesis_desktop.score.score import Control, Score, Track

_MOST_NAMES = 4
_MARK = (Control(0, 1, 0),)  # of one that moves
_NO_NEED = 2


def movers(score: Score, effective: EffectiveNotes | None = None) -> frozenset[int] | None:
    """Return the ids of the tracks that may be given controls and bends; None where all may.

    Where there are more pitched tracks than channels, these are those that move already, and as many others as leave
    the rest channels to share; who needs a pedal comes first, then who swells. `effective` is what is known of the
    notes from before.
    """
    pitched = [track for track in score.tracks if not track.is_drums]
    if len(pitched) <= len(PITCHED_CHANNELS):
        return None
    effective = effective or EffectiveNotes()
    moving = [track.id for track in pitched if track.controls or track.bends]
    others = [track for track in pitched if track.notes and track.id not in moving]
    wanting = [track.id for track in sorted(others, key=_need) if _need(track) < _NO_NEED]
    most = max(len(PITCHED_CHANNELS), _channels(score, moving, effective))
    few, many = 0, len(wanting)
    while few < many:
        tried = (few + many + 1) // 2
        if _channels(score, [*moving, *wanting[:tried]], effective) <= most:
            few = tried
        else:
            many = tried - 1
    return frozenset([*moving, *wanting[:few]])


def _need(track: Track) -> int:
    _, manner = manner_of(track.program)
    return 0 if manner.pedal else 1 if manner.expression else _NO_NEED


def _channels(score: Score, moving: Sequence[int], effective: EffectiveNotes) -> int:
    """Return how many channels pitched tracks take where these move."""
    tracks = tuple(
        replace(track, controls=track.controls or _MARK) if track.id in moving else track for track in score.tracks
    )
    channels = assign_channels(replace(score, tracks=tracks), effective=effective)
    return len({channels[track.id] for track in tracks if not track.is_drums})


def without_room(score: Score) -> str | None:
    """Return which tracks go without the pedal or the swelling that they would have, if any, in one sentence."""
    may = None if score.is_as_written else movers(score)
    if may is None:
        return None
    feels = ((track, track.feel or score.feel) for track in score.tracks)
    names = [
        track.name
        for track, feel in feels
        if track.id not in may and track.notes and not track.is_drums and feel.amount > 0 and _need(track) < _NO_NEED
    ]
    return _sentence(names) if names else None


def _sentence(names: Sequence[str]) -> str:
    others = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES]) + others
    return f"MIDI has 15 channels for pitches, too few for pedal or expression of {listed}: remove a track for that."
