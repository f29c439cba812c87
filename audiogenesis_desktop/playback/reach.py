"""What cannot be sent for want of a channel: a MIDI port has sixteen."""

from collections.abc import Sequence

from audiogenesis_desktop.playback.output import Output
from audiogenesis_desktop.playback.timeline import Timeline

_MOST_NAMES = 4


def unsent(timeline: Timeline, output: Output) -> str | None:
    """Return which audible tracks an output has no channel for, if any, in one sentence."""
    unreached = {i for i, channel in timeline.channels.items() if not output.reaches(channel)}
    names = [track.name for track in timeline.score.audible_tracks() if track.id in unreached and track.notes]
    return _sentence(names) if names else None


def _sentence(names: Sequence[str]) -> str:
    others = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES]) + others
    return f"A MIDI port has 16 channels, too few to send {listed} as well: give a track a port of its own."
