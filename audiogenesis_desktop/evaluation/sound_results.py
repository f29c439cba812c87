"""What was found of how pieces sound: kept as JSON, and summed up."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from audiogenesis_desktop.evaluation.sound import PieceSound
from audiogenesis_desktop.files.atomic import write_bytes

FILE = "sound.json"


class SoundResults(Struct, frozen=True):
    """Of the model `model` with the SoundFont named: how pieces sound, by "balanced" and "plain"."""

    model: str
    soundfont: str
    pieces: Mapping[str, tuple[PieceSound, ...]]

    def known(self, name: str) -> bool:
        """Return whether a piece has been judged in all ways."""
        return bool(self.pieces) and all(any(one.name == name for one in own) for own in self.pieces.values())

    def joined(self, found: Mapping[str, PieceSound]) -> "SoundResults":
        """Return these with one more piece."""
        ways = {way: (*self.pieces.get(way, ()), piece) for way, piece in found.items()}
        return SoundResults(self.model, self.soundfont, ways)

    def only(self, names: Sequence[str]) -> "SoundResults":
        """Return these without the pieces of other names."""
        ways = {way: tuple(one for one in own if one.name in names) for way, own in self.pieces.items()}
        return SoundResults(self.model, self.soundfont, ways)


def read_results(folder: Path, *, model: str, soundfont: str) -> SoundResults:
    """Return what was found before, if it was of the same model with the same SoundFont, or else nothing yet."""
    empty = SoundResults(model, soundfont, {})
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=SoundResults)
    except (OSError, msgspec.MsgspecError):
        return empty
    return found if (found.model, found.soundfont) == (model, soundfont) else empty


def write_results(results: SoundResults, folder: Path) -> None:
    """Write what was found as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / FILE, msgspec.json.format(msgspec.json.encode(results), indent=1))


def figures(pieces: Sequence[PieceSound]) -> dict[str, tuple[float, int]]:
    """Return shares 0..1 by what they tell, each with how many were judged."""
    parts = [part for piece in pieces for part in piece.parts]
    bars = sum(piece.drum_bars for piece in pieces)
    by_name = {
        "loudness within 1 LU of -16 LUFS": [piece.is_as_loud for piece in pieces],
        "true peak at most -1 dBTP": [piece.is_under_ceiling for piece in pieces],
        "played within 1 LU of -16 LUFS": [piece.plays_as_loud for piece in pieces],
        "no sample over full scale, live": [piece.live_peak_db <= 0 for piece in pieces],
        "roles within 2 dB of their wish": [part.is_as_wished for part in parts],
        "no part below -12 LU": [not part.is_lost for part in parts],
    }
    shares = {name: (sum(held) / len(held), len(held)) for name, held in by_name.items() if held}
    found = sum(piece.bars_found for piece in pieces)
    return shares | ({"bars in which drums are found": (found / bars, bars)} if bars else {})
