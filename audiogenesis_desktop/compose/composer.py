"""The LSTM as a Composer: from a Plan to notes, one step a note; it knows no thread. To cancel, stop iterating."""

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.copies import NOTHING_KNOWN, CopyWatch, KnownBars, shipped_known_bars
from audiogenesis_desktop.compose.ending import last_chord
from audiogenesis_desktop.compose.features import bar_summaries, brief_vector
from audiogenesis_desktop.compose.history import Back, History, Row
from audiogenesis_desktop.compose.pace import HALF_LIFE_BARS, Pace
from audiogenesis_desktop.compose.places import Places
from audiogenesis_desktop.compose.rules import Rules
from audiogenesis_desktop.compose.sampling import FORBIDDEN, Floats, Taste, draw
from audiogenesis_desktop.compose.setting import as_measured, kept_notes, setting_of
from audiogenesis_desktop.compose.told import Told
from audiogenesis_desktop.compose.vocabulary import (
    DURATION,
    DURATIONS,
    INSTRUMENT,
    LONGEST_STEP,
    PITCH,
    STEP,
    TICKS_PER_GRID,
    VELOCITY,
    VERSION,
    order_key,
)
from audiogenesis_desktop.compose.voices import Voices
from audiogenesis_desktop.network.checkpoint import Weights, read_checkpoint
from audiogenesis_desktop.network.stepper import Stepper
from audiogenesis_desktop.plan.composer import Composer, Written
from audiogenesis_desktop.plan.plan import Likeness, Plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Note, Score
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, REST_CLASS

_TURNS_A_BAR, _MOST_TURNS = 5, 10  # how often a bar is drawn again, and all of a piece: none is written for ever
_HEAT_A_TURN = 0.35  # a bar that stays a copy is drawn ever more boldly: a bass on roots has little else to play
_AUDIBLE = np.zeros(32, dtype=np.float32)
_AUDIBLE[:9] = FORBIDDEN  # softer than piano is lost under speech


def load_stream(checkpoint: Path) -> "LstmComposer":
    """Return the composer of a stream's checkpoint; raises MissingPart or BadInput."""
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary=VERSION)
    return LstmComposer(weights, about["shape"], name=checkpoint.stem, model_hash=model_hash)


def compose_score(
    composer: Composer, brief: Brief, plan: Plan, *, seed: int, title: str = "", on_note: Callable[[Note], object] = id
) -> Score:
    """Return the whole piece that a composer writes for a Plan; `on_note` is called with each note as it comes."""
    score = plan.empty_score(title)
    notes: dict[int, list[Note]] = {track.id: [] for track in score.tracks}
    for track_id, note in composer.compose(brief, plan, score, seed=seed):
        notes[track_id].append(note)
        on_note(note)
    return replace(score, tracks=tuple(track.with_notes(notes[track.id]) for track in score.tracks))


def compose_take(
    composer: Composer, brief: Brief, plan: Plan, *, seed: int, title: str = "", on_note: Callable[[Note], object] = id
) -> Take:
    """Return the Take that a composer writes for a Plan, with how long it took; the rest as in `compose_score`."""
    began = time.perf_counter()
    score = compose_score(composer, brief, plan, seed=seed, title=title, on_note=on_note)
    seconds = time.perf_counter() - began
    return Take(brief.prompt, brief, plan, seed, composer.model_hash, score, compose_seconds=seconds)


class LstmComposer:
    """The LSTM with the Plan's rules over it."""

    def __init__(
        self,
        weights: Weights,
        shape: dict[str, Any],
        *,
        name: str,
        model_hash: str,
        taste: Taste | None = None,
        rules: type[Rules] = Rules,
        known: KnownBars | None = None,
    ) -> None:
        """Take the weights and what they are called; `known` bars, or the shipped ones, are not written again."""
        self.name, self.model_hash = name, model_hash
        self.taste, self._rules, self._known = taste or Taste(), rules, known
        self._stepper = Stepper(weights, shape)

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Generator[Written, None, None]:
        """Yield (track id, new note), as `Composer` says.

        Where a bar completes a copy of a piece learned from, the piece is written again: as it was up to the bar's
        first note, from there otherwise. What has been yielded stands; a bar that copies six times over is let be.
        """
        turns, yielded = list[int](), set[tuple[int, int, int]]()
        while True:
            watch, before = self._watch(plan, context, turns), frozenset(yielded)
            for track_id, note in self._write(brief, plan, context, watch, seed=seed, turns=turns):
                key = track_id, note.start_tick, note.pitch
                if key not in before:
                    yielded.add(key)
                    yield track_id, note
            if watch.found < 0:
                return
            turns.append(watch.found)

    def _watch(self, plan: Plan, context: Score, turns: Sequence[int]) -> CopyWatch:
        known = shipped_known_bars() if self._known is None else self._known
        stubborn = {bar for bar in turns if turns.count(bar) >= _TURNS_A_BAR}
        return CopyWatch(known if len(turns) < _MOST_TURNS else NOTHING_KNOWN, plan, context, but=stubborn)

    def _write(
        self, brief: Brief, plan: Plan, context: Score, watch: CopyWatch, *, seed: int, turns: Sequence[int]
    ) -> Iterator[tuple[int, Note]]:
        """Yield (track id, new note) until all is written or the watch has found a copy."""
        voices = Voices(plan)
        written = _Writing(self._stepper, self.taste, brief, plan, context, seed=seed, turns=turns, rules=self._rules)
        for row, onset, is_new in written.rows():
            if watch.finds_copy(onset * TICKS_PER_GRID):
                return
            if is_new:
                watch.hear(*voices.begin(row, onset))
            yield from voices.ready(onset)
        closing = _closing(plan, context, voices)
        if watch.finds_copy(plan.last_downbeat_tick):
            return
        for track_id, note in closing:
            watch.hear(track_id, note.start_tick, note.pitch)
        if not watch.finds_copy(plan.last_downbeat_tick + plan.meter.bar_ticks):
            yield from voices.rest()
            yield from closing


