"""Versions of other lengths and hits, composed: the piece's own bars as far as they go, and new ones by its composer.

Only what must change is written anew: the bars that are missing, and those in which hits come or go. What is longer
gets a middle section before its last one: a contrast, and the theme again. What is shorter begins with the theme and
has an ending of its own, by the piece's cadence. Players, grooves, chords, key and tempo stay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random
from typing import NamedTuple

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.composer import Composer
from audiogenesis_desktop.plan.form import Form, repeats_of
from audiogenesis_desktop.plan.harmony import write_harmony
from audiogenesis_desktop.plan.hit_events import chosen_kinds, with_events
from audiogenesis_desktop.plan.lead_in import led_in
from audiogenesis_desktop.plan.plan import Ending, HitKind, Likeness, Plan, Recall
from audiogenesis_desktop.plan.timing import Timing, slowed, solve_timing
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.cutting import End, Run, cut_together
from audiogenesis_desktop.score.score import TICKS_PER_BEAT, ChordAt, Marker, Note, Score
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.theory.chords import Chord
from audiogenesis_desktop.theory.keys import Key

_FEWEST_BARS = 2  # of a piece, and of a version, that anything is written for
_ROUND_BARS, _SHORTEST_ROUND_BARS = 16, 8  # a contrast and the theme again
_CONTRASTS = ("B", "C", "bridge")
_THEME_AGAIN = Recall(section=Likeness.MOSTLY)


class Writer(NamedTuple):
    """Who writes what a version lacks: the piece's composer, what it was asked for, and the seed of it."""

    composer: Composer
    brief: Brief
    seed: int


class Version(NamedTuple):
    """A version as it was written, and the Plan that it follows."""

    score: Score
    plan: Plan


class _Bar(NamedTuple):
    """A bar of a version: the bar of the piece whose chords it has, and its section there.

    `group` tells sections of a version apart; `is_new` if it is to be written; `kind` is the section's.
    """

    source: int
    section: int
    group: int
    kind: str
    is_new: bool = False
    is_again: bool = False


