"""Versions of one piece: other lengths, stings, loops, and without some of its parts; same themes, key and tempo.

Another length of a piece that was planned is composed (`compose.recomposing`). Of other music it keeps bars as they are
and the ending: one stretch is left out, or comes again, where chords, phrases and sections join best. All are at the
piece's tempo: where whole bars do not lead to the end, the last one has fewer beats.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.compose.recomposing import Writer, composed_at
from audiogenesis_desktop.errors import AudiogenesisError, BadInput
from audiogenesis_desktop.plan.plan import Plan
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.plan.timing import Timing, ended, solve_timing
from audiogenesis_desktop.score.clock import TempoMap, length_seconds
from audiogenesis_desktop.score.cutting import End, Run, cut_together
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, Score, Section, Tempo

STING_SECONDS = 4.9  # a sting is shorter than five
LONGEST_RING_SECONDS, _RING_SECONDS, _SHORTEST_SECONDS = 1.5, 1.3, 1.0
_FEWEST_BARS = 2  # before the last chord, of what a longer version can be made from
_TUNES, _BEATS = ("lead", "second voice"), ("drums", "percussion")
_OTHER_CHORD, _OFF_PHRASE, _NO_EDGE, _NO_START, _ENERGY, _OTHER_PLAYERS = 1.0, 1.0, 0.4, 2.0, 2.5, 0.3


class Piece:
    """A piece as versions are made of it: its Score, and the Plan that it follows, read from it where none is known."""

    def __init__(
        self, score: Score, plan: Plan | None = None, writer: Writer | None = None, take: Take | None = None
    ) -> None:
        """Take a piece with notes, who composes what versions lack, and the Take that it began as, if it is whole.

        Raises BadInput if there are no notes.
        """
        self.score, self.plan, self.take = score, plan or read_plan(score), take
        self.writer = writer if plan is not None else None
        self.bar_ticks = self.plan.meter.bar_ticks
        self.bars = self.plan.last_downbeat_tick // self.bar_ticks

    @cached_property
    def tempo_bpm(self) -> float:
        """Return the quarter notes a minute of the piece on the whole, without its last bar, which may slow down."""
        clock, end = TempoMap(self.score.tempi), (self.bars - 1) * self.bar_ticks
        return end / TICKS_PER_BEAT * 60 / clock.seconds(end) if end > 0 else clock.bpm(0)

    @property
    def bar_seconds(self) -> float:
        """Return how long a bar lasts at the piece's tempo."""
        return self.bar_ticks / TICKS_PER_BEAT * 60 / self.tempo_bpm

    def root(self, bar: int) -> int | None:
        """Return the root of the chord at the start of a bar, or None."""
        tick = bar * self.bar_ticks
        return next((c.root for c in self.plan.chords if c.tick <= tick < c.tick + c.length_ticks), None)

    def section_bar(self, bar: int) -> int:
        """Return the bar in which the section of a bar begins."""
        return self._section(bar).start_tick // self.bar_ticks

    def energy(self, start: int, end: int) -> float:
        """Return the mean energy of some bars."""
        return sum(self._section(bar).energy for bar in range(start, end)) / max(1, end - start)

    def players(self, bar: int) -> frozenset[int]:
        """Return the tracks that play in a bar's section."""
        return self.plan.active[self.plan.section_index(bar * self.bar_ticks)]

    def _section(self, bar: int) -> Section:
        return self.plan.sections[self.plan.section_index(bar * self.bar_ticks)]


def has_length(piece: Piece, seconds: float) -> bool:
    """Return whether a piece has a version of a length: a longer one needs a writer, and bars to go on from."""
    is_longer = seconds > round(length_seconds(piece.score), 3)
    return not is_longer or (piece.writer is not None and piece.bars >= _FEWEST_BARS)