def _closing(plan: Plan, context: Score, voices: Voices) -> list[tuple[int, Note]]:
    """Return the last chord's (track id, note), but for what is kept of it."""
    kept = {
        (track.id, note.pitch)
        for track in context.tracks
        for note in track.notes
        if note.start_tick == plan.last_downbeat_tick
    }
    chord = last_chord(plan, voices.last_pitches, velocity=voices.closing_velocity())
    return [(track_id, note) for track_id, note in chord if (track_id, note.pitch) not in kept]


class _Writing:
    """One piece being written: what stands so far, and the drawing of the next row."""

    def __init__(
        self,
        stepper: Stepper,
        taste: Taste,
        brief: Brief,
        plan: Plan,
        context: Score,
        *,
        seed: int,
        turns: Sequence[int],
        rules: type[Rules],
    ) -> None:
        """Take `turns`, in order: the bars from which other numbers are drawn, a bar as often as it was redrawn."""
        self._stepper, self._taste = stepper, taste
        self._random = np.random.default_rng(seed)
        self._seed, self._turns, self._turned, self._heat = seed, turns, 0, 1.0
        self._setting = setting_of(plan)
        self._places = Places(self._setting)
        self._rules = rules(plan, self._setting, self._places, valence=brief.valence)
        self._history = History(self._setting, self._places)
        self._fixed, self._fixed_onsets = kept_notes(context, plan)
        self._fixed_keys = order_key(self._fixed_onsets, self._fixed[:, 1], self._fixed[:, 2])
        self._next_fixed = 0
        self._begun: Counter[int] = Counter()  # notes of each instrument at the present onset
        self._recent = [0.0] * len(CLASSES)
        self._pitch_weights = np.zeros(12, dtype=np.float32)
        measured = as_measured(brief, plan)
        self._pace = Pace(plan, self._setting, measured)
        self._told = Told(plan, self._setting, self._places, strength=taste.told)
        self._begin(measured)

    def _begin(self, brief: Brief) -> None:
        conditions = brief_vector(brief)
        text = np.array(brief.embedding, dtype=np.float32) if brief.embedding else np.zeros(384, dtype=np.float32)
        setting, guidance = self._setting, self._taste.guidance
        bars = bar_summaries(self._fixed, self._fixed_onsets, setting, first_bar=0, bars=setting.bar_count)
        rows = 1 if guidance == 1 else 2  # the second is conditioned on nothing
        self._stepper.begin(
            np.stack([conditions, np.zeros_like(conditions)][:rows]),
            np.stack([text, np.zeros_like(text)][:rows]),
            bars,
            setting.active,
            shares=np.array([guidance, 1 - guidance][:rows]),
        )

    def rows(self) -> Iterator[tuple[Row, int, bool]]:
        """Yield (classes of a note, its onset in grid units, whether it is new) in writing order."""
        while True:
            self._advance()
            self._turn()
            drawn = self._draw()
            fixed = self._due(drawn)
            if fixed is not None:
                self._append(fixed, int(self._fixed_onsets[self._next_fixed]))
                self._next_fixed += 1
                yield fixed, self._now, False
            elif drawn is not None:
                self._append(drawn, self._now + drawn[0])
                yield drawn, self._now, True
            else:
                return

    @property
    def _now(self) -> int:
        return self._history.now

    def _advance(self) -> None:
        back = self._history.look_back()
        wanted = self._setting.likeness[self._places.bar(self._now)].tolist()
        self._echoes = [(echo, self._strength(echo, lag, wanted[lag])) for lag, echo in enumerate(back) if echo]
        self._stepper.advance(self._history.indices(back), self._places.bar(self._now))

    def _turn(self) -> None:
        """Draw other numbers from the first note on of a bar that is to be written otherwise."""
        while self._turned < len(self._turns) and self._places.bar(self._now) >= self._turns[self._turned]:
            self._turned += 1
            self._random = np.random.default_rng([self._seed, *self._turns[: self._turned]])
        self._heat = 1 + _HEAT_A_TURN * self._turns.count(self._places.bar(self._now))

    def _strength(self, echo: Back, lag: int, wanted: int) -> float:
        """Return how strongly to lean to what came next so many bars ago, where the Plan wants so much of it."""
        if self._places.bar(self._now) in self._turns:  # what it would lean to is what copies
            return 0.0
        is_free = wanted == Likeness.FREE
        strength = self._taste.echoes[lag] if is_free else self._taste.recalled[wanted]
        return strength * (self._taste.groove if is_free and echo[INSTRUMENT] == DRUM_CLASS else 1)

    def _due(self, drawn: Row | None) -> Row | None:
        """Return the next kept note if its turn comes before the drawn one's."""
        if self._next_fixed >= len(self._fixed):
            return None
        onset = int(self._fixed_onsets[self._next_fixed])
        if drawn is not None:
            key = int(order_key(self._now + drawn[0], drawn[1], drawn[2]))
            if self._fixed_keys[self._next_fixed] > key:
                return None
        row = self._fixed[self._next_fixed]
        return min(onset - self._now, LONGEST_STEP), int(row[1]), int(row[2]), int(row[3]), int(row[4])

    def _draw(self) -> Row | None:
        rules, now, is_first = self._rules, self._now, not self._history
        joining = [] if is_first else rules.may_begin(now, begun=self._begun, lowest=self._lowest())
        mask = rules.step(now, is_first=is_first, may_join=bool(joining))
        mask += self._pace.lean(self._places.bar(now), now, sum(self._recent))
        due = [] if is_first else self._told.due(now, begun=self._begun, lowest=self._lowest())
        mask += self._told.step(now, due)
        step = self._field(STEP, mask)
        onset = now + step
        if onset >= rules.end:
            return None
        if step or is_first:
            joining = rules.may_begin(onset, begun={}, lowest=0)
            due = self._told.due(onset, begun={}, lowest=0)
        leaning = rules.instrument(onset, joining, recent=self._recent) + self._told.instrument(onset, due)
        instrument = self._field(INSTRUMENT, leaning)
        self._stepper.tell_known([*self._places.onset(onset), *self._history.last_pitches(instrument, onset)])
        above = self._history.last[PITCH] if step == 0 and self._begun[instrument] else -1
        mask = rules.pitch(instrument, onset, above=above, pitch_weights=self._pitch_weights)
        if instrument == DRUM_CLASS:
            mask = mask + self._told.drum(onset, above=above)
        pitch = self._field(PITCH, mask)
        duration = self._field(DURATION, rules.duration(instrument, pitch, onset))
        velocity = self._field(VELOCITY, _AUDIBLE)
        return step, instrument, pitch, duration, velocity

    def _field(self, field: int, mask: Floats) -> int:
        """Draw the next field, and let those after it know."""
        mask = self._with_echoes(field, mask)
        logits = self._stepper.logits(field)
        if field == INSTRUMENT:
            logits = np.maximum(logits, logits[mask > FORBIDDEN / 2].max() - self._taste.widest_gap)
        drawn = draw(
            logits + mask,
            temperature=self._taste.temperatures[field] * self._heat,
            nucleus=1 - (1 - self._taste.nuclei[field]) / self._heat,
            random=self._random,
        )
        self._stepper.tell(field, drawn)
        if field != VELOCITY:
            self._echoes = [(echo, strength) for echo, strength in self._echoes if echo[field] == drawn]
        return drawn

    def _with_echoes(self, field: int, bias: Floats) -> Floats:
        """Lean to what came next at this place before; those that a field did not agree with are gone."""
        if field == VELOCITY or not self._echoes:
            return bias
        bias = bias.copy()
        for echo, strength in self._echoes:
            if echo[field] < len(bias):  # not so for a step that is too long
                bias[echo[field]] += strength
        return bias

    def _lowest(self) -> int:
        """Return the lowest instrument that may still come at the present onset: the last one, or the next if
        the last pitch leaves it no room above."""
        instrument, pitch = self._history.last[INSTRUMENT], self._history.last[PITCH]
        if instrument == REST_CLASS:
            return instrument
        return instrument + (not self._rules.has_room(instrument, self._now, above=pitch))

    def _append(self, row: Row, onset: int) -> None:
        if onset != self._now:
            self._begun.clear()
        self._begun[row[INSTRUMENT]] += 1
        self._history.append(row, onset)
        if row[STEP]:  # what has sounded fades
            left = 0.5 ** (row[STEP] / (HALF_LIFE_BARS * self._places.bar_starts[1]))
            self._recent = [count * left for count in self._recent]
        self._recent[row[INSTRUMENT]] += 1
        if row[INSTRUMENT] != DRUM_CLASS:
            self._pitch_weights[row[PITCH] % 12] += DURATIONS[row[DURATION]]
