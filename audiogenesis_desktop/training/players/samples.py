"""What a network plays so far, under the plan of a piece that it did not learn: to be listened to, and to be measured.

No rule but the order of notes, and that drums are drums: what is heard is the network. Composing goes another way.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from audiogenesis_desktop.compose.players.later import AHEAD_BARS, LATER_SIZE
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.telling import Board, Teller, Written
from audiogenesis_desktop.compose.players.vocabulary import (
    BAR,
    DRUM_PITCHES,
    FIELD_SIZES,
    GRID_PER_BEAT,
    TICKS_PER_GRID,
    Ints,
    score_note,
)
from audiogenesis_desktop.network.players import PlayersBatch, PlayersLSTM, State
from audiogenesis_desktop.score.score import Meter, Score, Tempo, Track
from audiogenesis_desktop.theory.instruments import CLASSES

_MOST_NOTES = 96  # in a bar of one player: a network that does not know yet when to stop is stopped


@torch.no_grad()
def play(
    network: PlayersLSTM, band: Band, *, seed: int, temperature: float = 1.0, nucleus: float = 0.95
) -> tuple[Ints, ...]:
    """Return what each player of a band plays, rows as of `part_notes`; always the same for a seed."""
    network.eval()
    board, random = Board(band), np.random.default_rng(seed)
    players = {number: _Player(network, Teller(board, number)) for number in band.turns()}
    for bar in range(band.bars):
        for number in band.turns():
            if band.players[number].playing[bar]:
                players[number].play(bar, _Choice(random, temperature, nucleus))
    return tuple(board.rows(number) for number in range(len(band.players)))


class _Choice:
    """How classes are drawn."""

    def __init__(self, random: np.random.Generator, temperature: float, nucleus: float) -> None:
        self._random, self._temperature, self._nucleus = random, temperature, nucleus

    def __call__(self, logits: Tensor, allowed: npt.NDArray[np.bool_]) -> int:
        """Return one of the likeliest classes that together have the nucleus's share of what is allowed."""
        values = np.where(allowed, logits.double().numpy() / self._temperature, -np.inf)
        chances = np.exp(values - values.max())
        order = np.argsort(-chances)
        sums = np.cumsum(chances[order]) / chances.sum()
        kept = order[: int(np.searchsorted(sums, self._nucleus)) + 1]
        return int(self._random.choice(kept, p=chances[kept] / chances[kept].sum()))


class _Player:
    """One player: what he is told, and what the network remembers of his part."""

    def __init__(self, network: PlayersLSTM, teller: Teller) -> None:
        self._network, self._teller = network, teller
        self._state: State = network.initial_state(1)
        band = teller.band
        self._part = torch.from_numpy(teller.part_rows())[None]
        self._facts, self._text = (torch.from_numpy(each)[None] for each in (band.facts, band.text))
        self._is_drums = band.players[teller.number].is_drums
        self._places = np.arange(FIELD_SIZES[0]) < band.bar_length
        self._places[BAR] = True

    def play(self, bar: int, choose: _Choice) -> None:
        """Play one bar."""
        teller, network = self._teller, self._network
        rows, flags = teller.begin_bar(bar)
        for count in range(_MOST_NOTES + 1):
            seen = self._remember(rows, flags)
            place = choose(network.heads.first(seen)[0], self._allowed_places(is_full=count == _MOST_NOTES))
            if place == BAR:
                break
            fields = torch.tensor([[place, 0, 0, 0]])
            known = torch.from_numpy(teller.known_rows(place))[None]
            for field in range(1, len(FIELD_SIZES)):
                allowed = self._allowed_pitches(place) if field == 1 else np.ones(FIELD_SIZES[field], dtype=bool)
                logits = network.heads.others(seen, fields, known)[field - 1][0]
                fields[0, field] = choose(logits, allowed)
            pitch, duration, velocity = fields[0, 1:].tolist()
            teller.take(Written(place, pitch - DRUM_PITCHES * self._is_drums, duration, velocity))
        teller.end_bar()

    def _remember(self, rows: Ints, flags: npt.NDArray[np.float32]) -> Tensor:
        steps = torch.from_numpy(self._teller.step_rows())[None, None]
        first = torch.zeros(1, dtype=torch.int64)
        batch = PlayersBatch(
            part=self._part,
            facts=self._facts,
            text=self._text,
            bars=torch.from_numpy(rows)[None],
            flags=torch.from_numpy(flags)[None],
            later=torch.zeros(1, AHEAD_BARS, LATER_SIZE),
            part_of_bar=first,
            steps=steps,
            bar=first[None],
            goes_on=torch.ones(1, 1),
            known=steps,
            fields=steps,
        )
        seen, self._state = self._network.remember(batch, self._state)
        return seen[0]

    def _allowed_places(self, *, is_full: bool) -> npt.NDArray[np.bool_]:
        allowed = self._places.copy()
        notes = self._teller.notes
        if notes:
            allowed[: notes[-1].place + (notes[-1].pitch >= DRUM_PITCHES - 1)] = False
        if is_full:
            allowed[:BAR] = False
        return allowed

    def _allowed_pitches(self, place: int) -> npt.NDArray[np.bool_]:
        allowed = np.zeros(FIELD_SIZES[1], dtype=bool)
        notes = self._teller.notes
        above = notes[-1].pitch + 1 if notes and notes[-1].place == place else 0
        plus = DRUM_PITCHES * self._is_drums
        allowed[plus + above : plus + DRUM_PITCHES] = True
        return allowed


def as_score(band: Band, notes: Sequence[Ints], *, bpm: float = 100.0, title: str = "") -> Score:
    """Return what a band plays as a Score in C major or A minor, without swing."""
    bar_ticks = band.bar_length * TICKS_PER_GRID
    eighths = round(2 * band.bar_length / GRID_PER_BEAT)
    tracks = tuple(
        Track(
            id=number,
            name=CLASSES[player.kind].name.capitalize(),
            program=0 if player.is_drums else CLASSES[player.kind].programs[0],
            is_drums=player.is_drums,
        ).with_notes([score_note(row, bar_ticks=bar_ticks) for row in rows])
        for number, (player, rows) in enumerate(zip(band.players, notes, strict=True))
    )
    meter = Meter(0, eighths, 8) if eighths % 2 else Meter(0, eighths // 2, 4)
    length = band.bars * bar_ticks
    return Score(tracks=tracks, tempi=(Tempo.from_bpm(0, bpm),), meters=(meter,), length_ticks=length, title=title)