def of_length(piece: Piece, seconds: float) -> Score:
    """Return the piece brought to a length in seconds, exactly; as it is where that is its length already.

    What it lacks is composed where somebody is there to write it, else its own bars are put together.
    Raises BadInput for a length that leaves no room for a last chord, and where a chord alone would have to fill it.
    """
    own = length_seconds(piece.score)
    if abs(own - seconds) < 1e-6:
        return piece.score
    if seconds < _SHORTEST_SECONDS:
        raise BadInput(f"A version of {seconds:g} s is too short: ask for {_SHORTEST_SECONDS:g} s or more.")
    if not piece.bars and seconds > max(own, LONGEST_RING_SECONDS):
        raise BadInput(
            f"It is one chord of {own:.6g} s, which fills no {seconds:g} s: ask for a new piece of that length."
        )
    if (version := composed(piece, seconds)) is not None:
        return version.score
    timing = _timing(piece, seconds)
    return _ended(piece, list(_runs(piece, timing.last_downbeat_tick)), timing)


def composed(piece: Piece, seconds: float, hits: Sequence[float] = ()) -> Piece | None:
    """Return the piece at a length, with hits, composed; None where nobody is there to write it, or is busy or lost."""
    if piece.writer is None:
        return None
    try:
        version = composed_at(piece.score, piece.plan, piece.writer, seconds, hits)
        return None if version is None else Piece(version.score, version.plan, piece.writer)
    except AudiogenesisError:
        return None  # its own bars serve as well


def _timing(piece: Piece, seconds: float) -> Timing:
    """Return the timing at the piece's tempo, whose last downbeat falls where it best does before the end."""
    meter = (piece.plan.meter.numerator, piece.plan.meter.denominator)
    brief = Brief(length_seconds=seconds).with_fields(Origin.SAID, tempo_bpm=piece.tempo_bpm, meter=meter)
    return solve_timing(brief) if piece.bars else ended(brief, piece.plan.meter, [], last_downbeat_tick=0)


def ring_seconds(piece: Piece, seconds: float) -> float:
    """Return how long the last chord has in a version of a length: from its downbeat to the end."""
    timing = _timing(piece, seconds)
    return round(seconds - TempoMap(timing.tempi).seconds(timing.last_downbeat_tick), 3)


