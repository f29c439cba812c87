"""Rework: some bars and tracks of a piece are written anew, all others are given and stay as they are, to the tick.

Infilling is the same where bars on both sides stand; accompanying writes tracks that are new, continuing bars that are.
"""

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Protocol

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.compose.players.grooving import with_grooves
from audiogenesis_desktop.compose.players.rewriting import Rewriting
from audiogenesis_desktop.compose.streaming import whole_bars
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.composer import Written
from audiogenesis_desktop.plan.drawn_grooves import draw_grooves
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.plan.parts import parts_of
from audiogenesis_desktop.plan.plan import Groove, Part, Plan
from audiogenesis_desktop.plan.reading import read_plan
from audiogenesis_desktop.plan.styling import seats_of, styles_of
from audiogenesis_desktop.plan.wishes import NO_PREFERENCE, Wishes
from audiogenesis_desktop.score.clock import TempoMap
from audiogenesis_desktop.score.edits import free_track_id
from audiogenesis_desktop.score.maps import put
from audiogenesis_desktop.score.score import ChordAt, Note, Score, Tempo, Track
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.theory.instruments import CLASSES


class Rewriter(Protocol):
    """A composer that can keep to some bars and tracks."""

    def rewrite(
        self, brief: Brief, plan: Plan, context: Score, rewriting: Rewriting, *, seed: int
    ) -> Generator[Written, None, None]:
        """Yield (track id, new note) of these tracks in these bars alone."""
        ...


def plan_to_rework(score: Score, brief: Brief) -> Plan:
    """Return the Plan that a Score follows, in the Brief's style; raises BadInput if there are no notes at all."""
    style = tuple((known.name, weight) for known, weight in styles_of(brief))
    return with_grooves(replace(read_plan(score), style=style), score)


def regenerate(
    score: Score,
    plan: Plan,
    brief: Brief,
    composer: Rewriter,
    *,
    bars: range,
    track_ids: Collection[int],
    seed: int,
    wishes: Wishes = NO_PREFERENCE,
) -> Score:
    """Return the Score with new notes in these bars, counted as the Plan does, and tracks, and nothing else changed.

    New notes are over where the bars are, so that they join what follows; the same arguments give the same Score.
    Raises BadInput where the bars are none of the Plan's or a track is none of its parts.
    """
    parts = {part.track_id: part for part in plan.parts if part.track_id in track_ids}
    last_bar = plan.last_downbeat_tick // plan.meter.bar_ticks
    if not bars or bars.step != 1 or bars.start < 0 or bars.stop > last_bar + 1:
        raise BadInput("These bars are not all in the piece: mark bars between its beginning and its end.")
    if not track_ids or set(track_ids) - set(parts):
        raise BadInput("There is nothing to write for these tracks: choose tracks that have music, or accompany them.")
    start, end = (bar * plan.meter.bar_ticks for bar in (bars.start, bars.stop))
    context = replace(
        score,
        tracks=tuple(_emptied(track, start, end) if track.id in parts else track for track in score.tracks),
    )
    over = plan.length_ticks if bars.stop > last_bar else end
    new: dict[int, list[Note]] = {track_id: [] for track_id in parts}
    anew = Rewriting(dict.fromkeys(parts, frozenset(bars)), wishes=dict.fromkeys(parts, wishes))
    for track_id, note in composer.rewrite(brief, plan, context, anew, seed=seed):
        if start <= note.start_tick < end:
            new[track_id].append(note._replace(length_ticks=min(note.length_ticks, over - note.start_tick)))
    tracks = (_joined(track, new[track.id], parts[track.id]) if track.id in new else track for track in context.tracks)
    return replace(score, tracks=tuple(tracks))


def _emptied(track: Track, start_tick: int, end_tick: int) -> Track:
    kept = tuple(note for note in track.notes if not start_tick <= note.start_tick < end_tick)
    return replace(track, notes=kept)


