"""Composing while it is heard: how far a piece is settled, and pieces that go on section after section."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Protocol

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.vocabulary import DURATIONS, TICKS_PER_GRID
from audiogenesis_desktop.plan.composer import Composer, Written
from audiogenesis_desktop.plan.given_chords import of_whole_piece
from audiogenesis_desktop.plan.hits import SHORTEST_RING_SECONDS
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.bars import Stretch, remove_time
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.edits import add_notes, add_track, free_track_id
from audiogenesis_desktop.score.maps import Placed, in_force, put
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Meter, Note, Score, Section, Track

LONGEST_TICKS = int(max(DURATIONS)) * TICKS_PER_GRID
SECTION_BARS = 8
_RING_ROOM_SECONDS = 0.1

MakePlan = Callable[[Brief, int], Plan]


def settled_tick(latest_end_tick: int, bar_ticks: int) -> int:
    """Return the bar line before which no note can begin any more, once one that ends at a tick has been written.

    A composer tells each note when it is over: what has not been told is no older than the longest note is long.
    """
    return max(0, latest_end_tick - LONGEST_TICKS) // bar_ticks * bar_ticks


class Piece(Protocol):
    """A piece while it is being written: before `settled_tick`, a bar line, nothing will be added to `score`."""

    score: Score
    settled_tick: int
    is_whole: bool

    def advance(self) -> None:
        """Write on until at least a bar more is settled, or all is written.

        Where composing fails it raises, and asked again it goes on from what is settled.
        """


class WholePiece:
    """A piece of the length that its Plan has."""

    def __init__(self, composer: Composer, brief: Brief, plan: Plan, *, seed: int) -> None:
        """Take what composes and what is to be composed; nothing is written yet."""
        self._plan = plan
        self.score, self.settled_tick, self.is_whole = plan.empty_score(brief.prompt), 0, False
        self._compose = partial(composer.compose, brief, plan, self.score, seed=seed)
        self._notes: Iterator[Written] = self._compose()

    def advance(self) -> None:
        """Write on until at least a bar more is settled, or all is written; where that failed before, from there."""
        try:
            self._advance()
        except Exception:  # the same seed gives the same notes again
            self._notes = islice(self._compose(), self.score.note_count, None)
            raise

    def _advance(self) -> None:
        written = list[Written]()
        for track_id, note in self._notes:
            written.append((track_id, note))
            ready = settled_tick(note.end_tick, self._plan.meter.bar_ticks)
            if ready > self.settled_tick:
                self.score, self.settled_tick = _with(self.score, written), ready
                return
        self.score, self.settled_tick, self.is_whole = _with(self.score, written), self._plan.length_ticks, True


def _with(score: Score, written: list[Written]) -> Score:
    for track_id in dict.fromkeys(owner for owner, _ in written):
        score = add_notes(score, track_id, [note for owner, note in written if owner == track_id])
    return score


class EndlessPiece:
    """A piece that goes on: eight bars after eight bars, in rondo form, each from the Brief that then holds.

    Made for one thread.
    """

    is_whole = False

    def __init__(
        self, composer: Composer, make_plan: MakePlan, brief: Brief, *, seed: int, onto: Score | None = None
    ) -> None:
        """Take what composes, what plans, and the Brief to begin with; nothing is written yet.

        With `onto` it goes on from the end of that score, at the next bar line.
        """
        self._composer, self._make_plan, self._seed = composer, make_plan, seed
        self._brief, self._count = brief, 0 if onto is None else len(onto.sections)
        self._notes: Iterator[Written] = iter(())
        self._has_failed = False
        self._own = set[int]()  # ids of the tracks that it has added; none is given twice
        self.score = Score(title=brief.prompt) if onto is None else onto
        self.settled_tick = 0 if onto is None else whole_bars(onto)
        self._open(self.settled_tick, self._planned(brief))

    @property
    def brief(self) -> Brief:
        """Return the Brief that it goes on by."""
        return self._brief

    @property
    def plan(self) -> Plan:
        """Return the Plan of the section that is being written."""
        return self._plan

    def advance(self) -> None:
        """Write on until at least a bar more is settled; where that failed before, from what is settled."""
        if self._has_failed:
            self._begin_anew(self.settled_tick, self._planned(self._brief))
        self._has_failed = True
        self._advance()
        self._has_failed = False

    def _advance(self) -> None:
        before = self.settled_tick
        while self.settled_tick == before:
            written = list[Written]()
            for track_id, note in self._notes:
                if note.start_tick < self._plan.last_downbeat_tick:
                    written.append((track_id, note))
                ready = self._start + settled_tick(note.end_tick, self._plan.meter.bar_ticks)
                if ready > self.settled_tick:
                    self._take(written, ready)
                    return
            self._take(written, self._start + self._plan.last_downbeat_tick)
            self._open(self.settled_tick, self._planned(self._brief))

    def change(self, brief: Brief, *, after_tick: float) -> None:
        """Go on from another Brief at the first bar line after a tick; what was written beyond it is dropped.

        Where no plan can be made for the Brief it raises what planning raises, and goes on as before.
        """
        plan = self._planned(brief)
        meters, self._brief = MeterMap(self.score.meters), brief
        bar = meters.bar_start(meters.position(max(0, round(after_tick))).bar + 1)
        if bar >= self._start + self._plan.last_downbeat_tick:
            return  # the next section begins sooner, or then
        bar = min(bar, self.settled_tick)  # beyond that nothing has been heard, and what is written has gaps
        self._begin_anew(bar, plan)
        self._drop_silent_tracks()

    def _begin_anew(self, bar: int, plan: Plan) -> None:
        """Begin a section at a bar line; what lies beyond it is dropped."""
        end = max(self.score.end_tick, bar + 1)
        self.score = replace(remove_time(self.score, Stretch(bar, end)), length_ticks=bar)
        self.settled_tick = min(self.settled_tick, bar)
        self._open(bar, plan)

    def _planned(self, brief: Brief) -> Plan:
        """Return a Plan of the next section."""
        return self._make_plan(_for_a_section(brief), self._seed + _rondo(self._count))

    def _open(self, at_tick: int, plan: Plan) -> None:
        """Lay out the next section's maps and begin to write it."""
        letter = _rondo(self._count)
        self._plan, self._start = plan, at_tick
        known = {track.id for track in self.score.tracks}
        self.score, self._tracks = _opened(
            self.score, self._plan, at_tick, letter=chr(ord("A") + letter % 26), first_id=max(self._own, default=-1) + 1
        )
        self._own |= set(self._tracks.values()) - known
        empty = self._plan.empty_score()
        self._notes = self._composer.compose(self._brief, self._plan, empty, seed=1000 * self._seed + self._count)
        self._count += 1

    def _drop_silent_tracks(self) -> None:
        """Remove tracks that were added for what is now never heard: they would only take up channels."""
        gone = self._own - set(self._tracks.values())
        tracks = tuple(track for track in self.score.tracks if track.notes or track.id not in gone)
        self.score = replace(self.score, tracks=tracks)

    def _take(self, written: list[Written], settled: int) -> None:
        end = self._plan.last_downbeat_tick
        self.score = _with(self.score, [(self._tracks[owner], self._placed(note, end)) for owner, note in written])
        self.settled_tick = settled

    def _placed(self, note: Note, end_tick: int) -> Note:
        length = min(note.length_ticks, end_tick - note.start_tick)
        return note._replace(start_tick=self._start + note.start_tick, length_ticks=length)