def _runs(piece: Piece, last_downbeat_tick: int) -> list[Run]:
    """Return the runs of the piece that a version has before its last chord; of a bar of fewer beats the last ones."""
    bar = piece.bar_ticks
    bars = -(-last_downbeat_tick // bar)
    way = min(_ways(piece, bars), key=lambda way: _cost(piece, way))
    runs = [Run(start * bar, over * bar) for start, over in way if start < over]
    if not last_downbeat_tick % bar:
        return runs
    *before, (start, over, _) = runs
    within = last_downbeat_tick % bar
    return [
        *before,
        *([Run(start, over - bar)] if over - bar > start else []),
        Run(over - within, over),
    ]


def _ended(piece: Piece, runs: list[Run], timing: Timing) -> Score:
    """Return runs of the piece and its last chord under a timing."""
    last = piece.plan.last_downbeat_tick
    end = End(last, piece.plan.release_tick, timing.last_downbeat_tick, timing.release_tick, timing.length_ticks)
    cut = cut_together(
        piece.score, runs, tempi=timing.tempi, meter=timing.meter, end=end, length_ticks=timing.length_ticks
    )
    return replace(cut, meters=replace(piece.plan, last_downbeat_tick=timing.last_downbeat_tick).meters)


def _ways(piece: Piece, bars: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield runs of bars, first and after the last, of so many in all: the last one leads into the last chord."""
    if not bars:
        yield ()
        return
    if bars == piece.bars:
        yield ((0, bars),)
        return
    skip = piece.bars - bars
    for cut in range(max(1, -skip), min(bars, piece.bars) + (skip < 0)):
        if 0 <= cut + skip < piece.bars:
            yield (0, cut), (cut + skip, piece.bars)
    if skip < 0 and -skip >= piece.bars:  # more than twice as long: all of it comes again, as often as is needed
        times, rest = divmod(bars, piece.bars)
        yield ((0, piece.bars),) * times if not rest else ((0, rest), *((0, piece.bars),) * times)
    ending = 1 if bars < 4 else 2
    for start in range(skip + 1 if skip > 0 else 0):
        yield (start, start + bars - ending), (piece.bars - ending, piece.bars)


def _cost(piece: Piece, runs: tuple[tuple[int, int], ...]) -> float:
    """Return how ill runs of bars join, and how little of the piece's strength a short version has."""
    runs = tuple(run for run in runs if run[0] < run[1])
    cost = 0.0
    for (_, cut), (on, _) in pairwise(runs):
        if cut == on:
            continue
        cost += _OTHER_CHORD * (cut < piece.bars and piece.root(cut) != piece.root(on))
        phrase = [(bar - piece.section_bar(bar)) % 4 for bar in (min(cut, piece.bars - 1), on)]
        cost += _OFF_PHRASE * (phrase[0] != phrase[1])
        cost += _NO_EDGE * (piece.section_bar(on) != on) + _OTHER_PLAYERS * (
            piece.players(cut - 1) != piece.players(on)
        )
    if runs and runs[0][0] > 0:
        cost += 0.3 if piece.section_bar(runs[0][0]) == runs[0][0] else _NO_START
    bars = sum(over - start for start, over in runs)
    strength = sum(piece.energy(start, over) * (over - start) for start, over in runs) / max(1, bars)
    return cost - _ENERGY * strength


def sting(piece: Piece) -> Score | None:
    """Return the shortest version that is still music: the bars that fit into five seconds, and the last chord.

    None of a piece that is as short itself.
    """
    return of_length(piece, _sting_seconds(piece)) if has_sting(piece) else None


def has_sting(piece: Piece) -> bool:
    """Return whether a sting of the piece is shorter than the piece."""
    return _sting_seconds(piece) < length_seconds(piece.score)


def _sting_seconds(piece: Piece) -> float:
    most_beats = math.floor((STING_SECONDS - _RING_SECONDS) * piece.tempo_bpm / 60)
    bar_beats = piece.bar_ticks / TICKS_PER_BEAT
    beats = most_beats // bar_beats * bar_beats or most_beats
    return round(beats * 60 / piece.tempo_bpm + _RING_SECONDS, 3)


def without_melody(piece: Piece) -> Score | None:
    """Return the piece without its tunes, to lie under speech; None where nothing or nothing else is left of it."""
    return _without(piece, _TUNES)


def without_drums(piece: Piece) -> Score | None:
    """Return the piece without drums and percussion; None where nothing or nothing else is left of it."""
    return _without(piece, _BEATS)


def _without(piece: Piece, roles: tuple[str, ...]) -> Score | None:
    gone = {part.track_id for part in piece.plan.parts if part.role in roles}
    heard = {track.id for track in piece.score.audible_tracks() if track.notes}
    if not gone & heard or not heard - gone:
        return None
    tracks = (replace(t, mix=replace(t.mix, mute=t.mix.mute or t.id in gone)) for t in piece.score.tracks)
    return replace(piece.score, tracks=tuple(tracks))


def loop_of(piece: Piece, bars: int | None = None) -> Score:
    """Return whole bars that lead back to their own beginning, the strongest there are; None for all of them.

    Raises BadInput if there are not so many before the last chord.
    """
    bars = piece.bars if bars is None else bars
    if not 0 < bars <= piece.bars:
        raise BadInput(f"A loop of {bars} bars needs a longer piece: this one has {piece.bars} before its last chord.")

    def cost(start: int) -> float:
        over = start + bars
        leads_back = over >= piece.bars or piece.root(over) == piece.root(start)
        is_edge = piece.section_bar(start) == start
        is_one = all(piece.players(bar) == piece.players(start) for bar in range(start, over))
        strength = piece.energy(start, over)
        return (
            _OTHER_CHORD * (not leads_back) + _NO_START * (not is_edge) - _OTHER_PLAYERS * is_one - _ENERGY * strength
        )

    start = min(range(piece.bars - bars + 1), key=cost)
    bar = piece.bar_ticks
    return cut_together(
        piece.score,
        [Run(start * bar, (start + bars) * bar)],
        tempi=(Tempo.from_bpm(0, piece.tempo_bpm),),
        meter=piece.plan.meter,
        end=None,
        length_ticks=bars * bar,
    )