def _joined(track: Track, new: list[Note], part: Part) -> Track:
    """Return a track with new notes, but for those that have no voice left beside what is given and sounds on."""
    voices = CLASSES[part.instrument.class_index].voices
    fitting = []
    for note in new:
        held = [given for given in track.notes if given.start_tick <= note.start_tick < given.end_tick]
        if len(held) < voices and all(given.pitch != note.pitch for given in held):
            fitting.append(note)
    return replace(track, notes=tuple(sorted(chain(track.notes, fitting))))


def accompany(score: Score, brief: Brief, composer: Rewriter, *, seed: int) -> Score:
    """Return the Score with new tracks: those of the Brief's players whose roles nobody has yet, or else all of them.

    Raises BadInput if there are no notes at all, or no player is left.
    """
    plan = plan_to_rework(score, brief)
    seats = _lacking(seats_of(brief, styles_of(brief)[0][0]), plan)
    if not seats:
        raise BadInput("Everybody who is asked for plays already: name an instrument that is to join them.")
    joined, new = with_players(plan, seats, brief, first_id=free_track_id(score), seed=seed)
    fuller = replace(score, tracks=(*score.tracks, *new.empty_score().tracks))
    last_bar, ids = plan.last_downbeat_tick // plan.meter.bar_ticks, {part.track_id for part in new.parts}
    return regenerate(fuller, joined, brief, composer, bars=range(last_bar + 1), track_ids=ids, seed=seed)


def _lacking(seats: tuple[Seat, ...], plan: Plan) -> list[Seat]:
    """Return the seats whose role is not played yet; where all are, those whose instrument does not play yet."""
    roles, names = {part.role for part in plan.parts}, {part.instrument.name for part in plan.parts}
    by_role = [seat for seat in seats if seat.role not in roles]
    return by_role or [seat for seat in seats if seat.instrument not in names]


def with_players(plan: Plan, seats: Sequence[Seat], brief: Brief, *, first_id: int, seed: int) -> tuple[Plan, Plan]:
    """Return the Plan with new parts, told grooves of their style, and a Plan of these alone.

    Their track ids go on from `first_id`. They enter as their style has it, and all play in the fullest section.
    """
    found = parts_of(seats, brief.texture, valence=brief.valence)
    parts = tuple(replace(part, track_id=first_id + nth) for nth, part in enumerate(found))
    fullest = max(section.energy for section in plan.sections) or 1.0
    enters = [min(seat.part.enters, 1.0) if seat.part else 0.0 for seat in seats]
    by_section = tuple(
        frozenset(nth for nth, enter in enumerate(enters) if section.energy / fullest >= enter)
        for section in plan.sections
    )
    grooves = _style_grooves(plan, seats, by_section, brief, seed=seed)
    active = tuple(old | {first_id + nth for nth in new} for old, new in zip(plan.active, by_section, strict=True))
    told = [*plan.grooves, *[{}] * (len(plan.sections) - len(plan.grooves))]
    joined = tuple(
        {**old, **{first_id + nth: groove for nth, groove in new.items()}}
        for old, new in zip(told, grooves, strict=True)
    )
    fuller = replace(plan, parts=(*plan.parts, *parts), active=active, grooves=joined)
    return fuller, replace(fuller, parts=parts)


