"""Arcs: how strong the sections of a form become where a prompt says how the piece is to go."""

from collections.abc import Callable, Collection
from dataclasses import replace

from audiogenesis_desktop.plan.form import Form, repeats_of

BREAKDOWN = "bridge"
_QUIET, _LOW, _EVEN, _FULL = 0.25, 0.3, 0.75, 1.0
_STAYS_AT_ITS_HEIGHT, _SOFT_END = 0.95, 0.3
_FRAMES = ("intro", "outro")
# How many sections a piece needs before its outro, and how many of them full ones, to go so.
_NEEDS = {"builds": (3, 1), "falls": (3, 1), "quiet start": (2, 1), "fade in": (2, 1)}
_NEEDS |= {"breakdown": (3, 3), "drops": (3, 3)}
_SHORTEST_BARS = 2


def shaped(form: Form, arc: Collection[str]) -> Form:
    """Return a form with the strengths, and the breakdown, that names of `ARCS` ask for; some ask for none."""
    for name in arc:
        form = _parted(form, *_NEEDS.get(name, (0, 0)))
    for name, shape in _SHAPES.items():
        if name in arc:
            form = shape(form)
    return form


def is_without_drums(form: Form, section: int, arc: Collection[str]) -> bool:
    """Return whether drums rest in a section whatever the style says: in the breakdown that was asked for."""
    return form.kinds[section] == BREAKDOWN and ("breakdown" in arc or "drops" in arc)


def _last_full(form: Form) -> int:
    """Return the last section that is no outro."""
    return max((i for i, kind in enumerate(form.kinds) if kind != "outro"), default=0)


def _parted(form: Form, sections: int, full: int) -> Form:
    """Return a form with its longest sections halved until it has so many, where bars are enough."""
    while _is_fewer(form, sections, full):
        bodies = [i for i, kind in enumerate(form.kinds) if kind not in _FRAMES]
        longest = max(bodies, key=lambda i: form.ends[i] - form.starts[i], default=-1)
        if longest < 0 or form.ends[longest] - form.starts[longest] < 2 * _SHORTEST_BARS:
            break
        form = _halved(form, longest)
    return form


def _is_fewer(form: Form, sections: int, full: int) -> bool:
    before = sum(kind != "outro" for kind in form.kinds)
    return before < sections or sum(kind not in _FRAMES for kind in form.kinds) < full


def _halved(form: Form, at: int) -> Form:
    """Return a form whose section is two, the second taking up the first."""
    kind, start, end = form.kinds[at], form.starts[at], form.ends[at]
    middle = start + ((end - start) // 2 + 1) // 2 * 2
    kinds = (*form.kinds[: at + 1], "A'" if kind == "A" else kind, *form.kinds[at + 1 :])
    return Form(
        kinds,
        (*form.starts[: at + 1], middle, *form.starts[at + 1 :]),
        (*form.ends[:at], middle, *form.ends[at:]),
        repeats_of(kinds),
        (*form.strengths[: at + 1], *form.strengths[at:]),
    )


def _builds(form: Form) -> Form:
    last = max(1, _last_full(form))
    rising = [min(_FULL, _LOW + (_FULL - _LOW) * i / last) for i in range(len(form.strengths))]
    return _with(
        form, [*rising[: _last_full(form) + 1], *[_STAYS_AT_ITS_HEIGHT] * (len(rising) - _last_full(form) - 1)]
    )


def _falls(form: Form) -> Form:
    last = max(1, len(form.strengths) - 1)
    return _with(form, [_FULL - (_FULL - _LOW) * i / last for i in range(len(form.strengths))])


def _quiet_start(form: Form) -> Form:
    strengths = list(form.strengths)
    strengths[0] = min(strengths[0], _QUIET)
    if len(strengths) > 3:
        strengths[1] = min(strengths[1], 0.6)
    return _with(form, strengths)


def _steady(form: Form) -> Form:
    return _with(form, [_EVEN] * len(form.strengths))


def _breaks_down(form: Form) -> Form:
    """Return a form with a breakdown: its own, or the section before its last full one, unless it is the first."""
    at = _last_full(form) - 1
    if BREAKDOWN not in form.kinds and at > 0:
        kinds = [*form.kinds[:at], BREAKDOWN, *form.kinds[at + 1 :]]
        form = replace(form, kinds=tuple(kinds), repeats=repeats_of(kinds))
    return _with(form, [min(s, _LOW) if k == BREAKDOWN else s for s, k in zip(form.strengths, form.kinds, strict=True)])


def _drops(form: Form) -> Form:
    form = _breaks_down(form)
    follows = [False, *(kind == BREAKDOWN for kind in form.kinds[:-1])]
    drop = [after and kind != "outro" for after, kind in zip(follows, form.kinds, strict=True)]
    return _with(form, [_FULL if here else s for here, s in zip(drop, form.strengths, strict=True)])


def _big_ending(form: Form) -> Form:
    return _with(form, [*form.strengths[:-1], _FULL])


def _soft_ending(form: Form) -> Form:
    return _with(form, [*form.strengths[:-1], min(_SOFT_END, form.strengths[-1])])


def _fades_out(form: Form) -> Form:
    """Return a form that goes on in its outro as before: it is the loudness that falls."""
    return _with(form, [*form.strengths[:-1], max(form.strengths[-2:])])


def _with(form: Form, strengths: list[float]) -> Form:
    return replace(form, strengths=tuple(strengths))


# In the order in which they are done: what says more of a place comes later.
_SHAPES: dict[str, Callable[[Form], Form]] = {
    "steady": _steady,
    "falls": _falls,
    "builds": _builds,
    "breakdown": _breaks_down,
    "drops": _drops,
    "quiet start": _quiet_start,
    "fade in": _quiet_start,
    "fade out": _fades_out,
    "soft ending": _soft_ending,
    "big ending": _big_ending,
}
