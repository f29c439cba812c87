"""Opening: what files hold, read for the studio on a thread of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audiogenesis_desktop.files.project.piece import Piece, Workplace, is_project
from audiogenesis_desktop.score.edits import add_music
from audiogenesis_desktop.score.feel import STRAIGHT
from audiogenesis_desktop.score.score import Score


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read of files: a piece, what is to be told of it, and what an export over the first would lose.

    `project` is the file that the piece belongs in, if any; `is_whole` where it has all that belongs to a piece.
    """

    paths: tuple[Path, ...]
    piece: Piece
    notice: str = ""
    what_would_be_lost: str = ""
    project: Path | None = None
    is_whole: bool = False


def read_files(paths: Sequence[Path]) -> Opened:
    """Return a project, or the music of files as one score, the tracks of all from the start of the first.

    Raises BadInput naming the file that cannot be read, and what is wrong with it.
    """
    first, *others = (_read(path) for path in paths)
    if first.project is not None and not others:
        return first
    score = first.piece.score
    for other in others:
        score = add_music(score, other.piece.score, 0)
    notice = " ".join(one.notice for one in (first, *others) if one.notice)
    piece = Piece(_analysed(score), workplace=Workplace(loop=first.piece.workplace.loop))
    return Opened(tuple(paths), piece, notice, first.what_would_be_lost)


def read_kept(path: Path) -> Opened:
    """Return a piece that was kept aside, and the project that it belongs to, if any."""
    from audiogenesis_desktop.files.project.journal import read_journal

    piece, project = read_journal(path)
    return Opened((path,), piece, project=project, is_whole=True)


def _read(path: Path) -> Opened:
    return _read_project(path) if is_project(path) else _read_midi(path)


def _read_project(path: Path) -> Opened:
    from audiogenesis_desktop.files.project.project_file import read_project

    piece = read_project(path)
    if (video := piece.workplace.video) is not None:
        piece = replace(piece, workplace=replace(piece.workplace, video=video.found_beside(path)))
    return Opened((path,), piece, project=path, is_whole=True)


def _read_midi(path: Path) -> Opened:
    """Return the music of a MIDI file with its loop."""
    from audiogenesis_desktop.files.loop_marks import without_loop
    from audiogenesis_desktop.files.midi import read_file

    reading = read_file(path)
    score, loop = without_loop(reading.score)
    notice = f"{path.name}: {reading.notice}" if reading.notice else ""
    return Opened((path,), Piece(score, workplace=Workplace(loop=loop)), notice, reading.what_would_be_lost)


def _analysed(score: Score) -> Score:
    """Return the score with the key, chords and swing that are heard in it, where it tells none."""
    from audiogenesis_desktop.plan.reading import found_swing
    from audiogenesis_desktop.theory.analysis import analysed

    score = analysed(score)
    if score.swing != STRAIGHT:
        return score
    swing, ticks = found_swing(score, score.meters[0])
    return replace(score, swing=swing, swing_ticks=ticks) if swing != STRAIGHT else score
