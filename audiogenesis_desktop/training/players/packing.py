"""Pieces on disk, packed: a few long columns in one file, of which one piece after another is taken; never pickle."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.features import Setting
from audiogenesis_desktop.compose.players.setting import Band, Player, is_real
from audiogenesis_desktop.compose.players.vocabulary import VERSION
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.files.atomic import write_bytes
from audiogenesis_desktop.training.players.pieces import Piece

_HELD_OUT_EVERY = 25  # each so manieth piece or group is not learned from


class Packed:
    """Pieces in memory, as one long table each of bars, parts, notes and strikes.

    `styles` are the names that the pieces' facts tell; `prompts` each piece's own, `texts` their embeddings, (n, 384).
    """

    def __init__(self, columns: dict[str, npt.NDArray[Any]]) -> None:
        """Take the columns as `packed` makes them."""
        self._columns = columns
        self.styles = tuple(columns["styles"].tolist())
        self.prompts: list[str] = columns["prompts"].tolist()
        self.texts = columns["texts"].astype(np.float32)
        self._groups: list[str] = columns["groups"].tolist()

    def __len__(self) -> int:
        """Return how many pieces there are."""
        return len(self.prompts)

    @cached_property
    def learned(self) -> list[int]:
        """Return the pieces that are learned from."""
        held_out = set(self.held_out)
        return [number for number in range(len(self)) if number not in held_out]

    @cached_property
    def held_out(self) -> list[int]:
        """Return the pieces that are not learned from: each 25th group's or, where there are very few, the last."""
        found = [number for number, group in enumerate(self._groups) if _is_held_out(group, number)]
        return found or [len(self) - 1]

    def note_count(self, number: int) -> int:
        """Return how many notes a piece has."""
        first, end = self._columns["parts_from"][number : number + 2]
        return int(self._columns["notes_from"][end] - self._columns["notes_from"][first])

    def is_real(self, number: int) -> bool:
        """Return whether a piece is other people's music, neither our own writer's nor made by other rules."""
        return is_real(self._columns["facts"][number])

    def piece(self, number: int) -> Piece:
        """Return a piece."""
        c = self._columns
        bars, parts = (slice(*c[name][number : number + 2]) for name in ("bars_from", "parts_from"))
        players, notes = zip(*(self._part(i, bars) for i in range(parts.start, parts.stop)), strict=True)
        table = c["bars"][bars].astype(np.int64)
        form = Setting(
            bar_starts=np.arange(len(table) + 1) * 2 * int(c["bar_lengths"][number]),
            chords=table[:, :2],
            kinds=table[:, 2],
            energies=table[:, 3],
            since=table[:, 4],
            left=table[:, 5],
            lags=table[:, 6],
            active=np.zeros((len(table), 0), dtype=np.float32),
            likeness=table[:, 8:11],
        )
        text = self.texts[number]
        band = Band(form, int(c["bar_lengths"][number]), table[:, 7], players, c["facts"][number], text)
        return Piece(band, notes, self.prompts[number], self._groups[number])

    def _part(self, i: int, bars: slice) -> tuple[Player, npt.NDArray[np.int64]]:
        c = self._columns
        role, kind, is_drums, low, high, level = c["parts"][i].tolist()
        notes, strikes, playing = (
            slice(*c[name][i : i + 2]) for name in ("notes_from", "strikes_from", "playing_from")
        )
        player = Player(
            role=role,
            kind=kind,
            is_drums=bool(is_drums),
            low=low,
            high=high,
            level=level,
            playing=c["playing"][playing],
            groove=c["strikes"][strikes].astype(np.int64),
        )
        return player, c["notes"][notes].astype(np.int64)

    @cached_property
    def step_counts(self) -> list[list[int]]:
        """Return how many steps each part of each piece has, about: its notes and the bars that it plays in."""
        c = self._columns
        each = np.diff(c["notes_from"]) + np.add.reduceat(c["playing"].astype(np.int64), c["playing_from"][:-1])
        return [each[a:b].tolist() for a, b in zip(c["parts_from"], c["parts_from"][1:], strict=False)]

    def save(self, file: Path) -> None:
        """Write all to a file; raises BadInput if it cannot be written."""
        whole = BytesIO()
        columns: dict[str, Any] = {**self._columns, "version": np.array(VERSION)}
        np.savez_compressed(whole, **columns)
        write_bytes(file, whole.getvalue())

    @classmethod
    def load(cls, file: Path) -> "Packed":
        """Return what `save` wrote; raises BadInput if the file is none, or of another version."""
        try:
            with np.load(file, allow_pickle=False) as found:
                columns = {name: found[name] for name in found.files}
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise BadInput(f"{file} holds no packed pieces: delete it to have them packed anew.") from error
        if str(columns.pop("version", "")) != VERSION:
            raise BadInput(f"{file} was packed by another version: delete it to have it packed anew.")
        columns.setdefault("groups", np.array([""] * len(columns["prompts"])))  # packs of the first day have none
        return cls(columns)

    @classmethod
    def joined(cls, parts: "Sequence[Packed]") -> "Packed":
        """Return several packs as one; they know the same styles."""
        columns: dict[str, npt.NDArray[Any]] = {}
        for name in parts[0]._columns:
            each = [part._columns[name] for part in parts]
            columns[name] = _chained(each) if name.endswith("_from") else np.concatenate(each)
        columns["styles"] = parts[0]._columns["styles"]
        return cls(columns)


