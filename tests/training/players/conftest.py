"""Two pieces of two styles, packed: enough to train players on in a second."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiogenesis_desktop.training import samples
from audiogenesis_desktop.training.players.drawing import Source
from audiogenesis_desktop.training.players.packing import Packed, packed
from audiogenesis_desktop.training.players.pieces import Piece, written_piece
from audiogenesis_desktop.training.styles import write

STYLES = ("house", "bossa")


@pytest.fixture(autouse=True)
def short_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is composed at each check last two seconds."""
    monkeypatch.setattr(samples, "BRIEF", replace(samples.BRIEF, length_seconds=2))


@pytest.fixture(scope="session")
def pieces() -> list[Piece]:
    """Return two pieces of two styles."""
    return [written_piece(write(style, 3), styles=STYLES) for style in STYLES]


@pytest.fixture(scope="session")
def pack(pieces: list[Piece]) -> Packed:
    """Return them packed, twice: the second two are held out or not, as it falls."""
    return packed([*pieces, *pieces], np.ones((4, 384), dtype=np.float32), styles=STYLES)


@pytest.fixture
def sources(pack: Packed) -> list[Source]:
    """Return them as what is learned from."""
    return [Source("music", pack)]


@pytest.fixture
def pack_file(pack: Packed, tmp_path: Path) -> Path:
    """Return a file with them, for another process."""
    pack.save(tmp_path / "pack.npz")
    return tmp_path / "pack.npz"
