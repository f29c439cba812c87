"""What a wish for one thing has moved, told in figures: how much of it there was before, and is now."""

from collections.abc import Callable, Mapping

from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.measuring import measured
from audiogenesis_desktop.editing.verbs.work import Outcome, Work, bars_of
from audiogenesis_desktop.plan.wishes import DEGREES, Wishes
from audiogenesis_desktop.theory.spelling import pitch_name

_SAID: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "density": ("Density", lambda value: f"{value:.1f} a beat"),
    "height": ("Height", lambda value: pitch_name(round(value))),
    "syncopation": ("Syncopation", lambda value: f"{100 * value:.0f} %"),
    "leaps": ("Steps", lambda value: f"{value:.1f} semitones"),
    "voices": ("Voices", lambda value: f"{value:.1f}"),
    "loudness": ("Loudness", lambda value: f"{value:.0f}"),
    "repetition": ("Repetition", lambda value: f"{100 * value:.0f} %"),
    "strictness": ("In the chord", lambda value: f"{100 * value:.0f} %"),
    "energy": ("Energy", lambda value: f"{100 * value:.0f} %"),
}


def moved_by_wish(work: Work, found: Outcome, scope: Scope) -> str:
    """Return a sentence on the one thing that is wished for of the one track that changed; else nothing."""
    changed = [one.track_id for one in found.changes if one.gone or one.new]
    bars = sorted(bars_of(work.planned(), scope))
    if len(changed) != 1 or not bars:
        return ""
    degrees = _wished(work.wishes.get(changed[0], Wishes()))
    if len(degrees) != 1:
        return ""
    name, say = _SAID[degrees[0]]
    plan, span = work.planned(), range(bars[0], bars[-1] + 1)
    was, now = (measured(score, changed[0], plan, span)[degrees[0]] for score in (work.score, found.score))
    return f"{name} {say(was)} → {say(now)}." if was == was and now == now else ""  # nan where nothing is to measure


def _wished(wishes: Wishes) -> list[str]:
    return [name for name in DEGREES if getattr(wishes, name) is not None]