def whole_bars(score: Score) -> int:
    """Return the first bar line at or after the end of a score."""
    meters = MeterMap(score.meters)
    return meters.bar_start(meters.position(score.end_tick - 1).bar + 1) if score.end_tick else 0


def _rondo(count: int) -> int:
    """Return which music the nth section is, counted from 0: A B A C A B A D …, so that the first comes back."""
    return ((count + 1) & -(count + 1)).bit_length() - 1


def _for_a_section(brief: Brief) -> Brief:
    """Return the Brief of eight bars at its tempo; the last chord that a plan ends with is not played."""
    bar_seconds = Meter(0, *brief.meter).bar_ticks / TICKS_PER_BEAT * 60 / brief.tempo_bpm
    length = SECTION_BARS * bar_seconds + SHORTEST_RING_SECONDS + _RING_ROOM_SECONDS
    return brief.with_fields(
        Origin.EDITED,
        tempo_bpm=brief.tempo_bpm,
        length_seconds=length,
        hits=(),
        missed=(),
        arc=(),
        form="",
        chords=of_whole_piece(brief.chords),
    )


def _opened(score: Score, plan: Plan, at_tick: int, *, letter: str, first_id: int) -> tuple[Score, dict[int, int]]:
    """Return the score with a plan's maps from a tick on, and which of its tracks the plan's play.

    Tracks that come new have ids from `first_id` on.
    """
    ids = dict[int, int]()
    for part in plan.parts:
        free = max(first_id, free_track_id(score))
        score, ids[part.track_id] = _with_part(score, part, taken=set(ids.values()), free_id=free)
    end = plan.last_downbeat_tick
    score = _with_maps(score, plan, at_tick)
    chords = [c._replace(tick=c.tick + at_tick) for c in plan.chords if c.tick < end]
    sections = [
        Section(s.start_tick + at_tick, min(s.end_tick, end) + at_tick, letter + s.kind.lstrip("AB"), s.energy)
        for s in plan.sections
        if s.start_tick < end
    ]
    longer = replace(score, chords=(*score.chords, *chords), sections=(*score.sections, *sections))
    return replace(longer, length_ticks=at_tick + end), ids


def _with_maps(score: Score, plan: Plan, at_tick: int) -> Score:
    """Return the score in a plan's tempo, meter and key from a tick on, each told only where it is another."""
    if not at_tick:
        told = replace(score, tempi=plan.tempi[:1], meters=(plan.meter,), keys=(plan.key,))
        return replace(told, feel=plan.feel, swing=plan.swing, swing_ticks=plan.swing_ticks)
    tempi = _continued(score.tempi, plan.tempi[0], at_tick)
    meters, keys = _continued(score.meters, plan.meter, at_tick), _continued(score.keys, plan.key, at_tick)
    return replace(score, tempi=tempi, meters=meters, keys=keys)


def _continued(items: tuple[Placed, ...], item: Placed, at_tick: int) -> tuple[Placed, ...]:
    now = in_force(items, at_tick)
    return items if now is not None and now[1:] == item[1:] else put(items, item._replace(tick=at_tick))


def _with_part(score: Score, part: Part, *, taken: set[int], free_id: int) -> tuple[Score, int]:
    """Return the score with a track for a part, one that it has where there is such, and that track's id."""
    instrument = part.instrument
    for track in score.tracks:
        if track.id not in taken and (track.program, track.is_drums) == (instrument.program, instrument.is_drums):
            return score, track.id
    name = instrument.name.capitalize()
    score = add_track(score, Track(free_id, name, program=instrument.program, is_drums=instrument.is_drums))
    return score, score.tracks[-1].id
