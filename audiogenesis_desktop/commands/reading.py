"""A project or MIDI file read for a command, with whatever is odd about it told on stderr."""

from pathlib import Path

from audiogenesis_desktop.commands.terminal import warn
from audiogenesis_desktop.files.project.piece import Piece, is_project
from audiogenesis_desktop.score.score import Score


def read_score(path: Path) -> Score:
    """Return the music of a file; raises BadInput naming the file and what is wrong with it."""
    return read_piece(path).score


def read_piece(path: Path) -> Piece:
    """Return the Piece of a project, or one of nothing but a MIDI file's music; raises BadInput like `read_score`."""
    if is_project(path):
        from audiogenesis_desktop.files.project.project_file import read_project

        return read_project(path)
    from audiogenesis_desktop.files.midi import read_file

    reading = read_file(path)
    if reading.notice:
        warn(f"{path.name}: {reading.notice}")
    return Piece(reading.score)
