"""What an evaluation of styles found: as values, as JSON, and as figures."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean

import msgspec
from msgspec import Struct

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.evaluation.bootstrap import Figure, figure
from audiogenesis_desktop.evaluation.style_pieces import SYSTEMS, StylePiece
from audiogenesis_desktop.evaluation.systems import FULL

FILE = "styles.json"
DETECTED_AIMS = {"style": 0.9, "style by rhythm": 0.8, "hallmarks": 0.9}
DETECTED: Mapping[str, Callable[[StylePiece], float]] = {
    "style": lambda piece: float(piece.detected == piece.style),
    "style by rhythm": lambda piece: float(piece.detected_by_rhythm == piece.style),
    "hallmarks": lambda piece: 1 - len(piece.missed) / piece.hallmarks if piece.hallmarks else 1.0,
}
DETECTED_MEANINGS = {
    "style": "share of pieces that a classifier of all styles, which learned from our writer, takes for the wanted one",
    "style by rhythm": "the same by a classifier that hears rhythm, tempo and meter alone",
    "hallmarks": "share of the wanted style's hallmarks in the book that hold, over pieces",
}


class StyleResults(Struct, frozen=True):
    """Of the model `model`: how styles are read, by kind of prompt and measure, what was missed, and all pieces."""

    model: str
    reading: Mapping[str, Mapping[str, Figure]]
    misses: Mapping[str, Sequence[str]]
    pieces: tuple[StylePiece, ...]

    def of_style(self, style: str, system: str = FULL) -> list[StylePiece]:
        """Return the pieces of a style by a system, in order."""
        return [piece for piece in self.pieces if (piece.style, piece.system) == (style, system)]

    @property
    def detected(self) -> Mapping[str, Mapping[str, Figure]]:
        """Return the figures of what is detected, by system and measure."""
        systems = dict.fromkeys([*SYSTEMS, *(piece.system for piece in self.pieces)])
        by_system = {name: [piece for piece in self.pieces if piece.system == name] for name in systems}
        return {
            system: {name: figure([measure(piece) for piece in pieces]) for name, measure in DETECTED.items()}
            for system, pieces in by_system.items()
        }

    def worst_first(self) -> list[str]:
        """Return the styles, those first whose pieces are least true to them by all of `DETECTED` together."""
        styles = dict.fromkeys(piece.style for piece in self.pieces)
        return sorted(styles, key=lambda style: (trueness(self.of_style(style)), style))


def trueness(pieces: Sequence[StylePiece]) -> float:
    """Return the mean of all of `DETECTED` over some pieces, 0..1; 0 of none."""
    return mean(measure(piece) for piece in pieces for measure in DETECTED.values()) if pieces else 0.0


def write_results(results: StyleResults, folder: Path) -> None:
    """Write what was found as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))


def read_results(folder: Path) -> StyleResults:
    """Return what an earlier evaluation wrote; BadInput if there is none or it is of another form."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=StyleResults)
    except OSError as error:
        raise BadInput(
            f"There is no {FILE} in {folder}: give a folder that `evaluate --styles` wrote a report to."
        ) from error
    except msgspec.MsgspecError as error:
        raise BadInput(f"{folder / FILE} is not what this version writes: measure the earlier state anew.") from error
