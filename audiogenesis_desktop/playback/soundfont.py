"""Finding a General MIDI SoundFont: the chosen one, or the best that this machine has."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from audiogenesis_desktop.bounded import require_file
from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.paths import resource

VARIABLE = "AUDIOGENESIS_SOUNDFONT"

# Best first, by how the file's name begins (lower case); anything else comes after these.
_RANKING = (
    "musescore_general_full",
    "musescore_general.",
    "musescore_general_lite",
    "ms basic",
    "generaluser",
    "fluidr3_gm",
    "fluidr3",
    "default-gm",
    "timgm6mb",
)
_SUFFIXES = (".sf3", ".sf2")
_MOST_BYTES = 4 << 30  # all that RIFF can tell of


def find_soundfont(chosen: Path | None = None) -> Path:
    """Return the SoundFont to play with: `chosen`, else AUDIOGENESIS_SOUNDFONT, else the best one found.

    Raises MissingPart if the named one is not a SoundFont, or if there is none at all.
    """
    named = chosen or _from_environment()
    if named is not None:
        if not is_soundfont(named):
            sentence = f"{named} is not a SoundFont that can be read: choose an .sf2 or .sf3 file."
            raise MissingPart(sentence, kind=Kind.SOUNDFONT)
        return named
    found = sorted(filter(is_soundfont, _candidates()), key=_rank)
    if not found:
        raise MissingPart(f"There is no SoundFont here: {_mend()}", kind=Kind.SOUNDFONT)
    return found[0]


def is_soundfont(path: Path) -> bool:
    """Return whether the file begins as a SoundFont does (RIFF, sfbk)."""
    try:
        require_file(path, _MOST_BYTES)
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head[:4] == b"RIFF" and head[8:] == b"sfbk"


def _from_environment() -> Path | None:
    value = os.environ.get(VARIABLE)
    return Path(value).expanduser() if value else None


def _candidates() -> Iterator[Path]:
    for folder in (resource("soundfonts"), *_system_folders()):
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)


def _rank(path: Path) -> int:
    name = path.name.lower()
    return next((i for i, known in enumerate(_RANKING) if name.startswith(known)), len(_RANKING))


def _system_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        return [
            home / "Library/Audio/Sounds/Banks",
            Path("/Library/Audio/Sounds/Banks"),
            *Path("/Applications").glob("MuseScore*.app/Contents/Resources/sound"),
            Path("/opt/homebrew/share/soundfonts"),
            Path("/usr/local/share/soundfonts"),
        ]
    if sys.platform == "win32":
        programs = Path(os.environ.get("PROGRAMFILES", "C:/Program Files"))
        return [
            home / "Documents/SoundFonts",
            *programs.glob("MuseScore*/sound"),
            Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "soundfonts",
            Path("C:/soundfonts"),
        ]
    shares = (home / ".local/share", Path("/usr/local/share"), Path("/usr/share"))
    names = ("sounds/sf3", "sounds/sf2", "soundfonts")
    return [share / name for share in shares for name in names]


def _mend() -> str:
    if sys.platform == "linux":
        return "run `sudo apt install musescore-general-soundfont-small`, or choose an .sf2 or .sf3 file."
    return (
        f"put a General MIDI .sf2 or .sf3 file into {_system_folders()[0]}, or name it in {VARIABLE} "
        "(MuseScore_General.sf3 from musescore.org is a good one)."
    )
