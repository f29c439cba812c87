"""Which composer a checkpoint is of: the band of players, or the stream of all instruments that came before it."""

from pathlib import Path

from audiogenesis_desktop.compose import vocabulary as stream
from audiogenesis_desktop.compose.composer import load_stream
from audiogenesis_desktop.compose.players import vocabulary as players
from audiogenesis_desktop.compose.players.playing import load_band
from audiogenesis_desktop.errors import AudiogenesisError
from audiogenesis_desktop.network.checkpoint import not_whole, read_checkpoint, vocabulary_of
from audiogenesis_desktop.plan.composer import Composer


def checked_hash(checkpoint: Path) -> str:
    """Return the hash of a checkpoint that can compose; raises MissingPart or BadInput."""
    is_band = vocabulary_of(checkpoint) == players.VERSION
    return read_checkpoint(checkpoint, vocabulary=players.VERSION if is_band else stream.VERSION)[2]


def load_composer(checkpoint: Path) -> Composer:
    """Return the composer of a checkpoint; raises MissingPart or BadInput."""
    is_band = vocabulary_of(checkpoint) == players.VERSION
    try:
        return load_band(checkpoint) if is_band else load_stream(checkpoint)
    except AudiogenesisError:
        raise
    except Exception as error:  # weights that are missing or do not fit; ONNX Runtime's own errors have no other base
        raise not_whole(checkpoint) from error
