"""What there is to learn from, packed: pieces of our own writer's, and what lies in folders of MIDI."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.encoder import EMBEDDING_SIZE, load_encoder
from audiogenesis_desktop.errors import MissingPart
from audiogenesis_desktop.training.players.packing import Packed, packed
from audiogenesis_desktop.training.players.pieces import Piece, written_piece
from audiogenesis_desktop.training.players.real import real_pieces
from audiogenesis_desktop.training.styles import STYLES
from audiogenesis_desktop.training.styles.collection import numbered

_AT_ONCE = 500  # pieces are packed before the next are read: as objects they take much more memory


def write_pack(
    file: Path, *, count: int, seed: int, styles: Sequence[str] = STYLES, report: Callable[[int], None] = lambda _: None
) -> Packed:
    """Write `count` pieces of a seed, the styles taking turns, pack them into a file and return them.

    Calls `report` with how many are packed. Raises BadInput if the file cannot be written.
    """
    pack = packed_pieces(_written(count, seed=seed, styles=styles), styles=styles, report=report)
    pack.save(file)
    return pack


def read_pack(
    file: Path,
    folders: Sequence[Path],
    *,
    styles: Sequence[str] = STYLES,
    report: Callable[[int], None] = lambda _: None,
    leave_out: Callable[[Path, str], None] = lambda *_: None,
) -> Packed:
    """Read all MIDI files under folders, pack them into a file and return them.

    Calls `report` with how many are packed, `leave_out` with each file that is not, and why. Raises BadInput if a
    folder is missing, nothing is left, or the file cannot be written.
    """
    pack = packed_pieces(_read(folders, styles=styles, leave_out=leave_out), styles=styles, report=report)
    pack.save(file)
    return pack


def _read(folders: Sequence[Path], *, styles: Sequence[str], leave_out: Callable[[Path, str], None]) -> Iterator[Piece]:
    for folder in folders:
        for path, piece in real_pieces(folder, styles=styles):
            if isinstance(piece, str):
                leave_out(path, piece)
            else:
                yield piece


def _written(count: int, *, seed: int, styles: Sequence[str]) -> Iterator[Piece]:
    for index in range(count):
        yield written_piece(numbered(index, seed=seed, styles=styles)[1], styles=styles)


def packed_pieces(
    pieces: Iterable[Piece],
    *,
    styles: Sequence[str],
    report: Callable[[int], None] = lambda _: None,
    say: Callable[[str], object] = lambda _: None,
) -> Packed:
    """Return pieces packed, their prompts encoded where there is an encoder; `say` is told where there is none.

    Raises BadInput if there is no piece.
    """
    encode, packs, count = _encode(say), list[Packed](), 0
    known: dict[str, npt.NDArray[np.float32]] = {}
    for some in _batches(pieces):
        prompts = [piece.prompt for piece in some]
        new = [prompt for prompt in dict.fromkeys(prompts) if prompt and prompt not in known]
        known |= dict(zip(new, encode(new), strict=True))
        nothing = np.zeros(EMBEDDING_SIZE, dtype=np.float32)
        texts = np.array([known.get(prompt, nothing) for prompt in prompts])
        packs.append(packed(some, texts, styles=styles))
        count += len(some)
        report(count)
    return Packed.joined(packs) if packs else packed([], np.zeros((0, 0), dtype=np.float32), styles=styles)


def _encode(say: Callable[[str], object]) -> Callable[[Sequence[str]], npt.NDArray[np.float32]]:
    try:
        return load_encoder().encode
    except MissingPart as missing:
        say(f"Captions are left out. {missing}")
        return lambda prompts: np.zeros((len(prompts), EMBEDDING_SIZE), dtype=np.float32)


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    remaining = iter(pieces)
    while some := list(islice(remaining, _AT_ONCE)):
        yield some
