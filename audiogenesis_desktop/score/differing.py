"""What has become of a Score, told by what differs: little to send, and what is as it was stays the same object."""

from dataclasses import fields, replace
from typing import Any, NamedTuple

from audiogenesis_desktop.score.score import Mix, Score, Track

_OTHERS = tuple(one.name for one in fields(Score) if one.name != "tracks")


class Difference(NamedTuple):
    """Each track in order, or the id of one that is as it was, and those other fields of a Score that are not."""

    tracks: tuple[Track | int, ...]
    others: dict[str, Any]


def difference(before: Score, after: Score) -> Difference:
    """Return what differs between two Scores; `with_difference` gives the second one from the first."""
    were = {track.id: track for track in before.tracks}
    tracks = tuple(t.id if t is were.get(t.id) or t == were.get(t.id) else t for t in after.tracks)
    others = {name: getattr(after, name) for name in _OTHERS if getattr(after, name) != getattr(before, name)}
    return Difference(tracks, others)


def with_difference(before: Score, found: Difference) -> Score:
    """Return the Score that `found` leads to; raises KeyError if it is not one of this Score."""
    were = {track.id: track for track in before.tracks}
    tracks = tuple(were[one] if isinstance(one, int) else one for one in found.tracks)
    return replace(before, tracks=tracks, **found.others)


def with_faders_moved(score: Score, before: Score, now: Score) -> Score:
    """Return a Score with those faders that have moved from `before` to `now` as they stand now."""
    were, are = ({track.id: track.mix for track in one.tracks} for one in (before, now))
    tracks = tuple(
        track if were.get(track.id) == are.get(track.id) or track.id not in are else replace(track, mix=are[track.id])
        for track in score.tracks
    )
    return replace(score, tracks=tracks, level_db=score.level_db if now.level_db == before.level_db else now.level_db)


def differs_in_faders_alone(before: Score, after: Score) -> bool:
    """Return whether two Scores are the same but for faders, mutes, solos and level."""
    return before is after or _without_faders(before) == _without_faders(after)


def _without_faders(score: Score) -> Score:
    return replace(score, tracks=tuple(replace(track, mix=Mix()) for track in score.tracks), level_db=0.0)
