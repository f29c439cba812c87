"""What a network of players may be otherwise: its width, the order of turns, what is told, or nothing but the notes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor, nn

from audiogenesis_desktop.compose.players.flags import Hearing
from audiogenesis_desktop.compose.players.rows import KNOWN_ROWS, STEP_OFFSETS, TABLE_ROWS
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.terms import USUAL, Terms
from audiogenesis_desktop.evaluation.band_systems import TERMS
from audiogenesis_desktop.network.players import PlayersLSTM, PlayersShape

FULL, NOTES_ALONE = "full", "notebook"
_NOTE_COLUMNS = 4  # place, pitch, duration and velocity of the note before: the first that are told at a step
_NOTEBOOK_WIDTH = 128  # of the notebook's one layer


@dataclass(frozen=True, slots=True)
class Variant:
    """One network: how wide its layers are, on what terms it learns and plays, its highest rate, and its seed.

    `notes_alone` is for one that is told the notes before and nothing else, as the notebook's.
    """

    hidden: int = 160
    layers: int = 2
    terms: Terms = USUAL
    rate: float = 4e-3
    seed: int = 0
    notes_alone: bool = False


class BackToFront(Band):
    """A band whose players take turns the other way round."""

    __slots__ = ()

    def turns(self) -> tuple[int, ...]:
        """Return the players' numbers, those who are asked last otherwise first."""
        return tuple(reversed(Band.turns(self)))


class InAnyOrder(Band):
    """A band whose players take turns in an order of the piece's own, drawn by how many and how long they are."""

    __slots__ = ()

    def turns(self) -> tuple[int, ...]:
        """Return the players' numbers as they are drawn, for a piece always alike."""
        count = len(self.players)
        drawn: list[int] = np.random.default_rng([count, self.bars]).permutation(count).tolist()
        return tuple(drawn)


def as_band(kind: type[Band], band: Band) -> Band:
    """Return a band of another kind that is told the same."""
    return kind(**{field.name: getattr(band, field.name) for field in fields(band)})


def nobody_now(band: Band, number: int) -> tuple[Hearing, ...]:
    """Return how a player hears the others where all write a bar at once: what they played a bar or a section ago."""
    return tuple(Hearing.NOT if other == number else Hearing.THEN for other in range(len(band.players)))


VARIANTS: Mapping[str, Variant] = {
    FULL: Variant(),
    "another seed": Variant(seed=1),
    "256 wide": Variant(hidden=256, rate=3e-3),
    "384 wide": Variant(hidden=384),
    "512 wide": Variant(hidden=512),
    "768 wide": Variant(hidden=768, rate=3e-3),
    "turns reversed": Variant(terms=Terms(told=lambda band, _: as_band(BackToFront, band))),
    "turns drawn": Variant(terms=Terms(told=lambda band, _: as_band(InAnyOrder, band))),
    "all at once": Variant(terms=Terms(hearing=nobody_now)),
    "others not heard": Variant(terms=TERMS["others not heard"]),
    "groove not told": Variant(terms=TERMS["groove hidden"]),
    NOTES_ALONE: Variant(hidden=_NOTEBOOK_WIDTH, layers=1, notes_alone=True),
}
"""By name; all but what a name says is as in `FULL`."""

MEANINGS: Mapping[str, str] = {
    FULL: "the band's network in small: told and hearing all that the shipped one is",
    "another seed": "the same with other first weights, and pieces in another order: what chance alone differs by",
    **{f"{width} wide": f"LSTM layers of {width} instead of 160" for width in (256, 384, 512, 768)},
    "turns reversed": "within a bar players are asked the other way round, tunes first and drums last",
    "turns drawn": "in an order that is drawn by the piece",
    "all at once": "nobody hears what is played in the same bar, all hear the bars before",
    "others not heard": "each player is deaf to the others",
    "groove not told": "no player is told a groove",
    NOTES_ALONE: "one LSTM of 128, told the notes before and nothing else: no plan, part, look-back, others, nor text",
}

BASELINES = ("groove not told", "others not heard", NOTES_ALONE)
"""Those that lack something: what it earns is what they cost more."""


def network_of(variant: Variant, shape: PlayersShape) -> PlayersLSTM:
    """Return a variant's network before it has learned."""
    return NotesAlone(shape) if variant.notes_alone else PlayersLSTM(shape)


class NotesAlone(PlayersLSTM):
    """The players' network told the notes before and nothing else: no plan, part, look-back, others, nor text.

    The notebook's LSTM is as wide and deep as this one is in `VARIANTS`; it sees 25 notes where this one remembers
    all, and writes its fields apart where this one writes each after the one before, which is kinder to it.
    """

    def __init__(self, shape: PlayersShape) -> None:
        super().__init__(shape)
        self.table = _Folded(shape.table_rows, shape.width, _kept(TABLE_ROWS, STEP_OFFSETS[:_NOTE_COLUMNS].tolist()))
        self.heads.known = _Folded(shape.known_rows, (len(shape.fields) - 1) * shape.head, _kept(KNOWN_ROWS, []))
        for told in (self.flags, self.facts, self.text):
            nn.init.zeros_(told.weight)
            told.weight.requires_grad_(False)

    def unfold(self) -> None:
        """Give rows that are told alike the same weights, so that any `PlayersLSTM` with these is this one."""
        with torch.no_grad():
            for table in (self.table, self.heads.known):
                assert isinstance(table, _Folded)
                table.weight.copy_(table.weight[table.row])


def _kept(rows: int, columns: list[int]) -> Tensor:
    """Return which row each one of a table stands for: itself in columns that begin so, else the last of all."""
    row = torch.full((rows,), rows - 1)
    bounds = [*STEP_OFFSETS.tolist(), TABLE_ROWS]
    for first in columns:
        end = next(bound for bound in bounds if bound > first)
        row[first:end] = torch.arange(first, end)
    return row


class _Folded(nn.EmbeddingBag):
    """A table in which some rows stand for others."""

    def __init__(self, rows: int, size: int, row: Tensor) -> None:
        super().__init__(rows, size, mode="sum")
        nn.init.normal_(self.weight, std=0.05)
        self.row = row

    def forward(self, rows: Tensor) -> Tensor:  # type: ignore[override]
        """Return the sum of what rows, (n, _), stand for."""
        return super().forward(self.row.to(rows.device)[rows])
