"""The band as a Composer: bar by bar, player after player, each with an LSTM state of its own. It knows no thread.

To cancel, stop iterating. Bars in which a player has notes already are given: it goes through them, and writes none.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.copies import CopyWatch, KnownBars, shipped_known_bars
from audiogenesis_desktop.compose.ending import last_chord
from audiogenesis_desktop.compose.players.holding import Holding
from audiogenesis_desktop.compose.players.masks import Masks
from audiogenesis_desktop.compose.players.setting import Band, band_of, brief_facts
from audiogenesis_desktop.compose.players.telling import Board, Teller, Written
from audiogenesis_desktop.compose.players.terms import Terms
from audiogenesis_desktop.compose.players.vocabulary import (
    BAR,
    DRUM_PITCHES,
    DURATION,
    PITCH,
    PLACE,
    TICKS_PER_GRID,
    VELOCITY,
    VERSION,
    part_notes,
    score_note,
)
from audiogenesis_desktop.compose.sampling import Floats, draw
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.network.checkpoint import Weights, read_checkpoint
from audiogenesis_desktop.network.player_step import PlayerStepper, State
from audiogenesis_desktop.plan import composer as plan_composer
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score
from audiogenesis_desktop.style.roles import ROLES

_MOST_TURNS = 6  # how often a bar that copies is written again; then it is let be
_HEAT_A_TURN = 0.35  # ever more boldly: a bass on roots has little else to play
_LONGEST_REST = 4  # bars for which somebody who is to play may be silent
_RESTING_ROLES = (ROLES.index("effect"), ROLES.index("second voice"))  # who plays now and then
_HIT_ACCENT = 16
_SECTION_SHARE, _SOFTEST, _ENERGY_SPAN = 0.3, 52, 60  # of loudness, what follows the section's energy


@dataclass(frozen=True, slots=True)
class Manner:
    """How freely each field is drawn, in the order of the fields."""

    temperatures: tuple[float, ...] = (0.75, 0.85, 0.75, 0.8)
    nuclei: tuple[float, ...] = (0.92, 0.92, 0.9, 0.95)


def load_band(checkpoint: Path) -> "BandComposer":
    """Return the composer of a players' checkpoint; raises MissingPart or BadInput."""
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary=VERSION)
    return BandComposer(weights, about["shape"], name=checkpoint.stem, model_hash=model_hash)


class BandComposer:
    """One network for all players, with the Plan's masks over it."""

    def __init__(
        self,
        weights: Weights,
        shape: dict[str, Any],
        *,
        name: str,
        model_hash: str,
        manner: Manner | None = None,
        terms: Terms | None = None,
        known: KnownBars | None = None,
    ) -> None:
        """Take the weights and what they are called; `known` bars, or the shipped ones, are not written again."""
        self.name, self.model_hash, self.manner = name, model_hash, manner or Manner()
        self._terms = terms or Terms()
        self._known, self._styles = known, tuple(shape["styles"])
        self._stepper = PlayerStepper(weights, shape)

    def compose(
        self, brief: Brief, plan: Plan, context: Score, *, seed: int
    ) -> Generator[plan_composer.Written, None, None]:
        """Yield (track id, new note), as `Composer` says: each once its bar is written and it is over."""
        band = band_of(plan, facts=brief_facts(brief, plan, styles=self._styles), text=brief.embedding)
        band = self._terms.told(band, self._styles)
        known = shipped_known_bars() if self._known is None else self._known
        piece = _Piece(self._stepper, self.manner, self._terms, plan, band, context, seed=seed, known=known)
        yield from piece.write()


