"""From a Brief to a Plan: the parts of this package put together."""

from dataclasses import replace
from random import Random

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.arcs import shaped
from audiogenesis_desktop.plan.drawn_grooves import draw_grooves
from audiogenesis_desktop.plan.endings import ending_of
from audiogenesis_desktop.plan.fills import draw_fills
from audiogenesis_desktop.plan.form import Form, energies, given_form, lay_out, sections
from audiogenesis_desktop.plan.harmony import as_score_chords, write_harmony
from audiogenesis_desktop.plan.parts import parts_of, who_plays
from audiogenesis_desktop.plan.plan import Ending, Plan
from audiogenesis_desktop.plan.recall import write_recalls
from audiogenesis_desktop.plan.risers import rising, with_riser
from audiogenesis_desktop.plan.styling import seats_of, styles_of
from audiogenesis_desktop.plan.timing import looped, slowed, solve_timing
from audiogenesis_desktop.score.feel import USUAL_FEEL, Feel
from audiogenesis_desktop.score.score import KeyAt
from audiogenesis_desktop.style.style import Style

_SEEDS = 2**31


def make_plan(brief: Brief, seed: int, *, form_text: str = "") -> Plan:
    """Return the Plan for a Brief; the same always gives the same Plan.

    `form_text` is a form to take instead of the style's, such as "intro4 A8 B8 A8", brought to the length that is
    asked for; raises BadInput if it is none.
    """
    styles = styles_of(brief)
    style, is_loop = styles[0][0], "loop" in brief.arc
    timing = looped(brief) if is_loop else solve_timing(brief)
    brief = replace(brief, meter=(timing.meter.numerator, timing.meter.denominator))
    given = given_form(form_text, style.form)
    form = shaped(lay_out(timing.bars, given, random=Random(f"form/{seed}"), arc=brief.arc), brief.arc)
    seats = with_riser(seats_of(brief, style), style, texture=brief.texture, banned=brief.banned)
    parts = parts_of(seats, brief.texture, valence=brief.valence)
    active = who_plays(form, seats, parts, arc=brief.arc, texture=brief.texture, density=brief.density)
    active = rising(active, form, seats, texture=brief.texture)
    last = [seats[number] for number in sorted(active[-1])]
    ending = ending_of(style, last, arc=brief.arc, random=Random(f"ending/{seed}"))
    if ending == Ending.SLOW:
        timing = slowed(brief, timing, style.time.ritard)
    random = Random(f"harmony/{seed}")
    chords = write_harmony(form, brief.key, style=style.name, random=random, meter=brief.meter, is_loop=is_loop)
    grooves = draw_grooves(form, seats, active, meter=timing.meter, texture=brief.texture, seed=seed)
    bar_ticks, length_ticks = timing.meter.bar_ticks, timing.length_ticks
    return Plan(
        tempi=timing.tempi,
        meter=timing.meter,
        key=KeyAt(0, *brief.key),
        sections=sections(
            form, energies(form, brief), bar_ticks=bar_ticks, length_ticks=length_ticks, names=style.form.names
        ),
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
        swing=_swing(style, seed),
        swing_ticks=style.time.swing_ticks,
        grooves=grooves,
        ending=ending,
        fills=draw_fills(form, seats, active, grooves, meter=timing.meter, ending=ending, seed=seed),
        fade_in_ticks=_fade_in_ticks(form, bar_ticks) if "fade in" in brief.arc else 0,
        feel=Feel(USUAL_FEEL, seed=seed % _SEEDS, style=style.name),
    )


def _fade_in_ticks(form: Form, bar_ticks: int) -> int:
    """Return until when a piece grows that fades in: over its first section, a third of it at most."""
    return max(1, min(form.ends[0], form.ends[-1] // 3)) * bar_ticks


def _swing(style: Style, seed: int) -> float:
    low, high = style.time.swing
    return low if low == high else Random(f"swing/{seed}").uniform(low, high)
