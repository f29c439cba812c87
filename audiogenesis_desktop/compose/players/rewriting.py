"""Rewriting: what of a piece is to be written anew, and how; and the guides that follow from it, bar by bar."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.guiding import Due, Guide, Keeps
from audiogenesis_desktop.compose.players.leaning import Leaning
from audiogenesis_desktop.compose.players.setting import Band
from audiogenesis_desktop.compose.players.sounding import written_rows
from audiogenesis_desktop.compose.players.telling import Written
from audiogenesis_desktop.compose.players.thinning import with_density, with_syncopation
from audiogenesis_desktop.compose.players.vocabulary import BAR, DRUM_PITCHES, DURATIONS, TICKS_PER_GRID, Ints
from audiogenesis_desktop.compose.setting import key_shift
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE, Wishes
from audiogenesis_desktop.score.score import Note, Track
from audiogenesis_desktop.style.swing import swung
from audiogenesis_desktop.theory.instruments import CLASSES

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is to be written. By track id: in which `bars`, after what `wishes`, and notes that are `kept` in part.

    New notes begin where `is_open` (track id, tick) says so. What was there, `before` as (start tick, pitch) by
    track, is less likely to be written again. `heat` makes all draws bolder; `eager` is by how many nats something new
    is preferred between two notes that stand.
    """

    bars: Mapping[int, frozenset[int]]
    is_open: Callable[[int, int], bool] | None = None
    wishes: Mapping[int, Wishes] = field(default_factory=dict)
    kept: Mapping[int, Mapping[Note, Keeps]] = field(default_factory=dict)
    before: Mapping[int, Collection[tuple[int, int]]] = field(default_factory=dict)
    heat: float = 1.0
    eager: float = 0.0

    def scope(self, plan: Plan, bars: int) -> Flags:
        """Return which parts are written in which bars, (parts, bars)."""
        asked = [list(self.bars.get(part.track_id, ())) for part in plan.parts]
        return np.array([np.isin(np.arange(bars), numbers) for numbers in asked]).reshape(-1, bars)

    def told(self, band: Band, plan: Plan) -> Band:
        """Return the Band with the grooves changed of those who are to play less or more, or otherwise off the beat."""
        players = []
        for player, part in zip(band.players, plan.parts, strict=True):
            wishes = self.wishes.get(part.track_id, NO_PREFERENCE)
            groove = with_density(player.groove, wishes.degree("density"), bar_length=band.bar_length)
            groove = with_syncopation(groove, wishes.degree("syncopation"), bar_length=band.bar_length)
            players.append(player if groove is player.groove else replace(player, groove=groove))
        return replace(band, players=tuple(players))


class Guides:
    """The guides and leanings of a piece that is rewritten."""

    def __init__(self, rewriting: Rewriting, plan: Plan, band: Band, given: Sequence[Ints]) -> None:
        """Take the piece, and for each part the rows of `part_notes` that stand."""
        self.heat = rewriting.heat
        self._rewriting, self._plan, self._band = rewriting, plan, band
        self._given = given
        self._due = [self._due_of(number, given[number]) for number in range(len(plan.parts))]
        self._was = [self._was_of(number) for number in range(len(plan.parts))]
        self._leanings = [self._leaning_of(number) for number in range(len(plan.parts))]

    def leaning(self, number: int) -> Leaning | None:
        """Return what a player is leaned to; None where nothing is wished for."""
        return self._leanings[number]

    def guide(self, number: int, bar: int) -> Guide | None:
        """Return the guide through a bar; None where all of it is open and nothing was there."""
        length = self._band.bar_length
        due, was = self._due[number].get(bar, []), self._was[number].get(bar, [])
        is_open = np.zeros(BAR, dtype=bool)
        is_open[:length] = self._open_in(number, bar)
        if not due and not was and is_open[:length].all():
            return None
        plus = DRUM_PITCHES if self._band.players[number].is_drums else 0
        return Guide(
            due,
            is_open,
            bar_length=length,
            plus=plus,
            before=was,
            eager=self._rewriting.eager,
            earliest=self._held_until(number, bar),
        )

    def _held_until(self, number: int, bar: int) -> int:
        """Return the place of a bar up to which a part's only voice holds a note that stands in a bar before."""
        if CLASSES[self._band.players[number].kind].voices > 1:
            return 0
        length, rows = self._band.bar_length, self._given[number]
        before = rows[rows[:, 0] < bar]
        ends = (before[:, 0] - bar) * length + before[:, 1] + DURATIONS[before[:, 3]]
        return int(min(length, ends.max(initial=0)))

    def notes(
        self, number: int, guide: Guide, rows: Sequence[Written], sounding: Callable[[Written], Note]
    ) -> list[Note]:
        """Return what is new of a bar that was written; of what is kept in part all but the pitch is as it was."""
        shift = self._shift(number)
        return [
            sounding(row) if origin is None else origin._replace(pitch=row.pitch + shift)
            for row, origin, is_new in zip(rows, guide.origins, guide.is_new, strict=True)
            if is_new
        ]

    def _shift(self, number: int) -> int:
        return 0 if self._band.players[number].is_drums else key_shift(self._plan)

    def _open_in(self, number: int, bar: int) -> Flags:
        length, is_open = self._band.bar_length, self._rewriting.is_open
        if is_open is None:
            return np.ones(length, dtype=bool)
        plan, track_id = self._plan, self._plan.parts[number].track_id
        ticks = [bar * plan.meter.bar_ticks + place * TICKS_PER_GRID for place in range(length)]
        if plan.swing != 0.5:
            ticks = [swung(tick, unit=plan.swing_ticks, ratio=plan.swing) for tick in ticks]
        return np.array([is_open(track_id, tick) for tick in ticks], dtype=bool)

    def _due_of(self, number: int, given: Ints) -> dict[int, list[Due]]:
        """Return by bar what stands, and what is kept in part, in order."""
        found: dict[int, list[Due]] = {}
        for bar, *row in given.tolist():
            found.setdefault(bar, []).append(Due(Written(*row)))
        for note, keeps in self._rewriting.kept.get(self._plan.parts[number].track_id, {}).items():
            for bar, *row in self._rows(number, [note]):
                found.setdefault(bar, []).append(Due(Written(*row), keeps, note if keeps == Keeps.RHYTHM else None))
        for due in found.values():
            due.sort(key=lambda one: (one.written.place, one.written.pitch))
        return found

    def _was_of(self, number: int) -> dict[int, list[tuple[int, int]]]:
        """Return by bar the (place, pitch) of what was there and is less likely to be written again."""
        found: dict[int, list[tuple[int, int]]] = {}
        before = self._rewriting.before.get(self._plan.parts[number].track_id, ())
        for bar, place, pitch, *_ in self._rows(number, [Note(tick, pitch, 1, 64) for tick, pitch in sorted(before)]):
            found.setdefault(bar, []).append((place, pitch))
        return found

    def _rows(self, number: int, notes: Sequence[Note]) -> list[list[int]]:
        part = self._plan.parts[number]
        track = Track(part.track_id, "", is_drums=part.instrument.is_drums, notes=tuple(notes))
        rows: list[list[int]] = written_rows(self._plan, track, bars=self._band.bars).tolist()
        return rows

    def _leaning_of(self, number: int) -> Leaning | None:
        wishes = self._rewriting.wishes.get(self._plan.parts[number].track_id, NO_PREFERENCE)
        if wishes.is_open:
            return None
        return Leaning(wishes, self._band, self._band.players[number], shift=self._shift(number))
