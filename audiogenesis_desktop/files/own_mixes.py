"""The mixes of tracks that share a channel by turns: in a file they are controllers at each turn, and told beside it.

Other programs pass over what is told and play the controllers; we take these out again: each track has its own mix.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from audiogenesis_desktop.files.track_reading import Move
from audiogenesis_desktop.score.columns import Columns, read
from audiogenesis_desktop.score.events import CHORUS, CONTROL, PAN, REVERB, VOLUME, Channel
from audiogenesis_desktop.score.score import Mix, Track
from audiogenesis_desktop.score.streams import NoteStream, SetUp

# A sequencer-specific event (manufacturer 0x7D: for private use) with volume, pan, reverb and chorus behind it.
MIX_MARK = bytes((0x7D, *b"Audiogenesis mix "))
_IN_MIX = (VOLUME, PAN, REVERB, CHORUS)


def mix_mark(mix: Mix) -> bytes:
    """Return what says in a track of a file which mix is its own."""
    return MIX_MARK + f"{mix.volume} {mix.pan} {mix.reverb} {mix.chorus}".encode()


def mix_of(content: bytes) -> Mix | None:
    """Return the mix of a mark; None where somebody else has written nonsense there."""
    told = content.removeprefix(MIX_MARK).split(b" ")
    if len(told) != len(_IN_MIX) or not all(each.isdigit() and len(each) <= 3 and int(each) <= 127 for each in told):
        return None
    volume, pan, reverb, chorus = map(int, told)
    return Mix(volume, pan, reverb, chorus)


def tells_mix(tracks: Iterable[Track]) -> bool:
    """Return whether tracks of one channel have mixes that differ."""
    return len({(t.mix.volume, t.mix.pan, t.mix.reverb, t.mix.chorus) for t in tracks}) > 1


def without_turns(moves: Sequence[Move], tracks: Sequence[Track], channel: Channel) -> list[Move] | None:
    """Return the messages of a channel without those that give each of its tracks its mix at its turn.

    None where they are not all there, as somebody has changed them since: then they hold, and not what is told.
    """
    notes = {track.id: Columns(read(track.notes)) for track in tracks}
    events = SetUp(channel, tracks, NoteStream(channel, notes)).events
    gone = Counter((e.tick, e.data[1], e.data[2]) for e in events if e.kind == CONTROL and e.data[1] in _IN_MIX)
    left = list[Move]()
    for move in moves:
        what = (move.tick, move.first, move.second)
        if move.kind == CONTROL and gone[what] > 0:
            gone[what] -= 1
        else:
            left.append(move)
    return left if not gone.total() else None