def _is_held_out(group: str, number: int) -> bool:
    """Return whether a piece is held out: by its group's name or, where it has none, by its number."""
    drawn = crc32(group.encode()) if group else number
    return drawn % _HELD_OUT_EVERY == _HELD_OUT_EVERY - 1


def _chained(starts: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    counts = [np.diff(each) for each in starts]
    return np.concatenate(([0], np.cumsum(np.concatenate(counts)))).astype(np.int64)


def packed(pieces: Iterable[Piece], texts: npt.NDArray[np.float32], *, styles: Sequence[str]) -> Packed:
    """Return pieces packed; `texts` (n, 384) are the embeddings of their prompts. Raises BadInput if there is none."""
    pieces = list(pieces)
    if not pieces:
        raise BadInput("There is no piece to learn from: give a folder of MIDI files, or a number of pieces to write.")
    parts = [(player, notes) for piece in pieces for player, notes in zip(piece.band.players, piece.notes, strict=True)]
    columns = {
        "styles": np.array(list(styles)),
        "prompts": np.array([piece.prompt for piece in pieces]),
        "groups": np.array([piece.group for piece in pieces]),
        "texts": texts.astype(np.float16),
        "facts": np.stack([piece.band.facts for piece in pieces]),
        "bar_lengths": np.array([piece.band.bar_length for piece in pieces], dtype=np.int16),
        "bars_from": _starts(piece.band.bars for piece in pieces),
        "bars": np.concatenate([_bars(piece.band) for piece in pieces]).astype(np.int16),
        "parts_from": _starts(len(piece.notes) for piece in pieces),
        "parts": np.array([(p.role, p.kind, p.is_drums, p.low, p.high, p.level) for p, _ in parts], dtype=np.int16),
        "playing_from": _starts(len(player.playing) for player, _ in parts),
        "playing": np.concatenate([player.playing for player, _ in parts]),
        "notes_from": _starts(len(notes) for _, notes in parts),
        "notes": np.concatenate([notes for _, notes in parts]).astype(np.int16),
        "strikes_from": _starts(len(player.groove) for player, _ in parts),
        "strikes": np.concatenate([player.groove for player, _ in parts]).astype(np.int16),
    }
    return Packed(columns)


def _starts(counts: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(list(counts)))).astype(np.int64)


def _bars(band: Band) -> npt.NDArray[np.int64]:
    form = band.form
    columns = (form.kinds, form.energies, form.since, form.left, form.lags, band.slopes)
    return np.concatenate([form.chords, np.stack(columns, axis=1), form.likeness], axis=1)
