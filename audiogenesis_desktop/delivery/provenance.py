"""The licence and provenance sheet: may this be sold, and where does it come from; all that makes the piece again."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msgspec import Struct

from audiogenesis_desktop import __version__, paths
from audiogenesis_desktop.style.reading import parse


class _Texts(Struct, frozen=True, forbid_unknown_fields=True):
    music: str
    opened: str
    training: str
    other_model: str
    soundfonts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a piece comes from: what was asked and by which model and seed it was written; "" and None for a file's.

    `is_shipped` if the model is the one that ships with the program.
    """

    prompt: str = ""
    model: str = ""
    model_hash: str = ""
    seed: int | None = None
    is_shipped: bool = True
    opened_file: str = ""

    @property
    def license_line(self) -> str:
        """Return what an audio file's tag says of its licence."""
        return "As the opened file's" if self.opened_file else "Yours to use and sell; see LICENCE.txt"

    @property
    def comment_line(self) -> str:
        """Return what an audio file's tag says of where it comes from."""
        return f"From {self.opened_file}" if self.opened_file else f"Audiogenesis, seed {self.seed}: {self.prompt}"


def sheet(provenance: Provenance, soundfont: Path) -> str:
    """Return the sheet as plain text."""
    texts, is_opened = _texts(), bool(provenance.opened_file)
    lines = ["MAY I SELL THIS?", "", texts.opened if is_opened else texts.music]
    if not is_opened:
        lines += ["WHAT THE MODEL LEARNED FROM", "", texts.training if provenance.is_shipped else texts.other_model]
    lines += ["THE SOUNDS", "", f"SoundFont {soundfont.name}: {_soundfont_license(soundfont)}", ""]
    lines += ["WHERE IT COMES FROM", "", f"program    Audiogenesis Desktop {__version__}"]
    if is_opened:
        lines.append(f"file       {provenance.opened_file}")
    else:
        lines += [
            f"prompt     {provenance.prompt}",
            f"seed       {provenance.seed}",
            f"model      {provenance.model}, {provenance.model_hash}",
            "The same program, model, prompt, options and seed write the same notes again.",
        ]
    return "\n".join([*lines, ""])


def _soundfont_license(soundfont: Path) -> str:
    name = soundfont.name.lower()
    known = (license for start, license in _texts().soundfonts.items() if name.startswith(start))
    return next(known, "its licence is not known here; read what came with it before you sell recordings.")


@cache
def _texts() -> _Texts:
    path = paths.resource("provenance.toml")
    return parse(path.read_text(encoding="utf-8"), _Texts, name=str(path))