def composed_at(score: Score, plan: Plan, writer: Writer, seconds: float, hits: Sequence[float] = ()) -> Version | None:
    """Return the piece at a length in seconds, exactly, with hits at these seconds as far as they can be met.

    None where too little of it would be left to write for. The same arguments give the same.
    """
    is_held = not hits or writer.brief.is_chosen("tempo_bpm")
    asked = replace(writer.brief, length_seconds=seconds, hits=tuple(hits), missed=())
    timing = _timing(score, plan, asked, is_held=is_held)
    if min(timing.bars, plan.last_downbeat_tick // plan.meter.bar_ticks) < _FEWEST_BARS:
        return None
    bars = _layout(plan, timing.bars)
    version = with_events(_planned(plan, timing, bars, seed=writer.seed), chosen_kinds(writer.brief, timing))
    bars = _with_hits(bars, plan, version)
    return Version(_written(_kept(score, plan, version, bars), version, bars, writer, seconds), version)


def _timing(score: Score, plan: Plan, asked: Brief, *, is_held: bool) -> Timing:
    """Return the timing at the tempo that the piece has before its last bar, near it where it is not to be held.

    It slows down where the piece does.
    """
    end, clock = plan.last_downbeat_tick - plan.meter.bar_ticks, TempoMap(score.tempi)
    tempo = end / TICKS_PER_BEAT * 60 / clock.seconds(end) if end > 0 else clock.bpm(0)
    meter = (plan.meter.numerator, plan.meter.denominator)
    brief = Brief(length_seconds=asked.length_seconds, hits=asked.hits, hit_kinds=asked.hit_kinds)
    brief = brief.with_fields(Origin.SAID, meter=meter)
    brief = brief.with_fields(Origin.SAID if is_held else Origin.INFERRED, tempo_bpm=tempo)
    style = book().get(plan.style[0][0]) if plan.style else None
    slowing = style.time.ritard if style and plan.ending == Ending.SLOW else 0.0
    timing = solve_timing(brief, slowing=slowing)
    return slowed(brief, timing, slowing) if slowing else timing


# Which bars there are


def _layout(plan: Plan, count: int) -> list[_Bar]:
    """Return the whole bars of a version."""
    own = [_own(plan, bar) for bar in range(plan.last_downbeat_tick // plan.meter.bar_ticks)]
    if count >= len(own):
        seam = _seam(plan, len(own))
        return [*own[:seam], *_middle(plan, count - len(own)), *own[seam:]]
    ending = 1 if count < 4 else 2
    theme = plan.sections[_theme(plan)].start_tick // plan.meter.bar_ticks
    start = max(0, min(theme, len(own) - count))
    last = len(plan.sections) - 1
    new = [_Bar(bar.source, last, -1, plan.sections[last].kind, is_new=True) for bar in own[-ending:]]
    return [*own[start : start + count - ending], *new]


def _own(plan: Plan, bar: int) -> _Bar:
    section = plan.section_index(bar * plan.meter.bar_ticks)
    return _Bar(bar, section, section, plan.sections[section].kind)


def _seam(plan: Plan, bars: int) -> int:
    """Return the bar before which new ones come: the first of the last section that has more than the last chord."""
    starts = [section.start_tick // plan.meter.bar_ticks for section in plan.sections]
    return max((start for start in starts if 0 < start < bars), default=bars - 1)


def _theme(plan: Plan) -> int:
    found = [i for i, section in enumerate(plan.sections) if section.kind in ("A", "A'")]
    return found[0] if found else next((i for i, s in enumerate(plan.sections) if s.kind != "intro"), 0)


def _middle(plan: Plan, count: int) -> Iterator[_Bar]:
    """Yield new bars: a contrast and the theme again, as often as there is room for them."""
    contrast = next((i for i, section in enumerate(plan.sections) if section.kind in _CONTRASTS), None)
    group = len(plan.sections)
    for round_, bars in enumerate(_rounds(count)):
        again = bars // 8 * 4
        for kind_bars, is_again in ((bars - again, False), (again, True)):
            like = _theme(plan) if is_again or contrast is None else contrast
            kind = "A'" if is_again else "B" if contrast is None else plan.sections[like].kind
            start, length = _bars_of(plan, like)
            for i in range(kind_bars):
                yield _Bar(start + i % length, like, group + 2 * round_ + is_again, kind, True, is_again)


def _rounds(count: int) -> list[int]:
    """Return so many bars in rounds of sixteen; what is left over goes with the last one, or is one where it may be."""
    rounds, left = divmod(count, _ROUND_BARS)
    if not rounds or left >= _SHORTEST_ROUND_BARS:
        return [_ROUND_BARS] * rounds + [left] * (left > 0)
    return [_ROUND_BARS] * (rounds - 1) + [_ROUND_BARS + left]


def _bars_of(plan: Plan, section: int) -> tuple[int, int]:
    """Return the first bar of a section of a Plan, and how many it has before the last chord."""
    bar, last = plan.meter.bar_ticks, plan.last_downbeat_tick // plan.meter.bar_ticks
    start = plan.sections[section].start_tick // bar
    return start, max(1, min(last, plan.sections[section].end_tick // bar) - start)


def _with_hits(bars: Sequence[_Bar], plan: Plan, version: Plan) -> list[_Bar]:
    """Return the bars with those to be written anew in which hits come or go, or that lead to one."""
    bar_ticks = plan.meter.bar_ticks
    gone = _bars_of_hits(plan)
    there = {n for n, bar in enumerate(bars) if not bar.is_new and bar.source in gone}
    come = _bars_of_hits(version)
    own = {n for n in there & come if _hits_in(plan, bars[n].source) == _hits_in(version, n)}
    new = {n for n in (there | come) - own if (n + 1) * bar_ticks <= version.last_downbeat_tick}
    return [bar._replace(is_new=True) if n in new else bar for n, bar in enumerate(bars)]


def _bars_of_hits(plan: Plan) -> set[int]:
    """Return the bars with hits, but for the last chord, and with the beat that leads to one."""
    ticks = [tick for tick in plan.hit_ticks if tick < plan.last_downbeat_tick]
    return {max(0, at) // plan.meter.bar_ticks for tick in ticks for at in (tick - TICKS_PER_BEAT, tick)}


def _hits_in(plan: Plan, bar: int) -> list[tuple[int, HitKind]]:
    """Return (tick from its start, kind) of the hits in a bar and of one on the beat after it."""
    start = bar * plan.meter.bar_ticks
    end = start + plan.meter.bar_ticks + TICKS_PER_BEAT
    told = zip(plan.hit_ticks, plan.hit_kinds, strict=False)
    return [(tick - start, kind) for tick, kind in told if start <= tick < end]


# What is planned of them


def _planned(plan: Plan, timing: Timing, bars: Sequence[_Bar], *, seed: int) -> Plan:
    """Return the Plan of a version; what it has of the piece is as there."""
    bar_ticks, length = plan.meter.bar_ticks, timing.length_ticks
    groups = [list(some) for _, some in groupby(bars, key=lambda bar: bar.group)]
    edges = [0]
    for some in groups:
        edges.append(edges[-1] + len(some))
    ends = [*(edge * bar_ticks for edge in edges[1:-1]), length]
    sections = tuple(
        plan.sections[some[0].section]._replace(start_tick=start * bar_ticks, end_tick=end, kind=some[0].kind)
        for some, start, end in zip(groups, edges[:-1], ends, strict=True)
    )
    like = [some[0].section for some in groups]
    return led_in(
        replace(
            plan,
            tempi=timing.tempi,
            sections=sections,
            repeats=repeats_of([section.kind for section in sections]),
            active=tuple(plan.active[i] for i in like),
            grooves=tuple(plan.grooves[i] if i < len(plan.grooves) else {} for i in like),
            chords=_chords(plan, bars, length, seed=seed),
            last_downbeat_tick=timing.last_downbeat_tick,
            release_tick=timing.release_tick,
            length_ticks=length,
            recalls=tuple(_recall(plan, bar) for bar in bars),
            fills={n: plan.fills[b.source] for n, b in enumerate(bars) if not b.is_again and b.source in plan.fills},
            hit_ticks=timing.hit_ticks,
            hit_kinds=(),
            fade_in_ticks=min(plan.fade_in_ticks, timing.last_downbeat_tick // 3),
        )
    )


def _recall(plan: Plan, bar: _Bar) -> Recall:
    if bar.is_new:
        return _THEME_AGAIN if bar.is_again else Recall()
    return plan.recalls[bar.source] if bar.source < len(plan.recalls) else Recall()


def _chords(plan: Plan, bars: Sequence[_Bar], length_ticks: int, *, seed: int) -> tuple[ChordAt, ...]:
    """Return the chords of bars, from those that they have in the piece, and the last one to the end.

    A contrast of a piece that has none gets chords of its own.
    """
    bar_ticks, found = plan.meter.bar_ticks, list[ChordAt]()
    if not plan.chords:
        return ()
    new = [n for n, bar in enumerate(bars) if bar.is_new and bar.kind == "B" and bar.kind != _kind(plan, bar)]
    own = dict(zip(new, _contrasting(plan, len(new), seed=seed), strict=True))
    for n, bar in enumerate(bars):
        for tick, chord in own[n] if n in own else _chords_in(plan, bar.source):
            if not found or (found[-1].root, found[-1].quality) != (chord.root, chord.quality):
                found.append(ChordAt(n * bar_ticks + tick, 0, chord.root, chord.quality))
    last = plan.chords[-1]
    found.append(ChordAt(len(bars) * bar_ticks, 0, last.root, last.quality))
    ends = [*(chord.tick for chord in found[1:]), length_ticks]
    return tuple(chord._replace(length_ticks=end - chord.tick) for chord, end in zip(found, ends, strict=True))


def _kind(plan: Plan, bar: _Bar) -> str:
    return plan.sections[bar.section].kind


def _chords_in(plan: Plan, bar: int) -> list[tuple[int, Chord]]:
    """Return (tick in the bar, chord) of a bar of the piece."""
    start, end = bar * plan.meter.bar_ticks, (bar + 1) * plan.meter.bar_ticks
    sounding = [chord for chord in plan.chords if chord.tick < end and chord.tick + chord.length_ticks > start]
    return [(max(0, chord.tick - start), Chord(chord.root, chord.quality)) for chord in sounding]


def _contrasting(plan: Plan, count: int, *, seed: int) -> list[list[tuple[int, Chord]]]:
    """Return (tick in the bar, chord) of so many bars of a section that the piece's style would have beside its A."""
    if not count:
        return []
    form = Form(("A", "B", "A'"), (0, 8, 8 + count), (8, 8 + count, 16 + count), (-1, -1, 0), (0.6, 0.9, 0.6))
    style = plan.style[0][0] if plan.style else "cinematic"
    meter = (plan.meter.numerator, plan.meter.denominator)
    key = Key(plan.key.tonic, plan.key.mode)
    bars = write_harmony(form, key, style=style, random=Random(f"harmony/{seed}/middle"), meter=meter)
    return [[(0, first), (plan.meter.bar_ticks // 2, second)] for first, second in bars[8 : 8 + count]]


# What is kept, and what is written


def _kept(score: Score, plan: Plan, version: Plan, bars: Sequence[_Bar]) -> Score:
    """Return a version with what it has of the piece's notes."""
    bar = plan.meter.bar_ticks
    runs = [
        Run(some[0][1].source * bar, (some[-1][1].source + 1) * bar, some[0][0] * bar)
        for is_new, some in _runs(bars)
        if not is_new
    ]
    last = version.last_downbeat_tick
    has_own_end = not bars[-1].is_new and not last % bar
    old = plan.last_downbeat_tick
    end = End(old, plan.release_tick, last, version.release_tick, version.length_ticks) if has_own_end else None
    cut = cut_together(score, runs, tempi=version.tempi, meter=plan.meter, end=end, length_ticks=version.length_ticks)
    hits = tuple(Marker(tick, "Hit", "cue") for tick in version.hit_ticks)
    markers = tuple(sorted((*cut.markers, *hits), key=lambda marker: marker.tick))
    return replace(cut, meters=version.meters, chords=version.chords, sections=version.sections, markers=markers)


def _runs(bars: Sequence[_Bar]) -> Iterator[tuple[bool, list[tuple[int, _Bar]]]]:
    """Yield whether they are new, and (number, bar) of bars that follow one another in the piece as well."""
    numbered = list(enumerate(bars))
    for (is_new, _), some in groupby(numbered, key=lambda pair: (pair[1].is_new, pair[1].source - pair[0])):
        yield is_new, list(some)


def _written(context: Score, version: Plan, bars: Sequence[_Bar], writer: Writer, seconds: float) -> Score:
    """Return a version with new notes in its new bars, and in its last where that has another end than the piece."""
    bar_ticks = version.meter.bar_ticks
    new = {n for n, bar in enumerate(bars) if bar.is_new}
    if bars[-1].is_new or version.last_downbeat_tick % bar_ticks:
        new.add(len(bars))
    if not new:
        return context
    brief = replace(writer.brief, length_seconds=seconds)
    notes: dict[int, list[Note]] = {}
    for track_id, note in writer.composer.compose(brief, version, context, seed=writer.seed + round(10 * seconds)):
        if note.start_tick // bar_ticks in new:
            notes.setdefault(track_id, []).append(_up_to_kept(note, new, bar_ticks))
    tracks = (track.with_notes((*track.notes, *notes.get(track.id, ()))) for track in context.tracks)
    return replace(context, tracks=tuple(tracks))


def _up_to_kept(note: Note, new: set[int], bar_ticks: int) -> Note:
    """Return a new note that is over where bars of the piece begin."""
    last = (note.end_tick - 1) // bar_ticks
    kept = next((bar for bar in range(note.start_tick // bar_ticks, last + 1) if bar not in new), None)
    return note if kept is None else note._replace(length_ticks=kept * bar_ticks - note.start_tick)
