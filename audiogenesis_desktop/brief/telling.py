"""Telling a Brief: as plain data for programs and as lines for people."""

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
    "hits",
)
_LABELS = {"tempo_bpm": "tempo", "length_seconds": "length", "banned": "without"}


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
        "hits": list(brief.hits),
        "origins": {name: str(brief.origin(name)) for name in _FIELDS},
        "spans": {name: list(span) for name, span in brief.spans.items()},
        "notices": list(brief.notices),
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
        return f"{brief.tempo_bpm:g} bpm"
    if name == "key":
        return brief.key.name
    if name == "meter":
        return f"{brief.meter[0]}/{brief.meter[1]}"
    if name == "length_seconds":
        return f"{brief.length_seconds:g} s"
    if name == "instruments":
        return ", ".join(brief.instruments) + (" only" if brief.only else "")
    if name == "banned":
        return ", ".join(brief.banned)
    if name == "style":
        return ", ".join(f"{style} {weight:.0%}" for style, weight in brief.style if weight >= 0.05)
    if name == "hits":
        return ", ".join(f"{hit:g} s" for hit in brief.hits)
    return f"{getattr(brief, name):.2f}"
