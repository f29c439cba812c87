"""Form: which sections a piece has and how strong each is, from its style's own forms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import msgspec
import numpy as np

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.fitting import fitted
from audiogenesis_desktop.score.score import Section
from audiogenesis_desktop.style.forms import Stretch, read_form
from audiogenesis_desktop.style.style import Form as StyleForm

_PLAIN = StyleForm(plans=("A8 A'8 B8 A'8 outro4", "intro4 A8 A'8 B8 A'8 outro4", "A4 A'4 B4 A'4 outro4"))
# A section's strength in its style's terms, and how much of a piece's energy that is.
_STRENGTHS, _WEIGHTS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1.0), (0.3, 0.5, 0.55, 0.6, 0.8, 0.95, 1.1, 1.15)
_HEIGHT = 0.65  # how lively a piece is at least where it has built up, before its section's weight


@dataclass(frozen=True, slots=True)
class Form:
    """Sections in order, in bars: kind, first bar, bar after its last; and which earlier one each takes up.

    `strengths` 0..1 tell each beside the others; parts enter and leave by them.
    """

    kinds: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    repeats: tuple[int, ...]
    strengths: tuple[float, ...] = ()


def given_form(text: str, own: StyleForm) -> StyleForm:
    """Return the form that a text gives, with the style's own strengths, or the style's where there is no text.

    Raises BadInput if the text is no form.
    """
    if not text.strip():
        return own
    try:
        read_form(text, own.strengths)
    except ValueError as error:
        raise BadInput(f"That is no form: {error}.") from error
    return msgspec.structs.replace(own, plans=(text,))


def lay_out(bars: int, style: StyleForm = _PLAIN, *, random: Random | None = None, arc: Collection[str] = ()) -> Form:
    """Return the form of a piece of `bars` whole bars and the bar of its last chord, which its outro ends with.

    It is one of the style's forms, brought to that length. Of the names of `ARCS`, a "loop" has whole bars alone and
    no frame; with "no intro" or "no outro" it has the other end's frame alone.
    """
    random, is_loop = random or Random(0), "loop" in arc
    plans = [read_form(plan, style.strengths) for plan in style.plans]
    left_out = {kind for kind in ("intro", "outro") if is_loop or f"no {kind}" in arc}
    bodies = [[section for section in plan if section.kind not in left_out] or list(plan) for plan in plans]
    sections = fitted(bodies, (max(1, bars) if is_loop else bars) + 1, random=random)
    if is_loop:
        return of_sections(_without_end(sections) if bars else sections)
    return of_sections(_unframed(sections, left_out))


def _unframed(sections: Sequence[Stretch], left_out: Collection[str]) -> Sequence[Stretch]:
    """Return sections of which the first is no intro, the last no outro, where they are left out: A goes on there."""
    found = list(sections)
    if "intro" in left_out and found[0].kind == "intro":
        found[0] = found[0]._replace(kind="A", strength=max(section.strength for section in found[:2]))
    if "outro" in left_out and found[-1].kind == "outro" and len(found) > 1:
        *found, last = found
        found[-1] = found[-1]._replace(bars=found[-1].bars + last.bars)
    return found


def _without_end(sections: Sequence[Stretch]) -> list[Stretch]:
    """Return sections whose last one, an outro, has become part of what comes before it, but for the final bar."""
    *before, last = sections
    sections = [*before[:-1], before[-1]._replace(bars=before[-1].bars + last.bars - 1)]
    return [section._replace(kind="A") if section.kind == "intro" else section for section in sections]


def of_sections(sections: Sequence[Stretch]) -> Form:
    """Return sections, one after the other, as a form."""
    kinds = tuple(section.kind for section in sections)
    edges = [0, *np.cumsum([section.bars for section in sections]).tolist()]
    strengths = tuple(section.strength for section in sections)
    return Form(kinds, tuple(edges[:-1]), tuple(edges[1:]), repeats_of(kinds), strengths)


def repeats_of(kinds: Sequence[str]) -> tuple[int, ...]:
    """Return for each section the index of the first one with its letter before it, or -1; A' has A's letter."""
    first: dict[str, int] = {}
    repeats = []
    for i, kind in enumerate(kinds):
        letter = kind.rstrip("'")
        repeats.append(first.get(letter, -1))
        first.setdefault(letter, i)
    return tuple(repeats)


def weight_of(strength: float) -> float:
    """Return how much of its piece's energy a section of a strength 0..1 has, 0.3..1.15: the same in all styles."""
    return float(np.interp(strength, _STRENGTHS, _WEIGHTS))


def energies(form: Form, brief: Brief) -> tuple[float, ...]:
    """Return each section's energy 0..1: the Brief's, shaped by the form.

    What builds up, or drops, gets somewhere: its strongest section is lively even where the piece is calm.
    """
    base = 0.25 + 0.6 * brief.energy
    peak = max(base, _HEIGHT) if {"builds", "drops"} & set(brief.arc) else base
    low, high = min(form.strengths), max(form.strengths)
    risen = [(strength - low) / (high - low) if high > low else 1.0 for strength in form.strengths]
    paired = zip(form.strengths, risen, strict=True)
    return tuple(min(1.0, (base + (peak - base) * up**2) * weight_of(strength)) for strength, up in paired)


def sections(
    form: Form,
    energies: tuple[float, ...],
    *,
    bar_ticks: int,
    length_ticks: int,
    names: Mapping[str, str] | None = None,
) -> tuple[Section, ...]:
    """Return the form as sections of a Score; the last reaches to the end of the piece.

    `names` are what the style calls kinds; A' is called as A where it has no name of its own.
    """
    ends = [min(end * bar_ticks, length_ticks) for end in form.ends]
    ends[-1] = length_ticks
    called = names or {}
    return tuple(
        Section(start * bar_ticks, end, kind, round(energy, 3), called.get(kind) or called.get(kind.rstrip("'"), ""))
        for start, end, kind, energy in zip(form.starts, ends, form.kinds, energies, strict=True)
    )
