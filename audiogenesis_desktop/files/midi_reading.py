"""A Standard MIDI File becomes a Score, whatever its resolution, layout and dialect, and even if it is damaged."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from audiogenesis_desktop.bounded import read_bounded
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files import chunks
from audiogenesis_desktop.files.atomic import cannot_read
from audiogenesis_desktop.files.feel_marks import with_feel
from audiogenesis_desktop.files.file_maps import read_maps
from audiogenesis_desktop.files.file_times import FileTimes, file_times
from audiogenesis_desktop.files.findings import BrokenFile, Damage, Findings, Loss
from audiogenesis_desktop.files.lanes import read_lanes
from audiogenesis_desktop.files.limits import MOST_BYTES, within_limits
from audiogenesis_desktop.files.track_reading import FileTrack, read_track
from audiogenesis_desktop.score.score import Score

_SAY_NOTHING = frozenset({0, 64})  # what is written where nobody measured how fast a key was let go
_LONGEST_NOTICE = 3  # sentences; more of them nobody reads


class Reading(NamedTuple):
    """A Score read from a file, a sentence for each oddity in it, and what saving over it would lose."""

    score: Score
    notices: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def notice(self) -> str:
        """Return what is to be told to the user in one go, or nothing."""
        left = len(self.notices) - _LONGEST_NOTICE
        more = [f"And {left} more oddities."] if left > 0 else []
        return " ".join([*self.notices[:_LONGEST_NOTICE], *more])

    @property
    def what_would_be_lost(self) -> str:
        """Return what a file written from the Score would no longer have, as the end of a sentence, or nothing."""
        named = [loss.value for loss in self.losses]
        return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def read_midi(path: Path) -> Score:
    """Return the music of a MIDI file; raises as `read_file` does."""
    return read_file(path).score


def read_file(path: Path) -> Reading:
    """Return the music of a MIDI file, and what there is to tell of it.

    Each file track gives one Track for every channel and sound that it plays notes with, and every Track
    has all controllers and bends of its channel. Volume, pan and sends that are set before the first note
    become the mix. Only a planned end that this program wrote becomes `length_ticks`, and its word on how it is played
    the Feel.
    Raises BadInput naming the file and what is wrong with it, where nothing can be made of it.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path} is larger than any music ({MOST_BYTES >> 20} MB): it was not opened.")
        return parse(read_bounded(path, MOST_BYTES))
    except BrokenFile as error:
        raise BadInput(f"{path} {error}.") from error
    except OSError as error:
        raise cannot_read(path, error) from error


def parse_midi(data: bytes) -> Score:
    """Return the music in the bytes of a MIDI file; raises BrokenFile telling what is wrong."""
    return parse(data).score


def parse(data: bytes) -> Reading:
    """Return what `read_file` does, from bytes; raises BrokenFile telling what is wrong."""
    findings = Findings()
    shell = chunks.open_shell(data, findings)
    times = file_times(shell.division, findings)
    last = len(shell.bodies) - 1
    tracks = [_read_body(i, body, times, findings, is_last=i == last) for i, body in enumerate(shell.bodies)]
    score = _score(tracks, times, findings, is_type_0=shell.kind == 0)
    return Reading(within_limits(score, findings), findings.notices, findings.losses)


def _read_body(number: int, body: chunks.Body, times: FileTimes, findings: Findings, *, is_last: bool) -> FileTrack:
    found = partial(findings.damage, track=number)
    track = read_track(body.data, times, found)
    reaches = len(body.data)
    if not track.is_ended and body.claimed > reaches:
        found(Damage.CUT_SHORT)
    elif body.claimed not in (reaches, track.size):
        found(Damage.WRONG_LENGTH)
    elif track.size < reaches and any(body.data[track.size :]):
        if body.claimed == reaches:
            found(Damage.AFTER_END)
        elif not is_last:  # after the last one much is said that is no music, such as what a Mac keeps beside it
            found(Damage.STRAY_BYTES)
    return track


def _score(tracks: list[FileTrack], times: FileTimes, findings: Findings, *, is_type_0: bool) -> Score:
    maps = read_maps(tracks, findings, has_beats=times.has_beats)
    parts = read_lanes(tracks, maps, findings, is_type_0=is_type_0)
    first_plays = any(part.has_begun or part.moves for part in tracks[0].parts.values())
    score = Score(
        tracks=parts,
        tempi=maps.tempi,
        meters=maps.meters,
        keys=maps.keys,
        markers=maps.markers,
        length_ticks=maps.planned_end,
        title=maps.names.get(0, "") if is_type_0 or not first_plays else "",
        kept=maps.kept,
        level_db=maps.level_db,
    )
    score = with_feel(score, maps.feel) if maps.feel else score
    return _with_losses(score, tracks, findings, is_type_0=is_type_0)


def _with_losses(score: Score, tracks: list[FileTrack], findings: Findings, *, is_type_0: bool) -> Score:
    parts = [part for track in tracks for part in track.parts.values()]
    losses = {
        Loss.TYPE_0: is_type_0,
        Loss.RELEASES: len(_SAY_NOTHING.union(*(part.releases for part in parts))) > len(_SAY_NOTHING) + 1,
        Loss.OVERLAPS: any(part.has_overlaps for part in parts),
    }
    for loss, is_there in losses.items():
        if is_there:
            findings.lose(loss)
    return score
