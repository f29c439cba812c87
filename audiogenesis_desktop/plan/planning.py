"""From a Brief to a Plan: the parts of this package put together."""

from dataclasses import replace
from random import Random

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.plan.arcs import shaped
from audiogenesis_desktop.plan.drawn_grooves import draw_grooves
from audiogenesis_desktop.plan.endings import ending_of, slows_by
from audiogenesis_desktop.plan.fills import draw_fills
from audiogenesis_desktop.plan.form import Form, energies, given_form, lay_out, sections
from audiogenesis_desktop.plan.given_chords import read_given, with_chords
from audiogenesis_desktop.plan.harmony import as_score_chords, write_harmony
from audiogenesis_desktop.plan.hit_events import chosen_kinds, with_edges, with_events
from audiogenesis_desktop.plan.lead_in import led_in
from audiogenesis_desktop.plan.parts import fullness_of, parts_of, who_plays
from audiogenesis_desktop.plan.plan import Ending, Part, Plan
from audiogenesis_desktop.plan.recall import write_recalls
from audiogenesis_desktop.plan.risers import rising, with_riser
from audiogenesis_desktop.plan.styling import seats_of, styles_of
from audiogenesis_desktop.plan.timing import Timing, looped, slowed, solve_timing
from audiogenesis_desktop.score.feel import USUAL_FEEL, Feel
from audiogenesis_desktop.score.score import KeyAt, Section
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.style.usual_swing import usual_swing
from audiogenesis_desktop.theory.chords import Chord

_SEEDS = 2**31


def make_plan(brief: Brief, seed: int) -> Plan:
    """Return the Plan for a Brief; the same always gives the same Plan.

    A form that is given, such as "intro4 A8 B8 A8", is brought to the length that is asked for. Raises BadInput where
    what is given is no form, or are no chords, or those of a section that there is not.
    """
    plan = _drawn(brief, seed)
    return with_chords(plan, read_given(brief.chords, brief.key)) if brief.chords.strip() else plan


def _drawn(brief: Brief, seed: int) -> Plan:
    styles = styles_of(brief)
    style = styles[0][0]
    timing = looped(brief) if "loop" in brief.arc else solve_timing(brief, slowing=slows_by(style, arc=brief.arc))
    brief = replace(brief, meter=(timing.meter.numerator, timing.meter.denominator))
    form = _form(brief, style, timing, seed)
    seats, parts, active = _players(brief, style, form)
    ending, timing = _ending(brief, style, timing, [seats[number] for number in sorted(active[-1])], seed)
    chords = _harmony(brief, style, form, seed)
    fullness = fullness_of(brief, style)
    grooves = draw_grooves(form, seats, active, meter=timing.meter, texture=brief.texture, fullness=fullness, seed=seed)
    bar_ticks, length_ticks = timing.meter.bar_ticks, timing.length_ticks
    plan = Plan(
        tempi=timing.tempi,
        meter=timing.meter,
        key=KeyAt(0, *brief.key),
        sections=_sections(form, brief, style, bar_ticks, length_ticks),
        repeats=form.repeats,
        active=active,
        chords=as_score_chords(chords, bar_ticks=bar_ticks, length_ticks=length_ticks),
        parts=parts,
        last_downbeat_tick=timing.last_downbeat_tick,
        release_tick=timing.release_tick,
        length_ticks=length_ticks,
        hit_ticks=timing.hit_ticks,
        recalls=write_recalls(form, chords, style=style, random=Random(f"recall/{seed}")),
        style=tuple((known.name, weight) for known, weight in styles),
        swing=usual_swing(style.time, timing.tempo_bpm or brief.tempo_bpm, Random(f"swing/{seed}")),
        swing_ticks=style.time.swing_ticks,
        grooves=grooves,
        ending=ending,
        fills=draw_fills(form, seats, active, grooves, meter=timing.meter, ending=ending, seed=seed),
        fade_in_ticks=_fade_in_ticks(form, brief, bar_ticks),
        feel=Feel(USUAL_FEEL, seed=seed % _SEEDS, style=style.name),
    )
    return with_events(led_in(plan), chosen_kinds(brief, timing))


def _form(brief: Brief, style: Style, timing: Timing, seed: int) -> Form:
    given = given_form(brief.form, style.form)
    form = shaped(lay_out(timing.bars, given, random=Random(f"form/{seed}"), arc=brief.arc), brief.arc)
    return with_edges(form, timing, chosen_kinds(brief, timing), is_given=bool(brief.form.strip()))


def _players(
    brief: Brief, style: Style, form: Form
) -> tuple[tuple[Seat, ...], tuple[Part, ...], tuple[frozenset[int], ...]]:
    """Return the seats, a part for each, and the track ids that play in each section."""
    usual = seats_of(brief, style)
    seats = with_riser(usual, style, brief)
    parts = parts_of(seats, brief.texture, valence=brief.valence)
    named = {cause.name for cause in brief.causes if cause.field == "instruments"}
    active = who_plays(
        form,
        seats,
        parts,
        arc=brief.arc,
        texture=brief.texture,
        fullness=fullness_of(brief, style),
        named=named,
    )
    return seats, parts, rising(active, form, seats, texture=brief.texture, joined=range(len(usual), len(seats)))


def _ending(brief: Brief, style: Style, timing: Timing, last: list[Seat], seed: int) -> tuple[Ending, Timing]:
    """Return how a piece ends in whose last section these play, and its timing with that."""
    ending = ending_of(style, last, arc=brief.arc, random=Random(f"ending/{seed}"))
    return ending, slowed(brief, timing, style.time.ritard) if ending == Ending.SLOW else timing


def _harmony(brief: Brief, style: Style, form: Form, seed: int) -> list[tuple[Chord, Chord]]:
    return write_harmony(
        form,
        brief.key,
        style=style.name,
        random=Random(f"harmony/{seed}"),
        meter=brief.meter,
        is_loop="loop" in brief.arc,
        is_asked=brief.is_chosen("key"),
        valence=None if brief.origin("valence") is Origin.DEFAULT else brief.valence,
    )


def _sections(form: Form, brief: Brief, style: Style, bar_ticks: int, length_ticks: int) -> tuple[Section, ...]:
    strengths = energies(form, brief)
    return sections(form, strengths, bar_ticks=bar_ticks, length_ticks=length_ticks, names=style.form.names)


def _fade_in_ticks(form: Form, brief: Brief, bar_ticks: int) -> int:
    """Return until when a piece grows that fades in: over its first section, a third of it at most; else 0."""
    if "fade in" not in brief.arc:
        return 0
    return max(1, min(form.ends[0], form.ends[-1] // 3)) * bar_ticks
