"""Who plays: the wishes of a prompt, and what its style lacks beside them."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from audiogenesis_desktop.brief.brief import Brief, Cause, Origin
from audiogenesis_desktop.brief.fullness import beyond_usual
from audiogenesis_desktop.brief.implied import Implied
from audiogenesis_desktop.brief.lexicon import Mood, load_lexicon
from audiogenesis_desktop.brief.styles import Mixture, distance, leading, lineup_fits, members, off_tempo
from audiogenesis_desktop.brief.wording import Said
from audiogenesis_desktop.style.book import book
from audiogenesis_desktop.style.casting import Seat, cast, lacking, parts_of
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.instruments import CLASS_NAMES, GM_NAMES, find

_CARRIERS = ("piano", "strings", "drawbar organ", "harp", "flute", "marimba", "nylon guitar", "warm pad")
# Whoever names one of these alone, and no style that has a band, is not surprised to hear it alone.
_SOLO_CLASSES = frozenset({"piano", "acoustic guitar"})
# In nats, by described topics held out: what a style loses for each one named that it does not have, and gains by being
# played by them alone and by its mood.
_STRANGER, _COMPLETE, _NEAR = 1.5, 0.25, 0.5
_OFF_TEMPO = 4.0  # in nats, by the square of the octaves that a said tempo lies outside its range
_AKIN, _OF_FAMILY = 0.2, 0.6  # the share that styles of its family have of a style's weight, and of a family's
_AS_GOOD = 0.85  # of the likeliest line-up: others that are hardly less likely may play


def in_style(said: Said, brief: Brief) -> Said:
    """Return what is said with the said style's own guitar, bass or organ where the prompt names no kind of it."""
    if "style" not in said.values or not said.values.get("vague"):
        return said
    style = leading(brief.style)
    parts = [part.instruments for part in parts_of(style, meter_text(brief))]
    kinds = said.values["vague"].items()
    meant = {name: _kind_of(name, others, parts) for name, others in kinds}
    meant = {name: kind for name, kind in meant.items() if kind != name}
    named = [name for name in said.values["instruments"] if name not in meant]
    wanted = tuple(meant.get(name, name) for name in said.values["instruments"] if meant.get(name) not in named)
    return replace(said, values={**said.values, "instruments": wanted})


def _kind_of(name: str, others: Sequence[str], parts: Sequence[Sequence[str]]) -> str:
    """Return which kind of an instrument a style has: the usual one where its first part for any of them has that."""
    first = next((part for part in parts if {*part} & {name, *others}), (name,))
    return name if name in first else next(other for other in first if other in others)


def with_players(brief: Brief, said: Said, implied: Implied | None, *, reading: int) -> tuple[Brief, tuple[str, ...]]:
    """Return the Brief with who plays, and what is to be told of it; somebody always does, whatever is ruled out."""
    wanted: tuple[str, ...] = said.values.get("instruments", ())
    if not wanted and implied is None and not brief.banned:
        return brief, ()
    style = leading(brief.style)
    is_complete = _is_complete(wanted, said) or _is_solo(brief, wanted, said)
    draw = _draw(brief, style, implied, reading)
    seats = seated(style.name, meter_text(brief), wanted, brief.banned, is_complete, has_lead(brief), draw)
    names = (*wanted, *(seat.instrument for seat in seats[len(wanted) :] if not seat.is_second))
    if not wanted:
        names = tuple(seat.instrument for seat in seats if not seat.is_second)
    if not names:
        return _some(brief)
    origin = Origin.SAID if wanted else Origin.INFERRED
    only = {"only": bool(said.values.get("only"))} if wanted else {}
    brief = replace(brief, causes=tuple(_by_its_player(cause, said, wanted) for cause in brief.causes))
    return brief.with_fields(origin, instruments=names, **only), _told(brief, said, style, seats, is_complete)


@lru_cache(maxsize=1024)  # a prompt is read with each key press
def seated(
    name: str,
    meter: str,
    wanted: tuple[str, ...],
    banned: tuple[str, ...],
    is_complete: bool,
    leads: bool,
    draw: int,
) -> tuple[Seat, ...]:
    """Return who plays a style of the book, as `cast` says."""
    return cast(
        book()[name],
        meter=meter,
        wanted=wanted,
        banned=banned,
        is_complete=is_complete,
        has_lead=leads,
        draw=draw,
    )


def _by_its_player(cause: Cause, said: Said, wanted: Sequence[str]) -> Cause:
    """Return the cause of an instrument by the name that plays for it."""
    others = said.values.get("vague", {}).get(cause.name, ())
    if cause.field != "instruments" or cause.name in wanted:
        return cause
    return cause._replace(name=next((name for name in wanted if name in others), cause.name))


def has_lead(brief: Brief) -> bool:
    """Return whether somebody is to lead."""
    return "no melody" not in brief.texture


def meter_text(brief: Brief) -> str:
    """Return the meter as style files write it."""
    return f"{brief.meter[0]}/{brief.meter[1]}"


