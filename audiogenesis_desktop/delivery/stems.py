"""Stems: the piece taken apart into files that are as long as it is, and that together are the mix again."""

from collections.abc import Iterable
from dataclasses import dataclass

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.perform.performing import perform
from audiogenesis_desktop.score.events import assign_channels
from audiogenesis_desktop.score.score import Score, Track

TRACK, GROUP = "track", "group"
_MOST_GROUPS = 128  # FluidSynth's
# Of General MIDI's sixteen families of eight programs each, those that editors ask for.
_FAMILIES = (
    ("Keys", range(8)),
    ("Mallets", range(8, 16)),
    ("Keys", range(16, 24)),
    ("Guitars", range(24, 32)),
    ("Bass", range(32, 40)),
    ("Strings", range(40, 56)),
    ("Brass", range(56, 64)),
    ("Winds", range(64, 80)),
    ("Synths", range(80, 104)),
    ("World", range(104, 112)),
    ("Percussion", range(112, 120)),
    ("Effects", range(120, 128)),
)


@dataclass(frozen=True, slots=True)
class Stem:
    """One file of a piece taken apart: its name, the tracks that are heard in it, and the channels of these.

    Channels count from 0 over all ports, sixteen to each.
    """

    name: str
    track_ids: tuple[int, ...]
    channels: tuple[int, ...]


def stems_of(score: Score, by: str = TRACK) -> tuple[Stem, ...]:
    """Return the stems of what is audible, by TRACK or by GROUP of like instruments; no two names are alike.

    Tracks that share a channel, as of more than fifteen some do, are in one stem. Raises BadInput for another way, or
    where there are too many channels to be kept apart.
    """
    if by not in (TRACK, GROUP):
        raise BadInput(f"{by!r} is no way to take a piece apart: choose {TRACK} or {GROUP}.")
    group_count(score)
    channels = _channels(score)
    on_channel: dict[int, list[Track]] = {}
    for track in score.audible_tracks():
        if track.notes:
            on_channel.setdefault(channels[track.id], []).append(track)
    joined: dict[object, list[Track]] = {}
    for channel, tracks in on_channel.items():
        joined.setdefault(channel if by == TRACK else _group(tracks[0]), []).extend(tracks)
    names = [" and ".join(t.name for t in ts) if by == TRACK else str(key) for key, ts in joined.items()]
    return tuple(
        Stem(name, tuple(t.id for t in tracks), tuple(sorted({channels[t.id] for t in tracks})))
        for name, tracks in zip(_apart(names), joined.values(), strict=True)
    )


def _channels(score: Score) -> dict[int, int]:
    """Return the channel of each track as it is rendered: which may be shared hangs on the notes as they are played."""
    assigned = assign_channels(perform(score))
    return {track_id: channel.port * 16 + channel.number for track_id, channel in assigned.items()}


def _group(track: Track) -> str:
    if track.is_drums:
        return "Drums"
    return next(name for name, programs in _FAMILIES if track.program in programs)


def _apart(names: Iterable[str]) -> list[str]:
    """Return names of which no two are alike, whatever case a system takes for the same."""
    found = list[str]()
    for name in names:
        taken, number, free = {one.casefold() for one in found}, 2, name
        while free.casefold() in taken:
            free, number = f"{name} {number}", number + 1
        found.append(free)
    return found


def group_count(score: Score) -> int:
    """Return how many of `Synth`'s groups keep all channels apart; raises BadInput where those are too many."""
    channels = _channels(score)
    count = max((channels[track.id] for track in score.audible_tracks()), default=0) + 1
    if count > _MOST_GROUPS:
        raise BadInput("The piece has too many sounds to be taken apart: mute some tracks, or give some equal sounds.")
    return max(2, count)
