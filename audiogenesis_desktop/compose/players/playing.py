"""The band as a Composer: bar by bar, player after player, each with an LSTM state of its own. It knows no thread.

To cancel, stop iterating. Bars in which a player has notes already are given: it goes through them, and writes none.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.copies import CopyWatch, KnownBars, shipped_known_bars
from audiogenesis_desktop.compose.players.drawing import Drawing
from audiogenesis_desktop.compose.players.duties import Duties
from audiogenesis_desktop.compose.players.flags import with_given
from audiogenesis_desktop.compose.players.holding import Holding
from audiogenesis_desktop.compose.players.key_keeping import KeyKeeping
from audiogenesis_desktop.compose.players.later import Standing
from audiogenesis_desktop.compose.players.likelihood import Likely, surprise
from audiogenesis_desktop.compose.players.manner import Manner
from audiogenesis_desktop.compose.players.rewriting import Guides, Rewriting
from audiogenesis_desktop.compose.players.setting import Band, band_of, brief_facts
from audiogenesis_desktop.compose.players.sounding import closing, given_rows, sounding
from audiogenesis_desktop.compose.players.telling import Board, Teller, Written
from audiogenesis_desktop.compose.players.terms import Terms
from audiogenesis_desktop.compose.players.thinning import of_fullness
from audiogenesis_desktop.compose.players.vocabulary import (
    VERSION,
)
from audiogenesis_desktop.network.checkpoint import Weights, read_checkpoint
from audiogenesis_desktop.network.player_step import PlayerStepper, State
from audiogenesis_desktop.plan import composer as plan_composer
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score

_MOST_TURNS = 6  # how often a bar that copies is written again; then it is let be
_HEAT_A_TURN = 0.35  # ever more boldly: a bass on roots has little else to play
# That are gone through before the first one asked for: on 13 real pieces their bars 33 to 40 cost 2.5805 nats a note
# after 8 bars, 2.5801 after 32, and 2.613 after 2.
_RUN_IN_BARS = 8

Flags = npt.NDArray[np.bool_]


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
        band = of_fullness(self._band(brief, plan), plan, brief)
        given = given_rows(plan, context, bars=band.bars)
        writes = np.array([player.playing for player in band.players])
        for number, rows in enumerate(given):
            writes[number, rows[:, 0]] = False
        is_asked = brief.is_chosen("key")
        yield from self._piece(plan, band, context, writes, seed=seed, is_key_asked=is_asked).write()

    def rewrite(
        self, brief: Brief, plan: Plan, context: Score, rewriting: Rewriting, *, seed: int
    ) -> Generator[plan_composer.Written, None, None]:
        """Yield (track id, new note) of some tracks in some bars alone; all else is as `context` has it, rests too.

        Notes of `context` in these bars stay and are written around. A player whom the Plan has rest in all of these
        bars plays in them all the same. Bars more than 8 before the first one written are not listened to.
        """
        band = self._band(brief, plan)
        scope = rewriting.scope(plan, band.bars)
        band = replace(
            band,
            players=tuple(
                player if (player.playing & asked).any() else replace(player, playing=player.playing | asked)
                for player, asked in zip(band.players, scope, strict=True)
            ),
        )
        writes = scope & np.array([player.playing for player in band.players])
        band = rewriting.told(band, plan)
        yield from self._piece(plan, band, context, writes, seed=seed, rewriting=rewriting).write()

    def likelihood(self, brief: Brief, plan: Plan, score: Score, bars: Mapping[int, frozenset[int]]) -> Likely:
        """Return how likely the network finds the notes and bar lines of some bars, by track id, after all before.

        It is not told what is forbidden. Bars more than 8 before the first one are not listened to.
        """
        band = self._band(brief, plan)
        asked = Rewriting(bars).scope(plan, band.bars) & np.array([player.playing for player in band.players])
        piece = self._piece(plan, band, score, np.zeros_like(asked), seed=0)
        return piece.likelihood(asked)

    def _band(self, brief: Brief, plan: Plan) -> Band:
        band = band_of(plan, facts=brief_facts(brief, plan, styles=self._styles), text=brief.embedding)
        return self._terms.told(band, self._styles)

    def _piece(
        self,
        plan: Plan,
        band: Band,
        context: Score,
        writes: Flags,
        *,
        seed: int,
        rewriting: Rewriting | None = None,
        is_key_asked: bool = False,
    ) -> "_Piece":
        known = shipped_known_bars() if self._known is None else self._known
        return _Piece(
            self._stepper,
            self.manner,
            self._terms,
            plan,
            band,
            context,
            writes,
            seed=seed,
            known=known,
            rewriting=rewriting,
            is_key_asked=is_key_asked,
        )


class _Piece:
    """One piece being written, where `writes` (players, bars) says so; elsewhere players go through what is given."""

    def __init__(
        self,
        stepper: PlayerStepper,
        manner: Manner,
        terms: Terms,
        plan: Plan,
        band: Band,
        context: Score,
        writes: Flags,
        *,
        seed: int,
        known: KnownBars,
        rewriting: Rewriting | None = None,
        is_key_asked: bool = False,
    ) -> None:
        self._stepper, self._manner, self._plan, self._band, self._seed = stepper, manner, plan, band, seed
        self._context, self._known, self._writes = context, known, writes
        self._given = given_rows(plan, context, bars=band.bars)
        self._turns = [number for number in band.turns() if writes[number].any()]
        board = Board(band, self._given)
        numbers = range(len(band.players))
        self._tellers = [
            Teller(board, n, hearing=with_given(terms.hearing(band, n), np.logical_not(writes.any(axis=1)).tolist()))
            for n in numbers
        ]
        self._masks = [terms.masks(plan, band, number) for number in numbers]
        self._later = Standing(band, self._given, writes | (not terms.reads_later))
        self._parts = [stepper.part(teller.part_rows(), band.facts, band.text) for teller in self._tellers]
        self._states: list[State] = [stepper.initial_state() for _ in numbers]
        self._key = KeyKeeping(plan, strength=manner.key_lean, is_asked=is_key_asked)
        self._duties, self._holding = Duties(plan, band), Holding()
        self._guides = None if rewriting is None else Guides(rewriting, plan, band, self._given)
        self._last_bar = plan.last_downbeat_tick // plan.meter.bar_ticks  # the last chord's, if there is one
        self._bars_before = -(-plan.last_downbeat_tick // plan.meter.bar_ticks)  # that have something before it

    def write(self) -> Generator[plan_composer.Written, None, None]:
        """Yield all new notes, and at last the closing chord's."""
        plan, holding = self._plan, self._holding
        watch = CopyWatch(self._known, plan, self._context)
        to_write = np.flatnonzero(self._writes.any(axis=0))
        first = max(0, to_write[0] - _RUN_IN_BARS) if len(to_write) and self._guides else 0
        for bar in range(first, min(self._bars_before, to_write[-1] + 1) if len(to_write) else 0):
            for number, note in self._bar_without_copy(bar, watch):
                holding.begin(plan.parts[number].track_id, note, voices=self._masks[number].voices)
            yield from holding.over((bar + 1) * plan.meter.bar_ticks)
        yield from holding.rest()
        yield from self._closing([])

    def _bar_without_copy(self, bar: int, watch: CopyWatch) -> list[tuple[int, Note]]:
        """Return the bar's new notes, by player; written again, some times at most, while it completes a copy."""
        states, rests, sounded = self._states.copy(), self._duties.rests.copy(), self._key.sounded
        memories = [teller.memory for teller in self._tellers]
        for turn in range(_MOST_TURNS):
            written = self._bar(bar, turn)
            if not self._copies(bar, written, watch) or turn == _MOST_TURNS - 1:
                break
            watch.forget(bar)
            self._states, self._duties.rests, self._key.sounded = states.copy(), rests.copy(), sounded
            for teller, memory in zip(self._tellers, memories, strict=True):
                teller.memory = memory
        watch.let_be()
        return written

    def _copies(self, bar: int, written: Sequence[tuple[int, Note]], watch: CopyWatch) -> bool:
        """Return whether a bar completes a copy, or the last chord does after it."""
        bar_ticks = self._plan.meter.bar_ticks
        for number, note in written:
            watch.hear(self._plan.parts[number].track_id, note.start_tick, note.pitch)
        if watch.finds_copy((bar + 1) * bar_ticks) or bar < self._bars_before - 1:
            return watch.found >= 0
        for track_id, note in self._closing(written):
            watch.hear(track_id, note.start_tick, note.pitch)
        return watch.finds_copy((bar + 2) * bar_ticks)

    def _closing(self, written: Sequence[tuple[int, Note]]) -> list[tuple[int, Note]]:
        """Return the last chord's (track id, note) after what is held, and what is written beside."""
        if self._last_bar >= self._band.bars:
            return []
        parts = self._plan.parts
        last_pitches = self._holding.last_pitches | {parts[number].track_id: note.pitch for number, note in written}
        ending = {parts[number].track_id for number in np.flatnonzero(self._writes[:, self._last_bar])}
        return closing(self._plan, self._context, last_pitches, track_ids=ending)

    def _bar(self, bar: int, turn: int) -> list[tuple[int, Note]]:
        random = np.random.default_rng([self._seed, bar, turn])
        written = list[tuple[int, Note]]()
        for number in self._turns:
            if self._writes[number, bar] and (settled := self._duties.settled(number, bar, self._guides)) is not None:
                self._go_through(number, bar, settled)
                written += [(number, self._note(number, bar, row)) for row in settled]
            elif self._writes[number, bar]:
                written += [(number, note) for note in self._play(number, bar, random, heat=1 + _HEAT_A_TURN * turn)]
            elif self._band.players[number].playing[bar]:
                self._go_through(number, bar, self._given_in(number, bar))
        return written

    def _given_in(self, number: int, bar: int) -> list[Written]:
        rows = self._given[number]
        return [Written(*row[1:]) for row in rows[rows[:, 0] == bar].tolist()]

    def likelihood(self, asked: Flags) -> Likely:
        """Return how likely what is given is where `asked` (players, bars) says so."""
        found, bars = Likely(), np.flatnonzero(asked.any(axis=0)).tolist()
        turns = [number for number in self._band.turns() if asked[number].any()]
        for bar in range(max(0, bars[0] - _RUN_IN_BARS), bars[-1] + 1) if bars else ():
            for number in turns:
                if self._band.players[number].playing[bar]:
                    notes = self._given_in(number, bar)
                    heard = self._go_through(number, bar, notes, is_asked=bool(asked[number, bar]))
                    found = Likely(found.nats + heard, found.notes + len(notes) * bool(asked[number, bar]))
        return found

    def _go_through(self, number: int, bar: int, notes: Sequence[Written], *, is_asked: bool = False) -> float:
        """Let a player know the notes that it has been given; return how surprised it is, in nats, if that is asked."""
        teller, nats = self._tellers[number], 0.0
        told = self._stepper.bar(self._parts[number], *teller.begin_bar(bar))
        for note in (*notes, None):
            self._states[number] = self._stepper.advance(told, teller.step_rows(), self._states[number])
            if is_asked:
                nats += surprise(self._stepper, teller, note, is_drums=self._band.players[number].is_drums)
            if note is not None:
                teller.take(note)
        self._end_bar(number)
        return nats

    def _play(self, number: int, bar: int, random: np.random.Generator, *, heat: float) -> list[Note]:
        """Let a player write its bar, up to the bar line, and return its new notes."""
        teller, stepper, guides = self._tellers[number], self._stepper, self._guides
        told = stepper.bar(self._parts[number], *teller.begin_bar(bar), self._later.after(number, bar))
        drawing = Drawing(
            stepper,
            self._manner,
            teller,
            self._masks[number],
            self._key.lean(self._masks[number].chords(bar)),
            random,
            bar=bar,
            heat=heat * (guides.heat if guides else 1),
            leaning=guides.leaning(number) if guides else None,
        )
        guide = guides.guide(number, bar) if guides else None
        hits, reach = self._duties.hits(number, bar), self._duties.reach(number, bar)
        while True:
            self._states[number] = stepper.advance(told, teller.step_rows(), self._states[number])
            note = drawing.note(hits=hits, reach=reach, guide=guide)
            if note is None:
                break
            teller.take(note)
        self._end_bar(number)
        if guides is None or guide is None:
            return [self._note(number, bar, row) for row in teller.notes]
        return guides.notes(number, guide, teller.notes, lambda row: self._note(number, bar, row))

    def _end_bar(self, number: int) -> None:
        """Let everybody know what a player has in the bar."""
        teller = self._tellers[number]
        self._duties.played(number, teller.notes)
        if not self._band.players[number].is_drums:
            self._key.hear(teller.notes)
        teller.end_bar()

    def _note(self, number: int, bar: int, row: Written) -> Note:
        hit_tick = self._duties.hit_tick(bar, row.place)
        return sounding(self._plan, self._plan.parts[number], bar, row, hit_tick=hit_tick)
