"""MIDI files that are dragged into other programs: real files, kept until the studio closes."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from audiogenesis_desktop.score.score import Score

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # by the rules of Windows, which are the strictest
_LONGEST_NAME = 80


class DraggedFiles:
    """A temporary folder of what was dragged out: some programs read a file long after it was dropped on them."""

    def __init__(self) -> None:
        """Begin with no folder; the first file makes it."""
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0

    def write(self, score: Score, name: str) -> Path:
        """Write a score under a name and return the file; an earlier one of that name stays as it is.

        Raises BadInput or OSError if it cannot be written.
        """
        from audiogenesis_desktop.files.midi import write_midi

        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="audiogenesis-")  # goes at exit even if never closed
        self._count += 1
        place = Path(self._folder.name) / str(self._count)
        place.mkdir()
        path = place / f"{file_name(name)}.mid"
        write_midi(score, path)
        return path

    def close(self) -> None:
        """Delete every file."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def file_name(name: str) -> str:
    """Return a name as a file may have it on every system, without a suffix."""
    return _UNFIT.sub("-", name)[:_LONGEST_NAME].strip(" .-") or "Notes"
