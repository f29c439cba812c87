"""Risers: who leads into the strongest sections by a roll, or by a cymbal in reverse, where a prompt asks for it.

At a hit that is to be risen to alone, they play for that hit, as `hit_events` has it.
"""

from collections.abc import Collection, Sequence

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.form import Form
from audiogenesis_desktop.style.casting import Seat
from audiogenesis_desktop.style.style import Style

_NEARLY = 0.05  # of strength: so little below the strongest a section is as strong
_WITHOUT_DRUMS = "reverse cymbal"


def with_riser(seats: tuple[Seat, ...], style: Style, brief: Brief) -> tuple[Seat, ...]:
    """Return the seats with one more for a riser that is asked for, where nobody has that part already.

    It is a roll where drums play, else a cymbal in reverse; nobody, where all of that is ruled out. For hits alone
    nobody joins those that are to play alone.
    """
    is_for_all, is_for_hits = "riser" in brief.texture, any(kind == "riser" for _, kind in brief.hit_kinds)
    if not (is_for_all or is_for_hits) or any(seat.role == "effect" for seat in seats):
        return seats
    has_drums = any(seat.instrument == "drums" for seat in seats)
    name = "drums" if has_drums else _WITHOUT_DRUMS
    if name in brief.banned or (brief.only and not is_for_all and not has_drums):
        return seats
    own = next((part for part in style.parts if part.role == "effect" and name in part.instruments), None)
    return (*seats, Seat(name, "effect", own))


def rising(
    active: Sequence[frozenset[int]],
    form: Form,
    seats: Sequence[Seat],
    *,
    texture: Collection[str],
    joined: Collection[int] = (),
) -> tuple[frozenset[int], ...]:
    """Return who plays in each section, with those that rise before the strongest sections, and nowhere else.

    Those who `joined` the seats for hits alone play nowhere yet.
    """
    if "riser" not in texture:
        return tuple(here.difference(joined) or here for here in active)
    rises = frozenset(number for number, seat in enumerate(seats) if seat.role == "effect")
    before = _before_the_strongest(form.strengths)
    return tuple((here | rises if i in before else here - rises) or here for i, here in enumerate(active))


def _before_the_strongest(strengths: Sequence[float]) -> set[int]:
    """Return the sections that lead to one of the strongest and are weaker, or else to the strongest but the first."""
    after = range(1, len(strengths))
    if not after:
        return {0}
    height = max(strengths[i] for i in after)
    found = {i - 1 for i in after if strengths[i] >= height - _NEARLY and strengths[i] > strengths[i - 1]}
    return found or {max(after, key=lambda i: strengths[i]) - 1}