def _style_grooves(
    plan: Plan, seats: Sequence[Seat], active: tuple[frozenset[int], ...], brief: Brief, *, seed: int
) -> tuple[Mapping[int, Groove], ...]:
    bar_ticks = plan.meter.bar_ticks
    starts = tuple(section.start_tick // bar_ticks for section in plan.sections)
    ends = (*starts[1:], max(starts[-1] + 1, plan.last_downbeat_tick // bar_ticks + 1))
    kinds = tuple(section.kind for section in plan.sections)
    form = Form(kinds, starts, ends, plan.repeats, tuple(section.energy for section in plan.sections))
    return draw_grooves(form, seats, active, meter=plan.meter, texture=brief.texture, seed=seed)


def continued(score: Score, brief: Brief, composer: Rewriter, *, bars: int, seed: int) -> Score:
    """Return the Score gone on with for so many bars after its last one, where it ends; what is there stays.

    The new section takes up the first one that is no intro: its players, chords and grooves.
    Raises BadInput if there are no notes at all, or no bars to write.
    """
    if bars < 1:
        raise BadInput("There are no bars to write: ask for one at least.")
    laid_out, longer, new = gone_on(score, plan_to_rework(score, brief), bars=bars)
    ids = longer.active[-1] or {part.track_id for part in longer.parts}
    return regenerate(laid_out, longer, brief, composer, bars=new, track_ids=ids, seed=seed)


def gone_on(score: Score, plan: Plan, *, bars: int) -> tuple[Score, Plan, range]:
    """Return the Score and its Plan with room for so many bars after the last one, and which bars these are."""
    first = -(-whole_bars(score) // plan.meter.bar_ticks)
    longer = _lengthened(plan, first, bars)
    laid_out = replace(
        score,
        tempi=longer.tempi,
        sections=longer.sections if score.sections else (),
        chords=longer.chords if score.chords else (),
        length_ticks=longer.length_ticks,
    )
    return laid_out, longer, range(first, first + bars)


def _lengthened(plan: Plan, first: int, bars: int) -> Plan:
    """Return a Plan with one more section, of so many bars, from its bar `first` on."""
    bar_ticks = plan.meter.bar_ticks
    start, end = first * bar_ticks, (first + bars) * bar_ticks
    taken_up = next((i for i, section in enumerate(plan.sections) if section.kind != "intro"), 0)
    *before, last = plan.sections
    again = plan.sections[taken_up]
    return replace(
        plan,
        tempi=_at_tempo(plan, again.start_tick, start),
        sections=(*before, last._replace(end_tick=start), again._replace(start_tick=start, end_tick=end)),
        repeats=(*plan.repeats, taken_up),
        active=(*plan.active, plan.active[taken_up]),
        chords=_chords_on(plan, taken_up, start, end),
        grooves=(*plan.grooves, plan.grooves[taken_up]),
        last_downbeat_tick=end - bar_ticks,
        release_tick=end,
        length_ticks=end,
    )


def _at_tempo(plan: Plan, from_tick: int, at_tick: int) -> tuple[Tempo, ...]:
    """Return the tempi with that of one tick taken up at another, where it is another by then."""
    clock = TempoMap(plan.tempi)
    wanted, now = clock.bpm(from_tick), clock.bpm(at_tick)
    return plan.tempi if abs(wanted - now) < 1e-6 else put(plan.tempi, Tempo.from_bpm(at_tick, wanted))


def _chords_on(plan: Plan, section: int, start: int, end: int) -> tuple[ChordAt, ...]:
    """Return the chords up to a new section, then a section's own, over and over, and the tonic in the last bar."""
    bar_ticks, again = plan.meter.bar_ticks, plan.sections[section]
    bars = max(1, (again.end_tick - again.start_tick) // bar_ticks)
    before = [chord._replace(length_ticks=min(chord.length_ticks, start - chord.tick)) for chord in plan.chords]
    before[-1] = before[-1]._replace(length_ticks=start - before[-1].tick)
    tonic = ChordAt(end - bar_ticks, bar_ticks, plan.key.tonic, "maj" if plan.key.mode == "major" else "min")
    new = []
    for nth, line in enumerate(range(start, end - bar_ticks, bar_ticks)):
        source = again.start_tick + nth % bars * bar_ticks
        for chord in plan.chords:
            begins, ends = max(chord.tick, source), min(chord.tick + chord.length_ticks, source + bar_ticks)
            if begins < ends:
                new.append(chord._replace(tick=begins - source + line, length_ticks=ends - begins))
    return (*before, *new, tonic)