class _Piece:
    """One piece being written."""

    def __init__(
        self,
        stepper: PlayerStepper,
        manner: Manner,
        terms: Terms,
        plan: Plan,
        band: Band,
        context: Score,
        *,
        seed: int,
        known: KnownBars,
    ) -> None:
        self._stepper, self._manner, self._plan, self._band, self._seed = stepper, manner, plan, band, seed
        self._context, self._known, self._shift = context, known, key_shift(plan)
        self._given = given_notes(context, plan, bars=band.bars)
        board = Board(band, self._given)
        self._tellers = [
            Teller(board, number, hearing=terms.hearing(band, number)) for number in range(len(band.players))
        ]
        self._masks = [terms.masks(plan, band, number) for number in range(len(band.players))]
        self._parts = [stepper.part(teller.part_rows(), band.facts, band.text) for teller in self._tellers]
        self._states: list[State] = [stepper.initial_state() for _ in self._tellers]
        self._rests = [0] * len(self._tellers)  # bars since each has played, of those in which it might
        self._hits = _hit_places(plan)

    def write(self) -> Generator[plan_composer.Written, None, None]:
        """Yield all new notes, and at last the closing chord's."""
        plan, holding = self._plan, Holding()
        watch = CopyWatch(self._known, plan, self._context)
        for bar in range(plan.last_downbeat_tick // plan.meter.bar_ticks):
            for number, note in self._bar_without_copy(bar, watch):
                part = plan.parts[number]
                holding.begin(part.track_id, note, voices=self._masks[number].voices)
            yield from holding.over((bar + 1) * plan.meter.bar_ticks)
        yield from holding.rest()
        yield from _closing(plan, self._context, holding)

    def _bar_without_copy(self, bar: int, watch: CopyWatch) -> list[tuple[int, Note]]:
        """Return the bar's new notes, by player; written again, some times at most, while it completes a copy."""
        states, rests = self._states.copy(), self._rests.copy()
        memories = [teller.memory for teller in self._tellers]
        for turn in range(_MOST_TURNS):
            written = self._bar(bar, turn)
            for number, note in written:
                watch.hear(self._plan.parts[number].track_id, note.start_tick, note.pitch)
            if not watch.finds_copy((bar + 1) * self._plan.meter.bar_ticks) or turn == _MOST_TURNS - 1:
                break
            watch.forget(bar)
            self._states, self._rests = states.copy(), rests.copy()
            for teller, memory in zip(self._tellers, memories, strict=True):
                teller.memory = memory
        watch.let_be()
        return written

    def _bar(self, bar: int, turn: int) -> list[tuple[int, Note]]:
        random = np.random.default_rng([self._seed, bar, turn])
        written = list[tuple[int, Note]]()
        for number in self._band.turns():
            if self._band.players[number].playing[bar]:
                notes = self._given_in(number, bar)
                if notes:
                    self._go_through(number, bar, notes)
                else:
                    rows = self._play(number, bar, random, heat=1 + _HEAT_A_TURN * turn)
                    written += [(number, self._note(number, bar, row)) for row in rows]
        return written

    def _given_in(self, number: int, bar: int) -> list[Written]:
        rows = self._given[number]
        return [Written(*row[1:]) for row in rows[rows[:, 0] == bar].tolist()]

    def _go_through(self, number: int, bar: int, notes: Sequence[Written]) -> None:
        """Let a player know the notes that it has been given."""
        teller = self._tellers[number]
        told = self._stepper.bar(self._parts[number], *teller.begin_bar(bar))
        for note in (*notes, None):
            self._states[number] = self._stepper.advance(told, teller.step_rows(), self._states[number])
            if note is not None:
                teller.take(note)
        self._rests[number] = 0
        teller.end_bar()

    def _play(self, number: int, bar: int, random: np.random.Generator, *, heat: float) -> list[Written]:
        """Let a player write its bar, up to the bar line, and return its notes."""
        teller, stepper = self._tellers[number], self._stepper
        told = stepper.bar(self._parts[number], *teller.begin_bar(bar))
        drawing = _Drawing(stepper, self._manner, teller, self._masks[number], random, bar=bar, heat=heat)
        hits, must_play = self._hits_of(number, bar), self._must_play(number, bar)
        while True:
            self._states[number] = stepper.advance(told, teller.step_rows(), self._states[number])
            note = drawing.note(hits=hits, must_play=must_play)
            if note is None:
                break
            teller.take(note)
        self._rests[number] = 0 if teller.notes else self._rests[number] + 1
        teller.end_bar()
        return list(teller.notes)

    def _hits_of(self, number: int, bar: int) -> list[int]:
        """Return the places that a player is to strike: the hits, and the very first beat for who is first."""
        role = self._band.players[number].role
        hits = [] if role in _RESTING_ROLES else sorted(self._hits.get(bar, {}))
        playing = [other for other in self._band.turns() if self._band.players[other].playing[bar]]
        if number == playing[0] and bar == 0:
            hits = sorted({0, *hits})
        elif number == playing[0] and not hits:
            hits = sorted(self._hits.get(bar, {}))
        return hits

    def _must_play(self, number: int, bar: int) -> bool:
        """Return whether a player has rested so long that it is not there, or this is the last time it could be."""
        player = self._band.players[number]
        if player.role in _RESTING_ROLES and self._rests[number] < 2 * _LONGEST_REST:
            return False
        playing = np.flatnonzero(player.playing[: self._plan.last_downbeat_tick // self._plan.meter.bar_ticks])
        is_last = bar == playing[-1] and self._rests[number] >= np.count_nonzero(playing < bar)
        return bool(self._rests[number] >= _LONGEST_REST - 1 or is_last)

    def _note(self, number: int, bar: int, row: Written) -> Note:
        """Return the note that a player wrote, where and as loud as the Plan has it."""
        plan, part = self._plan, self._plan.parts[number]
        shift = 0 if part.instrument.is_drums else self._shift
        note = score_note(
            (bar, *row),
            bar_ticks=plan.meter.bar_ticks,
            shift=shift,
            swing=plan.swing,
            swing_ticks=plan.swing_ticks,
        )
        hit_tick = self._hits.get(bar, {}).get(row.place)
        energy = plan.sections[plan.section_index(note.start_tick)].energy
        loud = (1 - _SECTION_SHARE) * note.velocity + _SECTION_SHARE * (_SOFTEST + _ENERGY_SPAN * energy)
        loud = (loud + _HIT_ACCENT * (hit_tick is not None)) * plan.loudness_at(note.start_tick)
        end = min(note.end_tick, plan.last_downbeat_tick)
        start = note.start_tick if hit_tick is None else hit_tick
        return Note(start, note.pitch, max(1, end - start), max(1, min(127, round(loud))))


class _Drawing:
    """The drawing of one player's notes in one bar."""

    def __init__(
        self,
        stepper: PlayerStepper,
        manner: Manner,
        teller: Teller,
        masks: Masks,
        random: np.random.Generator,
        *,
        bar: int,
        heat: float,
    ) -> None:
        self._stepper, self._manner, self._teller, self._masks = stepper, manner, teller, masks
        self._random, self._bar, self._heat = random, bar, heat

    def note(self, *, hits: Sequence[int], must_play: bool) -> Written | None:
        """Return the next note, or None for the bar line."""
        masks, notes, bar = self._masks, self._teller.notes, self._bar
        place = self._field(PLACE, masks.place(bar, notes, hits=hits, must_play=must_play))
        if place == BAR:
            return None
        self._stepper.tell_known(self._teller.known_rows(place))
        above = notes[-1].pitch if notes and notes[-1].place == place else -1
        pitch = self._field(PITCH, masks.pitch(bar, place, above=above)) % DRUM_PITCHES
        duration = self._field(DURATION, masks.duration(bar, place, pitch))
        return Written(place, pitch, duration, self._field(VELOCITY, masks.velocity))

    def _field(self, field: int, mask: Floats) -> int:
        """Draw the next field, and let those after it know."""
        drawn = draw(
            self._stepper.logits(field) + mask,
            temperature=self._manner.temperatures[field] * self._heat,
            nucleus=1 - (1 - self._manner.nuclei[field]) / self._heat,
            random=self._random,
        )
        self._stepper.tell(field, drawn)
        return drawn


def given_notes(context: Score, plan: Plan, *, bars: int) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    """Return for each part of a Plan the rows of `part_notes` that its track has already."""
    tracks = {track.id: track for track in context.tracks}
    return [
        part_notes(
            tracks[part.track_id].notes if part.track_id in tracks else (),
            bar_ticks=plan.meter.bar_ticks,
            bars=bars,
            shift=0 if part.instrument.is_drums else key_shift(plan),
            swing=plan.swing,
            swing_ticks=plan.swing_ticks,
        )
        for part in plan.parts
    ]


def _hit_places(plan: Plan) -> dict[int, dict[int, int]]:
    """Return for each bar with hits the exact tick of each by its place."""
    found: dict[int, dict[int, int]] = {}
    for tick in plan.hit_ticks:
        if tick < plan.last_downbeat_tick:
            bar, within = divmod(tick, plan.meter.bar_ticks)
            place = min(round(within / TICKS_PER_GRID), plan.meter.bar_ticks // TICKS_PER_GRID - 1)
            found.setdefault(bar, {})[place] = tick
    return found


def _closing(plan: Plan, context: Score, holding: Holding) -> list[tuple[int, Note]]:
    """Return the last chord's (track id, note), but for what is kept of it."""
    kept = {
        (track.id, note.pitch)
        for track in context.tracks
        for note in track.notes
        if note.start_tick == plan.last_downbeat_tick
    }
    energy = plan.sections[-1].energy
    velocity = round(_SOFTEST + _ENERGY_SPAN * energy)
    chord = last_chord(plan, holding.last_pitches, velocity=velocity)
    return [(track_id, note) for track_id, note in chord if (track_id, note.pitch) not in kept]
