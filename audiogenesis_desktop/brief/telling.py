"""Telling a Brief: as plain data for programs and as lines for people."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from audiogenesis_desktop.brief.brief import Brief

_FIELDS = (
    "tempo_bpm",
    "key",
    "meter",
    "length_seconds",
    "instruments",
    "banned",
    "valence",
    "energy",
    "density",
    "style",
    "arc",
    "texture",
    "chords",
    "form",
    "hits",
)
_LABELS = {"tempo_bpm": "tempo", "length_seconds": "length", "banned": "without"}


def listed_seconds(moments: Sequence[float]) -> str:
    """Return moments as "3, 7.5 and 12 s"."""
    if not moments:
        return ""
    *others, last = (f"{moment:g}" for moment in moments)
    return f"{', '.join(others)} and {last} s" if others else f"{last} s"


def hits_after_the_end(moments: Sequence[float]) -> str:
    """Return the sentence for hits that the piece is over before."""
    what = "that hit" if len(moments) == 1 else "those hits"
    return f"The piece is over before {listed_seconds(moments)}: {what} {_was(moments)} left out."


def hits_without_an_end(moments: Sequence[float]) -> str:
    """Return the sentence for hits of a piece that goes on until it is stopped."""
    what = "the hit" if len(moments) == 1 else "the hits"
    return f"A piece without an end meets no hits: {what} at {listed_seconds(moments)} {_was(moments)} left out."


def another_length(requested: float, made: float) -> str:
    """Return the sentence for a length that cannot be made."""
    return f"A length of {requested:g} s cannot be made: it was set to {made:g} s."


def _was(moments: Sequence[float]) -> str:
    return "was" if len(moments) == 1 else "were"


def as_dict(brief: Brief) -> dict[str, Any]:
    """Return the Brief as plain JSON data; the embedding, which tells a reader nothing, is left out."""
    return {
        "prompt": brief.prompt,
        "tempo_bpm": brief.tempo_bpm,
        "key": brief.key.name,
        "meter": f"{brief.meter[0]}/{brief.meter[1]}",
        "length_seconds": brief.length_seconds,
        "instruments": list(brief.instruments),
        "banned": list(brief.banned),
        "only": brief.only,
        "valence": brief.valence,
        "energy": brief.energy,
        "density": brief.density,
        "style": {name: round(weight, 3) for name, weight in brief.style},
        "arc": list(brief.arc),
        "texture": list(brief.texture),
        "chords": brief.chords,
        "form": brief.form,
        "hits": list(brief.hits),
        "hits_missed": list(brief.missed),
        "hit_kinds": [{"second": second, "kind": kind} for second, kind in brief.hit_kinds],
        "played_bpm": brief.played_bpm and round(brief.played_bpm, 4),
        "origins": {name: str(brief.origin(name)) for name in _FIELDS},
        "spans": {name: list(span) for name, span in brief.spans.items()},
        "notices": list(brief.notices),
        "unread": list(brief.unread),
    }


def as_text(brief: Brief) -> str:
    """Return the Brief as lines of name, value, origin and the words that said it, then the notices."""
    rows = []
    for name in _FIELDS:
        value = _value(brief, name)
        if value:
            span = brief.spans.get(name)
            words = f'  "{brief.prompt[slice(*span)]}"' if span else ""
            rows.append(f"{_LABELS.get(name, name):<12}{value:<44} {brief.origin(name)}{words}")
    return "\n".join([*rows, *(f"note: {notice}" for notice in brief.notices)])


def _value(brief: Brief, name: str) -> str:
    if name == "tempo_bpm":
        played = f", played at {brief.played_bpm:.6g}" if brief.played_bpm else ""
        return f"{brief.tempo_bpm:g} bpm{played}"
    if name == "key":
        return brief.key.name
    if name == "meter":
        return f"{brief.meter[0]}/{brief.meter[1]}"
    if name == "length_seconds":
        return f"{brief.length_seconds:g} s"
    if name == "instruments":
        counts = Counter(brief.instruments)
        players = [f"{count} × {player}" if count > 1 else player for player, count in counts.items()]
        return ", ".join(players) + (" only" if brief.only else "")
    if name in ("chords", "form"):
        return str(getattr(brief, name))
    if name in ("banned", "arc", "texture"):
        return ", ".join(getattr(brief, name))
    if name == "style":
        return ", ".join(f"{style} {weight:.0%}" for style, weight in brief.style if weight >= 0.05)
    if name == "hits":
        met, missed = listed_seconds(brief.hits), listed_seconds(brief.missed)
        kinds = ", ".join(f"{kind} at {second:g} s" for second, kind in brief.hit_kinds)
        return "; ".join(filter(None, [met, f"not met: {missed}" if missed else "", kinds]))
    return f"{getattr(brief, name):.2f}"