def _is_complete(wanted: Sequence[str], said: Said) -> bool:
    """Return whether those named are said to be all who play."""
    return bool(wanted) and bool(said.values.get("only") or said.values.get("is_ensemble"))


def _is_solo(brief: Brief, wanted: Sequence[str], said: Said) -> bool:
    """Return whether somebody is named who can play all that is needed, and no style that has a band."""
    if not wanted or "style" in said.values or not all(_class_name(name) in _SOLO_CLASSES for name in wanted):
        return False
    style, meter = leading(brief.style), meter_text(brief)
    return brief.origin("style") is Origin.DEFAULT or not lacking(
        style, cast(style, meter=meter, wanted=wanted, is_complete=True), meter
    )


def _class_name(name: str) -> str:
    return CLASS_NAMES[find(name).class_index]


def _draw(brief: Brief, style: Style, implied: Implied | None, reading: int) -> int:
    """Return which line-up plays where none is named: of those that fit what is implied, by the prompt and reading.

    Music that is to be clearly fuller or sparser than its style usually is has one of the largest or smallest, and what
    builds to a climax has one of the largest: somebody has to be there who has not yet played.
    """
    chances = dict(implied.instruments) if implied and brief.origin("style") is not Origin.SAID else {}
    fits = lineup_fits(style, chances)
    beyond = beyond_usual(brief, style)
    fitting = [i for i, value in enumerate(fits) if value >= (_AS_GOOD - abs(beyond)) * max(fits)]
    if beyond or "builds" in brief.arc:
        larger = 1.0 if "builds" in brief.arc else beyond
        sizes = {i: math.copysign(len(style.lineups[i].parts), larger) for i in fitting}
        fitting = [i for i in fitting if sizes[i] == max(sizes.values())]
    return fitting[(digest(brief.prompt)[1] + reading) % len(fitting)]


def digest(prompt: str) -> bytes:
    """Return bytes to draw by that a prompt always gets, whatever its spaces and capitals."""
    return hashlib.sha256(" ".join(prompt.lower().split()).encode("utf-8", "replace")).digest()


def _told(brief: Brief, said: Said, style: Style, seats: Sequence[Seat], is_complete: bool) -> tuple[str, ...]:
    lacks = lacking(style, seats, meter_text(brief), has_lead=has_lead(brief))
    if "style" not in said.values or not lacks:
        return ()
    if not is_complete:
        return (f"The style {style.name} needs {_listed(lacks)}, and what plays that is ruled out: it does without.",)
    if said.values.get("only") and {"drums", "percussion"} & set(lacks):
        return (f"The style {style.name} lives on its drums: none play, as nothing else was to.",)
    return ()


def _listed(roles: Sequence[str]) -> str:
    *others, last = roles
    return f"{', '.join(others)} and {last}" if others else last


def _some(brief: Brief) -> tuple[Brief, tuple[str, ...]]:
    name = next((name for name in (*_CARRIERS, *GM_NAMES) if name not in brief.banned), "piano")
    notice = f"What is ruled out leaves few instruments: {name} plays."
    return brief.with_fields(Origin.INFERRED, instruments=(name,)), (notice,)


def fitting_style(mixture: Mixture, said: Said, implied: Implied | None) -> str:
    """Return the style that is likeliest, of a mixture of styles and families and of what is akin to them, if those
    named are to play it."""
    chances: dict[str, float] = {}
    for name, weight in mixture:
        known = name in book()
        family = book()[name].family[0] if known else name
        for other in members(family):
            chances[other] = max(chances.get(other, 0.0), (_AKIN if known else _OF_FAMILY) * weight)
        usual = name if known else load_lexicon().usual_styles.get(family, "")
        if usual in book():
            chances[usual] = max(chances.get(usual, 0.0), weight)
    return max(chances, key=lambda name: math.log(chances[name]) + _fit(book()[name], said, implied))


def _fit(style: Style, said: Said, implied: Implied | None) -> float:
    fit = skill(style.name, said.values["instruments"], frozenset(said.values.get("vague", ())))
    if "tempo_bpm" in said.values:
        fit -= _OFF_TEMPO * off_tempo(said.values["tempo_bpm"], style.name) ** 2
    if implied is None:
        return fit
    mood = Mood(implied.valence, implied.energy, implied.tempo_bpm, implied.minor)
    return fit + _NEAR * math.exp(-distance(mood, style.name))


@lru_cache(maxsize=4096)  # a prompt is read with each key press
def skill(name: str, wanted: tuple[str, ...], vague: frozenset[str]) -> float:
    """Return how well those wanted play a style of the book: whether it has them, and needs nobody beside them."""
    style = book()[name]
    meter = style.time.meters[0]
    at_home = {instrument for part in parts_of(style, meter) for instrument in part.instruments}
    strangers = sum(instrument not in at_home for instrument in wanted if instrument not in vague)
    is_enough = not lacking(style, cast(style, meter=meter, wanted=wanted, is_complete=True), meter)
    return _COMPLETE * is_enough - _STRANGER * strangers
