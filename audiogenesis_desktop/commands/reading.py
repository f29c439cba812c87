"""A MIDI file read for a command, with whatever is odd about it told on stderr."""

from pathlib import Path

from audiogenesis_desktop.commands.terminal import warn
from audiogenesis_desktop.score.score import Score


def read_score(path: Path) -> Score:
    """Return the music of a MIDI file; raises BadInput naming the file and what is wrong with it."""
    from audiogenesis_desktop.files.midi import read_file

    reading = read_file(path)
    if reading.notice:
        warn(f"{path.name}: {reading.notice}")
    return reading.score
