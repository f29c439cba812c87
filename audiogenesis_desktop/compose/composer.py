"""The Composer: from a Plan to notes, one LSTM step a note; it knows no thread. To cancel, stop iterating."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.ending import last_chord
from audiogenesis_desktop.compose.features import bar_summaries, brief_vector, echoes, onset_indices, step_indices
from audiogenesis_desktop.compose.rules import Rules
from audiogenesis_desktop.compose.sampling import FORBIDDEN, Floats, Taste, draw, guided
from audiogenesis_desktop.compose.setting import kept_notes, setting_of
from audiogenesis_desktop.compose.vocabulary import DURATIONS, INSTRUMENT, LONGEST_STEP, VELOCITY, VERSION, order_key
from audiogenesis_desktop.compose.voices import Voices
from audiogenesis_desktop.network.checkpoint import Weights, read_checkpoint
from audiogenesis_desktop.network.stepper import Stepper
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.score.score import Note, Score
from audiogenesis_desktop.theory.instruments import CLASSES, DRUM_CLASS, REST_CLASS

Row = tuple[int, int, int, int, int]


class Composer(Protocol):
    """Writes the notes of a Plan; `name` and `model_hash` tell a Take which composer it was."""

    name: str
    model_hash: str

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        """Yield (track id, new note) roughly in time order, a bar or two behind what is being written.

        Notes of `context` are kept and written around. The same arguments always give the same notes.
        """
        ...


def load_composer(checkpoint: Path) -> "LstmComposer":
    """Return the composer of a checkpoint; raises MissingPart or BadInput."""
    weights, about, model_hash = read_checkpoint(checkpoint, vocabulary=VERSION)
    return LstmComposer(weights, about["shape"], name=checkpoint.stem, model_hash=model_hash)


def compose_score(
    composer: Composer, brief: Brief, plan: Plan, *, seed: int, title: str = "", heard: Callable[[Note], object] = id
) -> Score:
    """Return the whole piece that a composer writes for a Plan; `heard` is called with each note as it comes."""
    score = plan.empty_score(title)
    notes: dict[int, list[Note]] = {track.id: [] for track in score.tracks}
    for track_id, note in composer.compose(brief, plan, score, seed=seed):
        notes[track_id].append(note)
        heard(note)
    return replace(score, tracks=tuple(track.with_notes(notes[track.id]) for track in score.tracks))


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
    ) -> None:
        self.name, self.model_hash = name, model_hash
        self.taste = taste or Taste()
        self._stepper = Stepper(weights, shape)

    def compose(self, brief: Brief, plan: Plan, context: Score, *, seed: int) -> Iterator[tuple[int, Note]]:
        """Yield (track id, new note), as `Composer` says."""
        voices = Voices(plan)
        written = _Writing(self._stepper, self.taste, brief, plan, context, seed=seed)
        for row, onset, is_new in written.rows():
            if is_new:
                voices.begin(row, onset)
            yield from voices.ready(onset)
        yield from voices.rest()
        kept = {(track.id, note.pitch) for track in context.tracks for note in track.notes
                if note.start_tick == plan.last_downbeat_tick}  # fmt: skip
        for track_id, note in last_chord(plan, voices.last_pitches, velocity=voices.closing_velocity()):
            if (track_id, note.pitch) not in kept:
                yield track_id, note


class _Writing:
    """One piece being written: what stands so far, and the drawing of the next row."""

    def __init__(self, stepper: Stepper, taste: Taste, brief: Brief, plan: Plan, context: Score, *, seed: int) -> None:
        self._stepper, self._taste = stepper, taste
        self._random = np.random.default_rng(seed)
        self._setting = setting_of(plan)
        self._rules = Rules(plan, self._setting)
        self._fixed, self._fixed_onsets = kept_notes(context, plan)
        self._fixed_keys = order_key(self._fixed_onsets, self._fixed[:, 1], self._fixed[:, 2])
        self._classes = np.zeros((1024, 5), dtype=np.uint8)
        self._onsets = np.zeros(1024, dtype=np.int32)
        self._keys = np.zeros(1024, dtype=np.int64)
        self._count, self._next_fixed = 0, 0
        self._recent = np.zeros(len(CLASSES), dtype=np.float32)
        self._heard = np.zeros(12, dtype=np.float32)
        self._begin(brief)

    def _begin(self, brief: Brief) -> None:
        told = brief_vector(brief)
        text = np.array(brief.embedding, dtype=np.float32) if brief.embedding else np.zeros(384, dtype=np.float32)
        bars = bar_summaries(self._fixed, self._fixed_onsets, self._setting, first_bar=0, bars=self._setting.bar_count)
        nothing = (np.zeros_like(told), np.zeros_like(text))
        rows = [(told, text), nothing] if self._taste.guidance != 1 else [(told, text)]
        self._stepper.begin(np.stack([r[0] for r in rows]), np.stack([r[1] for r in rows]), bars)

    def rows(self) -> Iterator[tuple[Row, int, bool]]:
        """Yield (classes of a note, its onset in grid units, whether it is new) in writing order."""
        while True:
            self._advance()
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
        return int(self._onsets[self._count - 1]) if self._count else 0

    def _advance(self) -> None:
        n = max(1, self._count)
        at = np.array([self._count - 1])
        indices = step_indices(self._keys[:n], self._classes[:n], self._onsets[:n], at, setting=self._setting)[0]
        self._echoes = echoes(indices)
        bar = int(self._setting.bar_of(self._now))
        self._stepper.advance(indices, self._setting.active[bar], bar)

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
        begun, lowest = self._begun_now()
        may_join = bool(self._count) and bool(self._rules.may_begin(self._now, begun=begun, lowest=lowest).any())
        steps = self._rules.step(self._now, is_first=not self._count, may_join=may_join)
        step = self._field(0, [], steps)
        onset = self._now + step
        if onset >= self._rules.end:
            return None
        if step:
            begun, lowest = np.zeros_like(begun), 0
        instruments = self._rules.instrument(onset, begun=begun, lowest=lowest, recent=self._recent)
        instrument = self._field(1, [step], instruments)
        above = self._last_pitch() if step == 0 and self._count and instrument == self._last_instrument() else -1
        known = onset_indices(np.array([onset]), self._setting)[0].tolist()
        pitches = self._rules.pitch(instrument, onset, above=above, heard=self._heard)
        pitch = self._field(2, [step, instrument, *known], pitches)
        lengths = self._rules.duration(instrument, pitch, onset)
        duration = self._field(3, [step, instrument, pitch, *known], lengths)
        audible = np.zeros(32, dtype=np.float32)
        audible[:9] = FORBIDDEN  # softer than piano is lost under speech
        velocity = self._field(4, [step, instrument, pitch, duration, *known], audible)
        return step, instrument, pitch, duration, velocity

    def _field(self, field: int, known: list[int], mask: Floats) -> int:
        mask = self._with_echoes(field, known, mask)
        logits = guided(self._stepper.logits(field, np.array(known, dtype=np.int64)), self._taste.guidance)
        if field == INSTRUMENT:
            logits = np.maximum(logits, logits[mask > FORBIDDEN / 2].max() - self._taste.widest_gap)
        return draw(
            logits + mask,
            temperature=self._taste.temperatures[field],
            nucleus=self._taste.nuclei[field],
            random=self._random,
        )

    def _with_echoes(self, field: int, known: list[int], bias: Floats) -> Floats:
        """Lean to what came next at this place before, as long as the fields so far agree with it."""
        if field == VELOCITY:
            return bias
        bias = bias.copy()
        for echo, strength in zip(self._echoes, self._taste.echoes, strict=True):
            if echo[INSTRUMENT] < len(CLASSES) and known[:field] == echo[:field].tolist() and echo[field] < len(bias):
                is_groove = echo[INSTRUMENT] == DRUM_CLASS
                bias[echo[field]] += strength * (self._taste.groove if is_groove else 1)
        return bias

    def _begun_now(self) -> tuple[np.ndarray[Any, np.dtype[np.int64]], int]:
        """Return how many notes of each instrument begin at the present onset, and the last one's instrument.

        An instrument whose last pitch leaves no room above it counts as done.
        """
        begun = np.zeros(len(CLASSES), dtype=np.int64)
        i = self._count - 1
        while i >= 0 and self._onsets[i] == self._now:
            begun[self._classes[i, 1]] += 1
            i -= 1
        lowest = self._last_instrument() if self._count else 0
        if self._count and lowest != REST_CLASS:
            room = self._rules.pitch(lowest, self._now, above=self._last_pitch(), heard=self._heard)
            lowest += int(room.max() <= FORBIDDEN / 2)
        return begun, lowest

    def _last_instrument(self) -> int:
        return int(self._classes[self._count - 1, 1])

    def _last_pitch(self) -> int:
        return int(self._classes[self._count - 1, 2])

    def _append(self, row: Row, onset: int) -> None:
        if self._count == len(self._onsets):
            self._classes = np.concatenate([self._classes, np.zeros_like(self._classes)])
            self._onsets = np.concatenate([self._onsets, np.zeros_like(self._onsets)])
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        self._classes[self._count] = row
        self._onsets[self._count] = onset
        self._keys[self._count] = order_key(onset, row[1], row[2])
        if row[0]:  # what was heard counts half as much two bars later
            self._recent *= 0.5 ** (row[0] / (2 * int(self._setting.bar_starts[1])))
        self._recent[row[1]] += 1
        if row[1] != DRUM_CLASS:
            self._heard[row[2] % 12] += DURATIONS[row[3]]
        self._count += 1
