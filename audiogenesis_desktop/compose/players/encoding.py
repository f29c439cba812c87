"""A whole part as its player is told it and as it is to be written: for training. Equal to `telling`, step by step."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audiogenesis_desktop.compose.players.flags import Hearing, bar_flags, heard_by
from audiogenesis_desktop.compose.players.hearing import Bars, Heard, played
from audiogenesis_desktop.compose.players.rows import (
    KNOWN_OFFSETS,
    LAGS,
    MOST_TOGETHER,
    NO_BAR,
    NO_DURATION,
    NO_KEY,
    NO_OWN_PITCH,
    NO_VELOCITY,
    STEP_OFFSETS,
    TOLD_IN_FULL,
    bar_rows,
    lag_bars,
    own_pitch,
    part_rows,
)
from audiogenesis_desktop.compose.players.setting import Band, groove_keys
from audiogenesis_desktop.compose.players.vocabulary import BAR, NOTE_COLUMNS, Ints, note_keys

_AFTER_ALL = 254  # a pitch above all, so that what is looked for lies at a later place


class Encoded(NamedTuple):
    """One part of s steps in b bars: what is told of the `part` (P,), of its `bars` (b, B) and their `flags` (b, K),
    and at each step: `bar` (s,), `steps` (s, S), `known` once the place is drawn (s, N), and the `fields` to be
    written (s, 4); after BAR the other three are 0."""

    part: Ints
    bars: Ints
    flags: npt.NDArray[np.float32]
    bar: Ints
    steps: Ints
    known: Ints
    fields: Ints


def play_all(band: Band, notes: Sequence[Ints]) -> list[Bars]:
    """Return what each player plays in every bar of a piece."""
    return [
        played(rows, role=player.role, is_drums=player.is_drums, bars=band.bars)
        for player, rows in zip(band.players, notes, strict=True)
    ]


def encode(
    band: Band, notes: Sequence[Ints], number: int, *, hearing: Sequence[Hearing], parts: Sequence[Bars] | None = None
) -> Encoded:
    """Return a part as told and as written; `notes` holds each part's rows of `part_notes`, `parts` its `play_all`."""
    parts = play_all(band, notes) if parts is None else parts
    player = band.players[number]
    bars = np.flatnonzero(player.playing)
    others = heard_by(band, parts, bars, hearing=hearing)
    own = notes[number][player.playing[notes[number][:, 0]]]
    walk = _Walk.of(own, bars)
    view = _View(band, number, others, own, walk)
    return Encoded(
        part=part_rows(band, number),
        bars=bar_rows(band, bars),
        flags=bar_flags(band, number, bars, others=others, own=parts[number], hearing=hearing),
        bar=walk.nth,
        steps=view.steps(),
        known=view.known(),
        fields=walk.fields(is_drums=player.is_drums),
    )


class _Walk(NamedTuple):
    """The steps of a part: `nth` of the bars it plays in, the `bar` itself, `before` the number of notes before each
    step, `is_note` (else it is the bar line), `place` where the player stands (BAR: at the bar's start)."""

    own: Ints
    nth: Ints
    bar: Ints
    before: Ints
    is_note: npt.NDArray[np.bool_]
    place: Ints

    @classmethod
    def of(cls, own: Ints, bars: Ints) -> "_Walk":
        """Return the steps through `own` notes and the end of each of `bars`."""
        bar = np.concatenate([own[:, 0], bars])
        is_note = np.arange(len(bar)) < len(own)
        order = np.argsort(bar, kind="stable")
        bar, is_note = bar[order], is_note[order]
        before = np.cumsum(is_note) - is_note
        starts = np.concatenate(([True], bar[1:] != bar[:-1]))
        last = _row(own, before - 1)
        place = np.where(starts, BAR, last[:, 1])
        return cls(own, np.searchsorted(bars, bar), bar, before, is_note, place)

    @property
    def note(self) -> Ints:
        """Return the note that each step writes, (s, NOTE_COLUMNS), its place BAR where it writes none."""
        rows = _row(self.own, np.where(self.is_note, self.before, -1))
        rows[~self.is_note, 1] = BAR
        return rows

    @property
    def last(self) -> Ints:
        """Return the note before each step; -1 where there is none."""
        return np.where(self.before[:, None] > 0, _row(self.own, self.before - 1), -1)

    def fields(self, *, is_drums: bool) -> Ints:
        note = self.note
        pitch = np.where(self.is_note, own_pitch(note[:, 2], is_drums=is_drums), 0)
        rest = np.where(self.is_note[:, None], note[:, 3:5], 0)
        return np.concatenate([note[:, 1:2], pitch[:, None], rest], axis=1)


