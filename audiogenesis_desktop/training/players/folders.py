"""From folders of MIDI to a pack beside the run, once: a run that goes on finds it ready."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from audiogenesis_desktop.compose.players.vocabulary import VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.training.labels import read_prompts
from audiogenesis_desktop.training.left_out import LeftOut
from audiogenesis_desktop.training.players.packing import Packed
from audiogenesis_desktop.training.players.pieces import Piece
from audiogenesis_desktop.training.players.preparing import packed_pieces
from audiogenesis_desktop.training.players.real import real_pieces
from audiogenesis_desktop.training.reading import midi_files
from audiogenesis_desktop.training.styles import STYLES

FEWEST_NOTES = 5_000
PACK, ORIGIN = "pieces.npz", "origin.json"  # the second is written last: what is packed, and that it is whole
LEFT_OUT = "left-out.csv"


def prepare(
    folders: Sequence[Path],
    prompts: Path | None,
    out: Path,
    *,
    styles: Sequence[str] = STYLES,
    say: Callable[[str], object] = tqdm.write,
    shown: Callable[[str], str] = str,
) -> None:
    """Read and pack the folders' pieces into `out` unless it holds them already.

    `styles` are the names that the network knows; `say` takes a line to report; `shown` returns a folder's name as a
    progress bar may show it. Raises BadInput if a folder is missing, `prompts` is no table, there is too little music,
    or `out` holds another corpus.
    """
    origin = json.dumps([VERSION, sorted(str(f.resolve()) for f in folders), str(prompts and prompts.resolve())])
    if (out / ORIGIN).exists():
        if (out / ORIGIN).read_text() == origin:
            return
        raise BadInput(f"{out} holds a run on another corpus: give another folder to write to.")
    named = read_prompts(prompts)
    with LeftOut(out / LEFT_OUT) as left_out:
        reader = _Reader(folders, named, left_out.add, shown)
        pack = packed_pieces(reader.pieces(styles), styles=styles, say=say)
    left_out.tell(len(pack), say)
    _check_size(pack)
    if named and not reader.found_prompts:
        say("None of the prompts is for one of these files: the column file holds a MIDI file's name.")
    pack.save(out / PACK)
    write_bytes(out / ORIGIN, origin.encode())


class _Reader:
    """Reads folders one after another, telling how far it is, and leaves out what is there twice."""

    def __init__(
        self,
        folders: Sequence[Path],
        prompts: dict[str, str],
        leave_out: Callable[[str, str], object],
        shown: Callable[[str], str],
    ) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise BadInput(f"There is no folder {folder} to learn from.")
        self._folders, self._prompts, self._leave_out, self._shown = folders, prompts, leave_out, shown
        self._first_with: dict[bytes, Path] = {}
        self.found_prompts = False

    def pieces(self, styles: Sequence[str]) -> Iterator[Piece]:
        """Yield the pieces that can be learned from."""
        for folder in self._folders:
            with tqdm(
                total=len(midi_files(folder)[0]),
                desc=f"Reading {self._shown(folder.name)}",
                unit=" files",
                disable=None,
            ) as progress:
                for path, piece in real_pieces(folder, styles=styles):
                    progress.update()
                    if kept := self._kept(path, piece):
                        yield kept

    def _kept(self, path: Path, piece: Piece | str) -> Piece | None:
        if isinstance(piece, str):
            self._leave_out(str(path), piece)
            return None
        notes = hashlib.sha256(b"".join(rows.tobytes() for rows in piece.notes)).digest()
        same = self._first_with.setdefault(notes, path)
        if same != path:
            self._leave_out(str(path), f"it has the same notes as {same.name}")
            return None
        prompt = self._prompts.get(path.name)
        self.found_prompts |= prompt is not None
        return piece if prompt is None else piece._replace(prompt=prompt)


def _check_size(pack: Packed) -> None:
    notes = sum(map(pack.note_count, range(len(pack))))
    if notes < FEWEST_NOTES:
        raise BadInput(
            f"{notes:,} notes are too little to learn from: give at least {FEWEST_NOTES:,}, some twenty pieces."
        )
    if not pack.learned:
        raise BadInput("One piece alone is too little to learn from, since one is held out to measure by: give more.")
