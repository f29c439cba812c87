"""Which files `compose` writes: found out, and found fit, before anything is composed."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import cannot_write, real_path
from audiogenesis_desktop.files.project.piece import SUFFIX

FORMATS = (SUFFIX, ".mid", ".midi", ".wav")


def files_of_takes(outputs: Sequence[Path], takes: int) -> list[list[Path]]:
    """Return the files of each take: the first has the names given, the others -2, -3 … before the suffix.

    Numbers under which there is a file already, or which would make one of the names given, are passed over.
    Raises BadInput for a name that cannot be written.
    """
    given = list(dict.fromkeys(outputs))
    files, number = [given], 2
    while len(files) < takes:
        numbered = [file.with_stem(f"{file.stem}-{number}") for file in given]
        if not any(file in given or os.path.lexists(file) for file in numbered):
            files.append(numbered)
        number += 1
    _check(file for names in files for file in names)
    return files


def _check(files: Iterable[Path]) -> None:
    for file in files:
        if file.suffix.lower() not in FORMATS:
            raise BadInput(f"{file} names no format that is written here: end it in .agproj, .mid or .wav.")
        try:
            folder = real_path(file).parent
            if folder.is_dir():
                _look(file)
        except OSError as error:
            raise cannot_write(file, error) from error
        if not folder.is_dir():
            raise BadInput(f"There is no folder {folder}: make it first, or name another.")


def _look(file: Path) -> None:
    """Raise OSError for a name that no file can have, such as one that is too long."""
    try:
        file.lstat()
    except FileNotFoundError:
        return
