"""From a Brief to a Plan: the parts of this package put together."""

from random import Random

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan import form as forms
from audiogenesis_desktop.plan.harmony import as_score_chords, write_harmony
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.plan.recall import write_recalls
from audiogenesis_desktop.plan.timing import solve_timing
from audiogenesis_desktop.score.score import KeyAt
from audiogenesis_desktop.style.book import families_of
from audiogenesis_desktop.theory.instruments import find


def make_plan(brief: Brief, seed: int) -> Plan:
    """Return the Plan for a Brief; the same Brief and seed always give the same Plan."""
    timing = solve_timing(brief)
    form = forms.lay_out(timing.bars)
    parts = tuple(Part(i, find(name)) for i, name in enumerate(brief.instruments))
    style = families_of(brief.style)[0][0] if brief.style else "cinematic"
    random = Random(f"harmony/{seed}")
    chords = write_harmony(form, brief.key, style=style, random=random, meter=brief.meter)
    bar_ticks = timing.meter.bar_ticks
    return Plan(
        tempi=timing.tempi,
        meter=timing.meter,
        key=KeyAt(0, *brief.key),
        sections=forms.sections(
            form, forms.strengths(form, brief), bar_ticks=bar_ticks, length_ticks=timing.length_ticks
        ),
        repeats=form.repeats,
        active=forms.who_plays(form, parts),
        chords=as_score_chords(chords, bar_ticks=bar_ticks, length_ticks=timing.length_ticks),
        parts=parts,
        last_downbeat_tick=timing.last_downbeat_tick,
        release_tick=timing.release_tick,
        length_ticks=timing.length_ticks,
        hit_ticks=timing.hit_ticks,
        recalls=write_recalls(form, chords, style=style, random=Random(f"recall/{seed}")),
    )