def _row(rows: Ints, index: Ints) -> Ints:
    """Return the rows of these numbers; what -1 stands for means nothing."""
    return rows[np.maximum(index, 0)].copy() if len(rows) else np.zeros((len(index), NOTE_COLUMNS), dtype=np.int64)


class _View:
    """What a player sees from each step of a walk."""

    def __init__(self, band: Band, number: int, others: Heard, own: Ints, walk: _Walk) -> None:
        self._band, self._player, self._others, self._own, self._walk = band, band.players[number], others, own, walk
        self._keys = note_keys(own[:, 0], own[:, 1], own[:, 2])
        self._groove = groove_keys(self._player.groove)
        self._back = lag_bars(band, walk.bar)
        self._is_start = walk.place == BAR
        self._last = walk.last

    def steps(self) -> Ints:
        """Return `STEP_SIZES` of each step, offset into the table."""
        walk, last = self._walk, self._last
        chord, following = self._chords(walk.place)
        places, pitches, durations, velocities = self._looked_back()
        columns = [walk.place, self._own_pitch(last[:, 2])]
        columns += [_or_none(last[:, 3], NO_DURATION), _or_none(last[:, 4], NO_VELOCITY), self._together()]
        columns += [chord, following]
        columns += [column for lag in range(LAGS) for column in (places[lag], pitches[lag])]
        columns += [column for lag in TOLD_IN_FULL for column in (durations[lag], velocities[lag])]
        columns += [*self._groove_ahead(), *self._heard_ahead()]
        return np.stack(columns, axis=1) + STEP_OFFSETS

    def known(self) -> Ints:
        """Return `KNOWN_SIZES` of each step once its place is drawn; of steps to the bar line it means nothing."""
        walk, others = self._walk, self._others
        place = walk.note[:, 1]
        above = np.where(place == walk.place, self._last[:, 2], -1)  # within an onset pitches rise
        found = [self._note_at(self._back[:, lag], place, above) for lag in range(LAGS)]
        columns = [*self._chords(place), others.together[walk.nth, place], others.bass[walk.nth, place]]
        columns += [others.lead[walk.nth, place], self._own_pitch(self._last[:, 2]), self._pitch_before()]
        columns += [self._own_pitch(note[:, 2]) for note in found]
        columns += [_or_none(found[lag][:, 3], NO_DURATION) for lag in TOLD_IN_FULL]
        columns += [_or_none(found[0][:, 4], NO_VELOCITY), self._groove_at(place, above)]
        columns += [(place == walk.place) & (place != BAR)]
        return np.stack(columns, axis=1).astype(np.int64) + KNOWN_OFFSETS

    def _own_pitch(self, pitch: Ints) -> Ints:
        return np.where(pitch < 0, NO_OWN_PITCH, own_pitch(pitch, is_drums=self._player.is_drums))

    def _together(self) -> Ints:
        """Return how many notes of the onset at hand are written."""
        own, walk = self._own, self._walk
        first = np.searchsorted(self._keys, note_keys(walk.bar, np.where(self._is_start, 0, walk.place), -1))
        count = walk.before - first if len(own) else np.zeros_like(walk.before)
        return np.where(self._is_start, 0, np.minimum(count, MOST_TOGETHER))

    def _chords(self, place: Ints) -> tuple[Ints, Ints]:
        chords = self._band.form.chords.reshape(-1)
        at = np.where(place == BAR, 0, place)
        half = 2 * self._walk.bar + (2 * at >= self._band.bar_length)
        return chords[half], chords[np.minimum(half + 1, len(chords) - 1)]

    def _looked_back(self) -> tuple[list[Ints], list[Ints], list[Ints], list[Ints]]:
        """Return place, pitch, duration and velocity of what came next at this place, by lag."""
        place, pitch = np.where(self._is_start, 0, self._walk.place), np.where(self._is_start, -1, self._last[:, 2])
        places, pitches, durations, velocities = list[Ints](), list[Ints](), list[Ints](), list[Ints]()
        for lag in range(LAGS):
            back = self._back[:, lag]
            at = np.searchsorted(self._keys, note_keys(np.maximum(back, 0), place, pitch), side="right")
            note = self._own_at(at)
            is_there = (note[:, 0] == back) & (back >= 0)
            places.append(np.where(back < 0, NO_BAR, np.where(is_there, note[:, 1], BAR)))
            pitches.append(np.where(is_there, self._own_pitch(note[:, 2]), NO_OWN_PITCH))
            durations.append(np.where(is_there, note[:, 3], NO_DURATION))
            velocities.append(np.where(is_there, note[:, 4], NO_VELOCITY))
        return places, pitches, durations, velocities

    def _own_at(self, at: Ints) -> Ints:
        """Return the own notes of these numbers; -1 beyond the last."""
        inside = (at >= 0) & (at < len(self._own))
        return np.where(inside[:, None], _row(self._own, np.where(inside, at, 0)), -1)

    def _note_at(self, back: Ints, place: Ints, above: Ints) -> Ints:
        """Return the lowest own note above a pitch at a place of the bars looked back to; -1 where there is none."""
        at = np.searchsorted(self._keys, note_keys(np.maximum(back, 0), place, above), side="right")
        note = self._own_at(at)
        is_there = (note[:, 0] == back) & (note[:, 1] == place) & (back >= 0)
        return np.where(is_there[:, None], note, -1)

    def _pitch_before(self) -> Ints:
        """Return the highest pitch of the onset before the last note's."""
        own, before = self._own, self._walk.before
        if not len(own):
            return np.full(len(before), NO_OWN_PITCH)
        onset = note_keys(own[:, 0], own[:, 1], 0)
        first = np.searchsorted(onset, onset)  # the first note of each note's onset
        earlier = np.concatenate(([-1], first - 1))[before]  # before[s] notes are written: the last has number - 1
        return np.where(earlier >= 0, self._own_pitch(own[np.maximum(earlier, 0), 2]), NO_OWN_PITCH)

    def _groove_ahead(self) -> tuple[Ints, Ints]:
        """Return place and key of the strike that comes next, NO_BAR and NO_KEY where the bar is told none."""
        groove, walk = self._player.groove, self._walk
        after = np.where(self._is_start, -1, self._last[:, 2] if self._player.is_drums else _AFTER_ALL)
        place = np.where(self._is_start, 0, walk.place)
        at = np.searchsorted(self._groove, note_keys(walk.bar, place, after), side="right")
        strike = _padded(groove, at)
        is_there = strike[:, 0] == walk.bar
        is_told = np.isin(walk.bar, groove[:, 0])
        return (
            np.where(is_there, strike[:, 1], np.where(is_told, BAR, NO_BAR)),
            np.where(is_there, strike[:, 2], NO_KEY),
        )

    def _groove_at(self, place: Ints, above: Ints) -> Ints:
        after = above if self._player.is_drums else np.full_like(above, -1)
        at = np.searchsorted(self._groove, note_keys(self._walk.bar, place, after), side="right")
        strike = _padded(self._player.groove, at)
        is_there = (strike[:, 0] == self._walk.bar) & (strike[:, 1] == place)
        return np.where(is_there, strike[:, 2], NO_KEY)

    def _heard_ahead(self) -> list[Ints]:
        """Return which others strike at this place, where each layer strikes next, and what bass and lead play."""
        nth, place, others = self._walk.nth, self._walk.place, self._others
        after = np.where(self._is_start, 0, place + 1)
        layers = others.next[nth, :, after]
        return [others.together[nth, place], *layers.T, others.bass[nth, place], others.lead[nth, place]]


def _or_none(values: Ints, none: int) -> Ints:
    return np.where(values < 0, none, values)


def _padded(rows: Ints, at: Ints) -> Ints:
    return np.concatenate([rows, np.full((1, rows.shape[1]), -1)])[np.minimum(at, len(rows))]
